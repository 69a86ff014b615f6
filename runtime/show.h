// Figures as people read them: exact numbers in the unit they were written in, thousands in triples,
// percentages, dates. Everything is safe for a terminal and lives in the arena given.
#pragma once
#include "runtime/words.h"

enum { SHOW_ALL = 12 }; // digits after the point where nothing is to be cut for looks

Str show_clean(Arena *a, Str s); // text of a file: what would steer a terminal made visible
// A number of base units in a unit (NONE: plain): 1,234.5万元. At most `places` digits after the point.
void show_quantity_to(Out *o, Arena *a, const Plan *p, Num base, uint32_t unit, unsigned places);
Str show_quantity(Arena *a, const Plan *p, Num base, uint32_t unit, unsigned places);
Str show_percent(Arena *a, Num share, unsigned places); // 0.875 → 87.5%
Str show_signed(Arena *a, Num x, unsigned places);      // +2.5, −1.67, 0 (a true minus sign)
Str show_points(Arena *a, Num points, unsigned places); // exactly so many places
Str show_value(Arena *a, const Results *r, const Value *v, uint32_t unit, Lang lang, unsigned places);
// An actual beside its target: as few places as tell on which side of the target it is, at least `places`.
Str show_actual(Arena *a, const Results *r, uint32_t indicator, Lang lang, unsigned places);
Str show_count(Arena *a, uint64_t n);
Str show_date(Arena *a, Date d, int year, Lang lang); // 3月底, 3月15日 in the year; else 2022-03-15

uint32_t show_unit(const Plan *p, uint32_t indicator,
                   uint32_t target);                   // of its actual: the target's, else its rows'
uint32_t show_base_unit(const Plan *p, uint32_t unit); // that of scale 1 in its dimension, else itself
// The number alone, as data has it (num_write_data).
void show_number(Out *o, Arena *a, const Plan *p, Num base, uint32_t unit);
Num show_scaled(Arena *a, const Plan *p, Num base, uint32_t unit); // base units → so many of the unit
