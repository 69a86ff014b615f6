// M: whether targets, texts and plans agree with the budget. Amounts in 元, compared exactly; "far" is below
// half or above one and a half.
#include "compiler/lint_facts.h"

typedef struct Money {
  const LintBook *b;
  Check *c;
  const CheckedEntity *e;
} Money;

static Text said_money(Check *c, Num x) {
  Arena *a = c->diags->arena;
  Num wan = num_div(a, x, NUM(10000));
  if (num_cmp(num_abs(a, wan), NUM(1)) < 0) return text_of(str_cat(a, num_text(a, x, 2), S("元")));
  return text_of(str_cat(a, num_text(a, wan, 6), S("万元")));
}

static bool is_budget(const CheckedEntity *e, Num x) { // first or adjusted
  if (num_cmp(x, e->budget) == 0) return true;
  for (uint32_t k = 0; k < e->adjust_n; k++)
    if (num_cmp(x, e->adjusts[k].amount) == 0) return true;
  return false;
}

static Num largest_budget(const CheckedEntity *e) {
  Num most = e->budget;
  for (uint32_t k = 0; k < e->adjust_n; k++)
    if (num_cmp(e->adjusts[k].amount, most) > 0) most = e->adjusts[k].amount;
  return most;
}

static Span amount_span(const CheckedEntity *e) {
  Ref amount = ast_at(e->budget_tree, e->budget_node)->kids;
  return amount ? ast_span(e->budget_tree, amount) : ast_head(e->budget_tree, e->budget_node);
}

// ---- M01 M02 M08 a cost target against the budget

static bool cost_class(const Money *m, const CheckedIndicator *i) {
  return i->cls != NONE && m->b->class_kind[i->cls] == CLASS_COST && i->target.low_ok;
}

static void cost_target(const Money *m, const CheckedIndicator *i, Traits name) {
  Check *c = m->c;
  const CheckedEntity *e = m->e;
  const CheckedTarget *t = &i->target;
  if (t->form != TARGET_LE && t->form != TARGET_LT && t->form != TARGET_EQ && t->form != TARGET_BARE) return;
  Num x = t->low;
  if (is_budget(e, x)) {
    lint_say(c, D_M02, target_span(i), TEXT_ARGS(say_name(i), text_of(target_said(i))));
  } else if (num_cmp(num_mul(c->scratch, x, NUM(10000)), e->budget) == 0) {
    Diag *d =
        lint_say(c, D_M08, target_span(i), TEXT_ARGS(text_of(target_said(i)), said_money(c, e->budget)));
    diag_label(c->diags, d, amount_span(e), T_M_BUDGET, NO_ARGS);
  } else if (num_cmp(x, largest_budget(e)) > 0 && !has(name, N_WHOLE) && e->period_to <= e->period_from) {
    Diag *d = lint_say(c, D_M01, target_span(i),
                       TEXT_ARGS(say_name(i), text_of(target_said(i)), said_money(c, largest_budget(e))));
    diag_label(c->diags, d, amount_span(e), T_M_BUDGET, NO_ARGS);
  }
}

// ---- M03 unit costs times quantities

// The one quantity in `by`, what a price is by: 元/人次 and 到会客商 ≥ 200人次. NULL: none, or several.
static const CheckedIndicator *quantity_of(const Money *m, DimId by, bool visits_too) {
  const Program *p = m->c->prog;
  const CheckedIndicator *found = NULL;
  for (uint32_t k = 0; k < m->e->indicator_n; k++) {
    const CheckedIndicator *i = &m->e->indicators[k];
    if (i->cls == NONE || m->b->class_kind[i->cls] != CLASS_QUANTITY || !i->target.low_ok) continue;
    if (i->target.unit == UNIT_NONE || i->target.form == TARGET_RANGE) continue;
    bool fits = unit_dim(p->units, i->target.unit) == by;
    if (visits_too)
      fits |= kind_in(unit_kind(m->b, p, i->target.unit), KIND_BIT(OF_VISIT) | KIND_BIT(OF_PERSON));
    if (!fits) continue;
    if (found) return NULL;
    found = i;
  }
  return found;
}

