// Both versions become lists of things with keys; equal keys meet, and what they say is compared.
#include "runtime/changes.h"
#include "base/map.h"
#include "grammar/ast.h"
#include "runtime/formula.h"

const Term change_words[CHANGE_WHATS] = {
#define C(id, key, zh, en) {key, zh, en},
#include "runtime/changes.def"
#undef C
};

typedef struct Thing {
  uint8_t what;
  Str key, name, text;
  Num value; // of what is a figure, base units; bad: compared by text
  uint32_t unit;
  uint8_t form; // TargetForm, of a target
  uint32_t row; // of an indicator, else NONE
  Str file;
  uint32_t line;
} Thing;

typedef ARRAY(Thing) Things;

typedef struct Chains { // the rows of each entity, in order; ends with NONE
  uint32_t *first, *next;
} Chains;

typedef struct Side {
  const Plan *p;
  Chains lets, requires, below; // below: entities, by the one around them
  Map at;                       // entities, by entity_key
  Results none;                 // of no run: formulas are printed from it
  Eval eval;
} Side;

typedef struct Differ {
  Arena *a;
  Lang lang;
  Side old, new;
  Changes *out;
  Str owner;
  uint32_t tries; // that are left: pairs of entities held against each other
} Differ;

static void change(Differ *x, ChangeKind kind, const Thing *was, const Thing *is, Str difference) {
  const Thing *t = is ? is : was;
  x->out->n[kind]++;
  *array_push(x->a, &x->out->all) = (Change){
      .kind = (uint8_t)kind,
      .what = t->what,
      .owner = x->owner,
      .name = t->name,
      .before = was ? was->text : (Str){0},
      .after = is ? is->text : (Str){0},
      .difference = difference,
      .file = t->file,
      .line = t->line,
  };
}

// ---- what an entity says ------------------------------------------------------------------------

static Thing *thing(Differ *x, Things *to, ChangeWhat what, Str key, Str name, Str text) {
  Thing *t = array_push(x->a, to);
  *t = (Thing){.what = (uint8_t)what,
               .key = key,
               .name = name,
               .text = text,
               .value = NUM_BAD,
               .unit = NONE,
               .row = NONE};
  return t;
}

static void figure(Differ *x, const Side *s, Things *to, ChangeWhat what, Str key, Str name, uint32_t num,
                   uint32_t unit) {
  if (num == NONE) return;
  Num n = plan_value(s->p, num);
  Thing *t = thing(x, to, what, key, name, show_quantity(x->a, s->p, n, unit, SHOW_ALL));
  t->value = n, t->unit = unit;
}

static Str formula(Differ *x, Side *s, uint32_t entity, uint32_t expr) {
  Formula f = {.a = x->a, .e = &s->eval, .entity = entity, .lang = x->lang};
  return formula_names(&f, expr);
}

static Str spell(Differ *x, Date d) {
  return date_ok(d) ? date_text(x->a, d) : (Str){0};
}

static void money(Differ *x, const Side *s, uint32_t e, Things *to) {
  const Plan *p = s->p;
  uint32_t unit = p->entities.budget_unit[e];
  figure(x, s, to, CHANGED_BUDGET, (Str){0}, (Str){0}, p->entities.budget[e], unit);
  for (uint32_t i = 0; i < p->entities.fund_n[e]; i++) {
    uint32_t f = p->entities.fund_first[e] + i;
    Str name = plan_text(p, p->funds.name[f]);
    if (p->funds.adjustment[f] == NONE) figure(x, s, to, CHANGED_FUND, name, name, p->funds.amount[f], unit);
  }
  for (uint32_t i = 0; i < p->entities.adjust_n[e]; i++) {
    uint32_t adj = p->entities.adjust_first[e] + i;
    Str when = spell(x, p->adjustments.from[adj]);
    figure(x, s, to, CHANGED_ADJUSTMENT, str_fmt(x->a, "%u " STR_FMT, i, STR_ARG(when)), when,
           p->adjustments.amount[adj], unit);
  }
  for (uint32_t i = 0; i < p->entities.point_n[e]; i++) {
    uint32_t c = p->entities.point_first[e] + i;
    Str when = show_date(x->a, p->checkpoints.date[c], p->year, x->lang);
    if (p->checkpoints.share[c] == NONE) {
      figure(x, s, to, CHANGED_CHECKPOINT, when, when, p->checkpoints.amount[c], unit);
      continue;
    }
    Num share = plan_value(p, p->checkpoints.share[c]);
    thing(x, to, CHANGED_CHECKPOINT, when, when, show_percent(x->a, share, SHOW_ALL));
  }
  uint32_t w = p->entities.exec_weight[e];
  if (w != NONE && p->entities.budget[e] != NONE)
    figure(x, s, to, CHANGED_EXEC_WEIGHT, (Str){0}, (Str){0}, w, NONE);
}

