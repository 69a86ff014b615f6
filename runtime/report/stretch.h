// Large reports: stretches of entities are written into buffers by several threads, and these out in order,
// so that a report needs the room of a few stretches, whatever its length. The bytes are the same for any
// number of threads.
#pragma once
#include "base/str.h"

typedef struct StretchJob {
  // What one thread holds while it writes; it lives in `keep`, and may empty `scratch` as it likes.
  void *(*start)(Arena *keep, Arena *scratch, const void *ctx);
  // Entities [from, to) into `o`.
  void (*write)(void *held, Out *o, uint32_t from, uint32_t to);
  const void *ctx;
  void (*end)(void *held); // or NULL: all of it lives in `keep`
} StretchJob;

void report_stretches(Arena *a, Out *to, unsigned workers, uint32_t n, const StretchJob *job);
