// Declared beside recomputed. Rows are grouped by the project whose table they are of; then each indicator's
// row, the money and the totals are compared. What the reader found wrong in a cell is retold as what it is
// here.
#include "runtime/audit.h"
#include "base/utf.h"
#include "grammar/ast.h"
#include "grammar/diags.h"
#include "runtime/score/score.h"
#include "runtime/show.h"

const Term audit_rules[AUDIT_RULES] = {
#define R(id, key, zh, en) {key, zh, en},
#include "runtime/audit.def"
#undef R
};

// Below this rate, with every output met, money and work contradict each other (E11).
#define PAID_AT_LEAST num_make(x->a, 1, 2)

typedef struct Points {
  bool there;
  Num n;
} Points;

typedef struct Line { // an indicator's row, or the one of 支出 or 执行率
  const Declared *row;
  Points weight, score;
  bool over, shared; // more than all its points; none of its own, those of the line above stand for both
} Line;

typedef struct Auditor {
  Arena *a;
  const Results *r;
  const Plan *p;
  const Diags *found;
  Diags *diags;
  Audit *out;
  const Declared **row_of;  // by input: the row that scores it, else its last
  const Declared **text_of; // by input: any row that says why
  uint32_t entity;
  AuditEntity *sums; // of the entity
} Auditor;

// ---- words --------------------------------------------------------------------------------------

static Str show(Auditor *x, Num n) {
  return num_text(x->a, n, SHOW_ALL);
}

static Str name_of(const Auditor *x, uint32_t ind) {
  return plan_text(x->p, x->p->indicators.name[ind]);
}

static RowRef cell(const Declared *d, uint32_t column) {
  RowRef at = d->at;
  if (column) at.column = column;
  return at;
}

typedef struct Figures {
  Str declared, computed;
  Num difference; // bad: none
} Figures;

static void item(Auditor *x, AuditRule rule, uint16_t id, uint32_t ind, RowRef at, Figures f,
                 const Text *args, size_t argc) {
  Diag *d = diag_add(x->diags, id, (Span){0}, args, argc);
  d->cell.name = x->r->files[at.file].name, d->cell.sheet = at.sheet;
  d->cell.row = at.row, d->cell.column = at.column;
  Text text[2] = {0};
  for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
    Out o = out_memory(x->a);
    message_write(&o, x->diags->table, &d->text, (Lang)lang);
    text[lang].zh = out_text(&o);
  }
  *array_push(x->a, &x->out->items) = (AuditItem){
      .rule = (uint8_t)rule,
      .severity = (uint8_t)diag_severity(x->diags, d),
      .code = x->diags->table[id].code,
      .entity = x->entity,
      .indicator = ind,
      .declared = f.declared,
      .computed = f.computed,
      .difference = num_ok(f.difference) ? show_signed(x->a, f.difference, SHOW_ALL) : (Str){0},
      .at = at,
      .message = {text[LANG_ZH].zh, text[LANG_EN].zh},
  };
  x->sums->items++;
}

// 10, 8.5分, 7.93; — and nothing are nothing. What is neither is a finding.
static Points points_in(Auditor *x, const Declared *d, Str s, uint32_t column) {
  static const char *const nothing[] = {"—", "–", "-", "－", "/", "无"};
  s = str_trim(s);
  for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
    if (str_eq(s, str_z(nothing[i]))) return (Points){0};
  if (!s.n) return (Points){0};
  Str digits = str_ends(s, S("分")) ? str_trim(str_slice(s, 0, s.n - strlen("分"))) : s;
  Points out = {true, NUM_BAD};
  if (num_parse(x->a, utf_key(x->a, digits), &out.n) && num_ok(out.n)) return out;
  Str shown = utf_fit(x->a, show_clean(x->a, s), 40);
  item(x, AUDIT_KIND, D_AUDIT_NO_NUMBER, NONE, cell(d, column), (Figures){shown, {0}, NUM_BAD},
       TEXT_ARGS(text_of(shown)));
  return (Points){0};
}

