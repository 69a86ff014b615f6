// Records of a stretch of CSV text, sixty-four at a time, as places in it: nothing is copied. Quoted cells
// may hold separators, quotes ("") and line ends (RFC 4180); a quote that does not begin its cell is a
// character.
#pragma once
#include "runtime/read/csv_index.h"
#include "runtime/read/read.h"

enum { CSV_BATCH = 64 };

typedef struct CsvShape {
  char separator;
  uint32_t cells;       // of the header
  uint32_t at[COLUMNS]; // cell of each column, from 1; 0: there is none
  uint32_t wanted_n;    // columns that are there; csv_shape
  uint8_t wanted[COLUMNS];
} CsvShape;

CsvShape csv_shape(char separator, uint32_t cells, const uint32_t at[COLUMNS]);

typedef struct CsvCell {
  uint32_t at, n; // not trimmed
} CsvCell;

typedef struct CsvBatch {
  uint32_t n;
  uint32_t start[CSV_BATCH], end[CSV_BATCH]; // of the record, its line end included
  uint32_t line[CSV_BATCH];                  // it begins on
  bool plain[CSV_BATCH];                     // `cell` holds; else the record has to be taken apart by itself
  CsvCell cell[COLUMNS][CSV_BATCH];          // of the columns that are there
} CsvBatch;

typedef struct CsvRows {
  const CsvShape *shape;
  const char *p; // `n` bytes of whole records, CSV_PAD readable behind them
  uint32_t n;
  const uint32_t *index;
  size_t index_n, k; // of the signs in the text; the first at or behind `at`
  uint32_t at, line; // the next record, and the line it begins on
  bool open_quote;   // out: the text ends inside quotes; `at` is where the record begins
} CsvRows;

// False: no record is left, or one that does not end. Blank lines are passed over.
bool csv_batch(CsvRows *r, CsvBatch *out);

// Where the last record ends that the n bytes hold whole, when a record begins at p; 0: none does. A line
// feed that may follow belongs to it: unless `end`, a \r at the end does not end one.
size_t csv_cut(const char *p, size_t n, char separator, bool end);
// Where the first record ends that does so at `least` or behind; 0: that is not in these bytes. separator 0:
// quotes mean nothing.
size_t csv_end(const char *p, size_t n, char separator, size_t least, bool end);
