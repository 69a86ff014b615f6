// A walk over a figure's operands with a stack of its own (formulas may be deep), each visited once a span.
#include "runtime/evidence.h"
#include "base/array.h"
#include "grammar/ast.h"
#include "runtime/eval.h"

typedef enum JobKind { JOB_EXPR, JOB_INPUT, JOB_INDICATOR, JOB_SPENT, JOB_ENTITY } JobKind;
typedef struct Job {
  uint32_t row;
  uint8_t kind, span;
} Job;

struct Evidence {
  Arena *arena;
  const Plan *plan;
  const Results *r;
  uint32_t round;                    // of marks: a row is marked when it holds this number
  uint32_t *seen[JOB_ENTITY + 1][2]; // by kind of row and span
  uint32_t *place;                   // of an input in `uses`, when seen in any span
  ARRAY(Job) jobs;
  ARRAY(InputUse) uses;
};

Evidence *evidence_new(Arena *a, const Plan *p) {
  Evidence *e = NEW(a, Evidence);
  *e = (Evidence){.arena = a, .plan = p};
  return e;
}

static void marks(Evidence *e) {
  Arena *a = e->arena;
  const Plan *p = e->plan;
  const uint32_t rows[] = {p->exprs.n, p->inputs.n, p->indicators.n, p->entities.n, p->entities.n};
  for (int kind = 0; kind <= JOB_ENTITY; kind++)
    for (int span = 0; span < 2; span++) e->seen[kind][span] = NEW_N(a, uint32_t, rows[kind] + 1);
  e->place = NEW_N(a, uint32_t, p->inputs.n + 1);
}

static void later(Evidence *e, JobKind kind, uint32_t row, uint8_t span) {
  uint32_t *mark = &e->seen[kind][span == SPAN_BEFORE][row];
  if (row == NONE || *mark == e->round) return;
  *array_push(e->arena, &e->jobs) = (Job){row, (uint8_t)kind, span};
}

static void use_first(Evidence *e, uint32_t input) {
  *array_push(e->arena, &e->uses) = (InputUse){input, SPAN_NOW};
}

static void use(Evidence *e, uint32_t input, uint8_t span) {
  uint32_t other = e->seen[JOB_INPUT][span != SPAN_BEFORE][input];
  if (other == e->round) {
    e->uses.p[e->place[input]].spans |= span;
    return;
  }
  e->place[input] = e->uses.n;
  *array_push(e->arena, &e->uses) = (InputUse){input, span};
}

// Later jobs are done first, so operands are put down from the last to the first.
static void list(Evidence *e, uint32_t x, uint8_t span) {
  const Plan *p = e->plan;
  for (uint32_t i = p->exprs.b[x]; i-- > 0;) later(e, JOB_EXPR, p->args.expr[p->exprs.a[x] + i], span);
}

static void expr(Evidence *e, uint32_t x, uint8_t span) {
  const Plan *p = e->plan;
  uint32_t a = p->exprs.a[x], b = p->exprs.b[x];
  PlanOp op = (PlanOp)p->exprs.op[x];
  switch (plan_operands[op]) {
  case OPERANDS_E:
    if (op == OP_PREV || op == OP_YOY) later(e, JOB_EXPR, a, SPAN_BEFORE);
    if (op != OP_PREV) later(e, JOB_EXPR, a, span);
    return;
  case OPERANDS_EE:
    later(e, JOB_EXPR, b, span);
    later(e, JOB_EXPR, a, span);
    return;
  case OPERANDS_L: list(e, x, span); return;
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
  bool has_own = e->r && input_value(e->arena, e->r, own, span == SPAN_BEFORE).kind != VALUE_NONE;
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

static const InputUse *walk(Evidence *e, const Results *r, JobKind kind, uint32_t row, uint32_t *n) {
  if (!e->place) marks(e);
  e->r = r;
  e->round++;
  e->jobs.n = e->uses.n = 0;
  later(e, kind, row, SPAN_NOW);
  while (e->jobs.n) {
    Job j = e->jobs.p[--e->jobs.n];
    uint32_t *mark = &e->seen[j.kind][j.span == SPAN_BEFORE][j.row];
    if (*mark == e->round) continue;
    *mark = e->round;
    switch ((JobKind)j.kind) {
    case JOB_EXPR: expr(e, j.row, j.span); break;
    case JOB_INPUT: use(e, j.row, j.span); break;
    case JOB_SPENT: spent(e, j.row, j.span); break;
    case JOB_ENTITY: entity(e, j.row, j.span); break;
    case JOB_INDICATOR: {
      uint32_t value = e->plan->indicators.value[j.row];
      if (value != NONE)
        later(e, JOB_EXPR, value, j.span);
      else
        later(e, JOB_INPUT, e->plan->indicators.input[j.row], j.span);
      break;
    }
    }
  }
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

RowSample evidence_rows(const Results *r, const InputUse *uses, uint32_t n) {
  RowSample s = {0};
  for (uint32_t i = 0; i < n; i++) {
    if (uses[i].spans & SPAN_NOW) add_rows(&s, r, uses[i].input, false);
    if (uses[i].spans & SPAN_BEFORE) add_rows(&s, r, uses[i].input, true);
  }
  return s;
}
