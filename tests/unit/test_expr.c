// Formulas: what they are, what is wrong with them, and that each fix mends. Programs are compiled whole,
// with the embedded stdlib; the formula under test is `令 所得`.
#include "compiler/compile.h"
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

static bool load(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  (void)from;
  (void)why;
  const char *source = ctx;
  size_t n = strlen(source);
  char *p = arena_zero(a, n + 16, 1, 1);
  memcpy(p, source, n + 1);
  *name = path;
  *text = (Str){p, n};
  return true;
}

typedef struct Compiled {
  Arena arena;
  Sources sources;
  Diags diags;
  Program *prog;
} Compiled;

static void compiled(Compiled *c, const char *source) {
  *c = (Compiled){0};
  arena_init(&c->arena, no_memory, NULL);
  c->diags = diags_new(&c->arena, diag_table);
  Loader loader = {.load = load, .ctx = (void *)source};
  CompileOptions opt = {.workers = 1, .want_plan = true};
  Str path = S("试算.pgl");
  c->prog = compile(&c->arena, &path, 1, &loader, &opt, &c->sources, &c->diags);
  diags_sort(&c->diags);
}

static void done(Compiled *c) {
  program_free(c->prog);
  arena_free(&c->arena);
}

// The errors as `E0301 message; …`.
static Str errors(Compiled *c) {
  Out o = out_memory(&c->arena);
  for (uint32_t i = 0; i < c->diags.n; i++) {
    const Diag *d = c->diags.p[i];
    if (diag_severity(&c->diags, d) != SEV_ERROR) continue;
    if (o.n) out_z(&o, "; ");
    out_z(&o, diag_table[d->text.id].code);
    out_c(&o, ' ');
    message_write(&o, diag_table, &d->text, LANG_ZH);
  }
  return out_text(&o);
}

static const char *const type_names[] = {"", "是/否", "日期", "文字", "等级"};

// What 令 所得 is: the text of its unit, or the name of its type.
static Str result(Compiled *c) {
  const Plan *p = c->prog->plan;
  for (uint32_t i = 0; i < p->lets.n; i++) {
    if (!str_eq(plan_text(p, p->lets.name[i]), S("所得"))) continue;
    uint32_t e = p->lets.expr[i];
    if (e == NONE) return S("nothing");
    if (p->exprs.type[e] != PLAN_QUANTITY) return str_z(type_names[p->exprs.type[e]]);
    uint32_t u = p->exprs.unit[e];
    return u == NONE ? S("any") : plan_text(p, p->units.text[u]);
  }
  return S("no 所得");
}

static Str fixed(Compiled *c, const char *source) { // by the first fix of the first error
  for (uint32_t i = 0; i < c->diags.n; i++) {
    const Diag *d = c->diags.p[i];
    if (diag_severity(&c->diags, d) != SEV_ERROR || !d->fixes) continue;
    Str text = str_z(source);
    for (uint32_t at = (uint32_t)text.n + 1; at-- > 0;) // from behind, so that places stay
      for (const DiagEdit *e = d->fixes->edits; e; e = e->next)
        if (e->at.start == at)
          text = str_fmt(&c->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(text, 0, at)),
                         STR_ARG(e->text), STR_ARG(str_slice(text, e->at.end, text.n)));
    return text;
  }
  return (Str){0};
}

typedef struct Case {
  const char *data, *formula, *want; // `=unit` or errors
  const char *mended;                // the formula after the fix, or NULL: there is none
} Case;

static char *source_of(const Case *t, const char *formula) {
  static char text[4096];
  snprintf(
      text, sizeof text,
      "年度 2021\n函数 自己除(甲, 乙) = 甲 / 乙\n函数 加一(甲) = 自己除(甲, 2元) + 1元\n"
      "部门 某局 {\n项目 试算 {\n  预算 100万元\n%s\n  令 所得 = %s\n}\n"
      "项目 邻居 {\n  预算 50万元\n  数据 到会: 累计 人次\n  数据 杂项: 累计 元\n  数量指标 场次 ≥ 10次\n"
      "  质量指标 场次 ≥ 90%%\n  数量指标 唯一 14℃..24℃\n  时效指标 期限 6月底前\n  社会效益指标 影响 "
      "\"显著\"\n}\n}\n",
      t->data, formula);
  return text;
}