static void texts(Differ *x, const Side *s, uint32_t e, Things *to) {
  static const uint8_t kinds[] = {
      [TEXT_CODE] = CHANGED_CODE,       [TEXT_USE] = CHANGED_USE,           [TEXT_GOAL] = CHANGED_GOAL,
      [TEXT_NOTE] = CHANGED_NOTE,       [TEXT_MEASURES] = CHANGED_MEASURES, [TEXT_CHARGE] = CHANGED_CHARGE,
      [TEXT_MIDGOAL] = CHANGED_MIDGOAL,
  };
  const Plan *p = s->p;
  for (uint32_t i = 0; i < p->entities.text_n[e]; i++) {
    uint32_t t = p->entities.text_first[e] + i;
    Str text = plan_text(p, p->texts.text[t]);
    thing(x, to, kinds[p->texts.kind[t]], text, (Str){0}, text);
  }
}

static const WordId agg_words[] = {
    [AGG_SUM] = W_X_AGG_SUM, [AGG_LAST] = W_X_AGG_LAST, [AGG_MEAN] = W_X_AGG_MEAN,
    [AGG_MAX] = W_X_AGG_MAX, [AGG_MIN] = W_X_AGG_MIN,   [AGG_COUNT] = W_X_AGG_COUNT,
};

static void data(Differ *x, const Side *s, uint32_t e, Things *to) {
  const Plan *p = s->p;
  for (uint32_t i = 1; i < p->entities.input_n[e]; i++) { // the first is 支出
    uint32_t in = p->entities.input_first[e] + i;
    if (p->inputs.indicator[in] != NONE) continue;
    Str unit = p->inputs.unit[in] == NONE ? (Str){0} : plan_text(p, p->units.text[p->inputs.unit[in]]);
    Str how = word(x->lang, agg_words[p->inputs.agg[in]]);
    Thing *t = thing(x, to, CHANGED_DATUM, plan_text(p, p->inputs.key[in]), plan_text(p, p->inputs.name[in]),
                     str_fmt(x->a, STR_FMT " " STR_FMT, STR_ARG(how), STR_ARG(unit)));
    t->line = p->inputs.line[in];
    t->file = plan_text(p, p->files.name[p->entities.file[e]]);
  }
}

static Str class_of(Differ *x, const Side *s, uint32_t ind) {
  const Plan *p = s->p;
  Str level1 = plan_text(p, p->indicators.level1[ind]), level2 = plan_text(p, p->indicators.level2[ind]);
  if (!level1.n || !level2.n) return level1.n ? level1 : level2;
  return str_fmt(x->a, STR_FMT " · " STR_FMT, STR_ARG(level1), STR_ARG(level2));
}

static void indicators(Differ *x, const Side *s, uint32_t e, Things *to) {
  const Plan *p = s->p;
  for (uint32_t i = 0; i < p->entities.indicator_n[e]; i++) {
    uint32_t ind = p->entities.indicator_first[e] + i;
    if (p->indicators.entity[ind] != e) continue; // of a 分项 of it
    Thing *t = thing(x, to, CHANGED_INDICATOR, plan_text(p, p->indicators.key[ind]),
                     plan_text(p, p->indicators.name[ind]),
                     plan_target_text(x->a, p, p->indicators.target_first[ind]));
    t->row = ind;
    t->file = plan_text(p, p->files.name[p->indicators.file[ind]]);
    t->line = p->indicators.line[ind];
  }
}

// ---- what an indicator says ---------------------------------------------------------------------

static void target(Differ *x, const Side *s, Things *to, ChangeWhat what, uint32_t t, Str key) {
  const Plan *p = s->p;
  Thing *made = thing(x, to, what, key, (Str){0}, plan_target_text(x->a, p, t));
  bool number = target_behind((TargetForm)p->targets.form[t]) == BEHIND_NUMBER && p->targets.low[t] != NONE;
  made->form = p->targets.form[t];
  if (number) made->value = plan_value(p, p->targets.low[t]), made->unit = p->targets.unit[t];
}

