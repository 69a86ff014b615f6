// A test speaks of one entity: its names mean what they mean in that entity's formulas.
#include "compiler/checks.h"
#include "base/par.h"
#include "compiler/entity.h"
#include "compiler/names.h"
#include "compiler/target.h"

typedef struct Test {
  Check *c;
  Lower *lower;
  const Tree *tree;
  uint32_t entity; // NONE: none named, and more than one there
  uint32_t row;    // in the plan
} Test;

// ---- which entity

static uint32_t only_project(const Program *p) {
  uint32_t found = NONE;
  for (uint32_t e = 0; e < p->entity_n; e++) {
    if (p->entities[e].kind != BODY_PROJECT) continue;
    if (found != NONE) return NONE;
    found = e;
  }
  return found;
}

static void use(const Test *x, Ref name, UseKind kind, uint32_t row) {
  const Watch *w = x->c->watch;
  if (w) w->use(w->ctx, &(NameUse){.tree = x->tree, .name = name, .kind = (uint8_t)kind, .row = row});
}

// Of that name, and inside `department` where the path says so. Several: reported.
static uint32_t entity_named(Test *x, Ref name, Ref department) {
  const Program *p = x->c->prog;
  Diags *ds = x->c->diags;
  const Tree *t = x->tree;
  uint32_t first = map_get(&p->entity_names, ast_key(x->c->scratch, t, name), ast_at(t, name)->val),
           found = NONE;
  for (uint32_t e = first; e != MAP_NONE && e != NONE; e = p->same_name[e]) {
    const EntityDecl *d = &p->entities[e], *up = d->parent == NONE ? NULL : &p->entities[d->parent];
    if (department && (!up || !ast_same_name(p->trees[up->tree], up->name, t, department))) continue;
    if (found != NONE && p->entities[found].kind == BODY_PROJECT && d->kind != BODY_PROJECT) continue;
    bool better = found != NONE && d->kind == BODY_PROJECT && p->entities[found].kind != BODY_PROJECT;
    if (found != NONE && !better) {
      Diag *g = diag_add(ds, D_TEST_WHICH, ast_span(t, name), TEXT_ARGS(text_of(ast_name(t, name))));
      diag_label(ds, g, ast_span(p->trees[p->entities[found].tree], p->entities[found].name), T_DECLARED_HERE,
                 NO_ARGS);
      diag_label(ds, g, ast_span(p->trees[d->tree], d->name), T_DECLARED_HERE, NO_ARGS);
      return NONE;
    }
    found = e;
  }
  if (found != NONE) {
    use(x, name, USE_ENTITY, found);
    return found;
  }
  Near near = near_start(ast_name(t, name));
  for (uint32_t e = 0; e < p->entity_n && near_wants(&near); e++)
    near_offer(&near, ast_name(p->trees[p->entities[e].tree], p->entities[e].name));
  Diag *d = diag_add(ds, D_TEST_NO_PROJECT, ast_span(t, name), TEXT_ARGS(text_of(ast_name(t, name))));
  if (near.best.n) {
    DiagFix *f = diag_fix(ds, d, T_FIX_TO, TEXT_ARGS(text_of(near.best)));
    diag_edit(ds, f, ast_span(t, name), near.best);
  }
  return NONE;
}

static uint32_t entity_path(Test *x, Ref path) {
  const Tree *t = x->tree;
  if (ast_at(t, path)->kind == AST_NAME) return entity_named(x, path, 0);
  Ref base = ast_at(t, path)->kids, member = base ? ast_at(t, base)->next : 0;
  if (!member) return NONE;
  if (ast_at(t, base)->kind == AST_PATH) base = ast_at(t, ast_at(t, base)->kids)->next;
  return entity_named(x, member, base);
}

// ---- 设

typedef struct Input {
  uint32_t row;
  Want want;
} Input; // row NONE: reported

