// Recovery: what tokens show by themselves, whatever the grammar says. Open quotes, signs that pgl does not
// know (with what was meant by them), comments of other languages, texts without quotes, words that touch a
// date, commas in a number inside parentheses. Each is told, mended in place, and its line is quiet from then
// on.
#include "base/utf.h"
#include "grammar/recover.h"

#define MOVED_MAX 50000000 // items moved in mending: a text with that many slips is something else
#define BACK_MAX  400      // items of a line that are looked at

static void take_out(Recovery *r, uint32_t at, uint32_t n) {
  if (r->items[at].first && at + n < r->n && r->items[at + n].line == r->items[at].line)
    r->items[at + n].first = true;
  memmove(r->items + at, r->items + at + n, (r->n - at - n) * sizeof *r->items);
  r->moved += r->n - at;
  r->n -= n;
}

static uint32_t line_stop(const Recovery *r, uint32_t i) { // the first item behind i's line
  uint32_t j = i + 1;
  while (same_line(r, i, j)) j++;
  return j;
}

// Items [at, at + n) become one placeholder.
static void stand_in(Recovery *r, uint32_t at, uint32_t n, Tok kind) {
  r->items[at].t = made(r, at, kind);
  if (n > 1) {
    memmove(r->items + at + 1, r->items + at + n, (r->n - at - n) * sizeof *r->items);
    r->moved += r->n - at;
    r->n -= n - 1;
  }
}

// ---- quotes -------------------------------------------------------------------------------------
// A text that goes on to a later line: the open quote there has nothing behind it, and no quote stands
// between.
static uint32_t later_end(const Recovery *r, uint32_t i) {
  uint32_t open = r->items[i].line;
  if (item_text(r, i).n <= 3) return 0; // nothing but the quote
  for (uint32_t j = line_stop(r, i); j < r->n && r->items[j].line - open <= 4; j++) {
    Tok k = kind_of(r, j);
    if (k == TOK_STRING || k == TOK_LB || k == TOK_RB || k == TOK_END) return 0;
    if (r->items[j].first && token_table[k].class == CLASS_STATEMENT) return 0;
    if (k == TOK_OPENSTRING) return r->items[j].first || item_text(r, j).n > 3 ? 0 : j;
  }
  return 0;
}

// Item i stands in a text without quotes behind 用途 and the like: that text begins at the result, else 0.
static uint32_t text_begins(const Recovery *r, uint32_t i) {
  uint32_t j = i;
  while (j && i - j < BACK_MAX && r->items[j - 1].line == r->items[i].line &&
         kind_of(r, j - 1) != TOK_STRING) {
    Tok k = kind_of(r, --j);
    if (k == TOK_LB || k == TOK_RB) return 0;
    if ((is_text_keyword(k) || k == TOK_EXPLAIN) && j + 1 < i) {
      if (kind_of(r, j + 1) == TOK_COLON) j++;
      return j + 1 < i ? j + 1 : 0;
    }
  }
  return 0;
}

// The partner: put in where it is missing, made to match where it is of another kind.
static void quote_fix(Recovery *r, Diag *d, uint32_t i) {
  static const char *const pairs[][2] = {{"“", "”"}, {"「", "」"}, {"『", "』"}, {"《", "》"}, {"\"", "\""}};
  Token t = r->items[i].t;
  Str text = item_text(r, i);
  for (unsigned k = 0; k < sizeof pairs / sizeof *pairs; k++) {
    Str open = str_z(pairs[k][0]), close = str_z(pairs[k][1]);
    bool alone = str_eq(text, close);
    uint32_t begin = alone ? text_begins(r, i) : 0;
    if (begin)
      mistake_fix(r, d, T_SYNTAX_INSERT, text_of(open), false, r->items[begin].t.start,
                  r->items[begin].t.start, open);
    if (alone || !str_starts(text, open)) continue;
    for (unsigned m = 0; m < sizeof pairs / sizeof *pairs; m++) {
      Str other = str_z(pairs[m][1]);
      if (!str_ends(text, other) || text.n <= open.n + other.n) continue;
      mistake_fix(r, d, T_SYNTAX_REPLACE, text_of(close), true, t.end - (uint32_t)other.n, t.end, close);
      return;
    }
    mistake_fix(r, d, T_SYNTAX_INSERT, text_of(close), false, t.end, t.end, close);
    return;
  }
}

