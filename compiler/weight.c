// Pots of points, one inside another:
//
//   rule set: 产出指标 50分 ── a, b          each open indicator of a pot gets an equal part of what is
//   产出指标 70分 { a  数量指标 20分 { b c } }   left of it after written 分值 and the pots inside
//
#include "compiler/weight.h"
#include "compiler/rules.h"

bool points_read(Check *c, const Tree *t, Ref leaf, Num *out) {
  Quantity q = {.unit = UNIT_NONE};
  bool hole = false, ok = quantity_read(c, t, leaf, &q, &hole);
  if (hole) diag_add(c->diags, D_HOLE, ast_span(t, leaf), NO_ARGS);
  if (!ok || hole) return false;
  UnitTable *units = c->prog->units;
  if ((q.has_unit && unit_dim(units, q.unit) != units_score_dim(units)) || num_sign(q.value) < 0) {
    diag_add(c->diags, D_POINTS_UNIT, ast_span(t, leaf), TEXT_ARGS(text_of(node_text(t, leaf))));
    return false;
  }
  *out = q.value;
  return true;
}

uint32_t pot_add(EntityCheck *x, const Site *s, Ref node, uint32_t group, Num points) {
  uint32_t outer = s->pot, n = x->pots.n;
  *array_push(x->c->scratch, &x->pots) = (Pot){.tree = s->tree,
                                               .node = node,
                                               .outer = outer,
                                               .group = group,
                                               .points = points,
                                               .told = NUM(0),
                                               .last = NONE};
  if (outer != NONE) x->pots.p[outer].inner = true;
  return n;
}

// The pot of a 一级 of the rule set. An indicator outside a written group of that name joins that group.
static uint32_t rule_pot(EntityCheck *x, uint32_t group) {
  const Plan *plan = x->c->prog->plan;
  uint32_t at = group - plan->rulesets.group_first[x->e->ruleset];
  if (x->rule_pots[at]) return x->rule_pots[at] - 1;
  uint32_t pot = NONE;
  for (uint32_t i = 0; i < x->pots.n && pot == NONE; i++)
    if (x->pots.p[i].group == group && x->pots.p[i].outer == NONE) pot = i;
  if (pot == NONE) {
    pot = x->pots.n;
    *array_push(x->c->scratch, &x->pots) = (Pot){.outer = NONE,
                                                 .group = group,
                                                 .told = NUM(0),
                                                 .last = NONE,
                                                 .points = plan_value(plan, plan->groups.weight[group])};
  }
  x->rule_pots[at] = pot + 1;
  return pot;
}

// 缺 甲 并入 乙: the points of a 一级 without indicators go to another that has some.
static void absent_groups(EntityCheck *x) {
  const Program *p = x->c->prog;
  if (x->e->ruleset == NONE) return;
  const RuleWords *w = &p->rule_words[x->e->ruleset];
  uint32_t first = p->plan->rulesets.group_first[x->e->ruleset];
  for (uint32_t i = 0; i < w->absent_n; i++) {
    bool there = false;
    for (uint32_t k = 0; k < x->e->indicator_n && !there; k++)
      there = x->e->indicators[k].pool == w->absent[i].from;
    uint32_t to = x->rule_pots[w->absent[i].to - first];
    if (there || !to || x->pots.p[to - 1].tree) continue;
    Num more = plan_value(p->plan, p->plan->groups.weight[w->absent[i].from]);
    x->pots.p[to - 1].points = num_add(x->c->scratch, x->pots.p[to - 1].points, more);
  }
}

static Str pot_name(const EntityCheck *x, const Pot *p) {
  const Plan *plan = x->c->prog->plan;
  if (p->tree && ast_at(p->tree, p->node)->kind == AST_NAME) return ast_name(p->tree, p->node);
  return p->group == NONE ? (Str){0} : plan_text(plan, plan->groups.name[p->group]);
}

static Str points_text(EntityCheck *x, Num n) {
  return str_cat(x->c->diags->arena, num_text(x->c->diags->arena, n, 12), S("分"));
}

static Span pot_at(const EntityCheck *x, uint32_t pot) {
  const Pot *p = &x->pots.p[pot];
  if (p->tree) return ast_span(p->tree, p->node);
  const CheckedIndicator *i = &x->e->indicators[p->last];
  return ast_span(i->tree, i->name);
}

