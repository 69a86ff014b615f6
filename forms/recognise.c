// Tables row by row: each row is the heading of a block, or a row of labels with their values, or a line. The
// blocks that have columns are read by recognise_rows.c and recognise_money.c.
#include "forms/recognise.h"
#include "base/utf.h"
#include "grammar/diags.h"

#define LAYOUT_NONE -1
#define SHOWN_MAX   80 // columns of a cell in a message

FormPlace cell_place(const Reader *r, const Cell *c) {
  return c ? (FormPlace){r->grid ? r->grid->sheet : (Str){0}, c->at_row, c->at_col} : (FormPlace){0};
}

Diag *reader_tell(Reader *r, uint16_t id, const Cell *c, uint32_t line, const Text *args, size_t argc) {
  Text shown[TEXT_MAX_ARGS]; // a cell may hold pages
  for (size_t i = 0; i < argc && i < TEXT_MAX_ARGS; i++)
    shown[i] = text_of(utf_fit(r->arena, args[i].zh, SHOWN_MAX));
  Diag *d = diag_add(r->diags, id, SPAN_NONE, shown, argc < TEXT_MAX_ARGS ? argc : TEXT_MAX_ARGS);
  d->cell.name = r->document->name;
  if (c) {
    d->cell.sheet = r->grid->sheet;
    d->cell.row = c->at_row;
    d->cell.column = c->at_col;
  } else
    d->cell.row = line;
  return d;
}

void reader_take(Reader *r, const Cell *c) {
  if (!c || !r->taken) return;
  bool *taken = &r->taken[c - r->grid->cells.p];
  if (!*taken && c->text.n) r->out->facts++;
  *taken = true;
}

Str reader_text(Reader *r, const Cell *c) {
  if (!c) return (Str){0};
  reader_take(r, c);
  return text_joined(r->arena, c->text);
}

const Cell *own_cell(const Reader *r, uint32_t row, uint32_t col) {
  const Cell *c = grid_own(r->grid, row, col);
  return c && c->text.n ? c : NULL;
}

void reader_new_form(Reader *r) {
  Form *f = NEW(r->arena, Form);
  f->layout = LAYOUT_NONE;
  f->year = r->year;
  f->title = r->title;
  f->department = r->department;
  r->title = r->block_unit = (Str){0};
  r->form = f;
  *array_push(r->arena, &r->out->all) = f;
}

Form *reader_form(Reader *r) {
  if (!r->form) reader_new_form(r);
  return r->form;
}

void reader_title(Reader *r, Str title) {
  r->title = title;
  r->form = NULL;
}

void form_comment(Reader *r, Str text) {
  if (text.n) *array_push(r->arena, &reader_form(r)->comments) = text_joined(r->arena, text);
}

static bool digit(char c) {
  return c >= '0' && c <= '9';
}

// Bytes of 目标1： (also 目标1: 1. ) at the start; 0: none.
static size_t goal_mark(Str s) {
  size_t i = 0;
  if (!str_starts(s, S("目标"))) return 0;
  i = S("目标").n;
  size_t digits = i;
  while (i < s.n && digit(s.p[i])) i++;
  if (i == digits && i < s.n) {
    static const char *const figures[] = {"一", "二", "三", "四", "五", "六"};
    for (size_t k = 0; k < 6; k++)
      if (str_starts(str_slice(s, i, s.n), str_z(figures[k]))) i += 3, k = 6;
  }
  if (i == digits) return 0;
  static const char *const ends[] = {"：", ":", "、", ".", "．"};
  for (size_t k = 0; k < 5; k++)
    if (str_starts(str_slice(s, i, s.n), str_z(ends[k]))) return i + strlen(ends[k]);
  return 0;
}

static bool ends_sentence(Str s) {
  static const char *const ends[] = {"。", "；", ";", "！", "？", "：", ":"};
  for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
    if (str_ends(s, str_z(ends[k]))) return true;
  return false;
}