static void run(const Case *t) {
  Compiled c;
  const char *source = source_of(t, t->formula);
  compiled(&c, source);
  Str got = errors(&c);
  if (!got.n) got = str_cat(&c.arena, S("="), result(&c));
  if (!str_eq(got, str_z(t->want))) fail_msg("%s: %.*s, not %s", t->formula, STR_ARG(got), t->want);
  Str mended = fixed(&c, source);
  if (!t->mended && mended.n) fail_msg("%s: a fix, to %.*s", t->formula, STR_ARG(mended));
  if (t->mended && !str_eq(mended, str_z(source_of(t, t->mended))))
    fail_msg("%s: mended to %.*s", t->formula, STR_ARG(mended));
  done(&c);
  if (!t->mended) return;
  compiled(&c, source_of(t, t->mended));
  if (errors(&c).n) fail_msg("%s: still %.*s", t->mended, STR_ARG(errors(&c)));
  done(&c);
}

#define RUN(list)                                                                                            \
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) run(&list[i])

static void test_types(void **state) {
  (void)state;
  static const Case cases[] = {
      {"", "1万元 + 5000元", "=万元", NULL},
      {"", "120元/人次 * 200人次", "=元", NULL},
      {"", "10万元 / 4人", "=万元/人", NULL},
      {"", "(10米)^2", "=米^2", NULL},
      {"", "2 ^ -1", "=", NULL},
      {"", "-3人", "=人", NULL},
      {"", "2021-12-31 - 2021-12-01", "=日", NULL},
      {"", "2021-12-31 + 3日", "=日期", NULL},
      {"", "3日 + 2021-12-31", "=日期", NULL},
      {"", "2021-12-31 - 1周 < 12月底", "=是/否", NULL},
      {"", "若 1 < 2 则 1万元 否则 5元", "=万元", NULL},
      {"", "非 (1 < 2 且 是)", "=是/否", NULL},
      {"", "绝对值(3万元 - 5元)", "=万元", NULL},
      {"", "四舍五入(1.26万元, 1)", "=万元", NULL},
      {"", "最大(2021-01-01, 6月底)", "=日期", NULL},
      {"", "计数(1人, 2元)", "=", NULL},
      {"", "预算 / 4", "=万元", NULL},
      {"", "执行率", "=%", NULL},
      {"", "abs(budget) - spent", "=万元", NULL},
      {"", "完成率(190人次, 200人次)", "=%", NULL},
      {"", "加一(6元·元)", "=元", NULL},
      {"", "“所得二”\n  令 所得二 = 3人", "=人", NULL},
  };
  RUN(cases);
}

static void test_percent(void **state) {
  (void)state;
  static const Case cases[] = {
      {"", "92% - 90%", "=百分点", NULL},
      {"", "92% - 3‰", "=百分点", NULL},
      {"", "100% - 2%", "=%", NULL},
      {"", "(100%) - 2%", "=%", NULL},
      {"", "1 - 20%", "=%", NULL},
      {"", "20% + 30%", "=%", NULL},
      {"", "90% + 2百分点", "=%", NULL},
      {"", "2百分点 + 90%", "=%", NULL},
      {"", "80% * 90%", "=%", NULL},
      {"", "80% / 2", "=%", NULL},
      {"", "1000元 * 5%", "=元", NULL},
      {"", "3人 / 4人 - 1", "=%", NULL},
      {"", "3 / 4", "=", NULL},
      {"", "2倍 = 200%", "=是/否", NULL},
      {"", "92% - 90% ≥ 200基点", "=是/否", NULL},
      {"", "92% - 90% ≥ 2%", "E0302 百分点 与 百分比 不能比较：两个百分比之差是百分点",
       "92% - 90% ≥ 2百分点"},
      {"", "100万元 + 5%", "E0303 数量不能直接加减百分比", "100万元 * (1 + 5%)"},
      {"", "1人 + 2人 - 5%", "E0303 数量不能直接加减百分比", "(1人 + 2人) * (1 - 5%)"},
      {"", "5% + 100万元", "E0303 数量不能直接加减百分比", NULL},
      {"", "2百分点 - 90%", "E0301 量纲不一致：百分点 与 百分比", NULL},
      {"", "相差(92%, 90%) = 1人", "E0301 量纲不一致：百分点 与 人", NULL},
  };
  RUN(cases);
}

