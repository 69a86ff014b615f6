// Bytes that come in order from somewhere: standard input, an unpacked stream.
#pragma once
#include "base/str.h"

typedef struct ByteStream {
  // Up to n bytes: 0 at the end, below 0 where it breaks off (the stream has said why, as a finding).
  ptrdiff_t (*read)(void *ctx, char *to, size_t n);
  void *ctx;
} ByteStream;
