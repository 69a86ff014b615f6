// Linear probing over slots that hold the hash (0: empty), the value and the key; at most three quarters
// full.
#include "base/map.h"
#include "base/array.h"

typedef struct MapSlot {
  uint32_t hash, value;
  Str key;
} MapSlot;

// The slot of key, or the empty one where it would go. The table has an empty slot.
static MapSlot *slot_of(const Map *m, Str key, uint32_t hash) {
  uint32_t mask = m->cap - 1, i = hash & mask;
  while (m->slots[i].hash && !(m->slots[i].hash == hash && str_eq(m->slots[i].key, key))) i = (i + 1) & mask;
  return &m->slots[i];
}

static void grow(Arena *a, Map *m) {
  if (m->cap > UINT32_MAX / 4) arena_fail(a);
  Map wide = {.n = m->n, .cap = m->cap ? m->cap * 2 : 16};
  wide.slots = NEW_N(a, MapSlot, wide.cap);
  for (uint32_t i = 0; i < m->cap; i++) {
    MapSlot *s = &m->slots[i];
    if (!s->hash) continue;
    uint32_t at = s->hash & (wide.cap - 1);
    while (wide.slots[at].hash) at = (at + 1) & (wide.cap - 1);
    wide.slots[at] = *s;
  }
  arena_release(a, m->slots, m->cap * sizeof(MapSlot));
  *m = wide;
}

void map_room(Arena *a, Map *m, uint32_t n) {
  if (m->n) return;
  if (n > UINT32_MAX / 4) arena_fail(a);
  uint32_t cap = 16;
  while (cap - cap / 4 <= n) cap *= 2;
  if (cap > m->cap) *m = (Map){.slots = NEW_N(a, MapSlot, cap), .cap = cap};
}

uint32_t map_get(const Map *m, Str key, uint32_t hash) {
  if (!m->n) return MAP_NONE;
  const MapSlot *s = slot_of(m, key, hash);
  return s->hash ? s->value : MAP_NONE;
}

static MapSlot *put(Arena *a, Map *m, Str key, uint32_t hash, uint32_t value, bool *added) {
  if (m->n >= m->cap - m->cap / 4) grow(a, m);
  MapSlot *s = slot_of(m, key, hash);
  *added = !s->hash;
  if (*added) {
    *s = (MapSlot){hash, value, key};
    m->n++;
  }
  return s;
}

uint32_t map_put(Arena *a, Map *m, Str key, uint32_t hash, uint32_t value, bool *added) {
  bool fresh;
  return put(a, m, key, hash, value, added ? added : &fresh)->value;
}

void map_set(Arena *a, Map *m, Str key, uint32_t hash, uint32_t value) {
  bool fresh;
  put(a, m, key, hash, value, &fresh)->value = value;
}

void map_drop(Arena *a, Map *m) {
  arena_release(a, m->slots, m->cap * sizeof(MapSlot));
  *m = (Map){0};
}

uint32_t intern(Arena *a, Interner *in, Str s) {
  return intern_hashed(a, in, s, str_hash(s));
}

void interner_hashes(const Interner *in, uint32_t *out) {
  for (uint32_t i = 0; i < in->map.cap; i++)
    if (in->map.slots[i].hash) out[in->map.slots[i].value] = in->map.slots[i].hash;
}

void map_soon(const Map *m, uint32_t hash) {
  if (m->cap) __builtin_prefetch(&m->slots[hash & (m->cap - 1)]);
}

uint32_t intern_hashed(Arena *a, Interner *in, Str s, uint32_t hash) {
  bool added;
  MapSlot *slot = put(a, &in->map, s, hash, in->n, &added);
  if (!added) return slot->value;
  slot->key = str_dup(a, s);
  Str *strs = array_room(a, in->strs, in->n, &in->cap, sizeof(Str), alignof(Str));
  in->strs = strs;
  strs[in->n] = slot->key;
  return in->n++;
}
