// Where a name stands in projects is found by its hash in one sorted list, made when a formula first asks.
#include "compiler/gather.h"
#include "compiler/expr_checker.h"
#include <stdlib.h>

typedef struct NamePlace { // a name of that hash in a project
  uint32_t department, hash, project;
} NamePlace;

struct Gathers {
  ARRAY(NamePlace) places;
  Gather **first; // by place, of the first of equal department and hash: what was asked there
};

static int by_name(const void *x, const void *y) {
  const NamePlace *a = x, *b = y;
  if (a->department != b->department) return a->department < b->department ? -1 : 1;
  if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
  return (a->project > b->project) - (a->project < b->project);
}

static void sort(struct Gathers *g) { // each once: a 数据 and an indicator may share a name
  uint32_t n = 0;
  if (g->places.n) qsort(g->places.p, g->places.n, sizeof(NamePlace), by_name);
  for (uint32_t i = 0; i < g->places.n; i++)
    if (!n || by_name(&g->places.p[n - 1], &g->places.p[i])) g->places.p[n++] = g->places.p[i];
  g->places.n = n;
}

static void add_names(Check *c, struct Gathers *g, uint32_t department, uint32_t project, uint32_t entity) {
  const EntityNames *n = names_of(c, entity);
  for (uint32_t i = 0; i < n->n; i++) {
    NamePlace p = {department, ast_at(n->p[i].tree, n->p[i].name)->val, project};
    *array_push(c->keep, &g->places) = p;
  }
}

static bool project_of(const Program *p, uint32_t e, uint32_t *department) {
  uint32_t parent = *department = p->entities[e].parent;
  return p->entities[e].kind == BODY_PROJECT &&
         (parent == NONE || p->entities[parent].kind == BODY_DEPARTMENT);
}

static struct Gathers *places_of(Check *c) {
  if (c->gathers) return c->gathers;
  const Program *p = c->prog;
  struct Gathers *g = c->gathers = NEW(c->keep, struct Gathers);
  struct NameTable *names = c->names;
  for (uint32_t e = 0, department; e < p->entity_n; e++) {
    if (!project_of(p, e, &department)) continue;
    ArenaMark mark = arena_mark(c->scratch);
    c->names = NULL;
    add_names(c, g, department, e, e);
    for (uint32_t s = p->entities[e].first_child; s != NONE; s = p->entities[s].next_sibling)
      add_names(c, g, department, e, s);
    if (c->keep != c->scratch) arena_reset(c->scratch, mark);
  }
  c->names = names;
  sort(g);
  g->first = NEW_N(c->keep, Gather *, g->places.n + 1);
  return g;
}

static Gather *gather_of(Check *c, uint32_t department, const Tree *t, Ref name) { // NULL: nowhere
  struct Gathers *all = places_of(c);
  NamePlace want = {department, ast_at(t, name)->val, 0};
  uint32_t from = 0, to = all->places.n;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (by_name(&all->places.p[middle], &want) < 0)
      from = middle + 1;
    else
      to = middle;
  }
  for (Gather *g = all->first[from]; g; g = g->same)
    if (g->department == department && ast_same_name(g->tree, g->name, t, name)) return g;
  for (to = from; to < all->places.n; to++)
    if (all->places.p[to].department != department || all->places.p[to].hash != want.hash) break;
  if (from == to) return NULL;
  Gather *g = NEW(c->keep, Gather);
  *g = (Gather){.department = department, .tree = t, .name = name, .at = from, .end = to, .row = NONE};
  g->unit = UNIT_NONE;
  g->same = all->first[from];
  return all->first[from] = g;
}

static bool differ(Checker *k, Shape a, Shape b) {
  return a.type != b.type || (a.type == PLAN_QUANTITY && a.unit != UNIT_NONE && b.unit != UNIT_NONE &&
                              shape_dim(k, a) != shape_dim(k, b));
}

static void report_differ(Checker *k, Ref name, const GatherItem *one, Shape was, const NameEntry *other,
                          uint32_t project, Shape is) {
  const Program *p = k->c->prog;
  const EntityDecl *a = &p->entities[one->entity], *b = &p->entities[project];
  Text here = text_of(ast_name(p->trees[a->tree], a->name)),
       there = text_of(ast_name(p->trees[b->tree], b->name));
  Diag *d = checker_report(k, D_PROJECTS_DIFFER, name,
                           TEXT_ARGS(here, shape_name(k, was), there, shape_name(k, is)));
  if (d) diag_label(k->c->diags, d, ast_span(other->tree, other->name), T_DECLARED_HERE, NO_ARGS);
}

// One project more. False: reported here or there.
static bool look_into(Checker *k, Gather *g, Ref name) {
  uint32_t project = k->c->gathers->places.p[g->at].project;
  NameEntry *e;
  Pick got = checker_pick(k, project, name, &e);
  if (got == PICK_AMBIGUOUS) return false;
  if (got == PICK_NONE || e->kind == NAME_LET) return g->at++, true;
  checker_use_entry(k, name, e);
  if (!checker_visit(k, e, name)) return false;
  Shape is = {e->type, e->pct, e->unit};
  if (g->items.n) {
    const GatherItem *one = &g->items.p[0];
    Shape was = {one->type, one->pct, one->unit};
    if (differ(k, was, is)) return report_differ(k, name, one, was, e, project, is), false;
  }
  *array_push(k->c->keep, &g->items) = (GatherItem){.op = e->kind == NAME_INPUT ? OP_INPUT : OP_ACTUAL,
                                                    .type = e->type,
                                                    .pct = e->pct,
                                                    .unit = e->unit,
                                                    .row = e->row,
                                                    .entity = project};
  bool first = g->items.n == 1 || (is.type == PLAN_QUANTITY && g->unit == UNIT_NONE) || (is.pct && !g->pct);
  if (first) g->type = is.type, g->pct = is.pct, g->unit = is.unit;
  if (e->height + 1 > g->height) g->height = (uint16_t)(e->height + 1);
  return g->at++, true;
}

static uint32_t department_of(const Program *p, uint32_t e) {
  while (e != NONE && p->entities[e].kind != BODY_DEPARTMENT) e = p->entities[e].parent;
  return e;
}

bool checker_projects(Checker *k, Ref name, Gather **out) {
  Check *c = k->c;
  *out = NULL;
  c->outside = true;
  if (k->s.entity == NONE) return true;
  if (!c->keep) c->keep = c->scratch;
  Gather *g = gather_of(c, department_of(c->prog, k->s.entity), k->s.tree, name);
  if (!g) return true;
  for (uint32_t i = 0; c->watch && i < g->items.n; i++)
    checker_use(k, name, g->items.p[i].op == OP_INPUT ? USE_INPUT : USE_INDICATOR, g->items.p[i].row);
  while (g->at < g->end)
    if (!look_into(k, g, name)) return false;
  if (g->items.n) *out = g;
  return true;
}
