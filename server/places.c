// Signature help, selection ranges, document links: small questions about a place.
#include "base/os.h"
#include "compiler/query.h"
#include "server/cursor.h"
#include "server/server.h"
#include "server/uri.h"
#include "server/words.h"

void signature_help(Request *r);
void selection_range(Request *r);
void document_link(Request *r);

#define PLACES_MAX 200
#define LINKS_MAX  500

// ---- signature help

static Str params_of(Request *r, const Program *p, const FunctionDecl *f) {
  const Tree *t = p->trees[f->tree];
  Ref params = ast_child(t, f->node, AST_PARAMS);
  Out o = out_memory(r->a);
  for (Ref k = params ? ast_at(t, params)->kids : 0; k; k = ast_at(t, k)->next) {
    if (k != ast_at(t, params)->kids) out_z(&o, ", ");
    out_str(&o, ast_name(t, k));
  }
  return out_text(&o);
}

static void write_signature(Request *r, Str name, Str params, Str help, uint32_t argument) {
  Json *j = &r->json;
  uint32_t n = 0;
  json_obj(j);
  json_key(j, "signatures"), json_list(j), json_obj(j);
  json_put_str(j, "label", str_fmt(r->a, STR_FMT "(" STR_FMT ")", STR_ARG(name), STR_ARG(params)));
  if (help.n) json_put_str(j, "documentation", help);
  json_key(j, "parameters"), json_list(j);
  for (size_t i = 0; i < params.n; n++) {
    const char *end = memchr(params.p + i, ',', params.n - i);
    size_t to = end ? (size_t)(end - params.p) : params.n;
    json_obj(j), json_put_str(j, "label", str_trim(str_slice(params, i, to))), json_end(j, '}');
    i = to + 1;
  }
  json_end(j, ']'), json_end(j, '}'), json_end(j, ']');
  json_put_u64(j, "activeSignature", 0);
  json_put_u64(j, "activeParameter", n && argument >= n ? n - 1 : argument);
  json_end(j, '}');
}

void signature_help(Request *r) {
  uint32_t offset;
  Document *d = request_place(r, &offset);
  Build *b = d ? document_build(r->s, d) : NULL;
  if (!b) return;
  Source source = {.name = d->path, .text = document_text(d)};
  UnitNames units = {units_known, b->program->units};
  Cursor c;
  cursor_find(r->a, &source, offset, &units, &c);
  if (c.callee.kind == TOK_END) return;
  Str name = cursor_name(&c, c.callee);
  const Builtin *f = word_builtin(name);
  if (f) {
    Str help = r->s->lang == LANG_ZH ? f->help_zh : f->help_en, params = S("x");
    const char *open = memchr(help.p, '(', help.n),
               *close = open ? memchr(open, ')', (size_t)(help.p + help.n - open)) : NULL;
    if (close) params = (Str){open + 1, (size_t)(close - open - 1)};
    write_signature(r, name, params, help, c.argument);
    return;
  }
  for (uint32_t i = 0; i < b->program->function_n; i++) {
    const FunctionDecl *fn = &b->program->functions[i];
    if (!str_eq(fn->name_text, name)) continue;
    Str doc = ast_doc(r->a, b->program->trees[fn->tree], fn->node);
    write_signature(r, name, params_of(r, b->program, fn), doc, c.argument);
    return;
  }
}

// ---- selection ranges

typedef struct Nest {
  Span p[QUERY_DEPTH + 4];
  uint32_t n;
} Nest;

static void grow(Nest *nest, uint32_t start, uint32_t end) { // from the outside in
  if (nest->n == sizeof nest->p / sizeof *nest->p) return;
  if (nest->n) {
    Span o = nest->p[nest->n - 1];
    if (start < o.start) start = o.start;
    if (end > o.end) end = o.end;
    if (start > end || (start == o.start && end == o.end)) return;
  }
  nest->p[nest->n++] = (Span){0, start, end};
}

static void write_nest(Request *r, Lines *l, const Nest *nest, uint32_t i) {
  json_obj(&r->json);
  json_key(&r->json, "range"), write_range(&r->json, l, nest->p[i].start, nest->p[i].end);
  if (i && i < 100) json_key(&r->json, "parent"), write_nest(r, l, nest, i - 1);
  json_end(&r->json, '}');
}

