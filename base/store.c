// Blocks of at least 32 MiB, each beginning with its header.
#include "base/store.h"
#include "base/os.h"
#include <stdlib.h>

#define BLOCK ((size_t)32 << 20)

struct StoreBlock {
  alignas(max_align_t) StoreBlock *older;
};

static void block_new(Store *s, Arena *a, size_t least) {
  if (least > PTRDIFF_MAX - BLOCK) arena_fail(a);
  size_t size = sizeof(StoreBlock) + least;
  if (size < BLOCK) size = BLOCK;
  StoreBlock *b = malloc(size);
  if (!b) arena_fail(a);
  b->older = s->blocks;
  *s = (Store){b, (char *)(b + 1), (char *)b + size};
}

void *store_room(Store *s, Arena *a, size_t least, size_t *room) {
  if ((size_t)(s->end - s->next) < least || !s->blocks) block_new(s, a, least);
  *room = (size_t)(s->end - s->next);
  return s->next;
}

void store_keep(Store *s, size_t bytes) {
  bytes = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
  size_t left = (size_t)(s->end - s->next);
  s->next += bytes < left ? bytes : left;
}

void store_free(Store *s) {
  for (StoreBlock *b = s->blocks, *older; b; b = older) {
    older = b->older;
    free(b);
  }
  if (s->blocks) os_trim(); // trees of this size came with much else
  *s = (Store){0};
}
