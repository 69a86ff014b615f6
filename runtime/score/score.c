// Points: shares of the weight by the rule set's formulas, the points of 不适用 handed to the others of
// their 一级, rounded, added; then totals over what could be judged, and grades.
#include "runtime/score/score.h"
#include "base/par.h"
#include "grammar/ast.h"
#include "runtime/figures.h"
#include "runtime/score/verdict.h"
#include <stdatomic.h>

typedef struct Owner { // an entity, the indicators that count in it, and where their results go
  uint32_t entity, rules, first, n;
  EntityResult *own;
  IndicatorResult *all;
} Owner;

static Owner owner_of(const Results *r, uint32_t ent) {
  const Plan *p = r->plan;
  uint32_t first = p->entities.indicator_first[ent];
  return (Owner){ent,
                 p->entities.ruleset[ent],
                 first,
                 p->entities.indicator_n[ent],
                 entity_result(r, ent),
                 r->indicators + (first - r->indicator_at)};
}

// ---- shares -------------------------------------------------------------------------------------

static Num cut(Num share) { // to [0, 1]
  if (!num_ok(share) || num_sign(share) < 0) return NUM(0);
  return num_cmp(share, NUM(1)) > 0 ? NUM(1) : share;
}

static Num formula_share(Eval *e, uint32_t ind, const IndicatorResult *r, uint32_t expr, Num target) {
  if (expr == NONE) return NUM(0);
  e->self = ind, e->self_value = &r->actual, e->self_target = target;
  Value v = eval_expr(e, expr);
  e->self = NONE, e->self_value = NULL;
  return v.kind == VALUE_QUANTITY ? cut(v.num) : NUM(0);
}

uint32_t score_formula(const Results *res, uint32_t ind, const IndicatorResult *r, Num *target) {
  const Plan *p = res->plan;
  uint32_t t = r->target, own = p->indicators.score[ind],
           rules = p->entities.ruleset[p->indicators.owner[ind]];
  *target = NUM(0);
  if (r->actual.kind != VALUE_QUANTITY) return own;
  TargetForm form = verdict_form(p, t, p->rulesets.bare_form[rules]);
  Num end = plan_value(p, p->targets.low[t]);
  bool positive = form == TARGET_GE || form == TARGET_GT, negative = form == TARGET_LE || form == TARGET_LT;
  if (form == TARGET_RANGE) {
    positive = num_cmp(r->actual.num, end) < 0;
    negative = !positive;
    if (negative) end = plan_value(p, p->targets.high[t]);
  }
  *target = end;
  if (own != NONE) return own;
  if (num_sign(end) <= 0 || num_sign(r->actual.num) < 0 || num_cmp(r->actual.num, end) == 0) return NONE;
  return positive            ? p->rulesets.unmet_positive[rules]
         : negative          ? p->rulesets.unmet_negative[rules]
         : form == TARGET_EQ ? p->rulesets.unmet_equal[rules]
                             : NONE;
}

static Num share_of(Eval *e, uint32_t ind, const IndicatorResult *r) {
  if (r->actual.kind == VALUE_WORDS) return cut(r->actual.num); // graded: the share that was told
  if (r->verdict == VERDICT_MET) return NUM(1);
  Num target;
  uint32_t expr = score_formula(e->r, ind, r, &target);
  return formula_share(e, ind, r, expr, target);
}

Num score_share(Arena *a, const Results *r, uint32_t ind) {
  Results all = *r; // nothing is left to be scored: it is only read
  Eval e = eval_on(a, &all);
  const IndicatorResult *res = result_of(r, ind);
  return res->scored ? share_of(&e, ind, res) : NUM_BAD;
}

// ---- the points of 不适用 -----------------------------------------------------------------------

static bool takes_part(const IndicatorResult *r) {
  return r->weighted && r->verdict != VERDICT_NOT_APPLICABLE;
}

