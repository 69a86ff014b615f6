// What departments ask for, against what their projects have: the rows of 部门 and 分项 are found once,
// before the workers start; each project marks those it answers, and at the end the rest is told (S08).
//
//   rows ── by name ──▶ first row of that name ── same ──▶ next …
#include "base/array.h"
#include "compiler/lint_facts.h"
#include <stdatomic.h>

#define DEPTH_MAX 16

typedef struct Row {
  Str name; // stripped
  uint32_t hash;
  uint32_t department; // entity
  const Tree *tree;
  Ref node;      // INDICATOR
  Ref target;    // TARGET or 0
  bool computed; // has a 取值: it says itself where it comes from
  uint32_t same; // next of equal name, or NONE
} Row;

typedef struct Wanted {
  Row *rows;
  uint32_t n, cap;
  Map by_name;
  atomic_uchar *met;     // by row
  Num *budgets;          // by entity, each written by one worker; NULL: no department has a budget
  uint8_t *has_projects; // by entity
} Wanted;

// Rows of one name in many departments stay apart.
static uint32_t place(Str name, uint32_t department) {
  uint32_t h = str_hash(name) ^ (department + 1) * 0x9E3779B1u;
  return h ? h : 1;
}

// 一年内引进高级职称高水平人才数量 is 引进高级职称高水平人才数量.
static Str stripped(Str s) {
  static const char *const heads[] = {"一年内", "年内", "本年度", "本年", "全年", "年度", "当年", "赴"};
  for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
    if (str_starts(s, str_z(heads[k]))) return str_slice(s, strlen(heads[k]), s.n);
  return s;
}

static uint32_t department_of(const Program *p, uint32_t e) {
  while (e != NONE && p->entities[e].kind != BODY_DEPARTMENT) e = p->entities[e].parent;
  return e;
}

static void row_add(Arena *a, Wanted *w, const Tree *t, Ref node, uint32_t department) {
  Ref name = ast_child(t, node, AST_NAME);
  if (!name) return;
  Row r = {.name = stripped(name_core(ast_name(t, name))),
           .department = department,
           .tree = t,
           .node = node,
           .same = NONE};
  r.hash = place(r.name, department);
  r.target = ast_child(t, node, AST_TARGET);
  for (Ref k = ast_at(t, node)->kids; k; k = ast_at(t, k)->next)
    r.computed |= ast_at(t, k)->kind == AST_ATTR && ast_at(t, k)->op == ATTR_VALUE;
  bool added;
  uint32_t first = map_put(a, &w->by_name, r.name, r.hash, w->n, &added);
  if (!added) {
    r.same = w->rows[first].same;
    w->rows[first].same = w->n;
  }
  w->rows = array_room(a, w->rows, w->n, &w->cap, sizeof *w->rows, alignof(Row));
  w->rows[w->n++] = r;
}

static bool rows_of(Arena *a, Wanted *w, const Tree *t, Ref block, uint32_t department,
                    unsigned depth) { // true: has a budget
  bool budget = false;
  for (Ref r = ast_at(t, block)->kids; r && depth < DEPTH_MAX; r = ast_at(t, r)->next)
    switch (ast_at(t, r)->kind) {
    case AST_INDICATOR: row_add(a, w, t, r, department); break;
    case AST_GROUP: rows_of(a, w, t, r, department, depth + 1); break;
    case AST_BUDGET: budget = true; break;
    default: break;
    }
  return budget;
}

