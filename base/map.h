// A hash map from names to 32-bit values. Keys are not copied: their bytes must outlive the map.
// The caller passes the key's str_hash (it usually stands in the token), so nothing is hashed twice.
#pragma once
#include "base/str.h"

typedef struct Map {
  struct MapSlot *slots; // open addressing; a power of two
  uint32_t n, cap;
} Map;

#define MAP_NONE UINT32_MAX

uint32_t map_get(const Map *m, Str key, uint32_t hash); // MAP_NONE when absent
// Puts unless present; returns the value now there (an older one stays), *added says which.
uint32_t map_put(Arena *a, Map *m, Str key, uint32_t hash, uint32_t value, bool *added);
void map_set(Arena *a, Map *m, Str key, uint32_t hash, uint32_t value); // overwrites
void map_room(Arena *a, Map *m, uint32_t n);                            // for n keys, of a map without any

void map_drop(Arena *a, Map *m); // empties it and gives its memory back where that is cheap

// Interned strings: equal text, equal number; numbers count from 0 in order of arrival.
typedef struct Interner {
  Map map;
  Str *strs;
  uint32_t n, cap;
} Interner;

uint32_t intern(Arena *a, Interner *in, Str s); // the bytes are copied on first sight
// The same where the caller knows str_hash(s); what interner_hashes tells of each string of another.
uint32_t intern_hashed(Arena *a, Interner *in, Str s, uint32_t hash);
void interner_hashes(const Interner *in, uint32_t *out);
void map_soon(const Map *m, uint32_t hash); // this hash will be asked for: its place comes into the cache
static inline Str interned(const Interner *in, uint32_t id) {
  return in->strs[id];
}
