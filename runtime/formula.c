// Parentheses only where the grammar needs them. An operand is a leaf: a name, or in the other reading its
// value; 上年 and 同比 read their operand on last year's rows.
#include "runtime/formula.h"
#include "grammar/ast.h"

enum { DEPTH_MAX = 100, LIST_MAX = 6 };
enum { P_IF = 1, P_OR, P_AND, P_NOT, P_COMPARE, P_ADD, P_MUL, P_SIGN, P_POW, P_LEAF };

typedef struct Writer {
  Formula *f;
  Out *o;
  bool values;
  unsigned depth;
} Writer;

static const struct {
  const char *zh, *en;
} names[PLAN_OPS] = {
#define F(id, zh, en, least, most, help_zh, help_en) [OP_##id] = {zh, en},
#define M(id, of, zh, en, help_zh, help_en)          [OP_##id] = {zh, en},
#include "compiler/builtins.def"
#undef F
#undef M
    [OP_TOTAL] = {"得分", "score"},
    [OP_SELF_ACTUAL] = {"实际", "actual"},
    [OP_SELF_TARGET] = {"目标值", "target"},
    [OP_SELF_BUDGET] = {"预算", "budget"},
    [OP_SELF_SPENT] = {"支出", "spent"},
    [OP_ADD] = {" + ", " + "},
    [OP_SUB] = {" - ", " - "},
    [OP_MUL] = {" * ", " * "},
    [OP_DIV] = {" / ", " / "},
    [OP_POW] = {"^", "^"},
    [OP_GE] = {" ≥ ", " ≥ "},
    [OP_LE] = {" ≤ ", " ≤ "},
    [OP_GT] = {" > ", " > "},
    [OP_LT] = {" < ", " < "},
    [OP_EQ] = {" = ", " = "},
    [OP_NE] = {" ≠ ", " ≠ "},
    [OP_AND] = {" 且 ", " and "},
    [OP_OR] = {" 或 ", " or "},
    [OP_NOT] = {"非 ", "not "},
    [OP_NEG] = {"-", "-"},
};

static Str op_text(const Formula *f, PlanOp op) {
  return str_z(f->lang == LANG_EN ? names[op].en : names[op].zh);
}

bool formula_is_leaf(PlanOp op) {
  switch (op) {
  case OP_CONST:
  case OP_TRUTH:
  case OP_DATE:
  case OP_TEXT:
  case OP_INPUT:
  case OP_LET:
  case OP_CALLED:
  case OP_BUDGET:
  case OP_SPENT:
  case OP_RATE:
  case OP_ACTUAL:
  case OP_TARGET:
  case OP_MET:
  case OP_POINTS:
  case OP_WEIGHT:
  case OP_TOTAL:
  case OP_GRADE:
  case OP_SELF_ACTUAL:
  case OP_SELF_TARGET:
  case OP_SELF_BUDGET:
  case OP_SELF_SPENT: return true;
  default: return false;
  }
}

static int precedence(PlanOp op) {
  switch (op) {
  case OP_IF: return P_IF;
  case OP_OR: return P_OR;
  case OP_AND: return P_AND;
  case OP_NOT: return P_NOT;
  case OP_GE:
  case OP_LE:
  case OP_GT:
  case OP_LT:
  case OP_EQ:
  case OP_NE: return P_COMPARE;
  case OP_ADD:
  case OP_SUB: return P_ADD;
  case OP_MUL:
  case OP_DIV: return P_MUL;
  case OP_NEG: return P_SIGN;
  case OP_POW: return P_POW;
  default: return P_LEAF;
  }
}

// ---- values -------------------------------------------------------------------------------------

Str formula_number(Formula *f, Num base, uint32_t unit) {
  const Plan *p = f->e->r->plan;
  Num x = show_scaled(f->a, p, base, unit);
  Str text = show_quantity(f->a, p, base, unit, 6);
  return num_cmp(num_round(f->a, x, 6), x) == 0 ? text : str_cat(f->a, S("≈"), text);
}

static uint32_t formula_unit(const Formula *f, uint32_t x) {
  const Plan *p = f->e->r->plan;
  uint32_t a = p->exprs.a[x];
  switch ((PlanOp)p->exprs.op[x]) {
  case OP_INPUT: return p->inputs.unit[a];
  case OP_ACTUAL:
  case OP_TARGET: return show_unit(p, a, eval_target(f->e->r, a));
  case OP_SELF_ACTUAL:
  case OP_SELF_TARGET:
    if (f->e->self != NONE) return show_unit(p, f->e->self, eval_target(f->e->r, f->e->self));
    break;
  case OP_BUDGET:
  case OP_SPENT:
    return p->entities.budget[a] != NONE ? p->entities.budget_unit[a]
                                         : p->inputs.unit[p->entities.input_first[a]];
  case OP_SELF_BUDGET:
  case OP_SELF_SPENT:
    if (f->e->self_entity != NONE && p->entities.budget[f->e->self_entity] != NONE)
      return p->entities.budget_unit[f->e->self_entity];
    break;
  default: break;
  }
  return p->exprs.unit[x];
}

