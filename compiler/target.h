// Targets as written: numbers in base units, deadlines as days, and what the form left unsaid.
#pragma once
#include "compiler/entity.h"

void target_read(Check *c, const Site *s, Ref node, CheckedTarget *out);
Str target_text(Arena *a, const UnitTable *units, const CheckedTarget *t); // canonical; where Check.texts
// The target against what the indicator measures: dimension, type, a missing unit, a missing direction.
void target_check(EntityCheck *x, CheckedIndicator *i, const Site *s);
uint8_t
target_type(TargetForm form); // PlanType of what it is compared with; a quantity where it says nothing
void date_in_year(Check *c, const Tree *t, Ref leaf, Date d); // warns of a day outside the 年度
