// One walk over the tokens before the place.
#include "server/cursor.h"

_Static_assert(TOKENS <= 128, "a bit a token");

static void add(uint64_t set[2], Tok t) {
  set[t / 64] |= (uint64_t)1 << (t % 64);
}

static Tok back(const Cursor *c, unsigned i) {
  return i < CURSOR_BACK ? (Tok)c->back[i].kind : TOK_END;
}

static bool is_name(Tok t) {
  return t == TOK_IDENT || t == TOK_STRING || token_is_keyword(t);
}

// Which statement a { belongs to, by the tokens before it.
static void open(Arena *a, Cursor *c, uint32_t at) {
  Block b = {.kind = TOK_IDENT, .at = at};
  unsigned i = 0;
  if (back(c, 0) == TOK_PLAN || (back(c, 0) == TOK_COLON && back(c, 1) == TOK_PLAN))
    b.kind = TOK_PLAN;
  else {
    Block *top = cursor_block(c);
    bool amount = back(c, 0) == TOK_QUANTITY || back(c, 0) == TOK_NUMBER || back(c, 0) == TOK_HOLE;
    if (amount) i++;
    if (top->head == TOK_BUDGET)
      b.kind = TOK_BUDGET; // { } of its sources, one or several
    else if (top->head == TOK_ACTUALS && !top->told)
      b.kind = TOK_ACTUALS, b.name = top->about, top->told = true;
    else if (is_name(back(c, i))) {
      b.name = c->back[i];
      Tok k = back(c, i + 1) == TOK_COLON ? back(c, i + 2) : back(c, i + 1);
      if (k == TOK_DEPARTMENT || k == TOK_SECTION || k == TOK_PROJECT || k == TOK_RULES || k == TOK_TEST)
        b.kind = (uint8_t)k;
      else if (k == TOK_FROM)
        b.kind = TOK_RULES;
      else {
        top->head = TOK_IDENT;
        top->word = top->about = b.name;
        add(top->seen, TOK_IDENT);
      }
    }
  }
  *array_push(a, &c->blocks) = b;
  c->attribute = TOK_END;
}

// Tokens behind which no statement begins: what follows is their name, text or operand.
static bool wants_more(Tok t) {
  switch (token_table[t].class) {
  case CLASS_STATEMENT:
  case CLASS_ATTRIBUTE:
  case CLASS_MAPPING:
  case CLASS_RULE:
  case CLASS_CHECK:
  case CLASS_OPERATOR: return true;
  case CLASS_LOGIC: return true;
  case CLASS_SYMBOL: return t != TOK_LB && t != TOK_RB && t != TOK_SEMI && t != TOK_RP && t != TOK_PERCENT;
  default: return false;
  }
}

static void begin(Cursor *c, Token t, Tok head) {
  Block *b = cursor_block(c);
  b->told = false;
  b->head = (uint8_t)head;
  b->word = t;
  b->about = (Token){.kind = TOK_END};
  add(b->seen, head);
  c->attribute = TOK_END;
  c->attributes[0] = c->attributes[1] = 0;
  c->parens = 0;
}

static void take(Arena *a, Cursor *c, Token t) {
  Tok k = (Tok)t.kind, before = back(c, 0);
  Block *b = cursor_block(c);
  TokenClass class = token_table[k].class;
  bool free = !wants_more(before) && !c->parens, mapped = b->kind == TOK_ACTUALS;
  if (!c->english && class == CLASS_STATEMENT && c->blocks.n == 1 && !b->seen[0] && !b->seen[1])
    c->english = (unsigned char)c->text[t.start] < 128;
  if (k == TOK_LB)
    open(a, c, t.start);
  else if (k == TOK_RB) {
    if (c->blocks.n > 1) {
      if (t.end == c->offset) c->closing = cursor_block(c)->at + 1;
      c->blocks.n--;
    }
    c->attribute = TOK_END;
  } else if (k == TOK_LP)
    c->parens++;
  else if (k == TOK_RP && c->parens)
    c->parens--;
  else if (mapped && k == TOK_UNIT && b->head == TOK_INDICATOR)
    c->attribute = TOK_UNIT; // of the column of values before it
  else if (free && (class == CLASS_STATEMENT || class == CLASS_CHECK ||
                    (mapped && (class == CLASS_MAPPING || k == TOK_VALUE))))
    begin(c, t, k);
  else if (free && class == CLASS_ATTRIBUTE) {
    c->attribute = (uint8_t)k;
    add(c->attributes, k);
  } else if (mapped) {
    if (is_name(k) && before == b->head && b->about.kind == TOK_END) b->about = t;
    if (is_name(k) && b->head == TOK_PROJECT && before == TOK_EQ) b->project = t;
  } else if (is_name(k) && before == TOK_IDENT && !wants_more(back(c, 1)) && !c->parens &&
             b->kind != TOK_BUDGET) {
    begin(c, c->back[0], TOK_IDENT);
    b->about = t;
  } else if (b->about.kind == TOK_END && is_name(k) &&
             (before == b->head || (before == TOK_COLON && back(c, 1) == b->head))) {
    b->about = t;
    if (b->kind == TOK_TEST && b->head == TOK_PROJECT) b->project = t;
  } else if (b->kind == TOK_TEST && b->head == TOK_PROJECT && before == TOK_DOT)
    b->project = t;
  memmove(c->back + 1, c->back, (CURSOR_BACK - 1) * sizeof *c->back);
  c->back[0] = t;
}

