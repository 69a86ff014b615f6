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

int main(void) {
  const struct CMUnitTest tests[] = {TEST(each_once), TEST(really_at_once)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
