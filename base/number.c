// Exact rationals in three steps: what fits 64 bits is worked out in registers with 128-bit intermediates
// and 64-bit greatest common divisors; what leaves them is worked out by GMP in temporaries that are
// cleared at once; the result comes back inline if it fits, else as limbs copied into the arena.
//
//   Num { num, den > 0 }         the value itself, in lowest terms
//   Num { pointer to Big, 0 }    limbs of numerator and denominator, in lowest terms, not both in 64 bits
//   Num { 0, -1 }                refused
#include "base/number_parts.h"
#include <assert.h>
#include <gmp.h>

static_assert(GMP_NUMB_BITS == 64 && sizeof(long) == 8 && sizeof(void *) == 8, "a 64-bit machine");

typedef struct Big {
  int32_t num_n; // limbs of the numerator, negated below zero
  int32_t den_n; // limbs of the denominator, which follow
  size_t cap;    // limbs there is room for
  mp_limb_t limb[];
} Big;

#define SIX_POWERS(x) (x), (x)*10, (x)*100, (x)*1000, (x)*10000, (x)*100000
const uint64_t num_pow10[POW10_MAX + 1] = {SIX_POWERS(1ULL), SIX_POWERS(1000000ULL),
                                           SIX_POWERS(1000000000000ULL), 1000000000000000000ULL};

// ---- words

// One division brings the two to a size (often that is all), then shifts and subtractions without branches.
// gcd(x, 0) = x.
static uint64_t gcd(uint64_t x, uint64_t y) {
  if (x == 1 || y == 1) return 1;
  if (x < y) {
    uint64_t t = x;
    x = y, y = t;
  }
  if (y == 0) return x;
  x %= y;
  if (x == 0) return y;
  int shift = __builtin_ctzll(x | y);
  x >>= __builtin_ctzll(x);
  y >>= __builtin_ctzll(y);
  while (x != y) {
    uint64_t d = x - y, less = 0 - (uint64_t)(x < y); // all ones where x < y
    y += d & less;
    x = ((d ^ less) - less) >> __builtin_ctzll(d);
  }
  return x << shift;
}

// A 128-bit division is a call; a 64-bit one is an instruction.
static inline uint64_t remainder_of(U128 n, uint64_t d) {
  return n >> 64 ? (uint64_t)(n % d) : (uint64_t)n % d;
}

// ---- between Num and GMP

typedef union Word { // a pointer in the place of a numerator
  int64_t num;
  Big *big;
} Word;

static Big *big_of(Num x) {
  return (Word){.num = x.num}.big;
}

static Num big_num(Big *b) {
  return (Num){(Word){.big = b}.num, 0};
}

static Big *big_new(Arena *a, size_t limbs) {
  Big *b = arena_raw(a, sizeof *b + limbs * sizeof(mp_limb_t), alignof(Big));
  b->cap = limbs;
  return b;
}

static size_t big_num_limbs(const Big *b) {
  return (size_t)(b->num_n < 0 ? -b->num_n : b->num_n);
}

// A Num as GMP reads it; no copy. Not to be cleared.
typedef struct View {
  mpq_t q;
  mp_limb_t num, den;
} View;

static mpq_srcptr view(View *v, Num x) {
  if (x.den == 0) {
    const Big *b = big_of(x);
    mpz_roinit_n(mpq_numref(v->q), b->limb, b->num_n);
    mpz_roinit_n(mpq_denref(v->q), b->limb + big_num_limbs(b), b->den_n);
  } else {
    v->num = magnitude(x.num);
    v->den = (mp_limb_t)x.den;
    mpz_roinit_n(mpq_numref(v->q), &v->num, x.num < 0 ? -1 : 1);
    mpz_roinit_n(mpq_denref(v->q), &v->den, 1);
  }
  return v->q;
}

static bool too_long(mpz_srcptr z) {
  return mpz_sizeinbase(z, 2) > NUM_BITS_MAX;
}

