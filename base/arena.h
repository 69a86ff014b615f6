// Memory by the region: everything a pass makes lives in its caller's Arena and dies with it.
//
// Allocation never returns NULL: when the machine has no more, `oom` is called and must not return
// (the command line prints one line and exits 70; the server drops the request).
// An Arena belongs to one thread at a time.
#pragma once
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
  char *cur, *end;      // free bytes of the newest block
  ArenaBlock *blocks;   // newest first
  size_t total;         // bytes asked from the system
  void (*oom)(void *);  // out of memory; does not return
  void *oom_arg;
} Arena;

typedef struct ArenaMark {
  ArenaBlock *block;
  char *cur;
} ArenaMark;

void arena_init(Arena *a, void (*oom)(void *), void *oom_arg);
// A new arena with the out-of-memory handler of `parent`.
void arena_init_like(Arena *a, const Arena *parent);
void arena_free(Arena *a);
ArenaMark arena_mark(const Arena *a);
void arena_reset(Arena *a, ArenaMark mark); // frees all that came after the mark
void *arena_grow(Arena *a, size_t size, size_t align); // the slow path of arena_raw

// Uninitialised bytes. `align` is a power of two, at most alignof(max_align_t).
static inline void *arena_raw(Arena *a, size_t size, size_t align) {
  size_t pad = (size_t)(-(uintptr_t)a->cur & (align - 1));
  if (size > (size_t)(a->end - a->cur) || pad > (size_t)(a->end - a->cur) - size) return arena_grow(a, size, align);
  char *p = a->cur + pad;
  a->cur = p + size;
  return p;
}

// `n` zeroed objects; n * size is checked for overflow.
void *arena_zero(Arena *a, size_t n, size_t size, size_t align);

#define NEW(a, T)      ((T *)arena_zero((a), 1, sizeof(T), alignof(T)))
#define NEW_N(a, T, n) ((T *)arena_zero((a), (n), sizeof(T), alignof(T)))
