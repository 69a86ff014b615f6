// Exact numbers against GMP alone: random expressions at every node, their text, their sums.
#include "numbers.h"
#include <gmp.h>
#include <limits.h>
#include <stdio.h>

// ---- random expressions

typedef struct Pair { // one value twice: ours and GMP's
  Num x;
  mpq_t q;
  bool ok;
} Pair;

static bool fits(mpq_srcptr q) {
  return mpz_fits_slong_p(mpq_numref(q)) && mpz_fits_slong_p(mpq_denref(q));
}

static bool too_long(mpq_srcptr q) {
  return mpz_sizeinbase(mpq_numref(q), 2) > NUM_BITS_MAX || mpz_sizeinbase(mpq_denref(q), 2) > NUM_BITS_MAX;
}

static void check_same(Pair *p) {
  if (p->ok && too_long(p->q)) p->ok = false;
  assert_int_equal(num_ok(p->x), p->ok);
  if (!p->ok) return;
  assert_int_equal(p->x.den > 0, fits(p->q)); // canonical: inline if and only if it fits
  assert_int_equal(num_sign(p->x), mpq_sgn(p->q));
  assert_int_equal(num_is_int(p->x), mpz_cmp_ui(mpq_denref(p->q), 1) == 0);
  if (p->x.den > 0) {
    assert_int_equal(p->x.num, mpz_get_si(mpq_numref(p->q)));
    assert_int_equal(p->x.den, mpz_get_si(mpq_denref(p->q)));
  } else {
    char *s = mpq_get_str(NULL, 10, p->q);
    assert_string_equal(ratio(p->x), s);
    free(s);
  }
}

static int64_t random_i64(void) {
  static const int64_t borders[] = {0,         1,         -1,         2,
                                    5,         10,        INT32_MAX,  INT32_MIN,
                                    INT64_MAX, INT64_MIN, 3037000499, 1000000000000000000,
                                    1LL << 62, 1LL << 32, 1LL << 31,  -(1LL << 62)};
  switch (below(5)) {
  case 0: return (int64_t)below(20) - 10;
  case 1: return (int64_t)below(2000000) - 1000000;
  case 2: return (int64_t)rnd();
  case 3: return (int64_t)(rnd() >> below(64));
  default: return (int64_t)((uint64_t)borders[below(16)] + (uint64_t)below(5) - 2);
  }
}

static void random_leaf(Pair *p) {
  p->ok = true;
  switch (below(8)) {
  case 0: { // long digits
    char z[128];
    unsigned n = 1 + below(90), point = below(n + 1);
    unsigned at = 0;
    if (below(2)) z[at++] = '-';
    for (unsigned i = 0; i < n; i++) {
      if (i == point) z[at++] = '.';
      z[at++] = (char)('0' + below(10));
    }
    z[at] = 0;
    p->x = num(z);
    char digits[128];
    unsigned k = 0;
    for (char *c = z; *c; c++)
      if (*c != '.') digits[k++] = *c;
    digits[k] = 0;
    mpz_set_str(mpq_numref(p->q), digits, 10);
    mpz_ui_pow_ui(mpq_denref(p->q), 10, n - point);
    break;
  }
  case 1:
  case 2:
  case 3: { // decimals as people write them
    int64_t n = (int64_t)below(100000000) - 50000000;
    int64_t d = (int64_t[]){10, 100, 1000, 10000}[below(4)];
    p->x = num_make(&arena, n, d);
    mpz_set_si(mpq_numref(p->q), n);
    mpz_set_si(mpq_denref(p->q), d);
    break;
  }
  case 4:
  case 5: {
    int64_t n = random_i64(), d = random_i64();
    if (d == 0) d = 3;
    p->x = num_make(&arena, n, d);
    mpz_set_si(mpq_numref(p->q), n);
    mpz_set_si(mpq_denref(p->q), d);
    break;
  }
  default: {
    int64_t n = random_i64();
    p->x = NUM(n);
    mpz_set_si(mpq_numref(p->q), n);
    mpz_set_ui(mpq_denref(p->q), 1);
  }
  }
  mpq_canonicalize(p->q);
}

