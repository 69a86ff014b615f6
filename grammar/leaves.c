// Leaves that need a second look at their text: names that are not their own key, dates, holes.
#include "base/date.h"
#include "base/utf.h"
#include "grammar/state.h"

static Ref push(Parser *p, AstKind kind, unsigned op, unsigned x, uint32_t start, uint32_t what) {
  if (p->t->n == p->t->cap) parser_grow(p);
  p->t->nodes[p->t->n] = (Node){(uint8_t)kind, (uint8_t)op, (uint16_t)x, start, {what}, 0};
  return p->t->n++;
}

static Ref leaf(Parser *p, AstKind kind, unsigned op, Token t, uint32_t val) {
  return push(p, kind, op, t.end - t.start, t.start, val);
}

Ref build_name(Parser *p, Token t) {
  Str text = {p->text + t.start, t.end - t.start}, key = utf_key(p->arena, text);
  return leaf(p, AST_NAME, str_eq(text, key) ? NAME_BARE : NAME_FOLDED, t, str_hash(key));
}

Ref build_quoted(Parser *p, Token t) {
  if (t.end - t.start > UINT16_MAX) {
    parser_report(p, D_TOO_LONG, t.start, t.end, TEXT_ARGS(text_of(S("65535"))));
    t.end = t.start;
  }
  Ref r = leaf(p, AST_NAME, NAME_QUOTED, t, 0);
  Str text = ast_name(p->t, r);
  bool escapes = p->text[t.start] == '"' && text.n && memchr(text.p, '\\', text.n);
  if (escapes) p->t->nodes[r].op = NAME_QUOTED | NAME_FOLDED;
  Str key = ast_key(p->arena, p->t, r);
  if (!escapes) {
    key = utf_key(p->arena, text);
    if (!str_eq(key, text)) p->t->nodes[r].op = NAME_QUOTED | NAME_FOLDED;
  }
  p->t->nodes[r].val = str_hash(key);
  return r;
}

Ref build_hole(Parser *p, Token t) {
  if (t.kind == TOK_TBD) return leaf(p, AST_HOLE, 0, t, 0);
  uint32_t unit = t.start + t.part, n = t.end - unit;
  return push(p, AST_HOLE, 0, t.part | n << 9, t.start, n ? str_hash((Str){p->text + unit, n}) : 0);
}

// ---- dates -------------------------------------------------------------------------------------
typedef struct Scan {
  const char *p, *end;
} Scan;

static bool skip(Scan *s, const char *word) {
  size_t n = strlen(word);
  if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0) return false;
  s->p += n;
  return true;
}

static int digit(Scan *s) { // also full-width and 一二三四; -1 where there is none
  static const char *const han[] = {"一", "二", "三", "四"};
  if (s->p < s->end && *s->p >= '0' && *s->p <= '9') return *s->p++ - '0';
  if (s->end - s->p >= 3 && (unsigned char)s->p[0] == 0xEF && (unsigned char)s->p[1] == 0xBC) {
    int d = (unsigned char)s->p[2] - 0x90;
    if (d < 0 || d > 9) return -1;
    s->p += 3;
    return d;
  }
  for (int i = 0; i < 4; i++)
    if (skip(s, han[i])) return i + 1;
  return -1;
}

static uint32_t digits(Scan *s, unsigned *count) {
  uint32_t n = 0;
  *count = 0;
  for (int d; (d = digit(s)) >= 0;) {
    if (*count < 9) n = n * 10 + (uint32_t)d;
    ++*count;
  }
  return n;
}

typedef struct Day {
  DateForm form;
  uint32_t year, x;
  bool before;
} Day;

