// A whole file: its bytes made sure of, then tokens into the parser. The parse runs without asking anything;
// only after a first error is the text parsed again with recovery.
#include "grammar/parse.h"
#include "base/utf.h"
#include "grammar/state.h"
#include <stdlib.h>

#define NODES_PER_BYTE_INVERSE 10 // a first guess; untouched memory costs nothing

// At least `cap` of them in the tree's store.
static void nodes_room(Arena *a, Tree *t, size_t cap) {
  size_t bytes;
  t->nodes = store_room(t->store, a, cap * sizeof *t->nodes, &bytes);
  t->cap = bytes / sizeof *t->nodes < UINT32_MAX ? (uint32_t)(bytes / sizeof *t->nodes) : UINT32_MAX;
}

void parser_grow(Parser *p) {
  Tree *t = p->t;
  size_t cap = t->cap ? 2 * (size_t)t->cap : 64;
  if (cap > UINT32_MAX) arena_fail(p->arena);
  if (t->store) {
    const Node *full = t->nodes;
    nodes_room(p->arena, t, cap);
    memcpy(t->nodes, full, t->n * sizeof *full);
    return;
  }
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
  if (p->quiet && (p->quiet[p->i] || (p->i && p->quiet[p->i - 1]))) return NULL;
  return diag_add(p->diags, (uint16_t)id, (Span){p->file, start, end}, args, argc);
}

void parser_stop(Parser *p, Token at) {
  p->failed = true;
  p->bad = at;
}

void parser_too_deep(Parser *p, uint32_t offset) {
  if (p->deep) return;
  p->deep = true;
  parser_report(p, D_TOO_DEEP, offset, offset, TEXT_ARGS(text_of(str_fmt(p->arena, "%d", DEPTH_MAX))));
}

void tree_begin(Arena *a, Tree *t, const Source *source, uint32_t file, size_t bytes) {
  size_t cap = bytes / NODES_PER_BYTE_INVERSE + 64;
  *t = (Tree){.store = t->store};
  if (t->store) {
    nodes_room(a, t, cap);
  } else {
    t->nodes = malloc(cap * sizeof *t->nodes);
    if (!t->nodes) arena_fail(a);
    t->cap = (uint32_t)cap;
  }
  t->nodes[0] = (Node){0};
  t->n = 1;
  t->file = file;
  t->source = source;
}

void tree_end(Parser *p) {
  Tree *t = p->t;
  if (!t->root) {
    if (t->n == t->cap) parser_grow(p);
    t->nodes[t->n] = (Node){.kind = AST_FILE};
    t->root = t->n++;
  }
  if (t->store) store_keep(t->store, t->n * sizeof *t->nodes);
}

// What a file is that is no UTF-8 text at all, by how it begins.
static bool foreign_file(Parser *p, Str text) {
  static const struct {
    Str magic;
    Text what;
  } kinds[] = {{{"PK\3\4", 4}, {{" Word 或 Excel 文件", 22}, {"Word or Excel", 13}}},
               {{"\xD0\xCF\x11\xE0", 4}, {{" Word 或 Excel 文件", 22}, {"Word or Excel", 13}}},
               {{"%PDF", 4}, {{" PDF 文件", 11}, {"PDF", 3}}},
               {{"{\\rtf", 5}, {{"写字板（RTF）文件", 24}, {"RTF", 3}}}};
  for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (str_starts(text, kinds[i].magic)) {
      parser_report(p, D_FILE_DOCUMENT, 0, 0, TEXT_ARGS(kinds[i].what));
      return true;
    }
  unsigned nul[2] = {0};
  for (size_t i = 0; i < text.n && i < 1000; i++)
    if (!text.p[i]) nul[i % 2]++;
  bool mark = str_starts(text, S("\xFF\xFE")) || str_starts(text, S("\xFE\xFF"));
  unsigned more = nul[0] > nul[1] ? nul[0] : nul[1], less = nul[0] + nul[1] - more;
  if (!mark && (more < 4 || more < 8 * less)) return false;
  parser_report(p, D_FILE_UTF16, 0, 0, NO_ARGS);
  return true;
}

