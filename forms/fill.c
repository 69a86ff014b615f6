// A form is filled block by block, in the order of its headings in layouts.def. The columns of the indicators
// make the grid; headings of other blocks share it out among them.
#include "forms/fill.h"
#include "base/utf.h"
#include "grammar/ast.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

enum { HEADINGS = 32 }; // of one block at most

typedef struct Block {
  const FormHeading *h[HEADINGS];
  uint32_t n;
} Block;

typedef struct Fill {
  Arena *a;
  const Results *r;
  const Plan *p;
  Lang lang;
  FillForm form;
  LayoutId layout;
  Block blocks[BLOCK_FOOT + 1];
  Sheet *s;
  uint32_t e, row, side; // entity; next row; columns at the left for what a block is called
  uint32_t indicators_from, score_col, weight_col; // rows of the indicators; where their points stand, NONE
  uint32_t exec_row, exec_weight_col, exec_score_col;
} Fill;

static Str str_of(const Fill *f, uint32_t str) {
  return show_clean(f->a, plan_text(f->p, str));
}

static SheetCell *cell(Fill *f, uint32_t col, uint32_t cols, SheetLook look, Str text) {
  return sheet_cell(f->a, f->s, f->row, col, cols, look, text);
}

static void number(Fill *f, SheetCell *c, Num n) {
  (void)f;
  c->number = n;
}

static uint32_t width_of(const Fill *f, uint32_t col, uint32_t cols) {
  uint32_t w = 0;
  for (uint32_t i = col; i < col + cols; i++) w += f->s->widths[i];
  return w;
}

// The row is so high that a text of so many columns fits.
static void height(Fill *f, uint32_t row, uint32_t col, uint32_t cols, Str text) {
  while (f->s->heights.n <= row) *array_push(f->a, &f->s->heights) = 0;
  uint32_t lines = sheet_lines(text, width_of(f, col, cols));
  if (lines > f->s->heights.p[row]) f->s->heights.p[row] = lines;
}

static void label(Fill *f, uint32_t col, uint32_t cols, Str text) {
  cell(f, col, cols, LOOK_LABEL, text);
  height(f, f->row, col, cols, text);
}

static void value(Fill *f, uint32_t col, uint32_t cols, Str text) {
  cell(f, col, cols, LOOK_TEXT, text);
  height(f, f->row, col, cols, text);
}

static void prose(Fill *f, uint32_t col, uint32_t cols, Str text) {
  cell(f, col, cols, LOOK_PROSE, text);
  height(f, f->row, col, cols, text);
}

// The i-th of n parts of the columns behind `from`.
static void share(const Fill *f, uint32_t from, uint32_t i, uint32_t n, uint32_t *col, uint32_t *cols) {
  uint32_t all = f->s->cols - from;
  *col = from + i * all / n;
  *cols = from + (i + 1) * all / n - *col;
}

// ---- what is told -------------------------------------------------------------------------------

static Str department(const Fill *f) {
  uint32_t d = report_department(f->p, f->e);
  return d == NONE ? (Str){0} : str_of(f, f->p->entities.name[d]);
}

// All texts of a kind, a line each.
static Str texts(const Fill *f, TextKind kind) {
  const Plan *p = f->p;
  Out o = out_memory(f->a);
  for (uint32_t i = 0; i < p->entities.text_n[f->e]; i++) {
    uint32_t t = p->entities.text_first[f->e] + i;
    if (p->texts.kind[t] != kind) continue;
    if (o.n) out_c(&o, '\n');
    out_str(&o, str_of(f, p->texts.text[t]));
  }
  return out_text(&o);
}

static Str head_value(const Fill *f, const FormHeading *h) {
  switch ((FormItem)h->field) {
  case ITEM_PROJECT: return str_of(f, f->p->entities.name[f->e]);
  case ITEM_CODE: return texts(f, TEXT_CODE);
  case ITEM_DEPARTMENT:
  case ITEM_AGENCY: return department(f);
  case ITEM_CHARGE: return texts(f, TEXT_CHARGE);
  case ITEM_YEAR: return str_fmt(f->a, "%d", f->p->year);
  default: return (Str){0};
  }
}

static Num ten_thousands(const Fill *f, Num base) { // 万元
  return num_div(f->a, base, NUM(10000));
}

typedef struct Amount {
  Str name;
  Num start, full; // 元; bad: not told
} Amount;

