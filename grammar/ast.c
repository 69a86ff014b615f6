// Reading a tree: text, spans, names, and the dump.
#include "grammar/ast.h"
#include "base/array.h"
#include "base/utf.h"
#include "grammar/lexer.h"
#include <stdlib.h>

static const char *const kind_names[AST_KINDS] = {
    "NONE",
#define A(id, doc) #id,
#define K(id, doc) #id,
#include "grammar/ast.def"
#undef A
#undef K
};

void tree_free(Tree *t) {
  if (!t->store && !t->borrowed) free(t->nodes);
  *t = (Tree){0};
}

static const struct {
  const char *sign, *ascii;
  TargetBehind behind;
} target_forms[] = {
#define T(id, sign, ascii, behind) {sign, ascii, BEHIND_##behind},
#include "grammar/targets.def"
#undef T
};

TargetBehind target_behind(TargetForm form) {
  return target_forms[form].behind;
}

Str target_sign(TargetForm form, bool ascii) {
  const char *sign = ascii ? target_forms[form].ascii : target_forms[form].sign;
  return sign ? str_z(sign) : (Str){0};
}

bool ast_is_leaf(AstKind kind) {
  return kind != AST_NONE && kind <= AST_END;
}

// ---- text --------------------------------------------------------------------------------------
static Str slice(const Tree *t, uint32_t from, uint32_t to) {
  return (Str){t->source->text.p + from, to - from};
}

static Token token_at(const Tree *t, uint32_t at) {
  Lexer lx = {t->source->text.p, at, (uint32_t)t->source->text.n, NULL, false};
  Token k;
  lex_next(&lx, &k);
  return k;
}

static uint32_t text_bytes(const Tree *t, const Node *n) {
  switch (n->kind) {
  case AST_STRING: return n->val;
  case AST_QUANTITY:
  case AST_HOLE: return ast_number_bytes(n) + n->op + ast_unit_bytes(n);
  case AST_DATE: {
    Token k = token_at(t, n->at);
    return k.start == n->at ? k.end - k.start : 0;
  }
  default: return n->x;
  }
}

Str ast_text(const Tree *t, Ref leaf) {
  const Node *n = ast_at(t, leaf);
  return slice(t, n->at, n->at + text_bytes(t, n));
}

Str ast_class(const Tree *t, Ref indicator) {
  const Node *n = ast_at(t, indicator);
  return slice(t, n->at, n->at + n->x);
}

uint32_t ast_class_hash(const Tree *t, Ref indicator) {
  Str word = ast_class(t, indicator);
  if (!word.n) return 0;
  if (utf_is_key(word)) return str_hash(word);
  Arena scratch;
  arena_init(&scratch, NULL, NULL);
  uint32_t hash = str_hash(utf_key(&scratch, word));
  arena_free(&scratch);
  return hash;
}

static uint32_t quote_bytes(Str s) { // " takes one byte, the other quotes three
  return s.n && s.p[0] == '"' ? 1 : 3;
}

static Str unquoted(Str s) {
  uint32_t open = quote_bytes(s);
  uint32_t close = s.n && s.p[s.n - 1] == '"' ? 1 : open == 1 ? 0 : 3; // ＂…" is a pair, "… was left open
  return s.n < open + close ? (Str){s.p, 0} : str_slice(s, open, s.n - close);
}

static Str unescaped(Arena *a, Str s) {
  char *p = arena_raw(a, s.n + 1, 1);
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '\\')) i++;
    p[n++] = s.p[i];
  }
  return (Str){p, n};
}

Str ast_name_unquoted(const Tree *t, Ref name) {
  Str s = ast_text(t, name);
  return ast_at(t, name)->op & NAME_QUOTED ? unquoted(s) : s;
}

Str ast_key(Arena *a, const Tree *t, Ref name) {
  Str s = ast_name(t, name);
  if (!(ast_at(t, name)->op & NAME_FOLDED)) return s;
  if (ast_at(t, name)->op & NAME_QUOTED && ast_text(t, name).p[0] == '"') s = unescaped(a, s);
  return utf_key(a, s);
}

bool ast_name_is(const Tree *t, Ref name, Str key, uint32_t hash) {
  if (ast_at(t, name)->val != hash) return false;
  if (!(ast_at(t, name)->op & NAME_FOLDED)) return str_eq(ast_name(t, name), key);
  Arena scratch;
  arena_init(&scratch, NULL, NULL);
  bool same = str_eq(ast_key(&scratch, t, name), key);
  arena_free(&scratch);
  return same;
}

bool ast_same_key(const Tree *t, Ref a, const Tree *u, Ref b) {
  const Node *y = ast_at(u, b);
  if (!(y->op & NAME_FOLDED)) return ast_name_is(t, a, ast_name(u, b), y->val);
  Arena scratch;
  arena_init(&scratch, NULL, NULL);
  bool same = ast_name_is(t, a, ast_key(&scratch, u, b), y->val);
  arena_free(&scratch);
  return same;
}

