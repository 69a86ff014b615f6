// Decimals of what fits words: a division or two and eight digits at a time, no fraction brought to lowest
// terms, no arena. All else takes the long way of number.c, whose text is the same
// (tests/unit/test_number.c).
#include "base/number.h"

#define PLACES  12
#define MILLION ((uint64_t)1000000)
#define EIGHT   ((uint64_t)100000000)

// v < 10^8 as eight digits 0–9, the first in the lowest byte: halves of four, of two, of one digit, all at a
// time.
static inline uint64_t digits_of(uint64_t v) {
  uint64_t high = v / 10000, x = high | (v - high * 10000) << 32;
  uint64_t y = (x * 5243 >> 19) & 0x0000007F0000007F;
  y |= (x - y * 100) << 16;
  uint64_t z = (y * 103 >> 10) & 0x000F000F000F000F;
  return z | (y - z * 10) << 8;
}

// The digits as text, the first of them at p.
static inline void put(char *p, uint64_t digits) {
  digits |= 0x3030303030303030;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  digits = __builtin_bswap64(digits);
#endif
  memcpy(p, &digits, sizeof digits);
}

// v < 10^16 without zeros in front (0: one digit). Eight bytes behind the end may be written.
static inline char *put_whole(char *p, uint64_t v) {
  if (v >= EIGHT) {
    p = put_whole(p, v / EIGHT);
    put(p, digits_of(v % EIGHT));
    return p + 8;
  }
  uint64_t digits = digits_of(v);
  unsigned zeros = (unsigned)__builtin_ctzll(digits | (uint64_t)1 << 56) / 8;
  put(p, digits >> 8 * zeros);
  return p + 8 - zeros;
}

static char *put_grouped(char *p, uint64_t v) {
  if (v < 1000) return put_whole(p, v);
  p = put_grouped(p, v / 1000);
  *p = ',';
  put(p + 1, digits_of(v % 1000) >> 40);
  return p + 4;
}

// 0 < v < 10^12 twelfths of a decimal place, without zeros at the end.
static inline char *put_fraction(char *p, uint64_t v) {
  uint64_t high = digits_of(v / 10000), low = digits_of(v % 10000) >> 32;
  *p++ = '.';
  put(p, high);
  put(p + 8, low);
  return low ? p + 12 - (__builtin_clzll(low << 32) / 8) : p + 8 - __builtin_clzll(high) / 8;
}

// Whether r/d, not in lowest terms, ends, and that behind 12 places, as it does not within: it takes 13 twos
// or fives, and what d has beside them cancels.
static bool ends_late(uint64_t r, uint64_t d) {
  if (__builtin_ctzll(d) <= PLACES && d < 1220703125) return false; // 5^13
  d >>= __builtin_ctzll(d);
  while (d % 5 == 0) d /= 5;
  return r % d == 0;
}

// *r × by ÷ d, and what is left of it.
static inline uint64_t divided(uint64_t *r, uint64_t by, uint64_t d) {
  uint64_t n = *r * by, q = n / d;
  *r = n - q * d;
  return q;
}

bool num_write_quick(Out *o, Num x, Num unit, bool grouped) {
  bool neg = x.num < 0;
  uint64_t m, d, frac = 0;
  if (x.den <= 0 || unit.den <= 0 || unit.num <= 0) return false;
  if (__builtin_mul_overflow(neg ? 0 - (uint64_t)x.num : (uint64_t)x.num, (uint64_t)unit.den, &m) ||
      __builtin_mul_overflow((uint64_t)x.den, (uint64_t)unit.num, &d) || d >> 44)
    return false;
  uint64_t whole = d == 1 ? m : m / d, r = m - whole * d;
  if (whole >= EIGHT * EIGHT) return false;
  if (r) {
    uint64_t left = r;
    if (r < UINT64_MAX / (MILLION * MILLION)) {
      frac = divided(&left, MILLION * MILLION, d);
    } else { // below 2^44: six digits at a time stay within a word
      frac = divided(&left, MILLION, d) * MILLION;
      frac += divided(&left, MILLION, d);
    }
    if (left && !grouped && ends_late(r, d)) return false;
    frac += left >= d - left;
    if (frac == MILLION * MILLION) whole++, frac = 0;
  }
  if (o->cap - o->n < 64) out_more(o, 64);
  char *p = o->p + o->n;
  *p = '-';
  p += neg && (whole || frac);
  p = grouped ? put_grouped(p, whole) : put_whole(p, whole);
  if (frac) p = put_fraction(p, frac);
  o->n = (size_t)(p - o->p);
  return true;
}

void num_write_data(Out *o, Num x) {
  if (!num_write_quick(o, x, NUM(1), false)) num_write(o, x, num_ends(x) ? NUM_PLACES_MAX : PLACES);
}
