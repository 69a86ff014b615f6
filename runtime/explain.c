// The tree of a figure, and its printing. Branches are grown first and printed whole, so that each line knows
// whether another follows.
#include "base/utf.h"
#include "grammar/ast.h"
#include "runtime/explain_tree.h"
#include "runtime/report/pen.h"
#include "runtime/score/verdict.h"

Twig *twig(Explain *x, Twig *parent, Str label, Str text, Str aside) {
  Twig *t = NEW(x->a, Twig);
  *t = (Twig){.label = label, .text = text, .aside = aside};
  if (!parent) return t;
  if (parent->last)
    parent->last->next = t;
  else
    parent->first = t;
  return parent->last = t;
}

Str explain_word(const Explain *x, WordId id) {
  return word(x->lang, id);
}

Str explain_with(Explain *x, WordId id, const Str *args, size_t argc) {
  return word_with(x->a, x->lang, id, args, argc);
}

Str explain_name(Explain *x, uint32_t str) {
  return show_clean(x->a, plan_text(x->p, str));
}

Str explain_place(Explain *x, uint32_t file, uint32_t line) {
  if (file >= x->p->files.n) return (Str){0};
  return str_cat(x->a, explain_name(x, x->p->files.name[file]), str_fmt(x->a, ":%u", line));
}

static Str join(Explain *x, Str a, Str gap, Str b) {
  if (!a.n || !b.n) return a.n ? a : b;
  return str_cat(x->a, str_cat(x->a, a, gap), b);
}

// “a = b”, or “a ≈ b” where b says of itself that it is cut.
static Str equals(Explain *x, Str a, Str b) {
  bool cut = str_starts(b, S("≈"));
  return join(x, a, cut ? S(" ≈ ") : S(" = "), cut ? str_slice(b, sizeof "≈" - 1, b.n) : b);
}

static bool holds(Str s, const char *zh, const char *en) {
  Str words[] = {str_z(zh), str_z(en)};
  for (int k = 0; k < 2; k++)
    for (size_t i = 0; i + words[k].n <= s.n; i++)
      if (memcmp(s.p + i, words[k].p, words[k].n) == 0) return true;
  return false;
}

// How sure a line of a rule set is, and by what: 财预2020：未核实，通行说法….
static Str explain_rule(Explain *x, uint32_t ruleset, const char *zh, const char *en, const char *which_zh,
                        const char *which_en) {
  static const WordId status[] = {W_RULE_UNSTATED, W_RULE_VERIFIED, W_RULE_CUSTOMARY, W_RULE_UNVERIFIED};
  const Plan *p = x->p;
  Str name = explain_with(x, W_X_RULE, WITH(explain_name(x, p->rulesets.name[ruleset])));
  for (uint32_t i = 0; i < p->rules.n; i++) {
    Str line = plan_text(p, p->rules.line_text[i]);
    if (p->rules.ruleset[i] != ruleset || !(str_starts(line, str_z(zh)) || str_starts(line, str_z(en))))
      continue;
    if (which_zh && !holds(line, which_zh, which_en)) continue;
    Str said = join(x, name, S("  "), explain_word(x, status[p->rules.status[i]]));
    return join(x, said, x->lang == LANG_EN ? S(": ") : S("："), explain_name(x, p->rules.source[i]));
  }
  return name;
}

// ---- an indicator -------------------------------------------------------------------------------

static Str target_text(Explain *x, uint32_t target) {
  return show_clean(x->a, plan_target_text(x->a, x->p, target));
}

