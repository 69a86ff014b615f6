// A row for a thing; strings and numbers are shared, units and dimensions get a row when first used.
#include "compiler/lower.h"
#include "base/array.h"
#include "base/utf.h"
#include "compiler/gather.h"

// ---- shared rows

static uint32_t *row_of(Arena *a, uint32_t **rows, uint32_t *cap, uint32_t id) {
  if (id >= *cap) {
    uint32_t more = *cap ? *cap : 64;
    while (more <= id) more *= 2;
    *rows = arena_resize(a, *rows, *cap * sizeof **rows, more * sizeof **rows, alignof(uint32_t));
    memset(*rows + *cap, 0, (more - *cap) * sizeof **rows);
    *cap = more;
  }
  return &(*rows)[id];
}

static uint32_t dim_row(Lower *l, DimId d) {
  Plan *plan = l->plan;
  uint32_t *row = row_of(plan->arena, &l->dim_rows, &l->dim_cap, d);
  if (!*row) {
    Text name = dim_name(l->p->units, d);
    uint32_t i = plan_add_dims(plan);
    plan->dims.name_zh[i] = plan_str(plan, name.zh);
    plan->dims.name_en[i] = plan_str(plan, name.en.n ? name.en : name.zh);
    *row = i + 1;
  }
  return *row - 1;
}

uint32_t lower_unit(Lower *l, UnitId u) {
  if (u == UNIT_NONE) return NONE;
  Plan *plan = l->plan;
  uint32_t *row = row_of(plan->arena, &l->unit_rows, &l->unit_cap, u);
  if (!*row && l->part) {
    l->units = array_room(plan->arena, l->units, l->unit_n, &l->unit_room, sizeof(UnitId), alignof(UnitId));
    l->units[l->unit_n++] = u;
    *row = l->unit_n;
  } else if (!*row) {
    uint32_t dim = dim_row(l, unit_dim(l->p->units, u)), i = plan_add_units(plan);
    plan->units.text[i] = plan_str(plan, unit_text(l->p->units, u));
    plan->units.dim[i] = dim;
    plan->units.scale[i] = plan_num(plan, unit_scale(l->p->units, u));
    row = row_of(plan->arena, &l->unit_rows, &l->unit_cap, u);
    *row = i + 1;
  }
  return *row - 1;
}

static uint32_t str_row(Plan *plan, Str s) {
  return s.n ? plan_str(plan, s) : NONE;
}
static uint32_t num_row(Plan *plan, bool ok, Num n) {
  return ok ? plan_num(plan, n) : NONE;
}

uint32_t lower_line(const Program *p, const Tree *t, Ref node) {
  LineAt none = {0};
  return source_line_at(&p->sources->p[t->file], ast_at(t, node)->at, &none);
}

static uint32_t line_of(Lower *l, const Tree *t, Ref node) {
  return source_line_at(&l->p->sources->p[t->file], ast_at(t, node)->at, &l->line);
}

// ---- formulas

static void lower_item(Lower *l, const GatherItem *item) {
  Plan *plan = l->plan;
  uint32_t row = plan_add_exprs(plan), arg = plan_add_args(plan);
  plan->exprs.op[row] = item->op;
  plan->exprs.type[row] = item->type;
  plan->exprs.unit[row] = lower_unit(l, item->unit);
  plan->exprs.a[row] = item->row;
  plan->args.expr[arg] = row;
}

uint32_t lower_gather(Lower *l, Gather *g) {
  Plan *plan = l->plan;
  if (l->part) {
    l->gathers = array_room(plan->arena, l->gathers, l->gather_n, &l->gather_room, sizeof g, alignof(void *));
    l->gathers[l->gather_n] = g;
    return l->gather_n++;
  }
  if (g->row != NONE) return g->row;
  Str key =
      str_fmt(plan->arena, "%u " STR_FMT, g->department, STR_ARG(ast_key(plan->arena, g->tree, g->name)));
  g->row = intern(plan->arena, &l->gather_names, key); // another worker's may stand there
  if (g->row < plan->gathers.n) return g->row;
  uint32_t row = plan_add_gathers(plan);
  plan->gathers.name[row] = plan_str(plan, ast_name(g->tree, g->name));
  plan->gathers.arg_first[row] = plan->args.n;
  plan->gathers.arg_n[row] = g->items.n;
  for (uint32_t i = 0; i < g->items.n; i++) lower_item(l, &g->items.p[i]);
  return row;
}

