// The cells that need no table, and then the value in its class's quanta. What is not sure is left to the
// long way: units and unusual dates are read by it once, and remembered by their bytes.
#include "base/utf.h"
#include "runtime/ingest_parts.h"

// ---- date and number ----------------------------------------------------------------------------

// Where in Ingest.days 06-30 stands, of its bytes ^ "00-00": four bits of each digit, one and two of the
// tens.
static inline uint32_t place_of_day(uint64_t x) {
  return (uint32_t)(x * 0x40040001001u >> 32) & (DAYS - 1);
}

void ingest_days(Ingest *g) {
  int year = g->x->plan->year - 1;
  for (int y = 0; y < 2; y++, year++) {
    for (int i = 0, left = year; i < 4; i++, left /= 10)
      g->year_text[y] |= (uint64_t)('0' + left % 10) << (24 - 8 * i);
    g->year_text[y] |= (uint64_t)'-' << 32;
    for (int i = 0; i < DAYS; i++) g->days[y][i] = DATE_NONE;
    for (unsigned m = 1; m <= 12; m++)
      for (unsigned d = 1; d <= 31; d++) {
        uint64_t digits = m / 10 | m % 10 << 8 | d / 10 << 24 | (uint64_t)(d % 10) << 32;
        Date *to = &g->days[y][place_of_day(digits)];
        if (!date_make(year, (int)m, (int)d, to)) *to = DATE_NONE;
      }
  }
}

// What of -06-30 is no digit where one belongs: bytes ^ "00-00".
static inline uint64_t no_day(uint64_t x) {
  return x & ~(uint64_t)0x0F03000F01u;
}
static inline uint64_t day_text(const char *p) { // of 2021-06-30
  return text_word(p + 2) >> 24 ^ 0x30302D3030u;
}

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
    bool impossible;
    e->n = (uint8_t)cell.n;
    memcpy(e->text, p, cell.n);
    w->date_n++;
    Str when = utf_valid(text) == text.n ? utf_key(&t->scratch, str_trim(text)) : (Str){0};
    if (!when.n || !cell_date(when, t->x->plan->year, t->x->r->as_of, &e->date, &impossible))
      e->date = DATE_NONE;
    arena_reset(&t->scratch, mark);
  }
  return e->date;
}

static __attribute__((noinline)) void unusual_date(Worker *w, uint32_t i, CsvCell cell) {
  const Ingest *g = w->g;
  const char *p = w->chunk.p + cell.at;
  Pending *r = &w->rows[i];
  Date day = DATE_NONE;
  if (!r->ok || w->numbers.decimals[i] == NOT_QUICK) {
    r->ok = false;
    return;
  }
  uint64_t x = day_text(p);
  if (!cell.n)
    day = w->t->x->r->as_of;
  else if (cell.n == 10 && (text_word(p) ^ g->year_text[0]) << 24 == 0 && !no_day(x))
    day = g->days[0][place_of_day(x)];
  if (day == DATE_NONE) day = remembered_date(w, cell);
  r->ok = day != DATE_NONE;
  r->date = day;
}

void rows_cells(Worker *w) {
  const Ingest *g = w->g;
  const char *p = w->chunk.p;
  const uint8_t *decimals = w->numbers.decimals;
  uint32_t n = w->batch.n;
  uint64_t year = g->year_text[1];
  CsvCells dates = csv_column(&w->batch, g->shape.at[COL_DATE]);
  Pending *r = w->rows;
  g->number_reader(p, csv_column(&w->batch, g->shape.at[COL_VALUE]), n, &w->numbers);
  for (uint32_t i = 0; i < n; i++, r++) { // 2021-06-30 of this year?
    CsvCell date = csv_cell(dates, i);
    uint64_t x = day_text(p + date.at), other = (text_word(p + date.at) ^ year) << 24 | no_day(x);
    r->date = g->days[1][place_of_day(x)];
    bool usual = (other | (date.n ^ 10)) == 0 && r->date != DATE_NONE && decimals[i] != NOT_QUICK;
    if (__builtin_expect(!usual, 0)) unusual_date(w, i, date);
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

static __attribute__((noinline)) UnitEntry *new_unit(Worker *w, UnitEntry *e, Short text, uint32_t key,
                                                     uint32_t i) {
  const InputClass *c = &w->t->x->slots.classes[w->rows[i].class_no];
  if (w->unit_n > UNITS / 2) {
    memset(w->units, 0, sizeof w->units);
    w->unit_n = 0;
    e = w->units; // where it is not looked for: learnt again, that is all
  }
  w->unit_n++;
  *e = (UnitEntry){.text = text, .key = key};
  if (key >> 2 & 31 || w->g->feed.layout.header_unit.n) {
    learn_unit(w, e, c, i);
  } else if (c->quick) { // the declared one
    unit_factors(e, c->times, c->tens);
    e->assumed = c->counts;
    e->doubtful = c->ratio;
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

void rows_value(Worker *w) {
  const char *p = w->chunk.p;
  const QuickNumbers *q = &w->numbers;
  CsvCells units = csv_column(&w->batch, w->g->shape.at[COL_UNIT]);
  bool more = w->g->beside;
  uint32_t n = w->batch.n;
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    if (!r->ok || r->slot == NONE) continue;
    r->ok = false;
    CsvCell unit = csv_cell(units, i);
    uint32_t key = (uint32_t)r->class_no << 8 | 1;
    if (__builtin_expect(q->behind[i] != 0, 0)) {
      CsvCell behind = unit_behind(w, i);
      if (behind.n) unit = behind, key |= 2;
    }
    if (unit.n > SHORT || q->decimals[i] >= UNIT_DECIMALS || (more && beside(w, i))) continue;
    Short text = short_cell(p + unit.at, unit.n);
    key |= unit.n << 2;
    UnitEntry *e = &w->units[short_hash(text, key) / (UINT64_MAX / UNITS + 1)];
    while (e->key != key || !same_short(e->text, text)) {
      if (!e->key) {
        e = new_unit(w, e, text, key, i);
        break;
      }
      if (++e == w->units + UNITS) e = w->units;
    }
    int64_t factor = e->factor[q->decimals[i]];
    r->assumed = e->assumed;
    r->ok = factor && !__builtin_mul_overflow(q->value[i], factor, &r->value);
    if (e->doubtful) r->ok &= !up_to_one(q, i);
  }
}