// A canonical mpq as a Num. Limbs go to `room` where they fit in it, else to the arena.
static Num from_mpq(Arena *a, mpq_srcptr q, Big *room) {
  mpz_srcptr n = mpq_numref(q), d = mpq_denref(q);
  if (mpz_fits_slong_p(n) && mpz_fits_slong_p(d)) return (Num){mpz_get_si(n), mpz_get_si(d)};
  if (too_long(n) || too_long(d)) return NUM_BAD;
  size_t nn = mpz_size(n), dn = mpz_size(d);
  Big *b = !room ? big_new(a, nn + dn) : room->cap < nn + dn ? big_new(a, 2 * (nn + dn)) : room;
  memcpy(b->limb, mpz_limbs_read(n), nn * sizeof(mp_limb_t));
  memcpy(b->limb + nn, mpz_limbs_read(d), dn * sizeof(mp_limb_t));
  b->num_n = mpz_sgn(n) < 0 ? -(int32_t)nn : (int32_t)nn;
  b->den_n = (int32_t)dn;
  return big_num(b);
}

static Num big_from_parts(Arena *a, bool neg, U128 n, U128 d) {
  int32_t nn = n >> 64 ? 2 : 1, dn = d >> 64 ? 2 : 1;
  Big *b = big_new(a, (size_t)nn + (size_t)dn);
  mp_limb_t *p = b->limb;
  *p++ = (mp_limb_t)n;
  if (nn == 2) *p++ = (mp_limb_t)(n >> 64);
  *p++ = (mp_limb_t)d;
  if (dn == 2) *p++ = (mp_limb_t)(d >> 64);
  b->num_n = neg ? -nn : nn;
  b->den_n = dn;
  return big_num(b);
}

// ±n/d in lowest terms, d > 0.
static inline Num from_parts(Arena *a, bool neg, U128 n, U128 d) {
  if (n <= INT64_MAX && d <= INT64_MAX) return (Num){signed_of(neg, (uint64_t)n), (int64_t)(uint64_t)d};
  if (neg && n == (U128)INT64_MAX + 1 && d <= INT64_MAX) return (Num){INT64_MIN, (int64_t)(uint64_t)d};
  return big_from_parts(a, neg, n, d);
}

// Where d divides n one division tells and does it.
Num num_of_ratio(Arena *a, bool neg, U128 n, uint64_t d) {
  if (d == 1) return from_parts(a, neg, n, 1);
  if (n >> 64) {
    uint64_t g = gcd((uint64_t)(n % d), d);
    return g == 1 ? from_parts(a, neg, n, d) : from_parts(a, neg, n / g, d / g);
  }
  uint64_t m = (uint64_t)n, whole = m / d, rest = m - whole * d;
  if (rest == 0) return from_parts(a, neg, whole, 1);
  uint64_t g = gcd(d, rest);
  return g == 1 ? from_parts(a, neg, m, d) : from_parts(a, neg, m / g, d / g);
}

// ---- arithmetic

typedef void MpqOp(mpq_ptr r, mpq_srcptr x, mpq_srcptr y);

static Num by_gmp(Arena *a, MpqOp *op, Num x, Num y) {
  View vx, vy;
  mpq_t r;
  mpq_init(r);
  op(r, view(&vx, x), view(&vy, y));
  Num z = from_mpq(a, r, NULL);
  mpq_clear(r);
  return z;
}

// x + s*y for s = ±1, both inline. With g = gcd of the denominators only g can be left to cancel:
// x/(g u) + y/(g v) = (x v + y u) / (g u v).
static Num add_inline(Arena *a, Num x, Num y, int s) {
  uint64_t xd = (uint64_t)x.den, yd = (uint64_t)y.den;
  uint64_t g = xd == yd ? xd : gcd(xd, yd);
  uint64_t u = xd / g, v = yd / g;
  Int128 t = (Int128)x.num * (int64_t)v + (Int128)y.num * s * (int64_t)u;
  bool neg = t < 0;
  U128 n = neg ? 0 - (U128)t : (U128)t;
  uint64_t h = g == 1 ? 1 : gcd(remainder_of(n, g), g);
  return h == 1 ? from_parts(a, neg, n, (U128)u * yd) : from_parts(a, neg, n / h, (U128)u * (yd / h));
}

