// POSIX (and a little of Linux) behind os.h.
//
// A big file is mapped over the front of an anonymous reservation, so that zeroed bytes follow its end even
// where it fills its last page; a small one is read, which is as quick and safe from later truncation.
// Either way the region is text + 16 rounded up to pages, which is all that os_unmap needs to know.
#define _GNU_SOURCE
#include "base/os.h"
#include "base/array.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <glob.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NULS      16
#define SMALL     4000
#define MAP_FROM  ((size_t)64 << 10)
#define LEAD      16 // what was read begins this far into its pages; what was mapped begins at a page
#define LINKS_MAX 40
#define TOO_BIG   "file is larger than 4 GiB"

static const struct {
  int error;
  const char *zh;
} reasons[] = {
    {ENOENT, "没有这个文件或文件夹"},
    {EACCES, "没有权限"},
    {EPERM, "不允许这样操作"},
    {EISDIR, "是文件夹，不是文件"},
    {ENOTDIR, "路径中有一段不是文件夹"},
    {ENOSPC, "磁盘已满"},
    {EDQUOT, "磁盘配额已用完"},
    {EROFS, "磁盘是只读的"},
    {EIO, "读写出错"},
    {EMFILE, "打开的文件太多"},
    {ENFILE, "系统打开的文件太多"},
    {ELOOP, "符号链接绕成了圈"},
    {ENAMETOOLONG, "文件名太长"},
    {EPIPE, "接收输出的程序已退出"},
    {ENOMEM, "内存不足"},
    {EFBIG, "文件太大"},
    {EBUSY, "文件正被占用"},
    {EBADF, "文件没有打开"},
};

// strerror of a known number is a constant, so it outlives every caller.
static Str reason(int error) {
  return str_z(strerror(error));
}

Str os_why_zh(Arena *a, Str why) {
  if (str_ends(why, S(TOO_BIG)))
    return str_cat(a, str_slice(why, 0, why.n - sizeof TOO_BIG + 1), S("文件超过 4 GiB"));
  for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
    Str en = reason(reasons[i].error);
    if (str_ends(why, en)) return str_cat(a, str_slice(why, 0, why.n - en.n), str_z(reasons[i].zh));
  }
  return why;
}

static bool fail(Str *why, int error) {
  *why = reason(error);
  return false;
}

// --- reading ---

static int open_in(const char *path) {
  if (!strcmp(path, "-")) return STDIN_FILENO;
  int fd;
  do fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  while (fd < 0 && errno == EINTR);
  return fd;
}

static void close_in(int fd) {
  if (fd != STDIN_FILENO) close(fd);
}

// Bytes read, 0 at the end, -1 with errno.
static ssize_t read_some(int fd, char *p, size_t n) {
  for (;;) {
    ssize_t got = read(fd, p, n < INT32_MAX ? n : INT32_MAX);
    if (got >= 0 || (errno != EINTR && errno != EAGAIN)) return got;
    if (errno == EAGAIN) poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, -1);
  }
}

// The size the system tells, as a first guess; pipes have none.
static size_t size_guess(int fd) {
  struct stat st;
  if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size < 0) return 0;
  return (uint64_t)st.st_size > OS_FILE_MAX ? OS_FILE_MAX + 1 : (size_t)st.st_size;
}

bool os_read(Arena *a, const char *path, Str *out, Str *why) {
  int fd = open_in(path);
  if (fd < 0) return fail(why, errno);
  size_t n = 0, room = size_guess(fd) + 1; // one more than the file, to see its end
  bool big = room > OS_FILE_MAX + 1;
  if (room < 4096) room = 4096;
  ssize_t got = 0;
  char *p = NULL;
  if (!big) {
    p = arena_raw(a, room + NULS, 1);
    while ((got = read_some(fd, p + n, room - n)) > 0) {
      n += (size_t)got;
      if ((big = n > OS_FILE_MAX)) break;
      if (n < room) continue;
      p = arena_resize(a, p, room + NULS, room * 2 + NULS, 1);
      room *= 2;
    }
  }
  int error = errno;
  close_in(fd);
  if (big || got < 0) {
    arena_release(a, p, room + NULS);
    *why = big ? S(TOO_BIG) : reason(error);
    return false;
  }
  memset(p + n, 0, NULS);
  *out = (Str){p, n};
  return true;
}

