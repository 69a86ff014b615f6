// Records of a stretch of CSV text, sixty-four at a time, as places in it: nothing is copied. Quoted cells
// may hold separators, quotes ("") and line ends (RFC 4180); a quote that does not begin its cell is a
// character.
#pragma once
#include "runtime/read/csv_index.h"
#include "runtime/read/read.h"

enum { CSV_BATCH = 64, CSV_CELLS = 64 }; // records in a batch; cells of a record that are kept

typedef struct CsvShape {
  char separator;
  uint32_t cells;       // of the header
  uint32_t at[COLUMNS]; // cell of each column, from 1; 0: there is none
} CsvShape;

typedef struct CsvCell {
  uint32_t at, n; // not trimmed
} CsvCell;

// Records in a row that are all of the common form are not written down: `from` and `to` look at the index.
typedef struct CsvBatch {
  uint32_t n, start;         // records; where the first begins
  uint32_t stride;           // from record to record; the last of `to` is the record's last byte
  bool alike;                // no cell has a sign in it, and those of a column all end with the same
  const uint32_t *from, *to; // of each cell: the byte before it, the byte behind it
  uint32_t line[CSV_BATCH];  // it begins on
  bool plain[CSV_BATCH];     // its cells hold; else the record has to be taken apart by itself
  uint32_t own[2][CSV_BATCH * (CSV_CELLS + 1)];
} CsvBatch;

typedef struct CsvCells { // of a batch
  const uint32_t *from, *to;
  size_t stride;
} CsvCells;

// The column at `at` (CsvShape); one that is nowhere has empty cells.
static inline CsvCells csv_column(const CsvBatch *b, uint32_t at) {
  static const uint32_t before = UINT32_MAX, behind = 0;
  if (!at) return (CsvCells){&before, &behind, 0};
  return (CsvCells){b->from + at - 1, b->to + at - 1, b->stride};
}
static inline CsvCell csv_cell(CsvCells c, uint32_t i) { // of a record that is plain
  uint32_t from = c.from[i * c.stride] + 1;
  return (CsvCell){from, c.to[i * c.stride] - from};
}
static inline uint32_t csv_end_of(const CsvBatch *b, uint32_t i) { // its line end included
  return b->to[(size_t)(i + 1) * b->stride - 1] + 1;
}
static inline uint32_t csv_start_of(const CsvBatch *b, uint32_t i) {
  return i ? csv_end_of(b, i - 1) : b->start;
}

typedef struct CsvRows {
  CsvShape shape;
  const char *p; // `n` bytes of whole records, CSV_PAD readable behind them
  uint32_t n;
  const CsvIndex *index; // of the text
  size_t k;              // the first sign at or behind `at`
  uint32_t at, line;     // the next record, and the line it begins on
  bool open_quote;       // out: the text ends inside quotes; `at` is where the record begins
} CsvRows;

// False: no record is left, or one that does not end. Blank lines are records too.
bool csv_batch(CsvRows *r, CsvBatch *out);

// Where the last record ends that the n bytes hold whole, when a record begins at p; 0: none does. A line
// feed that may follow belongs to it: unless `end`, a \r at the end does not end one.
size_t csv_cut(const char *p, size_t n, char separator, bool end);
// Where the first record ends that does so at `least` or behind; 0: that is not in these bytes. separator 0:
// quotes mean nothing.
size_t csv_end(const char *p, size_t n, char separator, size_t least, bool end);