Str ast_string(Arena *a, const Tree *t, Ref string) {
  Str s = unquoted(ast_text(t, string));
  return ast_at(t, string)->op ? unescaped(a, s) : s;
}

Str ast_number_text(const Tree *t, Ref quantity) {
  const Node *n = ast_at(t, quantity);
  return slice(t, n->at, n->at + (n->kind == AST_QUANTITY ? ast_number_bytes(n) : n->x));
}

Str ast_digits(Arena *a, const Tree *t, Ref quantity) {
  Str s = ast_number_text(t, quantity);
  size_t i = 0;
  while (i < s.n && (unsigned char)s.p[i] < 0x80 && s.p[i] != ',') i++;
  if (i == s.n) return s;
  char *p = arena_raw(a, s.n, 1);
  size_t n = 0;
  unsigned len;
  for (i = 0; i < s.n; i += len) {
    uint32_t c = utf_decode(s, i, &len);
    if (c == ',') continue;
    p[n++] = (char)(c >= 0xFF10 && c <= 0xFF19 ? c - 0xFF10 + '0' : c == 0xFF0E ? '.' : c);
  }
  return (Str){p, n};
}

Str ast_unit_text(const Tree *t, Ref quantity) {
  const Node *n = ast_at(t, quantity);
  if (n->kind == AST_UNIT) return ast_text(t, quantity);
  uint32_t from = n->at + ast_number_bytes(n) + n->op;
  return slice(t, from, from + ast_unit_bytes(n));
}

// ---- spans -------------------------------------------------------------------------------------
static bool has_brace(const Node *n) {
  switch (n->kind) {
  case AST_RULESET:
  case AST_TEST:
  case AST_BODY:
  case AST_SOURCES:
  case AST_PLAN:
  case AST_GROUP: return true;
  case AST_ACTUALS: return n->op;
  default: return false;
  }
}

static bool has_end(AstKind k) {
  switch (k) {
  case AST_RULEGROUP:
  case AST_RULEBARE:
  case AST_ROWS:
  case AST_CALL:
  case AST_PAREN:
  case AST_ERROR: return true;
  default: return false;
  }
}

uint32_t ast_end(const Tree *t, Ref r) {
  const Node *n = ast_at(t, r);
  bool has = has_brace(n) || has_end(n->kind) || (n->kind == AST_TARGET && n->x);
  return has ? t->nodes[r - 1].at : 0;
}

Span ast_head(const Tree *t, Ref r) {
  const Node *n = ast_at(t, r);
  uint32_t end = n->kind == AST_FILE ? n->at : token_at(t, n->at).end;
  if (ast_is_leaf(n->kind)) end = n->at + text_bytes(t, n);
  return (Span){t->file, n->at, end};
}

Span ast_span(const Tree *t, Ref r) {
  uint32_t start = ast_at(t, r)->at, end;
  if (ast_at(t, r)->kind == AST_FILE) return (Span){t->file, 0, (uint32_t)t->source->text.n};
  for (;;) { // down the last children
    const Node *n = ast_at(t, r);
    if (ast_is_leaf(n->kind)) {
      end = n->at + text_bytes(t, n);
      break;
    }
    end = ast_end(t, r);
    if (end && has_brace(n)) end += t->source->text.p[end] == '}' ? 1 : 3;
    if (end) break;
    if (!n->kids) {
      end = token_at(t, n->at).end;
      break;
    }
    r = n->kids;
    while (ast_at(t, r)->next) r = ast_at(t, r)->next;
  }
  return (Span){t->file, start, end > start ? end : start};
}

Ref ast_child(const Tree *t, Ref r, AstKind kind) {
  if (ast_is_leaf(ast_at(t, r)->kind)) return 0;
  for (Ref c = ast_at(t, r)->kids; c; c = ast_at(t, c)->next)
    if (ast_at(t, c)->kind == kind) return c;
  return 0;
}

// ---- docs --------------------------------------------------------------------------------------
// The line that ends at `end` (its own line end left out); its start.
static uint32_t line_start(const char *p, uint32_t end) {
  while (end && p[end - 1] != '\n') end--;
  return end;
}

Str ast_doc(Arena *a, const Tree *t, Ref declaration) {
  const char *p = t->source->text.p;
  uint32_t first = line_start(p, ast_at(t, declaration)->at);
  if (str_trim(slice(t, first, ast_at(t, declaration)->at)).n) return S(""); // not first on its line
  uint32_t stop = first;
  while (first) {
    uint32_t start = line_start(p, first - 1);
    Str line = str_trim(slice(t, start, first - 1));
    if (!str_starts(line, S("///")) || str_starts(line, S("////"))) break;
    first = start;
  }
  Out o = out_memory(a);
  while (first < stop) {
    const char *lf = memchr(p + first, '\n', stop - first);
    uint32_t end = lf ? (uint32_t)(lf - p) : stop;
    Str line = str_trim(slice(t, first, end));
    if (o.n) out_c(&o, '\n');
    out_str(&o, str_trim(str_slice(line, 3, line.n)));
    first = end + 1;
  }
  return out_text(&o);
}

