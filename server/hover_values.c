// Units, quantities, dates and targets: what they are worth and what they ask for.
#include "compiler/target.h"
#include "server/hover.h"

#define UNITS_SHOWN 24

// ---- units

static Str ratio(Hover *h, Num x) { // 2000/3
  Out o = out_memory(h->a);
  num_write_ratio(&o, x);
  return out_text(&o);
}

static void dimension_item(Hover *h, UnitId unit) {
  UnitTable *units = h->prog->units;
  Str name = text_in(dim_name(units, unit_dim(units, unit)), h->r->s->lang);
  hover_item(h, H_UNIT_DIM, WITH(hover_safe(h, name)));
}

static void in_base(Hover *h, UnitId unit) {
  UnitTable *units = h->prog->units;
  UnitId base = unit_base(units, unit_dim(units, unit));
  Num scale = unit_scale(units, unit);
  Str text = hover_safe(h, unit_text(units, unit));
  if (base == UNIT_NONE || base == unit) return;
  Str of = hover_safe(h, unit_text(units, base)),
      is = num_ends(scale) ? hover_number(h, scale, 30) : ratio(h, scale);
  is = str_cat(h->a, is, of);
  if (!num_ends(scale))
    is = str_fmt(h->a, STR_FMT " ≈ " STR_FMT, STR_ARG(is), STR_ARG(hover_amount(h, scale, base)));
  hover_item(h, H_UNIT_IS, WITH(text, is));
}

// A made one, 万元 or 元/人, has no declaration of its own.
void hover_unit(Hover *h, const Symbol *s) {
  UnitTable *units = h->prog->units;
  UnitFound f = units_find(units, s->name);
  if (f.problem != UNIT_OK) {
    hover_para(h, H_UNIT_UNKNOWN, WITH(hover_code(h, s->name)));
    return;
  }
  UnitInfo info;
  bool known = units_info_of(units, s->name, &info);
  if (known && s->tree && s->node) {
    hover_block(h, hover_written(h, s->tree, s->node));
    hover_doc(h, ast_doc(h->a, s->tree, s->node));
  } else
    hover_para(h, H_UNIT, WITH(hover_code(h, s->name)));
  dimension_item(h, f.id);
  in_base(h, f.id);
  Str aliases = {0};
  for (uint32_t i = 0; known && i < info.alias_n && i < UNITS_SHOWN; i++)
    aliases = hover_join(h, aliases, hover_safe(h, info.aliases[i]), "、");
  if (aliases.n) hover_item(h, H_UNIT_ALIASES, WITH(aliases));
  if (known && info.standard.n) hover_item(h, H_UNIT_STANDARD, WITH(hover_safe(h, info.standard)));
}

void hover_dimension(Hover *h, const Symbol *s) {
  UnitTable *units = h->prog->units;
  if (s->tree && s->node)
    hover_block(h, hover_written(h, s->tree, s->node)), hover_doc(h, ast_doc(h->a, s->tree, s->node));
  else
    hover_para(h, H_DIMENSION, WITH(hover_code(h, s->name)));
  Str list = {0};
  unsigned n = 0;
  for (uint32_t i = 0; s->row != DIM_NONE && i < units_count(units) && n < UNITS_SHOWN; i++) {
    UnitInfo u = units_info(units, i);
    if (u.dim != s->row) continue;
    list = hover_join(h, list, hover_safe(h, u.name), "、");
    n++;
  }
  if (list.n) hover_item(h, H_DIMENSION_UNITS, WITH(list));
}

