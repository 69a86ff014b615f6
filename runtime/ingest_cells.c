// The cells that need no table, and then the value in its class's quanta. What is not sure is left to the
// long way: units and unusual dates are read by it once, and remembered by their bytes.
#include "base/utf.h"
#include "runtime/ingest_parts.h"

// ---- date and number ----------------------------------------------------------------------------

static Date remembered_date(Worker *w, CsvCell cell) {
  const char *p = w->chunk.p + cell.at;
  if (cell.n > DATE_TEXT) return DATE_NONE;
  if (w->date_n > DATES / 2) {
    memset(w->dates, 0, sizeof w->dates);
    w->date_n = 0;
  }
  DateEntry *e = &w->dates[names_hash(p, cell.n) % DATES];
  while (e->n && (e->n != cell.n || !names_same(e->text, p, cell.n)))
    if (++e == w->dates + DATES) e = w->dates;
  if (!e->n) {
    Taker *t = w->t;
    ArenaMark mark = arena_mark(&t->scratch);
    Str text = {p, cell.n};
    CellProblem why;
    e->n = (uint8_t)cell.n;
    memcpy(e->text, p, cell.n);
    w->date_n++;
    Str when = utf_valid(text) == text.n ? utf_key(&t->scratch, str_trim(text)) : (Str){0};
    if (!when.n || !cell_date(when, t->x->plan->year, t->x->r->as_of, &e->date, &why)) e->date = DATE_NONE;
    arena_reset(&t->scratch, mark);
  }
  return e->date;
}

static __attribute__((noinline)) void unusual_date(Worker *w, CsvCells dates, uint32_t i) {
  Date *day = &w->date[i];
  CsvCell cell = csv_cell(dates, i);
  if (!cell.n) *day = w->t->x->r->as_of;
  CsvCells only = {dates.from + i * dates.stride, dates.to + i * dates.stride, 0};
  if (*day == DATE_NONE) quick_dates_portable(&w->g->days[1], w->chunk.p, only, 1, false, day);
  if (*day == DATE_NONE) *day = remembered_date(w, cell);
}

void rows_cells(Worker *w) {
  const Ingest *g = w->g;
  const char *p = w->chunk.p;
  uint32_t n = w->batch.n;
  CsvCells dates = csv_column(&w->batch, g->shape.at[COL_DATE]);
  g->number_reader(p, csv_column(&w->batch, g->shape.at[COL_VALUE]), n, &w->numbers);
  if (g->shape.at[COL_DATE])
    g->date_reader(&g->days[0], p, dates, n, w->batch.alike, w->date);
  else
    for (uint32_t i = 0; i < n; i++) w->date[i] = w->t->x->r->as_of;
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    r->ok &= w->numbers.decimals[i] < UNIT_DECIMALS;
    if (__builtin_expect((w->date[i] == DATE_NONE) & r->ok, 0)) {
      unusual_date(w, dates, i);
      r->ok = w->date[i] != DATE_NONE;
    }
    r->date = w->date[i];
  }
}

// ---- unit ---------------------------------------------------------------------------------------

static void unit_factors(UnitEntry *e, int64_t times, int tens) {
  for (int i = 0; i < UNIT_DECIMALS; i++) {
    int shift = tens - i;
    bool whole =
        shift >= 0 && shift <= 18 && !__builtin_mul_overflow(times, tens_table[shift], &e->factor[i]);
    if (!whole) e->factor[i] = 0;
  }
}

// How a unit is read is seen by reading a whole cell with it the long way.
static void learn_unit(Worker *w, UnitEntry *e, const InputClass *c, uint32_t i) {
  Taker *t = w->t;
  uint32_t input = t->x->slots.input_of[w->rows[i].slot];
  Str cells[] = {row_cell(w, COL_VALUE, i), row_cell(w, COL_UNIT, i)};
  if (!c->quick || input == NONE || utf_valid(cells[0]) < cells[0].n || utf_valid(cells[1]) < cells[1].n)
    return;
  ArenaMark mark = arena_mark(&t->scratch);
  CellWant want = actuals_want(t->x, input);
  CellRead read = cell_read(&t->scratch, &want, cells[0], cells[1], w->g->feed.layout.header_unit);
  if (read.problem == CELL_OK && !read.flags && !read.assumed && read.value.kind == VALUE_QUANTITY) {
    int64_t times;
    int8_t tens;
    Num scale = unit_scale(t->x->units, read.unit),
        ten = num_pow(&t->scratch, NUM(10), -(int64_t)w->numbers.decimals[i]);
    Num value = num_mul(&t->scratch, num_mul(&t->scratch, NUM(w->numbers.value[i]), ten), scale);
    if (num_cmp(value, read.value.num) == 0 && class_unit(&t->scratch, c, scale, &times, &tens))
      unit_factors(e, times, tens);
  }
  arena_reset(&t->scratch, mark);
}

