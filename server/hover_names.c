// Names: what was declared, what it comes to, and what the actual values say of it.
#include "compiler/names.h"
#include "compiler/target.h"
#include "server/hover.h"
#include "server/words.h"

#define ABOVE_MAX 16

// ---- whose it is

static Str entity_word(Hover *h, uint32_t e) {
  const EntityDecl *d = &h->prog->entities[e];
  static const Tok words[] = {
      [BODY_DEPARTMENT] = TOK_DEPARTMENT, [BODY_SECTION] = TOK_SECTION, [BODY_PROJECT] = TOK_PROJECT};
  const TokenInfo *t = &token_table[words[d->kind]];
  Str name = d->name ? ast_name(h->prog->trees[d->tree], d->name) : (Str){0};
  return str_fmt(h->a, "%s " STR_FMT, h->r->s->lang == LANG_ZH ? t->zh : t->en, STR_ARG(hover_safe(h, name)));
}

static void belongs(Hover *h, uint32_t e) {
  Str way = {0};
  for (unsigned i = 0; e != NONE && i < ABOVE_MAX; i++, e = h->prog->entities[e].parent) {
    Str one = entity_word(h, e);
    way = way.n ? str_fmt(h->a, STR_FMT " › " STR_FMT, STR_ARG(one), STR_ARG(way)) : one;
  }
  if (way.n) hover_item(h, H_BELONGS, WITH(way));
}

// A 分项 of a project: its indicators are checked, and its numbers counted, with the project.
static uint32_t owner_of(Hover *h, uint32_t e) {
  const EntityDecl *d = &h->prog->entities[e];
  bool within =
      d->kind == BODY_SECTION && d->parent != NONE && h->prog->entities[d->parent].kind == BODY_PROJECT;
  return within ? d->parent : e;
}

static void definition_of(Hover *h, const Symbol *s) {
  if (!s->tree || !s->node) return;
  hover_block(h, hover_written(h, s->tree, s->node));
  hover_doc(h, ast_doc(h->a, s->tree, s->node));
}

// ---- indicators

static Ref attr(const Tree *t, Ref indicator, AttrKind kind) { // its first operand, or 0
  for (Ref a = ast_at(t, indicator)->kids; a; a = ast_at(t, a)->next)
    if (ast_at(t, a)->kind == AST_ATTR && ast_at(t, a)->op == kind) return ast_at(t, a)->kids;
  return 0;
}

static const CheckedIndicator *checked(Hover *h, uint32_t entity, const Tree *t, Ref node, CheckedEntity *e) {
  if (entity == NONE) return NULL;
  query_check(&h->q, owner_of(h, entity), NEW(h->a, Check), e); // whose pool the formulas stand in
  for (uint32_t i = 0; i < e->indicator_n; i++)
    if (e->indicators[i].tree == t && e->indicators[i].node == node) return &e->indicators[i];
  return NULL;
}

static const CheckedIndicator *checked_here(Hover *h, CheckedEntity *e) {
  Ref node = query_up(&h->path, AST_INDICATOR);
  return node ? checked(h, query_entity(&h->q, &h->path), h->path.tree, node, e) : NULL;
}

void hover_target_here(Hover *h) {
  CheckedEntity e;
  const CheckedIndicator *i = checked_here(h, &e);
  Ref around = query_up(&h->path, AST_TARGET);
  if (!around && query_up(&h->path, AST_ATTR))
    around = ast_child(h->path.tree, query_up(&h->path, AST_ATTR), AST_TARGET);
  if (!i) return;
  const CheckedTarget *target = &i->target;
  for (uint32_t k = 0; k < i->adjust_n; k++)
    if (i->adjusts[k].node == around) target = &i->adjusts[k];
  bool midterm = i->midterm && i->midterm->node == around;
  hover_target(h, midterm ? i->midterm : target, e.ruleset,
               !midterm && i->weight_ok && !attr(i->tree, i->node, ATTR_SCORE));
}

