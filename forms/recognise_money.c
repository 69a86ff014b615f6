// Money: columns 年初预算数 | 全年预算数(A) | 全年执行数(B) … with a row a source, or labels with amounts
// behind them, two or three of one kind side by side.
#include "forms/recognise.h"
#include "grammar/diags.h"

#define GROUPS_MAX 8

typedef struct MoneyColumn {
  FormItem field;
  uint32_t col, cols;
  Str unit;
} MoneyColumn;

static Str amount(Reader *r, const Cell *c, Str unit) {
  if (!c) return (Str){0};
  bool unclear = false;
  Str text = reader_text(r, c), out = money_write(r->arena, text, unit, &unclear);
  if (unclear) {
    reader_tell(r, D_IMPORT_UNREAD, c, 0, TEXT_ARGS(text_of(text)));
    r->out->unread++;
    form_comment(r, text);
  }
  return out;
}

static void set(Str *to, Str text) {
  if (!to->n) *to = text;
}

// Where the amounts of a label go.
static FormMoney *money_of(Reader *r, const Label *l) {
  Form *f = reader_form(r);
  if (l->field != ITEM_SOURCE) return &f->total;
  Str name = l->plain.n ? l->plain : l->text;
  for (uint32_t i = 0; i < f->sources.n; i++)
    if (str_eq(f->sources.p[i].name, name)) return &f->sources.p[i];
  FormMoney *m = array_push(r->arena, &f->sources);
  *m = (FormMoney){.name = name};
  return m;
}

static void put(FormMoney *m, FormItem field, Str text) {
  if (!text.n) return;
  switch (field) {
  case ITEM_START: set(&m->start, text); break;
  case ITEM_FULL:
  case ITEM_TOTAL: set(&m->full, text); break;
  case ITEM_SPENT: set(&m->spent, text); break;
  case ITEM_MID_TOTAL: set(&m->mid, text); break;
  default: break; // received, expected: nothing in pgl says them
  }
}

static bool looks_like_amount(Reader *r, const Cell *c) {
  Str s = label_text(r->arena, c->text);
  for (int i = 0; i < 3; i++) {
    static const char *const units[] = {"万元", "亿元", "元"};
    if (str_ends(s, str_z(units[i]))) s.n -= strlen(units[i]), i = 3;
  }
  return text_is_number(s) || (s.n && text_is_blank(s));
}

bool is_money_header(Reader *r, uint32_t row) {
  const Grid *g = r->grid;
  uint32_t n = 0;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    if (!cell) continue;
    if (looks_like_amount(r, cell)) return false;
    Label l = label_read(&r->labels, cell->text, IN_MONEY);
    n += l.field == ITEM_START || l.field == ITEM_FULL || l.field == ITEM_SPENT || l.field == ITEM_ARRIVED ||
         l.field == ITEM_RATE || l.field == ITEM_EXPECTED_SPENT;
  }
  return n >= 2;
}

// The unit that a heading in this row tells, else the block's heading above it, else the line above the
// table.
static Str heading_unit(Reader *r, uint32_t row) {
  const Grid *g = r->grid;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = grid_at(g, row, c);
    if (!cell || !cell->text.n) continue;
    Label l = label_read(&r->labels, cell->text, IN_HEAD | IN_MONEY | IN_PAIR);
    Str unit = l.field ? money_unit(l.text) : (Str){0};
    if (unit.n) return r->block_unit = unit;
  }
  return r->block_unit.n ? r->block_unit : r->money_unit;
}

// Labels with amounts behind them. What an amount is: by its own label, or, where one source's label stands
// several times in the row, by the totals above it in turn.
typedef struct Groups {
  FormItem field[GROUPS_MAX];
  uint32_t n;
} Groups;

