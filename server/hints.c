// Inlay hints: what the compiler makes of what is written. Shared weights, 万元 as 元 and back, sums of a
// budget's parts, the dimension of a 取值.
#include "compiler/query.h"
#include "server/server.h"

void inlay_hint(Request *r);

#define SUBTREE 200

typedef struct Hints {
  Request *r;
  Document *doc;
  Build *build;
  uint32_t file, from, to;
  Check check;
} Hints;

static void hint(Hints *x, uint32_t at, Str label, unsigned kind) {
  Json *j = &x->r->json;
  if (at < x->from || at > x->to || at > x->doc->n) return;
  json_obj(j);
  json_key(j, "position"), write_position(j, lines_position(&x->doc->lines, at));
  write_shown(j, x->r->a, "label", label);
  if (kind) json_put_u64(j, "kind", kind);
  json_key(j, "paddingLeft"), json_bool(j, true);
  json_end(j, '}');
}

static Str amount_text(Arena *a, Num value, const char *unit) {
  Out o = out_memory(a);
  num_write_group(&o, value, 6);
  out_z(&o, unit);
  return out_text(&o);
}

// 300万元 is 3,000,000元; 3200000元 is 320万元.
static void other_money(Hints *x, const Tree *t, Ref leaf) {
  Quantity q;
  bool hole = false;
  UnitTable *units = x->build->program->units;
  if (!quantity_read(&x->check, t, leaf, &q, &hole) || hole || !q.has_unit || !num_ok(q.value)) return;
  if (unit_dim(units, q.unit) != units_money_dim(units)) return;
  Str unit = unit_text(units, q.unit);
  Num wan = NUM(10000);
  if (str_eq(unit, S("元"))) {
    if (num_cmp(num_abs(x->r->a, q.value), wan) < 0) return;
    hint(
        x, ast_span(t, leaf).end,
        str_fmt(x->r->a, "= " STR_FMT, STR_ARG(amount_text(x->r->a, num_div(x->r->a, q.value, wan), "万元"))),
        0);
  } else
    hint(x, ast_span(t, leaf).end,
         str_fmt(x->r->a, "= " STR_FMT, STR_ARG(amount_text(x->r->a, q.value, "元"))), 0);
}

static void sum_of_parts(Hints *x, const Tree *t, Ref sources) {
  Num sum = NUM(0);
  UnitId shown = UNIT_NONE;
  unsigned n = 0;
  UnitTable *units = x->build->program->units;
  for (Ref s = ast_at(t, sources)->kids; s; s = ast_at(t, s)->next) {
    Ref name = ast_at(t, s)->kids, amount = name ? ast_at(t, name)->next : 0;
    Quantity q;
    bool hole = false;
    if (ast_at(t, s)->kind != AST_SOURCE || !amount) continue;
    if (!quantity_read(&x->check, t, amount, &q, &hole) || hole || !q.has_unit ||
        unit_dim(units, q.unit) != units_money_dim(units))
      return;
    sum = num_add(x->r->a, sum, q.value);
    if (shown == UNIT_NONE) shown = q.unit;
    n++;
  }
  if (n < 2 || !num_ok(sum)) return;
  Str unit = unit_text(units, shown);
  Num value = num_div(x->r->a, sum, unit_scale(units, shown));
  hint(x, ast_span(t, sources).end,
       str_fmt(x->r->a, "%s " STR_FMT, x->r->s->lang == LANG_ZH ? "合计" : "total",
               STR_ARG(amount_text(x->r->a, value, str_to_z(x->r->a, unit)))),
       0);
}

