// Strings, hashes, edit distance and output buffers.
#include "base/str.h"
#include "fixture.h"

static void compares(void **state) {
  (void)state;
  assert_true(str_eq(S(""), (Str){0}));
  assert_true(str_eq(S("项目"), str_z("项目")));
  assert_false(str_eq(S("项"), S("项目")));
  assert_int_equal(str_cmp(S("a"), S("a")), 0);
  assert_true(str_cmp(S("a"), S("ab")) < 0);
  assert_true(str_cmp(S("b"), S("ab")) > 0);
  assert_true(str_cmp(S("\xff"), S("a")) > 0); // bytes are unsigned
  assert_true(str_cmp((Str){0}, S("a")) < 0);
  assert_true(str_starts(S("数量指标"), S("数量")));
  assert_true(str_starts(S("x"), S("")));
  assert_false(str_starts(S("数"), S("数量")));
  assert_true(str_ends(S("a.pgl"), S(".pgl")));
  assert_false(str_ends(S("pgl"), S(".pgl")));
  assert_true(str_ends_like(S("A.PgL"), S(".pgl")));
  assert_false(str_ends_like(S("pgl"), S(".pgl")));
}

static void cuts(void **state) {
  (void)state;
  assert_str(str_trim(S(" \t\r\n 目标 一 \v\f ")), "目标 一");
  assert_int_equal(str_trim(S(" \n ")).n, 0);
  assert_int_equal(str_trim((Str){0}).n, 0);
  assert_str(str_slice(S("abcdef"), 2, 4), "cd");
  assert_str(str_slice(S("abcdef"), 4, 99), "ef");
  assert_int_equal(str_slice(S("abc"), 2, 1).n, 0);
  assert_int_equal(str_slice(S("abc"), 9, 10).n, 0);
  assert_int_equal(str_slice((Str){0}, 0, 3).n, 0);
}

static void copies(void **state) {
  (void)state;
  char text[] = "abc";
  Str copy = str_dup(&arena, str_z(text));
  text[0] = 'x';
  assert_str(copy, "abc");
  assert_string_equal(str_to_z(&arena, S("a\0b")), "a");
  assert_string_equal(str_to_z(&arena, (Str){0}), "");
  assert_str(str_cat(&arena, S("招商"), S("经费")), "招商经费");
  assert_int_equal(str_cat(&arena, (Str){0}, (Str){0}).n, 0);
  assert_str(str_fmt(&arena, "%d 个 %s", 3, "指标"), "3 个 指标");
  assert_int_equal(str_fmt(&arena, "%s", "").n, 0);
}

static int by_number(const void *x, const void *y) {
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return (a > b) - (a < b);
}

static void hashes(void **state) {
  (void)state;
  assert_int_equal(str_hash(S("人次")), str_hash(str_dup(&arena, S("人次"))));
  assert_int_not_equal(str_hash(S("")), 0);
  char zeros[64] = {0};
  for (size_t n = 1; n <= sizeof zeros; n++) // length counts, zero or not
    assert_int_not_equal(str_hash((Str){zeros, n}), str_hash((Str){zeros, n - 1}));
  enum { N = 200000 };
  uint32_t *all = NEW_N(&arena, uint32_t, N), high[64] = {0}, low[64] = {0};
  for (uint32_t i = 0; i < N; i++) {
    all[i] = str_hash(str_fmt(&arena, "第%u个项目", i));
    high[all[i] >> 26]++;
    low[all[i] & 63]++;
  }
  for (int i = 0; i < 64; i++) { // 3125 each, ± 5 standard deviations
    assert_in_range(high[i], 2850, 3400);
    assert_in_range(low[i], 2850, 3400);
  }
  qsort(all, N, sizeof *all, by_number);
  unsigned same = 0;
  for (uint32_t i = 1; i < N; i++) same += all[i] == all[i - 1];
  assert_true(same < 20);                             // 4.7 expected of a random function
  for (size_t bit = 0; bit < (size_t)23 * 8; bit++) { // every bit of the text counts
    char text[24] = "绩效目标绩效abcde";
    uint32_t before = str_hash((Str){text, 23});
    text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
    assert_int_not_equal(str_hash((Str){text, 23}), before);
  }
}

