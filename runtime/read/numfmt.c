// A format is up to four sections, text between ; each read once into a FormatSection. Numbers are moved as
// decimal text: a string of digits and the place of its point.
#include "runtime/read/numfmt.h"
#include "base/number.h"
#include "base/utf.h"
#include "runtime/read/decimal.h"

// ---- codes --------------------------------------------------------------------------------------

static const struct {
  uint8_t id;
  const char *code;
} builtins[] = {
    {1, "0"},          {2, "0.00"},           {3, "#,##0"},      {4, "#,##0.00"},   {9, "0%"},
    {10, "0.00%"},     {11, "0.00E+00"},      {14, "yyyy-m-d"},  {15, "d-mmm-yy"},  {16, "d-mmm"},
    {17, "mmm-yy"},    {22, "yyyy-m-d h:mm"}, {27, "yyyy年m月"}, {28, "m月d日"},    {29, "m月d日"},
    {30, "m-d-yy"},    {31, "yyyy年m月d日"},  {36, "yyyy年m月"}, {50, "yyyy年m月"}, {51, "m月d日"},
    {52, "yyyy年m月"}, {53, "m月d日"},        {54, "m月d日"},    {57, "yyyy年m月"}, {58, "m月d日"},
};

Str numfmt_builtin(uint32_t id) {
  for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
    if (builtins[i].id == id) return str_z(builtins[i].code);
  return (Str){0};
}

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool skip_word(Str s, size_t *i, const char *word) {
  size_t n = strlen(word);
  if (s.n - *i < n) return false;
  for (size_t k = 0; k < n; k++)
    if (lower(s.p[*i + k]) != word[k]) return false;
  *i += n;
  return true;
}

typedef struct Scan {
  bool year, month, day, clock; // letters of dates and times
  bool digits, point;           // 0 # ? and a point among them
  uint8_t literal_places;       // digits behind a point that is written as text: 0!.0
  bool literal_point;
  unsigned commas; // behind the last digit so far
  Out tail;        // text behind the last digit
} Scan;

static void literal(Scan *s, Str text) {
  if (s->digits && str_eq(text, S(".")))
    s->literal_point = true;
  else if (s->digits)
    out_str(&s->tail, text);
}

// [>=10000]; colours, languages and [h] have no condition.
static void bracket(Arena *a, Str in, FormatSection *f, Scan *s) {
  static const struct {
    const char *text;
    char op;
  } ops[] = {{">=", 'g'}, {"<=", 'l'}, {"<>", 'n'}, {">", '>'}, {"<", '<'}, {"=", '='}};
  for (size_t i = 0; i < sizeof ops / sizeof *ops && !f->op; i++) {
    Str op = str_z(ops[i].text);
    Num bound;
    if (!str_starts(in, op) || !num_parse(a, str_trim(str_slice(in, op.n, in.n)), &bound)) continue;
    f->op = ops[i].op;
    f->bound = str_trim(str_slice(in, op.n, in.n));
  }
  char c = in.n ? lower(in.p[0]) : 0;
  if (c == 'h' || c == 'm' || c == 's') s->clock = true;
}

static bool is_unit_start(uint32_t cp) {
  return utf_is_cjk(cp) || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') || cp == 0x2030 ||
         cp == 0x2103 || cp == 0xB0 || cp == 0x33A1;
}

static Str unit_in(Arena *a, Str tail) {
  tail = str_trim(tail);
  unsigned len;
  return tail.n && is_unit_start(utf_decode(tail, 0, &len)) ? str_dup(a, tail) : (Str){0};
}

static FormatSection section(Arena *a, Str code, size_t *at) {
  FormatSection f = {0};
  Scan s = {.tail = out_memory(a)};
  size_t i = *at;
  while (i < code.n && code.p[i] != ';') {
    char c = code.p[i];
    if (skip_word(code, &i, "general") || skip_word(code, &i, "g/通用格式")) {
      s.digits = true;
      continue;
    }
    if (skip_word(code, &i, "am/pm") || skip_word(code, &i, "a/p") || skip_word(code, &i, "上午/下午")) {
      s.clock = true;
      continue;
    }
    unsigned len;
    utf_decode(code, i, &len);
    size_t start = i;
    i += len;
    switch (c) {
    case '"':
      while (i < code.n && code.p[i] != '"') i++;
      literal(&s, str_slice(code, start + 1, i));
      i += i < code.n;
      break;
    case '\\':
    case '!':
      if (i >= code.n) break;
      utf_decode(code, i, &len);
      literal(&s, str_slice(code, i, i + len));
      i += len;
      break;
    case '_':
    case '*':
      if (i < code.n) utf_decode(code, i, &len), i += len;
      break;
    case '[':
      while (i < code.n && code.p[i] != ']') i++;
      bracket(a, str_slice(code, start + 1, i), &f, &s);
      i += i < code.n;
      break;
    case '0':
    case '#':
    case '?':
      s.digits = true;
      s.commas = 0;
      s.tail.n = 0;
      if (s.literal_point && s.literal_places < 20) s.literal_places++;
      break;
    case ',': s.commas += s.digits; break;
    case '.': s.point = true; break;
    case '%': f.percent = true; break;
    case 'E':
    case 'e':
      if (i < code.n && (code.p[i] == '+' || code.p[i] == '-'))
        i++;
      else
        s.year = true;
      break;
    case 'y':
    case 'Y': s.year = true; break;
    case 'm':
    case 'M': s.month = true; break;
    case 'd':
    case 'D': s.day = true; break;
    case 'h':
    case 'H':
    case 's':
    case 'S': s.clock = true; break;
    default: literal(&s, str_slice(code, start, i));
    }
  }
  *at = i + (i < code.n);
  if (s.year || s.day || (s.month && !s.clock))
    f.kind = s.day || (s.clock && s.year) ? FORMAT_DAY : s.month ? FORMAT_MONTH : FORMAT_YEAR;
  if (f.kind != FORMAT_NUMBER || s.clock) return f;
  f.shift = (uint8_t)((s.commas > 6 ? 6 : s.commas) * 3 + s.literal_places);
  if (!f.percent) f.unit = unit_in(a, out_text(&s.tail));
  return f;
}

