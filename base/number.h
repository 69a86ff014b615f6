// Exact rationals. A Num is a value: 64-bit numerator and denominator inline, in lowest terms with
// den > 0; beyond that, den == 0 and num holds a pointer to a GMP-backed value in the arena that made it.
// A value that fits inline always is, so equal values have equal shapes. Overflow is detected, never
// wrapped. No binary floating point. The arena is touched only where a result does not fit inline.
// Source of rounding: 四舍五入, half away from zero (GB/T 8170-2008 names the alternatives).
#pragma once
#include "base/str.h"

typedef struct Num {
  int64_t num;
  int64_t den;
} Num;

#define NUM(i)         ((Num){(i), 1})
#define NUM_BITS_MAX   (1u << 20)   // a numerator or denominator longer than this is refused
#define NUM_PLACES_MAX NUM_BITS_MAX // a decimal that ends does so before; more are refused (written: cut)

// Results of refused operations (division by zero, too long, exponent out of range): den == -1. A zeroed
// Num is bad too: what nobody set is no zero. An operation on a bad Num is bad; it is written as "?", has
// sign 0, is no integer, and stands below every number in num_cmp.
#define NUM_BAD ((Num){0, -1})
static inline bool num_ok(Num x) {
  return x.den > 0 || (x.den == 0 && x.num != 0);
}

Num num_make(Arena *a, int64_t num, int64_t den); // reduced; den == 0: NUM_BAD
// Group commas are already removed by the caller: [+-]d*[.d*] with at least one digit. Any length (one
// beyond NUM_BITS_MAX yields NUM_BAD); false, and *out NUM_BAD, unless all of s is a number.
bool num_parse(Arena *a, Str s, Num *out);
Num num_div(Arena *a, Num x, Num y);     // y == 0: NUM_BAD
Num num_pow(Arena *a, Num x, int64_t e); // 0^0 = 1; 0^negative, or a result beyond NUM_BITS_MAX: NUM_BAD
Num num_neg(Arena *a, Num x);
Num num_abs(Arena *a, Num x);
Num num_part(Arena *a, int64_t times, Num x, uint32_t n);   // times × x / n
Num num_mul_round(Arena *a, Num x, Num y, unsigned places); // num_round of x × y
bool num_apart(Num x, Num y, Num share); // |x − y| > share × |y|, exact; false where one is bad
bool num_is_int(Num x);
bool num_to_i64(Num x, int64_t *out);            // false unless an integer that fits
Num num_floor(Arena *a, Num x);                  // towards minus infinity
Num num_round(Arena *a, Num x, unsigned places); // half away from zero
bool num_ends(Num x);                            // the decimal ends: den = 2^i 5^j

// The everyday case, whole numbers that stay small, is decided here; all else in the functions below.
Num num_add_any(Arena *a, Num x, Num y);
Num num_sub_any(Arena *a, Num x, Num y);
Num num_mul_any(Arena *a, Num x, Num y);
int num_cmp_any(Num x, Num y);
int num_sign_any(Num x);

static inline Num num_add(Arena *a, Num x, Num y) {
  int64_t r;
  if (x.den == 1 && y.den == 1 && !__builtin_add_overflow(x.num, y.num, &r)) return NUM(r);
  return num_add_any(a, x, y);
}
static inline Num num_sub(Arena *a, Num x, Num y) {
  int64_t r;
  if (x.den == 1 && y.den == 1 && !__builtin_sub_overflow(x.num, y.num, &r)) return NUM(r);
  return num_sub_any(a, x, y);
}
static inline Num num_mul(Arena *a, Num x, Num y) {
  int64_t r;
  if (x.den == 1 && y.den == 1 && !__builtin_mul_overflow(x.num, y.num, &r)) return NUM(r);
  return num_mul_any(a, x, y);
}
static inline int num_cmp(Num x, Num y) { // exact; -1 0 1; never allocates in an arena
  if (x.den == y.den && x.den > 0) return (x.num > y.num) - (x.num < y.num);
  return num_cmp_any(x, y);
}
static inline int num_sign(Num x) {
  return x.den > 0 ? (x.num > 0) - (x.num < 0) : num_sign_any(x);
}

// In full where the decimal ends within `max_places`, else rounded half away from zero there; no trailing
// zeros, no -0.
void num_write(Out *o, Num x, unsigned max_places);
void num_write_fixed(Out *o, Num x, unsigned places);     // exactly `places` digits after the point
void num_write_ratio(Out *o, Num x);                      // "2/3"; a whole number without /1
void num_write_group(Out *o, Num x, unsigned max_places); // thousands in triples: 1,234.5
Str num_text(Arena *a, Num x, unsigned max_places);
void num_write_data(Out *o, Num x); // as data has it: in full where the decimal ends, else at 12 places
// Of x ÷ unit the same, and as num_write_group does; without a fraction made where words are enough.
void num_write_in(Out *o, Arena *a, Num x, Num unit);
void num_write_change(Out *o, Arena *a, Num x, Num from); // (x − from) / from, the same; from is not 0
void num_write_group_in(Out *o, Arena *a, Num x, Num unit, unsigned max_places);
Num num_copy(Arena *to, Num x); // the value with its limbs, if any, in `to`
uint32_t num_hash(Num x);       // equal values, equal hashes

__extension__ typedef __int128 Int128;

// Exact sums of many values without garbage: a 128-bit integer at one scale while it fits, GMP beyond.
// Starts as NumSum s = {0}. Owns the limbs of `rest` and writes over them: give each sum one arena, and
// do not go on adding to two copies of one.
typedef struct NumSum {
  Int128 sum;
  uint64_t scale; // a power of ten up to 10^18; 0: nothing yet
  Num rest;       // what did not fit
  bool has_rest;
} NumSum;
void numsum_add_any(Arena *a, NumSum *s, Num x);
static inline void numsum_add(Arena *a, NumSum *s, Num x) {
  Int128 sum;
  if (s->scale && (x.den == 1 || (uint64_t)x.den == s->scale) &&
      !__builtin_add_overflow(s->sum, (Int128)x.num * (int64_t)(x.den == 1 ? s->scale : 1), &sum))
    s->sum = sum;
  else
    numsum_add_any(a, s, x);
}
Num numsum_total(Arena *a, const NumSum *s); // of nothing: 0