void texts_add(Reader *r, FormTexts *to, Str text) {
  size_t from = 0;
  Str rest = str_trim(text);
  if (text_is_blank(rest)) return;
  for (size_t i = 0; i <= rest.n; i++) {
    bool line = i < rest.n && rest.p[i] == '\n';
    size_t mark = i < rest.n && i > from ? goal_mark(str_slice(rest, i, rest.n)) : 0;
    bool cut = i == rest.n || mark || (line && ends_sentence(str_trim(str_slice(rest, from, i)))) ||
               (line && goal_mark(str_trim(str_slice(rest, i, rest.n))));
    if (!cut) continue;
    Str one = str_trim(str_slice(rest, from, i));
    one = str_slice(one, goal_mark(one), one.n);
    one = text_joined(r->arena, one);
    if (one.n) *array_push(r->arena, to) = one;
    from = i;
  }
}

// ---- labels and values -------------------------------------------------------------------------

// The cell behind a label: in a sheet without merges blank ones may lie between.
static const Cell *next_own(const Reader *r, uint32_t row, uint32_t col) {
  const Cell *first = NULL;
  for (uint32_t c = grid_next(r->grid, row, col); c < r->grid->cols; c = grid_next(r->grid, row, c)) {
    const Cell *cell = grid_own(r->grid, row, c);
    if (!first) first = cell;
    if (r->grid->ragged || (cell && cell->text.n)) return cell;
  }
  return first;
}

static void period(Form *f, Str text) {
  int first = year_in(text), last = first;
  for (size_t i = 0; i < text.n && first; i++) {
    int y = year_in(str_slice(text, i, text.n));
    if (y) last = y;
  }
  if (!first) { // 2024-2026
    for (size_t i = 0; i + 4 <= text.n; i++) {
      if (text.p[i] != '2' || text.p[i + 1] != '0' || !digit(text.p[i + 2]) || !digit(text.p[i + 3]))
        continue;
      int y = 2000 + (text.p[i + 2] - '0') * 10 + (text.p[i + 3] - '0');
      if (!first) first = y;
      last = y;
      i += 3;
    }
  }
  if (first && last >= first) f->from = first, f->to = last;
}

// 主管部门及代码: [031]某某局, 某某局-031 → the name.
static Str department_name(Arena *a, Str text) {
  Str s = text_joined(a, text);
  size_t i = 0;
  while (i < s.n && (digit(s.p[i]) || strchr("[]()-. ", s.p[i]))) i++;
  for (size_t k = 0; k < 4; k++) {
    static const char *const signs[] = {"【", "】", "（", "）"};
    while (str_starts(str_slice(s, i, s.n), str_z(signs[k]))) {
      i += 3;
      while (i < s.n && (digit(s.p[i]) || strchr("[]()-. ", s.p[i]))) i++;
      k = 0;
    }
  }
  s = str_slice(s, i < s.n ? i : 0, s.n);
  size_t end = s.n;
  while (end && (digit(s.p[end - 1]) || strchr("[]-. ", s.p[end - 1]))) end--;
  return end ? str_slice(s, 0, end) : s;
}

static void set_once(Str *to, Str text) {
  if (!to->n) *to = text;
}

static bool says_none(Str s) {
  return text_is_blank(s) || str_eq(s, S("无")) || str_eq(s, S("无。"));
}

