// Day numbers by counting whole years, centuries and cycles of 400 years from 1 March of the year 0: so the
// leap day is the last day of its year, and all months before it have fixed lengths. March is month 0, and
// when month m begins, (153 m + 2) / 5 days of the year have gone.
#include "base/date.h"

enum {
  YEAR_MIN = 1,
  YEAR_MAX = 9999,
  DAYS_1 = 365,
  DAYS_4 = 4 * DAYS_1 + 1,
  DAYS_100 = 25 * DAYS_4 - 1,
  DAYS_400 = 4 * DAYS_100 + 1,
  EPOCH = 719468,                        // days from 0000-03-01 to 1970-01-01
  DATE_MIN = 306 - EPOCH,                // 0001-01-01: March to December of the year 0 have gone
  DATE_MAX = 25 * DAYS_400 - 61 - EPOCH, // 9999-12-31: January, February 10000 and 29 February are not ours
};

static int days_before(int m) {
  return (153 * m + 2) / 5;
}

static bool is_leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_days_in_month(int year, int month) {
  if (month < 1 || month > 12) return 0;
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool date_ok(Date d) {
  return d >= DATE_MIN && d <= DATE_MAX;
}

bool date_make(int year, int month, int day, Date *out) {
  *out = DATE_NONE;
  if (year < YEAR_MIN || year > YEAR_MAX || day < 1 || day > date_days_in_month(year, month)) return false;
  int y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
  *out = y * DAYS_1 + y / 4 - y / 100 + y / 400 + days_before(m) + day - 1 - EPOCH;
  return true;
}

void date_split(Date d, int *year, int *month, int *day) {
  *year = *month = *day = 0;
  if (!date_ok(d)) return;
  int left = d + EPOCH;
  int y = left / DAYS_400 * 400;
  left %= DAYS_400;
  int centuries = left / DAYS_100; // 4 on the last day of the cycle, a leap day
  if (centuries == 4) centuries = 3;
  left -= centuries * DAYS_100;
  y += centuries * 100 + left / DAYS_4 * 4;
  left %= DAYS_4;
  int years = left / DAYS_1; // 4 likewise
  if (years == 4) years = 3;
  left -= years * DAYS_1;
  y += years;
  int m = (5 * left + 2) / 153;
  *day = left - days_before(m) + 1;
  *month = m < 10 ? m + 3 : m - 9;
  *year = m < 10 ? y : y + 1;
}

Date date_month_end(int year, int month) {
  Date d;
  date_make(year, month, date_days_in_month(year, month), &d);
  return d;
}

Date date_year_end(int year) {
  return date_month_end(year, 12);
}

Date date_add_years(Date d, int years) {
  int year, month, day;
  date_split(d, &year, &month, &day);
  if (day == 0 || years < -YEAR_MAX || years > YEAR_MAX) return DATE_NONE;
  year += years;
  int last = date_days_in_month(year, month);
  date_make(year, month, day < last ? day : last, &d);
  return d;
}

static bool digits(Str s, size_t from, size_t to, int *out) {
  *out = 0;
  for (size_t i = from; i < to; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    *out = *out * 10 + (s.p[i] - '0');
  }
  return true;
}

bool date_parse_iso(Str s, Date *out) {
  int year, month, day;
  *out = DATE_NONE;
  return s.n == 10 && s.p[4] == '-' && s.p[7] == '-' && digits(s, 0, 4, &year) && digits(s, 5, 7, &month) &&
         digits(s, 8, 10, &day) && date_make(year, month, day, out);
}

// YYYY-MM-DD, all ten bytes.
static Str iso(Date d, char buf[10]) {
  int year, month, day;
  date_split(d, &year, &month, &day);
  if (day == 0) return S("?");
  for (int i = 3; i >= 0; i--, year /= 10) buf[i] = (char)('0' + year % 10);
  buf[4] = buf[7] = '-';
  buf[5] = (char)('0' + month / 10);
  buf[6] = (char)('0' + month % 10);
  buf[8] = (char)('0' + day / 10);
  buf[9] = (char)('0' + day % 10);
  return (Str){buf, 10};
}

void date_write(Out *o, Date d) {
  char buf[10];
  out_str(o, iso(d, buf));
}

Str date_text(Arena *a, Date d) {
  char buf[10];
  return str_dup(a, iso(d, buf));
}
