// Formulas, evaluated by walking the plan's expressions. A value that is missing stays missing, with its
// reason, through every operator; only 若 looks at one branch and 计数 counts what is there.
#include "runtime/eval.h"
#include "compiler/expr_limits.h"
#include "grammar/ast.h"
#include "runtime/known.h"
#include "runtime/score/score.h"

Eval eval_on(Arena *a, Results *r) {
  return (Eval){.arena = a, .r = r, .self = NONE, .self_entity = NONE};
}

Eval eval_apart(const Eval *e) {
  Eval own = *e;
  own.self = own.self_entity = NONE, own.self_value = NULL;
  own.args = NULL, own.arg_cap = 0, own.steps = 0;
  return own;
}

static Value value(Eval *e, uint32_t x);

static Value operand(Eval *e, uint32_t expr, uint32_t i) {
  return value(e, e->r->plan->args.expr[e->r->plan->exprs.a[expr] + i]);
}

static Value quotient(Eval *e, Num x, Num y) {
  return num_sign(y) == 0 ? value_none(NODATA_ZERO_DIVISION, NONE) : value_num(num_div(e->arena, x, y));
}

static Value arithmetic(Eval *e, PlanOp op, Value x, Value y) {
  Arena *a = e->arena;
  if (x.kind == VALUE_DATE && y.kind == VALUE_DATE) return value_num(NUM((int64_t)x.date - y.date)); // in 日
  if (x.kind == VALUE_DATE) { // a date and so many 日
    int64_t days;
    Num shift = op == OP_SUB ? num_neg(a, y.num) : y.num;
    if (!num_to_i64(shift, &days) || days > 4000000 || days < -4000000)
      return value_none(NODATA_TOO_LARGE, NONE);
    return (Value){.kind = VALUE_DATE, .date = (Date)(x.date + days)};
  }
  switch (op) {
  case OP_ADD: return value_num(num_add(a, x.num, y.num));
  case OP_SUB: return value_num(num_sub(a, x.num, y.num));
  case OP_MUL: return value_num(num_mul(a, x.num, y.num));
  case OP_DIV: return quotient(e, x.num, y.num);
  default: break;
  }
  int64_t power;
  if (!num_to_i64(y.num, &power)) return value_none(NODATA_TOO_LARGE, NONE);
  if (power < 0 && num_sign(x.num) == 0) return value_none(NODATA_ZERO_DIVISION, NONE);
  return value_num(num_pow(a, x.num, power));
}

static int order(const Value *x, const Value *y) { // of two values of one kind
  switch ((ValueKind)x->kind) {
  case VALUE_QUANTITY: return num_cmp(x->num, y->num);
  case VALUE_DATE: return (x->date > y->date) - (x->date < y->date);
  case VALUE_TRUTH: return x->truth - y->truth;
  case VALUE_WORDS:
    if (x->grade && y->grade) return y->grade - x->grade; // better grades are greater
    return str_cmp(x->text, y->text);
  case VALUE_GRADE: return (y->about > x->about) - (y->about < x->about);
  case VALUE_NONE: break;
  }
  return 0;
}

static bool holds(PlanOp op, int c) {
  switch (op) {
  case OP_GE: return c >= 0;
  case OP_LE: return c <= 0;
  case OP_GT: return c > 0;
  case OP_LT: return c < 0;
  case OP_EQ: return c == 0;
  default: return c != 0;
  }
}

static Value aggregate(Eval *e, PlanOp op, uint32_t first, uint32_t n) {
  const uint32_t *args = e->r->plan->args.expr + first;
  uint32_t have = 0;
  NumSum sum = {0};
  Value best = value_none(NODATA_NO_ROW, NONE);
  for (uint32_t i = 0; i < n; i++) {
    Value v = value(e, args[i]);
    if (v.kind == VALUE_NONE) {
      if (op == OP_COUNT) continue;
      return v;
    }
    have++;
    if (op == OP_SUM || op == OP_MEAN) numsum_add(e->arena, &sum, v.num);
    if (have == 1 || (op == OP_MIN && order(&v, &best) < 0) || (op == OP_MAX && order(&v, &best) > 0))
      best = v;
  }
  if (op == OP_COUNT) return value_num(NUM(have));
  if (op == OP_SUM) return value_num(numsum_total(e->arena, &sum));
  if (!have) return best;
  if (op == OP_MEAN) return quotient(e, numsum_total(e->arena, &sum), NUM(have));
  return best;
}

