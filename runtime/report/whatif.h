// What assumptions change, for people: each total and indicator that differs, before and after.
#pragma once
#include "runtime/report/report.h"

void report_whatif(Arena *a, Out *o, const Results *before, const Results *after, const char *const *texts,
                   uint32_t n, const ReportOptions *opt);
