// Each { } of a budget or an adjustment sums exactly to its total. Amounts without a unit are an error
// whose fix takes the unit of what stands beside them.
#include "compiler/budget.h"
#include "compiler/target.h"

// ---- amounts

typedef struct Amount {
  bool ok, hole;
  Num value;
  UnitId unit;
} Amount;

// The money unit written nearest: of the total, or of another source.
static Str unit_beside(const Tree *t, Ref budget) {
  for (Ref r = ast_at(t, budget)->kids; r; r = ast_at(t, r)->next) {
    if (ast_at(t, r)->kind == AST_QUANTITY) return ast_unit_text(t, r);
    if (ast_at(t, r)->kind != AST_SOURCES) continue;
    for (Ref k = ast_at(t, r)->kids; k; k = ast_at(t, k)->next) {
      Ref q = ast_child(t, k, AST_QUANTITY);
      if (q) return ast_unit_text(t, q);
    }
  }
  return (Str){0};
}

static void no_unit(Check *c, const Tree *t, Ref leaf, Ref budget) {
  Str number = ast_text(t, leaf), beside = unit_beside(t, budget);
  Span at = ast_span(t, leaf);
  Diag *d = diag_add(c->diags, D_MONEY_UNIT, at, TEXT_ARGS(text_of(number)));
  Str units[] = {beside.n ? beside : S("万元"), beside.n ? (Str){0} : S("元")};
  for (unsigned i = 0; i < 2 && units[i].n; i++) {
    Str with = str_cat(c->diags->arena, number, units[i]);
    DiagFix *f = diag_fix(c->diags, d, T_FIX_TO, TEXT_ARGS(text_of(with)));
    diag_edit(c->diags, f, (Span){at.file, at.end, at.end}, units[i]);
  }
}

static Amount amount_read(Check *c, const Tree *t, Ref leaf, Ref budget) {
  Amount a = {.unit = UNIT_NONE};
  if (!leaf) return a;
  switch (ast_at(t, leaf)->kind) {
  case AST_NUMBER: no_unit(c, t, leaf, budget); return a;
  case AST_HOLE:
  case AST_UNARY:
  case AST_QUANTITY: break;
  default: return a;
  }
  Quantity q = {.unit = UNIT_NONE};
  bool ok = quantity_read(c, t, leaf, &q, &a.hole);
  if (a.hole) diag_add(c->diags, D_HOLE, ast_span(t, leaf), NO_ARGS);
  if (!ok) return a;
  UnitTable *units = c->prog->units;
  if (!q.has_unit) {
    no_unit(c, t, leaf, budget); // -5
    return a;
  }
  if (num_sign(q.value) < 0) {
    diag_add(c->diags, D_MONEY_NEGATIVE, ast_span(t, leaf), TEXT_ARGS(text_of(node_text(t, leaf))));
    return a;
  }
  if (unit_dim(units, q.unit) != units_money_dim(units)) {
    diag_add(c->diags, D_NOT_MONEY, ast_span(t, leaf),
             TEXT_ARGS(text_of(node_text(t, leaf)), dim_name(units, unit_dim(units, q.unit))));
    return a;
  }
  a.ok = true;
  a.value = q.value;
  a.unit = q.unit;
  return a;
}

// `x` in the unit the total was written in: 300万元.
static Str money_text(Check *c, Num x, UnitId unit) {
  Arena *a = c->diags->arena;
  Num n = num_div(a, x, unit_scale(c->prog->units, unit));
  return str_cat(a, num_text(a, n, 12), unit_text(c->prog->units, unit));
}

// ---- { 来源 Q … }

