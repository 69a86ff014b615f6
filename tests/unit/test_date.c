// The calendar against its own definition: a walk over every day that counts as people do.
#include "base/date.h"
#include "fixture.h"

static Date day(const char *iso) {
  Date d;
  if (!date_parse_iso(str_z(iso), &d)) fail_msg("no date: %s", iso);
  return d;
}

#define assert_date(d, iso) assert_string_equal(str_to_z(&arena, date_text(&arena, d)), iso)

static void every_day_of_the_calendar(void **state) {
  (void)state;
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  Date expected = day("0001-01-01");
  assert_int_equal(expected, -719162);
  for (int y = 1; y <= 9999; y++)
    for (int m = 1; m <= 12; m++) {
      int leap = (y % 400 == 0) || (y % 4 == 0 && y % 100 != 0);
      int last = lengths[m - 1] + (m == 2 && leap);
      assert_int_equal(date_days_in_month(y, m), last);
      for (int d = 1; d <= last; d++, expected++) {
        Date got;
        int yy, mm, dd;
        bool made = date_make(y, m, d, &got);
        date_split(expected, &yy, &mm, &dd);
        if (!made || got != expected || yy != y || mm != m || dd != d || !date_ok(got))
          fail_msg("%04d-%02d-%02d", y, m, d);
      }
      Date none;
      assert_false(date_make(y, m, last + 1, &none));
      assert_int_equal(none, DATE_NONE);
      assert_int_equal(date_month_end(y, m), expected - 1);
      if (m == 12) assert_int_equal(date_year_end(y), expected - 1);
    }
  assert_int_equal(expected - 1, day("9999-12-31"));
  assert_int_equal(expected - 1, 2932896);
}

static void known_days(void **state) {
  (void)state;
  assert_int_equal(day("1970-01-01"), 0);
  assert_int_equal(day("2000-03-01"), 11017);
  assert_int_equal(day("2021-06-30"), 18808);
  assert_int_equal(day("1582-10-15") - day("1582-10-04"), 11); // proleptic: no days are missing
  assert_int_equal(day("2021-12-31") - day("2020-12-31"), 365);
  assert_int_equal(day("2020-12-31") - day("2019-12-31"), 366);
}

static void no_such_day(void **state) {
  (void)state;
  static const int no[][3] = {{2021, 2, 29},
                              {1900, 2, 29},
                              {2021, 4, 31},
                              {2021, 13, 1},
                              {2021, 0, 1},
                              {2021, 1, 0},
                              {2021, 1, -1},
                              {0, 12, 31},
                              {-5, 1, 1},
                              {10000, 1, 1},
                              {2021, -1, 1},
                              {2021, 1, 32},
                              {2147483647, 2147483647, 2147483647}};
  for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
    Date d = 1;
    assert_false(date_make(no[i][0], no[i][1], no[i][2], &d));
    assert_int_equal(d, DATE_NONE);
  }
  assert_int_equal(date_days_in_month(2021, 0), 0);
  assert_int_equal(date_days_in_month(2021, 13), 0);
  assert_int_equal(date_month_end(2021, 13), DATE_NONE);
  assert_int_equal(date_year_end(0), DATE_NONE);
  assert_int_equal(date_year_end(10000), DATE_NONE);
  assert_false(date_ok(DATE_NONE));
  assert_false(date_ok(day("9999-12-31") + 1));
  assert_false(date_ok(day("0001-01-01") - 1));
  int y = 1, m = 1, d = 1;
  date_split(DATE_NONE, &y, &m, &d);
  assert_int_equal(y | m | d, 0);
  assert_date(DATE_NONE, "?");
  assert_date(INT32_MAX, "?");
}

static void iso_text(void **state) {
  (void)state;
  static const char *const no[] = {"",           "2021-6-30",  "2021-06-31",  "2021/06/30", "2021-06/30",
                                   "20210630",   "2021-06-3",  "2021-06-300", "0000-01-01", "2021-00-10",
                                   "2021-13-10", "+021-01-01", "2021-06-3O",  " 021-06-30", "2021-0６-30"};
  for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
    Date d = 1;
    assert_false(date_parse_iso(str_z(no[i]), &d));
    assert_int_equal(d, DATE_NONE);
  }
  static const char *const yes[] = {"0001-01-01", "0099-12-31", "2021-06-30", "2024-02-29", "9999-12-31"};
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) assert_date(day(yes[i]), yes[i]);
  Out o = out_memory(&arena);
  date_write(&o, day("2021-06-30"));
  assert_true(str_eq(out_text(&o), S("2021-06-30")));
}

static void years_later(void **state) {
  (void)state;
  assert_date(date_add_years(day("2021-06-30"), 1), "2022-06-30");
  assert_date(date_add_years(day("2021-12-31"), -1), "2020-12-31");
  assert_date(date_add_years(day("2020-02-29"), 1), "2021-02-28");
  assert_date(date_add_years(day("2020-02-29"), -1), "2019-02-28");
  assert_date(date_add_years(day("2020-02-29"), 4), "2024-02-29");
  assert_date(date_add_years(day("2000-02-29"), -100), "1900-02-28");
  assert_date(date_add_years(day("2021-02-28"), -1), "2020-02-28");
  assert_int_equal(date_add_years(day("9999-01-01"), 1), DATE_NONE);
  assert_int_equal(date_add_years(day("0001-01-01"), -1), DATE_NONE);
  assert_int_equal(date_add_years(day("2021-01-01"), INT32_MAX), DATE_NONE);
  assert_int_equal(date_add_years(day("2021-01-01"), INT32_MIN), DATE_NONE);
  assert_int_equal(date_add_years(DATE_NONE, 1), DATE_NONE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_day_of_the_calendar),
      cmocka_unit_test(known_days),
      cmocka_unit_test(no_such_day),
      cmocka_unit_test(iso_text),
      cmocka_unit_test(years_later),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