Num num_add_any(Arena *a, Num x, Num y) {
  if (x.den > 0 && y.den > 0) return add_inline(a, x, y, 1);
  if (!num_ok(x) || !num_ok(y)) return NUM_BAD;
  return by_gmp(a, mpq_add, x, y);
}

Num num_sub_any(Arena *a, Num x, Num y) {
  if (x.den > 0 && y.den > 0) return add_inline(a, x, y, -1);
  if (!num_ok(x) || !num_ok(y)) return NUM_BAD;
  return by_gmp(a, mpq_sub, x, y);
}

// (xn/xd) * (yn/yd), each in lowest terms: cancelling crosswise leaves the product in lowest terms.
static Num mul_words(Arena *a, bool neg, uint64_t xn, uint64_t xd, uint64_t yn, uint64_t yd) {
  uint64_t g = gcd(xn, yd), h = gcd(yn, xd);
  if (g != 1) xn /= g, yd /= g;
  if (h != 1) yn /= h, xd /= h;
  return from_parts(a, neg, (U128)xn * yn, (U128)xd * yd);
}

Num num_mul_any(Arena *a, Num x, Num y) {
  if (x.den > 0 && y.den > 0)
    return mul_words(a, (x.num < 0) != (y.num < 0), magnitude(x.num), (uint64_t)x.den, magnitude(y.num),
                     (uint64_t)y.den);
  if (!num_ok(x) || !num_ok(y)) return NUM_BAD;
  return by_gmp(a, mpq_mul, x, y);
}

Num num_div(Arena *a, Num x, Num y) {
  if (y.num == 1 && y.den == 1 && x.den > 0) return x;
  if (!num_ok(x) || !num_ok(y) || num_sign(y) == 0) return NUM_BAD;
  if (x.den > 0 && y.den > 0)
    return mul_words(a, (x.num < 0) != (y.num < 0), magnitude(x.num), (uint64_t)x.den, (uint64_t)y.den,
                     magnitude(y.num));
  return by_gmp(a, mpq_div, x, y);
}

Num num_make(Arena *a, int64_t num, int64_t den) {
  if (den == 0) return NUM_BAD;
  return num_of_ratio(a, (num < 0) != (den < 0), magnitude(num), magnitude(den));
}

Num num_part(Arena *a, int64_t times, Num x, uint32_t n) {
  uint64_t d;
  if (x.den <= 0 || n == 0 || __builtin_mul_overflow((uint64_t)x.den, n, &d))
    return num_div(a, num_mul(a, NUM(times), x), NUM(n));
  return num_of_ratio(a, (times < 0) != (x.num < 0), (U128)magnitude(times) * magnitude(x.num), d);
}

Num num_neg(Arena *a, Num x) {
  return num_sub(a, NUM(0), x);
}

Num num_abs(Arena *a, Num x) {
  return num_sign(x) < 0 ? num_neg(a, x) : num_ok(x) ? x : NUM_BAD;
}

// m^e while it fits a word.
static bool pow_word(uint64_t m, uint64_t e, uint64_t *out) {
  uint64_t r = 1;
  while (e > 0) {
    if (e & 1 && __builtin_mul_overflow(r, m, &r)) return false;
    e >>= 1;
    if (e > 0 && __builtin_mul_overflow(m, m, &m)) return false;
  }
  *out = r;
  return true;
}