static void targets(Explain *x, Twig *root, uint32_t ind) {
  const Plan *p = x->p;
  uint32_t now = x->r->indicators[ind].target, first = p->indicators.target_first[ind];
  Str where = explain_place(x, p->indicators.file[ind], p->indicators.line[ind]);
  Str basis = explain_name(x, p->indicators.basis[ind]);
  if (basis.n) where = join(x, where, S("  "), explain_with(x, W_X_BASIS, WITH(basis)));
  Twig *t = twig(x, root, explain_word(x, W_X_TARGET), target_text(x, now), where);
  if (p->indicators.explain[ind] != NONE)
    twig(x, t, (Str){0}, explain_name(x, p->indicators.explain[ind]), (Str){0});
  for (uint32_t i = first; p->indicators.target_n[ind] > 1 && i < first + p->indicators.target_n[ind]; i++) {
    Date from = p->targets.from[i];
    Str since =
        i > first && date_ok(from) ? explain_with(x, W_X_ADJUSTED, WITH(date_text(x->a, from))) : (Str){0};
    Str said =
        join(x, target_text(x, i), S("  "), i > first ? explain_name(x, p->targets.reason[i]) : (Str){0});
    twig(x, t, (Str){0}, said, join(x, since, S("  "), i == now ? explain_word(x, W_X_IN_FORCE) : (Str){0}));
  }
}

// As the table has it, but with more places, and ≈ where even these are not all.
static Str actual_text(Explain *x, uint32_t ind) {
  const IndicatorResult *res = &x->r->indicators[ind];
  Str said = show_actual(x->a, x->r, ind, x->lang, 6);
  if (res->actual.kind != VALUE_QUANTITY) return said;
  Num shown = show_scaled(x->a, x->p, res->actual.num, show_unit(x->p, ind, res->target));
  return num_cmp(num_round(x->a, shown, 6), shown) == 0 ? said : str_cat(x->a, S("≈"), said);
}

static void actual(Explain *x, Twig *root, uint32_t ind) {
  const Plan *p = x->p;
  const Value *v = &x->r->indicators[ind].actual;
  uint32_t input = p->indicators.input[ind], expr = p->indicators.value[ind];
  bool away = v->kind == VALUE_NONE && v->why == NODATA_NOT_APPLICABLE;
  Str said = away                    ? explain_word(x, W_NOT_APPLICABLE)
             : v->kind == VALUE_NONE ? explain_word(x, W_X_NO_VALUE)
                                     : actual_text(x, ind);
  Str why = v->kind == VALUE_NONE ? show_clean(x->a, text_in(reason_text(x->a, x->r, v), x->lang)) : (Str){0};
  if (v->kind != VALUE_NONE && expr == NONE) {
    uint32_t rows = input_rows(x->r, input, false);
    Str how = p->inputs.indicator[input] == NONE ? explain_name(x, p->inputs.name[input])
                                                 : explain_word(x, W_X_OWN_ROWS);
    why = explain_with(x, rows > 1 ? W_X_ROWS : W_X_ONE_ROW, WITH(how, show_count(x->a, rows)));
  }
  Twig *t = twig(x, root, explain_word(x, W_X_ACTUAL), said, why);
  t->lean = v->kind == VALUE_NONE ? LEAN_DIM : LEAN_STRONG;
  explain_actual(x, t, ind, false);
  if (expr != NONE && p->inputs.unused[input] &&
      input_rows(x->r, input, false)) { // rows given for what is computed
    Twig *given = twig(x, root, explain_word(x, W_X_OWN_ROWS), (Str){0}, explain_word(x, W_X_NOT_TAKEN));
    explain_input(x, given, input, false);
  }
}

static Leaning verdict_lean(uint8_t v) {
  static const Leaning leans[VERDICTS] = {LEAN_GOOD, LEAN_BAD, LEAN_WAIT, LEAN_DIM, LEAN_WAIT, LEAN_DIM};
  return leans[v];
}

