// From a value down to the cells it was read from: formulas with their values put in, then each operand,
// the rows of each input with what became of them.
#include "base/array.h"
#include "base/utf.h"
#include "grammar/ast.h"
#include "runtime/explain_tree.h"

enum { DEPTH_MAX = 24 };

// True the first time it is asked for a thing; later ones are told "see above".
static bool first_time(Explain *x, char kind, uint32_t row, bool prev) {
  char *key = arena_raw(x->a, 6, 1);
  key[0] = kind, key[1] = (char)prev;
  memcpy(key + 2, &row, sizeof row);
  bool added;
  Str s = {key, 6};
  map_put(x->a, &x->seen, s, str_hash(s), 1, &added);
  return added;
}

// ---- rows ---------------------------------------------------------------------------------------

static WordId agg_word(const Plan *p, uint32_t input) {
  static const WordId words[] = {W_X_AGG_SUM, W_X_AGG_LAST, W_X_AGG_MEAN,
                                 W_X_AGG_MAX, W_X_AGG_MIN,  W_X_AGG_COUNT};
  return words[p->inputs.agg[input]];
}

static Str row_place(Explain *x, const RowRef *at) {
  Str file = show_clean(x->a, x->r->files[at->file].name);
  if (at->sheet.n) file = str_cat(x->a, str_cat(x->a, file, S("!")), show_clean(x->a, at->sheet));
  bool one = !x->r->files[at->file].mapped || !at->column; // value in a row
  return str_cat(x->a, file,
                 one ? str_fmt(x->a, ":%u", at->row) : str_fmt(x->a, ":%u:%u", at->row, at->column));
}

// Whether a row is one that the value was taken from (期末, 最大, 最小 take one).
static bool taken(const Explain *x, uint32_t input, const Value *value, const RowTrace *row, Date latest) {
  switch ((AggKind)x->p->inputs.agg[input]) {
  case AGG_LAST: return row->date == latest;
  case AGG_MAX:
  case AGG_MIN:
    return value->kind == VALUE_QUANTITY && row->value.kind == VALUE_QUANTITY &&
           num_cmp(value->num, row->value.num) == 0;
  case AGG_SUM:
  case AGG_MEAN:
  case AGG_COUNT: break;
  }
  return true;
}

// 12.5万元 = 125,000元: the cell, and what it is in the unit of the input where that is another.
static Str cell_text(Explain *x, uint32_t input, const RowTrace *row) {
  Str cell = show_clean(x->a, row->cell);
  if (row->value.kind != VALUE_QUANTITY || row->unit == UNIT_NONE) return cell;
  Str unit = unit_text(x->prog->units, row->unit);
  if (!row->assumed && unit.n && !str_ends(utf_key(x->a, cell), utf_key(x->a, unit)))
    cell = str_cat(x->a, cell, unit);
  uint32_t declared = x->p->inputs.unit[input];
  if (declared == NONE || str_eq(unit, plan_text(x->p, x->p->units.text[declared]))) return cell;
  Str shown = formula_number(&x->formula, row->value.num, declared);
  return str_cat(x->a, str_cat(x->a, cell, S(" = ")), shown);
}

static void row_line(Explain *x, Twig *parent, uint32_t input, const RowTrace *row, bool used) {
  Str text = str_cat(x->a, str_cat(x->a, date_text(x->a, row->date), S("  ")), cell_text(x, input, row));
  Str aside = row_place(x, &row->at);
  if (row->assumed) {
    Str unit = explain_with(x, W_X_ASSUMED, WITH(unit_text(x->prog->units, row->unit)));
    aside = str_cat(x->a, str_cat(x->a, aside, S("  ")), unit);
  }
  if (!used) aside = str_cat(x->a, str_cat(x->a, aside, S("  ")), explain_word(x, W_X_NOT_TAKEN));
  Twig *t = twig(x, parent, (Str){0}, text, aside);
  if (!used) t->lean = LEAN_DIM;
}

