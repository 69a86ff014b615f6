// What threads share while rows are read, and how what each of them has is put together: findings by their
// place, states by merging, at the end a value for each input.
#include "runtime/actuals.h"
#include "base/par.h"
#include "grammar/diags.h"
#include "runtime/eval.h"
#include "runtime/inputs.h"
#include "runtime/taker.h"
#include <stdlib.h>

static Date same_day_last_year(Date d) { // the end of February stays the end of February
  Date last = date_add_years(d, -1);
  int year, month, day;
  date_split(d + 1, &year, &month, &day);
  if (month != 3 || day != 1) return last;
  return date_month_end(year - 1, 2);
}

// ---- beginning ----------------------------------------------------------------------------------

static Taker *taker_new(Actuals *x) {
  Taker *t = NEW(x->arena, Taker);
  *t = (Taker){.x = x};
  arena_init_like(&t->arena, x->arena);
  arena_init_like(&t->scratch, x->arena);
  t->diags = diags_new(&t->arena, x->diags->table);
  t->told = NEW_N(&t->arena, uint32_t, DIAG_IDS);
  t->notes = out_memory(&t->arena);
  return t;
}

Actuals *actuals_new(Arena *a, Results *r, UnitTable *units, Diags *diags, unsigned takers) {
  const Plan *p = r->plan;
  Actuals *x = NEW(a, Actuals);
  *x = (Actuals){.arena = a, .r = r, .plan = p, .units = units, .diags = diags};
  x->matcher = matcher_new(a, p);
  x->slots = slots_new(a, p, takers);
  x->unit_ids = NEW_N(a, UnitId, p->units.n);
  for (uint32_t i = 0; i < p->units.n; i++)
    x->unit_ids[i] = units_planned(units, plan_text(p, p->units.text[i])).id;
  x->year_start = date_year_end(p->year - 1) + 1;
  x->prev_start = date_year_end(p->year - 2) + 1;
  x->prev_end = same_day_last_year(r->as_of);
  x->run = ROW_POS_NONE;
  x->shown = NEW_N(a, uint32_t, DIAG_IDS);
  x->found = NEW_N(a, uint64_t, DIAG_IDS);
  x->taker_n = takers ? takers : 1;
  x->takers = NEW_N(a, Taker *, x->taker_n);
  for (uint32_t k = 0; k < x->taker_n; k++) x->takers[k] = taker_new(x);
  return x;
}

void actuals_bad_rows(Actuals *x, BadRows *to) {
  x->bad_rows = to;
}

void actuals_no_places(Actuals *x) {
  x->placed = x->slots.used_n;
}

void actuals_trace(Actuals *x, uint32_t input) {
  if (!x->trace_of) x->trace_of = NEW_N(x->arena, uint32_t, x->plan->inputs.n + 1);
  if (x->trace_of[input]) return;
  *array_push(x->arena, &x->traces) = (Trace){.input = input};
  x->trace_of[input] = x->traces.n;
}

const RowTrace *actuals_traced(const Actuals *x, uint32_t input, uint32_t *n) {
  *n = 0;
  if (!x->trace_of || !x->trace_of[input]) return NULL;
  const Trace *t = &x->traces.p[x->trace_of[input] - 1];
  *n = t->rows.n;
  return t->rows.p;
}

void actuals_states(Actuals *x, unsigned takers) {
  if (!x->slots.class_of) slots_classes(x, x->taker_n);
  for (unsigned k = 0; k < takers; k++) {
    Taker *t = x->takers[k];
    Arena *a = k ? &t->arena : x->arena;
    for (int span = 0; span < 2 && !t->state[1]; span++) { // the first one's outlive reading
      t->places[span] = arena_pages(a, (size_t)x->slots.n - x->placed + 1, sizeof(Places));
      t->state[span] = arena_pages(a, (size_t)x->slots.n + 1, sizeof(State));
    }
  }
}

// ---- places -------------------------------------------------------------------------------------