Wanted *wanted_begin(Arena *a, const Program *p) {
  Wanted *w = NEW(a, Wanted);
  bool budgets = false;
  w->has_projects = NEW_N(a, uint8_t, p->entity_n + 1);
  for (uint32_t e = 0; e < p->entity_n; e++) {
    const EntityDecl *d = &p->entities[e];
    uint32_t department = department_of(p, e);
    if (d->kind == BODY_PROJECT && department != NONE) w->has_projects[department] = 1;
    bool inside = d->parent != NONE && p->entities[d->parent].kind == BODY_PROJECT;
    if (d->kind == BODY_PROJECT || inside || department == NONE) continue;
    bool budget = rows_of(a, w, p->trees[d->tree], d->body, department, 0);
    for (uint32_t o = d->more; o != NONE; o = p->openings[o].more)
      budget |= rows_of(a, w, p->trees[p->openings[o].tree], p->openings[o].body, department, 0);
    budgets |= budget && d->kind == BODY_DEPARTMENT;
  }
  w->met = (atomic_uchar *)NEW_N(a, uint8_t, w->n + 1);
  if (budgets) w->budgets = NEW_N(a, Num, p->entity_n + 1); // zeroed: bad
  return w;
}

// ---- T11

static UnitId row_unit(const Program *p, const Row *r) {
  Ref operand = r->target ? ast_at(r->tree, r->target)->kids : 0;
  if (!operand || ast_at(r->tree, operand)->kind != AST_QUANTITY) return UNIT_NONE;
  UnitFound f = units_find_hashed(p->units, ast_unit_text(r->tree, operand), ast_at(r->tree, operand)->val);
  return f.problem == UNIT_OK ? f.id : UNIT_NONE;
}

static bool answer(Wanted *w, Check *c, const CheckedEntity *e, const CheckedIndicator *i, Str name) {
  name = stripped(name);
  uint32_t department = department_of(c->prog, e->entity);
  uint32_t k = name.n ? map_get(&w->by_name, name, place(name, department)) : MAP_NONE;
  if (k == MAP_NONE) return false;
  for (; k != NONE && w->rows[k].department != department; k = w->rows[k].same) {
  }
  if (k == NONE) return false;
  const Row *r = &w->rows[k];
  atomic_store_explicit(&w->met[k], 1, memory_order_relaxed);
  c->met = array_room(c->diags->arena, c->met, c->met_n, &c->met_cap, sizeof k, alignof(uint32_t));
  c->met[c->met_n++] = k;
  UnitId there = row_unit(c->prog, r), here = i->target.unit;
  UnitTable *units = c->prog->units;
  if (there == UNIT_NONE || here == UNIT_NONE || unit_dim(units, there) == unit_dim(units, here)) return true;
  Diag *d =
      lint_say(c, D_T11, target_span(i),
               TEXT_ARGS(say_name(i), text_of(unit_text(units, here)), text_of(unit_text(units, there))));
  diag_label(c->diags, d, ast_span(r->tree, r->target), T_T11_THERE,
             TEXT_ARGS(text_of(unit_text(units, there))));
  return true;
}

void lint_wanted(LintBook *b, Check *c, const CheckedEntity *e, const Facts *f) {
  Wanted *w = b->wanted;
  if (!w->n) return;
  if (!answer(w, c, e, f->i, f->core) && f->i->explain.n) answer(w, c, e, f->i, name_core(f->i->explain));
}

// ---- S08 M10 at the end

Num lint_budget(const CheckedEntity *e) {
  return e->budget_ok && e->budget.den > 0 ? e->budget : NUM_BAD; // others live in scratch
}

void wanted_project(LintBook *b, Check *c, const CheckedEntity *e) {
  (void)c;
  lint_again(b, e->entity, lint_budget(e), NULL, 0);
}

void lint_again(LintBook *b, uint32_t entity, Num budget, const uint32_t *met, uint32_t n) {
  Wanted *w = b->wanted;
  if (w->budgets && num_ok(budget)) w->budgets[entity] = budget;
  for (uint32_t i = 0; i < n; i++) atomic_store_explicit(&w->met[met[i]], 1, memory_order_relaxed);
}

void lint_env(const LintBook *b, const Program *p, Environment *env) {
  const Wanted *w = b->wanted;
  for (uint32_t k = 0; k < w->n; k++) {
    const Row *r = &w->rows[k];
    if (!w->has_projects[r->department]) continue;
    for (uint32_t e = r->department; e != NONE; e = p->entities[e].parent)
      environment_add(env, ast_name(p->trees[p->entities[e].tree], p->entities[e].name));
    environment_add(env, span_text(p->sources, ast_span(r->tree, r->node)));
    environment_word(env, k); // its number is what `met` holds
  }
}