static void fields(Differ *x, Side *s, uint32_t ind, Things *to) {
  const Plan *p = s->p;
  uint32_t first = p->indicators.target_first[ind], entity = p->indicators.entity[ind];
  thing(x, to, CHANGED_CLASS, (Str){0}, (Str){0}, class_of(x, s, ind));
  target(x, s, to, CHANGED_TARGET, first, (Str){0});
  for (uint32_t i = 1; i < p->indicators.target_n[ind]; i++)
    target(x, s, to, CHANGED_TARGET_ADJUSTED, first + i, str_fmt(x->a, "%u", i));
  if (p->indicators.midterm[ind] != NONE)
    target(x, s, to, CHANGED_MIDTERM, p->indicators.midterm[ind], (Str){0});
  if (p->indicators.value[ind] != NONE)
    thing(x, to, CHANGED_VALUE, (Str){0}, (Str){0}, formula(x, s, entity, p->indicators.value[ind]));
  if (p->indicators.weight[ind] != NONE)
    figure(x, s, to, CHANGED_WEIGHT, (Str){0}, (Str){0}, p->indicators.weight[ind], NONE);
  if (p->indicators.score[ind] != NONE)
    thing(x, to, CHANGED_SCORE, (Str){0}, (Str){0}, formula(x, s, entity, p->indicators.score[ind]));
  const uint32_t strings[][2] = {{CHANGED_BASIS, p->indicators.basis[ind]},
                                 {CHANGED_EXPLAIN, p->indicators.explain[ind]},
                                 {CHANGED_MARK, p->indicators.mark[ind]}};
  for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
    if (strings[i][1] != NONE)
      thing(x, to, (ChangeWhat)strings[i][0], (Str){0}, (Str){0}, plan_text(p, strings[i][1]));
}

// ---- comparing ----------------------------------------------------------------------------------

static bool of_one_kind(const Differ *x, const Thing *was, const Thing *is) { // figures of one dimension
  if (!num_ok(was->value) || !num_ok(is->value) || (was->unit == NONE) != (is->unit == NONE)) return false;
  const Plan *p = x->old.p, *q = x->new.p;
  return is->unit == NONE || str_eq(plan_text(p, p->dims.name_zh[p->units.dim[was->unit]]),
                                    plan_text(q, q->dims.name_zh[q->units.dim[is->unit]]));
}

static bool same(const Differ *x, const Thing *was, const Thing *is) {
  if (str_eq(was->text, is->text)) return true;
  return of_one_kind(x, was, is) && was->form == is->form && num_cmp(was->value, is->value) == 0;
}

static Str difference(Differ *x, const Thing *was, const Thing *is) {
  if (!of_one_kind(x, was, is)) return (Str){0};
  const Plan *p = x->new.p;
  Num more = num_sub(x->a, is->value, was->value);
  if (num_sign(more) == 0) return (Str){0};
  if (is->unit == NONE) return show_signed(x->a, more, SHOW_ALL);
  if (p->units.dim[is->unit] == 0 && num_cmp(plan_value(p, p->units.scale[is->unit]), NUM(1)) < 0) {
    Str points = show_signed(x->a, num_mul(x->a, more, NUM(100)), SHOW_ALL);
    return word_with(x->a, x->lang, W_OUTLOOK_PERCENT, &points, 1);
  }
  return str_cat(x->a, show_signed(x->a, show_scaled(x->a, p, more, is->unit), SHOW_ALL),
                 plan_text(p, p->units.text[is->unit]));
}

static Str map_key(Differ *x, const Thing *t) {
  return str_fmt(x->a, "%c" STR_FMT, 'A' + t->what, STR_ARG(t->key));
}

static void compare(Differ *x, const Things *old, const Things *new, const Thing *about);

static void compare_indicator(Differ *x, const Thing *was, const Thing *is) {
  Things before = {0}, after = {0};
  fields(x, &x->old, was->row, &before);
  fields(x, &x->new, is->row, &after);
  compare(x, &before, &after, is);
}

static void pair(Differ *x, const Thing *was, const Thing *is, const Thing *about) {
  if (is->what == CHANGED_INDICATOR) {
    if (!str_eq(was->key, is->key)) {
      Thing from = *was, to = *is;
      from.text = was->name, to.text = is->name, from.what = to.what = CHANGED_NAME;
      change(x, CHANGE_MADE, &from, &to, (Str){0});
    }
    compare_indicator(x, was, is);
    return;
  }
  if (same(x, was, is)) return;
  Thing to = *is;
  if (about) to.name = about->name, to.file = about->file, to.line = about->line;
  change(x, CHANGE_MADE, was, &to, difference(x, was, is));
}

