// What each word of a text is, and how it is spelt; layout.c does the rest.
//
// The text is lexed again, with its comments, and the tree is walked beside it: it tells names from keywords
// (a soft keyword that serves as a name is never rewritten), where statements and columns begin, and which
// signs mean nothing. Line ends mean nothing to the grammar, so it is enough to keep words and comments in
// order. What blanks or a `;` do mean (`10 元`, `5米 ^ 2`, `…; 依据 名称 ≥ 3`) is looked after in join(),
// space() and drop().
#include "grammar/format.h"
#include "base/array.h"
#include "base/utf.h"
#include "grammar/layout.h"

typedef struct Mark { // what is known of a word only until it is spelt
  bool keep;          // a colon that means something
  bool drop;
  bool tight, tight_after; // no blank before, after
  bool range;
  bool equals; // the 等于 of 未达标 等于
  char bound;  // '>' '<': takes the ≥ or ≤ that 以上 or 以下 said behind it
} Mark;

typedef struct Marker {
  Arena *arena;
  const Tree *t;
  const char *text;
  KeywordStyle style;
  Word *words;
  Mark *marks;
  uint32_t n, cursor;
  bool fractions; // 1/100 is written so
} Marker;

// ---- words and comments ------------------------------------------------------------------------
typedef struct Lexed {
  ARRAY(Word) words;
  ARRAY(Comment) comments;
} Lexed;

static Str slice(const Marker *m, uint32_t from, uint32_t to) {
  return (Str){m->text + from, to - from};
}

static Str joined(Arena *a, Str x, Str y) { // with the NUL bytes that a lexer wants
  char *p = arena_zero(a, x.n + y.n + 16, 1, 1);
  memcpy(p, x.p, x.n);
  memcpy(p + x.n, y.p, y.n);
  return (Str){p, x.n + y.n};
}

// Full-width forms of ASCII (U+FF01 to U+FF5E) become ASCII.
static Str narrow(Arena *a, Str s) {
  if (!memchr(s.p, 0xEF, s.n)) return s;
  char *p = arena_zero(a, s.n + 16, 1, 1);
  size_t n = 0;
  unsigned len;
  for (size_t i = 0; i < s.n; i += len) {
    uint32_t c = utf_decode(s, i, &len);
    bool wide = c >= 0xFF01 && c <= 0xFF5E;
    if (wide)
      p[n++] = (char)(c - 0xFF01 + '!');
    else
      memcpy(p + n, s.p + i, len), n += len;
  }
  return (Str){p, n};
}

// `735 人次` is written without the blank, unless it would then be a date (`6 月`).
static Str quantity(const Marker *m, Token t) {
  uint32_t unit = t.start + t.part + t.gap;
  Str x = narrow(m->arena, slice(m, t.start, t.start + t.part)), y = narrow(m->arena, slice(m, unit, t.end));
  Str both = joined(m->arena, x, y);
  if (!t.gap) return both;
  Lexer lx = {both.p, 0, (uint32_t)both.n, NULL, false};
  Token again;
  lex_next(&lx, &again);
  bool same = again.kind == TOK_QUANTITY && again.end == both.n && again.part == x.n;
  return same ? both : joined(m->arena, joined(m->arena, x, S(" ")), y);
}

static Str comment_text(Str s) {
  while (s.n && (s.p[s.n - 1] == ' ' || (s.p[s.n - 1] >= '\t' && s.p[s.n - 1] <= '\r'))) s.n--;
  return s;
}

