// Formulas: each node is typed and emitted in one step. A quantity's type is its dimension; a ratio that is
// shown as % is a percentage, and the difference of two such is in 百分点 (docs/decisions/0002-percent.md).
// Values in the pool are in base units, so dates and 百分点, which are counted otherwise, get a factor here.
#include "base/array.h"
#include "compiler/expr_checker.h"

// ---- the pool

uint32_t pool_arg(Check *c, ExprRef e) {
  ExprPool *p = &c->pool;
  p->args = array_room(c->scratch, p->args, p->arg_n, &p->arg_cap, sizeof *p->args, alignof(ExprRef));
  p->args[p->arg_n] = e;
  return p->arg_n++;
}

uint32_t pool_str(Check *c, Str s) {
  ExprPool *p = &c->pool;
  p->strs = array_room(c->scratch, p->strs, p->str_n, &p->str_cap, sizeof *p->strs, alignof(Str));
  p->strs[p->str_n] = s;
  return p->str_n++;
}

uint32_t pool_gather(Check *c, struct Gather *g) {
  ExprPool *p = &c->pool;
  p->gathers = array_room(c->scratch, p->gathers, p->gather_n, &p->gather_cap, sizeof g, alignof(void *));
  p->gathers[p->gather_n] = g;
  return p->gather_n++;
}

static void add_below(Checker *k, Expr *e, ExprRef below) {
  const Expr *b = expr_at(k, below);
  if (e->height < UINT16_MAX && b->height >= e->height) e->height = (uint16_t)(b->height + 1);
}

ExprRef emit(Checker *k, PlanOp op, Shape s, uint32_t a, uint32_t b, Ref node) {
  ExprPool *p = &k->c->pool;
  Expr e = {.op = (uint8_t)op,
            .type = s.type,
            .pct = s.pct,
            .height = 1,
            .unit = s.unit,
            .a = a,
            .b = b,
            .node = node};
  switch (plan_operands[op]) {
  case OPERANDS_EE: add_below(k, &e, b); // fall through
  case OPERANDS_E: add_below(k, &e, a); break;
  case OPERANDS_L:
    for (uint32_t i = 0; i < b; i++) add_below(k, &e, p->args[a + i]);
    break;
  case OPERANDS_NAMED: add_below(k, &e, b); break;
  case OPERANDS_N:
  case OPERANDS_ARG:
  case OPERANDS_NUM:
  case OPERANDS_FLAG:
  case OPERANDS_DAY:
  case OPERANDS_STRING:
  case OPERANDS_INPUT:
  case OPERANDS_LET:
  case OPERANDS_GATHER:
  case OPERANDS_ENTITY:
  case OPERANDS_INDICATOR: break;
  }
  p->p = array_room(k->c->scratch, p->p, p->n, &p->cap, sizeof *p->p, alignof(Expr));
  p->p[p->n] = e;
  return p->n++;
}

static ExprRef emit_const(Checker *k, Shape s, Num value, Ref node) {
  ExprPool *p = &k->c->pool;
  p->nums = array_room(k->c->scratch, p->nums, p->num_n, &p->num_cap, sizeof *p->nums, alignof(Num));
  p->nums[p->num_n] = value;
  return emit(k, OP_CONST, s, p->num_n++, 0, node);
}

ExprRef emit_list(Checker *k, PlanOp op, Shape s, const ExprRef *args, uint32_t n, Ref node) {
  uint32_t first = k->c->pool.arg_n;
  for (uint32_t i = 0; i < n; i++) pool_arg(k->c, args[i]);
  return emit(k, op, s, first, n, node);
}

// ---- reports

Diag *checker_report(Checker *k, uint16_t id, Ref node, const Text *args, size_t argc) {
  if (k->quiet) return NULL;
  const FnFrame *f = k->s.frame;
  if (!f) return diag_add(k->c->diags, id, ast_span(k->s.tree, node), args, argc);
  const FnFrame *outer = f;
  while (outer->up) outer = outer->up;
  Diag *d = diag_add(k->c->diags, id, ast_span(outer->call_tree, outer->call), args, argc);
  diag_label(k->c->diags, d, ast_span(k->s.tree, node), T_IN_FUNCTION, TEXT_ARGS(text_of(f->fn->name_text)));
  for (; f != outer; f = f->up)
    diag_label(k->c->diags, d, ast_span(f->call_tree, f->call), T_CALLED_HERE,
               TEXT_ARGS(text_of(f->fn->name_text)));
  return d;
}

