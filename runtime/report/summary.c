// The end of the table: a line a project, by department, with what became of its indicators; grades, rows
// read, and how sure the rules are that were used.
#include "base/utf.h"
#include "grammar/ast.h"
#include "runtime/report/table.h"

typedef struct Tally { // of one project, department, or all
  uint32_t projects, verdicts[VERDICTS];
  Num budget, spent; // of the projects where both are known
  bool money;
} Tally;

// Left edges; of rate and score the right ones. A narrow table has no counts, a narrower one no rate (0).
typedef struct Columns {
  size_t name, bar, rate, score, grade, counts;
  size_t count; // width of one
  bool counted;
} Columns;
enum { GRADE_WIDTH = 11, SCORE_WIDTH = 15, RATE_WIDTH = 8, BAR = 8 };

static void tally_indicators(const Table *t, uint32_t e, Tally *sum) {
  for (uint32_t i = 0; i < t->p->entities.indicator_n[e]; i++)
    sum->verdicts[t->r->indicators[t->p->entities.indicator_first[e] + i].verdict]++;
}

static void tally_add(Table *t, Tally *to, const Tally *x) {
  to->projects += x->projects;
  for (int v = 0; v < VERDICTS; v++) to->verdicts[v] += x->verdicts[v];
  if (!x->money) return;
  to->budget = to->money ? num_add(&t->scratch, to->budget, x->budget) : x->budget;
  to->spent = to->money ? num_add(&t->scratch, to->spent, x->spent) : x->spent;
  to->money = true;
}

static Tally project_tally(const Table *t, uint32_t e) {
  const EntityResult *res = &t->r->entities[e];
  Tally x = {.projects = 1, .money = res->rate.kind == VALUE_QUANTITY};
  if (x.money) x.budget = res->budget, x.spent = res->spent.num;
  tally_indicators(t, e, &x);
  return x;
}

// The department's own indicators and those of its 分项.
static Tally own_tally(const Table *t, uint32_t d) {
  Tally x = {0};
  for (uint32_t e = d; e != NONE; e = report_next_section(&t->index, t->p, d, e)) tally_indicators(t, e, &x);
  return x;
}

static Columns columns_of(Table *t) {
  uint32_t by[VERDICTS] = {0}, most = 0;
  for (uint32_t i = 0; i < t->p->indicators.n; i++) by[t->r->indicators[i].verdict]++;
  for (unsigned v = 0; v < VERDICTS; v++) most = by[v] > most ? by[v] : most;
  size_t count = show_count(&t->scratch, most).n + 2;
  if (count < 4) count = 4;
  size_t width = t->lay.width, shown = width < 60 + VERDICTS * (count - 2) ? 0 : VERDICTS * count;
  size_t counts = width - shown, grade = counts - GRADE_WIDTH, score = grade - 2;
  size_t rate = width < 56 ? 0 : score - SCORE_WIDTH, bar = (rate ? rate - RATE_WIDTH : score - SCORE_WIDTH);
  if (width >= TABLE_WIDE && bar > BAR + 20) bar -= BAR;
  return (Columns){TABLE_INDENT, bar, rate, score, grade, counts, count, shown > 0};
}

static void counts(Table *t, const Columns *c, const uint32_t *n, bool total) {
  for (unsigned v = 0; v < VERDICTS && c->counted; v++) {
    if (!n[v]) continue;
    pen_right(&t->pen, c->counts + (v + 1) * c->count, total ? TONE_BOLD : verdict_tone((uint8_t)v),
              show_count(&t->scratch, n[v]));
  }
}

static void rate(Table *t, const Columns *c, Num share, bool bar) {
  Tone tone = num_cmp(share, NUM(1)) > 0 ? TONE_BAD : TONE_ACCENT;
  if (!c->rate) return;
  if (bar && c->bar + BAR + RATE_WIDTH <= c->rate) {
    pen_to(&t->pen, c->bar);
    pen_bar(&t->pen, tone, BAR, share, NUM_BAD);
  }
  pen_right(&t->pen, c->rate, TONE_PLAIN, show_percent(&t->scratch, share, 2));
}