void explain_input(Explain *x, Twig *parent, uint32_t input, bool prev) {
  uint32_t n, shown = 0;
  const RowTrace *rows = actuals_traced(x->run->actuals, input, &n);
  Value v = input_value(x->a, x->r, input, prev);
  const Value *value = &v;
  Date latest = DATE_NONE;
  for (uint32_t i = 0; i < n; i++)
    if (rows[i].prev == prev && rows[i].date > latest) latest = rows[i].date;
  for (uint32_t i = 0; i < n; i++) {
    if (rows[i].prev != prev) continue;
    row_line(x, parent, input, &rows[i], taken(x, input, value, &rows[i], latest));
    shown++;
  }
  if (value->kind != VALUE_NONE || !shown || value->why == NODATA_NOT_APPLICABLE) return;
  Text why = reason_text(x->a, x->r, value);
  twig(x, parent, (Str){0}, show_clean(x->a, text_in(why, x->lang)), (Str){0})->lean = LEAN_DIM;
}

static void input_line(Explain *x, Twig *parent, uint32_t input, bool prev) {
  Value v = input_value(x->a, x->r, input, prev);
  const Value *value = &v;
  uint32_t rows = input_rows(x->r, input, prev);
  Str name =
      formula_owned(&x->formula, x->p->inputs.entity[input], plan_text(x->p, x->p->inputs.name[input]));
  Str said = value->kind == VALUE_QUANTITY ? formula_number(&x->formula, value->num, x->p->inputs.unit[input])
                                           : show_value(x->a, x->r, value, NONE, x->lang, SHOW_ALL);
  Str how = explain_word(x, agg_word(x->p, input));
  WordId id = rows > 1 ? W_X_ROWS : rows ? W_X_ONE_ROW : W_X_NO_ROWS;
  Str aside = explain_with(x, id, WITH(how, show_count(x->a, rows)));
  if (prev) aside = str_cat(x->a, str_cat(x->a, explain_word(x, W_X_LAST_YEAR), S(" ")), aside);
  Twig *t = twig(x, parent, name, said, aside);
  if (value->kind == VALUE_NONE) t->lean = LEAN_DIM;
  if (!first_time(x, 'i', input, prev)) {
    if (rows) t->aside = str_cat(x->a, str_cat(x->a, t->aside, S("  ")), explain_word(x, W_X_SEEN));
    return;
  }
  explain_input(x, t, input, prev);
}

// ---- money --------------------------------------------------------------------------------------

static uint32_t money_unit(const Plan *p, uint32_t e) {
  return p->entities.budget[e] != NONE ? p->entities.budget_unit[e]
                                       : p->inputs.unit[p->entities.input_first[e]];
}

void explain_spent(Explain *x, Twig *parent, uint32_t ent, bool prev) {
  const Plan *p = x->p;
  uint32_t own = p->entities.input_first[ent];
  uint32_t parts = 0;
  for (uint32_t c = p->entities.child[ent]; c != NONE; c = p->entities.next[c])
    parts += eval_spends(x->r, c, prev);
  bool alone = p->entities.kind[ent] == BODY_PROJECT && !parts;
  if (input_rows(x->r, own, prev) || alone || x->depth >= DEPTH_MAX) {
    explain_input(x, parent, own, prev);
    return;
  }
  x->depth++;
  for (uint32_t c = p->entities.child[ent]; c != NONE; c = p->entities.next[c]) {
    if (!eval_spends(x->r, c, prev)) continue;
    bool was = x->eval.prev;
    x->eval.prev = prev;
    Value spent = eval_spent(&x->eval, c);
    x->eval.prev = was;
    Str said = spent.kind == VALUE_QUANTITY ? formula_number(&x->formula, spent.num, money_unit(p, c))
                                            : explain_word(x, W_X_NO_VALUE);
    Twig *t = twig(x, parent, explain_name(x, p->entities.name[c]), said, (Str){0});
    if (first_time(x, 's', c, prev))
      explain_spent(x, t, c, prev);
    else
      t->aside = explain_word(x, W_X_SEEN);
  }
  x->depth--;
}

