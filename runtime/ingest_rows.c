// Sixty-four rows at a time, step by step, so that memory is asked for long before it is needed, and little
// at a time: hash the project and ask for its place in the table; read date and number meanwhile; ask for its
// record; compare its name, find the state; work out the value and ask for that; join.
//
//   csv_part ─▶ csv_index ─▶ csv_batch ─▶ rows_ask ─▶ _cells ─▶ _find ─▶ _place ─▶ _value ─▶ join ──▶ State
//                                                        └───── what is not sure ──▶ take_row
#include "base/utf.h"
#include "grammar/diags.h"
#include "runtime/eval.h"
#include "runtime/ingest_parts.h"
#include "runtime/read/csv_record.h"

// ---- the long way -------------------------------------------------------------------------------

static bool sink_row(void *ctx, const Row *row) {
  Worker *w = ctx;
  Row own = *row;
  if (w->g->columns) memcpy(own.column, w->g->columns, sizeof own.column);
  take_row(w->t, &own, place_of(w, w->t->line));
  return true;
}

void ingest_not_utf8(Ingest *g, uint64_t at) {
  pthread_mutex_lock(&g->lock);
  if (at < g->bad_at) g->bad_at = at;
  atomic_store(&g->stop, true);
  pthread_mutex_unlock(&g->lock);
}

static bool blank(Str text, char separator) {
  size_t i = 0;
  while (i < text.n && (text.p[i] == separator || is_blank(text.p[i]))) i++;
  return i == text.n;
}

static void long_way(Worker *w, uint32_t from, uint32_t to, uint32_t line) {
  Ingest *g = w->g;
  Taker *t = w->t;
  Str text = {w->chunk.p + from, to - from};
  t->input = NONE;
  if (blank(text, g->shape.separator)) return;
  size_t bad = utf_valid(text);
  if (bad < text.n) {
    ingest_not_utf8(g, w->chunk.at + from + bad);
    return;
  }
  ArenaMark mark = arena_mark(&w->arena);
  CsvText c = {.arena = &w->arena, .text = text, .line = 1, .separator = g->shape.separator};
  csv_record(&c);
  Cells cells = {c.cells.p, c.cells.n, csv_open_end(text)};
  t->line = line;
  uint32_t row = w->run->row + line; // true where there is one thread
  layout_row(&g->feed.layout, &w->arena, &g->feed.in->place, &cells, row, NULL, (RowSink){sink_row, w});
  arena_reset(&w->arena, mark);
}

// ---- the short way ------------------------------------------------------------------------------

// What the small state cannot hold.
static void join_big(Worker *w, const Pending *r, const InputClass *c, uint32_t day, bool prev, RowPos at) {
  Taker *t = w->t;
  const Actuals *x = t->x;
  State *s = &t->state[prev][r->slot];
  Places *places = r->slot < x->placed ? NULL : &t->places[prev][r->slot - x->placed];
  Ext *e = taker_ext(t, r->slot);
  if (c->agg != AGG_LAST || state_n(s) == STATE_N_MAX) {
    state_flush(&t->arena, s, places, c, prev ? x->prev_start : x->year_start, e, prev);
    state_join(s, c->agg, r->value, day, r->assumed && !prev, at);
    if (places) places_set(places, 0, at);
    return;
  }
  Joined *j = &e->joined[prev]; // another value on the same day
  Value value = value_num(num_mul(&t->scratch, NUM(r->value), c->quantum));
  joined_row(j, at);
  if (r->assumed && !prev) e->flags |= FLAG_UNIT_ASSUMED;
  joined_add(&t->arena, j, &value, r->date, at);
}

// A row of no day of this year up to the as-of date.
static __attribute__((noinline)) void join_other(Worker *w, const Pending *r, const InputClass *c,
                                                 RowPos at) {
  Taker *t = w->t;
  const Actuals *x = t->x;
  t->rows.read++;
  if (r->date > x->r->as_of) {
    t->rows.after_as_of++;
    return;
  }
  if (r->date < x->prev_start || r->date > x->prev_end) {
    t->rows.out_of_span++;
    return;
  }
  uint32_t day = (uint32_t)(r->date - x->prev_start), n = state_n(&t->state[1][r->slot]);
  if (c->unused)
    t->rows.unused++;
  else
    t->rows.used++;
  t->rows.unit_assumed += r->assumed;
  if (!state_join(&t->state[1][r->slot], c->agg, r->value, day, false, at))
    join_big(w, r, c, day, true, at);
  else if (r->slot >= x->placed && n < 3)
    places_set(&t->places[1][r->slot - x->placed], n, at);
}

// The last step; what it leaves is not ok.
static void join(Worker *w) {
  Taker *t = w->t;
  const Actuals *x = t->x;
  const InputClass *classes = x->slots.classes;
  State *states = t->state[0];
  Date start = x->year_start;
  RowPos first = place_of(w, 0);
  uint32_t days = (uint32_t)(x->r->as_of - start), placed = x->placed, n = w->batch.n;
  uint32_t joined = 0, unused = 0, assumed = 0;
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    uint32_t slot = r->slot, day = (uint32_t)r->date - (uint32_t)start;
    if (!r->ok) continue;
    RowPos at = first + w->batch.line[i];
    if (__builtin_expect(day > days, 0)) {
      join_other(w, r, &classes[r->class_no], at);
      continue;
    }
    joined++;
    unused += r->flags & ROW_UNUSED;
    assumed += r->assumed;
    uint32_t had = state_n(&states[slot]);
    if (__builtin_expect(!state_join(&states[slot], r->agg, r->value, day, r->assumed, at), 0))
      join_big(w, r, &classes[r->class_no], day, false, at);
    else if (slot >= placed && had < 3)
      places_set(&t->places[0][slot - placed], had, at);
    if (__builtin_expect(r->flags & ROW_POINTS, 0))
      take_points(t, x->slots.input_of[slot],
                  num_mul(&t->scratch, NUM(r->value), classes[r->class_no].quantum), r->date);
  }
  t->rows.read += joined, t->rows.used += joined - unused, t->rows.unused += unused;
  t->rows.unit_assumed += assumed;
}

static void learn_names(Worker *w, uint32_t i) {
  if (!w->batch.plain[i] || w->t->input == NONE || w->rows[i].slot != NONE) return;
  Str cells[NAMES_CELLS];
  row_names(w, i, cells);
  learnt_put(&w->arena, &w->learnt, cells, w->t->x->slots.of[w->t->input]);
}

void ingest_batch(Worker *w) {
  const CsvBatch *b = &w->batch;
  if (!w->g->simple) {
    for (uint32_t i = 0; i < b->n; i++) long_way(w, csv_start_of(b, i), csv_end_of(b, i), b->line[i]);
    return;
  }
  rows_ask(w);
  rows_cells(w);
  rows_find(w);
  rows_place(w);
  rows_value(w);
  join(w);
  for (uint32_t i = 0; i < b->n; i++) {
    if (w->rows[i].ok) continue;
    long_way(w, csv_start_of(b, i), csv_end_of(b, i), b->line[i]);
    learn_names(w, i);
  }
}