// The first piece of a name; the rest, on lines of its own, by name_rest.
static size_t name(Table *t, const Columns *c, Tone tone, Str s, size_t from) {
  size_t end = pen_piece(s, from, c->bar - c->name - 2);
  pen_to(&t->pen, c->name + (from ? 1 : 0));
  pen_put(&t->pen, tone, str_slice(s, from, end));
  return pen_skip(s, end);
}

static void name_rest(Table *t, const Columns *c, Tone tone, Str s, size_t from) {
  pen_line(&t->pen);
  while (from < s.n) from = name(t, c, tone, s, from), pen_line(&t->pen);
}

static void header(Table *t, const Columns *c) {
  pen_to(&t->pen, c->name);
  pen_put(&t->pen, TONE_DIM, table_word(t, W_COL_PROJECT));
  if (c->rate) pen_right(&t->pen, c->rate, TONE_DIM, table_word(t, W_RATE));
  pen_right(&t->pen, c->score, TONE_DIM, table_word(t, W_COL_POINTS));
  pen_to(&t->pen, c->grade);
  pen_put(&t->pen, TONE_DIM, table_word(t, W_COL_GRADE));
  for (unsigned v = 0; v < VERDICTS && c->counted; v++)
    pen_right(&t->pen, c->counts + (v + 1) * c->count, verdict_tone((uint8_t)v), str_z(verdict_symbols[v]));
  pen_line(&t->pen);
}

// Its 执行率, points and grade, as far as it has them.
static void figures(Table *t, const Columns *c, uint32_t e) {
  const EntityResult *res = &t->r->entities[e];
  if (res->rate.kind == VALUE_QUANTITY) rate(t, c, res->rate.num, true);
  if (!res->scored) return;
  Str open = str_cat(&t->scratch, S("– / "), num_text(&t->scratch, res->weight, 2));
  if (num_sign(res->judged) > 0)
    pen_right(&t->pen, c->score, TONE_PLAIN, table_fraction(t, res));
  else
    pen_right(&t->pen, c->score, TONE_DIM, open);
  Str g = table_grade(t, res);
  if (!g.n) return;
  pen_to(&t->pen, c->grade);
  pen_put(&t->pen, table_grade_tone(t->p, res, t->p->entities.ruleset[e]),
          utf_fit(&t->scratch, g, GRADE_WIDTH));
}

static void entity_line(Table *t, const Columns *c, uint32_t e, Tone tone, Str called, const uint32_t *n) {
  size_t rest = name(t, c, tone, called, 0);
  figures(t, c, e);
  counts(t, c, n, tone == TONE_BOLD);
  name_rest(t, c, tone, called, rest);
}

static void sum_line(Table *t, const Columns *c, Str label, const Tally *x) {
  size_t rest = name(t, c, TONE_BOLD, label, 0);
  if (x->money && num_sign(x->budget) > 0) rate(t, c, num_div(&t->scratch, x->spent, x->budget), false);
  counts(t, c, x->verdicts, true);
  name_rest(t, c, TONE_BOLD, label, rest);
}

static Str projects_text(Table *t, uint32_t n) {
  return n == 1 ? table_word(t, W_PROJECT_ONE) : table_with(t, W_PROJECTS, WITH(show_count(&t->scratch, n)));
}

// ---- lists --------------------------------------------------------------------------------------

typedef struct Listing {
  Table *t;
  size_t at;
  bool begun;
} Listing;

static Listing listing(Table *t, WordId label) {
  pen_to(&t->pen, TABLE_INDENT);
  pen_put(&t->pen, TONE_DIM, table_word(t, label));
  pen_gap(&t->pen, 2);
  return (Listing){t, t->pen.wanted, false};
}