static Lexed lex_all(Marker *m, const UnitNames *units) {
  Lexer lx = {m->text, 0, (uint32_t)m->t->source->text.n, units, true};
  Lexed all = {0};
  uint32_t last = 0, comment = 0;
  bool blank = false;
  for (Token t = {.kind = TOK_BLANK}; t.kind != TOK_END;) {
    lex_next(&lx, &t);
    if (t.kind == TOK_BLANK) {
      blank = true;
      continue;
    }
    if (t.kind == TOK_COMMENT || t.kind == TOK_DOC) {
      bool own = memchr(m->text + last, '\n', t.start - last);
      *array_push(m->arena, &all.comments) = (Comment){comment_text(slice(m, t.start, t.end)), own, blank};
    } else {
      Str text = t.kind == TOK_QUANTITY && (t.gap || memchr(m->text + t.start, 0xEF, t.end - t.start))
                     ? quantity(m, t)
                     : slice(m, t.start, t.end);
      *array_push(m->arena, &all.words) = (Word){.text = text,
                                                 .start = t.start,
                                                 .end = t.end,
                                                 .comment = comment,
                                                 .kind = t.kind,
                                                 .sep = 1,
                                                 .blank = blank};
      comment = all.comments.n;
    }
    last = t.end;
    blank = false;
  }
  *array_push(m->arena, &all.words) = (Word){.comment = all.comments.n, .kind = TOK_END};
  return all;
}

// ---- what the tree says ------------------------------------------------------------------------
// Nodes are visited in the order of the text, so the word of a node is never far from the last one.
static uint32_t index_at(Marker *m, uint32_t at) {
  uint32_t i = m->cursor;
  while (i && m->words[i].start > at) i--;
  while (i < m->n && m->words[i].start < at) i++;
  return m->cursor = i;
}

static uint32_t index_of(Marker *m, Ref r) {
  return index_at(m, ast_at(m->t, r)->at);
}

static uint32_t next_open(const Marker *m, uint32_t i) {
  while (i < m->n && m->words[i].kind != TOK_LB) i++;
  return i;
}

static void column(Marker *m, uint32_t i, unsigned column, unsigned sep) {
  m->words[i].column = (uint8_t)(column < COLUMNS ? column : 0);
  m->words[i].sep = (uint8_t)sep;
  m->words[i].breaks = sep == 2;
}

static void set_range(Marker *m, Ref second) {
  uint32_t i = index_of(m, second) - 1;
  m->marks[i].range = m->marks[i].tight = m->marks[i].tight_after = true;
}

static LineKind line_kind(AstKind k) {
  switch (k) {
  case AST_INDICATOR: return LINE_INDICATOR;
  case AST_MEASURE: return LINE_MEASURE;
  case AST_UNITDECL: return LINE_UNIT;
  case AST_SOURCE:
  case AST_POINT: return LINE_AMOUNT;
  case AST_RULEGROUP: return LINE_RULEGROUP;
  case AST_GROUP: return LINE_GROUP;
  case AST_FIELD:
  case AST_VALUES: return LINE_FIELD;
  default: return LINE_PLAIN;
  }
}

static void mark(Marker *m, Ref r);

static void mark_kids(Marker *m, Ref r) {
  for (Ref c = ast_at(m->t, r)->kids; c; c = ast_at(m->t, c)->next) mark(m, c);
}

// The children that are statements or items begin something.
static void mark_items(Marker *m, Ref r) {
  for (Ref c = ast_at(m->t, r)->kids; c; c = ast_at(m->t, c)->next) {
    AstKind k = ast_at(m->t, c)->kind;
    if (!ast_is_leaf(k) && k != AST_FROM && k != AST_SHEETS) {
      Word *w = &m->words[index_of(m, c)];
      w->begins = true;
      w->line = (uint8_t)line_kind(k);
    }
    mark(m, c);
  }
}

static void drop_commas(Marker *m, uint32_t open) {
  for (uint32_t i = open; i < m->n && m->words[i].kind != TOK_RB; i++)
    if (m->words[i].kind == TOK_COMMA) m->marks[i].drop = true;
}

static void mark_group(Marker *m, Ref r) {
  Ref only = 0, first = ast_at(m->t, r)->kids;
  bool one = true;
  for (Ref c = first; c; c = ast_at(m->t, c)->next) {
    if (ast_is_leaf(ast_at(m->t, c)->kind)) continue;
    one = !only;
    only = c;
  }
  AstKind k = only ? ast_at(m->t, only)->kind : AST_NONE;
  if (only && one && k != AST_GROUP && k != AST_BUDGET && k != AST_PLAN)
    m->words[next_open(m, index_of(m, first))].room = LINE_ROOM;
  mark_items(m, r);
}