// ---- types

UnitId unit_called(Checker *k, const char *name) {
  UnitFound f = units_find(k->c->prog->units, str_z(name));
  return f.problem == UNIT_OK ? f.id : UNIT_ONE;
}

DimId shape_dim(const Checker *k, Shape s) {
  return s.type != PLAN_QUANTITY || s.unit == UNIT_NONE ? DIM_NONE : unit_dim(k->c->prog->units, s.unit);
}

Shape shape_in(Checker *k, UnitId unit) {
  const UnitTable *t = k->c->prog->units;
  bool pct = unit_dim(t, unit) == DIM_ONE && num_cmp(unit_scale(t, unit), NUM(1)) < 0;
  return (Shape){PLAN_QUANTITY, pct, unit};
}

Text shape_name(Checker *k, Shape s) {
  switch ((PlanType)s.type) {
  case PLAN_TRUTH: return (Text){S("是/否"), S("yes/no")};
  case PLAN_DATE: return (Text){S("日期"), S("a date")};
  case PLAN_TEXT: return (Text){S("文字"), S("text")};
  case PLAN_GRADE: return (Text){S("等级"), S("a grade")};
  case PLAN_QUANTITY: break;
  }
  if (s.pct) return (Text){S("百分比"), S("a percentage")};
  return dim_name(k->c->prog->units, shape_dim(k, s));
}

static bool is_any(Shape s) {
  return s.type == PLAN_QUANTITY && s.unit == UNIT_NONE;
}
static bool is_point(const Checker *k, Shape s) {
  return s.type == PLAN_QUANTITY && !is_any(s) && shape_dim(k, s) == units_point_dim(k->c->prog->units);
}

bool want_quantity(Checker *k, ExprRef e, Ref node) {
  Shape s = shape_of(k, e);
  if (s.type == PLAN_QUANTITY) return true;
  checker_report(k, D_WANT_NUMBER, node, TEXT_ARGS(shape_name(k, s)));
  return false;
}

static bool want_truth(Checker *k, ExprRef e, Ref node) {
  Shape s = shape_of(k, e);
  if (s.type == PLAN_TRUTH) return true;
  checker_report(k, D_WANT_TRUTH, node, TEXT_ARGS(shape_name(k, s)));
  return false;
}

// 货币（元） as a label under the text: 货币.
static Text short_name(Text t) {
  for (size_t i = 0; i + 3 <= t.zh.n; i++)
    if (!memcmp(t.zh.p + i, "（", 3)) t.zh.n = i;
  for (size_t i = 1; i + 2 <= t.en.n; i++)
    if (!memcmp(t.en.p + i, " (", 2)) t.en.n = i;
  return t;
}

static Ref bare(const Tree *t, Ref node) { // without parentheses
  while (ast_at(t, node)->kind == AST_PAREN) node = ast_at(t, node)->kids;
  return node;
}

// What often hides behind two dimensions that differ: a unit forgotten, a cost for each meant.
static void explain_differ(Checker *k, Diag *d, Ref node, Ref l_node, Ref r_node, Shape l, Shape r) {
  const Tree *t = k->s.tree;
  UnitTable *u = k->c->prog->units;
  DimId ld = shape_dim(k, l), rd = shape_dim(k, r), money = units_money_dim(u);
  Ref number = rd == DIM_ONE ? bare(t, r_node) : bare(t, l_node);
  Shape other = rd == DIM_ONE ? l : r;
  if ((ld == DIM_ONE) != (rd == DIM_ONE) && ast_at(t, number)->kind == AST_NUMBER) {
    Str unit = unit_text(u, other.unit);
    DiagFix *f = diag_fix(k->c->diags, d, T_FIX_UNIT, TEXT_ARGS(text_of(unit)));
    uint32_t end = ast_span(t, number).end;
    diag_edit(k->c->diags, f, (Span){t->file, end, end}, unit);
  } else if (ast_at(t, node)->kind == AST_BINARY && ast_at(t, node)->op >= EX_GE &&
             (ld == money) != (rd == money) && ld != DIM_ONE && rd != DIM_ONE) {
    DimId count = ld == money ? rd : ld;
    Str base = unit_text(u, unit_base(u, count));
    if (str_eq(base, dim_name(u, count).zh)) // a counting unit
      diag_note(k->c->diags, d, str_starts(base, S("人")) ? T_NOTE_PER_HEAD : T_NOTE_PER_UNIT,
                TEXT_ARGS(text_of(base)));
  }
}