static void check_sources(EntityCheck *x, const Site *s, Ref budget, Ref block, uint32_t number, Amount total,
                          Ref total_at, uint32_t adjustment) {
  Check *c = x->c;
  const Tree *t = s->tree;
  Num sum = NUM(0);
  bool all = true;
  uint32_t n = 0;
  for (Ref k = ast_at(t, block)->kids; k; k = ast_at(t, k)->next) {
    if (ast_at(t, k)->kind != AST_SOURCE) continue;
    Ref name = ast_at(t, k)->kids, leaf = name ? ast_at(t, name)->next : 0;
    if (!leaf) {
      all = false;
      continue;
    }
    Amount a = amount_read(c, t, leaf, budget);
    *array_push(c->scratch, &x->funds) = (CheckedFund){.tree = t,
                                                       .node = k,
                                                       .block = number,
                                                       .name = ast_name(t, name),
                                                       .ok = a.ok,
                                                       .amount = a.value,
                                                       .adjustment = adjustment};
    if (a.ok) sum = num_add(c->scratch, sum, a.value);
    all &= a.ok;
    n++;
  }
  if (!n || !total.ok) return;
  int cmp = num_cmp(sum, total.value);
  if (cmp == 0 || (!all && cmp < 0)) return;
  Num gap = num_abs(c->scratch, num_sub(c->scratch, total.value, sum));
  Diag *d = diag_add(c->diags, D_BUDGET_SUM, ast_span(t, total_at),
                     TEXT_ARGS(text_of(money_text(c, sum, total.unit)),
                               text_of(money_text(c, total.value, total.unit)),
                               text_of(money_text(c, gap, total.unit))));
  diag_label(c->diags, d, (Span){t->file, ast_span(t, block).start, ast_span(t, block).end}, T_SUM_IS,
             TEXT_ARGS(text_of(money_text(c, sum, total.unit))));
}

// ---- 调整

static void check_adjust(EntityCheck *x, const Site *s, Ref budget, Ref node) {
  Check *c = x->c;
  const Tree *t = s->tree;
  CheckedAdjust adj = {.tree = t, .node = node, .from = DATE_NONE};
  Amount a = {.unit = UNIT_NONE};
  Ref at = 0;
  uint32_t number = x->adjusts.n, block = 0;
  for (Ref k = ast_at(t, node)->kids; k; k = ast_at(t, k)->next) {
    switch (ast_at(t, k)->kind) {
    case AST_DATE:
      if (date_read(c, t, k, &adj.from)) date_in_year(c, t, k, adj.from);
      break;
    case AST_QUANTITY:
    case AST_NUMBER:
    case AST_UNARY:
    case AST_HOLE: a = amount_read(c, t, at = k, budget); break;
    case AST_STRING: adj.reason = ast_string(c->scratch, t, k); break;
    default: break;
    }
  }
  if (x->adjusts.n && adj.from != DATE_NONE && x->adjusts.p[x->adjusts.n - 1].from != DATE_NONE &&
      adj.from < x->adjusts.p[x->adjusts.n - 1].from) {
    Diag *d = diag_add(c->diags, D_ADJUST_ORDER, ast_head(t, node), NO_ARGS);
    diag_label(c->diags, d, ast_head(t, x->adjusts.p[x->adjusts.n - 1].node), T_FIRST_HERE, NO_ARGS);
  }
  if (a.ok) {
    adj.amount = a.value;
    *array_push(c->scratch, &x->adjusts) = adj;
  }
  for (Ref k = ast_at(t, node)->kids; k; k = ast_at(t, k)->next)
    if (ast_at(t, k)->kind == AST_SOURCES)
      check_sources(x, s, budget, k, block++, a, at, a.ok ? number : NONE);
}

void check_budget(EntityCheck *x, const Site *s, Ref node) {
  Check *c = x->c;
  CheckedEntity *e = x->e;
  const Tree *t = s->tree;
  Ref leaf = ast_at(t, node)->kids;
  if (e->budget_node) {
    Diag *d = diag_add(c->diags, D_BUDGET_TWICE, ast_head(t, node), NO_ARGS);
    diag_label(c->diags, d, ast_head(e->budget_tree, e->budget_node), T_FIRST_HERE, NO_ARGS);
    return;
  }
  Amount total = amount_read(c, t, leaf, node);
  e->budget_node = node;
  e->budget_tree = t;
  e->budget_ok = total.ok;
  e->budget = total.value;
  e->budget_unit = total.unit;
  if (ast_at(t, node)->op == 1) { // 中期 Q
    Amount term = amount_read(c, t, ast_at(t, leaf)->next, node);
    e->midterm_budget_ok = term.ok;
    e->midterm_budget = term.value;
  }
  uint32_t block = 0;
  for (Ref k = ast_at(t, node)->kids; k; k = ast_at(t, k)->next) {
    if (ast_at(t, k)->kind == AST_SOURCES)
      check_sources(x, s, node, k, block++, total, leaf, NONE);
    else if (ast_at(t, k)->kind == AST_ADJUST)
      check_adjust(x, s, node, k);
  }
}

