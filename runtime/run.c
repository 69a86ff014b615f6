// A run from end to end: read every data file into inputs, then score. The one place where reading meets
// scoring.
#include "runtime/run.h"
#include "base/os.h"
#include "base/par.h"
#include "grammar/diags.h"
#include "runtime/actuals.h"
#include "runtime/bad_rows.h"
#include "runtime/cell.h"
#include "runtime/declared.h"
#include "runtime/ingest.h"
#include "runtime/known.h"
#include "runtime/read/mapping.h"
#include "runtime/read/open.h"
#include "runtime/read/sample.h"
#include "runtime/score/score.h"
#include "runtime/show.h"
#include "runtime/words.h"

static void results_as_of(Results *r, Date as_of) {
  Date end = date_year_end(r->plan->year);
  r->as_of = as_of == DATE_NONE || as_of > end ? end : as_of;
  r->full_year = r->as_of >= end;
}

static void results_init(Arena *a, Results *r, const Plan *plan, Date as_of) {
  *r = (Results){.plan = plan};
  results_as_of(r, as_of);
  r->point_spent = NEW_N(a, Value, plan->checkpoints.n);
  for (uint32_t i = 0; i < plan->checkpoints.n; i++)
    r->point_spent[i] = (Value){.kind = VALUE_NONE, .why = NODATA_NO_ROW, .about = NONE};
  r->indicators = arena_pages(a, plan->indicators.n, sizeof(IndicatorResult));
  r->entities = arena_pages(a, plan->entities.n, sizeof(EntityResult));
  r->requires = NEW_N(a, RequireResult, plan->requires.n);
  r->scored = NEW_N(a, uint8_t, plan->entities.n);
  r->verdicts = arena_zero(a, 1, 1, 1);
  r->known = known_new(a, plan);
}

// A value of an input in the unit it is declared in.
static Str shown(Arena *a, const Plan *p, uint32_t input, const Value *v) {
  uint32_t unit = p->inputs.unit[input];
  if (unit == NONE) return num_text(a, v->num, 12);
  Num n = num_div(a, v->num, plan_value(p, p->units.scale[unit]));
  return str_cat(a, num_text(a, n, 12), plan_text(p, p->units.text[unit]));
}

// Rows given for indicators that are computed: not used, and said where they differ.
static void compare_unused(Arena *a, Results *r, Diags *diags) {
  const Plan *p = r->plan;
  if (!r->rows.unused) return;
  for (uint32_t i = 0; i < p->inputs.n; i++) {
    uint32_t ind = p->inputs.indicator[i], rows = p->inputs.unused[i] ? input_rows(r, i, false) : 0;
    if (!rows) continue;
    Value own = input_value(a, r, i, false);
    const Value *v = &r->indicators[ind].actual;
    if (own.kind != VALUE_QUANTITY || v->kind != VALUE_QUANTITY || num_cmp(v->num, own.num) == 0) continue;
    r->indicators[ind].flags |= FLAG_ROW_DIFFERS;
    Diag *d = diag_add(diags, D_ROW_DIFFERS, (Span){0},
                       TEXT_ARGS(text_of(plan_text(p, p->inputs.name[i])), text_of(shown(a, p, i, v)),
                                 text_of(shown(a, p, i, &own))));
    RowRef at = input_row(r, i, false, rows < 3 ? rows - 1 : 2);
    d->cell.name = r->files[at.file].name, d->cell.sheet = at.sheet;
    d->cell.row = at.row, d->cell.column = at.column;
  }
}

enum { SAMPLED_FILES = 1000 };

