// Definition, references, highlight: one question, what does the word here stand for, asked of
// compiler/query.h.
#include "server/word.h"
#include <stdlib.h>

void definition(Request *r);
void references(Request *r);
void document_highlight(Request *r);

static bool ask(Request *r, Word *w) {
  return word_here(r, w) && w->n;
}

// ---- definition

// The file that an 引用 names, where the program has it.
static uint32_t imported(const Word *w, Str path) {
  for (uint32_t i = 0; i < w->build->sources.n; i++) {
    Str name = w->build->sources.p[i].name;
    if (str_ends(name, path) && (name.n == path.n || name.p[name.n - path.n - 1] == '/')) return i;
  }
  return NONE;
}

static void write_target(Request *r, const Word *w, const Symbol *s) {
  if (s->kind == SYMBOL_IMPORT) {
    Str path = s->name;
    while (str_starts(path, S("./")) || str_starts(path, S("../")))
      path = str_slice(path, path.p[1] == '/' ? 2 : 3, path.n);
    uint32_t file = imported(w, path);
    if (file != NONE) write_location(r, w->build, (Span){file, 0, 0});
  } else if (s->tree && s->word)
    write_location(r, w->build, ast_span(s->tree, s->word));
}

void definition(Request *r) {
  Word w;
  if (!ask(r, &w)) return;
  json_list(&r->json);
  for (uint32_t i = 0; i < w.n; i++) write_target(r, &w, &w.symbols[i]);
  json_end(&r->json, ']');
}

// ---- references and highlight

typedef struct Uses {
  ARRAY(Span) at;
  Arena *a;
  bool declarations;
  uint32_t file; // only there; NONE: everywhere
} Uses;

static void keep(void *ctx, Span at, bool declares) {
  Uses *u = ctx;
  if ((declares && !u->declarations) || (u->file != NONE && at.file != u->file)) return;
  *array_push(u->a, &u->at) = at;
}

static int by_place(const void *x, const void *y) {
  const Span *a = x, *b = y;
  if (a->file != b->file) return a->file < b->file ? -1 : 1;
  return a->start < b->start ? -1 : a->start > b->start;
}

// In order, each place once.
static void collect(const Word *w, Uses *u) {
  if (w->is_unit) unit_word_uses(w->build->program, u->a, w->unit.name, keep, u);
  for (uint32_t i = 0; i < w->n && !w->is_unit; i++) query_uses(&w->query, &w->symbols[i], keep, u);
  if (u->at.n > 1) qsort(u->at.p, u->at.n, sizeof *u->at.p, by_place);
  uint32_t n = 0;
  for (uint32_t i = 0; i < u->at.n; i++)
    if (!i || by_place(&u->at.p[i], &u->at.p[n - 1])) u->at.p[n++] = u->at.p[i];
  u->at.n = n;
}

void references(Request *r) {
  Word w;
  if (!ask(r, &w)) return;
  Uses u = {.a = r->a,
            .declarations = in_bool(in_get(r->params, "context.includeDeclaration"), true),
            .file = NONE};
  collect(&w, &u);
  json_list(&r->json);
  for (uint32_t i = 0; i < u.at.n; i++) write_location(r, w.build, u.at.p[i]);
  json_end(&r->json, ']');
}

void document_highlight(Request *r) {
  Word w;
  if (!ask(r, &w)) return;
  Uses u = {.a = r->a, .declarations = true, .file = build_file(w.build, w.doc->path)};
  collect(&w, &u);
  json_list(&r->json);
  for (uint32_t i = 0; i < u.at.n; i++) {
    json_obj(&r->json);
    json_key(&r->json, "range"), write_range(&r->json, &w.doc->lines, u.at.p[i].start, u.at.p[i].end);
    json_end(&r->json, '}');
  }
  json_end(&r->json, ']');
}
