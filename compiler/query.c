// From an offset to nodes, and from a word to what it stands for.
#include "compiler/query.h"
#include "compiler/entity.h"
#include "compiler/query_watch.h"
#include "compiler/rules.h"
#include <stdlib.h>

// ---- bodies and their entities

static int by_place(const void *x, const void *y) {
  const QueryBody *a = x, *b = y;
  if (a->tree != b->tree) return a->tree < b->tree ? -1 : 1;
  return a->body < b->body ? -1 : a->body > b->body;
}

Query query_on(const Program *p, Arena *a) {
  Query q = {.prog = p, .arena = a, .bodies = NEW_N(a, QueryBody, p->entity_n + p->opening_n + 1)};
  for (uint32_t e = 0; e < p->entity_n; e++) {
    const EntityDecl *d = &p->entities[e];
    q.bodies[q.body_n++] = (QueryBody){d->tree, e, d->body};
    for (uint32_t o = d->more; o != NONE && q.body_n < p->entity_n + p->opening_n; o = p->openings[o].more)
      q.bodies[q.body_n++] = (QueryBody){p->openings[o].tree, e, p->openings[o].body};
  }
  qsort(q.bodies, q.body_n, sizeof *q.bodies, by_place);
  return q;
}

uint32_t query_body_entity(const Query *q, uint32_t tree, Ref body) {
  QueryBody key = {.tree = tree, .body = body};
  const QueryBody *found = q->body_n ? bsearch(&key, q->bodies, q->body_n, sizeof key, by_place) : NULL;
  return found ? found->entity : NONE;
}

// ---- the path

// The node and, for the words that are no node of their own, its text holds the offset.
static bool holds(const Tree *t, Ref r, uint32_t offset) {
  if (ast_at(t, r)->at > offset) return false;
  Span at = ast_span(t, r);
  return offset <= at.end && at.start < at.end;
}

static Ref child_at(const Tree *t, Ref r, uint32_t offset) {
  Ref found = 0;
  if (ast_is_leaf((AstKind)ast_at(t, r)->kind)) return 0;
  for (Ref k = ast_at(t, r)->kids; k; k = ast_at(t, k)->next)
    if (ast_at(t, k)->at <= offset && holds(t, k, offset)) found = k; // the later one, where two touch
  return found;
}

bool query_path(const Query *q, uint32_t file, uint32_t offset, QueryPath *out) {
  const Program *p = q->prog;
  *out = (QueryPath){.offset = offset};
  for (uint32_t i = 0; i < p->tree_n; i++) {
    const Tree *t = p->trees[i];
    if (t->file != file) continue;
    bool inside = child_at(t, t->root, offset) != 0;
    if (out->tree && !inside) continue; // a large file has several trees: any, unless one holds the place
    *out = (QueryPath){.tree = t, .tree_number = i, .offset = offset};
    if (inside) break;
  }
  if (!out->tree) return false;
  for (Ref r = out->tree->root; r && out->n < QUERY_DEPTH; r = child_at(out->tree, r, offset))
    out->at[out->n++] = r;
  return true;
}

Ref query_leaf(const QueryPath *path) {
  return path->n ? path->at[path->n - 1] : 0;
}

Ref query_up(const QueryPath *path, AstKind kind) {
  for (uint32_t i = path->n; i-- > 0;)
    if (ast_at(path->tree, path->at[i])->kind == kind) return path->at[i];
  return 0;
}

uint32_t query_entity(const Query *q, const QueryPath *path) {
  Ref body = query_up(path, AST_BODY);
  return body ? query_body_entity(q, path->tree_number, body) : NONE;
}

uint32_t query_ruleset(const Query *q, const QueryPath *path) {
  uint32_t e = query_entity(q, path);
  return e == NONE ? ruleset_default(q->prog) : q->prog->entities[e].ruleset;
}

// ---- declarations by number

static Symbol of_entry(SymbolKind kind, const NameEntry *e) {
  return (Symbol){.kind = (uint8_t)kind,
                  .row = e->row,
                  .tree = e->tree,
                  .node = e->node,
                  .word = e->name,
                  .entity = e->entity};
}