// ---- 支出计划

void check_plan(EntityCheck *x, const Site *s, Ref node) {
  Check *c = x->c;
  const Tree *t = s->tree;
  if (x->plan_node) {
    Diag *d = diag_add(c->diags, D_PLAN_TWICE, ast_head(t, node), NO_ARGS);
    diag_label(c->diags, d, ast_head(x->plan_tree, x->plan_node), T_FIRST_HERE, NO_ARGS);
    return;
  }
  x->plan_tree = t;
  x->plan_node = node;
  UnitTable *units = c->prog->units;
  for (Ref k = ast_at(t, node)->kids; k; k = ast_at(t, k)->next) {
    if (ast_at(t, k)->kind != AST_POINT) continue;
    Ref date = ast_at(t, k)->kids, leaf = date ? ast_at(t, date)->next : 0;
    CheckedPoint p = {.tree = t, .node = k};
    Quantity q;
    bool hole = false;
    if (!leaf || !date_read(c, t, date, &p.date)) continue;
    date_in_year(c, t, date, p.date);
    if (x->points.n && p.date <= x->points.p[x->points.n - 1].date) {
      diag_add(c->diags, D_PLAN_ORDER, ast_span(t, date), TEXT_ARGS(text_of(ast_text(t, date))));
      continue;
    }
    bool ok = quantity_read(c, t, leaf, &q, &hole);
    if (hole) diag_add(c->diags, D_HOLE, ast_span(t, leaf), NO_ARGS);
    if (!ok) continue;
    DimId dim = q.has_unit ? unit_dim(units, q.unit) : DIM_NONE;
    if (dim != DIM_ONE && dim != units_money_dim(units)) {
      Span at = ast_span(t, leaf);
      Diag *d = diag_add(c->diags, D_PLAN_UNIT, at, TEXT_ARGS(text_of(node_text(t, leaf))));
      if (q.has_unit) continue;
      DiagFix *f = diag_fix(c->diags, d, T_FIX_TO,
                            TEXT_ARGS(text_of(str_cat(c->diags->arena, node_text(t, leaf), S("%")))));
      diag_edit(c->diags, f, (Span){at.file, at.end, at.end}, S("%"));
      continue;
    }
    p.share = dim == DIM_ONE;
    p.value = q.value;
    *array_push(c->scratch, &x->points) = p;
  }
}

// A checkpoint as money, where the budget is known; as a share where it was written so.
static bool point_money(EntityCheck *x, const CheckedPoint *p, Num *out) {
  if (!p->share) return *out = p->value, true;
  if (!x->e->budget_ok) return false;
  *out = num_mul(x->c->scratch, p->value, x->e->budget);
  return true;
}

static void plan_steps(EntityCheck *x) {
  Check *c = x->c;
  for (uint32_t i = 1; i < x->points.n; i++) {
    const CheckedPoint *was = &x->points.p[i - 1], *is = &x->points.p[i];
    Num a = was->value, b = is->value;
    if (was->share != is->share && !(point_money(x, was, &a) && point_money(x, is, &b))) continue;
    if (num_cmp(b, a) >= 0) continue;
    Ref value = ast_at(is->tree, ast_at(is->tree, is->node)->kids)->next;
    Ref before = ast_at(was->tree, ast_at(was->tree, was->node)->kids)->next;
    Diag *d = diag_add(c->diags, D_PLAN_FALLS, ast_span(is->tree, value),
                       TEXT_ARGS(text_of(node_text(is->tree, value)), text_of(node_text(was->tree, before))));
    diag_label(c->diags, d, ast_span(was->tree, before), T_BEFORE_HERE, NO_ARGS);
  }
}

