// Semantic tokens: every token of the lexer, and what the tree says its words are. Full, of a range, or as
// the change from what was told before (kept with the document).
#include "base/utf.h"
#include "server/server.h"
#include "server/words.h"
#include <stdlib.h>

void semantic_tokens(Request *r);
void semantic_tokens_range(Request *r);
void semantic_tokens_delta(Request *r);

// As in the legend of methods.def.
enum {
  KEYWORD,
  COMMENT,
  STRING,
  NUMBER,
  OPERATOR,
  NAMESPACE,
  CLASS,
  PROPERTY,
  VARIABLE,
  FUNCTION,
  PARAMETER,
  TYPE,
  MEMBER,
  NO_TYPE
};
enum { DECLARES = 1, DOCUMENTS = 2, LIBRARY = 4, ATTRIBUTE = 8, AGGREGATE = 16, LITERAL = 32, LOGIC = 64 };
#define WALK_DEPTH 256

typedef struct Mark {
  uint32_t at;
  uint8_t type, modifiers;
} Mark; // the word that begins there

typedef struct Semantic {
  Request *r;
  Document *doc;
  Build *build;
  uint32_t file, from, to;
  ARRAY(Mark) marks;
  ARRAY(uint32_t) data;
  Position last;
} Semantic;

// ---- what the tree knows

static void mark(Semantic *x, uint32_t at, unsigned type, unsigned modifiers) {
  *array_push(x->r->a, &x->marks) = (Mark){at, (uint8_t)type, (uint8_t)modifiers};
}

static void mark_child(Semantic *x, const Tree *t, const Node *parent, Ref kid, bool first) {
  const Node *n = ast_at(t, kid);
  switch ((AstKind)parent->kind) {
  case AST_BODY: mark(x, n->at, NAMESPACE, DECLARES); return;
  case AST_MEASURE: mark(x, n->at, PROPERTY, DECLARES); return;
  case AST_INDICATOR: mark(x, n->at, PROPERTY, DECLARES); return;
  case AST_LET: mark(x, n->at, VARIABLE, first ? DECLARES : 0); return;
  case AST_FUNCTION: mark(x, n->at, first ? FUNCTION : VARIABLE, first ? DECLARES : 0); return;
  case AST_PARAMS: mark(x, n->at, PARAMETER, DECLARES); return;
  case AST_CALL: {
    bool library = first && word_builtin(ast_key(x->r->a, t, kid)) != NULL;
    mark(x, n->at, first ? FUNCTION : VARIABLE, library ? LIBRARY : 0);
    return;
  }
  case AST_GROUP:
  case AST_GROUPPOINTS:
  case AST_RULEGROUP:
  case AST_CLASSITEM:
  case AST_RULEDROP:
  case AST_RULEABSENT:
  case AST_ALIASES: mark(x, n->at, CLASS, 0); return;
  case AST_ADOPT:
  case AST_FROM:
  case AST_RULESET:
  case AST_TESTPROJECT:
    mark(x, n->at, NAMESPACE, parent->kind == AST_RULESET && first ? DECLARES : 0);
    return;
  case AST_ALLOW:
  case AST_BAND: mark(x, n->at, MEMBER, 0); return;
  case AST_PATH: mark(x, n->at, first ? VARIABLE : PROPERTY, 0); return;
  case AST_SOURCE: mark(x, n->at, PROPERTY, 0); return;
  case AST_TEXTLINE:
  case AST_COLUMN:
  case AST_SHEETS:
  case AST_CONDITION: mark(x, n->at, STRING, 0); return;
  case AST_FIELD:
  case AST_KEY:
    mark(x, n->at,
         parent->op <= FIELD_PROJECT  ? NAMESPACE
         : parent->op == FIELD_LEVEL2 ? CLASS
         : parent->op == FIELD_NAME   ? PROPERTY
                                      : STRING,
         0);
    return;
  case AST_ATTR:
    mark(x, n->at, parent->op == ATTR_BASIS || parent->op == ATTR_MARK ? STRING : VARIABLE, 0);
    return;
  case AST_DIMENSION:
  case AST_UNITDECL: mark(x, n->at, TYPE, parent->kind == AST_DIMENSION ? DECLARES : 0); return;
  default: mark(x, n->at, VARIABLE, 0); return;
  }
}