static bool near_budget(Check *c, const CheckedEntity *e, Num total) {
  Num twice = num_add(c->scratch, total, total);
  for (uint32_t k = 0; k <= e->adjust_n; k++) {
    Num budget = k ? e->adjusts[k - 1].amount : e->budget;
    if (num_cmp(twice, budget) >= 0 && num_cmp(twice, num_mul(c->scratch, budget, NUM(3))) <= 0) return true;
  }
  return false;
}

static void price_times_quantity(const Money *m) {
  Check *c = m->c;
  const CheckedEntity *e = m->e;
  UnitTable *units = c->prog->units;
  const CheckedIndicator *price = NULL, *quantity = NULL;
  Num total = NUM(0);
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    const CheckedIndicator *i = &e->indicators[k];
    if (!cost_class(m, i) || i->target.form == TARGET_RANGE) continue;
    UnitKind kind = unit_kind(m->b, c->prog, i->target.unit);
    Pers per = {0};
    if (kind == OF_MONEY) traits_of(m->b, name_core(i->name_text), &per);
    const CheckedIndicator *q = NULL;
    if (kind == OF_MONEY && !per.n) { // a sum of money
      if (!is_budget(e, i->target.low)) total = num_add(c->scratch, total, i->target.low);
      continue;
    }
    DimId money = units_money_dim(units);
    if (kind == OF_MONEY) {
      UnitFound below = units_find(units, str_z(per.p[0].below));
      DimId by = below.problem == UNIT_OK ? unit_dim(units, below.id) : DIM_NONE;
      q = per.n == 1 ? quantity_of(m, by, strcmp(per.p[0].below, "人") == 0) : NULL;
    } else if (kind == OF_OTHER && i->target.unit != UNIT_NONE) {
      Str unit = unit_text(units, i->target.unit);
      if (!memchr(unit.p, '/', unit.n)) continue;
      q = quantity_of(m, dim_mul(units, money, unit_dim(units, i->target.unit), true), false);
    } else {
      continue; // a rate, a count
    }
    if (!q) return; // a part of the cost is unknown
    total = num_add(c->scratch, total, num_mul(c->scratch, i->target.low, q->target.low));
    if (!price) price = i, quantity = q;
  }
  if (!price || num_sign(e->budget) <= 0 || near_budget(c, e, total)) return;
  Diag *d = lint_say(c, D_M03, target_span(price),
                     TEXT_ARGS(text_of(ast_text(price->tree, target_operand(price))),
                               text_of(ast_text(quantity->tree, target_operand(quantity))),
                               said_money(c, total), said_money(c, e->budget)));
  diag_label(c->diags, d, target_span(quantity), T_M03_QUANTITY, NO_ARGS);
  diag_label(c->diags, d, amount_span(e), T_M_BUDGET, NO_ARGS);
}

// ---- M05 M08 amounts in the text about the use of the money

static bool contains_any(Str s, const char *const *words, size_t n) {
  for (size_t k = 0; k < n; k++)
    if (str_has(s, str_z(words[k]))) return true;
  return false;
}

static size_t item_end(Str s, size_t i) { // at ；
  for (; i < s.n; i++)
    if (s.p[i] == ';' || s.p[i] == '\n' || (s.n - i >= 3 && memcmp(s.p + i, "；", 3) == 0)) return i;
  return s.n;
}

// Items set off by ； that each name one amount add up to the budget. Anything less plain is let be.
static void items_add_up(const Money *m, const CheckedText *t) {
  static const char *const unsure[] = {"其中", "共",   "合计", "总",  "约",   "上年", "均",  "每",
                                       "标准", "单价", "余",   "元/", "以上", "以内", "预计"};
  Check *c = m->c;
  Str s = t->text;
  if (contains_any(s, unsure, sizeof unsure / sizeof *unsure)) return;
  Num sum = NUM(0);
  unsigned items = 0;
  for (size_t i = 0; i < s.n;) {
    size_t end = item_end(s, i), from = 0;
    Str item = str_trim(str_slice(s, i, end));
    i = end < s.n && s.p[end] != ';' && s.p[end] != '\n' ? end + 3 : end + 1;
    if (!item.n) continue;
    unsigned amounts = 0;
    for (Amount n; next_number(c->scratch, item, &from, &n);)
      if (n.money) sum = num_add(c->scratch, sum, n.value), amounts++;
    if (amounts != 1) return;
    items++;
  }
  if (items < 2 || is_budget(m->e, sum)) return;
  Diag *d = lint_say(c, D_M05, ast_span(t->tree, t->node),
                     TEXT_ARGS(said_money(c, sum), said_money(c, m->e->budget)));
  diag_label(c->diags, d, amount_span(m->e), T_M_BUDGET, NO_ARGS);
}

