// The page from top to bottom: summary, charts, tools, a section a project, what it stands on. Scripts are
// told to the browser by their hashes, so that no other can run.
#include "runtime/report/html.h"
#include "base/utf.h"
#include "grammar/ast.h"
#include "runtime/outlook.h"
#include "runtime/report/markup.h"
#include "runtime/show.h"

typedef struct Page {
  Out *o;
  Arena *keep, scratch; // emptied after each entity
  const Program *prog;
  Run *run;
  const Results *r;
  const Plan *p;
  const ReportOptions *opt;
  ReportIndex index;
  uint32_t rows; // of indicators written
} Page;

enum { TREE_LINES = 60, CHARTED = 40 };

static Str say(const Page *g, WordId id) {
  return word(g->opt->lang, id);
}

static Str with(Page *g, WordId id, const Str *args, size_t argc) {
  return word_with(&g->scratch, g->opt->lang, id, args, argc);
}

static Str clean(Page *g, uint32_t str) {
  return show_clean(&g->scratch, plan_text(g->p, str));
}

static void put(Page *g, const char *z) {
  out_z(g->o, z);
}

static void text(Page *g, Str s) {
  html_text(g->o, s);
}

static void cell(Page *g, const char *class_name, WordId label, Str s) {
  out_fmt(g->o, "<td class=\"%s\" data-label=\"", class_name);
  text(g, say(g, label));
  put(g, "\">");
  text(g, s);
  put(g, "</td>");
}

// ---- what the page carries ----------------------------------------------------------------------

typedef struct Asset {
  Str text;
  const char *hash; // sha256-…, as a policy names it
} Asset;

static Asset asset(Page *g, const char *name) {
  Asset a = {0};
  a.text = embedded_text(g->keep, &page_assets, str_z(name), &a.hash);
  return a;
}

static void script(Page *g, Asset a) {
  put(g, "<script>");
  out_str(g->o, a.text);
  put(g, "</script>\n");
}

// ---- figures of the whole -----------------------------------------------------------------------

typedef struct Tally {
  uint32_t projects, verdicts[VERDICTS], grades[4]; // the best three, and the rest
  Num budget, spent;                                // where both are known
  bool money;
} Tally;

static uint32_t grade_place(const Page *g, uint32_t e) {
  uint32_t rules = g->p->entities.ruleset[e];
  return g->r->entities[e].grade - g->p->rulesets.grade_first[rules];
}

static Tally tally_of(Page *g) {
  Tally t = {.budget = NUM(0), .spent = NUM(0)};
  for (uint32_t i = 0; i < g->p->indicators.n; i++) t.verdicts[g->r->indicators[i].verdict]++;
  for (uint32_t e = 0; e < g->p->entities.n; e++) {
    const EntityResult *res = &g->r->entities[e];
    if (g->p->entities.kind[e] != BODY_PROJECT) continue;
    t.projects++;
    if (res->scored && res->grade != NONE) {
      uint32_t place = grade_place(g, e);
      t.grades[place < 3 ? place : 3]++;
    }
    if (!res->has_budget || res->spent.kind != VALUE_QUANTITY) continue;
    t.budget = num_add(g->keep, t.budget, res->budget);
    t.spent = num_add(g->keep, t.spent, res->spent.num);
    t.money = true;
  }
  return t;
}

static uint32_t money_unit(const Page *g) { // of the first budget; all are money
  for (uint32_t e = 0; e < g->p->entities.n; e++)
    if (g->p->entities.budget[e] != NONE) return g->p->entities.budget_unit[e];
  return NONE;
}

static void card(Page *g, Str figure, Str label) {
  put(g, "<li><b>");
  text(g, figure);
  put(g, "</b><span>");
  text(g, label);
  put(g, "</span></li>\n");
}

static void cards(Page *g, const Tally *t) {
  put(g, "<ul class=\"cards\">\n");
  card(g, show_count(g->keep, t->projects), say(g, W_HTML_PROJECTS));
  if (t->money) {
    uint32_t unit = money_unit(g);
    card(g, show_quantity(g->keep, g->p, t->budget, unit, 2), say(g, W_BUDGET));
    card(g, show_quantity(g->keep, g->p, t->spent, unit, 2), say(g, W_SPENT));
    if (num_sign(t->budget) > 0)
      card(g, show_percent(g->keep, num_div(g->keep, t->spent, t->budget), 2), say(g, W_RATE));
  }
  card(g, show_count(g->keep, g->p->indicators.n), say(g, W_HTML_INDICATORS));
  uint32_t judged = t->verdicts[VERDICT_MET] + t->verdicts[VERDICT_MISSED];
  if (judged)
    card(g, show_percent(g->keep, num_make(g->keep, t->verdicts[VERDICT_MET], judged), 1),
         say(g, W_HTML_MET_SHARE));
  put(g, "</ul>\n");
}