static void distances(void **state) {
  (void)state;
  assert_int_equal(str_distance(S(""), S(""), 3), 0);
  assert_int_equal(str_distance(S(""), S("数量"), 3), 2);
  assert_int_equal(str_distance(S("数量指标"), S("数量标指"), 3), 1); // neighbours swapped
  assert_int_equal(str_distance(S("效益指标"), S("效果指标"), 3), 1);
  assert_int_equal(str_distance(S("kitten"), S("sitting"), 5), 3);
  assert_int_equal(str_distance(S("kitten"), S("sitting"), 3), 3);
  assert_int_equal(str_distance(S("kitten"), S("sitting"), 2), 3); // cut: limit + 1
  assert_int_equal(str_distance(S("a"), S("abcdefgh"), 2), 3);
  assert_int_equal(str_distance(S("abc"), S("xyz"), 0), 1);
  assert_int_equal(str_distance(S("ab"), S("ba"), 1), 1);
  char big[4 * STR_DISTANCE_MAX];
  memset(big, 'a', sizeof big);
  assert_int_equal(str_distance((Str){big, sizeof big}, (Str){big, sizeof big}, 3), 0);
  assert_int_equal(str_distance((Str){big, sizeof big}, (Str){big, sizeof big - 1}, 3), 4);
  assert_int_equal(str_distance((Str){big, STR_DISTANCE_MAX}, (Str){big, STR_DISTANCE_MAX - 1}, 3), 1);
  assert_int_equal(str_distance(S("\xff\xfe"), S("\xff"), 3), 1);
}

static void memory_out(void **state) {
  (void)state;
  Out o = out_memory(&arena);
  for (uint64_t i = 0; i < 10000; i++) {
    out_u64(&o, i);
    out_c(&o, ',');
  }
  assert_int_equal(out_text(&o).n, 48890);
  assert_str(str_slice(out_text(&o), 48879, 48890), ",9998,9999,");
  o = out_memory(&arena);
  out_u64(&o, UINT64_MAX);
  out_z(&o, " ");
  out_pad(&o, '-', 5);
  out_fmt(&o, "%03d", 7);
  out_str(&o, (Str){0});
  assert_str(out_text(&o), "18446744073709551615 -----007");
  o = out_memory(&arena);
  out_pad(&o, 'x', 5000);
  assert_int_equal(o.n, 5000);
  assert_int_equal(o.p[4999], 'x');
}

typedef struct Sink {
  char text[200000];
  size_t n, calls, refuse_after;
} Sink;

static bool drink(void *ctx, const char *p, size_t n) {
  Sink *s = ctx;
  if (++s->calls > s->refuse_after) return false;
  memcpy(s->text + s->n, p, n);
  s->n += n;
  return true;
}

static void stream_out(void **state) {
  (void)state;
  static Sink sink;
  sink = (Sink){.refuse_after = SIZE_MAX};
  Out o = out_stream(&arena, drink, &sink);
  char *big = memset(arena_raw(&arena, 50000, 1), 'b', 50000);
  for (int i = 0; i < 3000; i++) out_fmt(&o, "%08d\n", i);
  out_str(&o, (Str){big, 50000});
  out_pad(&o, 'p', 40000);
  assert_true(out_flush(&o));
  assert_int_equal(sink.n, 27000 + 50000 + 40000);
  assert_memory_equal(sink.text + 26991, "00002999\nbbb", 12);
  assert_memory_equal(sink.text + 76998, "bbpp", 4);
  assert_true(sink.calls < 20);
}

static void stream_that_fails(void **state) {
  (void)state;
  static Sink sink;
  sink = (Sink){.refuse_after = 1};
  Out o = out_stream(&arena, drink, &sink);
  for (int i = 0; i < 10000; i++) out_z(&o, "0123456789");
  assert_false(out_flush(&o));
  assert_true(o.failed);
  assert_int_equal(sink.calls, 2); // asked no more once it said no
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(compares),  TEST(cuts),       TEST(copies),     TEST(hashes),
      TEST(distances), TEST(memory_out), TEST(stream_out), TEST(stream_that_fails),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