static Value round_to(Eval *e, uint32_t expr) {
  Value x = operand(e, expr, 0);
  int64_t places = 0;
  if (x.kind == VALUE_NONE) return x;
  if (e->r->plan->exprs.b[expr] > 1) {
    Value n = operand(e, expr, 1);
    if (n.kind == VALUE_NONE) return n;
    if (!num_to_i64(n.num, &places) || places < 0 || places > 100) return value_none(NODATA_TOO_LARGE, NONE);
  }
  // Rounded in the unit it is shown in: 四舍五入(1.26万元, 1) is 1.3万元.
  const Plan *p = e->r->plan;
  uint32_t unit = p->exprs.unit[expr];
  Num scale = unit == NONE ? NUM(1) : plan_value(p, p->units.scale[unit]);
  Num shown = num_round(e->arena, num_div(e->arena, x.num, scale), (unsigned)places);
  return value_num(num_mul(e->arena, shown, scale));
}

Value eval_input(Eval *e, uint32_t input) {
  return input_value(e->arena, e->r, input, e->prev);
}

// What stands behind a name is the same whoever asks, and asked once.
static Value named(Eval *e, KnownWhat what, uint32_t row, Value (*work)(Eval *, uint32_t row)) {
  const Value *known = known_get(e->r->known, what, row, e->prev);
  if (known) return *known;
  Eval own = eval_apart(e);
  Value v = work(&own, row);
  e->seen = own.seen;
  bool given_up = e->deep && *e->deep != NONE;
  if (!given_up) known_put(e->r->known, what, row, e->prev, &v);
  return v;
}

static Value gathered(Eval *e, uint32_t row) {
  const Plan *p = e->r->plan;
  uint32_t g = row / KNOWN_AGGREGATES;
  return aggregate(e, (PlanOp)(OP_MIN + row % KNOWN_AGGREGATES), p->gathers.arg_first[g],
                   p->gathers.arg_n[g]);
}

static Value aggregated(Eval *e, PlanOp op, uint32_t first, uint32_t n) {
  const Plan *p = e->r->plan;
  uint32_t arg = n == 1 ? p->args.expr[first] : NONE;
  if (arg == NONE || p->exprs.op[arg] != OP_GATHER) return aggregate(e, op, first, n);
  return named(e, KNOWN_GATHERED, p->exprs.a[arg] * KNOWN_AGGREGATES + (op - OP_MIN), gathered);
}

static Value let_value(Eval *e, uint32_t let) {
  return eval_expr(e, e->r->plan->lets.expr[let]);
}

static Value actual_value(Eval *e, uint32_t ind) {
  return eval_expr(e, e->r->plan->indicators.value[ind]);
}

// Not asked by a formula, it is an indicator's own verdict: most are never asked again.
Value eval_actual(Eval *e, uint32_t ind) {
  const Plan *p = e->r->plan;
  uint32_t expr = p->indicators.value[ind];
  if (expr == NONE) return eval_input(e, p->indicators.input[ind]);
  return e->depth ? named(e, KNOWN_ACTUAL, ind, actual_value) : actual_value(e, ind);
}

bool eval_spends(const Results *r, uint32_t ent, bool prev) {
  const Plan *p = r->plan;
  return p->entities.kind[ent] == BODY_PROJECT || p->entities.budget[ent] != NONE ||
         input_rows(r, p->entities.input_first[ent], prev);
}

static Value spent_below(Eval *e, uint32_t ent) {
  const Plan *p = e->r->plan;
  NumSum sum = {0};
  bool any = false;
  for (uint32_t c = p->entities.child[ent]; c != NONE; c = p->entities.next[c]) {
    if (!eval_spends(e->r, c, e->prev)) continue;
    Value x = eval_spent(e, c);
    if (x.kind == VALUE_NONE) return x;
    numsum_add(e->arena, &sum, x.num);
    any = true;
  }
  return any ? value_num(numsum_total(e->arena, &sum)) : eval_input(e, p->entities.input_first[ent]);
}