Str hover_type(Hover *h, uint8_t type, uint8_t pct, UnitId unit) {
  UnitTable *units = h->prog->units;
  switch ((PlanType)type) {
  case PLAN_TRUTH: return server_text(h->r->s, "是或否", "yes or no");
  case PLAN_DATE: return server_text(h->r->s, "日期", "a date");
  case PLAN_TEXT: return server_text(h->r->s, "文字", "a text");
  case PLAN_GRADE: return server_text(h->r->s, "等级", "a grade");
  case PLAN_QUANTITY: break;
  }
  if (unit == UNIT_NONE) return server_text(h->r->s, "数量", "a quantity");
  Str text = unit_text(units, unit), dim = text_in(dim_name(units, unit_dim(units, unit)), h->r->s->lang);
  bool one = unit_dim(units, unit) == DIM_ONE;
  if (pct || (one && str_eq(text, S("%")))) return server_text(h->r->s, "百分比（%）", "a percentage (%)");
  if (one && !text.n) return server_text(h->r->s, "数", "a number");
  for (size_t i = 0; text.n && i + text.n <= dim.n; i++) // 货币（元） says its unit
    if (!memcmp(dim.p + i, text.p, text.n)) return hover_safe(h, dim);
  if (!text.n) return hover_safe(h, dim);
  return hover_part(h, H_IN_UNIT, WITH(hover_safe(h, dim), hover_safe(h, text)));
}

// ---- quantities

static Str prefixed(Hover *h, Num base, UnitId unit, const char *prefix) { // 320万元; empty: no such unit
  UnitTable *units = h->prog->units;
  UnitFound f = units_find(units, str_cat(h->a, str_z(prefix), unit_text(units, unit)));
  return f.problem == UNIT_OK ? hover_amount(h, base, f.id) : (Str){0};
}

// 300万元 is 3,000,000元; 3200000元 is 320万元; 90% is 0.9.
static Str other_forms(Hover *h, Num value, UnitId unit) {
  UnitTable *units = h->prog->units;
  UnitId base = unit_base(units, unit_dim(units, unit));
  Str out = {0};
  if (base != UNIT_NONE && base != unit) out = hover_amount(h, value, base);
  Num size = num_abs(h->a, value), scale = unit_scale(units, unit);
  bool plain = num_cmp(scale, NUM(1)) == 0 && unit_text(units, unit).n && unit_dim(units, unit) != DIM_ONE;
  if (plain && num_cmp(size, NUM(100000000)) >= 0)
    out = hover_join(h, out, prefixed(h, value, unit, "亿"), " = ");
  else if (plain && num_cmp(size, NUM(10000)) >= 0)
    out = hover_join(h, out, prefixed(h, value, unit, "万"), " = ");
  return out;
}

static bool read(Hover *h, const Tree *t, Ref leaf, Quantity *q) {
  bool hole = false;
  return leaf && quantity_read(&h->check, t, leaf, q, &hole) && !hole && num_ok(q->value);
}

static void part_of_budget(Hover *h, Quantity share) {
  uint32_t e = query_entity(&h->q, &h->path);
  Check c;
  CheckedEntity checked;
  if (e == NONE || !share.has_unit || unit_dim(h->prog->units, share.unit) != DIM_ONE) return;
  query_check(&h->q, e, &c, &checked);
  if (!checked.budget_ok) return;
  Num part = num_mul(h->a, checked.budget, share.value);
  hover_item(h, H_SHARE_IS,
             WITH(hover_amount(h, checked.budget, checked.budget_unit),
                  hover_amount(h, share.value, share.unit), hover_amount(h, part, checked.budget_unit)));
}

static void part_of_total(Hover *h, const Tree *t, Quantity part) {
  Ref budget = query_up(&h->path, AST_BUDGET), adjust = query_up(&h->path, AST_ADJUST);
  Quantity total;
  Ref leaf = adjust ? ast_child(t, adjust, AST_QUANTITY) : budget ? ast_child(t, budget, AST_QUANTITY) : 0;
  if (!read(h, t, leaf, &total) || !part.has_unit ||
      unit_dim(h->prog->units, part.unit) != unit_dim(h->prog->units, total.unit))
    return;
  Num share = num_mul(h->a, num_div(h->a, part.value, total.value), NUM(100));
  if (!num_ok(share)) return;
  hover_item(
      h, H_SHARE_OF,
      WITH(hover_amount(h, total.value, total.unit), str_cat(h->a, hover_number(h, share, 2), S("%"))));
}