Str formula_value(Formula *f, const Value *v, uint32_t x) {
  if (v->kind != VALUE_QUANTITY) return show_value(f->a, f->e->r, v, NONE, f->lang, SHOW_ALL);
  PlanOp op = (PlanOp)f->e->r->plan->exprs.op[x];
  if (op == OP_RATE) {
    Num percent = num_mul(f->a, v->num, NUM(100));
    return str_cat(f->a, formula_number(f, percent, NONE), S("%"));
  }
  return formula_number(f, v->num, formula_unit(f, x));
}

// ---- names --------------------------------------------------------------------------------------

static bool around(const Plan *p, uint32_t inner, uint32_t outer) {
  while (inner != NONE && inner != outer) inner = p->entities.parent[inner];
  return inner == outer;
}

Str formula_owned(Formula *f, uint32_t ent, Str name) {
  const Plan *p = f->e->r->plan;
  name = show_clean(f->a, name);
  if (f->entity != NONE && around(p, f->entity, ent)) return name;
  Str owner = show_clean(f->a, plan_text(p, p->entities.name[ent]));
  return str_cat(f->a, str_cat(f->a, owner, S(".")), name);
}

static Str of_indicator(Formula *f, uint32_t ind, PlanOp figure) {
  const Plan *p = f->e->r->plan;
  Str name = formula_owned(f, p->indicators.entity[ind], plan_text(p, p->indicators.name[ind]));
  return figure == OP_ACTUAL ? name : str_cat(f->a, str_cat(f->a, name, S(".")), op_text(f, figure));
}

Str formula_leaf(Formula *f, uint32_t x) {
  const Plan *p = f->e->r->plan;
  uint32_t a = p->exprs.a[x];
  PlanOp op = (PlanOp)p->exprs.op[x];
  switch (op) {
  case OP_CONST: return formula_number(f, plan_value(p, a), p->exprs.unit[x]);
  case OP_TRUTH: return f->lang == LANG_EN ? (a ? S("yes") : S("no")) : a ? S("是") : S("否");
  case OP_DATE: return date_text(f->a, (Date)a);
  case OP_TEXT: return str_cat(f->a, str_cat(f->a, S("\""), show_clean(f->a, plan_text(p, a))), S("\""));
  case OP_INPUT: return formula_owned(f, p->inputs.entity[a], plan_text(p, p->inputs.name[a]));
  case OP_LET: return formula_owned(f, p->lets.entity[a], plan_text(p, p->lets.name[a]));
  case OP_CALLED: return show_clean(f->a, plan_text(p, a));
  case OP_BUDGET:
  case OP_SPENT:
  case OP_RATE:
  case OP_TOTAL:
  case OP_GRADE: return formula_owned(f, a, op_text(f, op));
  case OP_ACTUAL:
  case OP_TARGET:
  case OP_MET:
  case OP_POINTS:
  case OP_WEIGHT: return of_indicator(f, a, op);
  default: return op_text(f, op);
  }
}

// ---- operations ---------------------------------------------------------------------------------

static void put(Writer *w, uint32_t x, int least);

static void leaf(Writer *w, uint32_t x) {
  PlanOp op = (PlanOp)w->f->e->r->plan->exprs.op[x];
  if (!w->values || op <= OP_TEXT) {
    out_str(w->o, formula_leaf(w->f, x));
    return;
  }
  Value v = eval_expr(w->f->e, x);
  out_str(w->o, formula_value(w->f, &v, x));
}

static void call(Writer *w, uint32_t x) {
  const Plan *p = w->f->e->r->plan;
  uint32_t first = p->exprs.a[x], n = p->exprs.b[x], arg = n == 1 ? p->args.expr[first] : NONE;
  bool all = arg != NONE && p->exprs.op[arg] == OP_GATHER;
  out_str(w->o, op_text(w->f, (PlanOp)p->exprs.op[x]));
  out_c(w->o, '(');
  if (all && w->values) first = p->gathers.arg_first[p->exprs.a[arg]], n = p->gathers.arg_n[p->exprs.a[arg]];
  if (all && !w->values)
    out_str(w->o, show_clean(w->f->a, plan_text(p, p->gathers.name[p->exprs.a[arg]]))), n = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (i) out_z(w->o, ", ");
    if (n > LIST_MAX + 1 && i == LIST_MAX) {
      out_str(w->o, S("… "));
      i = n - 1;
    }
    put(w, p->args.expr[first + i], 0);
  }
  out_c(w->o, ')');
}

