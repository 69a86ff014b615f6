// The notations of published tables: what becomes a target, what a hole, what words; names, amounts,
// headings.
#include "compiler/compile.h"
#include "fixture.h"
#include "forms/layouts.h"
#include "forms/notation.h"
#include "grammar/diags.h"

static bool no_file(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  (void)ctx, (void)a, (void)from, (void)path, (void)name, (void)text;
  *why = text_of(S("none"));
  return false;
}

static void same(const char *what, Str have, const char *want) {
  if (!str_eq(have, str_z(want))) fail_msg("%s: %.*s, not %s", what, STR_ARG(have), want);
}

static const struct {
  const char *sign, *value, *unit;
  const char *target; // canonical
  bool unclear;
} targets[] = {
    {"", "≥10个", "", "≥10个", false},
    {"", "＞＝98%", "", ">=98%", false},
    {"", "≧100百分比", "", "≧100百分比", false},
    {"", "═100%", "", "═100%", false},
    {"", "10次以上", "", "10次以上", false},
    {"", "不少于30次", "", "不少于30次", false},
    {"", "控制在120元以内", "", "120元以内", false},
    {"", "控制在120元", "", "≤120元", false},
    {"", "735 人次", "", "735人次", false},
    {"", "1,500人", "", "1500人", false},
    {"", "14-24℃", "", "14-24℃", false},
    {"", "±5%", "", "±5%", false},
    {"", "12月底前", "", "12月底前", false},
    {"", "12月底前完成", "", "12月底前", false},
    {"", "2021年12月31日", "", "2021年12月31日", false},
    {"", "是", "", "是", false},
    {"", "0", "", "0", false},
    {"", "0起", "", "0起", false},
    {"", "=0件", "", "=0件", false},
    {"", "700万元", "", "700万元", false},
    {"", "≤7工作日", "", "≤7工作日", false},
    {"", "3000(平方米)", "", "3000平方米", false},
    {"", "720P", "", "720P", false},
    {"≧", "735", "人次", "≥735人次", false},
    {"═", "100", "%", "=100%", false},
    {">=", "98", "%(百分比)", "≥98%", false},
    {"", "470", "人/天", "470人/天", false},
    {"≥", "≥90%", "", "≥90%", false},
    {"定量", "5", "条", "5条", false},
    {"定性", "高中低", "", "\"高中低\"", false},
    {"", "显著提升", "", "\"显著提升\"", false},
    {"", "高、中", "", "\"高、中\"", false},
    {"", "", "", "?", false},
    {"", "—", "", "?", false},
    {"", "平方米", "", "?平方米", false},
    {"", "≧ %", "", "≥?%", false},
    {"≥", "", "%", "≥?%", false},
    {"", "1-12月", "", "?", true},
    {"", "200余人", "", "?", true},
    {"", "每亩300", "", "?", true},
    {"", "100%(1.0)", "", "?", true},
    {"", "180只+12头", "", "?", true},
    {"", "分别控制在4%、3%、2%、8%以下", "", "?", true},
    {"≤", "8月", "", "?", true},
    {"≥", "很多", "", "?", true},
    {"", "5000吨稻谷、500吨成品粮", "", "?", true},
    {"", "≥1个 } 项目 乙 {", "", "?", true},
    {"", "≥1个 分值 9分", "", "?", true},
    {"", "≥甲 + 1", "", "?", true},
};

static void targets_as_written(void **state) {
  (void)state;
  Sources sources = {0};
  Diags diags = diags_new(&arena, diag_table);
  const Loader loader = {.load = no_file};
  Program *p = compile(&arena, NULL, 0, &loader, &(CompileOptions){.workers = 1}, &sources, &diags);
  Notation n = {&arena, {units_known, p->units}, diag_table};
  for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
    bool unclear = false;
    Str have =
        target_write(&n, str_z(targets[i].sign), str_z(targets[i].value), str_z(targets[i].unit), &unclear);
    same(targets[i].value, have, targets[i].target);
    if (unclear != targets[i].unclear) fail_msg("%s: %s", targets[i].value, unclear ? "unclear" : "clear");
  }
  program_free(p);
}

