// Names and paths. A bare name is looked for, from the inside out: arguments of the function, 实际 and 目标值
// where an indicator is scored, the entity's own 数据, 令 and indicators, those around it, then 预算 支出
// 执行率. A path begins at an indicator or at an entity, the nearest one of that name.
#include "base/array.h"
#include "compiler/expr_checker.h"
#include "compiler/same_name.h"
#include "compiler/target.h"

#define PATH_MAX_NAMES 8

static Str key_of(Checker *k, Ref name) {
  return ast_key(k->c->scratch, k->s.tree, name);
}
static Text name_text(const Checker *k, Ref name) {
  return text_of(ast_name(k->s.tree, name));
}
static Shape money(Checker *k) {
  return shape_in(k, unit_called(k, "元"));
}
static Shape points(Checker *k) {
  return shape_in(k, unit_called(k, "分"));
}
static Shape percent(Checker *k) {
  return shape_in(k, unit_called(k, "%"));
}

// ---- what a name's value is

static bool later(const Tree *t, Ref a, const Tree *u, Ref b) {
  if (t->file != u->file) return t->file > u->file;
  return ast_at(t, a)->at > ast_at(u, b)->at;
}

// The formula asked for leads back to itself. Said once: by the formula of the cycle that stands first.
static void report_cycle(Checker *k) {
  Checker *top = k->top;
  if (top->cycle_told) return;
  top->cycle_told = true;
  const Visit *path[64];
  unsigned n = 0;
  for (const Visit *v = k->visit; v; v = v->up) {
    const NameEntry *e = v->entry;
    if (later(top->root_tree, top->root, e->tree, e->formula)) return;
    if (n < 64) path[n++] = v;
  }
  Str own = S("…");
  if (n) own = ast_name(path[0]->entry->tree, path[0]->entry->name);
  Out o = out_memory(k->c->diags->arena);
  out_str(&o, own);
  for (unsigned i = n; i-- > 0;) { // visits are linked from the innermost, which is the formula's own
    out_z(&o, " → ");
    out_str(&o, ast_name(path[i]->entry->tree, path[i]->entry->name));
  }
  Text text = text_of(out_text(&o));
  Diag *d =
      diag_add(k->c->diags, D_NAME_CYCLE, ast_span(top->s.tree, top->asked), TEXT_ARGS(text_of(own), text));
  for (unsigned i = 0; i < n && i < 4; i++)
    diag_label(k->c->diags, d, ast_span(path[i]->entry->tree, path[i]->entry->name), T_DECLARED_HERE,
               NO_ARGS);
}

static bool read_unit(Checker *k, const Tree *t, Ref leaf, NameEntry *e) {
  Str text = ast_unit_text(t, leaf);
  if (!text.n) return false;
  UnitFound f = units_find_hashed(k->c->prog->units, text, ast_at(t, leaf)->val);
  if (f.problem != UNIT_OK) return false; // said where it stands
  e->unit = f.id;
  e->pct = shape_in(k, f.id).pct;
  return true;
}

// The type of an indicator's actual as its target tells; false: it does not.
static bool target_shape(Checker *k, NameEntry *e) {
  const Tree *t = e->tree;
  Ref target = ast_child(t, e->node, AST_TARGET);
  e->type = PLAN_QUANTITY;
  if (!target) return false;
  TargetForm form = (TargetForm)ast_at(t, target)->op;
  if (target_behind(form) == BEHIND_NOTHING) return false;
  e->type = target_type(form);
  if (e->type != PLAN_QUANTITY) return true;
  bool number = false;
  for (Ref r = ast_at(t, target)->kids; r; r = ast_at(t, r)->next) {
    Ref leaf = r;
    while (ast_at(t, leaf)->kind == AST_UNARY || ast_at(t, leaf)->kind == AST_PAREN)
      leaf = ast_at(t, leaf)->kids;
    AstKind kind = (AstKind)ast_at(t, leaf)->kind;
    if ((kind == AST_QUANTITY || kind == AST_HOLE) && read_unit(k, t, leaf, e)) return true;
    if (kind == AST_NUMBER) number = true;
  }
  if (number) e->unit = UNIT_ONE;
  return number;
}

