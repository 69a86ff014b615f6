// What would be if: values assumed in place of those that rows made, and everything scored again.
#pragma once
#include "compiler/program.h"
#include "runtime/result.h"

// Each text is NAME = VALUE: a 数据, 支出 or an indicator with rows of its own, named as for `pgl explain`,
// and a value as in a cell of actual values. False: a finding says what is wrong with one of them. `out`
// shares all of `r` but the scores.
bool whatif_run(Arena *a, const Program *prog, const Results *r, const char *const *texts, uint32_t n,
                Diags *diags, Results *out);
