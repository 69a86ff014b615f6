// Names of the program: what the project around declares, members of a path, projects, rule sets, codes,
// files.
#include "base/os.h"
#include "base/utf.h"
#include "compiler/builtins.h"
#include "compiler/rules.h"
#include "grammar/literal.h"
#include "runtime/run.h"
#include "server/completion.h"
#include "server/words.h"

unsigned words_alike(Str a, Str b) {
  unsigned n = 0, x, y;
  for (size_t i = 0; i < a.n; i += x) {
    uint32_t cp = utf_decode(a, i, &x);
    for (size_t k = 0; k < b.n; k += y)
      if (utf_decode(b, k, &y) == cp) {
        n++;
        break;
      }
  }
  return n;
}

// ---- where

static uint32_t child_named(const Program *p, Arena *a, Str name, Tok kind, uint32_t parent) {
  Str key = utf_key(a, name);
  BodyKind want = kind == TOK_DEPARTMENT ? BODY_DEPARTMENT
                  : kind == TOK_SECTION  ? BODY_SECTION
                                         : BODY_PROJECT;
  uint32_t any = NONE;
  for (uint32_t e = map_get(&p->entity_names, key, str_hash(key)); e != MAP_NONE && e != NONE;
       e = p->same_name[e]) {
    if (p->entities[e].kind != want) continue;
    if (p->entities[e].parent == parent) return e;
    any = e;
  }
  return any;
}

void find_entity(Complete *c) {
  const Program *p = c->build->program;
  const Cursor *u = &c->cur;
  for (uint32_t i = 0; i < u->blocks.n; i++) {
    const Block *b = &u->blocks.p[i];
    bool body = b->kind == TOK_DEPARTMENT || b->kind == TOK_SECTION || b->kind == TOK_PROJECT;
    bool other = b->kind == TOK_TEST || b->kind == TOK_ACTUALS;
    Token name = other ? b->project : b->name;
    if ((!body && !other) || name.start == name.end) continue;
    uint32_t e = child_named(p, c->r->a, cursor_name(u, name), body ? (Tok)b->kind : TOK_PROJECT, c->entity);
    if (e != NONE) c->entity = e;
  }
  c->ruleset = c->entity == NONE ? NONE : p->entities[c->entity].ruleset;
  if (c->ruleset == NONE) c->ruleset = ruleset_default(p);
}

// ---- values

// What a formula at the cursor is about: its indicator's name, or the name nearest before it.
static Str subject(const Complete *c) {
  const Cursor *u = &c->cur;
  const Block *b = cursor_block(u);
  if (b->kind == TOK_TEST) {
    for (unsigned i = 0; i < CURSOR_BACK; i++)
      if (u->back[i].kind == TOK_IDENT && (i + 1 == CURSOR_BACK || u->back[i + 1].kind != TOK_DOT))
        return cursor_name(u, u->back[i]);
    return (Str){0};
  }
  return b->about.kind == TOK_END ? (Str){0} : cursor_name(u, b->about);
}

static Str entry_detail(const Complete *c, const NameEntry *e) {
  static const char *const zh[] = {"数据", "令", "指标"}, *const en[] = {"measure", "let", "indicator"};
  Str what = server_text(c->r->s, zh[e->kind], en[e->kind]);
  if (e->kind != NAME_INPUT) return what;
  Str text = c->build->sources.p[e->tree->file].text;
  Span at = ast_span(e->tree, e->node);
  Ref name = e->name;
  Span named = ast_span(e->tree, name);
  if (named.end >= at.end) return what;
  Str rest = str_trim(str_slice(text, named.end, at.end));
  if (str_starts(rest, S(":"))) rest = str_trim(str_slice(rest, 1, rest.n));
  return str_fmt(c->r->a, STR_FMT " " STR_FMT, STR_ARG(what), STR_ARG(rest));
}

static const EntityNames *names_here(Complete *c, uint32_t entity) {
  return entity == NONE ? NULL : names_of(&c->check, entity);
}

// The names of an entity that a formula may use, those that look like its subject first.
static void offer_entries(Complete *c, uint32_t entity, uint32_t rank, bool inputs_only) {
  const EntityNames *n = names_here(c, entity);
  Str about = subject(c);
  bool test = cursor_block(&c->cur)->kind == TOK_TEST, setting = inputs_only;
  for (uint32_t i = 0; n && i < n->n; i++) {
    const NameEntry *e = &n->p[i];
    Str name = ast_name(e->tree, e->name);
    if (!name.n || (inputs_only && e->kind != NAME_INPUT)) continue;
    if (!test && str_eq(name, about)) continue; // its own
    unsigned alike = words_alike(name, about);
    unsigned kind = (test && !setting) == (e->kind == NAME_INDICATOR) ? 0 : 40;
    Item *it = offer(c, ITEM_VARIABLE, name, entry_detail(c, e), rank + kind + (alike > 5 ? 0 : 5 - alike));
    it->text = name_literal(c->r->a, name);
  }
}