// |q| * 10^places as a whole number, half up: floor((2 |n| 10^places + d) / 2d).
static void reference_scaled(mpz_ptr r, mpq_srcptr q, unsigned places) {
  mpz_t d;
  mpz_init(d);
  mpz_ui_pow_ui(r, 10, places);
  mpz_mul(r, r, mpq_numref(q));
  mpz_abs(r, r);
  mpz_mul_ui(r, r, 2);
  mpz_add(r, r, mpq_denref(q));
  mpz_mul_ui(d, mpq_denref(q), 2);
  mpz_fdiv_q(r, r, d);
  mpz_clear(d);
}

static void reference_round(mpq_ptr q, unsigned places) {
  mpz_t r;
  mpz_init(r);
  reference_scaled(r, q, places);
  if (mpq_sgn(q) < 0) mpz_neg(r, r);
  mpz_swap(mpq_numref(q), r);
  mpz_clear(r);
  mpz_ui_pow_ui(mpq_denref(q), 10, places);
  mpq_canonicalize(q);
}

static unsigned long nodes, apart[2];

// |x − y| > share × |y|, mostly for shares that just hold or just do not.
static void check_apart(const Pair *x, const Pair *y) {
  Pair share;
  mpq_t gap, limit;
  mpq_inits(share.q, gap, limit, NULL);
  random_leaf(&share);
  if (x->ok && y->ok && num_sign(y->x) != 0 && below(2)) {
    share.x = num_abs(&arena, num_sub(&arena, num_div(&arena, x->x, y->x), NUM(1)));
    mpq_div(share.q, x->q, y->q);
    mpq_set_si(gap, 1, 1);
    mpq_sub(share.q, share.q, gap);
    mpq_abs(share.q, share.q);
  }
  bool expected = false;
  if (x->ok && y->ok) {
    mpq_sub(gap, x->q, y->q);
    mpq_abs(gap, gap);
    mpq_abs(limit, y->q);
    mpq_mul(limit, limit, share.q);
    expected = mpq_cmp(gap, limit) > 0;
    apart[expected]++;
  }
  if (num_ok(share.x)) assert_int_equal(num_apart(x->x, y->x, share.x), expected);
  mpq_clears(share.q, gap, limit, NULL);
}

static void random_tree(Pair *p, unsigned depth) {
  if (depth == 0 || below(8) == 0) {
    random_leaf(p);
    check_same(p);
    return;
  }
  Pair r;
  mpq_init(r.q);
  random_tree(p, depth - 1);
  nodes++;
  switch (below(12)) {
  case 0:
    p->x = num_round(&arena, p->x, depth = below(22));
    if (p->ok) reference_round(p->q, depth);
    break;
  case 1:
    p->x = num_floor(&arena, p->x);
    if (p->ok) {
      mpz_fdiv_q(mpq_numref(p->q), mpq_numref(p->q), mpq_denref(p->q));
      mpz_set_ui(mpq_denref(p->q), 1);
    }
    break;
  case 2:
    p->x = num_neg(&arena, p->x);
    mpq_neg(p->q, p->q);
    break;
  case 3:
    p->x = num_abs(&arena, p->x);
    mpq_abs(p->q, p->q);
    break;
  case 4: {
    int e = (int)below(9) - 4;
    p->x = num_pow(&arena, p->x, e);
    if (e < 0 && mpq_sgn(p->q) == 0) p->ok = false;
    if (!p->ok) break;
    if (e < 0) mpq_inv(p->q, p->q);
    mpz_pow_ui(mpq_numref(p->q), mpq_numref(p->q), (unsigned long)abs(e));
    mpz_pow_ui(mpq_denref(p->q), mpq_denref(p->q), (unsigned long)abs(e));
    break;
  }
  case 5: {
    int64_t times = random_i64();
    uint32_t n = 1 + (below(2) ? below(30) : (uint32_t)rnd() >> 1);
    p->x = num_part(&arena, times, p->x, n);
    mpq_set_si(r.q, times, n);
    mpq_canonicalize(r.q);
    mpq_mul(p->q, p->q, r.q);
    break;
  }
  default: {
    random_tree(&r, depth - 1);
    check_apart(p, &r);
    p->ok = p->ok && r.ok;
    switch (below(6)) {
    case 0:
      p->x = num_add(&arena, p->x, r.x);
      mpq_add(p->q, p->q, r.q);
      break;
    case 1:
      p->x = num_sub(&arena, p->x, r.x);
      mpq_sub(p->q, p->q, r.q);
      break;
    case 2:
      p->x = num_mul(&arena, p->x, r.x);
      mpq_mul(p->q, p->q, r.q);
      break;
    case 3:
      p->x = num_div(&arena, p->x, r.x);
      if (mpq_sgn(r.q) == 0) p->ok = false;
      if (p->ok) mpq_div(p->q, p->q, r.q);
      break;
    case 4:
      p->x = num_mul_round(&arena, p->x, r.x, depth = below(22));
      mpq_mul(p->q, p->q, r.q);
      if (p->ok) reference_round(p->q, depth);
      break;
    default: // the greater one
      if (!p->ok) {
        p->x = num_add(&arena, p->x, r.x);
        break;
      }
      int c = mpq_cmp(p->q, r.q);
      assert_int_equal(num_cmp(p->x, r.x), (c > 0) - (c < 0));
      assert_int_equal(num_cmp(r.x, p->x), (c < 0) - (c > 0));
      assert_int_equal(num_cmp(r.x, r.x), 0);
      if (c < 0) {
        p->x = r.x;
        mpq_set(p->q, r.q);
      }
    }
  }
  }
  if (!p->ok) mpq_set_ui(p->q, 1, 1);
  check_same(p);
  mpq_clear(r.q);
}

