// A row an indicator, columns as the fields of the JSON, for spreadsheets and databases (RFC 4180). Text
// stands as it is; with excel_safe, what a spreadsheet would take for a formula gets a ' in front.
#include "grammar/ast.h"
#include "runtime/evidence.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

typedef struct Sheet {
  Out *o;
  Arena *a; // emptied after each row
  bool begun;
  bool excel_safe;
} Sheet;

static bool among(const char *set, char c) {
  return c && strchr(set, c);
}

static void raw(Sheet *s, Str cell) {
  if (s->begun) out_c(s->o, ',');
  s->begun = true;
  bool quote = false;
  for (size_t i = 0; i < cell.n && !quote; i++) quote = among(",\"\r\n", cell.p[i]);
  if (!quote) {
    out_str(s->o, cell);
    return;
  }
  out_c(s->o, '"');
  for (size_t i = 0; i < cell.n; i++) {
    if (cell.p[i] == '"') out_c(s->o, '"');
    out_c(s->o, cell.p[i]);
  }
  out_c(s->o, '"');
}

static void text(Sheet *s, Str cell) {
  bool formula = s->excel_safe && cell.n && among("=+-@\t\r", cell.p[0]);
  raw(s, formula ? str_cat(s->a, S("'"), cell) : cell);
}

static void num(Sheet *s, bool there, Num x) {
  raw(s, there && num_ok(x) ? num_text(s->a, x, num_ends(x) ? NUM_PLACES_MAX : SHOW_ALL) : (Str){0});
}

static void count(Sheet *s, uint64_t n) {
  Out o = out_memory(s->a);
  out_u64(&o, n);
  raw(s, out_text(&o));
}

static void end(Sheet *s) {
  out_c(s->o, '\n');
  s->begun = false;
}

static void target(Sheet *s, const Plan *p, uint32_t t, uint32_t unit) {
  uint8_t form = p->targets.form[t];
  uint32_t low = p->targets.low[t], high = form == TARGET_RANGE ? p->targets.high[t] : NONE;
  text(s, plan_text(p, p->targets.text[t]));
  raw(s, target_sign((TargetForm)form, true));
  if (form == TARGET_DEADLINE || form == TARGET_DATE)
    raw(s, date_text(s->a, p->targets.date[t]));
  else if (form == TARGET_TRUTH)
    raw(s, p->targets.truth[t] ? S("true") : S("false"));
  else
    num(s, low != NONE, low != NONE ? show_scaled(s->a, p, plan_value(p, low), unit) : NUM(0));
  num(s, high != NONE, high != NONE ? show_scaled(s->a, p, plan_value(p, high), unit) : NUM(0));
}

static void actual(Sheet *s, const Results *r, uint32_t ind, uint32_t unit) {
  const Value *v = &r->indicators[ind].actual;
  Str shown = v->kind == VALUE_NONE ? (Str){0} : show_actual(s->a, r, ind, LANG_ZH, SHOW_ALL);
  switch ((ValueKind)v->kind) {
  case VALUE_NONE: raw(s, (Str){0}); break;
  case VALUE_QUANTITY: num(s, true, show_scaled(s->a, r->plan, v->num, unit)); break;
  case VALUE_TRUTH: raw(s, v->truth ? S("true") : S("false")); break;
  case VALUE_DATE: raw(s, shown); break;
  case VALUE_WORDS:
  case VALUE_GRADE: num(s, v->grade, v->num); break;
  }
  text(s, shown);
}

static void flags(Sheet *s, uint8_t bits) {
  Out o = out_memory(s->a);
  for (int i = 0; i < FLAGS; i++) {
    if (!(bits >> i & 1)) continue;
    if (o.n) out_c(&o, ' ');
    out_z(&o, flag_keys[i]);
  }
  raw(s, out_text(&o));
}

static void evidence(Sheet *s, Evidence *e, const Results *r, uint32_t ind) {
  uint32_t n;
  const InputUse *uses = evidence_indicator(e, r, ind, &n);
  RowSample rows = evidence_rows(r, uses, n);
  Out o = out_memory(s->a);
  for (uint32_t i = 0; i < rows.first_n; i++) {
    const RowRef *at = &rows.first[i];
    if (i) out_z(&o, "; ");
    out_str(&o, r->files[at->file].name);
    if (at->sheet.n) out_c(&o, '!'), out_str(&o, at->sheet);
    out_c(&o, ':');
    out_u64(&o, at->row);
  }
  count(s, rows.rows);
  text(s, out_text(&o));
}

static void indicator(Sheet *s, Evidence *e, const Results *r, uint32_t ent, uint32_t ind, Lang lang) {
  static const char *const kinds[] = {"department", "section", "project"};
  const Plan *p = r->plan;
  const IndicatorResult *res = &r->indicators[ind];
  uint32_t department = report_department(p, ent), section = report_section(p, ind);
  uint32_t unit = show_unit(p, ind, res->target);
  bool away = res->verdict == VERDICT_NOT_APPLICABLE && p->indicators.weight[ind] != NONE;
  bool project = p->entities.kind[ent] == BODY_PROJECT;
  raw(s, str_z(kinds[p->entities.kind[ent]]));
  text(s, plan_text(p, department == NONE ? NONE : p->entities.name[department]));
  text(s, plan_text(p, project ? p->entities.name[ent] : NONE));
  text(s, plan_text(p, section == NONE ? NONE : p->entities.name[section]));
  text(s, plan_text(p, p->indicators.level1[ind]));
  text(s, plan_text(p, p->indicators.level2[ind]));
  text(s, plan_text(p, p->indicators.name[ind]));
  target(s, p, res->target, unit);
  actual(s, r, ind, unit);
  text(s, unit == NONE ? (Str){0} : plan_text(p, p->units.text[unit]));
  raw(s, str_z(verdict_keys[res->verdict]));
  num(s, res->weighted || away, away ? NUM(0) : res->weight);
  num(s, p->indicators.weight[ind] != NONE, report_base_weight(p, ind));
  num(s, res->scored, res->points);
  num(s, res->has_deviation, res->deviation);
  raw(s, res->on_track < 0 ? (Str){0} : res->on_track ? S("true") : S("false"));
  text(s, report_reason(s->a, r, ind, lang));
  flags(s, res->flags);
  evidence(s, e, r, ind);
  text(s, plan_text(p, p->indicators.file[ind] < p->files.n ? p->files.name[p->indicators.file[ind]] : NONE));
  count(s, p->indicators.line[ind]);
  end(s);
}

void report_csv(Arena *a, Out *o, const Results *r, const ReportOptions *opt) {
  static const char header[] =
      "kind,department,project,section,level1,level2,name,target,op,target_value,target_high,"
      "actual_value,actual,unit,verdict,weight,base_weight,score,deviation,on_track,reason,"
      "flags,rows,evidence,file,line\n";
  Arena scratch;
  arena_init_like(&scratch, a);
  Sheet s = {.o = o, .a = &scratch, .excel_safe = opt->excel_safe};
  Evidence *e = evidence_new(a, r->plan);
  out_z(o, header);
  for (uint32_t ent = 0; ent < r->plan->entities.n; ent++) {
    for (uint32_t i = 0; i < r->plan->entities.indicator_n[ent]; i++) {
      uint32_t ind = r->plan->entities.indicator_first[ent] + i;
      if (r->plan->indicators.owner[ind] != ent) continue; // counted in its project
      ArenaMark mark = arena_mark(&scratch);
      indicator(&s, e, r, ent, ind, opt->lang);
      arena_reset(&scratch, mark);
    }
  }
  arena_free(&scratch);
}