// 500元 in the text, 500万元 in the budget.
static void slip_in_text(const Money *m, const CheckedText *t) {
  static const char *const prices[] = {"每", "均", "标准", "单价", "元/"};
  Check *c = m->c;
  size_t from = 0;
  if (contains_any(t->text, prices, sizeof prices / sizeof *prices)) return;
  for (Amount n; next_number(c->scratch, t->text, &from, &n);) {
    if (!n.money || !str_eq(n.unit, S("元")) ||
        num_cmp(num_mul(c->scratch, n.value, NUM(10000)), m->e->budget) != 0)
      continue;
    Diag *d = lint_say(c, D_M08, ast_span(t->tree, t->node),
                       TEXT_ARGS(text_of(str_dup(c->diags->arena, n.text)), said_money(c, m->e->budget)));
    diag_label(c->diags, d, amount_span(m->e), T_M_BUDGET, NO_ARGS);
    return;
  }
}

static void doubled_unit(Check *c, const CheckedText *t) {
  static const char *const twice[] = {"万元万元", "亿元亿元", "元元", "万元万", "万元元"};
  for (size_t k = 0; k < sizeof twice / sizeof *twice; k++) {
    if (!str_has(t->text, str_z(twice[k]))) continue;
    lint_say(c, D_M08_TWICE, ast_span(t->tree, t->node), TEXT_ARGS(text_of(str_z(twice[k]))));
    return;
  }
}

// ---- M08 a budget nobody has

static void unlikely_budget(const Money *m) {
  const CheckedEntity *e = m->e;
  Check *c = m->c;
  bool tiny = num_sign(e->budget) > 0 && num_cmp(e->budget, NUM(100)) < 0;
  bool huge = num_cmp(e->budget, NUM(100000000000)) >= 0; // 1000亿元
  if (!tiny && !huge) return;
  Span at = amount_span(e);
  lint_say(c, tiny ? D_M08_TINY : D_M08_HUGE, at,
           TEXT_ARGS(text_of(str_slice(e->budget_tree->source->text, at.start, at.end))));
}

// ---- M07 a plan unlike the work

static bool share_of(const Money *m, const CheckedPoint *p, Num *out) {
  if (p->share) return *out = p->value, true;
  if (!m->e->budget_ok || num_sign(m->e->budget) <= 0) return false;
  *out = num_div(m->c->scratch, p->value, m->e->budget);
  return true;
}

static bool all_year(const Money *m) {
  const CheckedEntity *e = m->e;
  Ref name = ast_child(e->tree, e->node, AST_NAME);
  return name && has(traits_of(m->b, ast_name(e->tree, name), NULL), N_ALL_YEAR);
}

static void plan_unlike(const Money *m) {
  const CheckedEntity *e = m->e;
  Check *c = m->c;
  Num share, before = NUM(0);
  if (e->point_n < 2) return;
  for (uint32_t k = 0; k < e->point_n; k++) {
    const CheckedPoint *p = &e->points[k];
    int year, month, day;
    if (!share_of(m, p, &share)) return;
    if (num_cmp(share, before) < 0) return; // M06 speaks
    before = share;
    date_split(p->date, &year, &month, &day);
    if (month > 6 || num_cmp(share, NUM(1)) < 0) continue;
    if (all_year(m))
      lint_say(c, D_M07_EARLY, ast_span(p->tree, p->node),
               TEXT_ARGS(text_of(ast_text(p->tree, ast_at(p->tree, p->node)->kids))));
    return;
  }
  const CheckedPoint *last = &e->points[e->point_n - 1], *prev = last - 1;
  if (!share_of(m, last, &share) || !share_of(m, prev, &before) || num_cmp(share, NUM(1)) != 0) return;
  Num step = num_sub(c->scratch, share, before);
  if (num_cmp(num_mul(c->scratch, step, NUM(5)), NUM(4)) < 0) return; // 80 points
  Str percent =
      str_cat(c->diags->arena, num_text(c->diags->arena, num_mul(c->scratch, step, NUM(100)), 2), S("%"));
  lint_say(c, D_M07_LATE, ast_span(last->tree, last->node),
           TEXT_ARGS(text_of(ast_text(prev->tree, ast_at(prev->tree, prev->node)->kids)), text_of(percent)));
}

