// A row an indicator, columns as the fields of the JSON, for spreadsheets and databases (RFC 4180). Text
// stands as it is; with excel_safe, what a spreadsheet would take for a formula gets a ' in front. A column
// is one function: what is not asked for is not worked out.
//
// A cell is written first and looked at afterwards: few need quotes. Of the plan's texts it is remembered.
#include "grammar/ast.h"
#include "runtime/evidence.h"
#include "runtime/figures.h"
#include "runtime/report/report.h"
#include "runtime/report/stretch.h"
#include "runtime/show.h"
#include <stdatomic.h>

typedef enum Looks { LOOKS_UNKNOWN, LOOKS_PLAIN, LOOKS_SPECIAL } Looks;
typedef _Atomic uint8_t Look; // any thread may find out; all find the same

typedef struct Csv {
  const Results *r;
  const ReportOptions *opt;
  Look *looks;            // of the plan's texts
  bool *plain;            // names of files with actual values
  const uint8_t *columns; // ReportColumn
  uint32_t column_n;
} Csv;

typedef struct Sheet {
  Out *o;
  Arena *a; // emptied after each project
  const Csv *csv;
  const Results *r;
  const Plan *p;
  Figures *figures;
  Evidence *evidence;
  Str verdicts[VERDICTS];
  // The row being written, and what several of its columns look at, found by the first that asks.
  uint32_t ent, ind;
  const IndicatorResult *res;
  uint32_t unit;
  RowSample rows;
  bool has_unit, has_rows;
} Sheet;

static bool among(const char *set, char c) {
  return c && strchr(set, c);
}

static bool formula(const ReportOptions *opt, Str cell) {
  return opt->excel_safe && cell.n && among("=+-@\t\r", cell.p[0]);
}

static bool plain(const ReportOptions *opt, Str cell) { // it is written as it is
  return !csv_quotes(cell) && !formula(opt, cell);
}

static void mended(Sheet *s, Str cell) {
  out_csv(s->o, formula(s->csv->opt, cell) ? str_cat(s->a, S("'"), cell) : cell);
}

static void put(Out *o, Str s) { // most cells are short: in two moves, which may lap over
  if (o->cap - o->n <= s.n) out_more(o, s.n + 1);
  char *to = o->p + o->n;
  if (s.n > 32) {
    memcpy(to, s.p, s.n);
  } else if (s.n >= 16) {
    memcpy(to, s.p, 16);
    memcpy(to + s.n - 16, s.p + s.n - 16, 16);
  } else if (s.n >= 8) {
    memcpy(to, s.p, 8);
    memcpy(to + s.n - 8, s.p + s.n - 8, 8);
  } else {
    for (size_t i = 0; i < s.n; i++) to[i] = s.p[i];
  }
  o->n += s.n;
}

static void own(Sheet *s, Str cell) { // text of ours: nothing to quote
  put(s->o, cell);
  out_c(s->o, ',');
}

// What was written since `from` was a cell of text; it is mended where it needs quotes.
static void close_text(Sheet *s, size_t from) {
  Str cell = {s->o->p + from, s->o->n - from};
  if (!plain(s->csv->opt, cell)) {
    cell = str_dup(s->a, cell);
    s->o->n = from;
    mended(s, cell);
  }
  out_c(s->o, ',');
}

static void text(Sheet *s, Str cell) {
  size_t from = s->o->n;
  put(s->o, cell);
  close_text(s, from);
}

static void planned(Sheet *s, uint32_t str) {
  if (str != NONE) {
    Str cell = plan_text(s->p, str);
    Look *look = &s->csv->looks[str];
    uint8_t is = atomic_load_explicit(look, memory_order_relaxed);
    if (is == LOOKS_UNKNOWN) {
      is = plain(s->csv->opt, cell) ? LOOKS_PLAIN : LOOKS_SPECIAL;
      atomic_store_explicit(look, is, memory_order_relaxed);
    }
    if (is == LOOKS_SPECIAL)
      mended(s, cell);
    else
      put(s->o, cell);
  }
  out_c(s->o, ',');
}

static void num(Sheet *s, Num x) { // bad: none
  if (num_ok(x)) num_write_data(s->o, x);
  out_c(s->o, ',');
}

static void scaled(Sheet *s, Num x, uint32_t unit) { // of base units, in a unit
  if (num_ok(x)) show_number(s->o, s->a, s->p, x, unit);
  out_c(s->o, ',');
}

static void count(Sheet *s, uint64_t n) {
  out_u64(s->o, n);
  out_c(s->o, ',');
}

// ---- columns ------------------------------------------------------------------------------------

static void col_kind(Sheet *s) {
  static const Str kinds[] = {{"department", 10}, {"section", 7}, {"project", 7}};
  own(s, kinds[s->p->entities.kind[s->ent]]);
}