Num num_pow(Arena *a, Num x, int64_t e) {
  if (!num_ok(x)) return NUM_BAD;
  if (e == 0) return NUM(1);
  if (num_sign(x) == 0) return e > 0 ? x : NUM_BAD;
  bool neg = num_sign(x) < 0 && e & 1;
  uint64_t times = magnitude(e);
  uint64_t n, d;
  if (x.den > 0 && pow_word(magnitude(x.num), times, &n) && pow_word((uint64_t)x.den, times, &d))
    return e > 0 ? from_parts(a, neg, n, d) : from_parts(a, neg, d, n);

  // z of b bits is at least 2^(b-1), so z^e has more than (b-1)*e bits.
  View v;
  mpq_srcptr q = view(&v, x);
  size_t bn = mpz_sizeinbase(mpq_numref(q), 2), bd = mpz_sizeinbase(mpq_denref(q), 2);
  size_t bits = (bn > bd ? bn : bd) - 1; // not 0: ±1 was done above
  if (times >= NUM_BITS_MAX / bits + 1) return NUM_BAD;
  mpq_t r;
  mpq_init(r);
  mpz_pow_ui(mpq_numref(r), mpq_numref(q), times);
  mpz_pow_ui(mpq_denref(r), mpq_denref(q), times);
  if (e < 0) mpq_inv(r, r);
  Num z = from_mpq(a, r, NULL);
  mpq_clear(r);
  return z;
}

// ---- comparison

bool num_words(Num x, NumWords *w) {
  if (x.den > 0) {
    *w = (NumWords){magnitude(x.num), (uint64_t)x.den, x.num < 0};
    return true;
  }
  if (!num_ok(x)) return false;
  const Big *b = big_of(x);
  size_t n = big_num_limbs(b);
  if (n > 2 || b->den_n > 1) return false;
  *w = (NumWords){n == 2 ? (U128)b->limb[1] << 64 | b->limb[0] : b->limb[0], b->limb[n], b->num_n < 0};
  return true;
}

static int cmp_products(U128 x, uint64_t by, U128 y, uint64_t than) { // in 192 bits
  U128 x0 = (U128)(uint64_t)x * by, y0 = (U128)(uint64_t)y * than;
  U128 x1 = (x >> 64) * by + (x0 >> 64), y1 = (y >> 64) * than + (y0 >> 64);
  if (x1 != y1) return x1 > y1 ? 1 : -1;
  return ((uint64_t)x0 > (uint64_t)y0) - ((uint64_t)x0 < (uint64_t)y0);
}

int num_cmp_any(Num x, Num y) {
  if (!num_ok(x) || !num_ok(y)) return num_ok(x) - num_ok(y);
  if (x.den > 0 && y.den > 0) {
    Int128 l = (Int128)x.num * y.den, r = (Int128)y.num * x.den;
    return (l > r) - (l < r);
  }
  NumWords l, r;
  if (num_words(x, &l) && num_words(y, &r)) {
    if (l.neg != r.neg) return l.neg ? -1 : 1; // at least one is beyond a word: not both are 0
    int c = cmp_products(l.n, r.d, r.n, l.d);
    return l.neg ? -c : c;
  }
  View vx, vy;
  int c = mpq_cmp(view(&vx, x), view(&vy, y));
  return (c > 0) - (c < 0);
}

static bool times_word(U128 n, uint64_t d, U128 *out) { // below 2^127
  uint64_t high = (uint64_t)(n >> 64);
  if (high && __builtin_clzll(high) + __builtin_clzll(d) < 65) return false;
  *out = n * d;
  return *out >> 127 == 0;
}

bool num_apart(Num x, Num y, Num share) {
  if (!num_ok(x) || !num_ok(y) || !num_ok(share)) return false;
  NumWords v, w;
  U128 l, r;
  if (x.den > 0 && y.den > 0 && share.den > 0 && share.num >= 0) {
    Int128 gap = (Int128)x.num * y.den - (Int128)y.num * x.den;
    return cmp_products(gap < 0 ? 0 - (U128)gap : (U128)gap, (uint64_t)share.den,
                        (U128)magnitude(y.num) * (uint64_t)x.den, (uint64_t)share.num) > 0;
  }
  if (share.den > 0 && share.num >= 0 && num_words(x, &v) && num_words(y, &w) && times_word(v.n, w.d, &l) &&
      times_word(w.n, v.d, &r)) {
    U128 gap = v.neg != w.neg ? l + r : l > r ? l - r : r - l;
    return cmp_products(gap, (uint64_t)share.den, r, (uint64_t)share.num) > 0;
  }
  View vx, vy, vs;
  mpq_t gap, limit;
  mpq_inits(gap, limit, NULL);
  mpq_sub(gap, view(&vx, x), view(&vy, y));
  mpq_mul(limit, view(&vy, y), view(&vs, share));
  mpz_abs(mpq_numref(gap), mpq_numref(gap));
  if (num_sign(y) < 0) mpq_neg(limit, limit);
  bool apart = mpq_cmp(gap, limit) > 0;
  mpq_clears(gap, limit, NULL);
  return apart;
}