Value eval_spent(Eval *e, uint32_t ent) {
  const Plan *p = e->r->plan;
  Value v = eval_input(e, p->entities.input_first[ent]);
  bool own = v.kind != VALUE_NONE || (v.why != NODATA_NO_ROW && v.why != NODATA_NO_LAST_YEAR);
  return own || p->entities.child[ent] == NONE ? v : named(e, KNOWN_SPENT, ent, spent_below);
}

Value eval_budget(Eval *e, uint32_t ent) {
  const Plan *p = e->r->plan;
  if (e->prev) return value_none(NODATA_NO_LAST_YEAR, NONE);
  uint32_t amount = p->entities.budget[ent];
  Date since = DATE_NONE;
  for (uint32_t i = 0; i < p->entities.adjust_n[ent]; i++) {
    uint32_t row = p->entities.adjust_first[ent] + i;
    Date from = p->adjustments.from[row];
    if (from <= e->r->as_of && from >= since) amount = p->adjustments.amount[row], since = from;
  }
  return amount == NONE ? value_none(NODATA_NO_BUDGET, NONE) : value_num(plan_value(p, amount));
}

Value eval_rate(Eval *e, uint32_t ent) {
  Value budget = eval_budget(e, ent);
  if (budget.kind == VALUE_NONE) return budget;
  if (num_sign(budget.num) == 0) return value_none(NODATA_ZERO_BUDGET, NONE);
  Value spent = eval_spent(e, ent);
  return spent.kind == VALUE_NONE ? spent : quotient(e, spent.num, budget.num);
}

uint32_t eval_target(const Results *r, uint32_t ind) {
  const Plan *p = r->plan;
  uint32_t first = p->indicators.target_first[ind], best = first;
  Date since = DATE_NONE;
  for (uint32_t t = first + 1; t < first + p->indicators.target_n[ind]; t++) {
    Date from = p->targets.from[t];
    if (from <= r->as_of && from >= since) best = t, since = from;
  }
  return best;
}

static Value target_value(Eval *e, uint32_t ind) {
  const Plan *p = e->r->plan;
  uint32_t t = eval_target(e->r, ind);
  if (p->targets.date[t] != DATE_NONE) return (Value){.kind = VALUE_DATE, .date = p->targets.date[t]};
  if (p->targets.low[t] == NONE) return value_none(NODATA_HOLE, NONE);
  return value_num(plan_value(p, p->targets.low[t]));
}

static Value self_actual(Eval *e) {
  if (e->self_value && !e->prev) return *e->self_value;
  return e->self == NONE ? value_none(NODATA_UNKNOWN, NONE) : eval_actual(e, e->self);
}

#define DEPTH_MAX 2000 // of formulas within formulas, scores between them
#define STEPS_MAX (UINT32_C(2) * COST_MAX)

static Value walk(Eval *e, uint32_t x);

// The checker keeps formulas far below these bounds; they hold for plans that were not compiled from a text.
static Value value(Eval *e, uint32_t x) {
  if (e->depth >= DEPTH_MAX || e->steps >= STEPS_MAX) return value_none(NODATA_TOO_LARGE, NONE);
  e->steps++;
  e->depth++;
  Value v = walk(e, x);
  e->depth--;
  return v;
}

Value eval_expr(Eval *e, uint32_t x) {
  e->round++;
  e->steps = 0;
  return value(e, x);
}

struct ArgValue {
  uint32_t round[2];
  Value value[2];
};

static Value argument(Eval *e, uint32_t x, uint32_t number) {
  if (number >= e->arg_cap) {
    struct ArgValue *more = NEW_N(e->arena, struct ArgValue, 2 * (size_t)number + 4);
    if (e->arg_cap) memcpy(more, e->args, e->arg_cap * sizeof *more);
    e->args = more, e->arg_cap = 2 * number + 4;
  }
  if (e->args[number].round[e->prev] != e->round) {
    Value v = value(e, x); // may make room for more
    e->args[number].value[e->prev] = v, e->args[number].round[e->prev] = e->round;
  }
  return e->args[number].value[e->prev];
}