// A label's value. False: this label takes none.
static bool take_value(Reader *r, const Label *l, Str text) {
  Form *f = reader_form(r);
  Arena *a = r->arena;
  Str joined = text_joined(a, text);
  switch (l->field) {
  case ITEM_PROJECT: {
    if (f->name.n && (f->indicators.n || !str_eq(f->name, joined))) {
      reader_new_form(r);
      f = r->form;
    }
    f->name = joined;
    return true;
  }
  case ITEM_CODE:
    f->has_code = true;
    f->code = joined;
    return true;
  case ITEM_DEPARTMENT:
    if (joined.n) f->department = department_name(a, joined);
    return true;
  case ITEM_AGENCY: set_once(&f->agency, department_name(a, joined)); return true;
  case ITEM_YEAR: {
    int y = year_in(joined);
    int64_t plain = 0;
    if (!y && joined.n == 4) {
      for (size_t i = 0; i < 4; i++) plain = digit(joined.p[i]) ? plain * 10 + (joined.p[i] - '0') : 0;
      if (plain >= 2000 && plain < 2100) y = (int)plain;
    }
    if (y) f->year = r->year = y;
    return true;
  }
  case ITEM_PERIOD:
    period(f, joined);
    if (!f->from && !text_is_blank(joined)) form_comment(r, str_cat(a, S("项目期 "), joined));
    return true;
  case ITEM_BEGIN:
  case ITEM_END: {
    Form span = {0};
    period(&span, joined);
    if (span.from && l->field == ITEM_BEGIN) f->from = span.from;
    if (span.to && l->field == ITEM_END) f->to = span.to;
    if (!span.from && !text_is_blank(joined)) form_comment(r, str_cat(a, l->plain, joined));
    return true;
  }
  case ITEM_CHARGE: set_once(&f->charge, joined); return true;
  case ITEM_USE: texts_add(r, &f->uses, text); return true;
  case ITEM_GOAL_BLOCK:
  case ITEM_GOAL: texts_add(r, &f->goals, text); return true;
  case ITEM_MID_GOAL: texts_add(r, &f->mid_goals, text); return true;
  case ITEM_DONE: texts_add(r, &f->done, text); return true;
  case ITEM_NOTE:
    if (!says_none(joined)) texts_add(r, &f->notes, text);
    return true;
  case ITEM_GRADE: set_once(&f->grade, joined); return true;
  case ITEM_SUM: set_once(&f->sum_score, points_write(a, joined)); return true;
  case ITEM_FOOT:
    if (!says_none(joined)) form_comment(r, str_cat(a, str_cat(a, l->plain, S("：")), joined));
    return true;
  case ITEM_DETAIL:
  case ITEM_SIGNED: return true;
  default: return false;
  }
}

static bool is_grade(Str s) {
  static const char *const grades[] = {"优", "良", "中", "差", "优秀", "良好", "合格", "不合格"};
  for (size_t i = 0; i < sizeof grades / sizeof *grades; i++)
    if (str_eq(s, str_z(grades[i]))) return true;
  return false;
}

// 总分 | 100 | 96 | 优: by the columns of the indicators where they tell, else by their number.
static void read_sum(Reader *r, uint32_t row) {
  Form *f = reader_form(r);
  Str numbers[2] = {{0}};
  uint32_t n = 0;
  for (uint32_t c = 0; c < r->grid->cols; c = grid_next(r->grid, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    if (!cell) continue;
    Str text = reader_text(r, cell), points = points_write(r->arena, text);
    if (is_grade(text)) {
      f->grade = text;
    } else if (points.n) {
      if (c == r->weight_col)
        f->sum_weight = points, n = 2;
      else if (c == r->score_col)
        f->sum_score = points, n = 2;
      else if (n < 2)
        numbers[n++] = points;
    }
  }
  if (!f->sum_weight.n && !f->sum_score.n && n) {
    f->sum_score = numbers[n - 1];
    if (n == 2) f->sum_weight = numbers[0];
  }
}

static unsigned place_mask(const Reader *r) { // 合计 is money above the indicators and a score below them
  return r->form && r->form->indicators.n ? IN_HEAD : IN_HEAD | IN_PAIR;
}

// A whole row of labels and values.
static void read_pairs(Reader *r, uint32_t row) {
  const Grid *g = r->grid;
  bool any = false;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    if (!cell || r->taken[cell - g->cells.p]) continue;
    Label l = label_read(&r->labels, cell->text, place_mask(r));
    if (l.field == ITEM_SUM && r->form && r->form->indicators.n) {
      reader_take(r, cell);
      read_sum(r, row);
      return;
    }
    if (l.field == ITEM_NONE) {
      size_t colon = 0;
      Str joined = text_joined(r->arena, cell->text);
      for (size_t i = 0; i < joined.n && i < 60 && !colon; i++)
        colon = joined.p[i] == ':' ? i + 1 : str_starts(str_slice(joined, i, joined.n), S("：")) ? i + 3 : 0;
      Label in = colon ? label_read(&r->labels, str_slice(joined, 0, colon), IN_HEAD) : l;
      if (colon && take_value(r, &in, str_slice(joined, colon, joined.n))) {
        reader_take(r, cell);
        any = true;
      }
      continue;
    }
    const Cell *value = next_own(r, row, c);
    Label after = value && value->text.n ? label_read(&r->labels, value->text, IN_HEAD) : (Label){0};
    bool has_value = value && !after.field;
    if (l.field == ITEM_MONEY_BLOCK || l.field == ITEM_ROW_BLOCK || l.field == ITEM_USE_BLOCK) {
      Str unit = l.field == ITEM_MONEY_BLOCK ? money_unit(l.text) : (Str){0};
      if (unit.n) r->block_unit = unit;
      reader_take(r, cell);
      continue;
    }
    if (take_value(r, &l, has_value ? value->text : (Str){0})) {
      reader_take(r, cell);
      if (has_value) reader_take(r, value);
      any = true;
    }
  }
  (void)any;
}