static bool number_target(const LintBook *b, const Program *p, const Row *r) {
  if (!r->target) return false;
  UnitKind kind = unit_kind(b, p, row_unit(p, r));
  return kind_in(kind, KINDS_COUNTED);
}

// The part of a department's budget that is for projects, where it is set apart.
static bool project_money(Check *c, uint32_t e, Num *out, Span *at) {
  const Program *p = c->prog;
  const EntityDecl *d = &p->entities[e];
  uint32_t tree = d->tree, o = d->more;
  for (Ref body = d->body;;) {
    const Tree *t = p->trees[tree];
    Ref budget = ast_child(t, body, AST_BUDGET);
    for (Ref s = budget ? ast_at(t, budget)->kids : 0; s; s = ast_at(t, s)->next)
      for (Ref k = ast_at(t, s)->kind == AST_SOURCES ? ast_at(t, s)->kids : 0; k; k = ast_at(t, k)->next) {
        Ref name = ast_child(t, k, AST_NAME), amount = ast_child(t, k, AST_QUANTITY);
        if (!name || !amount || !str_starts(ast_name(t, name), S("项目"))) continue;
        Quantity q;
        bool hole = false;
        *at = ast_span(t, amount);
        if (quantity_read(c, t, amount, &q, &hole) && !hole) return *out = q.value, true;
      }
    if (budget && at->end == 0) *at = ast_head(t, budget);
    if (o == NONE) return false;
    tree = p->openings[o].tree, body = p->openings[o].body, o = p->openings[o].more;
  }
}

static void sums(Wanted *w, Check *c) {
  const Program *p = c->prog;
  Num *sum = NEW_N(c->scratch, Num, p->entity_n + 1);
  for (uint32_t e = 0; e < p->entity_n; e++) {
    uint32_t d = department_of(p, e);
    if (p->entities[e].kind == BODY_DEPARTMENT) sum[e] = NUM(0);
    if (p->entities[e].kind == BODY_PROJECT && d != NONE)
      sum[d] = num_add(c->scratch, sum[d], w->budgets[e]); // a bad one spoils it
  }
  for (uint32_t e = 0; e < p->entity_n; e++) {
    if (p->entities[e].kind != BODY_DEPARTMENT || !w->has_projects[e] || !num_ok(w->budgets[e]) ||
        !num_ok(sum[e]))
      continue;
    Num part = w->budgets[e];
    Span at = {0};
    bool apart = project_money(c, e, &part, &at);
    Num over = num_sub(c->scratch, sum[e], part);
    bool far = num_cmp(apart ? num_abs(c->scratch, over) : over, NUM(1000)) > 0; // 0.1万元: rounded figures
    Num wan = NUM(10000);
    Arena *a = c->diags->arena;
    if (far)
      lint_say(c, D_M10, at,
               TEXT_ARGS(text_of(str_cat(a, num_text(a, num_div(a, sum[e], wan), 6), S("万元"))),
                         text_of(str_cat(a, num_text(a, num_div(a, part, wan), 6), S("万元")))));
  }
}

void wanted_end(LintBook *b, Check *c) {
  Wanted *w = b->wanted;
  for (uint32_t k = 0; k < w->n; k++) {
    const Row *r = &w->rows[k];
    if (r->computed || !w->has_projects[r->department] || !number_target(b, c->prog, r)) continue;
    if (atomic_load_explicit(&w->met[k], memory_order_relaxed)) continue;
    Ref name = ast_child(r->tree, r->node, AST_NAME);
    lint_say(c, D_S08, ast_span(r->tree, name), TEXT_ARGS(text_of(ast_name(r->tree, name))));
  }
  if (w->budgets) sums(w, c);
}
