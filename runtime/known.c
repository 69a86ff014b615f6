// Slots are pointers: most stay empty, and their pages are never touched. A value is copied into memory of
// the slots' own, for those who work it out have arenas that end sooner.
#include "runtime/known.h"
#include "base/array.h"
#include <pthread.h>
#include <stdatomic.h>

typedef _Atomic(const Value *) Slot;

struct Known {
  Slot *slots[KNOWN_WHATS]; // of each row: this year's, last year's
  pthread_mutex_t lock;     // of all below
  Arena *arena;
  ARRAY(Slot *) filled;
};

Known *known_new(Arena *a, const Plan *p) {
  Known *k = NEW(a, Known);
  const uint32_t rows[KNOWN_WHATS] = {[KNOWN_LET] = p->lets.n,
                                      [KNOWN_ACTUAL] = p->indicators.n,
                                      [KNOWN_SPENT] = p->entities.n,
                                      [KNOWN_GATHERED] = p->gathers.n * KNOWN_AGGREGATES};
  for (int what = 0; what < KNOWN_WHATS; what++)
    k->slots[what] = arena_pages(a, 2 * (size_t)rows[what] + 1, sizeof(Slot));
  pthread_mutex_init(&k->lock, NULL);
  k->arena = arena_child(a);
  return k;
}

const Value *known_get(const Known *k, KnownWhat what, uint32_t row, bool prev) {
  return atomic_load_explicit(&k->slots[what][2 * (size_t)row + prev], memory_order_acquire);
}

void known_put(Known *k, KnownWhat what, uint32_t row, bool prev, const Value *v) {
  Slot *slot = &k->slots[what][2 * (size_t)row + prev];
  pthread_mutex_lock(&k->lock);
  Value *own = NEW(k->arena, Value);
  *own = *v;
  own->num = num_copy(k->arena, v->num);
  *array_push(k->arena, &k->filled) = slot;
  pthread_mutex_unlock(&k->lock);
  atomic_store_explicit(slot, own, memory_order_release);
}

void known_forget(Known *k) {
  for (uint32_t i = 0; i < k->filled.n; i++)
    atomic_store_explicit(k->filled.p[i], NULL, memory_order_relaxed);
  arena_free(k->arena);
  k->filled.p = NULL, k->filled.n = k->filled.cap = 0;
}
