// Results for programs: docs/schema/pgl-result-1.schema.json. Values are numbers in the unit named beside
// them, exact where the decimal ends, else rounded at 12 places; null where there is none.
#include "base/json.h"
#include "grammar/ast.h"
#include "runtime/evidence.h"
#include "runtime/outlook.h"
#include "runtime/report/report.h"
#include "runtime/report/stretch.h"
#include "runtime/show.h"

typedef struct Writer {
  Json j;
  Arena *keep, *scratch; // scratch is emptied after each entity
  const Results *r;
  const Plan *p;
  const ReportOptions *opt;
  Evidence *evidence;
  ReportIndex index;
  bool lines;     // a line an entity, told apart by `type`
  uint32_t first; // the first project, or NONE
} Writer;

static void key_str(Writer *w, const char *key, Str s) { // empty: null
  json_key(&w->j, key);
  if (s.p)
    json_str(&w->j, s);
  else
    json_nil(&w->j);
}

static void key_text(Writer *w, const char *key, uint32_t str) {
  key_str(w, key, plan_text(w->p, str));
}

static void key_num(Writer *w, const char *key, bool there, Num x) {
  json_key(&w->j, key);
  if (there)
    json_num(&w->j, x);
  else
    json_nil(&w->j);
}

static void key_bool(Writer *w, const char *key, bool b) {
  json_key(&w->j, key);
  json_bool(&w->j, b);
}

static void key_unit(Writer *w, uint32_t unit) {
  Str text = unit == NONE ? (Str){0} : plan_text(w->p, w->p->units.text[unit]);
  key_str(w, "unit", text.n ? text : (Str){0});
}

static void key_date(Writer *w, const char *key, Date d) {
  key_str(w, key, date_ok(d) ? date_text(w->scratch, d) : (Str){0});
}

static void key_amount(Writer *w, const char *key, uint32_t num, uint32_t unit) {
  bool there = num != NONE;
  key_num(w, key, there, there ? show_scaled(w->scratch, w->p, plan_value(w->p, num), unit) : NUM(0));
}

static void key_place(Writer *w, uint32_t file, uint32_t line) {
  key_text(w, "file", file < w->p->files.n ? w->p->files.name[file] : NONE);
  json_put_u64(&w->j, "line", line);
}

// ---- indicators ---------------------------------------------------------------------------------

static void target(Writer *w, uint32_t ind, uint32_t t) {
  const Plan *p = w->p;
  uint32_t unit = show_unit(p, ind, t);
  TargetForm form = (TargetForm)p->targets.form[t];
  json_key(&w->j, "target");
  json_obj(&w->j);
  switch (target_behind(form)) {
  case BEHIND_NUMBER:
    key_str(w, "op", target_sign(form, true));
    key_amount(w, "value", p->targets.low[t], unit);
    key_unit(w, unit);
    break;
  case BEHIND_RANGE:
    key_amount(w, "low", p->targets.low[t], unit);
    key_amount(w, "high", p->targets.high[t], unit);
    key_unit(w, unit);
    break;
  case BEHIND_DATE: key_date(w, "date", p->targets.date[t]); break;
  case BEHIND_TRUTH: key_bool(w, "bool", p->targets.truth[t] != 0); break;
  case BEHIND_TEXT:
  case BEHIND_NOTHING: break;
  }
  key_str(w, "text", plan_target_text(w->scratch, p, t));
  json_end(&w->j, '}');
}

static void actual(Writer *w, uint32_t ind) {
  const IndicatorResult *res = result_of(w->r, ind);
  const Value *v = &res->actual;
  uint32_t unit = show_unit(w->p, ind, res->target);
  json_key(&w->j, "actual");
  if (v->kind == VALUE_NONE) {
    json_nil(&w->j);
    return;
  }
  json_obj(&w->j);
  Str text = show_actual(w->scratch, w->r, ind, LANG_ZH, SHOW_ALL);
  switch ((ValueKind)v->kind) {
  case VALUE_QUANTITY: key_num(w, "value", true, show_scaled(w->scratch, w->p, v->num, unit)); break;
  case VALUE_TRUTH: key_bool(w, "value", v->truth); break;
  case VALUE_DATE: key_date(w, "value", v->date); break;
  case VALUE_WORDS:
  case VALUE_GRADE:
  case VALUE_NONE:
    key_str(w, "value", text);
    key_num(w, "share", v->grade, v->num);
    break;
  }
  key_unit(w, v->kind == VALUE_QUANTITY ? unit : NONE);
  key_str(w, "text", text);
  json_end(&w->j, '}');
}

