#include "server/unit_word.h"
#include "base/utf.h"

#define DEPTH_MAX 256

// ---- names within a unit's text

static size_t separator(Str s, size_t i) {
  static const char *const signs[] = {"/", "*", "·", "×", "、", "∕", "⁄", "⋅", "／", "＊"};
  for (unsigned k = 0; k < sizeof signs / sizeof *signs; k++)
    if (str_starts(str_slice(s, i, s.n), str_z(signs[k]))) return strlen(signs[k]);
  return 0;
}

static bool is_power(uint32_t cp) {
  return (cp >= '0' && cp <= '9') || cp == '^' || cp == '-' || cp == U'²' || cp == U'³' ||
         (cp >= U'０' && cp <= U'９') || cp == U'＾';
}

static bool is_numeral(uint32_t cp) {
  return cp == U'十' || cp == U'百' || cp == U'千' || cp == U'万' || cp == U'亿';
}

// The declared name in an atom: all of it, or what stands behind numerals; powers aside.
static bool name_in(UnitTable *units, Str text, size_t *from, size_t *to) {
  UnitInfo info;
  unsigned len;
  size_t start = *from, end = *to;
  while (end > start) {
    size_t last = end - 1;
    while (last > start && ((unsigned char)text.p[last] & 0xC0) == 0x80) last--;
    if (!is_power(utf_decode(text, last, &len))) break;
    end = last;
  }
  while (start < end) {
    if (units_info_of(units, str_slice(text, start, end), &info)) return *from = start, *to = end, true;
    if (!is_numeral(utf_decode(text, start, &len))) return false;
    start += len;
  }
  return false;
}

typedef struct Names { // of one unit's text, one after the other
  UnitTable *units;
  Str text;
  size_t next;
} Names;

static bool next_name(Names *n, size_t *from, size_t *to) {
  while (n->next < n->text.n) {
    size_t start = n->next, end = start, sep = 0;
    while (end < n->text.n && !(sep = separator(n->text, end))) end++;
    n->next = end + (sep ? sep : 1);
    *from = start, *to = end;
    if (name_in(n->units, n->text, from, to)) return true;
  }
  return false;
}

static Str unit_text_of(const Tree *t, Ref r) {
  switch ((AstKind)ast_at(t, r)->kind) {
  case AST_UNIT:
  case AST_QUANTITY:
  case AST_HOLE: return ast_unit_text(t, r);
  case AST_NAME: return ast_name(t, r);
  default: return (Str){0};
  }
}

static Span span_in(const Tree *t, Str part) {
  uint32_t start = (uint32_t)(part.p - t->source->text.p);
  return (Span){t->file, start, start + (uint32_t)part.n};
}

// A NAME in 单位 … : 量纲 is no unit.
static bool is_dimension(const Tree *t, Ref decl, Ref name) {
  if (ast_at(t, decl)->kind != AST_UNITDECL) return false;
  Str s = t->source->text;
  uint32_t i = ast_at(t, name)->at;
  while (i && (s.p[i - 1] == ' ' || s.p[i - 1] == '\t')) i--;
  return str_ends(str_slice(s, 0, i), S(":")) || str_ends(str_slice(s, 0, i), S("："));
}

static bool is_unit_leaf(const Tree *t, Ref r, Ref parent, bool in_decl) {
  switch ((AstKind)ast_at(t, r)->kind) {
  case AST_UNIT:
  case AST_QUANTITY:
  case AST_HOLE: return true;
  case AST_NAME: return in_decl && !is_dimension(t, parent, r) && ast_at(t, parent)->kind != AST_ATTR;
  default: return false;
  }
}

// ---- the place

static bool declares(Arena *a, const Tree *t, Ref list, Str key, Str *word) {
  for (Ref r = ast_at(t, list)->kids; r; r = ast_at(t, r)->next) {
    AstKind k = (AstKind)ast_at(t, r)->kind;
    if (k == AST_ALIASES && declares(a, t, r, key, word)) return true;
    bool name = k == AST_UNIT || (k == AST_NAME && ast_at(t, list)->kind == AST_ALIASES);
    if (name && str_eq(utf_key(a, unit_text_of(t, r)), key)) return *word = unit_text_of(t, r), true;
  }
  return false;
}