enum { BLOCK = 1024 };

uint32_t row_runs_add(Arena *a, Results *r, uint32_t n, RowRun like) {
  uint32_t first = r->run_n;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t k = r->run_n++;
    if (k % BLOCK == 0) {
      r->runs = arena_resize(a, r->runs, k / BLOCK * sizeof(RowRun *), (k / BLOCK + 1) * sizeof(RowRun *),
                             alignof(RowRun *));
      r->runs[k / BLOCK] = NEW_N(a, RowRun, BLOCK);
    }
    r->runs[k / BLOCK][k % BLOCK] = like;
  }
  return first;
}

RowRun *row_run_at(const Results *r, uint32_t number) {
  return &r->runs[number / BLOCK][number % BLOCK];
}

RowRef row_ref(const Results *r, RowPos at) {
  const RowRun *s = row_run_at(r, (uint32_t)(at >> ROW_RUN_BITS));
  uint32_t i = (uint32_t)(at & ((1u << ROW_RUN_BITS) - 1));
  return (RowRef){s->file, s->sheet, s->row + i / s->stride, s->column + i % s->stride};
}

// The place of a row that comes by itself: in the stretch of the last one, where it fits. A stretch is as
// wide as the columns of values that were met so far, so that wide tables soon have long ones.
static RowPos next_place(Actuals *x, const Row *row) {
  enum { MOST = 1 << ROW_RUN_BITS };
  uint32_t column = row->column[COL_VALUE];
  RowRun *s = x->run == ROW_POS_NONE ? NULL : row_run_at(x->r, (uint32_t)(x->run >> ROW_RUN_BITS));
  bool here = s && s->file == row->file && str_eq(s->sheet, row->sheet);
  if (here && row->row >= s->row && column >= s->column && column - s->column < s->stride) {
    uint64_t i = (uint64_t)(row->row - s->row) * s->stride + (column - s->column);
    if (i < MOST) return x->run + i;
  }
  x->low = here && x->low < column ? x->low : column;
  x->high = here && x->high > column ? x->high : column;
  if (x->high - x->low >= MOST) x->low = x->high = column;
  RowRun new = {.file = row->file, .row = row->row, .column = x->low, .stride = x->high - x->low + 1};
  new.sheet = here ? s->sheet : str_dup(x->arena, row->sheet);
  x->run = (RowPos)row_runs_add(x->arena, x->r, 1, new) << ROW_RUN_BITS;
  return x->run + (column - x->low);
}

bool actuals_row(void *actuals, const Row *row) {
  Actuals *x = actuals;
  Taker *t = x->takers[0];
  t->line = 0;
  take_row(t, row, next_place(x, row));
  if (t->notes.n) { // at once: its place is known
    bad_rows_one(x->bad_rows, row->file, row->sheet, row->row, out_text(&t->notes));
    t->notes.n = 0;
  }
  return true;
}

// ---- findings -----------------------------------------------------------------------------------

static int by_place(const void *a, const void *b) { // equal places: one row's, as they were found
  const Found *x = a, *y = b;
  if (x->at != y->at) return x->at < y->at ? -1 : 1;
  return (x->diag->order > y->diag->order) - (x->diag->order < y->diag->order);
}

static Text text_dup(Arena *a, Text t) {
  return (Text){str_dup(a, t.zh), str_dup(a, t.en)};
}

// A finding of a thread's own into the run's.
static void hand_on(Actuals *x, const Found *f) {
  const Diag *d = f->diag;
  Text args[TEXT_MAX_ARGS], note[TEXT_MAX_ARGS];
  for (uint8_t i = 0; i < d->text.argc; i++) args[i] = text_dup(x->arena, d->text.args[i]);
  Diag *to = diag_add(x->diags, d->text.id, (Span){0}, args, d->text.argc);
  RowRef at = row_ref(x->r, f->at);
  to->cell.name = x->r->files[at.file].name;
  to->cell.sheet = at.sheet;
  to->cell.row = at.row, to->cell.column = d->cell.column;
  for (const DiagNote *n = d->notes; n; n = n->next) {
    for (uint8_t i = 0; i < n->text.argc; i++) note[i] = text_dup(x->arena, n->text.args[i]);
    diag_note(x->diags, to, n->text.id, note, n->text.argc);
  }
  if (f->seek && f->seek->near.n) diag_note(x->diags, to, T_ROW_NEAR, TEXT_ARGS(text_of(f->seek->near)));
}

