// Recovery: edits that look inside words. A keyword misspelt, a blank too few or too many, an operator
// written another way, a name or a text without its quotes, the number of a list item, a statement in the
// wrong place.
#include "base/utf.h"
#include "grammar/recover.h"

#define WORD_LONG  200  // bytes: beyond that no word is looked into
#define NAME_LONG  40   // the same in tokens, where several are taken for one
#define BLOCK_LONG 2000 // tokens of a block that may go as a whole

static bool has_digit(char c) {
  return c >= '0' && c <= '9';
}

// ASCII in lower case: YEAR is year.
static Str lower(Arena *a, Str s) {
  char *p = arena_raw(a, s.n + 1, 1);
  for (size_t i = 0; i < s.n; i++) p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
  return (Str){p, s.n};
}

static void spelling(Search *s, uint32_t at, int far) {
  Str word = item_text(s->r, at);
  if (kind_of(s->r, at) != TOK_IDENT || word.n > 40 || utf_count(word) < 2) return;
  word = lower(s->r->a, word);
  Tok kind;
  const char *right;
  for (uint32_t i = 0; (right = token_spelling(i, &kind)); i++) {
    size_t n = utf_count(str_z(right));
    if (n < 2 || str_distance(word, str_z(right), 1) > 1) continue;
    Edit *e = search_propose(s, EDIT_SPELL, at, 1, (n == 2 ? 8 : 5) + far);
    e->about = i;
    Token t = s->r->items[at].t;
    t.kind = (uint8_t)kind;
    t.hash = 0;
    edit_put(e, t);
  }
}

// ---- reading anew -------------------------------------------------------------------------------
// Behind what e puts already, the text from byte `from` of item e->at, until both readings meet.
static bool read_anew(const Search *s, Edit *e, uint32_t from) {
  const Recovery *r = s->r;
  Lexer lx = {r->p->text, from, r->items[r->n - 1].t.start, r->units, false};
  uint32_t j = e->at;
  if (r->items[j].t.end == from) {
    e->cut = 1;
    return true;
  }
  while (e->puts < PUT_MAX) {
    Token next;
    lex_next(&lx, &next);
    if (next.kind == TOK_END || next.kind == TOK_OPENSTRING) return false;
    edit_put(e, next);
    while (j + 1 < r->n && r->items[j].t.end < next.end) j++;
    if (r->items[j].t.end != next.end) continue;
    e->cut = j + 1 - e->at;
    return true;
  }
  return false;
}

static void split(Search *s, uint32_t at, Token head, int cost) {
  Edit e = {.kind = EDIT_SPLIT, .at = at, .cost = cost};
  edit_put(&e, head);
  if (read_anew(s, &e, head.end) && e.puts > 1) *array_push(s->r->a, &s->edits) = e;
}

// A name with an operator word and a digit inside (合格率不低于90%), with a keyword at its start
// (数据到会客商), with a number at its end (满意度90%).
static void split_name(Search *s, uint32_t at, int far) {
  Token t = s->r->items[at].t;
  Str word = item_text(s->r, at);
  Tok kind;
  const char *right;
  uint32_t best = 0; // the leftmost, longest operator word before a digit
  size_t best_n = 0;
  for (uint32_t i = 0; (right = token_spelling(i, &kind)); i++) {
    size_t n = strlen(right);
    if (n < 6) continue; // two 汉字 at least
    if (token_table[kind].class != CLASS_OPERATOR) {
      if (word.n > n && memcmp(word.p, right, n) == 0)
        split(s, at, (Token){.start = t.start, .end = t.start + (uint32_t)n, .kind = (uint8_t)kind}, 8 + far);
      continue;
    }
    for (uint32_t j = 3; j + n < word.n; j++) {
      if (memcmp(word.p + j, right, n) != 0 || !has_digit(word.p[j + n])) continue;
      if (!best || j < best || (j == best && n > best_n)) {
        best = j;
        best_n = n;
      }
    }
  }
  if (best) {
    split(s, at, (Token){.start = t.start, .end = t.start + best, .kind = TOK_IDENT}, 6 + far);
    return;
  }
  for (uint32_t j = 3; j < word.n; j++)
    if (has_digit(word.p[j])) {
      split(s, at, (Token){.start = t.start, .end = t.start + j, .kind = TOK_IDENT}, 9 + far);
      return;
    }
}