static Input input_named(Test *x, Ref path) {
  const Tree *t = x->tree;
  Check *c = x->c;
  uint32_t entity = x->entity;
  Ref name = path;
  if (ast_at(t, path)->kind == AST_PATH) {
    Ref base = ast_at(t, path)->kids;
    name = ast_at(t, base)->next;
    entity = entity_path(x, base);
    if (entity == NONE) return (Input){NONE, {0}};
  }
  if (entity == NONE || ast_at(t, name)->kind != AST_NAME) return (Input){NONE, {0}};
  UnitTable *units = c->prog->units;
  const EntityNames *names = names_of(c, entity);
  Input out = {NONE, {.any = true}};
  for (uint32_t k = names_find(names, t, name, 0); k != NONE; k = names_find(names, t, name, k + 1)) {
    const NameEntry *n = &names->p[k];
    if (n->kind == NAME_INPUT) {
      use(x, name, USE_INPUT, n->row);
      Ref unit = ast_at(n->tree, n->name)->next;
      UnitFound f = units_find_hashed(units, ast_unit_text(n->tree, unit), ast_at(n->tree, unit)->val);
      return (Input){n->row,
                     {.type = PLAN_QUANTITY,
                      .dim_told = f.problem == UNIT_OK,
                      .dim = f.problem == UNIT_OK ? unit_dim(units, f.id) : 0}};
    }
    if (n->kind != NAME_INDICATOR || n->formula) continue;
    use(x, name, USE_INDICATOR, n->row);
    out.row = n->input;
  }
  if (out.row != NONE) return out;
  if (str_eq(ast_name(t, name), S("支出")) || str_eq(ast_name(t, name), S("spent")))
    return (Input){c->prog->entities[entity].input_first,
                   {.type = PLAN_QUANTITY, .dim_told = true, .dim = units_money_dim(units)}};
  Near near = near_start(ast_name(t, name));
  for (uint32_t k = 0; k < names->n && near_wants(&near); k++)
    near_offer(&near, ast_name(names->p[k].tree, names->p[k].name));
  Diag *d = diag_add(c->diags, D_TEST_NO_INPUT, ast_span(t, name), TEXT_ARGS(text_of(ast_name(t, name))));
  if (near.best.n) {
    DiagFix *f = diag_fix(c->diags, d, T_FIX_TO, TEXT_ARGS(text_of(near.best)));
    diag_edit(c->diags, f, ast_span(t, name), near.best);
  }
  return out;
}

// An indicator with rows of its own is set to what its target is compared with.
static bool want_of_indicator(Test *x, const Scope *s, Ref path, Want *want) {
  ExprRef e = expr_check(x->c, s, path, *want);
  if (e == NONE) return false;
  const Expr *said = &x->c->pool.p[e];
  *want = (Want){.type = said->type};
  if (said->type != PLAN_QUANTITY || said->unit == UNIT_NONE)
    want->any = said->type == PLAN_QUANTITY;
  else
    want->dim_told = true, want->dim = unit_dim(x->c->prog->units, said->unit);
  x->c->pool = (ExprPool){0};
  return true;
}

static void check_set(Test *x, Ref node) {
  const Tree *t = x->tree;
  Ref path = ast_at(t, node)->kids, value = path ? ast_at(t, path)->next : 0;
  if (!value) return;
  Input in = input_named(x, path);
  if (in.row == NONE) return;
  Scope s = {.tree = t, .entity = x->entity, .self_unit = UNIT_NONE};
  if (in.want.any && !want_of_indicator(x, &s, path, &in.want)) return;
  ExprRef e = expr_check(x->c, &s, value, in.want);
  if (e == NONE || !x->lower) return;
  Plan *plan = x->c->prog->plan;
  uint32_t base = lower_pool(x->lower, &x->c->pool), row = plan_add_sets(plan);
  plan->sets.input[row] = in.row;
  plan->sets.value[row] = e + base;
  plan->sets.line[row] = lower_line(x->c->prog, t, node);
  x->c->pool = (ExprPool){0};
}

// ---- 期望

static void check_expect(Test *x, Ref node) {
  const Tree *t = x->tree;
  Ref expr = ast_at(t, node)->kids;
  if (!expr) return;
  Scope s = {.tree = t, .entity = x->entity, .self_unit = UNIT_NONE};
  ExprRef e = expr_check(x->c, &s, expr, (Want){.type = PLAN_TRUTH});
  if (e == NONE || !x->lower) return;
  Plan *plan = x->c->prog->plan;
  uint32_t base = lower_pool(x->lower, &x->c->pool), row = plan_add_expects(plan);
  plan->expects.expr[row] = e + base;
  plan->expects.text[row] = plan_str(plan, node_text(t, expr));
  plan->expects.line[row] = lower_line(x->c->prog, t, node);
  x->c->pool = (ExprPool){0};
}

