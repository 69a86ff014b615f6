// Every place that means a symbol: formulas by watching them all, other words by a walk over the trees.
#include "compiler/query_watch.h"

typedef struct Uses {
  const Query *q;
  const Symbol *s;
  void (*each)(void *ctx, Span at, bool declares);
  void *ctx;
  QueryPath path;
} Uses;

static void formula_use(void *ctx, const NameUse *u) {
  Uses *x = ctx;
  static const SymbolKind kinds[] = {
      [USE_INPUT] = SYMBOL_INPUT,    [USE_LET] = SYMBOL_LET,           [USE_INDICATOR] = SYMBOL_INDICATOR,
      [USE_ENTITY] = SYMBOL_ENTITY,  [USE_FUNCTION] = SYMBOL_FUNCTION, [USE_FIGURE] = SYMBOL_FIGURE,
      [USE_BUILTIN] = SYMBOL_BUILTIN};
  if (kinds[u->kind] == (SymbolKind)x->s->kind && u->row == x->s->row)
    x->each(x->ctx, ast_span(u->tree, u->name), false);
}

// ---- words of the trees

static bool word_of(const Tree *t, Ref r, SymbolKind kind) {
  switch ((AstKind)ast_at(t, r)->kind) {
  case AST_NAME: return kind != SYMBOL_UNIT;
  case AST_UNIT:
  case AST_QUANTITY:
  case AST_HOLE: return kind == SYMBOL_UNIT;
  case AST_INDICATOR: return kind == SYMBOL_CLASS && ast_at(t, r)->x;
  default: return false;
  }
}

// The place whose symbol is asked: behind a quantity's number, else the node's beginning.
static uint32_t place_of(const Tree *t, Ref r) {
  const Node *n = ast_at(t, r);
  if (n->kind != AST_QUANTITY && n->kind != AST_HOLE) return n->at;
  Str unit = ast_unit_text(t, r);
  return (uint32_t)(unit.p - t->source->text.p);
}

static bool stands_for_rules(const QueryPath *path) { // names that are no formula's
  if (path->n < 2) return false;
  switch ((AstKind)ast_at(path->tree, path->at[path->n - 2])->kind) {
  case AST_GROUP:
  case AST_GROUPPOINTS:
  case AST_RULEGROUP:
  case AST_CLASSITEM:
  case AST_RULEDROP:
  case AST_RULEABSENT:
  case AST_ALIASES:
  case AST_KEY:
  case AST_FIELD:
  case AST_ADOPT:
  case AST_FROM:
  case AST_RULESET:
  case AST_DIMENSION:
  case AST_UNITDECL:
  case AST_ALLOW: return true;
  default: return false;
  }
}

static void try_word(Uses *x, Ref r) {
  const Tree *t = x->path.tree;
  SymbolKind kind = (SymbolKind)x->s->kind;
  bool param = kind == SYMBOL_PARAM && query_up(&x->path, AST_FUNCTION);
  if (!word_of(t, r, kind) || (ast_at(t, r)->kind == AST_NAME && !param && !stands_for_rules(&x->path)))
    return;
  if (param && ast_at(t, r)->val != ast_at(x->s->tree, x->s->word)->val) return;
  if (kind == SYMBOL_UNIT && ast_at(t, r)->kind != AST_UNIT) { // most of them, told quickly
    Str unit = ast_unit_text(t, r);
    UnitFound u = units_find_hashed(x->q->prog->units, unit, ast_at(t, r)->val);
    uint32_t start = place_of(t, r);
    if (unit.n && u.id == x->s->row && u.problem == UNIT_OK)
      x->each(x->ctx, (Span){t->file, start, start + (uint32_t)unit.n}, false);
    return;
  }
  Symbol s;
  x->path.offset = place_of(t, r);
  if (!query_symbols(x->q, &x->path, &s, 1) || !query_same(&s, x->s)) return;
  x->each(x->ctx, s.at, t == s.tree && r == s.word);
}

static void walk(Uses *x, Ref r) {
  if (x->path.n == QUERY_DEPTH) return;
  const Tree *t = x->path.tree;
  x->path.at[x->path.n++] = r;
  try_word(x, r);
  if (!ast_is_leaf((AstKind)ast_at(t, r)->kind))
    for (Ref k = ast_at(t, r)->kids; k; k = ast_at(t, k)->next) walk(x, k);
  x->path.n--;
}

static void walk_trees(Uses *x) {
  for (uint32_t i = 0; i < x->q->prog->tree_n; i++) {
    x->path = (QueryPath){.tree = x->q->prog->trees[i], .tree_number = i};
    walk(x, x->path.tree->root);
  }
}

void query_uses(const Query *q, const Symbol *s, void (*each)(void *ctx, Span at, bool declares), void *ctx) {
  Uses x = {.q = q, .s = s, .each = each, .ctx = ctx};
  Seen seen = {.each = formula_use, .ctx = &x};
  switch ((SymbolKind)s->kind) {
  case SYMBOL_ENTITY:
    for (uint32_t i = 0; i < q->body_n; i++) {
      const Tree *t = q->prog->trees[q->bodies[i].tree];
      Ref name = ast_at(t, q->bodies[i].body)->kids;
      if (q->bodies[i].entity == s->row && name && ast_at(t, name)->kind == AST_NAME)
        each(ctx, ast_span(t, name), true);
    }
    watch_all(q, &seen, WATCH_ALL);
    break;
  case SYMBOL_INPUT:
  case SYMBOL_LET:
  case SYMBOL_INDICATOR:
  case SYMBOL_FUNCTION:
    if (s->tree) each(ctx, ast_span(s->tree, s->word), true);
    watch_all(q, &seen, WATCH_ALL);
    break;
  case SYMBOL_FIGURE:
  case SYMBOL_BUILTIN: watch_all(q, &seen, WATCH_ALL); break;
  case SYMBOL_PARAM:
  case SYMBOL_RULESET:
  case SYMBOL_GROUP:
  case SYMBOL_CLASS:
  case SYMBOL_UNIT:
  case SYMBOL_DIMENSION:
  case SYMBOL_CODE: walk_trees(&x); break;
  case SYMBOL_IMPORT:
  case SYMBOL_NONE: break;
  }
}