static void test_dimensions(void **state) {
  (void)state;
  static const Case cases[] = {
      {"", "200人 ≥ 200人次", "E0301 量纲不一致：人 与 人次", NULL},
      {"", "200人次 ≥ 200", "E0301 量纲不一致：人次 与 纯数", "200人次 ≥ 200人次"},
      {"", "最小(3万元, 5人)", "E0301 量纲不一致：货币（元） 与 人", NULL},
      {"", "若 1 < 2 则 1万元 否则 1人", "E0301 量纲不一致：货币（元） 与 人", NULL},
      {"", "若 1 < 2 则 1万元 否则 是", "E0308 类型不一致：货币（元） 与 是/否", NULL},
      {"", "增长率(120万元, 100人)", "E0301 量纲不一致：货币/人 与 纯数", NULL},
      {"", "加一(6元)", "E0303 数量不能直接加减百分比", NULL},
      {"", "2021-06-30 ≥ 5日", "E0308 类型不一致：日期 与 时间（日）", NULL},
      {"", "2021-06-30 + 2021-07-01", "E0309 日期不能相加，只能相减", NULL},
      {"", "5日 - 2021-07-01", "E0308 类型不一致：时间（日） 与 日期", NULL},
      {"", "2 ^ 0.5", "E0310 乘方的指数须是整数", NULL},
      {"", "2 ^ 预算", "E0310 乘方的指数须是整数", NULL},
      {"", "(1米)^13", "E0314 乘方的次数太高", NULL},
      {"", "5人 / 0", "E0312 除数是零", NULL},
      {"", "5人 / (2 - 2)", "E0312 除数是零", NULL},
      {"", "5人 且 是", "E0306 这里要 是/否，实为 人", NULL},
      {"", "绝对值(是)", "E0307 这里要 数，实为 是/否", NULL},
      {"", "四舍五入(2.5, 1.5)", "E0313 保留几位小数，须写成 0 到 30 的整数", NULL},
      {"", "是 > 否", "E0317 是/否之间只能比较 = 和 ≠", NULL},
      {"", "1人 + 是", "E0307 这里要 数，实为 是/否", NULL},
      {"", "(1人 + 1元) + (1条 + 1件)", "E0301 量纲不一致：人 与 货币（元）; E0301 量纲不一致：条 与 件",
       NULL},
  };
  RUN(cases);
}

static void test_units(void **state) {
  (void)state;
  static const Case cases[] = {
      {"", "5皮", "E0304 不认识的单位“皮”", NULL},
      {"", "410万 + 1元", "E0305 “万”不是单位：金额请写 万元", "410万元 + 1元"},
      {"", "5标厢", "E0304 不认识的单位“标厢”", "5标箱"},
      {"", "5元/人/标厢", "E0304 不认识的单位“标厢”", "5元/人/标箱"},
      {"", "1米^13", "E0322 单位太长，或次数太高", NULL},
  };
  RUN(cases);
}

static void test_names(void **state) {
  (void)state;
  static const Case cases[] = {
      {"  数据 到会客商: 累计 人次", "到会客商 * 2", "=人次", NULL},
      {"  数据 到会客商: 累计 人次", "到会客尚 * 2", "E0221 没有叫“到会客尚”的数据、令或指标",
       "到会客商 * 2"},
      {"", "邻居 + 1", "E0223 “邻居”不是一个数：要用它的 预算、支出、执行率 或其中的数据，请写成 邻居.支出",
       NULL},
      {"", "邻居.预算", "=万元", NULL},
      {"", "某局.邻居.到会", "=人次", NULL},
      {"", "邻居.支出 / 邻居.预算 ≥ 邻居.执行率", "=是/否", NULL},
      {"", "邻居.得分 ≥ 80分 且 邻居.等级 ≥ \"良\"", "=是/否", NULL},
      {"", "邻居.等级 = \"甲\"", "E0318 没有“甲”这个等级：所用规则的等级是 优、良、中、差", NULL},
      {"", "邻居.场次", "E0222 “场次”有好几个，看不出指哪一个", NULL},
      {"", "邻居.唯一.目标值", "E0319 “唯一”的目标值是一个范围，不是一个数", NULL},
      {"", "邻居.唯一.实际", "=℃", NULL},
      {"", "邻居.唯一", "=℃", NULL},
      {"", "邻居.期限.目标值 < 12月底 且 邻居.期限.达成", "=是/否", NULL},
      {"", "邻居.影响 = \"显著\"", "=是/否", NULL},
      {"", "邻居.影响.目标值", "E0320 “影响”的目标值不是一个数", NULL},
      {"", "邻居.到汇", "E0225 “邻居”里没有“到汇”", "邻居.到会"},
      {"", "邻居.唯一.达到", "E0225 “唯一”里没有“达到”", "邻居.唯一.达成"},
      {"", "邻具.预算", "E0221 没有叫“邻具”的项目、部门或指标", "邻居.预算"},
      {"  数据 甲: 累计 人", "甲.预算", "E0224 “甲”是一个数，后面不能再接“.”", NULL},
      {"  数量指标 甲 ≥ 3人", "甲.得分 / 甲.分值", "=%", NULL},
      {"  数量指标 甲 ≥ 3人", "甲 ≥ 甲.目标值", "=是/否", NULL},
      {"  数量指标 甲 ≥ ?人", "甲 ≥ 甲.目标值 + 1人", "=是/否", NULL},
      {"  分项 小块 {\n    数量指标 乙 ≥ 3人\n  }", "乙 * 2", "=人", NULL},
      {"", "目标值 + 1", "E0221 没有叫“目标值”的数据、令或指标", NULL},
      {"", "加亿(6元·元)", "E0227 没有叫“加亿”的函数", "加一(6元·元)"},
      {"", "完成率(190人次)", "E0311 “完成率”要 2 个参数，这里有 1 个", NULL},
      {"", "绝对值(1, 2)", "E0311 “绝对值”要 1 个参数，这里有 2 个", NULL},
      {"", "合计()", "E0311 “合计”要 至少 1 个参数，这里有 0 个", NULL},
  };
  RUN(cases);
}

