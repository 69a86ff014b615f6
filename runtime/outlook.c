// Plain arithmetic on what was scored.
#include "runtime/outlook.h"
#include "grammar/ast.h"
#include "runtime/score/score.h"

// The bound that was missed: of a range its nearer end.
static bool bound_of(const Plan *p, const IndicatorResult *res, Num *bound) {
  uint32_t t = res->target;
  TargetForm form = (TargetForm)p->targets.form[t];
  if (res->actual.kind != VALUE_QUANTITY || p->targets.low[t] == NONE || form == TARGET_NE) return false;
  *bound = plan_value(p, p->targets.low[t]);
  if (form == TARGET_RANGE && p->targets.high[t] != NONE && num_cmp(res->actual.num, *bound) > 0)
    *bound = plan_value(p, p->targets.high[t]);
  return true;
}

static Mend mend_of(Arena *a, const Plan *p, const IndicatorResult *res, uint32_t ind) {
  Mend m = {ind, num_sub(a, res->weight, res->points), NUM_BAD, NUM_BAD};
  Num bound;
  if (!bound_of(p, res, &bound) || num_sign(bound) == 0) return m;
  m.need = num_sub(a, bound, res->actual.num);
  m.gap = num_abs(a, num_div(a, m.need, bound));
  return m;
}

static bool before(Arena *a, const Mend *x, const Mend *y) {
  if (num_ok(x->gap) != num_ok(y->gap)) return num_ok(x->gap);
  if (!num_ok(x->gap)) return num_cmp(x->gain, y->gain) > 0;
  return num_cmp(num_mul(a, x->gap, y->gain), num_mul(a, y->gap, x->gain)) < 0; // gap a point
}

Outlook outlook_of(Arena *a, const Results *r, uint32_t entity) {
  const Plan *p = r->plan;
  const EntityResult *res = entity_result(r, entity);
  Outlook out = {.next = NONE, .margin = NUM_BAD};
  if (!res->scored || num_sign(res->judged) <= 0) return out;
  uint32_t first = p->entities.indicator_first[entity], n = p->entities.indicator_n[entity];
  out.mends = NEW_N(a, Mend, n + 1);
  for (uint32_t i = first; i < first + n; i++) {
    const IndicatorResult *ind = result_of(r, i);
    if (ind->verdict != VERDICT_MISSED || !ind->scored || num_cmp(ind->points, ind->weight) >= 0) continue;
    Mend m = mend_of(a, p, ind, i);
    uint32_t at = out.n++;
    for (; at && before(a, &m, &out.mends[at - 1]); at--) out.mends[at] = out.mends[at - 1];
    out.mends[at] = m;
  }
  uint32_t rules = p->entities.ruleset[entity], best = p->rulesets.grade_first[rules];
  if (!p->rulesets.grade_n[rules] || res->grade == best) return out;
  out.next = res->grade == NONE ? best + p->rulesets.grade_n[rules] - 1 : res->grade - 1;
  Num low = num_div(a, num_mul(a, plan_value(p, p->grades.low[out.next]), res->judged), NUM(100));
  out.margin = num_sub(a, low, res->total);
  Num got = NUM(0);
  for (uint32_t i = 0; i < out.n && !out.enough; i++) {
    got = num_add(a, got, out.mends[i].gain);
    if (num_cmp(got, out.margin) >= 0) out.enough = i + 1;
  }
  return out;
}