static void share_one(EntityCheck *x, uint32_t pot) {
  Check *c = x->c;
  Pot *p = &x->pots.p[pot];
  Num rest = num_sub(c->scratch, p->points, p->told);
  if (!p->open_n) {
    if (p->tree && (p->told_n || p->inner) && num_sign(rest) != 0) {
      x->e->points_wrong = true;
      diag_add(c->diags, D_POT_SUM, ast_span(p->tree, p->node),
               TEXT_ARGS(text_of(pot_name(x, p)), text_of(points_text(x, p->told)),
                         text_of(points_text(x, p->points))));
    }
    return;
  }
  if (num_sign(rest) < 0 || (num_sign(rest) == 0 && num_sign(p->told) > 0)) {
    x->e->points_wrong = true;
    diag_add(c->diags, D_POINTS_USED_UP, pot_at(x, pot),
             TEXT_ARGS(text_of(pot_name(x, p)), text_of(points_text(x, p->points)),
                       text_of(points_text(x, p->told))));
    return;
  }
  if (p->told_n)
    diag_add(c->diags, D_POINTS_PARTLY, pot_at(x, pot),
             TEXT_ARGS(text_of(pot_name(x, p)), text_of(points_text(x, rest)),
                       text_of(str_fmt(c->diags->arena, "%u", p->open_n))));
  Num n = NUM(p->open_n), each = num_round(c->scratch, num_div(c->scratch, rest, n), 2);
  Num others = num_mul(c->scratch, each, NUM(p->open_n - 1));
  if (num_cmp(others, rest) > 0) { // very many of very little: round down instead
    Num cents = num_floor(c->scratch, num_div(c->scratch, num_mul(c->scratch, rest, NUM(100)), n));
    each = num_div(c->scratch, cents, NUM(100));
    others = num_mul(c->scratch, each, NUM(p->open_n - 1));
  }
  p->shared = true;
  p->each = each;
  p->rest = num_sub(c->scratch, rest, others);
}

static void execution(EntityCheck *x) {
  CheckedEntity *e = x->e;
  const Plan *plan = x->c->prog->plan;
  uint32_t usual = e->ruleset == NONE ? NONE : plan->rulesets.exec_weight[e->ruleset];
  if (!e->exec_told && usual != NONE) e->exec_weight = plan_value(plan, usual);
  bool weighted = e->exec_told || usual != NONE;
  bool here =
      x->decl->kind == BODY_PROJECT || e->exec_told || (e->scored && x->decl->kind == BODY_DEPARTMENT);
  e->exec_ok = weighted && here && e->budget_node && num_sign(e->exec_weight) > 0;
  if (e->exec_told && !e->budget_node && num_sign(e->exec_weight) > 0)
    diag_add(x->c->diags, D_EXEC_NO_BUDGET, ast_span(x->exec_tree, x->exec_node), NO_ARGS);
}

void share_points(EntityCheck *x) {
  CheckedEntity *e = x->e;
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    CheckedIndicator *i = &e->indicators[k];
    uint32_t pot = x->sites[k].pot;
    if (pot == NONE && i->group != NONE) pot = rule_pot(x, i->group);
    x->pot_of[k] = pot;
    if (pot == NONE) continue;
    Pot *p = &x->pots.p[pot];
    e->points_told |= p->tree != NULL;
    if (i->weight_told) {
      p->told_n++;
      if (i->weight_ok) p->told = num_add(x->c->scratch, p->told, i->weight);
    } else {
      p->open_n++;
    }
    if (!i->weight_told || p->last == NONE) p->last = k;
  }
  absent_groups(x);
  for (uint32_t p = x->pots.n; p-- > 0;) {
    uint32_t outer = x->pots.p[p].outer;
    if (outer != NONE)
      x->pots.p[outer].told = num_add(x->c->scratch, x->pots.p[outer].told, x->pots.p[p].points);
  }
  for (uint32_t p = 0; p < x->pots.n; p++) share_one(x, p);
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    CheckedIndicator *i = &e->indicators[k];
    if (i->weight_told || x->pot_of[k] == NONE || !x->pots.p[x->pot_of[k]].shared) continue;
    i->weight_ok = true;
    i->weight =
        x->pots.p[x->pot_of[k]].last == k ? x->pots.p[x->pot_of[k]].rest : x->pots.p[x->pot_of[k]].each;
  }
  e->scored = x->decl->kind == BODY_PROJECT;
  for (uint32_t k = 0; k < e->indicator_n && !e->scored; k++) e->scored = e->indicators[k].weight_ok;
  execution(x);
}
