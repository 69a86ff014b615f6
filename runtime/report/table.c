// Results for people at a terminal: a block a department and project (money, indicators, total), then one
// table of all of them, the rows read and the standing of the rules used.
#include "runtime/report/table.h"
#include "base/utf.h"
#include "grammar/ast.h"
#include "runtime/outlook.h"

static Str clean(Table *t, uint32_t str) {
  return show_clean(&t->scratch, plan_text(t->p, str));
}

static Str money(Table *t, Num amount, uint32_t unit) {
  return show_quantity(&t->scratch, t->p, amount, unit, 6);
}

static uint32_t money_unit(const Plan *p, uint32_t e) {
  return p->entities.budget[e] != NONE ? p->entities.budget_unit[e]
                                       : p->inputs.unit[p->entities.input_first[e]];
}

static void label(Table *t, WordId id) {
  pen_to(&t->pen, TABLE_INDENT);
  pen_put(&t->pen, TONE_DIM, table_word(t, id));
  pen_gap(&t->pen, 1);
}

// ---- headings -----------------------------------------------------------------------------------

static void title(Table *t) {
  const Results *r = t->r;
  Str year = str_fmt(&t->scratch, "%d", r->plan->year),
      tool = str_cat(&t->scratch, S("pgl "), t->opt->version);
  pen_put(&t->pen, TONE_BOLD, table_with(t, W_TITLE, WITH(year)));
  pen_gap(&t->pen, 2);
  Str span = r->full_year ? table_word(t, W_TITLE_FULL)
                          : table_with(t, W_TITLE_AS_OF, WITH(date_text(&t->scratch, r->as_of)));
  pen_put(&t->pen, TONE_PLAIN, span);
  if (t->pen.column + tool.n + 2 <= t->lay.width) pen_right(&t->pen, t->lay.width, TONE_DIM, tool);
  pen_line(&t->pen);
  if (!r->has_actuals) pen_put(&t->pen, TONE_WAIT, table_word(t, W_TITLE_NO_ACTUALS)), pen_line(&t->pen);
}

// ── 招商经费 ──────────── 高新区管委会办公室 · 财预2020 ──
void table_heading(Table *t, Str name, Str aside) {
  Pen *p = &t->pen;
  size_t width = t->lay.width, right = utf_width(aside);
  pen_line(p);
  pen_rule(p, 2, S("─"));
  pen_gap(p, 1);
  pen_put(p, TONE_BOLD, utf_fit(&t->scratch, name, width > 12 ? width - 6 : 6));
  pen_gap(p, 1);
  if (aside.n && p->wanted + right + 6 <= width) {
    pen_rule(p, width - right - 4, S("─"));
    pen_gap(p, 1);
    pen_put(p, TONE_DIM, aside);
    pen_gap(p, 1);
  }
  pen_rule(p, width, S("─"));
  pen_line(p);
}

static void entity_heading(Table *t, uint32_t e) {
  const Plan *p = t->p;
  Out o = out_memory(&t->scratch);
  uint32_t department = report_department(p, e);
  if (p->entities.kind[e] == BODY_DEPARTMENT)
    out_str(&o, table_word(t, W_DEPARTMENT));
  else if (department != NONE)
    out_str(&o, clean(t, p->entities.name[department]));
  if (o.n) out_z(&o, " · ");
  out_str(&o, clean(t, p->rulesets.name[p->entities.ruleset[e]]));
  table_heading(t, clean(t, p->entities.name[e]), out_text(&o));
}

// ---- money --------------------------------------------------------------------------------------

static unsigned bar_cells(const Table *t) {
  return t->lay.width >= TABLE_WIDE ? 32 : t->lay.width >= 72 ? 24 : 12;
}

static Tone rate_tone(Num rate) {
  return num_cmp(rate, NUM(1)) > 0 ? TONE_BAD : TONE_ACCENT;
}

