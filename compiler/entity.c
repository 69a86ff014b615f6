// One walk over the statements of an entity, all its openings and, for a project, its 分项 too.
#include "compiler/entity.h"
#include "base/utf.h"
#include "compiler/budget.h"
#include "compiler/names.h"
#include "compiler/require.h"
#include "compiler/rules.h"
#include "compiler/stray.h"
#include "compiler/target.h"
#include "compiler/weight.h"

// A project's 分项 is an entity of its own for its data and texts, but its indicators are checked with
// the project, where they count.
typedef enum Part { PART_ALL, PART_ROWS, PART_REST } Part;

// ---- names

static const char *const no_bare_names[] = {"若",   "非", "是",  "否",  "年底", "年内",
                                            "待定", "if", "not", "yes", "no",   "tbd"};

// A formula reads these words otherwise; said where the name is given.
static void reachable(Check *c, const Tree *t, Ref name) {
  const Node *n = ast_at(t, name);
  if (n->kind != AST_NAME || n->x > 6 || n->op & NAME_QUOTED) return;
  Str word = ast_text(t, name);
  for (unsigned i = 0; i < sizeof no_bare_names / sizeof *no_bare_names; i++) {
    if (!str_eq(str_z(no_bare_names[i]), word)) continue;
    diag_add(c->diags, D_NAME_UNREACHABLE, ast_span(t, name), TEXT_ARGS(text_of(word)));
    return;
  }
}

// Whether a hash was among those seen: a bit in 256 each, so a few dozen seldom say yes for nothing.
typedef struct HashBits {
  uint64_t p[4];
} HashBits;

static bool bits_seen(HashBits *b, uint32_t hash) {
  uint64_t bit = (uint64_t)1 << (hash & 63), *word = &b->p[hash >> 6 & 3];
  bool seen = *word & bit;
  *word |= bit;
  return seen;
}

// Equal hashes of two 数据 or 令, or of two indicators, are looked into; most entities have none.
static bool maybe_twice(const EntityCheck *x) {
  const CheckedEntity *e = x->e;
  HashBits data = {0}, indicators = {0};
  bool twice = false;
  for (uint32_t i = 0; i < e->input_n; i++)
    twice |= bits_seen(&data, ast_at(e->inputs[i].tree, e->inputs[i].name)->val);
  for (uint32_t i = 0; i < e->let_n; i++)
    twice |= bits_seen(&data, ast_at(e->lets[i].tree, e->lets[i].name)->val);
  for (uint32_t i = 0; i < x->own_n; i++)
    twice |= bits_seen(&indicators, ast_at(e->indicators[i].tree, e->indicators[i].name)->val);
  return twice;
}

// ---- classes and groups

static void did_you_mean(Check *c, Diag *d, Span at, Str near) {
  if (!near.n) return;
  DiagFix *f = diag_fix(c->diags, d, T_FIX_TO, TEXT_ARGS(text_of(near)));
  diag_edit(c->diags, f, at, near);
}

static Str ruleset_name(const EntityCheck *x) {
  const Plan *plan = x->c->prog->plan;
  return plan_text(plan, plan->rulesets.name[x->e->ruleset]);
}

static Str classes_text(const EntityCheck *x, uint32_t group) {
  const Plan *plan = x->c->prog->plan;
  Out o = out_memory(x->c->diags->arena);
  for (uint32_t k = 0; k < plan->groups.class_n[group]; k++) {
    if (k) out_z(&o, "、");
    out_str(&o, plan_text(plan, plan->classes.name[plan->groups.class_first[group] + k]));
  }
  return out_text(&o);
}

static bool is_elsewhere(const Site *s, uint32_t group) {
  return group != NONE && s->group != NONE && group != s->group;
}

static void class_elsewhere(EntityCheck *x, const Site *s, Span at, Str word, uint32_t group) {
  const Plan *plan = x->c->prog->plan;
  diag_add(x->c->diags, D_CLASS_ELSEWHERE, at,
           TEXT_ARGS(text_of(word), text_of(plan_text(plan, plan->groups.name[group])),
                     text_of(plan_text(plan, plan->groups.name[s->group]))));
}