static Line line_of(Auditor *x, const Declared *d) {
  return (Line){.row = d,
                .weight = points_in(x, d, d->weight, d->weight_column),
                .score = points_in(x, d, d->score, d->score_column)};
}

// ---- one indicator ------------------------------------------------------------------------------

static bool says_nothing(Str value) { // as written: 无, 不适用 and the like
  static const char *const words[] = {"无", "不适用", "—", "－", "-", "/", "N/A", "n/a"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_eq(value, str_z(words[i]))) return true;
  return false;
}

static bool missed_or_met(const Auditor *x, uint32_t ind, const Line *l, bool reason) {
  const IndicatorResult *res = &x->r->indicators[ind];
  return l->row && !reason && res->verdict <= VERDICT_MISSED;
}

// The weight that is stated, or that the targets state; one that was shared out is nobody's word.
static Points weight_of(const Auditor *x, uint32_t ind, const Line *l) {
  const IndicatorResult *res = &x->r->indicators[ind];
  if (l->weight.there) return l->weight;
  return (Points){res->weighted && x->p->indicators.weight_told[ind], res->weight};
}

// The points of the rule for that weight.
static Points earned(Auditor *x, uint32_t ind, const Line *l) {
  const IndicatorResult *res = &x->r->indicators[ind];
  if (!res->scored || !weight_of(x, ind, l).there) return (Points){0};
  if (!l->weight.there || num_cmp(l->weight.n, res->weight) == 0) return (Points){true, res->points};
  uint32_t rules = x->p->entities.ruleset[x->entity];
  Num exact = num_mul(x->a, score_share(x->a, x->r, ind), l->weight.n);
  return (Points){true, num_round(x->a, exact, x->p->rulesets.places[rules])};
}

// What the reader said of the value's cell, or of its unit's; or NULL.
static const Diag *cell_finding(const Auditor *x, const Declared *d) {
  static const uint16_t units[] = {D_ROW_NO_UNIT, D_ROW_BARE_PREFIX, D_ROW_DIMENSION};
  static const uint16_t values[] = {D_ROW_UNREADABLE,  D_ROW_BARE_RATIO, D_ROW_NEEDS_SHARE,
                                    D_ROW_OUT_OF_BAND, D_ROW_BAD_DATE,   D_ROW_SHORT_YEAR};
  for (uint32_t i = 0; i < x->found->n; i++) {
    const Diag *f = x->found->p[i];
    if (f->cell.row != d->at.row || !str_eq(f->cell.sheet, d->at.sheet) ||
        !str_eq(f->cell.name, x->r->files[d->at.file].name))
      continue;
    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
      if (f->text.id == units[k]) return f;
    for (size_t k = 0; k < sizeof values / sizeof *values; k++)
      if (f->text.id == values[k] && f->cell.column == d->at.column) return f;
  }
  return NULL;
}

static bool wrong_kind(Auditor *x, uint32_t ind, const Declared *d) {
  const Diag *f = d->value.n ? cell_finding(x, d) : NULL;
  if (!f) return false;
  Out zh = out_memory(x->a), en = out_memory(x->a);
  message_write(&zh, x->found->table, &f->text, LANG_ZH);
  message_write(&en, x->found->table, &f->text, LANG_EN);
  Text why = {out_text(&zh), out_text(&en)};
  item(x, AUDIT_KIND, D_AUDIT_KIND, ind, cell(d, f->cell.column), (Figures){d->value, {0}, NUM_BAD},
       TEXT_ARGS(text_of(name_of(x, ind)), why));
  return true;
}

static void without_value(Auditor *x, uint32_t ind, const Line *l) {
  const Declared *d = l->row;
  Text name = text_of(name_of(x, ind));
  if (d->value.n && says_nothing(d->value)) {
    item(x, AUDIT_NOT_APPLICABLE, D_AUDIT_NA, ind, d->at, (Figures){d->value, {0}, NUM_BAD},
         TEXT_ARGS(name, text_of(d->value)));
    return;
  }
  if (d->value.n || !l->score.there || num_sign(l->score.n) <= 0) return;
  item(x, AUDIT_EMPTY, D_AUDIT_EMPTY, ind, d->at, (Figures){show(x, l->score.n), {0}, NUM_BAD},
       TEXT_ARGS(name, text_of(show(x, l->score.n))));
}