static void verdict_bar(Page *g, const Tally *t) {
  put(g, "<p class=\"sub\">");
  bool first = true;
  for (unsigned v = 0; v < VERDICTS; v++) {
    if (!t->verdicts[v]) continue;
    if (!first) put(g, " · ");
    first = false;
    out_fmt(g->o, "<span class=\"%s\">", verdict_keys[v]);
    text(g, say(g, word_of_verdict((uint8_t)v)));
    out_fmt(g->o, " %u</span>", t->verdicts[v]);
  }
  put(g, "</p>\n<div class=\"stack\" aria-hidden=\"true\">");
  for (unsigned v = 0; v < VERDICTS; v++)
    if (t->verdicts[v])
      out_fmt(g->o, "<span class=\"bg-%s\" style=\"flex-grow:%u\"></span>", verdict_keys[v], t->verdicts[v]);
  put(g, "</div>\n");
}

// ---- charts -------------------------------------------------------------------------------------

typedef struct Spending { // at one date, of the projects that have a checkpoint there
  Date date;
  Num budget, planned, actual;
  bool known;
} Spending;

static Spending *spending_at(Page *g, Spending *all, uint32_t *n, Date date) {
  uint32_t i = *n;
  while (i && all[i - 1].date >= date) i--;
  if (i < *n && all[i].date == date) return &all[i];
  memmove(all + i + 1, all + i, (*n - i) * sizeof *all);
  all[i] = (Spending){date, NUM(0), NUM(0), NUM(0), true};
  (*n)++;
  (void)g;
  return &all[i];
}

static Spending *spending(Page *g, uint32_t *n) {
  enum { DATES = 64 }; // of a year; more are no chart
  Spending *all = NEW_N(g->keep, Spending, DATES + 1);
  *n = 0;
  for (uint32_t e = 0; e < g->p->entities.n; e++) {
    const EntityResult *res = &g->r->entities[e];
    if (g->p->entities.kind[e] != BODY_PROJECT || !res->has_budget) continue;
    for (uint32_t i = 0; i < res->point_n && *n < DATES; i++) {
      const PointResult *pt = &res->points[i];
      if (!num_ok(pt->planned)) continue;
      Spending *s = spending_at(g, all, n, pt->date);
      s->budget = num_add(g->keep, s->budget, res->budget);
      s->planned = num_add(g->keep, s->planned, num_mul(g->keep, pt->planned, res->budget));
      s->known &= pt->passed && pt->actual.kind == VALUE_QUANTITY;
      if (s->known) s->actual = num_add(g->keep, s->actual, num_mul(g->keep, pt->actual.num, res->budget));
    }
  }
  return all;
}

static void percent_of(Page *g, Num part, Num whole) {
  Num share = num_sign(whole) > 0 ? num_div(g->keep, num_mul(g->keep, part, NUM(100)), whole) : NUM(0);
  num_write(g->o, share, 2);
}

static void key(Page *g, const char *k, Str s) {
  out_fmt(g->o, "\"%s\":", k);
  html_json(g->o, s);
}

static uint32_t *scored_projects(Page *g, uint32_t *n) {
  uint32_t *all = NEW_N(g->keep, uint32_t, g->p->entities.n + 1);
  *n = 0;
  for (uint32_t e = 0; e < g->p->entities.n; e++) {
    const EntityResult *res = &g->r->entities[e];
    if (g->p->entities.kind[e] == BODY_PROJECT && res->scored && res->grade != NONE &&
        num_sign(res->judged) > 0)
      all[(*n)++] = e;
  }
  return all;
}

