// What a target says, read without guessing: a missing direction, unit or number is reported with the
// ways to write it, never filled in.
#include "compiler/target.h"
#include "compiler/lint.h"
#include "compiler/names.h"

// ---- reading

void date_in_year(Check *c, const Tree *t, Ref leaf, Date d) {
  const Program *p = c->prog;
  if (!p->year || (d >= p->year_first && d <= p->year_last)) return;
  diag_add(
      c->diags, D_DATE_YEAR, ast_span(t, leaf),
      TEXT_ARGS(text_of(date_text(c->diags->arena, d)), text_of(str_fmt(c->diags->arena, "%d", p->year))));
}

typedef struct Bound {
  bool ok, hole;
  Num value;
  UnitId unit;
} Bound;

static Bound bound_read(Check *c, const Site *s, Ref leaf) {
  const Tree *t = s->tree;
  Bound b = {.unit = UNIT_NONE};
  const Node *n = ast_at(t, leaf);
  switch (n->kind) {
  case AST_HOLE:
  case AST_UNARY: // -5%
  case AST_NUMBER:
  case AST_QUANTITY: {
    Quantity q = {.unit = UNIT_NONE};
    b.ok = quantity_read(c, t, leaf, &q, &b.hole);
    b.unit = q.has_unit ? q.unit : UNIT_NONE;
    if (b.hole) {
      b.ok = false;
      diag_add(c->diags, D_HOLE, ast_span(t, leaf), NO_ARGS);
    }
    b.value = q.value;
    return b;
  }
  default: break;
  }
  Scope scope = {.tree = t, .entity = s->entity, .self_unit = UNIT_NONE};
  ExprRef e = expr_check(c, &scope, leaf, (Want){.type = PLAN_QUANTITY});
  if (e == NONE) return b;
  b.unit = c->pool.p[e].unit;
  b.ok = expr_const(c, e, &b.value);
  if (!b.ok) diag_add(c->diags, D_TARGET_CONSTANT, ast_span(t, leaf), NO_ARGS);
  return b;
}

// Both ends of a range in the unit of the last where the first has none: 10..20次.
static void range_read(Check *c, const Site *s, Ref low, CheckedTarget *out) {
  const Tree *t = s->tree;
  Ref high = ast_at(t, low)->next;
  if (!high) return;
  UnitTable *units = c->prog->units;
  Bound a = bound_read(c, s, low), b = bound_read(c, s, high);
  out->unit = b.unit != UNIT_NONE ? b.unit : a.unit;
  if (!a.ok || !b.ok) return;
  if (a.unit == UNIT_NONE && b.unit != UNIT_NONE)
    a.value = num_mul(c->scratch, a.value, unit_scale(units, b.unit));
  else if (b.unit == UNIT_NONE && a.unit != UNIT_NONE)
    b.value = num_mul(c->scratch, b.value, unit_scale(units, a.unit));
  else if (a.unit != b.unit && unit_dim(units, a.unit) != unit_dim(units, b.unit)) {
    Diag *d = diag_add(
        c->diags, D_DIMS_DIFFER, ast_span(t, high),
        TEXT_ARGS(dim_name(units, unit_dim(units, a.unit)), dim_name(units, unit_dim(units, b.unit))));
    diag_label(c->diags, d, ast_span(t, low), T_LABEL, TEXT_ARGS(dim_name(units, unit_dim(units, a.unit))));
    return;
  }
  if (num_cmp(a.value, b.value) > 0) {
    Span at = ast_span(t, low), to = ast_span(t, high);
    Diag *d = diag_add(c->diags, D_RANGE_ORDER, (Span){at.file, at.start, to.end}, NO_ARGS);
    if (a.unit == b.unit) {
      DiagFix *f = diag_fix(c->diags, d, T_SWAP, NO_ARGS);
      diag_edit(c->diags, f, at, node_text(t, high));
      diag_edit(c->diags, f, to, node_text(t, low));
    }
    return;
  }
  out->low = a.value, out->high = b.value;
  out->low_ok = out->high_ok = true;
}

