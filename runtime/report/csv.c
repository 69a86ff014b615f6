// A row an indicator, columns as the fields of the JSON, for spreadsheets and databases (RFC 4180). Text
// stands as it is; with excel_safe, what a spreadsheet would take for a formula gets a ' in front.
//
// A cell is written first and looked at afterwards: few need quotes. Of the plan's texts it is remembered.
#include "grammar/ast.h"
#include "runtime/evidence.h"
#include "runtime/report/report.h"
#include "runtime/report/stretch.h"
#include "runtime/show.h"
#include <stdatomic.h>

typedef enum Looks { LOOKS_UNKNOWN, LOOKS_PLAIN, LOOKS_SPECIAL } Looks;
typedef _Atomic uint8_t Look; // any thread may find out; all find the same

typedef struct Csv {
  const Results *r;
  const ReportOptions *opt;
  Look *looks; // of the plan's texts
} Csv;

// What was written lately of numbers, each in the place that its hash gives it: most are few.
#define LATELY 1024u
typedef struct Written {
  int64_t num, den; // of a target: its number and unit in the plan, negative
  uint8_t n;
  char text[15];
} Written;

typedef struct Sheet {
  Out *o;
  Arena *a; // emptied after each row
  const Csv *csv;
  Evidence *evidence;
  Written *lately;
} Sheet;

static bool among(const char *set, char c) {
  return c && strchr(set, c);
}

static bool special(const Sheet *s, Str cell, bool text) {
  if (text && s->csv->opt->excel_safe && cell.n && among("=+-@\t\r", cell.p[0])) return true;
  for (size_t i = 0; i < cell.n; i++) {
    char c = cell.p[i];
    if (c == ',' || c == '"' || c == '\r' || c == '\n') return true;
  }
  return false;
}

static void quoted(Sheet *s, Str cell, bool text) {
  bool formula = text && s->csv->opt->excel_safe && cell.n && among("=+-@\t\r", cell.p[0]), quote = false;
  for (size_t i = 0; i < cell.n && !quote; i++) quote = among(",\"\r\n", cell.p[i]);
  if (quote) out_c(s->o, '"');
  if (formula) out_c(s->o, '\'');
  for (size_t i = 0; i < cell.n; i++) {
    if (quote && cell.p[i] == '"') out_c(s->o, '"');
    out_c(s->o, cell.p[i]);
  }
  if (quote) out_c(s->o, '"');
}

// What was written since `from` was a cell; it is mended where it needs quotes.
static void close_cell(Sheet *s, size_t from, bool text) {
  Str cell = {s->o->p + from, s->o->n - from};
  if (special(s, cell, text)) {
    cell = str_dup(s->a, cell);
    s->o->n = from;
    quoted(s, cell, text);
  }
  out_c(s->o, ',');
}

static void own(Sheet *s, Str cell) { // text of ours: nothing to quote
  out_str(s->o, cell);
  out_c(s->o, ',');
}

static void text(Sheet *s, Str cell) {
  size_t from = s->o->n;
  out_str(s->o, cell);
  close_cell(s, from, true);
}

static void planned(Sheet *s, uint32_t str) {
  Str cell = plan_text(s->csv->r->plan, str);
  Look *look = str == NONE ? NULL : &s->csv->looks[str];
  if (look && atomic_load_explicit(look, memory_order_relaxed) == LOOKS_UNKNOWN)
    atomic_store_explicit(look, special(s, cell, true) ? LOOKS_SPECIAL : LOOKS_PLAIN, memory_order_relaxed);
  if (look && atomic_load_explicit(look, memory_order_relaxed) == LOOKS_SPECIAL)
    quoted(s, cell, true);
  else
    out_str(s->o, cell);
  out_c(s->o, ',');
}

static Written *written(Sheet *s, int64_t a, int64_t b) {
  uint64_t h = ((uint64_t)a * 0x9E3779B97F4A7C15u) ^ ((uint64_t)b * 0xC2B2AE3D27D4EB4Fu);
  return &s->lately[(h >> 40) % LATELY];
}

