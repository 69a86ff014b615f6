// Numbers as decimal text, moved and written without being computed with: exact whatever their length.
#pragma once
#include "base/str.h"

typedef struct Decimal {
  bool negative;
  char *digits; // significant ones, no zeros at either end; none: zero
  size_t n;
  int64_t point; // how many digits stand before the point: 12.3 → 2, 0.012 → -1
} Decimal;

// [+-]digits[.digits][E[+-]digits]. `most`: a fraction with more significant digits is rounded to so many,
// half away from zero; 0: never. False: no number, or an exponent beyond 400.
bool decimal_read(Arena *a, Str s, size_t most, Decimal *out);
Str decimal_text(Arena *a, const Decimal *d, Str tail); // without exponent, `tail` behind it