void hover_value_here(Hover *h) {
  CheckedEntity e;
  const CheckedIndicator *i = checked_here(h, &e);
  if (!i || i->value == NONE) return;
  const Expr *x = &e.pool->p[i->value];
  hover_item(h, H_TYPE, WITH(hover_type(h, x->type, x->pct, x->unit)));
}

static Str agg_word(Hover *h, uint8_t agg) {
  const TokenInfo *t = &token_table[TOK_SUM + agg];
  bool zh = h->r->s->lang == LANG_ZH;
  return str_fmt(h->a, zh ? "%s（%s）" : "%s (%s)", zh ? t->zh : t->en, zh ? t->help_zh : t->help_en);
}

static void value_of(Hover *h, const CheckedEntity *e, const CheckedIndicator *i) {
  Ref value = attr(i->tree, i->node, ATTR_VALUE);
  if (value && ast_at(i->tree, value)->kind != AST_AGG) {
    Str formula = hover_code(h, hover_written(h, i->tree, value)), type = {0};
    if (i->value != NONE) {
      const Expr *x = &e->pool->p[i->value];
      type = hover_type(h, x->type, x->pct, x->unit);
    }
    hover_item(h, H_VALUE_FORMULA, WITH(type.n ? hover_part(h, H_OF_TYPE, WITH(formula, type)) : formula));
  } else if (i->value_input != NONE && !value)
    hover_item(h, H_VALUE_INPUT, WITH(hover_safe(h, i->name_text)));
  else
    hover_item(h, H_VALUE_ROWS, WITH(value ? agg_word(h, i->agg) : hover_part(h, H_VALUE_LATEST, BARE)));
}

static void class_of(Hover *h, const CheckedEntity *e, const CheckedIndicator *i) {
  const Plan *p = h->prog->plan;
  Str way = {0};
  if (i->group != NONE) way = hover_safe(h, plan_text(p, p->groups.name[i->group]));
  if (i->cls != NONE) way = hover_join(h, way, hover_safe(h, plan_text(p, p->classes.name[i->cls])), " › ");
  if (!way.n || e->ruleset == NONE) return;
  Str rules = hover_safe(h, plan_text(p, p->rulesets.name[e->ruleset]));
  hover_item(h, H_CLASS_OF, WITH(hover_part(h, H_OF_TYPE, WITH(way, rules))));
}

static void words_of(Hover *h, const CheckedIndicator *i) {
  if (i->basis.n) hover_item(h, H_BASIS, WITH(hover_safe(h, i->basis)));
  if (i->explain.n) hover_item(h, H_EXPLAIN, WITH(hover_safe(h, i->explain)));
  if (i->mark.n) hover_item(h, H_MARK, WITH(hover_safe(h, i->mark)));
}

static void targets_of(Hover *h, const CheckedEntity *e, const CheckedIndicator *i) {
  hover_target(h, &i->target, e->ruleset, i->weight_ok && !attr(i->tree, i->node, ATTR_SCORE));
  for (uint32_t k = 0; k < i->adjust_n && k < 8; k++) {
    const CheckedTarget *g = &i->adjusts[k];
    if (g->from != DATE_NONE)
      hover_item(h, H_ADJUSTED_FROM,
                 WITH(date_text(h->a, g->from), hover_code(h, target_text(h->a, h->prog->units, g))));
    else
      hover_item(h, H_ADJUSTED, WITH(hover_code(h, target_text(h->a, h->prog->units, g))));
  }
  if (i->midterm)
    hover_item(h, H_MIDTERM, WITH(hover_code(h, target_text(h->a, h->prog->units, i->midterm))));
}