static void test_projects(void **state) {
  (void)state;
  static const Case cases[] = {
      {"  数据 到会: 累计 万人次", "合计(到会)", "=万人次", NULL},
      {"", "合计(到会)", "=人次", NULL},
      {"  数据 到会: 累计 人", "合计(到会)", "E0316 各项目的量纲不一致：“试算”里是 人，“邻居”里是 人次",
       NULL},
      {"  数据 到会: 累计 人", "计数(到会)", "E0316 各项目的量纲不一致：“试算”里是 人，“邻居”里是 人次",
       NULL},
      {"", "计数(到会) + 1", "=", NULL},
      {"  令 甲 = 3人", "合计(甲)", "=人", NULL},
      {"", "合计(道会)", "E0221 没有叫“道会”的数据、令或指标", NULL},
      {"", "平均(邻居.到会, 3人次)", "=人次", NULL},
  };
  RUN(cases);
}

static void test_cycles(void **state) {
  (void)state;
  static const Case cases[] = {
      {"  令 甲 = 所得 + 1", "甲 * 2", "E0226 “甲”要靠自己才能算出来：甲 → 所得 → 甲", NULL},
      {"", "所得 + 1", "E0226 “所得”要靠自己才能算出来：所得 → 所得", NULL},
      {"  令 甲 = 乙\n  令 乙 = 丙\n  令 丙 = 甲", "甲 + 丙",
       "E0226 “甲”要靠自己才能算出来：甲 → 乙 → 丙 → 甲", NULL},
      {"  数量指标 甲 ≥ 3人 取值 乙\n  数量指标 乙 ≥ 3人 取值 甲", "甲 + 乙",
       "E0226 “甲”要靠自己才能算出来：甲 → 乙 → 甲", NULL},
      {"  数量指标 甲 ≥ 3人 取值 若 试算.得分 > 3分 则 1人 否则 2人", "甲",
       "E0226 “甲”要靠自己才能算出来：甲 → 甲", NULL},
      {"  数量指标 甲 ≥ 3人 取值 若 乙.分值 > 3分 则 1人 否则 2人\n  数量指标 乙 ≥ 3人", "甲",
       "E0226 “甲”要靠自己才能算出来：甲 → 甲", NULL},
      {"  数量指标 甲 ≥ 3人 取值 若 乙.达成 则 1人 否则 2人\n  数量指标 乙 ≥ 3人", "甲", "=人", NULL},
      {"  数量指标 甲 ≥ 3人 取值 若 邻居.唯一.得分 > 3分 则 1人 否则 2人", "甲", "=人", NULL},
      {"  令 甲 = 1人 + 1元", "甲 * 2", "E0301 量纲不一致：人 与 货币（元）", NULL},
      {"  令 甲 = 丁", "甲 * 2 + 甲", "E0221 没有叫“丁”的数据、令或指标", NULL},
  };
  RUN(cases);
}