uint32_t lower_pool(Lower *l, const ExprPool *pool) {
  Plan *plan = l->plan;
  for (uint32_t i = 0; i < pool->gather_n && !l->part; i++) lower_gather(l, pool->gathers[i]);
  uint32_t base = plan->exprs.n, args = plan->args.n;
  for (uint32_t i = 0; i < pool->n; i++) {
    const Expr *e = &pool->p[i];
    uint32_t a = e->a, b = e->b;
    switch (plan_operands[e->op]) {
    case OPERANDS_E:
    case OPERANDS_ARG: a += base; break;
    case OPERANDS_EE: a += base, b += base; break;
    case OPERANDS_L: a += args; break;
    case OPERANDS_GATHER: a = lower_gather(l, pool->gathers[a]); break;
    case OPERANDS_NUM: a = plan_num(plan, pool->nums[a]); break;
    case OPERANDS_STRING: a = plan_str(plan, pool->strs[a]); break;
    case OPERANDS_NAMED: a = plan_str(plan, pool->strs[a]), b += base; break;
    case OPERANDS_N:
    case OPERANDS_FLAG:
    case OPERANDS_DAY:
    case OPERANDS_INPUT:
    case OPERANDS_LET:
    case OPERANDS_ENTITY:
    case OPERANDS_INDICATOR: break;
    }
    uint32_t row = plan_add_exprs(plan);
    plan->exprs.op[row] = e->op;
    plan->exprs.type[row] = e->type;
    plan->exprs.unit[row] = lower_unit(l, e->unit);
    plan->exprs.a[row] = a;
    plan->exprs.b[row] = b;
  }
  for (uint32_t i = 0; i < pool->arg_n; i++) {
    uint32_t row = plan_add_args(plan);
    plan->args.expr[row] = pool->args[i] == NONE ? NONE : pool->args[i] + base;
  }
  return base;
}

void lower_start(Lower *l, Program *p) {
  *l = (Lower){.p = p, .plan = p->plan};
  sources_mark(p->arena, p->sources, p->worker_n);
  for (uint32_t i = 0; i < p->sources->n; i++) {
    uint32_t row = plan_add_files(p->plan);
    p->plan->files.name[row] = plan_str(p->plan, p->sources->p[i].name);
  }
  lower_pool(l, &p->rule_exprs); // the first: rule sets refer to them by the same numbers
  uint32_t *keys = NEW_N(p->arena, uint32_t, p->plan->classes.n + 1);
  for (uint32_t i = 0; i < p->plan->classes.n; i++)
    keys[i] = plan_str(p->plan, utf_key(p->arena, plan_text(p->plan, p->plan->classes.name[i])));
  l->class_keys = keys;
}

// ---- parts

Lower *lower_part(Arena *a, const Lower *whole) {
  Lower *l = NEW(a, Lower);
  Arena *own = NEW(a, Arena);
  arena_init_like(own, a);
  *l = (Lower){.p = whole->p, .part = true, .class_keys = whole->class_keys};
  l->plan = plan_new(a);
  l->plan->arena = own;
  return l;
}

void lower_part_end(Lower *part) {
  arena_free(part->plan->arena);
}

void lower_part_begin(Lower *l, uint32_t from, uint32_t to) {
  Arena *own = l->plan->arena;
  arena_free(own);
  *l->plan = (Plan){.arena = own};
  *l = (Lower){.p = l->p, .plan = l->plan, .part = true, .class_keys = l->class_keys};
  uint32_t inputs = 0, lets = 0, indicators = 0;
  for (uint32_t i = from; i < to; i++) {
    const EntityDecl *d = &l->p->entities[i];
    inputs += 1 + d->measure_n + d->indicator_n, lets += d->let_n, indicators += d->indicator_n;
  }
  plan_room(l->plan, offsetof(Plan, entities), to - from);
  plan_room(l->plan, offsetof(Plan, inputs), inputs);
  plan_room(l->plan, offsetof(Plan, lets), lets);
  plan_room(l->plan, offsetof(Plan, indicators), indicators);
  plan_room(l->plan, offsetof(Plan, targets), indicators);
  map_room(own, &l->plan->strings.map, indicators + 16);
}