// The total and its sources, as budgeted first and as adjusted.
static Amount *amounts(const Fill *f, uint32_t *n) {
  const Plan *p = f->p;
  const EntityResult *res = &f->r->entities[f->e];
  Amount *all = NEW_N(f->a, Amount, p->entities.fund_n[f->e] + 1);
  uint32_t first = p->entities.budget[f->e], last = NONE;
  all[0] = (Amount){.start = first == NONE ? NUM_BAD : plan_value(p, first),
                    .full = res->has_budget ? res->budget : NUM_BAD};
  *n = 1;
  for (uint32_t i = 0; i < p->entities.adjust_n[f->e]; i++) {
    uint32_t adj = p->entities.adjust_first[f->e] + i;
    if (p->adjustments.from[adj] <= f->r->as_of) last = adj;
  }
  for (uint32_t i = 0; i < p->entities.fund_n[f->e]; i++) {
    uint32_t fund = p->entities.fund_first[f->e] + i, k = 1, amount = p->funds.amount[fund];
    Str name = str_of(f, p->funds.name[fund]);
    if (p->funds.block[fund] != 0 || amount == NONE) continue;
    while (k < *n && !str_eq(all[k].name, name)) k++;
    if (k == *n) all[(*n)++] = (Amount){name, NUM_BAD, NUM_BAD};
    if (p->funds.adjustment[fund] == NONE)
      all[k].start = plan_value(p, amount);
    else if (p->funds.adjustment[fund] == last)
      all[k].full = plan_value(p, amount);
  }
  bool adjusted = false;
  for (uint32_t k = 1; k < *n; k++) adjusted |= num_ok(all[k].full);
  for (uint32_t k = 1; k < *n; k++)
    if (!adjusted && last == NONE) all[k].full = all[k].start;
  return all;
}

// ---- blocks -------------------------------------------------------------------------------------

static const char numerals[] = "一二三四五六七八九";

static bool chapter(Str over) { // “二、预算执行情况” stands over its block, other names beside it
  for (size_t i = 0; i + 3 < sizeof numerals; i += 3)
    if (over.n > 6 && memcmp(over.p, numerals + i, 3) == 0 && memcmp(over.p + 3, "、", 3) == 0) return true;
  return false;
}

static Str over_of(const Block *b) { // what most of its headings stand under
  Str best = {0};
  uint32_t most = 0;
  for (uint32_t i = 0; i < b->n; i++) {
    uint32_t same = 0;
    for (uint32_t k = 0; k < b->n; k++) same += !strcmp(b->h[i]->over, b->h[k]->over);
    if (same > most) most = same, best = str_z(b->h[i]->over);
  }
  return best;
}

static void block_name(Fill *f, Str name, uint32_t from) { // beside the rows that were written
  if (!name.n || chapter(name) || !f->side) return;
  Sheet *s = f->s;
  SheetCell c = {.row = from,
                 .col = 0,
                 .rows = f->row - from,
                 .cols = f->side,
                 .look = LOOK_LABEL,
                 .text = name,
                 .number = NUM_BAD};
  uint32_t at = 0;
  while (at < s->cells.n && s->cells.p[at].row < from) at++;
  array_push(f->a, &s->cells);
  memmove(s->cells.p + at + 1, s->cells.p + at, (s->cells.n - 1 - at) * sizeof *s->cells.p);
  s->cells.p[at] = c;
}

static void block_title(Fill *f, Str name) {
  if (!chapter(name)) return;
  label(f, 0, f->s->cols, name);
  f->row++;
}

static void head(Fill *f) {
  const Block *b = &f->blocks[BLOCK_HEAD];
  if (b->n) block_title(f, over_of(b));
  for (uint32_t i = 0; i < b->n;) {
    bool two = i + 1 < b->n && b->h[i]->field != ITEM_PROJECT;
    for (uint32_t k = 0; k < (two ? 2u : 1u); k++, i++) {
      uint32_t col, cols, lead = f->side ? f->side : 1;
      share(f, 0, two ? k : 0, two ? 2 : 1, &col, &cols);
      if (two && cols <= lead) lead = 1;
      if (!two) lead = f->side + 1;
      label(f, col, lead, str_z(b->h[i]->heading));
      value(f, col + lead, cols - lead, head_value(f, b->h[i]));
    }
    f->row++;
  }
}