// By the first character or so, which tells classes apart.
static uint32_t class_slot(Str word) {
  uint32_t head = (uint32_t)word.n;
  if (word.n >= sizeof head) memcpy(&head, word.p, sizeof head);
  return (head * 0x9E3779B1u >> 16) % CLASSES_SEEN;
}

// A class of the rule set and its group, or NONE.
static const ClassSeen *class_of(EntityCheck *x, const Tree *t, Ref indicator, Str word, ClassSeen *fresh) {
  Check *c = x->c;
  ClassSeen *seen = &c->classes[class_slot(word)];
  if (seen->ruleset == x->e->ruleset && str_eq(seen->word, word)) return seen;
  uint32_t cls = rule_class(c->prog, x->e->ruleset, c->scratch, word, ast_class_hash(t, indicator));
  *fresh = (ClassSeen){word, x->e->ruleset, cls,
                       cls == NONE ? NONE : rule_group_of(c->prog->plan, x->e->ruleset, cls)};
  Str name = cls == NONE ? (Str){0} : plan_text(c->prog->plan, c->prog->plan->classes.name[cls]);
  if (cls != NONE && str_eq(name, word)) { // the rule set's own bytes: the text may be let go
    *seen = *fresh;
    seen->word = name;
  }
  return fresh;
}

// The class word that heads an indicator.
static void class_read(EntityCheck *x, const Site *s, const Node *n, CheckedIndicator *i) {
  Check *c = x->c;
  i->group = s->group, i->cls = s->cls;
  if (!n->x) return;
  Ref self = (Ref)(n - s->tree->nodes);
  Str word = ast_class(s->tree, self);
  i->level2_text = word;
  if (x->e->ruleset == NONE) return;
  Span at = {s->tree->file, n->at, n->at + n->x};
  ClassSeen fresh;
  const ClassSeen *known = class_of(x, s->tree, self, word, &fresh);
  i->cls = known->cls;
  if (known->cls != NONE) {
    if (is_elsewhere(s, known->group)) class_elsewhere(x, s, at, word, known->group);
    if (s->group == NONE) i->group = known->group;
    return;
  }
  uint32_t group = rule_group(c->prog, x->e->ruleset, c->scratch, word, ast_class_hash(s->tree, self));
  if (group != NONE) {
    diag_add(c->diags, D_GROUP_AS_CLASS, at,
             TEXT_ARGS(text_of(word), text_of(ruleset_name(x)), text_of(classes_text(x, group))));
    i->group = group;
    return;
  }
  Diag *d = diag_add(c->diags, D_CLASS_UNKNOWN, at, TEXT_ARGS(text_of(word), text_of(ruleset_name(x))));
  did_you_mean(c, d, at, rule_near(c->prog, x->e->ruleset, word, false));
}

static void statements(EntityCheck *x, const Site *s, Ref first, Part part);

static Ref points_node(const Tree *t, Ref name) {
  Ref next = ast_at(t, name)->next;
  AstKind kind = next ? (AstKind)ast_at(t, next)->kind : AST_NONE;
  return kind == AST_NUMBER || kind == AST_QUANTITY ? next : 0;
}

static uint32_t group_named(EntityCheck *x, const Site *s, Ref name, uint32_t *cls) {
  Check *c = x->c;
  const Tree *t = s->tree;
  *cls = NONE;
  if (x->e->ruleset == NONE) return NONE;
  Str word = ast_name(t, name);
  uint32_t hash = ast_at(t, name)->val, group = rule_group(c->prog, x->e->ruleset, c->scratch, word, hash);
  if (group != NONE) return group;
  *cls = rule_class(c->prog, x->e->ruleset, c->scratch, word, hash);
  if (*cls != NONE) {
    group = rule_group_of(c->prog->plan, x->e->ruleset, *cls);
    if (is_elsewhere(s, group)) class_elsewhere(x, s, ast_span(t, name), word, group);
    return s->group != NONE ? s->group : group;
  }
  Diag *d = diag_add(c->diags, D_GROUP_UNKNOWN, ast_span(t, name),
                     TEXT_ARGS(text_of(word), text_of(ruleset_name(x))));
  did_you_mean(c, d, ast_span(t, name), rule_near(c->prog, x->e->ruleset, word, true));
  return s->group;
}

