// Exact numbers: borders of 64 bits, refusals, text, rounding, sums, copies.
#include "numbers.h"
#include <gmp.h>
#include <limits.h>

// ---- exactness

static void decimals_are_exact(void **state) {
  (void)state;
  Num sum = num_add(&arena, num("0.1"), num("0.2"));
  assert_int_equal(num_cmp(sum, num("0.3")), 0);
  assert_int_equal(sum.num, 3);
  assert_int_equal(sum.den, 10);
}

static void two_thirds_compares_exactly(void **state) {
  (void)state;
  Num x = num_make(&arena, 2, 3);
  assert_int_equal(num_cmp(x, num("0.666666666666666666")), 1);
  assert_int_equal(num_cmp(x, num("0.666666666666666667")), -1);
  assert_int_equal(num_cmp(x, num("0.6666666666666666666666666666666666")), 1);
  assert_int_equal(num_cmp(x, num("0.6666666666666666666666666666666667")), -1);
  assert_int_equal(num_cmp(num("0.6666666666666666666666666666666667"), x), 1);
  for (int64_t n = 1; n < 3000; n++) {
    Num third = num_div(&arena, NUM(2 * n), NUM(3));
    assert_int_equal(num_cmp(num_mul(&arena, x, NUM(n)), third), 0);
    assert_int_equal(num_cmp(num_mul(&arena, third, NUM(3)), NUM(2 * n)), 0);
    assert_int_equal(num_cmp(num_div(&arena, third, NUM(n)), x), 0);
  }
}

static void borders_of_64_bits(void **state) {
  (void)state;
  Num min = NUM(INT64_MIN), max = NUM(INT64_MAX);
  assert_ratio(min, "-9223372036854775808");
  assert_ratio(num_neg(&arena, min), "9223372036854775808");
  assert_int_equal(num_neg(&arena, min).den, 0);
  assert_int_equal(num_neg(&arena, num_neg(&arena, min)).num, INT64_MIN); // inline again
  assert_int_equal(num_neg(&arena, num_neg(&arena, min)).den, 1);
  assert_ratio(num_abs(&arena, min), "9223372036854775808");
  assert_ratio(num_add(&arena, max, NUM(1)), "9223372036854775808");
  assert_ratio(num_sub(&arena, num_add(&arena, max, NUM(1)), NUM(1)), "9223372036854775807");
  assert_ratio(num_sub(&arena, min, NUM(1)), "-9223372036854775809");
  assert_ratio(num_mul(&arena, min, min), "85070591730234615865843651857942052864");
  assert_ratio(num_mul(&arena, min, NUM(-1)), "9223372036854775808");
  assert_ratio(num_mul(&arena, max, max), "85070591730234615847396907784232501249");
  assert_ratio(num_div(&arena, NUM(1), min), "-1/9223372036854775808");
  assert_ratio(num_div(&arena, min, min), "1");
  assert_ratio(num_div(&arena, min, NUM(-1)), "9223372036854775808");
  assert_ratio(num_make(&arena, INT64_MIN, INT64_MIN), "1");
  assert_ratio(num_make(&arena, 1, INT64_MIN), "-1/9223372036854775808");
  assert_ratio(num_make(&arena, INT64_MIN, 2), "-4611686018427387904");
  assert_ratio(num_make(&arena, INT64_MAX, INT64_MIN), "-9223372036854775807/9223372036854775808");
  Num tiny = num_make(&arena, 1, INT64_MAX);
  assert_ratio(num_add(&arena, max, tiny), "85070591730234615847396907784232501250/9223372036854775807");
  assert_ratio(num_sub(&arena, min, tiny), "-85070591730234615856620279821087277057/9223372036854775807");
  assert_ratio(num_pow(&arena, NUM(2), 63), "9223372036854775808");
  assert_ratio(num_pow(&arena, NUM(-2), 63), "-9223372036854775808");
  assert_int_equal(num_pow(&arena, NUM(-2), 63).den, 1);
  assert_ratio(num_pow(&arena, NUM(2), -62), "1/4611686018427387904");
  assert_ratio(num_pow(&arena, num_make(&arena, -2, 3), -3), "-27/8");
  assert_int_equal(num_cmp(min, max), -1);
  assert_int_equal(num_cmp(num_make(&arena, INT64_MIN, INT64_MAX), NUM(-1)), -1);
  assert_int_equal(
      num_cmp(num_make(&arena, INT64_MAX - 1, INT64_MAX), num_make(&arena, INT64_MAX - 2, INT64_MAX - 1)), 1);
  int64_t i = 7;
  assert_true(num_to_i64(min, &i));
  assert_true(i == INT64_MIN);
  assert_false(num_to_i64(num("9223372036854775808"), &i));
  assert_false(num_to_i64(num("0.5"), &i));
  assert_ratio(num_floor(&arena, num_make(&arena, -1, 3)), "-1");
  assert_ratio(num_floor(&arena, num_make(&arena, 1, 3)), "0");
  assert_ratio(num_floor(&arena, num("-123456789012345678901.5")), "-123456789012345678902");
}