void hover_quantity(Hover *h, const Tree *t, Ref leaf) {
  Quantity q;
  Str written = hover_written(h, t, leaf);
  if (ast_at(t, leaf)->kind == AST_HOLE)
    hover_para(h, H_HOLE, BARE);
  else if (!read(h, t, leaf, &q) || !q.has_unit) {
    if (ast_at(t, leaf)->kind == AST_QUANTITY || query_up(&h->path, AST_TARGET))
      hover_para(h, H_DOC, WITH(hover_code(h, written)));
  } else {
    Str other = other_forms(h, q.value, q.unit);
    if (other.n)
      hover_para(h, H_EQUALS, WITH(hover_code(h, written), other));
    else
      hover_para(h, H_DOC, WITH(hover_code(h, written)));
    dimension_item(h, q.unit);
    if (query_up(&h->path, AST_POINT)) part_of_budget(h, q);
    if (query_up(&h->path, AST_SOURCE)) part_of_total(h, t, q);
  }
  Ref budget = query_up(&h->path, AST_BUDGET);
  if (budget && h->path.n > 1 && h->path.at[h->path.n - 2] == budget) hover_budget(h, t, budget);
}

// ---- budgets

static bool sum_of(Hover *h, const Tree *t, Ref sources, Num *sum, UnitId *unit) {
  bool any = false;
  *sum = NUM(0), *unit = UNIT_NONE;
  for (Ref k = ast_at(t, sources)->kids; k; k = ast_at(t, k)->next) {
    Ref name = ast_at(t, k)->kids;
    Quantity q;
    if (ast_at(t, k)->kind != AST_SOURCE || !name) continue;
    if (!read(h, t, ast_at(t, name)->next, &q) || !q.has_unit) return false;
    if (unit_dim(h->prog->units, q.unit) != units_money_dim(h->prog->units)) return false;
    *sum = num_add(h->a, *sum, q.value);
    if (!any) *unit = q.unit;
    any = true;
  }
  return any;
}

static void sums(Hover *h, const Tree *t, Ref of, Num total) {
  for (Ref k = ast_at(t, of)->kids; k; k = ast_at(t, k)->next) {
    Num sum;
    UnitId unit;
    if (ast_at(t, k)->kind != AST_SOURCES || !sum_of(h, t, k, &sum, &unit)) continue;
    Num gap = num_abs(h->a, num_sub(h->a, total, sum));
    if (num_sign(gap) == 0)
      hover_item(h, H_BUDGET_PARTS, WITH(hover_amount(h, sum, unit)));
    else
      hover_item(h, H_BUDGET_SHORT, WITH(hover_amount(h, sum, unit), hover_amount(h, gap, unit)));
  }
}

void hover_budget(Hover *h, const Tree *t, Ref budget) {
  Quantity total, now;
  if (!read(h, t, ast_child(t, budget, AST_QUANTITY), &total) || !total.has_unit) return;
  UnitId base = unit_base(h->prog->units, unit_dim(h->prog->units, total.unit));
  Str first = hover_amount(h, total.value, total.unit), last = {0};
  for (Ref k = ast_at(t, budget)->kids; k; k = ast_at(t, k)->next)
    if (ast_at(t, k)->kind == AST_ADJUST && read(h, t, ast_child(t, k, AST_QUANTITY), &now) && now.has_unit)
      last = hover_amount(h, now.value, now.unit);
  if (last.n)
    hover_item(h, H_BUDGET_NOW, WITH(last, first));
  else if (base != UNIT_NONE && base != total.unit)
    hover_item(h, H_BUDGET,
               WITH(str_fmt(h->a, STR_FMT " = " STR_FMT, STR_ARG(first),
                            STR_ARG(hover_amount(h, total.value, base)))));
  else
    hover_item(h, H_BUDGET, WITH(first));
  sums(h, t, budget, total.value);
  for (Ref k = ast_at(t, budget)->kids; k; k = ast_at(t, k)->next)
    if (ast_at(t, k)->kind == AST_ADJUST && read(h, t, ast_child(t, k, AST_QUANTITY), &now))
      sums(h, t, k, now.value);
}

