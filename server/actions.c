// Code actions: the fixes of what was found, all safe ones at once, and what a formula or a group still
// lacks.
#include "compiler/query.h"
#include "grammar/literal.h"
#include "server/edits.h"
#include "server/words.h"
#include <stdlib.h>

void code_action(Request *r);

typedef struct Actions {
  Request *r;
  Document *doc;
  Build *build;
  uint32_t file, start, end;
  const JsonIn *only;
  const JsonIn *told; // diagnostics of the request
} Actions;

static bool wanted(const Actions *x, const char *kind) {
  if (in_kind(x->only) != JSON_IN_LIST) return true;
  for (size_t i = 0; i < in_count(x->only); i++) {
    Str k;
    if (!in_str(in_at(x->only, i), &k)) continue;
    if (!k.n || (str_starts(str_z(kind), k) && (!kind[k.n] || kind[k.n] == '.'))) return true;
  }
  return false;
}

static void begin(Actions *x, Str title, const char *kind) {
  Json *j = &x->r->json;
  json_obj(j);
  write_shown(j, x->r->a, "title", title);
  json_put_str(j, "kind", str_z(kind));
}

static void finish(Actions *x, Edits *e) {
  json_key(&x->r->json, "edit"), edits_write(x->r, &x->r->json, e);
  json_end(&x->r->json, '}');
}

static bool touches(const Actions *x, Span at) {
  return at.file == x->file && at.start <= x->end && at.end >= x->start;
}

static void add_fix(const Actions *x, Edits *e, const DiagFix *f) {
  for (const DiagEdit *d = f->edits; d; d = d->next) edits_add(e, x->build, d->at, d->text);
}

// The client's own diagnostic that this one is, so that it may show the fix beside it.
static void write_told(Actions *x, const Diag *d) {
  Str code = str_z(x->build->diags.table[d->text.id].code);
  Json *j = &x->r->json;
  for (size_t i = 0; i < in_count(x->told); i++) {
    const JsonIn *one = in_at(x->told, i);
    uint32_t start, end;
    if (!str_eq(in_text(one, "code"), code) || !range_in(&x->doc->lines, in_get(one, "range"), &start, &end))
      continue;
    if (start != d->at.start || end != d->at.end) continue;
    json_key(j, "diagnostics"), json_list(j), json_obj(j);
    json_key(j, "range"), write_range(j, &x->doc->lines, start, end);
    json_put_str(j, "code", code), json_put_str(j, "source", S("pgl")),
        json_put_str(j, "message", in_text(one, "message"));
    int64_t severity;
    if (in_int(in_get(one, "severity"), &severity) && severity > 0)
      json_put_u64(j, "severity", (uint64_t)severity);
    json_end(j, '}'), json_end(j, ']');
    return;
  }
}

static void write_fixes(Actions *x, const Diag *d) {
  for (const DiagFix *f = d->fixes; f && wanted(x, "quickfix"); f = f->next) {
    Edits e = {.a = x->r->a};
    add_fix(x, &e, f);
    if (!e.list.n) continue;
    begin(x, message_shown(x->r, &f->title), "quickfix");
    write_told(x, d);
    if (f == d->fixes && !f->next && f->safe)
      json_key(&x->r->json, "isPreferred"), json_bool(&x->r->json, true);
    finish(x, &e);
  }
}

static bool overlaps(const Edits *e, const Build *b, const DiagFix *f) {
  for (const DiagEdit *d = f->edits; d; d = d->next)
    for (uint32_t i = 0; i < e->list.n; i++) {
      const FileEdit *o = &e->list.p[i];
      bool apart = d->at.end < o->at.start || d->at.start > o->at.end;
      if (d->at.file >= b->sources.n || (o->at.file == d->at.file && !apart)) return true;
    }
  return false;
}

static void write_fix_all(Actions *x) {
  if (!wanted(x, "source.fixAll.pgl")) return;
  Edits e = {.a = x->r->a};
  for (uint32_t i = 0; i < x->build->diags.n && e.list.n < 2000; i++) {
    const Diag *d = x->build->diags.p[i];
    if (d->at.file != x->file || d->cell.name.n) continue;
    for (const DiagFix *f = d->fixes; f; f = f->next)
      if (f->safe && !overlaps(&e, x->build, f)) {
        add_fix(x, &e, f);
        break;
      }
  }
  if (!e.list.n) return;
  begin(x, server_text(x->r->s, "改正所有可以放心改的地方", "Fix all that is safe"), "source.fixAll.pgl");
  finish(x, &e);
}

// ---- name the missing 数据

static uint32_t line_start(Str text, uint32_t at) {
  while (at && text.p[at - 1] != '\n' && text.p[at - 1] != '\r') at--;
  return at;
}

static Str indent_of(Str text, uint32_t line) {
  uint32_t end = line;
  while (end < text.n && (text.p[end] == ' ' || text.p[end] == '\t')) end++;
  return str_slice(text, line, end);
}