// Points against verdict and rule: one finding, the one that says most.
static void points(Auditor *x, uint32_t ind, const Line *l, bool reason) {
  const IndicatorResult *res = &x->r->indicators[ind];
  Points due = earned(x, ind, l);
  Num full = weight_of(x, ind, l).n;
  if (!l->score.there || !due.there || num_cmp(l->score.n, full) > 0) return; // too many: told already
  Num more = num_sub(x->a, l->score.n, due.n);
  if (num_sign(more) == 0) return;
  Figures f = {show(x, l->score.n), show(x, due.n), more};
  Text name = text_of(name_of(x, ind)), score = text_of(f.declared);
  Text actual = {show_actual(x->a, x->r, ind, LANG_ZH, 2), show_actual(x->a, x->r, ind, LANG_EN, 2)};
  Text target = text_of(plan_target_text(x->a, x->p, res->target));
  RowRef at = cell(l->row, l->row->score_column);
  if (res->verdict == VERDICT_MISSED && num_cmp(l->score.n, full) == 0)
    item(x, AUDIT_FULL, D_AUDIT_FULL, ind, at, f, TEXT_ARGS(name, actual, target));
  else if (res->verdict == VERDICT_MET && !reason)
    item(x, AUDIT_CUT, D_AUDIT_CUT, ind, at, f, TEXT_ARGS(name, score, text_of(show(x, full))));
  else if (res->verdict == VERDICT_MISSED)
    item(x, AUDIT_POINTS, D_AUDIT_POINTS, ind, at, f, TEXT_ARGS(name, score, text_of(f.computed)));
}

static void weight(Auditor *x, uint32_t ind, Line *l) {
  const IndicatorResult *res = &x->r->indicators[ind];
  const Declared *d = l->row;
  Text name = text_of(name_of(x, ind));
  bool told = l->weight.there && x->p->indicators.weight_told[ind];
  Num plan = told ? plan_value(x->p, x->p->indicators.weight[ind]) : NUM(0);
  bool redistributed =
      res->weighted && num_cmp(l->weight.n, res->weight) == 0; // points of a 不适用 came to it
  if (told && num_cmp(l->weight.n, plan) != 0 && !redistributed) {
    Figures f = {show(x, l->weight.n), show(x, plan), num_sub(x->a, l->weight.n, plan)};
    item(x, AUDIT_WEIGHT, D_AUDIT_WEIGHT, ind, cell(d, d->weight_column), f,
         TEXT_ARGS(name, text_of(f.declared), text_of(f.computed)));
  }
  Points full = weight_of(x, ind, l);
  if (!l->score.there || !full.there || num_cmp(l->score.n, full.n) <= 0) return;
  l->over = true;
  Figures f = {show(x, l->score.n), show(x, full.n), num_sub(x->a, l->score.n, full.n)};
  item(x, AUDIT_OVER, D_AUDIT_OVER, ind, cell(d, d->score_column), f,
       TEXT_ARGS(name, text_of(f.declared), text_of(f.computed)));
}

// Points claimed against a target that decides nothing: no direction, or blank.
static void undecided(Auditor *x, uint32_t ind, const Line *l) {
  if (!l->score.there || num_sign(l->score.n) <= 0) return;
  const IndicatorResult *res = &x->r->indicators[ind];
  Figures f = {show(x, l->score.n), {0}, NUM_BAD};
  Text target = text_of(plan_target_text(x->a, x->p, res->target));
  Text actual = {show_actual(x->a, x->r, ind, LANG_ZH, 2), show_actual(x->a, x->r, ind, LANG_EN, 2)};
  item(x, AUDIT_FULL, D_AUDIT_UNDECIDED, ind, cell(l->row, l->row->score_column), f,
       TEXT_ARGS(text_of(name_of(x, ind)), target, actual, text_of(f.declared)));
}

