// A growing array in an arena: `ARRAY(Thing) things = {0}; *array_push(arena, &things) = t;`
// Growth doubles, in place where the arena can (arena_resize); indices stay valid, pointers do not.
#pragma once
#include "base/arena.h"

#define ARRAY(T)                                                                                             \
  struct {                                                                                                   \
    T *p;                                                                                                    \
    uint32_t n, cap;                                                                                         \
  }

void *array_room(Arena *a, void *p, uint32_t n, uint32_t *cap, size_t size,
                 size_t align); // room for one more

#define array_push(a, arr)                                                                                   \
  ((arr)->n == (arr)->cap ? (void)((arr)->p = array_room((a), (arr)->p, (arr)->n, &(arr)->cap,               \
                                                         sizeof *(arr)->p, alignof(max_align_t)))            \
                          : (void)0,                                                                         \
   &(arr)->p[(arr)->n++])