// ---- goals, plan, tasks ------------------------------------------------------------------------

typedef struct GoalColumn {
  FormItem field;
  uint32_t from, to;
} GoalColumn;

// Goals stand beside their label, or under the headings of their columns.
static bool read_goals(Reader *r, uint32_t *row) {
  const Grid *g = r->grid;
  GoalColumn columns[8];
  uint32_t n = 0, labels = 0;
  bool beside = false, blocks_only = true;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, *row, c)) {
    const Cell *cell = own_cell(r, *row, c);
    if (!cell) continue;
    Label l = label_read(&r->labels, cell->text, IN_HEAD);
    bool goal =
        l.field == ITEM_GOAL || l.field == ITEM_MID_GOAL || l.field == ITEM_DONE || l.field == ITEM_GOAL_PAST;
    if (goal) blocks_only = false;
    if (goal || l.field == ITEM_GOAL_BLOCK) {
      labels++;
      if (n < 8) columns[n++] = (GoalColumn){l.field, c, c + cell->cols};
      if (l.field == ITEM_MID_GOAL && l.inner.n) period(reader_form(r), l.inner);
    } else if (labels)
      beside = true;
    else if (l.field != ITEM_DETAIL)
      return false;
  }
  if (!labels || (blocks_only && labels < 2 && !beside)) return false;
  if (beside) return false; // labels with their values
  // 年度总体目标 before 预期目标 and 实际完成情况 is the block's name; before 实际完成情况 alone it is a
  // column
  bool goal_column = false;
  for (uint32_t i = 1; i < n; i++) goal_column |= columns[i].field != ITEM_DONE;
  for (uint32_t i = 0; i < n; i++) {
    bool block = columns[i].field == ITEM_GOAL_BLOCK && i == 0 && goal_column;
    columns[i].field = block ? ITEM_NONE : columns[i].field == ITEM_GOAL_BLOCK ? ITEM_GOAL : columns[i].field;
  }
  Form *f = reader_form(r);
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, *row, c)) reader_take(r, own_cell(r, *row, c));
  uint32_t at = *row + 1;
  for (; at < g->rows; at++) {
    bool stop = is_row_header(r, at) || is_money_header(r, at), any = false;
    for (uint32_t c = 0; c < g->cols && !stop; c = grid_next(g, at, c)) {
      const Cell *cell = own_cell(r, at, c);
      if (!cell) continue;
      any = true;
      Label l = label_read(&r->labels, cell->text, IN_HEAD | IN_ROW);
      stop = l.field && l.field != ITEM_COLUMN_PAST && !l.number;
    }
    if (stop) break;
    for (uint32_t c = 0; c < g->cols && any; c = grid_next(g, at, c)) {
      const Cell *cell = own_cell(r, at, c);
      if (!cell) continue;
      bool mark = label_read(&r->labels, cell->text, IN_HEAD).field == ITEM_GOAL; // 目标1 before its text
      reader_take(r, cell);
      for (uint32_t i = 0; i < n && !mark; i++) {
        if (c < columns[i].from || c >= columns[i].to) continue;
        FormTexts *to = columns[i].field == ITEM_GOAL       ? &f->goals
                        : columns[i].field == ITEM_MID_GOAL ? &f->mid_goals
                        : columns[i].field == ITEM_DONE     ? &f->done
                                                            : NULL;
        if (to) texts_add(r, to, cell->text);
        Str joined = text_joined(r->arena, cell->text);
        bool said = columns[i].field == ITEM_GOAL_PAST && !says_none(joined) && !text_is_number(joined);
        if (said) form_comment(r, joined);
      }
    }
  }
  *row = at;
  return true;
}

