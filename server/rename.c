// Renaming a name wherever it is meant, in every program that knows its declaration; and imports when files
// move.
#include "base/os.h"
#include "base/utf.h"
#include "compiler/names.h"
#include "compiler/rules.h"
#include "grammar/literal.h"
#include "server/edits.h"
#include "server/uri.h"
#include "server/word.h"
#include "server/words.h"

void prepare_rename(Request *r);
void rename_symbol(Request *r);
void will_rename_files(Request *r);

#define NAME_BYTES 300
#define NEST_MAX   16

static bool ours(const Symbol *s) {
  Str file = s->tree ? s->tree->source->name : (Str){0};
  if (!s->tree || !s->word || !file.n || *file.p != '/') return false;
  switch ((SymbolKind)s->kind) {
  case SYMBOL_ENTITY:
  case SYMBOL_INPUT:
  case SYMBOL_LET:
  case SYMBOL_INDICATOR:
  case SYMBOL_FUNCTION:
  case SYMBOL_PARAM:
  case SYMBOL_RULESET:
  case SYMBOL_GROUP:
  case SYMBOL_CLASS:
  case SYMBOL_DIMENSION: return true;
  default: return false;
  }
}

static bool ask(Request *r, Word *w) {
  if (!word_here(r, w)) return false;
  if (w->is_unit) return w->unit.tree != NULL;
  for (uint32_t i = 0; i < w->n; i++)
    if (!ours(&w->symbols[i])) return false;
  return w->n > 0;
}

void prepare_rename(Request *r) {
  Word w;
  if (!ask(r, &w)) return;
  Span at = w.is_unit ? w.unit.at : w.symbols[0].at;
  json_obj(&r->json);
  json_key(&r->json, "range"), write_range(&r->json, &w.doc->lines, at.start, at.end);
  json_put_str(&r->json, "placeholder", w.is_unit ? w.unit.name : w.symbols[0].name);
  json_end(&r->json, '}');
}

// ---- the new name

static bool good_name(Str name) {
  if (!name.n || name.n > NAME_BYTES) return false;
  unsigned len;
  for (size_t i = 0; i < name.n; i += len) {
    uint32_t cp = utf_decode(name, i, &len);
    if (cp < 32 || cp == 127 || cp == UTF_BAD || cp == '"' || cp == '\\') return false;
  }
  return true;
}

static Str unquoted(Str s) {
  static const char *const quotes[][2] = {{"\"", "\""}, {"“", "”"}, {"「", "」"}, {"『", "』"}, {"《", "》"}};
  for (unsigned i = 0; i < 5; i++) {
    Str open = str_z(quotes[i][0]), close = str_z(quotes[i][1]);
    if (str_starts(s, open) && str_ends(s, close) && s.n > open.n + close.n)
      return str_slice(s, open.n, s.n - close.n);
  }
  return s;
}

// In a rule set that has the class or group.
static bool class_taken(Request *r, const Program *p, const Symbol *s, Str key) {
  for (uint32_t i = 0; i < p->plan->rulesets.n; i++) {
    uint32_t first = p->plan->rulesets.group_first[i], n = p->plan->rulesets.group_n[i];
    bool has = s->kind == SYMBOL_GROUP ? s->row - first < n : rule_group_of(p->plan, i, s->row) != NONE;
    if (has && (rule_class(p, i, r->a, key, str_hash(key)) != NONE ||
                rule_group(p, i, r->a, key, str_hash(key)) != NONE))
      return true;
  }
  return false;
}

// Whether something of that name stands beside the symbol.
static bool taken(Request *r, const Word *w, const Symbol *s, Str name) {
  Str key = utf_key(r->a, name);
  const Program *p = w->build->program;
  if (str_eq(key, utf_key(r->a, s->name))) return false;
  if (s->kind == SYMBOL_ENTITY) {
    for (uint32_t e = map_get(&p->entity_names, key, str_hash(key)); e != MAP_NONE && e != NONE;
         e = p->same_name[e])
      if (p->entities[e].kind == p->entities[s->row].kind &&
          p->entities[e].parent == p->entities[s->row].parent)
        return true;
    return false;
  }
  if (s->kind == SYMBOL_CLASS || s->kind == SYMBOL_GROUP) return class_taken(r, p, s, key);
  if (s->kind == SYMBOL_FUNCTION && word_builtin(name)) return true;
  if (s->kind == SYMBOL_FUNCTION) return map_get(&p->function_names, key, str_hash(key)) != MAP_NONE;
  if (s->kind == SYMBOL_RULESET) return map_get(&p->ruleset_names, key, str_hash(key)) != MAP_NONE;
  if (s->kind != SYMBOL_INPUT && s->kind != SYMBOL_LET && s->kind != SYMBOL_INDICATOR) return false;
  Diags lost = diags_new(r->a, diag_table);
  Check c = {.prog = p, .scratch = r->a, .diags = &lost};
  const EntityNames *names = names_of(&c, s->entity);
  for (uint32_t i = 0; i < names->n; i++) {
    bool indicator = names->p[i].kind == NAME_INDICATOR;
    if (indicator == (s->kind == SYMBOL_INDICATOR) &&
        str_eq(ast_key(r->a, names->p[i].tree, names->p[i].name), key))
      return true;
  }
  return false;
}

