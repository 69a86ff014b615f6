// Between number.c and decimal.c: what a number is in words and in digits.
#pragma once
#include "base/number.h"
#include <limits.h>

__extension__ typedef unsigned __int128 U128;

#define POW10_MAX 18 // the largest power of ten that is certain to fit an int64_t
extern const uint64_t num_pow10[POW10_MAX + 1];

static inline uint64_t magnitude(int64_t x) {
  return x < 0 ? 0 - (uint64_t)x : (uint64_t)x;
}

static inline int64_t signed_of(bool neg, uint64_t m) {
  return (int64_t)(neg ? 0 - m : m);
}

// ±n/d: what is inline, and the next larger ones.
typedef struct NumWords {
  U128 n;
  uint64_t d;
  bool neg;
} NumWords;
bool num_words(Num x, NumWords *w);                       // false: bad, or larger than that
Num num_of_ratio(Arena *a, bool neg, U128 n, uint64_t d); // ±n/d, d > 0, not reduced
// n/d × 10^places, rounded half up; n < d, places <= POW10_MAX.
uint64_t num_scaled_fraction(uint64_t n, uint64_t d, unsigned places);

#define PLACES_ENDLESS UINT_MAX
unsigned num_places(Num x); // after the point, in which the decimal ends, or PLACES_ENDLESS; x is not bad

// Digits before and behind the point, too many for a word.
Num num_of_digits(Arena *a, bool neg, Str whole, Str frac);
// Those of |x| × 10^places, rounded half up, of |x|'s numerator or denominator; num_digits_end frees them.
typedef enum NumDigits { DIGITS_SCALED, DIGITS_ABOVE, DIGITS_BELOW } NumDigits;
char *num_digits(Num x, NumDigits of, unsigned places);
void num_digits_end(char *digits);