// ---- M09 the same project under another name or with another amount, as noted on the form

static Str after_mark(Str s, const char *mark) {
  if (!str_starts(s, str_z(mark))) return (Str){0};
  s = str_slice(s, strlen(mark), s.n);
  if (str_starts(s, S("："))) return str_trim(str_slice(s, 3, s.n));
  if (str_starts(s, S(":"))) return str_trim(str_slice(s, 1, s.n));
  return (Str){0};
}

static void noted_otherwise(const Money *m, const CheckedText *t) {
  static const char *const names[] = {"表题", "项目名称", "清单名称", "列表名称"};
  static const char *const amounts[] = {"清单金额", "列表金额", "批复金额"};
  Check *c = m->c;
  const CheckedEntity *e = m->e;
  Ref name = ast_child(e->tree, e->node, AST_NAME);
  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    Str other = after_mark(t->text, names[k]);
    if (!other.n || !name || same_words(other, ast_name(e->tree, name))) continue;
    Diag *d = lint_say(c, D_M09, ast_span(t->tree, t->node),
                       TEXT_ARGS(text_of(str_z(names[k])), text_of(str_dup(c->diags->arena, other)),
                                 text_of(ast_name(e->tree, name))));
    diag_label(c->diags, d, ast_span(e->tree, name), T_M09_NAME, NO_ARGS);
  }
  for (size_t k = 0; k < sizeof amounts / sizeof *amounts && e->budget_ok; k++) {
    Str other = after_mark(t->text, amounts[k]);
    size_t from = 0;
    Amount n;
    if (!other.n || !next_number(c->scratch, other, &from, &n) || !n.money || is_budget(e, n.value)) continue;
    Diag *d =
        lint_say(c, D_M09_AMOUNT, ast_span(t->tree, t->node),
                 TEXT_ARGS(text_of(str_z(amounts[k])), said_money(c, n.value), said_money(c, e->budget)));
    diag_label(c->diags, d, amount_span(e), T_M_BUDGET, NO_ARGS);
  }
}

// ---- all of it

void lint_money(const LintBook *b, Check *c, const CheckedEntity *e) {
  Money m = {b, c, e};
  bool project = c->prog->entities[e->entity].kind == BODY_PROJECT;
  bool budget = e->budget_ok && e->budget_node;
  for (uint32_t k = 0; budget && k < e->indicator_n; k++) {
    const CheckedIndicator *i = &e->indicators[k];
    if (!cost_class(&m, i) || unit_kind(b, c->prog, i->target.unit) != OF_MONEY) continue;
    NameFacts room;
    const NameFacts *name = name_facts(b, c, i, &room);
    if (!name->per.n && !has(name->traits, N_EXECUTION)) cost_target(&m, i, name->traits);
  }
  if (budget && project) {
    price_times_quantity(&m);
    unlikely_budget(&m);
  }
  plan_unlike(&m);
}

void lint_text_money(const LintBook *b, Check *c, const CheckedEntity *e, const CheckedText *t,
                     Traits traits) {
  Money m = {b, c, e};
  if (t->kind == TEXT_USE && e->budget_ok && e->budget_node && has(traits, N_DIGIT)) {
    items_add_up(&m, t);
    slip_in_text(&m, t);
  }
  if (t->kind == TEXT_NOTE) noted_otherwise(&m, t);
  if (has(traits, N_DOUBLED)) doubled_unit(c, t);
}