static void report_differ(Checker *k, Ref node, Ref l_node, Ref r_node, Shape l, Shape r) {
  bool types = l.type != r.type;
  Diag *d = checker_report(k, types ? D_TYPES_DIFFER : D_DIMS_DIFFER, l_node && !k->s.frame ? l_node : node,
                           TEXT_ARGS(shape_name(k, l), shape_name(k, r)));
  if (!d || k->s.frame || !l_node || !r_node) return;
  diag_label(k->c->diags, d, ast_span(k->s.tree, l_node), T_LABEL, TEXT_ARGS(short_name(shape_name(k, l))));
  diag_label(k->c->diags, d, ast_span(k->s.tree, r_node), T_LABEL, TEXT_ARGS(short_name(shape_name(k, r))));
  if (!types) explain_differ(k, d, node, l_node, r_node, l, r);
}

static bool alike(Checker *k, Shape l, Shape r) {
  if (l.type != r.type) return false;
  return l.type != PLAN_QUANTITY || is_any(l) || is_any(r) || shape_dim(k, l) == shape_dim(k, r);
}

static Shape join(Shape l, Shape r) { // of like shapes: the first's unit, where it has one
  if (is_any(l)) return r;
  if (is_any(r) || l.type != PLAN_QUANTITY) return l;
  if (r.pct && !l.pct) return r;
  return l;
}

bool shapes_agree(Checker *k, ExprRef a, ExprRef b, Shape *out, Ref node) {
  Shape l = shape_of(k, a), r = shape_of(k, b);
  *out = join(l, r);
  if (alike(k, l, r)) return true;
  report_differ(k, node, 0, 0, l, r);
  return false;
}

// ---- + and -

static bool is_sum(const Tree *t, Ref node) {
  const Node *n = ast_at(t, node);
  return n->kind == AST_IF ||
         (n->kind == AST_BINARY && n->op != EX_MUL && n->op != EX_DIV && n->op != EX_POW);
}

// x + p% where x has a dimension: meant is x * (1 + p%).
static ExprRef report_percent(Checker *k, Ref node, Ref l, Ref r, bool minus) {
  Diag *d = checker_report(k, D_PERCENT_ADDED, node, NO_ARGS);
  if (!d || k->s.frame) return NONE;
  Span x = ast_span(k->s.tree, l), p = ast_span(k->s.tree, r);
  Text text = text_of(span_text(k->c->prog->sources, p));
  DiagFix *f = diag_fix(k->c->diags, d, minus ? T_FIX_LESS_PERCENT : T_FIX_MORE_PERCENT, TEXT_ARGS(text));
  bool sum = is_sum(k->s.tree, l);
  Str times = minus ? S(") * (1 - ") : S(") * (1 + ");
  if (sum) diag_edit(k->c->diags, f, (Span){x.file, x.start, x.start}, S("("));
  diag_edit(k->c->diags, f, (Span){x.file, x.end, p.start}, str_slice(times, sum ? 0 : 1, times.n));
  diag_edit(k->c->diags, f, (Span){x.file, p.end, p.end}, S(")"));
  return NONE;
}

static ExprRef add_dates(Checker *k, Ref node, Ref l_node, Ref r_node, ExprRef l, ExprRef r, bool minus) {
  Shape a = shape_of(k, l), b = shape_of(k, r);
  Shape day = shape_in(k, unit_called(k, "日")), date = {PLAN_DATE, 0, UNIT_NONE};
  Num in_day = unit_scale(k->c->prog->units, day.unit);
  if (a.type == b.type) {
    if (!minus) return checker_report(k, D_DATES_ADDED, node, NO_ARGS), NONE;
    ExprRef days = emit(k, OP_SUB, SHAPE_NUMBER, l, r, node);
    return emit(k, OP_MUL, day, days, emit_const(k, day, in_day, node), node);
  }
  if (a.type != PLAN_DATE && !minus) return add_dates(k, node, r_node, l_node, r, l, false);
  DimId time = units_time_dim(k->c->prog->units);
  if (a.type != PLAN_DATE || b.type != PLAN_QUANTITY || (!is_any(b) && shape_dim(k, b) != time)) {
    report_differ(k, node, l_node, r_node, a, b);
    return NONE;
  }
  ExprRef days = emit(k, OP_DIV, SHAPE_NUMBER, r, emit_const(k, day, in_day, node), node);
  return emit(k, minus ? OP_SUB : OP_ADD, date, l, days, node);
}

