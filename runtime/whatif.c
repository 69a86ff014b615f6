// An assumption is read as a row of actual values would be, alone; what comes of it stands before the rows.
#include "runtime/whatif.h"
#include "grammar/ast.h"
#include "grammar/diags.h"
#include "runtime/actuals.h"
#include "runtime/cell.h"
#include "runtime/explain.h"
#include "runtime/known.h"
#include "runtime/score/score.h"

// What is wrong, said of the text as it was given; false.
static bool refuse(Diags *diags, uint16_t id, Str text, const Text *args, size_t argc) {
  Diag *d = diag_add(diags, id, SPAN_NONE, args, argc);
  d->cell.name = str_cat(diags->arena, S("--what-if "), text);
  return false;
}

// The input that a name means, where its value can be assumed.
static bool input_of(Arena *a, const Plan *p, Str text, Str name, Diags *diags, uint32_t *input) {
  ExplainTarget t;
  Str near;
  if (explain_path(a, p, name, &t, &near) != EXPLAIN_OK)
    return refuse(diags, D_WHATIF_UNKNOWN, text, TEXT_ARGS(text_of(name), text_of(near)));
  if (t.kind == EXPLAIN_INPUT) return *input = t.row, true;
  if (t.kind == EXPLAIN_SPENT) return *input = p->entities.input_first[t.row], true;
  if (t.kind != EXPLAIN_INDICATOR) return refuse(diags, D_WHATIF_COMPUTED, text, TEXT_ARGS(text_of(name)));
  *input = p->indicators.input[t.row];
  if (p->indicators.value[t.row] == NONE || !p->inputs.unused[*input]) return true;
  return refuse(diags, D_WHATIF_COMPUTED, text, TEXT_ARGS(text_of(name)));
}

static void cell(Row *row, Column c, Str text) {
  row->cell[c] = text;
  row->column[c] = 1;
}

// The row that would be written for an input.
static Row row_of(const Plan *p, uint32_t input, Str value) {
  Row row = {.file = 0};
  uint32_t e = p->inputs.entity[input], ind = p->inputs.indicator[input], d = e;
  if (p->entities.kind[e] != BODY_DEPARTMENT) cell(&row, COL_PROJECT, plan_text(p, p->entities.name[e]));
  while (d != NONE && p->entities.kind[d] != BODY_DEPARTMENT) d = p->entities.parent[d];
  if (d != NONE) cell(&row, COL_DEPARTMENT, plan_text(p, p->entities.name[d]));
  if (ind != NONE && p->indicators.level2[ind] != NONE)
    cell(&row, COL_LEVEL2, plan_text(p, p->indicators.level2[ind]));
  cell(&row, COL_NAME, plan_text(p, p->inputs.name[input]));
  cell(&row, COL_VALUE, value);
  row.row = 1;
  return row;
}

static bool assume(Arena *a, const Program *prog, Results *alone, Str text, Diags *diags, Value *given) {
  const Plan *p = alone->plan;
  const char *equals = text.n ? memchr(text.p, '=', text.n) : NULL;
  if (!equals) return refuse(diags, D_WHATIF_FORM, text, NO_ARGS);
  size_t at = (size_t)(equals - text.p);
  Str name = str_trim(str_slice(text, 0, at)), value = str_trim(str_slice(text, at + 1, text.n));
  if (!name.n || !value.n) return refuse(diags, D_WHATIF_FORM, text, NO_ARGS);
  uint32_t input = NONE;
  if (!input_of(a, p, text, name, diags, &input)) return false;
  uint32_t errors = diags->errors;
  DataFile file = {.name = str_cat(a, S("--what-if "), text)};
  alone->files = &file, alone->file_n = 1;
  alone->rows = (RowCounts){0};
  Actuals *x = actuals_new(a, alone, prog->units, diags, 1);
  Row row = row_of(p, input, value);
  actuals_row(x, &row);
  actuals_finish(x, true);
  given[input] = input_value(a, alone, input, false);
  if (p->inputs.agg[input] == AGG_COUNT &&
      given[input].kind == VALUE_QUANTITY) { // the count, not one row of it
    CellWant want = {.plan = p, .units = prog->units, .type = PLAN_QUANTITY, .as_of = alone->as_of};
    uint32_t unit = p->inputs.unit[input];
    want.unit = unit == NONE ? UNIT_ONE : units_planned(prog->units, plan_text(p, p->units.text[unit])).id;
    CellRead count = cell_read(a, &want, value, (Str){0}, (Str){0});
    if (count.problem == CELL_OK) given[input] = count.value;
  }
  return diags->errors == errors;
}

bool whatif_run(Arena *a, const Program *prog, const Results *r, const char *const *texts, uint32_t n,
                Diags *diags, Results *out) {
  const Plan *p = r->plan;
  Value *given = NEW_N(a, Value, p->inputs.n + 1);
  for (uint32_t i = 0; i < n; i++) {
    Results alone = {.plan = p, .as_of = r->as_of, .full_year = r->full_year};
    alone.point_spent = NEW_N(a, Value, p->checkpoints.n);
    if (!assume(a, prog, &alone, str_z(texts[i]), diags, given)) return false;
  }
  *out = *r;
  out->given = given;
  out->known = known_new(a, p);
  out->indicators = NEW_N(a, IndicatorResult, p->indicators.n);
  out->entities = NEW_N(a, EntityResult, p->entities.n);
  out->requires = NEW_N(a, RequireResult, p->requires.n);
  out->scored = NEW_N(a, uint8_t, p->entities.n);
  out->verdicts = arena_zero(a, 1, 1, 1);
  score_all(a, out);
  return true;
}