static void long_results_are_refused(void **state) {
  (void)state;
  Num longest = num_pow(&arena, NUM(2), (int64_t)NUM_BITS_MAX - 1); // NUM_BITS_MAX bits
  assert_true(num_ok(longest));
  assert_bad(num_pow(&arena, NUM(2), NUM_BITS_MAX));
  assert_bad(num_pow(&arena, num("0.5"), NUM_BITS_MAX));
  assert_bad(num_pow(&arena, NUM(2), -(int64_t)NUM_BITS_MAX));
  assert_bad(num_pow(&arena, NUM(2), INT64_MAX));
  assert_bad(num_pow(&arena, NUM(2), INT64_MIN));
  assert_bad(num_pow(&arena, longest, 2));
  assert_bad(num_mul(&arena, longest, NUM(2)));
  assert_bad(num_add(&arena, longest, longest));
  assert_bad(num_div(&arena, num_make(&arena, 1, 3), longest));
  assert_true(num_ok(num_sub(&arena, longest, NUM(1))));
  assert_ratio(num_div(&arena, longest, longest), "1");
  assert_ratio(num_pow(&arena, NUM(1), INT64_MIN), "1");
  assert_ratio(num_pow(&arena, NUM(-1), INT64_MAX), "-1");
  assert_ratio(num_pow(&arena, NUM(0), INT64_MAX), "0");
  assert_ratio(num_pow(&arena, NUM(0), 0), "1");
  assert_bad(num_pow(&arena, NUM(0), -1));
  assert_bad(num_div(&arena, NUM(1), NUM(0)));
  assert_bad(num_div(&arena, num("123456789012345678901234567890"), NUM(0)));
  assert_bad(num_make(&arena, 1, 0));
  assert_bad(num_round(&arena, num_make(&arena, 1, 3), NUM_PLACES_MAX + 1));
  assert_bad(num_round(&arena, num_make(&arena, 1, 3), UINT_MAX));
  assert_ratio(num_round(&arena, num("0.25"), UINT_MAX), "1/4");

  Num shortest = num_pow(&arena, num("0.5"), (int64_t)NUM_BITS_MAX - 1); // the longest decimal that there is
  Str long_text = num_text(&arena, shortest, NUM_PLACES_MAX);
  assert_int_equal(long_text.n, NUM_BITS_MAX + 1);
  Num back;
  assert_true(num_parse(&arena, long_text, &back));
  assert_int_equal(num_cmp(back, shortest), 0);
  assert_ratio(num_round(&arena, shortest, 1000), "0");
  assert_bad(num_round(&arena, shortest, NUM_BITS_MAX - 2)); // fives below the line: 5^(2^20 - 2)

  size_t n = 400000; // more digits than NUM_BITS_MAX bits can hold
  char *z = malloc(n);
  memset(z, '7', n);
  Num x;
  assert_true(num_parse(&arena, (Str){z, n}, &x));
  assert_bad(x);
  assert_true(num_parse(&arena, (Str){z, 300000}, &x)); // but so many fit
  Num same = num_mul(
      &arena, num_div(&arena, num_sub(&arena, num_pow(&arena, NUM(10), 300000), NUM(1)), NUM(9)), NUM(7));
  assert_int_equal(num_cmp(x, same), 0);
  memset(z, '0', n); // a long way of writing 0, and 7
  assert_true(num_parse(&arena, (Str){z, n}, &x));
  assert_ratio(x, "0");
  z[1] = '.';
  assert_true(num_parse(&arena, (Str){z, n}, &x));
  assert_ratio(x, "0");
  z[1] = '0';
  z[n - 1] = '7';
  assert_true(num_parse(&arena, (Str){z, n}, &x));
  assert_ratio(x, "7");
  free(z);
}

