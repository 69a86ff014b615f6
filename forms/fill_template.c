// The sheet for collecting actual values: its headings are those that eval reads, its rows those that rows
// fill.
#include "forms/fill.h"
#include "grammar/ast.h"
#include "runtime/match.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

enum { DEPARTMENT, PROJECT, LEVEL2, NAME, DATE, VALUE, UNIT, REASON, HOW, LAST, COLS };

static const char *const heads[COLS] = {"部门", "项目", "二级指标", "指标", "日期",
                                        "数值", "单位", "原因",     "填法", "上期值"};
static const uint32_t widths[COLS] = {20, 28, 18, 30, 12, 14, 12, 28, 34, 14};

typedef struct Template {
  Arena *a;
  const Results *r;
  const Plan *p;
  Lang lang;
  Sheet *s;
  uint32_t row;
} Template;

static Str text(const Template *t, uint32_t str) {
  return str == NONE ? (Str){0} : show_clean(t->a, plan_text(t->p, str));
}

static void put(Template *t, uint32_t col, SheetLook look, Str s) {
  sheet_cell(t->a, t->s, t->row, col, 1, look, s);
}

// How to fill in a row: what a period's value is, and what becomes of several.
static Str how(const Template *t, uint32_t input) {
  static const char *const words[] = {
      [AGG_SUM] = "每期填当期的数，各期相加", [AGG_LAST] = "每期填到期末的数，取最近一期",
      [AGG_MEAN] = "每期一个数，取平均",      [AGG_MAX] = "每期一个数，取最大的",
      [AGG_MIN] = "每期一个数，取最小的",     [AGG_COUNT] = "每次一行，数有几行"};
  const Plan *p = t->p;
  switch ((PlanType)p->inputs.type[input]) {
  case PLAN_TRUTH: return S("是 或 否");
  case PLAN_DATE: return S("日期，如 2021-06-30");
  case PLAN_TEXT:
  case PLAN_GRADE: return S("达成 / 部分达成 75% / 未达成 40%");
  case PLAN_QUANTITY: break;
  }
  return str_z(p->inputs.told[input] ? words[p->inputs.agg[input]] : "全年一个数");
}

static void choices(Template *t, uint32_t input) {
  static const char *const truth[] = {"是", "否"}, *const grades[] = {"达成", "部分达成 75%", "未达成 40%"};
  SheetChoice c = {.row = t->row, .col = VALUE};
  switch ((PlanType)t->p->inputs.type[input]) {
  case PLAN_TRUTH: c.words = truth, c.n = 2; break;
  case PLAN_TEXT:
  case PLAN_GRADE: c.words = grades, c.n = 3; break;
  case PLAN_DATE: c.n = 0; break;
  case PLAN_QUANTITY: return;
  }
  *array_push(t->a, &t->s->choices) = c;
}

static void row(Template *t, uint32_t input) {
  const Plan *p = t->p;
  uint32_t e = p->inputs.entity[input], ind = p->inputs.indicator[input], d = report_department(p, e);
  uint32_t unit = p->inputs.unit[input];
  bool own = p->entities.kind[e] == BODY_DEPARTMENT;
  put(t, DEPARTMENT, LOOK_PROSE, d == NONE ? (Str){0} : text(t, p->entities.name[d]));
  put(t, PROJECT, LOOK_PROSE, own ? (Str){0} : text(t, p->entities.name[e]));
  put(t, LEVEL2, LOOK_TEXT, ind == NONE ? (Str){0} : text(t, p->indicators.level2[ind]));
  put(t, NAME, LOOK_PROSE, text(t, p->inputs.name[input]));
  put(t, DATE, LOOK_INPUT, (Str){0});
  put(t, VALUE, LOOK_INPUT, (Str){0});
  put(t, UNIT, LOOK_INPUT, unit == NONE ? (Str){0} : text(t, p->units.text[unit]));
  put(t, REASON, LOOK_INPUT, (Str){0});
  put(t, HOW, LOOK_PROSE, how(t, input));
  Value last = input_value(t->a, t->r, input, false);
  put(t, LAST, LOOK_TEXT,
      last.kind == VALUE_NONE ? (Str){0} : show_value(t->a, t->r, &last, unit, t->lang, SHOW_ALL));
  choices(t, input);
  if (unit != NONE) {
    const char **units = NEW_N(t->a, const char *, 1);
    units[0] = str_to_z(t->a, text(t, p->units.text[unit]));
    *array_push(t->a, &t->s->choices) = (SheetChoice){.row = t->row, .col = UNIT, .words = units, .n = 1};
  }
  t->row++;
}

static void explained(Template *t, SheetBook *out) {
  static const char *const lines[] = {
      "一行一个值。“日期”写这个值是哪一天或哪个月的，如 2021-06-30、2021年6月；全年只有一个值的可以空着。",
      "“数值”只填结果：数、日期、是 或 否，定性的填档次。同一项要分月填的，复制这一行，一期一行。",
      "“单位”已经填好；实际用的单位不同，改成实际的（如 万元），pgl 会换算，同一种量才行。",
      "没有达成、或者远超目标的，在“原因”里写明。不适用的，数值填“不适用”，原因必填。",
      "灰色的标题和左边的名称不要改；“填法”“上期值”只供参考。保存以后：pgl eval 目标 --actuals 这个文件",
  };
  static const uint32_t width[] = {100};
  Sheet *s = NEW(t->a, Sheet);
  *s = (Sheet){.name = S("说明"), .widths = width, .cols = 1};
  sheet_cell(t->a, s, 0, 0, 1, LOOK_TITLE, S("怎么填"));
  for (uint32_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    sheet_cell(t->a, s, i + 1, 0, 1, LOOK_PROSE, str_z(lines[i]));
    while (s->heights.n <= i + 1) *array_push(t->a, &s->heights) = 0;
    s->heights.p[i + 1] = sheet_lines(str_z(lines[i]), 100);
  }
  *array_push(t->a, &out->all) = s;
}

void fill_template(Arena *a, const Results *r, Lang lang, SheetBook *out) {
  const Plan *p = r->plan;
  Template t = {.a = a, .r = r, .p = p, .lang = lang, .s = NEW(a, Sheet)};
  *t.s = (Sheet){
      .name = S("实际值"), .widths = widths, .cols = COLS, .landscape = true, .head = 1, .locked = true};
  out->title = str_fmt(a, "%d 年度实际值采集表", p->year);
  for (uint32_t i = 0; i < COLS; i++) put(&t, i, LOOK_LABEL, str_z(heads[i]));
  t.row++;
  for (uint32_t i = 0; i < p->inputs.n; i++) {
    uint32_t e = p->inputs.entity[i];
    bool spent = p->entities.input_first[e] == i; // of what has a budget
    if (p->inputs.unused[i] || (spent && p->entities.budget[e] == NONE)) continue;
    uint32_t ind = p->inputs.indicator[i];
    if (ind != NONE && p->indicators.input[ind] != i) continue; // a 数据 of its name is filled
    row(&t, i);
  }
  *array_push(a, &out->all) = t.s;
  explained(&t, out);
}