static void mark_indicator(Marker *m, Ref r) {
  const Node *n = ast_at(m->t, r);
  unsigned next = COLUMN_ATTRIBUTES;
  if (n->x) m->words[index_of(m, r)].name = true;
  for (Ref c = n->kids; c; c = ast_at(m->t, c)->next) {
    const Node *k = ast_at(m->t, c);
    uint32_t i = index_of(m, c);
    if (k->kind == AST_ATTR) {
      column(m, i, next++, 2);
      m->words[i].attribute = (uint8_t)(1 + k->op);
    } else
      column(m, i, k->kind == AST_NAME ? 1 : 2, 1);
    mark(m, c);
  }
}

static void mark_unit_declaration(Marker *m, Ref r) {
  m->fractions = true;
  for (Ref c = ast_at(m->t, r)->kids; c; c = ast_at(m->t, c)->next) {
    AstKind k = ast_at(m->t, c)->kind;
    uint32_t i = index_of(m, c);
    if (k == AST_ALIASES)
      column(m, i, 2, 2);
    else if (k == AST_ATTR)
      column(m, i, 3, 2);
    else if (k == AST_NAME && m->words[i - 1].kind == TOK_COLON)
      m->marks[i - 1].keep = true;
    else if (m->words[i - 1].kind == TOK_EQ)
      column(m, i - 1, 1, 2);
    mark(m, c);
  }
  m->fractions = false;
}

static void mark_rule_group(Marker *m, Ref r) {
  const Node *n = ast_at(m->t, r);
  Ref name = n->kids;
  bool rest = false;
  uint32_t first = index_of(m, name);
  if (!n->op) mark(m, name);
  for (Ref c = ast_at(m->t, name)->next; c; c = ast_at(m->t, c)->next) {
    AstKind k = ast_at(m->t, c)->kind;
    uint32_t i = index_of(m, c);
    if (k == AST_CLASSITEM)
      m->words[i].begins = true;
    else if (k == AST_NUMBER || k == AST_QUANTITY)
      column(m, i, 1, 1);
    else if (!rest)
      column(m, i, 2, 1), rest = true;
    mark(m, c);
  }
  if (!ast_end(m->t, r)) return;
  uint32_t open = next_open(m, first);
  if (!rest) column(m, open, 2, 1);
  m->words[open].room = RULE_ROOM;
}

static void mark_target(Marker *m, Ref r) {
  const Node *n = ast_at(m->t, r);
  uint32_t i = index_of(m, r);
  if (n->op == TARGET_RANGE && m->words[i].kind != TOK_PLUSMINUS) set_range(m, ast_at(m->t, n->kids)->next);
  if (n->x) { // 10个以上
    m->marks[i].bound = n->op == TARGET_GE ? '>' : '<';
    while (m->words[i].end < ast_end(m->t, r)) i++;
    m->marks[i].drop = true;
  }
  mark_kids(m, r);
}

// The signs = of a mapping stand in one column, and so do the units behind them.
static void mark_field(Marker *m, Ref r) {
  const Node *n = ast_at(m->t, r);
  for (Ref c = n->kids; c; c = ast_at(m->t, c)->next) {
    AstKind k = ast_at(m->t, c)->kind;
    uint32_t i = index_of(m, c);
    if (n->kind == AST_FIELD || k == AST_COLUMN)
      column(m, i - 1, 1, 1);
    else if (k == AST_UNIT)
      column(m, i - (m->words[i - 1].kind == TOK_COLON ? 2 : 1), 2, 2);
    mark(m, c);
  }
}

// 表头 2..3, 行 5.., 列 "1月".."12月"
static void mark_run(Marker *m, Ref r) {
  Ref first = ast_at(m->t, r)->kids, second = ast_at(m->t, first)->next;
  mark(m, first);
  if (second) {
    set_range(m, second);
    mark(m, second);
  } else if (ast_at(m->t, r)->kind == AST_ROWS) {
    uint32_t i = index_of(m, first) + 1;
    m->marks[i].range = m->marks[i].tight = true;
  }
}