static void open_quotes(Recovery *r) {
  for (uint32_t i = 0; i < r->n; i++) {
    Item *it = &r->items[i];
    if (it->t.kind != TOK_OPENSTRING) continue;
    uint32_t end = r->moved < MOVED_MAX ? later_end(r, i) : 0;
    Diag *d = mistake_say(r, D_OPEN_QUOTE, i, it->t.start, it->t.end, NO_ARGS);
    if (d && !end) quote_fix(r, d, i);
    if (end) {
      for (uint32_t line = it->line; line <= r->items[end].line; line++) set_quiet(r, line);
      it->t.end = r->items[end].t.end;
      it->t.kind = TOK_STRING;
      take_out(r, i + 1, end - i);
      continue;
    }
    r->open[it->line / 64] |= (uint64_t)1 << it->line % 64;
    it->t.kind = TOK_STRING;
  }
}

static void text_without_quotes(Recovery *r, uint32_t at) {
  uint32_t end = at;
  while (same_line(r, at, end) && kind_of(r, end) != TOK_LB && kind_of(r, end) != TOK_RB) end++;
  mistake_text(r, at, end - at);
  stand_in(r, at, end - at, TOK_STRING);
}

// A line of prose among the statements: words and commas, with a full stop at its end.
static bool prose(Recovery *r, uint32_t *i) { // *i: the item to go on with
  uint32_t from = *i, end = *i + 1;
  while (same_line(r, *i, end) && end - *i < BACK_MAX) end++;
  while (!r->items[from].first && *i - from < BACK_MAX) from--;
  if (!r->items[from].first || kind_of(r, from) != TOK_IDENT || kind_of(r, end - 1) != TOK_BAD ||
      !str_eq(item_text(r, end - 1), S("。")))
    return false;
  for (uint32_t j = from; j < end; j++)
    if (kind_of(r, j) != TOK_COMMA && kind_of(r, j) != TOK_BAD &&
        token_table[kind_of(r, j)].class != CLASS_VALUE)
      return false;
  Token a = r->items[from].t;
  Diag *d = mistake_say(r, D_TEXT_QUOTES, from, a.start, r->items[end - 1].t.end, NO_ARGS);
  if (d) diag_note(r->p->diags, d, T_PROSE, NO_ARGS);
  take_out(r, from, end - from);
  *i = from;
  return true;
}

// ---- signs --------------------------------------------------------------------------------------
typedef enum Meant { MEANT_NOTHING, MEANT_TOKEN, MEANT_COMMENT, MEANT_QUOTE, MEANT_NAME } Meant;

static const struct {
  const char *sign;
  Meant meant;
  Tok token;
  DiagId note;
} signs[] = {
    {"。", MEANT_NOTHING, 0, T_SIGN_STOP},     {"！", MEANT_NOTHING, 0, T_SIGN_STOP},
    {"!", MEANT_NOTHING, 0, T_SIGN_STOP},      {"、", MEANT_TOKEN, TOK_COMMA, T_SIGN_COMMA},
    {"#", MEANT_COMMENT, 0, T_SIGN_COMMENT},   {"＃", MEANT_COMMENT, 0, T_SIGN_COMMENT},
    {"'", MEANT_QUOTE, 0, T_SIGN_QUOTE},       {"‘", MEANT_QUOTE, 0, T_SIGN_QUOTE},
    {"’", MEANT_QUOTE, 0, T_SIGN_QUOTE},       {"`", MEANT_QUOTE, 0, T_SIGN_QUOTE},
    {"[", MEANT_TOKEN, TOK_LB, T_SIGN_BRACE},  {"]", MEANT_TOKEN, TOK_RB, T_SIGN_BRACE},
    {"［", MEANT_TOKEN, TOK_LB, T_SIGN_BRACE}, {"］", MEANT_TOKEN, TOK_RB, T_SIGN_BRACE},
    {"&", MEANT_TOKEN, TOK_AND, T_SIGN_AND},   {"|", MEANT_NOTHING, 0, T_SIGN_TABLE},
    {"│", MEANT_NOTHING, 0, T_SIGN_TABLE},     {"｜", MEANT_NOTHING, 0, T_SIGN_TABLE},
    {"¥", MEANT_NOTHING, 0, T_SIGN_MONEY},     {"￥", MEANT_NOTHING, 0, T_SIGN_MONEY},
    {"$", MEANT_NOTHING, 0, T_SIGN_MONEY},     {"≈", MEANT_NOTHING, 0, T_SIGN_ABOUT},
    {"〔", MEANT_NAME, 0, T_SIGN_QUOTE},       {"〕", MEANT_NAME, 0, T_SIGN_QUOTE},
};