static bool is_whole(Checker *k, Ref node,
                     ExprRef e) { // 100% as written: what is left of it is a share again
  const Expr *x = expr_at(k, e);
  return ast_at(k->s.tree, bare(k->s.tree, node))->kind == AST_QUANTITY && x->op == OP_CONST &&
         num_cmp(k->c->pool.nums[x->a], NUM(1)) == 0;
}

static ExprRef add(Checker *k, Ref node, Ref l_node, Ref r_node, ExprRef l, ExprRef r, bool minus) {
  Shape a = shape_of(k, l), b = shape_of(k, r);
  PlanOp op = minus ? OP_SUB : OP_ADD;
  if (a.type == PLAN_DATE || b.type == PLAN_DATE) return add_dates(k, node, l_node, r_node, l, r, minus);
  if (!want_quantity(k, l, l_node) || !want_quantity(k, r, r_node)) return NONE;
  if (alike(k, a, b)) {
    bool percents = a.pct && b.pct && !is_any(a) && !is_any(b);
    if (!minus || !percents || is_whole(k, l_node, l)) return emit(k, op, join(a, b), l, r, node);
    ExprRef ratio = emit(k, op, join(a, b), l, r, node);
    Shape point = shape_in(k, unit_called(k, "百分点"));
    return emit(k, OP_MUL, point, ratio, emit_const(k, point, NUM(100), node), node);
  }
  if (a.pct && is_point(k, b)) { // 90% + 2百分点
    Shape share = shape_in(k, unit_called(k, "%"));
    ExprRef ratio =
        emit(k, OP_MUL, share, r, emit_const(k, share, num_make(k->c->scratch, 1, 100), node), node);
    return emit(k, op, share, l, ratio, node);
  }
  if (b.pct && is_point(k, a) && !minus) return add(k, node, r_node, l_node, r, l, false);
  if (b.pct && !is_point(k, a)) return report_percent(k, node, l_node, r_node, minus);
  if (a.pct && !is_point(k, b)) return checker_report(k, D_PERCENT_ADDED, node, NO_ARGS), NONE;
  report_differ(k, node, l_node, r_node, a, b);
  return NONE;
}

// ---- * / ^

// The same few units are multiplied all over a file; asking for one takes the table's lock.
static UnitId product(Check *c, UnitId a, UnitId b, bool divide) {
  UnitProduct *seen = &c->products[(a * 7 + b * 2 + divide) % PRODUCTS_SEEN];
  if (seen->a != a || seen->b != b || seen->divide != divide)
    *seen = (UnitProduct){a, b, unit_mul(c->prog->units, a, b, divide), divide};
  return seen->of;
}

static ExprRef multiply(Checker *k, Ref node, Ref l_node, Ref r_node, ExprRef l, ExprRef r, bool divide) {
  if (!want_quantity(k, l, l_node) || !want_quantity(k, r, r_node)) return NONE;
  Shape a = shape_of(k, l), b = shape_of(k, r), s = SHAPE_ANY;
  Num zero;
  if (divide && expr_const(k->c, r, &zero) && num_sign(zero) == 0) {
    checker_report(k, D_DIVIDED_BY_ZERO, r_node, NO_ARGS);
    return NONE;
  }
  if (!is_any(a) && !is_any(b)) {
    DimId x = shape_dim(k, a), y = shape_dim(k, b);
    UnitId unit = product(k->c, a.unit, b.unit, divide);
    if (unit == UNIT_NONE) {
      checker_report(k, D_DIM_RANGE, node, NO_ARGS);
      return NONE;
    }
    s = (Shape){PLAN_QUANTITY, 0, unit};
    if (shape_dim(k, s) == DIM_ONE) {
      bool share = a.pct || b.pct || (divide && x != DIM_ONE && x == y);
      s = share ? shape_in(k, unit_called(k, "%")) : SHAPE_NUMBER;
    }
  }
  return emit(k, divide ? OP_DIV : OP_MUL, s, l, r, node);
}