static void indicator(Hover *h, const Symbol *s) {
  CheckedEntity e;
  const CheckedIndicator *i = checked(h, s->entity, s->tree, s->node, &e);
  definition_of(h, s);
  hover_results(h, RESULT_INDICATOR, s->row, ast_name(s->tree, s->word));
  if (i) {
    class_of(h, &e, i);
    targets_of(h, &e, i);
    value_of(h, &e, i);
    Ref score = attr(i->tree, i->node, ATTR_SCORE);
    if (score) hover_item(h, H_SCORE, WITH(hover_code(h, hover_written(h, i->tree, score))));
    if (i->weight_ok)
      hover_item(h, i->weight_told ? H_POINTS_TOLD : H_POINTS_SHARED, WITH(hover_number(h, i->weight, 4)));
    else if (!i->weight_told)
      hover_item(h, H_POINTS_NONE, BARE);
    words_of(h, i);
  }
  belongs(h, s->entity);
}

// ---- functions and what every formula knows

static void result_type(Hover *h) { // of the call or path around
  Typed t = query_type(&h->q, &h->path);
  if (t.node) hover_item(h, H_TYPE, WITH(hover_type(h, t.type, t.pct, t.unit)));
}

static void call_type(Hover *h) {
  for (uint32_t i = h->path.n; i-- > 0;) {
    AstKind kind = (AstKind)ast_at(h->path.tree, h->path.at[i])->kind;
    if (kind != AST_CALL && kind != AST_PATH) continue;
    uint32_t n = h->path.n;
    h->path.n = i + 1;
    result_type(h);
    h->path.n = n;
    return;
  }
}

static void figure(Hover *h, Str zh, Str en, Str help_zh, Str help_en) {
  hover_para(h, H_FIGURE, WITH(zh, en, h->r->s->lang == LANG_ZH ? help_zh : help_en));
  call_type(h);
}

// ---- 数据, 令

static void input(Hover *h, const Symbol *s) {
  if (!s->tree || ast_at(s->tree, s->node)->kind != AST_MEASURE) { // 支出 is there without
    const Figure *f = figure_named(s->name);
    if (f) figure(h, f->zh, f->en, f->help_zh, f->help_en);
    return;
  }
  definition_of(h, s);
  hover_results(h, RESULT_INPUT, s->row, ast_name(s->tree, s->word));
  const TokenInfo *t = &token_table[TOK_SUM + ast_at(s->tree, s->node)->op];
  bool zh = h->r->s->lang == LANG_ZH;
  hover_item(h, H_COMBINES, WITH(str_z(zh ? t->zh : t->en), str_z(zh ? t->help_zh : t->help_en)));
  Ref unit = ast_child(s->tree, s->node, AST_UNIT);
  UnitFound f = {.id = UNIT_NONE};
  if (unit) f = units_find(h->prog->units, ast_unit_text(s->tree, unit));
  if (f.id != UNIT_NONE) hover_item(h, H_UNIT_DIM, WITH(hover_type(h, PLAN_QUANTITY, 0, f.id)));
  belongs(h, s->entity);
}

static void let(Hover *h, const Symbol *s) {
  Check c;
  CheckedEntity e;
  definition_of(h, s);
  if (!s->tree || s->entity == NONE) return;
  query_check(&h->q, s->entity, &c, &e);
  for (uint32_t i = 0; i < e.let_n; i++) {
    if (e.lets[i].tree != s->tree || e.lets[i].node != s->node || e.lets[i].expr == NONE) continue;
    const Expr *x = &e.pool->p[e.lets[i].expr];
    Num value;
    hover_item(h, H_TYPE, WITH(hover_type(h, x->type, x->pct, x->unit)));
    if (x->type == PLAN_QUANTITY && x->unit != UNIT_NONE && expr_const(&c, e.lets[i].expr, &value))
      hover_item(h, H_VALUE_OF, WITH(hover_amount(h, value, x->unit)));
  }
  belongs(h, s->entity);
}

// ---- 部门, 分项, 项目