// Of many names a few, so that functions are seen too.
static void spread(Complete *c, uint32_t from) {
  for (uint32_t i = from; i < c->items.n; i++) {
    uint32_t better = 0;
    Item *it = &c->items.p[i];
    for (uint32_t k = from; k < c->items.n && better < 100; k++)
      better += c->items.p[k].rank < it->rank || (c->items.p[k].rank == it->rank && k < i);
    it->fit = better;
  }
  for (uint32_t i = from; i < c->items.n; i++)
    c->items.p[i].rank = c->items.p[i].fit < 6 ? 0 : c->items.p[i].fit == 6 ? 8 : 20 + c->items.p[i].fit;
}

static uint32_t builtin_rank(const Complete *c, const Builtin *b) {
  Str about = subject(c);
  bool growth = str_ends(about, S("增长率")) || str_ends(about, S("增幅"));
  if (str_eq(b->zh, S("同比"))) return growth ? 0 : 8;
  if (str_eq(b->zh, S("四舍五入")) && cursor_block(&c->cur)->kind == TOK_TEST) return 5;
  return 30;
}

static void offer_calls(Complete *c) {
  const Program *p = c->build->program;
  for (unsigned i = 0; i < builtin_n; i++) {
    const Builtin *b = &builtins[i];
    Item *it = offer(c, ITEM_FUNCTION, c->cur.english ? b->en : b->zh,
                     server_text(c->r->s, b->help_zh.p, b->help_en.p), builtin_rank(c, b));
    it->more = c->cur.english ? b->zh : b->en;
    if (!c->r->s->client.snippets) continue;
    it->text = str_fmt(c->r->a, STR_FMT "(${1})", STR_ARG(it->label));
    it->snippet = true;
  }
  for (uint32_t i = 0; i < p->function_n; i++)
    offer(c, ITEM_FUNCTION, p->functions[i].name_text, server_text(c->r->s, "函数", "function"), 60)->text =
        name_literal(c->r->a, p->functions[i].name_text);
}

void offer_values(Complete *c) {
  uint32_t from = c->items.n;
  for (uint32_t e = c->entity; e != NONE; e = c->build->program->entities[e].parent)
    offer_entries(c, e, e == c->entity ? 0 : 100, false);
  spread(c, from);
  const EntityDecl *d = c->entity == NONE ? NULL : &c->build->program->entities[c->entity];
  bool whole = !d || d->kind == BODY_DEPARTMENT || cursor_block(&c->cur)->kind == TOK_END;
  for (unsigned i = 0; i < figure_n; i++)
    if (figures[i].of == 'E' || c->cur.attribute == TOK_SCORE)
      offer(c, ITEM_PROPERTY, c->cur.english ? figures[i].en : figures[i].zh,
            server_text(c->r->s, figures[i].help_zh.p, figures[i].help_en.p),
            c->cur.attribute == TOK_SCORE ? 1 : 33);
  if (whole || cursor_block(&c->cur)->kind == TOK_TEST) offer_projects(c);
  offer_calls(c);
}

void offer_inputs(Complete *c) {
  offer_entries(c, c->entity, 0, true);
}

Str unit_of_input(Complete *c, Str name) {
  for (uint32_t e = c->entity; e != NONE; e = c->build->program->entities[e].parent) {
    const EntityNames *n = names_here(c, e);
    for (uint32_t i = 0; n && i < n->n; i++) {
      if (n->p[i].kind != NAME_INPUT || !str_eq(ast_name(n->p[i].tree, n->p[i].name), name)) continue;
      Ref unit = ast_child(n->p[i].tree, n->p[i].node, AST_UNIT);
      return unit ? ast_text(n->p[i].tree, unit) : (Str){0};
    }
  }
  return (Str){0};
}

// ---- 实际

static void offer_bodies(Complete *c, BodyKind kind, const char *zh, const char *en) {
  const Program *p = c->build->program;
  for (uint32_t e = 0; e < p->entity_n && c->items.n < 2000; e++) {
    const EntityDecl *d = &p->entities[e];
    Str name = d->kind == kind && d->name ? ast_name(p->trees[d->tree], d->name) : (Str){0};
    if (name.n)
      offer(c, ITEM_MODULE, name, server_text(c->r->s, zh, en), 10)->text = name_literal(c->r->a, name);
  }
}

