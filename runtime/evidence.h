// Which inputs a figure stands on, through formulas, lets, calls and other figures. Tells the rows behind
// a result, and before a run which rows must be kept for `explain`.
#pragma once
#include "runtime/result.h"

typedef enum Spans { SPAN_NOW = 1, SPAN_BEFORE = 2 } Spans; // this year's rows, last year's
typedef struct InputUse {
  uint32_t input;
  uint8_t spans;
} InputUse;

typedef struct Evidence Evidence; // scratch of the size of a plan, used again and again

Evidence *evidence_new(Arena *a, const Plan *p);
// The inputs in the order in which the formula names them, valid until the next call. With `r` what was
// not needed is left out (支出 of what lies below a department with rows of its own); NULL: all.
const InputUse *evidence_indicator(Evidence *e, const Results *r, uint32_t indicator, uint32_t *n);
const InputUse *evidence_expr(Evidence *e, const Results *r, uint32_t expr, uint32_t *n);
const InputUse *evidence_spent(Evidence *e, const Results *r, uint32_t entity, uint32_t *n);

// How many rows an indicator stands on, and where the first three stand; this year's before last year's.
typedef struct RowSample {
  uint64_t rows;
  RowRef first[3];
  uint32_t first_n;
} RowSample;
RowSample evidence_rows(Evidence *e, const Results *r, uint32_t indicator); // always of the same results