// A date alone is met to its end: 9月 is 9月底前 (9月前 would end before September), 年内 is 年底前.
static Str as_deadline(Arena *a, Str date, DateForm form) {
  if (str_ends(date, S("内"))) date = str_slice(date, 0, date.n - S("内").n), form = DATE_YEAR;
  bool season = form == DATE_QUARTER || form == DATE_HALF;
  bool end = season || form == DATE_MONTH || form == DATE_YEAR;
  return str_cat(a, date, season ? S("末前") : end ? S("底前") : S("前"));
}

static void date_target(Check *c, const Site *s, Ref leaf, CheckedTarget *out) {
  const Tree *t = s->tree;
  if (!date_read(c, t, leaf, &out->date)) {
    out->date = DATE_NONE;
    return;
  }
  date_in_year(c, t, leaf, out->date);
  if (out->form != TARGET_DATE) return;
  Span at = ast_span(t, leaf);
  Str text = ast_text(t, leaf), deadline = as_deadline(c->diags->arena, text, (DateForm)ast_at(t, leaf)->op);
  Diag *d = diag_add(c->diags, D_DATE_BARE, at, TEXT_ARGS(text_of(text), text_of(deadline)));
  DiagFix *f = diag_fix(c->diags, d, T_FIX_TO, TEXT_ARGS(text_of(deadline)));
  f->safe = true;
  diag_edit(c->diags, f, at, deadline);
}

static Str reason_read(Check *c, const Tree *t, Ref string, Ref node) {
  Str why = string && ast_at(t, string)->kind == AST_STRING ? ast_string(c->scratch, t, string) : (Str){0};
  if (!str_trim(why).n)
    diag_add(c->diags, D_NA_REASON, string ? ast_span(t, string) : ast_span(t, node), NO_ARGS);
  return why;
}

void target_read(Check *c, const Site *s, Ref node, CheckedTarget *out) {
  const Tree *t = s->tree;
  *out = (CheckedTarget){
      .form = TARGET_MISSING, .unit = UNIT_NONE, .date = DATE_NONE, .from = DATE_NONE, .node = node};
  if (!node) return;
  const Node *n = ast_at(t, node);
  out->form = n->op;
  Ref kid = n->kids;
  switch ((TargetForm)n->op) {
  case TARGET_NE:
    diag_add(c->diags, D_TARGET_NE, ast_span(t, node), NO_ARGS);
    out->form = TARGET_MISSING;
    return;
  case TARGET_GE:
  case TARGET_LE:
  case TARGET_GT:
  case TARGET_LT:
  case TARGET_EQ:
  case TARGET_BARE:
  case TARGET_HOLE: {
    if (!kid) return;
    Bound b = bound_read(c, s, kid);
    out->low = b.value, out->low_ok = b.ok, out->unit = b.unit;
    break;
  }
  case TARGET_RANGE:
    if (kid) range_read(c, s, kid, out);
    if (!out->low_ok && c->texts) out->text = node_text(t, node);
    break;
  case TARGET_DEADLINE:
  case TARGET_DATE:
    if (kid) date_target(c, s, kid, out);
    if (kid && c->texts) out->text = ast_text(t, kid);
    break;
  case TARGET_TRUTH: out->truth = kid && ast_at(t, kid)->op == 1; break;
  case TARGET_TEXT:
    if (kid && c->texts) out->text = ast_string(c->scratch, t, kid);
    break;
  case TARGET_NA: out->reason = reason_read(c, t, kid, node); break;
  case TARGET_MISSING: return;
  }
}

Str target_text(Arena *a, const UnitTable *units, const CheckedTarget *t) {
  bool unit = t->unit != UNIT_NONE;
  Out o = out_memory(a);
  TargetSaid said = {t->form,
                     t->low_ok ? t->low : NUM_BAD,
                     t->high_ok ? t->high : NUM_BAD,
                     unit ? unit_scale(units, t->unit) : NUM(1),
                     unit ? unit_text(units, t->unit) : (Str){0},
                     t->truth};
  if (t->text.n) return t->text;
  target_say(&o, a, &said);
  return out_text(&o);
}

// ---- against what is measured

static bool is_number(TargetForm f) {
  TargetBehind b = target_behind(f);
  return b == BEHIND_NUMBER || b == BEHIND_RANGE;
}