// ---- places

typedef struct Places {
  Edits edits;
  const Build *build;
  Str text;
  Str only; // a class and its alias mean the same and keep their names: the key of the one; empty: all
} Places;

static void keep(void *ctx, Span at, bool declares) {
  Places *p = ctx;
  (void)declares;
  if (at.file >= p->build->sources.n) return;
  Str written = span_text(&p->build->sources, at);
  if (p->only.n && !str_eq(utf_key(p->edits.a, unquoted(written)), p->only)) return;
  if (edits_hold(&p->edits, p->build->sources.p[at.file].name, at)) return;
  edits_add(&p->edits, p->build, at, p->text);
}

static void every_program(Workspace *w) {
  workspace_walk(w);
  for (size_t i = 0; i < w->listed_n; i++) workspace_build(w, w->listed[i]);
}

// The same declaration in other programs that have its file.
static void elsewhere(Request *r, const Word *w, const Symbol *s, Places *p) {
  Workspace *all = &r->s->workspace;
  Str path = s->tree->source->name;
  uint32_t offset = ast_at(s->tree, s->word)->at;
  every_program(all);
  for (uint32_t i = 0; i < all->build_n; i++) {
    Build *b = all->builds[i];
    if (b == w->build) continue;
    build_refresh(all, b);
    uint32_t file = build_file(b, path);
    QueryPath at;
    if (file == NONE) continue;
    Query q = query_on(b->program, r->a);
    Symbol there[MEANINGS];
    if (!query_path(&q, file, offset, &at)) continue;
    uint32_t n = query_symbols(&q, &at, there, MEANINGS);
    p->build = b;
    for (uint32_t k = 0; k < n; k++) query_uses(&q, &there[k], keep, p);
  }
}

// A unit, in every text of every program that has its declaration.
static void rename_unit(Request *r, const Word *w, Str name) {
  Workspace *all = &r->s->workspace;
  Arena *a = r->a;
  const Program *p = w->build->program;
  bool zh = r->s->lang == LANG_ZH, same = str_eq(utf_key(a, name), utf_key(a, w->unit.name));
  if (!unit_word_good(p, a, name)) {
    request_fail(r, RPC_FAILED,
                 zh ? "单位名称里没有数字、空格，也没有 / * · ^，也不能是“万元”这样的数词加单位"
                    : "a unit's name has no digits, blanks or / * · ^, and is no numeral with a unit");
    return;
  }
  if (!same && unit_word_taken(p, name)) {
    request_fail(r, RPC_FAILED, zh ? "已经有这个单位" : "there is such a unit already");
    return;
  }
  Str path = w->unit.tree->source->name;
  Places places = {.edits = {.a = a}, .text = name};
  every_program(all);
  for (uint32_t i = 0; i < all->build_n; i++) {
    places.build = all->builds[i];
    if (places.build != w->build) build_refresh(all, all->builds[i]);
    if (build_file(places.build, path) != NONE)
      unit_word_uses(places.build->program, a, w->unit.name, keep, &places);
  }
  edits_write(r, &r->json, &places.edits);
}

void rename_symbol(Request *r) {
  Word w;
  Str name = unquoted(str_trim(in_text(r->params, "newName")));
  if (!good_name(name)) {
    request_fail(r, RPC_INVALID_PARAMS,
                 r->s->lang == LANG_ZH ? "名称不能为空，也不能有引号、反斜杠和换行" : "no name");
    return;
  }
  if (!ask(r, &w)) {
    if (!r->error)
      request_fail(r, RPC_FAILED,
                   r->s->lang == LANG_ZH ? "这里没有可以改名的名称" : "nothing to rename here");
    return;
  }
  if (w.is_unit) {
    rename_unit(r, &w, name);
    return;
  }
  Places p = {.edits = {.a = r->a}, .build = w.build, .text = name_literal(r->a, name)};
  for (uint32_t i = 0; i < w.n; i++) {
    bool word = w.symbols[i].kind == SYMBOL_CLASS || w.symbols[i].kind == SYMBOL_GROUP;
    if (word && !str_eq(p.text, name)) {
      request_fail(r, RPC_FAILED,
                   r->s->lang == LANG_ZH ? "类别名要写在指标前面，不能带引号"
                                         : "a class name cannot be quoted");
      return;
    }
    if (taken(r, &w, &w.symbols[i], name)) {
      request_fail(r, RPC_FAILED,
                   r->s->lang == LANG_ZH ? "这里已经有这个名称" : "there is such a name already");
      return;
    }
  }
  for (uint32_t i = 0; i < w.n; i++) {
    bool word = w.symbols[i].kind == SYMBOL_CLASS || w.symbols[i].kind == SYMBOL_GROUP;
    p.build = w.build;
    p.only = word ? utf_key(r->a, w.symbols[i].name) : (Str){0};
    query_uses(&w.query, &w.symbols[i], keep, &p);
    elsewhere(r, &w, &w.symbols[i], &p);
  }
  edits_write(r, &r->json, &p.edits);
}

