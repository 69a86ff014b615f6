// Headings against the table. Few and short: a look through all spellings is quick enough.
#include "forms/layouts.h"
#include "base/utf.h"

#define HEADING_MAX 120 // bytes; longer ones are texts

const FormLayout form_layouts[LAYOUTS] = {
#define LAYOUT(id, kind, zh, en, rules) {#id, FORM_##kind, zh, en, rules},
#include "forms/layouts.def"
};

const FormHeading form_headings[] = {
#define H(id, block, field, over, heading, width)                                                            \
  {LAYOUT_##id, BLOCK_##block, ITEM_##field, width, over, heading},
#include "forms/layouts.def"
};
const size_t form_heading_n = sizeof form_headings / sizeof *form_headings;

static const struct {
  uint8_t where;
  const char *zh, *en;
} fields[ITEMS] = {
    {0, "", ""},
#define F(field, where, zh, en) {(where), zh, en},
#include "forms/layouts.def"
};

static const struct {
  uint8_t field;
  const char *text;
} spellings[] = {
#define F(field, where, zh, en) {ITEM_##field, zh},
#include "forms/layouts.def"
#define A(field, spelling) {ITEM_##field, spelling},
#include "forms/layouts.def"
#define H(id, block, field, over, heading, width) {ITEM_##field, heading},
#include "forms/layouts.def"
};

Str form_item_name(FormItem field, bool english) {
  return str_z(english ? fields[field].en : fields[field].zh);
}

Str label_text(Arena *a, Str text) {
  Str key = utf_key(a, text);
  bool blank = false;
  for (size_t i = 0; i < key.n && !blank; i++) blank = (unsigned char)key.p[i] <= ' ';
  if (!blank) return key;
  char *p = arena_raw(a, key.n, 1);
  size_t n = 0;
  for (size_t i = 0; i < key.n; i++)
    if ((unsigned char)key.p[i] > ' ') p[n++] = key.p[i];
  return (Str){p, n};
}

static bool digit(char c) {
  return c >= '0' && c <= '9';
}

static bool drop(Str *s, Str prefix) {
  if (!str_starts(*s, prefix)) return false;
  *s = str_slice(*s, prefix.n, s->n);
  return true;
}

// Behind 一、 (一) 1. 1、 * where one of them stands.
static void drop_ordinal(Str *s) {
  static const char *const figures[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
  drop(s, S("*"));
  Str rest = *s;
  bool paren = drop(&rest, S("(")), any = false;
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    if (drop(&rest, str_z(figures[i]))) any = true, i = SIZE_MAX;
  if (any && (paren ? drop(&rest, S(")")) : drop(&rest, S("、")))) *s = rest;
}

// Behind 1-7月, whose last month is told.
static uint32_t drop_months(Str *s) {
  size_t i = 0;
  uint32_t month = 0;
  while (i < s->n && digit(s->p[i])) i++;
  if (!i || i > 2) return 0;
  Str rest = str_slice(*s, i, s->n);
  if (!drop(&rest, S("-")) && !drop(&rest, S("—")) && !drop(&rest, S("–")) && !drop(&rest, S("~")) &&
      !drop(&rest, S("至")))
    return 0;
  for (i = 0; i < rest.n && i < 2 && digit(rest.p[i]); i++) month = month * 10 + (uint32_t)(rest.p[i] - '0');
  rest = str_slice(rest, i, rest.n);
  if (month < 1 || month > 12 || !drop(&rest, S("月"))) return 0;
  *s = rest;
  return month;
}

// Cuts (…) at the end; where several stand, the last is told.
static Str cut_parens(Str *s) {
  Str inner = {0};
  while (s->n && s->p[s->n - 1] == ')') {
    size_t i = s->n;
    while (i && s->p[i - 1] != '(') i--;
    if (i < 2) return inner;
    if (!inner.n) inner = str_slice(*s, i, s->n - 1);
    *s = str_slice(*s, 0, i - 1);
  }
  return inner;
}

static Str plain_spelling(Str s) {
  drop_ordinal(&s);
  drop(&s, S("其中:"));
  drop_months(&s);
  cut_parens(&s);
  return s;
}

Label label_read(Arena *a, Str text, unsigned where) {
  Label l = {0};
  if (text.n > HEADING_MAX * 2) return l;
  Str s = label_text(a, text);
  while (s.n && s.p[s.n - 1] == ':') s.n--;
  l.text = s;
  if (!s.n || s.n > HEADING_MAX) return l;
  drop_ordinal(&s);
  l.part = drop(&s, S("其中:")) || drop(&s, S("其中"));
  l.month = drop_months(&s);
  l.inner = cut_parens(&s);
  while (s.n && s.p[s.n - 1] == ':') s.n--;
  size_t end = s.n;
  while (end && digit(s.p[end - 1])) end--;
  if (end && s.n - end <= 2)
    for (size_t i = end; i < s.n; i++) l.number = l.number * 10 + (uint32_t)(s.p[i] - '0');
  if (l.number) s.n = end;
  l.plain = s;
  for (int round = 0; round < 2 && s.n; round++)
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings && !l.field; i++) {
      Str spelling = str_z(spellings[i].text);
      if (!(fields[spellings[i].field].where & where)) continue;
      if (round ? str_eq(plain_spelling(spelling), s) : str_eq(spelling, l.text) || str_eq(spelling, s))
        l.field = (FormItem)spellings[i].field;
    }
  return l;
}