bool unit_word_at(const Program *p, Arena *a, const QueryPath *path, UnitWord *out) {
  const Tree *t = path->tree;
  Ref leaf = query_leaf(path), parent = path->n > 1 ? path->at[path->n - 2] : 0;
  if (!leaf || !parent || !is_unit_leaf(t, leaf, parent, query_up(path, AST_UNITDECL) != 0)) return false;
  Names names = {.units = p->units, .text = unit_text_of(t, leaf)};
  size_t from, to;
  bool there = false;
  while (!there && next_name(&names, &from, &to)) {
    out->at = span_in(t, str_slice(names.text, from, to));
    there = out->at.start <= path->offset && path->offset <= out->at.end;
  }
  if (!there) return false;
  out->name = str_slice(names.text, from, to);
  Str key = utf_key(a, out->name), word;
  for (uint32_t i = 0; i < p->tree_n; i++) {
    const Tree *u = p->trees[i];
    if (!u->source->name.n || *u->source->name.p != '/') continue;
    for (Ref r = ast_at(u, u->root)->kids; r; r = ast_at(u, r)->next)
      if (ast_at(u, r)->kind == AST_UNITDECL && declares(a, u, r, key, &word)) {
        out->tree = u;
        return true;
      }
  }
  out->tree = NULL;
  return true;
}

// ---- all places

typedef struct Walk {
  const Program *p;
  Arena *a;
  const Tree *t;
  Str key;
  void (*each)(void *ctx, Span at, bool declares);
  void *ctx;
} Walk;

static void look(Walk *w, Ref leaf, bool declares) {
  Names names = {.units = w->p->units, .text = unit_text_of(w->t, leaf)};
  size_t from, to;
  while (next_name(&names, &from, &to)) {
    Str part = str_slice(names.text, from, to);
    if (str_eq(utf_key(w->a, part), w->key)) w->each(w->ctx, span_in(w->t, part), declares);
  }
}

static void walk(Walk *w, Ref r, bool in_decl, unsigned depth) {
  if (depth == DEPTH_MAX || ast_is_leaf((AstKind)ast_at(w->t, r)->kind)) return;
  in_decl |= ast_at(w->t, r)->kind == AST_UNITDECL;
  for (Ref k = ast_at(w->t, r)->kids; k; k = ast_at(w->t, k)->next) {
    if (is_unit_leaf(w->t, k, r, in_decl))
      look(w, k,
           ast_at(w->t, r)->kind == AST_ALIASES ||
               (ast_at(w->t, r)->kind == AST_UNITDECL && ast_at(w->t, k)->kind == AST_UNIT));
    else
      walk(w, k, in_decl, depth + 1);
  }
}

void unit_word_uses(const Program *p, Arena *a, Str name, void (*each)(void *ctx, Span at, bool declares),
                    void *ctx) {
  Walk w = {p, a, NULL, utf_key(a, name), each, ctx};
  for (uint32_t i = 0; i < p->tree_n; i++) {
    w.t = p->trees[i];
    if (w.t->source->name.n && *w.t->source->name.p == '/') walk(&w, w.t->root, false, 0);
  }
}

// ---- the new name

bool unit_word_good(const Program *p, Arena *a, Str name) {
  char *padded = arena_raw(a, name.n + 16, 16);
  memcpy(padded, name.p, name.n);
  memset(padded + name.n, 0, 16);
  return name.n && name.n <= UNIT_MAX && lex_unit(padded) == name.n &&
         units_name(p->units, name) == UNIT_NAME_OK;
}

bool unit_word_taken(const Program *p, Str name) {
  return units_find(p->units, name).problem == UNIT_OK;
}