static ExprRef power(Checker *k, Ref node, Ref l_node, Ref r_node, ExprRef l, ExprRef r) {
  if (!want_quantity(k, l, l_node)) return NONE;
  Shape a = shape_of(k, l), b = shape_of(k, r);
  Num v;
  int64_t e;
  if (b.type != PLAN_QUANTITY || shape_dim(k, b) != DIM_ONE || !expr_const(k->c, r, &v) ||
      !num_to_i64(v, &e)) {
    checker_report(k, D_EXPONENT, r_node, NO_ARGS);
    return NONE;
  }
  Shape s = a;
  bool plain = is_any(a) || shape_dim(k, a) == DIM_ONE;
  if (!plain)
    s.unit = e < -UNIT_EXP_MAX || e > UNIT_EXP_MAX ? UNIT_NONE : unit_pow(k->c->prog->units, a.unit, (int)e);
  if ((!plain && s.unit == UNIT_NONE) || e > 1000 || e < -1000) {
    checker_report(k, D_DIM_RANGE, node, NO_ARGS);
    return NONE;
  }
  return emit(k, OP_POW, s, l, emit_const(k, SHAPE_NUMBER, NUM(e), r_node), node);
}

// ---- comparisons

static const PlanOp compare_ops[] = {
    [EX_GE] = OP_GE, [EX_LE] = OP_LE, [EX_GT] = OP_GT, [EX_LT] = OP_LT, [EX_EQ] = OP_EQ, [EX_NE] = OP_NE};

static void report_point(Checker *k, Ref node, Ref l_node, Ref r_node, Shape l, Shape r) {
  Diag *d = checker_report(k, D_POINT_PERCENT, k->s.frame ? node : l_node, NO_ARGS);
  if (!d || k->s.frame) return;
  const Tree *t = k->s.tree;
  diag_label(k->c->diags, d, ast_span(t, l_node), T_LABEL, TEXT_ARGS(shape_name(k, l)));
  diag_label(k->c->diags, d, ast_span(t, r_node), T_LABEL, TEXT_ARGS(shape_name(k, r)));
  diag_note(k->c->diags, d, T_NOTE_GROWTH, NO_ARGS);
  Ref share = bare(t, l.pct ? l_node : r_node);
  if (ast_at(t, share)->kind != AST_QUANTITY || !str_eq(ast_unit_text(t, share), S("%"))) return;
  DiagFix *f =
      diag_fix(k->c->diags, d, T_FIX_TO,
               TEXT_ARGS(text_of(str_cat(k->c->diags->arena, ast_number_text(t, share), S("百分点")))));
  Span at = ast_span(t, share);
  diag_edit(k->c->diags, f, (Span){at.file, at.end - 1, at.end}, S("百分点"));
}

// A grade against a word: one of the grades of the entity's rule set, in their order.
static ExprRef compare_grade(Checker *k, Ref node, Ref word, ExprRef grade, ExprOp op) {
  const Plan *p = k->c->prog->plan;
  const Expr *g = expr_at(k, grade);
  uint32_t set = g->op == OP_GRADE ? k->c->prog->entities[g->a].ruleset : NONE;
  if (set == NONE || !p)
    return checker_report(k, D_NO_ORDER, node, TEXT_ARGS(shape_name(k, shape_of(k, grade)))), NONE;
  uint32_t first = p->rulesets.grade_first[set], n = p->rulesets.grade_n[set], at = 0;
  Str text = ast_name(k->s.tree, word);
  while (at < n && !str_eq(plan_text(p, p->grades.name[first + at]), text)) at++;
  if (at == n && k->quiet) return NONE;
  if (at == n) {
    Out o = out_memory(k->c->diags->arena);
    for (uint32_t i = 0; i < n; i++) {
      if (i) out_z(&o, "、");
      out_str(&o, plan_text(p, p->grades.name[first + i]));
    }
    checker_report(k, D_NO_GRADE, word, TEXT_ARGS(text_of(text), text_of(out_text(&o))));
    return NONE;
  }
  Shape s = {PLAN_TEXT, 0, UNIT_NONE};
  if (op == EX_EQ || op == EX_NE)
    return emit(k, compare_ops[op], SHAPE_TRUTH, grade, emit(k, OP_TEXT, s, pool_str(k->c, text), 0, word),
                node);
  uint32_t from = op == EX_LE   ? at
                  : op == EX_LT ? at + 1
                                : 0,
           to = op == EX_GE   ? at + 1
                : op == EX_GT ? at
                              : n;
  ExprRef any = NONE; // the best stands first
  for (uint32_t i = from; i < to; i++) {
    ExprRef name = emit(k, OP_TEXT, s, pool_str(k->c, plan_text(p, p->grades.name[first + i])), 0, word);
    ExprRef one = emit(k, OP_EQ, SHAPE_TRUTH, grade, name, node);
    any = any == NONE ? one : emit(k, OP_OR, SHAPE_TRUTH, any, one, node);
  }
  return any == NONE ? emit(k, OP_TRUTH, SHAPE_TRUTH, 0, 0, node) : any;
}