static void money_value(Fill *f, const FormHeading *h, const Amount *x, bool total, uint32_t col,
                        uint32_t cols, uint32_t full_col, uint32_t spent_col) {
  const EntityResult *res = &f->r->entities[f->e];
  bool spent = total && res->spent.kind == VALUE_QUANTITY, rated = total && res->rate.kind == VALUE_QUANTITY;
  Num n = NUM_BAD;
  SheetLook look = LOOK_NUMBER;
  switch ((FormItem)h->field) {
  case ITEM_START: n = x->start; break;
  case ITEM_FULL:
  case ITEM_TOTAL: n = x->full; break;
  case ITEM_SPENT: n = spent ? res->spent.num : NUM_BAD; break;
  case ITEM_RATE: look = LOOK_RATE; break;
  case ITEM_WEIGHT:
  case ITEM_SCORE: look = LOOK_POINTS; break;
  default: break;
  }
  SheetCell *c;
  if (look == LOOK_RATE && rated) {
    c = cell(f, col, cols, look, show_percent(f->a, res->rate.num, 2));
    number(f, c, res->rate.num);
    if (full_col != NONE && spent_col != NONE)
      c->formula = str_fmt(f->a, STR_FMT "/" STR_FMT, STR_ARG(sheet_at(f->a, f->row, spent_col)),
                           STR_ARG(sheet_at(f->a, f->row, full_col)));
    return;
  }
  if (look == LOOK_POINTS && total && res->exec_weighted) {
    bool points = h->field == ITEM_SCORE;
    if (points)
      f->exec_score_col = col;
    else
      f->exec_weight_col = col;
    f->exec_row = f->row;
    Num told = points ? res->exec_points : res->exec_weight;
    bool there = !points || res->exec_scored;
    c = cell(f, col, cols, points ? LOOK_POINTS : LOOK_NUMBER, there ? num_text(f->a, told, 2) : S("—"));
    if (there) number(f, c, told);
    return;
  }
  c = cell(f, col, cols, look == LOOK_NUMBER ? LOOK_NUMBER : LOOK_TEXT,
           num_ok(n) ? num_text(f->a, ten_thousands(f, n), SHOW_ALL) : S("—"));
  if (num_ok(n)) number(f, c, ten_thousands(f, n));
}

// Headings over columns, a row a source: 年度资金总额, 其中:….
static void money(Fill *f) {
  const Block *b = &f->blocks[BLOCK_MONEY], *names = &f->blocks[BLOCK_SOURCE];
  uint32_t from, n, col, cols, full = NONE, spent = NONE, lead = f->side + 1;
  const Amount *all = amounts(f, &n);
  Str over = over_of(b), total = S("年度资金总额");
  over = str_cat(f->a, over, S("(万元)"));
  block_title(f, over);
  for (uint32_t i = 0; i < names->n; i++)
    if (names->h[i]->field == ITEM_TOTAL) total = str_z(names->h[i]->heading);
  from = f->row;
  label(f, f->side, 1, (Str){0});
  for (uint32_t i = 0; i < b->n; i++) {
    share(f, lead, i, b->n, &col, &cols);
    label(f, col, cols, str_z(b->h[i]->heading));
    if (b->h[i]->field == ITEM_FULL || (b->h[i]->field == ITEM_START && full == NONE)) full = col;
    if (b->h[i]->field == ITEM_SPENT) spent = col;
  }
  f->row++;
  for (uint32_t k = 0; k < n; k++) {
    Str name = !k ? total : k == 1 ? str_cat(f->a, S("其中:"), all[k].name) : all[k].name;
    label(f, f->side, 1, name);
    for (uint32_t i = 0; i < b->n; i++) {
      share(f, lead, i, b->n, &col, &cols);
      money_value(f, b->h[i], &all[k], !k, col, cols, full, spent);
    }
    f->row++;
  }
  block_name(f, over, from);
}

// Money without columns of its own: a label and an amount each.
static void sources(Fill *f) {
  uint32_t n, from = f->row, lead = f->side + 1;
  const Amount *all = amounts(f, &n);
  Str over = over_of(&f->blocks[BLOCK_SOURCE]), total = S("年度资金总额");
  for (uint32_t i = 0; i < f->blocks[BLOCK_SOURCE].n; i++) {
    FormItem field = (FormItem)f->blocks[BLOCK_SOURCE].h[i]->field;
    if (field == ITEM_TOTAL || field == ITEM_FULL) total = str_z(f->blocks[BLOCK_SOURCE].h[i]->heading);
  }
  for (uint32_t k = 0; k < n; k++) {
    Str name = !k       ? str_cat(f->a, total, S("(万元)"))
               : k == 1 ? str_cat(f->a, S("其中:"), all[k].name)
                        : all[k].name;
    label(f, f->side, 1, name);
    Num amount = ten_thousands(f, num_ok(all[k].start) ? all[k].start : NUM(0));
    bool there = num_ok(all[k].start);
    SheetCell *c =
        cell(f, lead, f->s->cols - lead, LOOK_NUMBER, there ? num_text(f->a, amount, SHOW_ALL) : S("—"));
    if (there) number(f, c, amount);
    f->row++;
  }
  block_name(f, over.n ? over : S("项目资金"), from);
  Str use = texts(f, TEXT_USE);
  if (!use.n) return;
  label(f, 0, lead, S("资金用途"));
  prose(f, lead, f->s->cols - lead, use);
  f->row++;
}