static Diag *unknown_sign(Recovery *r, uint32_t i, uint32_t end, DiagId note) {
  Item *it = &r->items[i];
  Str sign = {r->p->text + it->t.start, end - it->t.start};
  Diag *d = mistake_say(r, D_BAD_CHAR, i, it->t.start, end, TEXT_ARGS(text_of(sign)));
  if (d && note) diag_note(r->p->diags, d, (uint16_t)note, NO_ARGS);
  return d;
}

static void replace_sign(Recovery *r, Diag *d, uint32_t start, uint32_t end, Str right) {
  if (right.n)
    mistake_fix(r, d, T_SYNTAX_REPLACE, text_of(right), true, start, end, right);
  else
    mistake_fix(r, d, T_SYNTAX_DELETE, text_of((Str){r->p->text + start, end - start}), true, start, end,
                right);
}

// 'text', ‘text’: to the next such mark on the line.
static void other_quotes(Recovery *r, uint32_t i, DiagId note) {
  Item *it = &r->items[i];
  bool single = it->t.end - it->t.start == 1;
  uint32_t j = i + 1, end = 0;
  while (same_line(r, i, j) && kind_of(r, j) == TOK_BAD && touches(r, j)) j++; // ''text''
  for (; same_line(r, i, j) && j - i < BACK_MAX; j++) {
    if (kind_of(r, j) != TOK_BAD ||
        (single ? *item_text(r, j).p != r->p->text[it->t.start] : item_text(r, j).n != 3))
      continue;
    end = j + 1;
    while (same_line(r, i, end) && kind_of(r, end) == TOK_BAD && touches(r, end)) end++;
    break;
  }
  Diag *d = unknown_sign(r, i, it->t.end, note);
  if (!end) return;
  Str text = items_text(r, i, end), inner = text;
  size_t marks = it->t.end - it->t.start;
  while (inner.n > 2 * marks && memcmp(inner.p, r->p->text + it->t.start, marks) == 0)
    inner = str_slice(inner, marks, inner.n - marks);
  Str right = str_fmt(r->a, "\"" STR_FMT "\"", STR_ARG(inner));
  if (!memchr(inner.p, '"', inner.n))
    mistake_fix(r, d, T_SYNTAX_REPLACE, text_of(utf_fit(r->a, right, 40)), true, it->t.start,
                it->t.start + (uint32_t)text.n, right);
  stand_in(r, i, end - i, TOK_STRING);
}

// 财预〔2020〕10号: all that touches it is one name.
static void name_around(Recovery *r, uint32_t i) {
  uint32_t from = i, end = i + 1;
  while (i - from < BACK_MAX && touches(r, from) && token_table[kind_of(r, from - 1)].class <= CLASS_VALUE)
    from--;
  while (end < r->n && end - i < BACK_MAX && touches(r, end) &&
         (kind_of(r, end) == TOK_BAD || token_table[kind_of(r, end)].class <= CLASS_VALUE))
    end++;
  Str whole = items_text(r, from, end), quoted = str_fmt(r->a, "\"" STR_FMT "\"", STR_ARG(whole));
  uint32_t start = r->items[from].t.start, stop = start + (uint32_t)whole.n;
  mistake_fix(r, mistake_say(r, D_NAME_QUOTES, from, start, stop, NO_ARGS), T_SYNTAX_QUOTE, text_of(quoted),
              true, start, stop, quoted);
  r->items[from].t = (Token){.start = start, .end = stop, .kind = TOK_IDENT};
  take_out(r, from + 1, end - from - 1);
}