static void chart_data(Page *g) {
  put(g, "<script type=\"application/json\" id=\"data\">{");
  key(g, "planned", say(g, W_HTML_PLANNED)), put(g, ",");
  key(g, "spent", say(g, W_HTML_SPENT)), put(g, ",");
  key(g, "points", say(g, W_HTML_POINTS)), put(g, ",");
  key(g, "found", say(g, W_HTML_FOUND)), put(g, ",\"spending\":[");
  uint32_t n;
  const Spending *s = spending(g, &n);
  for (uint32_t i = 0; i < n; i++) {
    put(g, i ? ",{" : "{");
    key(g, "date", show_date(g->keep, s[i].date, g->p->year, g->opt->lang));
    put(g, ",\"planned\":"), percent_of(g, s[i].planned, s[i].budget);
    put(g, ",\"actual\":");
    if (s[i].known)
      percent_of(g, s[i].actual, s[i].budget);
    else
      put(g, "null");
    put(g, "}");
  }
  put(g, "],\"scores\":[");
  const uint32_t *all = scored_projects(g, &n);
  for (uint32_t i = 0; i < n && i < CHARTED; i++) {
    const EntityResult *res = &g->r->entities[all[i]];
    put(g, i ? ",{" : "{");
    key(g, "name", clean(g, g->p->entities.name[all[i]]));
    put(g, ",\"score\":"), percent_of(g, res->total, res->judged);
    out_fmt(g->o, ",\"place\":%u}", grade_place(g, all[i]));
  }
  put(g, "]}</script>\n");
}

static void figure(Page *g, const char *id, WordId caption, uint32_t rows) {
  put(g, "<figure><figcaption>");
  text(g, say(g, caption));
  out_fmt(g->o,
          "</figcaption><div class=\"plot\" style=\"--rows:%u\"><canvas id=\"%s\" role=\"img\" aria-label=\"",
          rows, id);
  text(g, say(g, caption));
  put(g, "\"></canvas></div></figure>\n");
}

static void charts(Page *g) {
  uint32_t dates, projects;
  spending(g, &dates);
  scored_projects(g, &projects);
  if (!dates && !projects) return;
  put(g, "<div class=\"charts\">\n");
  if (dates) figure(g, "spending", W_HTML_SPENDING, 0);
  if (projects)
    figure(g, "scores", projects > CHARTED ? W_HTML_SCORES_FIRST : W_HTML_SCORES,
           projects < CHARTED ? projects : CHARTED);
  put(g, "</div>\n");
}

// ---- tools --------------------------------------------------------------------------------------

static void choice(Page *g, const char *value, WordId label) {
  out_fmt(g->o, "<option value=\"%s\">", value);
  text(g, say(g, label));
  put(g, "</option>");
}

static void tools(Page *g, const Tally *t) {
  put(g, "<form id=\"tools\" role=\"search\" hidden>\n<label for=\"find\">");
  text(g, say(g, W_HTML_SEARCH));
  put(g, "</label> <input type=\"search\" id=\"find\" autocomplete=\"off\">\n<fieldset "
         "id=\"verdicts\"><legend>");
  text(g, say(g, W_HTML_VERDICT));
  put(g, "</legend>");
  for (unsigned v = 0; v < VERDICTS; v++) {
    if (!t->verdicts[v]) continue;
    out_fmt(g->o, "<label><input type=\"checkbox\" value=\"%s\" checked> ", verdict_keys[v]);
    text(g, say(g, word_of_verdict((uint8_t)v)));
    put(g, "</label>\n");
  }
  put(g, "</fieldset>\n<label for=\"order\">");
  text(g, say(g, W_HTML_ORDER));
  put(g, "</label> <select id=\"order\">");
  choice(g, "given", W_HTML_ORDER_GIVEN);
  choice(g, "low", W_HTML_ORDER_LOW);
  choice(g, "high", W_HTML_ORDER_HIGH);
  choice(g, "rate", W_HTML_ORDER_RATE);
  choice(g, "name", W_HTML_ORDER_NAME);
  put(g, "</select>\n<output id=\"said\" aria-live=\"polite\"></output>\n</form>\n");
}

// ---- indicators ---------------------------------------------------------------------------------

// The tree of an indicator as lines; a very long one is cut, for `pgl explain` has it whole.
static Str derivation(Page *g, uint32_t ind) {
  Out o = out_memory(&g->scratch);
  explain_figure(&g->scratch, &o, g->prog, g->run, (ExplainTarget){EXPLAIN_INDICATOR, ind},
                 &(ExplainOptions){.lang = g->opt->lang});
  Str all = out_text(&o);
  size_t at = 0;
  for (uint32_t lines = 0; at < all.n && lines < TREE_LINES; at++) lines += all.p[at] == '\n';
  if (at >= all.n) return str_trim(all);
  uint32_t left = 0;
  for (size_t i = at; i < all.n; i++) left += all.p[i] == '\n';
  return str_cat(&g->scratch, str_slice(all, 0, at),
                 with(g, W_HTML_MORE_LINES, WITH(show_count(&g->scratch, left))));
}