static void flags(Writer *w, uint8_t bits) {
  json_key(&w->j, "flags");
  json_list(&w->j);
  for (int i = 0; i < FLAGS; i++)
    if (bits >> i & 1) json_str(&w->j, str_z(flag_keys[i]));
  json_end(&w->j, ']');
}

static void rows_of(Writer *w, uint32_t ind) {
  RowSample s = evidence_rows(w->evidence, w->r, ind);
  json_put_u64(&w->j, "rows", s.rows);
  json_key(&w->j, "evidence");
  json_list(&w->j);
  for (uint32_t i = 0; i < s.first_n; i++) {
    json_obj(&w->j);
    key_str(w, "file", w->r->files[s.first[i].file].name);
    if (s.first[i].sheet.n) key_str(w, "sheet", s.first[i].sheet);
    json_put_u64(&w->j, "row", s.first[i].row);
    json_end(&w->j, '}');
  }
  json_end(&w->j, ']');
}

static void indicator(Writer *w, uint32_t ind) {
  const Plan *p = w->p;
  const IndicatorResult *res = result_of(w->r, ind);
  uint32_t section = report_section(p, ind);
  bool away = res->verdict == VERDICT_NOT_APPLICABLE && p->indicators.weight[ind] != NONE;
  json_obj(&w->j);
  key_text(w, "section", section == NONE ? NONE : p->entities.name[section]);
  key_text(w, "level1", p->indicators.level1[ind]);
  key_text(w, "level2", p->indicators.level2[ind]);
  key_text(w, "name", p->indicators.name[ind]);
  target(w, ind, res->target);
  actual(w, ind);
  key_str(w, "verdict", str_z(verdict_keys[res->verdict]));
  key_num(w, "weight", res->weighted || away, away ? NUM(0) : res->weight);
  key_num(w, "base_weight", p->indicators.weight[ind] != NONE, report_base_weight(p, ind));
  key_num(w, "score", res->scored, res->points);
  key_num(w, "deviation", res->has_deviation, indicator_deviation(w->scratch, p, res));
  key_place(w, p->indicators.file[ind], p->indicators.line[ind]);
  json_key(&w->j, "on_track");
  if (res->on_track < 0)
    json_nil(&w->j);
  else
    json_bool(&w->j, res->on_track != 0);
  key_str(w, "reason", report_reason(w->scratch, w->r, ind, w->opt->lang));
  key_str(w, "no_data", res->verdict == VERDICT_NO_DATA ? str_z(nodata_keys[res->actual.why]) : (Str){0});
  flags(w, res->flags);
  rows_of(w, ind);
  json_end(&w->j, '}');
}

// ---- projects, departments ----------------------------------------------------------------------

static void budget(Writer *w, uint32_t e) {
  const Plan *p = w->p;
  const EntityResult *res = entity_result(w->r, e);
  bool spent = res->spent.kind == VALUE_QUANTITY, rate = res->rate.kind == VALUE_QUANTITY;
  json_key(&w->j, "budget");
  if (!res->has_budget && !spent) {
    json_nil(&w->j);
    return;
  }
  uint32_t unit = show_base_unit(p, p->inputs.unit[p->entities.input_first[e]]);
  Arena *a = w->scratch;
  json_obj(&w->j);
  key_num(w, "total", res->has_budget, show_scaled(a, p, res->budget, unit));
  key_amount(w, "initial", p->entities.budget[e], unit);
  key_unit(w, unit);
  key_num(w, "spent", spent, spent ? show_scaled(a, p, res->spent.num, unit) : NUM(0));
  key_num(w, "rate", rate, res->rate.num);
  key_num(w, "weight", res->exec_weighted, res->exec_weight);
  key_num(w, "score", res->exec_scored, res->exec_points);
  json_end(&w->j, '}');
}

static void checkpoints(Writer *w, const EntityResult *res) {
  json_key(&w->j, "plan");
  json_list(&w->j);
  for (uint32_t i = 0; i < res->point_n; i++) {
    const PointResult *pt = &res->points[i];
    bool known = pt->passed && pt->actual.kind == VALUE_QUANTITY;
    json_obj(&w->j);
    key_date(w, "date", pt->date);
    key_num(w, "planned", true, pt->planned);
    key_num(w, "actual", known, pt->actual.num);
    key_num(w, "ahead", known, pt->ahead);
    json_end(&w->j, '}');
  }
  json_end(&w->j, ']');
}

static void requirements(Writer *w, uint32_t e) {
  const Plan *p = w->p;
  json_key(&w->j, "requires");
  json_list(&w->j);
  for (uint32_t i = w->index.require[e == NONE ? p->entities.n : e]; i != NONE;
       i = w->index.next_require[i]) {
    const RequireResult *res = &w->r->requires[i];
    json_obj(&w->j);
    key_text(w, "text", p->requires.text[i]);
    key_text(w, "message", p->requires.message[i]);
    json_key(&w->j, "holds");
    if (res->known)
      json_bool(&w->j, res->holds);
    else
      json_nil(&w->j);
    key_place(w, p->requires.file[i], p->requires.line[i]);
    json_end(&w->j, '}');
  }
  json_end(&w->j, ']');
}

