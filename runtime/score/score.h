// Verdicts, points, totals, grades: LANGUAGE.md "Evaluation" 4–8, formulas from the rule set's rows.
#pragma once
#include "runtime/result.h"

// Fills indicators, entities and requires of `r` (its inputs must be filled, or empty without actuals).
void score_all(Arena *a, Results *r, Diags *diags);
// The text that derives an indicator's points, step by step (explain): “200 ≥ 200 → 满分” …