// Checks the formula behind a name, quietly: its shape in *s. False: wrong, or a cycle (k->looped).
static bool visit_formula(Checker *k, NameEntry *e, Shape *s) {
  Check *c = k->c;
  ExprPool before = c->pool;
  Visit here = {e, k->visit};
  Checker inner = {.c = c,
                   .s = {.tree = e->tree, .entity = e->entity},
                   .quiet = true,
                   .depth = k->depth + 1,
                   .first = before.n,
                   .top = k->top,
                   .root_tree = k->root_tree,
                   .root = k->root,
                   .visit = &here};
  ExprRef x = checker_check(&inner, e->formula);
  k->looped = inner.looped;
  if (x != NONE) {
    *s = shape_of(&inner, x);
    e->height = c->pool.p[x].height;
  }
  c->pool.n = before.n;
  c->pool.arg_n = before.arg_n;
  c->pool.num_n = before.num_n;
  c->pool.str_n = before.str_n;
  c->pool.gather_n = before.gather_n;
  return x != NONE;
}

bool checker_visit(Checker *k, NameEntry *e, Ref node) {
  if (k == k->top) k->asked = node;
  k->looped = false;
  if (e->formula && e->formula == k->root && e->tree == k->root_tree) {
    Visit here = {e, k->visit};
    const Visit *chain = k->visit;
    k->visit = &here;
    report_cycle(k);
    k->visit = chain;
    k->looped = true;
    return false;
  }
  if (e->state == NAME_GOOD) return true;
  if (e->state == NAME_WRONG) return false;
  if (e->state != NAME_NEW && e->root == k->root && e->root_tree == k->root_tree) {
    k->looped = true; // asked right now, or by this root before: a cycle that the root is not on
    return false;
  }
  Shape s = SHAPE_ANY;
  bool ok = true, told = true;
  e->state = NAME_LOOPED; // unless this visit ends well
  e->root = k->root;
  e->root_tree = k->root_tree;
  if (e->kind == NAME_INPUT) {
    Ref unit = ast_child(e->tree, e->node, AST_UNIT);
    e->type = PLAN_QUANTITY;
    ok = unit && read_unit(k, e->tree, unit, e);
  } else {
    bool formula = e->formula && visit_formula(k, e, &s);
    if (k == k->top && k->deep) {
      checker_report(k, D_EXPR_TOO_BIG, node, NO_ARGS);
      k->deep = false;
    }
    if (k->looped) return false; // another root must come this way again
    if (e->kind == NAME_INDICATOR) told = target_shape(k, e);
    if (e->kind == NAME_LET || (!told && formula)) {
      e->type = s.type;
      e->pct = s.pct;
      e->unit = s.unit;
      ok = formula;
    }
  }
  e->state = ok ? NAME_GOOD : NAME_WRONG;
  return ok;
}

static ExprRef entry_value(Checker *k, NameEntry *e, Ref node) {
  if (!checker_visit(k, e, node)) return NONE;
  PlanOp op = e->kind == NAME_INPUT ? OP_INPUT : e->kind == NAME_LET ? OP_LET : OP_ACTUAL;
  ExprRef x = emit(k, op, (Shape){e->type, e->pct, e->unit}, e->row, 0, node);
  expr_at(k, x)->height = (uint16_t)(e->height + 1);
  return x;
}

static void report_ambiguous(Checker *k, Ref name, const EntityNames *n, uint32_t first) {
  Diag *d = checker_report(k, D_NAME_AMBIGUOUS, name, TEXT_ARGS(name_text(k, name)));
  if (!d) return;
  for (uint32_t i = first, said = 0; i != NONE && said < 8; i = names_find(n, k->s.tree, name, i + 1), said++)
    if (n->p[i].kind == NAME_INDICATOR)
      diag_label(k->c->diags, d, ast_span(n->p[i].tree, n->p[i].name), T_DECLARED_HERE, NO_ARGS);
}

