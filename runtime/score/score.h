// Verdicts, points, totals, grades: as docs/manual/en/4-results.md says, formulas from the rule set's rows.
// Figures are computed when first asked for, so formulas may use each other's in any order.
#pragma once
#include "runtime/eval.h"

// Fills indicators, entities and requires of `r` (its inputs must be filled, or empty without actuals).
void score_all(Arena *a, Results *r);
void score_requires(Arena *a, Results *r);      // 要求 alone
void score_forget(Results *r, uint32_t entity); // it is to be scored anew
bool score_apart(const Plan *p); // no formula asks for points or verdicts: entities can be scored one by one
// 达成 得分 分值 of an indicator, 得分 等级 of a project, as values of a formula.
Value score_figure(Eval *e, PlanOp op, uint32_t row);

// Points before rounding / weight; bad where it is not scored.
Num score_share(Arena *a, const Results *r, uint32_t indicator);

// By which formula a missed indicator still earns a share, and the 目标值 it reads (of a range the end that
// was missed): 正向 for ≥ > and below a range, 反向 for ≤ < and above one, its own 评分 before all. NONE:
// nothing is earned; so where the target is not positive, the actual is negative, or a strict bound is just
// equalled.
uint32_t score_formula(const Results *r, uint32_t indicator, const IndicatorResult *res, Num *target);

// The grade of so many points out of 100 (row of plan grades), or NONE below all.
uint32_t score_grade(const Plan *p, uint32_t ruleset, Num percent);