// A quantity whose unit runs on into a keyword: 120处依据.
static void split_quantity(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Token t = r->items[at].t;
  uint32_t from = t.start + t.part + t.gap;
  Str unit = {r->p->text + from, t.end - from};
  if (!r->units) return;
  Tok kind;
  const char *right;
  for (uint32_t i = 0; (right = token_spelling(i, &kind)); i++) {
    size_t n = strlen(right);
    if (token_table[kind].class != CLASS_ATTRIBUTE || n < 6 || n >= unit.n) continue;
    for (uint32_t j = 3; j + n <= unit.n; j++) {
      if (memcmp(unit.p + j, right, n) != 0 || !r->units->known(r->units->ctx, (Str){unit.p, j})) continue;
      Token head = t;
      head.end = from + j;
      split(s, at, head, 6 + far);
    }
  }
}

// 12 月底前, 3万 人次, 支出 计划, > =: what would be one token without the blank.
static void joined(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  if (!same_line(r, at, at + 1) || touches(r, at + 1)) return;
  Str x = item_text(r, at), y = item_text(r, at + 1);
  if (!x.n || !y.n || x.n + y.n > WORD_LONG) return;
  char *text = arena_raw(r->a, x.n + y.n + 16, 1);
  memcpy(text, x.p, x.n);
  memcpy(text + x.n, y.p, y.n);
  memset(text + x.n + y.n, 0, 16);
  Lexer lx = {text, 0, (uint32_t)(x.n + y.n), NULL, false};
  Token t;
  lex_next(&lx, &t);
  if (t.end != lx.end || t.kind == TOK_STRING || t.kind == TOK_OPENSTRING || t.kind == TOK_BAD) return;
  int cost = 5;
  if (t.kind ==
      TOK_IDENT) { // 维修 设施; but 依据 工作计划 上年统计 lacks a keyword, and a class stays a class
    if (kind_of(r, at) != TOK_IDENT || (kind_of(r, at + 1) != TOK_IDENT && kind_of(r, at + 1) != TOK_NUMBER))
      return;
    const Sim *between = search_before(s, at + 1);
    if (r->items[at].first || sim_accepts(between, TOK_BASIS, true) || sim_accepts(between, TOK_DOT, true))
      return;
    if (r->units && r->units->known(r->units->ctx, y)) return;
    cost = 10;
  }
  if (t.kind == TOK_QUANTITY &&
      (!r->units || !r->units->known(r->units->ctx, (Str){text + t.part, t.end - t.part})))
    return;
  Token whole = {.start = r->items[at].t.start, .end = r->items[at + 1].t.end, .kind = t.kind};
  if (token_table[t.kind].class == CLASS_VALUE && t.kind != TOK_IDENT) whole = made(r, at, (Tok)t.kind);
  edit_put(search_propose(s, EDIT_JOIN, at, 2, cost + far), whole);
}

// ---- other ways to write ------------------------------------------------------------------------
static void write_so(Search *s, uint32_t at, uint32_t cut, Tok kind, Str right, DiagId note, int cost) {
  const Recovery *r = s->r;
  Edit *e = search_propose(s, EDIT_WRITE, at, cut, cost);
  e->about = (uint32_t)items_text(r, at, at + cut).n;
  e->right = right;
  e->note = note;
  edit_put(e, made(r, at, kind));
}

// The kind of the one token that `text` is, END where it is none or several.
static Tok whole_token(Arena *a, Str text) {
  char *copy = arena_raw(a, text.n + 16, 1);
  memcpy(copy, text.p, text.n);
  memset(copy + text.n, 0, 16);
  Lexer lx = {copy, 0, (uint32_t)text.n, NULL, false};
  Token t;
  lex_next(&lx, &t);
  return t.end == text.n && text.n ? (Tok)t.kind : TOK_END;
}

static bool all_digits(Str s) {
  for (size_t i = 0; i < s.n; i++)
    if (!has_digit(s.p[i])) return false;
  return s.n > 0;
}

static size_t digits_in(Str s) {
  size_t n = 0;
  while (n < s.n && has_digit(s.p[n])) n++;
  return n;
}

// 50,0000元 500，000元
static void grouped(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Out o = out_memory(r->a);
  out_str(&o, item_text(r, at));
  uint32_t end = at + 1;
  while (end - at < NAME_LONG && same_line(r, at, end + 1) && kind_of(r, end) == TOK_COMMA &&
         touches(r, end) && touches(r, end + 1) &&
         (kind_of(r, end + 1) == TOK_NUMBER || kind_of(r, end + 1) == TOK_QUANTITY)) {
    out_str(&o, item_text(r, end + 1));
    end += 2;
  }
  if (end > at + 1) write_so(s, at, end - at, kind_of(r, end - 1), out_text(&o), DIAG_NONE, 4 + far);
}