static uint32_t pairs(Reader *r, uint32_t row, Str unit, Groups *groups) {
  const Grid *g = r->grid;
  uint32_t labels = 0, totals = 0, sources = 0;
  FormItem last = ITEM_NONE;
  Str first_source = {0};
  bool same = true;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    Label l = cell ? label_read(&r->labels, cell->text, IN_PAIR) : (Label){0};
    if (!l.field) continue;
    labels++;
    if (l.field != ITEM_SOURCE) {
      totals++;
    } else {
      if (sources++ && !str_eq(first_source, l.plain)) same = false;
      first_source = l.plain;
    }
  }
  bool by_turn = sources > 1 && same && !totals && groups->n > 1;
  uint32_t turn = 0, before = r->form ? r->form->sources.n : 0;
  if (totals) groups->n = 0;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    if (!cell) continue;
    Label l = label_read(&r->labels, cell->text, IN_PAIR);
    if (!l.field) {
      if (labels && last && text_is_number(label_text(r->arena, cell->text)) && !r->taken[cell - g->cells.p])
        set(&reader_form(r)->total.rate, totals ? reader_text(r, cell) : (Str){0});
      continue;
    }
    Str own = money_unit(l.inner);
    uint32_t at = grid_next(g, row, c);
    const Cell *value = at < g->cols ? grid_own(g, row, at) : NULL;
    if (value && value->text.n && label_read(&r->labels, value->text, IN_PAIR | IN_HEAD).field) value = NULL;
    reader_take(r, cell);
    if (value) reader_take(r, value);
    FormItem field = l.field == ITEM_SOURCE ? last ? last : ITEM_FULL : l.field;
    if (by_turn) field = turn < groups->n ? groups->field[turn++] : ITEM_NONE;
    if (l.field != ITEM_SOURCE) {
      last = l.field;
      if (groups->n < GROUPS_MAX) groups->field[groups->n++] = l.field;
    }
    Str text = amount(r, value && value->text.n ? value : NULL, own.n ? own : unit);
    if (l.field == ITEM_SOURCE && field == ITEM_MID_TOTAL) {
      if (text.n) form_comment(r, str_cat(r->arena, str_cat(r->arena, S("中期 "), l.text), text));
      continue;
    }
    if (l.field == ITEM_SOURCE && !text.n) continue; // a blank source is none
    put(money_of(r, &l), field, text);
  }
  (void)before;
  return labels;
}

bool money_pairs(Reader *r, uint32_t row) {
  const Grid *g = r->grid;
  if (r->form && r->form->indicators.n) return false;
  uint32_t labels = 0;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    labels += cell && label_read(&r->labels, cell->text, IN_PAIR).field;
  }
  if (!labels) return false;
  // what the sources of the rows before told is found again by their labels
  Groups groups = {{ITEM_FULL}, 1};
  for (uint32_t above = row; above-- > 0 && above + 6 > row;) {
    Groups seen = {{ITEM_NONE}, 0};
    for (uint32_t c = 0; c < g->cols; c = grid_next(g, above, c)) {
      const Cell *cell = own_cell(r, above, c);
      Label l = cell ? label_read(&r->labels, cell->text, IN_PAIR) : (Label){0};
      if (l.field && l.field != ITEM_SOURCE && seen.n < GROUPS_MAX) seen.field[seen.n++] = l.field;
    }
    if (seen.n) {
      groups = seen;
      break;
    }
  }
  pairs(r, row, heading_unit(r, row), &groups);
  return true;
}

static void column_value(Reader *r, FormMoney *m, const MoneyColumn *col, const Cell *cell, bool total) {
  if (!cell) return;
  Str text = reader_text(r, cell);
  Form *f = reader_form(r);
  switch (col->field) {
  case ITEM_WEIGHT:
    if (total) set(&m->weight, points_write(r->arena, text));
    break;
  case ITEM_SCORE:
    if (total) set(&m->score, points_write(r->arena, text)), f->values = true;
    break;
  case ITEM_RATE:
    if (total && !text_is_blank(text)) set(&m->rate, text);
    break;
  case ITEM_REASON:
    if (total && !text_is_blank(text)) set(&m->reason, text);
    break;
  default: put(m, col->field, amount(r, cell, col->unit));
  }
}