// GMP's own digits with a point put in.
static void reference_fixed(char *out, mpq_srcptr q, unsigned places) {
  mpz_t r;
  mpz_init(r);
  reference_scaled(r, q, places);
  char *digits = mpz_get_str(NULL, 10, r);
  size_t n = strlen(digits);
  if (mpq_sgn(q) < 0 && mpz_sgn(r) != 0) *out++ = '-';
  for (; n <= places; n++) { // at least one digit before the point
    digits = realloc(digits, n + 2);
    memmove(digits + 1, digits, n + 1);
    digits[0] = '0';
  }
  memcpy(out, digits, n - places);
  out += n - places;
  if (places) *out++ = '.';
  memcpy(out, digits + n - places, places + 1);
  free(digits);
  mpz_clear(r);
}

// x ÷ unit without a fraction made is written as the fraction is.
static void check_in_unit(Num x, Num unit) {
  Num y = num_div(&arena, x, unit);
  unsigned places = below(4) ? 12 : below(24);
  Out o = out_memory(&arena), group = out_memory(&arena);
  num_write_in(&o, &arena, x, unit);
  out_c(&o, 0);
  assert_string_equal(o.p, text(y, num_ends(y) ? NUM_PLACES_MAX : 12));
  num_write_group_in(&group, &arena, x, unit, places);
  out_c(&group, 0);
  assert_string_equal(group.p, grouped(y, places));
  if (num_sign(unit) == 0) return;
  Out change = out_memory(&arena);
  num_write_change(&change, &arena, x, unit);
  out_c(&change, 0);
  y = num_div(&arena, num_sub(&arena, x, unit), unit);
  assert_string_equal(change.p, text(y, num_ends(y) ? NUM_PLACES_MAX : 12));
}

static void check_text(const Pair *p) {
  if (mpz_sizeinbase(mpq_numref(p->q), 2) > 4000) return;
  static char expected[4000];
  unsigned places = below(24);
  reference_fixed(expected, p->q, places);
  assert_string_equal(fixed(p->x, places), expected);
  if (strchr(expected, '.')) {
    char *end = expected + strlen(expected);
    while (end[-1] == '0') end--;
    if (end[-1] == '.') end--;
    *end = 0;
    if (strcmp(expected, "-0") == 0) strcpy(expected, "0");
  }
  assert_string_equal(text(p->x, places), expected);
  if (num_ends(p->x)) {
    Num again = num(text(p->x, NUM_PLACES_MAX));
    assert_int_equal(num_cmp(again, p->x), 0);
    assert_int_equal(num_hash(again), num_hash(p->x));
  }
  mpz_t d;
  mpz_init_set(d, mpq_denref(p->q));
  while (mpz_divisible_ui_p(d, 2)) mpz_divexact_ui(d, d, 2);
  while (mpz_divisible_ui_p(d, 5)) mpz_divexact_ui(d, d, 5);
  assert_int_equal(num_ends(p->x), mpz_cmp_ui(d, 1) == 0);
  check_in_unit(p->x, NUM(1));
  mpz_clear(d);
}