static void verdict(Explain *x, Twig *root, uint32_t ind) {
  const IndicatorResult *res = &x->r->indicators[ind];
  Str against = {0}, target = target_text(x, res->target);
  if (res->actual.kind != VALUE_NONE)
    against = explain_with(x, W_X_COMPARE, WITH(actual_text(x, ind), target));
  Twig *t =
      twig(x, root, explain_word(x, W_X_VERDICT), explain_word(x, word_of_verdict(res->verdict)), against);
  t->lean = (uint8_t)verdict_lean(res->verdict);
  if (res->verdict == VERDICT_NO_TARGET)
    twig(x, t, (Str){0},
         explain_word(x, x->p->targets.form[res->target] == TARGET_BARE ? W_NOTE_BARE : W_NOTE_HOLE),
         (Str){0});
  if (res->verdict == VERDICT_PENDING) {
    Date end = date_year_end(x->p->year), start = date_year_end(x->p->year - 1);
    Str gone = explain_with(x, W_X_GONE,
                            WITH(str_fmt(x->a, "%d", x->r->as_of - start), str_fmt(x->a, "%d", end - start)));
    Str track = res->on_track < 0 ? (Str){0} : explain_word(x, res->on_track ? W_ON_TRACK : W_LAGGING);
    twig(x, t, (Str){0}, join(x, explain_word(x, W_X_YEAR_OPEN), S("  "), track), gone);
  }
  if (res->has_deviation) {
    Num percent = num_mul(x->a, indicator_deviation(x->a, x->p, res), NUM(100));
    Str by = str_cat(x->a, show_signed(x->a, percent, 4), S("%"));
    if (num_cmp(num_round(x->a, percent, 4), percent) != 0) by = str_cat(x->a, S("≈"), by);
    twig(x, t, explain_word(x, W_COL_DEVIATION), by,
         res->flags & FLAG_DEVIATION ? explain_rule(x, x->p->entities.ruleset[x->p->indicators.owner[ind]],
                                                    "偏离提示", "deviation", NULL, NULL)
                                     : (Str){0});
  }
  Str told = input_reason(x->r, x->p->indicators.input[ind]);
  if (told.n && res->verdict != VERDICT_NOT_APPLICABLE)
    twig(x, t, (Str){0}, explain_with(x, W_NOTE_REASON, WITH(show_clean(x->a, told))), (Str){0});
}

// Where the weight is from: written, shared with others of its 一级, grown by what is not applicable.
static void weight(Explain *x, Twig *parent, uint32_t ind) {
  const Plan *p = x->p;
  const IndicatorResult *res = &x->r->indicators[ind];
  uint32_t owner = p->indicators.owner[ind], first = p->entities.indicator_first[owner], shared = 0;
  Num sum = NUM(0), told = NUM(0), base = plan_value(p, p->indicators.weight[ind]);
  for (uint32_t i = first; i < first + p->entities.indicator_n[owner]; i++) {
    if (p->indicators.pool[i] != p->indicators.pool[ind] || p->indicators.weight[i] == NONE) continue;
    Num w = plan_value(p, p->indicators.weight[i]);
    if (p->indicators.weight_told[i])
      told = num_add(x->a, told, w);
    else
      sum = num_add(x->a, sum, w), shared++;
  }
  Str group = explain_name(x, p->indicators.level1[ind]), how;
  if (p->indicators.weight_told[ind])
    how = explain_word(x, W_X_WEIGHT_TOLD);
  else if (num_sign(told) > 0)
    how =
        explain_with(x, W_X_WEIGHT_REST,
                     WITH(group, num_text(x->a, sum, 2), show_count(x->a, shared), num_text(x->a, told, 2)));
  else
    how = explain_with(x, shared == 1 ? W_X_WEIGHT_ALONE : W_X_WEIGHT_SHARED,
                       WITH(group, num_text(x->a, sum, 2), show_count(x->a, shared)));
  Num moved = num_sub(x->a, res->weight, base);
  bool away = res->verdict == VERDICT_NOT_APPLICABLE;
  Twig *t = twig(x, parent, explain_word(x, W_X_WEIGHT), num_text(x->a, away ? base : res->weight, 2), how);
  if (!away && num_sign(moved) > 0)
    twig(x, t, (Str){0},
         explain_with(x, W_X_WEIGHT_MOVED, WITH(num_text(x->a, base, 2), num_text(x->a, moved, 2))),
         (Str){0});
}