static void said(Auditor *x, uint32_t ind, const Declared *d) { // how the value is written
  uint8_t flags = x->r->indicators[ind].flags | input_flags(x->r, x->p->indicators.input[ind]);
  Text name = text_of(name_of(x, ind)), value = text_of(utf_fit(x->a, show_clean(x->a, d->value), 40));
  Figures f = {value.zh, {0}, NUM_BAD};
  if (flags & (FLAG_REPEATED_OPERATOR | FLAG_MEANT_MET))
    item(x, AUDIT_COPIED, D_AUDIT_COPIED, ind, d->at, f, TEXT_ARGS(name, value));
  if (flags & FLAG_APPROXIMATE) item(x, AUDIT_ABOUT, D_AUDIT_ABOUT, ind, d->at, f, TEXT_ARGS(name, value));
}

static void reasons(Auditor *x, uint32_t ind, const Line *l, bool reason) {
  const IndicatorResult *res = &x->r->indicators[ind];
  if (!missed_or_met(x, ind, l, reason)) return;
  Text actual = {show_actual(x->a, x->r, ind, LANG_ZH, 2), show_actual(x->a, x->r, ind, LANG_EN, 2)};
  Text target = text_of(plan_target_text(x->a, x->p, res->target)), name = text_of(name_of(x, ind));
  Figures f = {actual.zh, target.zh, NUM_BAD};
  if (res->verdict == VERDICT_MISSED)
    item(x, AUDIT_NO_REASON, D_AUDIT_NO_REASON, ind, l->row->at, f, TEXT_ARGS(name, actual, target));
  else if (res->flags & FLAG_DEVIATION)
    item(x, AUDIT_FAR, D_AUDIT_FAR, ind, l->row->at, f,
         TEXT_ARGS(name, actual, target,
                   text_of(show_percent(x->a, num_abs(x->a, indicator_deviation(x->a, x->p, res)), 1))));
}

static Line indicator(Auditor *x, uint32_t ind, const Line *before) {
  uint32_t input = x->p->indicators.input[ind];
  const Declared *d = x->row_of[input];
  if (!d) return (Line){0};
  Line l = line_of(x, d);
  bool reason = x->text_of[input] != NULL;
  weight(x, ind, &l);
  l.shared = !l.score.there && before->score.there && (!l.weight.there || before->over);
  if (l.shared)
    item(x, AUDIT_SHARED, D_AUDIT_SHARED, ind, cell(d, d->score_column), (Figures){.difference = NUM_BAD},
         TEXT_ARGS(text_of(name_of(x, ind))));
  if (wrong_kind(x, ind, d)) return l;
  if (x->r->indicators[ind].verdict == VERDICT_NO_DATA)
    without_value(x, ind, &l);
  else
    said(x, ind, d);
  if (x->r->indicators[ind].verdict == VERDICT_NO_TARGET) undecided(x, ind, &l);
  points(x, ind, &l, reason);
  reasons(x, ind, &l, reason);
  return l;
}

// ---- money --------------------------------------------------------------------------------------

// A stated percentage: 87%, 87.00, 100. False: no number.
static bool stated_rate(Auditor *x, Str s, Num *share, unsigned *places) {
  Str key = utf_key(x->a, s);
  bool percent = str_ends(key, S("%"));
  if (percent) key = str_slice(key, 0, key.n - 1);
  const char *point = key.n ? memchr(key.p, '.', key.n) : NULL;
  *places = point ? (unsigned)(key.n - (size_t)(point - key.p) - 1) : 0;
  return num_parse(x->a, key, share) && num_ok(*share) && *places < 12;
}

// Spending and budget as an explanation needs them.
typedef struct Money {
  Text spent, budget;
  Str percent;
} Money;

static Money money_of(Auditor *x) {
  const EntityResult *res = &x->r->entities[x->entity];
  if (res->rate.kind != VALUE_QUANTITY) return (Money){0};
  uint32_t unit = x->p->entities.budget_unit[x->entity];
  return (Money){text_of(show_quantity(x->a, x->p, res->spent.num, unit, 6)),
                 text_of(show_quantity(x->a, x->p, res->budget, unit, 6)),
                 show_percent(x->a, res->rate.num, 2)};
}

