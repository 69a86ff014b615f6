// All projects of a department in one table.
#include "forms/fill_parts.h"
#include "grammar/ast.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

void fill_summary(Fill *f, SheetBook *out) {
  static const char *const heads[] = {
      "序号",   "部门",     "项目名称", "全年预算数(万元)", "全年执行数(万元)",
      "执行率", "指标数",   "达成",     "未达成",           "其他",
      "得分",   "可判分值", "等级"};
  static const uint32_t widths[] = {6, 20, 36, 14, 14, 10, 8, 8, 8, 8, 10, 10, 10};
  enum { COLS = sizeof heads / sizeof *heads };
  Sheet *s = NEW(f->a, Sheet);
  const Plan *p = f->p;
  *s = (Sheet){.name = S("部门汇总"), .widths = widths, .cols = COLS, .landscape = true, .head = 3};
  f->s = s;
  sheet_cell(f->a, s, 0, 0, COLS, LOOK_TITLE, S("项目支出绩效自评结果汇总表"));
  sheet_cell(f->a, s, 1, 0, COLS, LOOK_ASIDE, str_fmt(f->a, "(%d年度)", p->year));
  f->row = 2;
  for (uint32_t i = 0; i < COLS; i++) fill_label(f, i, 1, str_z(heads[i]));
  f->row++;
  uint32_t first = f->row, n = 0;
  Num budget = NUM(0), spent = NUM(0);
  for (f->e = 0; f->e < p->entities.n; f->e++) {
    const EntityResult *res = &f->r->entities[f->e];
    if (p->entities.kind[f->e] != BODY_PROJECT) continue;
    uint32_t met = 0, missed = 0, all = p->entities.indicator_n[f->e];
    for (uint32_t i = 0; i < all; i++) {
      uint8_t v = f->r->indicators[p->entities.indicator_first[f->e] + i].verdict;
      met += v == VERDICT_MET, missed += v == VERDICT_MISSED;
    }
    bool known = res->rate.kind == VALUE_QUANTITY, judged = res->scored && num_sign(res->judged) > 0;
    n++;
    fill_number(fill_cell(f, 0, 1, LOOK_NUMBER, show_count(f->a, n)), NUM(n));
    fill_value(f, 1, 1, fill_department(f));
    fill_prose(f, 2, 1, fill_str(f, p->entities.name[f->e]));
    Num b = res->has_budget ? fill_ten_thousands(f, res->budget) : NUM_BAD;
    Num x = res->spent.kind == VALUE_QUANTITY ? fill_ten_thousands(f, res->spent.num) : NUM_BAD;
    if (num_ok(b)) budget = num_add(f->a, budget, b);
    if (num_ok(x)) spent = num_add(f->a, spent, x);
    fill_number(fill_cell(f, 3, 1, LOOK_NUMBER, num_ok(b) ? num_text(f->a, b, SHOW_ALL) : S("—")), b);
    fill_number(fill_cell(f, 4, 1, LOOK_NUMBER, num_ok(x) ? num_text(f->a, x, SHOW_ALL) : S("—")), x);
    SheetCell *c = fill_cell(f, 5, 1, LOOK_RATE, known ? show_percent(f->a, res->rate.num, 2) : S("—"));
    if (known) {
      fill_number(c, res->rate.num);
      c->formula = str_fmt(f->a, STR_FMT "/" STR_FMT, STR_ARG(sheet_at(f->a, f->row, 4)),
                           STR_ARG(sheet_at(f->a, f->row, 3)));
    }
    const uint32_t counts[] = {all, met, missed, all - met - missed};
    for (uint32_t i = 0; i < 4; i++)
      fill_number(fill_cell(f, 6 + i, 1, LOOK_NUMBER, show_count(f->a, counts[i])), NUM(counts[i]));
    fill_number(fill_cell(f, 10, 1, LOOK_POINTS, judged ? num_text(f->a, res->total, 2) : S("—")),
                judged ? res->total : NUM_BAD);
    fill_number(fill_cell(f, 11, 1, LOOK_NUMBER, judged ? num_text(f->a, res->judged, 2) : S("—")),
                judged ? res->judged : NUM_BAD);
    Str grade = judged && res->grade != NONE ? fill_str(f, p->grades.name[res->grade]) : (Str){0};
    fill_value(f, 12, 1,
               judged && res->provisional && grade.n ? word_with(f->a, f->lang, W_PROVISIONAL, &grade, 1)
                                                     : grade);
    f->row++;
  }
  fill_label(f, 0, 3, S("合计"));
  const Num sums[] = {budget, spent};
  for (uint32_t i = 0; i < 2; i++) {
    SheetCell *c = fill_cell(f, 3 + i, 1, LOOK_NUMBER, num_text(f->a, sums[i], SHOW_ALL));
    fill_number(c, sums[i]);
    if (n)
      c->formula = str_fmt(f->a, "SUM(" STR_FMT ":" STR_FMT ")", STR_ARG(sheet_at(f->a, first, 3 + i)),
                           STR_ARG(sheet_at(f->a, f->row - 1, 3 + i)));
  }
  for (uint32_t i = 5; i < COLS; i++) fill_value(f, i, 1, (Str){0});
  f->row++;
  *array_push(f->a, &out->all) = s;
}
