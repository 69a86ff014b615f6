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

// Under AddressSanitizer free bytes are poisoned and a gap is left behind each allocation.
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
void __asan_poison_memory_region(const volatile void *p, size_t n);
void __asan_unpoison_memory_region(const volatile void *p, size_t n);
#define ARENA_POISON(p, n)   __asan_poison_memory_region((p), (n))
#define ARENA_UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#define ARENA_GAP            8
#else
#define ARENA_POISON(p, n)   ((void)(p), (void)(n))
#define ARENA_UNPOISON(p, n) ((void)(p), (void)(n))
#define ARENA_GAP            0
#endif

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
  char *cur, *end;     // free bytes of the newest shared block
  ArenaBlock *blocks;  // newest first
  uint64_t serial;     // of the newest block ever made
  size_t total;        // bytes asked from the system and not given back
  void (*oom)(void *); // out of memory; does not return
  void *oom_arg;
} Arena;

typedef struct ArenaMark {
  uint64_t serial;
  char *cur;
} ArenaMark;

void arena_init(Arena *a, void (*oom)(void *), void *oom_arg);
// A new arena with the out-of-memory handler of `parent`.
void arena_init_like(Arena *a, const Arena *parent);
void arena_free(Arena *a); // gives all back; the arena may be used again
ArenaMark arena_mark(const Arena *a);
void arena_reset(Arena *a, ArenaMark mark);            // frees all that came after the mark
void *arena_grow(Arena *a, size_t size, size_t align); // the slow path of arena_raw
_Noreturn void arena_fail(Arena *a);                   // reports out of memory: sizes that cannot be

// Uninitialised bytes. `align` is a power of two, at most alignof(max_align_t).
static inline void *arena_raw(Arena *a, size_t size, size_t align) {
  size_t room = (size_t)(a->end - a->cur), pad = (size_t)(-(uintptr_t)a->cur & (align - 1));
  if (size >= room || pad + ARENA_GAP >= room - size) return arena_grow(a, size, align);
  char *p = a->cur + pad;
  a->cur = p + size + ARENA_GAP;
  ARENA_UNPOISON(p, size);
  return p;
}

// `n` zeroed objects; n * size is checked for overflow.
void *arena_zero(Arena *a, size_t n, size_t size, size_t align);

// The same in a block of its own that is address space until it is touched, on large pages where there are
// any: for big tables that are read here and there, and of which much may stay zero. What is written once and
// read through has no use for large pages: ordinary ones are the memory that others freed last.
void *arena_pages(Arena *a, size_t n, size_t size);

// Grows what arena_raw(old) gave to `size` bytes: in place where it is the newest or has a block of its
// own (big things do), else by a copy that leaves the old bytes behind. p may be NULL with old == 0.
void *arena_resize(Arena *a, void *p, size_t old, size_t size, size_t align);
// All that `from` holds lives on in `to` (a worker's results in the run's arena); `from` is empty again.
void arena_adopt(Arena *to, Arena *from);
// An arena that ends with `a`, for what others than its owner add to what lives there.
Arena *arena_child(Arena *a);
// Gives p's bytes back where that is cheap (the same two cases); else does nothing.
void arena_release(Arena *a, void *p, size_t size);

#define NEW(a, T)      ((T *)arena_zero((a), 1, sizeof(T), alignof(T)))
#define NEW_N(a, T, n) ((T *)arena_zero((a), (n), sizeof(T), alignof(T)))