// The entry of that name in one entity: a 数据 or 令 before an indicator, unless only an indicator will do.
static Pick pick(Checker *k, uint32_t entity, Ref name, bool indicator, NameEntry **out) {
  EntityNames *n = names_of(k->c, entity);
  uint32_t first = names_find(n, k->s.tree, name, 0), found = NONE, count = 0;
  for (uint32_t i = first; i != NONE; i = names_find(n, k->s.tree, name, i + 1)) {
    if (n->p[i].kind != NAME_INDICATOR) {
      if (indicator) continue;
      *out = &n->p[i];
      return PICK_ONE;
    }
    if (!count++) found = i;
  }
  if (count > 1) report_ambiguous(k, name, n, first);
  if (count) *out = &n->p[found];
  return count > 1 ? PICK_AMBIGUOUS : count ? PICK_ONE : PICK_NONE;
}

// The same, and then among the indicators of a project's 分项, which count in it.
static Pick pick_within(Checker *k, uint32_t entity, Ref name, bool indicator, NameEntry **out) {
  const Program *p = k->c->prog;
  Pick found = pick(k, entity, name, indicator, out);
  if (found != PICK_NONE || p->entities[entity].kind != BODY_PROJECT) return found;
  for (uint32_t s = p->entities[entity].first_child; s != NONE && found == PICK_NONE;
       s = p->entities[s].next_sibling)
    if (p->entities[s].kind == BODY_SECTION) found = pick(k, s, name, true, out);
  return found;
}

Pick checker_pick(Checker *k, uint32_t project, Ref name, NameEntry **out) {
  return pick_within(k, project, name, false, out);
}

static Pick pick_around(Checker *k, Ref name, bool indicator, NameEntry **out) {
  Pick found = PICK_NONE;
  for (uint32_t e = k->s.entity; e != NONE && found == PICK_NONE; e = k->c->prog->entities[e].parent)
    found = pick_within(k, e, name, indicator, out);
  return found;
}

// ---- entities

// Of these the one right below `parent` (NONE: wherever it is), or several.
static Pick pick_entity(Checker *k, Ref name, const uint32_t *all, uint32_t n, uint32_t parent,
                        uint32_t *out) {
  const Program *p = k->c->prog;
  uint32_t count = 0, tied[8];
  for (uint32_t i = 0; i < n && count < 8; i++) {
    const EntityDecl *d = &p->entities[all[i]], *first = &p->entities[count ? tied[0] : all[i]];
    bool twice = first != d && first->parent == d->parent && first->kind == d->kind;
    if (twice || (parent != NONE && d->parent != parent)) continue; // twice: reported where it is declared
    tied[count++] = all[i];
  }
  if (!count) return PICK_NONE;
  *out = tied[0];
  if (count == 1) return PICK_ONE;
  Diag *d = checker_report(k, D_NAME_AMBIGUOUS, name, TEXT_ARGS(name_text(k, name)));
  for (uint32_t i = 0; d && i < count; i++) {
    EntityDecl x = p->entities[tied[i]];
    diag_label(k->c->diags, d, ast_span(p->trees[x.tree], x.name), T_DECLARED_HERE, NO_ARGS);
  }
  return PICK_AMBIGUOUS;
}

// The entity of that name, the one that shares most of what is around; with `parent`, one right below it.
static Pick entity_named(Checker *k, Ref name, uint32_t parent, uint32_t *out) {
  const Program *p = k->c->prog;
  k->c->outside = true;
  uint32_t first = map_get(&p->entity_names, key_of(k, name), ast_at(k->s.tree, name)->val), n = 0;
  if (first == MAP_NONE) return PICK_NONE;
  if (p->same_name[first] == NONE) return pick_entity(k, name, &first, 1, parent, out);
  const uint32_t *all = NULL;
  uint32_t around = parent != NONE ? parent : k->s.entity;
  while (!(n = same_name_within(k->c, first, around, &all)) && parent == NONE && around != NONE)
    around = p->entities[around].parent;
  return pick_entity(k, name, all, n, parent, out);
}