// The unit that a new 数据 most likely has: the target's where the indicator takes it as it is, else 元 or
// none.
static Str unit_wanted(const Tree *t, Ref indicator, Ref name) {
  Ref target = indicator ? ast_child(t, indicator, AST_TARGET) : 0;
  bool alone = false;
  for (Ref a = indicator ? ast_at(t, indicator)->kids : 0; a; a = ast_at(t, a)->next)
    alone |= ast_at(t, a)->kind == AST_ATTR && ast_at(t, a)->op == ATTR_VALUE && ast_at(t, a)->kids == name;
  Ref q = target && alone ? ast_child(t, target, AST_QUANTITY) : 0;
  Str unit = q ? ast_unit_text(t, q) : (Str){0};
  return unit.n ? unit : S("个");
}

// A line `数据 X: 累计 单位` behind the last 数据 of the body around, or before the statement at hand.
static void declare_input(Actions *x, const Diag *d) {
  Query q = query_on(x->build->program, x->r->a);
  QueryPath path;
  if (!wanted(x, "quickfix") || !query_path(&q, d->at.file, d->at.start, &path)) return;
  const Tree *t = path.tree;
  Ref body = query_up(&path, AST_BODY), leaf = query_leaf(&path), at = 0;
  if (!body || !leaf || ast_at(t, leaf)->kind != AST_NAME) return;
  Str text = t->source->text, name = ast_name(t, leaf);
  for (Ref k = ast_at(t, body)->kids; k; k = ast_at(t, k)->next)
    if (ast_at(t, k)->kind == AST_MEASURE ||
        (!at && ast_at(t, k)->at > ast_at(t, body)->at && ast_at(t, k)->kind != AST_NAME))
      at = k;
  if (!at || !name.n) return;
  bool behind = ast_at(t, at)->kind == AST_MEASURE;
  Span stmt = ast_span(t, at);
  uint32_t line = line_start(text, stmt.start);
  Str indent = indent_of(text, line);
  bool own_line = line + indent.n == stmt.start;
  Str row = str_fmt(x->r->a, "数据 " STR_FMT ": 累计 " STR_FMT, STR_ARG(name_literal(x->r->a, name)),
                    STR_ARG(unit_wanted(t, query_up(&path, AST_INDICATOR), leaf)));
  Edits e = {.a = x->r->a};
  uint32_t place = behind ? stmt.end : stmt.start;
  Str gap = own_line ? str_cat(x->r->a, S("\n"), indent) : S("  ");
  edits_add(&e, x->build, (Span){d->at.file, place, place},
            behind ? str_cat(x->r->a, gap, row) : str_cat(x->r->a, row, gap));
  begin(x,
        str_fmt(x->r->a,
                x->r->s->lang == LANG_ZH ? "声明数据“" STR_FMT "”" : "Declare the datum “" STR_FMT "”",
                STR_ARG(name)),
        "quickfix");
  write_told(x, d);
  finish(x, &e);
}

// ---- spread the weights

static void spread(Actions *x) {
  if (!wanted(x, "refactor.rewrite")) return;
  Query q = query_on(x->build->program, x->r->a);
  QueryPath path;
  if (!query_path(&q, x->file, x->start, &path) ||
      (!query_up(&path, AST_INDICATOR) && !query_up(&path, AST_GROUP)))
    return;
  uint32_t entity = query_entity(&q, &path);
  if (entity == NONE) return;
  Check c;
  CheckedEntity checked;
  query_check(&q, entity, &c, &checked);
  Edits e = {.a = x->r->a};
  for (uint32_t i = 0; i < checked.indicator_n; i++) {
    const CheckedIndicator *in = &checked.indicators[i];
    if (!in->weight_ok || in->weight_told || in->target.form == TARGET_MISSING) continue;
    uint32_t end = ast_span(in->tree, in->node).end;
    Str points = num_text(x->r->a, in->weight, 12);
    edits_add(&e, x->build, (Span){in->tree->file, end, end},
              str_fmt(x->r->a, " 分值 " STR_FMT "分", STR_ARG(points)));
  }
  if (!e.list.n) return;
  begin(x, server_text(x->r->s, "把均分的分值写出来", "Write the shared points out"), "refactor.rewrite");
  finish(x, &e);
}

void code_action(Request *r) {
  Actions x = {.r = r,
               .doc = request_document(r),
               .only = in_get(r->params, "context.only"),
               .told = in_get(r->params, "context.diagnostics")};
  x.build = x.doc ? document_build(r->s, x.doc) : NULL;
  x.file = x.build ? build_file(x.build, x.doc->path) : NONE;
  if (x.file == NONE) return;
  if (!range_in(&x.doc->lines, in_get(r->params, "range"), &x.start, &x.end)) {
    request_fail(r, RPC_INVALID_PARAMS, "no range");
    return;
  }
  unsigned declared = 0;
  json_list(&r->json);
  for (uint32_t i = 0; i < x.build->diags.n; i++) {
    const Diag *d = x.build->diags.p[i];
    if (d->cell.name.n || !touches(&x, d->at)) continue;
    write_fixes(&x, d);
    if (d->text.id == D_NAME_UNKNOWN && declared++ < 8) declare_input(&x, d);
  }
  spread(&x);
  write_fix_all(&x);
  json_end(&r->json, ']');
}