// 1.2E+07元: a spreadsheet's way with large numbers.
static void scientific(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Token t = r->items[at].t;
  Str text = item_text(r, at);
  if (t.part + 1u != text.n || (text.p[t.part] | 32) != 'e') return;
  uint32_t j = at + 1;
  if (same_line(r, at, j) && kind_of(r, j) == TOK_PLUS && touches(r, j)) j++;
  if (!same_line(r, at, j) || !touches(r, j)) return;
  Str rest = item_text(r, j);
  size_t n = digits_in(rest);
  unsigned power = n == 1   ? (unsigned)(rest.p[0] - '0')
                   : n == 2 ? (unsigned)((rest.p[0] - '0') * 10 + rest.p[1] - '0')
                            : 99;
  if (!n || power > 20) return;
  Out o = out_memory(r->a);
  bool point = false;
  for (unsigned i = 0; i < t.part; i++) {
    if (text.p[i] == '.') {
      point = true;
      continue;
    }
    if (point && !power) return;
    out_c(&o, text.p[i]);
    power -= point;
  }
  out_pad(&o, '0', power);
  out_str(&o, str_slice(rest, n, rest.n));
  write_so(s, at, j + 1 - at, n == rest.n ? TOK_NUMBER : TOK_QUANTITY, out_text(&o), DIAG_NONE, 4 + far);
}

// 2024.12.31 2024/12/31前
static void dotted_date(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  uint32_t j = at + 1;
  Str first = item_text(r, at), month = {0};
  size_t year = digits_in(first);
  if (year != 4) return;
  if (first.n > 5 && first.p[4] == '.')
    month = str_slice(first, 5, first.n);
  else if (first.n == 4 && same_line(r, at, at + 2) && touches(r, at + 1) && touches(r, at + 2)) {
    if (kind_of(r, j) != TOK_SLASH && kind_of(r, j) != TOK_DOT) return;
    month = item_text(r, at + 2);
    j += 2;
  }
  if (!all_digits(month) || month.n > 2 || !same_line(r, at, j + 1) || !touches(r, j) || !touches(r, j + 1))
    return;
  if (kind_of(r, j) != TOK_SLASH && kind_of(r, j) != TOK_DOT) return;
  Str last = item_text(r, j + 1);
  size_t day = digits_in(last);
  if (!day || day > 2) return;
  bool before = str_ends(last, S("前"));
  Str right = str_fmt(r->a, STR_FMT "-" STR_FMT "-" STR_FMT "%s", STR_ARG(str_slice(first, 0, 4)),
                      STR_ARG(month), STR_ARG(str_slice(last, 0, day)), before ? "前" : "");
  write_so(s, at, j + 2 - at, before ? TOK_DEADLINE : TOK_DATE, right, DIAG_NONE, 4 + far);
}

// 一百二十 at the start of s: its bytes, 0 where there is none (or it is beyond 9999万).
static size_t hanzi_number(Str s, uint32_t *value) {
  static const char *const digit[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "两"};
  static const struct {
    const char *word;
    uint32_t times;
  } tens[] = {{"十", 10}, {"百", 100}, {"千", 1000}};
  uint32_t total = 0, part = 0, last = 0;
  bool some = false;
  size_t i = 0;
  for (; i + 3 <= s.n; i += 3) {
    Str c = str_slice(s, i, i + 3);
    unsigned d = 0, k = 0;
    while (d < 11 && !str_eq(c, str_z(digit[d]))) d++;
    while (k < 3 && !str_eq(c, str_z(tens[k].word))) k++;
    if (d < 11)
      last = d == 10 ? 2 : d;
    else if (k < 3) {
      part += (last ? last : part ? 0 : 1) * tens[k].times;
      last = 0;
    } else if (str_eq(c, S("万")) && some && !total && part + last < 10000) {
      total = (part + last) * 10000;
      part = last = 0;
    } else
      break;
    some = true;
  }
  *value = total + part + last;
  return some ? i : 0;
}

