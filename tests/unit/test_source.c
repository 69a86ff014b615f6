// Line indexes and places.
#include "base/source.h"
#include "fixture.h"

static Source source(Str text) {
  Source s = {.name = S("a.pgl"), .text = text};
  source_index(&arena, &s);
  return s;
}

#define assert_place(s, offset, l, c)                                                                        \
  do {                                                                                                       \
    Place at_ = source_place((s), (offset));                                                                 \
    assert_int_equal(at_.line, (l));                                                                         \
    assert_int_equal(at_.column, (c));                                                                       \
  } while (0)

static void three_line_ends(void **state) {
  (void)state;
  Source s = source(S("甲\n乙\r\n丙\r丁\n\r戊"));
  static const char *const lines[] = {"甲", "乙", "丙", "丁", "", "戊"};
  assert_int_equal(s.line_n, 6);
  for (uint32_t i = 0; i < 6; i++) assert_str(source_line(&s, i + 1), lines[i]);
  assert_int_equal(source_line(&s, 0).n, 0);
  assert_int_equal(source_line(&s, 7).n, 0);
}

static void places(void **state) {
  (void)state;
  Source s = source(S("项目\r\n\t招 x\n"));
  assert_place(&s, 0, 1, 1);
  assert_place(&s, 3, 1, 2);
  assert_place(&s, 6, 1, 3); // \r
  assert_place(&s, 7, 1, 3); // \n of the same line end
  assert_place(&s, 8, 2, 1);
  assert_place(&s, 9, 2, 2);
  assert_place(&s, 12, 2, 3);
  assert_place(&s, 15, 3, 1); // behind the last line end
  assert_place(&s, 999, 3, 1);
}

static void empty(void **state) {
  (void)state;
  Source s = source(S("")), none = source((Str){0});
  assert_int_equal(s.line_n, 1);
  assert_place(&s, 0, 1, 1);
  assert_place(&none, 5, 1, 1);
  assert_int_equal(source_line(&s, 1).n, 0);
  Source ends = source(S("\n"));
  assert_int_equal(ends.line_n, 2);
  assert_place(&ends, 1, 2, 1);
  Source mac = source(S("a\r\r"));
  assert_int_equal(mac.line_n, 3);
}

static void against_a_slow_count(void **state) {
  (void)state;
  static const char *const parts[] = {"招商", "x", "\n", "\r\n", "\r", "😀", "    ", "é"};
  uint32_t seed = 3;
  Out o = out_memory(&arena);
  while (o.n < 20000) {
    seed = seed * 1664525 + 1013904223;
    out_z(&o, parts[seed >> 29]);
  }
  Source s = source(out_text(&o));
  uint32_t line = 1, column = 1;
  for (uint32_t i = 0; i < s.text.n; i++) {
    const char *p = s.text.p + i;
    if ((*p & 0xC0) == 0x80) continue;
    bool lf_of_crlf = *p == '\n' && i && p[-1] == '\r';
    assert_place(&s, i, line, column - lf_of_crlf);
    bool ends = *p == '\n' || (*p == '\r' && p[1] != '\n');
    column = ends ? 1 : column + 1;
    line += ends;
  }
  assert_int_equal(s.line_n, line);
}

static void one_endless_line(void **state) { // each question reads at most a few KiB
  (void)state;
  Out o = out_memory(&arena);
  for (int i = 0; i < 1000000; i++) out_z(&o, "目标");
  Source s = source(out_text(&o));
  for (uint32_t i = 0; i < 200000; i++) assert_place(&s, i * 30, 1, i * 10 + 1);
}

static void widths(void **state) {
  (void)state;
  assert_int_equal(source_width(S("")), 0);
  assert_int_equal(source_width(S("\t")), 4);
  assert_int_equal(source_width(S("a\tb")), 5);
  assert_int_equal(source_width(S("招商\t\tx")), 13);
  assert_int_equal(source_width(S("项目")), 4);
}

static void numbers(void **state) {
  (void)state;
  Sources all = {0};
  for (uint32_t i = 0; i < 100; i++)
    assert_int_equal(sources_add(&arena, &all, str_fmt(&arena, "%u.pgl", i), S("项目 甲")), i);
  assert_str(all.p[42].name, "42.pgl");
  assert_str(span_text(&all, (Span){7, 7, 10}), "甲");
  source_index(&arena, &all.p[7]);
  const uint32_t *lines = all.p[7].lines;
  source_index(&arena, &all.p[7]);
  assert_ptr_equal(all.p[7].lines, lines);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(three_line_ends),  TEST(places), TEST(empty),   TEST(against_a_slow_count),
      TEST(one_endless_line), TEST(widths), TEST(numbers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