// Share of the budget planned at the last checkpoint that has passed; bad before the first.
static Num planned_so_far(const EntityResult *res) {
  Num planned = NUM_BAD;
  for (uint32_t i = 0; i < res->point_n; i++)
    if (res->points[i].passed) planned = res->points[i].planned;
  return planned;
}

static void budget_was(Table *t, uint32_t e, Num now) {
  const Plan *p = t->p;
  uint32_t first = p->entities.budget[e];
  if (first == NONE || num_cmp(plan_value(p, first), now) == 0) return;
  Date from = DATE_NONE, since = DATE_NONE;
  for (uint32_t i = 0; i < p->entities.adjust_n[e]; i++) {
    Date d = p->adjustments.from[p->entities.adjust_first[e] + i];
    if (d <= t->r->as_of && d >= since) from = since = d;
  }
  Str was = money(t, plan_value(p, first), p->entities.budget_unit[e]);
  if (!date_ok(from))
    pen_put(&t->pen, TONE_DIM, table_with(t, W_BUDGET_WAS, WITH(was)));
  else
    pen_put(&t->pen, TONE_DIM,
            table_with(t, W_BUDGET_FROM, WITH(was, show_date(&t->scratch, from, p->year, t->opt->lang))));
}

static void budget_line(Table *t, uint32_t e) {
  const EntityResult *res = &t->r->entities[e];
  uint32_t unit = money_unit(t->p, e);
  bool spent = res->spent.kind == VALUE_QUANTITY;
  if (!res->has_budget && !spent) return;
  if (res->has_budget) {
    label(t, W_BUDGET);
    pen_put(&t->pen, TONE_BOLD, money(t, res->budget, unit));
    budget_was(t, e, res->budget);
    pen_gap(&t->pen, 3);
  }
  pen_to(&t->pen, TABLE_INDENT);
  pen_put(&t->pen, TONE_DIM, table_word(t, W_SPENT));
  pen_gap(&t->pen, 1);
  pen_put(&t->pen, spent ? TONE_BOLD : TONE_DIM, spent ? money(t, res->spent.num, unit) : S("—"));
  pen_line(&t->pen);
  if (!res->has_budget) return;
  bool known = res->rate.kind == VALUE_QUANTITY;
  label(t, W_RATE);
  if (known) {
    pen_bar(&t->pen, rate_tone(res->rate.num), bar_cells(t), res->rate.num,
            t->monitoring ? planned_so_far(res) : NUM_BAD);
    pen_gap(&t->pen, 1);
    pen_put(&t->pen, TONE_BOLD, show_percent(&t->scratch, res->rate.num, 2));
  } else {
    pen_put(&t->pen, TONE_DIM, text_in(reason_text(&t->scratch, t->r, &res->rate), t->opt->lang));
  }
  if (res->exec_weighted)
    table_points(t, res->exec_scored ? TONE_PLAIN : TONE_DIM, res->exec_scored, res->exec_points,
                 res->exec_weight);
  pen_line(&t->pen);
}

static void checkpoint(Table *t, const PointResult *pt, size_t date_width) {
  Pen *p = &t->pen;
  size_t at = TABLE_INDENT + 2;
  pen_right(p, at + date_width, TONE_PLAIN, show_date(&t->scratch, pt->date, t->p->year, t->opt->lang));
  pen_to(p, at + date_width + 2);
  bool known = pt->actual.kind == VALUE_QUANTITY && num_ok(pt->planned);
  if (!known) {
    pen_put(p, TONE_DIM, table_word(t, W_X_NO_VALUE));
    pen_line(p);
    return;
  }
  Num gap = num_round(&t->scratch, num_mul(&t->scratch, pt->ahead, NUM(100)), 2);
  Tone tone = num_sign(gap) < 0 ? TONE_WAIT : TONE_GOOD;
  unsigned cells = bar_cells(t) / 2;
  pen_bar(p, tone, cells, pt->actual.num, pt->planned);
  at += date_width + 2 + cells;
  pen_right(p, at + 8, TONE_PLAIN, show_percent(&t->scratch, pt->actual.num, 2));
  pen_to(p, at + 10);
  pen_put(p, TONE_DIM, table_with(t, W_PLANNED, WITH(show_percent(&t->scratch, pt->planned, 2))));
  pen_to(p, at + 23);
  WordId id = num_sign(gap) > 0 ? W_AHEAD : num_sign(gap) < 0 ? W_BEHIND : W_ON_PLAN;
  pen_put(p, tone, table_with(t, id, WITH(num_text(&t->scratch, num_abs(&t->scratch, gap), 2))));
  pen_line(p);
}