static void group(EntityCheck *x, const Site *s, Ref node, Part part) {
  const Tree *t = s->tree;
  Ref name = ast_at(t, node)->kids;
  if (s->depth >= GROUP_DEPTH_MAX || !name) return;
  Site in = *s;
  in.depth++;
  Num points;
  if (part != PART_REST) {
    if (stray_group(x->c, t, node, s->depth > 0)) return;
    Ref q = points_node(t, name);
    in.group = group_named(x, s, name, &in.cls);
    if (q && points_read(x->c, t, q, &points)) in.pot = pot_add(x, s, name, in.group, points);
  }
  statements(x, &in, ast_at(t, name)->next, part);
}

// 产出指标 40分 without a block, 执行率 0分: wins over the rule set.
static void group_points(EntityCheck *x, const Site *s, Ref node) {
  const Tree *t = s->tree;
  Ref name = ast_at(t, node)->kids, q = name ? points_node(t, name) : 0;
  Num points;
  if (!q || stray_group(x->c, t, node, s->depth > 0) || !points_read(x->c, t, q, &points)) return;
  if (ast_at(t, node)->op == 1) {
    if (x->exec_node) {
      Diag *d =
          diag_add(x->c->diags, D_STATEMENT_TWICE, ast_span(t, node), TEXT_ARGS(text_of(ast_name(t, name))));
      diag_label(x->c->diags, d, ast_span(x->exec_tree, x->exec_node), T_FIRST_HERE, NO_ARGS);
      return;
    }
    x->exec_tree = t, x->exec_node = node;
    x->e->exec_told = true;
    x->e->exec_weight = points;
    return;
  }
  uint32_t cls, group = group_named(x, s, name, &cls);
  Site top = *s;
  top.pot = NONE;
  if (group != NONE) pot_add(x, &top, name, group, points);
}

// ---- indicators

static Str words(Check *c, const Tree *t, Ref r) {
  if (!r) return (Str){0};
  return ast_at(t, r)->kind == AST_STRING ? ast_string(c->scratch, t, r) : ast_name(t, r);
}

static Str marks(Check *c, const Tree *t, Ref first) {
  if (!first || !ast_at(t, first)->next) return words(c, t, first);
  Out o = out_memory(c->scratch);
  for (Ref r = first; r; r = ast_at(t, r)->next) {
    if (r != first) out_z(&o, "、");
    out_str(&o, ast_name(t, r));
  }
  return out_text(&o);
}

static void adjust_read(EntityCheck *x, const Site *s, Ref attr, CheckedIndicator *i) {
  Check *c = x->c;
  const Tree *t = s->tree;
  Ref node = ast_at(t, attr)->kids, date = 0, target = 0, why = 0;
  for (Ref r = node ? ast_at(t, node)->kids : 0; r; r = ast_at(t, r)->next) {
    if (ast_at(t, r)->kind == AST_DATE)
      date = r;
    else if (ast_at(t, r)->kind == AST_TARGET)
      target = r;
    else if (ast_at(t, r)->kind == AST_STRING)
      why = r;
  }
  CheckedTarget *to = &i->adjusts[i->adjust_n];
  target_read(c, s, target, to);
  if (to->form == TARGET_MISSING) return;
  if (date && date_read(c, t, date, &to->from)) date_in_year(c, t, date, to->from);
  if (why) to->reason = ast_string(c->scratch, t, why);
  if (i->adjust_n && to->from != DATE_NONE && i->adjusts[i->adjust_n - 1].from != DATE_NONE &&
      to->from < i->adjusts[i->adjust_n - 1].from)
    diag_add(c->diags, D_ADJUST_ORDER, ast_head(t, node), NO_ARGS);
  i->adjust_n++;
}