// 资金支出计划(%) | 3月底 | 6月底 …, the shares in the row below.
static bool read_plan(Reader *r, uint32_t *row) {
  const Grid *g = r->grid;
  uint32_t ends = 0;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, *row, c)) {
    const Cell *cell = own_cell(r, *row, c);
    if (cell && is_month_end(label_text(r->arena, cell->text))) ends++;
  }
  if (ends < 2 || *row + 1 >= g->rows) return false;
  Form *f = reader_form(r);
  Str unit = S("%");
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, *row, c)) {
    const Cell *head = own_cell(r, *row, c), *cell = own_cell(r, *row + 1, c);
    if (!head) continue;
    reader_take(r, head);
    Str date = label_text(r->arena, head->text);
    if (!is_month_end(date)) { // the block's heading tells the unit
      Str money = money_unit(date);
      if (money.n) unit = money;
      continue;
    }
    if (!cell || text_is_blank(cell->text)) {
      reader_take(r, cell);
      continue;
    }
    Str text = label_text(r->arena, reader_text(r, cell));
    if (str_ends(text, S("%"))) text.n--;
    Str share = points_write(r->arena, text);
    if (share.n)
      *array_push(r->arena, &f->plan) = (FormPoint){date, str_cat(r->arena, share, unit)};
    else {
      reader_tell(r, D_IMPORT_UNREAD, cell, 0, TEXT_ARGS(text_of(cell->text)));
      form_comment(r, str_cat(r->arena, str_cat(r->arena, date, S(" ")), text));
      r->out->unread++;
    }
  }
  *row += 2;
  return true;
}

// 任务名称 | 主要内容 | 总额 | 财政拨款 | 其他资金, of a department.
static bool read_tasks(Reader *r, uint32_t *row) {
  const Grid *g = r->grid;
  uint32_t name_col = UINT32_MAX, text_col = UINT32_MAX;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, *row, c)) {
    const Cell *cell = own_cell(r, *row, c);
    Label l = cell ? label_read(&r->labels, cell->text, IN_HEAD) : (Label){0};
    if (l.field == ITEM_TASK) name_col = c;
    if (l.field == ITEM_TASK_TEXT) text_col = c;
  }
  if (name_col == UINT32_MAX) return false;
  uint32_t under = *row;
  struct {
    uint32_t col;
    bool total;
    Str name, unit;
  } money[8];
  uint32_t n = 0;
  Str unit = r->money_unit;
  for (uint32_t k = *row; k < *row + 2 && k < g->rows; k++)
    for (uint32_t c = 0; c < g->cols; c = grid_next(g, k, c)) {
      const Cell *cell = own_cell(r, k, c);
      if (!cell) continue;
      Label l = label_read(&r->labels, cell->text, IN_HEAD | IN_PAIR);
      Str own = money_unit(l.text);
      if (own.n && l.field) unit = own;
      if ((l.field != ITEM_TOTAL && l.field != ITEM_SOURCE) || n == 8) continue;
      money[n].col = c, money[n].total = l.field == ITEM_TOTAL, money[n].name = l.plain, n++;
      under = k;
    }
  Form *f = reader_form(r);
  f->whole = true;
  for (uint32_t k = *row; k <= under; k++)
    for (uint32_t c = 0; c < g->cols; c = grid_next(g, k, c)) reader_take(r, own_cell(r, k, c));
  uint32_t at = under + 1;
  for (; at < g->rows; at++) {
    const Cell *name = own_cell(r, at, name_col);
    Label l = name ? label_read(&r->labels, name->text, IN_HEAD | IN_PAIR) : (Label){0};
    if (!name || l.field == ITEM_TOTAL || l.field == ITEM_SUM) {
      bool sum = false;
      for (uint32_t c = 0; c < g->cols; c = grid_next(g, at, c)) {
        const Cell *cell = own_cell(r, at, c);
        Label first = cell ? label_read(&r->labels, cell->text, IN_HEAD | IN_PAIR) : (Label){0};
        sum |= first.field == ITEM_TOTAL;
      }
      for (uint32_t i = 0; i < n && sum; i++) {
        const Cell *cell = own_cell(r, at, money[i].col);
        bool unclear = false;
        if (cell && money[i].total)
          f->total.full = money_write(r->arena, reader_text(r, cell), unit, &unclear);
      }
      if (!sum) break;
      for (uint32_t c = 0; c < g->cols; c = grid_next(g, at, c)) reader_take(r, own_cell(r, at, c));
      at++;
      break;
    }
    if (l.field || is_row_header(r, at)) break;
    FormSection *s = array_push(r->arena, &f->sections);
    *s = (FormSection){.name = reader_text(r, name)};
    if (text_col != UINT32_MAX) s->use = reader_text(r, own_cell(r, at, text_col));
    for (uint32_t i = 0; i < n; i++) {
      const Cell *cell = own_cell(r, at, money[i].col);
      bool unclear = false;
      Str amount = cell ? money_write(r->arena, reader_text(r, cell), unit, &unclear) : (Str){0};
      if (unclear) reader_tell(r, D_IMPORT_UNREAD, cell, 0, TEXT_ARGS(text_of(cell->text)));
      if (!amount.n) continue;
      if (money[i].total)
        s->money.full = amount;
      else
        *array_push(r->arena, &s->sources) = (FormMoney){.name = money[i].name, .full = amount};
    }
  }
  *row = at;
  return true;
}