// 十二月底前, 一百二十处, 百分之九十
static void hanzi_value(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Str word = item_text(r, at), percent = S("百分之");
  uint32_t value;
  if (str_starts(word, percent)) {
    Str rest = str_slice(word, percent.n, word.n);
    if (hanzi_number(rest, &value) == rest.n)
      write_so(s, at, 1, TOK_QUANTITY, str_fmt(r->a, "%u%%", value), DIAG_NONE, 4 + far);
    return;
  }
  size_t n = hanzi_number(word, &value);
  if (!n || n == word.n) return;
  Str rest = str_slice(word, n, word.n), right = str_fmt(r->a, "%u" STR_FMT, value, STR_ARG(rest));
  Tok kind = whole_token(r->a, right);
  bool known = kind == TOK_QUANTITY && r->units && r->units->known(r->units->ctx, rest);
  if (known || kind == TOK_DATE || kind == TOK_DEADLINE) write_so(s, at, 1, kind, right, DIAG_NONE, 4 + far);
}

// 约120处
static void about(Search *s, uint32_t at, int far) {
  static const char *const words[] = {"约", "大约", "近", "将近", "超", "达", "达到"};
  Str word = item_text(s->r, at);
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
    Str said = str_z(words[i]);
    if (!str_starts(word, said) || word.n == said.n || !has_digit(word.p[said.n])) continue;
    Str right = str_slice(word, said.n, word.n);
    Tok kind = whole_token(s->r->a, right);
    if (kind == TOK_QUANTITY || kind == TOK_NUMBER) write_so(s, at, 1, kind, right, T_SIGN_ABOUT, 4 + far);
  }
}

static void other_value(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  const Sim *before = search_before(s, at);
  switch ((unsigned)kind_of(r, at)) {
  case TOK_NUMBER:
    dotted_date(s, at, far);
    grouped(s, at, far);
    break;
  case TOK_QUANTITY: scientific(s, at, far); break;
  case TOK_IDENT:
    hanzi_value(s, at, far);
    about(s, at, far);
    break;
  case TOK_DEADLINE: { // 12月底前 as a checkpoint
    if (sim_accepts(before, TOK_DEADLINE, true) || !sim_accepts(before, TOK_DATE, true)) break;
    Str text = item_text(r, at), tail = str_ends(text, S("之前"))   ? S("之前")
                                        : str_ends(text, S("以前")) ? S("以前")
                                                                    : S("前");
    write_so(s, at, 1, TOK_DATE, str_slice(text, 0, text.n - tail.n), DIAG_NONE, 4 + far);
    break;
  }
  case TOK_TILDE:
  case TOK_MINUS: { // —— in an empty cell
    uint32_t end = at + 1;
    while (end - at < NAME_LONG && same_line(r, at, end) && touches(r, end) &&
           kind_of(r, end) == kind_of(r, at))
      end++;
    if (sim_accepts(before, TOK_HOLE, true))
      write_so(s, at, end - at, TOK_HOLE, S("?"), T_WRITE_HOLE, 5 + far);
    break;
  }
  case TOK_STRING: { // "预算" 50万元
    Str text = item_text(r, at);
    if (!sim_accepts(before, TOK_SKIPPED, true) || text.p[0] != '"') break;
    Tok kind = lex_keyword(str_slice(text, 1, text.n - 1));
    if (kind == TOK_END && whole_token(r->a, str_slice(text, 1, text.n - 1)) != TOK_IDENT) break;
    if (kind == TOK_END && (!same_line(r, at, at + 1) || kind_of(r, at + 1) == TOK_COLON)) break;
    write_so(s, at, 1, kind == TOK_END ? TOK_IDENT : kind, str_slice(text, 1, text.n - 1), DIAG_NONE,
             6 + far);
    break;
  }
  default: break;
  }
}

// ---- operators ----------------------------------------------------------------------------------
static const struct {
  Tok a, b, meant;
} sign_pairs[] = {
    {TOK_EQ, TOK_GT, TOK_GE}, {TOK_EQ, TOK_LT, TOK_LE}, {TOK_EQ, TOK_EQ, TOK_EQ}, {TOK_GT, TOK_EQ, TOK_GE},
    {TOK_LT, TOK_EQ, TOK_LE}, {TOK_LT, TOK_GT, TOK_NE}, {TOK_GE, TOK_EQ, TOK_GE}, {TOK_LE, TOK_EQ, TOK_LE},
};

