// Text files into inputs: by several threads, each with stretches of whole records. Rows that look like rows
// mostly do (names as the plan spells them, a date, a number, a unit met before) are read where they stand
// and joined to small states; every other row is taken apart and goes the way of all formats (take.c). Both
// ways say the same of a row.
#pragma once
#include "runtime/actuals.h"
#include "runtime/read/csv_index.h"
#include "runtime/read/open.h"

typedef struct IngestOptions {
  unsigned threads; // at most the takers of the Actuals
  size_t chunk;     // bytes in a stretch; 0: as is good
  Simd simd;
  bool one_by_one;                             // every row goes the long way
  void (*progress)(void *ctx, uint64_t bytes); // NULL: nobody looks; called by one thread at a time
  void *ctx;
} IngestOptions;

typedef enum Ingested {
  INGEST_OK,
  INGEST_FAILED, // the file as a whole cannot be read; told
  // What was read of all files does not count; next time
  INGEST_AGAIN, // as IngestHow says by then
} Ingested;

// How a file is read, as it was seen to be needed.
typedef struct IngestHow {
  bool once;         // it is read only once: never INGEST_AGAIN
  bool in_order;     // a cell of several lines stood where one thread's part began
  uint64_t not_utf8; // the byte, from 1, that showed that it is not UTF-8
} IngestHow;

Ingested ingest_text(Actuals *x, DataInput *in, const IngestOptions *opt, IngestHow *how);
// The formats whose readers give one row after the other: `ingest_row` is their RowSink, `ingest_table` what
// it is called with, by one thread.
typedef struct IngestTable IngestTable;
IngestTable *ingest_table(Actuals *x, const IngestOptions *opt, const ReadPlace *at);
bool ingest_row(void *ingest_table, const Row *row);
void ingest_table_end(IngestTable *t);
// The same of a table in a form of its own (实际), by one thread.
Ingested ingest_mapped(Actuals *x, DataInput *in, Mapping *mapping, const IngestOptions *opt, IngestHow *how);