static void item(Listing *l, Tone tone, Str s) {
  Pen *p = &l->t->pen;
  if (l->begun) pen_gap(p, 3);
  if (l->begun && p->wanted + utf_width(s) > l->t->lay.width) pen_line(p), pen_to(p, l->at);
  pen_put(p, tone, s);
  l->begun = true;
}

static void grades(Table *t) {
  const Plan *p = t->p;
  uint32_t *n = NEW_N(&t->scratch, uint32_t, p->grades.n + 1),
           *open = NEW_N(&t->scratch, uint32_t, p->grades.n + 1);
  uint32_t ungraded = 0, graded = 0;
  for (uint32_t e = 0; e < p->entities.n; e++) {
    if (p->entities.kind[e] != BODY_PROJECT) continue;
    const EntityResult *res = &t->r->entities[e];
    if (!res->scored || res->grade == NONE)
      ungraded++;
    else
      graded++, n[res->grade]++, open[res->grade] += res->provisional;
  }
  if (!graded) return;
  Listing l = listing(t, W_GRADES);
  for (uint32_t rules = 0; rules < p->rulesets.n; rules++) {
    for (uint32_t i = 0; i < p->rulesets.grade_n[rules]; i++) {
      uint32_t g = p->rulesets.grade_first[rules] + i;
      if (!n[g]) continue;
      Str what = show_clean(&t->scratch, plan_text(p, p->grades.name[g])),
          count = show_count(&t->scratch, n[g]);
      Str some = show_count(&t->scratch, open[g]);
      item(&l, TONE_PLAIN, table_with(t, open[g] ? W_GRADE_SOME : W_GRADE_COUNT, WITH(what, count, some)));
    }
  }
  if (ungraded) item(&l, TONE_DIM, table_with(t, W_UNGRADED, WITH(show_count(&t->scratch, ungraded))));
  pen_line(&t->pen);
}

static void legend(Table *t, const Tally *all) {
  Listing l = listing(t, W_COL_NAME);
  for (unsigned v = 0; v < VERDICTS; v++) {
    if (!all->verdicts[v]) continue;
    Out o = out_memory(&t->scratch);
    out_z(&o, verdict_symbols[v]);
    out_c(&o, ' ');
    out_str(&o, table_word(t, word_of_verdict((uint8_t)v)));
    out_c(&o, ' ');
    out_str(&o, show_count(&t->scratch, all->verdicts[v]));
    item(&l, verdict_tone((uint8_t)v), out_text(&o));
  }
  pen_line(&t->pen);
}

static void rows(Table *t) {
  const RowCounts *c = &t->r->rows;
  const struct {
    uint64_t n;
    WordId id;
    Tone tone;
    bool always;
  } counts_of[] = {
      {c->read, W_ROWS_READ, TONE_PLAIN, true},        {c->used, W_ROWS_USED, TONE_PLAIN, true},
      {c->after_as_of, W_ROWS_AFTER, TONE_DIM, false}, {c->out_of_span, W_ROWS_OUT, TONE_DIM, false},
      {c->unused, W_ROWS_UNUSED, TONE_DIM, false},     {c->unit_assumed, W_ROWS_ASSUMED, TONE_WAIT, false},
      {c->bad, W_ROWS_BAD, TONE_BAD, false},
  };
  if (!t->r->has_actuals) return;
  Listing l = listing(t, W_ROWS);
  for (size_t i = 0; i < sizeof counts_of / sizeof *counts_of; i++)
    if (counts_of[i].n || counts_of[i].always)
      item(&l, counts_of[i].tone,
           table_with(t, counts_of[i].id, WITH(show_count(&t->scratch, counts_of[i].n))));
  pen_line(&t->pen);
}