static bool entry_of(const Query *q, Check *c, SymbolKind kind, uint32_t row, Symbol *out) {
  static const NameKind kinds[] = {
      [SYMBOL_INPUT] = NAME_INPUT, [SYMBOL_LET] = NAME_LET, [SYMBOL_INDICATOR] = NAME_INDICATOR};
  for (uint32_t e = 0; e < q->prog->entity_n; e++) {
    const EntityDecl *d = &q->prog->entities[e];
    uint32_t first = kind == SYMBOL_INPUT ? d->input_first + 1
                     : kind == SYMBOL_LET ? d->let_first
                                          : d->indicator_first;
    uint32_t n = kind == SYMBOL_INPUT ? d->measure_n : kind == SYMBOL_LET ? d->let_n : d->indicator_n;
    if (row - first >= n) continue;
    const EntityNames *names = names_of(c, e);
    for (uint32_t i = 0; i < names->n; i++)
      if (names->p[i].kind == kinds[kind] && names->p[i].row == row)
        return *out = of_entry(kind, &names->p[i]), true;
  }
  return false;
}

// Completes a symbol of which kind and row are known.
static void declaration(const Query *q, Check *c, Symbol *s) {
  const Program *p = q->prog;
  Str name = s->name;
  Span at = s->at;
  switch ((SymbolKind)s->kind) {
  case SYMBOL_ENTITY: {
    const EntityDecl *d = &p->entities[s->row];
    s->tree = p->trees[d->tree], s->node = d->body, s->word = d->name, s->entity = s->row;
    break;
  }
  case SYMBOL_INPUT:
  case SYMBOL_LET:
  case SYMBOL_INDICATOR: entry_of(q, c, (SymbolKind)s->kind, s->row, s); break;
  case SYMBOL_FUNCTION: {
    const FunctionDecl *f = &p->functions[s->row];
    s->tree = p->trees[f->tree], s->node = f->node, s->word = f->name;
    break;
  }
  default: break;
  }
  s->name = name, s->at = at;
}

// ---- units, rule sets, classes: found in the trees

static bool file_item(const Query *q, AstKind kind, bool (*is)(void *ctx, const Tree *t, Ref node),
                      void *ctx) {
  for (uint32_t i = 0; i < q->prog->tree_n; i++) {
    const Tree *t = q->prog->trees[i];
    for (Ref r = ast_at(t, t->root)->kids; r; r = ast_at(t, r)->next)
      if (ast_at(t, r)->kind == kind && is(ctx, t, r)) return true;
  }
  return false;
}

typedef struct Find {
  const Query *q;
  Symbol *s;
  Str key;
  unsigned left; // 取自 to follow
} Find;

static bool found(Find *f, const Tree *t, Ref node, Ref word) {
  f->s->tree = t, f->s->node = node, f->s->word = word;
  return true;
}

static bool has_word(const Query *q, const Tree *t, Ref list, Str key, Ref *word) {
  for (Ref r = ast_at(t, list)->kids; r; r = ast_at(t, r)->next) {
    AstKind k = (AstKind)ast_at(t, r)->kind;
    if (k == AST_ALIASES && has_word(q, t, r, key, word)) return true;
    if (k == AST_NAME && str_eq(ast_key(q->arena, t, r), key)) return *word = r, true;
    if (k == AST_UNIT && str_eq(ast_text(t, r), key)) return *word = r, true;
    if (k != AST_NAME && k != AST_UNIT && k != AST_ALIASES && ast_at(t, list)->kind == AST_UNITDECL)
      return false;
  }
  return false;
}

static bool is_unit(void *ctx, const Tree *t, Ref node) {
  Find *f = ctx;
  Ref word;
  return has_word(f->q, t, node, f->key, &word) && ast_at(t, word)->kind == AST_UNIT &&
         found(f, t, node, word);
}

