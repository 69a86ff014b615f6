// Formulas as text, printed from the plan: as they were meant (招待支出 / 到会客商), and with the values put
// in (28,320元 / 236人次). The tree of operations is the compiler's; no source is read.
#pragma once
#include "runtime/eval.h"
#include "runtime/show.h"

typedef struct Formula {
  Arena *a;
  Eval *e;         // its results, and whose 实际 目标值 预算 支出 the formula speaks of
  uint32_t entity; // names of this one (or around it) stand alone, others' as 项目.名称; NONE: none
  Lang lang;
} Formula;

Str formula_names(Formula *f, uint32_t expr);
Str formula_values(Formula *f, uint32_t expr);
Str formula_leaf(Formula *f, uint32_t expr);                  // the name of an operand that is no operation
Str formula_value(Formula *f, const Value *v, uint32_t expr); // in the unit that the expression is shown in
Str formula_number(Formula *f, Num base, uint32_t unit);      // exact where it ends soon, else with ≈
Str formula_owned(Formula *f, uint32_t entity, Str name);     // 项目.名称, or the name alone
bool formula_is_leaf(PlanOp op);