static void odd_rate(Auditor *x, const Line *l) {
  const EntityResult *res = &x->r->entities[x->entity];
  bool known = res->rate.kind == VALUE_QUANTITY;
  Money m = money_of(x);
  if (known && num_cmp(res->rate.num, NUM(1)) > 0)
    item(x, AUDIT_RATE_ODD, D_AUDIT_RATE_OVER, NONE, l->row->at, (Figures){(Str){0}, m.percent, NUM_BAD},
         TEXT_ARGS(text_of(m.percent), m.spent, m.budget));
  if (known || res->spent.kind != VALUE_QUANTITY || !l->score.there || num_sign(l->score.n) <= 0) return;
  Str score = show(x, l->score.n);
  item(x, AUDIT_RATE_ODD, D_AUDIT_NO_BUDGET, NONE, l->row->at, (Figures){score, {0}, NUM_BAD},
       TEXT_ARGS(text_of(score)));
}

static void stated(Auditor *x, const Declared *d) {
  const EntityResult *res = &x->r->entities[x->entity];
  Num told;
  unsigned places;
  if (res->rate.kind != VALUE_QUANTITY || !d->value.n || !stated_rate(x, d->value, &told, &places)) return;
  Num exact = num_mul(x->a, res->rate.num, NUM(100));
  if (num_cmp(num_round(x->a, exact, places), told) == 0) return;
  Money m = money_of(x);
  Figures f = {d->value, show_percent(x->a, res->rate.num, places > 2 ? places : 2),
               num_round(x->a, num_sub(x->a, told, exact), places > 2 ? places : 2)};
  item(x, AUDIT_RATE, D_AUDIT_RATE, NONE, d->at, f,
       TEXT_ARGS(text_of(d->value), m.spent, m.budget, text_of(f.computed)));
}

static void rate_points(Auditor *x, const Line *l) {
  const EntityResult *res = &x->r->entities[x->entity];
  if (!l->score.there || !res->exec_scored) return;
  uint32_t rules = x->p->entities.ruleset[x->entity];
  Num full = l->weight.there ? l->weight.n : res->exec_weight;
  Num due = num_round(x->a, num_mul(x->a, res->exec_share, full), x->p->rulesets.places[rules]);
  Num more = num_sub(x->a, l->score.n, due);
  if (num_sign(more) == 0) return;
  Figures f = {show(x, l->score.n), show(x, due), more};
  item(x, AUDIT_POINTS, D_AUDIT_POINTS, NONE, cell(l->row, l->row->score_column), f,
       TEXT_ARGS(((Text){S("执行率"), S("执行率 (the rate)")}), text_of(f.declared), text_of(f.computed)));
}

// ---- one project --------------------------------------------------------------------------------

static bool is_output(const Plan *p, uint32_t ind) {
  Str level1 = p->indicators.level1[ind] == NONE ? (Str){0} : plan_text(p, p->indicators.level1[ind]);
  return str_starts(level1, S("产出"));
}

static bool level2_is(const Plan *p, uint32_t ind, Str key) {
  return p->indicators.level2_key[ind] != NONE && str_eq(plan_text(p, p->indicators.level2_key[ind]), key);
}