static ExprOp mirrored(ExprOp op) {
  switch (op) {
  case EX_GE: return EX_LE;
  case EX_LE: return EX_GE;
  case EX_GT: return EX_LT;
  case EX_LT: return EX_GT;
  default: return op;
  }
}

static bool is_word(const Tree *t, Ref node) {
  return ast_at(t, node)->kind == AST_NAME && ast_at(t, node)->op & NAME_QUOTED;
}

// With words on one side ("优"): text where the other side is text or a grade. *done: it was such a case.
static ExprRef compare_word(Checker *k, Ref node, Ref value, Ref word, ExprOp op, bool *done,
                            ExprRef *checked) {
  ExprRef e = *checked = checker_check(k, value);
  *done = e == NONE;
  if (e == NONE) return NONE;
  uint8_t type = expr_at(k, e)->type;
  *done = type == PLAN_GRADE || type == PLAN_TEXT;
  if (type == PLAN_GRADE) return compare_grade(k, node, word, e, op);
  if (type != PLAN_TEXT) return NONE;
  if (op != EX_EQ && op != EX_NE)
    return checker_report(k, D_NO_ORDER, node, TEXT_ARGS(shape_name(k, shape_of(k, e)))), NONE;
  Shape s = {PLAN_TEXT, 0, UNIT_NONE};
  return emit(k, compare_ops[op], SHAPE_TRUTH, e,
              emit(k, OP_TEXT, s, pool_str(k->c, ast_name(k->s.tree, word)), 0, word), node);
}

static ExprRef compare(Checker *k, Ref node, Ref l_node, Ref r_node, ExprOp op) {
  const Tree *t = k->s.tree;
  ExprRef l = NONE, r = NONE;
  bool done = false;
  if (is_word(t, r_node)) {
    ExprRef e = compare_word(k, node, l_node, r_node, op, &done, &l);
    if (done) return e;
  } else if (is_word(t, l_node)) {
    ExprRef e = compare_word(k, node, r_node, l_node, mirrored(op), &done, &r);
    if (done) return e;
  }
  if (l == NONE) l = checker_check(k, l_node);
  if (l == NONE && k->quiet) return NONE;
  if (r == NONE) r = checker_check(k, r_node);
  if (l == NONE || r == NONE) return NONE;
  Shape a = shape_of(k, l), b = shape_of(k, r);
  if (!alike(k, a, b)) {
    if ((a.pct && is_point(k, b)) || (b.pct && is_point(k, a)))
      report_point(k, node, l_node, r_node, a, b);
    else
      report_differ(k, node, l_node, r_node, a, b);
    return NONE;
  }
  if (a.type != PLAN_QUANTITY && a.type != PLAN_DATE && op != EX_EQ && op != EX_NE) {
    checker_report(k, D_NO_ORDER, node, TEXT_ARGS(shape_name(k, a)));
    return NONE;
  }
  return emit(k, compare_ops[op], SHAPE_TRUTH, l, r, node);
}

// ---- nodes

static ExprRef check_binary(Checker *k, Ref node) {
  const Node *n = ast_at(k->s.tree, node);
  Ref l_node = n->kids, r_node = l_node ? ast_at(k->s.tree, l_node)->next : 0;
  ExprOp op = (ExprOp)n->op;
  if (!r_node) return NONE;
  if (op >= EX_GE && op <= EX_NE) return compare(k, node, l_node, r_node, op);
  ExprRef l = checker_check(k, l_node);
  if (l == NONE && k->quiet) return NONE;
  ExprRef r = checker_check(k, r_node);
  if (l == NONE || r == NONE) return NONE;
  switch (op) {
  case EX_ADD: return add(k, node, l_node, r_node, l, r, false);
  case EX_SUB: return add(k, node, l_node, r_node, l, r, true);
  case EX_MUL: return multiply(k, node, l_node, r_node, l, r, false);
  case EX_DIV: return multiply(k, node, l_node, r_node, l, r, true);
  case EX_POW: return power(k, node, l_node, r_node, l, r);
  case EX_AND:
  case EX_OR:
    if (!want_truth(k, l, l_node) || !want_truth(k, r, r_node)) return NONE;
    return emit(k, op == EX_AND ? OP_AND : OP_OR, SHAPE_TRUTH, l, r, node);
  case EX_GE:
  case EX_LE:
  case EX_GT:
  case EX_LT:
  case EX_EQ:
  case EX_NE:
  case EX_NOT:
  case EX_NEG: break;
  }
  return NONE;
}