static void rounding(Explain *x, Twig *parent, Num share, Num weight_now, Num points, uint32_t ruleset) {
  Num raw = num_mul(x->a, share, weight_now);
  unsigned places = x->p->rulesets.places[ruleset];
  Formula *f = &x->formula;
  Str said = join(x, num_text(x->a, weight_now, 2), S(" × "),
                  str_cat(x->a, formula_number(f, num_mul(x->a, share, NUM(100)), NONE), S("%")));
  said = equals(x, said, formula_number(f, raw, NONE));
  Str aside = {0};
  if (num_cmp(raw, points) != 0) {
    said = join(x, said, S(" → "), show_points(x->a, points, places));
    aside = join(x, explain_with(x, W_X_ROUNDED, WITH(show_count(x->a, places))), S("  "),
                 explain_rule(x, ruleset, "保留", "places", NULL, NULL));
  }
  twig(x, parent, explain_word(x, W_X_POINTS), said, aside);
}

// A share that a formula gave, kept within 0–100%.
static void share_line(Explain *x, Twig *parent, uint32_t expr, Num share, Str by) {
  Value raw = eval_expr(&x->eval, expr);
  Str said = formula_names(&x->formula, expr), values = formula_values(&x->formula, expr);
  Twig *t = twig(x, parent, explain_word(x, W_X_SHARE), said, (Str){0});
  Str result = str_cat(x->a, formula_number(&x->formula, num_mul(x->a, share, NUM(100)), NONE), S("%"));
  bool cut = raw.kind == VALUE_QUANTITY && num_cmp(raw.num, share) != 0;
  if (cut)
    twig(x, t, explain_word(x, W_X_VALUES), values, explain_with(x, W_X_CUT, WITH(result)));
  else
    twig(x, t, explain_word(x, W_X_VALUES), equals(x, values, result), (Str){0});
  twig(x, t, (Str){0}, (Str){0}, by);
}

static void missed(Explain *x, Twig *parent, uint32_t ind, uint32_t ruleset) {
  const IndicatorResult *res = &x->r->indicators[ind];
  Num target;
  uint32_t expr = score_formula(x->r, ind, res, &target);
  const Plan *p = x->p;
  if (expr == NONE) {
    twig(x, parent, explain_word(x, W_X_SHARE), S("0%"), explain_word(x, W_X_NOTHING));
    return;
  }
  x->eval.self = ind, x->eval.self_target = target;
  bool own = expr == p->indicators.score[ind], negative = expr == p->rulesets.unmet_negative[ruleset];
  bool equal = expr == p->rulesets.unmet_equal[ruleset];
  Str by = own        ? explain_word(x, W_X_OWN_SCORE)
           : negative ? explain_rule(x, ruleset, "未达标", "unmet", "反向", "negative")
           : equal    ? explain_rule(x, ruleset, "未达标", "unmet", "等于", "equals")
                      : explain_rule(x, ruleset, "未达标", "unmet", "正向", "positive");
  share_line(x, parent, expr, score_share(x->a, x->r, ind), by);
  x->eval.self = NONE;
}

static Str fraction(Explain *x, bool scored, Num points, Num of, uint32_t ruleset) {
  Str left = scored ? show_points(x->a, points, x->p->rulesets.places[ruleset]) : S("–");
  return join(x, left, S(" / "), num_text(x->a, of, 2));
}

static void points(Explain *x, Twig *root, uint32_t ind) {
  const IndicatorResult *res = &x->r->indicators[ind];
  uint32_t ruleset = x->p->entities.ruleset[x->p->indicators.owner[ind]];
  if (x->p->indicators.weight[ind] == NONE) {
    twig(x, root, explain_word(x, W_X_POINTS), explain_word(x, W_X_WEIGHT_NONE), (Str){0})->lean = LEAN_DIM;
    return;
  }
  Str said = fraction(x, res->scored, res->points,
                      res->verdict == VERDICT_NOT_APPLICABLE ? NUM(0) : res->weight, ruleset);
  Str why = res->scored
                ? (Str){0}
                : explain_with(x, W_X_NOT_SCORED, WITH(explain_word(x, word_of_verdict(res->verdict))));
  Twig *t = twig(x, root, explain_word(x, W_X_POINTS), said, why);
  t->lean = res->scored ? LEAN_STRONG : LEAN_DIM;
  weight(x, t, ind);
  if (!res->scored) return;
  if (res->actual.kind == VALUE_WORDS) {
    Str share = show_percent(x->a, score_share(x->a, x->r, ind), SHOW_ALL);
    Twig *told = twig(x, t, explain_word(x, W_X_SHARE), explain_with(x, W_X_GRADED, WITH(share)), (Str){0});
    twig(x, told, (Str){0}, (Str){0}, explain_rule(x, ruleset, "档次", "bands", NULL, NULL));
  } else if (res->verdict == VERDICT_MET) {
    twig(x, t, explain_word(x, W_X_SHARE), S("100%"), explain_word(x, W_X_ALL));
  } else {
    missed(x, t, ind, ruleset);
  }
  rounding(x, t, score_share(x->a, x->r, ind), res->weight, res->points, ruleset);
}

