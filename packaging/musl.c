// Debian's static GMP was compiled against glibc with _FORTIFY_SOURCE; the one name that musl lacks of it.
#include <stdarg.h>
#include <stdio.h>

int __fprintf_chk(FILE *f, int flag, const char *format, ...); // NOLINT: glibc's name, not ours

int __fprintf_chk(FILE *f, int flag, const char *format, ...) { // NOLINT
  (void)flag;
  va_list args;
  va_start(args, format);
  int n = vfprintf(f, format, args);
  va_end(args);
  return n;
}
