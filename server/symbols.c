// Symbols of the whole workspace, found by 汉字, sounds or initials.
#include "compiler/names.h"
#include "server/server.h"
#include "server/words.h"
#include <stdlib.h>

void workspace_symbol(Request *r);

#define SYMBOLS_MAX 500

typedef struct Found {
  Build *build; // may have been given back since
  Span at;
  Str name, inside, path; // the request's own
  unsigned kind, fit;
} Found;

typedef struct Symbols {
  Request *r;
  Str query;
  Map files; // told already, by the first program that has them
  Build *build;
  Str path; // the last one found
  ARRAY(Found) list;
} Symbols;

static bool first_time(Symbols *x, const Tree *t) {
  Str name = t->source->name;
  if (!name.n || *name.p != '/') return false;
  uint32_t number = (uint32_t)(x->build->revision * 31 + (uintptr_t)x->build % 1000003);
  uint32_t first = map_get(&x->files, name, str_hash(name));
  if (first != MAP_NONE) return first == number;
  map_set(x->r->a, &x->files, str_dup(x->r->a, name), str_hash(name), number);
  return true;
}

static void look(Symbols *x, const Tree *t, Ref word, unsigned kind, Str inside) {
  if (!word || ast_at(t, word)->kind != AST_NAME || !first_time(x, t)) return;
  Str name = ast_name(t, word);
  unsigned fit = name.n ? word_fits(x->query, word_filter(x->r->a, name, (Str){0})) : 0;
  if (!fit) return;
  Arena *a = x->r->a;
  if (!str_eq(x->path, t->source->name)) x->path = str_dup(a, t->source->name);
  *array_push(a, &x->list) =
      (Found){x->build, ast_span(t, word), str_dup(a, name), str_dup(a, inside), x->path, kind, fit};
}

enum {
  KIND_NAMESPACE = 3,
  KIND_PACKAGE = 4,
  KIND_CLASS = 5,
  KIND_PROPERTY = 7,
  KIND_FUNCTION = 12,
  KIND_VARIABLE = 13,
  KIND_FIELD = 8
};

static void of_entity(Symbols *x, Check *c, uint32_t e) {
  static const unsigned kinds[] = {
      [BODY_DEPARTMENT] = KIND_PACKAGE, [BODY_SECTION] = KIND_NAMESPACE, [BODY_PROJECT] = KIND_CLASS};
  const Program *p = x->build->program;
  const EntityDecl *d = &p->entities[e];
  const Tree *t = p->trees[d->tree];
  Str inside = {0};
  if (d->parent != NONE && p->entities[d->parent].name)
    inside = ast_name(p->trees[p->entities[d->parent].tree], p->entities[d->parent].name);
  look(x, t, d->name, kinds[d->kind], inside);
  Str own = d->name ? ast_name(t, d->name) : (Str){0};
  const EntityNames *n = names_of(c, e);
  for (uint32_t i = 0; i < n->n; i++)
    if (n->p[i].entity == e)
      look(x, n->p[i].tree, n->p[i].name,
           n->p[i].kind == NAME_INPUT ? KIND_FIELD
           : n->p[i].kind == NAME_LET ? KIND_VARIABLE
                                      : KIND_PROPERTY,
           own);
}

static void of_build(Symbols *x, Build *b) {
  x->build = b;
  const Program *p = b->program;
  Diags lost = diags_new(x->r->a, diag_table);
  Check c = {.prog = p, .scratch = x->r->a, .diags = &lost};
  for (uint32_t e = 0; e < p->entity_n; e++) of_entity(x, &c, e);
  for (uint32_t i = 0; i < p->function_n; i++)
    look(x, p->trees[p->functions[i].tree], p->functions[i].name, KIND_FUNCTION, (Str){0});
  for (uint32_t i = 0; i < p->tree_n; i++) {
    const Tree *t = p->trees[i];
    for (Ref k = ast_at(t, t->root)->kids; k; k = ast_at(t, k)->next)
      if (ast_at(t, k)->kind == AST_RULESET) look(x, t, ast_at(t, k)->kids, KIND_NAMESPACE, (Str){0});
  }
}

static int by_fit(const void *x, const void *y) {
  const Found *a = x, *b = y;
  if (a->fit != b->fit) return a->fit > b->fit ? -1 : 1;
  if (a->name.n != b->name.n) return a->name.n < b->name.n ? -1 : 1;
  int c = str_cmp(a->name, b->name);
  if (c) return c;
  c = str_cmp(a->path, b->path);
  return c ? c : (a->at.start > b->at.start) - (a->at.start < b->at.start);
}

void workspace_symbol(Request *r) {
  Workspace *w = &r->s->workspace;
  Symbols x = {.r = r, .query = str_trim(in_text(r->params, "query"))};
  workspace_walk(w);
  for (size_t i = 0; i < w->listed_n; i++) workspace_build(w, w->listed[i]);
  for (const Document *d = r->s->documents.first; d; d = d->next)
    if (d->ours && d->path.n) workspace_build(w, d->path);
  for (uint32_t i = 0; i < w->build_n; i++) {
    build_refresh(w, w->builds[i]);
    of_build(&x, w->builds[i]);
    workspace_trim(w);
  }
  if (x.list.n > 1) qsort(x.list.p, x.list.n, sizeof *x.list.p, by_fit);
  json_list(&r->json);
  for (uint32_t i = 0; i < x.list.n && i < SYMBOLS_MAX; i++) {
    const Found *f = &x.list.p[i];
    workspace_trim(w);
    if (!f->build->fresh) r->lines_of = NULL;
    build_refresh(w, f->build);
    json_obj(&r->json);
    write_shown(&r->json, r->a, "name", f->name);
    json_put_u64(&r->json, "kind", f->kind);
    if (f->inside.n) write_shown(&r->json, r->a, "containerName", f->inside);
    json_key(&r->json, "location");
    write_location(r, f->build, f->at);
    json_end(&r->json, '}');
  }
  json_end(&r->json, ']');
}
