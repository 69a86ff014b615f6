// Lines of a terminal table: columns by width, no blank at a line's end, bars in exact eighths, folding.
#include "fixture.h"
#include "runtime/report/pen.h"

static Out out;

static Pen pen(bool color) {
  out = out_memory(&arena);
  return (Pen){.o = &out, .a = &arena, .color = color};
}

static void columns_by_width(void **state) {
  (void)state;
  Pen p = pen(false);
  pen_to(&p, 2);
  pen_put(&p, TONE_PLAIN, S("指标"));
  pen_right(&p, 12, TONE_PLAIN, S("≥10个"));
  pen_to(&p, 20); // nothing follows: no blanks
  pen_line(&p);
  pen_put(&p, TONE_PLAIN, S("a"));
  pen_right(&p, 3, TONE_PLAIN, S("too wide"));
  pen_line(&p);
  assert_str(out_text(&out), "  指标 ≥10个\natoo wide\n");
}

static void colour_only_where_asked(void **state) {
  (void)state;
  Pen p = pen(true);
  pen_put(&p, TONE_GOOD, S("✓"));
  pen_gap(&p, 1);
  pen_put(&p, TONE_PLAIN, S("x"));
  pen_put(&p, TONE_BAD, S(""));
  assert_str(out_text(&out), "\x1b[32m✓\x1b[0m x");
}

static Str bar(Num share, Num mark) {
  Pen p = pen(false);
  pen_bar(&p, TONE_PLAIN, 4, share, mark);
  return out_text(&out);
}

static void bars_are_exact(void **state) {
  (void)state;
  assert_str(bar(NUM(0), NUM_BAD), "░░░░");
  assert_str(bar(NUM(1), NUM_BAD), "████");
  assert_str(bar(num_make(&arena, 1, 2), NUM_BAD), "██░░");
  assert_str(bar(num_make(&arena, 1, 32), NUM_BAD), "▏░░░");
  assert_str(bar(num_make(&arena, 1, 33), NUM_BAD), "░░░░"); // less than an eighth of a cell
  assert_str(bar(num_make(&arena, 31, 32), NUM_BAD), "███▉");
  assert_str(bar(num_make(&arena, 999999, 1000000), NUM_BAD), "███▉"); // full only when it is
  assert_str(bar(num_make(&arena, 19, 32), NUM_BAD), "██▍░");
  assert_str(bar(NUM(7), NUM_BAD), "████");
  assert_str(bar(NUM(-1), NUM_BAD), "░░░░");
  assert_str(bar(NUM_BAD, NUM_BAD), "░░░░");
}

static void marks_stand_in_bars(void **state) {
  (void)state;
  assert_str(bar(num_make(&arena, 1, 4), num_make(&arena, 1, 2)), "█░┃░");
  assert_str(bar(num_make(&arena, 3, 4), num_make(&arena, 1, 4)), "█┃█░");
  assert_str(bar(num_make(&arena, 9, 32), num_make(&arena, 1, 4)), "█┃░░"); // over the broken cell
  assert_str(bar(NUM(1), NUM(1)), "███┃");
  assert_str(bar(NUM(0), NUM(0)), "┃░░░");
}

static Str folded(Str s, size_t columns) { // its pieces, with | between them
  Out o = out_memory(&arena);
  for (size_t i = 0; i < s.n;) {
    size_t end = pen_piece(s, i, columns);
    assert_true(end > i);
    if (i) out_c(&o, '|');
    out_str(&o, str_slice(s, i, end));
    i = pen_skip(s, end);
  }
  return out_text(&o);
}

static void folds(void **state) {
  (void)state;
  assert_str(folded(S("受访人员满意度"), 8), "受访人员|满意度");
  assert_str(folded(S("受访人员满意度"), 9), "受访人员|满意度");
  assert_str(folded(S("受"), 1), "受"); // never nothing
  assert_str(folded(S("LED大屏 upgrade 2021"), 9), "LED大屏|upgrade|2021");
  assert_str(folded(S("12000平方米"), 6), "12000|平方米");
  assert_str(folded(S("ABCDEFGH"), 3), "ABC|DEF|GH");                         // a word longer than a line
  assert_str(folded(S("高新产品出口额增长率"), 18), "高新产品出口额增|长率"); // not 率 alone
  assert_str(folded(S("满意度"), 4), "满|意度");
  assert_str(folded(S("was met [W0848]"), 10), "was met|[W0848]");
  assert_str(folded(S("合格率（按段）"), 12), "合格率（按|段）");
  assert_str(folded(S("合格率（按段）"), 8), "合格率|（按段）");
  assert_str(folded(S(""), 8), "");
}

static void rules(void **state) {
  (void)state;
  Pen p = pen(false);
  pen_rule(&p, 2, S("─"));
  pen_gap(&p, 1);
  pen_put(&p, TONE_BOLD, S("名"));
  pen_gap(&p, 1);
  pen_rule(&p, 8, S("─"));
  pen_rule(&p, 3, S("─")); // already behind it
  assert_str(out_text(&out), "── 名 ──");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(columns_by_width),
      TEST(colour_only_where_asked),
      TEST(bars_are_exact),
      TEST(marks_stand_in_bars),
      TEST(folds),
      TEST(rules),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