static bool blank_before(const Cursor *c) {
  for (uint32_t i = c->start; i > 0; i--) {
    if (c->text[i - 1] == '\n' || c->text[i - 1] == '\r') return true;
    if (c->text[i - 1] != ' ' && c->text[i - 1] != '\t') return false;
  }
  return true;
}

// The call around the cursor: its name and the number of the argument, from the tokens of the last lines.
static void find_call(Cursor *c, const UnitNames *units) {
  uint32_t from = c->start, left = 2000;
  while (from && left && (c->text[from - 1] != '\n' || left > 1900)) from--, left--;
  while (from && c->text[from - 1] != '\n') from--; // a line's beginning is a token's
  struct {
    Token name;
    uint32_t commas;
  } open[32];
  uint32_t n = 0;
  Token before = {.kind = TOK_END};
  Lexer lx = {c->text, from, c->offset, units, false};
  for (Token t;;) {
    lex_next(&lx, &t);
    if (t.kind == TOK_END || t.start >= c->offset) break;
    if (t.kind == TOK_LP && n < 32)
      open[n].name = before, open[n++].commas = 0;
    else if (t.kind == TOK_RP && n)
      n--;
    else if (t.kind == TOK_COMMA && n)
      open[n - 1].commas++;
    else if (t.kind == TOK_LB || t.kind == TOK_RB)
      n = 0;
    before = t;
  }
  if (!n) return;
  c->callee = open[n - 1].name;
  c->argument = open[n - 1].commas;
}

static void under_way(Cursor *c, Token t) {
  c->at = t;
  c->start = t.start;
  if (t.kind == TOK_NUMBER) c->start = c->offset;
  if (t.kind == TOK_QUANTITY) c->start = t.start + t.part + t.gap;
  if (c->start > c->offset || (t.kind == TOK_NUMBER && t.end > c->offset)) { // inside a number
    c->start = c->offset;
    c->closed = true;
  }
  if (t.kind == TOK_COMMENT || t.kind == TOK_DOC) c->closed = true;
  if (t.kind == TOK_OPENSTRING || (t.kind == TOK_STRING && t.end > c->offset)) c->closed = true;
}

static bool ends_open(Token t) { // a token that what is typed next would go on with
  switch ((Tok)t.kind) {
  case TOK_IDENT:
  case TOK_NUMBER:
  case TOK_QUANTITY:
  case TOK_DATE:
  case TOK_DEADLINE:
  case TOK_HOLE: return true;
  default: return token_is_word((Tok)t.kind);
  }
}

// In a large text: what stands before its first block, then the header of the department around the stretch
// where reading begins. Where that is.
static uint32_t begin_near(Arena *a, Cursor *c, const Source *source, uint32_t offset,
                           const UnitNames *units) {
  Stretch s = parse_near(source, offset);
  uint32_t parts[2][2] = {{0, s.start}, {s.header, s.depth ? s.start : s.header}};
  for (unsigned i = 0; i < 2 && s.start; i++) {
    Lexer lx = {source->text.p, parts[i][0], parts[i][1], units, false};
    for (Token t;;) {
      lex_next(&lx, &t);
      if (t.kind == TOK_END || (!i && (t.kind == TOK_DEPARTMENT || t.kind == TOK_PROJECT))) break;
      take(a, c, t);
      if (i && t.kind == TOK_LB) break;
    }
  }
  return s.start;
}

bool cursor_find(Arena *a, const Source *source, uint32_t offset, const UnitNames *units, Cursor *c) {
  *c = (Cursor){.text = source->text.p, .offset = offset, .start = offset};
  Token none = {.kind = TOK_END};
  c->at = c->callee = none;
  for (unsigned i = 0; i < CURSOR_BACK; i++) c->back[i] = none;
  *array_push(a, &c->blocks) = (Block){.kind = TOK_END, .name = none};
  Lexer lx = {source->text.p, begin_near(a, c, source, offset, units), (uint32_t)source->text.n, units, true};
  for (Token t;;) {
    lex_next(&lx, &t);
    if (t.kind == TOK_END || t.start >= offset) break;
    bool comment = t.kind == TOK_COMMENT || t.kind == TOK_DOC;
    if (t.end > offset || (t.end == offset && (comment || t.kind == TOK_OPENSTRING || ends_open(t)))) {
      if (t.kind != TOK_BLANK) under_way(c, t);
      break;
    }
    if (!comment && t.kind != TOK_BLANK) take(a, c, t);
  }
  c->new_line = blank_before(c);
  find_call(c, units);
  if (!c->closed)
    parse_expected(a, source, c->at.kind == TOK_END ? c->start : c->at.start, units, &c->expected);
  return !c->closed;
}

bool cursor_takes(const Cursor *c, Tok t) {
  for (unsigned i = 0; i < c->expected.n; i++)
    if (c->expected.tokens[i] == t) return true;
  return false;
}

Str cursor_name(const Cursor *c, Token t) {
  Str s = cursor_text(c, t);
  if (t.kind != TOK_STRING || s.n < 2) return s;
  if (*s.p == '"') return str_slice(s, 1, s.n - 1);
  return s.n >= 6 ? str_slice(s, 3, s.n - 3) : s;
}