// The text with every byte that is not UTF-8 made an x, and one message. False: it is no text to go on with.
static bool clean_bytes(Parser *p, Source *source) {
  if (foreign_file(p, source->text)) return false;
  size_t bad = utf_valid(source->text);
  if (bad == source->text.n) return true;
  if (bad > UINT32_MAX) bad = UINT32_MAX;
  if (utf_looks_gb18030(source->text)) {
    parser_report(p, D_FILE_GB18030, (uint32_t)bad, (uint32_t)bad, NO_ARGS);
    return false;
  }
  parser_report(p, D_BAD_BYTES, (uint32_t)bad, (uint32_t)bad + 1,
                TEXT_ARGS(text_of(str_fmt(p->arena, "%zu", bad + 1))));
  size_t n = source->text.n, count = 0;
  char *copy = arena_raw(p->arena, n + 16, 16);
  memcpy(copy, source->text.p, n);
  memset(copy + n, 0, 16);
  Str text = {copy, n};
  while (bad < n) {
    copy[bad++] = 'x';
    count++;
    p->cut = bad == n;
    bad += utf_valid((Str){copy + bad, n - bad});
  }
  p->raw = source->text.p;
  source->text = text;
  p->text = copy;
  return count < 100 || count < n / 20;
}

static void build_from(Parser *p, const Mended *m) {
  Engine *e = engine_new(p->arena, NULL);
  p->t->n = 1;
  p->t->root = 0;
  p->failed = false;
  for (uint32_t i = 0; i < m->n && !p->failed; i++) {
    p->i = i;
    engine_take(e, p, m->tokens[i]);
  }
}

#define NEAR_BYTES 32768u // completion looks at a stretch of about this size
#define STRETCHES  256u

void parse_file(Arena *a, Sources *sources, uint32_t file, const UnitNames *units, Diags *diags, Tree *t) {
  Source *source = &sources->p[file];
  tree_begin(a, t, source, file, source->text.n);
  Parser p = {.t = t, .text = source->text.p, .file = file, .arena = a};
  uint32_t end = (uint32_t)source->text.n;
  Lexer lx = {source->text.p, 0, end, units, false};
  engine_run(engine_new(a, NULL), &p, &lx);
  if (p.failed) {
    p.diags = diags;
    p.deep = false;
    if (clean_bytes(&p, source)) {
      Mended m = recover(&p, units, (Stretch){.end = end});
      build_from(&p, &m);
    } else
      t->n = 1;
  }
  tree_end(&p);
}

bool parse_stretch_mended(Arena *a, const Source *source, uint32_t file, Stretch s, const UnitNames *units,
                          Diags *diags, Tree *t) {
  Diags own = diags_new(a, diags->table);
  tree_begin(a, t, source, file, s.end - s.start);
  Parser p = {.t = t, .text = source->text.p, .file = file, .arena = a, .diags = &own};
  bool ok = utf_valid(str_slice(source->text, s.start, s.end)) == s.end - s.start;
  if (ok) {
    Mended m = recover(&p, units, s);
    build_from(&p, &m);
  }
  t->broken = true;
  tree_end(&p);
  for (uint32_t i = 0; i < own.n && s.end < source->text.n; i++)
    ok = ok && own.p[i]->at.start >= s.start && own.p[i]->at.start < s.end;
  if (ok)
    diags_append(diags, &own);
  else
    tree_free(t);
  return ok;
}

static Stretch stretch_at(const Source *source, uint32_t offset) {
  Stretch near[STRETCHES];
  size_t want = source->text.n / NEAR_BYTES;
  unsigned n = parse_split(source, want < STRETCHES ? (unsigned)want : STRETCHES, near), i = 0;
  while (i + 1 < n && near[i + 1].start <= offset) i++;
  return near[i];
}

Stretch parse_near(const Source *source, uint32_t offset) {
  return stretch_at(source, offset > NEAR_BYTES ? offset - NEAR_BYTES : 0);
}