static Str points_cell(Page *g, const IndicatorResult *res) {
  if (!res->weighted) return (Str){0};
  Str weight = num_text(&g->scratch, res->weight, 2);
  Str points = res->scored ? show_points(&g->scratch, res->points, 2) : S("–");
  return str_fmt(&g->scratch, STR_FMT " / " STR_FMT, STR_ARG(points), STR_ARG(weight));
}

static void item(Page *g, uint32_t ind) {
  const Plan *p = g->p;
  const IndicatorResult *res = &g->r->indicators[ind];
  ArenaMark mark = arena_mark(&g->scratch);
  uint32_t id = g->rows++;
  out_fmt(g->o, "<tr class=\"item\" data-verdict=\"%s\">", verdict_keys[res->verdict]);
  cell(g, "", W_HTML_CLASS,
       p->indicators.level2[ind] == NONE ? (Str){0} : clean(g, p->indicators.level2[ind]));
  put(g, "<td data-label=\"");
  text(g, say(g, W_HTML_INDICATOR));
  out_fmt(g->o,
          "\"><div><button type=\"button\" class=\"unfold\" aria-expanded=\"false\" aria-controls=\"w%u\">",
          id);
  text(g, clean(g, p->indicators.name[ind]));
  put(g, "</button>");
  Str why = report_reason(&g->scratch, g->r, ind, g->opt->lang);
  if (why.n) html_element(g->o, "span", "note", show_clean(&g->scratch, why));
  put(g, "</div></td>");
  cell(g, "n", W_HTML_TARGET, show_clean(&g->scratch, plan_target_text(&g->scratch, p, res->target)));
  cell(g, "n", W_HTML_ACTUAL,
       res->actual.kind == VALUE_NONE ? S("—") : show_actual(&g->scratch, g->r, ind, g->opt->lang, 2));
  out_fmt(g->o, "<td class=\"v %s\" data-label=\"", verdict_keys[res->verdict]);
  text(g, say(g, W_HTML_VERDICT));
  put(g, "\">");
  text(g, say(g, word_of_verdict(res->verdict)));
  put(g, "</td>");
  cell(g, "n", W_HTML_POINTS, points_cell(g, res));
  Num deviation = num_mul(&g->scratch, indicator_deviation(&g->scratch, g->r->plan, res), NUM(100));
  cell(g, "n", W_HTML_DEVIATION,
       res->has_deviation ? str_cat(&g->scratch, show_signed(&g->scratch, deviation, 1), S("%")) : (Str){0});
  out_fmt(g->o, "</tr>\n<tr class=\"why\" id=\"w%u\"><td colspan=\"7\"><pre tabindex=\"0\">", id);
  text(g, derivation(g, ind));
  put(g, "</pre></td></tr>\n");
  arena_reset(&g->scratch, mark);
}

static void items(Page *g, uint32_t e) {
  static const WordId heads[] = {W_HTML_CLASS,   W_HTML_INDICATOR, W_HTML_TARGET,   W_HTML_ACTUAL,
                                 W_HTML_VERDICT, W_HTML_POINTS,    W_HTML_DEVIATION};
  const Plan *p = g->p;
  uint32_t n = 0;
  for (uint32_t i = 0; i < p->entities.indicator_n[e]; i++) n++;
  if (!n) return;
  put(g, "<table class=\"items\"><thead><tr>");
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    bool number = i == 2 || i == 3 || i > 4;
    put(g, number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
    text(g, say(g, heads[i]));
    put(g, "</th>");
  }
  put(g, "</tr></thead><tbody>\n");
  for (uint32_t i = 0; i < n; i++) item(g, p->entities.indicator_first[e] + i);
  put(g, "</tbody></table>\n");
}

// ---- projects and departments -------------------------------------------------------------------

static void total(Page *g, uint32_t e) {
  const EntityResult *res = &g->r->entities[e];
  if (!res->scored || num_sign(res->judged) <= 0) return;
  put(g, "<span class=\"total\">");
  text(g, show_points(&g->scratch, res->total, 2));
  put(g, " / ");
  text(g, num_text(&g->scratch, res->judged, 2));
  if (res->grade != NONE) {
    Str name = clean(g, g->p->grades.name[res->grade]);
    put(g, "  ");
    text(g, res->provisional ? with(g, W_PROVISIONAL, WITH(name)) : name);
  }
  put(g, "</span>");
}