static void plan_end(EntityCheck *x) {
  Check *c = x->c;
  const CheckedPoint *last = &x->points.p[x->points.n - 1];
  Num whole = NUM(1);
  if (!last->share) {
    if (!x->e->budget_ok) return;
    whole = x->adjusts.n ? x->adjusts.p[x->adjusts.n - 1].amount : x->e->budget;
  }
  if (num_cmp(last->value, whole) == 0) return;
  if (!last->share && num_cmp(last->value, x->e->budget) == 0) return;
  Ref value = ast_at(last->tree, ast_at(last->tree, last->node)->kids)->next;
  diag_add(c->diags, D_PLAN_END, ast_span(last->tree, value),
           TEXT_ARGS(text_of(node_text(last->tree, value))));
}

// 20% 30% 10% 40%: what each step takes, where the sum so far is asked for. True: told.
static bool plan_of_steps(EntityCheck *x) {
  Check *c = x->c;
  Num sum = NUM(0);
  for (uint32_t i = 0; i < x->points.n; i++) {
    if (!x->points.p[i].share) return false;
    sum = num_add(c->scratch, sum, x->points.p[i].value);
  }
  const CheckedPoint *last = &x->points.p[x->points.n - 1];
  if (num_cmp(sum, NUM(1)) != 0 || num_cmp(last->value, NUM(1)) == 0) return false;
  Diag *d = diag_add(c->diags, D_PLAN_STEPS, ast_head(x->plan_tree, x->plan_node), NO_ARGS);
  DiagFix *f = diag_fix(c->diags, d, T_FIX_CUMULATE, NO_ARGS);
  sum = NUM(0);
  for (uint32_t i = 0; i < x->points.n; i++) {
    const CheckedPoint *p = &x->points.p[i];
    sum = num_add(c->scratch, sum, p->value);
    Str percent = num_text(c->diags->arena, num_mul(c->scratch, sum, NUM(100)), 4);
    diag_edit(c->diags, f, ast_span(p->tree, ast_at(p->tree, ast_at(p->tree, p->node)->kids)->next),
              str_cat(c->diags->arena, percent, S("%")));
  }
  return true;
}

// ---- 项目期

static bool year_read(Check *c, const Tree *t, Ref leaf, int *out) {
  Num x;
  int64_t y;
  if (!leaf || ast_at(t, leaf)->kind != AST_NUMBER ||
      !num_parse(c->scratch, ast_digits(c->scratch, t, leaf), &x))
    return false;
  if (num_to_i64(x, &y) && y >= 1900 && y <= 9000) return *out = (int)y, true;
  diag_add(c->diags, D_YEAR_RANGE, ast_span(t, leaf), TEXT_ARGS(text_of(ast_text(t, leaf))));
  return false;
}

void check_period(EntityCheck *x, const Site *s, Ref node) {
  Check *c = x->c;
  const Tree *t = s->tree;
  Ref from = ast_at(t, node)->kids, to = from ? ast_at(t, from)->next : 0;
  int a, b, year = c->prog->year;
  if (!year_read(c, t, from, &a) || !year_read(c, t, to, &b)) return;
  if (a > b) {
    diag_add(c->diags, D_PERIOD_ORDER, ast_span(t, node), NO_ARGS);
    return;
  }
  x->e->period_from = a;
  x->e->period_to = b;
  if (year && (year < a || year > b))
    diag_add(c->diags, D_PERIOD_YEAR, ast_span(t, node),
             TEXT_ARGS(text_of(str_fmt(c->diags->arena, "%d", year))));
}

void check_money(EntityCheck *x) {
  Check *c = x->c;
  CheckedEntity *e = x->e;
  if (x->points.n && !plan_of_steps(x)) {
    plan_steps(x);
    plan_end(x);
  }
  if (e->midterm_budget_ok && e->budget_ok && num_cmp(e->midterm_budget, e->budget) < 0)
    diag_add(c->diags, D_MIDTERM_LESS, ast_head(e->budget_tree, e->budget_node),
             TEXT_ARGS(text_of(money_text(c, e->midterm_budget, e->budget_unit)),
                       text_of(money_text(c, e->budget, e->budget_unit))));
}
