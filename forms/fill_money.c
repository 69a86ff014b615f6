// The money of a form: the total and its sources, and the rate.
#include "forms/fill_parts.h"
#include "grammar/ast.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

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
    Str name = fill_str(f, p->funds.name[fund]);
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
    c = fill_cell(f, col, cols, look, show_percent(f->a, res->rate.num, 2));
    fill_number(c, res->rate.num);
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
    c = fill_cell(f, col, cols, points ? LOOK_POINTS : LOOK_NUMBER, there ? num_text(f->a, told, 2) : S("—"));
    if (there) fill_number(c, told);
    return;
  }
  c = fill_cell(f, col, cols, look == LOOK_NUMBER && num_ok(n) ? LOOK_NUMBER : LOOK_TEXT,
                num_ok(n) ? num_text(f->a, fill_ten_thousands(f, n), SHOW_ALL) : S("—"));
  if (num_ok(n)) fill_number(c, fill_ten_thousands(f, n));
}

// Headings over columns, a row a source: 年度资金总额, 其中:….
void fill_money(Fill *f) {
  const Block *b = &f->blocks[BLOCK_MONEY], *names = &f->blocks[BLOCK_SOURCE];
  uint32_t from, n, col, cols, full = NONE, spent = NONE, lead = f->side + 1;
  const Amount *all = amounts(f, &n);
  Str over = fill_over(b), total = S("年度资金总额");
  over = str_cat(f->a, over, S("(万元)"));
  fill_block_title(f, over);
  for (uint32_t i = 0; i < names->n; i++)
    if (names->h[i]->field == ITEM_TOTAL) total = str_z(names->h[i]->heading);
  from = f->row;
  fill_label(f, f->side, 1, (Str){0});
  for (uint32_t i = 0; i < b->n; i++) {
    fill_share(f, lead, i, b->n, &col, &cols);
    fill_label(f, col, cols, str_z(b->h[i]->heading));
    if (b->h[i]->field == ITEM_FULL || (b->h[i]->field == ITEM_START && full == NONE)) full = col;
    if (b->h[i]->field == ITEM_SPENT) spent = col;
  }
  f->row++;
  for (uint32_t k = 0; k < n; k++) {
    Str name = !k ? total : k == 1 ? str_cat(f->a, S("其中:"), all[k].name) : all[k].name;
    fill_label(f, f->side, 1, name);
    for (uint32_t i = 0; i < b->n; i++) {
      fill_share(f, lead, i, b->n, &col, &cols);
      money_value(f, b->h[i], &all[k], !k, col, cols, full, spent);
    }
    f->row++;
  }
  fill_block_name(f, over, from);
}

// Money without columns of its own: a label and an amount each.
void fill_sources(Fill *f) {
  uint32_t n, from = f->row, lead = f->side + 1;
  const Amount *all = amounts(f, &n);
  Str over = fill_over(&f->blocks[BLOCK_SOURCE]), total = S("年度资金总额");
  for (uint32_t i = 0; i < f->blocks[BLOCK_SOURCE].n; i++) {
    FormItem field = (FormItem)f->blocks[BLOCK_SOURCE].h[i]->field;
    if (field == ITEM_TOTAL || field == ITEM_FULL) total = str_z(f->blocks[BLOCK_SOURCE].h[i]->heading);
  }
  for (uint32_t k = 0; k < n; k++) {
    Str name = !k       ? str_cat(f->a, total, S("(万元)"))
               : k == 1 ? str_cat(f->a, S("其中:"), all[k].name)
                        : all[k].name;
    fill_label(f, f->side, 1, name);
    Num amount = fill_ten_thousands(f, num_ok(all[k].start) ? all[k].start : NUM(0));
    bool there = num_ok(all[k].start);
    SheetCell *c =
        fill_cell(f, lead, f->s->cols - lead, LOOK_NUMBER, there ? num_text(f->a, amount, SHOW_ALL) : S("—"));
    if (there) fill_number(c, amount);
    f->row++;
  }
  fill_block_name(f, over.n ? over : S("项目资金"), from);
  Str use = fill_texts(f, TEXT_USE);
  if (!use.n) return;
  fill_label(f, 0, lead, S("资金用途"));
  fill_prose(f, lead, f->s->cols - lead, use);
  f->row++;
}