// Hands the points of one pool's 不适用 to its other indicators pro rata, to 0.01, the last takes the rest.
static void redistribute(Eval *e, const Owner *o, uint32_t pool) {
  const uint32_t *pools = e->r->plan->indicators.pool + o->first;
  IndicatorResult *all = o->all;
  Num freed = NUM(0), base = NUM(0);
  uint32_t last = NONE;
  for (uint32_t i = 0; i < o->n; i++) {
    if (pools[i] != pool || !all[i].weighted) continue;
    if (takes_part(&all[i]))
      base = num_add(e->arena, base, all[i].weight), last = i;
    else
      freed = num_add(e->arena, freed, all[i].weight), all[i].weighted = false;
  }
  if (num_sign(freed) == 0 || num_sign(base) == 0) return; // nothing freed, or no one to take it
  Num left = freed;
  for (uint32_t i = 0; i < o->n; i++) {
    if (pools[i] != pool || !takes_part(&all[i])) continue;
    Num part = i == last ? left : num_mul_round(e->arena, num_div(e->arena, freed, base), all[i].weight, 2);
    left = num_sub(e->arena, left, part);
    all[i].weight = num_add(e->arena, all[i].weight, part);
  }
}

static void weigh(Eval *e, const Owner *o) {
  const Plan *p = e->r->plan;
  for (uint32_t i = 0; i < o->n; i++) {
    uint32_t weight = p->indicators.weight[o->first + i];
    o->all[i].weighted = weight != NONE;
    o->all[i].weight = weight != NONE ? plan_value(p, weight) : NUM(0);
  }
  for (uint32_t i = 0; i < o->n; i++)
    if (o->all[i].verdict == VERDICT_NOT_APPLICABLE && o->all[i].weighted)
      redistribute(e, o, p->indicators.pool[o->first + i]);
}

// ---- money --------------------------------------------------------------------------------------

static void execution(Eval *e, const Owner *o) {
  const Plan *p = e->r->plan;
  EntityResult *out = o->own;
  Value budget = eval_budget(e, o->entity);
  out->has_budget = budget.kind == VALUE_QUANTITY;
  out->budget = out->has_budget ? budget.num : NUM(0);
  out->spent = eval_spent(e, o->entity);
  out->rate = eval_rate(e, o->entity);
  uint32_t weight = p->entities.exec_weight[o->entity], score = p->entities.exec_score[o->entity];
  out->exec_weighted = weight != NONE && out->has_budget;
  out->exec_weight = out->exec_weighted ? plan_value(p, weight) : NUM(0);
  if (!out->exec_weighted || !e->r->full_year || score == NONE || out->rate.kind != VALUE_QUANTITY) return;
  e->self_entity = o->entity;
  Value share = eval_expr(e, score);
  e->self_entity = NONE;
  if (share.kind != VALUE_QUANTITY) return;
  out->exec_scored = true;
  out->exec_share = cut(share.num);
  out->exec_points = num_mul_round(e->arena, out->exec_share, out->exec_weight, p->rulesets.places[o->rules]);
}

// Spent against plan at each checkpoint.
static void monitor(Eval *e, const Owner *o) {
  const Plan *p = e->r->plan;
  EntityResult *out = o->own;
  out->point_n = p->entities.point_n[o->entity];
  out->points = NEW_N(e->arena, PointResult, out->point_n);
  bool money = out->has_budget && num_sign(out->budget) != 0;
  for (uint32_t i = 0; i < out->point_n; i++) {
    uint32_t row = p->entities.point_first[o->entity] + i;
    PointResult *pt = &out->points[i];
    uint32_t share = p->checkpoints.share[row], amount = p->checkpoints.amount[row];
    pt->date = p->checkpoints.date[row];
    pt->passed = pt->date <= e->r->as_of;
    if (share != NONE)
      pt->planned = plan_value(p, share);
    else if (amount != NONE && money)
      pt->planned = num_div(e->arena, plan_value(p, amount), out->budget);
    pt->actual = e->r->point_spent[row];
    if (pt->actual.kind == VALUE_QUANTITY && out->spent.kind != VALUE_QUANTITY)
      pt->actual = out->spent; // a project below has no data: what the others spent is not the sum
    if (!pt->passed || pt->actual.kind != VALUE_QUANTITY) continue;
    if (!money) {
      pt->actual = value_none(out->has_budget ? NODATA_ZERO_BUDGET : NODATA_NO_BUDGET, NONE);
      continue;
    }
    pt->actual = value_num(num_div(e->arena, pt->actual.num, out->budget));
    pt->ahead = num_sub(e->arena, pt->actual.num, pt->planned);
  }
}