static Twig *indicator(Explain *x, uint32_t ind) {
  const Plan *p = x->p;
  x->formula.entity = NONE;
  Str path = formula_owned(&x->formula, p->indicators.owner[ind], plan_text(p, p->indicators.name[ind]));
  x->formula.entity = p->indicators.entity[ind];
  Str kind = join(x, explain_name(x, p->indicators.level1[ind]), S(" · "),
                  explain_name(x, p->indicators.level2[ind]));
  Twig *root = twig(x, NULL, (Str){0}, path, kind);
  root->lean = LEAN_STRONG;
  targets(x, root, ind);
  actual(x, root, ind);
  verdict(x, root, ind);
  points(x, root, ind);
  return root;
}

// ---- an entity ----------------------------------------------------------------------------------

static Twig *rate(Explain *x, Twig *parent, uint32_t ent, bool rows) {
  const EntityResult *res = &x->r->entities[ent];
  const Plan *p = x->p;
  uint32_t unit = p->entities.budget_unit[ent], ruleset = p->entities.ruleset[ent];
  Formula *f = &x->formula;
  bool known = res->rate.kind == VALUE_QUANTITY;
  Str said = known ? str_cat(x->a, formula_number(f, num_mul(x->a, res->rate.num, NUM(100)), NONE), S("%"))
                   : explain_word(x, W_X_NO_VALUE);
  Str how =
      known ? join(x, formula_number(f, res->spent.num, unit), S(" / "), formula_number(f, res->budget, unit))
            : text_in(reason_text(x->a, x->r, &res->rate), x->lang);
  Twig *t = twig(x, parent, explain_word(x, W_RATE), said, how);
  t->lean = known ? LEAN_STRONG : LEAN_DIM;
  if (rows) {
    Str spent = res->spent.kind == VALUE_QUANTITY ? formula_number(f, res->spent.num, unit)
                                                  : explain_word(x, W_X_NO_VALUE);
    explain_spent(x, twig(x, t, explain_word(x, W_SPENT), spent, (Str){0}), ent, false);
    if (res->has_budget) {
      Str where = explain_place(x, p->entities.file[ent], p->entities.line[ent]);
      explain_budget(x, twig(x, t, explain_word(x, W_BUDGET), formula_number(f, res->budget, unit), where),
                     ent);
    }
  }
  if (!res->exec_weighted) return t;
  Twig *s = twig(x, t, explain_word(x, W_X_POINTS),
                 fraction(x, res->exec_scored, res->exec_points, res->exec_weight, ruleset), (Str){0});
  if (!res->exec_scored) {
    WordId why = x->r->full_year ? W_NO_DATA : W_PENDING;
    s->aside = explain_with(x, W_X_NOT_SCORED, WITH(explain_word(x, why)));
    s->lean = LEAN_DIM;
    return t;
  }
  x->eval.self_entity = ent;
  share_line(x, s, p->entities.exec_score[ent], res->exec_share,
             explain_rule(x, ruleset, "执行率", "execution", NULL, NULL));
  x->eval.self_entity = NONE;
  rounding(x, s, res->exec_share, res->exec_weight, res->exec_points, ruleset);
  return t;
}

