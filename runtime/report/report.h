// Results as text: one file a format. A report reads Results and Plan and writes to an Out; no I/O.
#pragma once
#include "base/json.h"
#include "runtime/result.h"

typedef struct ReportOptions {
  Lang lang;
  bool color;
  unsigned columns;       // terminal width; 0: no limit (a file): 100
  Str version;            // of the tool
} ReportOptions;

void report_table(Arena *a, Out *o, const Results *r, const ReportOptions *opt);
void report_json(Arena *a, Out *o, const Results *r, const ReportOptions *opt);
void report_csv(Arena *a, Out *o, const Results *r, const ReportOptions *opt);
