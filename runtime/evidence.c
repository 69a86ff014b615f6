// A walk over a figure's operands with a stack of its own (formulas may be deep), each visited once a span.
#include "runtime/evidence.h"
#include "base/array.h"
#include "grammar/ast.h"
#include "runtime/eval.h"
#include <stdlib.h>

typedef enum JobKind { JOB_EXPR, JOB_INPUT, JOB_INDICATOR, JOB_SPENT, JOB_ENTITY, JOB_GATHER } JobKind;
typedef struct Job {
  uint32_t row;
  uint8_t kind, span;
} Job;

typedef struct Mark {
  uint32_t row, round;
  uint8_t kind, span;
  uint32_t place; // of an input in `uses`
} Mark;

// The inputs behind some wide jobs, one after the other: what a department spent, one name over its projects.
// Many figures stand on the same, and of each only the rest is walked.
typedef struct Wide {
  ARRAY(InputUse) filled; // those with rows, in order
  InputUse *sorted;       // the same, by input
  uint64_t rows;
} Wide;

struct Evidence {
  Arena *arena;
  const Plan *plan;
  const Results *r;
  uint32_t round; // of marks: those of an earlier one are empty
  Mark *marks;    // what was seen: a hash table, for a figure stands on few rows of many
  uint32_t mark_n, mark_cap;
  ARRAY(Job) jobs;
  ARRAY(InputUse) uses;
  bool apart;      // wide jobs go to `wide` and are not walked
  ARRAY(Job) wide; // of the figure at hand
  uint32_t ahead;  // uses before the first of them
  Arena *keep;     // of what follows
  uint32_t kept;   // uses in it
  ARRAY(Wide) wides;
  Interner wide_keys; // their jobs: which one
  ARRAY(uint64_t) key;
  ARRAY(InputUse) own;
};

Evidence *evidence_new(Arena *a, const Plan *p) {
  Evidence *e = NEW(a, Evidence);
  *e = (Evidence){.arena = a, .plan = p};
  return e;
}

// The mark of a row, or the empty one where it would go.
static Mark *mark_of(Evidence *e, JobKind kind, uint32_t row, uint8_t span) {
  uint32_t at = (row * 0x9E3779B1u ^ (uint32_t)kind * 0x85EBCA6Bu ^ span) & (e->mark_cap - 1);
  for (;; at = (at + 1) & (e->mark_cap - 1)) {
    Mark *m = &e->marks[at];
    if (m->round != e->round || (m->row == row && m->kind == kind && m->span == span)) return m;
  }
}

static bool seen(Evidence *e, JobKind kind, uint32_t row, uint8_t span) {
  return mark_of(e, kind, row, span)->round == e->round;
}

static void grow(Evidence *e) {
  Mark *old = e->marks;
  uint32_t n = e->mark_cap;
  e->mark_cap = n ? n * 2 : 64;
  e->marks = NEW_N(e->arena, Mark, e->mark_cap);
  for (uint32_t i = 0; i < n; i++)
    if (old[i].round == e->round) *mark_of(e, (JobKind)old[i].kind, old[i].row, old[i].span) = old[i];
  arena_release(e->arena, old, n * sizeof *old);
}

static Mark *mark(Evidence *e, JobKind kind, uint32_t row, uint8_t span) {
  if (e->mark_n * 2 >= e->mark_cap) grow(e);
  Mark *m = mark_of(e, kind, row, span);
  *m = (Mark){row, e->round, (uint8_t)kind, span, NONE};
  e->mark_n++;
  return m;
}

static void later(Evidence *e, JobKind kind, uint32_t row, uint8_t span) {
  if (row == NONE || seen(e, kind, row, span)) return;
  *array_push(e->arena, &e->jobs) = (Job){row, (uint8_t)kind, span};
}

static void use_first(Evidence *e, uint32_t input) {
  *array_push(e->arena, &e->uses) = (InputUse){input, SPAN_NOW};
}

static void use(Evidence *e, uint32_t input, uint8_t span) {
  const Mark *other = mark_of(e, JOB_INPUT, input, span == SPAN_NOW ? SPAN_BEFORE : SPAN_NOW);
  Mark *own = mark_of(e, JOB_INPUT, input, span);
  if (other->round == e->round) {
    own->place = other->place;
    e->uses.p[other->place].spans |= span;
    return;
  }
  own->place = e->uses.n;
  *array_push(e->arena, &e->uses) = (InputUse){input, span};
}

// Later jobs are done first, so operands are put down from the last to the first.
static void list(Evidence *e, uint32_t first, uint32_t n, uint8_t span) {
  while (n-- > 0) later(e, JOB_EXPR, e->plan->args.expr[first + n], span);
}

