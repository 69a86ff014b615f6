// The indicators of a form: a row each, under one row of headings or two.
#include "forms/fill_parts.h"
#include "grammar/ast.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

typedef struct TargetParts {
  Str sign, value, unit;
} TargetParts;

static Str target_text(const Fill *f, uint32_t target) {
  return show_clean(f->a, plan_target_text(f->a, f->p, target));
}

// ≥ | 10 | 个, where the form has columns for them.
static TargetParts parts(const Fill *f, uint32_t t) {
  const Plan *p = f->p;
  TargetForm form = (TargetForm)p->targets.form[t];
  uint32_t unit = p->targets.unit[t];
  TargetParts out = {.value = target_text(f, t)};
  if (target_behind(form) != BEHIND_NUMBER || p->targets.low[t] == NONE) return out;
  out.sign = target_sign(form, false);
  out.value = num_text(f->a, show_scaled(f->a, p, plan_value(p, p->targets.low[t]), unit), SHOW_ALL);
  if (unit != NONE) out.unit = fill_str(f, unit == NONE ? NONE : p->units.text[unit]);
  return out;
}

static bool has_column(const Fill *f, FormItem field) {
  for (uint32_t i = 0; i < f->blocks[BLOCK_ROW].n; i++)
    if (f->blocks[BLOCK_ROW].h[i]->field == field) return true;
  return false;
}

static Str past(const Fill *f, const IndicatorResult *res, Str heading) {
  if (!fill_valued(f)) return (Str){0};
  if (str_starts(heading, S("单项指标完成情况"))) return word(f->lang, word_of_verdict(res->verdict));
  if (str_starts(heading, S("得分系数")) && res->scored && num_sign(res->weight) > 0)
    return num_text(f->a, num_mul(f->a, num_div(f->a, res->points, res->weight), NUM(100)), 2);
  if (res->verdict == VERDICT_MET && str_starts(heading, S("确定能"))) return S("√");
  if (res->verdict == VERDICT_PENDING && str_starts(heading, res->on_track ? S("确定能") : S("有可能")))
    return S("√");
  if (res->verdict == VERDICT_MISSED && str_starts(heading, S("完全不可能"))) return S("√");
  return (Str){0};
}

static void item_cell(Fill *f, uint32_t ind, uint32_t col, const FormHeading *h) {
  const Plan *p = f->p;
  const IndicatorResult *res = &f->r->indicators[ind];
  uint32_t first = p->indicators.target_first[ind];
  bool split = has_column(f, ITEM_SIGN) || has_column(f, ITEM_UNIT);
  TargetParts t = parts(f, has_column(f, ITEM_ADJUSTED) ? first : res->target);
  switch ((FormItem)h->field) {
  case ITEM_NAME: fill_prose(f, col, 1, fill_str(f, p->indicators.name[ind])); return;
  case ITEM_EXPLAIN:
    fill_prose(f, col, 1,
               p->indicators.explain[ind] == NONE ? (Str){0} : fill_str(f, p->indicators.explain[ind]));
    return;
  case ITEM_SIGN: fill_value(f, col, 1, t.sign); return;
  case ITEM_UNIT: fill_value(f, col, 1, t.unit); return;
  case ITEM_TARGET:
    if (!strcmp(h->over, "中期")) {
      uint32_t mid = p->indicators.midterm[ind];
      fill_value(f, col, 1, mid == NONE ? (Str){0} : target_text(f, mid));
      return;
    }
    fill_value(f, col, 1, split ? t.value : target_text(f, res->target));
    return;
  case ITEM_ADJUSTED:
    fill_value(f, col, 1, res->target == first ? (Str){0} : parts(f, res->target).value);
    return;
  case ITEM_ACTUAL:
    if (fill_valued(f) && res->verdict == VERDICT_NOT_APPLICABLE) {
      fill_value(f, col, 1, word(f->lang, W_NOT_APPLICABLE));
      return;
    }
    fill_value(f, col, 1,
               !fill_valued(f) || res->actual.kind == VALUE_NONE
                   ? (Str){0}
                   : show_actual(f->a, f->r, ind, f->lang, SHOW_ALL));
    return;
  case ITEM_WEIGHT: {
    Num w = report_base_weight(p, ind);
    SheetCell *c = fill_cell(f, col, 1, LOOK_NUMBER, num_ok(w) ? num_text(f->a, w, 2) : (Str){0});
    fill_number(c, w);
    f->weight_col = col;
    return;
  }
  case ITEM_SCORE: {
    bool there = fill_valued(f) && res->scored;
    SheetCell *c = fill_cell(f, col, 1, LOOK_POINTS, there ? num_text(f->a, res->points, 2) : (Str){0});
    if (there) fill_number(c, res->points);
    f->score_col = col;
    return;
  }
  case ITEM_REASON:
    fill_prose(f, col, 1,
               fill_valued(f) ? show_clean(f->a, report_reason(f->a, f->r, ind, f->lang)) : (Str){0});
    return;
  case ITEM_BASIS:
    fill_value(f, col, 1,
               p->indicators.basis[ind] == NONE ? (Str){0} : fill_str(f, p->indicators.basis[ind]));
    return;
  case ITEM_CORE: fill_value(f, col, 1, p->indicators.mark[ind] == NONE ? S("否") : S("是")); return;
  case ITEM_COLUMN_PAST: fill_value(f, col, 1, past(f, res, str_z(h->heading))); return;
  default: fill_value(f, col, 1, (Str){0});
  }
}