// ---- dates

// The first day of what the date names, where that is more than a day; else DATE_NONE.
static Date begins(const Node *n, int year) {
  unsigned form = n->op & ~(unsigned)DATE_BEFORE;
  int k = n->x, month = form == DATE_MONTH     ? k >> 8
                        : form == DATE_QUARTER ? 3 * k - 2
                        : form == DATE_HALF    ? 6 * k - 5
                        : form == DATE_YEAR    ? 1
                                               : 0;
  Date d;
  return month && date_make(year, month, 1, &d) ? d : DATE_NONE;
}

void hover_date(Hover *h, const Tree *t, Ref leaf) {
  const Node *n = ast_at(t, leaf);
  Date last;
  hover_para(h, H_DOC, WITH(hover_code(h, hover_written(h, t, leaf))));
  if (!date_read(&h->check, t, leaf, &last)) return;
  int year = n->val ? (int)n->val : h->prog->year;
  Date first = begins(n, year);
  Str day = date_text(h->a, last);
  bool before = n->op & DATE_BEFORE;
  if (before && first != DATE_NONE) {
    Str what = ast_text(t, leaf);
    static const char *const words[] = {"之前", "以前", "前"};
    for (unsigned i = 0; i < 3; i++)
      if (str_ends(what, str_z(words[i]))) what = str_slice(what, 0, what.n - strlen(words[i]));
    hover_item(h, H_DATE_BEFORE, WITH(day, hover_safe(h, what)));
  } else if (before)
    hover_item(h, H_DATE_BY, WITH(day));
  else if (first != DATE_NONE)
    hover_item(h, H_DATE_SPAN, WITH(date_text(h->a, first), day)), hover_item(h, H_DATE_LAST, WITH(day));
  else
    hover_item(h, H_DATE_DAY, WITH(day));
  if (!n->val && h->prog->year) hover_item(h, H_DATE_YEAR, WITH(str_fmt(h->a, "%d", h->prog->year)));
}

// ---- targets

static HoverText way(TargetForm form) {
  switch (form) {
  case TARGET_GE:
  case TARGET_GT: return H_TARGET_UP;
  case TARGET_LE:
  case TARGET_LT: return H_TARGET_DOWN;
  case TARGET_EQ: return H_TARGET_EVEN;
  case TARGET_RANGE: return H_TARGET_WITHIN;
  case TARGET_DEADLINE:
  case TARGET_DATE: return H_TARGET_DAY;
  case TARGET_TRUTH: return H_TARGET_YESNO;
  case TARGET_TEXT: return H_TARGET_WORDS;
  case TARGET_BARE: return H_TARGET_NO_SIGN;
  case TARGET_HOLE: return H_TARGET_BLANK;
  case TARGET_NA: return H_TARGET_NONE;
  case TARGET_NE:
  case TARGET_MISSING: break;
  }
  return HOVER_TEXTS;
}

static Str end_of(Hover *h, Num x, UnitId unit) {
  return hover_amount(h, x, unit);
}