// 10次、20次: the second value goes.
static bool second_value(Recovery *r, uint32_t i) {
  if (!str_eq(item_text(r, i), S("、")) || !i || !same_line(r, i, i + 1) || !touches(r, i) ||
      !touches(r, i + 1))
    return false;
  Tok a = kind_of(r, i - 1), b = kind_of(r, i + 1);
  bool dates = (a == TOK_DATE || a == TOK_DEADLINE) && (b == TOK_DATE || b == TOK_DEADLINE);
  if (!dates && (a != TOK_QUANTITY || b != TOK_QUANTITY)) return false;
  Str text = items_text(r, i, i + 2);
  uint32_t start = r->items[i].t.start, end = start + (uint32_t)text.n;
  Diag *d = mistake_say(r, D_SECOND_VALUE, i, start, end, TEXT_ARGS(text_of(text)));
  mistake_fix(r, d, T_SYNTAX_DELETE, text_of(text), false, start, end, S(""));
  take_out(r, i, 2);
  return true;
}

// #DIV/0! and its like, from a spreadsheet.
static bool sheet_error(Recovery *r, uint32_t i) {
  static const char *const errors[] = {"#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"};
  Token t = r->items[i].t;
  Str rest = {r->p->text + t.start, r->items[r->n - 1].t.start - t.start};
  for (unsigned k = 0; k < sizeof errors / sizeof *errors; k++) {
    Str error = str_z(errors[k]);
    if (!str_starts(rest, error)) continue;
    uint32_t stop = t.start + (uint32_t)error.n, end = i + 1;
    while (same_line(r, i, end) && r->items[end].t.start < stop) end++;
    Diag *d = mistake_say(r, D_BAD_CHAR, i, t.start, stop, TEXT_ARGS(text_of(error)));
    if (d) diag_note(r->p->diags, d, T_SHEET_ERROR, NO_ARGS);
    mistake_fix(r, d, T_SYNTAX_REPLACE, text_of(S("?")), false, t.start, stop, S("?"));
    stand_in(r, i, end - i, TOK_HOLE);
    return true;
  }
  return false;
}

// 1、 and ① before an item of a list.
static bool list_number(Recovery *r, uint32_t *next) {
  uint32_t i = *next;
  Item *it = &r->items[i];
  bool mark = str_eq(item_text(r, i), S("、"));
  uint32_t from =
      mark && i && r->items[i - 1].first && kind_of(r, i - 1) == TOK_NUMBER && touches(r, i) ? i - 1 : i;
  if (!r->items[from].first || (mark && from == i) || !same_line(r, i, i + 1)) return false;
  uint32_t cp, start = r->items[from].t.start, end = it->t.end;
  unsigned len;
  cp = utf_decode(item_text(r, i), 0, &len);
  bool circled =
      (cp >= 0x2460 && cp <= 0x24FF) || (cp >= 0x2776 && cp <= 0x2793) || (cp >= 0x3220 && cp <= 0x3243);
  bool bullet = (cp >= 0x2022 && cp <= 0x2023) || (cp >= 0x25A0 && cp <= 0x25FF) ||
                (cp >= 0x2600 && cp <= 0x27BF) || (cp >= 0xE000 && cp <= 0xF8FF) || cp == 0xB7 ||
                cp == 0x30FB;
  if (!mark && !circled && !bullet) return false;
  Str text = {r->p->text + start, end - start};
  Diag *d = mistake_say(r, D_EXTRA, from, start, end,
                        TEXT_ARGS(text_of(str_fmt(r->a, "“" STR_FMT "”", STR_ARG(text)))));
  mistake_fix(r, d, T_SYNTAX_DELETE, text_of(text), true, start, end, S(""));
  take_out(r, from, i + 1 - from);
  *next = from;
  return true;
}