// “Done”, while money or output says not.
static void contradictions(Auditor *x, const Declared *money) {
  const Plan *p = x->p;
  const EntityResult *res = &x->r->entities[x->entity];
  uint32_t first = p->entities.indicator_first[x->entity], n = p->entities.indicator_n[x->entity];
  uint32_t outputs = 0, met = 0, in_time = NONE, undone = NONE;
  for (uint32_t i = first; i < first + n; i++) {
    const IndicatorResult *ind = &x->r->indicators[i];
    bool zero = ind->actual.kind == VALUE_QUANTITY && num_sign(ind->actual.num) == 0;
    if (is_output(p, i)) outputs++, met += ind->verdict == VERDICT_MET;
    if (level2_is(p, i, S("时效指标")) && ind->verdict == VERDICT_MET && in_time == NONE) in_time = i;
    if (level2_is(p, i, S("数量指标")) && ind->verdict == VERDICT_MISSED && zero && undone == NONE)
      undone = i;
  }
  bool known = res->rate.kind == VALUE_QUANTITY;
  if (known && money && outputs && met == outputs && num_cmp(res->rate.num, PAID_AT_LEAST) < 0) {
    Str shown = show_percent(x->a, res->rate.num, 2);
    item(x, AUDIT_DONE, D_AUDIT_UNPAID, NONE, money->at, (Figures){(Str){0}, shown, NUM_BAD},
         TEXT_ARGS(text_of(shown)));
  }
  if (in_time == NONE || undone == NONE || !x->row_of[p->indicators.input[in_time]]) return;
  Text actual = {show_actual(x->a, x->r, undone, LANG_ZH, 2), show_actual(x->a, x->r, undone, LANG_EN, 2)};
  item(x, AUDIT_DONE, D_AUDIT_UNDONE, in_time, x->row_of[p->indicators.input[in_time]]->at,
       (Figures){(Str){0}, actual.zh, NUM_BAD},
       TEXT_ARGS(text_of(name_of(x, in_time)), text_of(name_of(x, undone)), actual));
}

static void total(Auditor *x, const Declared *d) {
  AuditEntity *s = x->sums;
  bool scored = d->score.n > 0;
  Points told = points_in(x, d, scored ? d->score : d->value, scored ? d->score_column : 0);
  s->has_total = told.there, s->total = told.n;
  if (!told.there || !s->has_sum || num_cmp(s->sum, s->total) == 0) return;
  Figures f = {show(x, s->total), show(x, s->sum), num_sub(x->a, s->total, s->sum)};
  item(x, AUDIT_TOTAL, D_AUDIT_TOTAL, NONE, cell(d, scored ? d->score_column : 0), f,
       TEXT_ARGS(text_of(f.declared), text_of(f.computed)));
}

static void grade(Auditor *x, const Declared *d) {
  const AuditEntity *s = x->sums;
  if (!s->has_total && !s->has_sum) return;
  Num points = s->has_total ? s->total : s->sum;
  uint32_t g = score_grade(x->p, x->p->entities.ruleset[x->entity], points);
  Str due = g == NONE ? S("—") : plan_text(x->p, x->p->grades.name[g]);
  if (str_eq(utf_key(x->a, due), utf_key(x->a, d->value)) || !d->value.n) return;
  item(x, AUDIT_GRADE, D_AUDIT_GRADE, NONE, d->at, (Figures){d->value, due, NUM_BAD},
       TEXT_ARGS(text_of(show(x, points)), text_of(due), text_of(d->value)));
}

// The weights of a whole table make 100; without a row of money, as target tables have it, 90 will do too.
static void weights(Auditor *x, Num sum, bool all, bool money, RowRef at) {
  if (!all || num_cmp(sum, NUM(100)) == 0) return;
  Num exec = x->r->entities[x->entity].exec_weighted ? x->r->entities[x->entity].exec_weight : NUM(0);
  if (!money && num_cmp(num_add(x->a, sum, exec), NUM(100)) == 0) return;
  Figures f = {show(x, sum), S("100"), num_sub(x->a, sum, NUM(100))};
  item(x, AUDIT_WEIGHTS, D_AUDIT_WEIGHTS, NONE, at, f, TEXT_ARGS(text_of(f.declared)));
}

static void add(Auditor *x, const Line *l, Num *sum, bool *all, RowRef *at) {
  if (!l->row) return;
  if (l->weight.there)
    *sum = num_add(x->a, *sum, l->weight.n), *at = cell(l->row, l->row->weight_column);
  else
    *all = false;
  if (!l->score.there) return;
  x->sums->sum = num_add(x->a, x->sums->sum, l->score.n), x->sums->has_sum = true;
}