NumberFormat numfmt_parse(Arena *a, Str code) {
  NumberFormat f = {.plain = true};
  for (size_t at = 0; f.n < 4 && (at < code.n || !f.n);) {
    FormatSection *s = &f.section[f.n++];
    *s = section(a, code, &at);
    f.plain &= s->kind == FORMAT_NUMBER && !s->percent && !s->shift && !s->unit.n;
  }
  return f;
}

enum { SHOWN_DIGITS = 15 };

// ---- cells --------------------------------------------------------------------------------------

static bool holds(Arena *a, char op, Num x, Str bound) {
  Num b;
  num_parse(a, bound, &b);
  int c = num_cmp(x, b);
  switch (op) {
  case '>': return c > 0;
  case '<': return c < 0;
  case '=': return c == 0;
  case 'g': return c >= 0;
  case 'l': return c <= 0;
  default: return c != 0;
  }
}

// The section of a number: by conditions where there are some, else positive; negative; zero.
static const FormatSection *section_of(Arena *a, const NumberFormat *f, const Decimal *d) {
  if (f->n < 2) return &f->section[0];
  uint32_t n = f->n < 3 ? f->n : 3;
  if (f->section[0].op || f->section[1].op) {
    Num x;
    if (!num_parse(a, decimal_text(a, d, (Str){0}), &x)) return &f->section[0];
    for (uint32_t i = 0; i < n; i++)
      if (!f->section[i].op || holds(a, f->section[i].op, x, f->section[i].bound)) return &f->section[i];
    return &f->section[n - 1];
  }
  return d->negative ? &f->section[1] : n == 3 && !d->n ? &f->section[2] : &f->section[0];
}

// Day 1 is 1900-01-01, and day 60 the 29 February 1900 that never was; or day 0 is 1904-01-01.
static Str date_of(Arena *a, const Decimal *d, FormatKind kind, bool date1904) {
  int64_t serial = 0;
  for (int64_t i = 0; i < d->point && i < 8; i++)
    serial = serial * 10 + (i < (int64_t)d->n ? d->digits[i] - '0' : 0);
  if (d->negative || d->point > 7 || serial > 2958465) return (Str){0};
  if (!date1904 && serial == 60) return S("1900-02-29");
  Date day, first;
  date_make(date1904 ? 1904 : 1899, date1904 ? 1 : 12, date1904 ? 1 : serial < 60 ? 31 : 30, &first);
  day = first + (Date)serial;
  int year, month, of_month;
  date_split(day, &year, &month, &of_month);
  if (kind == FORMAT_DAY) return date_text(a, day);
  return kind == FORMAT_MONTH ? str_fmt(a, "%d年%d月", year, month) : str_fmt(a, "%d年", year);
}

static bool short_number(Str s) { // at most 15 digits and no exponent: as it stands
  if (s.n > SHOWN_DIGITS) return false;
  for (size_t i = 0; i < s.n; i++)
    if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.' && s.p[i] != '-') return false;
  return true;
}

Str numfmt_text(Arena *a, const NumberFormat *f, Str stored, bool date1904, bool *ambiguous) {
  *ambiguous = false;
  if (f->plain && short_number(stored)) return stored;
  Decimal d;
  if (!decimal_read(a, stored, SHOWN_DIGITS, &d)) return stored;
  if (f->plain) return decimal_text(a, &d, (Str){0});
  const FormatSection *s = section_of(a, f, &d);
  if (s->kind != FORMAT_NUMBER) {
    Str date = date_of(a, &d, s->kind, date1904);
    return date.n ? date : decimal_text(a, &d, (Str){0});
  }
  if (s->percent) {
    if (d.n) d.point += 2;
    return decimal_text(a, &d, S("%"));
  }
  *ambiguous = s->shift && !s->unit.n && d.n;
  if (s->unit.n && d.n) d.point -= s->shift;
  return decimal_text(a, &d, s->unit);
}