// What a thing without its like was before: an indicator of another name, where only one is left that has its
// target and class; a text, the next one left of its kind.
static uint32_t was_before(Differ *x, const Things *old, const bool *met, const Thing *is) {
  bool text = (is->what >= CHANGED_CODE && is->what <= CHANGED_MIDGOAL) || is->what == CHANGED_REQUIRE;
  uint32_t found = NONE;
  for (uint32_t i = 0; i < old->n; i++) {
    const Thing *t = &old->p[i];
    if (met[i] || t->what != is->what) continue;
    if (text) return i;
    if (is->what != CHANGED_INDICATOR || !str_eq(t->text, is->text)) continue;
    if (!str_eq(class_of(x, &x->old, t->row), class_of(x, &x->new, is->row))) continue;
    if (found != NONE) return NONE;
    found = i;
  }
  return found;
}

static void compare(Differ *x, const Things *old, const Things *new, const Thing *about) {
  Map at = {0};
  bool *met = NEW_N(x->a, bool, old->n + 1);
  uint32_t *other = NEW_N(x->a, uint32_t, new->n + 1);
  uint32_t *next = NEW_N(x->a, uint32_t, old->n + 1); // of the same key
  for (uint32_t i = old->n; i-- > 0;) {               // so that the first of a key is met first
    Str key = map_key(x, &old->p[i]);
    uint32_t head = map_get(&at, key, str_hash(key));
    next[i] = head == MAP_NONE ? NONE : head;
    map_set(x->a, &at, key, str_hash(key), i);
  }
  for (uint32_t i = 0; i < new->n; i++) {
    Str key = map_key(x, &new->p[i]);
    uint32_t o = map_get(&at, key, str_hash(key));
    while (o != MAP_NONE && o != NONE && met[o]) o = next[o];
    other[i] = o == MAP_NONE ? NONE : o;
    if (other[i] != NONE) met[other[i]] = true;
  }
  for (uint32_t i = 0; i < new->n; i++) {
    const Thing *is = &new->p[i];
    if (other[i] == NONE && (other[i] = was_before(x, old, met, is)) != NONE) met[other[i]] = true;
    if (other[i] != NONE) {
      pair(x, &old->p[other[i]], is, about);
      continue;
    }
    Thing to = *is;
    if (about) to.name = about->name, to.file = about->file, to.line = about->line;
    change(x, about ? CHANGE_MADE : CHANGE_ADDED, NULL, &to, (Str){0});
  }
  for (uint32_t i = 0; i < old->n; i++) {
    if (met[i]) continue;
    Thing was = old->p[i];
    if (about) was.name = about->name, was.file = about->file, was.line = about->line;
    change(x, about ? CHANGE_MADE : CHANGE_REMOVED, &was, NULL, (Str){0});
  }
}

// ---- programs -----------------------------------------------------------------------------------

static void requirements(Differ *x, const Side *s, uint32_t e, Things *to) {
  const Plan *p = s->p;
  for (uint32_t i = s->requires.first[e]; i != NONE; i = s->requires.next[i]) {
    Str text = plan_text(p, p->requires.text[i]);
    Thing *t = thing(x, to, CHANGED_REQUIRE, text, (Str){0}, text);
    t->file = plan_text(p, p->files.name[p->requires.file[i]]), t->line = p->requires.line[i];
  }
}

static void lets(Differ *x, Side *s, uint32_t e, Things *to) {
  const Plan *p = s->p;
  for (uint32_t i = s->lets.first[e]; i != NONE; i = s->lets.next[i]) {
    Str name = plan_text(p, p->lets.name[i]);
    thing(x, to, CHANGED_LET, name, name, formula(x, s, e, p->lets.expr[i]))->line = p->lets.line[i];
  }
}

static void said(Differ *x, Side *s, uint32_t e, Things *to) {
  Str rules = plan_text(s->p, s->p->rulesets.name[s->p->entities.ruleset[e]]);
  thing(x, to, CHANGED_RULESET, (Str){0}, (Str){0}, rules);
  money(x, s, e, to);
  texts(x, s, e, to);
  data(x, s, e, to);
  lets(x, s, e, to);
  requirements(x, s, e, to);
  indicators(x, s, e, to);
  for (uint32_t i = 0; i < to->n; i++) {
    Thing *t = &to->p[i];
    if (!t->file.n) t->file = plan_text(s->p, s->p->files.name[s->p->entities.file[e]]);
    if (!t->line) t->line = s->p->entities.line[e];
  }
}