static void money(Page *g, uint32_t e) {
  const EntityResult *res = &g->r->entities[e];
  bool spent = res->spent.kind == VALUE_QUANTITY;
  if (!res->has_budget && !spent) return;
  uint32_t unit = g->p->entities.budget[e] != NONE ? g->p->entities.budget_unit[e] : money_unit(g);
  put(g, "<p class=\"money\">");
  if (res->has_budget) {
    text(g, say(g, W_BUDGET));
    put(g, " <b>"), text(g, show_quantity(&g->scratch, g->p, res->budget, unit, 6)), put(g, "</b> · ");
  }
  text(g, say(g, W_SPENT));
  put(g, " <b>"), text(g, spent ? show_quantity(&g->scratch, g->p, res->spent.num, unit, 6) : S("—")),
      put(g, "</b>");
  if (res->rate.kind == VALUE_QUANTITY) {
    put(g, " · "), text(g, say(g, W_RATE));
    put(g, " <b>"), text(g, show_percent(&g->scratch, res->rate.num, 2)),
        put(g, "</b> <span class=\"bar\" aria-hidden=\"true\"><i style=\"width:");
    Num shown = num_cmp(res->rate.num, NUM(1)) > 0 ? NUM(1) : res->rate.num;
    num_write(g->o, num_mul(&g->scratch, num_sign(shown) < 0 ? NUM(0) : shown, NUM(100)), 1);
    put(g, "%\"></i></span>");
  }
  if (res->exec_scored) {
    put(g, " · ");
    text(g,
         str_fmt(&g->scratch, STR_FMT " / " STR_FMT, STR_ARG(show_points(&g->scratch, res->exec_points, 2)),
                 STR_ARG(num_text(&g->scratch, res->exec_weight, 2))));
  }
  put(g, "</p>\n");
}

static void outlook(Page *g, uint32_t e) {
  if (!g->r->full_year) return;
  Outlook o = outlook_of(&g->scratch, g->r, e);
  if (o.next == NONE || num_sign(o.margin) <= 0) return;
  Str grade = clean(g, g->p->grades.name[o.next]), margin = num_text(&g->scratch, o.margin, 2);
  put(g, "<p class=\"outlook\">");
  text(g, with(g, W_OUTLOOK_MARGIN, WITH(grade, margin)));
  for (uint32_t i = 0; i < o.n && i < 3; i++) {
    put(g, i ? " · " : "  ");
    Str gain = num_text(&g->scratch, o.mends[i].gain, 2);
    text(g, with(g, W_OUTLOOK_MEND, WITH(clean(g, g->p->indicators.name[o.mends[i].indicator]), gain)));
  }
  put(g, "</p>\n");
}

static void requirements(Page *g, uint32_t e) {
  for (uint32_t i = g->index.require[e]; i != NONE; i = g->index.next_require[i]) {
    const RequireResult *res = &g->r->requires[i];
    uint8_t v = !res->known ? VERDICT_NO_DATA : res->holds ? VERDICT_MET : VERDICT_MISSED;
    out_fmt(g->o, "<p class=\"outlook\"><span class=\"%s\">", verdict_keys[v]);
    text(g, say(g, W_REQUIRE));
    put(g, "</span> ");
    text(g, clean(g, v == VERDICT_MISSED ? g->p->requires.message[i] : g->p->requires.text[i]));
    put(g, "</p>\n");
  }
}

static void section(Page *g, uint32_t e) {
  const Plan *p = g->p;
  const EntityResult *res = &g->r->entities[e];
  if (!p->entities.indicator_n[e] && !res->has_budget && g->index.require[e] == NONE) return;
  ArenaMark mark = arena_mark(&g->scratch);
  out_fmt(g->o, "<section class=\"project\" data-at=\"%u\" data-score=\"", e);
  if (res->scored && num_sign(res->judged) > 0) percent_of(g, res->total, res->judged);
  put(g, "\" data-rate=\"");
  if (res->rate.kind == VALUE_QUANTITY) percent_of(g, res->rate.num, NUM(1));
  put(g, "\">\n<div class=\"head\"><h2>");
  text(g, clean(g, p->entities.name[e]));
  put(g, "</h2>");
  total(g, e);
  put(g, "</div>\n<p class=\"sub\">");
  uint32_t up = p->entities.parent[e];
  if (up != NONE) text(g, clean(g, p->entities.name[up])), put(g, " · ");
  text(g, clean(g, p->rulesets.name[p->entities.ruleset[e]]));
  put(g, "</p>\n");
  money(g, e);
  items(g, e);
  outlook(g, e);
  requirements(g, e);
  put(g, "</section>\n");
  arena_reset(&g->scratch, mark);
}