static const struct {
  const char *said;
  Tok meant;
} sign_words[] = {
    {"大于等于", TOK_GE}, {"大于或等于", TOK_GE}, {"不小于", TOK_GE}, {"不得少于", TOK_GE},
    {"不得低于", TOK_GE}, {"不得小于", TOK_GE},   {"最少", TOK_GE},   {"不低", TOK_GE},
    {"小于等于", TOK_LE}, {"小于或等于", TOK_LE}, {"不大于", TOK_LE}, {"不得高于", TOK_LE},
    {"不得多于", TOK_LE}, {"不得大于", TOK_LE},   {"最多", TOK_LE},   {"不等于", TOK_NE},
};

static void sign(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Token t = r->items[at].t;
  for (unsigned i = 0; i < sizeof sign_pairs / sizeof *sign_pairs; i++) {
    if (sign_pairs[i].a != kind_of(r, at) || !same_line(r, at, at + 1) ||
        sign_pairs[i].b != kind_of(r, at + 1))
      continue;
    write_so(s, at, 2, sign_pairs[i].meant, str_z(token_table[sign_pairs[i].meant].zh), DIAG_NONE, 4 + far);
  }
  if (t.kind != TOK_IDENT) return;
  Str word = item_text(r, at);
  for (unsigned i = 0; i < sizeof sign_words / sizeof *sign_words; i++) {
    Str said = str_z(sign_words[i].said);
    if (!str_starts(word, said) || (word.n > said.n && !has_digit(word.p[said.n]))) continue;
    Edit e = {.kind = EDIT_WRITE, .at = at, .cost = 4 + far, .about = (uint32_t)said.n};
    e.right = str_z(token_table[sign_words[i].meant].zh);
    uint32_t from = t.start + (uint32_t)said.n;
    edit_put(&e, (Token){.start = t.start, .end = from, .kind = (uint8_t)sign_words[i].meant});
    if (read_anew(s, &e, from)) *array_push(r->a, &s->edits) = e;
  }
}

// ---- quotes -------------------------------------------------------------------------------------
// Tokens that touch, from one where a name could stand: 7*24小时热线, 及时(按期)开工率.
static void name_quotes(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  if (touches(r, at) || !sim_accepts(search_before(s, at), TOK_IDENT, true)) return;
  uint32_t j = at, depth = 0;
  bool odd = kind_of(r, at) == TOK_QUANTITY || kind_of(r, at) == TOK_NUMBER || kind_of(r, at) == TOK_DATE;
  for (; j + 1 < r->n && j - at < NAME_LONG; j++) {
    Tok k = kind_of(r, j);
    if (k == TOK_LB || k == TOK_RB || k == TOK_SEMI || k == TOK_COLON || k == TOK_OPENSTRING) break;
    if (!depth && (k == TOK_COMMA || k == TOK_EQ || k == TOK_GE || k == TOK_LE || k == TOK_GT || k == TOK_LT))
      break;
    if (j > at && !touches(r, j)) break;
    if (k == TOK_LP) depth++;
    if (k == TOK_RP && depth-- == 0) break;
  }
  if (depth && depth != UINT32_MAX) return;
  if (j == at || (j == at + 1 && !odd)) return;
  Edit *e = search_propose(s, EDIT_QUOTE, at, j - at, 7 + far);
  edit_put(e, (Token){.start = r->items[at].t.start, .end = r->items[j - 1].t.end, .kind = TOK_IDENT});
}

// 用途 and the like, then words up to the end of the line.
static void text_quotes(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  if (!at || kind_of(r, at) == TOK_STRING || !same_line(r, at - 1, at)) return;
  Tok before = kind_of(r, at - 1);
  if (before == TOK_COLON && at > 1) before = kind_of(r, at - 2);
  if (!is_text_keyword(before) && before != TOK_EXPLAIN && before != TOK_NA && before != TOK_ELSE) return;
  if (!sim_accepts(search_before(s, at), TOK_STRING, true)) return;
  uint32_t j = at;
  for (; j < r->n && j - at < NAME_LONG && same_line(r, at, j) && kind_of(r, j) != TOK_RB &&
         kind_of(r, j) != TOK_LB;
       j++)
    if (j > at && !touches(r, j) && token_table[kind_of(r, j)].class == CLASS_ATTRIBUTE) break;
  if (j > at) edit_put(search_propose(s, EDIT_TEXT, at, j - at, 7 + far), made(r, at, TOK_STRING));
}