static void entity_name(Sheet *s, uint32_t ent) {
  planned(s, ent == NONE ? NONE : s->p->entities.name[ent]);
}

static void col_department(Sheet *s) {
  entity_name(s, report_department(s->p, s->ent));
}

static void col_project(Sheet *s) {
  entity_name(s, s->p->entities.kind[s->ent] == BODY_PROJECT ? s->ent : NONE);
}

static void col_section(Sheet *s) {
  entity_name(s, report_section(s->p, s->ind));
}

static void col_level1(Sheet *s) {
  planned(s, s->p->indicators.level1[s->ind]);
}

static void col_level2(Sheet *s) {
  planned(s, s->p->indicators.level2[s->ind]);
}

static void col_name(Sheet *s) {
  planned(s, s->p->indicators.name[s->ind]);
}

static void col_target(Sheet *s) {
  size_t from = s->o->n;
  plan_target_write(s->o, s->a, s->p, s->res->target);
  close_text(s, from);
}

static void col_op(Sheet *s) {
  own(s, target_sign((TargetForm)s->p->targets.form[s->res->target], true));
}

static void truth(Sheet *s, bool is) {
  own(s, is ? S("true") : S("false"));
}

static uint32_t unit_of(Sheet *s) {
  if (!s->has_unit) s->unit = show_unit(s->p, s->ind, s->res->target);
  s->has_unit = true;
  return s->unit;
}

static void col_target_value(Sheet *s) {
  uint32_t t = s->res->target;
  uint8_t form = s->p->targets.form[t];
  if (form == TARGET_DEADLINE || form == TARGET_DATE)
    own(s, date_text(s->a, s->p->targets.date[t]));
  else if (form == TARGET_TRUTH)
    truth(s, s->p->targets.truth[t]);
  else
    scaled(s, plan_value(s->p, s->p->targets.low[t]), unit_of(s));
}

static void col_target_high(Sheet *s) {
  uint32_t t = s->res->target;
  bool range = s->p->targets.form[t] == TARGET_RANGE;
  scaled(s, range ? plan_value(s->p, s->p->targets.high[t]) : NUM_BAD, unit_of(s));
}

static void col_actual_value(Sheet *s) {
  const Value *v = &s->res->actual;
  switch ((ValueKind)v->kind) {
  case VALUE_QUANTITY: scaled(s, v->num, unit_of(s)); return;
  case VALUE_TRUTH: truth(s, v->truth); return;
  case VALUE_DATE: own(s, date_text(s->a, v->date)); return;
  case VALUE_NONE:
  case VALUE_WORDS:
  case VALUE_GRADE: num(s, v->kind != VALUE_NONE && v->grade ? v->num : NUM_BAD); return;
  }
}

static void col_actual(Sheet *s) { // as show_actual shows it, a quantity without going through the arena
  const Value *v = &s->res->actual;
  if (v->kind != VALUE_QUANTITY) {
    text(s, v->kind == VALUE_NONE ? (Str){0} : show_actual(s->a, s->r, s->ind, LANG_ZH, SHOW_ALL));
    return;
  }
  size_t from = s->o->n;
  show_quantity_to(s->o, s->a, s->p, v->num, unit_of(s), SHOW_ALL);
  close_text(s, from);
}

static void col_unit(Sheet *s) {
  uint32_t unit = unit_of(s);
  planned(s, unit == NONE ? NONE : s->p->units.text[unit]);
}

static void col_verdict(Sheet *s) {
  own(s, s->verdicts[s->res->verdict]);
}

static void col_weight(Sheet *s) {
  bool away = s->res->verdict == VERDICT_NOT_APPLICABLE && s->p->indicators.weight[s->ind] != NONE;
  num(s, away ? NUM(0) : s->res->weighted ? s->res->weight : NUM_BAD);
}

static void col_base_weight(Sheet *s) {
  num(s, report_base_weight(s->p, s->ind));
}

static void col_score(Sheet *s) {
  num(s, s->res->scored ? s->res->points : NUM_BAD);
}

static void col_deviation(Sheet *s) {
  Num end;
  if (s->res->has_deviation && indicator_end(s->p, s->res, &end))
    num_write_change(s->o, s->a, s->res->actual.num, end);
  out_c(s->o, ',');
}

static void col_on_track(Sheet *s) {
  if (s->res->on_track < 0)
    own(s, (Str){0});
  else
    truth(s, s->res->on_track);
}

static void col_reason(Sheet *s) {
  text(s, report_reason(s->a, s->r, s->ind, s->csv->opt->lang));
}

