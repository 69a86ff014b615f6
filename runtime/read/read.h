// Readers of actual values: one file a format, all giving the same rows. A reader knows its format and
// the synonyms of headers; it knows nothing of plans. Cells are the text as stored; nothing is converted.
//
// A reader is `bool read_FORMAT(Arena *, DataInput *, Mapping *, RowSink, Diags *)`: it reads the
// source to its end and gives the rows to the sink. What is broken is a finding (area 07) with its place; a
// broken row is given with what is wrong, and reading goes on. False: the source as a whole cannot be read.
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

typedef struct RowFault { // why a row's cells cannot be told apart
  Message text;
  uint32_t column;
} RowFault;

typedef struct Row {
  Str cell[COLUMNS];        // trimmed text; n == 0: empty or no such column
  uint32_t column[COLUMNS]; // from 1, where it stands; 0: no such column
  Str header_unit;          // of the value column: 数值（万元） → 万元
  uint32_t file;            // index into the run's data files
  Str sheet;                // empty for text formats
  uint32_t row;             // from 1, the line its record begins on
  uint32_t within;        // 1 + the entity of the plan whose rows these are or below which; 0: the cells tell
  const RowFault *broken; // or NULL: told by who takes it, who uses nothing of it and counts it as bad
} Row;

// False from `row` stops the reading. The Row and its cells live only during the call.
typedef struct RowSink {
  bool (*row)(void *ctx, const Row *row);
  void *ctx;
} RowSink;

// A row as it stands, for whoever wants to see what a file has (run_peek).
typedef struct PeekRow {
  Str sheet;
  uint32_t row;
  Str *cell; // n
  uint32_t n;
} PeekRow;

typedef struct DataFile {
  Str name;   // as shown: a password in it is masked
  Str sha256; // of its bytes; empty where nothing wanted it, and for a database's tables
  uint64_t bytes;
  bool mapped; // by an 实际: a row of it may hold several values
} DataFile;

// What the user named, not yet opened: a path, "-" for standard input, a URL.
typedef struct DataSource {
  Str name;
  Str bytes;     // the content where it is in memory already (an editor's); else p is NULL
  uint64_t size; // of a plain file when it was found, for progress; 0: not known
} DataSource;