// ---- rows --------------------------------------------------------------------------------------

// The use of the money stands alone in the row under 预算规模及资金用途, which reaches down to it.
static bool read_use(Reader *r, uint32_t row) {
  const Grid *g = r->grid;
  if (!row) return false;
  const Cell *block = grid_at(g, row, 0), *above = own_cell(r, row - 1, 0), *only = NULL;
  if (!block || !block->text.n) block = above;
  if (!block || !block->text.n || label_read(&r->labels, block->text, IN_HEAD).field != ITEM_USE_BLOCK)
    return false;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    if (!cell || cell == block) continue;
    if (only || label_read(&r->labels, cell->text, IN_HEAD | IN_PAIR).field) return false;
    only = cell;
  }
  if (!only) return false;
  reader_take(r, only);
  texts_add(r, &reader_form(r)->uses, only->text);
  return true;
}

static const Cell *only_cell(const Reader *r, uint32_t row) {
  const Cell *only = NULL;
  for (uint32_t c = 0; c < r->grid->cols; c = grid_next(r->grid, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    if (cell && only) return NULL;
    if (cell) only = cell;
  }
  return only;
}

// Cells that nothing explained.
static void tell_untaken(Reader *r, uint32_t from, uint32_t to) {
  const Grid *g = r->grid;
  for (uint32_t row = from; row < to && row < g->rows; row++)
    for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
      const Cell *cell = own_cell(r, row, c);
      if (!cell || r->taken[cell - g->cells.p] || text_is_blank(cell->text)) continue;
      if (str_eq(cell->text, S("……")) || str_eq(cell->text, S("…")) || str_eq(cell->text, S("..."))) continue;
      Label l = label_read(&r->labels, cell->text, IN_HEAD | IN_PAIR | IN_MONEY);
      reader_take(r, cell);
      if (l.field) continue; // a heading without anything under it
      r->out->facts--;
      r->out->unread++;
      Str text = text_joined(r->arena, cell->text);
      reader_tell(r, D_IMPORT_UNREAD, cell, 0, TEXT_ARGS(text_of(text)));
      form_comment(r, text);
    }
}

static bool names_project(Reader *r, const Grid *g) {
  for (uint32_t i = 0; i < g->cells.n; i++)
    if (g->cells.p[i].text.n && label_read(&r->labels, g->cells.p[i].text, IN_HEAD).field == ITEM_PROJECT)
      return true;
  return false;
}