// ---- files that move

typedef struct Move {
  Str from, to;
} Move;
typedef struct Moves {
  Move *p;
  size_t n;
} Moves;

static Str moved(Arena *a, const Moves *m, Str path) {
  for (size_t i = 0; i < m->n; i++) {
    Str from = m->p[i].from;
    if (!str_starts(path, from) || (path.n > from.n && path.p[from.n] != '/')) continue;
    return str_cat(a, m->p[i].to, str_slice(path, from.n, path.n));
  }
  return path;
}

// The way from a directory to a file.
static Str relative(Arena *a, Str dir, Str path) {
  size_t same = 0;
  for (size_t i = 0; i <= dir.n && i < path.n; i++) {
    char c = i < dir.n ? dir.p[i] : '/';
    if (c != path.p[i]) break;
    if (c == '/') same = i + 1;
  }
  Out o = out_memory(a);
  for (size_t i = same; i < dir.n; i++)
    if (dir.p[i] == '/' || i + 1 == dir.n) out_z(&o, "../");
  out_str(&o, str_slice(path, same, path.n));
  return out_text(&o);
}

// 引用 and 实际 name files from where they stand.
static void move_named(Request *r, const Build *b, const Tree *t, Ref list, const Moves *m, Edits *e,
                       unsigned depth) {
  Str here = t->source->name, dir = os_path_dir(here), then = os_path_dir(moved(r->a, m, here));
  for (Ref k = ast_at(t, list)->kids; k && depth < NEST_MAX; k = ast_at(t, k)->next) {
    AstKind kind = (AstKind)ast_at(t, k)->kind;
    if (kind == AST_BODY) move_named(r, b, t, k, m, e, depth + 1);
    if (kind != AST_IMPORT && kind != AST_ACTUALS) continue;
    Ref text = ast_at(t, k)->kids;
    if (!text || ast_at(t, text)->kind != AST_STRING) continue;
    Str was = ast_string(r->a, t, text);
    if (kind == AST_IMPORT ? !str_ends(was, S(".pgl"))
                           : !was.n || memchr(was.p, '*', was.n) || memchr(was.p, ':', was.n))
      continue;
    Str to = moved(r->a, m, os_path_clean(r->a, os_path_join(r->a, dir, was))),
        now = relative(r->a, then, to);
    Str old = relative(r->a, dir, os_path_clean(r->a, os_path_join(r->a, dir, was)));
    Span at = ast_span(t, text);
    if (str_eq(now, old) || edits_hold(e, here, at)) continue;
    edits_add(e, b, at, str_fmt(r->a, "\"" STR_FMT "\"", STR_ARG(now)));
  }
}

void will_rename_files(Request *r) {
  const JsonIn *files = in_get(r->params, "files");
  Moves m = {NEW_N(r->a, Move, in_count(files) + 1), 0};
  for (size_t i = 0; i < in_count(files); i++) {
    Move one = {uri_path(r->a, in_text(in_at(files, i), "oldUri")),
                uri_path(r->a, in_text(in_at(files, i), "newUri"))};
    if (one.from.n && one.to.n) m.p[m.n++] = one;
  }
  Workspace *w = &r->s->workspace;
  every_program(w);
  Edits e = {.a = r->a};
  for (uint32_t i = 0; i < w->build_n && m.n; i++) {
    build_refresh(w, w->builds[i]);
    const Program *p = w->builds[i]->program;
    for (uint32_t k = 0; k < p->tree_n; k++) {
      const Tree *t = p->trees[k];
      if (t->source->name.n && *t->source->name.p == '/') move_named(r, w->builds[i], t, t->root, &m, &e, 0);
    }
  }
  if (e.list.n) edits_write(r, &r->json, &e);
}