// A copy of a file, left in its folder, would be added to it. Only files of one size are hashed for that.
static void same_file(Arena *a, const Results *r, DataInput *all, uint32_t i, Diags *diags) {
  DataFile *f = r->files;
  for (uint32_t k = 0; k < i && f[i].bytes; k++) {
    if (f[k].bytes != f[i].bytes) continue;
    for (uint32_t h = k; h <= i; h += i - k)
      if (!f[h].sha256.n) f[h].sha256 = data_hash(a, &all[h]);
    if (!f[i].sha256.n || !str_eq(f[i].sha256, f[k].sha256)) continue;
    Diag *d = diag_add(diags, D_DATA_SAME, (Span){0}, TEXT_ARGS(text_of(f[k].name)));
    d->cell.name = f[i].name;
    return;
  }
}

typedef struct Reading {
  Arena *a;
  const Program *prog;
  Run *run;
  const RunOptions *opt;
  Diags *diags;
  IngestOptions ingest;
  IngestHow *how; // by file
  bool again;
  uint64_t before; // bytes of files that are done
} Reading;

// The formats whose readers give one row after the other.
static bool read_rows(Reading *g, DataInput *s, Mapping *mapping,
                      bool (*reader)(Arena *, DataInput *, Mapping *, RowSink, Diags *)) {
  Actuals *x = g->run->actuals;
  IngestTable *t = mapping ? NULL : ingest_table(x, &g->ingest, &s->place);
  bool ok = reader(g->a, s, mapping, t ? (RowSink){ingest_row, t} : (RowSink){actuals_row, x}, g->diags);
  if (t) ingest_table_end(t);
  actuals_file_end(x);
  return ok;
}

static void progress(void *ctx, uint64_t bytes) {
  const Reading *g = ctx;
  if (g->opt->progress) g->opt->progress(g->opt->progress_ctx, g->before + bytes);
}

static bool read_source(Reading *g, DataInput *s, Mapping *mapping) {
  Actuals *x = g->run->actuals;
  switch (s->format) {
  case DATA_TEXT: {
    IngestHow *how = &g->how[s->place.file];
    Ingested done =
        mapping ? ingest_mapped(x, s, mapping, &g->ingest, how) : ingest_text(x, s, &g->ingest, how);
    g->again = done == INGEST_AGAIN;
    return done == INGEST_OK;
  }
  case DATA_WORKBOOK: return read_rows(g, s, mapping, read_xlsx);
  case DATA_JSON: return read_rows(g, s, mapping, read_json);
  case DATA_SQLITE: return read_rows(g, s, mapping, read_sqlite);
  case DATA_POSTGRES: return read_rows(g, s, mapping, read_postgres);
  }
  return false;
}

// An 实际 that speaks of none of the files, where it is not these that were read.
static void say_unused(const Plan *p, const uint8_t *used, Diags *diags) {
  for (uint32_t i = 0; i < p->mappings.n; i++) {
    if (used[i]) continue;
    Diag *d =
        diag_add(diags, D_MAP_UNUSED, (Span){0}, TEXT_ARGS(text_of(plan_text(p, p->mappings.pattern[i]))));
    d->cell.name = plan_text(p, p->files.name[p->mappings.file[i]]);
    d->cell.row = p->mappings.line[i], d->cell.column = 1;
  }
}

typedef struct Both {
  Reading *g;
  DataInput *s;
  Mapping *mapping;
  Arena arena; // of the hash
  Str sha256;
  bool ok;
} Both;

static void read_or_hash(void *ctx, size_t job, unsigned worker) {
  Both *b = ctx;
  (void)worker;
  if (job == 0)
    b->ok = read_source(b->g, b->s, b->mapping);
  else
    b->sha256 = data_hash(&b->arena, b->s);
}

// A file is hashed while it is read; what comes only once is when it has been read.
static bool read_and_hash(Reading *g, DataInput *s, Mapping *mapping, DataFile *f) {
  bool file = s->format == DATA_TEXT && !s->stream.read && s->input.regular && s->input.fd >= 0;
  if (!g->opt->hashes || f->sha256.n || !file) return read_source(g, s, mapping);
  Both b = {.g = g, .s = s, .mapping = mapping};
  arena_init_like(&b.arena, g->a);
  par_for(2, g->ingest.threads > 1 ? 2 : 1, read_or_hash, &b);
  f->sha256 = b.sha256.n ? str_dup(g->a, b.sha256) : b.sha256;
  arena_free(&b.arena);
  return b.ok;
}