static void col_flags(Sheet *s) {
  size_t from = s->o->n;
  for (int i = 0; i < FLAGS; i++) {
    if (!(s->res->flags >> i & 1)) continue;
    if (s->o->n > from) out_c(s->o, ' ');
    out_z(s->o, flag_keys[i]);
  }
  out_c(s->o, ',');
}

static const RowSample *rows_of(Sheet *s) {
  if (!s->has_rows) s->rows = evidence_rows(s->evidence, s->r, s->ind);
  s->has_rows = true;
  return &s->rows;
}

static void col_rows(Sheet *s) {
  count(s, rows_of(s)->rows);
}

static void col_evidence(Sheet *s) {
  const RowSample *rows = rows_of(s);
  size_t from = s->o->n;
  bool good = true;
  for (uint32_t i = 0; i < rows->first_n; i++) {
    const RowRef *at = &rows->first[i];
    if (i) put(s->o, S("; "));
    put(s->o, s->r->files[at->file].name);
    if (at->sheet.n) out_c(s->o, '!'), put(s->o, at->sheet);
    out_c(s->o, ':');
    out_u64(s->o, at->row);
    good &= !at->sheet.n && s->csv->plain[at->file];
  }
  if (good)
    out_c(s->o, ',');
  else
    close_text(s, from);
}

static void col_file(Sheet *s) {
  uint32_t file = s->p->indicators.file[s->ind];
  planned(s, file < s->p->files.n ? s->p->files.name[file] : NONE);
}

static void col_line(Sheet *s) {
  count(s, s->p->indicators.line[s->ind]);
}

// ---- the file -----------------------------------------------------------------------------------

static void (*const writers[CSV_COLUMNS])(Sheet *s) = {
#define COLUMN(name) col_##name,
#include "runtime/report/columns.def"
#undef COLUMN
};

const char *const csv_columns[CSV_COLUMNS] = {
#define COLUMN(name) #name,
#include "runtime/report/columns.def"
#undef COLUMN
};

static void *start(Arena *arena, Arena *scratch, const void *ctx) {
  const Csv *csv = ctx;
  Sheet *s = NEW(arena, Sheet);
  *s = (Sheet){.a = scratch, .csv = csv, .p = csv->r->plan, .figures = figures_new(arena, csv->r, false)};
  s->evidence = evidence_new(arena, s->p);
  for (int v = 0; v < VERDICTS; v++) s->verdicts[v] = str_z(verdict_keys[v]);
  return s;
}

static void sheet_end(void *held) {
  figures_end(((Sheet *)held)->figures);
}

static void row_end(Out *o, size_t from) { // the last comma ends the row
  bool blank = o->n == from + 1;           // of one cell, and that empty: readers skip blank lines
  o->p[o->n - 1] = '\n';
  if (blank) o->n--, out_z(o, "\"\"\n");
}

static void stretch(void *held, Out *o, uint32_t from, uint32_t to) {
  Sheet *s = held;
  const Csv *csv = s->csv;
  const Plan *p = s->p;
  s->o = o;
  for (s->ent = from; s->ent < to; s->ent++) {
    s->r = figures_of(s->figures, s->ent);
    ArenaMark mark = arena_mark(s->a);
    for (uint32_t i = 0; i < p->entities.indicator_n[s->ent]; i++) {
      s->ind = p->entities.indicator_first[s->ent] + i;
      if (p->indicators.owner[s->ind] != s->ent) continue; // counted in its project
      s->res = result_of(s->r, s->ind);
      s->has_unit = s->has_rows = false;
      size_t row = o->n;
      for (uint32_t c = 0; c < csv->column_n; c++) writers[csv->columns[c]](s);
      row_end(o, row);
    }
    arena_reset(s->a, mark);
  }
}

void report_csv(Arena *a, Out *o, const Results *r, const ReportOptions *opt) {
  uint8_t all[CSV_COLUMNS];
  for (int i = 0; i < CSV_COLUMNS; i++) all[i] = (uint8_t)i;
  Csv csv = {.r = r, .opt = opt, .columns = all, .column_n = CSV_COLUMNS};
  csv.looks = NEW_N(a, Look, r->plan->strings.n + 1);
  csv.plain = NEW_N(a, bool, r->file_n + 1);
  for (uint32_t i = 0; i < r->file_n; i++) csv.plain[i] = plain(opt, r->files[i].name);
  if (opt->csv_n) csv.columns = opt->csv, csv.column_n = opt->csv_n;
  for (uint32_t c = 0; c < csv.column_n; c++) {
    out_z(o, csv_columns[csv.columns[c]]);
    out_c(o, c + 1 < csv.column_n ? ',' : '\n');
  }
  report_stretches(a, o, r->workers, r->plan->entities.n, &(StretchJob){start, stretch, &csv, sheet_end});
}