static Str path(Differ *x, const Plan *p, uint32_t e) {
  Str own = plan_text(p, p->entities.name[e]);
  uint32_t up = p->entities.parent[e];
  if (up == NONE) return own;
  Str above = path(x, p, up);
  return str_fmt(x->a, STR_FMT " › " STR_FMT, STR_ARG(above), STR_ARG(own));
}

static Thing entity_thing(Differ *x, const Plan *p, uint32_t e) {
  static const uint8_t kinds[] = {[BODY_DEPARTMENT] = CHANGED_DEPARTMENT,
                                  [BODY_SECTION] = CHANGED_SECTION,
                                  [BODY_PROJECT] = CHANGED_PROJECT};
  Thing t = {.what = kinds[p->entities.kind[e]],
             .name = plan_text(p, p->entities.name[e]),
             .value = NUM_BAD,
             .unit = NONE};
  if (p->entities.budget[e] != NONE)
    t.text =
        show_quantity(x->a, p, plan_value(p, p->entities.budget[e]), p->entities.budget_unit[e], SHOW_ALL);
  t.file = plan_text(p, p->files.name[p->entities.file[e]]), t.line = p->entities.line[e];
  return t;
}

static void rule_lines(Differ *x, const Side *s, Things *to) {
  const Plan *p = s->p;
  for (uint32_t i = 0; i < p->rules.n; i++) {
    Str set = plan_text(p, p->rulesets.name[p->rules.ruleset[i]]), line = plan_text(p, p->rules.line_text[i]);
    thing(x, to, CHANGED_RULE, str_fmt(x->a, STR_FMT "\n" STR_FMT, STR_ARG(set), STR_ARG(line)), set, line);
  }
}

static void whole(Differ *x) {
  Things old = {0}, new = {0};
  thing(x, &old, CHANGED_YEAR, (Str){0}, (Str){0}, str_fmt(x->a, "%d", x->old.p->year));
  thing(x, &new, CHANGED_YEAR, (Str){0}, (Str){0}, str_fmt(x->a, "%d", x->new.p->year));
  rule_lines(x, &x->old, &old);
  rule_lines(x, &x->new, &new);
  lets(x, &x->old, x->old.p->entities.n, &old); // and 要求 of no entity
  lets(x, &x->new, x->new.p->entities.n, &new);
  requirements(x, &x->old, x->old.p->entities.n, &old);
  requirements(x, &x->new, x->new.p->entities.n, &new);
  compare(x, &old, &new, NULL);
}

// One entity more than there are: those of none.
static Chains chains(Arena *a, uint32_t entities, const uint32_t *entity, uint32_t n) {
  Chains c = {NEW_N(a, uint32_t, entities + 1), NEW_N(a, uint32_t, n + 1)};
  memset(c.first, 0xff, (entities + 1) * sizeof *c.first);
  for (uint32_t i = n; i-- > 0;) {
    uint32_t *head = &c.first[entity[i] == NONE ? entities : entity[i]];
    c.next[i] = *head;
    *head = i;
  }
  return c;
}

static Side side(Arena *a, const Plan *p) {
  return (Side){
      .p = p,
      .lets = chains(a, p->entities.n, p->lets.entity, p->lets.n),
      .requires = chains(a, p->entities.n, p->requires.entity, p->requires.n),
      .below = chains(a, p->entities.n, p->entities.parent, p->entities.n),
      .none = {.plan = p},
      .eval = {.arena = a, .self = NONE, .self_entity = NONE},
  };
}

// ---- which entity was which ---------------------------------------------------------------------

static Str entity_key(Differ *x, const Plan *p, uint32_t up, uint32_t e) { // among those of `up`
  Str key = plan_text(p, p->entities.key[e]);
  return str_fmt(x->a, "%u %u " STR_FMT, up, p->entities.kind[e], STR_ARG(key));
}

static uint32_t find(Differ *x, const Side *s, uint32_t up, const Plan *p, uint32_t e) {
  Str key = entity_key(x, p, up, e);
  uint32_t found = map_get(&s->at, key, str_hash(key));
  return found == MAP_NONE ? NONE : found;
}

static void enter_entities(Differ *x, Side *s) {
  bool added;
  for (uint32_t e = 0; e < s->p->entities.n; e++) {
    Str key = entity_key(x, s->p, s->p->entities.parent[e], e);
    map_put(x->a, &s->at, key, str_hash(key), e, &added);
  }
}

