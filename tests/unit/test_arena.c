// Arenas and arrays: alignment, marks across blocks of both kinds, growth in place, and out of memory.
#include "base/array.h"
#include "fixture.h"

static void aligned_and_apart(void **state) {
  (void)state;
  char *last = NULL;
  for (size_t i = 0; i < 5000; i++) {
    size_t align = (size_t)1 << (i % 5), size = i * 7 % 129;
    char *p = arena_raw(&arena, size, align);
    assert_int_equal((uintptr_t)p % align, 0);
    if (last && size) assert_ptr_not_equal(p, last);
    memset(p, (int)i, size);
    if (size) last = p;
  }
}

static void zeroed(void **state) {
  (void)state;
  memset(arena_raw(&arena, 4000, 1), 0xEE, 4000);
  arena_reset(&arena, (ArenaMark){0});
  uint64_t *p = NEW_N(&arena, uint64_t, 500);
  for (size_t i = 0; i < 500; i++) assert_int_equal(p[i], 0);
}

static void small_runs_stay_small(void **state) {
  (void)state;
  arena_raw(&arena, 100, 1);
  assert_int_equal(arena.total, 16 << 10);
  for (size_t i = 0; i < 100000; i++) arena_raw(&arena, 100, 1);
  assert_true(arena.total < 14 << 20); // 10 MB asked, at most one block and a quarter over
}

static void marks(void **state) {
  (void)state;
  char *kept = arena_raw(&arena, 10, 1);
  memset(kept, 'k', 10);
  ArenaMark mark = arena_mark(&arena);
  size_t total = arena.total;
  for (int round = 0; round < 3; round++) {
    char *first = arena_raw(&arena, 16, 1);
    for (size_t i = 0; i < 3000; i++) memset(arena_raw(&arena, i * 10, 8), 1, i * 10);
    arena_reset(&arena, mark);
    assert_int_equal(arena.total, total);
    assert_ptr_equal(arena_raw(&arena, 16, 1), first); // the same room again
    arena_reset(&arena, mark);
  }
  assert_memory_equal(kept, "kkkkkkkkkk", 10);
}

// A thing older than the mark that moves after it stays alive, and the mark stays true.
static void resize_across_a_mark(void **state) {
  (void)state;
  char *big = arena_raw(&arena, 100000, 1);
  memset(big, 'x', 100000);
  ArenaMark mark = arena_mark(&arena);
  arena_raw(&arena, 50, 1);
  arena_raw(&arena, 70000, 1);
  big = arena_resize(&arena, big, 100000, 5000000, 1);
  memset(big + 100000, 'y', 4900000);
  arena_reset(&arena, mark);
  assert_int_equal(big[99999], 'x');
  assert_int_equal(big[4999999], 'y');
  assert_true(arena.total < 5100000);
}

static void resize(void **state) {
  (void)state;
  char *p = arena_resize(&arena, NULL, 0, 10, 1);
  memset(p, 'p', 10);
  assert_ptr_equal(arena_resize(&arena, p, 10, 200, 1), p); // the newest grows in place
  char *q = arena_raw(&arena, 1, 1);
  *q = '!';
  char *moved = arena_resize(&arena, p, 200, 400, 1);
  assert_ptr_not_equal(moved, p);
  assert_memory_equal(moved, "pppppppppp", 10);
  assert_int_equal(*q, '!');
  assert_ptr_equal(arena_resize(&arena, moved, 400, 100, 1), moved);
}

static void release(void **state) {
  (void)state;
  char *p = arena_raw(&arena, 30, 1);
  arena_release(&arena, p, 30);
  assert_ptr_equal(arena_raw(&arena, 30, 1), p);
  size_t total = arena.total;
  char *big = arena_raw(&arena, 1 << 20, 1), *other = arena_raw(&arena, 2 << 20, 1);
  memset(other, 1, 2 << 20);
  arena_release(&arena, big, 1 << 20);
  arena_release(&arena, NULL, 0);
  arena_release(&arena, other, 2 << 20);
  assert_int_equal(arena.total, total);
}

static void pages(void **state) {
  (void)state;
  size_t total = arena.total;
  for (size_t n = 1; n < 16 << 20; n *= 7) {
    ArenaMark mark = arena_mark(&arena);
    char *p = arena_pages(&arena, n, 1);
    for (size_t i = 0; i<n; i += n> 5000 ? 4999 : 1) assert_int_equal(p[i], 0);
    memset(p, 'p', n);
    char *wide = arena_resize(&arena, p, n, n + 3000, 1);
    assert_int_equal(wide[0], 'p');
    assert_int_equal(wide[n - 1], 'p');
    arena_release(&arena, wide, n + 3000);
    arena_reset(&arena, mark);
    assert_int_equal(arena.total, total);
  }
}

static jmp_buf out_of_memory;

static void jump(void *arg) {
  ++*(int *)arg;
  longjmp(out_of_memory, 1);
}

static void oom_is_told(void **state) {
  (void)state;
  int times = 0;
  Arena a;
  arena_init(&a, jump, &times);
  Arena child;
  arena_init_like(&child, &a);
  if (!setjmp(out_of_memory)) arena_raw(&a, SIZE_MAX / 2 + 1, 1);
  if (!setjmp(out_of_memory)) arena_raw(&a, SIZE_MAX, 16);
  if (!setjmp(out_of_memory)) arena_zero(&a, SIZE_MAX / 2, 3, 1);
  if (!setjmp(out_of_memory)) arena_raw(&child, SIZE_MAX - 100, 16);
  uint32_t cap = UINT32_MAX / 2 + 1;
  if (!setjmp(out_of_memory)) array_room(&a, NULL, cap, &cap, 1, 1);
  assert_int_equal(times, 5);
  assert_int_equal(a.total, 0);
  arena_free(&child);
  arena_free(&a);
}

static void usable_after_free(void **state) {
  (void)state;
  arena_raw(&arena, 100, 1);
  arena_free(&arena);
  assert_int_equal(arena.total, 0);
  memset(arena_raw(&arena, 100, 1), 1, 100);
}

static void arrays(void **state) {
  (void)state;
  ARRAY(uint64_t) numbers = {0};
  ARRAY(char) bytes = {0};
  for (uint32_t i = 0; i < 300000; i++) {
    *array_push(&arena, &numbers) = (uint64_t)i * i;
    if (i < 1000) *array_push(&arena, &bytes) = (char)i;
  }
  assert_int_equal(numbers.n, 300000);
  for (uint32_t i = 0; i < numbers.n; i++) assert_int_equal(numbers.p[i], (uint64_t)i * i);
  for (uint32_t i = 0; i < bytes.n; i++) assert_int_equal(bytes.p[i], (char)i);
  assert_true(arena.total < 5 << 20); // no dead copies of the big one
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(aligned_and_apart),
      TEST(zeroed),
      TEST(small_runs_stay_small),
      TEST(marks),
      TEST(resize),
      TEST(resize_across_a_mark),
      TEST(release),
      TEST(pages),
      TEST(arrays),
      TEST(usable_after_free),
      cmocka_unit_test(oom_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
