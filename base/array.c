// The slow path of array_push.
#include "base/array.h"

void *array_room(Arena *a, void *p, uint32_t n, uint32_t *cap, size_t size, size_t align) {
  if (n < *cap) return p;
  if (*cap > UINT32_MAX / 2) arena_fail(a);
  uint32_t more = *cap ? *cap * 2 : 8;
  size_t bytes;
  if (__builtin_mul_overflow((size_t)more, size, &bytes)) arena_fail(a);
  p = arena_resize(a, p, (size_t)*cap * size, bytes, align);
  *cap = more;
  return p;
}
