// The canonical form of whatever parses: it parses again to the same tree, keeps every comment in its order,
// is its own canonical form, and comes back to itself from the other language's keywords.
#include "base/utf.h"
#include "fuzz.h"
#include "grammar/diags.h"
#include "grammar/format.h"

static bool known(void *ctx, Str word) {
  static const char *const units[] = {"元", "万元", "人", "人次",  "个", "次", "条", "条/日",
                                      "年", "月",   "日", "天",    "分", "家", "件", "份",
                                      "米", "%",    "度", "元/人", "m",  "h",  "d",  "t"};
  (void)ctx;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (str_eq(word, str_z(units[i]))) return true;
  return false;
}

static const UnitNames units = {known, NULL};

typedef struct Parsed {
  Sources all; // a source of its own
  Tree tree;
} Parsed;

static Parsed *parse(Arena *a, Str text) {
  Parsed *p = NEW(a, Parsed);
  char *copy = arena_zero(a, text.n + 16, 1, 1);
  if (text.n) memcpy(copy, text.p, text.n);
  uint32_t file = sources_add(a, &p->all, S("fuzz.pgl"), (Str){copy, text.n});
  Diags diags = diags_new(a, diag_table);
  parse_file(a, &p->all, file, &units, &diags, &p->tree);
  return p;
}

static Str format(Arena *a, const Parsed *p, KeywordStyle style) {
  Out o = out_memory(a);
  must(format_tree(a, &p->tree, &units, &(FormatOptions){style}, &o));
  return out_text(&o);
}

// ---- the same tree, apart from offsets -----------------------------------------------------------
static Str words_only(Arena *a, const Tree *t, Ref unit) {
  const Node *n = ast_at(t, unit);
  Lexer lx = {t->source->text.p, n->at, n->at + n->x, NULL, false};
  Out o = out_memory(a);
  for (Token k; lex_next(&lx, &k), k.kind != TOK_END;)
    out_str(&o, str_slice(t->source->text, k.start, k.end));
  return utf_key(a, out_text(&o));
}

static bool same_leaf(Arena *a, const Tree *t, Ref x, const Tree *u, Ref y) {
  const Node *n = ast_at(t, x), *k = ast_at(u, y);
  switch ((AstKind)n->kind) {
  case AST_NAME: return n->op == k->op && ast_same_name(t, x, u, y);
  case AST_STRING: return str_eq(ast_string(a, t, x), ast_string(a, u, y));
  case AST_NUMBER: return str_eq(ast_digits(a, t, x), ast_digits(a, u, y));
  case AST_QUANTITY:
    return str_eq(ast_digits(a, t, x), ast_digits(a, u, y)) &&
           str_eq(utf_key(a, ast_unit_text(t, x)), utf_key(a, ast_unit_text(u, y)));
  case AST_HOLE: return str_eq(utf_key(a, ast_unit_text(t, x)), utf_key(a, ast_unit_text(u, y)));
  case AST_UNIT: return str_eq(words_only(a, t, x), words_only(a, u, y));
  case AST_DATE: return n->op == k->op && n->x == k->x && n->val == k->val;
  default: return n->op == k->op;
  }
}

static bool same(Arena *a, const Tree *t, Ref x, const Tree *u, Ref y) {
  const Node *n = ast_at(t, x), *k = ast_at(u, y);
  if (n->kind != k->kind) return false;
  if (ast_is_leaf((AstKind)n->kind)) return same_leaf(a, t, x, u, y);
  if (n->op != k->op || (n->kind != AST_TARGET && n->x != k->x)) return false; // x: of a TARGET, 以上
  if (n->kind == AST_INDICATOR && ast_class_hash(t, x) != ast_class_hash(u, y)) return false;
  Ref c = n->kids, d = k->kids;
  if ((n->kind == AST_GROUPPOINTS || n->kind == AST_RULEGROUP) && n->op) { // 执行率, a keyword
    c = ast_at(t, c)->next;
    d = ast_at(u, d)->next;
  }
  for (; c && d; c = ast_at(t, c)->next, d = ast_at(u, d)->next)
    if (!same(a, t, c, u, d)) return false;
  return !c && !d;
}

// ---- the same comments ---------------------------------------------------------------------------
static bool next_comment(Lexer *lx, Str *text) {
  for (Token k; lex_next(lx, &k), k.kind != TOK_END;) {
    if (k.kind != TOK_COMMENT && k.kind != TOK_DOC) continue;
    *text = (Str){lx->text + k.start, k.end - k.start};
    while (text->n &&
           (text->p[text->n - 1] == ' ' || (text->p[text->n - 1] >= '\t' && text->p[text->n - 1] <= '\r')))
      text->n--;
    return true;
  }
  return false;
}

static bool same_comments(Str x, Str y) {
  Lexer a = {x.p, 0, (uint32_t)x.n, &units, true}, b = {y.p, 0, (uint32_t)y.n, &units, true};
  for (Str s, t;;) {
    bool more = next_comment(&a, &s);
    if (next_comment(&b, &t) != more) return false;
    if (!more) return true;
    if (!str_eq(s, t)) return false;
  }
}

// ---- the properties ------------------------------------------------------------------------------
static Parsed *check(Arena *a, const Parsed *from, KeywordStyle style) {
  Str once = format(a, from, style);
  Parsed *p = parse(a, once);
  must(!p->tree.broken);
  must(same(a, &from->tree, from->tree.root, &p->tree, p->tree.root));
  must(same_comments(from->all.p->text, p->all.p->text));
  must(str_eq(format(a, p, style), once));
  must(str_eq(format(a, p, KEYWORDS_KEEP), once));
  return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  Parsed *p = parse(&a, (Str){(const char *)data, size});
  if (!p->tree.broken) {
    Parsed *kept = check(&a, p, KEYWORDS_KEEP), *zh = check(&a, p, KEYWORDS_ZH),
           *en = check(&a, zh, KEYWORDS_EN);
    must(str_eq(format(&a, en, KEYWORDS_ZH), zh->all.p->text));
    must(str_eq(format(&a, kept, KEYWORDS_EN), en->all.p->text));
    tree_free(&kept->tree);
    tree_free(&zh->tree);
    tree_free(&en->tree);
  }
  tree_free(&p->tree);
  arena_free(&a);
  return 0;
}
