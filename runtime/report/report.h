// Results as text: one file a format. A report reads Results and Plan and writes to an Out; no I/O. The same
// results give the same bytes: no clock, no path that was not given, no order but the plan's.
#pragma once
#include "runtime/result.h"

typedef struct ReportOptions {
  Lang lang;
  bool color;
  unsigned columns;        // terminal width; 0: no terminal (a file): 100
  Str version;             // of the tool
  const DataFile *sources; // the .pgl files read, in order (data files stand in Results)
  uint32_t source_n;
} ReportOptions;

void report_table(Arena *a, Out *o, const Results *r, const ReportOptions *opt);
void report_json(Arena *a, Out *o, const Results *r, const ReportOptions *opt); // docs/schema/pgl-result-1.schema.json
void report_csv(Arena *a, Out *o, const Results *r, const ReportOptions *opt);  // RFC 4180, UTF-8 without BOM, LF

// For all formats.
uint32_t report_department(const Plan *p, uint32_t entity); // the 部门 around it, or NONE
uint32_t report_section(const Plan *p, uint32_t indicator); // the 分项 it is written in, or NONE
Num report_base_weight(const Plan *p, uint32_t indicator);  // before what 不适用 hands on; bad where none
Str report_reason(Arena *a, const Results *r, uint32_t indicator, Lang lang); // why it is so, as told or found; {0}
bool report_of_department(const Plan *p, uint32_t section); // a 分项 that is in no project
