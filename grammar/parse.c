// A whole file: its bytes made sure of, then tokens into the parser. The parse runs without asking anything;
// only after a first error is the text parsed again with recovery.
#include "grammar/parse.h"
#include "base/utf.h"
#include "grammar/state.h"
#include <stdlib.h>

#define NODES_PER_BYTE_INVERSE 16 // a first guess; untouched memory costs nothing

void parser_grow(Parser *p) {
  Tree *t = p->t;
  size_t cap = t->cap ? 2 * (size_t)t->cap : 64;
  if (cap > UINT32_MAX) arena_fail(p->arena);
  Node *nodes = realloc(t->nodes, cap * sizeof *nodes);
  if (!nodes) arena_fail(p->arena);
  t->nodes = nodes;
  t->cap = (uint32_t)cap;
}

Diag *parser_report(Parser *p, DiagId id, uint32_t start, uint32_t end, const Text *args, size_t argc) {
  p->t->broken = true;
  if (!p->diags) {
    p->failed = true;
    return NULL;
  }
  return diag_add(p->diags, (uint16_t)id, (Span){p->file, start, end}, args, argc);
}

void parser_stop(Parser *p, Token at) {
  p->failed = true;
  p->bad = at;
}

void parser_too_deep(Parser *p, uint32_t offset) {
  if (p->failed) return;
  parser_report(p, D_TOO_DEEP, offset, offset, TEXT_ARGS(text_of(str_fmt(p->arena, "%d", DEPTH_MAX))));
  p->failed = true;
  p->bad.kind = TOK_SKIPPED;
}

static void tree_begin(Arena *a, Tree *t, const Source *source, uint32_t file, size_t bytes) {
  size_t cap = bytes / NODES_PER_BYTE_INVERSE + 64;
  t->nodes = realloc(t->nodes, cap * sizeof *t->nodes);
  if (!t->nodes) arena_fail(a);
  t->cap = (uint32_t)cap;
  t->nodes[0] = (Node){0};
  t->n = 1;
  t->file = file;
  t->source = source;
  t->root = 0;
  t->broken = false;
}

static void tree_end(Parser *p) {
  if (p->t->root) return;
  if (p->t->n == p->t->cap) parser_grow(p);
  p->t->nodes[p->t->n] = (Node){.kind = AST_FILE};
  p->t->root = p->t->n++;
}

void parse_file(Arena *a, Sources *sources, uint32_t file, const UnitNames *units, Diags *diags, Tree *t) {
  Source *source = &sources->p[file];
  *t = (Tree){0};
  tree_begin(a, t, source, file, source->text.n);
  Parser p = {.t = t, .text = source->text.p, .file = file, .arena = a};
  Lexer lx = {source->text.p, 0, (uint32_t)source->text.n, units, false};
  Engine *e = engine_new(a);
  engine_run(e, &p, &lx);
  if (p.failed) {
    p.diags = diags;
    uint8_t tokens[256];
    unsigned n = engine_expected(e, a, tokens, true);
    Out o = out_memory(a);
    for (unsigned i = 0; i < n && i < 6; i++) {
      if (i) out_c(&o, ' ');
      out_z(&o, token_table[tokens[i]].zh);
    }
    parser_report(&p, D_UNEXPECTED, p.bad.start, p.bad.end,
                  TEXT_ARGS(text_of((Str){p.text + p.bad.start, p.bad.end - p.bad.start}), text_of(out_text(&o))));
  }
  tree_end(&p);
}

void parse_stretch(Arena *a, const Source *source, uint32_t file, Stretch s, const UnitNames *units, Tree *t) {
  *t = (Tree){0};
  tree_begin(a, t, source, file, s.end - s.start);
  Parser p = {.t = t, .text = source->text.p, .file = file, .arena = a};
  Lexer lx = {source->text.p, s.start, s.end, units, false};
  engine_run(engine_new(a), &p, &lx);
  if (p.failed) t->broken = true;
  tree_end(&p);
}

unsigned parse_split(const Source *source, unsigned want, Stretch *out) {
  (void)want;
  *out = (Stretch){.end = (uint32_t)source->text.n};
  return 1;
}

void parse_expected(Arena *a, const Source *source, uint32_t offset, const UnitNames *units, Expected *out) {
  Tree t = {0};
  tree_begin(a, &t, source, 0, offset);
  Parser p = {.t = &t, .text = source->text.p, .arena = a};
  Lexer lx = {source->text.p, 0, offset, units, false};
  Engine *e = engine_new(a);
  engine_run_to(e, &p, &lx);
  uint8_t tokens[256];
  out->n = engine_expected(e, a, tokens, true);
  for (unsigned i = 0; i < out->n; i++) out->tokens[i] = tokens[i];
  tree_free(&t);
}