// The same rows in files of different kinds: a workbook and the CSV that was exported from it.
static void same_rows(Reading *g, const DataSource *data, const DataInput *all, uint32_t n) {
  DataFile *f = g->run->results.files;
  bool differ = false;
  for (uint32_t i = 1; i < n; i++) differ |= all[i].format != all[0].format || all[i].packed != all[0].packed;
  if (!differ || n > SAMPLED_FILES) return;
  DataSample *samples = NEW_N(g->a, DataSample, n);
  for (uint32_t i = 0; i < n; i++) {
    bool again = (all[i].bytes.p || all[i].input.regular) && all[i].format != DATA_POSTGRES && !f[i].mapped;
    if (again) samples[i] = data_sample(g->a, &data[i], g->diags->table);
    for (uint32_t k = 0; k < i; k++) {
      bool kinds = all[i].format != all[k].format || all[i].packed != all[k].packed;
      if (!kinds || !samples[i].rows || samples[i].rows != samples[k].rows ||
          samples[i].sum != samples[k].sum)
        continue;
      Diag *d = diag_add(g->diags, D_DATA_SAME_ROWS, (Span){0}, TEXT_ARGS(text_of(f[k].name)));
      d->cell.name = f[i].name;
      break;
    }
  }
}

static bool read_all(Reading *g, const DataSource *data, uint32_t n) {
  Arena *a = g->a;
  Results *r = &g->run->results;
  DataInput *all = NEW_N(a, DataInput, n);
  uint8_t *used = NEW_N(a, uint8_t, r->plan->mappings.n + 1);
  bool ok = true;
  for (uint32_t i = 0; i < n && !g->again; i++) {
    DataInput *s = &all[i];
    DataFile *f = &r->files[i];
    bool opened = data_open(a, &data[i], i, g->opt->hashes, g->diags, s);
    *f = (DataFile){.name = s->place.name, .bytes = s->bytes.p ? s->bytes.n : s->input.size};
    if (opened) {
      same_file(a, r, all, i, g->diags);
      Mapping *mapping = mapping_of(a, r->plan, g->prog->units, data[i].name, used);
      f->mapped = mapping != NULL;
      ok &= read_and_hash(g, s, mapping, f);
      if (g->opt->hashes && !f->sha256.n) f->sha256 = data_hash(a, s);
      if (!f->bytes) f->bytes = s->at;
      g->before += f->bytes;
    }
    bool same = data_close(s);
    g->again &= same; // what changes while it is read is not read again: told at once
    ok &= same && opened;
  }
  if (ok && n > 1 && !g->again) same_rows(g, data, all, n);
  if (n && !g->again) say_unused(r->plan, used, g->diags);
  return ok;
}

// Rows of traced inputs are kept in order: by one thread.
static unsigned threads_of(const RunOptions *opt) {
  return opt->trace_n || opt->declared ? 1 : opt->threads ? opt->threads : os_cpus();
}

// Standard input, a pipe: with one of these among them no file can make all be read again.
static bool comes_once(Arena *a, const DataSource *data, uint32_t n) {
  bool once = false;
  for (uint32_t i = 0; i < n && n > 1; i++)
    once |=
        !data[i].bytes.p && (str_eq(data[i].name, S("-")) || os_kind(str_to_z(a, data[i].name)) == OS_OTHER);
  return once;
}