static void entity(Hover *h, const Symbol *s) {
  Check c;
  CheckedEntity e;
  definition_of(h, s);
  hover_results(h, RESULT_ENTITY, s->row, s->word ? ast_name(s->tree, s->word) : (Str){0});
  if (h->prog->entities[s->row].parent != NONE) belongs(h, h->prog->entities[s->row].parent);
  query_check(&h->q, s->row, &c, &e);
  if (e.budget_ok && e.budget_node) hover_budget(h, e.budget_tree, e.budget_node);
  if (e.ruleset != NONE)
    hover_item(h, H_RULES_BY,
               WITH(hover_safe(h, plan_text(h->prog->plan, h->prog->plan->rulesets.name[e.ruleset]))));
  Num sum = NUM(0);
  for (uint32_t i = 0; i < e.indicator_n; i++)
    if (e.indicators[i].weight_ok) sum = num_add(h->a, sum, e.indicators[i].weight);
  Str n = str_fmt(h->a, "%u", e.indicator_n), points = hover_number(h, sum, 4);
  if (e.indicator_n && e.exec_ok)
    hover_item(h, H_INDICATORS_EXEC, WITH(n, points, hover_number(h, e.exec_weight, 4)));
  else if (e.indicator_n)
    hover_item(h, H_INDICATORS, WITH(n, points));
}

// ---- functions

static void function(Hover *h, const Symbol *s) {
  definition_of(h, s);
  if (s->tree && (!s->tree->source->name.n || *s->tree->source->name.p != '/')) hover_item(h, H_STDLIB, BARE);
  if (h->path.tree != s->tree || query_leaf(&h->path) != s->word) call_type(h);
}

static void param(Hover *h, const Symbol *s) {
  const FunctionDecl *f = s->row < h->prog->function_n ? &h->prog->functions[s->row] : NULL;
  if (!f) return;
  const Tree *t = h->prog->trees[f->tree];
  Ref params = ast_child(t, f->node, AST_PARAMS);
  unsigned n = 1;
  for (Ref k = params ? ast_at(t, params)->kids : 0; k && k != s->word; k = ast_at(t, k)->next) n++;
  hover_block(h, hover_written(h, t, f->node));
  hover_doc(h, ast_doc(h->a, t, f->node));
  hover_item(h, H_PARAM_OF, WITH(hover_safe(h, f->name_text), str_fmt(h->a, "%u", n)));
}

void hover_symbol(Hover *h, const Symbol *s) {
  switch ((SymbolKind)s->kind) {
  case SYMBOL_ENTITY: entity(h, s); break;
  case SYMBOL_INPUT: input(h, s); break;
  case SYMBOL_LET: let(h, s); break;
  case SYMBOL_INDICATOR: indicator(h, s); break;
  case SYMBOL_FUNCTION: function(h, s); break;
  case SYMBOL_PARAM: param(h, s); break;
  case SYMBOL_FIGURE: {
    const Figure *f = &figures[s->row];
    figure(h, f->zh, f->en, f->help_zh, f->help_en);
    break;
  }
  case SYMBOL_BUILTIN: {
    const Builtin *f = &builtins[s->row];
    figure(h, f->zh, f->en, f->help_zh, f->help_en);
    break;
  }
  case SYMBOL_RULESET: hover_ruleset(h, s); break;
  case SYMBOL_GROUP:
  case SYMBOL_CLASS: hover_group(h, s); break;
  case SYMBOL_UNIT: hover_unit(h, s); break;
  case SYMBOL_DIMENSION: hover_dimension(h, s); break;
  case SYMBOL_CODE:
  case SYMBOL_IMPORT:
  case SYMBOL_NONE: break;
  }
}

void hover_results(Hover *h, ResultKind kind, uint32_t row, Str name) {
  Str *lines;
  uint32_t n = results_detail(h->r, h->build, kind, row, name, &lines);
  if (!n) return;
  hover_para(h, H_RESULTS, BARE);
  for (uint32_t i = 0; i < n; i++) hover_item(h, H_DOC, WITH(hover_safe(h, lines[i])));
  hover_rule(h);
}
