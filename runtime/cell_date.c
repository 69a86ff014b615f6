// Dates and periods in cells.
#include "base/utf.h"
#include "grammar/diags.h"
#include "runtime/cell.h"

typedef struct Scan {
  Str s;
  size_t at;
} Scan;

static bool take(Scan *c, const char *word) {
  if (c->at >= c->s.n || c->s.p[c->at] != *word) return false;
  Str w = str_z(word);
  if (!str_starts(str_slice(c->s, c->at, c->s.n), w)) return false;
  c->at += w.n;
  return true;
}

static bool take_any(Scan *c, const char *const *words) {
  for (; *words; words++)
    if (take(c, *words)) return true;
  return false;
}

static bool take_number(Scan *c, int *out, size_t *digits) {
  size_t start = c->at;
  int v = 0;
  while (c->at < c->s.n && c->s.p[c->at] >= '0' && c->s.p[c->at] <= '9' && c->at - start < 8)
    v = v * 10 + (c->s.p[c->at++] - '0');
  *digits = c->at - start;
  *out = v;
  return *digits > 0;
}

// The last day of [first, last], or as_of where it lies inside.
static bool period(Date first, Date last, Date as_of, Date *out) {
  *out = as_of >= first && as_of <= last ? as_of : last;
  return true;
}

static bool months(int year, int from, int to, Date as_of, Date *out) {
  Date first;
  return date_make(year, from, 1, &first) && period(first, date_month_end(year, to), as_of, out);
}

static int quarter(Scan *c) { // 一季度, 第三季度, 3季度, Q3
  static const char *const names[] = {"一季度", "二季度", "三季度", "四季度"};
  Scan try = *c;
  take(&try, "第");
  int q = 0;
  for (int i = 0; i < 4 && !q; i++)
    if (take(&try, names[i])) q = i + 1;
  size_t digits;
  if (!q && take(&try, "Q") && take_number(&try, &q, &digits)) q = q <= 4 ? q : 0;
  if (!q && try.at < try.s.n && try.s.p[try.at] >= '1' && try.s.p[try.at] <= '4') {
    q = try.s.p[try.at++] - '0';
    if (!take(&try, "季度")) q = 0;
  }
  if (q) *c = try;
  return q;
}

static bool done(Scan *c) {
  static const char *const tails[] = {"底", "末", "前", "之前", "完成", NULL};
  while (take_any(c, tails)) {
  }
  return c->at == c->s.n;
}

// 20210605, 202106: as accounting systems write days and months.
static bool compact(int number, size_t digits, Date as_of, Date *out, CellProblem *why) {
  int day = digits == 8 ? number % 100 : 1, month = digits == 8 ? number / 100 % 100 : number % 100;
  int year = number / (digits == 8 ? 10000 : 100);
  if (year < 1 || year > 9999) return false;
  if (!date_make(year, month, day, out)) return *why = CELL_BAD_DATE, false;
  return digits == 8 || months(year, month, month, as_of, out);
}

// 22-12-31, 22年…: which century is not guessed.
static bool short_year(Str s) {
  static const char *const marks[] = {"-", "/", ".", NULL};
  Scan c = {s, 0};
  int year, month, day;
  size_t digits;
  Date date;
  if (!take_number(&c, &year, &digits) || digits != 2) return false;
  if (take(&c, "年")) return true;
  if (!take_any(&c, marks) || !take_number(&c, &month, &digits) || digits > 2) return false;
  if (!take_any(&c, marks) || !take_number(&c, &day, &digits) || digits > 2) return false;
  return date_make(2000 + year, month, day, &date);
}

static bool date_of(Str text, int year, Date as_of, Date *out, CellProblem *why) {
  static const char *const year_marks[] = {"年", "-", "/", ".", NULL};
  static const char *const month_marks[] = {"月份", "月", "-", "/", ".", NULL};
  Scan c = {text, 0};
  int month = 0, day = 0, y;
  size_t digits;
  Scan back = c;
  bool bare_year = false;
  bool number = take_number(&c, &y, &digits);
  if (number && (digits == 6 || digits == 8) && c.at == c.s.n) return compact(y, digits, as_of, out, why);
  Scan next = c;
  if (number && digits == 4 && (take_any(&c, year_marks) || c.at == c.s.n || take(&next, "Q"))) {
    year = y;
    bare_year = true;
    take(&c, "度");
  } else
    c = back;
  if (year < 1 || year > 9999) return false;
  int q = quarter(&c);
  if (q) return done(&c) && months(year, q * 3 - 2, q * 3, as_of, out);
  if (take(&c, "上半年")) return done(&c) && months(year, 1, 6, as_of, out);
  if (take(&c, "下半年")) return done(&c) && months(year, 7, 12, as_of, out);
  if (bare_year || take(&c, "全年") || take(&c, "年")) {
    back = c;
    if (done(&c)) return months(year, 1, 12, as_of, out);
    c = back;
  }
  if (!take_number(&c, &month, &digits) || digits > 2) return false;
  bool marked = take_any(&c, month_marks);
  if (!marked && c.at != c.s.n) return false;
  if (!marked && !bare_year) return false; // a number alone is no month
  if (month < 1 || month > 12) return *why = CELL_BAD_DATE, false;
  back = c;
  if (done(&c)) return months(year, month, month, as_of, out);
  c = back;
  if (!take_number(&c, &day, &digits) || digits > 2) return false;
  if (!take(&c, "日")) take(&c, "号");
  if (!done(&c)) { // a time of day behind it (exports of systems) says nothing more
    if (c.at >= c.s.n || (c.s.p[c.at] != ' ' && c.s.p[c.at] != 'T')) return false;
  }
  if (!date_make(year, month, day, out)) return *why = CELL_BAD_DATE, false;
  return true;
}

bool cell_date(Str text, int year, Date as_of, Date *out, CellProblem *why) {
  text = str_trim(text);
  *why = CELL_UNREADABLE;
  if (date_of(text, year, as_of, out, why)) return true;
  if (short_year(text)) *why = CELL_SHORT_YEAR;
  return false;
}

uint16_t cell_date_finding(CellProblem why) {
  return why == CELL_BAD_DATE ? D_ROW_BAD_DATE : why == CELL_SHORT_YEAR ? D_ROW_SHORT_YEAR : D_ROW_NOT_A_DATE;
}

// 44377: days as spreadsheets number them; 20000 to 59999 are 1954 to 2064.
bool cell_serial(Str s, Date *out) {
  *out = 0;
  if (s.n != 5 || s.p[0] < '2' || s.p[0] > '5') return false;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    *out = *out * 10 + (s.p[i] - '0');
  }
  *out -= 25569; // of 1970-01-01
  return true;
}