static void expr(Evidence *e, uint32_t x, uint8_t span) {
  const Plan *p = e->plan;
  uint32_t a = p->exprs.a[x], b = p->exprs.b[x];
  PlanOp op = (PlanOp)p->exprs.op[x];
  switch (plan_operands[op]) {
  case OPERANDS_E:
  case OPERANDS_ARG:
    if (op == OP_PREV || op == OP_YOY) later(e, JOB_EXPR, a, SPAN_BEFORE);
    if (op != OP_PREV) later(e, JOB_EXPR, a, span);
    return;
  case OPERANDS_EE:
    later(e, JOB_EXPR, b, span);
    later(e, JOB_EXPR, a, span);
    return;
  case OPERANDS_L: list(e, a, b, span); return;
  case OPERANDS_GATHER: later(e, JOB_GATHER, a, span); return;
  case OPERANDS_INPUT: later(e, JOB_INPUT, a, span); return;
  case OPERANDS_LET: later(e, JOB_EXPR, p->lets.expr[a], span); return;
  case OPERANDS_NAMED: later(e, JOB_EXPR, b, span); return;
  case OPERANDS_INDICATOR: // what was planned stands on no row
    if (op != OP_TARGET && op != OP_WEIGHT) later(e, JOB_INDICATOR, a, span);
    return;
  case OPERANDS_ENTITY:
    if (op != OP_BUDGET) later(e, op == OP_SPENT || op == OP_RATE ? JOB_SPENT : JOB_ENTITY, a, span);
    return;
  case OPERANDS_N:
  case OPERANDS_NUM:
  case OPERANDS_FLAG:
  case OPERANDS_DAY:
  case OPERANDS_STRING: return;
  }
}

static void spent(Evidence *e, uint32_t ent, uint8_t span) { // as eval_spent reads it
  const Plan *p = e->plan;
  uint32_t own = p->entities.input_first[ent];
  bool project = p->entities.kind[ent] == BODY_PROJECT;
  bool has_own = e->r && input_rows(e->r, own, span == SPAN_BEFORE);
  uint32_t first = e->jobs.n;
  for (uint32_t c = has_own ? NONE : p->entities.child[ent]; c != NONE; c = p->entities.next[c])
    if (!e->r || eval_spends(e->r, c, span == SPAN_BEFORE)) later(e, JOB_SPENT, c, span);
  for (uint32_t i = first, k = e->jobs.n; i + 1 < k; i++) { // the last one is to be done last
    Job last = e->jobs.p[--k];
    e->jobs.p[k] = e->jobs.p[i], e->jobs.p[i] = last;
  }
  if (project || has_own || !e->r) later(e, JOB_INPUT, own, span);
}

static void entity(Evidence *e, uint32_t ent, uint8_t span) {
  const Plan *p = e->plan;
  for (uint32_t i = p->entities.indicator_n[ent]; i-- > 0;)
    later(e, JOB_INDICATOR, p->entities.indicator_first[ent] + i, span);
  later(e, JOB_SPENT, ent, span);
}

static bool is_wide(const Evidence *e, Job j) {
  if (j.kind == JOB_SPENT)
    return e->plan->entities.child[j.row] != NONE &&
           !input_rows(e->r, e->plan->entities.input_first[j.row], j.span == SPAN_BEFORE);
  return j.kind == JOB_GATHER || j.kind == JOB_ENTITY;
}

// The jobs are done from the last to the first.
static void walk_jobs(Evidence *e) {
  const Plan *p = e->plan;
  e->round++;
  e->mark_n = e->uses.n = 0;
  if (!e->mark_cap) grow(e);
  while (e->jobs.n) {
    Job j = e->jobs.p[--e->jobs.n];
    if (seen(e, (JobKind)j.kind, j.row, j.span)) continue;
    mark(e, (JobKind)j.kind, j.row, j.span);
    if (e->apart && is_wide(e, j)) {
      if (!e->wide.n) e->ahead = e->uses.n;
      *array_push(e->arena, &e->wide) = j;
      continue;
    }
    switch ((JobKind)j.kind) {
    case JOB_EXPR: expr(e, j.row, j.span); break;
    case JOB_INPUT: use(e, j.row, j.span); break;
    case JOB_SPENT: spent(e, j.row, j.span); break;
    case JOB_ENTITY: entity(e, j.row, j.span); break;
    case JOB_GATHER: list(e, p->gathers.arg_first[j.row], p->gathers.arg_n[j.row], j.span); break;
    case JOB_INDICATOR: {
      uint32_t value = p->indicators.value[j.row];
      if (value != NONE)
        later(e, JOB_EXPR, value, j.span);
      else
        later(e, JOB_INPUT, p->indicators.input[j.row], j.span);
      break;
    }
    }
  }
}

static const InputUse *walk(Evidence *e, const Results *r, JobKind kind, uint32_t row, uint32_t *n) {
  e->r = r;
  *array_push(e->arena, &e->jobs) = (Job){row, (uint8_t)kind, SPAN_NOW};
  walk_jobs(e);
  *n = e->uses.n;
  return e->uses.p;
}

// Most indicators stand on one input: their own rows, or those that their 取值 names.
const InputUse *evidence_indicator(Evidence *e, const Results *r, uint32_t ind, uint32_t *n) {
  const Plan *p = e->plan;
  uint32_t value = p->indicators.value[ind];
  if (value == NONE || p->exprs.op[value] == OP_INPUT) {
    e->uses.n = 0;
    use_first(e, value == NONE ? p->indicators.input[ind] : p->exprs.a[value]);
    *n = 1;
    return e->uses.p;
  }
  return walk(e, r, JOB_INDICATOR, ind, n);
}

