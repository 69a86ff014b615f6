// Numbers ↔ text. What fits words is written with a division or two and eight digits at a time, no fraction
// brought to lowest terms, no arena; all else takes the long way, whose text is the same
// (tests/unit/test_number_random.c).
#include "base/number_parts.h"

// ---- read

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool num_parse(Arena *a, Str s, Num *out) {
  *out = NUM_BAD;
  size_t i = 0;
  bool neg = s.n > 0 && s.p[0] == '-';
  if (neg || (s.n > 0 && s.p[0] == '+')) i++;
  uint64_t m = 0; // wraps where there are more than 19 digits; not used then
  size_t start = i;
  while (i < s.n && is_digit(s.p[i])) m = m * 10 + (uint64_t)(s.p[i++] - '0');
  size_t point = i;
  if (i < s.n && s.p[i] == '.') {
    i++;
    while (i < s.n && is_digit(s.p[i])) m = m * 10 + (uint64_t)(s.p[i++] - '0');
  }
  size_t places = i > point ? i - point - 1 : 0, digits = point - start + places;
  if (i < s.n || digits == 0) return false;
  if (digits > POW10_MAX)
    *out = num_of_digits(a, neg, (Str){s.p + start, point - start}, (Str){s.p + i - places, places});
  else if (places == 0)
    *out = NUM(signed_of(neg, m));
  else
    *out = num_of_ratio(a, neg, m, num_pow10[places]);
  return true;
}

// ---- written, any number

typedef struct Layout {
  unsigned places; // digits behind the point
  bool fixed;      // zeros at the end stay
  bool group;      // commas in the whole part
} Layout;

// `n` digits, of which the last `places` stand behind the point (n may be less: zeros stand before them).
static void write_digits(Out *o, bool neg, const char *p, size_t n, Layout l) {
  while (n > l.places && *p == '0') p++, n--;
  size_t whole = n > l.places ? n - l.places : 0, zeros = n < l.places ? l.places - n : 0;
  size_t frac = n - whole;
  if (!l.fixed) {
    while (frac > 0 && p[whole + frac - 1] == '0') frac--;
    if (frac == 0) zeros = 0;
  }
  bool zero = true;
  for (size_t i = 0; i < whole + frac && zero; i++) zero = p[i] == '0';
  if (neg && !zero) out_c(o, '-');
  if (whole == 0) {
    out_c(o, '0');
  } else if (!l.group) {
    out_str(o, (Str){p, whole});
  } else {
    size_t head = (whole - 1) % 3 + 1;
    out_str(o, (Str){p, head});
    for (size_t i = head; i < whole; i += 3) {
      out_c(o, ',');
      out_str(o, (Str){p + i, 3});
    }
  }
  if (zeros + frac > 0) {
    out_c(o, '.');
    out_pad(o, '0', zeros);
    out_str(o, (Str){p + whole, frac});
  }
}

static char *digits_before(char *end, uint64_t v, unsigned at_least) {
  char *p = end;
  for (; v >= 100; v /= 100) p -= 2, memcpy(p, str_pairs + 2 * (v % 100), 2);
  for (; v > 0; v /= 10) *--p = (char)('0' + v % 10);
  while (end - p < (ptrdiff_t)at_least) *--p = '0';
  return p;
}

static void write_long(Out *o, Num x, NumDigits of, bool neg, Layout l) {
  char *digits = num_digits(x, of, l.places);
  write_digits(o, neg, digits, strlen(digits), l);
  num_digits_end(digits);
}

static void write_decimal(Out *o, Num x, Layout l) {
  if (l.places > NUM_PLACES_MAX) l.places = NUM_PLACES_MAX;
  bool neg = num_sign(x) < 0;
  if (x.den > 0 && l.places <= POW10_MAX) {
    char buf[2 * POW10_MAX + 4], *end = buf + sizeof buf, *p = end;
    uint64_t m = magnitude(x.num), d = (uint64_t)x.den, whole = m, frac = 0;
    if (d != 1) {
      whole = m / d;
      frac = num_scaled_fraction(m % d, d, l.places);
      if (frac == num_pow10[l.places]) whole++, frac = 0;
    }
    p = digits_before(p, frac, l.places);
    p = digits_before(p, whole, 0);
    write_digits(o, neg, p, (size_t)(end - p), l);
    return;
  }
  write_long(o, x, DIGITS_SCALED, neg, l);
}

static unsigned at_most(unsigned places, unsigned max) {
  return places < max ? places : max;
}

void num_write(Out *o, Num x, unsigned max_places) {
  if (!num_ok(x))
    out_c(o, '?');
  else
    write_decimal(o, x, (Layout){.places = at_most(num_places(x), max_places)});
}

void num_write_group(Out *o, Num x, unsigned max_places) {
  if (!num_ok(x))
    out_c(o, '?');
  else
    write_decimal(o, x, (Layout){.places = at_most(num_places(x), max_places), .group = true});
}

void num_write_fixed(Out *o, Num x, unsigned places) {
  if (!num_ok(x))
    out_c(o, '?');
  else
    write_decimal(o, x, (Layout){.places = places, .fixed = true});
}

void num_write_ratio(Out *o, Num x) {
  if (!num_ok(x)) {
    out_c(o, '?');
    return;
  }
  write_long(o, x, DIGITS_ABOVE, num_sign(x) < 0, (Layout){0});
  if (num_is_int(x)) return;
  out_c(o, '/');
  write_long(o, x, DIGITS_BELOW, false, (Layout){0});
}