// 数据 and the indicators that take rows, here or, where no project is told, anywhere.
static void offer_filled(Complete *c, uint32_t entity) {
  const EntityNames *n = names_here(c, entity);
  for (uint32_t i = 0; n && i < n->n; i++) {
    const NameEntry *e = &n->p[i];
    Str name = ast_name(e->tree, e->name);
    if (!name.n || e->kind == NAME_LET || (e->kind == NAME_INDICATOR && e->formula)) continue;
    Item *it = offer(c, ITEM_VARIABLE, name, entry_detail(c, e), e->kind == NAME_INPUT ? 0 : 5);
    it->text = name_literal(c->r->a, name);
  }
}

void offer_mapped(Complete *c, Tok field) {
  const Program *p = c->build->program;
  switch ((unsigned)field) {
  case TOK_DEPARTMENT: offer_bodies(c, BODY_DEPARTMENT, "部门", "department"); return;
  case TOK_PROJECT: offer_bodies(c, BODY_PROJECT, "项目", "project"); return;
  case TOK_LEVEL2: offer_classes(c); return;
  case TOK_INDICATOR: break;
  default: return;
  }
  bool told = c->entity != NONE && p->entities[c->entity].kind == BODY_PROJECT;
  if (told) offer_filled(c, c->entity);
  for (uint32_t e = 0; !told && e < p->entity_n && c->items.n < 500; e++) offer_filled(c, e);
  offer(c, ITEM_PROPERTY, S("支出"), server_text(c->r->s, "支出的金额", "money spent"), 8);
}

enum { PEEK_ROWS = 12, HEADERS_MAX = 200 };

// The row that is most likely the header: the first of those with the most cells filled.
static uint32_t header_row(const PeekRow *rows, uint32_t n, Str sheet) {
  uint32_t best = NONE, most = 0;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t filled = 0;
    for (uint32_t k = 0; k < rows[i].n; k++) filled += rows[i].cell[k].n > 0;
    if (str_eq(rows[i].sheet, sheet) && filled > most) best = i, most = filled;
  }
  return best;
}

static void offer_header(Complete *c, const PeekRow *rows, uint32_t n, uint32_t at, uint32_t start,
                         bool bare) {
  for (uint32_t k = 0; k < rows[at].n && k < HEADERS_MAX; k++) {
    Str text = rows[at].cell[k], like = at + 1 < n && k < rows[at + 1].n ? rows[at + 1].cell[k] : (Str){0};
    if (!text.n || text.n > 200 || memchr(text.p, '"', text.n) || memchr(text.p, '\n', text.n)) continue;
    Str column = str_fmt(c->r->a, c->r->s->lang == LANG_ZH ? "第 %u 列" : "column %u", k + 1);
    Str detail = like.n && like.n < 60 ? str_cat(c->r->a, str_cat(c->r->a, column, S("  ")), like) : column;
    Item *it = offer(c, ITEM_FIELD, text, detail, k);
    it->start = start;
    if (bare) it->text = name_literal(c->r->a, text);
  }
}

static const PeekRow *peek(Complete *c, Token file, uint32_t *n) {
  Arena *a = c->r->a;
  *n = 0;
  if (file.kind != TOK_STRING) return NULL;
  Str path = os_path_clean(a, os_path_join(a, os_path_dir(c->doc->path), cursor_name(&c->cur, file))), *found;
  size_t count = 0;
  if (memchr(path.p, '*', path.n) || memchr(path.p, '?', path.n)) {
    os_glob(a, str_to_z(a, path), &found, &count);
    if (!count) return NULL;
    path = found[0];
  }
  if (!workspace_holds(&c->r->s->workspace, path) || os_kind(str_to_z(a, path)) != OS_FILE) return NULL;
  return run_peek(a, path, PEEK_ROWS, n);
}

// In quotes or bare; the sheets behind 表, else the headers of each.
void offer_headers(Complete *c, bool sheets) {
  const Cursor *u = &c->cur;
  const Block *b = cursor_block(u);
  uint32_t n;
  const PeekRow *rows = peek(c, sheets ? b->about : b->name, &n);
  bool text = u->at.kind == TOK_STRING || u->at.kind == TOK_OPENSTRING;
  uint32_t start = text ? u->at.start + (u->text[u->at.start] == '"' ? 1 : 3) : u->start;
  for (uint32_t i = 0; i < n; i++) {
    if (i && str_eq(rows[i].sheet, rows[i - 1].sheet)) continue;
    if (!sheets)
      offer_header(c, rows, n, header_row(rows, n, rows[i].sheet), start, !text);
    else if (rows[i].sheet.n) {
      Item *it = offer(c, ITEM_FIELD, rows[i].sheet, server_text(c->r->s, "表", "sheet"), i);
      it->start = start;
      if (!text) it->text = name_literal(c->r->a, rows[i].sheet);
    }
  }
}