static size_t page_size(void) {
  return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t region(size_t n) {
  return (n + NULS + page_size() - 1) & ~(page_size() - 1);
}

static char *pages(size_t n) {
  void *p = mmap(NULL, region(n), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return p == MAP_FAILED ? NULL : p;
}

// Of whole pages, beginning where a large one can: what sticks out on both sides is given back.
static char *large_pages(size_t n) {
  const size_t large = (size_t)2 << 20, page = page_size();
  n = (n + page - 1) & ~(page - 1);
  void *all = n > PTRDIFF_MAX - large
                  ? MAP_FAILED
                  : mmap(NULL, n + large, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (all == MAP_FAILED) return NULL;
  size_t lead = -(uintptr_t)all & (large - 1);
  char *p = (char *)all + lead;
  if (lead) munmap(all, lead);
  munmap(p + n, large - lead);
  return p;
}

// Reads to the end into pages of its own. false: errno, or 0 when it is too big.
static bool read_pages(int fd, size_t guess, Str *out) {
  size_t n = LEAD, room = guess + LEAD + 1;
  char *p = pages(room);
  ssize_t got = -1;
  while (p && (got = read_some(fd, p + n, room - n)) > 0) {
    n += (size_t)got;
    if (n < room) continue;
    char *wide = n - LEAD > OS_FILE_MAX ? NULL : pages(room * 2);
    if (wide) memcpy(wide, p, n);
    int error = n - LEAD > OS_FILE_MAX ? 0 : errno;
    munmap(p, region(room));
    errno = error;
    p = wide;
    room *= 2;
    got = -1;
  }
  if (!p) return false;
  if (got < 0) {
    int error = errno;
    munmap(p, region(room));
    errno = error;
    return false;
  }
  if (region(room) > region(n)) munmap(p + region(n), region(room) - region(n));
  *out = (Str){p + LEAD, n - LEAD};
  return true;
}

static bool is_mapped(Str s) {
  return ((uintptr_t)s.p & (page_size() - 1)) == 0;
}

static bool map_file(int fd, size_t n, Str *out) {
  char *p = large_pages(region(n));
  if (!p) return false;
  if (mmap(p, n, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED) {
    int error = errno;
    munmap(p, region(n));
    errno = error;
    return false;
  }
  *out = (Str){p, n};
  return true;
}

// What is shorter than any page, so that os_drop never takes it for a mapping; false: it is not, or an error.
static bool read_small(Arena *a, int fd, Str *out) {
  char *p = arena_raw(a, SMALL + NULS, 1);
  size_t n = 0;
  ssize_t got = -1;
  while (n < SMALL && (got = read_some(fd, p + n, SMALL - n)) > 0) n += (size_t)got;
  if (got) return lseek(fd, 0, SEEK_SET), false;
  arena_release(a, p + n + NULS, SMALL - n);
  memset(p + n, 0, NULS);
  *out = (Str){p, n};
  return true;
}

bool os_map(Arena *a, const char *path, Str *out, Str *why) {
  int fd = open_in(path);
  if (fd < 0) return fail(why, errno);
  size_t n = size_guess(fd);
  if (a && n && n < SMALL && read_small(a, fd, out)) {
    close_in(fd);
    return true;
  }
  errno = 0;
  bool ok = n <= OS_FILE_MAX && ((n >= MAP_FROM && map_file(fd, n, out)) || read_pages(fd, n, out));
  *why = ok ? S("") : errno ? reason(errno) : S(TOO_BIG);
  close_in(fd);
  return ok;
}

void os_unmap(Str s) {
  if (!s.p) return;
  size_t lead = is_mapped(s) ? 0 : LEAD;
  munmap((char *)(uintptr_t)s.p - lead, region(s.n + lead));
}

void os_take(Str text, size_t from, size_t to) {
#ifdef MADV_POPULATE_READ
  size_t page = page_size();
  from &= ~(page - 1);
  if (is_mapped(text) && from < to) madvise((char *)(uintptr_t)text.p + from, to - from, MADV_POPULATE_READ);
#else
  (void)text, (void)from, (void)to;
#endif
}

void os_drop(Str text, size_t from, size_t to) {
  if (!is_mapped(text)) return; // its pages are the only copy
  size_t page = page_size(), first = (from + page - 1) & ~(page - 1);
  to &= ~(page - 1); // the page behind the end may be no file's
  if (first < to) madvise((char *)(uintptr_t)text.p + first, to - first, MADV_DONTNEED);
}

void os_trim(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

void *os_pages(size_t n) {
  char *p = large_pages(n);
#ifdef MADV_HUGEPAGE
  if (p) madvise(p, (n + page_size() - 1) & ~(page_size() - 1), MADV_HUGEPAGE);
#endif
  return p;
}

void os_pages_free(void *p, size_t n) {
  munmap(p, (n + page_size() - 1) & ~(page_size() - 1));
}

// --- writing ---

struct OsFile {
  int fd;
  int error;          // the first failure
  bool standard;      // a stream that is open anyway: never closed
  const char *beside; // the temporary file's name, NULL when written straight
  const char *handle; // the way to it while it has no name yet, else NULL
  const char *target;
};

bool os_write_all(int fd, const char *p, size_t n) {
  while (n) {
    ssize_t put = write(fd, p, n < INT32_MAX ? n : INT32_MAX);
    if (put < 0 && errno == EAGAIN)
      poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
    else if (put < 0 && errno != EINTR)
      return false;
    if (put <= 0) continue;
    p += put;
    n -= (size_t)put;
  }
  return true;
}

// Follows links at the end of the path, so that they stay and their target is replaced.
static const char *follow(Arena *a, const char *path) {
  for (int i = 0; i < LINKS_MAX; i++) {
    char link[4096];
    ssize_t n = readlink(path, link, sizeof link);
    if (n < 0) return path;
    if ((size_t)n == sizeof link) break;
    path = str_to_z(a, os_path_join(a, os_path_dir(str_z(path)), (Str){link, (size_t)n}));
  }
  errno = ELOOP;
  return NULL;
}

static bool keep_owner(int fd, const struct stat *old) {
  struct stat now;
  if (fstat(fd, &now)) return false;
  bool same = now.st_uid == old->st_uid && now.st_gid == old->st_gid;
  // Without the right to give a file away it is ours, as an editor would leave it.
  if (!same && fchown(fd, old->st_uid, old->st_gid)) return fchmod(fd, old->st_mode & 0777) == 0;
  return fchmod(fd, old->st_mode & 07777) == 0;
}

// Where the file system has files without a name, nothing stays, whatever ends the program.
static int open_nameless(Arena *a, OsFile *f, Str dir) {
  int fd = open(str_to_z(a, dir), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0) return -1;
  f->handle = str_to_z(a, str_fmt(a, "/proc/self/fd/%d", fd));
  if (access(f->handle, F_OK) == 0) return fd;
  f->handle = NULL;
  close(fd);
  return -1;
}

static int open_beside(Arena *a, OsFile *f) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
  Str path = str_z(f->target), dir = os_path_dir(path);
  size_t from = path.n;
  while (from && path.p[from - 1] != '/') from--;
  Str name = str_slice(path, from, from + 200); // the whole must fit a directory's 255 bytes
  uint64_t seed = os_clock_ns() ^ (uint64_t)getpid() << 32;
  for (int tries = 0; tries < 100; tries++) {
    char tail[7] = "";
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    for (unsigned i = 0; i < 6; i++) tail[i] = letters[seed >> (32 + 5 * i) & 31];
    Str hidden = str_fmt(a, ".%.*s.pgl-%s", STR_ARG(name), tail);
    f->beside = str_to_z(a, os_path_join(a, dir, hidden));
    int fd = tries ? -1 : open_nameless(a, f, dir);
    if (fd < 0) fd = open(f->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || (errno != EEXIST && errno != EINTR)) return fd;
  }
  return -1;
}

OsFile *os_create(Arena *a, const char *path, Str *why) {
  OsFile *f = NEW(a, OsFile);
  f->target = path;
  bool out = !strcmp(path, "-") || !strcmp(path, "/dev/stdout"), err = !strcmp(path, "/dev/stderr");
  if (out || err) { // opened again, a file behind it would begin anew
    f->fd = out ? STDOUT_FILENO : STDERR_FILENO, f->standard = true;
    f->target = out ? "/dev/stdout" : path;
    return f;
  }
  struct stat old;
  bool is_there = stat(path, &old) == 0, straight = is_there && !S_ISREG(old.st_mode);
  if (!is_there && errno != ENOENT) return fail(why, errno), NULL;
  if (straight && S_ISDIR(old.st_mode)) return fail(why, EISDIR), NULL;
  if (!straight && !(f->target = follow(a, path))) return fail(why, errno), NULL;
  if (is_there && !straight && access(f->target, W_OK)) return fail(why, errno), NULL;
  f->fd = straight ? open(f->target, O_WRONLY | O_CLOEXEC | O_NOCTTY) : open_beside(a, f);
  if (f->fd < 0) return fail(why, errno), NULL;
  if (is_there && !straight && !keep_owner(f->fd, &old)) {
    fail(why, errno);
    os_discard(f);
    return NULL;
  }
  return f;
}

const char *os_beside(const OsFile *f) {
  return f->handle ? f->handle : f->beside ? f->beside : f->target;
}

bool os_write(void *file, const char *p, size_t n) {
  OsFile *f = file;
  if (!f->error && !os_write_all(f->fd, p, n)) f->error = errno ? errno : EIO;
  return !f->error;
}

// Closes; the first failure stays in f->error.
static void finish(OsFile *f) {
  if (f->fd >= 0 && !f->standard && close(f->fd) && errno != EINTR && !f->error) f->error = errno;
  f->fd = -1;
}

static void name_it(OsFile *f) {
  if (linkat(AT_FDCWD, f->handle, AT_FDCWD, f->beside, AT_SYMLINK_FOLLOW))
    f->error = errno;
  else
    f->handle = NULL;
}

bool os_commit(OsFile *f, Str *why) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before); // none ends the program between the two names
  if (!f->error && f->handle) name_it(f);
  finish(f);
  if (!f->error && f->beside && rename(f->beside, f->target)) f->error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!f->error) return true;
  os_discard(f);
  return fail(why, f->error);
}

void os_discard(OsFile *f) {
  finish(f);
  if (f->beside && !f->handle) unlink(f->beside);
}

// --- directories and paths ---

bool os_stat(const char *path, uint64_t *bytes, int64_t *changed) {
  struct stat st;
  if (stat(path, &st) || !S_ISREG(st.st_mode)) return false;
  *bytes = (uint64_t)st.st_size;
  *changed = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
  return true;
}

bool os_id(const char *path, OsId *out) {
  struct stat st;
  if ((strcmp(path, "-") ? stat(path, &st) : fstat(STDIN_FILENO, &st)) || !S_ISREG(st.st_mode)) return false;
  *out = (OsId){st.st_dev, st.st_ino};
  return true;
}

OsKind os_kind(const char *path) {
  struct stat st;
  if (stat(path, &st)) return OS_NONE;
  return S_ISREG(st.st_mode) ? OS_FILE : S_ISDIR(st.st_mode) ? OS_DIR : OS_OTHER;
}

bool os_make_dir(const char *path, Str *why) {
  char part[4096];
  size_t n = strlen(path);
  if (n >= sizeof part) {
    *why = str_z(strerror(ENAMETOOLONG));
    return false;
  }
  for (size_t i = 1; i <= n; i++) {
    if (i < n && path[i] != '/') continue;
    memcpy(part, path, i);
    part[i] = 0;
    if (mkdir(part, 0777) == 0 || errno == EEXIST) continue;
    *why = str_z(strerror(errno));
    return false;
  }
  if (os_kind(path) == OS_DIR) return true;
  *why = str_z(strerror(ENOTDIR));
  return false;
}

typedef ARRAY(Str) Paths;

// One directory: its files of that suffix to `files`, its directories to `dirs`. false: errno.
static bool list(Arena *a, Str dir, Str suffix, Paths *files, Paths *dirs) {
  DIR *d = opendir(dir.n ? str_to_z(a, dir) : ".");
  if (!d) return false;
  const struct dirent *e;
  while ((errno = 0, e = readdir(d))) {
    Str name = str_z(e->d_name);
    if (e->d_name[0] == '.') continue;
    struct stat st;
    bool wanted = str_ends(name, suffix);
    unsigned char type = e->d_type;
    if (type == DT_UNKNOWN && !fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW))
      type = (unsigned char)IFTODT(st.st_mode);
    if (type == DT_DIR) *array_push(a, dirs) = os_path_join(a, dir, name);
    if (wanted && type == DT_LNK && !fstatat(dirfd(d), e->d_name, &st, 0) && S_ISREG(st.st_mode))
      type = DT_REG;
    if (wanted && type == DT_REG) *array_push(a, files) = os_path_join(a, dir, name);
  }
  int error = errno;
  closedir(d);
  errno = error;
  return !error;
}