static void amounts_and_points(void **state) {
  (void)state;
  bool unclear = false;
  same("own unit", money_write(&arena, S("300万元"), S("元"), &unclear), "300万元");
  same("heading's", money_write(&arena, S("1,850,000.00"), S("元"), &unclear), "1850000.00元");
  same("none", money_write(&arena, S("410"), (Str){0}, &unclear), "410");
  same("dash", money_write(&arena, S("——"), S("元"), &unclear), "");
  assert_false(unclear);
  same("words", money_write(&arena, S("五十"), S("万元"), &unclear), "?万元");
  assert_true(unclear);
  same("points", points_write(&arena, S("10.3")), "10.3");
  same("points", points_write(&arena, S("10分")), "10");
  same("points", points_write(&arena, S("15%")), "15");
  same("points", points_write(&arena, S("优")), "");
  same("bare", name_write(&arena, S("招商经费")), "招商经费");
  same("quoted", name_write(&arena, S("19名老人")), "\"19名老人\"");
  same("quoted", name_write(&arena, S("项目")), "\"项目\"");
  same("quoted", name_write(&arena, S("说“好”\"")), "\"说“好”\\\"\"");
  same("joined", text_joined(&arena, S(" 信息网络\n运行 ")), "信息网络运行");
  same("joined", text_joined(&arena, S("LED\nscreen 大屏\n2 块")), "LED screen 大屏2 块");
  assert_int_equal(year_in(S("（2022年度）")), 2022);
  assert_int_equal(year_in(S("12022年 120人")), 0);
  assert_true(is_month_end(S("3月底")) && is_month_end(S("12月末")));
  assert_false(is_month_end(S("13月底")) || is_month_end(S("3月")));
}

static void headings(void **state) {
  (void)state;
  Labels ls = labels_new(&arena);
  assert_int_equal(label_read(&ls, S("项目\n名称："), IN_HEAD).field, ITEM_PROJECT);
  assert_int_equal(label_read(&ls, S("全年预算数（Ａ）"), IN_MONEY).field, ITEM_FULL);
  Label l = label_read(&ls, S("其中：当年 财政拨款"), IN_PAIR);
  assert_true(l.part && l.field == ITEM_SOURCE);
  l = label_read(&ls, S("1-7月执行数（万元）"), IN_MONEY);
  assert_true(l.field == ITEM_SPENT && l.month == 7 && str_eq(l.inner, S("万元")));
  l = label_read(&ls, S("目标12"), IN_HEAD);
  assert_true(l.field == ITEM_GOAL && l.number == 12);
  assert_int_equal(label_read(&ls, S("二、预算执行情况"), IN_HEAD).field, ITEM_MONEY_BLOCK);
  assert_int_equal(label_read(&ls, S("备注"), IN_ROW).field, ITEM_REMARK);
  assert_int_equal(label_read(&ls, S("备注"), IN_HEAD).field, ITEM_NOTE);
  assert_int_equal(label_read(&ls, S("完成率"), IN_HEAD).field, ITEM_NONE);
  assert_int_equal(label_read(&ls, S(""), IN_ROW).field, ITEM_NONE);
  for (size_t i = 0; i < form_heading_n; i++) { // every heading of a form is found where it stands
    const FormHeading *h = &form_headings[i];
    unsigned where = h->block == BLOCK_ROW     ? IN_ROW
                     : h->block == BLOCK_MONEY ? IN_MONEY
                                               : IN_HEAD | IN_PAIR | IN_MONEY;
    if (h->block == BLOCK_SOURCE) where = IN_HEAD | IN_PAIR;
    if (h->block == BLOCK_FOOT) where = IN_HEAD;
    Label found = label_read(&ls, str_z(h->heading), where);
    bool goal =
        h->field == ITEM_GOAL && found.field == ITEM_GOAL_BLOCK; // 总体目标: which, its neighbours tell
    if (found.field != h->field && !goal)
      fail_msg("%s of %s is read as %.*s", h->heading, form_layouts[h->layout].id,
               STR_ARG(form_item_name(found.field, true)));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(targets_as_written),
      TEST(amounts_and_points),
      TEST(headings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