const InputUse *evidence_expr(Evidence *e, const Results *r, uint32_t x, uint32_t *n) {
  return walk(e, r, JOB_EXPR, x, n);
}

const InputUse *evidence_spent(Evidence *e, const Results *r, uint32_t ent, uint32_t *n) {
  return walk(e, r, JOB_SPENT, ent, n);
}

static void add_rows(RowSample *s, const Results *r, uint32_t input, bool prev) {
  uint32_t rows = input_rows(r, input, prev);
  s->rows += rows;
  for (uint32_t k = 0; k < rows && k < 3 && s->first_n < 3; k++)
    s->first[s->first_n++] = input_row(r, input, prev, k);
}

static void add_use(RowSample *s, const Results *r, InputUse u) {
  if (u.spans & SPAN_NOW) add_rows(s, r, u.input, false);
  if (u.spans & SPAN_BEFORE) add_rows(s, r, u.input, true);
}

// ---- wide jobs

#define KEPT_MAX 2000000u // uses of wide jobs that are remembered

static int by_input(const void *x, const void *y) {
  const InputUse *a = x, *b = y;
  return (a->input > b->input) - (a->input < b->input);
}

static void forget(Evidence *e) {
  if (!e->keep) e->keep = arena_child(e->arena);
  arena_free(e->keep);
  memset(&e->wides, 0, sizeof e->wides);
  e->wide_keys = (Interner){0};
  e->kept = 0;
}

static void fill(Evidence *e, Wide *w) {
  RowSample all = {0};
  while (e->wide.n) *array_push(e->arena, &e->jobs) = e->wide.p[--e->wide.n];
  walk_jobs(e);
  *w = (Wide){0};
  for (uint32_t i = 0; i < e->uses.n; i++) {
    uint64_t before = all.rows;
    add_use(&all, e->r, e->uses.p[i]);
    if (all.rows > before) *array_push(e->keep, &w->filled) = e->uses.p[i];
  }
  w->rows = all.rows;
  w->sorted = NEW_N(e->keep, InputUse, w->filled.n + 1);
  if (!w->filled.n) return;
  memcpy(w->sorted, w->filled.p, w->filled.n * sizeof *w->sorted);
  qsort(w->sorted, w->filled.n, sizeof *w->sorted, by_input);
  e->kept += w->filled.n;
}

static const Wide *wide_of(Evidence *e) { // e->wide is used up
  if (!e->keep || e->kept > KEPT_MAX) forget(e);
  e->key.n = 0;
  for (uint32_t i = 0; i < e->wide.n; i++) {
    const Job *j = &e->wide.p[i];
    *array_push(e->arena, &e->key) = (uint64_t)j->row << 16 | (uint64_t)j->kind << 8 | j->span;
  }
  uint32_t i = intern(e->keep, &e->wide_keys, (Str){(const char *)e->key.p, e->key.n * sizeof *e->key.p});
  if (i == e->wides.n) fill(e, array_push(e->keep, &e->wides));
  e->wide.n = 0;
  return &e->wides.p[i];
}

// What of a use is not among those of the wide jobs.
static InputUse besides(const Wide *w, InputUse u) {
  const InputUse *in = w->filled.n ? bsearch(&u, w->sorted, w->filled.n, sizeof u, by_input) : NULL;
  if (in) u.spans &= (uint8_t)~in->spans;
  return u;
}

static RowSample rows_with_wide(Evidence *e) {
  RowSample s = {0}, rest = {.first_n = 3};
  uint32_t ahead = e->ahead;
  e->own.n = 0;
  for (uint32_t i = 0; i < e->uses.n; i++) *array_push(e->arena, &e->own) = e->uses.p[i];
  const Wide *w = wide_of(e);
  for (uint32_t i = 0; i < e->own.n; i++) add_use(&rest, e->r, besides(w, e->own.p[i]));
  for (uint32_t i = 0; i < ahead; i++) add_use(&s, e->r, e->own.p[i]);
  for (uint32_t k = 0; k < w->filled.n && s.first_n < 3; k++) {
    InputUse u = w->filled.p[k];
    for (uint32_t i = 0; i < ahead; i++)
      if (e->own.p[i].input == u.input) u.spans &= (uint8_t)~e->own.p[i].spans;
    add_use(&s, e->r, u);
  }
  for (uint32_t i = ahead; i < e->own.n; i++) add_use(&s, e->r, besides(w, e->own.p[i]));
  s.rows = w->rows + rest.rows;
  return s;
}

RowSample evidence_rows(Evidence *e, const Results *r, uint32_t ind) {
  RowSample s = {0};
  uint32_t n;
  e->apart = true;
  const InputUse *uses = evidence_indicator(e, r, ind, &n);
  e->apart = false;
  if (e->wide.n) return rows_with_wide(e);
  for (uint32_t i = 0; i < n; i++) add_use(&s, r, uses[i]);
  return s;
}