static void random_expressions_agree_with_gmp(void **state) {
  (void)state;
  seed_from_environment();
  Pair p;
  mpq_init(p.q);
  nodes = apart[0] = apart[1] = 0;
  unsigned good = 0, big = 0;
  for (int i = 0; i < 20000; i++) {
    ArenaMark mark = arena_mark(&arena);
    random_tree(&p, 1 + below(5));
    if (p.ok) check_text(&p);
    good += p.ok;
    big += p.ok && p.x.den == 0;
    arena_reset(&arena, mark);
  }
  mpq_clear(p.q);
  print_message("20000 expressions, %lu operations, %u with a value, %u of them big\n", nodes, good, big);
  assert_true(good > 15000 && big > 1000 && nodes > 20000 && apart[0] > 1000 && apart[1] > 1000);
}

// Numbers of all lengths, many with denominators that end, in units of all sorts, whole ones and their
// neighbours.
static void numbers_in_units(void **state) {
  (void)state;
  seed_from_environment();
  const Num units[] = {NUM(1),
                       NUM(10000),
                       NUM(100000000),
                       NUM(644972544000000000),
                       num_make(&arena, 1, 100),
                       num_make(&arena, 1, 60),
                       num_make(&arena, 2000, 3),
                       NUM(3),
                       NUM(-2),
                       NUM(0),
                       NUM_BAD};
  static const int64_t dens[] = {1,   2,    3,     7,     10,      12,         64,    100,
                                 125, 8192, 10000, 15625, 1000000, 1220703125, 65536, 1000000000000};
  for (int i = 0; i < 200000; i++) {
    ArenaMark mark = arena_mark(&arena);
    int64_t n = (int64_t)(rnd() >> below(64)), d = dens[below(sizeof dens / sizeof *dens)];
    if (below(4) == 0) d = (int64_t)(rnd() >> (1 + below(63))) | 1;
    if (below(8) == 0) n = (int64_t)((uint64_t)d * below(1000) - below(2)); // about a whole number
    Num x = num_make(&arena, n, d), unit = units[below(sizeof units / sizeof *units)];
    if (below(4) == 0) x = num_mul(&arena, x, num_make(&arena, (int64_t)(rnd() >> below(64)), 1000));
    check_in_unit(x, unit);
    arena_reset(&arena, mark);
  }
}

static void sums_of_all_sorts(void **state) {
  (void)state;
  seed_from_environment();
  Pair p;
  mpq_t total;
  mpq_inits(p.q, total, NULL);
  for (int round = 0; round < 300; round++) {
    ArenaMark mark = arena_mark(&arena);
    NumSum s = {0};
    Num plain = NUM(0);
    mpq_set_ui(total, 0, 1);
    for (unsigned i = below(60); i > 0; i--) {
      random_leaf(&p);
      numsum_add(&arena, &s, p.x);
      plain = num_add(&arena, plain, p.x);
      mpq_add(total, total, p.q);
      Pair sum = {.x = numsum_total(&arena, &s), .ok = true};
      mpq_init(sum.q);
      mpq_set(sum.q, total);
      check_same(&sum);
      mpq_clear(sum.q);
      check_same(&p); // the sum has not written over a value that it was given
      assert_int_equal(num_cmp(plain, sum.x), 0);
      assert_int_equal(num_hash(plain), num_hash(sum.x));
    }
    arena_reset(&arena, mark);
  }
  mpq_clears(p.q, total, NULL);
  NumSum none = {0};
  assert_ratio(numsum_total(&arena, &none), "0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_expressions_agree_with_gmp),
      cmocka_unit_test(numbers_in_units),
      cmocka_unit_test(sums_of_all_sorts),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
