// The operating system, behind one door: files, directories, clock, environment, terminal. Errors are
// `false` plus a short reason in the system's words (*why), never an exit.
#pragma once
#include "base/str.h"

bool os_read(Arena *a, const char *path, Str *out, Str *why); // "-" is standard input; whole file
bool os_map(const char *path, Str *out, Str *why);            // read-only mapping, followed by ≥ 16 readable NULs where not mapped exactly… see os.c
void os_unmap(Str s);
// Written beside and renamed: a reader sees the old file or the whole new one. "-" is standard output.
typedef struct OsFile OsFile;
OsFile *os_create(Arena *a, const char *path, Str *why);
bool os_write(void *file, const char *p, size_t n); // an Out's flush; remembers a failure
bool os_commit(OsFile *f, Str *why);                // renames; false and no file on any failure
void os_discard(OsFile *f);

typedef enum OsKind { OS_NONE, OS_FILE, OS_DIR, OS_OTHER } OsKind;
OsKind os_kind(const char *path);
// Files below `dir` (recursively, not through hidden or linked directories) whose name ends in `suffix`,
// sorted bytewise; paths begin with `dir`.
bool os_walk(Arena *a, const char *dir, const char *suffix, Str **out, size_t *n, Str *why);
Str os_path_join(Arena *a, Str dir, Str name);
Str os_path_dir(Str path);
Str os_path_clean(Arena *a, Str path); // . and .. resolved as text

const char *os_env(const char *name);
bool os_is_terminal(int fd);
unsigned os_terminal_columns(int fd); // 0: not a terminal
uint64_t os_clock_ns(void);           // monotonic
size_t os_peak_memory(void);          // bytes resident at most so far
unsigned os_cpus(void);
bool os_write_all(int fd, const char *p, size_t n);
