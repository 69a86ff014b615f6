// What rows made of inputs, asked one by one.
#include "runtime/result.h"

static bool is_given(const Results *r, uint32_t input) {
  return r->given && (r->given[input].kind != VALUE_NONE || r->given[input].why != NODATA_UNKNOWN);
}

Value input_value(Arena *a, const Results *r, uint32_t input, bool prev) {
  (void)a;
  if (!prev && is_given(r, input)) return r->given[input];
  if (!r->inputs)
    return (Value){.kind = VALUE_NONE, .why = prev ? NODATA_NO_LAST_YEAR : NODATA_NO_ROW, .about = input};
  return prev ? r->inputs[input].prev : r->inputs[input].value;
}

uint32_t input_rows(const Results *r, uint32_t input, bool prev) {
  if (!prev && is_given(r, input)) return !r->inputs; // in a test a row of its own; else none has it
  if (!r->inputs) return 0;
  return prev ? r->inputs[input].prev_rows : r->inputs[input].rows;
}

RowRef input_row(const Results *r, uint32_t input, bool prev, uint32_t k) {
  return prev ? r->inputs[input].prev_first[k] : r->inputs[input].first[k];
}

uint8_t input_flags(const Results *r, uint32_t input) {
  return r->inputs ? r->inputs[input].flags : 0;
}

Str input_reason(const Results *r, uint32_t input) {
  return r->inputs ? r->inputs[input].reason : (Str){0};
}