static ExprRef check_unary(Checker *k, Ref node) {
  const Node *n = ast_at(k->s.tree, node);
  ExprRef e = checker_check(k, n->kids);
  if (e == NONE) return NONE;
  if (n->op == EX_NOT) return want_truth(k, e, n->kids) ? emit(k, OP_NOT, SHAPE_TRUTH, e, 0, node) : NONE;
  return want_quantity(k, e, n->kids) ? emit(k, OP_NEG, shape_of(k, e), e, 0, node) : NONE;
}

static ExprRef check_if(Checker *k, Ref node) {
  const Tree *t = k->s.tree;
  Ref parts[3] = {ast_at(t, node)->kids};
  ExprRef args[3];
  bool ok = true;
  for (int i = 0; i < 3; i++) {
    if (i) parts[i] = ast_at(t, parts[i - 1])->next;
    if (!parts[i]) return NONE;
    args[i] = checker_check(k, parts[i]);
    ok = ok && args[i] != NONE;
    if (!ok && k->quiet) return NONE;
    if (i == 0 && ok) ok = want_truth(k, args[0], parts[0]);
  }
  if (!ok) return NONE;
  Shape a = shape_of(k, args[1]), b = shape_of(k, args[2]);
  if (alike(k, a, b)) return emit_list(k, OP_IF, join(a, b), args, 3, node);
  report_differ(k, node, parts[1], parts[2], a, b);
  return NONE;
}

static ExprRef check_leaf(Checker *k, Ref node) {
  const Tree *t = k->s.tree;
  uint32_t said = k->c->diags->n;
  ExprRef e = NONE;
  Quantity q;
  bool hole;
  Date date;
  if (ast_at(t, node)->kind == AST_DATE) {
    if (date_read(k->c, t, node, &date))
      e = emit(k, OP_DATE, (Shape){PLAN_DATE, 0, UNIT_NONE}, (uint32_t)date, 0, node);
  } else if (quantity_read(k->c, t, node, &q, &hole)) {
    e = emit_const(k, shape_in(k, q.unit), q.value, node);
  } else if (hole) {
    diag_add(k->c->diags, D_FORMULA_HOLE, ast_span(t, node), NO_ARGS);
  }
  if (k->quiet || k->s.frame) diags_drop(k->c->diags, said); // said where it stands
  return e;
}

ExprRef checker_check(Checker *k, Ref node) {
  const Node *n = ast_at(k->s.tree, node);
  if (!node) return NONE;
  if (k->work > WORK_MAX) return NONE;
  if (k->depth >= CHECK_DEPTH_MAX || (k->s.frame && ++k->work > WORK_MAX)) {
    if (k->quiet && k->depth >= CHECK_DEPTH_MAX) k->top->deep = true; // said at the reference that led here
    checker_report(k, D_EXPR_TOO_BIG, node, NO_ARGS);
    k->work = WORK_MAX + 1; // enough said
    return NONE;
  }
  k->depth++;
  ExprRef e = NONE;
  switch (n->kind) {
  case AST_NUMBER:
  case AST_QUANTITY:
  case AST_HOLE:
  case AST_DATE: e = check_leaf(k, node); break;
  case AST_TRUTH: e = emit(k, OP_TRUTH, SHAPE_TRUTH, n->op, 0, node); break;
  case AST_STRING:
    e = emit(k, OP_TEXT, (Shape){PLAN_TEXT, 0, UNIT_NONE},
             pool_str(k->c, ast_string(k->c->scratch, k->s.tree, node)), 0, node);
    break;
  case AST_NAME: e = checker_name(k, node); break;
  case AST_PATH: e = checker_path(k, node); break;
  case AST_CALL: e = checker_call(k, node); break;
  case AST_BINARY: e = check_binary(k, node); break;
  case AST_UNARY: e = check_unary(k, node); break;
  case AST_IF: e = check_if(k, node); break;
  case AST_PAREN: e = checker_check(k, n->kids); break;
  default: break; // AST_ERROR: the parser has said it
  }
  k->depth--;
  if (e != NONE && k->c->watch && !k->quiet && !k->s.frame) {
    Shape s = shape_of(k, e);
    k->c->watch->typed(k->c->watch->ctx, k->s.tree, node, s.type, s.pct, s.unit);
  }
  if (e != NONE && (k->c->pool.n - k->first > COST_MAX || expr_at(k, e)->height > HEIGHT_MAX)) {
    checker_report(k, D_EXPR_TOO_BIG, node, NO_ARGS);
    k->work = WORK_MAX + 1;
    return NONE;
  }
  return e;
}