// A string of the program's plan; `row` may be NONE.
static uint32_t whole_str(const Lower *l, uint32_t row) {
  return row == NONE || !l->part ? row : row | WHOLE_STR;
}

static uint32_t expr_row(ExprRef e, uint32_t base) {
  return e == NONE ? NONE : e + base;
}

// ---- money and texts

static void lower_money(Lower *l, const CheckedEntity *e, uint32_t row) {
  Plan *plan = l->plan;
  plan->entities.budget[row] = num_row(plan, e->budget_ok, e->budget);
  plan->entities.budget_unit[row] = lower_unit(l, e->budget_unit);
  plan->entities.fund_first[row] = plan->funds.n, plan->entities.fund_n[row] = e->fund_n;
  plan->entities.adjust_first[row] = plan->adjustments.n, plan->entities.adjust_n[row] = e->adjust_n;
  plan->entities.point_first[row] = plan->checkpoints.n, plan->entities.point_n[row] = e->point_n;
  for (uint32_t i = 0; i < e->fund_n; i++) {
    const CheckedFund *f = &e->funds[i];
    uint32_t r = plan_add_funds(plan);
    plan->funds.block[r] = f->block;
    plan->funds.name[r] = plan_str(plan, f->name);
    plan->funds.amount[r] = num_row(plan, f->ok, f->amount);
    plan->funds.adjustment[r] =
        f->adjustment == NONE ? NONE : plan->entities.adjust_first[row] + f->adjustment;
  }
  for (uint32_t i = 0; i < e->adjust_n; i++) {
    const CheckedAdjust *a = &e->adjusts[i];
    uint32_t r = plan_add_adjustments(plan);
    plan->adjustments.from[r] = a->from;
    plan->adjustments.amount[r] = plan_num(plan, a->amount);
    plan->adjustments.reason[r] = str_row(plan, a->reason);
    plan->adjustments.line[r] = line_of(l, a->tree, a->node);
  }
  for (uint32_t i = 0; i < e->point_n; i++) {
    const CheckedPoint *p = &e->points[i];
    uint32_t r = plan_add_checkpoints(plan);
    plan->checkpoints.date[r] = p->date;
    plan->checkpoints.share[r] = num_row(plan, p->share, p->value);
    plan->checkpoints.amount[r] = num_row(plan, !p->share, p->value);
  }
}

static void lower_texts(Lower *l, const CheckedEntity *e, uint32_t row) {
  Plan *plan = l->plan;
  plan->entities.text_first[row] = plan->texts.n, plan->entities.text_n[row] = e->text_n;
  for (uint32_t i = 0; i < e->text_n; i++) {
    uint32_t r = plan_add_texts(plan);
    plan->texts.kind[r] = e->texts[i].kind;
    plan->texts.text[r] = plan_str(plan, e->texts[i].text);
  }
}

// ---- inputs, 令, indicators

static uint32_t input_row(Lower *l, uint32_t entity, uint32_t name, uint32_t key, uint8_t agg, uint8_t type,
                          UnitId unit, uint32_t line) {
  Plan *plan = l->plan;
  uint32_t r = plan_add_inputs(plan);
  plan->inputs.entity[r] = entity;
  plan->inputs.name[r] = name;
  plan->inputs.key[r] = key;
  plan->inputs.agg[r] = agg;
  plan->inputs.type[r] = type;
  plan->inputs.unit[r] = type == PLAN_QUANTITY ? lower_unit(l, unit) : NONE;
  plan->inputs.indicator[r] = NONE;
  plan->inputs.told[r] = 1;
  plan->inputs.line[r] = line;
  return r;
}

// Most names are their own keys, whose hash their node holds.
static uint32_t name_row(Plan *plan, const Tree *t, Ref name, Str text, Str key) {
  if (key.p != text.p || key.n != text.n) return plan_str(plan, text);
  return intern_hashed(plan->arena, &plan->strings, text, ast_at(t, name)->val);
}

