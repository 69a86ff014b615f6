// Rows to inputs: each row finds its input by (部门,) 项目 and name, its cell becomes a value in the input's
// dimension, and the values of one input combine as its 汇总 says. See docs/manual/en/3-actuals.md.
#pragma once
#include "compiler/units.h"
#include "runtime/result.h"

typedef struct Actuals Actuals;

typedef struct RowTrace { // one row of a traced input (explain), in reading order
  RowRef at;
  Str cell;     // as written
  UnitId unit;  // it was read in
  bool assumed; // the unit
  Value value;
  Date date;
  bool prev; // of last year's span
} RowTrace;

// `r` must have plan, as_of set; units is the program's table.
Actuals *actuals_new(Arena *a, Results *r, UnitTable *units, Diags *diags);
// Keep every row of this input (explain); before reading.
void actuals_trace(Actuals *x, uint32_t input);
bool actuals_row(void *actuals, const Row *row); // a RowSink
void actuals_finish(Actuals *x);                 // fills r->inputs and r->rows
const RowTrace *actuals_traced(const Actuals *x, uint32_t input, uint32_t *n);
