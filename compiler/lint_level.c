// S: where an indicator stands among the classes, and whether those of a project belong together.
#include "compiler/lint_facts.h"

// The class word is replaced; an indicator that has its class from a group around it is only told.
static void say_class(Check *c, const Facts *f, uint16_t id, const char *better) {
  const CheckedIndicator *i = f->i;
  const Plan *plan = c->prog->plan;
  bool headed = ast_at(i->tree, i->node)->x && i->level2_text.n;
  Str is = headed ? i->level2_text : plan_text(plan, plan->classes.name[i->cls]);
  Diag *d = lint_say(c, id, class_span(i), TEXT_ARGS(say_name(i), text_of(is), text_of(str_z(better))));
  if (headed) lint_fix(c, d, false, class_span(i), str_z(better));
}

// ---- S01–S05 the wrong 二级

static bool counted(const Facts *f) {
  if (!f->number) return false;
  return kind_in(f->unit, KINDS_COUNTED) || (f->unit == OF_NOTHING && has(f->name, N_COUNT));
}

static void quality(Check *c, const Facts *f) {
  TargetForm form = (TargetForm)f->i->target.form;
  bool zero =
      has(f->name, N_BAD) && (form == TARGET_LE || form == TARGET_LT || form == TARGET_EQ); // 安全事故 ≤ 0起
  if (counted(f) && !zero && !has(f->name, N_MERIT)) say_class(c, f, D_S01, "数量指标");
}

static void quantity(Check *c, const Facts *f) {
  if (f->number && f->unit == OF_RATIO)
    say_class(c, f, D_S02, "质量指标");
  else if (f->i->target.form == TARGET_TRUTH)
    say_class(c, f, D_S02_TRUTH, "质量指标");
}

static void cost(const LintBook *b, Check *c, const Facts *f) {
  TargetForm form = (TargetForm)f->i->target.form;
  if (has(f->name | f->explain, N_COST)) return;
  if (form == TARGET_TEXT) {
    Str said = target_words(c, f->i);
    if (!said.n || has(traits_of(b, said, NULL), N_COST)) return;
    say_class(c, f, D_S03, "质量指标");
  } else if (form == TARGET_TRUTH || (f->number && f->unit == OF_RATIO)) {
    say_class(c, f, D_S03, "质量指标");
  } else if (form == TARGET_DEADLINE || form == TARGET_DATE || (f->number && f->unit == OF_TIME)) {
    say_class(c, f, D_S03, "时效指标");
  } else if (f->number && kind_in(f->unit, KINDS_COUNTED)) {
    say_class(c, f, D_S03, has(f->name | f->explain, N_BAD) ? "质量指标" : "数量指标");
  }
}

static void effect(Check *c, const Facts *f) {
  if (has(f->name, N_SATISFACTION))
    say_class(c, f, D_S05, "服务对象满意度指标");
  else if (f->cls == CLASS_ECONOMIC && has(f->name, N_NO_ECONOMY) && !has(f->name, N_ECONOMY))
    say_class(c, f, D_S04, "社会效益指标");
}

void lint_levels(const LintBook *b, Check *c, const CheckedEntity *e, Facts *f) {
  (void)e;
  if (has(f->name, N_EXECUTION)) {
    f->said = true;
    lint_say(c, D_S06, name_span(f->i), TEXT_ARGS(say_name(f->i)));
    return;
  }
  switch (f->cls) {
  case CLASS_QUALITY: quality(c, f); break;
  case CLASS_QUANTITY: quantity(c, f); break;
  case CLASS_COST: cost(b, c, f); break;
  case CLASS_ECONOMIC:
  case CLASS_EFFECT: effect(c, f); break;
  case CLASS_SATISFACTION:
    if (f->number && kind_in(f->unit, KINDS_COUNTED) && !has(f->name, N_CONTENT))
      say_class(c, f, D_S05_EVENT, "社会效益指标");
    break;
  case CLASS_TIMELY:
  case CLASS_OTHER: break;
  }
}

// ---- S07 the same fact twice

static bool same_fact(const CheckedIndicator *a, const CheckedIndicator *b) {
  const CheckedTarget *x = &a->target, *y = &b->target;
  if (x->form != y->form || x->unit != y->unit || !x->low_ok || !y->low_ok) return false;
  if (x->form == TARGET_RANGE || num_cmp(x->low, y->low) != 0) return false;
  if (a->cls == b->cls && ast_same_name(a->tree, a->name, b->tree, b->name)) return false; // E0232 says it
  bool alike = is_rate_name(name_core(a->name_text)) && is_rate_name(name_core(b->name_text));
  return alike || str_eq(name_core(a->name_text), name_core(b->name_text));
}

static void say_twice(Check *c, const CheckedIndicator *first, const CheckedIndicator *again) {
  Diag *d = lint_say(c, D_S07, name_span(again), TEXT_ARGS(say_name(again), say_name(first)));
  diag_label(c->diags, d, name_span(first), T_S07_FIRST, NO_ARGS);
}

#define FEW 32

