// What the parts of the table share: blocks (table.c), the summary at its end (summary.c).
#pragma once
#include "runtime/report/items.h"

void table_summary(Table *t);
void table_heading(Table *t, Str name, Str aside);     // ── name ───────── aside ──
Str table_grade(Table *t, const EntityResult *res);    // 优（暂评）, or empty
Str table_fraction(Table *t, const EntityResult *res); // 82.50 / 90
Tone table_grade_tone(const Plan *p, const EntityResult *res, uint32_t ruleset);