static void checkpoints(Table *t, uint32_t e) { // of an open year
  const EntityResult *res = &t->r->entities[e];
  size_t width = 0;
  for (uint32_t i = 0; i < res->point_n; i++) {
    size_t w = utf_width(show_date(&t->scratch, res->points[i].date, t->p->year, t->opt->lang));
    if (res->points[i].passed && w > width) width = w;
  }
  for (uint32_t i = 0; i < res->point_n; i++)
    if (res->points[i].passed) checkpoint(t, &res->points[i], width);
}

static void money_of(Table *t, uint32_t e) {
  budget_line(t, e);
  if (t->monitoring) checkpoints(t, e);
}

// ---- totals -------------------------------------------------------------------------------------

// （10 分无数据）: the points that could not be judged, by what they wait for.
static Str unjudged(Table *t, uint32_t e) {
  const Plan *p = t->p;
  const EntityResult *res = &t->r->entities[e];
  Num by[VERDICTS];
  for (int v = 0; v < VERDICTS; v++) by[v] = NUM(0);
  for (uint32_t i = 0; i < p->entities.indicator_n[e]; i++) {
    const IndicatorResult *ind = &t->r->indicators[p->entities.indicator_first[e] + i];
    if (ind->weighted && !ind->scored) by[ind->verdict] = num_add(&t->scratch, by[ind->verdict], ind->weight);
  }
  if (res->exec_weighted && !res->exec_scored) {
    Verdict v = t->r->full_year || res->rate.kind != VALUE_QUANTITY ? VERDICT_NO_DATA : VERDICT_PENDING;
    by[v] = num_add(&t->scratch, by[v], res->exec_weight);
  }
  Out o = out_memory(&t->scratch);
  for (unsigned v = 0; v < VERDICTS; v++) {
    if (num_sign(by[v]) <= 0) continue;
    if (o.n) out_str(&o, table_word(t, W_LIST_COMMA));
    out_str(&o,
            table_with(t, W_POINTS_OF,
                       WITH(num_text(&t->scratch, by[v], 2), table_word(t, word_of_verdict((uint8_t)v)))));
  }
  return o.n ? table_with(t, W_PARTS, WITH(out_text(&o))) : (Str){0};
}

Tone table_grade_tone(const Plan *p, const EntityResult *res, uint32_t ruleset) {
  static const Tone tones[] = {TONE_GOOD, TONE_GOOD, TONE_WAIT};
  uint32_t place = res->grade - p->rulesets.grade_first[ruleset];
  return place + 1 == p->rulesets.grade_n[ruleset] || place >= 3 ? TONE_BAD : tones[place];
}

Str table_grade(Table *t, const EntityResult *res) {
  if (!res->scored || res->grade == NONE) return (Str){0};
  Str name = clean(t, t->p->grades.name[res->grade]);
  return res->provisional ? table_with(t, W_PROVISIONAL, WITH(name)) : name;
}

Str table_fraction(Table *t, const EntityResult *res) {
  Str total = show_points(&t->scratch, res->total, 2), judged = num_text(&t->scratch, res->judged, 2);
  return str_cat(&t->scratch, str_cat(&t->scratch, total, S(" / ")), judged);
}