static bool met(Hover *h, const CheckedTarget *g, TargetForm form) {
  Str low = g->low_ok ? end_of(h, g->low, g->unit) : (Str){0};
  bool number = target_behind(form) == BEHIND_NUMBER || form == TARGET_RANGE;
  if (form == TARGET_HOLE || form == TARGET_NA || (number && !g->low_ok)) {
    hover_item(h, H_MET_NEVER, BARE);
    return false;
  }
  switch (form) {
  case TARGET_GE: hover_item(h, H_MET_GE, WITH(low)); break;
  case TARGET_GT: hover_item(h, H_MET_GT, WITH(low)); break;
  case TARGET_LE: hover_item(h, H_MET_LE, WITH(low)); break;
  case TARGET_LT: hover_item(h, H_MET_LT, WITH(low)); break;
  case TARGET_EQ: hover_item(h, H_MET_EQ, WITH(low)); break;
  case TARGET_RANGE: hover_item(h, H_MET_RANGE, WITH(low, end_of(h, g->high, g->unit))); break;
  case TARGET_DEADLINE:
  case TARGET_DATE:
    if (g->date != DATE_NONE) hover_item(h, H_MET_BY, WITH(date_text(h->a, g->date)));
    break;
  case TARGET_TRUTH:
    hover_item(h, H_MET_TRUTH,
               WITH(g->truth ? server_text(h->r->s, "是", "yes") : server_text(h->r->s, "否", "no")));
    break;
  case TARGET_TEXT: hover_item(h, H_MET_TEXT, BARE); break;
  case TARGET_BARE:
    if (num_cmp(g->low, NUM(1)) == 0 && g->unit != UNIT_NONE && unit_dim(h->prog->units, g->unit) == DIM_ONE)
      hover_item(h, H_MET_BARE_FULL, BARE);
    else
      hover_item(h, H_MET_BARE, BARE);
    break;
  case TARGET_HOLE:
  case TARGET_NA:
  case TARGET_NE:
  case TARGET_MISSING: break;
  }
  return true;
}

// The rule set's formula for a missed target, with where it comes from.
static void unmet_line(Hover *h, HoverText say, uint8_t kind, uint32_t ruleset) {
  const Tree *t;
  Ref line = hover_rule_line(h, ruleset, AST_RULEUNMET, kind, &t);
  if (!line) {
    hover_item(h, H_UNMET_ZERO, BARE);
    return;
  }
  Str name = hover_safe(h, plan_text(h->prog->plan, h->prog->plan->rulesets.name[ruleset]));
  Str from = hover_join(h, name, hover_status_word(h, ruleset, t, line), server_text(h->r->s, "，", ", ").p);
  Str formula = hover_code(h, hover_written(h, t, ast_at(t, line)->kids));
  hover_item(h, say, WITH(hover_part(h, H_UNMET_RULE, WITH(formula, from))));
}

static void unmet(Hover *h, TargetForm form, uint32_t ruleset) {
  static const uint8_t kinds[] = {
      [TARGET_GE] = UNMET_POSITIVE,   [TARGET_LE] = UNMET_NEGATIVE, [TARGET_GT] = UNMET_POSITIVE,
      [TARGET_LT] = UNMET_NEGATIVE,   [TARGET_EQ] = UNMET_EQUAL,    [TARGET_NE] = UNMET_EQUAL,
      [TARGET_RANGE] = UNMET_POSITIVE};
  if (form == TARGET_TEXT) hover_item(h, H_UNMET_SHARE, BARE);
  if (form == TARGET_TRUTH || form == TARGET_DEADLINE || form == TARGET_DATE)
    hover_item(h, H_UNMET_ZERO, BARE);
  if (form > TARGET_RANGE || ruleset == NONE) return;
  unmet_line(h, form == TARGET_RANGE ? H_UNMET_BELOW : H_UNMET, kinds[form], ruleset);
  if (form == TARGET_RANGE) unmet_line(h, H_UNMET_ABOVE, UNMET_NEGATIVE, ruleset);
}

void hover_target(Hover *h, const CheckedTarget *g, uint32_t ruleset, bool scored) {
  TargetForm form = (TargetForm)g->form;
  HoverText direction = way(form);
  if (direction == HOVER_TEXTS) return;
  hover_item(h, H_TARGET,
             WITH(hover_code(h, target_text(h->a, h->prog->units, g)), hover_part(h, direction, BARE)));
  if (met(h, g, form) && scored) unmet(h, form, ruleset);
}