static void attribute(EntityCheck *x, const Site *s, Ref attr, CheckedIndicator *i, Ref *formula,
                      Ref *score) {
  Check *c = x->c;
  const Tree *t = s->tree;
  Ref kid = ast_at(t, attr)->kids;
  if (!kid) return;
  switch ((AttrKind)ast_at(t, attr)->op) {
  case ATTR_VALUE:
    if (ast_at(t, kid)->kind == AST_AGG)
      i->agg = ast_at(t, kid)->op, i->agg_told = true;
    else
      *formula = kid;
    break;
  case ATTR_POINTS:
    i->weight_told = true;
    i->weight_ok = points_read(c, t, kid, &i->weight);
    break;
  case ATTR_SCORE: *score = kid; break;
  case ATTR_BASIS: i->basis = words(c, t, kid); break;
  case ATTR_EXPLAIN: i->explain = words(c, t, kid); break;
  case ATTR_MARK: i->mark = marks(c, t, kid); break;
  case ATTR_MIDTERM:
    i->midterm = NEW(c->scratch, CheckedTarget);
    target_read(c, s, kid, i->midterm);
    break;
  case ATTR_ADJUST: adjust_read(x, s, attr, i); break;
  case ATTR_NA:
    if (c->texts) i->target.text = target_text(c->scratch, c->prog->units, &i->target);
    i->target.form = TARGET_NA;
    i->target.reason = words(c, t, kid);
    if (!str_trim(i->target.reason).n) diag_add(c->diags, D_NA_REASON, ast_span(t, attr), NO_ARGS);
    break;
  }
}

static void attribute_twice(Check *c, const Tree *t, Ref first, Ref again) {
  Str word = span_text(c->prog->sources, ast_head(t, again));
  Diag *d = diag_add(c->diags, D_STATEMENT_TWICE, ast_head(t, again), TEXT_ARGS(text_of(word)));
  diag_label(c->diags, d, ast_head(t, first), T_FIRST_HERE, NO_ARGS);
}

static void indicator(EntityCheck *x, const Site *s, Ref node) {
  Check *c = x->c;
  const Tree *t = s->tree;
  const Node *n = ast_at(t, node);
  if (x->indicator_at == x->e->indicator_n) return;
  uint32_t at = x->indicator_at++;
  CheckedIndicator *i = &x->e->indicators[at];
  x->sites[at] = *s;
  Ref name = n->kids, target = name ? ast_at(t, name)->next : 0, seen[ATTR_NA + 1] = {0}, adjusts = 0;
  i->tree = t, i->node = node, i->name = name; // the rest is zero
  i->value = i->score = i->value_input = NONE;
  i->agg = AGG_LAST, i->type = UINT8_MAX, i->unit = UNIT_NONE;
  i->section = s->section;
  i->name_text = ast_name(t, name);
  if (c->texts) i->name_key = ast_key(c->scratch, t, name);
  reachable(c, t, name);
  class_read(x, s, n, i);
  i->pool = i->group;
  if (target && ast_at(t, target)->kind != AST_TARGET) target = 0;
  target_read(c, s, target, &i->target);
  Ref first = target ? ast_at(t, target)->next : name ? ast_at(t, name)->next : 0;
  for (Ref r = first; r; r = ast_at(t, r)->next) adjusts += ast_at(t, r)->op == ATTR_ADJUST;
  if (adjusts) i->adjusts = NEW_N(c->scratch, CheckedTarget, adjusts);
  for (Ref r = first; r; r = ast_at(t, r)->next) {
    const Node *a = ast_at(t, r);
    if (a->kind != AST_ATTR || a->op > ATTR_NA) continue;
    if (seen[a->op] && a->op != ATTR_ADJUST) {
      attribute_twice(c, t, seen[a->op], r);
      continue;
    }
    seen[a->op] = r;
    attribute(x, s, r, i, &x->formulas[at].value, &x->formulas[at].score);
  }
}