// One of the missed: “到会客商人数 再增 20人次（+0.83 分）”.
static Str mend(Table *t, const Mend *m) {
  const Plan *p = t->p;
  Str name = clean(t, p->indicators.name[m->indicator]), gain = num_text(&t->scratch, m->gain, 2);
  if (!num_ok(m->gap)) return table_with(t, W_OUTLOOK_MEND, WITH(name, gain));
  uint32_t unit = show_unit(p, m->indicator, t->r->indicators[m->indicator].target);
  Num by = num_abs(&t->scratch, m->need);
  bool ratio =
      unit != NONE && p->units.dim[unit] == 0 && num_cmp(plan_value(p, p->units.scale[unit]), NUM(1)) < 0;
  Str percent = num_text(&t->scratch, num_mul(&t->scratch, by, NUM(100)), 2);
  Str need =
      ratio ? table_with(t, W_OUTLOOK_PERCENT, WITH(percent)) : show_quantity(&t->scratch, p, by, unit, 2);
  return table_with(t, num_sign(m->need) > 0 ? W_OUTLOOK_MORE : W_OUTLOOK_LESS, WITH(name, need, gain));
}

// What it would take: the points to the next grade, and what brings most for the least.
static void outlook(Table *t, uint32_t e) {
  if (!t->r->full_year) return; // what is missed before the year's end cannot be mended
  enum { SHOWN = 3 };
  Outlook o = outlook_of(&t->scratch, t->r, e);
  if (o.next != NONE && num_sign(o.margin) > 0) {
    pen_to(&t->pen, TABLE_INDENT);
    Str grade = clean(t, t->p->grades.name[o.next]), margin = num_text(&t->scratch, o.margin, 2);
    pen_put(&t->pen, TONE_WAIT, table_with(t, W_OUTLOOK_MARGIN, WITH(grade, margin)));
    if (o.n) {
      Str n = show_count(&t->scratch, o.enough);
      pen_put(&t->pen, TONE_DIM, table_word(t, W_LIST_COMMA));
      pen_put(&t->pen, TONE_DIM,
              o.enough ? table_with(t, W_OUTLOOK_ENOUGH, WITH(n)) : table_word(t, W_OUTLOOK_ALL));
    }
    pen_line(&t->pen);
  }
  for (uint32_t i = 0; i < o.n && i < SHOWN; i++) {
    pen_to(&t->pen, TABLE_INDENT);
    pen_put(&t->pen, TONE_DIM, i ? (Str){0} : table_word(t, W_OUTLOOK_CHEAPEST));
    pen_to(&t->pen, TABLE_INDENT + utf_width(table_word(t, W_OUTLOOK_CHEAPEST)) + 2);
    pen_put(&t->pen, TONE_PLAIN, mend(t, &o.mends[i]));
    pen_line(&t->pen);
  }
}

static void total(Table *t, uint32_t e) {
  const EntityResult *res = &t->r->entities[e];
  if (!res->scored) return;
  label(t, W_TOTAL);
  pen_gap(&t->pen, 1);
  if (num_sign(res->judged) <= 0) {
    pen_put(&t->pen, TONE_DIM, table_with(t, W_NOTHING_JUDGED, WITH(num_text(&t->scratch, res->weight, 2))));
    pen_line(&t->pen);
    return;
  }
  pen_put(&t->pen, TONE_BOLD, table_fraction(t, res));
  pen_put(&t->pen, TONE_DIM, unjudged(t, e));
  Str g = table_grade(t, res);
  if (g.n) {
    pen_gap(&t->pen, 3);
    if (t->pen.wanted + utf_width(g) > t->lay.width) pen_line(&t->pen), pen_to(&t->pen, TABLE_INDENT);
    pen_put(&t->pen, table_grade_tone(t->p, res, t->p->entities.ruleset[e]), g);
  }
  pen_line(&t->pen);
  outlook(t, e);
}