// ---- what it stands on --------------------------------------------------------------------------

static void file_line(Page *g, const DataFile *f) {
  put(g, "<li>");
  text(g, show_clean(g->keep, f->name));
  if (f->sha256.n) put(g, " <code>"), text(g, f->sha256), put(g, "</code>");
  put(g, "</li>\n");
}

static void stands_on(Page *g) {
  const RowCounts *c = &g->r->rows;
  put(g, "<footer>\n<p>");
  text(g,
       word_with(g->keep, g->opt->lang, W_HTML_ROWS,
                 WITH(show_count(g->keep, c->read), show_count(g->keep, c->used), show_count(g->keep, c->bad),
                      show_count(g->keep, c->after_as_of), show_count(g->keep, c->unit_assumed))));
  put(g, "</p>\n<ul>\n");
  for (uint32_t i = 0; i < g->opt->source_n; i++) file_line(g, &g->opt->sources[i]);
  for (uint32_t i = 0; i < g->r->file_n; i++) file_line(g, &g->r->files[i]);
  put(g, "</ul>\n<p>pgl ");
  text(g, g->opt->version);
  put(g, "</p>\n</footer>\n");
}

// ---- the page -----------------------------------------------------------------------------------

static Str title_of(Page *g) {
  Str year = str_fmt(g->keep, "%d", g->p->year);
  return word_with(g->keep, g->opt->lang, W_TITLE, WITH(year));
}

static void departments(Page *g) {
  put(g, "<p class=\"sub\">");
  for (uint32_t e = 0, n = 0; e < g->p->entities.n; e++) {
    if (g->p->entities.kind[e] != BODY_DEPARTMENT) continue;
    if (n == 5) put(g, " …");
    if (n++ >= 5) break;
    if (n > 1) put(g, "、");
    text(g, clean(g, g->p->entities.name[e]));
  }
  put(g, " · ");
  text(g, g->r->full_year
              ? say(g, W_TITLE_FULL)
              : word_with(g->keep, g->opt->lang, W_TITLE_AS_OF, WITH(date_text(g->keep, g->r->as_of))));
  for (uint32_t i = 0; i < g->opt->what_if_n; i++) {
    put(g, i ? "、" : " · ");
    if (!i) text(g, say(g, W_WHATIF)), put(g, " ");
    text(g, show_clean(g->keep, str_z(g->opt->what_if[i])));
  }
  put(g, "</p>\n");
}

void report_html(Arena *a, Out *o, const Program *prog, Run *run, const ReportOptions *opt) {
  Page g = {
      .o = o, .keep = a, .prog = prog, .run = run, .r = &run->results, .p = run->results.plan, .opt = opt};
  arena_init_like(&g.scratch, a);
  g.index = report_index(a, g.p);
  Asset css = asset(&g, "page.css"), js = asset(&g, "page.js"), chart = asset(&g, "chart.min.js");
  out_fmt(o, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
          opt->lang == LANG_EN ? "en" : "zh-CN");
  out_z(o, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
  out_fmt(o,
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
          "'unsafe-inline'; script-src '%s' '%s'\">\n",
          js.hash, chart.hash);
  html_element(o, "title", "", title_of(&g));
  out_z(o, "\n<style>"), out_str(o, css.text), out_z(o, "</style>\n</head>\n<body>\n<header>\n");
  html_element(o, "h1", "", title_of(&g));
  departments(&g);
  Tally t = tally_of(&g);
  cards(&g, &t);
  verdict_bar(&g, &t);
  out_z(o, "</header>\n<main>\n");
  charts(&g);
  tools(&g, &t);
  out_z(o, "<div id=\"projects\">\n");
  for (uint32_t e = 0; e < g.p->entities.n; e++)
    if (g.p->entities.kind[e] != BODY_SECTION || report_department(g.p, e) != NONE) section(&g, e);
  out_z(o, "</div>\n<p id=\"empty\" class=\"empty\" hidden>");
  text(&g, say(&g, W_HTML_NOTHING));
  out_z(o, "</p>\n</main>\n");
  stands_on(&g);
  chart_data(&g);
  script(&g, chart);
  script(&g, js);
  out_z(o, "</body>\n</html>\n");
  arena_free(&g.scratch);
}
