// Headings against the table, through two maps: spellings as they stand, and without what is cut from
// headings.
#include "forms/layouts.h"
#include "base/utf.h"

#define HEADING_MAX ((size_t)120) // bytes; longer ones are texts

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
} items[ITEMS] = {
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
  return str_z(english ? items[field].en : items[field].zh);
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
  size_t i = 0;
  while (i < s->n && i < 3 && digit(s->p[i])) i++;
  rest = str_slice(*s, i, s->n);
  if (i && i < 3 && (drop(&rest, S(".")) || drop(&rest, S("、"))) && rest.n && !digit(rest.p[0])) *s = rest;
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

static void chain(Labels *ls, Map *m, uint32_t *next, Str key, uint32_t row) {
  bool added;
  uint32_t last = map_put(ls->arena, m, key, str_hash(key), row, &added);
  next[row] = MAP_NONE;
  if (added) return;
  while (next[last] != MAP_NONE) last = next[last];
  next[last] = row;
}

Labels labels_new(Arena *a) {
  const size_t n = sizeof spellings / sizeof *spellings;
  Labels ls = {.arena = a, .same = NEW_N(a, uint32_t, n), .same_plain = NEW_N(a, uint32_t, n)};
  for (uint32_t i = 0; i < n; i++) {
    Str s = str_z(spellings[i].text);
    chain(&ls, &ls.spelled, ls.same, s, i);
    chain(&ls, &ls.plain, ls.same_plain, plain_spelling(s), i);
  }
  return ls;
}

// The first row of that key that may stand there.
static uint32_t row_of(const Map *m, const uint32_t *next, Str key, unsigned where) {
  uint32_t row = key.n ? map_get(m, key, str_hash(key)) : MAP_NONE;
  while (row != MAP_NONE && !(items[spellings[row].field].where & where)) row = next[row];
  return row;
}

Label label_read(const Labels *ls, Str text, unsigned where) {
  Label l = {0};
  if (text.n > HEADING_MAX * 2) return l;
  Str s = label_text(ls->arena, text);
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
  uint32_t row = row_of(&ls->spelled, ls->same, l.text, where);
  uint32_t own = row_of(&ls->spelled, ls->same, s, where);
  if (own < row) row = own; // MAP_NONE is the greatest
  if (row == MAP_NONE) row = row_of(&ls->plain, ls->same_plain, s, where);
  if (row != MAP_NONE) l.field = (FormItem)spellings[row].field;
  return l;
}