uint8_t target_type(TargetForm form) {
  switch (target_behind(form)) {
  case BEHIND_DATE: return PLAN_DATE;
  case BEHIND_TRUTH: return PLAN_TRUTH;
  case BEHIND_TEXT: return PLAN_TEXT;
  case BEHIND_NUMBER:
  case BEHIND_RANGE:
  case BEHIND_NOTHING: break;
  }
  return PLAN_QUANTITY;
}

static Text type_name(uint8_t type) {
  switch ((PlanType)type) {
  case PLAN_QUANTITY: return (Text){S("数量"), S("a quantity")};
  case PLAN_TRUTH: return (Text){S("是/否"), S("yes or no")};
  case PLAN_DATE: return (Text){S("日期"), S("a date")};
  case PLAN_TEXT: return (Text){S("文字"), S("text")};
  case PLAN_GRADE: return (Text){S("等级"), S("a grade")};
  }
  return (Text){0};
}

static Ref first_operand(const Tree *t, const CheckedTarget *target) {
  return ast_at(t, target->node)->kids;
}

// 100%: at least, at most, or just that? One fix each.
static void ask_direction(Check *c, const Tree *t, const CheckedTarget *target) {
  static const char *const ways[] = {"≥ ", "≤ ", "= "};
  Span at = ast_span(t, target->node);
  Diag *d = diag_add(c->diags, D_TARGET_BARE, at, TEXT_ARGS(text_of(node_text(t, first_operand(t, target)))));
  for (unsigned i = 0; i < 3; i++) {
    Str sign = str_z(ways[i]);
    DiagFix *f =
        diag_fix(c->diags, d, T_FIX_TO,
                 TEXT_ARGS(text_of(str_cat(c->diags->arena, sign, node_text(t, first_operand(t, target))))));
    diag_edit(c->diags, f, (Span){at.file, at.start, at.start}, sign);
  }
}

// A number alone: of what? The unit of what is measured is offered where it is known.
static void ask_unit(Check *c, const Tree *t, const CheckedTarget *target, UnitId measured, Str by_name) {
  Ref leaf = first_operand(t, target);
  if (target->form == TARGET_RANGE && leaf) leaf = ast_at(t, leaf)->next;
  if (!leaf) return;
  Span at = ast_span(t, leaf);
  bool known = measured != UNIT_NONE;
  Diag *d =
      known ? diag_add(c->diags, D_TARGET_UNIT, at,
                       TEXT_ARGS(text_of(node_text(t, leaf)), text_of(unit_text(c->prog->units, measured))))
            : diag_add(c->diags, D_NUMBER_ONLY, at, TEXT_ARGS(text_of(node_text(t, leaf))));
  Str unit = known ? unit_text(c->prog->units, measured) : by_name;
  if (!unit.n) return;
  bool share = str_eq(unit, S("%")) && target->form != TARGET_RANGE && num_cmp(target->low, NUM(1)) <= 0 &&
               num_sign(target->low) > 0;
  if (share) { // 0.95: 95%, or indeed 0.95%?
    Num hundred = num_mul(c->diags->arena, target->low, NUM(100));
    Str percent = str_cat(c->diags->arena, num_text(c->diags->arena, hundred, 12), unit);
    diag_edit(c->diags, diag_fix(c->diags, d, T_FIX_TO, TEXT_ARGS(text_of(percent))), at, percent);
    unit = str_cat(c->diags->arena, node_text(t, leaf), unit);
    diag_edit(c->diags, diag_fix(c->diags, d, T_FIX_TO, TEXT_ARGS(text_of(unit))), at, unit);
    return;
  }
  DiagFix *f = diag_fix(c->diags, d, T_FIX_UNIT, TEXT_ARGS(text_of(unit)));
  diag_edit(c->diags, f, (Span){at.file, at.end, at.end}, unit);
}