int num_sign_any(Num x) {
  return num_ok(x) ? (big_of(x)->num_n > 0) - (big_of(x)->num_n < 0) : 0;
}

bool num_is_int(Num x) {
  if (x.den != 0 || x.num == 0) return x.den == 1;
  const Big *b = big_of(x);
  return b->den_n == 1 && b->limb[big_num_limbs(b)] == 1;
}

bool num_to_i64(Num x, int64_t *out) {
  if (x.den != 1) return false;
  *out = x.num;
  return true;
}

// ---- rounding

Num num_floor(Arena *a, Num x) {
  if (num_is_int(x)) return x;
  if (!num_ok(x)) return NUM_BAD;
  if (x.den > 0) return NUM(x.num / x.den - (x.num < 0));
  View v;
  mpq_srcptr q = view(&v, x);
  mpq_t r;
  mpq_init(r);
  mpz_fdiv_q(mpq_numref(r), mpq_numref(q), mpq_denref(q));
  Num z = from_mpq(a, r, NULL);
  mpq_clear(r);
  return z;
}

// 2^i 5^j needs max(i, j).
unsigned num_places(Num x) {
  if (x.den == 1) return 0;
  if (x.den > 0) {
    uint64_t d = (uint64_t)x.den;
    unsigned twos = (unsigned)__builtin_ctzll(d), fives = 0;
    d >>= twos;
    for (; d % 5 == 0; d /= 5) fives++;
    return d != 1 ? PLACES_ENDLESS : twos > fives ? twos : fives;
  }
  View v;
  mpz_srcptr den = mpq_denref(view(&v, x));
  mpz_t left, five;
  mpz_init(left);
  mpz_init_set_ui(five, 5);
  mp_bitcnt_t twos = mpz_scan1(den, 0), fives = 0;
  mpz_tdiv_q_2exp(left, den, twos);
  if (mpz_divisible_ui_p(left, 5)) fives = mpz_remove(left, left, five);
  bool ends = mpz_cmp_ui(left, 1) == 0;
  mpz_clears(left, five, NULL);
  return !ends ? PLACES_ENDLESS : (unsigned)(twos > fives ? twos : fives);
}

bool num_ends(Num x) {
  return num_ok(x) && num_places(x) != PLACES_ENDLESS;
}

// r = |q| * 10^places, rounded half up.
static void scaled_by_gmp(mpz_ptr r, mpq_srcptr q, unsigned places) {
  mpz_t rem;
  mpz_init(rem);
  mpz_ui_pow_ui(r, 10, places);
  mpz_mul(r, r, mpq_numref(q));
  mpz_abs(r, r);
  mpz_tdiv_qr(r, rem, r, mpq_denref(q));
  mpz_mul_2exp(rem, rem, 1);
  if (mpz_cmp(rem, mpq_denref(q)) >= 0) mpz_add_ui(r, r, 1);
  mpz_clear(rem);
}

uint64_t num_scaled_fraction(uint64_t n, uint64_t d, unsigned places) {
  uint64_t t, q, rem;
  if (places == 12 && d < (uint64_t)1 << 44) { // n < d: six digits at a time stay within a word
    q = n * 1000000 / d, rem = n * 1000000 % d;
    t = rem * 1000000 / d, rem = rem * 1000000 % d;
    q = q * 1000000 + t;
    return q + (rem >= d - rem);
  }
  if (__builtin_mul_overflow(n, num_pow10[places], &t)) {
    U128 wide = (U128)n * num_pow10[places];
    q = (uint64_t)(wide / d), rem = (uint64_t)(wide % d);
  } else {
    q = t / d, rem = t % d;
  }
  return q + (rem >= d - rem);
}