// ---- totals -------------------------------------------------------------------------------------

uint32_t score_grade(const Plan *p, uint32_t rules, Num percent) {
  for (uint32_t i = 0; i < p->rulesets.grade_n[rules]; i++) { // best first
    uint32_t g = p->rulesets.grade_first[rules] + i;
    if (num_cmp(percent, plan_value(p, p->grades.low[g])) >= 0) return g;
  }
  return NONE;
}

static void totals(Eval *e, const Owner *o) {
  const Plan *p = e->r->plan;
  EntityResult *out = o->own;
  NumSum total = {0}, judged = {0}, unjudged = {0};
  if (out->exec_scored) {
    numsum_add(e->arena, &total, out->exec_points);
    numsum_add(e->arena, &judged, out->exec_weight);
  } else {
    numsum_add(e->arena, &unjudged, out->exec_weight);
  }
  for (uint32_t i = 0; i < o->n; i++) {
    const IndicatorResult *r = &o->all[i];
    if (!r->weighted) continue;
    if (r->scored) {
      numsum_add(e->arena, &total, r->points);
      numsum_add(e->arena, &judged, r->weight);
    } else {
      numsum_add(e->arena, &unjudged, r->weight);
      out->unjudged[r->verdict]++;
    }
  }
  out->total = numsum_total(e->arena, &total);
  out->judged = numsum_total(e->arena, &judged);
  out->weight = num_add(e->arena, out->judged, numsum_total(e->arena, &unjudged));
  out->grade = NONE;
  if (num_sign(out->judged) <= 0) return;
  bool whole = num_cmp(out->judged, out->weight) == 0 && num_cmp(out->weight, NUM(100)) == 0;
  Num percent = whole ? out->total : num_mul(e->arena, num_div(e->arena, out->total, out->judged), NUM(100));
  out->grade = score_grade(p, o->rules, percent);
  out->provisional = !whole;
}

static void blank(const Owner *o) {
  if (o->n) memset(o->all, 0, o->n * sizeof *o->all);
  *o->own = (EntityResult){0};
}

// Results are blank before.
static void score_items(Eval *e, const Owner *o) {
  unsigned places = e->r->plan->rulesets.places[o->rules];
  for (uint32_t i = 0; i < o->n; i++) {
    verdict_of(e, o->first + i, &o->all[i]);
    e->seen |= (uint8_t)(1u << o->all[i].verdict);
  }
  weigh(e, o);
  for (uint32_t i = 0; i < o->n; i++) {
    IndicatorResult *r = &o->all[i];
    if (!r->weighted || (r->verdict != VERDICT_MET && r->verdict != VERDICT_MISSED)) continue;
    r->scored = true;
    r->points = num_mul_round(e->arena, share_of(e, o->first + i, r), r->weight, places);
  }
}

static void score_owner(Eval *e, uint32_t ent) {
  const Plan *p = e->r->plan;
  Owner o = owner_of(e->r, ent);
  score_items(e, &o);
  execution(e, &o);
  monitor(e, &o);
  o.own->scored = p->entities.scored[ent] != 0;
  o.own->grade = NONE;
  if (o.own->scored) totals(e, &o);
}

static void met_verdicts(const Results *r, uint8_t seen) {
  if (r->verdicts && seen & ~atomic_load_explicit(r->verdicts, memory_order_relaxed))
    atomic_fetch_or_explicit(r->verdicts, seen, memory_order_relaxed);
}

#define FAR 300 // steps down a chain of scores; beyond, its end is scored first

void score_forget(Results *r, uint32_t ent) {
  Owner o = owner_of(r, ent);
  blank(&o);
  r->scored[ent] = 0;
}

static Eval this_year(const Eval *e) { // a figure is of this year, whoever asks
  Eval own = eval_apart(e);
  own.prev = false;
  return own;
}