static void mismatch(Check *c, const Tree *t, const CheckedIndicator *i, Span target_at, DimId want,
                     DimId got) {
  UnitTable *units = c->prog->units;
  Span at = i->value != NONE ? ast_span(t, c->pool.p[i->value].node) : ast_span(t, i->name);
  DimId point = units_point_dim(units);
  bool percent = (want == point && got == DIM_ONE) || (got == point && want == DIM_ONE);
  Diag *d = diag_add(c->diags, percent ? D_POINT_PERCENT : D_DIMS_DIFFER, target_at,
                     TEXT_ARGS(dim_name(units, want), dim_name(units, got)));
  diag_label(c->diags, d, target_at, T_LABEL, TEXT_ARGS(dim_name(units, want)));
  diag_label(c->diags, d, at, T_LABEL, TEXT_ARGS(dim_name(units, got)));
  if (percent) diag_note(c->diags, d, T_NOTE_GROWTH, NO_ARGS);
}

// One target (base, 调整 or 中期) against the indicator's type; `measured`: it has a type of its own.
static bool fits(EntityCheck *x, const CheckedIndicator *i, const Tree *t, const CheckedTarget *target,
                 bool measured) {
  Check *c = x->c;
  UnitTable *units = c->prog->units;
  TargetForm form = (TargetForm)target->form;
  if (form == TARGET_NA || form == TARGET_MISSING) return true;
  if (form == TARGET_HOLE && target->unit == UNIT_NONE) return true;
  uint8_t type = target_type(form);
  if (measured && type != i->type) {
    Span at = ast_span(t, target->node);
    Diag *d = diag_add(c->diags, D_TYPES_DIFFER, at, TEXT_ARGS(type_name(type), type_name(i->type)));
    if (i->value != NONE)
      diag_label(c->diags, d, ast_span(i->tree, c->pool.p[i->value].node), T_LABEL,
                 TEXT_ARGS(type_name(i->type)));
    return false;
  }
  if (type != PLAN_QUANTITY) return true;
  measured &= i->unit != UNIT_NONE; // else of any unit: a formula over a blank
  if (target->unit == UNIT_NONE) {
    if (!target->low_ok || (measured && unit_dim(units, i->unit) == DIM_ONE)) return true;
    Str by_name = {0};
    if (!measured && !lint_wants_unit(i->name_text, &by_name)) return true;
    ask_unit(c, t, target, measured ? i->unit : UNIT_NONE, by_name);
    return false;
  }
  if (!measured) return true;
  DimId want = unit_dim(units, target->unit), got = unit_dim(units, i->unit);
  if (want == got) return true;
  mismatch(c, i->tree, i, ast_span(t, target->node), want, got);
  return false;
}

// The first target that says what is measured: 待定 may be filled in by a 调整.
static const CheckedTarget *first_telling(const CheckedIndicator *i) {
  for (uint32_t k = 0; k <= i->adjust_n; k++) {
    const CheckedTarget *t = k ? &i->adjusts[k - 1] : &i->target;
    bool blank = t->form == TARGET_HOLE || t->form == TARGET_NA || t->form == TARGET_MISSING;
    if (!blank || t->unit != UNIT_NONE) return t;
  }
  return &i->target;
}

void target_check(EntityCheck *x, CheckedIndicator *i, const Site *s) {
  Check *c = x->c;
  const Tree *t = s->tree;
  CheckedTarget *target = &i->target;
  bool measured = i->type != UINT8_MAX;
  if (!measured) {
    const CheckedTarget *told = first_telling(i);
    i->type = target_type((TargetForm)told->form);
    i->unit = is_number((TargetForm)told->form) ? told->unit : UNIT_NONE;
  }
  bool fine = fits(x, i, t, target, measured);
  if (fine && target->form == TARGET_BARE && target->low_ok && x->e->ruleset != NONE &&
      c->prog->plan->rulesets.bare_form[x->e->ruleset] == TARGET_BARE)
    ask_direction(c, t, target);
  bool known = measured || i->type != PLAN_QUANTITY || i->unit != UNIT_NONE;
  for (uint32_t k = 0; k < i->adjust_n; k++) fits(x, i, t, &i->adjusts[k], known);
  if (i->midterm) fits(x, i, t, i->midterm, known);
  if (!measured || !is_number((TargetForm)target->form) || target->unit == UNIT_NONE) return;
  UnitTable *units = c->prog->units; // the actual is shown in the target's unit
  if (i->unit == UNIT_NONE || unit_dim(units, target->unit) == unit_dim(units, i->unit))
    i->unit = target->unit;
}
