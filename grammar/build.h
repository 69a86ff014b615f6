// What the grammar's actions call: each makes one node (or list) of the tree. Private to grammar.y.
#pragma once
#include "grammar/state.h"

typedef struct List { // siblings, linked
  Ref first, last;
} List;

typedef struct Block { // a list and the end of its }
  List list;
  uint32_t end;
} Block;

#define NIL ((List){0, 0})

// `what`: first child or val.
static inline Ref push(Parser *p, AstKind kind, unsigned op, unsigned x, uint32_t start, uint32_t what) {
  Tree *t = p->t;
  if (t->n == t->cap) parser_grow(p);
  t->nodes[t->n] = (Node){(uint8_t)kind, (uint8_t)op, (uint16_t)x, start, {what}, 0};
  return t->n++;
}

static inline Node *node(Parser *p, Ref r) {
  return &p->t->nodes[r];
}
static inline uint32_t at(Parser *p, Ref r) {
  return node(p, r)->at;
}
static inline List one(Ref r) {
  return (List){r, r};
}

static inline List add(Parser *p, List l, Ref r) {
  if (!l.last) return one(r);
  node(p, l.last)->next = r;
  l.last = r;
  return l;
}

// An inner node over up to two optional children and a list, in this order.
static inline Ref make(Parser *p, AstKind kind, unsigned op, uint32_t start, Ref a, Ref b, List rest) {
  Ref first = rest.first;
  if (b) {
    node(p, b)->next = first;
    first = b;
  }
  if (a) {
    node(p, a)->next = first;
    first = a;
  }
  return push(p, kind, op, 0, start, first);
}

// The same with its END.
static inline Ref make_to(Parser *p, AstKind kind, unsigned op, uint32_t start, uint32_t end, Ref a, Ref b,
                          List rest) {
  push(p, AST_END, 0, 0, end, 0);
  return make(p, kind, op, start, a, b, rest);
}

// What recovery left out: one node in its place.
static inline Ref skipped(Parser *p, Token t) {
  return make_to(p, AST_ERROR, 0, t.start, t.end, 0, 0, NIL);
}

// ---- leaves ------------------------------------------------------------------------------------
static inline Ref leaf(Parser *p, AstKind kind, unsigned op, Token t, uint32_t val) { // x: bytes of text
  return push(p, kind, op, t.end - t.start, t.start, val);
}

static inline Ref name(Parser *p, Token t) {
  return t.hash ? leaf(p, AST_NAME, NAME_BARE, t, t.hash) : build_name(p, t);
}
static inline Ref quoted_name(Parser *p, Token t) {
  return build_quoted(p, t);
}

static inline Ref string(Parser *p, Token t) {
  const char *s = p->text + t.start;
  bool escapes = *s == '"' && memchr(s, '\\', t.end - t.start);
  return push(p, AST_STRING, escapes, 0, t.start, t.end - t.start);
}

static inline Ref number(Parser *p, Token t) {
  return leaf(p, AST_NUMBER, 0, t, 0);
}

static inline Ref quantity(Parser *p, Token t) {
  uint32_t unit = t.start + t.part + t.gap, n = t.end - unit;
  return push(p, AST_QUANTITY, t.gap, t.part | n << 9, t.start, str_hash((Str){p->text + unit, n}));
}

static inline Ref hole(Parser *p, Token t) {
  return build_hole(p, t);
}
static inline Ref date(Parser *p, Token t) {
  return build_date(p, t);
}
static inline Ref year(Parser *p, Token t) {
  return t.kind == TOK_NUMBER ? number(p, t) : build_year(p, t);
}
static inline Ref truth(Parser *p, Token t) {
  return leaf(p, AST_TRUTH, t.kind == TOK_YES, t, 0);
}

static inline unsigned agg(Token t) {
  return (unsigned)(t.kind - TOK_SUM) + AGG_SUM;
}
static inline Ref aggregate(Parser *p, Token t) {
  return leaf(p, AST_AGG, agg(t), t, 0);
}