static uint32_t key_row(Plan *plan, uint32_t name, Str text, Str key) {
  return key.p == text.p && key.n == text.n ? name : plan_str(plan, key);
}

// Those of its indicators' own rows come with the indicators.
static void lower_inputs(Lower *l, const CheckedEntity *e, uint32_t entity, uint32_t row, uint32_t line) {
  Plan *plan = l->plan;
  UnitTable *units = l->p->units;
  UnitId money = e->budget_unit != UNIT_NONE ? e->budget_unit : unit_base(units, units_money_dim(units));
  uint32_t spent = plan_str(plan, S("支出"));
  plan->entities.input_first[row] = plan->inputs.n;
  input_row(l, entity, spent, spent, AGG_SUM, PLAN_QUANTITY, money, line);
  for (uint32_t i = 0; i < e->input_n; i++) {
    const CheckedInput *in = &e->inputs[i];
    uint32_t name = name_row(plan, in->tree, in->name, in->name_text, in->name_key);
    input_row(l, entity, name, key_row(plan, name, in->name_text, in->name_key), in->agg, PLAN_QUANTITY,
              in->unit, line_of(l, in->tree, in->node));
  }
  plan->entities.input_n[row] = 1 + e->input_n + e->indicator_n;
}

static void lower_lets(Lower *l, const CheckedEntity *e, uint32_t entity, uint32_t base) {
  Plan *plan = l->plan;
  for (uint32_t i = 0; i < e->let_n; i++) {
    const CheckedLet *x = &e->lets[i];
    uint32_t r = plan_add_lets(plan);
    plan->lets.entity[r] = entity;
    plan->lets.name[r] = plan_str(plan, x->name_text);
    plan->lets.expr[r] = expr_row(x->expr, base);
    plan->lets.line[r] = line_of(l, x->tree, x->node);
  }
}

static uint32_t target_row(Lower *l, const CheckedTarget *t) {
  Plan *plan = l->plan;
  uint32_t r = plan_add_targets(plan);
  plan->targets.form[r] = t->form;
  plan->targets.low[r] = num_row(plan, t->low_ok, t->low);
  plan->targets.high[r] = num_row(plan, t->high_ok, t->high);
  plan->targets.unit[r] = lower_unit(l, t->unit);
  plan->targets.date[r] = t->date;
  plan->targets.truth[r] = t->truth;
  plan->targets.text[r] = str_row(plan, t->text);
  plan->targets.from[r] = t->from;
  plan->targets.reason[r] = str_row(plan, t->reason);
  return r;
}

// The names of the rule set are taken from there; a word that is none, or an alias, is text of its own.
static void lower_levels(Lower *l, const CheckedIndicator *x, uint32_t r) {
  Plan *plan = l->plan;
  const Plan *rules = l->p->plan;
  uint32_t cls = x->cls == NONE ? NONE : rules->classes.name[x->cls];
  bool same = cls != NONE && (!x->level2_text.n || str_eq(plan_text(rules, cls), x->level2_text));
  plan->indicators.level1[r] = whole_str(l, x->group == NONE ? NONE : rules->groups.name[x->group]);
  plan->indicators.level2[r] = same ? whole_str(l, cls) : str_row(plan, x->level2_text);
  plan->indicators.level2_key[r] =
      cls != NONE ? whole_str(l, l->class_keys[x->cls]) : str_row(plan, utf_key(plan->arena, x->level2_text));
}