// Money of a 分项 without a 预算 of its own is that of the entity around it.
static uint32_t with_budget(Checker *k, uint32_t e) {
  const Program *p = k->c->prog;
  while (p->entities[e].kind == BODY_SECTION && p->entities[e].parent != NONE && !names_of(k->c, e)->budget)
    e = p->entities[e].parent;
  return e;
}

static Shape budget_shape(Checker *k, uint32_t entity) {
  EntityNames *n = names_of(k->c, entity);
  Ref amount = n->budget ? ast_at(n->budget_tree, n->budget)->kids : 0;
  if (amount && ast_at(n->budget_tree, amount)->kind == AST_QUANTITY) {
    UnitFound f = units_find_hashed(k->c->prog->units, ast_unit_text(n->budget_tree, amount),
                                    ast_at(n->budget_tree, amount)->val);
    if (f.problem == UNIT_OK && unit_dim(k->c->prog->units, f.id) == units_money_dim(k->c->prog->units))
      return shape_in(k, f.id);
  }
  return money(k);
}

// A project's total hangs on all its indicators. *height grows to theirs.
static bool visit_all(Checker *k, uint32_t entity, Ref node, uint16_t *height) {
  const Program *p = k->c->prog;
  EntityNames *n = names_of(k->c, entity);
  uint32_t s = p->entities[entity].kind == BODY_PROJECT ? p->entities[entity].first_child : NONE;
  bool good = true;
  for (uint32_t i = 0; i < n->n && !n->good; i++) {
    if (n->p[i].kind != NAME_INDICATOR) continue;
    if (!checker_visit(k, &n->p[i], node) && k->looped) return false;
    good = good && n->p[i].state == NAME_GOOD;
    if (n->p[i].height > n->height) n->height = n->p[i].height;
  }
  n->good |= good;
  if (n->height > *height) *height = n->height;
  for (; s != NONE; s = p->entities[s].next_sibling)
    if (!visit_all(k, s, node, height)) return false;
  return true;
}

// A figure that is known only when all of the entity is scored.
static ExprRef scored_figure(Checker *k, uint32_t entity, PlanOp op, Shape s, uint32_t row, Ref node) {
  uint16_t height = 0;
  if (!visit_all(k, entity, node, &height)) return NONE;
  ExprRef e = emit(k, op, s, row, 0, node);
  expr_at(k, e)->height = (uint16_t)(height + 4); // scoring stands between
  return e;
}

static ExprRef entity_figure(Checker *k, uint32_t entity, const Figure *f, Ref node) {
  switch ((PlanOp)f->op) {
  case OP_BUDGET:
  case OP_SPENT: {
    uint32_t e = with_budget(k, entity);
    return emit(k, (PlanOp)f->op, budget_shape(k, e), e, 0, node);
  }
  case OP_RATE: return emit(k, OP_RATE, percent(k), with_budget(k, entity), 0, node);
  case OP_POINTS: return scored_figure(k, entity, OP_TOTAL, points(k), entity, node);
  case OP_GRADE: return scored_figure(k, entity, OP_GRADE, (Shape){PLAN_GRADE, 0, UNIT_NONE}, entity, node);
  default: return NONE;
  }
}

static ExprRef target_figure(Checker *k, NameEntry *e, Ref node) {
  Ref target = ast_child(e->tree, e->node, AST_TARGET);
  TargetForm form = target ? (TargetForm)ast_at(e->tree, target)->op : TARGET_MISSING;
  NameEntry as = *e;
  bool told = target_shape(k, &as);
  if (form == TARGET_RANGE || form == TARGET_TRUTH || form == TARGET_TEXT || form == TARGET_NA) {
    checker_report(k, form == TARGET_RANGE ? D_TARGET_RANGE_VALUE : D_TARGET_NO_NUMBER, node,
                   TEXT_ARGS(text_of(ast_name(e->tree, e->name))));
    return NONE;
  }
  return emit(k, OP_TARGET, told ? (Shape){as.type, as.pct, as.unit} : SHAPE_ANY, e->row, 0, node);
}