static bool again(Sheet *s, const Written *w, int64_t a, int64_t b) {
  if (w->num != a || w->den != b || !w->n) return false;
  out_str(s->o, (Str){w->text, w->n});
  return true;
}

static void keep(const Sheet *s, Written *w, int64_t a, int64_t b, size_t from) {
  size_t n = s->o->n - from;
  if (n > sizeof w->text) return;
  *w = (Written){.num = a, .den = b, .n = (uint8_t)n};
  memcpy(w->text, s->o->p + from, n);
}

static void num(Sheet *s, bool there, Num x) {
  if (there && num_ok(x)) {
    Written *w = written(s, x.num, x.den);
    size_t from = s->o->n;
    if (x.den <= 0 || !again(s, w, x.num, x.den)) {
      num_write(s->o, x, num_ends(x) ? NUM_PLACES_MAX : SHOW_ALL);
      if (x.den > 0) keep(s, w, x.num, x.den, from);
    }
  }
  out_c(s->o, ',');
}

// A number of the plan in a unit.
static void planned_num(Sheet *s, uint32_t n, uint32_t unit) {
  const Plan *p = s->csv->r->plan;
  if (n != NONE) {
    int64_t a = n, b = -1 - (int64_t)unit;
    Written *w = written(s, a, b);
    size_t from = s->o->n;
    if (!again(s, w, a, b)) {
      num(s, true, show_scaled(s->a, p, plan_value(p, n), unit));
      s->o->n--;
      keep(s, w, a, b, from);
    }
  }
  out_c(s->o, ',');
}

static void count(Sheet *s, uint64_t n) {
  out_u64(s->o, n);
  out_c(s->o, ',');
}

static void end(Sheet *s) { // the last comma ends the row
  s->o->p[s->o->n - 1] = '\n';
}

static void target(Sheet *s, const Plan *p, uint32_t t, uint32_t unit) {
  uint8_t form = p->targets.form[t];
  uint32_t low = p->targets.low[t], high = form == TARGET_RANGE ? p->targets.high[t] : NONE;
  planned(s, p->targets.text[t]);
  own(s, target_sign((TargetForm)form, true));
  if (form == TARGET_DEADLINE || form == TARGET_DATE)
    own(s, date_text(s->a, p->targets.date[t]));
  else if (form == TARGET_TRUTH)
    own(s, p->targets.truth[t] ? S("true") : S("false"));
  else
    planned_num(s, low, unit);
  planned_num(s, high, unit);
}

static void actual(Sheet *s, uint32_t ind, uint32_t unit) {
  const Results *r = s->csv->r;
  const Value *v = &r->indicators[ind].actual;
  if (v->kind == VALUE_NONE) {
    out_str(s->o, S(",,"));
    return;
  }
  if (v->kind == VALUE_QUANTITY) { // as show_actual shows it, without going through the arena
    Num shown = show_scaled(s->a, r->plan, v->num, unit);
    num(s, true, shown);
    size_t from = s->o->n;
    num_write_group(s->o, shown, SHOW_ALL);
    if (unit != NONE) out_str(s->o, plan_text(r->plan, r->plan->units.text[unit]));
    close_cell(s, from, true);
    return;
  }
  Str shown = show_actual(s->a, r, ind, LANG_ZH, SHOW_ALL);
  if (v->kind == VALUE_TRUTH)
    own(s, v->truth ? S("true") : S("false"));
  else if (v->kind == VALUE_DATE)
    own(s, shown);
  else
    num(s, v->grade, v->num);
  text(s, shown);
}

static void flags(Sheet *s, uint8_t bits) {
  size_t from = s->o->n;
  for (int i = 0; i < FLAGS; i++) {
    if (!(bits >> i & 1)) continue;
    if (s->o->n > from) out_c(s->o, ' ');
    out_z(s->o, flag_keys[i]);
  }
  out_c(s->o, ',');
}