void ingest_forget_units(Worker *w) {
  memset(w->units, 0, sizeof w->units);
  w->unit_n = 0;
}

static __attribute__((noinline)) UnitEntry *new_unit(Worker *w, UnitEntry *e, CsvCell unit, uint32_t key,
                                                     uint32_t i) {
  const InputClass *c = &w->t->x->slots.classes[w->rows[i].class_no];
  if (w->unit_n > UNITS / 2) {
    ingest_forget_units(w);
    e = w->units; // where it is not looked for: learnt again, that is all
  }
  w->unit_n++;
  *e = (UnitEntry){.text = short_cell(w->chunk.p + unit.at, unit.n), .key = key};
  if (unit.n || w->g->feed.layout.header_unit.n) {
    learn_unit(w, e, c, i);
  } else if (c->quick) { // the declared one
    unit_factors(e, c->times, c->tens);
    e->assumed = c->counts;
    if (c->ratio) e->key |= UNIT_DOUBTFUL;
  }
  return e;
}

// The unit that stands in the value's own cell, behind its number; empty where there are but blanks. One too
// long: not for the short way.
static __attribute__((noinline)) CsvCell unit_behind(const Worker *w, uint32_t i) {
  const char *p = w->chunk.p;
  CsvCell value = csv_cell(csv_column(&w->batch, w->g->shape.at[COL_VALUE]), i);
  uint32_t n = w->numbers.behind[i];
  CsvCell unit = {value.at + value.n - n, n};
  while (unit.n && is_blank(p[unit.at + unit.n - 1])) unit.n--;
  Str column = row_cell(w, COL_UNIT, i); // nobody has seen it yet
  if (unit.n && (p[unit.at] == ',' || utf_valid(column) < column.n)) unit.n = UINT32_MAX;
  return unit;
}

static __attribute__((noinline)) bool beside(const Worker *w,
                                             uint32_t i) { // cells that the short way does not know
  for (int c = COL_REASON; c < COLUMNS; c++)
    if (csv_cell(csv_column(&w->batch, w->g->shape.at[c]), i).n) return true;
  return false;
}

// A number up to 1, where it is doubtful whether it is a share or percents.
static bool up_to_one(const QuickNumbers *q, uint32_t i) {
  int64_t size = q->value[i] < 0 ? -q->value[i] : q->value[i];
  return size && size <= tens_table[q->decimals[i]];
}

static inline UnitEntry *unit_seat(Worker *w, Short text, uint32_t key) {
  return &w->units[short_hash(text, key) / (UINT64_MAX / UNITS + 1)];
}

static __attribute__((noinline)) bool careful_value(Worker *w, CsvCell unit, uint32_t i) {
  const QuickNumbers *q = &w->numbers;
  Pending *r = &w->rows[i];
  uint32_t key = (uint32_t)r->class_no << 8 | 1;
  CsvCell behind = q->behind[i] ? unit_behind(w, i) : (CsvCell){0};
  if (behind.n) unit = behind, key |= 2;
  if (unit.n > SHORT || (w->g->beside && beside(w, i))) return false;
  Short text = short_cell(w->chunk.p + unit.at, unit.n);
  key |= unit.n << 2;
  UnitEntry *e = unit_seat(w, text, key);
  while (e->key && ((e->key & ~(uint32_t)UNIT_DOUBTFUL) != key || !same_short(e->text, text)))
    if (++e == w->units + UNITS) e = w->units;
  if (!e->key) e = new_unit(w, e, unit, key, i);
  int64_t factor = e->factor[q->decimals[i]];
  r->assumed = e->assumed;
  return factor && !__builtin_mul_overflow(q->value[i], factor, &r->value) &&
         !(e->key & UNIT_DOUBTFUL && up_to_one(q, i));
}

void rows_value(Worker *w) {
  const char *p = w->chunk.p;
  const QuickNumbers *q = &w->numbers;
  CsvCells units = csv_column(&w->batch, w->g->shape.at[COL_UNIT]);
  uint32_t n = w->batch.n;
  bool careful = w->g->beside;
  Soon soon = soon_of(w);
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    if (!r->ok) continue;
    soon_joined(&soon, r);
    CsvCell unit = csv_cell(units, i);
    uint32_t key = (uint32_t)r->class_no << 8 | unit.n << 2 | 1;
    Short text = short_cell(p + unit.at, unit.n & 31); // one too long is nobody's
    const UnitEntry *e = unit_seat(w, text, key);
    int64_t factor = e->factor[q->decimals[i]];
    r->assumed = e->assumed;
    r->ok = !__builtin_mul_overflow(q->value[i], factor, &r->value);
    if (__builtin_expect(e->key != key || !same_short(e->text, text) || q->behind[i] || !factor || careful,
                         0))
      r->ok = careful_value(w, unit, i);
  }
}
