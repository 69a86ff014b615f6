// What a run makes of a plan and its actuals: values, verdicts, points, totals, each with what it stands
// on. Rows are parallel to the plan's tables (same numbers). Everything lives in the run's arena.
#pragma once
#include "base/diag.h"
#include "compiler/plan.h"
#include "runtime/read/read.h"

typedef enum ValueKind {
  VALUE_NONE,
  VALUE_QUANTITY,
  VALUE_TRUTH,
  VALUE_DATE,
  VALUE_WORDS,
  VALUE_GRADE
} ValueKind;

// Why there is no value; keys in nodata_keys, texts in words.def (reason_text).
typedef enum NoData {
  NODATA_UNKNOWN,
  NODATA_NO_ROW,
  NODATA_CONFLICT,
  NODATA_ZERO_DIVISION,
  NODATA_ZERO_BUDGET,
  NODATA_NO_BUDGET,
  NODATA_NO_LAST_YEAR,
  NODATA_WRITTEN /* 无 — without a reason */,
  NODATA_HOLE,
  NODATA_TOO_LARGE,
  NODATA_NOT_APPLICABLE,
} NoData;

typedef struct Value {
  uint8_t kind;  // ValueKind
  uint8_t why;   // NoData, when VALUE_NONE
  uint8_t grade; // VALUE_WORDS from a graded cell: index of the band (0 best) + 1; 0: not graded
  bool truth;
  bool share_told; // a percentage stood beside the grade
  uint32_t about;  // VALUE_NONE: the input it failed on, or NONE
  Date date;
  Num num;  // base units; of a graded cell: the share of points
  Str text; // words as written; not-applicable: the reason
} Value;

typedef enum Verdict {
  VERDICT_MET,
  VERDICT_MISSED,
  VERDICT_PENDING,
  VERDICT_NO_DATA,
  VERDICT_NO_TARGET,
  VERDICT_NOT_APPLICABLE,
  VERDICTS
} Verdict;
// Keys of machine formats; what people read (达成 未达成 进行中 无数据 待定 不适用) stands in words.def.
extern const char *const verdict_keys[VERDICTS]; // met missed pending no_data no_target not_applicable
extern const char *const nodata_keys[NODATA_NOT_APPLICABLE + 1];

typedef enum Flag {       // bits; keys in flag_keys, in this order
  FLAG_DEVIATION = 1,     // beyond the rule set's 偏离提示
  FLAG_UNIT_ASSUMED = 2,  // a row came without unit
  FLAG_MEANT_MET = 4,     // the target's own words repeated, read as 达成
  FLAG_SEVERAL_DATES = 8, // own rows of several dates, the latest taken
  FLAG_APPROXIMATE = 16,  // 余 约 近
  FLAG_REPEATED_OPERATOR = 32,
  FLAG_ROW_DIFFERS = 64, // a row for an indicator that is computed, and differs
  FLAG_BARE = 128,       // direction not written
  FLAGS = 8,             // how many
} Flag;
extern const char *const flag_keys[FLAGS];

typedef struct RowRef {
  uint32_t file;
  Str sheet;
  uint32_t row, column;
} RowRef; // row from 1

// Where a row stands, as a number that grows in reading order; row_ref tells what it means.
typedef uint64_t RowPos;
enum { ROW_POS_BITS = 40 };
#define ROW_POS_NONE UINT64_MAX

typedef struct IndicatorResult {
  uint8_t verdict; // Verdict
  uint8_t flags;   // Flag bits
  int8_t on_track; // 1 0; -1: unknown or not asked
  bool scored;     // points stand
  bool weighted;   // weight stands (else judged, never scored)
  bool has_deviation;
  uint32_t target; // row of plan targets in force
  Value actual;
  Num weight;      // after redistribution of 不適用
  Num points;      // rounded
} IndicatorResult; // kept small: there may be a million. What it earned of its weight: score_share (score.h)

typedef struct PointResult {
  Date date;
  bool passed;
  Num planned;
  Value actual;
  Num ahead; /* shares; actual − planned */
} PointResult;

typedef struct EntityResult {
  Num budget;
  bool has_budget; // in force on the as-of date
  Value spent, rate;
  bool exec_weighted, exec_scored;
  Num exec_weight, exec_points, exec_share;
  PointResult *points;
  uint32_t point_n;            // parallel to its checkpoints
  bool scored;                 // has a total
  Num total, judged, weight;   // points, points that could be judged, points applicable
  uint32_t unjudged[VERDICTS]; // indicators with points, by verdict (why judged < weight)
  uint32_t grade;              // row of plan grades, or NONE
  bool provisional;            // 暂评
} EntityResult;

typedef struct RequireResult {
  bool known, holds;
  Value value;
} RequireResult;

typedef struct RowCounts {
  uint64_t read, used, after_as_of, out_of_span, bad, unit_assumed, unused;
} RowCounts;

typedef struct Results {
  const Plan *plan;
  unsigned workers; // threads that score and write
  Date as_of;
  bool full_year; // as_of is 31 December of the 年度
  bool has_actuals;
  struct Inputs *inputs; // read through input_value and its like; NULL: no rows
  struct Known *known;   // what formulas asked so far
  Value *given; // by input, what a 测试 sets or --what-if assumes; VALUE_NONE: nothing; NULL: none at all
  Value *point_spent;          // parallel to plan checkpoints: 支出 up to that date (actuals.c)
  IndicatorResult *indicators; // NULL: worked out while they are written (figures.h)
  EntityResult *entities;
  uint32_t indicator_at, entity_at; // which these begin with: 0 where all are there
  _Atomic uint8_t *verdicts;        // bits: those that were met so far; NULL: nobody asks
  RequireResult *requires;
  uint8_t *scored;               // per entity: 0 not yet, 1 under way, 2 done (score.c)
  struct DeclaredRows *declared; // NULL: nobody asks (declared.h)
  DataFile *files;
  uint32_t file_n;
  RowCounts rows;
  struct RowRun **runs; // what places of rows mean (actuals.h)
  uint32_t run_n;
} Results;

static inline IndicatorResult *result_of(const Results *r, uint32_t indicator) {
  return &r->indicators[indicator - r->indicator_at];
}
static inline EntityResult *entity_result(const Results *r, uint32_t entity) {
  return &r->entities[entity - r->entity_at];
}

RowRef row_ref(const Results *r, RowPos at);
// What the rows of one input came to, this year's span or last year's (`prev`). The arena is touched only for
// values that do not fit inline.
Value input_value(Arena *a, const Results *r, uint32_t input, bool prev);
uint32_t input_rows(const Results *r, uint32_t input, bool prev);
RowRef input_row(const Results *r, uint32_t input, bool prev, uint32_t k); // the k-th in reading order; k < 3
uint8_t input_flags(const Results *r, uint32_t input);                     // Flag, of this year's rows
Str input_reason(const Results *r, uint32_t input); // 原因 of its latest row, or empty

// What a figure's deviation is measured from: the target, of a range the nearer end, within it the figure
// itself. False: there is none.
bool indicator_end(const Plan *p, const IndicatorResult *res, Num *end);
// (actual − end) / end; bad where there is none (has_deviation).
Num indicator_deviation(Arena *a, const Plan *p, const IndicatorResult *res);
Text reason_text(Arena *a, const Results *r, const Value *v); // why there is no value, in both languages