static bool ends_money(Reader *r, uint32_t row, uint32_t first_col) {
  const Grid *g = r->grid;
  if (is_row_header(r, row)) return true;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    if (!cell) continue;
    Label l = label_read(&r->labels, cell->text, IN_HEAD | IN_PAIR);
    bool money = l.field == ITEM_MONEY_BLOCK || label_read(&r->labels, cell->text, IN_PAIR).field;
    if (l.field && !money) return true;
    if (c >= first_col && !looks_like_amount(r, cell) && !money) return cell->text.n > 60;
  }
  return false;
}

uint32_t read_money(Reader *r, uint32_t row) {
  const Grid *g = r->grid;
  Form *f = reader_form(r);
  MoneyColumn columns[16];
  uint32_t n = 0, first = UINT32_MAX;
  Str unit = heading_unit(r, row);
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = grid_at(g, row, c);
    if (!cell || !cell->text.n) continue;
    Label l = label_read(&r->labels, cell->text, IN_MONEY);
    bool block = l.field == ITEM_MONEY_BLOCK;
    if (l.field == ITEM_SCORE || block) { // 得分(20分*执行率), 预算执行情况(20分)
      size_t i = 0;
      while (i < l.inner.n && l.inner.p[i] >= '0' && l.inner.p[i] <= '9') i++;
      if (i && str_starts(str_slice(l.inner, i, l.inner.n), S("分")))
        f->total.weight = str_slice(l.inner, 0, i);
    }
    if (block && !grid_own(g, row, c)) continue;
    reader_take(r, cell);
    if (block || !l.field || n == 16) {
      if (!l.field && cell->text.n && c > 0 && !label_read(&r->labels, cell->text, IN_HEAD | IN_PAIR).field)
        reader_tell(r, D_IMPORT_COLUMN, cell, 0, TEXT_ARGS(text_of(text_joined(r->arena, cell->text))));
      continue;
    }
    Str own = money_unit(l.inner);
    columns[n++] = (MoneyColumn){l.field, c, cell->cols, own.n ? own : unit};
    if (l.month) f->month = l.month;
    if (l.field == ITEM_SPENT || l.field == ITEM_SCORE) f->values = true;
    if (c < first) first = c;
  }
  Groups groups = {{ITEM_FULL}, 1};
  uint32_t at = row + 1;
  for (; at < g->rows; at++) {
    uint32_t labels = 0, any = 0;
    for (uint32_t c = 0; c < g->cols; c = grid_next(g, at, c)) {
      const Cell *cell = own_cell(r, at, c);
      any += cell != NULL;
      labels += cell && label_read(&r->labels, cell->text, IN_PAIR).field;
    }
    if (!any) continue;
    if (ends_money(r, at, first)) break;
    if (labels > 1) {
      pairs(r, at, unit, &groups);
      continue;
    }
    const Cell *head = NULL;
    for (uint32_t c = 0; c < first && c < g->cols; c = grid_next(g, at, c)) {
      const Cell *cell = own_cell(r, at, c);
      if (!cell || label_read(&r->labels, cell->text, IN_MONEY).field == ITEM_MONEY_BLOCK) {
        if (cell) reader_take(r, cell);
        continue;
      }
      head = cell;
    }
    if (!head) break;
    Label l = label_read(&r->labels, head->text, IN_PAIR);
    if (!l.field) { // a source of its own name
      Str text = reader_text(r, head);
      if (str_starts(text, S("其中：")))
        text = str_slice(text, S("其中：").n, text.n);
      else if (str_starts(text, S("其中:")))
        text = str_slice(text, S("其中:").n, text.n);
      l = (Label){.field = ITEM_SOURCE, .plain = text};
    }
    reader_take(r, head);
    bool total = l.field != ITEM_SOURCE, said = total;
    for (uint32_t i = 0; i < n && !said; i++) {
      const Cell *cell = own_cell(r, at, columns[i].col);
      said = cell && !text_is_blank(cell->text);
    }
    if (!said) { // a row left blank
      for (uint32_t i = 0; i < n; i++) reader_take(r, own_cell(r, at, columns[i].col));
      continue;
    }
    FormMoney *m = money_of(r, &l);
    for (uint32_t i = 0; i < n; i++) column_value(r, m, &columns[i], own_cell(r, at, columns[i].col), total);
  }
  return at;
}
