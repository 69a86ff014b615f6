// Debian's static GMP, Jansson and Expat were compiled against glibc with _FORTIFY_SOURCE: the names of it
// that musl lacks. The sizes that glibc would check are the callers' own and right.
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// NOLINTBEGIN: glibc's names, not ours
int __fprintf_chk(FILE *f, int flag, const char *format, ...);
int __snprintf_chk(char *to, size_t n, int flag, size_t room, const char *format, ...);
int __vsnprintf_chk(char *to, size_t n, int flag, size_t room, const char *format, va_list args);
char *__strncpy_chk(char *to, const char *from, size_t n, size_t room);
void arc4random_buf(void *to, size_t n);

int __fprintf_chk(FILE *f, int flag, const char *format, ...) {
  (void)flag;
  va_list args;
  va_start(args, format);
  int n = vfprintf(f, format, args);
  va_end(args);
  return n;
}

int __snprintf_chk(char *to, size_t n, int flag, size_t room, const char *format, ...) {
  (void)flag, (void)room;
  va_list args;
  va_start(args, format);
  int written = vsnprintf(to, n, format, args);
  va_end(args);
  return written;
}

int __vsnprintf_chk(char *to, size_t n, int flag, size_t room, const char *format, va_list args) {
  (void)flag, (void)room;
  return vsnprintf(to, n, format, args);
}

char *__strncpy_chk(char *to, const char *from, size_t n, size_t room) {
  (void)room;
  return strncpy(to, from, n);
}

void arc4random_buf(void *to, size_t n) { // Expat salts its hashes with it
  for (size_t at = 0; at < n; at += 256) getentropy((char *)to + at, n - at < 256 ? n - at : 256);
}
// NOLINTEND