void explain_budget(Explain *x, Twig *parent, uint32_t ent) {
  const Plan *p = x->p;
  if (ent == NONE || p->entities.budget[ent] == NONE) return;
  uint32_t unit = p->entities.budget_unit[ent], file = p->entities.file[ent];
  Value now = eval_budget(&x->eval, ent);
  Str first = formula_number(&x->formula, plan_value(p, p->entities.budget[ent]), unit);
  bool told = false;
  Twig *base =
      p->entities.adjust_n[ent] ? twig(x, parent, explain_word(x, W_X_FIRST_BUDGET), first, (Str){0}) : NULL;
  for (uint32_t i = p->entities.adjust_n[ent]; i-- > 0;) { // the last one in force wins: find it from the end
    uint32_t row = p->entities.adjust_first[ent] + i;
    Num amount = plan_value(p, p->adjustments.amount[row]);
    bool in_force = !told && p->adjustments.from[row] <= x->r->as_of && now.kind == VALUE_QUANTITY &&
                    num_cmp(amount, now.num) == 0;
    told |= in_force;
    Str text = formula_number(&x->formula, amount, unit);
    Date from = p->adjustments.from[row];
    if (date_ok(from)) text = str_cat(x->a, str_cat(x->a, date_text(x->a, from), S("  ")), text);
    Str why = explain_name(x, p->adjustments.reason[row]);
    if (why.n) text = str_cat(x->a, str_cat(x->a, text, S("  ")), why);
    Twig *t =
        twig(x, parent, explain_word(x, W_X_ADJUST), text, explain_place(x, file, p->adjustments.line[row]));
    if (in_force) t->aside = str_cat(x->a, str_cat(x->a, t->aside, S("  ")), explain_word(x, W_X_IN_FORCE));
  }
  if (base && !told) base->aside = explain_word(x, W_X_IN_FORCE);
}

// ---- operands -----------------------------------------------------------------------------------

typedef struct Operand {
  uint32_t expr;
  bool prev;
} Operand;
typedef struct Operands {
  ARRAY(Operand) all, found;
} Operands;

static void later(Explain *x, Operands *o, uint32_t expr, bool prev) {
  *array_push(x->a, &o->all) = (Operand){expr, prev};
}

static bool same_leaf(const Plan *p, Operand a, Operand b) {
  return a.prev == b.prev && p->exprs.op[a.expr] == p->exprs.op[b.expr] &&
         p->exprs.a[a.expr] == p->exprs.a[b.expr] && p->exprs.b[a.expr] == p->exprs.b[b.expr];
}

static void found(Explain *x, Operands *o, Operand leaf) {
  if (o->found.n < 64) // many operands are those of 合计, all different
    for (uint32_t i = 0; i < o->found.n; i++)
      if (same_leaf(x->p, o->found.p[i], leaf)) return;
  *array_push(x->a, &o->found) = leaf;
}

// The names in a formula, in the order in which it reads.
static void operands(Explain *x, Operands *o, uint32_t expr) {
  const Plan *p = x->p;
  later(x, o, expr, x->eval.prev);
  while (o->all.n) {
    Operand at = o->all.p[--o->all.n];
    PlanOp op = (PlanOp)p->exprs.op[at.expr];
    uint32_t a = p->exprs.a[at.expr], b = p->exprs.b[at.expr];
    if (formula_is_leaf(op)) {
      if (op > OP_TEXT) found(x, o, at);
      continue;
    }
    switch (plan_operands[op]) {
    case OPERANDS_L:
      for (uint32_t i = b; i-- > 0;) later(x, o, p->args.expr[a + i], at.prev);
      break;
    case OPERANDS_GATHER:
      for (uint32_t i = p->gathers.arg_n[a]; i-- > 0;)
        later(x, o, p->args.expr[p->gathers.arg_first[a] + i], at.prev);
      break;
    case OPERANDS_EE:
      later(x, o, b, at.prev);
      later(x, o, a, at.prev);
      break;
    case OPERANDS_E:
    case OPERANDS_ARG:
      if (op == OP_PREV || op == OP_YOY) later(x, o, a, true);
      if (op != OP_PREV) later(x, o, a, at.prev);
      break;
    case OPERANDS_N:
    case OPERANDS_NUM:
    case OPERANDS_FLAG:
    case OPERANDS_DAY:
    case OPERANDS_STRING:
    case OPERANDS_INPUT:
    case OPERANDS_LET:
    case OPERANDS_NAMED:
    case OPERANDS_ENTITY:
    case OPERANDS_INDICATOR: break;
    }
  }
}