static void expected_at(Arena *a, const Source *source, uint32_t offset, const UnitNames *units, Diags *diags,
                        Expected *out) {
  Tree t = {0};
  tree_begin(a, &t, source, 0, 0);
  Parser p = {.t = &t, .text = source->text.p, .arena = a, .diags = diags};
  Stretch near = stretch_at(source, offset);
  Mended m = recover_prefix(&p, units, (Stretch){near.start, offset, near.depth, 0, near.header, 0});
  Sim *sim = arena_raw(a, sizeof *sim, alignof(Sim));
  sim_start(sim);
  for (uint32_t k = 0; k + 1 < m.n; k++) sim_take(sim, (Tok)m.tokens[k].kind);
  uint8_t tokens[TOKENS];
  out->n = sim_expected(sim, tokens);
  for (unsigned k = 0; k < out->n; k++) out->tokens[k] = tokens[k];
  tree_free(&t);
}

void parse_expected(Arena *a, const Source *source, uint32_t offset, const UnitNames *units, Expected *out) {
  expected_at(a, source, offset, units, NULL, out);
}

// ---- what is not wrong yet

// A word or number that the cursor stands behind may go on.
static bool goes_on(Tok t) {
  switch (t) {
  case TOK_IDENT:
  case TOK_NUMBER:
  case TOK_QUANTITY:
  case TOK_DATE:
  case TOK_DEADLINE:
  case TOK_DATEWORD:
  case TOK_DEADWORD:
  case TOK_HOLE:
  case TOK_OPENSTRING: return true;
  default: return token_is_word(t);
  }
}

static bool may_become(const Expected *e, Token t, Str text) {
  bool number = t.kind == TOK_NUMBER || t.kind == TOK_QUANTITY || t.kind == TOK_DATE ||
                t.kind == TOK_DEADLINE || t.kind == TOK_HOLE;
  for (unsigned i = 0; i < e->n; i++) {
    Tok k = (Tok)e->tokens[i];
    if (t.kind == TOK_OPENSTRING) {
      if (k == TOK_STRING) return true;
    } else if (number) {
      if (k == TOK_NUMBER || k == TOK_QUANTITY || k == TOK_DATE || k == TOK_DEADLINE || k == TOK_HOLE)
        return true;
    } else if (k == TOK_IDENT || k == (Tok)t.kind || k == TOK_DATEWORD || k == TOK_DEADWORD)
      return true;
  }
  Tok kind;
  const char *word;
  for (uint32_t i = 0; !number && (word = token_spelling(i, &kind)); i++)
    for (unsigned k = 0; k < e->n; k++)
      if (e->tokens[k] == kind && str_starts(str_z(word), text)) return true;
  return false;
}

bool parse_unfinished(Arena *a, const Source *source, uint32_t offset, const UnitNames *units,
                      Token *under_way, bool *formula) {
  uint32_t line = offset;
  while (line && source->text.p[line - 1] != '\n' && source->text.p[line - 1] != '\r') line--;
  Lexer lx = {source->text.p, line, offset, units, true};
  Token t, last = {.kind = TOK_END}, before = last;
  for (lex_next(&lx, &t); t.kind != TOK_END && t.start < offset; lex_next(&lx, &t)) before = last, last = t;
  bool joins =
      last.kind == TOK_SLASH || last.kind == TOK_STAR || last.kind == TOK_CARET || last.kind == TOK_BAD;
  bool member = last.kind == TOK_DOT || (before.kind == TOK_DOT && last.end >= offset);
  bool decimal = last.kind == TOK_DOT && before.kind == TOK_NUMBER;
  if (((joins && before.kind == TOK_QUANTITY) || decimal) && last.end == offset &&
      before.end == last.start) { // 120元/ 2.
    last = before;
    last.end = offset;
  }
  bool reaches =
      last.kind != TOK_END && last.end >= offset && (goes_on((Tok)last.kind) || last.kind == TOK_COMMENT);
  *under_way = reaches ? last : (Token){.kind = TOK_END, .start = offset, .end = offset};
  Diags found = diags_new(a, diag_table);
  Expected e;
  expected_at(a, source, reaches ? last.start : offset, units, &found, &e);
  for (uint32_t i = 0; i < found.n; i++)
    if (found.p[i]->at.end >= line) return false;
  *formula = member;
  for (unsigned i = 0; i < e.n; i++) *formula |= e.tokens[i] == TOK_NOT || e.tokens[i] == TOK_SLASH;
  return !reaches || last.kind == TOK_COMMENT ||
         may_become(&e, last, (Str){source->text.p + last.start, offset - last.start});
}