static bool ready(Eval *e, uint32_t ent) { // false: a figure that would need itself
  if (e->r->scored[ent] == 0) {
    if (e->deep && *e->deep != NONE) return false;
    if (e->deep && e->depth > FAR) {
      *e->deep = ent;
      return false;
    }
    Eval fresh = this_year(e);
    e->r->scored[ent] = 1;
    if (e->scored) *array_push(e->arena, e->scored) = ent;
    score_owner(&fresh, ent);
    e->seen = fresh.seen;
    e->r->scored[ent] = 2;
    if (e->deep && *e->deep != NONE) score_forget(e->r, ent); // all of the chain begins anew
  }
  return e->r->scored[ent] == 2;
}

Value score_figure(Eval *e, PlanOp op, uint32_t row) {
  const Plan *p = e->r->plan;
  if (op == OP_TOTAL || op == OP_GRADE) {
    if (!ready(e, row) || !entity_result(e->r, row)->scored) return value_none(NODATA_UNKNOWN, NONE);
    const EntityResult *r = entity_result(e->r, row);
    if (num_sign(r->judged) == 0) return value_none(NODATA_NO_ROW, NONE);
    if (op == OP_TOTAL) return value_num(r->total);
    if (r->grade == NONE) return value_none(NODATA_UNKNOWN, NONE);
    return (Value){.kind = VALUE_WORDS, .text = plan_text(p, p->grades.name[r->grade])};
  }
  if (op == OP_MET &&
      e->r->scored[p->indicators.owner[row]] != 2) { // asked by a neighbour: the verdict alone
    IndicatorResult alone = {0};
    Eval fresh = this_year(e);
    verdict_of(&fresh, row, &alone);
    e->seen = fresh.seen;
    if (alone.verdict <= VERDICT_MISSED) return value_truth(alone.verdict == VERDICT_MET);
    return alone.actual.kind == VALUE_NONE ? alone.actual
                                           : value_none(NODATA_UNKNOWN, p->indicators.input[row]);
  }
  if (!ready(e, p->indicators.owner[row])) return value_none(NODATA_UNKNOWN, NONE);
  const IndicatorResult *r = result_of(e->r, row);
  if (op == OP_WEIGHT) return r->weighted ? value_num(r->weight) : value_none(NODATA_NOT_APPLICABLE, NONE);
  if (op == OP_POINTS && r->scored) return value_num(r->points);
  if (op == OP_MET && (r->verdict == VERDICT_MET || r->verdict == VERDICT_MISSED))
    return value_truth(r->verdict == VERDICT_MET);
  if (r->actual.kind == VALUE_NONE) return r->actual;
  return value_none(NODATA_UNKNOWN, p->indicators.input[row]);
}

// ---- all ----------------------------------------------------------------------------------------

#define STRETCH ((uint32_t)256) // entities, or 要求, a job

static bool is_figure(PlanOp op) {
  return op == OP_MET || op == OP_POINTS || op == OP_WEIGHT || op == OP_TOTAL || op == OP_GRADE;
}

#define CHAIN_MAX 4096 // times FAR: longer ones are circles

// A long chain from its end, a part at a time: the stack stays short.
static void settle_one(Eval *e, uint32_t ent) {
  uint32_t chain[CHAIN_MAX], n = 0, deep;
  chain[n++] = ent;
  while (n) {
    deep = NONE;
    e->deep = n < CHAIN_MAX ? &deep : NULL;
    ready(e, chain[n - 1]);
    if (deep == NONE)
      n--;
    else
      chain[n++] = deep;
  }
  e->deep = NULL;
}

bool score_apart(const Plan *p) {
  bool asked = false;
  for (uint32_t x = 0; x < p->exprs.n; x++) asked |= is_figure((PlanOp)p->exprs.op[x]);
  return !asked;
}

