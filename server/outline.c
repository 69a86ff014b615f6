// Document symbols and folding ranges: one walk over the tree of one file.
#include "server/server.h"

void document_symbol(Request *r);
void folding_range(Request *r);

#define DEPTH_MAX 64

// ---- symbols

enum {
  KIND_MODULE = 2,
  KIND_NAMESPACE = 3,
  KIND_CLASS = 5,
  KIND_PROPERTY = 7,
  KIND_FIELD = 8,
  KIND_FUNCTION = 12,
  KIND_VARIABLE = 13,
  KIND_CONSTANT = 14,
  KIND_OBJECT = 19,
  KIND_EVENT = 24,
  KIND_OPERATOR = 25
};

static unsigned kind_of(const Node *n) {
  switch ((AstKind)n->kind) {
  case AST_BODY:
    return n->op == BODY_DEPARTMENT ? KIND_MODULE : n->op == BODY_SECTION ? KIND_NAMESPACE : KIND_CLASS;
  case AST_GROUP: return KIND_OBJECT;
  case AST_INDICATOR: return KIND_PROPERTY;
  case AST_MEASURE: return KIND_FIELD;
  case AST_LET: return KIND_VARIABLE;
  case AST_FUNCTION: return KIND_FUNCTION;
  case AST_RULESET: return KIND_NAMESPACE;
  case AST_RULEGROUP: return KIND_OBJECT;
  case AST_TEST: return KIND_EVENT;
  case AST_UNITDECL: return KIND_CONSTANT;
  default: return 0;
  }
}

static Ref name_of(const Tree *t, Ref r) {
  Ref k = ast_at(t, r)->kids;
  AstKind kind = k ? (AstKind)ast_at(t, k)->kind : AST_NONE;
  return kind == AST_NAME || kind == AST_STRING || kind == AST_UNIT ? k : 0;
}

// What stands behind the name: an indicator's target, the unit of a 数据, a group's points.
static Str detail_of(const Tree *t, Ref r, Ref name) {
  AstKind kind = (AstKind)ast_at(t, r)->kind;
  Ref next = name ? ast_at(t, name)->next : 0;
  AstKind what = next ? (AstKind)ast_at(t, next)->kind : AST_NONE;
  bool shown = (kind == AST_INDICATOR && what == AST_TARGET) || (kind == AST_MEASURE && what == AST_UNIT) ||
               (kind == AST_GROUP && (what == AST_QUANTITY || what == AST_NUMBER));
  if (!shown) return (Str){"", 0};
  Span at = ast_span(t, next);
  return (Str){t->source->text.p + at.start, at.end - at.start};
}

typedef struct Walk {
  Request *r;
  Lines *lines;
  const Tree *tree;
  Str uri;
  uint32_t last_line, last_end; // folding: what was written
} Walk;

static void write_symbol(Walk *w, Ref node, unsigned depth, Str container);

static void write_children(Walk *w, Ref node, unsigned depth, Str container) {
  if (depth > DEPTH_MAX || ast_is_leaf((AstKind)ast_at(w->tree, node)->kind)) return;
  for (Ref k = ast_at(w->tree, node)->kids; k; k = ast_at(w->tree, k)->next)
    write_symbol(w, k, depth, container);
}

static void write_flat(Walk *w, Ref node, Str name, unsigned kind, Span at, unsigned depth, Str container) {
  Json *j = &w->r->json;
  json_obj(j);
  write_shown(j, w->r->a, "name", name);
  json_put_u64(j, "kind", kind);
  json_key(j, "location"), json_obj(j);
  json_put_str(j, "uri", w->uri);
  json_key(j, "range"), write_range(j, w->lines, at.start, at.end);
  json_end(j, '}');
  if (container.n) write_shown(j, w->r->a, "containerName", container);
  json_end(j, '}');
  write_children(w, node, depth + 1, name);
}

static void write_symbol(Walk *w, Ref node, unsigned depth, Str container) {
  const Tree *t = w->tree;
  unsigned kind = kind_of(ast_at(t, node));
  Ref word = kind ? name_of(t, node) : 0;
  Str name = word ? (ast_at(t, word)->kind == AST_STRING ? ast_string(w->r->a, t, word) : ast_name(t, word))
                  : (Str){"", 0};
  if (!str_trim(name).n) return;
  Span at = ast_span(t, node), in = ast_span(t, word);
  if (!w->r->s->client.symbol_tree) {
    write_flat(w, node, name, kind, at, depth, container);
    return;
  }
  Json *j = &w->r->json;
  Str detail = detail_of(t, node, word);
  json_obj(j);
  write_shown(j, w->r->a, "name", name);
  if (detail.n) write_shown(j, w->r->a, "detail", detail);
  json_put_u64(j, "kind", kind);
  json_key(j, "range"), write_range(j, w->lines, at.start, at.end);
  json_key(j, "selectionRange"), write_range(j, w->lines, in.start, in.end);
  json_key(j, "children"), json_list(j);
  write_children(w, node, depth + 1, name);
  json_end(j, ']'), json_end(j, '}');
}

// Calls `each` with every tree of the document's file (a large one has several).
static void each_tree(Request *r, void (*each)(Walk *w, Ref root)) {
  Document *d = request_document(r);
  Build *b = d ? document_build(r->s, d) : NULL;
  uint32_t file = b ? build_file(b, d->path) : NONE;
  if (file == NONE) return;
  Walk w = {.r = r, .lines = &d->lines, .uri = d->uri, .last_line = UINT32_MAX};
  json_list(&r->json);
  for (uint32_t i = 0; i < b->program->tree_n; i++) {
    if (b->program->trees[i]->file != file) continue;
    w.tree = b->program->trees[i];
    each(&w, w.tree->root);
  }
  json_end(&r->json, ']');
}

static void symbols_of(Walk *w, Ref root) {
  write_children(w, root, 0, (Str){"", 0});
}

void document_symbol(Request *r) {
  each_tree(r, symbols_of);
}

// ---- folding: every block of more than one line

static void fold(Walk *w, Ref node, unsigned depth) {
  const Tree *t = w->tree;
  const Node *n = ast_at(t, node);
  if (depth > DEPTH_MAX || ast_is_leaf((AstKind)n->kind)) return;
  uint32_t end = ast_end(t, node);
  bool block = n->kind == AST_BODY || n->kind == AST_GROUP || n->kind == AST_SOURCES || n->kind == AST_PLAN ||
               n->kind == AST_RULESET || n->kind == AST_RULEGROUP || n->kind == AST_TEST ||
               n->kind == AST_ACTUALS;
  if (block && end) {
    Position a = lines_position(w->lines, n->at), z = lines_position(w->lines, end);
    if (z.line > a.line + 1 && a.line != w->last_line) {
      Json *j = &w->r->json;
      json_obj(j);
      json_put_u64(j, "startLine", a.line);
      json_put_u64(j, "endLine", z.line - 1); // the closing brace stays in sight
      json_put_str(j, "kind", S("region"));
      json_end(j, '}');
      w->last_line = a.line;
    }
  }
  for (Ref k = n->kids; k; k = ast_at(t, k)->next) fold(w, k, depth + 1);
}

static void folds_of(Walk *w, Ref root) {
  fold(w, root, 0);
}

void folding_range(Request *r) {
  each_tree(r, folds_of);
}
