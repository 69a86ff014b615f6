// The parallel for: each index once, workers numbered, one worker in order.
#include "base/par.h"
#include "fixture.h"
#include <stdatomic.h>
#include <stdbool.h>

enum { N = 5000 };

typedef struct Seen {
  atomic_uint times[N];
  atomic_uint sum;
  unsigned workers;
  size_t next; // with one worker
  bool in_order, in_range;
} Seen;

static Seen seen;

static void job(void *ctx, size_t i, unsigned worker) {
  Seen *s = ctx;
  atomic_fetch_add(&s->times[i], 1);
  atomic_fetch_add(&s->sum, (unsigned)i);
  if (worker >= s->workers) s->in_range = false;
  if (s->workers <= 1) s->in_order &= i == s->next++;
}

static void runs(size_t n, unsigned workers) {
  memset(&seen, 0, sizeof seen);
  seen.workers = workers ? workers : 1;
  seen.in_order = seen.in_range = true;
  par_for(n, workers, job, &seen);
  for (size_t i = 0; i < N; i++) assert_int_equal(atomic_load(&seen.times[i]), i < n);
  assert_true(seen.in_order);
  assert_true(seen.in_range);
}

static void each_once(void **state) {
  (void)state;
  static const size_t sizes[] = {0, 1, 2, 3, 63, N};
  static const unsigned workers[] = {0, 1, 2, 4, 7, 64, 1000};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (size_t w = 0; w < sizeof workers / sizeof *workers; w++) runs(sizes[i], workers[w]);
}

static void wait_for_all(void *ctx, size_t i, unsigned worker) {
  (void)worker;
  atomic_uint *arrived = ctx;
  (void)i;
  atomic_fetch_add(arrived, 1);
  while (atomic_load(arrived) < 3) {
  } // ends only if three run at once
}

static void really_at_once(void **state) {
  (void)state;
  atomic_uint arrived = 0;
  par_for(3, 3, wait_for_all, &arrived);
  assert_int_equal(atomic_load(&arrived), 3);
}

typedef struct Row {
  ParOrder *order;
  size_t next, things;
  bool in_order;
  atomic_uint taking;
} Row;

static void take_due(void *ctx, size_t i, void *thing) {
  Row *r = ctx;
  if (atomic_fetch_add(&r->taking, 1)) r->in_order = false; // one at a time
  r->in_order &= i == r->next++ && *(size_t *)thing == i;
  atomic_fetch_sub(&r->taking, 1);
}

static void make(void *ctx, size_t i, unsigned worker) {
  Row *r = ctx;
  (void)worker;
  size_t *thing = par_spare(r->order);
  if (!thing) return;
  *thing = i;
  for (volatile size_t k = 0; k < i * 7919 % 1000; k++) {
  }
  par_give(r->order, i, thing);
}

static void things_are_taken_in_order(void **state) {
  (void)state;
  Arena a;
  arena_init(&a, NULL, NULL);
  static const size_t sizes[] = {0, 1, 2, 17, 2000};
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
    for (unsigned workers = 1; workers < 9; workers += 3) {
      Row r = {.in_order = true};
      r.order = par_order(&a, sizes[k], take_due, &r);
      for (size_t i = 0; i < par_order_things(sizes[k], workers); i++)
        par_order_spare(r.order, NEW(&a, size_t));
      par_for(sizes[k], workers, make, &r);
      par_order_end(r.order);
      assert_true(r.in_order);
      assert_int_equal(r.next, sizes[k]);
    }
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(each_once), TEST(really_at_once), TEST(things_are_taken_in_order)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