static void select_at(Request *r, Document *d, const Query *q, uint32_t file, uint32_t offset) {
  Nest nest = {.n = 0};
  QueryPath path;
  grow(&nest, 0, (uint32_t)d->n);
  if (query_path(q, file, offset, &path))
    for (uint32_t i = 1; i < path.n && i < 96; i++) {
      Span at = ast_span(path.tree, path.at[i]);
      if (at.start <= offset && offset <= at.end) grow(&nest, at.start, at.end);
    }
  Lexer lx = {d->text, nest.p[nest.n - 1].start, (uint32_t)d->n, NULL, false}; // a node begins at a token
  Token t;
  for (unsigned left = 1000; left--;) {
    lex_next(&lx, &t);
    if (t.kind == TOK_END || t.start > offset) break;
    if (offset <= t.end) {
      grow(&nest, t.start, t.end);
      if (t.kind == TOK_STRING && t.end - t.start > 2 && d->text[t.start] == '"' && offset > t.start &&
          offset < t.end)
        grow(&nest, t.start + 1, t.end - 1);
      break;
    }
  }
  write_nest(r, &d->lines, &nest, nest.n - 1);
}

void selection_range(Request *r) {
  Document *d = request_document(r);
  Build *b = d ? document_build(r->s, d) : NULL;
  const JsonIn *places = in_get(r->params, "positions");
  uint32_t file = b ? build_file(b, d->path) : NONE;
  if (file == NONE) return;
  Query q = query_on(b->program, r->a);
  json_list(&r->json);
  for (size_t i = 0; i < in_count(places) && i < PLACES_MAX; i++) {
    Position p = {0, 0};
    position_in(in_at(places, i), &p);
    select_at(r, d, &q, file, lines_offset(&d->lines, p));
  }
  json_end(&r->json, ']');
}

// ---- links

static void write_link(Request *r, Document *d, uint32_t start, uint32_t end, Str path) {
  Json *j = &r->json;
  json_obj(j);
  json_key(j, "range"), write_range(j, &d->lines, start, end);
  json_put_str(j, "target", uri_of(r->a, path));
  json_end(j, '}');
}

static bool is_data(Str word) {
  static const char *const endings[] = {".csv",    ".tsv", ".xlsx", ".xlsm",   ".json", ".jsonl",
                                        ".ndjson", ".gz",  ".zst",  ".sqlite", ".db",   ".pgl"};
  for (unsigned i = 0; i < sizeof endings / sizeof *endings; i++)
    if (str_ends(word, str_z(endings[i])) && word.n > strlen(endings[i])) return true;
  return false;
}

static bool link_file(Request *r, Document *d, uint32_t from, uint32_t to) {
  Str word = {d->text + from, to - from};
  if (!is_data(word) || memchr(word.p, 0, word.n)) return false;
  Str path = os_path_clean(r->a, os_path_join(r->a, os_path_dir(d->path), word));
  if (!workspace_holds(&r->s->workspace, path) || os_kind(str_to_z(r->a, path)) != OS_FILE) return false;
  write_link(r, d, from, to, path);
  return true;
}

// Files named in a text or comment, where there are any.
static unsigned link_words(Request *r, Document *d, uint32_t start, uint32_t end) {
  unsigned n = 0;
  for (uint32_t i = start, from; i < end; i++) {
    while (i < end && strchr(" \t\"'/,;()<>", d->text[i]) && d->text[i]) i++;
    for (from = i; i < end && d->text[i] && !strchr(" \t\"',;()<>", d->text[i]);) i++;
    n += link_file(r, d, from, i);
  }
  return n;
}

void document_link(Request *r) {
  Document *d = request_document(r);
  if (!d || !d->path.n) return;
  json_list(&r->json);
  Lexer lx = {d->text, 0, (uint32_t)d->n, NULL, true};
  unsigned n = 0;
  for (Token t; n < LINKS_MAX;) {
    lex_next(&lx, &t);
    if (t.kind == TOK_END) break;
    bool words = t.kind == TOK_COMMENT || t.kind == TOK_DOC;
    uint32_t quote = d->text[t.start] == '"' ? 1 : 3; // “ 「 『 《 have three bytes
    bool text = t.kind == TOK_STRING && t.end - t.start > 2 * quote;
    if (words) n += link_words(r, d, t.start, t.end);
    if (text && link_file(r, d, t.start + quote, t.end - quote))
      n++;
    else if (text)
      n += link_words(r, d, t.start + quote, t.end - quote);
  }
  json_end(&r->json, ']');
}