static void walk(Hints *x, const Tree *t, Ref r, unsigned depth) {
  if (depth == SUBTREE) return;
  for (Ref k = ast_at(t, r)->kids; k; k = ast_at(t, k)->next) {
    const Node *n = ast_at(t, k);
    if (n->at > x->to) return;
    Ref next = n->next;
    if (next && ast_at(t, next)->at < x->from && n->kind != AST_BUDGET) continue;
    switch ((AstKind)n->kind) {
    case AST_BUDGET:
      for (Ref s = n->kids; s; s = ast_at(t, s)->next) {
        if (ast_at(t, s)->kind == AST_QUANTITY) other_money(x, t, s);
        if (ast_at(t, s)->kind == AST_SOURCES) sum_of_parts(x, t, s);
      }
      break;
    case AST_TARGET:
      for (Ref q = n->kids; q; q = ast_at(t, q)->next)
        if (ast_at(t, q)->kind == AST_QUANTITY) other_money(x, t, q);
      break;
    case AST_BODY:
    case AST_GROUP:
    case AST_INDICATOR: walk(x, t, k, depth + 1); break;
    default: break;
    }
  }
}

// ---- what checking knows

static Ref value_of(const Tree *t, Ref indicator) {
  for (Ref a = ast_at(t, indicator)->kids; a; a = ast_at(t, a)->next)
    if (ast_at(t, a)->kind == AST_ATTR && ast_at(t, a)->op == ATTR_VALUE) return ast_at(t, a)->kids;
  return 0;
}

static void of_indicator(Hints *x, const CheckedEntity *e, const CheckedIndicator *in) {
  Arena *a = x->r->a;
  UnitTable *units = x->build->program->units;
  if (in->tree->file != x->file) return;
  Ref value = value_of(in->tree, in->node);
  if (value && in->value != NONE && !ast_is_leaf((AstKind)ast_at(in->tree, value)->kind)) {
    const Expr *x1 = &e->pool->p[in->value];
    if (x1->type == PLAN_QUANTITY && x1->unit != UNIT_NONE) {
      Str dim = x1->pct ? S("%") : text_in(dim_name(units, unit_dim(units, x1->unit)), x->r->s->lang);
      if (dim.n) hint(x, ast_span(in->tree, value).end, str_fmt(a, ": " STR_FMT, STR_ARG(dim)), 1);
    }
  }
  if (in->weight_ok && !in->weight_told)
    hint(x, ast_span(in->tree, in->node).end,
         str_fmt(a, STR_FMT "%s", STR_ARG(num_text(a, in->weight, 12)),
                 x->r->s->lang == LANG_ZH ? "分" : " points"),
         0);
}

static void of_entities(Hints *x) {
  const Program *p = x->build->program;
  Query q = query_on(p, x->r->a);
  for (uint32_t i = 0; i < q.body_n; i++) {
    const Tree *t = p->trees[q.bodies[i].tree];
    if (t->file != x->file) continue;
    const EntityDecl *d = &p->entities[q.bodies[i].entity];
    Span at = ast_span(t, q.bodies[i].body);
    bool within = d->kind == BODY_SECTION && d->parent != NONE && p->entities[d->parent].kind == BODY_PROJECT;
    if (within || !d->indicator_n || at.end < x->from || at.start > x->to) continue;
    bool again = p->trees[d->tree] != t || d->body != q.bodies[i].body;
    Check c;
    CheckedEntity e;
    if (again && p->trees[d->tree]->file == x->file) continue; // told at its first opening
    query_check(&q, q.bodies[i].entity, &c, &e);
    for (uint32_t k = 0; k < e.indicator_n; k++) of_indicator(x, &e, &e.indicators[k]);
  }
}

void inlay_hint(Request *r) {
  Hints x = {.r = r, .doc = request_document(r)};
  x.build = x.doc ? document_build(r->s, x.doc) : NULL;
  x.file = x.build ? build_file(x.build, x.doc->path) : NONE;
  if (x.file == NONE) return;
  if (!range_in(&x.doc->lines, in_get(r->params, "range"), &x.from, &x.to)) {
    request_fail(r, RPC_INVALID_PARAMS, "no range");
    return;
  }
  Diags lost = diags_new(r->a, diag_table);
  x.check = (Check){.prog = x.build->program, .scratch = r->a, .diags = &lost};
  json_list(&r->json);
  for (uint32_t i = 0; i < x.build->program->tree_n; i++)
    if (x.build->program->trees[i]->file == x.file)
      walk(&x, x.build->program->trees[i], x.build->program->trees[i]->root, 0);
  of_entities(&x);
  json_end(&r->json, ']');
}
