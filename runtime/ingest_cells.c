// The cells that need no table, and then the value in its class's quanta. What is not sure is left to the
// long way: units and unusual dates are read by it once, and remembered by their bytes.
#include "base/utf.h"
#include "runtime/ingest_parts.h"

// ---- date and number ----------------------------------------------------------------------------

// 2021-06-30 of this year or the last.
static inline bool read_day(const Ingest *g, const char *p, size_t n, Date *out) {
  uint64_t year = text_word(p) & 0xFFFFFFFFFFu, rest = text_word(p + 2) >> 24; // 2021-, 06-30
  bool now = year == g->year_text[1];
  uint64_t x = rest ^ 0x30302D3030u;
  bool digits = (((x + 0x76767F7676u) | x) & 0x8080808080u) == 0;
  if (n != 10 || !(now || year == g->year_text[0]) || !digits) return false;
  unsigned month = (unsigned)(x & 15) * 10 + (unsigned)(x >> 8 & 15);
  unsigned day = (unsigned)(x >> 24 & 15) * 10 + (unsigned)(x >> 32 & 15);
  if (month > 12 || day > 31) return false;
  *out = g->days[now][month][day];
  return *out != DATE_NONE;
}

static bool remembered_date(Worker *w, const char *p, size_t n, Date *out) {
  if (n > SHORT) return false;
  Short text = short_cell(p, n);
  DateEntry *e = &w->dates[short_hash(&text, n) % DATES];
  if (e->n != n || !same_short(&e->text, &text)) {
    Taker *t = w->t;
    ArenaMark mark = arena_mark(&t->scratch);
    Str cell = {p, n};
    bool impossible;
    *e = (DateEntry){.text = text, .n = (uint8_t)n};
    Str when = utf_valid(cell) == n ? utf_key(&t->scratch, str_trim(cell)) : (Str){0};
    e->sure = when.n && cell_date(when, t->x->plan->year, t->x->r->as_of, &e->date, &impossible);
    arena_reset(&t->scratch, mark);
  }
  *out = e->date;
  return e->sure;
}

static inline void read_cells(Worker *w, uint32_t i) {
  const Ingest *g = w->g;
  const CsvBatch *b = &w->batch;
  const char *p = w->chunk.p;
  Pending *r = &w->rows[i];
  CsvCell value = csv_cell(csv_column(b, g->shape.at[COL_VALUE]), i),
          date = csv_cell(csv_column(b, g->shape.at[COL_DATE]), i);
  size_t end;
  while (value.n && is_blank(p[value.at + value.n - 1])) value.n--; // blanks behind are no unit
  r->ok = read_digits(p + value.at, value.n, &r->value, &r->decimals, &end);
  r->rest = (CsvCell){value.at + (uint32_t)end, value.n - (uint32_t)end};
  if (!date.n)
    r->date = w->t->x->r->as_of;
  else if (r->ok && !read_day(g, p + date.at, date.n, &r->date))
    r->ok = remembered_date(w, p + date.at, date.n, &r->date);
}

void rows_cells(Worker *w) {
  for (uint32_t i = 0; i < w->batch.n; i++)
    if (w->rows[i].ok) read_cells(w, i);
}

// ---- unit ---------------------------------------------------------------------------------------

// How a unit is read is seen by reading a whole cell with it the long way.
static void learn_unit(Worker *w, UnitEntry *e, const InputClass *c, uint32_t i, uint32_t input) {
  Taker *t = w->t;
  Str cells[] = {row_cell(w, COL_VALUE, i), row_cell(w, COL_UNIT, i)};
  e->sure = false;
  if (input == NONE || utf_valid(cells[0]) < cells[0].n || utf_valid(cells[1]) < cells[1].n) return;
  ArenaMark mark = arena_mark(&t->scratch);
  CellWant want = actuals_want(t->x, input);
  CellRead read = cell_read(&t->scratch, &want, cells[0], cells[1], w->g->feed.layout.header_unit);
  const Pending *r = &w->rows[i];
  if (read.problem == CELL_OK && !read.flags && !read.assumed && read.value.kind == VALUE_QUANTITY) {
    Num scale = unit_scale(t->x->units, read.unit),
        ten = num_pow(&t->scratch, NUM(10), -(int64_t)r->decimals);
    Num value = num_mul(&t->scratch, num_mul(&t->scratch, NUM(r->value), ten), scale);
    e->sure = num_cmp(value, read.value.num) == 0 && class_unit(&t->scratch, c, scale, &e->times, &e->tens);
  }
  arena_reset(&t->scratch, mark);
}