static void entity(Auditor *x, const Declared *money, const Declared *rated, const Declared *points_row,
                   const Declared *graded) {
  const Plan *p = x->p;
  uint32_t first = p->entities.indicator_first[x->entity], n = p->entities.indicator_n[x->entity];
  Num sum = NUM(0);
  bool all = true; // every row has its weight
  RowRef at = {0};
  // 支出 and 执行率 may both stand there; points are counted once.
  const Declared *scored = money && (money->score.n || money->weight.n || !rated) ? money : rated;
  bool counted = scored && (scored->score.n || scored->weight.n);
  if (scored) {
    Line l = line_of(x, scored);
    odd_rate(x, &l);
    rate_points(x, &l);
    if (counted) add(x, &l, &sum, &all, &at);
  }
  if (rated) stated(x, rated);
  Line before = {0};
  uint32_t seen = 0;
  for (uint32_t i = first; i < first + n; i++) {
    Line l = indicator(x, i, &before);
    add(x, &l, &sum, &all, &at);
    if (l.row) seen++;
    if (l.row && !l.shared) before = l;
  }
  if (seen) contradictions(x, money);
  weights(x, sum, all && seen == n && seen, counted, at);
  if (points_row) total(x, points_row);
  if (graded) x->sums->grade = graded->value, grade(x, graded);
}

// ---- all of them --------------------------------------------------------------------------------

static bool states(const Declared *d) {
  return d->weight.n || d->score.n || d->kind != DECLARED_ROW;
}

static bool any_states(const DeclaredRows *rows) {
  for (uint32_t i = 0; i < rows->all.n; i++)
    if (states(&rows->all.p[i])) return true;
  return false;
}

static uint32_t *owners(Auditor *x) { // of each input: the entity whose table it is in
  const Plan *p = x->p;
  uint32_t *owner = NEW_N(x->a, uint32_t, p->inputs.n + 1);
  for (uint32_t i = 0; i < p->inputs.n; i++) owner[i] = p->inputs.entity[i];
  for (uint32_t i = 0; i < p->indicators.n; i++) owner[p->indicators.input[i]] = p->indicators.owner[i];
  return owner;
}

void audit_run(Arena *a, const Results *r, const Diags *found, Diags *diags, Audit *out) {
  const Plan *p = r->plan;
  const DeclaredRows *rows = r->declared;
  *out = (Audit){0};
  Auditor x = {.a = a, .r = r, .p = p, .found = found, .diags = diags, .out = out};
  x.row_of = NEW_N(a, const Declared *, p->inputs.n + 1);
  x.text_of = NEW_N(a, const Declared *, p->inputs.n + 1);
  uint32_t *owner = owners(&x);
  const Declared **money = NEW_N(a, const Declared *, p->entities.n + 1);
  const Declared **figure[3]; // by DeclaredKind - 1
  for (int k = 0; k < 3; k++) figure[k] = NEW_N(a, const Declared *, p->entities.n + 1);
  bool scored = any_states(rows); // else the form has no scores, as some have none: what remains is checked
  bool *declares = NEW_N(a, bool, p->entities.n + 1);
  for (uint32_t i = 0; i < rows->all.n; i++) {
    const Declared *d = &rows->all.p[i];
    uint32_t e = d->kind == DECLARED_ROW ? owner[d->input] : d->entity;
    if (e == NONE) continue;
    if (states(d) || !scored) declares[e] = true, out->rows++;
    if (d->kind != DECLARED_ROW) {
      figure[d->kind - 1][e] = d;
      continue;
    }
    const Declared *had = x.row_of[d->input];
    if (!had || states(d) || !states(had)) x.row_of[d->input] = d;
    if (d->reason.n) x.text_of[d->input] = d;
    if (d->input == p->entities.input_first[e] && (states(d) || !money[e])) money[e] = d;
  }
  for (uint32_t e = 0; e < p->entities.n; e++) {
    if (!declares[e]) continue;
    x.entity = e;
    AuditEntity *s = array_push(a, &out->entities);
    *s = (AuditEntity){.entity = e, .total = NUM(0), .sum = NUM(0)};
    x.sums = s;
    entity(&x, money[e], figure[0][e], figure[1][e], figure[2][e]);
  }
}