static void mark_actuals(Marker *m, Ref r) {
  if (ast_at(m->t, r)->op) m->words[next_open(m, index_of(m, r))].room = LINE_ROOM;
  mark_items(m, r);
}

static void mark_conditions(Marker *m, Ref r) {
  for (Ref c = ast_at(m->t, r)->kids; c; c = ast_at(m->t, c)->next) {
    uint32_t i = index_of(m, c);
    if (m->words[i - 1].kind == TOK_AND) m->words[i - 1].breaks = true;
    mark(m, c);
  }
}

static bool is_fraction(const Tree *t, Ref r) { // 1/100, 1/10^6: numbers only
  const Node *n = ast_at(t, r);
  for (; n->kind == AST_BINARY && n->op == EX_POW; n = ast_at(t, n->kids))
    if (ast_at(t, ast_at(t, n->kids)->next)->kind != AST_NUMBER) return false;
  return n->kind == AST_NUMBER;
}

static void mark_binary(Marker *m, Ref r) {
  const Node *n = ast_at(m->t, r);
  Ref right = ast_at(m->t, n->kids)->next;
  mark(m, n->kids);
  uint32_t i = index_of(m, right) - 1;
  if (m->fractions && n->op == EX_DIV && is_fraction(m->t, n->kids) && is_fraction(m->t, right))
    m->marks[i].tight = m->marks[i].tight_after = true;
  mark(m, right);
}

static void mark_unit(Marker *m, const Node *n) { // IDENT / IDENT * IDENT ^ NUMBER …
  uint32_t first = index_at(m, n->at);
  for (uint32_t i = first; i < m->n && m->words[i].start < n->at + n->x; i++) {
    m->words[i].name = true;
    if (i > first) m->marks[i].tight = true;
  }
}

static void mark(Marker *m, Ref r) {
  const Node *n = ast_at(m->t, r);
  uint32_t i = index_at(m, n->at);
  switch ((AstKind)n->kind) {
  case AST_NAME: m->words[i].name = true; return;
  case AST_UNIT: mark_unit(m, n); return;
  case AST_STRING:
  case AST_NUMBER:
  case AST_QUANTITY:
  case AST_HOLE:
  case AST_DATE:
  case AST_TRUTH:
  case AST_AGG: return;
  case AST_FILE:
  case AST_BODY:
  case AST_RULESET:
  case AST_TEST: mark_items(m, r); return;
  case AST_SOURCES:
  case AST_PLAN:
    i = next_open(m, i);
    m->words[i].room = LINE_ROOM;
    drop_commas(m, i);
    mark_items(m, r);
    return;
  case AST_GROUP: mark_group(m, r); return;
  case AST_GROUPPOINTS:
    if (!n->op) mark_kids(m, r);
    return;
  case AST_INDICATOR: mark_indicator(m, r); return;
  case AST_UNITDECL: mark_unit_declaration(m, r); return;
  case AST_RULEGROUP: mark_rule_group(m, r); return;
  case AST_TARGET: mark_target(m, r); return;
  case AST_BINARY: mark_binary(m, r); return;
  case AST_MEASURE: // NAME : AGG UNIT
    mark(m, n->kids);
    m->marks[m->cursor + 1].keep = true;
    column(m, m->cursor + 2, 1, 1);
    mark(m, ast_at(m->t, n->kids)->next);
    return;
  case AST_SOURCE: // NAME amount
  case AST_POINT:  // DATE amount
    mark(m, n->kids);
    column(m, index_of(m, ast_at(m->t, n->kids)->next), 1, 1);
    mark(m, ast_at(m->t, n->kids)->next);
    return;
  case AST_BUDGET:
    for (Ref c = n->kids; c; c = ast_at(m->t, c)->next) {
      if (ast_at(m->t, c)->kind == AST_ADJUST) m->words[index_of(m, c)].adjusts = true;
      mark(m, c);
    }
    return;
  case AST_REQUIRE:
    mark(m, n->kids);
    m->words[index_of(m, ast_at(m->t, n->kids)->next) - 1].breaks = true;
    return;
  case AST_ACTUALS: mark_actuals(m, r); return;
  case AST_FIELD:
  case AST_VALUES: mark_field(m, r); return;
  case AST_HEADERROWS:
  case AST_ROWS:
  case AST_COLUMN: mark_run(m, r); return;
  case AST_ONLY: mark_conditions(m, r); return;
  case AST_PERIOD: set_range(m, ast_at(m->t, n->kids)->next); return;
  case AST_RULEUNMET:
    if (n->op == UNMET_EQUAL) m->marks[i + (m->words[i + 1].kind == TOK_COLON ? 2 : 1)].equals = true;
    mark_kids(m, r);
    return;
  case AST_UNARY:
    if (n->op == EX_NEG) m->marks[i].tight_after = true;
    mark_kids(m, r);
    return;
  case AST_CALL:
    m->marks[i + 1].tight = true;
    mark_kids(m, r);
    return;
  case AST_PARAMS:
    m->marks[i].tight = true;
    mark_kids(m, r);
    return;
  default: mark_kids(m, r); return;
  }
}

