// Units: names, prefixes, compounds, powers, dimension arithmetic, how results are shown, suggestions, and
// the same questions from several threads. A few declarations stand for the stdlib.
#include "base/par.h"
#include "compiler/units.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
// cmocka last: it wants the headers above
#include <cmocka.h>

static void no_memory(void *arg) {
  (void)arg;
  fail_msg("out of memory");
  abort();
}

static Arena arena;
static UnitTable *t;

static UnitId declare(const char *name, const char *dim) {
  UnitId u = UNIT_NONE;
  assert_true(units_declare(t, &(UnitDecl){.name = str_z(name), .dim = str_z(dim)}, &u));
  return u;
}

static UnitId derive(const char *name, const char *of, Num scale) {
  UnitFound f = units_find(t, str_z(of));
  assert_int_equal(f.problem, UNIT_OK);
  scale = num_mul(&arena, scale, unit_scale(t, f.id));
  UnitId u = UNIT_NONE;
  UnitDecl d = {.name = str_z(name), .derived = true, .of = unit_dim(t, f.id), .scale = scale};
  assert_true(units_declare(t, &d, &u));
  return u;
}

static int setup(void **state) {
  (void)state;
  arena_init(&arena, no_memory, NULL);
  t = units_new(&arena);
  UnitId u;
  assert_true(
      units_declare(t, &(UnitDecl){.name = S("%"), .derived = true, .scale = num_make(&arena, 1, 100)}, &u));
  assert_true(units_alias(t, u, S("百分比")));
  declare("百分点", "");
  assert_true(units_declare_dim(t, S("货币")));
  assert_true(units_alias(t, declare("元", "货币"), S("圆")));
  derive("角", "元", num_make(&arena, 1, 10));
  assert_true(units_declare_dim(t, S("长度")));
  assert_true(units_alias(t, declare("米", "长度"), S("m")));
  assert_true(units_alias(t, derive("千米", "米", NUM(1000)), S("公里")));
  u = derive("平方米", "米^2", NUM(1));
  assert_true(units_alias(t, u, S("㎡")));
  assert_true(units_declare_dim(t, S("时间")));
  declare("秒", "时间");
  assert_true(units_alias(t, derive("日", "秒", NUM(86400)), S("天")));
  declare("月", "");
  derive("年", "月", NUM(12));
  declare("人", "");
  declare("人次", "");
  declare("个", "");
  declare("分", "");
  declare("℃", "");
  declare("标箱", "");
  units_freeze(t);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  units_free(t);
  arena_free(&arena);
  return 0;
}

static UnitId find(const char *text) {
  UnitFound f = units_find(t, str_z(text));
  if (f.problem != UNIT_OK) fail_msg("%s: problem %d", text, (int)f.problem);
  return f.id;
}

static void same(const char *text, int64_t num, int64_t den, const char *base) {
  UnitId u = find(text), b = find(base);
  assert_int_equal(unit_dim(t, u), unit_dim(t, b));
  Num want = num_mul(&arena, num_make(&arena, num, den), unit_scale(t, b));
  if (num_cmp(unit_scale(t, u), want) != 0) fail_msg("%s: wrong scale", text);
}

static void text_is(UnitId u, const char *want) {
  Str s = unit_text(t, u);
  if (!str_eq(s, str_z(want))) fail_msg("shown as '%.*s', not '%s'", STR_ARG(s), want);
}

static void name_is(DimId d, const char *want) {
  Str s = dim_name(t, d).zh;
  if (!str_eq(s, str_z(want))) fail_msg("named '%.*s', not '%s'", STR_ARG(s), want);
}

static void problem(const char *text, UnitProblem want, const char *part, const char *near, uint32_t known) {
  UnitFound f = units_find(t, str_z(text));
  assert_int_equal(f.id, UNIT_NONE);
  if (f.problem != want || !str_eq(f.part, str_z(part)) || !str_eq(f.near, str_z(near)) || f.known != known)
    fail_msg("%s: problem %d part '%.*s' near '%.*s' known %u", text, (int)f.problem, STR_ARG(f.part),
             STR_ARG(f.near), f.known);
}