// r/10^k in lowest terms, without a general gcd: only twos and fives can cancel.
static void reduce_decimal(mpq_ptr q, unsigned long k) {
  mpz_ptr n = mpq_numref(q), d = mpq_denref(q);
  if (mpz_sgn(n) == 0) {
    mpz_set_ui(d, 1);
    return;
  }
  mpz_t five;
  mpz_init_set_ui(five, 5);
  unsigned long twos = mpz_scan1(n, 0), fives = 0;
  if (twos > k) twos = k;
  mpz_tdiv_q_2exp(n, n, twos);
  if (mpz_divisible_ui_p(n, 5)) fives = mpz_remove(n, n, five);
  if (fives > k) {
    mpz_ui_pow_ui(d, 5, fives - k);
    mpz_mul(n, n, d);
    fives = k;
  }
  mpz_ui_pow_ui(d, 5, k - fives);
  mpz_mul_2exp(d, d, k - twos);
  mpz_clear(five);
}

Num num_round(Arena *a, Num x, unsigned places) {
  if (num_is_int(x)) return x;
  if (!num_ok(x)) return NUM_BAD;
  if (x.den > 0 && places <= POW10_MAX) {
    uint64_t p = num_pow10[places], m = magnitude(x.num), d = (uint64_t)x.den;
    if (p % d == 0) return x;
    return num_of_ratio(a, x.num < 0, (U128)(m / d) * p + num_scaled_fraction(m % d, d, places), p);
  }
  unsigned has = num_places(x);
  if (has != PLACES_ENDLESS && has <= places) return x;
  if (places > NUM_PLACES_MAX) return NUM_BAD;
  View v;
  mpq_t r;
  mpq_init(r);
  scaled_by_gmp(mpq_numref(r), view(&v, x), places);
  if (num_sign(x) < 0) mpz_neg(mpq_numref(r), mpq_numref(r));
  reduce_decimal(r, places);
  Num z = from_mpq(a, r, NULL);
  mpq_clear(r);
  return z;
}

Num num_mul_round(Arena *a, Num x, Num y, unsigned places) {
  if (x.num == 1 && x.den == 1) return num_round(a, y, places);
  if (x.den > 0 && y.den > 0 && places <= POW10_MAX) {
    uint64_t m, d;
    bool fits = !__builtin_mul_overflow(magnitude(x.num), magnitude(y.num), &m) &&
                !__builtin_mul_overflow((uint64_t)x.den, (uint64_t)y.den, &d);
    uint64_t p = num_pow10[places];
    if (fits && p % d == 0) return num_of_ratio(a, (x.num < 0) != (y.num < 0), m, d);
    if (fits)
      return num_of_ratio(a, (x.num < 0) != (y.num < 0),
                          (U128)(m / d) * p + num_scaled_fraction(m % d, d, places), p);
  }
  return num_round(a, num_mul(a, x, y), places);
}

// ---- digits, for decimal.c

Num num_of_digits(Arena *a, bool neg, Str whole, Str frac) {
  while (frac.n > 0 && frac.p[frac.n - 1] == '0') frac.n--;
  while (whole.n > 0 && whole.p[0] == '0') whole.p++, whole.n--;
  // Reduced, n digits leave at least n bits above or below the line.
  if (whole.n > NUM_BITS_MAX || frac.n > NUM_BITS_MAX) return NUM_BAD;
  ArenaMark mark = arena_mark(a);
  char *z = arena_raw(a, whole.n + frac.n + 2, 1);
  z[0] = '0';
  if (whole.n > 0) memcpy(z + 1, whole.p, whole.n);
  if (frac.n > 0) memcpy(z + 1 + whole.n, frac.p, frac.n);
  z[1 + whole.n + frac.n] = 0;
  mpq_t r;
  mpq_init(r);
  mpz_set_str(mpq_numref(r), z, 10);
  arena_reset(a, mark);
  if (neg) mpz_neg(mpq_numref(r), mpq_numref(r));
  reduce_decimal(r, frac.n);
  Num x = from_mpq(a, r, NULL);
  mpq_clear(r);
  return x;
}