// ---- dump --------------------------------------------------------------------------------------
static const char *op_name(const Node *n) {
  static const char *const bodies[] = {"DEPARTMENT", "SECTION", "PROJECT"};
  static const char *const texts[] = {"CODE", "USE", "GOAL", "NOTE", "MEASURES", "CHARGE", "MIDGOAL"};
  static const char *const aggs[] = {"SUM", "LAST", "MEAN", "MAX", "MIN", "COUNT"};
  static const char *const attrs[] = {"VALUE", "POINTS",  "SCORE",  "BASIS", "EXPLAIN",
                                      "MARK",  "MIDTERM", "ADJUST", "NA"};
  static const char *const targets[] = {"GE",   "LE",    "GT",   "LT",   "EQ",   "NE", "RANGE",  "DEADLINE",
                                        "DATE", "TRUTH", "TEXT", "BARE", "HOLE", "NA", "MISSING"};
  static const char *const fields[] = {"DEPARTMENT", "PROJECT", "LEVEL2", "NAME",
                                       "DATE",       "VALUE",   "UNIT",   "REASON"};
  static const char *const unmet[] = {"POSITIVE", "NEGATIVE", "EQUAL"};
  static const char *const exprs[] = {"ADD", "SUB", "MUL", "DIV", "POW", "GE",  "LE", "GT",
                                      "LT",  "EQ",  "NE",  "AND", "OR",  "NOT", "NEG"};
  static const char *const dates[] = {"DAY",  "MONTH",    "MONTH_END", "QUARTER", "QUARTER_END",
                                      "HALF", "HALF_END", "YEAR",      "YEAR_END"};
  switch (n->kind) {
  case AST_BODY: return bodies[n->op];
  case AST_TEXTLINE: return texts[n->op];
  case AST_AGG:
  case AST_MEASURE: return aggs[n->op];
  case AST_ATTR: return attrs[n->op];
  case AST_RULEBARE:
  case AST_TARGET: return targets[n->op];
  case AST_RULEUNMET: return unmet[n->op];
  case AST_BINARY:
  case AST_UNARY: return exprs[n->op];
  case AST_DATE: return dates[n->op & ~DATE_BEFORE & 0xFF];
  case AST_FIELD:
  case AST_KEY: return fields[n->op];
  case AST_CONDITION: return exprs[n->op];
  case AST_NAME: return n->op & NAME_FOLDED ? "FOLDED" : NULL;
  case AST_BUDGET: return n->op ? "MIDTERM" : NULL;
  case AST_GROUPPOINTS:
  case AST_RULEGROUP: return n->op ? "EXECRATE" : NULL;
  default: return NULL;
  }
}

static void dump_details(Out *o, const Tree *t, Ref r) {
  const Node *n = ast_at(t, r);
  const char *op = op_name(n);
  if (op) {
    out_c(o, ' ');
    out_z(o, op);
  }
  if (n->kind == AST_DATE) {
    if (n->op & DATE_BEFORE) out_z(o, " BEFORE");
    out_fmt(o, " %u", n->val);
    if ((n->op & 0x7F) <= DATE_MONTH_END)
      out_fmt(o, "-%u-%u", n->x >> 8, n->x & 0xFFu);
    else if (n->x)
      out_fmt(o, " %u", n->x);
  }
  if (n->kind == AST_INDICATOR && n->x) {
    out_c(o, ' ');
    out_str(o, slice(t, n->at, n->at + n->x));
  }
  if (n->kind == AST_QUANTITY || n->kind == AST_HOLE) {
    out_c(o, ' ');
    out_str(o, slice(t, n->at, n->at + ast_number_bytes(n)));
    out_c(o, '|');
    out_str(o, ast_unit_text(t, r));
  } else if (ast_is_leaf(n->kind)) {
    out_c(o, ' ');
    out_str(o, ast_text(t, r));
  }
  if (has_brace(n) && !ast_end(t, r)) out_z(o, " (open)");
  out_c(o, '\n');
}

// Down, then right, then up: the way back is kept, since nodes know no parent.
void ast_dump(Out *o, const Tree *t, Ref r) {
  ARRAY(Ref) path = {0};
  Ref top = r;
  while (r) {
    out_pad(o, ' ', 2 * (size_t)path.n);
    out_z(o, kind_names[ast_at(t, r)->kind]);
    dump_details(o, t, r);
    if (!ast_is_leaf(ast_at(t, r)->kind) && ast_at(t, r)->kids) {
      *array_push(o->arena, &path) = r;
      r = ast_at(t, r)->kids;
      continue;
    }
    while (r != top && !ast_at(t, r)->next) r = path.p[--path.n];
    r = r == top ? 0 : ast_at(t, r)->next;
  }
}