static void test_prefixes(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int64_t scale;
  } cases[] = {
      {"十元", 10},           {"百元", 100},           {"千元", 1000},           {"万元", 10000},
      {"十万元", 100000},     {"百万元", 1000000},     {"千万元", 10000000},     {"亿元", 100000000},
      {"十亿元", 1000000000}, {"百亿元", 10000000000}, {"千亿元", 100000000000}, {"万亿元", 1000000000000},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) same(cases[i].text, cases[i].scale, 1, "元");
  same("万圆", 10000, 1, "元");
  same("万角", 1000, 1, "元");
  same("万千米", 10000000, 1, "米"); // the longest declared name: 万 + 千米
  same("百米", 100, 1, "米");
  same("万人次", 10000, 1, "人次");
  assert_int_not_equal(unit_dim(t, find("万人次")), unit_dim(t, find("万人")));
  // a declared name wins over prefix + name
  same("百分比", 1, 100, "个/个");
  assert_int_not_equal(unit_dim(t, find("百分点")), unit_dim(t, find("分")));
  same("百分", 100, 1, "分");
}

static void test_compounds(void **state) {
  (void)state;
  static const char *const spellings[] = {"元/人·月",  "元/人/月",   "元/人*月",
                                          "元/人、月", "元／人・月", "元/人×月"};
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) same(spellings[i], 1, 1, "元/月·人");
  same("万元/千米", 10, 1, "元/米");
  same("元/万人", 1, 10000, "元/人");
  same("人·年", 12, 1, "人·月");
  name_is(unit_dim(t, find("万元/人·月")), "货币/月·人");
  text_is(find("万元/人·月"), "万元/人·月");
  assert_int_equal(unit_dim(t, find("元/元")), DIM_ONE);
  problem("元、人", UNIT_BAD_FORM, "元、人", "", 0);
  problem("元//人", UNIT_BAD_FORM, "元//人", "", 0);
  problem("元/", UNIT_BAD_FORM, "元/", "", 0);
  problem("/人", UNIT_BAD_FORM, "/人", "", 0);
  problem("", UNIT_BAD_FORM, "", "", 0);
}

static void test_powers(void **state) {
  (void)state;
  same("㎡", 1, 1, "米^2");
  same("m2", 1, 1, "米^2");
  same("m²", 1, 1, "平方米");
  same("m³", 1, 1, "米^3");
  same("千米²", 1000000, 1, "米^2");
  same("万平方米", 10000, 1, "米^2");
  same("万㎡", 10000, 1, "米^2");
  same("万m2", 10000, 1, "米^2");
  same("万米^2", 10000, 1, "米^2"); // the prefix stays outside the power
  same("元/米^2", 1, 1, "元·米^-2");
  problem("米^", UNIT_BAD_FORM, "米^", "", 0);
  problem("米^0", UNIT_BAD_FORM, "米^0", "", 0);
  problem("米5", UNIT_BAD_FORM, "米5", "", 0);
  problem("米^13", UNIT_TOO_LONG, "米^13", "", 0);
  problem("米^12·米", UNIT_TOO_LONG, "米", "", 0);
  problem("米^99999999999999999999", UNIT_TOO_LONG, "米^99999999999999999999", "", 0);
  problem("万米^13", UNIT_TOO_LONG, "万米^13", "", 0);
}

static void test_spellings(void **state) {
  (void)state;
  assert_int_equal(find("％"), find("%"));
  text_is(find("％"), "%");
  text_is(find("公里"), "公里");
  text_is(find("m2"), "㎡");
  same("°C", 1, 1, "℃");
  assert_int_equal(find("万元"), find("万元"));
}