static Day date_read(Str text) {
  Scan s = {text.p, text.p + text.n};
  Day d = {DATE_DAY, 0, 0, false};
  unsigned count;
  Scan start = s;
  uint32_t n = digits(&s, &count);
  if (count == 4 && (skip(&s, "-") || skip(&s, "－"))) {
    d.year = n;
    uint32_t month = digits(&s, &count);
    if (!skip(&s, "-")) skip(&s, "－");
    d.x = month << 8 | digits(&s, &count);
    return d;
  }
  if (count == 4 && skip(&s, "年")) {
    d.year = n;
    skip(&s, "度");
    start = s;
    n = digits(&s, &count);
  }
  if (count && skip(&s, "月")) {
    uint32_t day = digits(&s, &count);
    skip(&s, "份");
    d.x = n << 8;
    if (count) {
      d.x |= day;
      if (!skip(&s, "日")) skip(&s, "号");
    } else
      d.form = skip(&s, "底") || skip(&s, "末") ? DATE_MONTH_END : DATE_MONTH;
  } else {
    s = start;
    skip(&s, "第");
    n = digits(&s, &count);
    if (count && skip(&s, "季度")) {
      d.form = skip(&s, "底") || skip(&s, "末") ? DATE_QUARTER_END : DATE_QUARTER;
      d.x = n;
    } else if (skip(&s, "上半年") || skip(&s, "下半年")) {
      d.x = memcmp(s.p - 9, "上", 3) == 0 ? 1 : 2;
      d.form = skip(&s, "底") || skip(&s, "末") ? DATE_HALF_END : DATE_HALF;
    } else {
      skip(&s, "本");
      skip(&s, "年");
      skip(&s, "度");
      bool within = skip(&s, "底") || skip(&s, "末") || skip(&s, "内");
      d.form = within ? DATE_YEAR_END : DATE_YEAR;
    }
  }
  d.before = s.p < s.end; // 前 之前 以前
  return d;
}

// 12月底前完成: recovery takes the word out and says so.
static void after_date(Parser *p, Token t) {
  if (t.kind <= TOK_DEADLINE && t.part && !p->diags) parser_stop(p, t);
}

Ref build_date(Parser *p, Token t) {
  after_date(p, t);
  Str text = {p->text + t.start, t.end - t.start};
  Day d = date_read(text);
  Date exact;
  uint32_t month = d.x >> 8, day = d.x & 0xFF;
  if (d.form == DATE_DAY && !date_make(d.year ? (int)d.year : 2000, (int)month, (int)day, &exact))
    parser_report(p, D_NO_SUCH_DAY, t.start, t.end, TEXT_ARGS(text_of(text)));
  return push(p, AST_DATE, (unsigned)d.form | (d.before ? DATE_BEFORE : 0), d.x, t.start, d.year);
}

// The number in 2021年, 2021年度; another date is a mistake.
Ref build_year(Parser *p, Token t) {
  Str text = {p->text + t.start, t.end - t.start};
  Day d = date_read(text);
  if (d.form != DATE_YEAR || !d.year) {
    parser_report(p, D_YEAR_WANTED, t.start, t.end, TEXT_ARGS(text_of(text)));
    return leaf(p, AST_NUMBER, 0, t, 0);
  }
  Scan s = {text.p, text.p + text.n};
  unsigned count;
  digits(&s, &count);
  t.end = t.start + (uint32_t)(s.p - text.p);
  return leaf(p, AST_NUMBER, 0, t, 0);
}

unsigned text_kind(Tok keyword) {
  switch ((unsigned)keyword) {
  case TOK_CODE: return TEXT_CODE;
  case TOK_USE: return TEXT_USE;
  case TOK_GOAL: return TEXT_GOAL;
  case TOK_NOTE: return TEXT_NOTE;
  case TOK_MEASURES: return TEXT_MEASURES;
  case TOK_CHARGE: return TEXT_CHARGE;
  default: return TEXT_MIDGOAL;
  }
}

Ref build_cut(Parser *p, Ref deep) {
  Span whole = ast_span(p->t, deep);
  parser_too_deep(p, whole.start);
  push(p, AST_END, 0, 0, whole.end, 0);
  return push(p, AST_ERROR, 0, 0, whole.start, 0);
}

// Inside parentheses 1,500 may be one number or two; recovery tells where.
void build_commas(Parser *p, uint32_t start, uint32_t end) {
  if (p->diags) return;
  const char *c = p->text + start, *stop = p->text + end;
  while ((c = memchr(c, ',', (size_t)(stop - c)))) {
    bool between = c[-1] >= '0' && c[-1] <= '9' && c[1] >= '0' && c[1] <= '9';
    c++;
    if (!between) continue;
    Lexer lx = {p->text, start, end, NULL, false};
    Token t;
    for (lex_next(&lx, &t); t.kind != TOK_END; lex_next(&lx, &t))
      if (token_has_commas(p->text, t)) parser_stop(p, t);
    return;
  }
}

bool token_has_commas(const char *text, Token t) {
  if (t.kind == TOK_NUMBER) return t.part;
  return t.kind == TOK_QUANTITY && memchr(text + t.start, ',', t.part);
}
