// Numbers and targets as people write them in forms, turned into pgl's notation, or said to be unclear.
#pragma once
#include "base/array.h"
#include "grammar/parse.h"

typedef struct Notation {
  Arena *arena;
  UnitNames units;
  const DiagSpec *table; // for parses whose findings nobody sees
} Notation;

// One text without line breaks and blanks at its ends. Lines are joined as they were before they were
// wrapped; a blank stays beside letters and figures, not between 汉字.
Str text_joined(Arena *a, Str text);
bool text_is_blank(Str text);  // nothing, or only dashes: —, ————, /
bool text_is_number(Str text); // 1,500.00, 80.45%: one that counts in money or percent columns

// `text` as the target of an indicator, if the grammar reads it as one and as nothing else.
bool target_reads(const Notation *n, Str text);
// What stands in the target's cells: sign and unit may be empty where the form has no such columns. The
// result is pgl's notation; "?" and *unclear where it says something that cannot be read (a bare "?": it is
// empty).
Str target_write(const Notation *n, Str sign, Str value, Str unit, bool *unclear);
// A name, bare or quoted, whichever pgl needs; a text in quotes.
Str name_write(Arena *a, Str name);
Str string_write(Arena *a, Str text);
// An amount with its own unit, else `unit`. Empty where the cell is; "?" with the unit and *unclear where it
// is no amount.
Str money_write(Arena *a, Str text, Str unit, bool *unclear);
Str money_unit(Str text); // 元 万元 亿元 in a heading's text; empty: none
// The number in 10, 10分, 10%, (70分); empty: none.
Str points_write(Arena *a, Str text);
// 3月底 25 → true for a checkpoint's heading.
bool is_month_end(Str text);
int year_in(Str text); // the first 20xx followed by 年; 0: none