static void test_problems(void **state) {
  (void)state;
  problem("万", UNIT_BARE_PREFIX, "万", "", 0);
  problem("十万", UNIT_BARE_PREFIX, "十万", "", 0);
  problem("件/万", UNIT_UNKNOWN, "件", "", 0);
  problem("元/万", UNIT_BARE_PREFIX, "万", "", 0);
  problem("元依据", UNIT_UNKNOWN, "元依据", "", 3);
  problem("万元依据", UNIT_UNKNOWN, "万元依据", "", 6);
  problem("元/人数", UNIT_UNKNOWN, "人数", "人次", 3);
  problem("标厢", UNIT_UNKNOWN, "标厢", "标箱", 0);
  problem("万标厢", UNIT_UNKNOWN, "标厢", "标箱", 0);
  problem("平房米", UNIT_UNKNOWN, "平房米", "平方米", 0);
  problem("朵", UNIT_UNKNOWN, "朵", "", 0);
  char big[UNIT_TEXT_MAX + 2];
  memset(big, 'x', sizeof big);
  assert_int_equal(units_find(t, (Str){big, UNIT_TEXT_MAX}).problem, UNIT_UNKNOWN);
  assert_int_equal(units_find(t, (Str){big, UNIT_TEXT_MAX + 1}).problem, UNIT_TOO_LONG);
  problem("人·个·人·个·人·个·人·个·人·个·人·个·人·个·人·个·元", UNIT_TOO_LONG, "元", "", 0);
  assert_true(units_known(t, S("万人次")));
  assert_true(units_known(t, S("万")));
  assert_false(units_known(t, S("依据")));
  assert_false(units_known(t, S("")));
}

static void test_dimensions(void **state) {
  (void)state;
  DimId yuan = unit_dim(t, find("元")), people = unit_dim(t, find("人")), metre = unit_dim(t, find("米"));
  DimId per = dim_mul(t, yuan, people, true);
  assert_int_equal(per, unit_dim(t, find("元/人")));
  assert_int_equal(dim_mul(t, per, people, false), yuan);
  assert_int_equal(dim_mul(t, yuan, yuan, true), DIM_ONE);
  assert_int_equal(dim_mul(t, DIM_ONE, people, false), people);
  assert_int_equal(dim_pow(t, metre, 2), unit_dim(t, find("平方米")));
  assert_int_equal(dim_pow(t, metre, 0), DIM_ONE);
  assert_int_equal(dim_pow(t, metre, 13), DIM_NONE);
  assert_int_equal(dim_pow(t, dim_pow(t, metre, 6), 3), DIM_NONE);
  assert_int_equal(dim_mul(t, dim_pow(t, metre, 12), metre, false), DIM_NONE);
  name_is(yuan, "货币（元）");
  name_is(unit_dim(t, find("人次")), "人次");
  name_is(dim_pow(t, metre, 2), "平方米");
  name_is(DIM_ONE, "纯数");
  name_is(unit_dim(t, find("秒")), "时间（日）");
  assert_int_equal(units_money_dim(t), yuan);
  assert_int_equal(units_point_dim(t), unit_dim(t, find("百分点")));
}

static void test_shown(void **state) {
  (void)state;
  text_is(unit_base(t, unit_dim(t, find("万元"))), "元");
  text_is(unit_base(t, unit_dim(t, find("万元/人"))), "元/人");
  text_is(unit_base(t, DIM_ONE), "");
  assert_int_equal(unit_base(t, DIM_ONE), UNIT_ONE);
  text_is(unit_mul(t, find("万元"), find("人"), true), "万元/人");
  assert_int_equal(unit_mul(t, find("万元"), find("人"), true), find("万元/人"));
  text_is(unit_mul(t, find("万元/人"), find("人"), false), "万元");
  text_is(unit_mul(t, find("万元"), find("元"), true), "");
  text_is(unit_mul(t, find("万元·人"), find("元"), true), "人");
  text_is(unit_mul(t, find("万元"), find("千米"), true), "万元/千米");
  text_is(unit_mul(t, find("%"), find("人"), false), "人");
  text_is(unit_mul(t, UNIT_ONE, find("人"), true), "/人");
  text_is(unit_pow(t, find("千米"), 2), "千米^2");
  same("千米^2", 1000000, 1, "平方米");
  assert_int_equal(unit_pow(t, find("千米"), 13), UNIT_NONE);
}

