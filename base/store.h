// Room for many big arrays, one packed behind another in large blocks, none of which is given back before all
// are. Blocks are address space until written. A Store belongs to one thread at a time. {0} is an empty one.
#pragma once
#include "base/arena.h"

typedef struct StoreBlock StoreBlock;

typedef struct Store {
  StoreBlock *blocks; // newest first
  char *next, *end;   // what is free of the newest
} Store;

// All that is left of a block, at least `least` bytes, uninitialised and aligned for anything; *room says how
// much. Nothing is taken by this: the next call gives the same bytes. Out of memory: arena_fail(a).
void *store_room(Store *s, Arena *a, size_t least, size_t *room);
// Takes the first `bytes` of what store_room gave last.
void store_keep(Store *s, size_t bytes);
void store_free(Store *s);