// ---- what is asked

static bool fits(Checker *k, ExprRef e, Ref node, Want want) {
  Shape s = shape_of(k, e);
  if (want.any) return true;
  if (want.type != s.type) {
    if (want.type == PLAN_TRUTH) return want_truth(k, e, node);
    if (want.type == PLAN_QUANTITY) return want_quantity(k, e, node);
    if (want.type == PLAN_GRADE && s.type == PLAN_TEXT) return true;
    checker_report(k, D_TYPES_DIFFER, node,
                   TEXT_ARGS(shape_name(k, s), shape_name(k, (Shape){want.type, 0, UNIT_NONE})));
    return false;
  }
  if (s.type != PLAN_QUANTITY || !want.dim_told || is_any(s) || shape_dim(k, s) == want.dim) return true;
  if (want.dim == DIM_ONE && is_point(k, s)) {
    Diag *d = checker_report(k, D_POINT_PERCENT, node, NO_ARGS);
    if (d) diag_note(k->c->diags, d, T_NOTE_GROWTH, NO_ARGS);
    return false;
  }
  report_differ(k, node, 0, 0, s, (Shape){PLAN_QUANTITY, 0, unit_base(k->c->prog->units, want.dim)});
  return false;
}

ExprRef expr_check(Check *c, const Scope *s, Ref node, Want want) {
  Checker k = {.c = c, .s = *s, .root_tree = s->tree, .root = node, .first = c->pool.n};
  k.top = &k;
  if (!want.any && want.type == PLAN_TEXT && ast_at(s->tree, node)->kind == AST_NAME) // 设 c = "部分达成 75%"
    return emit(&k, OP_TEXT, (Shape){PLAN_TEXT, 0, UNIT_NONE}, pool_str(c, ast_name(s->tree, node)), 0, node);
  ExprRef e = checker_check(&k, node);
  return e != NONE && fits(&k, e, node, want) ? e : NONE;
}

#define FOLD_MAX 1000

static bool fold(Check *c, ExprRef e, Num *out, unsigned *steps) {
  if (e == NONE || ++*steps > FOLD_MAX) return false;
  const Expr *x = &c->pool.p[e];
  Num l = NUM(0), r = NUM(0);
  switch ((PlanOp)x->op) {
  case OP_CONST: *out = c->pool.nums[x->a]; return true;
  case OP_CALLED: return fold(c, x->b, out, steps);
  case OP_ARG: return fold(c, x->a, out, steps);
  case OP_NEG:
    if (!fold(c, x->a, &l, steps)) return false;
    *out = num_neg(c->scratch, l);
    return true;
  case OP_ADD:
  case OP_SUB:
  case OP_MUL:
  case OP_DIV:
  case OP_POW: break;
  default: return false;
  }
  int64_t p;
  if (x->type != PLAN_QUANTITY || !fold(c, x->a, &l, steps) || !fold(c, x->b, &r, steps)) return false;
  if (x->op == OP_ADD)
    *out = num_add(c->scratch, l, r);
  else if (x->op == OP_SUB)
    *out = num_sub(c->scratch, l, r);
  else if (x->op == OP_MUL)
    *out = num_mul(c->scratch, l, r);
  else if (x->op == OP_DIV)
    *out = num_div(c->scratch, l, r);
  else if (num_to_i64(r, &p))
    *out = num_pow(c->scratch, l, p);
  else
    return false;
  return num_ok(*out);
}

bool expr_const(Check *c, ExprRef e, Num *out) {
  unsigned steps = 0;
  return fold(c, e, out, &steps);
}
