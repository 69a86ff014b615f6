// Stands in for libFuzzer's main where there is none: runs the target once on each file named.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) return 1;
  uint8_t *data = NULL;
  size_t n = 0, cap = 0, got = 1;
  while (got) {
    if (n == cap) {
      uint8_t *more = realloc(data, cap = cap * 2 + 4096);
      if (!more) break;
      data = more;
    }
    got = fread(data + n, 1, cap - n, f);
    n += got;
  }
  fclose(f);
  // A copy of just this size, so that a sanitizer sees the byte after the end.
  uint8_t *exact = malloc(n ? n : 1);
  for (size_t i = 0; exact && i < n; i++) exact[i] = data[i];
  free(data);
  if (exact) LLVMFuzzerTestOneInput(exact, n);
  free(exact);
  return 0;
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++)
    if (run(argv[i])) return perror(argv[i]), 1;
  return 0;
}