static bool is_named(void *ctx, const Tree *t, Ref node) {
  Find *f = ctx;
  for (Ref r = ast_at(t, node)->kids; r; r = ast_at(t, r)->next)
    if (ast_at(t, r)->kind == AST_NAME && str_eq(ast_key(f->q->arena, t, r), f->key))
      return found(f, t, node, r);
  return false;
}

static bool in_ruleset(void *ctx, const Tree *t, Ref node) {
  Find *f = ctx;
  if (!ast_at(t, node)->kids || !str_eq(ast_key(f->q->arena, t, ast_at(t, node)->kids), f->s->name))
    return false;
  for (Ref g = ast_at(t, node)->kids; g; g = ast_at(t, g)->next) {
    Ref word;
    if (ast_at(t, g)->kind != AST_RULEGROUP) continue;
    if (f->s->kind == SYMBOL_GROUP && has_word(f->q, t, g, f->key, &word)) return found(f, t, g, word);
    for (Ref c = ast_at(t, g)->kids; c && f->s->kind == SYMBOL_CLASS; c = ast_at(t, c)->next)
      if (ast_at(t, c)->kind == AST_CLASSITEM && has_word(f->q, t, c, f->key, &word))
        return found(f, t, c, word);
  }
  Ref from = ast_child(t, node, AST_FROM);
  if (!from || !f->left--) return false;
  f->s->name = ast_key(f->q->arena, t, ast_at(t, from)->kids);
  return file_item(f->q, AST_RULESET, in_ruleset, f);
}

static void find_class(const Query *q, uint32_t ruleset, Str key, uint32_t hash, Symbol *s) {
  const Plan *plan = q->prog->plan;
  if (ruleset == NONE) return;
  uint32_t cls = rule_class(q->prog, ruleset, q->arena, key, hash),
           group = rule_group(q->prog, ruleset, q->arena, key, hash);
  if (cls == NONE && group == NONE) return;
  s->kind = cls != NONE ? SYMBOL_CLASS : SYMBOL_GROUP;
  s->row = cls != NONE ? cls : group;
  Str text = plan_text(plan, cls != NONE ? plan->classes.name[cls] : plan->groups.name[group]);
  Symbol as = *s;
  as.name = plan_text(plan, plan->rulesets.name[ruleset]);
  Find f = {q, &as, utf_key_of(q->arena, text), 16};
  if (file_item(q, AST_RULESET, in_ruleset, &f)) s->tree = as.tree, s->node = as.node, s->word = as.word;
}

bool query_unit(const Query *q, Str text, Symbol *s) {
  UnitFound u = units_find(q->prog->units, text);
  if (u.problem != UNIT_OK) return false;
  s->kind = SYMBOL_UNIT;
  s->row = u.id;
  Find f = {q, s, text, 0};
  UnitInfo info;
  if (file_item(q, AST_UNITDECL, is_unit, &f)) return true;
  for (size_t cut = 3; cut < text.n; cut += 3) { // 万人次: 人次
    f.key = str_slice(text, cut, text.n);
    if (units_info_of(q->prog->units, f.key, &info) && file_item(q, AST_UNITDECL, is_unit, &f)) return true;
  }
  return true;
}

// ---- formulas, watched

static void seen_use(void *ctx, const NameUse *u) {
  Seen *s = ctx;
  if (s->tree && (u->tree != s->tree || u->name != s->name)) return;
  if (s->each)
    s->each(s->ctx, u);
  else if (s->n < SEEN_MAX)
    s->uses[s->n++] = *u;
}

static void seen_type(void *ctx, const Tree *t, Ref node, uint8_t type, uint8_t pct, UnitId unit) {
  Seen *s = ctx;
  if (!s->path || t != s->path->tree) return;
  for (uint32_t i = s->path->n; i-- > s->level;)
    if (s->path->at[i] == node) {
      s->level = i;
      s->typed = (Typed){node, type, pct, unit};
      return;
    }
}