static int by_bytes(const void *x, const void *y) {
  return str_cmp(*(const Str *)x, *(const Str *)y);
}

bool os_walk(Arena *a, const char *dir, const char *suffix, Str **out, size_t *n, Str *why) {
  Paths files = {0}, dirs = {0};
  *array_push(a, &dirs) = str_z(dir);
  for (uint32_t i = 0; i < dirs.n; i++) {
    if (list(a, dirs.p[i], str_z(suffix), &files, &dirs)) continue;
    Str said = reason(errno);
    *why = i ? str_fmt(a, STR_FMT ": " STR_FMT, STR_ARG(dirs.p[i]), STR_ARG(said)) : said;
    return false;
  }
  if (files.n > 1) qsort(files.p, files.n, sizeof *files.p, by_bytes);
  *out = files.p;
  *n = files.n;
  return true;
}

bool os_list(Arena *a, const char *dir, const char *suffix, Str **out, size_t *n, Str *why) {
  Paths files = {0}, dirs = {0};
  if (!list(a, str_z(dir), str_z(suffix), &files, &dirs)) return fail(why, errno);
  if (files.n > 1) qsort(files.p, files.n, sizeof *files.p, by_bytes);
  *out = files.p;
  *n = files.n;
  return true;
}

void os_glob(Arena *a, const char *pattern, Str **out, size_t *n) {
  Paths files = {0};
  glob_t found;
  int failed = glob(pattern, 0, NULL, &found);
  for (size_t i = 0; !failed && i < found.gl_pathc; i++)
    if (os_kind(found.gl_pathv[i]) == OS_FILE) *array_push(a, &files) = str_dup(a, str_z(found.gl_pathv[i]));
  if (!failed) globfree(&found);
  if (files.n > 1) qsort(files.p, files.n, sizeof *files.p, by_bytes);
  *out = files.p;
  *n = files.n;
}

