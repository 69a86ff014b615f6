// One cell of actual values, as people write them, to an exact value of the kind its input wants.
// What users are told: docs/manual/en/3-actuals.md; the notations are those counted in published tables.
#pragma once
#include "compiler/units.h"
#include "runtime/result.h"

typedef enum CellProblem {
  CELL_OK,
  CELL_EMPTY,       // nothing there: the row has no value
  CELL_NONE,        // 无 — 不适用: not applicable with a reason, else no data
  CELL_UNREADABLE,  // neither number, date, word that is wanted
  CELL_NO_UNIT,     // unknown unit; detail is it
  CELL_BARE_PREFIX, // 万 where 万元 may be meant
  CELL_DIMENSION,   // another dimension; detail is the unit that was found
  CELL_BARE_RATIO,  // 0.95 for a %
  CELL_NEEDS_SHARE, // 部分达成 without its percentage
  CELL_OUT_OF_BAND, // a share that is not in the grade's band
  CELL_BAD_DATE,    // no such day
  CELL_SHORT_YEAR,  // a date whose year has two digits
} CellProblem;

typedef struct CellWant {
  const Plan *plan;
  UnitTable *units;
  uint8_t type;     // PlanType
  UnitId unit;      // declared; UNIT_NONE unless PLAN_QUANTITY
  bool anything;    // the target says neither kind nor unit (待定, 不适用): the text is kept
  uint32_t ruleset; // whose bands grades are read by
  Str words;        // PLAN_TEXT: the target's own words
  Date as_of;
} CellWant;

typedef struct CellRead {
  CellProblem problem;
  Value value;
  UnitId unit;    // it was read in
  bool assumed;   // no unit anywhere: the declared one was taken
  uint8_t flags;  // FLAG_APPROXIMATE, FLAG_REPEATED_OPERATOR, FLAG_MEANT_MET
  bool in_column; // what is wrong stands in the unit column
  Str detail;
} CellRead;

// `unit` is the unit column's text, `header` the unit in the header; either may be empty.
CellRead cell_read(Arena *a, const CellWant *want, Str text, Str unit, Str header);

extern const Text cell_grades; // how a grade is written, for messages

// A date or period: 2021-06-30, 2021/6/30, 2021年6月, 6月底, 三季度, 2021年 … Its last day, or as_of where
// that lies inside the period. False: *why is CELL_UNREADABLE, CELL_BAD_DATE or CELL_SHORT_YEAR.
bool cell_date(Str text, int year, Date as_of, Date *out, CellProblem *why);
uint16_t cell_date_finding(CellProblem why); // of a cell that must hold a date
bool cell_serial(Str text, Date *out);       // 44377: a day as spreadsheets number them