// What it would take, of a whole year.
static void outlook(Writer *w, uint32_t e) {
  const Plan *p = w->p;
  Outlook o = {.next = NONE};
  if (w->r->full_year) o = outlook_of(w->scratch, w->r, e);
  json_key(&w->j, "next_grade");
  if (o.next == NONE || num_sign(o.margin) <= 0)
    json_nil(&w->j);
  else {
    json_obj(&w->j);
    key_text(w, "grade", p->grades.name[o.next]);
    key_num(w, "margin", true, o.margin);
    json_end(&w->j, '}');
  }
  json_key(&w->j, "mend");
  json_list(&w->j);
  for (uint32_t i = 0; i < o.n; i++) {
    const Mend *m = &o.mends[i];
    uint32_t unit = show_unit(p, m->indicator, result_of(w->r, m->indicator)->target);
    json_obj(&w->j);
    key_text(w, "indicator", p->indicators.name[m->indicator]);
    key_num(w, "gain", true, m->gain);
    key_num(w, "need", num_ok(m->gap), num_ok(m->gap) ? show_scaled(w->scratch, p, m->need, unit) : NUM(0));
    key_unit(w, num_ok(m->gap) ? unit : NONE);
    json_end(&w->j, '}');
  }
  json_end(&w->j, ']');
}

// A project with the indicators of its 分项; a 部门 or 分项 with its own alone.
static void entity_open(Writer *w, uint32_t e) {
  const Plan *p = w->p;
  const EntityResult *res = entity_result(w->r, e);
  uint32_t department = report_department(p, e);
  static const char *const types[] = {"department", "section", "project"};
  json_obj(&w->j);
  if (w->lines && w->j.depth == 1) key_str(w, "type", str_z(types[p->entities.kind[e]]));
  key_text(w, "department", department == NONE ? NONE : p->entities.name[department]);
  key_text(w, "name", p->entities.name[e]);
  key_text(w, "ruleset", p->rulesets.name[p->entities.ruleset[e]]);
  key_place(w, p->entities.file[e], p->entities.line[e]);
  budget(w, e);
  checkpoints(w, res);
  json_key(&w->j, "indicators");
  json_list(&w->j);
  for (uint32_t i = 0; i < p->entities.indicator_n[e]; i++) indicator(w, p->entities.indicator_first[e] + i);
  json_end(&w->j, ']');
  requirements(w, e);
  key_num(w, "score", res->scored, res->total);
  key_num(w, "judged", res->scored, res->judged);
  key_num(w, "weight", res->scored, res->weight);
  key_text(w, "grade", res->scored && res->grade != NONE ? p->grades.name[res->grade] : NONE);
  key_bool(w, "provisional", res->scored && res->provisional);
  outlook(w, e);
}

// One thread's writer: in lines each project begins anew, else it goes on in the list.
static void *start(Arena *keep, Arena *scratch, const void *ctx) {
  Writer *w = NEW(keep, Writer);
  *w = *(const Writer *)ctx;
  w->scratch = scratch;
  w->evidence = evidence_new(keep, w->p);
  return w;
}

static void line_end(Writer *w) {
  if (w->lines) out_c(w->j.out, '\n');
}

static void project_stretch(void *held, Out *o, uint32_t from, uint32_t to) {
  Writer *w = held;
  w->j.out = o;
  for (uint32_t e = from; e < to; e++) {
    if (w->p->entities.kind[e] != BODY_PROJECT) continue;
    ArenaMark mark = arena_mark(w->scratch);
    w->j.first = w->lines || e == w->first;
    entity_open(w, e);
    json_end(&w->j, '}');
    line_end(w);
    arena_reset(w->scratch, mark);
  }
}

static void projects(Writer *w) {
  const Plan *p = w->p;
  w->first = 0;
  while (w->first < p->entities.n && p->entities.kind[w->first] != BODY_PROJECT) w->first++;
  if (!w->lines) json_key(&w->j, "projects"), json_list(&w->j);
  report_stretches(w->keep, w->j.out, w->r->workers, p->entities.n,
                   &(StretchJob){start, project_stretch, w, NULL});
  if (w->lines) return;
  w->j.first = w->first == p->entities.n;
  json_end(&w->j, ']');
}