Str os_path_join(Arena *a, Str dir, Str name) {
  if (!dir.n || str_eq(dir, S(".")) || (name.n && name.p[0] == '/')) return str_dup(a, name);
  Out o = out_memory(a);
  out_str(&o, dir);
  if (!str_ends(dir, S("/"))) out_c(&o, '/');
  out_str(&o, name);
  return out_text(&o);
}

Str os_path_dir(Str path) {
  size_t n = path.n;
  while (n && path.p[n - 1] != '/') n--;
  if (!n) return S(".");
  while (n > 1 && path.p[n - 1] == '/') n--;
  return str_slice(path, 0, n);
}

Str os_path_clean(Arena *a, Str path) {
  bool root = str_starts(path, S("/"));
  Out o = out_memory(a);
  if (root) out_c(&o, '/');
  size_t base = o.n; // nothing before this can be taken back by ..
  for (size_t i = 0; i < path.n;) {
    size_t to = i;
    while (to < path.n && path.p[to] != '/') to++;
    Str part = str_slice(path, i, to);
    i = to + 1;
    if (!part.n || str_eq(part, S("."))) continue;
    if (str_eq(part, S(".."))) {
      if (o.n > base) {
        while (o.n > base && o.p[o.n - 1] != '/') o.n--;
        if (o.n > base) o.n--;
        continue;
      }
      if (root) continue;
      if (o.n) out_c(&o, '/');
      out_str(&o, part);
      base = o.n;
      continue;
    }
    if (o.n && o.p[o.n - 1] != '/') out_c(&o, '/');
    out_str(&o, part);
  }
  return o.n ? out_text(&o) : S(".");
}