static Value walk(Eval *e, uint32_t x) {
  const Plan *p = e->r->plan;
  uint32_t a = p->exprs.a[x], b = p->exprs.b[x];
  PlanOp op = (PlanOp)p->exprs.op[x];
  switch (op) {
  case OP_CONST: return value_num(plan_value(p, a));
  case OP_TRUTH: return value_truth(a != 0);
  case OP_DATE: return (Value){.kind = VALUE_DATE, .date = (Date)a};
  case OP_TEXT: return (Value){.kind = VALUE_WORDS, .text = plan_text(p, a)};
  case OP_INPUT: return eval_input(e, a);
  case OP_LET: return named(e, KNOWN_LET, a, let_value);
  case OP_CALLED: return value(e, b);
  case OP_ARG: return argument(e, a, b);
  case OP_BUDGET: return eval_budget(e, a);
  case OP_SPENT: return eval_spent(e, a);
  case OP_RATE: return eval_rate(e, a);
  case OP_ACTUAL: return eval_actual(e, a);
  case OP_TARGET: return target_value(e, a);
  case OP_MET:
  case OP_POINTS:
  case OP_WEIGHT:
  case OP_TOTAL:
  case OP_GRADE: return score_figure(e, op, a);
  case OP_SELF_ACTUAL: return self_actual(e);
  case OP_SELF_TARGET: return value_num(e->self_target);
  case OP_SELF_BUDGET:
    return e->self_entity == NONE ? value_none(NODATA_UNKNOWN, NONE) : eval_budget(e, e->self_entity);
  case OP_SELF_SPENT:
    return e->self_entity == NONE ? value_none(NODATA_UNKNOWN, NONE) : eval_spent(e, e->self_entity);
  case OP_MIN:
  case OP_MAX:
  case OP_MEAN:
  case OP_SUM:
  case OP_COUNT: return aggregated(e, op, a, b);
  case OP_ROUND: return round_to(e, x);
  case OP_IF: {
    Value c = operand(e, x, 0);
    return c.kind == VALUE_NONE ? c : operand(e, x, c.truth ? 1 : 2);
  }
  case OP_PREV:
  case OP_YOY: {
    Value now = op == OP_YOY ? value(e, a) : (Value){.kind = VALUE_TRUTH};
    if (now.kind == VALUE_NONE) return now;
    if (e->prev) return value_none(NODATA_NO_LAST_YEAR, NONE); // two years back is not read
    e->prev = true;
    Value then = value(e, a);
    e->prev = false;
    if (op == OP_PREV || then.kind == VALUE_NONE) return then;
    Value ratio = quotient(e, now.num, then.num);
    return ratio.kind == VALUE_NONE ? ratio : value_num(num_sub(e->arena, ratio.num, NUM(1)));
  }
  case OP_ADD:
  case OP_SUB:
  case OP_MUL:
  case OP_DIV:
  case OP_POW:
  case OP_GE:
  case OP_LE:
  case OP_GT:
  case OP_LT:
  case OP_EQ:
  case OP_NE:
  case OP_AND:
  case OP_OR: {
    Value l = value(e, a);
    if (l.kind == VALUE_NONE) return l;
    Value r = value(e, b);
    if (r.kind == VALUE_NONE) return r;
    if (op <= OP_POW) return arithmetic(e, op, l, r);
    if (op == OP_AND) return value_truth(l.truth && r.truth);
    if (op == OP_OR) return value_truth(l.truth || r.truth);
    return value_truth(holds(op, order(&l, &r)));
  }
  case OP_NEG:
  case OP_ABS:
  case OP_FLOOR:
  case OP_NOT: {
    Value v = value(e, a);
    if (v.kind == VALUE_NONE) return v;
    if (op == OP_NOT) return value_truth(!v.truth);
    if (op == OP_NEG) return value_num(num_neg(e->arena, v.num));
    if (op == OP_ABS) return value_num(num_abs(e->arena, v.num));
    uint32_t unit = p->exprs.unit[x]; // 取整 counts whole units as shown
    Num scale = unit == NONE ? NUM(1) : plan_value(p, p->units.scale[unit]);
    Num whole = num_floor(e->arena, num_div(e->arena, v.num, scale));
    return value_num(num_mul(e->arena, whole, scale));
  }
  case OP_GATHER:
  case PLAN_OPS: break;
  }
  return value_none(NODATA_UNKNOWN, NONE);
}
