// Stored numbers under their formats: the text that a person reads, not rounded.
#include "fixture.h"
#include "runtime/read/numfmt.h"

typedef struct Shown {
  const char *code, *stored, *text;
} Shown;

static void check(const Shown *rows, size_t n, bool date1904) {
  for (size_t i = 0; i < n; i++) {
    bool ambiguous;
    NumberFormat f = numfmt_parse(&arena, str_z(rows[i].code));
    Str text = numfmt_text(&arena, &f, str_z(rows[i].stored), date1904, &ambiguous);
    assert_str(str_fmt(&arena, "%s | %s: %.*s%s", rows[i].code, rows[i].stored, STR_ARG(text),
                       ambiguous ? " ?" : ""),
               str_to_z(&arena, str_fmt(&arena, "%s | %s: %s", rows[i].code, rows[i].stored, rows[i].text)));
  }
}
#define CHECK(rows, y) check(rows, sizeof rows / sizeof *rows, y)

static void numbers(void **state) {
  (void)state;
  static const Shown rows[] = {
      {"", "12", "12"},
      {"General", "0.1", "0.1"},
      {"General", "0.30000000000000004", "0.3"},
      {"General", "3.3000000000000003", "3.3"},
      {"General", "99999999999999.996", "100000000000000"},
      {"General", "9.9999999999999995E-2", "0.1"},
      {"General", "1.5E+3", "1500"},
      {"General", "1E-3", "0.001"},
      {"General", "-0.0", "-0.0"},
      {"0%", "-0.0", "0%"},
      {"General", "9007199254740993", "9007199254740993"},
      {"General", "1.2345678901234567E+20", "123456789012346000000"},
      {"0", "12.75", "12.75"},
      {"#,##0.00_);[Red]\\(#,##0.00\\)", "-1234.5", "-1234.5"},
      {"0.00E+00", "1234", "1234"},
      {"General", "1E+999", "1E+999"},
      {"General", "x", "x"},
      {"@", "12", "12"},
  };
  CHECK(rows, false);
}

static void percents(void **state) {
  (void)state;
  static const Shown rows[] = {
      {"0%", "0.87", "87%"},
      {"0.00%", "0.87654", "87.654%"},
      {"0%", "1", "100%"},
      {"0%", "12.5", "1250%"},
      {"0%", "0", "0%"},
      {"0.0%;[Red]-0.0%", "-0.05", "-5%"},
      {"0%", "5.0000000000000003E-2", "5%"},
  };
  CHECK(rows, false);
}

static void units(void **state) {
  (void)state;
  static const Shown rows[] = {
      {"0.00\"万元\"", "12.3", "12.3万元"},
      {"0!.0,\"万元\"", "123456", "12.3456万元"},
      {"0\\.0,\"万元\"", "123456", "12.3456万元"},
      {"0!.0000\"万元\"", "123456", "12.3456万元"},
      {"0.00,,\"百万元\"", "12000000", "12百万元"},
      {"0!.00,,\"亿元\"", "250000000", "2.5亿元"},
      {"0\"人次\"", "1200", "1200人次"},
      {"0个", "3", "3个"},
      {"#,##0,", "12000", "12000 ?"},
      {"0!.0,", "123456", "123456 ?"},
      {"[>=100000000]0!.00,,\"亿元\";[>=10000]0!.0,\"万元\";0\"元\"", "250000000", "2.5亿元"},
      {"[>=100000000]0!.00,,\"亿元\";[>=10000]0!.0,\"万元\";0\"元\"", "25000", "2.5万元"},
      {"[>=100000000]0!.00,,\"亿元\";[>=10000]0!.0,\"万元\";0\"元\"", "9999", "9999元"},
      {"¥#,##0.00", "12", "12"},
      {"[$¥-804]#,##0.00;[$¥-804]-#,##0.00", "-12", "-12"},
      {"\"约\"0", "12", "12"},
      {"0.0\"‰\"", "3.5", "3.5‰"},
      {"0_ ", "12", "12"},
  };
  CHECK(rows, false);
}

static void dates(void **state) {
  (void)state;
  static const Shown rows[] = {
      {"yyyy-mm-dd", "44561", "2021-12-31"},
      {"yyyy\"年\"m\"月\"d\"日\"", "44561.75", "2021-12-31"},
      {"m/d/yyyy h:mm", "44377.5", "2021-06-30"},
      {"yyyy年m月", "44348", "2021年6月"},
      {"yyyy", "44348", "2021年"},
      {"[$-804]yyyy/m/d;@", "44348", "2021-06-01"},
      {"m月d日", "44348", "2021-06-01"},
      {"yyyy-mm-dd", "1", "1900-01-01"},
      {"yyyy-mm-dd", "59", "1900-02-28"},
      {"yyyy-mm-dd", "60", "1900-02-29"},
      {"yyyy-mm-dd", "61", "1900-03-01"},
      {"yyyy-mm-dd", "99999999", "99999999"},
      {"yyyy-mm-dd", "-1", "-1"},
      {"h:mm:ss", "0.5", "0.5"},
      {"[h]:mm", "1.5", "1.5"},
  };
  CHECK(rows, false);
  static const Shown mac[] = {{"yyyy-mm-dd", "43099", "2021-12-31"}, {"yyyy-mm-dd", "0", "1904-01-01"}};
  CHECK(mac, true);
  assert_str(numfmt_builtin(14), "yyyy-m-d");
  assert_int_equal(numfmt_builtin(0).n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(numbers), TEST(percents), TEST(units), TEST(dates)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