static void twice(const LintBook *b, Check *c, const CheckedEntity *e) {
  uint32_t few[FEW], *hash = e->indicator_n <= FEW ? few : NEW_N(c->scratch, uint32_t, e->indicator_n);
  Map seen = {0};
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    const CheckedIndicator *i = &e->indicators[k];
    uint32_t first = NONE;
    NameFacts room;
    hash[k] = i->target.low_ok && i->target.form != TARGET_RANGE ? name_facts(b, c, i, &room)->fact : 0;
    if (!hash[k]) continue;
    if (e->indicator_n <= FEW) {
      for (uint32_t m = 0; m < k && first == NONE; m++)
        if (hash[m] == hash[k] && same_fact(&e->indicators[m], i)) first = m;
    } else {
      bool added;
      Str key = {(const char *)&hash[k], sizeof *hash};
      first = map_put(c->scratch, &seen, key, hash[k], k, &added);
      if (added || !same_fact(&e->indicators[first], i)) first = NONE;
    }
    if (first != NONE) say_twice(c, &e->indicators[first], i);
  }
}

// ---- S08 the goal repeats the use of the money

static void copied_goal(Check *c, const CheckedEntity *e) {
  const CheckedText *use = NULL;
  for (uint32_t k = 0; k < e->text_n && !use; k++)
    if (e->texts[k].kind == TEXT_USE) use = &e->texts[k];
  if (!use || !use->text.n) return;
  for (uint32_t k = 0; k < e->text_n; k++) {
    const CheckedText *t = &e->texts[k];
    if (t->kind != TEXT_GOAL || !same_words(t->text, use->text)) continue;
    Diag *d = lint_say(c, D_S08_COPY, ast_span(t->tree, t->node), NO_ARGS);
    diag_label(c->diags, d, ast_span(use->tree, use->node), T_S08_USE, NO_ARGS);
  }
}

// ---- S09 the medium term is this year

static void midterm_same(const LintBook *b, Check *c, const CheckedEntity *e) {
  if (e->period_from && e->period_to <= e->period_from) return;
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    const CheckedIndicator *i = &e->indicators[k];
    const CheckedTarget *t = &i->target, *m = i->midterm;
    if (!m || !m->low_ok || !t->low_ok || m->unit != t->unit || num_cmp(m->low, t->low) != 0 ||
        !num_sign(t->low))
      continue;
    if (t->form != TARGET_GE && t->form != TARGET_GT && t->form != TARGET_EQ && t->form != TARGET_BARE)
      continue;
    UnitKind kind = unit_kind(b, c->prog, t->unit);
    if (!kind_in(kind, KINDS_COUNTED | KIND_BIT(OF_AREA) | KIND_BIT(OF_LENGTH) | KIND_BIT(OF_MONEY)))
      continue;
    Diag *d = lint_say(c, D_S09, ast_span(i->tree, m->node), TEXT_ARGS(say_name(i), text_of(target_said(i))));
    diag_label(c->diags, d, target_span(i), T_S09_YEAR, NO_ARGS);
  }
}

// ---- S10 S11 points

static Text points(Check *c, Num n) {
  return text_of(str_cat(c->diags->arena, num_text(c->diags->arena, n, 4), S("分")));
}

static void weights(Check *c, const CheckedEntity *e, Ref name) {
  bool told = e->exec_told || e->points_told;
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    const CheckedIndicator *i = &e->indicators[k];
    told |= i->weight_told;
    if (!i->weight_ok && i->weight_told) return;
  }
  if (!told || e->points_wrong || !e->indicator_n || !e->scored) return;
  Num sum = NUM(0);
  for (uint32_t k = 0; k < e->indicator_n; k++) // others are judged, never scored
    if (e->indicators[k].weight_ok) sum = num_add(c->scratch, sum, e->indicators[k].weight);
  Num all = e->exec_ok ? num_add(c->scratch, sum, e->exec_weight) : sum;
  if (num_cmp(all, NUM(100)) != 0 && (e->exec_ok || num_cmp(all, NUM(90)) != 0)) {
    Diag *d = lint_say(c, D_S10, ast_span(e->tree, name), TEXT_ARGS(points(c, all), points(c, sum)));
    if (e->exec_ok)
      diag_note(
          c->diags, d, T_S10_EXECUTION,
          TEXT_ARGS(points(c, e->exec_weight), points(c, num_sub(c->scratch, NUM(100), e->exec_weight))));
  }
  if (num_cmp(all, NUM(100)) < 0) all = NUM(100); // 90分 leaves 10 for budget execution
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    const CheckedIndicator *i = &e->indicators[k];
    if (!i->weight_told || num_cmp(num_add(c->scratch, i->weight, i->weight), all) <= 0) continue;
    Ref at = attr_of(i, ATTR_POINTS);
    lint_say(c, D_S11, at ? ast_span(i->tree, at) : name_span(i),
             TEXT_ARGS(say_name(i), points(c, i->weight), points(c, all)));
  }
}

// ---- S12 nothing is counted

static void only_rates(const LintBook *b, Check *c, const CheckedEntity *e, Ref name) {
  uint32_t n = 0;
  for (uint32_t k = 0; k < e->indicator_n; k++) {
    const CheckedIndicator *i = &e->indicators[k];
    if (i->target.form == TARGET_NA || i->cls == NONE || b->class_kind[i->cls] != CLASS_QUANTITY) continue;
    if (!i->target.low_ok || unit_kind(b, c->prog, i->target.unit) != OF_RATIO) return;
    n++;
  }
  if (n) lint_say(c, D_S12, ast_span(e->tree, name), TEXT_ARGS(text_of(ast_name(e->tree, name))));
}

void lint_entity_levels(const LintBook *b, Check *c, const CheckedEntity *e) {
  Ref name = ast_child(e->tree, e->node, AST_NAME);
  twice(b, c, e);
  copied_goal(c, e);
  midterm_same(b, c, e);
  if (!name) return;
  weights(c, e, name);
  if (c->prog->entities[e->entity].kind == BODY_PROJECT) only_rates(b, c, e, name);
}