static void lower_indicators(Lower *l, const CheckedEntity *e, uint32_t entity, uint32_t row, uint32_t base) {
  Plan *plan = l->plan;
  const EntityDecl *d = &l->p->entities[entity];
  plan->entities.indicator_first[row] = plan->indicators.n;
  plan->entities.indicator_n[row] = e->indicator_n;
  uint32_t own_rows = d->input_first + 1 + e->input_n;
  for (uint32_t i = 0; i < e->indicator_n; i++) {
    const CheckedIndicator *x = &e->indicators[i];
    uint32_t first = plan->targets.n;
    target_row(l, &x->target);
    for (uint32_t k = 0; k < x->adjust_n; k++) target_row(l, &x->adjusts[k]);
    uint32_t targets = plan->targets.n - first, midterm = x->midterm ? target_row(l, x->midterm) : NONE;
    uint32_t r = plan_add_indicators(plan), line = line_of(l, x->tree, x->node);
    uint32_t name = name_row(plan, x->tree, x->name, x->name_text, x->name_key);
    uint32_t key = key_row(plan, name, x->name_text, x->name_key);
    plan->indicators.entity[r] = x->section == NONE ? entity : e->sections[x->section].entity;
    plan->indicators.owner[r] = entity;
    lower_levels(l, x, r);
    plan->indicators.name[r] = name;
    plan->indicators.key[r] = key;
    plan->indicators.target_first[r] = first;
    plan->indicators.target_n[r] = targets;
    plan->indicators.midterm[r] = midterm;
    plan->indicators.value[r] = expr_row(x->value, base);
    plan->indicators.input[r] = x->value_input != NONE ? x->value_input : own_rows + i;
    plan->indicators.weight[r] = num_row(plan, x->weight_ok, x->weight);
    plan->indicators.weight_told[r] = x->weight_told;
    plan->indicators.pool[r] = x->pool;
    plan->indicators.score[r] = expr_row(x->score, base);
    plan->indicators.basis[r] = str_row(plan, x->basis);
    plan->indicators.explain[r] = str_row(plan, x->explain);
    plan->indicators.mark[r] = str_row(plan, x->mark);
    plan->indicators.file[r] = x->tree->file;
    plan->indicators.line[r] = line;
    uint32_t own = input_row(l, entity, name, key, x->agg, x->type, x->unit, line);
    plan->inputs.indicator[own] = d->indicator_first + i;
    plan->inputs.told[own] = x->agg_told;
    plan->inputs.unused[own] = x->value_formula;
  }
}

static void lower_requires(Lower *l, const CheckedEntity *e, uint32_t entity, uint32_t base) {
  Plan *plan = l->plan;
  for (uint32_t i = 0; i < e->require_n; i++) {
    const CheckedRequire *x = &e->requires[i];
    if (x->expr == NONE) continue;
    uint32_t r = plan_add_requires(plan);
    plan->requires.entity[r] = entity;
    plan->requires.expr[r] = x->expr + base;
    plan->requires.message[r] = plan_str(plan, x->message);
    plan->requires.text[r] = plan_str(plan, x->text);
    plan->requires.file[r] = x->tree->file;
    plan->requires.line[r] = line_of(l, x->tree, x->node);
  }
}

void lower_entity(Lower *l, const CheckedEntity *e) {
  Plan *plan = l->plan;
  const Plan *rules = l->p->plan;
  const EntityDecl *d = &l->p->entities[e->entity];
  uint32_t line = line_of(l, e->tree, e->node);
  uint32_t row = plan_add_entities(plan), base = lower_pool(l, e->pool);
  Str name = d->name ? ast_name(e->tree, d->name) : (Str){0};
  plan->entities.kind[row] = d->kind;
  plan->entities.parent[row] = d->parent;
  plan->entities.child[row] = d->first_child;
  plan->entities.next[row] = d->next_sibling;
  uint32_t name_row = plan->entities.name[row] = plan_str(plan, name);
  plan->entities.key[row] =
      key_row(plan, name_row, name, d->name ? ast_key(plan->arena, e->tree, d->name) : name);
  plan->entities.ruleset[row] = e->ruleset;
  lower_money(l, e, row);
  lower_texts(l, e, row);
  lower_inputs(l, e, e->entity, row, line);
  lower_lets(l, e, e->entity, base);
  lower_indicators(l, e, e->entity, row, base);
  lower_requires(l, e, e->entity, base);
  plan->entities.exec_weight[row] = num_row(plan, e->exec_ok, e->exec_weight);
  plan->entities.exec_score[row] =
      e->exec_ok && e->ruleset != NONE ? rules->rulesets.exec_score[e->ruleset] : NONE;
  plan->entities.scored[row] = e->scored;
  plan->entities.file[row] = e->tree->file;
  plan->entities.line[row] = line;
}