typedef ARRAY(Str) Keys;

static Keys keys_in(Differ *x, const Side *s, uint32_t e) { // of its indicators, and of the entities below it
  const Plan *p = s->p;
  Keys k = {0};
  for (uint32_t i = 0; i < p->entities.indicator_n[e]; i++)
    *array_push(x->a, &k) = plan_text(p, p->indicators.key[p->entities.indicator_first[e] + i]);
  for (uint32_t c = s->below.first[e]; c != NONE; c = s->below.next[c])
    *array_push(x->a, &k) = entity_key(x, p, NONE, c);
  return k;
}

static bool alike(Differ *x, uint32_t o, uint32_t e) { // more than half of what they hold has the same name
  Keys was = keys_in(x, &x->old, o), is = keys_in(x, &x->new, e);
  Map at = {0};
  uint32_t both = 0;
  bool added;
  for (uint32_t i = 0; i < was.n; i++) map_put(x->a, &at, was.p[i], str_hash(was.p[i]), i, &added);
  for (uint32_t i = 0; i < is.n; i++) both += map_get(&at, is.p[i], str_hash(is.p[i])) != MAP_NONE;
  return 4 * both > was.n + is.n;
}

// The one that went, where just one held mostly the same: this is its new name.
static uint32_t renamed(Differ *x, uint32_t old_up, const bool *met, uint32_t e) {
  const Plan *p = x->old.p, *q = x->new.p;
  uint32_t found = NONE, up = q->entities.parent[e];
  for (uint32_t o = x->old.below.first[old_up == NONE ? p->entities.n : old_up]; o != NONE && x->tries;
       o = x->old.below.next[o], x->tries--) {
    if (met[o] || p->entities.kind[o] != q->entities.kind[e]) continue;
    ArenaMark mark = arena_mark(x->a);
    bool was = find(x, &x->new, up, p, o) == NONE && alike(x, o, e);
    arena_reset(x->a, mark);
    if (!was) continue;
    if (found != NONE) return NONE;
    found = o;
  }
  return x->tries ? found : NONE;
}

static void name_changed(Differ *x, uint32_t o, uint32_t e) {
  Thing from = entity_thing(x, x->old.p, o), to = entity_thing(x, x->new.p, e);
  from.what = to.what = CHANGED_NAME, from.text = from.name, to.text = to.name;
  change(x, CHANGE_MADE, &from, &to, (Str){0});
}

static Str owner_of(Differ *x, const Plan *p, uint32_t e) {
  uint32_t up = p->entities.parent[e];
  return up == NONE ? (Str){0} : path(x, p, up);
}

void changes_between(Arena *a, const Plan *before, const Plan *after, Lang lang, Changes *out) {
  *out = (Changes){0};
  Differ x = {
      .a = a, .lang = lang, .old = side(a, before), .new = side(a, after), .out = out, .tries = 1 << 20};
  x.old.eval.r = &x.old.none, x.new.eval.r = &x.new.none;
  whole(&x);
  enter_entities(&x, &x.old);
  enter_entities(&x, &x.new);
  bool *met = NEW_N(a, bool, before->entities.n + 1);
  uint32_t *was = NEW_N(a, uint32_t, after->entities.n + 1);
  for (uint32_t e = 0; e < after->entities.n; e++) { // those around it come before
    uint32_t up = after->entities.parent[e], old_up = up == NONE ? NONE : was[up];
    bool new = up != NONE &&old_up == NONE;
    uint32_t o = new ? NONE : find(&x, &x.old, old_up, after, e);
    x.owner = owner_of(&x, after, e);
    if (o == NONE && !new && (o = renamed(&x, old_up, met, e)) != NONE) name_changed(&x, o, e);
    was[e] = o;
    if (o == NONE) {
      Thing t = entity_thing(&x, after, e);
      change(&x, CHANGE_ADDED, NULL, &t, (Str){0});
      continue;
    }
    met[o] = true;
    x.owner = path(&x, after, e);
    Things old = {0}, now = {0};
    said(&x, &x.old, o, &old);
    said(&x, &x.new, e, &now);
    compare(&x, &old, &now, NULL);
  }
  for (uint32_t e = 0; e < before->entities.n; e++) {
    if (met[e]) continue;
    Thing t = entity_thing(&x, before, e);
    x.owner = owner_of(&x, before, e);
    change(&x, CHANGE_REMOVED, &t, NULL, (Str){0});
  }
}