// A level's cells of equal text stand as one.
static void levels(Fill *f, uint32_t col, FormItem field, uint32_t from) {
  const Plan *p = f->p;
  uint32_t first = p->entities.indicator_first[f->e], n = p->entities.indicator_n[f->e];
  Sheet *s = f->s;
  SheetCell *open = NULL;
  uint32_t key = NONE;
  for (uint32_t k = 0, at = 0; k < n; k++) {
    uint32_t is = field == ITEM_LEVEL1 ? p->indicators.level1[first + k] : p->indicators.level2[first + k];
    while (at < s->cells.n && !(s->cells.p[at].row == from + k && s->cells.p[at].col == col)) at++;
    if (at == s->cells.n) return;
    if (open && is == key && is != NONE) {
      open->rows++;
      s->cells.p[at].rows = 0; // under the one above
    } else {
      open = &s->cells.p[at], key = is;
    }
  }
}

static void drop_covered(Sheet *s) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < s->cells.n; i++)
    if (s->cells.p[i].rows) s->cells.p[kept++] = s->cells.p[i];
  s->cells.n = kept;
}

// 中期 and 年度 are told by their order, as the form has it.
static bool stands_under(const FormHeading *h, Str over) {
  return *h->over && !str_eq(str_z(h->over), over) && strcmp(h->over, "中期") != 0 &&
         strcmp(h->over, "年度") != 0;
}

// One row of headings; two where some stand under a name of their own (预期指标值: 符号 | 值 | 单位).
static void column_heads(Fill *f, const Block *b, Str over) {
  bool two = false;
  for (uint32_t i = 0; i < b->n; i++) two |= stands_under(b->h[i], over);
  for (uint32_t i = 0; i < b->n;) {
    uint32_t n = 1;
    bool under = stands_under(b->h[i], over);
    while (under && i + n < b->n && !strcmp(b->h[i]->over, b->h[i + n]->over)) n++;
    fill_label(f, f->side + i, n, str_z(under ? b->h[i]->over : b->h[i]->heading));
    if (two && !under) f->s->cells.p[f->s->cells.n - 1].rows = 2;
    i += n;
  }
  f->row++;
  if (!two) return;
  for (uint32_t i = 0; i < b->n; i++)
    if (stands_under(b->h[i], over)) fill_label(f, f->side + i, 1, str_z(b->h[i]->heading));
  f->row++;
}

void fill_indicators(Fill *f) {
  const Block *b = &f->blocks[BLOCK_ROW];
  const Plan *p = f->p;
  uint32_t n = p->entities.indicator_n[f->e];
  Str over = b->n ? str_z(b->h[0]->over) : (Str){0}; // 一级指标 stands under the name of all
  fill_block_title(f, over);
  uint32_t from = f->row;
  column_heads(f, b, over);
  f->indicators_from = f->row;
  for (uint32_t k = 0; k < n; k++) {
    uint32_t ind = p->entities.indicator_first[f->e] + k;
    for (uint32_t i = 0; i < b->n; i++) {
      FormItem field = (FormItem)b->h[i]->field;
      if (field == ITEM_LEVEL1 || field == ITEM_LEVEL2) {
        uint32_t level = field == ITEM_LEVEL1 ? p->indicators.level1[ind] : p->indicators.level2[ind];
        fill_value(f, f->side + i, 1, level == NONE ? (Str){0} : fill_str(f, level));
      } else {
        item_cell(f, ind, f->side + i, b->h[i]);
      }
    }
    f->row++;
  }
  for (uint32_t i = 0; i < b->n; i++) {
    FormItem field = (FormItem)b->h[i]->field;
    if (field == ITEM_LEVEL1 || field == ITEM_LEVEL2) levels(f, f->side + i, field, f->indicators_from);
  }
  drop_covered(f->s);
  fill_block_name(f, str_eq(over, S("年度绩效目标")) ? S("绩效指标") : over,
                  from); // Hubei's own name is that of the goals
}
