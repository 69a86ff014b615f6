// Values are held in base units; here they go back into the unit beside which they are read.
#include "runtime/show.h"
#include "base/utf.h"
#include "grammar/ast.h"

Str show_clean(Arena *a, Str s) {
  bool plain = true;
  for (size_t i = 0; i < s.n && plain;) {
    unsigned len;
    uint32_t cp = utf_decode(s, i, &len);
    plain = cp != UTF_BAD && !utf_is_hidden(cp);
    i += len;
  }
  if (plain) return s;
  Out o = out_memory(a);
  utf_show(&o, s);
  return out_text(&o);
}

static Num scale_of(const Plan *p, uint32_t unit) {
  return unit == NONE ? NUM(1) : plan_value(p, p->units.scale[unit]);
}

Num show_scaled(Arena *a, const Plan *p, Num base, uint32_t unit) {
  Num scale = scale_of(p, unit);
  return scale.num == 1 && scale.den == 1 ? base : num_div(a, base, scale);
}

void show_number(Out *o, Arena *a, const Plan *p, Num base, uint32_t unit) {
  num_write_in(o, a, base, scale_of(p, unit));
}

void show_quantity_to(Out *o, Arena *a, const Plan *p, Num base, uint32_t unit, unsigned places) {
  num_write_group_in(o, a, base, scale_of(p, unit), places);
  if (unit != NONE) out_str(o, plan_text(p, p->units.text[unit]));
}

Str show_quantity(Arena *a, const Plan *p, Num base, uint32_t unit, unsigned places) {
  Out o = out_memory(a);
  show_quantity_to(&o, a, p, base, unit, places);
  return out_text(&o);
}

Str show_percent(Arena *a, Num share, unsigned places) {
  Out o = out_memory(a);
  num_write_group(&o, num_mul(a, share, NUM(100)), places);
  out_c(&o, '%');
  return out_text(&o);
}

Str show_signed(Arena *a, Num x, unsigned places) {
  Out o = out_memory(a);
  Num shown = num_round(a, x, places);
  if (num_sign(shown) > 0) out_c(&o, '+');
  if (num_sign(shown) < 0) out_z(&o, "−");
  num_write_group(&o, num_abs(a, shown), places);
  return out_text(&o);
}

Str show_points(Arena *a, Num points, unsigned places) {
  Out o = out_memory(a);
  num_write_fixed(&o, points, places);
  return out_text(&o);
}

Str show_count(Arena *a, uint64_t n) {
  Out o = out_memory(a);
  num_write_group(&o, n > INT64_MAX ? NUM(INT64_MAX) : NUM((int64_t)n), 0);
  return out_text(&o);
}

// What was graded: the band's name, and the share where one was told or the grade is not the best.
static Str graded(Arena *a, const Results *r, const Value *v, uint32_t ruleset) {
  const Plan *p = r->plan;
  if (!v->grade || ruleset == NONE || v->grade > p->rulesets.band_n[ruleset]) return show_clean(a, v->text);
  Str name = plan_text(p, p->bands.name[p->rulesets.band_first[ruleset] + v->grade - 1u]);
  if (!v->share_told) return show_clean(a, name);
  return str_cat(a, str_cat(a, show_clean(a, name), S(" ")), show_percent(a, v->num, SHOW_ALL));
}

Str show_value(Arena *a, const Results *r, const Value *v, uint32_t unit, Lang lang, unsigned places) {
  switch ((ValueKind)v->kind) {
  case VALUE_NONE: return word(lang, W_X_NO_VALUE);
  case VALUE_QUANTITY: return show_quantity(a, r->plan, v->num, unit, places);
  case VALUE_TRUTH: return lang == LANG_EN ? (v->truth ? S("yes") : S("no")) : v->truth ? S("是") : S("否");
  case VALUE_DATE: return date_text(a, v->date);
  case VALUE_WORDS:
  case VALUE_GRADE: return show_clean(a, v->text);
  }
  return (Str){0};
}

uint32_t show_unit(const Plan *p, uint32_t ind, uint32_t target) {
  uint32_t unit = p->targets.unit[target];
  if (unit != NONE || p->targets.low[target] != NONE) return unit; // of ≥ 3: a plain number
  uint32_t expr = p->indicators.value[ind];
  return expr != NONE ? p->exprs.unit[expr] : p->inputs.unit[p->indicators.input[ind]];
}

uint32_t show_base_unit(const Plan *p, uint32_t unit) {
  if (unit == NONE) return NONE;
  for (uint32_t u = 0; u < p->units.n; u++)
    if (p->units.dim[u] == p->units.dim[unit] && num_cmp(plan_value(p, p->units.scale[u]), NUM(1)) == 0)
      return u;
  return unit;
}

// Whether x, cut to so many places of its unit, still compares with `bound` as it truly does.
static bool same_side(Arena *a, const Plan *p, Num x, uint32_t bound, uint32_t unit, unsigned places) {
  if (bound == NONE) return true;
  Num exact = show_scaled(a, p, x, unit), limit = show_scaled(a, p, plan_value(p, bound), unit);
  return num_cmp(num_round(a, exact, places), limit) == num_cmp(exact, limit);
}

Str show_actual(Arena *a, const Results *r, uint32_t ind, Lang lang, unsigned places) {
  const Plan *p = r->plan;
  const IndicatorResult *res = result_of(r, ind);
  const Value *v = &res->actual;
  uint32_t unit = show_unit(p, ind, res->target);
  if (v->kind == VALUE_WORDS) return graded(a, r, v, p->entities.ruleset[p->indicators.owner[ind]]);
  if (v->kind != VALUE_QUANTITY) return show_value(a, r, v, unit, lang, places);
  uint32_t low = p->targets.low[res->target],
           high = p->targets.form[res->target] == TARGET_RANGE ? p->targets.high[res->target] : NONE;
  while (places < SHOW_ALL &&
         !(same_side(a, p, v->num, low, unit, places) && same_side(a, p, v->num, high, unit, places)))
    places++;
  return show_quantity(a, p, v->num, unit, places);
}

Str show_date(Arena *a, Date d, int year, Lang lang) {
  int y, m, day;
  date_split(d, &y, &m, &day);
  if (lang == LANG_EN || y != year || !date_ok(d)) return date_text(a, d);
  if (day == date_days_in_month(y, m)) return str_fmt(a, "%d月底", m);
  return str_fmt(a, "%d月%d日", m, day);
}