static void requirement(Table *t, uint32_t i) {
  const RequireResult *res = &t->r->requires[i];
  uint8_t v = !res->known ? VERDICT_NO_DATA : res->holds ? VERDICT_MET : VERDICT_MISSED;
  label(t, W_REQUIRE);
  pen_put(&t->pen, verdict_tone((uint8_t)v), str_z(verdict_symbols[v]));
  pen_gap(&t->pen, 1);
  Str said = clean(t, v == VERDICT_MISSED ? t->p->requires.message[i] : t->p->requires.text[i]);
  size_t at = t->pen.wanted, width = t->lay.width > at + 10 ? t->lay.width - at : 10;
  for (size_t k = 0; k < said.n;) {
    size_t end = pen_piece(said, k, width);
    pen_to(&t->pen, at);
    pen_put(&t->pen, v == VERDICT_MISSED ? TONE_BAD : TONE_PLAIN, str_slice(said, k, end));
    k = pen_skip(said, end);
    if (k < said.n) pen_line(&t->pen);
  }
  if (v == VERDICT_NO_DATA) pen_gap(&t->pen, 1), pen_put(&t->pen, TONE_DIM, table_word(t, W_REQUIRE_UNKNOWN));
  pen_line(&t->pen);
}

static void requirements(Table *t, uint32_t e) {
  for (uint32_t i = t->index.require[e]; i != NONE; i = t->index.next_require[i]) requirement(t, i);
}

// ---- blocks -------------------------------------------------------------------------------------

static bool says_anything(const Table *t, uint32_t e) {
  return t->p->entities.indicator_n[e] || t->p->entities.budget[e] != NONE || t->index.require[e] != NONE;
}

// A 部门 with its 分项 in one table of indicators.
static void department(Table *t, uint32_t d) {
  const Plan *p = t->p;
  bool any = says_anything(t, d), opened = false;
  for (uint32_t e = d; !any && (e = report_next_section(&t->index, p, d, e)) != NONE;)
    any = says_anything(t, e);
  if (!any) return;
  entity_heading(t, d);
  for (uint32_t e = d; e != NONE; e = report_next_section(&t->index, p, d, e)) {
    if (!says_anything(t, e)) continue;
    ArenaMark mark = arena_mark(&t->scratch);
    if (e == d) money_of(t, d);
    if (p->entities.indicator_n[e] && !opened) pen_line(&t->pen), items_header(t), opened = true;
    if (e != d) {
      pen_to(&t->pen, TABLE_INDENT);
      pen_put(&t->pen, TONE_ACCENT, clean(t, p->entities.name[e]));
      pen_line(&t->pen);
      money_of(t, e);
    }
    items_of(t, e);
    total(t, e);
    requirements(t, e);
    arena_reset(&t->scratch, mark);
  }
}

static void project(Table *t, uint32_t e) {
  entity_heading(t, e);
  money_of(t, e);
  if (t->p->entities.indicator_n[e]) {
    pen_line(&t->pen);
    items_header(t);
    items_of(t, e);
  }
  if (t->r->entities[e].scored) pen_line(&t->pen);
  total(t, e);
  requirements(t, e);
}

void report_table(Arena *a, Out *o, const Results *r, const ReportOptions *opt) {
  Table t = {.r = r, .p = r->plan, .opt = opt, .monitoring = !r->full_year};
  arena_init_like(&t.scratch, a);
  t.pen = (Pen){.o = o, .a = &t.scratch, .color = opt->color};
  t.index = report_index(a, r->plan);
  unsigned columns = opt->columns ? opt->columns : 100;
  items_layout(&t, columns < TABLE_MIN ? TABLE_MIN : columns > TABLE_MAX ? TABLE_MAX : columns);
  title(&t);
  for (uint32_t e = 0; e < r->plan->entities.n; e++) {
    ArenaMark mark = arena_mark(&t.scratch);
    if (r->plan->entities.kind[e] == BODY_DEPARTMENT) department(&t, e);
    if (r->plan->entities.kind[e] == BODY_PROJECT) project(&t, e);
    arena_reset(&t.scratch, mark);
  }
  table_summary(&t);
  arena_free(&t.scratch);
}