bool run_eval(Arena *a, const Program *prog, const DataSource *data, uint32_t n, const RunOptions *opt,
              Diags *diags, Run *out) {
  Results *r = &out->results;
  Reading g = {.a = a, .prog = prog, .run = out, .opt = opt, .diags = diags};
  g.ingest = (IngestOptions){.threads = threads_of(opt),
                             .chunk = opt->chunk,
                             .simd = (Simd)opt->simd,
                             .one_by_one = opt->one_by_one,
                             .progress = progress,
                             .ctx = &g};
  g.how = NEW_N(a, IngestHow, n + 1);
  bool once = comes_once(a, data, n);
  for (uint32_t i = 0; i < n; i++) g.how[i].once = once;
  uint32_t told = diags->n;
  uint64_t clock[RUN_PHASES + 1];
  bool ok;
  do {
    diags_drop(diags, told);
    clock[RUN_PREPARED] = os_clock_ns();
    results_init(a, r, prog->plan, opt->as_of);
    r->workers = prog->worker_n;
    r->has_actuals = n > 0;
    r->files = NEW_N(a, DataFile, n);
    r->file_n = n;
    if (opt->declared) r->declared = NEW(a, DeclaredRows);
    out->actuals = actuals_new(a, r, prog->units, diags, g.ingest.threads);
    if (opt->no_places) actuals_no_places(out->actuals);
    for (uint32_t i = 0; i < opt->trace_n; i++) actuals_trace(out->actuals, opt->trace[i]);
    if (opt->bad_rows)
      actuals_bad_rows(out->actuals, bad_rows_new(a, opt->bad_rows(opt->bad_rows_ctx), opt->lang, r));
    g.again = false;
    g.before = 0;
    clock[RUN_READ] = os_clock_ns();
    ok = read_all(&g, data, n);
    if (g.again) actuals_drop(out->actuals);
  } while (g.again);
  clock[RUN_JOINED] = os_clock_ns();
  actuals_finish(out->actuals, ok);
  clock[RUN_SCORED] = os_clock_ns();
  if (opt->one_pass && !r->rows.unused && score_apart(r->plan)) {
    r->indicators = NULL;
    score_requires(a, r);
  } else {
    score_all(a, r);
    if (ok) compare_unused(a, r, diags);
  }
  clock[RUN_PHASES] = os_clock_ns();
  out->stats.bytes = g.before;
  for (int k = 0; k < RUN_PHASES; k++) out->stats.ns[k] = clock[k + 1] - clock[k];
  return ok;
}

int run_exit(const Run *run, bool skip_bad_rows) {
  const Results *r = &run->results;
  if (r->rows.bad && !skip_bad_rows) return 2;
  bool missed = *r->verdicts >> VERDICT_MISSED & 1;
  bool unsure = *r->verdicts & (1u << VERDICT_NO_DATA | 1u << VERDICT_NO_TARGET);
  for (uint32_t i = 0; i < r->plan->requires.n; i++) missed |= r->requires[i].known && !r->requires[i].holds;
  return missed ? 1 : unsure ? 2 : 0;
}

// ---- 测试

// A graded actual is set in the words of a table: 设 满意情况 = "部分达成 75%".
static Value graded(Arena *a, const Program *prog, const Results *r, uint32_t test, uint32_t set, Str words,
                    Diags *diags) {
  const Plan *p = r->plan;
  uint32_t input = p->sets.input[set], ind = p->inputs.indicator[input];
  CellWant want = {
      .plan = p, .units = prog->units, .type = p->inputs.type[input], .unit = UNIT_NONE, .as_of = r->as_of};
  want.ruleset = p->entities.ruleset[p->inputs.entity[input]];
  if (ind != NONE) want.words = plan_text(p, p->targets.text[eval_target(r, ind)]);
  CellRead c = cell_read(a, &want, words, (Str){0}, (Str){0});
  if (c.problem == CELL_OK) return c.value;
  if (c.problem > CELL_NONE) {
    uint16_t id = c.problem == CELL_NEEDS_SHARE   ? D_ROW_NEEDS_SHARE
                  : c.problem == CELL_OUT_OF_BAND ? D_ROW_OUT_OF_BAND
                                                  : D_ROW_UNREADABLE;
    Diag *d = diag_add(diags, id, (Span){0}, TEXT_ARGS(text_of(words), cell_grades));
    d->cell.name = plan_text(p, p->files.name[p->tests.file[test]]);
    d->cell.row = p->sets.line[set], d->cell.column = 1;
  }
  return value_none(NODATA_WRITTEN, input);
}

