// Results as text: one file a format. A report reads Results and Plan and writes to an Out; no I/O. The same
// results give the same bytes: no clock, no path that was not given, no order but the plan's.
#pragma once
#include "runtime/result.h"

// The columns of the CSV, in the order of its header.
typedef enum ReportColumn {
#define COLUMN(name) CSV_##name,
#include "runtime/report/columns.def"
#undef COLUMN
  CSV_COLUMNS
} ReportColumn;
extern const char *const csv_columns[CSV_COLUMNS];

typedef struct ReportOptions {
  Lang lang;
  bool color;
  unsigned columns;        // terminal width; 0: no terminal (a file): 100
  Str version;             // of the tool
  const DataFile *sources; // the .pgl files read, in order (data files stand in Results)
  uint32_t source_n;
  bool excel_safe;    // csv: text beginning with = + - @ gets a ' in front
  const uint8_t *csv; // csv: these columns in this order; none: all
  uint32_t csv_n;
  const char *const *what_if; // assumptions the results stand on (runtime/whatif.h)
  uint32_t what_if_n;
} ReportOptions;

void report_table(Arena *a, Out *o, const Results *r, const ReportOptions *opt);
void report_json(Arena *a, Out *o, const Results *r,
                 const ReportOptions *opt); // docs/schema/pgl-result-1.schema.json
// The same, a line an object: one of type run, one for each project and department, one of type end with the
// rest.
void report_jsonl(Arena *a, Out *o, const Results *r, const ReportOptions *opt);
void report_csv(Arena *a, Out *o, const Results *r,
                const ReportOptions *opt); // RFC 4180, UTF-8 without BOM, LF

// JUnit XML: a suite a project, a test case an indicator; missed is a failure, without data an error.
void report_junit(Arena *a, Out *o, const Results *r, const ReportOptions *opt);

// Missed targets, broken 要求 and what could not be judged, as findings at their lines (SARIF, annotations).
void report_findings(Arena *a, const Results *r, Lang lang, Diags *out);

// For all formats.
uint32_t report_department(const Plan *p, uint32_t entity); // the 部门 around it, or NONE
uint32_t report_section(const Plan *p, uint32_t indicator); // the 分项 it is written in, or NONE
Num report_base_weight(const Plan *p, uint32_t indicator);  // before what 不适用 hands on; bad where none
Str report_reason(Arena *a, const Results *r, uint32_t indicator,
                  Lang lang); // why it is so, as told or found; {0}

// Who belongs to whom, found in one pass: chains end with NONE.
typedef struct ReportIndex {
  uint32_t *section, *next_section; // of a 部门 or 分项: the 分项 right below it, in order
  uint32_t *project, *next_project; // of a 部门 (the last place: of none): its projects
  uint32_t *require, *next_require; // of an entity (the last place: of none): its 要求
} ReportIndex;
ReportIndex report_index(Arena *a, const Plan *p);
// The 分项 below `top`, parents first: the one behind `e` (at first `top` itself), or NONE.
uint32_t report_next_section(const ReportIndex *x, const Plan *p, uint32_t top, uint32_t e);