static void departments(Writer *w) {
  const Plan *p = w->p;
  if (!w->lines) json_key(&w->j, "departments"), json_list(&w->j);
  for (uint32_t d = 0; d < p->entities.n; d++) {
    if (p->entities.kind[d] != BODY_DEPARTMENT) continue;
    ArenaMark mark = arena_mark(w->scratch);
    entity_open(w, d);
    json_key(&w->j, "sections"); // those of a project are told by the `section` of its indicators
    json_list(&w->j);
    for (uint32_t e = d; (e = report_next_section(&w->index, p, d, e)) != NONE;) {
      entity_open(w, e);
      json_end(&w->j, '}');
    }
    json_end(&w->j, ']');
    json_end(&w->j, '}');
    line_end(w);
    arena_reset(w->scratch, mark);
  }
  if (!w->lines) json_end(&w->j, ']');
}

// ---- the run ------------------------------------------------------------------------------------

static void row_counts(Writer *w) {
  const RowCounts *c = &w->r->rows;
  json_key(&w->j, "rows");
  json_obj(&w->j);
  json_put_u64(&w->j, "read", c->read);
  json_put_u64(&w->j, "used", c->used);
  json_put_u64(&w->j, "compared", c->unused);
  json_put_u64(&w->j, "after_as_of", c->after_as_of);
  json_put_u64(&w->j, "out_of_span", c->out_of_span);
  json_put_u64(&w->j, "bad", c->bad);
  json_put_u64(&w->j, "unit_assumed", c->unit_assumed);
  json_end(&w->j, '}');
}

static void rules(Writer *w) {
  static const char *const status[] = {"unstated", "verified", "customary", "unverified"};
  const Plan *p = w->p;
  bool *used = NEW_N(w->keep, bool, p->rulesets.n + 1);
  for (uint32_t e = 0; e < p->entities.n; e++) used[p->entities.ruleset[e]] = true;
  json_key(&w->j, "rules");
  json_list(&w->j);
  for (uint32_t i = 0; i < p->rules.n; i++) {
    if (!used[p->rules.ruleset[i]]) continue;
    json_obj(&w->j);
    key_text(w, "ruleset", p->rulesets.name[p->rules.ruleset[i]]);
    key_text(w, "rule", p->rules.line_text[i]);
    key_str(w, "status", str_z(status[p->rules.status[i]]));
    key_text(w, "source", p->rules.source[i]);
    json_end(&w->j, '}');
  }
  json_end(&w->j, ']');
}

static void file(Writer *w, const char *kind, const DataFile *f) {
  json_obj(&w->j);
  key_str(w, "file", f->name);
  key_str(w, "kind", str_z(kind));
  key_str(w, "sha256", f->sha256);
  json_put_u64(&w->j, "bytes", f->bytes);
  json_end(&w->j, '}');
}

static void inputs(Writer *w) {
  json_key(&w->j, "inputs");
  json_list(&w->j);
  for (uint32_t i = 0; i < w->opt->source_n; i++) file(w, "targets", &w->opt->sources[i]);
  for (uint32_t i = 0; i < w->r->file_n; i++) file(w, "actuals", &w->r->files[i]);
  json_end(&w->j, ']');
}

static void write_all(Arena *a, Out *o, const Results *r, const ReportOptions *opt, bool lines) {
  Arena scratch;
  arena_init_like(&scratch, a);
  Writer w = {.j = json_on(o, !lines), .keep = a, .scratch = &scratch, .r = r, .p = r->plan, .opt = opt};
  w.lines = lines;
  w.evidence = evidence_new(a, r->plan);
  w.index = report_index(a, r->plan);
  json_obj(&w.j);
  if (lines) key_str(&w, "type", S("run"));
  key_str(&w, "schema", S("pgl-result/1"));
  key_str(&w, "version", opt->version);
  json_put_u64(&w.j, "year", (uint64_t)r->plan->year);
  key_date(&w, "as_of", r->as_of);
  if (opt->what_if_n) {
    json_key(&w.j, "what_if");
    json_list(&w.j);
    for (uint32_t i = 0; i < opt->what_if_n; i++) json_str(&w.j, str_z(opt->what_if[i]));
    json_end(&w.j, ']');
  }
  if (lines) json_end(&w.j, '}'), out_c(o, '\n');
  projects(&w);
  departments(&w);
  if (lines) json_obj(&w.j), key_str(&w, "type", S("end"));
  requirements(&w, NONE);
  row_counts(&w);
  rules(&w);
  inputs(&w);
  json_end(&w.j, '}');
  out_c(o, '\n');
  arena_free(&scratch);
}

void report_json(Arena *a, Out *o, const Results *r, const ReportOptions *opt) {
  write_all(a, o, r, opt, false);
}

void report_jsonl(Arena *a, Out *o, const Results *r, const ReportOptions *opt) {
  write_all(a, o, r, opt, true);
}