// How sure the rules are, and each line that nobody has verified.
static void rules(Table *t) {
  const Plan *p = t->p;
  bool *used = NEW_N(&t->scratch, bool, p->rulesets.n + 1);
  for (uint32_t e = 0; e < p->entities.n; e++) used[p->entities.ruleset[e]] = true;
  for (uint32_t s = 0; s < p->rulesets.n; s++) {
    uint32_t by[RULE_UNVERIFIED + 1] = {0};
    for (uint32_t i = 0; i < p->rules.n; i++)
      if (p->rules.ruleset[i] == s) by[p->rules.status[i]]++;
    if (!used[s] || !(by[RULE_VERIFIED] + by[RULE_CUSTOMARY] + by[RULE_UNVERIFIED])) continue;
    Listing l = listing(t, W_RULES);
    Arena *a = &t->scratch;
    item(&l, TONE_PLAIN,
         table_with(t, W_RULES_COUNT,
                    WITH(show_clean(a, plan_text(p, p->rulesets.name[s])), show_count(a, by[RULE_VERIFIED]),
                         show_count(a, by[RULE_CUSTOMARY]), show_count(a, by[RULE_UNVERIFIED]))));
    pen_line(&t->pen);
    for (uint32_t i = 0; i < p->rules.n; i++) {
      if (p->rules.ruleset[i] != s || p->rules.status[i] != RULE_UNVERIFIED) continue;
      pen_to(&t->pen, l.at);
      pen_put(&t->pen, TONE_ODD, table_word(t, W_RULE_UNVERIFIED));
      pen_gap(&t->pen, 1);
      Str line = show_clean(a, plan_text(p, p->rules.line_text[i]));
      pen_put(&t->pen, TONE_DIM,
              utf_fit(a, line, t->lay.width > t->pen.wanted + 8 ? t->lay.width - t->pen.wanted : 8));
      pen_line(&t->pen);
    }
  }
}

void table_summary(Table *t) {
  const Plan *p = t->p;
  ArenaMark start = arena_mark(&t->scratch);
  Columns c = columns_of(t);
  Tally all = {0}, own_all = {0};
  table_heading(t, table_word(t, W_SUMMARY), (Str){0});
  header(t, &c);
  uint32_t blocks = 0;
  for (uint32_t k = 0; k <= p->entities.n; k++) { // projects of no department stand first
    uint32_t d = k ? k - 1 : p->entities.n;
    bool department = d < p->entities.n;
    if (department && p->entities.kind[d] != BODY_DEPARTMENT) continue;
    Tally sum = {0}, own = department ? own_tally(t, d) : (Tally){0};
    for (uint32_t e = t->index.project[d]; e != NONE; e = t->index.next_project[e]) {
      Tally x = project_tally(t, e);
      ArenaMark mark = arena_mark(&t->scratch);
      entity_line(t, &c, e, TONE_PLAIN, show_clean(&t->scratch, plan_text(p, p->entities.name[e])),
                  x.verdicts);
      arena_reset(&t->scratch, mark);
      tally_add(t, &sum, &x);
    }
    if (sum.projects > 1) sum_line(t, &c, projects_text(t, sum.projects), &sum);
    if (department) {
      uint32_t n = 0;
      for (int v = 0; v < VERDICTS; v++) n += own.verdicts[v];
      Str called = show_clean(&t->scratch, plan_text(p, p->entities.name[d]));
      if (n) entity_line(t, &c, d, TONE_BOLD, table_with(t, W_DEPARTMENT_ITEMS, WITH(called)), own.verdicts);
    }
    blocks += sum.projects > 0;
    tally_add(t, &all, &sum);
    tally_add(t, &own_all, &own);
  }
  if (blocks > 1) sum_line(t, &c, projects_text(t, all.projects), &all);
  tally_add(t, &all, &own_all);
  pen_line(&t->pen);
  legend(t, &all);
  grades(t);
  rows(t);
  rules(t);
  arena_reset(&t->scratch, start);
}