static inline Token merge(Token a, Token b) {
  a.end = b.end;
  return a;
}
static inline Ref unit(Parser *p, Token t) {
  Str text = {p->text + t.start, t.end - t.start};
  return leaf(p, AST_UNIT, 0, t, str_hash(text));
}

// ---- statements --------------------------------------------------------------------------------
static inline uint32_t brace(Token t) {
  return t.start == t.end ? 0 : t.start;
} // 0: it was missing

static inline Block block(List l, Token t) {
  return (Block){l, t.end};
}
static inline Block block0(void) {
  return (Block){NIL, 0};
}

static inline Ref indicator(Parser *p, Token k, Ref n, Ref target, List attrs) {
  Ref r = make(p, AST_INDICATOR, 0, k.start, n, target, attrs);
  if (k.kind != TOK_INDICATOR) node(p, r)->x = (uint16_t)(k.end - k.start);
  return r;
}

static inline Ref text_line(Parser *p, Token k, Ref text) {
  return make(p, AST_TEXTLINE, text_kind(k.kind), k.start, text, 0, NIL);
}

static inline Ref budget(Parser *p, Token k, Ref amount, Ref midterm, List sources, List adjusts) {
  List l = sources;
  if (adjusts.first)
    l = l.first ? (node(p, l.last)->next = adjusts.first, (List){l.first, adjusts.last}) : adjusts;
  return make(p, AST_BUDGET, midterm != 0, k.start, amount, midterm, l);
}

static inline Ref adjustment(Parser *p, Token k, Ref day, Ref what, Ref why, List sources) {
  if (why) {
    node(p, why)->next = sources.first;
    sources.first = why;
  }
  return make(p, AST_ADJUST, 0, k.start, day, what, sources);
}

static inline Ref unit_declaration(Parser *p, Token k, List names, Ref dimension, Ref definition, Ref aliases,
                                   Ref basis) {
  Ref more[] = {dimension, definition, aliases, basis};
  for (unsigned i = 0; i < 4; i++)
    if (more[i]) names = add(p, names, more[i]);
  return make(p, AST_UNITDECL, 0, k.start, 0, 0, names);
}

static inline Ref rule_group(Parser *p, Token c, unsigned op, Ref points, Ref score, Ref aliases,
                             Block items) {
  List l = one(name(p, c));
  Ref more[] = {points, score, aliases, items.list.first};
  for (unsigned i = 0; i < 4; i++)
    if (more[i]) l = add(p, l, more[i]);
  return make_to(p, AST_RULEGROUP, op, c.start, items.end, 0, 0, l);
}

// ---- 实际 ---------------------------------------------------------------------------------------
static inline unsigned field(Token t) {
  switch (t.kind) {
  case TOK_DEPARTMENT: return FIELD_DEPARTMENT;
  case TOK_PROJECT: return FIELD_PROJECT;
  case TOK_LEVEL2: return FIELD_LEVEL2;
  case TOK_WHEN: return FIELD_DATE;
  case TOK_VALUE: return FIELD_VALUE;
  case TOK_UNIT: return FIELD_UNIT;
  case TOK_REASON: return FIELD_REASON;
  default: return FIELD_NAME;
  }
}

// `close`: its }, or NULL where it has no block.
static inline Ref actuals(Parser *p, Token k, Token file, Ref sheets, List fields, const Token *close) {
  Ref name = string(p, file);
  if (close) return make_to(p, AST_ACTUALS, 1, k.start, brace(*close), name, sheets, fields);
  return make(p, AST_ACTUALS, 0, k.start, name, sheets, NIL);
}

