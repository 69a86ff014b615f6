// The lines of a table that tell indicators: columns laid out once for the whole report, rows grouped as the
// official form has them (一级 as a heading, 二级 where it changes), notes below.
#pragma once
#include "runtime/report/pen.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

typedef struct Layout { // right edges and left starts, in terminal columns
  unsigned width;       // of the table
  unsigned gap;         // between columns
  unsigned verdict, level2, name, target, actual, points, extra; // widths; 0: not shown
} Layout;

typedef struct Table {
  Pen pen;
  Arena scratch; // emptied after each entity
  const Results *r;
  const Plan *p;
  const ReportOptions *opt;
  ReportIndex index;
  Layout lay;
  bool monitoring; // the year is open
} Table;

enum { TABLE_INDENT = 2, TABLE_MIN = 40, TABLE_MAX = 132, TABLE_WIDE = 100 };

void items_layout(Table *t, unsigned columns);
void items_header(Table *t);
void items_of(Table *t, uint32_t entity); // its indicators with their groups and notes

Str table_word(const Table *t, WordId id);
Str table_with(Table *t, WordId id, const Str *args, size_t argc);
void table_points(Table *t, Tone tone, bool scored, Num points, Num weight); // " 8.33 / 8.33" in its column
Tone verdict_tone(uint8_t verdict);
extern const char *const verdict_symbols[VERDICTS];