static Text both(Arena *a, WordId id, Text arg) {
  return (Text){word_with(a, LANG_ZH, id, &arg.zh, 1), word_with(a, LANG_EN, id, &arg.en, 1)};
}

// What an expectation that does not hold came to: of a comparison its left side.
static Text came_to(Eval *e, uint32_t expr, const Value *got) {
  const Plan *p = e->r->plan;
  if (got->kind == VALUE_NONE) return both(e->arena, W_TEST_NO_DATA, reason_text(e->arena, e->r, got));
  PlanOp op = (PlanOp)p->exprs.op[expr];
  if (op < OP_GE || op > OP_NE) return (Text){word(LANG_ZH, W_TEST_FALSE), word(LANG_EN, W_TEST_FALSE)};
  uint32_t left = p->exprs.a[expr], unit = p->exprs.unit[left];
  Value v = eval_expr(e, left);
  return both(e->arena, W_TEST_IS,
              (Text){show_value(e->arena, e->r, &v, unit, LANG_ZH, SHOW_ALL),
                     show_value(e->arena, e->r, &v, unit, LANG_EN, SHOW_ALL)});
}

// On results in which nothing is given; so they are left.
static void run_test(Arena *a, const Program *prog, Results *r, uint32_t t, Diags *diags, TestResult *out) {
  const Plan *p = prog->plan;
  ScoredNow scored = {0};
  Eval e = eval_on(a, r);
  e.scored = &scored;
  results_as_of(r, p->tests.as_of[t]);
  for (uint32_t i = 0; i < p->tests.set_n[t]; i++) {
    uint32_t s = p->tests.set_first[t] + i;
    Value v = eval_expr(&e, p->sets.value[s]);
    if (v.kind == VALUE_WORDS && p->inputs.type[p->sets.input[s]] == PLAN_TEXT)
      v = graded(a, prog, r, t, s, v.text, diags);
    r->given[p->sets.input[s]] = v;
    known_forget(r->known);
    while (scored.n) score_forget(r, scored.p[--scored.n]);
  }
  uint32_t n = p->tests.expect_n[t];
  *out = (TestResult){t, true, NEW_N(a, uint32_t, n), NEW_N(a, Text, n), 0};
  for (uint32_t i = 0; i < n; i++) {
    uint32_t x = p->tests.expect_first[t] + i;
    Value got = eval_expr(&e, p->expects.expr[x]);
    if (got.kind == VALUE_TRUTH && got.truth) continue;
    out->passed = false;
    out->why[out->failed_n] = came_to(&e, p->expects.expr[x], &got);
    out->failed[out->failed_n++] = x;
  }
  for (uint32_t i = 0; i < p->tests.set_n[t]; i++)
    r->given[p->sets.input[p->tests.set_first[t] + i]] = (Value){0};
  while (scored.n) score_forget(r, scored.p[--scored.n]);
  known_forget(r->known);
}

TestResult *run_tests(Arena *a, const Program *prog, Diags *diags, uint32_t *n) {
  *n = prog->plan->tests.n;
  TestResult *all = NEW_N(a, TestResult, *n);
  Results r;
  results_init(a, &r, prog->plan, DATE_NONE);
  r.has_actuals = true;
  r.given = arena_pages(a, (size_t)prog->plan->inputs.n + 1, sizeof(Value));
  for (uint32_t t = 0; t < *n; t++) run_test(a, prog, &r, t, diags, &all[t]);
  return all;
}
