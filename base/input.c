// read and pread, once more where a signal came between.
#include "base/input.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(Str *why, int error) {
  *why = str_z(strerror(error));
  return false;
}

bool input_open(const char *path, Input *out, Str *why) {
  *out = (Input){.fd = -1};
  int fd;
  do fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO;
  while (fd < 0 && errno == EINTR);
  if (fd < 0) return fail(why, errno);
  out->fd = fd;
  struct stat st;
  int error = fstat(fd, &st) ? errno : S_ISDIR(st.st_mode) ? EISDIR : 0;
  if (error) {
    input_close(out);
    return fail(why, error);
  }
  // What a shell redirects to standard input may stand anywhere in its file.
  out->regular = S_ISREG(st.st_mode) && fd != STDIN_FILENO;
  out->size = out->regular ? (uint64_t)st.st_size : 0;
  out->changed[0] = st.st_mtim.tv_sec, out->changed[1] = st.st_mtim.tv_nsec;
  return true;
}

void input_close(Input *in) {
  if (in->fd > STDIN_FILENO) close(in->fd);
  in->fd = -1;
}

ptrdiff_t input_read(const Input *in, char *to, size_t n, Str *why) {
  for (;;) {
    ssize_t got = read(in->fd, to, n < INT32_MAX ? n : INT32_MAX);
    if (got >= 0) return got;
    if (errno == EAGAIN)
      poll(&(struct pollfd){.fd = in->fd, .events = POLLIN}, 1, -1);
    else if (errno != EINTR) {
      fail(why, errno);
      return -1;
    }
  }
}

ptrdiff_t input_at(const Input *in, char *to, size_t n, uint64_t from, Str *why) {
  size_t have = 0;
  while (have < n) {
    size_t want = n - have < INT32_MAX ? n - have : INT32_MAX;
    ssize_t got = pread(in->fd, to + have, want, (off_t)(from + have));
    if (got == 0) break;
    if (got > 0)
      have += (size_t)got;
    else if (errno != EINTR) {
      fail(why, errno);
      return -1;
    }
  }
  return (ptrdiff_t)have;
}

bool input_changed(const Input *in) {
  struct stat st;
  if (!in->regular) return false;
  return fstat(in->fd, &st) || (uint64_t)st.st_size != in->size || st.st_mtim.tv_sec != in->changed[0] ||
         st.st_mtim.tv_nsec != in->changed[1];
}
