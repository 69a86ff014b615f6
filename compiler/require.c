// A small evaluator over the checked formulas of one entity: a value, or not known before the year runs.
#include "compiler/require.h"
#include "compiler/budget.h"

#define DEPTH_LIMIT 64

typedef struct Known {
  bool ok, truth;
  Num num;
} Known; // truth or num, by the formula's type

static const Known unknown = {0};

typedef struct Early {
  EntityCheck *x;
  Arena *a;
  uint32_t steps;
} Early;

static Known value_of(Early *v, ExprRef e, unsigned depth);

static Known number(Num n) {
  return (Known){.ok = num_ok(n), .num = n};
}
static Known truth(bool b) {
  return (Known){.ok = true, .truth = b};
}

static Known indicator_figure(const EntityCheck *x, uint32_t row, bool weight) {
  const EntityDecl *d = x->decl;
  if (row - d->indicator_first >= x->e->indicator_n) return unknown;
  const CheckedIndicator *i = &x->e->indicators[row - d->indicator_first];
  if (weight) return i->weight_ok ? number(i->weight) : unknown;
  bool plain = i->target.form <= TARGET_EQ || i->target.form == TARGET_BARE;
  return plain && i->target.low_ok && !i->adjust_n ? number(i->target.low) : unknown;
}

static Known compare(PlanOp op, Num a, Num b) {
  int c = num_cmp(a, b);
  switch (op) {
  case OP_GE: return truth(c >= 0);
  case OP_LE: return truth(c <= 0);
  case OP_GT: return truth(c > 0);
  case OP_LT: return truth(c < 0);
  case OP_EQ: return truth(c == 0);
  case OP_NE: return truth(c != 0);
  default: return unknown;
  }
}

static Known list_value(Early *v, PlanOp op, const Expr *e, unsigned depth) {
  const ExprPool *p = v->x->e->pool;
  Num out = NUM(0);
  for (uint32_t k = 0; k < e->b; k++) {
    Known m = value_of(v, p->args[e->a + k], depth);
    if (!m.ok) return unknown;
    if (k == 0)
      out = m.num;
    else if (op == OP_MIN)
      out = num_cmp(m.num, out) < 0 ? m.num : out;
    else if (op == OP_MAX)
      out = num_cmp(m.num, out) > 0 ? m.num : out;
    else
      out = num_add(v->a, out, m.num);
  }
  if (op == OP_MEAN && e->b) out = num_div(v->a, out, NUM(e->b));
  return e->b ? number(out) : unknown;
}

static Known value_of(Early *v, ExprRef at, unsigned depth) {
  const ExprPool *p = v->x->e->pool;
  if (at == NONE || depth > DEPTH_LIMIT || ++v->steps > 10000) return unknown;
  const Expr *e = &p->p[at];
  PlanOp op = (PlanOp)e->op;
  switch (op) {
  case OP_CONST: return number(p->nums[e->a]);
  case OP_TRUTH: return truth(e->a != 0);
  case OP_CALLED: return value_of(v, e->b, depth + 1);
  case OP_ARG: return value_of(v, e->a, depth + 1);
  case OP_LET: {
    uint32_t k = e->a - v->x->decl->let_first;
    return k < v->x->e->let_n ? value_of(v, v->x->e->lets[k].expr, depth + 1) : unknown;
  }
  case OP_BUDGET:
    if (e->a != v->x->e->entity || !v->x->e->budget_ok || v->x->e->adjust_n) return unknown;
    return number(v->x->e->budget);
  case OP_TARGET: return indicator_figure(v->x, e->a, false);
  case OP_WEIGHT: return indicator_figure(v->x, e->a, true);
  case OP_NEG:
  case OP_ABS:
  case OP_NOT: {
    Known a = value_of(v, e->a, depth + 1);
    if (!a.ok) return unknown;
    return op == OP_NOT ? truth(!a.truth)
                        : number(op == OP_NEG ? num_neg(v->a, a.num) : num_abs(v->a, a.num));
  }
  case OP_ADD:
  case OP_SUB:
  case OP_MUL:
  case OP_DIV: {
    Known a = value_of(v, e->a, depth + 1), b = value_of(v, e->b, depth + 1);
    if (!a.ok || !b.ok || p->p[e->a].type != PLAN_QUANTITY) return unknown;
    return number(op == OP_ADD   ? num_add(v->a, a.num, b.num)
                  : op == OP_SUB ? num_sub(v->a, a.num, b.num)
                  : op == OP_MUL ? num_mul(v->a, a.num, b.num)
                                 : num_div(v->a, a.num, b.num));
  }
  case OP_GE:
  case OP_LE:
  case OP_GT:
  case OP_LT:
  case OP_EQ:
  case OP_NE: {
    Known a = value_of(v, e->a, depth + 1), b = value_of(v, e->b, depth + 1);
    if (!a.ok || !b.ok) return unknown;
    if (p->p[e->a].type == PLAN_TRUTH) return truth((a.truth == b.truth) == (op == OP_EQ));
    return p->p[e->a].type == PLAN_QUANTITY ? compare(op, a.num, b.num) : unknown;
  }
  case OP_AND:
  case OP_OR: {
    Known a = value_of(v, e->a, depth + 1), b = value_of(v, e->b, depth + 1);
    bool decides = op == OP_OR; // one 是 decides 或, one 否 decides 且
    if ((a.ok && a.truth == decides) || (b.ok && b.truth == decides)) return truth(decides);
    return a.ok && b.ok ? truth(!decides) : unknown;
  }
  case OP_IF: {
    Known c = value_of(v, p->args[e->a], depth + 1);
    return c.ok ? value_of(v, p->args[e->a + (c.truth ? 1 : 2)], depth + 1) : unknown;
  }
  case OP_MIN:
  case OP_MAX:
  case OP_MEAN:
  case OP_SUM: return list_value(v, op, e, depth + 1);
  case OP_DATE:
  case OP_TEXT:
  case OP_INPUT:
  case OP_PREV:
  case OP_SPENT:
  case OP_RATE:
  case OP_ACTUAL:
  case OP_MET:
  case OP_POINTS:
  case OP_TOTAL:
  case OP_GRADE:
  case OP_SELF_ACTUAL:
  case OP_SELF_TARGET:
  case OP_SELF_BUDGET:
  case OP_SELF_SPENT:
  case OP_POW:
  case OP_ROUND:
  case OP_FLOOR:
  case OP_GATHER:
  case OP_COUNT:
  case OP_YOY:
  case PLAN_OPS: return unknown;
  }
  return unknown;
}

void requires_early(EntityCheck *x) {
  for (uint32_t i = 0; i < x->e->require_n; i++) {
    const CheckedRequire *r = &x->e->requires[i];
    Early v = {x, x->c->scratch, 0};
    Known k = value_of(&v, r->expr, 0);
    if (!k.ok || k.truth) continue;
    Ref expr = ast_at(r->tree, r->node)->kids;
    diag_add(x->c->diags, D_REQUIRE_FAILS, ast_span(r->tree, expr),
             TEXT_ARGS(text_of(str_dup(x->c->diags->arena, r->message))));
  }
}