void watch_all(const Query *q, Seen *seen, uint32_t entity) {
  Watch w = {seen_use, seen_type, seen};
  Diags lost = diags_new(q->arena, diag_table);
  Arena scratch;
  arena_init_like(&scratch, q->arena);
  arena_raw(&scratch, 1, 1);
  Check c = {.prog = q->prog, .scratch = &scratch, .keep = q->arena, .diags = &lost, .watch = &w};
  ArenaMark mark = arena_mark(&scratch);
  for (uint32_t e = 0; e < q->prog->entity_n; e++) {
    if (entity != WATCH_ALL && entity != e) continue;
    CheckedEntity checked;
    check_entity(&c, e, &checked);
    c.pool = (ExprPool){0};
    c.names = NULL;
    arena_reset(&scratch, mark);
    lost.n = 0;
  }
  if (entity == WATCH_ALL || entity == WATCH_REST) {
    functions_check(&c);
    c.names = NULL;
    check_tests(&c, NULL);
    check_mappings(&c, NULL);
  }
  arena_free(&scratch);
}

void query_check(const Query *q, uint32_t entity, Check *c, CheckedEntity *out) {
  Diags *lost = NEW(q->arena, Diags);
  *lost = diags_new(q->arena, diag_table);
  *c = (Check){.prog = q->prog, .scratch = q->arena, .diags = lost, .texts = true};
  check_entity(c, entity, out);
}

// The entity whose check meets the formula around; a 分项's indicators are checked with their project.
static uint32_t watched_entity(const Query *q, const QueryPath *path) {
  uint32_t e = query_entity(q, path);
  if (e == NONE || query_up(path, AST_TEST) || query_up(path, AST_ACTUALS)) return WATCH_REST;
  const EntityDecl *d = &q->prog->entities[e];
  bool within =
      d->kind == BODY_SECTION && d->parent != NONE && q->prog->entities[d->parent].kind == BODY_PROJECT;
  return within && query_up(path, AST_INDICATOR) ? d->parent : e;
}

Typed query_type(const Query *q, const QueryPath *path) {
  Seen seen = {.path = path, .tree = path->tree, .name = 0};
  watch_all(q, &seen, watched_entity(q, path));
  return seen.typed;
}

// ---- symbols

static Ref parent_of(const QueryPath *path) {
  return path->n > 1 ? path->at[path->n - 2] : 0;
}

static bool is_first(const Tree *t, Ref parent, Ref kid) {
  return ast_at(t, parent)->kids == kid;
}

static uint32_t function_at(const Query *q, const QueryPath *path) {
  Ref node = query_up(path, AST_FUNCTION);
  for (uint32_t i = 0; node && i < q->prog->function_n; i++)
    if (q->prog->functions[i].tree == path->tree_number && q->prog->functions[i].node == node) return i;
  return NONE;
}

static bool param_at(const Query *q, const QueryPath *path, Ref name, Symbol *s) {
  uint32_t fn = function_at(q, path);
  if (fn == NONE) return false;
  const Tree *t = path->tree;
  Ref params = ast_child(t, q->prog->functions[fn].node, AST_PARAMS);
  for (Ref r = params ? ast_at(t, params)->kids : 0; r; r = ast_at(t, r)->next) {
    if (!ast_same_name(t, r, t, name)) continue;
    s->kind = SYMBOL_PARAM, s->row = fn, s->tree = t, s->node = params, s->word = r;
    return true;
  }
  return false;
}

static bool ruleset_symbol(const Query *q, const Tree *t, Ref name, Symbol *s) {
  uint32_t row = map_get(&q->prog->ruleset_names, ast_key(q->arena, t, name), ast_at(t, name)->val);
  if (row == MAP_NONE) return false;
  s->kind = SYMBOL_RULESET, s->row = row;
  Find f = {q, s, ast_key(q->arena, t, name), 0};
  file_item(q, AST_RULESET, is_named, &f);
  return true;
}