static void bad_stays_bad(void **state) {
  (void)state;
  Num big = num("-123456789012345678901234567890.5"), zeroed;
  memset(&zeroed, 0, sizeof zeroed);
  for (int i = 0; i < 2; i++) {
    Num bad = i ? zeroed : NUM_BAD;
    assert_bad(bad);
    for (int k = 0; k < 3; k++) {
      Num x = k == 0 ? NUM(3) : k == 1 ? num("0.5") : big;
      assert_bad(num_add(&arena, bad, x));
      assert_bad(num_add(&arena, x, bad));
      assert_bad(num_sub(&arena, bad, x));
      assert_bad(num_sub(&arena, x, bad));
      assert_bad(num_mul(&arena, bad, x));
      assert_bad(num_mul(&arena, x, bad));
      assert_bad(num_div(&arena, bad, x));
      assert_bad(num_div(&arena, x, bad));
      assert_bad(num_part(&arena, 3, bad, 1));
      assert_bad(num_part(&arena, 3, x, 0));
      assert_bad(num_mul_round(&arena, x, bad, 2));
      assert_false(num_apart(bad, x, x) || num_apart(x, bad, x) || num_apart(x, x, bad));
      assert_int_equal(num_cmp(bad, x), -1);
      assert_int_equal(num_cmp(x, bad), 1);
    }
    assert_bad(num_pow(&arena, bad, 0));
    assert_bad(num_neg(&arena, bad));
    assert_bad(num_abs(&arena, bad));
    assert_bad(num_floor(&arena, bad));
    assert_bad(num_round(&arena, bad, 2));
    assert_bad(num_round(&arena, bad, 30));
    assert_bad(num_copy(&arena, bad));
    assert_int_equal(num_cmp(bad, bad), 0);
    assert_int_equal(num_cmp(bad, NUM_BAD), 0);
    assert_int_equal(num_sign(bad), 0);
    assert_false(num_is_int(bad));
    assert_false(num_ends(bad));
    int64_t n;
    assert_false(num_to_i64(bad, &n));
    assert_string_equal(text(bad, 2), "?");
    assert_string_equal(fixed(bad, 2), "?");
    assert_string_equal(grouped(bad, 2), "?");
    assert_string_equal(ratio(bad), "?");
    NumSum s = {0};
    numsum_add(&arena, &s, NUM(1));
    numsum_add(&arena, &s, bad);
    numsum_add(&arena, &s, NUM(1));
    assert_bad(numsum_total(&arena, &s));
  }
}

// ---- text

