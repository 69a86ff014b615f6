// Headings in one row, so that a spreadsheet can sort and filter.
#include "forms/list.h"
#include "grammar/ast.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

typedef struct List {
  Arena *a;
  const Results *r;
  const Plan *p;
  Lang lang;
  Sheet *s;
  uint32_t row, col;
} List;

typedef struct Head {
  const char *zh, *en;
} Head;

static Sheet *begin(List *l, Str name, Str title, const Head *heads, const uint32_t *widths, uint32_t n) {
  Sheet *s = NEW(l->a, Sheet);
  *s = (Sheet){.name = name, .widths = widths, .cols = n, .landscape = true, .head = 2};
  l->s = s, l->row = 1;
  sheet_cell(l->a, s, 0, 0, n, LOOK_TITLE, title);
  for (uint32_t i = 0; i < n; i++)
    sheet_cell(l->a, s, 1, i, 1, LOOK_LABEL, str_z(l->lang == LANG_EN ? heads[i].en : heads[i].zh));
  return s;
}

static void next_row(List *l) {
  l->row++, l->col = 0;
}

static void text(List *l, Str s) {
  sheet_cell(l->a, l->s, l->row, l->col++, 1, LOOK_PROSE, show_clean(l->a, s));
}

static void num(List *l, bool there, Num n, SheetLook look) {
  bool shown = there && num_ok(n);
  Str s = !shown ? (Str){0} : look == LOOK_RATE ? show_percent(l->a, n, 2) : num_text(l->a, n, SHOW_ALL);
  SheetCell *c = sheet_cell(l->a, l->s, l->row, l->col++, 1, shown ? look : LOOK_PROSE, s);
  if (shown) c->number = n;
}

static Str name_of(const List *l, uint32_t str) {
  return str == NONE ? (Str){0} : plan_text(l->p, str);
}

static Str department(const List *l, uint32_t e) {
  uint32_t d = report_department(l->p, e);
  return d == NONE ? (Str){0} : plan_text(l->p, l->p->entities.name[d]);
}

// ---- results ------------------------------------------------------------------------------------

static void indicator(List *l, uint32_t i) {
  const Plan *p = l->p;
  const IndicatorResult *res = &l->r->indicators[i];
  next_row(l);
  text(l, department(l, p->indicators.entity[i]));
  text(l, plan_text(p, p->entities.name[p->indicators.owner[i]]));
  text(l, name_of(l, p->indicators.level1[i]));
  text(l, name_of(l, p->indicators.level2[i]));
  text(l, plan_text(p, p->indicators.name[i]));
  text(l, plan_target_text(l->a, p, res->target));
  text(l, res->actual.kind == VALUE_NONE ? (Str){0} : show_actual(l->a, l->r, i, l->lang, SHOW_ALL));
  text(l, word(l->lang, word_of_verdict(res->verdict)));
  num(l, res->weighted, res->weight, LOOK_NUMBER);
  num(l, res->scored, res->points, LOOK_POINTS);
  text(l, report_reason(l->a, l->r, i, l->lang));
}

static void indicators(List *l, SheetBook *out) {
  static const Head heads[] = {{"部门", "department"},  {"项目", "project"},   {"一级指标", "level 1"},
                               {"二级指标", "level 2"}, {"指标", "indicator"}, {"目标", "target"},
                               {"实际", "actual"},      {"结论", "verdict"},   {"分值", "weight"},
                               {"得分", "points"},      {"原因", "reason"}};
  static const uint32_t widths[] = {20, 28, 12, 18, 30, 14, 14, 10, 8, 8, 30};
  Str title = str_fmt(l->a, "%d", l->p->year);
  Sheet *s = begin(l, word(l->lang, W_HTML_INDICATOR), word_with(l->a, l->lang, W_TITLE, &title, 1), heads,
                   widths, 11);
  for (uint32_t i = 0; i < l->p->indicators.n; i++) indicator(l, i);
  *array_push(l->a, &out->all) = s;
}