static void choice(Writer *w, uint32_t x) {
  const Plan *p = w->f->e->r->plan;
  static const char *const zh[] = {"若 ", " 则 ", " 否则 "}, *const en[] = {"if ", " then ", " else "};
  for (uint32_t i = 0; i < 3; i++) {
    out_z(w->o, (w->f->lang == LANG_EN ? en : zh)[i]);
    put(w, p->args.expr[p->exprs.a[x] + i], i == 2 ? P_IF : P_OR);
  }
}

static void last_year(Writer *w, uint32_t x) { // 上年(x), 同比(x)
  Eval *e = w->f->e;
  uint32_t a = e->r->plan->exprs.a[x];
  bool growth = e->r->plan->exprs.op[x] == OP_YOY, was = e->prev;
  if (!w->values) {
    out_str(w->o, op_text(w->f, (PlanOp)e->r->plan->exprs.op[x]));
    out_c(w->o, '(');
    put(w, a, 0);
    out_c(w->o, ')');
    return;
  }
  if (growth) put(w, a, P_MUL), out_z(w->o, " / ");
  e->prev = true;
  put(w, a, growth ? P_SIGN : P_LEAF);
  e->prev = was;
  if (growth) out_z(w->o, " - 1");
}

static void operation(Writer *w, uint32_t x) {
  const Plan *p = w->f->e->r->plan;
  PlanOp op = (PlanOp)p->exprs.op[x];
  uint32_t a = p->exprs.a[x], b = p->exprs.b[x];
  switch (op) {
  case OP_PREV:
  case OP_YOY: last_year(w, x); return;
  case OP_IF: choice(w, x); return;
  case OP_ROUND:
  case OP_MIN:
  case OP_MAX:
  case OP_MEAN:
  case OP_SUM:
  case OP_COUNT: call(w, x); return;
  case OP_ABS:
  case OP_FLOOR:
    out_str(w->o, op_text(w->f, op));
    out_c(w->o, '(');
    put(w, a, 0);
    out_c(w->o, ')');
    return;
  case OP_NOT:
  case OP_NEG:
    out_str(w->o, op_text(w->f, op));
    put(w, a, precedence(op));
    return;
  default: break;
  }
  int own = precedence(op);
  put(w, a, op == OP_POW ? own + 1 : own);
  out_str(w->o, op_text(w->f, op));
  put(w, b, op == OP_POW ? own : own + 1);
}

// The difference of two percentages is turned into 百分点 by a factor that nobody wrote.
static bool turned_to_points(const Plan *p, uint32_t x) {
  if (p->exprs.op[x] != OP_MUL || p->exprs.op[p->exprs.b[x]] != OP_CONST) return false;
  uint32_t factor = p->exprs.b[x], unit = p->exprs.unit[factor];
  if (unit == NONE || !str_eq(plan_text(p, p->units.text[unit]), S("百分点"))) return false;
  return num_cmp(plan_value(p, p->exprs.a[factor]), NUM(100)) == 0;
}

static void put(Writer *w, uint32_t x, int least) {
  const Plan *p = w->f->e->r->plan;
  while (p->exprs.op[x] == OP_ARG || turned_to_points(p, x)) x = p->exprs.a[x];
  PlanOp op = (PlanOp)p->exprs.op[x];
  if (formula_is_leaf(op)) {
    leaf(w, x);
    return;
  }
  if (w->depth >= DEPTH_MAX) {
    out_str(w->o, S("…"));
    return;
  }
  int own = precedence(op);
  if (w->values && op == OP_YOY) own = P_ADD; // it is written as a / b - 1
  w->depth++;
  if (own < least) out_c(w->o, '(');
  operation(w, x);
  if (own < least) out_c(w->o, ')');
  w->depth--;
}

static Str text(Formula *f, uint32_t x, bool values) {
  Out o = out_memory(f->a);
  Writer w = {.f = f, .o = &o, .values = values};
  put(&w, x, 0);
  return out_text(&o);
}

Str formula_names(Formula *f, uint32_t x) {
  return text(f, x, false);
}

Str formula_values(Formula *f, uint32_t x) {
  return text(f, x, true);
}