static void evidence(Sheet *s, uint32_t ind) {
  const Results *r = s->csv->r;
  uint32_t n;
  const InputUse *uses = evidence_indicator(s->evidence, r, ind, &n);
  RowSample rows = evidence_rows(r, uses, n);
  count(s, rows.rows);
  size_t from = s->o->n;
  for (uint32_t i = 0; i < rows.first_n; i++) {
    const RowRef *at = &rows.first[i];
    if (i) out_str(s->o, S("; "));
    out_str(s->o, r->files[at->file].name);
    if (at->sheet.n) out_c(s->o, '!'), out_str(s->o, at->sheet);
    out_c(s->o, ':');
    out_u64(s->o, at->row);
  }
  close_cell(s, from, true);
}

static void indicator(Sheet *s, uint32_t ent, uint32_t ind) {
  static const Str kinds[] = {{"department", 10}, {"section", 7}, {"project", 7}};
  const Results *r = s->csv->r;
  const Plan *p = r->plan;
  const IndicatorResult *res = &r->indicators[ind];
  uint32_t department = report_department(p, ent), section = report_section(p, ind);
  uint32_t unit = show_unit(p, ind, res->target), file = p->indicators.file[ind];
  bool away = res->verdict == VERDICT_NOT_APPLICABLE && p->indicators.weight[ind] != NONE;
  bool project = p->entities.kind[ent] == BODY_PROJECT;
  own(s, kinds[p->entities.kind[ent]]);
  planned(s, department == NONE ? NONE : p->entities.name[department]);
  planned(s, project ? p->entities.name[ent] : NONE);
  planned(s, section == NONE ? NONE : p->entities.name[section]);
  planned(s, p->indicators.level1[ind]);
  planned(s, p->indicators.level2[ind]);
  planned(s, p->indicators.name[ind]);
  target(s, p, res->target, unit);
  actual(s, ind, unit);
  planned(s, unit == NONE ? NONE : p->units.text[unit]);
  own(s, str_z(verdict_keys[res->verdict]));
  num(s, res->weighted || away, away ? NUM(0) : res->weight);
  num(s, p->indicators.weight[ind] != NONE, report_base_weight(p, ind));
  num(s, res->scored, res->points);
  num(s, res->has_deviation, res->has_deviation ? indicator_deviation(s->a, p, res) : NUM(0));
  own(s, res->on_track < 0 ? (Str){0} : res->on_track ? S("true") : S("false"));
  text(s, report_reason(s->a, r, ind, s->csv->opt->lang));
  flags(s, res->flags);
  evidence(s, ind);
  planned(s, file < p->files.n ? p->files.name[file] : NONE);
  count(s, p->indicators.line[ind]);
  end(s);
}

static void *start(Arena *arena, Arena *scratch, const void *ctx) {
  const Csv *csv = ctx;
  Sheet *s = NEW(arena, Sheet);
  *s = (Sheet){.a = scratch, .csv = csv, .evidence = evidence_new(arena, csv->r->plan)};
  s->lately = NEW_N(arena, Written, LATELY);
  return s;
}

static void stretch(void *held, Out *o, uint32_t from, uint32_t to) {
  Sheet *s = held;
  const Plan *p = s->csv->r->plan;
  s->o = o;
  for (uint32_t ent = from; ent < to; ent++) {
    for (uint32_t i = 0; i < p->entities.indicator_n[ent]; i++) {
      uint32_t ind = p->entities.indicator_first[ent] + i;
      if (p->indicators.owner[ind] != ent) continue; // counted in its project
      ArenaMark mark = arena_mark(s->a);
      indicator(s, ent, ind);
      arena_reset(s->a, mark);
    }
  }
}

void report_csv(Arena *a, Out *o, const Results *r, const ReportOptions *opt) {
  static const char header[] =
      "kind,department,project,section,level1,level2,name,target,op,target_value,target_high,"
      "actual_value,actual,unit,verdict,weight,base_weight,score,deviation,on_track,reason,"
      "flags,rows,evidence,file,line\n";
  Csv csv = {r, opt, NEW_N(a, Look, r->plan->strings.n + 1)};
  out_z(o, header);
  report_stretches(a, o, r->workers, r->plan->entities.n, &(StretchJob){start, stretch, &csv});
}