// ---- statements

static void measure(EntityCheck *x, const Site *s, Ref node) {
  Check *c = x->c;
  const Tree *t = s->tree;
  Ref name = ast_at(t, node)->kids, unit = name ? ast_at(t, name)->next : 0;
  if (x->measure_at == x->e->input_n) return;
  CheckedInput *in = &x->e->inputs[x->measure_at++];
  *in = (CheckedInput){.tree = t, .node = node, .name = name, .agg = ast_at(t, node)->op, .unit = UNIT_NONE};
  in->name_text = ast_name(t, name);
  if (c->texts) in->name_key = ast_key(c->scratch, t, name);
  if (unit) unit_read(c, t, unit, &in->unit);
  reachable(c, t, name);
  Str word = in->name_text;
  if (str_eq(word, S("支出")) || str_eq(word, S("预算")) || str_eq(word, S("执行率")))
    diag_add(c->diags, D_PREDECLARED, ast_span(t, name), TEXT_ARGS(text_of(word)));
}

static void let(EntityCheck *x, const Site *s, Ref node) {
  const Tree *t = s->tree;
  Ref name = ast_at(t, node)->kids;
  if (x->let_at == x->e->let_n) return;
  CheckedLet *l = &x->e->lets[x->let_at++];
  *l = (CheckedLet){.tree = t, .node = node, .name = name, .name_text = ast_name(t, name), .expr = NONE};
  reachable(x->c, t, name);
}

static void text_line(EntityCheck *x, const Site *s, Ref node) {
  const Tree *t = s->tree;
  Ref kid = ast_at(t, node)->kids;
  if (kid)
    *array_push(x->c->scratch, &x->texts) = (CheckedText){t, node, ast_at(t, node)->op, words(x->c, t, kid)};
}

static void require(EntityCheck *x, const Site *s, Ref node) {
  const Tree *t = s->tree;
  Ref expr = ast_at(t, node)->kids, why = expr ? ast_at(t, expr)->next : 0;
  if (!why) return;
  *array_push(x->c->scratch, &x->requires) = (CheckedRequire){
      .tree = t, .node = node, .expr = NONE, .message = words(x->c, t, why), .text = node_text(t, expr)};
}

static void statements(EntityCheck *x, const Site *s, Ref first, Part part) {
  const Tree *t = s->tree;
  bool rows = part != PART_REST, rest = part != PART_ROWS;
  for (Ref r = first; r; r = ast_at(t, r)->next) switch (ast_at(t, r)->kind) {
    case AST_INDICATOR:
      if (rows) indicator(x, s, r);
      break;
    case AST_GROUP: group(x, s, r, part); break;
    case AST_GROUPPOINTS:
      if (rows) group_points(x, s, r);
      break;
    case AST_BUDGET:
      if (rest) check_budget(x, s, r);
      break;
    case AST_PLAN:
      if (rest) check_plan(x, s, r);
      break;
    case AST_PERIOD:
      if (rest) check_period(x, s, r);
      break;
    case AST_TEXTLINE:
      if (rest) text_line(x, s, r);
      break;
    case AST_MEASURE:
      if (rest) measure(x, s, r);
      break;
    case AST_LET:
      if (rest) let(x, s, r);
      break;
    case AST_REQUIRE:
      if (rest) require(x, s, r);
      break;
    default: break; // 采用, 允许, 分项 and 项目 inside: dealt with before
    }
}

// The points a 分项 carries itself hold for all in it.
static void body(EntityCheck *x, Site s, Ref node, Part part) {
  Ref name = ast_at(s.tree, node)->kids;
  if (!name) return;
  Num points;
  Ref q = ast_at(s.tree, name)->kind == AST_NAME ? points_node(s.tree, name) : 0;
  if (q && part != PART_REST && points_read(x->c, s.tree, q, &points)) {
    s.pot = pot_add(x, &s, name, NONE, points);
    if (s.section != NONE) x->sections.p[s.section].points = true;
  }
  statements(x, &s, name, part);
}