typedef struct Seeking {
  const Actuals *x;
  ARRAY(Seek *) all;
} Seeking;

static void seek(void *ctx, size_t job, unsigned worker) {
  const Seeking *s = ctx;
  Seek *one = s->all.p[job];
  (void)worker;
  one->near = match_near(&s->x->matcher, s->x->letters, one->cell, &one->matched);
}

static void forget(Taker *t) {
  memset(t->told, 0, DIAG_IDS * sizeof *t->told);
  t->found.n = t->first = 0;
}

void actuals_file_drop(Actuals *x) {
  for (uint32_t k = 0; k < x->taker_n; k++) forget(x->takers[k]);
  x->run = ROW_POS_NONE;
}

void actuals_file_end(Actuals *x) {
  ARRAY(Found) all = {0};
  for (uint32_t k = 0; k < x->taker_n; k++) {
    Taker *t = x->takers[k];
    for (uint32_t i = 0; i < t->found.n; i++) *array_push(x->arena, &all) = t->found.p[i];
    for (uint32_t id = 0; id < DIAG_IDS; id++) x->found[id] += t->told[id];
    forget(t);
  }
  if (all.n) qsort(all.p, all.n, sizeof *all.p, by_place);
  uint32_t shown = 0;
  Seeking seeks = {.x = x};
  for (uint32_t i = 0; i < all.n; i++) {
    uint16_t id = all.p[i].diag->text.id;
    if (x->shown[id] >= FINDINGS_SHOWN) continue;
    x->shown[id]++;
    Found *f = &all.p[shown++];
    *f = all.p[i];
    if (!f->seek) continue;
    *array_push(x->arena, &seeks.all) = f->seek;
    if (!x->letters && match_wants_entity(&f->seek->matched))
      x->letters = match_letters(x->arena, x->plan, x->taker_n);
  }
  par_for(seeks.all.n, x->taker_n, seek, &seeks);
  for (uint32_t i = 0; i < shown; i++) hand_on(x, &all.p[i]);
  x->run = ROW_POS_NONE;
}

// A finding of the end, about a row that was read long ago. NULL: enough of its kind are shown.
static Diag *finding_at(Actuals *x, uint16_t id, RowPos at, const Text *args, size_t argc) {
  x->found[id]++;
  RowRef place = row_ref(x->r, at);
  if (x->bad_rows && x->diags->table[id].severity == SEV_ERROR) {
    Diags one = diags_new(x->arena, x->diags->table);
    Diag *d = diag_add(&one, id, (Span){0}, args, argc);
    d->cell.column = place.column;
    bad_row_at(x->bad_rows, &one, d, place, (Str){0});
  }
  if (x->shown[id] >= FINDINGS_SHOWN) return NULL;
  x->shown[id]++;
  Diag *d = diag_add(x->diags, id, (Span){0}, args, argc);
  d->cell.name = x->r->files[place.file].name;
  d->cell.sheet = place.sheet;
  d->cell.row = place.row, d->cell.column = place.column;
  return d;
}

// ---- the end ------------------------------------------------------------------------------------

static void add_counts(RowCounts *to, const RowCounts *from) {
  to->read += from->read, to->used += from->used, to->bad += from->bad;
  to->after_as_of += from->after_as_of, to->out_of_span += from->out_of_span;
  to->unit_assumed += from->unit_assumed, to->unused += from->unused;
}

static Date span_start(const Actuals *x, int span) {
  return span ? x->prev_start : x->year_start;
}