static void parse_takes_numbers_only(void **state) {
  (void)state;
  static const char *const no[] = {
      "",    "+",    "-",   ".",  "-.", "1.2.3", "1e5", "0x10", " 1",   "1 ", "--1",
      "1,0", "1..2", "+-1", "1-", "a",  "１",    "1.a", "nan",  "12/5", "..", "1234567890123456789012x"};
  for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
    Num x = NUM(5);
    assert_false(num_parse(&arena, str_z(no[i]), &x));
    assert_bad(x);
  }
  static const struct {
    const char *in, *out;
  } yes[] = {
      {"0", "0"},
      {"-0", "0"},
      {"+7", "7"},
      {"007", "7"},
      {"5.", "5"},
      {".5", "1/2"},
      {"-.5", "-1/2"},
      {"-0.0", "0"},
      {"3.140", "157/50"},
      {"0.1", "1/10"},
      {"999999999999999999", "999999999999999999"},
      {"0.999999999999999999", "999999999999999999/1000000000000000000"},
      {"9223372036854775807", "9223372036854775807"},
      {"9223372036854775808", "9223372036854775808"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"-9223372036854775809", "-9223372036854775809"},
      {"18446744073709551616", "18446744073709551616"},
      {"00000000000000000000000000001.50000000000000000000000000000", "3/2"},
      {"0.00000000000000000001", "1/100000000000000000000"},
      {"-123456789012345678901234567890.5", "-246913578024691357802469135781/2"},
      {"00000000000000000000", "0"},
      {"1000000000000000000000000", "1000000000000000000000000"},
      {"12345678901234567890.00", "12345678901234567890"},
      {"0.0000000000000000000152587890625", "1/65536000000000000000"},
  };
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
    assert_ratio(num(yes[i].in), yes[i].out);
    mpq_t q; // the right side read by GMP has the same shape
    mpq_init(q);
    assert_int_equal(mpq_set_str(q, yes[i].out, 10), 0);
    assert_int_equal(num(yes[i].in).den > 0,
                     mpz_fits_slong_p(mpq_numref(q)) && mpz_fits_slong_p(mpq_denref(q)));
    mpq_clear(q);
  }
}

static void printing(void **state) {
  (void)state;
  Num third = num_make(&arena, 1, 3), big = num("-1234567890123456789012.345");
  assert_string_equal(text(num("300.50"), 6), "300.5");
  assert_string_equal(text(num("300"), 6), "300");
  assert_string_equal(text(third, 6), "0.333333");
  assert_string_equal(text(num_make(&arena, 2, 3), 6), "0.666667");
  assert_string_equal(text(num_make(&arena, 2, 3), 0), "1");
  assert_string_equal(text(third, 0), "0");
  assert_string_equal(text(third, 20), "0.33333333333333333333");
  assert_string_equal(text(num_make(&arena, -1, 3), 0), "0");
  assert_string_equal(text(num("-0.004"), 2), "0");
  assert_string_equal(fixed(num("-0.004"), 2), "0.00");
  assert_string_equal(fixed(num("-0.005"), 2), "-0.01");
  assert_string_equal(fixed(NUM(7), 2), "7.00");
  assert_string_equal(fixed(NUM(0), 0), "0");
  assert_string_equal(fixed(num("0.999"), 2), "1.00");
  assert_string_equal(text(num("0.999"), 2), "1");
  assert_string_equal(text(num("99.995"), 2), "100");
  assert_string_equal(fixed(num("0.05"), 30), "0.050000000000000000000000000000");
  assert_string_equal(text(num("0.1"), UINT_MAX), "0.1");
  assert_string_equal(text(num("1234567890123456789012.345"), 2), "1234567890123456789012.35");
  assert_string_equal(text(big, 12), "-1234567890123456789012.345");
  assert_string_equal(grouped(big, 12), "-1,234,567,890,123,456,789,012.345");
  assert_string_equal(grouped(num("1234.5"), 2), "1,234.5");
  assert_string_equal(grouped(num("-123456"), 2), "-123,456");
  assert_string_equal(grouped(num("999.999"), 2), "1,000");
  assert_string_equal(grouped(num("999"), 2), "999");
  assert_string_equal(grouped(num("1000000"), 0), "1,000,000");
  assert_string_equal(grouped(num("0.5"), 2), "0.5");
  assert_string_equal(text(NUM(INT64_MIN), 2), "-9223372036854775808");
  assert_string_equal(fixed(NUM(INT64_MIN), 18), "-9223372036854775808.000000000000000000");
  assert_string_equal(text(num_div(&arena, NUM(1), num_pow(&arena, NUM(2), 40)), 40),
                      "0.0000000000009094947017729282379150390625");
  assert_string_equal(text(num_pow(&arena, num("0.1"), 25), 30), "0.0000000000000000000000001");
  assert_string_equal(text(num_pow(&arena, num("0.1"), 25), 24), "0");
  assert_ratio(third, "1/3");
  assert_ratio(num_pow(&arena, third, 50), "1/717897987691852588770249");
}

