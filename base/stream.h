// Bytes as they come: in order from somewhere (standard input, an unpacked stream), or from any place.
#pragma once
#include "base/str.h"

typedef struct ByteStream {
  // Up to n bytes: 0 at the end, below 0 where it breaks off (who made the stream knows why).
  ptrdiff_t (*read)(void *ctx, char *to, size_t n);
  void *ctx;
} ByteStream;

typedef struct ByteSource { // a file, or memory
  // n bytes from a place, fewer only where it ends; below 0 an error.
  ptrdiff_t (*at)(void *ctx, char *to, size_t n, uint64_t from);
  void *ctx;
  uint64_t size;
} ByteSource;