static void plan(Fill *f) {
  const Plan *p = f->p;
  uint32_t n = p->entities.point_n[f->e], col, cols, lead = f->side + 1;
  if (!n) return;
  label(f, 0, lead, S("资金支出计划(%)"));
  for (uint32_t i = 0; i < n; i++) {
    share(f, lead, i, n, &col, &cols);
    label(f, col, cols,
          show_date(f->a, p->checkpoints.date[p->entities.point_first[f->e] + i], p->year, f->lang));
  }
  f->s->cells.p[f->s->cells.n - n - 1].rows = 2;
  f->row++;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t c = p->entities.point_first[f->e] + i;
    share(f, lead, i, n, &col, &cols);
    bool shared = p->checkpoints.share[c] != NONE;
    Num percent = shared ? num_mul(f->a, plan_value(p, p->checkpoints.share[c]), NUM(100)) : NUM_BAD;
    SheetCell *x = cell(f, col, cols, LOOK_NUMBER, shared ? num_text(f->a, percent, SHOW_ALL) : S("—"));
    if (shared) number(f, x, percent);
  }
  f->row++;
}

enum { NO_TEXT = 255 };

static uint8_t goal_kind(const FormHeading *h) {
  return h->field == ITEM_GOAL ? TEXT_GOAL : h->field == ITEM_MID_GOAL ? TEXT_MIDGOAL : NO_TEXT;
}

static uint32_t texts_n(const Fill *f, uint8_t kind) {
  uint32_t n = 0, first = f->p->entities.text_first[f->e];
  for (uint32_t i = 0; i < f->p->entities.text_n[f->e]; i++) n += f->p->texts.kind[first + i] == kind;
  return n;
}

static Str text_at(const Fill *f, uint8_t kind, uint32_t k) {
  uint32_t first = f->p->entities.text_first[f->e];
  for (uint32_t i = 0; i < f->p->entities.text_n[f->e]; i++)
    if (f->p->texts.kind[first + i] == kind && !k--) return str_of(f, f->p->texts.text[first + i]);
  return (Str){0};
}

static void goals(Fill *f) {
  const Block *b = &f->blocks[BLOCK_GOAL];
  uint32_t from = f->row, col, cols;
  if (!b->n) return;
  Str over = over_of(b);
  block_title(f, over);
  bool one_each = b->n == 1;
  if (one_each) { // 目标1, 目标2, …
    const Plan *p = f->p;
    uint32_t k = 0;
    for (uint32_t i = 0; i < p->entities.text_n[f->e]; i++) {
      uint32_t t = p->entities.text_first[f->e] + i;
      if (p->texts.kind[t] != TEXT_GOAL) continue;
      Str name = b->h[0]->field == ITEM_GOAL ? str_fmt(f->a, "目标%u", ++k) : str_z(b->h[0]->heading);
      label(f, f->side, 1, name);
      prose(f, f->side + 1, f->s->cols - f->side - 1, str_of(f, p->texts.text[t]));
      f->row++;
    }
    block_name(f, over.n ? over : S("绩效目标"), from);
    return;
  }
  from = f->row;
  uint32_t n = 0, rows = 1; // side by side; 用途 has a row of its own
  for (uint32_t i = 0; i < b->n; i++) n += b->h[i]->field != ITEM_USE;
  for (uint32_t i = 0; i < n; i++) {
    share(f, f->side, i, n, &col, &cols);
    label(f, col, cols, str_z(b->h[i]->heading));
    uint32_t told = texts_n(f, goal_kind(b->h[i]));
    rows = told > rows ? told : rows;
  }
  f->row++;
  for (uint32_t k = 0; k < rows; k++, f->row++) {
    for (uint32_t i = 0; i < n; i++) {
      share(f, f->side, i, n, &col, &cols);
      prose(f, col, cols, text_at(f, goal_kind(b->h[i]), k));
    }
  }
  block_name(f, over, from);
  for (uint32_t i = n; i < b->n; i++) {
    label(f, 0, f->side + 1, str_z(b->h[i]->heading));
    prose(f, f->side + 1, f->s->cols - f->side - 1, texts(f, TEXT_USE));
    f->row++;
  }
}