// ---- what is dropped, spaced, spelt ------------------------------------------------------------
static bool dropped(const Marker *m, uint32_t i) {
  switch (m->words[i].kind) {
  case TOK_SEMI: return true;
  case TOK_COLON: return !m->marks[i].keep;
  case TOK_COMMA: return m->marks[i].drop || m->words[i + 1].kind == TOK_RB;
  default: return m->marks[i].drop;
  }
}

// A class named like an attribute begins a statement only behind a `;`.
static bool needs_semi(const Word *before, const Word *w) {
  return w->begins && w->name && w->line != LINE_AMOUNT && w->kind != TOK_IDENT && w->kind != TOK_STRING &&
         before->kind != TOK_LB;
}

// Comments and empty lines before a dropped word belong to the next one.
static void drop(Marker *m, Comment *comments) {
  uint32_t n = 0;
  bool semi = false;
  for (uint32_t i = 0; i < m->n; i++) {
    Word *w = &m->words[i];
    if (dropped(m, i)) {
      semi |= w->kind == TOK_SEMI;
      bool commented = w[1].comment < w[2].comment;
      if (w->blank && commented)
        comments[w[1].comment].blank = true;
      else if (w->blank)
        w[1].blank = true;
      w[1].comment = w->comment;
      continue;
    }
    if (semi && n && needs_semi(&m->words[n - 1], w)) m->words[n - 1].semi = true;
    semi = false;
    m->marks[n] = m->marks[i];
    m->words[n++] = *w;
  }
  m->words[n] = m->words[m->n];
  m->words[n + 1] = m->words[m->n + 1];
  m->n = n;
}

// `项目 甲 // 说明` and { on the next line: the brace goes before the comment; likewise , and :
static void pull(Marker *m, const Comment *comments) {
  for (uint32_t i = 1; i < m->n; i++) {
    Word *w = &m->words[i];
    bool pulled = w->kind == TOK_LB || w->kind == TOK_COMMA || w->kind == TOK_COLON;
    if (pulled && w[1].comment == w->comment + 1 && !comments[w->comment].own) w[1].comment = w->comment;
  }
}

static void space(Marker *m) {
  for (uint32_t i = 0; i < m->n; i++) {
    Word *w = &m->words[i];
    Mark *k = &m->marks[i];
    switch (w->kind) {
    case TOK_COMMA:
    case TOK_COLON:
    case TOK_RP: k->tight = true; break;
    case TOK_LP:
    case TOK_PLUSMINUS: k->tight_after = true; break;
    case TOK_DOT: k->tight = k->tight_after = true; break;
    case TOK_CARET: { // 5米 ^ 2 is no 5米^2
      const Word *base = w - 1;
      bool safe = base->name || base->kind == TOK_NUMBER || base->kind == TOK_RP;
      if (safe) k->tight = k->tight_after = true;
      break;
    }
    default: break;
    }
    if (k->tight || (i && m->marks[i - 1].tight_after)) w->sep = 0;
  }
}