// 单位 万元 belongs to the column of values before it.
static inline List unit_of_values(Parser *p, List l, Token k, Ref u) {
  Ref last = l.last ? node(p, l.last)->kids : 0;
  bool fits = last && node(p, l.last)->kind == AST_VALUES;
  while (fits && node(p, last)->next) last = node(p, last)->next;
  if (!fits || node(p, last)->kind != AST_COLUMN)
    return add(p, l, make(p, AST_UNITOF, 0, k.start, u, 0, NIL));
  node(p, last)->next = u;
  return l;
}

// ---- targets -----------------------------------------------------------------------------------
static inline unsigned compare(Token t) {
  return (unsigned)(t.kind - TOK_GE) + TARGET_GE;
}

static inline Ref bare_target(Parser *p, Ref q) {
  TargetForm form = node(p, q)->kind != AST_HOLE ? TARGET_BARE : node(p, q)->x ? TARGET_HOLE : TARGET_MISSING;
  return make(p, AST_TARGET, form, at(p, q), q, 0, NIL);
}

static inline Ref postfix_target(Parser *p, Ref q, Token k) {
  Ref r = make_to(p, AST_TARGET, k.kind == TOK_UPWARD ? TARGET_GE : TARGET_LE, at(p, q), k.end, q, 0, NIL);
  node(p, r)->x = 1;
  return r;
}

static inline Ref plus_minus(Parser *p, Token k, Ref q) {
  Node n = *node(p, q);
  Ref low = make(p, AST_UNARY, EX_NEG, k.start, q, 0, NIL);
  Ref high = push(p, n.kind, n.op, n.x, n.at, n.val);
  return make(p, AST_TARGET, TARGET_RANGE, k.start, low, high, NIL);
}

// ---- expressions: x is the depth, which is limited ----------------------------------------------
static inline unsigned depth(Parser *p, Ref r) {
  AstKind k = node(p, r)->kind;
  return k >= AST_BINARY && k <= AST_PAREN ? node(p, r)->x : 0;
}

static inline Ref deeper(Parser *p, Ref r) {
  unsigned max = 0;
  for (Ref c = node(p, r)->kids; c; c = node(p, c)->next)
    if (depth(p, c) > max) max = depth(p, c);
  node(p, r)->x = (uint16_t)(max + 1);
  return max < DEPTH_MAX ? r : build_cut(p, r);
}

static inline unsigned expr_op(Token t) {
  switch (t.kind) {
  case TOK_PLUS: return EX_ADD;
  case TOK_MINUS: return EX_SUB;
  case TOK_STAR: return EX_MUL;
  case TOK_SLASH: return EX_DIV;
  case TOK_CARET: return EX_POW;
  case TOK_AND: return EX_AND;
  case TOK_OR: return EX_OR;
  default: return (unsigned)(t.kind - TOK_GE) + EX_GE;
  }
}

static inline Ref binary(Parser *p, Token k, Ref a, Ref b) {
  return deeper(p, make(p, AST_BINARY, expr_op(k), at(p, a), a, b, NIL));
}
static inline Ref unary(Parser *p, ExprOp op, Token k, Ref a) {
  return deeper(p, make(p, AST_UNARY, op, k.start, a, 0, NIL));
}
static inline Ref paren(Parser *p, Token k, Ref a, Token z) {
  build_commas(p, k.start, z.end);
  return deeper(p, make_to(p, AST_PAREN, 0, k.start, z.end, a, 0, NIL));
}
static inline Ref call(Parser *p, Token f, List args, Token z) {
  build_commas(p, f.start, z.end);
  return deeper(p, make_to(p, AST_CALL, 0, f.start, z.end, name(p, f), 0, args));
}
static inline Ref choice(Parser *p, Token k, Ref a, Ref b, Ref c) {
  return deeper(p, make(p, AST_IF, 0, k.start, a, b, one(c)));
}
static inline Ref path(Parser *p, Ref base, Ref member) {
  return deeper(p, make(p, AST_PATH, 0, at(p, base), base, member, NIL));
}