static void test_declarations(void **state) {
  (void)state;
  UnitTable *u = units_new(&arena);
  UnitId id, wan;
  assert_int_equal(units_dim_named(u, S("货币")), DIM_NONE);
  assert_true(units_declare_dim(u, S("货币")));
  assert_false(units_declare_dim(u, S("货币")));
  assert_false(units_dim_has_base(u, units_dim_named(u, S("货币"))));
  assert_false(units_declare(u, &(UnitDecl){.name = S("元"), .dim = S("钱")}, &id));
  assert_true(units_declare(u, &(UnitDecl){.name = S("元"), .dim = S("货币")}, &id));
  assert_true(units_dim_has_base(u, unit_dim(u, id)));
  assert_false(units_declare(u, &(UnitDecl){.name = S("角"), .dim = S("货币")}, &wan));
  assert_false(units_declare(u, &(UnitDecl){.name = S("元")}, &wan));
  // an answer given before a declaration does not outlive it
  assert_int_equal(units_find(u, S("朵")).problem, UNIT_UNKNOWN);
  assert_int_equal(units_find(u, S("百元")).problem, UNIT_OK);
  assert_true(units_declare(u, &(UnitDecl){.name = S("朵")}, &wan));
  assert_int_equal(units_find(u, S("朵")).id, wan);
  assert_true(units_declare(u, &(UnitDecl){.name = S("百元"), .doc = S("a note")}, &wan));
  assert_int_equal(units_find(u, S("百元")).id, wan);
  assert_true(units_alias(u, id, S("圆")));
  assert_false(units_alias(u, id, S("圆")));
  UnitInfo info;
  assert_true(units_info_of(u, S("圆"), &info));
  assert_true(str_eq(info.name, S("元")));
  assert_int_equal(info.alias_n, 1);
  assert_int_equal(units_count(u), 3);
  assert_false(units_info_of(u, S("万元"), &info));
  units_free(u);
}

// ---- several threads

#define ROUNDS 4000
static UnitId seen[8][ROUNDS];

static void ask(void *ctx, size_t i, unsigned worker) {
  (void)ctx;
  (void)worker;
  static const char *const atoms[] = {"元", "万人", "千米", "日", "个", "标箱", "百万元", "人次"};
  for (uint32_t k = 0; k < ROUNDS; k++) {
    char text[96];
    const char *a = atoms[k % 8], *b = atoms[k / 8 % 8], *c = atoms[k / 64 % 8];
    int n = snprintf(text, sizeof text, "%s/%s^%u·%s^%u", a, b, k / 512 % 3 + 1, c, k / 1536 + 1);
    seen[i][k] = units_find(t, (Str){text, (size_t)n}).id;
    (void)dim_mul(t, seen[i][k] == UNIT_NONE ? DIM_ONE : unit_dim(t, seen[i][k]), DIM_ONE, false);
  }
}

static void test_threads(void **state) {
  (void)state;
  par_for(8, 4, ask, NULL);
  for (size_t i = 1; i < 8; i++) assert_memory_equal(seen[i], seen[0], sizeof seen[0]);
  UnitId u = find("元/万人^1·元^1");
  assert_int_equal(unit_dim(t, u), dim_mul(t, DIM_ONE, unit_dim(t, find("人")), true));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_prefixes), cmocka_unit_test(test_compounds),
      cmocka_unit_test(test_powers),   cmocka_unit_test(test_spellings),
      cmocka_unit_test(test_problems), cmocka_unit_test(test_dimensions),
      cmocka_unit_test(test_shown),    cmocka_unit_test(test_declarations),
      cmocka_unit_test(test_threads),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
