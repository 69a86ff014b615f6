// A run from end to end: read every data file into inputs, then score. The one place where reading meets
// scoring.
#include "runtime/run.h"
#include "base/sha256.h"
#include "grammar/diags.h"
#include "runtime/actuals.h"
#include "runtime/score/score.h"

static void results_init(Arena *a, Results *r, const Plan *plan, Date as_of) {
  Date end = date_year_end(plan->year);
  *r = (Results){.plan = plan, .as_of = as_of == DATE_NONE || as_of > end ? end : as_of};
  r->full_year = r->as_of >= end;
  r->inputs = NEW_N(a, InputState, plan->inputs.n);
  for (uint32_t i = 0; i < plan->inputs.n; i++)
    r->inputs[i].value = r->inputs[i].prev = (Value){.kind = VALUE_NONE, .why = NODATA_NO_ROW, .about = i};
  r->point_spent = NEW_N(a, Value, plan->checkpoints.n);
  for (uint32_t i = 0; i < plan->checkpoints.n; i++)
    r->point_spent[i] = (Value){.kind = VALUE_NONE, .why = NODATA_NO_ROW, .about = NONE};
  r->indicators = NEW_N(a, IndicatorResult, plan->indicators.n);
  r->entities = NEW_N(a, EntityResult, plan->entities.n);
  r->requires = NEW_N(a, RequireResult, plan->requires.n);
  r->scored = NEW_N(a, uint8_t, plan->entities.n);
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
  for (uint32_t i = 0; i < p->inputs.n; i++) {
    const InputState *s = &r->inputs[i];
    uint32_t ind = p->inputs.indicator[i];
    if (!p->inputs.unused[i] || !s->rows || s->value.kind != VALUE_QUANTITY) continue;
    const Value *v = &r->indicators[ind].actual;
    if (v->kind != VALUE_QUANTITY || num_cmp(v->num, s->value.num) == 0) continue;
    r->indicators[ind].flags |= FLAG_ROW_DIFFERS;
    Diag *d = diag_add(diags, D_ROW_DIFFERS, (Span){0},
                       TEXT_ARGS(text_of(plan_text(p, p->inputs.name[i])), text_of(shown(a, p, i, v)),
                                 text_of(shown(a, p, i, &s->value))));
    const RowRef *at = &s->first[s->rows < 3 ? s->rows - 1 : 2];
    d->cell.name = r->files[at->file].name, d->cell.sheet = at->sheet;
    d->cell.row = at->row, d->cell.column = at->column;
  }
}

bool run_eval(Arena *a, const Program *prog, const DataSource *data, uint32_t n, const RunOptions *opt, Diags *diags,
              Run *out) {
  Results *r = &out->results;
  results_init(a, r, prog->plan, opt->as_of);
  r->has_actuals = n > 0;
  r->files = NEW_N(a, DataFile, n);
  r->file_n = n;
  out->actuals = actuals_new(a, r, prog->units, diags);
  for (uint32_t i = 0; i < opt->trace_n; i++) actuals_trace(out->actuals, opt->trace[i]);
  bool ok = true;
  for (uint32_t i = 0; i < n; i++) {
    r->files[i] = (DataFile){data[i].name, sha256_hex(a, data[i].bytes), data[i].bytes.n};
    ok &= read_csv(a, data[i].name, i, data[i].bytes, (RowSink){actuals_row, out->actuals}, diags);
  }
  actuals_finish(out->actuals);
  score_all(a, r);
  compare_unused(a, r, diags);
  return ok;
}

int run_exit(const Run *run, bool skip_bad_rows) {
  const Results *r = &run->results;
  if (r->rows.bad && !skip_bad_rows) return 2;
  bool missed = false, unsure = false;
  for (uint32_t i = 0; i < r->plan->indicators.n; i++) {
    uint8_t v = r->indicators[i].verdict;
    missed |= v == VERDICT_MISSED;
    unsure |= v == VERDICT_NO_DATA || v == VERDICT_NO_TARGET;
  }
  for (uint32_t i = 0; i < r->plan->requires.n; i++) missed |= r->requires[i].known && !r->requires[i].holds;
  return missed ? 1 : unsure ? 2 : 0;
}

TestResult *run_tests(Arena *a, const Program *prog, Diags *diags, uint32_t *n) {
  const Plan *p = prog->plan;
  (void)diags;
  *n = p->tests.n;
  TestResult *all = NEW_N(a, TestResult, p->tests.n);
  for (uint32_t t = 0; t < p->tests.n; t++) {
    Results r;
    results_init(a, &r, p, p->tests.as_of[t]);
    r.has_actuals = true;
    Eval e = eval_on(a, &r);
    for (uint32_t i = 0; i < p->tests.set_n[t]; i++) {
      uint32_t s = p->tests.set_first[t] + i;
      r.inputs[p->sets.input[s]].value = eval_expr(&e, p->sets.value[s]);
      r.inputs[p->sets.input[s]].rows = 1;
    }
    TestResult *out = &all[t];
    uint32_t expects = p->tests.expect_n[t];
    *out = (TestResult){t, true, NEW_N(a, uint32_t, expects), 0, NEW_N(a, Value, expects)};
    for (uint32_t i = 0; i < expects; i++) {
      uint32_t x = p->tests.expect_first[t] + i;
      out->got[i] = eval_expr(&e, p->expects.expr[x]);
      if (out->got[i].kind == VALUE_TRUTH && out->got[i].truth) continue;
      out->passed = false;
      out->failed[out->failed_n++] = x;
    }
  }
  return all;
}