static void read_grid(Reader *r, const Grid *g) {
  r->grid = g;
  r->taken = NEW_N(r->arena, bool, g->cells.n + 1);
  r->weight_col = r->score_col = UINT32_MAX;
  if (r->title.n || names_project(r, g))
    r->form = NULL; // else it goes on: a form in several tables, or pages
  for (uint32_t row = 0; row < g->rows;) {
    uint32_t from = row;
    const Cell *only = only_cell(r, row);
    if (is_row_header(r, row)) {
      row = read_rows(r, row);
    } else if (is_money_header(r, row)) {
      row = read_money(r, row);
    } else if (read_plan(r, &row) || read_tasks(r, &row) || read_goals(r, &row)) {
      prose_end(r);
    } else if (read_use(r, row)) {
      row++;
    } else if (only && read_line(r, only->text, only->at_row, only)) {
      reader_take(r, only);
      row++;
    } else {
      money_pairs(r, row);
      read_pairs(r, row);
      row++;
    }
    tell_untaken(r, from, row);
  }
  r->grid = NULL;
  r->taken = NULL;
}

// ---- which form --------------------------------------------------------------------------------

typedef struct LayoutHits {
  uint32_t share[LAYOUTS]; // of a form's headings, in percent
} LayoutHits;

// What the tables of the form under way have of each form's headings.
static LayoutHits layout_hits(Reader *r, const Grid *g) {
  uint32_t hits[LAYOUTS] = {0}, all[LAYOUTS] = {0};
  LayoutHits out = {{0}};
  bool added;
  for (uint32_t i = 0; i < g->cells.n; i++) {
    const Cell *c = &g->cells.p[i];
    if (!c->text.n || c->text.n > 200) continue;
    Str key = label_text(r->arena, c->text);
    while (key.n && key.p[key.n - 1] == ':') key.n--;
    map_put(r->arena, &r->seen, key, str_hash(key), i, &added);
  }
  for (size_t i = 0; i < form_heading_n; i++) {
    Str heading = str_z(form_headings[i].heading);
    uint32_t layout = form_headings[i].layout;
    if (form_headings[i].block == BLOCK_FOOT) continue;
    all[layout]++;
    hits[layout] += map_get(&r->seen, heading, str_hash(heading)) != MAP_NONE;
  }
  for (uint32_t l = 0; l < LAYOUTS; l++) out.share[l] = all[l] ? hits[l] * 100 / all[l] : 0;
  return out;
}

static void find_layout(const LayoutHits *hits, Form *f) {
  uint32_t best = 0;
  for (uint32_t l = 0; l < LAYOUTS; l++) {
    bool values = form_layouts[l].kind == FORM_SELF || form_layouts[l].kind == FORM_MONITOR;
    if (values != f->values || (form_layouts[l].kind == FORM_DEPARTMENT) != f->whole) continue;
    if ((form_layouts[l].kind == FORM_MONITOR) != (f->month != 0)) continue;
    if (hits->share[l] > best) best = hits->share[l], f->layout = (int)l;
  }
  f->layout_hits = best;
  if (best < 50) f->layout = LAYOUT_NONE;
}

void recognise(Reader *r) {
  for (uint32_t i = 0; i < r->document->parts.n; i++) {
    const Part *p = &r->document->parts.p[i];
    if (!p->grid) {
      if (!read_line(r, p->text, p->line, NULL)) r->out->lines++;
      continue;
    }
    prose_end(r);
    uint32_t before = r->out->all.n;
    read_grid(r, p->grid);
    LayoutHits hits = layout_hits(r, p->grid);
    if (r->form) find_layout(&hits, r->form); // begun in a table before, perhaps
    for (uint32_t k = before; k < r->out->all.n; k++) find_layout(&hits, r->out->all.p[k]);
  }
  for (uint32_t i = 0; i < r->out->all.n; i++) // a year or a department told later holds for all
    if (!r->out->all.p[i]->year) r->out->all.p[i]->year = r->year;
  for (uint32_t i = 0; i < r->out->all.n; i++)
    if (!r->out->all.p[i]->department.n) r->out->all.p[i]->department = r->department;
}