static void walk(Semantic *x, const Tree *t, Ref r, unsigned depth) {
  const Node *n = ast_at(t, r);
  if (depth == WALK_DEPTH || n->at > x->to) return;
  if (n->kind == AST_INDICATOR && n->x) mark(x, n->at, CLASS, 0);
  bool first = true;
  for (Ref k = n->kids; k; k = ast_at(t, k)->next, first = false) {
    const Node *kid = ast_at(t, k);
    if (kid->next && ast_at(t, kid->next)->at <= x->from) continue;
    if (kid->kind == AST_NAME)
      mark_child(x, t, n, k, first);
    else if (kid->kind == AST_UNIT)
      mark(x, kid->at, TYPE, n->kind == AST_UNITDECL ? DECLARES : 0);
    else if (!ast_is_leaf((AstKind)kid->kind))
      walk(x, t, k, depth + 1);
  }
}

static int by_place(const void *a, const void *b) {
  const Mark *x = a, *y = b;
  return (x->at > y->at) - (x->at < y->at);
}

// ---- tokens

static void put(Semantic *x, uint32_t start, uint32_t end, unsigned type, unsigned modifiers) {
  if (start >= end || end <= x->from || start >= x->to) return;
  Position a = lines_position(&x->doc->lines, start), b = lines_position(&x->doc->lines, end);
  if (a.line != b.line || b.character <= a.character) return;
  uint32_t row[5] = {a.line - x->last.line,
                     a.line == x->last.line ? a.character - x->last.character : a.character,
                     b.character - a.character, type, modifiers};
  for (unsigned i = 0; i < 5; i++) *array_push(x->r->a, &x->data) = row[i];
  x->last = a;
}

static unsigned type_of(Tok t) {
  switch (token_table[t].class) {
  case CLASS_OPERATOR: return OPERATOR;
  case CLASS_STATEMENT:
  case CLASS_ATTRIBUTE:
  case CLASS_AGGREGATE:
  case CLASS_LITERAL:
  case CLASS_LOGIC:
  case CLASS_MAPPING:
  case CLASS_RULE:
  case CLASS_CHECK: return KEYWORD;
  case CLASS_SYMBOL: return t >= TOK_DOTDOT && t <= TOK_CARET ? OPERATOR : t == TOK_PERCENT ? TYPE : NO_TYPE;
  case CLASS_VALUE: return t == TOK_IDENT ? VARIABLE : t == TOK_STRING ? STRING : NUMBER;
  case CLASS_TRIVIA: return t == TOK_BLANK ? NO_TYPE : COMMENT;
  case CLASS_SPECIAL: return t == TOK_OPENSTRING ? STRING : NO_TYPE;
  }
  return NO_TYPE;
}

// Keywords are of several kinds, which an editor may show apart.
static unsigned modifier_of(Tok t) {
  switch (token_table[t].class) {
  case CLASS_ATTRIBUTE: return ATTRIBUTE;
  case CLASS_AGGREGATE: return AGGREGATE;
  case CLASS_LITERAL: return LITERAL;
  case CLASS_LOGIC: return LOGIC;
  case CLASS_TRIVIA: return t == TOK_DOC ? DOCUMENTS : 0;
  case CLASS_STATEMENT:
  case CLASS_MAPPING:
  case CLASS_RULE:
  case CLASS_CHECK:
  case CLASS_OPERATOR:
  case CLASS_SYMBOL:
  case CLASS_VALUE:
  case CLASS_SPECIAL: return 0;
  }
  return 0;
}

static void put_token(Semantic *x, Token t, const Mark *m) {
  unsigned type = type_of((Tok)t.kind);
  while (t.end > t.start && (x->doc->text[t.end - 1] == '\n' || x->doc->text[t.end - 1] == '\r')) t.end--;
  if (m && (t.kind == TOK_IDENT || t.kind == TOK_STRING || token_is_keyword((Tok)t.kind)))
    put(x, t.start, t.end, m->type, m->modifiers);
  else if ((t.kind == TOK_QUANTITY || t.kind == TOK_HOLE) && t.part && t.start + t.part + t.gap < t.end) {
    put(x, t.start, t.start + t.part, NUMBER, 0);
    put(x, t.start + t.part + t.gap, t.end, TYPE, 0);
  } else if (type != NO_TYPE)
    put(x, t.start, t.end, type, modifier_of((Tok)t.kind));
}

