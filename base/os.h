// The operating system, behind one door: files, directories, clock, environment, terminal. Errors are
// `false` plus a short reason in the system's words (*why), never an exit.
#pragma once
#include "base/str.h"

// At most OS_FILE_MAX bytes; a bigger file is refused. Behind the text stand 16 readable NULs.
#define OS_FILE_MAX ((size_t)UINT32_MAX - 16)
bool os_read(Arena *a, const char *path, Str *out, Str *why); // whole file; "-" is standard input
// The same read-only, without a copy where it is big. With an arena, what is small stands there, and nothing
// is unmapped.
bool os_map(Arena *a, const char *path, Str *out, Str *why);
void os_unmap(Str s); // what os_map gave without an arena
// Bytes [from, to) of what os_map gave are about to be read: where the file backs them, they are brought in
// at once rather than page by page.
void os_take(Str text, size_t from, size_t to);
// Bytes [from, to) of what os_map gave are not needed soon: where the file backs them, their memory is let go
// and comes back by itself when they are read again.
void os_drop(Str text, size_t from, size_t to);
// `why` (or its end, behind "path: ") in Chinese where it is one of the common reasons, else itself.
Str os_why_zh(Arena *a, Str why);

// Written beside and renamed: a reader sees the old file or the whole new one. The new file has the old
// one's permissions; a link stays and its target is replaced; a device or pipe is written straight.
// Where the system can (Linux, most local file systems) what is beside has no name until it is whole, so that
// nothing stays of a run that was ended. "-" is standard output.
typedef struct OsFile OsFile;
OsFile *os_create(Arena *a, const char *path, Str *why); // NULL on failure
bool os_write(void *file, const char *p, size_t n);      // an Out's flush; remembers a failure
bool os_commit(OsFile *f, Str *why);                     // renames; false and no file on any failure
void os_discard(OsFile *f);
const char *os_beside(const OsFile *f); // where it stands until then, for a library that writes files itself

typedef enum OsKind { OS_NONE, OS_FILE, OS_DIR, OS_OTHER } OsKind;
OsKind os_kind(const char *path);
// Size and time of the last change, in ns since 1970; false: no such file, or none that has them.
bool os_stat(const char *path, uint64_t *bytes, int64_t *changed);
// The same for all names of a file; "-" is standard input. False: no such file, or none that is a plain file.
typedef struct OsId {
  uint64_t device, number;
} OsId;
bool os_id(const char *path, OsId *out);
bool os_make_dir(const char *path, Str *why); // and those above it; one that is there is fine
// Files below `dir` (recursively, not through linked directories; hidden names are skipped) whose name ends
// in `suffix`, sorted bytewise; paths begin with `dir`, but for ".". A directory that cannot be read is an
// error.
bool os_walk(Arena *a, const char *dir, const char *suffix, Str **out, size_t *n, Str *why);
// The files of `dir` itself whose name ends in `suffix`, in the same way.
bool os_list(Arena *a, const char *dir, const char *suffix, Str **out, size_t *n, Str *why);
// The files that a pattern stands for (* ? [ ], as a shell fills it in), sorted bytewise; none is no error.
void os_glob(Arena *a, const char *pattern, Str **out, size_t *n);
Str os_path_join(Arena *a, Str dir, Str name); // name itself where it is absolute or dir is "" or "."
Str os_path_dir(Str path);                     // "." where there is none
Str os_path_clean(Arena *a, Str path);         // . and .. and // resolved as text

const char *os_env(const char *name);
bool os_is_terminal(int fd);
unsigned os_terminal_columns(int fd); // 0: not a terminal
uint64_t os_clock_ns(void);           // monotonic
void os_trim(void);       // memory that was freed goes back to the system, where it can be told to
void *os_pages(size_t n); // zeroed, on large pages where there are any, none taken until touched; or NULL
void os_pages_free(void *p, size_t n);              // what os_pages(n) gave
uint64_t os_peak_memory(void);                      // bytes of this process, so far
unsigned os_cpus(void);                             // this process may use
bool os_write_all(int fd, const char *p, size_t n); // false: errno says why
// Up to n bytes that are there now, after waiting at most `ms` (-1: as long as it takes) for some. 0 and
// *idle: none came in time; 0 without: the end; below 0: an error.
ptrdiff_t os_read_soon(int fd, char *p, size_t n, int ms, bool *idle);
bool os_wait(int fd, int ms); // for something to read; false: nothing came
bool os_process_lives(int64_t pid);