static void totals(List *l, SheetBook *out) {
  static const Head heads[] = {{"部门", "department"},
                               {"项目", "project"},
                               {"预算(万元)", "budget (万元)"},
                               {"支出(万元)", "spent (万元)"},
                               {"执行率", "rate"},
                               {"得分", "points"},
                               {"可判分值", "of"},
                               {"等级", "grade"}};
  static const uint32_t widths[] = {20, 36, 14, 14, 10, 10, 10, 12};
  const Plan *p = l->p;
  Sheet *s = begin(l, word(l->lang, W_SUMMARY), word(l->lang, W_SUMMARY), heads, widths, 8);
  for (uint32_t e = 0; e < p->entities.n; e++) {
    const EntityResult *res = &l->r->entities[e];
    if (p->entities.kind[e] != BODY_PROJECT && !res->scored) continue;
    bool judged = res->scored && num_sign(res->judged) > 0;
    next_row(l);
    text(l, department(l, e));
    text(l, plan_text(p, p->entities.name[e]));
    num(l, res->has_budget, num_div(l->a, res->budget, NUM(10000)), LOOK_NUMBER);
    bool spent = res->spent.kind == VALUE_QUANTITY;
    num(l, spent, spent ? num_div(l->a, res->spent.num, NUM(10000)) : NUM(0), LOOK_NUMBER);
    num(l, res->rate.kind == VALUE_QUANTITY, res->rate.num, LOOK_RATE);
    num(l, judged, res->total, LOOK_POINTS);
    num(l, judged, res->judged, LOOK_NUMBER);
    Str grade = judged && res->grade != NONE ? plan_text(p, p->grades.name[res->grade]) : (Str){0};
    text(l, grade.n && res->provisional ? word_with(l->a, l->lang, W_PROVISIONAL, &grade, 1) : grade);
  }
  *array_push(l->a, &out->all) = s;
}

void list_results(Arena *a, const Results *r, Lang lang, SheetBook *out) {
  List l = {.a = a, .r = r, .p = r->plan, .lang = lang};
  Str year = str_fmt(a, "%d", r->plan->year);
  out->title = word_with(a, lang, W_TITLE, &year, 1);
  totals(&l, out);
  indicators(&l, out);
}

// ---- audits -------------------------------------------------------------------------------------

void list_audit(Arena *a, const Results *r, const Audit *audit, Lang lang, SheetBook *out) {
  static const Head heads[] = {{"项目", "project"},   {"规则", "rule"},   {"代码", "code"},
                               {"指标", "indicator"}, {"自评", "stated"}, {"核算", "computed"},
                               {"差", "difference"},  {"说明", "what"},   {"位置", "place"}};
  static const uint32_t widths[] = {28, 9, 10, 28, 14, 14, 10, 60, 28};
  List l = {.a = a, .r = r, .p = r->plan, .lang = lang};
  Str year = str_fmt(a, "%d", r->plan->year);
  out->title = word_with(a, lang, W_AUDIT_TITLE, &year, 1);
  Sheet *s = begin(&l, word(lang, W_AUDIT_RULE), out->title, heads, widths, 9);
  for (uint32_t i = 0; i < audit->items.n; i++) {
    const AuditItem *it = &audit->items.p[i];
    next_row(&l);
    text(&l, plan_text(l.p, l.p->entities.name[it->entity]));
    text(&l, str_z(audit_rules[it->rule].key));
    text(&l, str_z(it->code));
    text(&l, it->indicator == NONE ? (Str){0} : plan_text(l.p, l.p->indicators.name[it->indicator]));
    text(&l, it->declared);
    text(&l, it->computed);
    text(&l, it->difference);
    text(&l, text_in(it->message, lang));
    Str sheet = it->at.sheet, file = r->files[it->at.file].name;
    text(&l, sheet.n ? str_fmt(a, STR_FMT "[" STR_FMT "]:%u:%u", STR_ARG(file), STR_ARG(sheet), it->at.row,
                               it->at.column)
                     : str_fmt(a, STR_FMT ":%u:%u", STR_ARG(file), it->at.row, it->at.column));
  }
  *array_push(a, &out->all) = s;
}