static void openings(EntityCheck *x, uint32_t entity, uint32_t section, Part part) {
  const Program *p = x->c->prog;
  const EntityDecl *d = &p->entities[entity];
  Site s = {.entity = entity, .section = section, .group = NONE, .cls = NONE, .pot = NONE};
  s.tree = p->trees[d->tree];
  body(x, s, d->body, part);
  for (uint32_t o = d->more; o != NONE; o = p->openings[o].more) {
    s.tree = p->trees[p->openings[o].tree];
    body(x, s, p->openings[o].body, part);
  }
}

static void sections(EntityCheck *x) {
  const Program *p = x->c->prog;
  x->own_n = x->indicator_at;
  for (uint32_t k = x->decl->first_child; k != NONE; k = p->entities[k].next_sibling) {
    const EntityDecl *d = &p->entities[k];
    if (d->kind != BODY_SECTION) continue;
    const Tree *t = p->trees[d->tree];
    *array_push(x->c->scratch, &x->sections) =
        (CheckedSection){.tree = t, .node = d->body, .name = ast_name(t, d->name), .entity = k};
    if (x->decl->kind == BODY_PROJECT) openings(x, k, x->sections.n - 1, PART_ROWS);
  }
}

// ---- once all names are there

#define FEW_INPUTS 64

// The 数据 of that name in an entity: its number in the plan, and its unit or UNIT_NONE.
static bool input_named(EntityCheck *x, uint32_t entity, const Tree *t, Ref name, uint32_t *row,
                        UnitId *unit) {
  Check *c = x->c;
  const CheckedEntity *e = x->e;
  if (entity == e->entity && e->input_n <= FEW_INPUTS) {
    for (uint32_t k = 0; k < e->input_n; k++) {
      if (!ast_same_name(e->inputs[k].tree, e->inputs[k].name, t, name)) continue;
      *row = x->decl->input_first + 1 + k, *unit = e->inputs[k].unit;
      return true;
    }
    return false;
  }
  if (!c->prog->entities[entity].measure_n) return false;
  const EntityNames *names = names_of(c, entity);
  for (uint32_t k = names_find(names, t, name, 0); k != NONE; k = names_find(names, t, name, k + 1)) {
    const NameEntry *n = &names->p[k];
    if (n->kind != NAME_INPUT) continue;
    Ref of = ast_at(n->tree, n->name)->next;
    UnitFound f = units_find_hashed(c->prog->units, ast_unit_text(n->tree, of), ast_at(n->tree, of)->val);
    *row = n->row, *unit = f.problem == UNIT_OK ? f.id : UNIT_NONE;
    return true;
  }
  return false;
}

static void actual(EntityCheck *x, uint32_t at) {
  Check *c = x->c;
  CheckedIndicator *i = &x->e->indicators[at];
  const Site *s = &x->sites[at];
  if (x->formulas[at].value) {
    Scope scope = {.tree = s->tree, .entity = s->entity, .self_unit = UNIT_NONE};
    i->value_formula = true;
    i->value = expr_check(c, &scope, x->formulas[at].value, (Want){.any = true});
    if (i->value == NONE) return;
    i->type = c->pool.p[i->value].type;
    i->unit = c->pool.p[i->value].unit;
    return;
  }
  if (i->agg_told) return;
  UnitId unit; // the 数据 of its own name: of its 分项, else of the project
  bool found =
      s->entity != x->e->entity && input_named(x, s->entity, s->tree, i->name, &i->value_input, &unit);
  if (!found && !input_named(x, x->e->entity, s->tree, i->name, &i->value_input, &unit)) return;
  if (unit == UNIT_NONE) return;
  i->type = PLAN_QUANTITY;
  i->unit = unit;
}

