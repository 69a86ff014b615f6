// Small states against the big one: the same rows, joined by several threads in any cut, say the same.
#include "fixture.h"
#include "runtime/aggregate.h"
#include "runtime/eval.h"

enum { ROWS = 40, HANDS = 3 };

static uint64_t seed;

static uint32_t below(uint32_t n) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((seed >> 33) % n);
}

typedef struct Hand { // what one thread has of an input
  State state;
  Places places;
  Ext ext;
} Hand;

static void take(Arena *a, Hand *h, const InputClass *c, int64_t v, uint32_t day, RowPos at) {
  uint32_t n = state_n(&h->state);
  if (state_join(&h->state, c->agg, v, day, false, at)) {
    if (n < 3) places_set(&h->places, n, at);
    return;
  }
  if (c->agg != AGG_LAST || n == STATE_N_MAX) state_flush(a, &h->state, &h->places, c, 0, &h->ext, 0);
  Value value = value_num(num_mul(a, NUM(v), c->quantum));
  joined_row(&h->ext.joined[0], at);
  joined_add(a, &h->ext.joined[0], &value, (Date)day, at);
}

static void joined_alike(const Joined *x, const Joined *y, uint8_t agg, Arena *a) {
  Value v = joined_value(a, x, agg, 0), w = joined_value(a, y, agg, 0);
  assert_int_equal(v.kind, w.kind);
  assert_int_equal(v.why, w.why);
  if (v.kind == VALUE_QUANTITY) assert_int_equal(num_cmp(v.num, w.num), 0);
  assert_int_equal(x->rows, y->rows);
  for (int k = 0; k < 3; k++) assert_true(x->first[k] == y->first[k]);
  if (agg != AGG_LAST) return;
  assert_int_equal(x->last_date, y->last_date);
  assert_int_equal(x->first_date != x->last_date, y->first_date != y->last_date);
  assert_true(x->last_at == y->last_at && x->clash_at == y->clash_at);
}

static void states_say_what_rows_say(void **state) {
  (void)state;
  for (uint32_t round = 0; round < 6000; round++) {
    ArenaMark mark = arena_mark(&arena);
    seed = round * 7919 + 11;
    InputClass c = {.agg = (uint8_t)(round % (AGG_COUNT + 1)), .quantum = num_make(&arena, 1, 10000)};
    ExtMap map = {0};
    Ext *all = ext_put(&arena, &map, 0), *other = ext_put(&arena, &map, 1);
    Hand hand[HANDS];
    for (int k = 0; k < HANDS; k++) hand[k] = (Hand){.ext = *other};
    uint32_t days = 1 + below(4), values = 1 + below(4), n = 1 + below(ROWS), large = below(3);
    for (uint32_t i = 0; i < n; i++) {
      int64_t v = (int64_t)below(values) - 1;
      if (large && below(3) == 0) v = large == 1 ? INT64_MAX - 1 - v : INT64_MIN + 1 + v;
      uint32_t day = below(days) * 340;
      RowPos at = ((RowPos)1 << 39) + i;
      Value value = value_num(num_mul(&arena, NUM(v), c.quantum));
      joined_row(&all->joined[0], at);
      joined_add(&arena, &all->joined[0], &value, (Date)day, at);
      take(&arena, &hand[below(HANDS)], &c, v, day, at);
    }
    Hand *to = &hand[0];
    for (int k = 1; k < HANDS; k++) {
      ext_merge(&arena, &to->ext, &hand[k].ext);
      if (!state_merge(&to->state, &hand[k].state, &to->places, &hand[k].places, c.agg))
        state_flush(&arena, &hand[k].state, &hand[k].places, &c, 0, &to->ext, 0);
    }
    Value small = state_value(&arena, &to->state, &c),
          whole = joined_value(&arena, &all->joined[0], c.agg, 0);
    if (state_n(&to->state) == n) // nothing was flushed
      assert_true(whole.kind == VALUE_QUANTITY && num_cmp(small.num, whole.num) == 0);
    state_flush(&arena, &to->state, &to->places, &c, 0, &to->ext, 0);
    joined_alike(&all->joined[0], &to->ext.joined[0], c.agg, &arena);
    arena_reset(&arena, mark);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(states_say_what_rows_say)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