// digits / 10^decimals of a unit, in quanta; false: no whole number that fits.
static inline bool in_quanta(const Pending *r, int64_t times, int tens, int64_t *out) {
  int shift = tens - r->decimals;
  if (__builtin_expect(shift < 0 || shift > 18, 0)) return false;
  int64_t v;
  return !__builtin_mul_overflow(r->value, times, &v) && !__builtin_mul_overflow(v, tens_table[shift], out);
}

static inline UnitEntry *unit_entry(Worker *w, const char *p, size_t n, UnitWhere where, uint16_t class_no,
                                    Short *text) {
  *text = short_cell(p, n);
  return &w->units[short_hash(text, (uint64_t)class_no << 2 | where) >> 56];
}

// A unit column that is not needed has been seen by nobody yet.
static bool reads_beside(const Worker *w, uint32_t i) {
  Str unit = row_cell(w, COL_UNIT, i);
  return utf_valid(unit) == unit.n;
}

static inline bool beside(const Worker *w, uint32_t i) { // cells that the short way does not know
  if (!w->g->beside) return false;
  for (int c = COL_REASON; c < COLUMNS; c++)
    if (csv_cell(csv_column(&w->batch, w->g->shape.at[c]), i).n) return true;
  return false;
}

// The row's value in quanta; false: not for the short way.
static inline bool value_of(Worker *w, uint32_t i) {
  Pending *r = &w->rows[i];
  const InputClass *c = &w->t->x->classes[r->class_no];
  const char *p = w->chunk.p;
  UnitWhere where = UNIT_IN_CELL;
  const char *unit = p + r->rest.at;
  size_t n = r->rest.n;
  if (!n && w->g->shape.at[COL_UNIT]) {
    CsvCell cell = csv_cell(csv_column(&w->batch, w->g->shape.at[COL_UNIT]), i);
    where = UNIT_IN_COLUMN, unit = p + cell.at, n = cell.n;
  }
  if (!n && w->g->feed.layout.header_unit.n)
    where = UNIT_IN_HEADER, unit = "                ", n = 1; // the same for all rows
  if (!c->quick || beside(w, i)) return false;
  r->assumed = !n && c->counts;
  if (!n) {
    if (c->ratio && r->value) {
      int64_t size = r->value < 0 ? -r->value : r->value;
      if (size <= tens_table[r->decimals]) return false;
    }
    return in_quanta(r, c->times, c->tens, &r->value);
  }
  if (n > SHORT || (where == UNIT_IN_CELL && !reads_beside(w, i))) return false;
  Short text;
  UnitEntry *e = unit_entry(w, unit, n, where, r->class_no, &text);
  if (__builtin_expect(e->where != where + 1 || e->class_no != r->class_no || e->n != n ||
                           !same_short(&e->text, &text),
                       0)) {
    *e = (UnitEntry){.text = text, .class_no = r->class_no, .where = (uint8_t)(where + 1), .n = (uint8_t)n};
    learn_unit(w, e, c, i, w->t->x->input_of[r->slot]);
  }
  return e->sure && in_quanta(r, e->times, e->tens, &r->value);
}

void rows_value(Worker *w) {
  for (uint32_t i = 0; i < w->batch.n; i++)
    if (w->rows[i].ok && w->rows[i].slot != NONE) w->rows[i].ok = value_of(w, i);
}