static void member(Explain *x, Twig *parent, uint32_t ind) {
  const IndicatorResult *res = &x->r->indicators[ind];
  uint32_t ruleset = x->p->entities.ruleset[x->p->indicators.owner[ind]];
  Str said = explain_word(x, word_of_verdict(res->verdict));
  if (res->weighted)
    said = join(x, fraction(x, res->scored, res->points, res->weight, ruleset), S("  "), said);
  Twig *t = twig(x, parent, explain_name(x, x->p->indicators.name[ind]), said,
                 explain_place(x, x->p->indicators.file[ind], x->p->indicators.line[ind]));
  t->lean = (uint8_t)verdict_lean(res->verdict);
}

static void grade(Explain *x, Twig *root, uint32_t ent) {
  const EntityResult *res = &x->r->entities[ent];
  if (res->grade == NONE) return;
  const Plan *p = x->p;
  Str name = explain_name(x, p->grades.name[res->grade]);
  if (res->provisional) name = explain_with(x, W_PROVISIONAL, WITH(name));
  Num percent = num_mul(x->a, num_div(x->a, res->total, res->judged), NUM(100));
  Str of = fraction(x, true, res->total, res->judged, p->entities.ruleset[ent]);
  Str from = explain_with(x, W_X_GRADE_FROM,
                          WITH(explain_name(x, p->grades.name[res->grade]),
                               num_text(x->a, plan_value(p, p->grades.low[res->grade]), 2)));
  Twig *t = twig(x, root, explain_word(x, W_X_GRADE), name, from);
  t->lean = LEAN_STRONG;
  if (res->provisional)
    twig(x, t, (Str){0}, explain_with(x, W_X_GRADE_BY, WITH(of, formula_number(&x->formula, percent, NONE))),
         (Str){0});
  twig(x, t, (Str){0}, (Str){0}, explain_rule(x, p->entities.ruleset[ent], "评级", "grades", NULL, NULL));
}

static Str total_text(Explain *x, uint32_t ent) {
  const EntityResult *res = &x->r->entities[ent];
  if (!res->scored) return explain_word(x, W_NO_TOTAL);
  if (num_sign(res->judged) <= 0)
    return explain_with(x, W_NOTHING_JUDGED, WITH(num_text(x->a, res->weight, 2)));
  return fraction(x, true, res->total, res->judged, x->p->entities.ruleset[ent]);
}

static void members(Explain *x, Twig *root, uint32_t ent) {
  const Plan *p = x->p;
  uint32_t first = p->entities.indicator_first[ent], group = NONE;
  Twig *under = NULL;
  for (uint32_t i = first; i < first + p->entities.indicator_n[ent]; i++) {
    if (!under || p->indicators.level1[i] != group) {
      group = p->indicators.level1[i];
      under = group == NONE ? root : twig(x, root, (Str){0}, explain_name(x, group), (Str){0});
    }
    member(x, under, i);
  }
}

// Of a 部门 what stands in it too: its 分项 with their indicators, its projects with their totals.
static void below(Explain *x, Twig *root, uint32_t ent) {
  const Plan *p = x->p;
  for (uint32_t e = ent + 1; e < p->entities.n; e++) {
    if (p->entities.parent[e] != ent) continue;
    const EntityResult *res = &x->r->entities[e];
    bool project = p->entities.kind[e] == BODY_PROJECT;
    Str grade = res->scored && res->grade != NONE ? explain_name(x, p->grades.name[res->grade]) : (Str){0};
    if (grade.n && res->provisional) grade = explain_with(x, W_PROVISIONAL, WITH(grade));
    Twig *t = twig(x, root, explain_name(x, p->entities.name[e]),
                   project || res->scored ? total_text(x, e) : (Str){0}, grade);
    if (!project) members(x, t, e);
  }
}

