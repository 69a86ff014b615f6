// Blocks from malloc, newest first. Small things share a block; shared blocks grow from 16 KiB with what
// was asked so far up to 1 MiB, so that a small run stays small. A big thing gets a block of its own, which
// can grow by realloc (the system moves pages, not bytes) and can be given back. A large table (arena_pages)
// has pages of its own: malloc would clear them, and begin them anywhere.
//
//   blocks ─▶ [own: big array] ─▶ [shared: …used… cur ……free…… end] ─▶ [shared: full] ─▶ NULL
//
// Serial numbers rise with age along the list, so a mark stays true when a block moves or goes away.
#include "base/arena.h"
#include "base/os.h"
#include <stdbool.h>
#include <stdlib.h>

#define BLOCK_MIN ((size_t)16 << 10)
#define BLOCK_MAX ((size_t)1 << 20)
#ifdef ARENA_ASAN // which sees no pointers in pages of our own
#define LARGE SIZE_MAX
#else
#define LARGE ((size_t)1 << 20)
#endif

struct ArenaBlock {
  ArenaBlock *older;
  size_t size; // of data
  uint64_t serial;
  bool own;   // one thing, at data
  bool pages; // of os_pages
  bool child; // data is an Arena
  alignas(max_align_t) char data[];
};

void arena_init(Arena *a, void (*oom)(void *), void *oom_arg) {
  *a = (Arena){.oom = oom, .oom_arg = oom_arg};
}

void arena_init_like(Arena *a, const Arena *parent) {
  arena_init(a, parent->oom, parent->oom_arg);
}

_Noreturn void arena_fail(Arena *a) {
  if (a->oom) a->oom(a->oom_arg);
  __builtin_trap();
}

static void block_free(Arena *a, ArenaBlock *b) {
  ARENA_UNPOISON(b->data, b->size);
  if (b->child) arena_free((Arena *)(void *)b->data);
  a->total -= sizeof *b + b->size;
  if (b->pages)
    os_pages_free(b, sizeof *b + b->size);
  else
    free(b);
}

void arena_free(Arena *a) {
  for (ArenaBlock *b = a->blocks, *older; b; b = older) {
    older = b->older;
    block_free(a, b);
  }
  arena_init_like(a, a);
}

ArenaMark arena_mark(const Arena *a) {
  return (ArenaMark){a->serial, a->cur};
}

static bool block_holds(const ArenaBlock *b, const char *p) {
  return !b->own && (uintptr_t)p >= (uintptr_t)b->data && (uintptr_t)p <= (uintptr_t)(b->data + b->size);
}

void arena_reset(Arena *a, ArenaMark mark) {
  bool gone = false;
  while (a->blocks && a->blocks->serial > mark.serial) {
    ArenaBlock *b = a->blocks;
    a->blocks = b->older;
    gone |= !b->own;
    block_free(a, b);
  }
  if (gone) {
    const ArenaBlock *b = a->blocks;
    while (b && !block_holds(b, mark.cur)) b = b->older;
    a->end = b ? (char *)(uintptr_t)(b->data + b->size) : NULL;
  }
  a->cur = mark.cur;
  if (a->cur) ARENA_POISON(a->cur, (size_t)(a->end - a->cur));
}

static ArenaBlock *block_new(Arena *a, size_t size, bool own) {
  if (size > PTRDIFF_MAX - sizeof(ArenaBlock)) arena_fail(a);
  ArenaBlock *b = malloc(sizeof *b + size);
  if (!b) arena_fail(a);
  *b = (ArenaBlock){.older = a->blocks, .size = size, .serial = ++a->serial, .own = own};
  a->blocks = b;
  a->total += sizeof *b + size;
  return b;
}

void *arena_grow(Arena *a, size_t size, size_t align) {
  size_t want = a->total < BLOCK_MIN ? BLOCK_MIN : a->total > BLOCK_MAX ? BLOCK_MAX : a->total;
  want -= sizeof(ArenaBlock);
  if (size >= want / 4) return block_new(a, size ? size : 1, true)->data;
  ArenaBlock *b = block_new(a, want, false);
  a->cur = b->data;
  a->end = b->data + want;
  ARENA_POISON(b->data, want);
  return arena_raw(a, size, align);
}

void *arena_zero(Arena *a, size_t n, size_t size, size_t align) {
  size_t bytes;
  if (__builtin_mul_overflow(n, size, &bytes)) arena_fail(a);
  return memset(arena_raw(a, bytes, align), 0, bytes);
}

void *arena_pages(Arena *a, size_t n, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(n, size, &bytes) || bytes > PTRDIFF_MAX - sizeof(ArenaBlock)) arena_fail(a);
  bool pages = bytes >= LARGE;
  ArenaBlock *b = pages ? os_pages(sizeof *b + bytes) : calloc(1, sizeof *b + bytes);
  if (!b) arena_fail(a);
  *b = (ArenaBlock){.older = a->blocks, .size = bytes, .serial = ++a->serial, .own = true, .pages = pages};
  a->blocks = b;
  a->total += sizeof *b + bytes;
  return b->data;
}

static ArenaBlock **block_of(Arena *a, const void *p) {
  ArenaBlock **at = &a->blocks;
  while (*at && !((*at)->own && (const void *)(*at)->data == p)) at = &(*at)->older;
  return at;
}

void *arena_resize(Arena *a, void *p, size_t old, size_t size, size_t align) {
  if (p && size <= old) return p;
  if (p && (char *)p + old + ARENA_GAP == a->cur && size - old < (size_t)(a->end - a->cur)) {
    ARENA_UNPOISON(p, size);
    a->cur += size - old;
    return p;
  }
  ArenaBlock **at = p && old >= BLOCK_MIN / 8 ? block_of(a, p) : NULL;
  if (at && *at && !(*at)->pages) {
    if (size > PTRDIFF_MAX - sizeof(ArenaBlock)) arena_fail(a);
    ArenaBlock *b = realloc(*at, sizeof *b + size);
    if (!b) arena_fail(a);
    a->total += size - b->size;
    b->size = size;
    *at = b;
    return b->data;
  }
  void *q = arena_raw(a, size, align);
  if (p) memcpy(q, p, old);
  return q;
}

void arena_release(Arena *a, void *p, size_t size) {
  if (!p) return;
  if ((char *)p + size + ARENA_GAP == a->cur) {
    a->cur = p;
    ARENA_POISON(p, size);
    return;
  }
  ArenaBlock **at = size >= BLOCK_MIN / 8 ? block_of(a, p) : NULL;
  if (!at || !*at) return;
  ArenaBlock *b = *at;
  *at = b->older;
  block_free(a, b);
}

Arena *arena_child(Arena *a) {
  ArenaBlock *b = block_new(a, sizeof(Arena), true);
  Arena *child = (Arena *)(void *)b->data;
  b->child = true;
  arena_init_like(child, a);
  return child;
}

// Behind all of its own, older than any mark.
void arena_adopt(Arena *to, Arena *from) {
  ArenaBlock **at = &to->blocks;
  while (*at) at = &(*at)->older;
  *at = from->blocks;
  for (ArenaBlock *b = from->blocks; b; b = b->older) b->serial = 0;
  to->total += from->total;
  arena_init_like(from, to);
}
