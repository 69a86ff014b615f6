// One indicator: its verdict, its deviation, whether it is on track. No points here.
#pragma once
#include "grammar/ast.h"
#include "runtime/score/score.h"

void verdict_of(Eval *e, uint32_t indicator, IndicatorResult *out);
// The form a target is judged as: a bare 100 % is ≥, other bare ones as the rule set says.
TargetForm verdict_bare(const Plan *p, uint32_t target, uint8_t bare_form);
static inline TargetForm verdict_form(const Plan *p, uint32_t target, uint8_t bare_form) {
  TargetForm form = (TargetForm)p->targets.form[target];
  return form == TARGET_BARE ? verdict_bare(p, target, bare_form) : form;
}