static Places *places_of(const Actuals *x, const Taker *t, int span, uint32_t slot) { // NULL: nobody asks
  return slot < x->placed ? NULL : &t->places[span][slot - x->placed];
}

enum { SLOTS_A_JOB = 1 << 14 };

typedef struct Merge {
  Actuals *x;
  Inputs *in;
  uint8_t *left; // by job: some state has to be flushed
} Merge;

static void merge_slots(void *ctx, size_t job, unsigned worker) {
  (void)worker;
  Merge *m = ctx;
  Actuals *x = m->x;
  uint32_t from = (uint32_t)job * SLOTS_A_JOB,
           to = from + SLOTS_A_JOB < x->slots.n ? from + SLOTS_A_JOB : x->slots.n;
  for (int span = 0; span < 2; span++) {
    State *into = m->in->state[span];
    for (uint32_t k = 1; k < x->taker_n; k++) {
      State *other = x->takers[k]->state[span];
      for (uint32_t s = from; other && s < to; s++) {
        Places *own = places_of(x, x->takers[0], span, s), *others = places_of(x, x->takers[k], span, s);
        if (!state_merge(&into[s], &other[s], own, others, x->slots.classes[x->slots.class_of[s]].agg))
          m->left[job] = 1;
      }
    }
  }
}

static void flush_left(Merge *m, uint32_t job) {
  Actuals *x = m->x;
  uint32_t from = job * SLOTS_A_JOB, to = from + SLOTS_A_JOB < x->slots.n ? from + SLOTS_A_JOB : x->slots.n;
  for (int span = 0; span < 2; span++)
    for (uint32_t k = 1; k < x->taker_n; k++)
      for (uint32_t s = from; x->takers[k]->state[span] && s < to; s++) {
        State *other = &x->takers[k]->state[span][s];
        if (!state_n(other)) continue;
        Ext *e = ext_put(x->arena, &m->in->ext, s);
        state_flush(x->arena, other, places_of(x, x->takers[k], span, s),
                    &x->slots.classes[x->slots.class_of[s]], span_start(x, span), e, (unsigned)span);
      }
}

// The states of all threads into the first one's; what does not fit, and what threads kept beside, into exts.
static void merge_all(Actuals *x, Inputs *in) {
  Merge m = {.x = x, .in = in};
  in->placed = x->placed;
  for (int span = 0; span < 2; span++)
    in->state[span] = x->takers[0]->state[span], in->places[span] = x->takers[0]->places[span];
  for (uint32_t k = 0; k < x->taker_n; k++)
    for (uint32_t i = 0; i < x->takers[k]->ext.n; i++) {
      const Ext *from = x->takers[k]->ext.all[i];
      ext_merge(x->arena, ext_put(x->arena, &in->ext, from->slot), from);
    }
  if (in->state[0] && x->taker_n > 1) {
    uint32_t jobs = (x->slots.n + SLOTS_A_JOB - 1) / SLOTS_A_JOB;
    m.left = NEW_N(x->arena, uint8_t, jobs + 1);
    par_for(jobs, x->taker_n, merge_slots, &m);
    for (uint32_t j = 0; j < jobs; j++)
      if (m.left[j]) flush_left(&m, j);
  }
  for (uint32_t i = 0; in->state[0] && i < in->ext.n; i++) { // one place for each input
    Ext *e = in->ext.all[i];
    for (int span = 0; span < 2; span++)
      state_flush(x->arena, &in->state[span][e->slot], places_of(x, x->takers[0], span, e->slot),
                  &x->slots.classes[x->slots.class_of[e->slot]], span_start(x, span), e, (unsigned)span);
  }
}