static uint32_t counts_in(const Program *p,
                          uint32_t e) { // the indicators of a project's 分项: in the project
  uint32_t parent = p->entities[e].parent;
  return p->entities[e].kind == BODY_SECTION && parent != NONE && p->entities[parent].kind == BODY_PROJECT
             ? parent
             : e;
}

static ExprRef indicator_figure(Checker *k, NameEntry *e, const Figure *f, Ref node) {
  switch ((PlanOp)f->op) {
  case OP_TARGET: return target_figure(k, e, node);
  case OP_ACTUAL: return entry_value(k, e, node);
  case OP_MET: {
    if (!checker_visit(k, e, node) && k->looped) return NONE;
    ExprRef met = emit(k, OP_MET, SHAPE_TRUTH, e->row, 0, node);
    expr_at(k, met)->height = (uint16_t)(e->height + 4); // the verdict stands between
    return met;
  }
  case OP_POINTS:
  case OP_WEIGHT:
    return scored_figure(k, counts_in(k->c->prog, e->entity), (PlanOp)f->op, points(k), e->row, node);
  default: return NONE;
  }
}

// ---- bare names

static ExprRef argument(Checker *k, Ref name) {
  const FnFrame *f = k->s.frame;
  Ref params = ast_child(k->s.tree, f->fn->node, AST_PARAMS);
  uint32_t i = 0;
  for (Ref r = ast_at(k->s.tree, params)->kids; r; r = ast_at(k->s.tree, r)->next, i++)
    if (ast_same_name(k->s.tree, r, k->s.tree, name)) return f->args[i];
  return NONE; // reported where the function is declared
}

// 实际, 目标值 where an indicator is scored; 预算, 支出, 执行率 where a project is.
static ExprRef self_figure(Checker *k, const Figure *f, Ref node) {
  Shape self = {k->s.self_type, 0, k->s.self_unit};
  if (self.type == PLAN_QUANTITY && self.unit != UNIT_NONE) self = shape_in(k, self.unit);
  if (k->s.self_indicator && f->op == OP_ACTUAL) return emit(k, OP_SELF_ACTUAL, self, 0, 0, node);
  if (k->s.self_indicator && f->op == OP_TARGET) return emit(k, OP_SELF_TARGET, self, 0, 0, node);
  if (!k->s.self_entity) return NONE;
  if (f->op == OP_BUDGET) return emit(k, OP_SELF_BUDGET, money(k), 0, 0, node);
  if (f->op == OP_SPENT) return emit(k, OP_SELF_SPENT, money(k), 0, 0, node);
  if (f->op != OP_RATE) return NONE;
  ExprRef spent = emit(k, OP_SELF_SPENT, money(k), 0, 0, node);
  return emit(k, OP_DIV, percent(k), spent, emit(k, OP_SELF_BUDGET, money(k), 0, 0, node), node);
}

static void offer_names(Checker *k, Near *near) {
  const Program *p = k->c->prog;
  for (uint32_t e = k->s.entity; e != NONE; e = p->entities[e].parent) {
    EntityNames *n = names_of(k->c, e);
    for (uint32_t i = 0; i < n->n && near_wants(near); i++)
      near_offer(near, ast_name(n->p[i].tree, n->p[i].name));
  }
  for (unsigned i = 0; i < figure_n; i++) {
    bool self = figures[i].op == OP_ACTUAL || figures[i].op == OP_TARGET;
    if (self ? k->s.self_indicator : figures[i].of == 'E' && figures[i].op != OP_GRADE)
      near_offer(near, figures[i].zh);
  }
}

static void fix_name(Checker *k, Diag *d, Ref name, Str best) {
  if (!d || !best.n) return;
  DiagFix *f = diag_fix(k->c->diags, d, T_FIX_TO, TEXT_ARGS(text_of(best)));
  diag_edit(k->c->diags, f, ast_span(k->s.tree, name), best);
}

