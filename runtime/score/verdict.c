// Verdicts. Comparison is exact. Before the year's end only what cannot be undone is judged: a sum or a
// maximum that reached its ≥ or broke its ≤, and a date that was given.
#include "runtime/score/verdict.h"
#include "compiler/expr_limits.h"

// What a comparison with a target in force says, before time is considered.
typedef enum Judged { JUDGED_MET, JUDGED_MISSED, JUDGED_UNSURE } Judged;

TargetForm verdict_bare(const Plan *p, uint32_t t, uint8_t bare_form) {
  uint32_t unit = p->targets.unit[t];
  bool ratio =
      unit != NONE && num_cmp(plan_value(p, p->units.scale[unit]), NUM(1)) < 0 && p->units.dim[unit] == 0;
  if (ratio && num_cmp(plan_value(p, p->targets.low[t]), NUM(1)) == 0) return TARGET_GE;
  return (TargetForm)bare_form;
}

static Judged judge_value(const Plan *p, uint32_t t, TargetForm form, const Value *v) {
  bool met = false;
  switch (form) {
  case TARGET_TRUTH: met = v->truth == (p->targets.truth[t] != 0); break;
  case TARGET_TEXT: met = v->grade == 1; break;
  case TARGET_DEADLINE:
  case TARGET_DATE: met = v->date <= p->targets.date[t]; break;
  case TARGET_RANGE:
    met = num_cmp(v->num, plan_value(p, p->targets.low[t])) >= 0 &&
          num_cmp(v->num, plan_value(p, p->targets.high[t])) <= 0;
    break;
  case TARGET_GE:
  case TARGET_LE:
  case TARGET_GT:
  case TARGET_LT:
  case TARGET_EQ:
  case TARGET_NE:
  case TARGET_BARE: {
    int c = num_cmp(v->num, plan_value(p, p->targets.low[t]));
    if (form == TARGET_BARE) return c == 0 ? JUDGED_MET : JUDGED_UNSURE;
    met = form == TARGET_GE   ? c >= 0
          : form == TARGET_LE ? c <= 0
          : form == TARGET_GT ? c > 0
          : form == TARGET_LT ? c < 0
          : form == TARGET_EQ ? c == 0
                              : c != 0;
    break;
  }
  case TARGET_HOLE:
  case TARGET_NA:
  case TARGET_MISSING: return JUDGED_UNSURE;
  }
  return met ? JUDGED_MET : JUDGED_MISSED;
}

// Whether the kind of value fits the kind of target; the checker and the reader see to it, this is the seal.
static bool comparable(const Plan *p, uint32_t t, const Value *v) {
  bool number = v->kind == VALUE_QUANTITY && p->targets.low[t] != NONE;
  switch (target_behind((TargetForm)p->targets.form[t])) {
  case BEHIND_TRUTH: return v->kind == VALUE_TRUTH;
  case BEHIND_TEXT: return v->kind == VALUE_WORDS && v->grade;
  case BEHIND_DATE: return v->kind == VALUE_DATE;
  case BEHIND_RANGE: return number && p->targets.high[t] != NONE;
  case BEHIND_NUMBER: return number && p->targets.form[t] != TARGET_HOLE;
  case BEHIND_NOTHING: break;
  }
  return false;
}

// How the rows behind an indicator combine: its own, those of the one 数据 or indicator its 取值 names, or
// 支出.
static bool only_grows(const Plan *p, uint32_t ind) {
  for (unsigned steps = 0; steps < HEIGHT_MAX; steps++) {
    uint32_t expr = p->indicators.value[ind], input = p->indicators.input[ind];
    for (unsigned far = 0; expr != NONE && p->exprs.op[expr] == OP_LET && far < HEIGHT_MAX; far++)
      expr = p->lets.expr[p->exprs.a[expr]];
    if (expr != NONE && p->exprs.op[expr] == OP_ACTUAL) {
      ind = p->exprs.a[expr];
      continue;
    }
    if (expr != NONE && p->exprs.op[expr] == OP_SPENT) return true;
    if (expr != NONE && p->exprs.op[expr] != OP_INPUT) return false;
    if (expr != NONE) input = p->exprs.a[expr];
    uint8_t agg = p->inputs.agg[input];
    return agg == AGG_SUM || agg == AGG_MAX || agg == AGG_COUNT;
  }
  return false;
}

