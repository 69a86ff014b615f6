// Recovery: edits that look inside words. A keyword misspelt, a blank too few or too many, an operator
// written another way, a name or a text without its quotes, the number of a list item, a statement in the
// wrong place.
#include "base/utf.h"
#include "grammar/recover.h"

#define WORD_LONG  200  // bytes: beyond that no word is looked into
#define NAME_LONG  40   // the same in tokens, where several are taken for one
#define BLOCK_LONG 2000 // tokens of a block that may go as a whole

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
bool edit_read_anew(const Search *s, Edit *e, uint32_t from) {
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
  if (edit_read_anew(s, &e, head.end) && e.puts > 1) *array_push(s->r->a, &s->edits) = e;
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
  bool file = before == TOK_ACTUALS; // its name ends where a blank is
  if (!is_text_keyword(before) && !file && before != TOK_EXPLAIN && before != TOK_NA && before != TOK_ELSE)
    return;
  if (!sim_accepts(search_before(s, at), TOK_STRING, true)) return;
  uint32_t j = at;
  for (; j < r->n && j - at < NAME_LONG && same_line(r, at, j) && kind_of(r, j) != TOK_RB &&
         kind_of(r, j) != TOK_LB;
       j++) {
    if (kind_of(r, j) == TOK_STRING) return;
    if (j > at && !touches(r, j) && file) break;
    if (j > at && !touches(r, j) && token_table[kind_of(r, j)].class == CLASS_ATTRIBUTE) break;
  }
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

// （含） behind a number, commas or semicolons between the parts of a statement.
static void left_over(Search *s, uint32_t at, int far) {
  const Recovery *r = s->r;
  Tok k = kind_of(r, at);
  if (k == TOK_LP && same_line(r, at, at + 2) && kind_of(r, at + 2) == TOK_RP &&
      str_eq(item_text(r, at + 1), S("含")))
    search_propose(s, EDIT_DROP, at, 3, 3 + far); // 98%（含）
  if (k != TOK_COMMA && k != TOK_SEMI) return;
  ARRAY(Token) kept = {0};
  uint32_t end = at + 1, last = at;
  for (; same_line(r, at, end) && end - at < NAME_LONG && kind_of(r, end) != TOK_LB &&
         kind_of(r, end) != TOK_RB;
       end++)
    if (kind_of(r, end) == k) last = end;
  if (token_table[kind_of(r, at + 1)].class == CLASS_ATTRIBUTE && last == at)
    search_propose(s, EDIT_DROP, at, 1, 4 + far);
  if (last == at) return;
  for (uint32_t j = at; j < last; j++) // 维修设施, ≥ 120处, 依据 维修计划
    if (kind_of(r, j) != k) *array_push(r->a, &kept) = r->items[j].t;
  Edit *e = search_propose(s, EDIT_DROP, at, last + 1 - at, 8 + far);
  e->more = kept.p;
  e->more_n = kept.n;
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
    propose_writing(s, at, far);
  }
  name_quotes(s, at, far);
  text_quotes(s, at, far);
  span(s, at, far);
  numbering(s, at, far);
  left_over(s, at, far);
  misplaced(s, at, far);
  order(s, at, far);
}
