// Lints of domain rules (LINT.md's T, S and M ids) on what has been checked: findings only, nothing else.
//
// Reported where it is read, not here: T02 holes, T03 a number alone, T04 money without unit, T05 no
// direction, T19 a day outside the year (target.c, budget.c), M04 sums, M06 支出计划 (budget.c).
// What spans entities (T11, S08, M10) is looked up from its department: its children are in Program.entities,
// their statements in the trees, and nothing needs to be collected.
#pragma once
#include "compiler/program.h"

void lint_entity(Check *c, const CheckedEntity *e);
void lint_program(Check *c); // once, after all entities