void offer_data_files(Complete *c) {
  static const char *const endings[] = {".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".db"};
  Str dir = os_path_dir(c->doc->path);
  uint32_t start = c->cur.at.start + (c->cur.text[c->cur.at.start] == '"' ? 1 : 3);
  for (unsigned k = 0; k < sizeof endings / sizeof *endings; k++) {
    Str *found, why;
    size_t n;
    if (!os_list(c->r->a, str_to_z(c->r->a, dir), endings[k], &found, &n, &why)) return;
    for (size_t i = 0; i < n && i < 200; i++)
      offer(c, ITEM_FILE, str_slice(found[i], os_path_dir(found[i]).n + 1, found[i].n), (Str){0}, k)->start =
          start;
  }
}

// ---- behind a dot

void offer_members(Complete *c) {
  const Program *p = c->build->program;
  const Cursor *u = &c->cur;
  Token base = u->back[1];
  if (base.kind == TOK_END) return;
  Str name = cursor_name(u, base), key = utf_key(c->r->a, name);
  uint32_t entity = map_get(&p->entity_names, key, str_hash(key));
  const EntityNames *here = names_here(c, c->entity);
  bool indicator = false;
  for (uint32_t i = 0; here && i < here->n; i++)
    indicator |=
        here->p[i].kind == NAME_INDICATOR && str_eq(ast_key(c->r->a, here->p[i].tree, here->p[i].name), key);
  if (entity != MAP_NONE && !indicator) {
    uint32_t around = c->entity;
    c->entity = entity;
    offer_entries(c, entity, 10, false);
    c->entity = around;
  }
  for (unsigned i = 0; i < figure_n; i++) {
    char of = figures[i].of;
    if (of == (indicator || entity == MAP_NONE ? 'E' : 'I')) continue;
    offer(c, ITEM_PROPERTY, u->english ? figures[i].en : figures[i].zh,
          server_text(c->r->s, figures[i].help_zh.p, figures[i].help_en.p), i)
        ->more = u->english ? figures[i].zh : figures[i].en;
  }
}

// ---- of the program

void offer_projects(Complete *c) {
  const Program *p = c->build->program;
  for (uint32_t e = 0; e < p->entity_n && c->items.n < 2000; e++) {
    const EntityDecl *d = &p->entities[e];
    if (d->kind != BODY_PROJECT || !d->name) continue;
    Str name = ast_name(p->trees[d->tree], d->name);
    bool here = str_eq(p->trees[d->tree]->source->name, c->doc->path);
    if (name.n)
      offer(c, ITEM_MODULE, name, server_text(c->r->s, "项目", "project"), here ? 32 : 70)->text =
          name_literal(c->r->a, name);
  }
}

void offer_rulesets(Complete *c) {
  const Plan *p = c->build->program->plan;
  for (uint32_t i = 0; i < p->rulesets.n; i++) {
    Str name = plan_text(p, p->rulesets.name[i]);
    offer(c, ITEM_MODULE, name, plan_text(p, p->rulesets.basis[i]), i)->text = name_literal(c->r->a, name);
  }
}

void offer_codes(Complete *c) {
  const Build *b = c->build;
  uint32_t file = build_file(b, c->doc->path);
  for (uint32_t i = 0; i < b->diags.n; i++) // those found here first
    if (b->diags.p[i]->at.file == file && diag_severity(&b->diags, b->diags.p[i]) != SEV_ERROR) {
      const DiagSpec *s = &b->diags.table[b->diags.p[i]->text.id];
      offer(c, ITEM_CONSTANT, str_z(s->code), server_text(c->r->s, s->zh, s->en), 0);
    }
  for (unsigned i = 1; i < DIAG_IDS; i++) {
    const DiagSpec *s = &diag_table[i];
    if (s->severity != SEV_WARNING && s->severity != SEV_HINT) continue;
    uint32_t lint = *s->code == 'M' ? 1 : *s->code == 'S' ? 2 : *s->code == 'T' ? 3 : 4;
    offer(c, ITEM_CONSTANT, str_z(s->code), server_text(c->r->s, s->zh, s->en), lint);
  }
}

void offer_files(Complete *c) {
  Workspace *w = &c->r->s->workspace;
  Str dir = os_path_dir(c->doc->path);
  workspace_walk(w);
  uint32_t start = c->cur.at.start + (c->cur.text[c->cur.at.start] == '"' ? 1 : 3);
  for (size_t i = 0; i < w->listed_n; i++) {
    Str path = w->listed[i];
    if (!str_starts(path, dir) || path.p[dir.n] != '/' || str_eq(path, c->doc->path)) continue;
    offer(c, ITEM_FILE, str_slice(path, dir.n + 1, path.n), (Str){0}, 0)->start = start;
  }
}