static Str let_place(Explain *x, uint32_t let) { // a department may stand in several files
  uint32_t ent = x->p->lets.entity[let];
  if (x->p->entities.kind[ent] == BODY_DEPARTMENT) return explain_word(x, W_X_LET);
  return explain_place(x, x->p->entities.file[ent], x->p->lets.line[let]);
}

static void operand(Explain *x, Twig *parent, Operand at) {
  const Plan *p = x->p;
  uint32_t a = p->exprs.a[at.expr], b = p->exprs.b[at.expr];
  PlanOp op = (PlanOp)p->exprs.op[at.expr];
  if (op == OP_INPUT) {
    input_line(x, parent, a, at.prev);
    return;
  }
  bool was = x->eval.prev;
  x->eval.prev = at.prev;
  Value v = eval_expr(&x->eval, at.expr);
  Str aside = at.prev ? explain_word(x, W_X_LAST_YEAR) : (Str){0};
  Twig *t =
      twig(x, parent, formula_leaf(&x->formula, at.expr), formula_value(&x->formula, &v, at.expr), aside);
  bool told = false;
  switch (op) {
  case OP_LET:
    t->aside = let_place(x, a);
    if ((told = !first_time(x, 'l', a, at.prev))) break;
    explain_formula(x, t, p->lets.expr[a]);
    break;
  case OP_CALLED: explain_formula(x, t, b); break;
  case OP_ACTUAL:
    t->aside = explain_place(x, p->indicators.file[a], p->indicators.line[a]);
    if ((told = !first_time(x, 'a', a, at.prev))) break;
    explain_actual(x, t, a, at.prev);
    break;
  case OP_BUDGET: explain_budget(x, t, a); break;
  case OP_SELF_BUDGET: explain_budget(x, t, x->eval.self_entity); break;
  case OP_SPENT:
  case OP_SELF_SPENT: {
    uint32_t ent = op == OP_SPENT ? a : x->eval.self_entity;
    if ((told = ent == NONE || !first_time(x, 's', ent, at.prev))) break;
    explain_spent(x, t, ent, at.prev);
    break;
  }
  case OP_RATE:
    if ((told = !first_time(x, 'r', a, at.prev))) break;
    explain_spent(x, twig(x, t, explain_word(x, W_SPENT), (Str){0}, (Str){0}), a, at.prev);
    explain_budget(x, t, a);
    break;
  case OP_TARGET:
  case OP_MET:
  case OP_POINTS:
  case OP_WEIGHT: t->aside = explain_place(x, p->indicators.file[a], p->indicators.line[a]); break;
  default: break;
  }
  if (told)
    t->aside =
        str_cat(x->a, t->aside.n ? str_cat(x->a, t->aside, S("  ")) : (Str){0}, explain_word(x, W_X_SEEN));
  x->eval.prev = was;
}

void explain_formula(Explain *x, Twig *parent, uint32_t expr) {
  if (x->depth >= DEPTH_MAX) {
    twig(x, parent, (Str){0}, S("…"), (Str){0});
    return;
  }
  x->depth++;
  PlanOp op = (PlanOp)x->p->exprs.op[expr];
  if (!formula_is_leaf(op)) {
    Str names = formula_names(&x->formula, expr), values = formula_values(&x->formula, expr);
    twig(x, parent, explain_word(x, W_X_FORMULA), names, (Str){0});
    if (!str_eq(names, values)) twig(x, parent, explain_word(x, W_X_VALUES), values, (Str){0});
  }
  Operands o = {0};
  operands(x, &o, expr);
  for (uint32_t i = 0; i < o.found.n; i++) operand(x, parent, o.found.p[i]);
  x->depth--;
}

void explain_actual(Explain *x, Twig *parent, uint32_t ind, bool prev) {
  uint32_t expr = x->p->indicators.value[ind], entity = x->formula.entity;
  if (expr == NONE) {
    explain_input(x, parent, x->p->indicators.input[ind], prev);
    return;
  }
  x->formula.entity = x->p->indicators.entity[ind];
  explain_formula(x, parent, expr);
  x->formula.entity = entity;
}