// ---- places -------------------------------------------------------------------------------------
// 1-12月, 2021年1月-12月
static void span(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  if (at + 2 >= r->n) return;
  Tok a = kind_of(r, at), m = kind_of(r, at + 1), b = kind_of(r, at + 2);
  if ((a != TOK_NUMBER && a != TOK_DATE && a != TOK_DATEWORD) ||
      (b != TOK_DATE && b != TOK_DEADLINE && b != TOK_DATEWORD))
    return;
  if (m != TOK_MINUS && m != TOK_TILDE && m != TOK_TO && m != TOK_DOTDOT) return;
  edit_put(search_propose(s, EDIT_SPAN, at, 3, 6 + far), r->items[at + 2].t);
}

// What a list or table of a document has before each item: (1) 1. 1) 1 - *
static void numbering(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  if (!r->items[at].first) return;
  Tok k = kind_of(r, at);
  uint32_t n = 0;
  if (k == TOK_MINUS || k == TOK_STAR) n = 1;
  if (k == TOK_NUMBER && same_line(r, at, at + 1) && touches(r, at + 1))
    n = kind_of(r, at + 1) == TOK_DOT || kind_of(r, at + 1) == TOK_RP ? 2 : 0;
  if (k == TOK_LP && same_line(r, at, at + 2) && kind_of(r, at + 2) == TOK_RP &&
      (kind_of(r, at + 1) == TOK_NUMBER || (kind_of(r, at + 1) == TOK_IDENT && item_text(r, at + 1).n <= 9)))
    n = 3;
  if (k == TOK_NUMBER && !n) search_propose(s, EDIT_DROP, at, 1, 10 + far);
  if (n && same_line(r, at, at + n)) search_propose(s, EDIT_DROP, at, n, 3 + far);
}

// A statement whose keyword cannot stand here: it belongs elsewhere, or } is missing before it.
static void misplaced(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Tok k = kind_of(r, at);
  const Sim *before = search_before(s, at);
  bool class = k == TOK_IDENT && s->r->items[at].first && same_line(r, at, at + 1);
  if ((token_table[k].class != CLASS_STATEMENT && !class) || sim_accepts(before, k, true) ||
      !sim_accepts(before, TOK_SKIPPED, true))
    return;
  bool named = class && (kind_of(r, at + 1) == TOK_IDENT || kind_of(r, at + 1) == TOK_STRING);
  if (named && same_line(r, at, at + 2) && kind_of(r, at + 2) == TOK_LB)
    return; // a 部门 or 项目 with a wrong keyword
  uint32_t j = at + 1, depth = 0;
  for (; j + 1 < r->n && j - at < BLOCK_LONG; j++) {
    if (!depth && (r->items[j].first || kind_of(r, j) == TOK_RB)) break;
    if (kind_of(r, j) == TOK_LB) depth++;
    if (kind_of(r, j) == TOK_RB && !--depth) {
      j++;
      break;
    }
  }
  s->work += j - at;
  if (depth) return;
  Token t = {.start = r->items[at].t.start, .end = r->items[j - 1].t.end, .kind = TOK_SKIPPED};
  edit_put(search_propose(s, EDIT_MOVE, at, j - at, (class ? 12 : 6) + far), t);
}

// 数量指标 维修设施 依据 维修计划 ≥ 120处
static void order(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Tok k = kind_of(r, at);
  const Sim *before = search_before(s, at);
  if (token_table[k].class != CLASS_ATTRIBUTE || sim_accepts(before, k, true) ||
      !sim_accepts(before, TOK_DEADLINE, true))
    return;
  for (uint32_t j = at + 1; j - at < NAME_LONG && same_line(r, at, j); j++)
    if (token_table[kind_of(r, j)].class == CLASS_OPERATOR || kind_of(r, j) == TOK_DEADLINE)
      search_propose(s, EDIT_ORDER, at, j - at, 5 + far);
}

void propose_words(Search *s, uint32_t at, int far) {
  Tok k = kind_of(s->r, at);
  if (s->r->items[at].t.end - s->r->items[at].t.start <= WORD_LONG) {
    spelling(s, at, far);
    if (k == TOK_IDENT) split_name(s, at, far);
    if (k == TOK_QUANTITY) split_quantity(s, at, far);
    joined(s, at, far);
    sign(s, at, far);
    other_value(s, at, far);
  }
  name_quotes(s, at, far);
  text_quotes(s, at, far);
  span(s, at, far);
  numbering(s, at, far);
  misplaced(s, at, far);
  order(s, at, far);
}