// The numbers of what a body declares come from its entity's names.
static bool declared_here(const Query *q, Check *c, const QueryPath *path, Ref node, Symbol *s) {
  uint32_t e = query_entity(q, path);
  if (e == NONE) return false;
  const EntityNames *names = names_of(c, e);
  for (uint32_t i = 0; i < names->n; i++) {
    const NameEntry *n = &names->p[i];
    if (n->tree != path->tree || n->node != node) continue;
    Symbol as = of_entry(n->kind == NAME_INPUT ? SYMBOL_INPUT
                         : n->kind == NAME_LET ? SYMBOL_LET
                                               : SYMBOL_INDICATOR,
                         n);
    as.name = s->name, as.at = s->at;
    return *s = as, true;
  }
  return false;
}

// The rule set inside which a class or group is written: its own, or the one in force.
static uint32_t ruleset_around(const Query *q, const QueryPath *path) {
  Ref node = query_up(path, AST_RULESET), name = node ? ast_at(path->tree, node)->kids : 0;
  if (!name) return query_ruleset(q, path);
  return map_get(&q->prog->ruleset_names, ast_key(q->arena, path->tree, name), ast_at(path->tree, name)->val);
}

// What a name is by where it stands; false: a formula's, or free text.
static bool by_parent(const Query *q, Check *c, const QueryPath *path, Ref name, Symbol *s) {
  const Tree *t = path->tree;
  Ref parent = parent_of(path);
  switch ((AstKind)ast_at(t, parent)->kind) {
  case AST_BODY:
    if (!is_first(t, parent, name)) return false;
    s->row = query_body_entity(q, path->tree_number, parent);
    s->kind = s->row == NONE ? SYMBOL_NONE : SYMBOL_ENTITY;
    if (s->kind) declaration(q, c, s);
    return true;
  case AST_MEASURE:
  case AST_LET:
  case AST_INDICATOR: return is_first(t, parent, name) && declared_here(q, c, path, parent, s);
  case AST_FUNCTION:
    if (!is_first(t, parent, name)) return false;
    s->row = function_at(q, path);
    s->kind = s->row == NONE ? SYMBOL_NONE : SYMBOL_FUNCTION;
    if (s->kind) declaration(q, c, s);
    return true;
  case AST_PARAMS: return param_at(q, path, name, s);
  case AST_ADOPT:
  case AST_FROM: return ruleset_symbol(q, t, name, s);
  case AST_RULESET: return is_first(t, parent, name) && ruleset_symbol(q, t, name, s);
  case AST_ALIASES:
    if (path->n < 3 || ast_at(t, path->at[path->n - 3])->kind == AST_UNITDECL)
      return query_unit(q, ast_text(t, name), s);
    // fall through
  case AST_GROUP:
  case AST_GROUPPOINTS:
  case AST_RULEGROUP:
  case AST_CLASSITEM:
  case AST_RULEDROP:
  case AST_RULEABSENT:
    find_class(q, ruleset_around(q, path), ast_key(q->arena, t, name), ast_at(t, name)->val, s);
    return true;
  case AST_DIMENSION:
  case AST_UNITDECL: {
    s->kind = SYMBOL_DIMENSION;
    s->row = units_dim_named(q->prog->units, ast_key(q->arena, t, name));
    Find f = {q, s, ast_key(q->arena, t, name), 0};
    file_item(q, AST_DIMENSION, is_named, &f);
    return true;
  }
  case AST_ALLOW: s->kind = SYMBOL_CODE; return true;
  case AST_IMPORT: s->kind = SYMBOL_IMPORT; return true;
  case AST_KEY:
  case AST_FIELD:
    if (ast_at(t, parent)->op == FIELD_REASON) return true;
    if (ast_at(t, parent)->op != FIELD_LEVEL2) return false;
    find_class(q, ruleset_around(q, path), ast_key(q->arena, t, name), ast_at(t, name)->val, s);
    return true;
  case AST_COLUMN:
  case AST_SHEETS:
  case AST_CONDITION:
  case AST_SOURCE:
  case AST_BAND:
  case AST_TEXTLINE: return true;
  case AST_ATTR:
    if (ast_at(t, parent)->op == ATTR_BASIS || ast_at(t, parent)->op == ATTR_MARK) return true;
    return false;
  default: return false;
  }
}

