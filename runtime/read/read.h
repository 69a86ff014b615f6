// Readers of actual values: one file a format, all giving the same rows. A reader knows its format and
// the synonyms of headers; it knows nothing of plans. Cells are the text as stored; nothing is converted.
#pragma once
#include "base/diag.h"

typedef enum Column { // what a column holds; headers.def lists the spellings
  COL_DEPARTMENT,
  COL_PROJECT,
  COL_LEVEL2,
  COL_NAME,
  COL_DATE,
  COL_VALUE,
  COL_UNIT,
  COL_REASON,
  COL_WEIGHT,
  COL_SCORE,
  COLUMNS
} Column;

typedef struct Row {
  Str cell[COLUMNS];        // trimmed text; n == 0: empty or no such column
  uint32_t column[COLUMNS]; // from 1, where it stands; 0: no such column
  Str header_unit;          // of the value column: 数值（万元） → 万元
  bool percent_format;      // the cell's number format is a percentage (workbooks)
  uint32_t file;            // index into the run's data files
  Str sheet;                // empty for text formats
  uint32_t row;             // from 1, the line its record begins on
  bool broken;              // its cells cannot be told apart; reported: count it as bad, use nothing of it
} Row;

// False from `row` stops the reading. The Row and its cells live only during the call.
typedef struct RowSink {
  bool (*row)(void *ctx, const Row *row);
  void *ctx;
} RowSink;

typedef struct DataFile {
  Str name;
  Str sha256;
  uint64_t bytes;
} DataFile;

// Reads CSV or TSV text (RFC 4180; separator , ; or tab found by itself; BOM; UTF-8 or GB18030). Broken
// quoting, rows with too many cells, a table without a value column are findings (area 07) with their
// place; reading goes on with the next record where it can. False: the file as a whole cannot be read.
bool read_csv(Arena *a, Str name, uint32_t file, Str bytes, RowSink sink, Diags *diags);