static void formulas(EntityCheck *x) {
  Check *c = x->c;
  CheckedEntity *e = x->e;
  for (uint32_t k = 0; k < x->let_at; k++) {
    CheckedLet *l = &e->lets[k];
    Ref formula = ast_at(l->tree, l->name)->next;
    Scope s = {.tree = l->tree, .entity = e->entity, .self_unit = UNIT_NONE};
    if (formula) l->expr = expr_check(c, &s, formula, (Want){.any = true});
  }
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    CheckedIndicator *i = &e->indicators[k];
    actual(x, k);
    target_check(x, i, &x->sites[k]);
    if (!x->formulas[k].score) continue;
    Scope s = {.tree = i->tree,
               .entity = x->sites[k].entity,
               .self_indicator = true,
               .self_unit = i->unit == UNIT_NONE ? UNIT_ONE : i->unit,
               .self_type = i->type};
    i->score = expr_check(c, &s, x->formulas[k].score,
                          (Want){.type = PLAN_QUANTITY, .dim_told = true, .dim = DIM_ONE});
  }
  for (uint32_t k = 0; k < x->requires.n; k++) {
    CheckedRequire *r = &x->requires.p[k];
    Scope s = {.tree = r->tree, .entity = e->entity, .self_unit = UNIT_NONE};
    r->expr = expr_check(c, &s, ast_at(r->tree, r->node)->kids, (Want){.type = PLAN_TRUTH});
  }
}

static bool in_project(const Program *p, const EntityDecl *d) {
  return d->kind == BODY_SECTION && d->parent != NONE && p->entities[d->parent].kind == BODY_PROJECT;
}

static void room(EntityCheck *x, bool rest_only) {
  Arena *a = x->c->scratch;
  const EntityDecl *d = x->decl;
  CheckedEntity *e = x->e;
  e->indicator_n = rest_only ? 0 : d->indicator_n;
  e->input_n = d->measure_n;
  e->let_n = d->let_n;
#define ROOM(p, T, n) (p) = arena_raw(a, ((size_t)(n) + 1) * sizeof(T), alignof(T))
  e->indicators = NEW_N(a, CheckedIndicator, e->indicator_n + 1);
  ROOM(x->sites, Site, e->indicator_n);
  ROOM(x->pot_of, uint32_t, e->indicator_n);
  ROOM(e->inputs, CheckedInput, e->input_n);
  ROOM(e->lets, CheckedLet, e->let_n);
#undef ROOM
  x->formulas = arena_zero(a, e->indicator_n + 1, sizeof *x->formulas, alignof(Ref));
  if (e->ruleset != NONE)
    x->rule_pots = NEW_N(a, uint32_t, x->c->prog->plan->rulesets.group_n[e->ruleset] + 1);
}

void check_entity(Check *c, uint32_t i, CheckedEntity *out) {
  const Program *p = c->prog;
  const EntityDecl *d = &p->entities[i];
  *out = (CheckedEntity){.tree = p->trees[d->tree],
                         .node = d->body,
                         .entity = i,
                         .ruleset = d->ruleset,
                         .budget_unit = UNIT_NONE};
  EntityCheck x = {.c = c, .e = out, .decl = d};
  bool rest_only = in_project(p, d);
  room(&x, rest_only);
  if (d->name) reachable(c, out->tree, d->name);
  openings(&x, i, NONE, rest_only ? PART_REST : PART_ALL);
  sections(&x);
  out->indicator_n = x.indicator_at, out->input_n = x.measure_at, out->let_n = x.let_at;
  if (maybe_twice(&x)) names_check(c, i);
  formulas(&x);
  share_points(&x);
  check_money(&x);
#define GIVE(field, count) out->field = x.field.p, out->count = x.field.n
  GIVE(funds, fund_n);
  GIVE(adjusts, adjust_n);
  GIVE(points, point_n);
  GIVE(texts, text_n);
  GIVE(requires, require_n);
  GIVE(sections, section_n);
#undef GIVE
  out->pool = &c->pool;
  requires_early(&x);
}