static void hidden_sign(Recovery *r, uint32_t i, uint32_t cp) {
  Item *it = &r->items[i];
  Diag *d = mistake_say(r, D_HIDDEN_CHAR, i, it->t.start, it->t.end,
                        TEXT_ARGS(text_of(str_fmt(r->a, "U+%04X", cp))));
  mistake_fix(r, d, T_SYNTAX_DELETE, text_of(str_fmt(r->a, "U+%04X", cp)), true, it->t.start, it->t.end,
              S(""));
  bool inside = touches(r, i) && kind_of(r, i - 1) == TOK_IDENT && i + 1 < r->n && touches(r, i + 1) &&
                kind_of(r, i + 1) == TOK_IDENT;
  if (inside) {
    r->items[i - 1].t.end = r->items[i + 1].t.end;
    r->items[i - 1].t.hash = 0;
  }
  take_out(r, i, inside ? 2 : 1);
}

// Which limit of lexer.h the word exceeds.
static Str too_long(Arena *a, Str s) {
  size_t digits = 0;
  while (digits < s.n &&
         (s.p[digits] == '?' || s.p[digits] == '.' || (s.p[digits] >= '0' && s.p[digits] <= '9')))
    digits++;
  int limit = !digits || digits == s.n ? WORD_MAX : digits > NUMBER_MAX ? NUMBER_MAX : UNIT_MAX;
  return str_fmt(a, "%d", limit);
}

// Whether item *next is another one now, to be looked at.
static bool bad_char(Recovery *r, uint32_t *next) {
  uint32_t i = *next;
  Item *it = &r->items[i];
  Str text = item_text(r, i);
  if (text.n > 8) {
    mistake_say(r, D_TOO_LONG, i, it->t.start, it->t.end, TEXT_ARGS(text_of(too_long(r->a, text))));
    it->t.kind = TOK_IDENT;
    return false;
  }
  if (list_number(r, next) || second_value(r, i)) return true;
  if (sheet_error(r, i)) return false;
  unsigned len;
  uint32_t cp = utf_decode(text, 0, &len);
  if (utf_is_hidden(cp)) {
    hidden_sign(r, i, cp);
    return true;
  }
  for (unsigned k = 0; k < sizeof signs / sizeof *signs; k++) {
    if (!str_eq(text, str_z(signs[k].sign))) continue;
    uint32_t end = i + 1; // && is one sign, and so is 。。。
    while (same_line(r, i, end) && touches(r, end) && str_eq(item_text(r, end), text) && text.p[0] != '\'')
      end++;
    uint32_t start = it->t.start, stop = r->items[end - 1].t.end;
    switch (signs[k].meant) {
    case MEANT_NOTHING:
      replace_sign(r, unknown_sign(r, i, stop, signs[k].note), start, stop, S(""));
      take_out(r, i, end - i);
      return true;
    case MEANT_TOKEN:
      replace_sign(r, unknown_sign(r, i, stop, signs[k].note), start, stop,
                   str_z(token_table[signs[k].token].zh));
      stand_in(r, i, end - i, signs[k].token);
      return false;
    case MEANT_COMMENT:
      replace_sign(r, unknown_sign(r, i, stop, signs[k].note), start, stop, S("//"));
      take_out(r, i, line_stop(r, i) - i);
      return true;
    case MEANT_QUOTE: other_quotes(r, i, signs[k].note); return false;
    case MEANT_NAME: name_around(r, i); return false;
    }
  }
  replace_sign(r, unknown_sign(r, i, it->t.end, 0), it->t.start, it->t.end, S(""));
  take_out(r, i, 1);
  return true;
}

// A line that begins with /* -- or full-width slashes.
static bool other_comment(Recovery *r, uint32_t i) {
  if (!r->items[i].first || !same_line(r, i, i + 1) || !touches(r, i + 1)) return false;
  Tok a = kind_of(r, i), b = kind_of(r, i + 1);
  bool block = a == TOK_SLASH && b == TOK_STAR;
  if (!block && !(a == TOK_MINUS && b == TOK_MINUS) && !(a == TOK_SLASH && b == TOK_SLASH)) return false;
  uint32_t start = r->items[i].t.start, stop = r->items[i + 1].t.end, end = line_stop(r, i);
  Str rest = {r->p->text + stop, r->items[r->n - 1].t.start - stop};
  for (size_t j = 0; block && j + 1 < rest.n; j++)
    if (rest.p[j] == '*' && rest.p[j + 1] == '/') {
      while (end < r->n && kind_of(r, end) != TOK_END && r->items[end].t.start < stop + j + 2) end++;
      break;
    }
  Diag *d = unknown_sign(r, i, stop, T_SIGN_COMMENT);
  if (!block) replace_sign(r, d, start, stop, S("//"));
  for (uint32_t line = r->items[i].line; line <= r->items[end - 1].line; line++) set_quiet(r, line);
  take_out(r, i, end - i);
  return true;
}

