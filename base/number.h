// Exact rationals. A Num is a value: 64-bit numerator and denominator inline, in lowest terms with
// den > 0; beyond that, den == 0 and num holds a pointer to a GMP-backed value in the arena that made it.
// Every operation that fits stays inline; overflow is detected, never wrapped. No binary floating point.
// Source of rounding: 四舍五入, half away from zero (GB/T 8170-2008 names the alternatives).
#pragma once
#include "base/str.h"

typedef struct Num {
  int64_t num;
  int64_t den;
} Num;

#define NUM(i)        ((Num){(i), 1})
#define NUM_BITS_MAX  (1u << 20) // a result longer than this is refused (num_ok is false)

// Results of refused operations (division by zero, too long, exponent out of range): den == -1.
#define NUM_BAD       ((Num){0, -1})
static inline bool num_ok(Num a) { return a.den >= 0; }

Num num_make(Arena *a, int64_t num, int64_t den); // den != 0; reduced
// Digits with an optional sign, point and group commas already removed by the caller: [+-]d*[.d*].
// Any length; false unless all of s is a number.
bool num_parse(Arena *a, Str s, Num *out);
Num num_add(Arena *a, Num x, Num y);
Num num_sub(Arena *a, Num x, Num y);
Num num_mul(Arena *a, Num x, Num y);
Num num_div(Arena *a, Num x, Num y);        // y == 0: NUM_BAD
Num num_pow(Arena *a, Num x, int64_t e);    // 0^negative, or a result beyond NUM_BITS_MAX: NUM_BAD
Num num_neg(Arena *a, Num x);
Num num_abs(Arena *a, Num x);
int num_cmp(Num x, Num y); // exact; -1 0 1
int num_sign(Num x);
bool num_is_int(Num x);
bool num_to_i64(Num x, int64_t *out);              // false unless an integer that fits
Num num_floor(Arena *a, Num x);
Num num_round(Arena *a, Num x, unsigned places);   // half away from zero
bool num_ends(Num x);                              // the decimal ends: den = 2^i 5^j
// In full where the decimal ends within `max_places`, else rounded half up there; no trailing zeros.
void num_write(Out *o, Num x, unsigned max_places);
void num_write_fixed(Out *o, Num x, unsigned places);   // exactly `places` digits after the point
void num_write_ratio(Out *o, Num x);                    // "2/3"; a whole number without /1
void num_write_group(Out *o, Num x, unsigned max_places); // thousands in triples: 1,234.5
Str num_text(Arena *a, Num x, unsigned max_places);
Num num_copy(Arena *to, Num x); // a big value moved to another arena
uint32_t num_hash(Num x);

// Exact sums of many values without garbage: 128-bit integers at one scale while they fit, GMP beyond.
typedef struct NumSum {
  __int128 sum;
  uint64_t scale; // power of ten; 0: nothing yet
  Num rest;       // what did not fit
  bool has_rest;
} NumSum;
void numsum_add(Arena *a, NumSum *s, Num x);
Num numsum_total(Arena *a, const NumSum *s);