static bool gather(Request *r, Semantic *x) {
  *x = (Semantic){.r = r, .doc = request_document(r), .file = NONE};
  x->build = x->doc ? document_build(r->s, x->doc) : NULL;
  if (x->build) x->file = build_file(x->build, x->doc->path);
  if (x->file == NONE) return false;
  x->to = (uint32_t)x->doc->n;
  if (in_get(r->params, "range") && !range_in(&x->doc->lines, in_get(r->params, "range"), &x->from, &x->to)) {
    request_fail(r, RPC_INVALID_PARAMS, "no range");
    return false;
  }
  const Program *p = x->build->program;
  for (uint32_t i = 0; i < p->tree_n; i++)
    if (p->trees[i]->file == x->file) walk(x, p->trees[i], p->trees[i]->root, 0);
  bool sorted = true;
  for (uint32_t i = 1; i < x->marks.n && sorted; i++) sorted = x->marks.p[i - 1].at <= x->marks.p[i].at;
  if (!sorted) qsort(x->marks.p, x->marks.n, sizeof *x->marks.p, by_place);
  UnitNames units = {units_known, p->units};
  uint32_t line = x->from;
  while (line && x->doc->text[line - 1] != '\n') line--; // a token ends with its line
  Lexer lx = {x->doc->text, line, (uint32_t)x->doc->n, &units, true};
  uint32_t at = 0;
  for (Token t;;) {
    lex_next(&lx, &t);
    if (t.kind == TOK_END || t.start >= x->to) break;
    while (at < x->marks.n && x->marks.p[at].at < t.start) at++;
    put_token(x, t, at < x->marks.n && x->marks.p[at].at == t.start ? &x->marks.p[at] : NULL);
  }
  return true;
}

// ---- answers

static void write_numbers(Json *j, const char *key, const uint32_t *p, uint32_t n) {
  char text[4096]; // many and small
  uint32_t used = 0;
  json_key(j, key), json_list(j);
  for (uint32_t i = 0; i < n; i++) {
    char digits[10];
    unsigned k = 0;
    for (uint32_t v = p[i]; v || !k; v /= 10) digits[k++] = (char)('0' + v % 10);
    while (k) text[used++] = digits[--k];
    if (i + 1 == n || used > sizeof text - 16)
      json_raw(j, (Str){text, used}), used = 0;
    else
      text[used++] = ',';
  }
  json_end(j, ']');
}

// Keeps what is told, so that the next change can be told from it.
static void write_id(Semantic *x) {
  Document *d = x->doc;
  uint32_t *p = realloc(d->tokens, (x->data.n + 1) * sizeof *p);
  if (p) {
    if (x->data.n) memcpy(p, x->data.p, x->data.n * sizeof *p);
    d->tokens = p;
    d->token_n = x->data.n;
    d->token_id++;
  }
  json_put_str(&x->r->json, "resultId", str_fmt(x->r->a, "%u", d->token_id));
}

void semantic_tokens(Request *r) {
  Semantic x;
  if (!gather(r, &x)) return;
  json_obj(&r->json);
  write_id(&x);
  write_numbers(&r->json, "data", x.data.p, x.data.n);
  json_end(&r->json, '}');
}

void semantic_tokens_range(Request *r) {
  Semantic x;
  if (!gather(r, &x)) return;
  json_obj(&r->json);
  write_numbers(&r->json, "data", x.data.p, x.data.n);
  json_end(&r->json, '}');
}

void semantic_tokens_delta(Request *r) {
  Semantic x;
  if (!gather(r, &x)) return;
  Document *d = x.doc;
  Json *j = &r->json;
  bool known = d->tokens && str_eq(in_text(r->params, "previousResultId"), str_fmt(r->a, "%u", d->token_id));
  uint32_t head = 0, tail = 0, was = d->token_n, least = was < x.data.n ? was : x.data.n;
  if (known) {
    while (head < least && d->tokens[head] == x.data.p[head]) head++;
    while (tail < least - head && d->tokens[was - tail - 1] == x.data.p[x.data.n - tail - 1]) tail++;
  }
  json_obj(j);
  write_id(&x);
  if (!known)
    write_numbers(j, "data", x.data.p, x.data.n);
  else {
    json_key(j, "edits"), json_list(j);
    if (was != x.data.n || head < was) {
      json_obj(j);
      json_put_u64(j, "start", head);
      json_put_u64(j, "deleteCount", was - head - tail);
      write_numbers(j, "data", x.data.n ? x.data.p + head : NULL, x.data.n - head - tail);
      json_end(j, '}');
    }
    json_end(j, ']');
  }
  json_end(j, '}');
}