static bool irrevocable(const Results *r, uint32_t ind, const IndicatorResult *res, TargetForm form,
                        Judged judged) {
  const Plan *p = r->plan;
  switch (form) {
  case TARGET_DEADLINE:
  case TARGET_DATE: // a day told in advance is a promise, until it or the target's day has come
    return res->actual.date <= r->as_of || p->targets.date[res->target] <= r->as_of;
  case TARGET_GE:
  case TARGET_GT: return judged == JUDGED_MET && only_grows(p, ind);
  case TARGET_LE:
  case TARGET_LT: return judged == JUDGED_MISSED && only_grows(p, ind);
  default: return false;
  }
}

// On track: what grows through the year is measured against the share of the year gone by, the rest as
// if the year ended today.
static bool on_track(Eval *e, uint32_t ind, uint32_t t, TargetForm form, Judged judged, const Value *v) {
  const Plan *p = e->r->plan;
  bool bound = form == TARGET_GE || form == TARGET_GT || form == TARGET_LE || form == TARGET_LT;
  uint32_t unit = p->targets.unit[t];
  bool ratio = unit != NONE && p->units.dim[unit] == 0;
  if (!bound || ratio || !only_grows(p, ind)) return judged == JUDGED_MET;
  Date end = date_year_end(p->year), start = date_year_end(p->year - 1);
  Num gone = num_make(e->arena, e->r->as_of - start, end - start);
  int c = num_cmp(v->num, num_mul(e->arena, plan_value(p, p->targets.low[t]), gone));
  return form == TARGET_GE || form == TARGET_GT ? c >= 0 : c <= 0;
}

static void deviation(const Plan *p, uint32_t limit, IndicatorResult *out) {
  Num end;
  out->has_deviation = indicator_end(p, out, &end);
  if (out->has_deviation && limit != NONE && num_apart(out->actual.num, end, plan_value(p, limit)))
    out->flags |= FLAG_DEVIATION;
}

void verdict_of(Eval *e, uint32_t ind, IndicatorResult *out) {
  const Plan *p = e->r->plan;
  uint32_t t = out->target = eval_target(e->r, ind);
  uint32_t rules = p->entities.ruleset[p->indicators.owner[ind]];
  uint8_t bare = p->rulesets.bare_form[rules];
  TargetForm form = (TargetForm)p->targets.form[t];
  out->on_track = -1;
  out->flags = input_flags(e->r, p->indicators.input[ind]);
  if (form == TARGET_BARE) out->flags |= FLAG_BARE;
  if (form == TARGET_NA) {
    out->verdict = VERDICT_NOT_APPLICABLE;
    out->actual = value_none(NODATA_NOT_APPLICABLE, NONE);
    out->actual.text = plan_text(p, p->targets.reason[t]);
    return;
  }
  out->actual = eval_actual(e, ind);
  bool none = out->actual.kind == VALUE_NONE;
  if (none && out->actual.why == NODATA_NOT_APPLICABLE) {
    out->verdict = VERDICT_NOT_APPLICABLE;
  } else if (form == TARGET_HOLE || form == TARGET_MISSING ||
             (form <= TARGET_RANGE && p->targets.low[t] == NONE)) {
    out->verdict = VERDICT_NO_TARGET;
  } else if (none) {
    out->verdict = VERDICT_NO_DATA;
  } else if (!comparable(p, t, &out->actual)) {
    out->verdict = VERDICT_NO_DATA;
    out->actual = value_none(NODATA_UNKNOWN, p->indicators.input[ind]);
  } else {
    form = verdict_form(p, t, bare);
    Judged judged = judge_value(p, t, form, &out->actual);
    deviation(p, p->rulesets.deviation[rules], out);
    if (judged == JUDGED_UNSURE)
      out->verdict = VERDICT_NO_TARGET;
    else if (e->r->full_year || irrevocable(e->r, ind, out, form, judged))
      out->verdict = judged == JUDGED_MET ? VERDICT_MET : VERDICT_MISSED;
    else {
      out->verdict = VERDICT_PENDING;
      out->on_track = on_track(e, ind, t, form, judged, &out->actual);
    }
  }
}