static void use_figure(const Checker *k, Ref name, const Figure *f) {
  checker_use(k, name, USE_FIGURE, (uint32_t)(f - figures));
}

static void unknown_name(Checker *k, Ref name, const Figure *f) {
  if (k->quiet) return;
  uint32_t entity;
  if (entity_named(k, name, NONE, &entity) == PICK_ONE) {
    checker_report(k, D_NAME_NO_VALUE, name, TEXT_ARGS(name_text(k, name)));
    return;
  }
  Near near = near_start(ast_name(k->s.tree, name));
  offer_names(k, &near);
  Diag *d = checker_report(k, D_NAME_UNKNOWN, name, TEXT_ARGS(name_text(k, name)));
  if (d && f)
    diag_note(k->c->diags, d, T_NOTE_FIGURE, TEXT_ARGS(name_text(k, name)));
  else
    fix_name(k, d, name, near.best);
}

ExprRef checker_name(Checker *k, Ref name) {
  if (k->s.frame) return argument(k, name);
  const Figure *f = NULL;
  if (k->s.self_indicator || k->s.self_entity) {
    f = figure_named(key_of(k, name));
    ExprRef self = f ? self_figure(k, f, name) : NONE;
    if (self != NONE) {
      use_figure(k, name, f);
      return self;
    }
  }
  NameEntry *e;
  Pick found = pick_around(k, name, false, &e);
  if (found == PICK_ONE) {
    checker_use_entry(k, name, e);
    return entry_value(k, e, name);
  }
  if (found == PICK_AMBIGUOUS) return NONE;
  f = figure_named(key_of(k, name));
  if (f && k->s.entity != NONE && (f->op == OP_BUDGET || f->op == OP_SPENT || f->op == OP_RATE)) {
    use_figure(k, name, f);
    return entity_figure(k, k->s.entity, f, name);
  }
  unknown_name(k, name, f);
  return NONE;
}

// ---- paths

typedef struct Reached { // what a path has reached
  NameEntry *indicator;  // or
  uint32_t entity;
} Reached;

static void use_reached(const Checker *k, Ref name, const Reached *at) {
  if (at->indicator)
    checker_use_entry(k, name, at->indicator);
  else
    checker_use(k, name, USE_ENTITY, at->entity);
}

// The first name: an indicator where its figure is asked, else an entity.
static bool path_start(Checker *k, Ref name, const Figure *next, Reached *out) {
  NameEntry *e = NULL;
  *out = (Reached){NULL, NONE};
  if (next && next->of != 'E') {
    Pick found = pick_around(k, name, true, &e);
    if (found == PICK_AMBIGUOUS) return false;
    out->indicator = found == PICK_ONE ? e : NULL;
    if (found == PICK_ONE) return true;
  }
  Pick found = entity_named(k, name, NONE, &out->entity);
  if (found != PICK_NONE) return found == PICK_ONE;
  found = pick_around(k, name, true, &out->indicator);
  if (found != PICK_NONE || k->quiet) return found == PICK_ONE;
  uint32_t said = k->c->diags->n;
  found = pick_around(k, name, false, &e);
  diags_drop(k->c->diags, said);
  if (found != PICK_NONE) {
    checker_report(k, D_NO_MEMBERS, name, TEXT_ARGS(name_text(k, name)));
    return false;
  }
  Near near = near_start(ast_name(k->s.tree, name));
  offer_names(k, &near);
  for (uint32_t i = 0; i < k->c->prog->entity_n && near_wants(&near); i++) {
    const EntityDecl *d = &k->c->prog->entities[i];
    if (d->name) near_offer(&near, ast_name(k->c->prog->trees[d->tree], d->name));
  }
  fix_name(k, checker_report(k, D_PLACE_UNKNOWN, name, TEXT_ARGS(name_text(k, name))), name, near.best);
  return false;
}