static void only_errors(const char *source, const char *want) {
  Compiled c;
  compiled(&c, source);
  Str got = errors(&c);
  if (!str_eq(got, str_z(want))) fail_msg("%.*s, not %s", STR_ARG(got), want);
  done(&c);
}

// 合计 of each department's own projects.
static void test_departments(void **state) {
  (void)state;
  // A 令 is none of them.
  only_errors("年度 2021\n"
              "部门 甲局 { 项目 子 { 预算 1元 数据 数: 累计 人 令 甲 = 合计(数) + 1人 令 乙 = 合计(值) } }\n"
              "部门 乙局 { 项目 丑 { 预算 1元 数据 数: 累计 元 令 甲 = 合计(数) + 1元 令 值 = 3 } }\n"
              "项目 寅 { 预算 1元 数据 值: 累计 个 令 甲 = 合计(值) + 1个 }",
              "E0221 没有叫“值”的数据、令或指标");
}

static void test_functions(void **state) {
  (void)state;
  only_errors("年度 2021\n函数 甲(x) = 乙(x)\n函数 乙(x) = 丙(x) + 甲(x)\n函数 丙(x) = x",
              "E0228 函数不能调用自己：甲 → 乙 → 甲");
  only_errors("年度 2021\n函数 甲(x) = 甲(x)\n项目 子 { 预算 1元 令 丑 = 甲(3) }",
              "E0228 函数不能调用自己：甲 → 甲");
  only_errors("年度 2021\n函数 甲(x) = x + y", "E0229 函数里只能用它的参数，“y”不是");
  only_errors("年度 2021\n函数 合计(x) = x", "E0230 “合计”是内建函数，请换一个名称");
  only_errors("年度 2021\n函数 甲(x) = 乙丙(x)\n项目 子 { 预算 1元 令 丑 = 甲(3) 令 寅 = 甲(4) }",
              "E0227 没有叫“乙丙”的函数");
  only_errors("年度 2021\n函数 甲(x) = x + 5皮\n项目 子 { 预算 1元 令 丑 = 甲(3) }",
              "E0304 不认识的单位“皮”");
}

// What grows behind names and calls is bounded, and found so quickly.
static void test_growth(void **state) {
  (void)state;
  static char text[1 << 16];
  int n = snprintf(text, sizeof text, "年度 2021\n函数 f0(x) = x + x\n");
  for (int i = 1; i < 30; i++)
    n += snprintf(text + n, sizeof text - (size_t)n, "函数 f%d(x) = f%d(x) + f%d(x)\n", i, i - 1, i - 1);
  snprintf(text + n, sizeof text - (size_t)n, "项目 子 { 预算 1元 令 丑 = f29(1) }");
  only_errors(text, "E0315 这个算式展开后太大：引用或调用的层数太多");
  n = snprintf(text, sizeof text, "年度 2021\n项目 子 {\n预算 1元\n令 a0 = 1\n");
  for (int i = 1; i < 2000; i++)
    n += snprintf(text + n, sizeof text - (size_t)n, "令 a%d = a%d + 1\n", i, i - 1);
  snprintf(text + n, sizeof text - (size_t)n, "}");
  only_errors(text, "E0315 这个算式展开后太大：引用或调用的层数太多");
}

// A cycle too long to be walked is still told, not passed over; so is a chain written backwards.
static void test_long_ways(void **state) {
  (void)state;
  static char text[1 << 16];
  for (int closed = 0; closed < 2; closed++) {
    int n = snprintf(text, sizeof text, "年度 2021\n项目 子 {\n预算 1元\n");
    for (int i = 0; i < 1500; i++)
      n += snprintf(text + n, sizeof text - (size_t)n, "令 a%d = a%d + 1\n", i, i + 1);
    snprintf(text + n, sizeof text - (size_t)n, "令 a1500 = %s\n}", closed ? "a0" : "1");
    Compiled c;
    compiled(&c, text);
    assert_in_range(c.diags.errors, 1, 8);
    assert_int_equal(c.diags.p[0]->text.id, D_EXPR_TOO_BIG);
    done(&c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_types),     cmocka_unit_test(test_percent),     cmocka_unit_test(test_dimensions),
      cmocka_unit_test(test_units),     cmocka_unit_test(test_names),       cmocka_unit_test(test_projects),
      cmocka_unit_test(test_cycles),    cmocka_unit_test(test_functions),   cmocka_unit_test(test_growth),
      cmocka_unit_test(test_long_ways), cmocka_unit_test(test_departments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