static void clash(Actuals *x, uint32_t input, const Joined *s) {
  Text name = text_of(plan_text(x->plan, x->plan->inputs.name[input]));
  Text day = text_of(date_text(x->arena, s->last_date));
  Text other = text_of(str_fmt(x->arena, "%u", row_ref(x->r, s->last_at).row));
  finding_at(x, D_ROW_CLASH, s->clash_at, TEXT_ARGS(name, day, other));
  x->r->rows.bad += 2;
  if (!x->plan->inputs.unused[input]) x->r->rows.used -= x->r->rows.used >= 2 ? 2 : 0;
}

static void several_dates(Actuals *x, uint32_t input, Date last, RowPos at) {
  finding_at(x, D_ROW_SEVERAL_DATES, at,
             TEXT_ARGS(text_of(plan_text(x->plan, x->plan->inputs.name[input])),
                       text_of(date_text(x->arena, last))));
}

// What can only be told when all rows were read, input by input.
static void last_findings(Actuals *x, const Inputs *in) {
  const Plan *p = x->plan;
  Arena scratch;
  arena_init_like(&scratch, x->arena);
  uint8_t *big = arena_pages(&scratch, (size_t)x->slots.n + 1, 1); // by slot: it has one
  for (uint32_t k = 0; k < in->ext.n; k++) big[in->ext.all[k]->slot] = 1;
  for (uint32_t i = 0; i < p->inputs.n; i++) {
    uint32_t slot = x->slots.of[i];
    if (slot == NONE) continue;
    const Ext *e = big[slot] ? ext_get(&in->ext, slot) : NULL;
    for (int span = 0; e && span < 2; span++)
      if (joined_value(x->arena, &e->joined[span], p->inputs.agg[i], i).why == NODATA_CONFLICT)
        clash(x, i, &e->joined[span]);
    if (!input_is_latest(p, i)) continue;
    const Joined *s = e ? &e->joined[0] : NULL;
    const State *st = !e && in->state[0] ? &in->state[0][slot] : NULL;
    if (s && s->n >= 2 && s->first_date != s->last_date) several_dates(x, i, s->last_date, s->last_at);
    if (st && st->meta & STATE_SEVERAL)
      several_dates(x, i, x->year_start + (Date)state_day(st), state_at(st));
  }
  arena_free(&scratch);
}

static void point_sums(Actuals *x) {
  const Plan *p = x->plan;
  for (uint32_t c = 0; c < p->checkpoints.n; c++) {
    bool own = false, below = false;
    for (uint32_t k = 0; k < x->taker_n; k++) {
      const Taker *t = x->takers[k];
      own |= t->own_n && t->own_n[c], below |= t->below_n && t->below_n[c];
    }
    if (!own && !below) continue;
    NumSum sum = {0};
    for (uint32_t k = 0; k < x->taker_n; k++) {
      const Taker *t = x->takers[k];
      const NumSum *from = !t->own_n ? NULL : own ? &t->own[c] : &t->below[c];
      if (from && (from->scale || from->has_rest)) numsum_add(x->arena, &sum, numsum_total(x->arena, from));
    }
    x->r->point_spent[c] = value_num(numsum_total(x->arena, &sum));
  }
}

void actuals_drop(Actuals *x) {
  for (uint32_t k = 0; k < x->taker_n; k++) {
    arena_free(&x->takers[k]->arena);
    arena_free(&x->takers[k]->scratch);
  }
}

void actuals_finish(Actuals *x, bool whole) {
  actuals_file_end(x);
  Inputs *in = NEW(x->arena, Inputs);
  *in = (Inputs){.slot_of = x->slots.of, .class_of = x->slots.class_of, .classes = x->slots.classes};
  merge_all(x, in);
  x->r->inputs = in;
  for (uint32_t k = 0; k < x->taker_n; k++) add_counts(&x->r->rows, &x->takers[k]->rows);
  if (whole) last_findings(x, in);
  point_sums(x);
  for (uint32_t id = 0; id < DIAG_IDS; id++)
    if (x->found[id] > x->shown[id]) diags_count(x->diags, (uint16_t)id, x->found[id] - x->shown[id]);
  actuals_drop(x);
}