// 四舍五入 at the border, for each sign; `places` digits are kept.
static void rounding_table(void **state) {
  (void)state;
  static const struct {
    const char *in;
    unsigned places;
    const char *out;
  } rows[] = {
      {"0.4", 0, "0"},
      {"0.5", 0, "1"},
      {"1.5", 0, "2"},
      {"2.5", 0, "3"}, // not to the even neighbour
      {"2.4999999999999999999999999", 0, "2"},
      {"2.5000000000000000000000001", 0, "3"},
      {"0.125", 2, "0.13"},
      {"0.135", 2, "0.14"},
      {"0.145", 2, "0.15"}, // binary floating point says 0.14
      {"1.005", 2, "1.01"}, // 1.00
      {"2.675", 2, "2.68"}, // 2.67
      {"8.6949", 2, "8.69"},
      {"8.695", 2, "8.7"},
      {"9.995", 2, "10"},
      {"99.9949", 2, "99.99"},
      {"12.34", 2, "12.34"},
      {"12.3", 5, "12.3"},
      {"0.00000000000000000049", 18, "0"},
      {"0.0000000000000000005", 18, "0.000000000000000001"},
      {"0.00000000000000000005", 19, "0.0000000000000000001"},
      {"9223372036854775807.5", 0, "9223372036854775808"},
      {"123456789012345678901.2345", 3, "123456789012345678901.235"},
      {"123456789012345678901.2344", 3, "123456789012345678901.234"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    Num x = num(rows[i].in), r = num_round(&arena, x, rows[i].places);
    assert_string_equal(text(r, 40), rows[i].out);
    assert_string_equal(text(x, rows[i].places), rows[i].out); // the printer rounds alike
    assert_int_equal(num_cmp(r, num(rows[i].out)), 0);
    const char *below_zero =
        strcmp(rows[i].out, "0") ? str_to_z(&arena, str_cat(&arena, S("-"), str_z(rows[i].out))) : "0";
    Num s = num_round(&arena, num_neg(&arena, x), rows[i].places);
    assert_string_equal(text(s, 40), below_zero);
    assert_string_equal(text(num_neg(&arena, x), rows[i].places), below_zero);
  }
  assert_ratio(num_round(&arena, num_make(&arena, 2, 3), 2), "67/100");
  assert_ratio(num_round(&arena, num_make(&arena, 2, 3), 20), "66666666666666666667/100000000000000000000");
  assert_ratio(num_round(&arena, num_make(&arena, -1, 7), 4), "-1429/10000");
}

// ---- sums

static void amounts_add_up_in_any_order_and_unit(void **state) {
  (void)state;
  seed_from_environment();
  enum { N = 1000 };
  static const int64_t units[] = {1, 10000, 100000000}; // 元 万元 亿元
  static Num yuan[N], amount[N];
  static unsigned unit[N];
  mpz_t total, term; // in 元 / 10^6
  mpz_inits(total, term, NULL);
  for (unsigned i = 0; i < N; i++) {
    int64_t micro = (int64_t)(rnd() % 2000000000000u) - 500000000000;
    unit[i] = below(3);
    Out o = out_memory(&arena);
    out_fmt(&o, "%s%lld.%06lld", micro < 0 ? "-" : "", llabs(micro) / 1000000, llabs(micro) % 1000000);
    assert_true(num_parse(&arena, out_text(&o), &amount[i]));
    yuan[i] = num_mul(&arena, amount[i], NUM(units[unit[i]]));
    mpz_set_si(term, micro);
    mpz_mul_si(term, term, units[unit[i]]);
    mpz_add(total, total, term);
  }
  mpq_t q;
  mpq_init(q);
  mpq_set_num(q, total);
  mpz_set_ui(mpq_denref(q), 1000000);
  mpq_canonicalize(q);
  char *expected = mpq_get_str(NULL, 10, q);

  for (int round = 0; round < 20; round++) {
    for (unsigned i = N - 1; i > 0; i--) { // another order
      unsigned k = below(i + 1);
      Num t = yuan[i];
      yuan[i] = yuan[k], yuan[k] = t;
      t = amount[i];
      amount[i] = amount[k], amount[k] = t;
      unsigned u = unit[i];
      unit[i] = unit[k], unit[k] = u;
    }
    Num plain = NUM(0), in_yi = NUM(0);
    NumSum all = {0}, by_unit[3] = {{0}};
    for (unsigned i = 0; i < N; i++) {
      plain = num_add(&arena, plain, yuan[i]);
      in_yi = num_add(&arena, in_yi, num_div(&arena, yuan[i], NUM(units[2])));
      numsum_add(&arena, &all, yuan[i]);
      numsum_add(&arena, &by_unit[unit[i]], amount[i]);
    }
    Num joined = NUM(0);
    for (unsigned u = 0; u < 3; u++)
      joined = num_add(&arena, joined, num_mul(&arena, numsum_total(&arena, &by_unit[u]), NUM(units[u])));
    assert_ratio(plain, expected);
    assert_ratio(num_mul(&arena, in_yi, NUM(units[2])), expected);
    assert_ratio(numsum_total(&arena, &all), expected);
    assert_ratio(joined, expected);
    assert_false(all.has_rest);
  }
  free(expected);
  mpq_clear(q);
  mpz_clears(total, term, NULL);
}

static void sums_leave_no_garbage(void **state) {
  (void)state;
  NumSum s = {0};
  Num small = num("0.01"), third = num_make(&arena, 1, 3), huge = num_pow(&arena, NUM(10), 2000);
  numsum_add(&arena, &s, huge);
  numsum_add(&arena, &s, third);
  size_t total = arena.total;
  ArenaMark before = arena_mark(&arena);
  for (int i = 0; i < 30000; i++) {
    numsum_add(&arena, &s, small);
    numsum_add(&arena, &s, third);
  }
  ArenaMark after = arena_mark(&arena);
  assert_true(arena.total == total && after.cur - before.cur < 4096);
  Num rest = num_sub(&arena, numsum_total(&arena, &s), huge);
  assert_ratio(rest, "30901/3"); // 300 + 30001/3

  NumSum wide = {0}; // beyond 128 bits at the finest scale
  numsum_add(&arena, &wide, num("0.000000000000000001"));
  for (int i = 0; i < 100; i++) numsum_add(&arena, &wide, NUM(INT64_MAX));
  assert_string_equal(text(numsum_total(&arena, &wide), 18), "922337203685477580700.000000000000000001");
  NumSum late = {0}; // the scale must grow under a sum that leaves it no room
  for (int i = 0; i < 100; i++) numsum_add(&arena, &late, NUM(INT64_MIN));
  numsum_add(&arena, &late, num("0.000000000000000001"));
  assert_string_equal(text(numsum_total(&arena, &late), 18), "-922337203685477580799.999999999999999999");
}

static void copies_outlive_their_arena(void **state) {
  (void)state;
  Arena other;
  arena_init_like(&other, &arena);
  Num x = num_pow(&other, NUM(3), 100), y = num_copy(&arena, x);
  assert_int_equal(num_hash(x), num_hash(y));
  arena_free(&other);
  assert_ratio(y, "515377520732011331036461129765621272702107522001");
  assert_ratio(num_copy(&arena, num("0.25")), "1/4");
  assert_true(num_hash(NUM(1)) != num_hash(NUM(2)));
  assert_true(num_hash(num("0.5")) != num_hash(NUM(1)));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(decimals_are_exact),
      cmocka_unit_test(two_thirds_compares_exactly),
      cmocka_unit_test(borders_of_64_bits),
      cmocka_unit_test(long_results_are_refused),
      cmocka_unit_test(bad_stays_bad),
      cmocka_unit_test(parse_takes_numbers_only),
      cmocka_unit_test(printing),
      cmocka_unit_test(rounding_table),
      cmocka_unit_test(amounts_add_up_in_any_order_and_unit),
      cmocka_unit_test(sums_leave_no_garbage),
      cmocka_unit_test(copies_outlive_their_arena),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