// ---- dates and numbers --------------------------------------------------------------------------
static void after_date(Recovery *r, uint32_t i) {
  Item *it = &r->items[i];
  it->t.part = 0;
  if (i + 1 >= r->n || r->items[i + 1].t.start != it->t.end) return;
  Token word = r->items[i + 1].t;
  Str text = item_text(r, i + 1);
  if (i && r->items[i - 1].first && r->items[i - 1].line == it->line) { // where a name stands
    Str whole = {r->p->text + it->t.start, word.end - it->t.start};
    Str quoted = str_fmt(r->a, "\"" STR_FMT "\"", STR_ARG(whole));
    Diag *d = mistake_say(r, D_NAME_QUOTES, i, it->t.start, word.end, NO_ARGS);
    mistake_fix(r, d, T_SYNTAX_QUOTE, text_of(quoted), true, it->t.start, word.end, quoted);
    it->t = (Token){.start = it->t.start, .end = word.end, .kind = TOK_IDENT};
  } else {
    Diag *d = mistake_say(r, D_AFTER_DATE, i, word.start, word.end, TEXT_ARGS(text_of(text)));
    mistake_fix(r, d, T_SYNTAX_DELETE, text_of(text), true, word.start, word.end, S(""));
  }
  take_out(r, i + 1, 1);
}

static void group_comma(Recovery *r, uint32_t i) {
  Token t = r->items[i].t;
  Str number = {r->p->text + t.start, t.kind == TOK_QUANTITY ? t.part : t.end - t.start};
  uint32_t end = t.start + (uint32_t)number.n;
  Diag *d = mistake_say(r, D_GROUP_COMMA, i, t.start, end, TEXT_ARGS(text_of(number)));
  Out joined = out_memory(r->a), apart = out_memory(r->a);
  for (size_t j = 0; j < number.n; j++) {
    if (number.p[j] != ',') out_c(&joined, number.p[j]);
    out_c(&apart, number.p[j]);
    if (number.p[j] == ',') out_c(&apart, ' ');
  }
  mistake_fix(r, d, T_ONE_NUMBER, text_of(out_text(&joined)), false, t.start, end, out_text(&joined));
  mistake_fix(r, d, T_TWO_NUMBERS, text_of(out_text(&apart)), false, t.start, end, out_text(&apart));
}

void slips_in_tokens(Recovery *r) {
  open_quotes(r);
  unsigned depth = 0;
  for (uint32_t i = 0; i < r->n && r->moved < MOVED_MAX;) {
    Item *it = &r->items[i];
    if (other_comment(r, i)) continue;
    switch ((unsigned)it->t.kind) {
    case TOK_LP: depth++; break;
    case TOK_RP: depth -= depth > 0; break;
    case TOK_LB:
    case TOK_RB: depth = 0; break;
    case TOK_DATE:
    case TOK_DEADLINE:
      if (it->t.part) after_date(r, i);
      break;
    case TOK_NUMBER:
    case TOK_QUANTITY:
      if (depth && token_has_commas(r->p->text, it->t)) group_comma(r, i);
      break;
    case TOK_COMMA:
    case TOK_BAD: {
      uint32_t text = depth ? 0 : text_begins(r, i);
      if (text) {
        text_without_quotes(r, text);
        i = text;
      } else if (!depth && prose(r, &i)) {
        continue;
      } else if (it->t.kind == TOK_BAD && bad_char(r, &i))
        continue;
      break;
    }
    default: break;
    }
    i++;
  }
}