static Twig *total(Explain *x, uint32_t ent) {
  const Plan *p = x->p;
  const EntityResult *res = &x->r->entities[ent];
  Str said = total_text(x, ent);
  Twig *root = twig(x, NULL, explain_name(x, p->entities.name[ent]), said,
                    explain_place(x, p->entities.file[ent], p->entities.line[ent]));
  root->lean = LEAN_STRONG;
  if (res->has_budget) rate(x, root, ent, false);
  members(x, root, ent);
  if (p->entities.kind[ent] != BODY_PROJECT) below(x, root, ent);
  if (!res->scored) return root;
  Str applicable = explain_with(x, W_X_APPLICABLE, WITH(num_text(x->a, res->weight, 2)));
  Twig *t = twig(x, root, explain_word(x, W_TOTAL), said,
                 explain_with(x, W_X_JUDGED, WITH(num_text(x->a, res->judged, 2))));
  if (num_cmp(res->weight, res->judged) != 0)
    t->aside = join(x, t->aside, x->lang == LANG_EN ? S(", ") : S("，"), applicable);
  t->lean = LEAN_STRONG;
  grade(x, root, ent);
  return root;
}

static Str of_entity(Explain *x, uint32_t ent, WordId figure) {
  return join(x, explain_name(x, x->p->entities.name[ent]), S("."), explain_word(x, figure));
}

static Twig *tree(Explain *x, ExplainTarget t) {
  const Plan *p = x->p;
  switch (t.kind) {
  case EXPLAIN_INDICATOR: return indicator(x, t.row);
  case EXPLAIN_TOTAL: return total(x, t.row);
  case EXPLAIN_RATE: {
    Twig *root = rate(x, NULL, t.row, true);
    root->label = of_entity(x, t.row, W_RATE);
    return root;
  }
  case EXPLAIN_SPENT:
  case EXPLAIN_BUDGET: {
    bool spent = t.kind == EXPLAIN_SPENT;
    Value v = spent ? eval_spent(&x->eval, t.row) : eval_budget(&x->eval, t.row);
    uint32_t unit = p->entities.budget[t.row] != NONE ? p->entities.budget_unit[t.row]
                                                      : p->inputs.unit[p->entities.input_first[t.row]];
    Str said =
        v.kind == VALUE_QUANTITY ? formula_number(&x->formula, v.num, unit) : explain_word(x, W_X_NO_VALUE);
    Twig *root = twig(x, NULL, of_entity(x, t.row, spent ? W_SPENT : W_BUDGET), said,
                      explain_place(x, p->entities.file[t.row], p->entities.line[t.row]));
    root->lean = LEAN_STRONG;
    if (spent)
      explain_spent(x, root, t.row, false);
    else
      explain_budget(x, root, t.row);
    return root;
  }
  case EXPLAIN_INPUT: {
    Value v = input_value(x->a, x->r, t.row, false);
    Str name = formula_owned(&x->formula, p->inputs.entity[t.row], plan_text(p, p->inputs.name[t.row]));
    Str said = v.kind == VALUE_QUANTITY ? formula_number(&x->formula, v.num, p->inputs.unit[t.row])
                                        : show_value(x->a, x->r, &v, NONE, x->lang, SHOW_ALL);
    Twig *root = twig(x, NULL, name, said, (Str){0});
    root->lean = LEAN_STRONG;
    explain_input(x, root, t.row, false);
    if (input_rows(x->r, t.row, true))
      explain_input(x, twig(x, root, explain_word(x, W_X_LAST_YEAR), (Str){0}, (Str){0}), t.row, true);
    return root;
  }
  case EXPLAIN_LET: {
    uint32_t expr = p->lets.expr[t.row];
    Value v = eval_expr(&x->eval, expr);
    Str name = formula_owned(&x->formula, p->lets.entity[t.row], plan_text(p, p->lets.name[t.row]));
    Twig *root = twig(x, NULL, name, formula_value(&x->formula, &v, expr), (Str){0});
    root->lean = LEAN_STRONG;
    x->formula.entity = p->lets.entity[t.row];
    explain_formula(x, root, expr);
    return root;
  }
  }
  return NULL;
}

// ---- printing -----------------------------------------------------------------------------------

enum { PRINT_DEPTH = 64, ALIGN_MAX = 20, ALIGN_ROWS = 40 }; // one long line does not push all others apart