static SymbolKind kind_of_use(const NameUse *u) {
  static const SymbolKind kinds[] = {
      [USE_INPUT] = SYMBOL_INPUT,    [USE_LET] = SYMBOL_LET,           [USE_INDICATOR] = SYMBOL_INDICATOR,
      [USE_ENTITY] = SYMBOL_ENTITY,  [USE_FUNCTION] = SYMBOL_FUNCTION, [USE_FIGURE] = SYMBOL_FIGURE,
      [USE_BUILTIN] = SYMBOL_BUILTIN};
  return kinds[u->kind];
}

static uint32_t in_formula(const Query *q, Check *c, const QueryPath *path, Ref name, const Symbol *as,
                           Symbol *out, uint32_t max) {
  Seen seen = {.tree = path->tree, .name = name};
  watch_all(q, &seen, watched_entity(q, path));
  uint32_t n = 0;
  for (uint32_t i = 0; i < seen.n && n < max; i++) {
    Symbol s = *as;
    s.kind = (uint8_t)kind_of_use(&seen.uses[i]);
    s.row = seen.uses[i].row;
    bool twice = false;
    for (uint32_t k = 0; k < n; k++) twice |= out[k].kind == s.kind && out[k].row == s.row;
    if (twice) continue;
    declaration(q, c, &s);
    out[n++] = s;
  }
  return n;
}

static bool in_unit(const Tree *t, Ref leaf, uint32_t offset, Span *at) {
  const Node *n = ast_at(t, leaf);
  if (n->kind != AST_QUANTITY && n->kind != AST_HOLE && n->kind != AST_UNIT) return false;
  Str unit = ast_unit_text(t, leaf);
  uint32_t start = (uint32_t)(unit.p - t->source->text.p);
  *at = (Span){t->file, start, start + (uint32_t)unit.n};
  return unit.n && offset >= start;
}

uint32_t query_symbols(const Query *q, const QueryPath *path, Symbol *out, uint32_t max) {
  const Tree *t = path->tree;
  Ref leaf = query_leaf(path);
  if (!leaf || !max) return 0;
  Diags lost = diags_new(q->arena, diag_table);
  Check c = {.prog = q->prog, .scratch = q->arena, .diags = &lost};
  Symbol s = {.entity = NONE, .row = NONE};
  const Node *n = ast_at(t, leaf);
  if (in_unit(t, leaf, path->offset, &s.at)) {
    s.name = span_text(q->prog->sources, s.at);
    if (!query_unit(q, s.name, &s)) return 0;
    *out = s;
    return 1;
  }
  if (n->kind == AST_INDICATOR && path->offset <= n->at + n->x) {
    s.name = ast_class(t, leaf);
    s.at = (Span){t->file, n->at, n->at + n->x};
    find_class(q, query_ruleset(q, path), utf_key_of(q->arena, s.name), ast_class_hash(t, leaf), &s);
    *out = s;
    return s.kind ? 1 : 0;
  }
  if (n->kind == AST_STRING && query_up(path, AST_IMPORT)) {
    s.kind = SYMBOL_IMPORT, s.at = ast_span(t, leaf), s.name = ast_string(q->arena, t, leaf);
    return *out = s, 1;
  }
  if (n->kind != AST_NAME) return 0;
  s.at = ast_span(t, leaf), s.name = ast_name(t, leaf);
  if (by_parent(q, &c, path, leaf, &s)) {
    *out = s;
    return s.kind ? 1 : 0;
  }
  if (param_at(q, path, leaf, &s)) return *out = s, 1;
  return in_formula(q, &c, path, leaf, &s, out, max);
}

bool query_same(const Symbol *a, const Symbol *b) {
  if (a->kind != b->kind) return false;
  bool words = a->kind == SYMBOL_CLASS || a->kind == SYMBOL_GROUP || a->kind == SYMBOL_PARAM;
  if (words && a->tree) return a->tree == b->tree && a->word == b->word;
  if (a->kind == SYMBOL_CODE || a->kind == SYMBOL_IMPORT) return str_eq(a->name, b->name);
  return a->row == b->row;
}
