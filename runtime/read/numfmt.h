// Number formats of spreadsheets (ECMA-376 part 1, 18.8.30 and 18.8.31): what a stored number is shown as,
// without the rounding. 0.87 under 0.00% is 87%, 44561 under yyyy-mm-dd is 2021-12-31, 123456 under
// 0!.0,"万元" is 12.3456万元.
#pragma once
#include "base/date.h"

typedef enum FormatKind {
  FORMAT_NUMBER,
  FORMAT_DAY,   // a date
  FORMAT_MONTH, // shown without its day: the month is meant
  FORMAT_YEAR,
} FormatKind;

typedef struct FormatSection {
  FormatKind kind;
  bool percent;
  uint8_t shift; // the shown number is the stored one / 10^shift
  Str unit;      // letters behind the digits: 0.0"人次"
  char op;       // of its condition [>=10000]: > < = g(≥) l(≤) n(≠); 0: none
  Str bound;
} FormatSection;

typedef struct NumberFormat {
  FormatSection section[4];
  uint32_t n;
  bool plain; // nothing but digits: the text is the stored number
} NumberFormat;

NumberFormat numfmt_parse(Arena *a, Str code);
Str numfmt_builtin(uint32_t id); // the code of a built-in format as a Chinese Excel has it; empty: General
// The text of a cell. `stored` is its decimal text, perhaps with an exponent; digits that only the binary
// number behind it has (more than 15 significant ones of a fraction) are rounded away, as on the screen.
// *ambiguous: it is shown divided (12 for 12000) and no unit in the format says so.
Str numfmt_text(Arena *a, const NumberFormat *f, Str stored, bool date1904, bool *ambiguous);