static void paint(Out *o, bool color, Leaning lean, Str s) {
  static const char *const codes[LEANINGS] = {"", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[31m", "\x1b[33m"};
  if (!s.n) return;
  if (color) out_z(o, codes[lean]);
  out_str(o, s);
  if (color && lean != LEAN_PLAIN) out_z(o, "\x1b[0m");
}

typedef struct Columns {
  size_t label, text;
} Columns; // widths that lines side by side share

// Lines without branches of their own are set as a table: rows, members of a group.
static Columns columns_of(const Twig *parent) {
  Columns c = {0};
  for (const Twig *t = parent->first; t; t = t->next) {
    if (t->first) continue;
    size_t label = utf_width(t->label), text = utf_width(t->text);
    if (label > c.label) c.label = label;
    if (t->aside.n && text > c.text && text <= (t->label.n ? ALIGN_MAX : ALIGN_ROWS)) c.text = text;
  }
  return c;
}

typedef struct Print {
  Out *o;
  bool color;
  size_t columns; // of the terminal; 0: lines are as long as they are
  Out prefix;     // what the lines below the branch at hand begin with
  size_t at;      // column
} Print;

// `gap` blanks and s. What has no room flows on below, within the tree; `stem` is the prefix of such lines.
static void flow(Print *p, size_t gap, Leaning lean, Str s, Str stem) {
  enum { LEAST = 24 };
  size_t in = utf_width(stem) + 2, whole = utf_width(s);
  bool fits = p->at + gap + whole <= p->columns, below = p->columns < p->at + gap + LEAST;
  if (!p->columns || p->columns < in + LEAST) fits = true;
  if (s.n && (fits || !below)) out_pad(p->o, ' ', gap), p->at += gap;
  if (fits) {
    paint(p->o, p->color, lean, s);
    p->at += whole;
    return;
  }
  for (size_t i = 0; i < s.n;) {
    if (i || below) {
      out_c(p->o, '\n');
      paint(p->o, p->color, LEAN_DIM, stem);
      out_pad(p->o, ' ', 2);
      p->at = in;
    }
    size_t end = pen_piece(s, i, p->columns - p->at);
    paint(p->o, p->color, lean, str_slice(s, i, end));
    p->at += utf_width(str_slice(s, i, end));
    i = pen_skip(s, end);
  }
}

static void line(Print *p, const Twig *t, Columns c) {
  bool leaf = !t->first;
  Str stem = str_cat(p->prefix.arena, out_text(&p->prefix), leaf ? S("") : S("│ "));
  paint(p->o, p->color, LEAN_DIM, t->label);
  p->at += utf_width(t->label);
  size_t gap =
      t->label.n ? 2 + (leaf && c.label > utf_width(t->label) ? c.label - utf_width(t->label) : 0) : 0;
  flow(p, gap, t->lean, t->text, stem);
  if (t->text.n) gap = 2 + (leaf && c.text > utf_width(t->text) ? c.text - utf_width(t->text) : 0);
  flow(p, gap, LEAN_DIM, t->aside, stem);
  out_c(p->o, '\n');
}

static void branches(Print *p, const Twig *t) {
  Columns c = columns_of(t);
  size_t before = p->prefix.n;
  for (const Twig *b = t->first; b; b = b->next) {
    Str edge = str_cat(p->prefix.arena, out_text(&p->prefix), b->next ? S("├ ") : S("└ "));
    paint(p->o, p->color, LEAN_DIM, edge);
    p->at = utf_width(edge);
    out_z(&p->prefix, b->next ? "│ " : "  ");
    line(p, b, c);
    if (before < 4 * (size_t)PRINT_DEPTH) branches(p, b);
    p->prefix.n = before;
  }
}

void explain_figure(Arena *a, Out *o, const Program *prog, Run *run, ExplainTarget target,
                    const ExplainOptions *opt) {
  Explain x = {
      .a = a, .prog = prog, .run = run, .r = &run->results, .p = run->results.plan, .lang = opt->lang};
  x.eval = eval_on(a, &run->results);
  x.formula = (Formula){.a = a, .e = &x.eval, .entity = NONE, .lang = opt->lang};
  Print p = {.o = o, .color = opt->color, .columns = opt->columns, .prefix = out_memory(a)};
  const Twig *root = tree(&x, target);
  line(&p, root, (Columns){0});
  branches(&p, root);
}