// What formulas ask of scored entities is known before the others are scored side by side.
static void settle(Eval *e) {
  const Plan *p = e->r->plan;
  if (score_apart(p)) return;
  bool *asked = NEW_N(e->arena, bool, p->entities.n + 1);
  for (uint32_t x = 0; x < p->exprs.n; x++) {
    if (!is_figure((PlanOp)p->exprs.op[x])) continue;
    bool whole = plan_operands[p->exprs.op[x]] == OPERANDS_ENTITY;
    asked[whole ? p->exprs.a[x] : p->indicators.owner[p->exprs.a[x]]] = true;
  }
  for (uint32_t ent = 0; ent < p->entities.n; ent++)
    if (asked[ent]) settle_one(e, ent);
}

typedef struct ScoreWork {
  Results *r;
  Arena *arenas; // one a worker
} ScoreWork;

static void score_stretch(void *ctx, size_t i, unsigned worker) {
  const ScoreWork *w = ctx;
  Eval e = eval_on(&w->arenas[worker], w->r);
  uint32_t n = w->r->plan->entities.n, from = (uint32_t)i * STRETCH;
  for (uint32_t ent = from; ent < n && ent < from + STRETCH; ent++) ready(&e, ent);
  met_verdicts(w->r, e.seen);
}

static void require_stretch(void *ctx, size_t i, unsigned worker) {
  const ScoreWork *w = ctx;
  const Plan *p = w->r->plan;
  Eval e = eval_on(&w->arenas[worker], w->r);
  uint32_t from = (uint32_t)i * STRETCH;
  for (uint32_t k = from; k < p->requires.n && k < from + STRETCH; k++) {
    Value v = eval_expr(&e, p->requires.expr[k]);
    w->r->requires[k] = (RequireResult){v.kind == VALUE_TRUTH, v.kind == VALUE_TRUTH && v.truth, v};
  }
}

static void score_work(Arena *a, Results *r, uint32_t n, void (*stretch)(void *, size_t, unsigned)) {
  unsigned workers = n > 2 * STRETCH && r->workers ? r->workers : 1;
  ScoreWork w = {r, NEW_N(a, Arena, workers)};
  for (unsigned k = 0; k < workers; k++) arena_init_like(&w.arenas[k], a);
  par_for((n + STRETCH - 1) / STRETCH, workers, stretch, &w);
  for (unsigned k = 0; k < workers; k++) arena_adopt(a, &w.arenas[k]);
}

void score_requires(Arena *a, Results *r) {
  score_work(a, r, r->plan->requires.n, require_stretch);
}

void score_all(Arena *a, Results *r) {
  Eval e = eval_on(a, r);
  settle(&e); // whatever the number of workers
  met_verdicts(r, e.seen);
  score_work(a, r, r->plan->entities.n, score_stretch);
  score_requires(a, r);
}

// ---- one at a time ------------------------------------------------------------------------------

struct Figures {
  const Results *whole;
  bool totals;
  Results part; // of one entity
  EntityResult own;
  uint32_t room;
  Arena *keep, arena; // what does not fit in it
  ArenaMark mark;
};

Figures *figures_new(Arena *a, const Results *r, bool totals) {
  Figures *f = NEW(a, Figures);
  *f = (Figures){.whole = r, .totals = totals, .part = *r, .keep = a};
  arena_init_like(&f->arena, a);
  arena_raw(&f->arena, 1, 1); // its first block stays
  f->mark = arena_mark(&f->arena);
  f->part.entities = &f->own;
  return f;
}

void figures_end(Figures *f) {
  arena_free(&f->arena);
}

const Results *figures_of(Figures *f, uint32_t ent) {
  if (f->whole->indicators) return f->whole;
  const Plan *p = f->part.plan;
  uint32_t n = p->entities.indicator_n[ent];
  if (n > f->room) f->part.indicators = NEW_N(f->keep, IndicatorResult, f->room = n + n / 2);
  f->part.entity_at = ent;
  f->part.indicator_at = p->entities.indicator_first[ent];
  Owner o = owner_of(&f->part, ent);
  blank(&o);
  arena_reset(&f->arena, f->mark);
  Eval e = eval_on(&f->arena, &f->part);
  if (f->totals)
    score_owner(&e, ent);
  else
    score_items(&e, &o);
  met_verdicts(f->whole, e.seen);
  return &f->part;
}