static void each(Test *x, Ref node, AstKind kind, void (*check)(Test *, Ref)) {
  for (Ref r = ast_at(x->tree, node)->kids; r; r = ast_at(x->tree, r)->next)
    if (ast_at(x->tree, r)->kind == kind) check(x, r);
}

static void check_test(Check *c, Lower *lower, NodeAt at, uint32_t usual) {
  const Program *p = c->prog;
  const Tree *t = p->trees[at.tree];
  Test x = {.c = c, .lower = lower, .tree = t};
  Ref name = ast_child(t, at.node, AST_STRING), project = ast_child(t, at.node, AST_TESTPROJECT),
      as_of = ast_child(t, at.node, AST_TESTASOF);
  x.entity = project && ast_at(t, project)->kids ? entity_path(&x, ast_at(t, project)->kids) : usual;
  if (project && x.entity == NONE) return; // reported
  Date day = DATE_NONE;
  if (as_of && date_read(c, t, ast_at(t, as_of)->kids, &day)) date_in_year(c, t, ast_at(t, as_of)->kids, day);
  if (!lower) {
    each(&x, at.node, AST_TESTSET, check_set);
    each(&x, at.node, AST_TESTEXPECT, check_expect);
    return;
  }
  Plan *plan = p->plan;
  uint32_t row = plan_add_tests(plan);
  plan->tests.name[row] = plan_str(plan, name ? ast_string(c->scratch, t, name) : (Str){0});
  plan->tests.entity[row] = x.entity;
  plan->tests.as_of[row] = day;
  plan->tests.file[row] = t->file;
  plan->tests.line[row] = lower_line(p, t, at.node);
  plan->tests.set_first[row] = plan->sets.n;
  each(&x, at.node, AST_TESTSET, check_set);
  plan->tests.set_n[row] = plan->sets.n - plan->tests.set_first[row];
  plan->tests.expect_first[row] = plan->expects.n;
  each(&x, at.node, AST_TESTEXPECT, check_expect);
  plan->tests.expect_n[row] = plan->expects.n - plan->tests.expect_first[row];
}

static void check_some(Check *c, Lower *lower, uint32_t usual, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to && i < c->prog->test_n; i++) {
    ArenaMark mark = arena_mark(c->scratch);
    c->pool = (ExprPool){0};
    c->names = NULL;
    check_test(c, lower, c->prog->tests[i], usual);
    c->pool = (ExprPool){0};
    c->names = NULL;
    arena_reset(c->scratch, mark);
  }
}

// ---- several at once

#define TESTS 64u // a job

typedef struct TestWork {
  Check *checks; // one a worker
  uint32_t usual;
} TestWork;

static void check_job(void *ctx, size_t job, unsigned worker) {
  const TestWork *w = ctx;
  check_some(&w->checks[worker], NULL, w->usual, (uint32_t)job * TESTS, (uint32_t)job * TESTS + TESTS);
}

void check_tests(Check *c, Lower *lower) {
  const Program *p = c->prog;
  uint32_t usual = p->test_n ? only_project(p) : NONE;
  unsigned workers = p->worker_n;
  if (lower || c->watch || p->test_n < 2 * TESTS || workers < 2) {
    check_some(c, lower, usual, 0, p->test_n);
    return;
  }
  TestWork w = {NEW_N(c->scratch, Check, workers), usual};
  Diags *found = NEW_N(c->scratch, Diags, workers);
  Arena *scratch = NEW_N(c->scratch, Arena, workers);
  for (unsigned k = 0; k < workers; k++) {
    arena_init_like(&scratch[k], c->scratch);
    arena_raw(&scratch[k], 1, 1); // so that its first block stays
    found[k] = diags_new(&p->worker_arenas[k], c->diags->table);
    w.checks[k] =
        (Check){.prog = p, .scratch = &scratch[k], .keep = &p->worker_arenas[k], .diags = &found[k]};
  }
  par_for((p->test_n + TESTS - 1) / TESTS, workers, check_job, &w);
  for (unsigned k = 0; k < workers; k++) {
    diags_append(c->diags, &found[k]);
    arena_free(&scratch[k]);
  }
}
