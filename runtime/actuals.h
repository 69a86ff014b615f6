// Rows to inputs: each row finds its input by (部门,) 项目 and name, its cell becomes a value in the input's
// dimension, and the values of one input combine as its 汇总 says. See docs/manual/en/3-actuals.md. Text
// files are read by several threads at once (ingest.h); nothing that comes of it shows how many there were.
#pragma once
#include "compiler/units.h"
#include "runtime/result.h"

typedef struct Actuals Actuals;
typedef struct Taker Taker; // what one thread has of it

typedef struct RowTrace { // one row of a traced input (explain), in reading order
  RowRef at;
  Str cell;     // as written
  UnitId unit;  // it was read in
  bool assumed; // the unit
  Value value;
  Date date;
  bool prev; // of last year's span
} RowTrace;

// `r` must have plan, as_of set; units is the program's table; `takers` threads at most will read.
Actuals *actuals_new(Arena *a, Results *r, UnitTable *units, Diags *diags, unsigned takers);
// Each bad row goes there as well (bad_rows.h); before reading.
struct BadRows;
void actuals_bad_rows(Actuals *x, struct BadRows *to);
// Nobody will ask which rows a value stands on (input_row), but for compare_unused; before reading.
void actuals_no_places(Actuals *x);
// Keep every row of this input (explain); before reading.
void actuals_trace(Actuals *x, uint32_t input);
bool actuals_row(void *actuals, const Row *row); // a RowSink, for formats that are read by one thread
void actuals_file_end(Actuals *x);               // findings of a file, in reading order
void actuals_file_drop(Actuals *x);              // in its stead: nothing of its rows is told
// Fills r->inputs and r->rows; what only all rows tell is told only where every file is whole.
void actuals_finish(Actuals *x, bool whole);
void actuals_drop(Actuals *x); // in its stead: what was read does not count
const RowTrace *actuals_traced(const Actuals *x, uint32_t input, uint32_t *n);

// A stretch of rows whose places follow from the first one's: every `stride` further is a row further down.
typedef struct RowRun {
  uint32_t file, row, column, stride;
  uint32_t lines, parts; // of a chunk of text: its line ends; the stretches it has (0: a later one of them)
  Str sheet;
} RowRun;
enum { ROW_RUN_BITS = 18 }; // that many rows in one; a RowPos is the stretch and the row in it
// The number of the first of n new stretches, one behind another.
uint32_t row_runs_add(Arena *a, Results *r, uint32_t n, RowRun like);
RowRun *row_run_at(const Results *r, uint32_t number);