Str num_text(Arena *a, Num x, unsigned max_places) {
  char buf[64]; // most numbers end here; a longer one moves to the arena by itself
  Out o = {.p = buf, .cap = sizeof buf, .arena = a};
  num_write(&o, x, max_places);
  return o.p == buf ? str_dup(a, out_text(&o)) : out_text(&o);
}

// ---- written, what fits words

#define PLACES 12
#define ONE    ((uint64_t)1000000000000) // in parts of the last place
#define EIGHT  ((uint64_t)100000000)

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

// 0 < v < ONE, without zeros at the end.
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

// What r/d is in hundredths, d dividing 100: points and weights, mostly.
static const uint8_t cents[101] = {
    [1] = 100, [2] = 50, [4] = 25, [5] = 20, [10] = 10, [20] = 5, [25] = 4, [50] = 2, [100] = 1,
};

static inline char *put_cents(char *p, uint64_t v) { // 0 < v < 100
  *p = '.';
  memcpy(p + 1, str_pairs + 2 * v, 2);
  return p + 3 - (p[2] == '0');
}

// ±m/d, which need not be in lowest terms; d is not 0.
static inline bool quick(Out *o, bool neg, U128 m, uint64_t d, bool grouped) {
  uint64_t whole, r, frac = 0;
  if (m >> 64 == 0) {
    whole = d == 1 ? (uint64_t)m : (uint64_t)m / d;
    r = (uint64_t)m - whole * d;
  } else {
    if (m >> 64 >= d) return false;
    whole = (uint64_t)(m / d), r = (uint64_t)(m % d);
  }
  if (whole >= EIGHT * EIGHT) return false;
  bool small = d <= 100 && cents[d];
  if (small) {
    frac = r * cents[d];
  } else if (r) {
    uint64_t left;
    if (r < UINT64_MAX / ONE) {
      frac = r * ONE / d;
      left = r * ONE - frac * d;
    } else {
      U128 wide = (U128)r * ONE;
      frac = (uint64_t)(wide / d), left = (uint64_t)(wide % d);
    }
    if (left && !grouped && ends_late(r, d)) return false;
    frac += left >= d - left;
    if (frac == ONE) whole++, frac = 0;
  }
  if (o->cap - o->n < 64) out_more(o, 64);
  char *p = o->p + o->n;
  *p = '-';
  p += neg && (whole || frac);
  p = grouped ? put_grouped(p, whole) : put_whole(p, whole);
  if (frac) p = small ? put_cents(p, frac) : put_fraction(p, frac);
  o->n = (size_t)(p - o->p);
  return true;
}

static inline bool words_of(Num x, NumWords *w) {
  if (x.den <= 0) return num_words(x, w);
  *w = (NumWords){magnitude(x.num), (uint64_t)x.den, x.num < 0};
  return true;
}

static inline bool quick_in(Out *o, Num x, Num unit, bool grouped) {
  NumWords w;
  uint64_t d;
  if (unit.num == 1 && unit.den == 1) return words_of(x, &w) && quick(o, w.neg, w.n, w.d, grouped);
  U128 m;
  return unit.den > 0 && unit.num > 0 && words_of(x, &w) &&
         !__builtin_mul_overflow(w.n, (U128)unit.den, &m) &&
         !__builtin_mul_overflow(w.d, (uint64_t)unit.num, &d) && quick(o, w.neg, m, d, grouped);
}

void num_write_data(Out *o, Num x) {
  if (!quick_in(o, x, NUM(1), false)) num_write(o, x, num_ends(x) ? NUM_PLACES_MAX : PLACES);
}

void num_write_in(Out *o, Arena *a, Num x, Num unit) {
  if (!quick_in(o, x, unit, false)) num_write_data(o, num_div(a, x, unit));
}

void num_write_group_in(Out *o, Arena *a, Num x, Num unit, unsigned max_places) {
  if (max_places != PLACES || !quick_in(o, x, unit, true))
    num_write_group(o, num_div(a, x, unit), max_places);
}

void num_write_change(Out *o, Arena *a, Num x, Num from) { // (n/d − m/e) / (m/e) = (n e − m d) / (m d)
  NumWords w, f;
  U128 now, was;
  bool good = words_of(x, &w) && words_of(from, &f) && f.n && !__builtin_mul_overflow(w.n, (U128)f.d, &now) &&
              !__builtin_mul_overflow(f.n, (U128)w.d, &was) && was >> 64 == 0 && now >> 127 == 0;
  if (good) {
    U128 by = w.neg != f.neg ? now + was : now > was ? now - was : was - now;
    if (quick(o, w.neg != f.neg || now < was, by, (uint64_t)was, false)) return;
  }
  num_write_data(o, num_sub(a, num_div(a, x, from), NUM(1))); // stays small where x - from may not
}

void out_u64(Out *o, uint64_t v) {
  if (o->cap - o->n < 32) out_more(o, 32);
  char *p = o->p + o->n;
  if (v >= EIGHT * EIGHT) {
    p = put_whole(p, v / (EIGHT * EIGHT));
    v %= EIGHT * EIGHT;
    put(p, digits_of(v / EIGHT)), put(p + 8, digits_of(v % EIGHT));
    p += 16;
  } else {
    p = put_whole(p, v);
  }
  o->n = (size_t)(p - o->p);
}