// ---- indicators ---------------------------------------------------------------------------------

typedef struct TargetParts {
  Str sign, value, unit;
} TargetParts;

// ≥ | 10 | 个, where the form has columns for them.
static TargetParts parts(const Fill *f, uint32_t t) {
  const Plan *p = f->p;
  TargetForm form = (TargetForm)p->targets.form[t];
  uint32_t unit = p->targets.unit[t];
  TargetParts out = {.value = str_of(f, p->targets.text[t])};
  if (target_behind(form) != BEHIND_NUMBER || p->targets.low[t] == NONE) return out;
  out.sign = target_sign(form, false);
  out.value = num_text(f->a, show_scaled(f->a, p, plan_value(p, p->targets.low[t]), unit), SHOW_ALL);
  if (unit != NONE) out.unit = str_of(f, unit == NONE ? NONE : p->units.text[unit]);
  return out;
}

static bool has_column(const Fill *f, FormItem field) {
  for (uint32_t i = 0; i < f->blocks[BLOCK_ROW].n; i++)
    if (f->blocks[BLOCK_ROW].h[i]->field == field) return true;
  return false;
}

static bool valued(const Fill *f) {
  return f->form != FILL_TARGETS;
}

static Str past(const Fill *f, const IndicatorResult *res, Str heading) {
  if (!valued(f)) return (Str){0};
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
  case ITEM_NAME: prose(f, col, 1, str_of(f, p->indicators.name[ind])); return;
  case ITEM_EXPLAIN:
    prose(f, col, 1, p->indicators.explain[ind] == NONE ? (Str){0} : str_of(f, p->indicators.explain[ind]));
    return;
  case ITEM_SIGN: value(f, col, 1, t.sign); return;
  case ITEM_UNIT: value(f, col, 1, t.unit); return;
  case ITEM_TARGET:
    if (!strcmp(h->over, "中期")) {
      uint32_t mid = p->indicators.midterm[ind];
      value(f, col, 1, mid == NONE ? (Str){0} : str_of(f, p->targets.text[mid]));
      return;
    }
    value(f, col, 1, split ? t.value : str_of(f, p->targets.text[res->target]));
    return;
  case ITEM_ADJUSTED: value(f, col, 1, res->target == first ? (Str){0} : parts(f, res->target).value); return;
  case ITEM_ACTUAL:
    if (valued(f) && res->verdict == VERDICT_NOT_APPLICABLE) {
      value(f, col, 1, word(f->lang, W_NOT_APPLICABLE));
      return;
    }
    value(f, col, 1,
          !valued(f) || res->actual.kind == VALUE_NONE ? (Str){0}
                                                       : show_actual(f->a, f->r, ind, f->lang, SHOW_ALL));
    return;
  case ITEM_WEIGHT: {
    Num w = report_base_weight(p, ind);
    SheetCell *c = cell(f, col, 1, LOOK_NUMBER, num_ok(w) ? num_text(f->a, w, 2) : (Str){0});
    number(f, c, w);
    f->weight_col = col;
    return;
  }
  case ITEM_SCORE: {
    bool there = valued(f) && res->scored;
    SheetCell *c = cell(f, col, 1, LOOK_POINTS, there ? num_text(f->a, res->points, 2) : (Str){0});
    if (there) number(f, c, res->points);
    f->score_col = col;
    return;
  }
  case ITEM_REASON:
    prose(f, col, 1, valued(f) ? show_clean(f->a, report_reason(f->a, f->r, ind, f->lang)) : (Str){0});
    return;
  case ITEM_BASIS:
    value(f, col, 1, p->indicators.basis[ind] == NONE ? (Str){0} : str_of(f, p->indicators.basis[ind]));
    return;
  case ITEM_CORE: value(f, col, 1, p->indicators.mark[ind] == NONE ? S("否") : S("是")); return;
  case ITEM_COLUMN_PAST: value(f, col, 1, past(f, res, str_z(h->heading))); return;
  default: value(f, col, 1, (Str){0});
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
  return *h->over && !str_eq(str_z(h->over), over) && strcmp(h->over, "中期") && strcmp(h->over, "年度");
}