char *num_digits(Num x, NumDigits of, unsigned places) {
  View v;
  mpq_srcptr q = view(&v, x);
  mpz_t r;
  mpz_init(r);
  if (of == DIGITS_SCALED)
    scaled_by_gmp(r, q, places);
  else
    mpz_abs(r, of == DIGITS_ABOVE ? mpq_numref(q) : mpq_denref(q));
  char *digits = mpz_get_str(NULL, 10, r);
  mpz_clear(r);
  return digits;
}

void num_digits_end(char *digits) {
  void (*gmp_free)(void *, size_t);
  mp_get_memory_functions(NULL, NULL, &gmp_free);
  gmp_free(digits, strlen(digits) + 1);
}

// ---- copies, hashes

Num num_copy(Arena *to, Num x) {
  if (x.den != 0 || x.num == 0) return x;
  View v;
  return from_mpq(to, view(&v, x), NULL);
}

static uint64_t mix(uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9E3779B97F4A7C15u;
  return h ^ h >> 32;
}

uint32_t num_hash(Num x) {
  uint64_t h = 0;
  if (x.den != 0 || x.num == 0) {
    h = mix(mix(h, (uint64_t)x.num), (uint64_t)x.den);
  } else {
    const Big *b = big_of(x);
    h = mix(h, (uint64_t)b->num_n);
    for (size_t i = 0; i < big_num_limbs(b) + (size_t)b->den_n; i++) h = mix(h, b->limb[i]);
  }
  return (uint32_t)(h ^ h >> 32);
}

// ---- sums

static void rest_add(Arena *a, NumSum *s, Num x) {
  if (!s->has_rest) {
    s->rest = num_copy(a, x);
    s->has_rest = true;
  } else if (s->rest.den == 0 && num_ok(s->rest) && num_ok(x)) {
    View vx, vr;
    mpq_t r;
    mpq_init(r);
    mpq_add(r, view(&vr, s->rest), view(&vx, x));
    s->rest = from_mpq(a, r, big_of(s->rest));
    mpq_clear(r);
  } else {
    s->rest = num_add(a, s->rest, x);
  }
}

static Num sum_num(Arena *a, const NumSum *s) {
  U128 m = s->sum < 0 ? 0 - (U128)s->sum : (U128)s->sum;
  return s->scale == 0 ? NUM(0) : num_of_ratio(a, s->sum < 0, m, s->scale);
}

static void sum_to_rest(Arena *a, NumSum *s) {
  rest_add(a, s, sum_num(a, s));
  s->sum = 0;
}

void numsum_add_any(Arena *a, NumSum *s, Num x) {
  unsigned places = x.den > 0 ? num_places(x) : PLACES_ENDLESS;
  if (places > POW10_MAX) {
    rest_add(a, s, num_ok(x) ? x : NUM_BAD);
    return;
  }
  if (s->scale == 0) s->scale = 1;
  uint64_t need = num_pow10[places];
  if (s->scale < need) {
    uint64_t finer = need / s->scale;
    Int128 limit = (Int128)(~(U128)0 >> 1) / finer;
    if (s->sum > limit || s->sum < -limit) sum_to_rest(a, s);
    s->sum *= finer;
    s->scale = need;
  }
  uint64_t by = x.den == 1 ? s->scale : s->scale / (uint64_t)x.den;
  Int128 add = (Int128)x.num * (int64_t)by;
  Int128 sum;
  if (__builtin_add_overflow(s->sum, add, &sum)) {
    sum_to_rest(a, s);
    sum = add;
  }
  s->sum = sum;
}

Num numsum_total(Arena *a, const NumSum *s) {
  Num sum = sum_num(a, s);
  return s->has_rest ? num_add(a, sum, s->rest) : sum;
}