static void unknown_member(Checker *k, const Reached *at, Ref of, Ref name) {
  if (k->quiet) return;
  Near near = near_start(ast_name(k->s.tree, name));
  for (unsigned i = 0; i < figure_n; i++)
    if (figures[i].of == 'S' || (figures[i].of == 'I') == (at->indicator != NULL))
      near_offer(&near, figures[i].zh);
  if (!at->indicator) {
    EntityNames *n = names_of(k->c, at->entity);
    for (uint32_t i = 0; i < n->n && near_wants(&near); i++)
      near_offer(&near, ast_name(n->p[i].tree, n->p[i].name));
  }
  Diag *d = checker_report(k, D_MEMBER_UNKNOWN, name, TEXT_ARGS(name_text(k, of), name_text(k, name)));
  fix_name(k, d, name, near.best);
}

// One name further, not the last: an indicator of the entity, or an entity below it.
static bool path_step(Checker *k, Reached *at, Ref of, Ref name, const Figure *next) {
  NameEntry *e = NULL;
  if (at->indicator) {
    unknown_member(k, at, of, name);
    return false;
  }
  Pick found = next && next->of != 'E' ? pick_within(k, at->entity, name, true, &e) : PICK_NONE;
  if (found == PICK_AMBIGUOUS) return false;
  if (found == PICK_ONE) {
    *at = (Reached){e, NONE};
    return true;
  }
  uint32_t below = NONE;
  found = entity_named(k, name, at->entity, &below);
  if (found == PICK_NONE) found = pick_within(k, at->entity, name, true, &e);
  if (found == PICK_NONE) unknown_member(k, at, of, name);
  *at = (Reached){e, below};
  return found == PICK_ONE;
}

static ExprRef path_end(Checker *k, const Reached *at, Ref of, Ref name, Ref path) {
  const Figure *f = figure_named(key_of(k, name));
  if (at->indicator) {
    if (f && f->of != 'E') {
      use_figure(k, name, f);
      return indicator_figure(k, at->indicator, f, path);
    }
    unknown_member(k, at, of, name);
    return NONE;
  }
  NameEntry *e;
  Pick found = pick_within(k, at->entity, name, false, &e);
  if (found == PICK_AMBIGUOUS) return NONE;
  if (found == PICK_ONE) {
    checker_use_entry(k, name, e);
    return entry_value(k, e, path);
  }
  if (f && f->of != 'I') {
    use_figure(k, name, f);
    return entity_figure(k, at->entity, f, path);
  }
  uint32_t below;
  if (entity_named(k, name, at->entity, &below) == PICK_ONE)
    checker_report(k, D_NAME_NO_VALUE, name, TEXT_ARGS(name_text(k, name)));
  else
    unknown_member(k, at, of, name);
  return NONE;
}

ExprRef checker_path(Checker *k, Ref path) {
  const Tree *t = k->s.tree;
  Ref names[PATH_MAX_NAMES] = {0}, r = path;
  unsigned n = 0;
  for (; ast_at(t, r)->kind == AST_PATH && n + 1 < PATH_MAX_NAMES; r = ast_at(t, r)->kids)
    names[n++] = ast_at(t, ast_at(t, r)->kids)->next;
  if (k->s.frame || ast_at(t, r)->kind != AST_NAME) {
    if (!k->s.frame) checker_report(k, D_PATH_LONG, path, NO_ARGS);
    return NONE;
  }
  names[n++] = r;
  for (unsigned i = 0; i < n / 2; i++) {
    Ref swap = names[i];
    names[i] = names[n - 1 - i];
    names[n - 1 - i] = swap;
  }
  Reached at;
  if (!path_start(k, names[0], figure_named(key_of(k, names[1])), &at)) return NONE;
  use_reached(k, names[0], &at);
  for (unsigned i = 1; i + 1 < n; i++) {
    if (!path_step(k, &at, names[i - 1], names[i], figure_named(key_of(k, names[i + 1])))) return NONE;
    use_reached(k, names[i], &at);
  }
  return path_end(k, &at, names[n - 2], names[n - 1], path);
}