// One row of headings; two where some stand under a name of their own (预期指标值: 符号 | 值 | 单位).
static void column_heads(Fill *f, const Block *b, Str over) {
  bool two = false;
  for (uint32_t i = 0; i < b->n; i++) two |= stands_under(b->h[i], over);
  for (uint32_t i = 0; i < b->n;) {
    uint32_t n = 1;
    bool under = stands_under(b->h[i], over);
    while (under && i + n < b->n && !strcmp(b->h[i]->over, b->h[i + n]->over)) n++;
    label(f, f->side + i, n, str_z(under ? b->h[i]->over : b->h[i]->heading));
    if (two && !under) f->s->cells.p[f->s->cells.n - 1].rows = 2;
    i += n;
  }
  f->row++;
  if (!two) return;
  for (uint32_t i = 0; i < b->n; i++)
    if (stands_under(b->h[i], over)) label(f, f->side + i, 1, str_z(b->h[i]->heading));
  f->row++;
}

static void indicators(Fill *f) {
  const Block *b = &f->blocks[BLOCK_ROW];
  const Plan *p = f->p;
  uint32_t n = p->entities.indicator_n[f->e];
  Str over = b->n ? str_z(b->h[0]->over) : (Str){0}; // 一级指标 stands under the name of all
  block_title(f, over);
  uint32_t from = f->row;
  column_heads(f, b, over);
  f->indicators_from = f->row;
  for (uint32_t k = 0; k < n; k++) {
    uint32_t ind = p->entities.indicator_first[f->e] + k;
    for (uint32_t i = 0; i < b->n; i++) {
      FormItem field = (FormItem)b->h[i]->field;
      if (field == ITEM_LEVEL1 || field == ITEM_LEVEL2) {
        uint32_t level = field == ITEM_LEVEL1 ? p->indicators.level1[ind] : p->indicators.level2[ind];
        value(f, f->side + i, 1, level == NONE ? (Str){0} : str_of(f, level));
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
  block_name(f, str_eq(over, S("年度绩效目标")) ? S("绩效指标") : over,
             from); // Hubei's own name is that of the goals
}

// ---- foot ---------------------------------------------------------------------------------------

// The sum of a column of points with those of the rate; a formula only where it comes to the same.
static void sum(Fill *f, uint32_t col, uint32_t exec_col, SheetLook look, Num told) {
  Arena *a = f->a;
  Num sum = NUM(0);
  const Plan *p = f->p;
  const EntityResult *res = &f->r->entities[f->e];
  bool scores = look == LOOK_POINTS;
  for (uint32_t i = 0; i < p->entities.indicator_n[f->e]; i++) {
    uint32_t ind = p->entities.indicator_first[f->e] + i;
    Num n = scores ? (f->r->indicators[ind].scored ? f->r->indicators[ind].points : NUM(0))
                   : report_base_weight(p, ind);
    if (num_ok(n)) sum = num_add(a, sum, n);
  }
  bool exec = exec_col != NONE && (scores ? res->exec_scored : res->exec_weighted);
  if (exec) sum = num_add(a, sum, scores ? res->exec_points : res->exec_weight);
  SheetCell *c = cell(f, col, 1, look, num_text(a, told, 2));
  number(f, c, told);
  if (num_cmp(sum, told) != 0 || f->row == f->indicators_from) return;
  Str first = sheet_at(a, f->indicators_from, col),
      last = sheet_at(a, f->indicators_from + p->entities.indicator_n[f->e] - 1, col);
  c->formula = str_fmt(a, "SUM(" STR_FMT ":" STR_FMT ")", STR_ARG(first), STR_ARG(last));
  if (!exec) return;
  Str at = sheet_at(a, f->exec_row, exec_col);
  c->formula = str_fmt(a, STR_FMT "+" STR_FMT, STR_ARG(c->formula), STR_ARG(at));
}

static void total_row(Fill *f, const FormHeading *h) {
  const EntityResult *res = &f->r->entities[f->e];
  uint32_t low = f->weight_col < f->score_col ? f->weight_col : f->score_col,
           high = f->weight_col < f->score_col ? f->score_col : f->weight_col;
  if (low == NONE || !res->scored || !valued(f)) return;
  if (high == NONE) high = low;
  label(f, 0, low, str_z(h->heading));
  for (uint32_t col = low; col < f->s->cols; col++) {
    if (col == f->weight_col)
      sum(f, col, f->exec_weight_col, LOOK_NUMBER, res->weight);
    else if (col == f->score_col)
      sum(f, col, f->exec_score_col, LOOK_POINTS, res->total);
    else
      value(f, col, 1, (Str){0});
  }
  f->row++;
}

static void foot(Fill *f) {
  const Block *b = &f->blocks[BLOCK_FOOT];
  const EntityResult *res = &f->r->entities[f->e];
  uint32_t lead = f->side + 1;
  for (uint32_t i = 0; i < b->n; i++) {
    if (b->h[i]->field == ITEM_SUM) {
      total_row(f, b->h[i]);
      continue;
    }
    Str text = {0};
    if (b->h[i]->field == ITEM_GRADE && res->scored && res->grade != NONE && valued(f))
      text = str_of(f, f->p->grades.name[res->grade]);
    if (b->h[i]->field == ITEM_NOTE) text = texts(f, TEXT_NOTE);
    label(f, 0, lead, str_z(b->h[i]->heading));
    prose(f, lead, f->s->cols - lead, text);
    f->row++;
  }
}

// ---- a form -------------------------------------------------------------------------------------

static void columns(Fill *f) {
  const Block *b = &f->blocks[BLOCK_ROW];
  uint32_t least = f->blocks[BLOCK_MONEY].n + 1;
  Str over = b->n ? str_z(b->h[0]->over) : (Str){0};
  f->side = !over.n || chapter(over) ? 0 : 1;
  uint32_t n = b->n + f->side;
  if (n < least + f->side) n = least + f->side;
  uint32_t *widths = NEW_N(f->a, uint32_t, n + 1);
  for (uint32_t i = 0; i < n; i++)
    widths[i] = i < f->side ? 6 : i - f->side < b->n ? b->h[i - f->side]->width + 2u : 10;
  f->s->widths = widths, f->s->cols = n;
}

static void entity_sheet(Fill *f, SheetBook *out) {
  static void (*const write[])(Fill *) = {
      [BLOCK_HEAD] = head,  [BLOCK_MONEY] = money,    [BLOCK_SOURCE] = sources, [BLOCK_PLAN] = plan,
      [BLOCK_GOAL] = goals, [BLOCK_ROW] = indicators, [BLOCK_FOOT] = foot};
  Sheet *s = NEW(f->a, Sheet);
  s->name = str_of(f, f->p->entities.name[f->e]);
  s->landscape = true;
  f->s = s, f->row = 0;
  f->weight_col = f->score_col = f->exec_weight_col = f->exec_score_col = NONE;
  columns(f);
  sheet_cell(f->a, s, 0, 0, s->cols, LOOK_TITLE, str_z(form_layouts[f->layout].zh));
  sheet_cell(f->a, s, 1, 0, s->cols, LOOK_ASIDE, str_fmt(f->a, "(%d年度)", f->p->year));
  f->row = 2;
  bool done[BLOCK_FOOT + 1] = {0};
  for (size_t i = 0; i < form_heading_n; i++) {
    if (form_headings[i].layout != f->layout) continue;
    FormBlock b = (FormBlock)form_headings[i].block;
    if (b == BLOCK_SOURCE && f->blocks[BLOCK_MONEY].n) b = BLOCK_MONEY;
    if (done[b] || b == BLOCK_FOOT) continue; // the foot comes last
    done[b] = true;
    write[b](f);
  }
  foot(f);
  *array_push(f->a, &out->all) = s;
}

LayoutId fill_layout(FillForm form, Str place) {
  static const struct {
    const char *place;
    LayoutId layouts[5]; // by FillForm
  } table[] = {
      {"",
       {LAYOUT_NATIONAL_TARGET, LAYOUT_NATIONAL_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF,
        LAYOUT_YUNNAN_SELF}},
      {"国家",
       {LAYOUT_NATIONAL_TARGET, LAYOUT_NATIONAL_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF,
        LAYOUT_NATIONAL_SELF}},
      {"河北",
       {LAYOUT_HEBEI_TARGET, LAYOUT_HEBEI_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_HEBEI_SELF}},
      {"湖北", {LAYOUTS, LAYOUT_HUBEI_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_HUBEI_SELF}},
      {"四川",
       {LAYOUT_SICHUAN_TARGET, LAYOUT_SICHUAN_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF,
        LAYOUT_SICHUAN_SELF}},
      {"云南", {LAYOUTS, LAYOUT_YUNNAN_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_YUNNAN_SELF}},
      {"重庆", {LAYOUTS, LAYOUT_CHONGQING_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_CHONGQING_SELF}},
      {"衔接", {LAYOUTS, LAYOUT_LINKUP_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_LINKUP_SELF}},
      {"转移支付", {LAYOUTS, LAYOUT_REGION_SELF, LAYOUT_MONITOR, LAYOUT_NATIONAL_SELF, LAYOUT_REGION_SELF}},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (str_eq(place, str_z(table[i].place))) return table[i].layouts[form];
  return LAYOUTS;
}

// ---- a summary ----------------------------------------------------------------------------------

static void summary(Fill *f, SheetBook *out) {
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
  for (uint32_t i = 0; i < COLS; i++) label(f, i, 1, str_z(heads[i]));
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
    number(f, cell(f, 0, 1, LOOK_NUMBER, show_count(f->a, n)), NUM(n));
    value(f, 1, 1, department(f));
    prose(f, 2, 1, str_of(f, p->entities.name[f->e]));
    Num b = res->has_budget ? ten_thousands(f, res->budget) : NUM_BAD;
    Num x = res->spent.kind == VALUE_QUANTITY ? ten_thousands(f, res->spent.num) : NUM_BAD;
    if (num_ok(b)) budget = num_add(f->a, budget, b);
    if (num_ok(x)) spent = num_add(f->a, spent, x);
    number(f, cell(f, 3, 1, LOOK_NUMBER, num_ok(b) ? num_text(f->a, b, SHOW_ALL) : S("—")), b);
    number(f, cell(f, 4, 1, LOOK_NUMBER, num_ok(x) ? num_text(f->a, x, SHOW_ALL) : S("—")), x);
    SheetCell *c = cell(f, 5, 1, LOOK_RATE, known ? show_percent(f->a, res->rate.num, 2) : S("—"));
    if (known) {
      number(f, c, res->rate.num);
      c->formula = str_fmt(f->a, STR_FMT "/" STR_FMT, STR_ARG(sheet_at(f->a, f->row, 4)),
                           STR_ARG(sheet_at(f->a, f->row, 3)));
    }
    const uint32_t counts[] = {all, met, missed, all - met - missed};
    for (uint32_t i = 0; i < 4; i++)
      number(f, cell(f, 6 + i, 1, LOOK_NUMBER, show_count(f->a, counts[i])), NUM(counts[i]));
    number(f, cell(f, 10, 1, LOOK_POINTS, judged ? num_text(f->a, res->total, 2) : S("—")),
           judged ? res->total : NUM_BAD);
    number(f, cell(f, 11, 1, LOOK_NUMBER, judged ? num_text(f->a, res->judged, 2) : S("—")),
           judged ? res->judged : NUM_BAD);
    Str grade = judged && res->grade != NONE ? str_of(f, p->grades.name[res->grade]) : (Str){0};
    value(f, 12, 1,
          judged && res->provisional && grade.n ? word_with(f->a, f->lang, W_PROVISIONAL, &grade, 1) : grade);
    f->row++;
  }
  label(f, 0, 3, S("合计"));
  const Num sums[] = {budget, spent};
  for (uint32_t i = 0; i < 2; i++) {
    SheetCell *c = cell(f, 3 + i, 1, LOOK_NUMBER, num_text(f->a, sums[i], SHOW_ALL));
    number(f, c, sums[i]);
    if (n)
      c->formula = str_fmt(f->a, "SUM(" STR_FMT ":" STR_FMT ")", STR_ARG(sheet_at(f->a, first, 3 + i)),
                           STR_ARG(sheet_at(f->a, f->row - 1, 3 + i)));
  }
  for (uint32_t i = 5; i < COLS; i++) value(f, i, 1, (Str){0});
  f->row++;
  *array_push(f->a, &out->all) = s;
}

void fill_form(Arena *a, const Results *r, FillForm form, LayoutId layout, Lang lang, SheetBook *out) {
  Fill f = {.a = a, .r = r, .p = r->plan, .lang = lang, .form = form, .layout = layout};
  out->title = str_z(form == FILL_SUMMARY ? "项目支出绩效自评结果汇总表" : form_layouts[layout].zh);
  if (form == FILL_SUMMARY) {
    summary(&f, out);
    return;
  }
  for (size_t i = 0; i < form_heading_n; i++) {
    Block *b = &f.blocks[form_headings[i].block];
    if (form_headings[i].layout == layout && b->n < HEADINGS) b->h[b->n++] = &form_headings[i];
  }
  for (f.e = 0; f.e < r->plan->entities.n; f.e++)
    if (r->plan->entities.kind[f.e] == BODY_PROJECT) entity_sheet(&f, out);
}