// --- environment, clock, terminal ---

const char *os_env(const char *name) {
  return getenv(name);
}

bool os_is_terminal(int fd) {
  return isatty(fd) == 1;
}

unsigned os_terminal_columns(int fd) {
  if (!os_is_terminal(fd)) return 0;
  struct winsize w;
  return ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col ? w.ws_col : 80;
}

uint64_t os_clock_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t os_peak_memory(void) {
  struct rusage use;
  return getrusage(RUSAGE_SELF, &use) ? 0 : (uint64_t)use.ru_maxrss << 10;
}

unsigned os_cpus(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return (unsigned)CPU_COUNT(&set);
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? (unsigned)n : 1;
}

// --- a conversation ---

ptrdiff_t os_read_soon(int fd, char *p, size_t n, int ms, bool *idle) {
  struct pollfd wait = {.fd = fd, .events = POLLIN};
  int ready = poll(&wait, 1, ms);
  *idle = ready == 0 || (ready < 0 && errno == EINTR);
  if (*idle) return 0;
  return ready < 0 ? -1 : read_some(fd, p, n);
}

bool os_wait(int fd, int ms) {
  struct pollfd p = {.fd = fd, .events = POLLIN};
  int n;
  do n = poll(&p, 1, ms);
  while (n < 0 && errno == EINTR);
  return n > 0;
}

bool os_process_lives(int64_t pid) {
  return pid <= 0 || pid > INT32_MAX || kill((pid_t)pid, 0) == 0 || errno != ESRCH;
}