static Str requoted(Arena *a, Str s) {
  if (s.p[0] == '"') return s;
  Str inner = str_slice(s, 3, s.n - (s.p[s.n - 1] == '"' ? 1 : 3));
  if (memchr(inner.p, '"', inner.n) || memchr(inner.p, '\\', inner.n)) return s;
  for (size_t i = 0; i + 2 < inner.n; i++)
    if (memcmp(inner.p + i, "＂", 3) == 0) return s;
  return joined(a, joined(a, S("\""), inner), S("\""));
}

static bool is_english(const Marker *m, const Word *keyword) {
  return m->style == KEYWORDS_EN ||
         (m->style == KEYWORDS_KEEP && (unsigned char)m->text[keyword->start] < 0x80);
}

static Str with_width(Word *w, Str zh, Str shown) {
  w->fit = (uint32_t)utf_width(zh);
  w->width = shown.p == zh.p ? w->fit : (uint32_t)utf_width(shown);
  return shown;
}

static Str goal_number(Arena *a, Str text) { // 目标1
  Str s = narrow(a, text);
  size_t n = s.n;
  while (n && s.p[n - 1] >= '0' && s.p[n - 1] <= '9') n--;
  return str_slice(s, n, s.n);
}

static void suffix(const Marker *m, Str *zh, Str *shown, Str tail) {
  bool same = shown->p == zh->p;
  *zh = joined(m->arena, *zh, tail);
  *shown = same ? *zh : joined(m->arena, *shown, tail);
}

static void spell(const Marker *m, uint32_t i) {
  Word *w = &m->words[i];
  const TokenInfo *info = &token_table[w->kind];
  Str zh = w->text, shown;
  bool english = false;
  if (m->marks[i].range)
    zh = S("..");
  else if (m->marks[i].equals) {
    english = is_english(m, w - 1);
    zh = S("等于");
  } else if (w->kind == TOK_STRING)
    zh = requoted(m->arena, w->text);
  else if (w->name && token_is_word((Tok)w->kind))
    zh = w->text;
  else if (w->name || info->class == CLASS_VALUE)
    zh = w->kind == TOK_IDENT || w->kind == TOK_QUANTITY ? w->text : narrow(m->arena, w->text);
  else if (w->kind == TOK_PERCENT)
    zh = narrow(m->arena, w->text);
  else {
    english = token_is_word((Tok)w->kind) && is_english(m, w);
    zh = str_z(info->zh);
  }
  shown = !english ? zh : m->marks[i].equals ? S("equals") : str_z(info->en);
  if (w->kind == TOK_GOAL && !w->name) suffix(m, &zh, &shown, goal_number(m->arena, w->text));
  if (m->marks[i].bound) {
    Str sign = m->marks[i].bound == '>' ? S("≥ ") : S("≤ ");
    bool same = shown.p == zh.p;
    zh = joined(m->arena, sign, zh);
    shown = same ? zh : joined(m->arena, sign, shown);
  }
  if (w->semi) suffix(m, &zh, &shown, S(";"));
  w->text = with_width(w, zh, shown);
}

bool words_join(const Words *all, const Word *before, const Word *after) {
  if (!all->units || before->kind != TOK_NUMBER || before->semi || after->kind == TOK_QUANTITY) return false;
  uint32_t n = lex_unit(after->text.p);
  return n && all->units->known(all->units->ctx, (Str){after->text.p, n});
}

bool format_tree(Arena *a, const Tree *t, const UnitNames *units, const FormatOptions *opt, Out *o) {
  if (t->broken) return false;
  Marker m = {.arena = a, .t = t, .text = t->source->text.p, .style = opt->keywords};
  Lexed all = lex_all(&m, units);
  m.words = all.words.p;
  m.n = all.words.n - 2;
  m.marks = NEW_N(a, Mark, all.words.n);
  mark(&m, t->root);
  drop(&m, all.comments.p);
  pull(&m, all.comments.p);
  space(&m);
  for (uint32_t i = 0; i < m.n; i++) spell(&m, i);
  layout_write(a, &(Words){m.words, m.n, all.comments.p, t->source, units}, o);
  return true;
}
