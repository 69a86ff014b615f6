// Every bad row as a row of a CSV file: file, sheet, row, column, code, message, the cell. In reading order,
// whatever the order in which stretches of a file are done; what is only known at the end stands at the end.
#pragma once
#include "base/diag.h"
#include "runtime/result.h"

typedef struct BadRows {
  Out *out;
  Lang lang;
  const Results *r;
  Arena *arena;
  struct BadChunk *waiting; // done before their turn
  uint32_t next, line;      // the row run whose turn it is, and the line it begins on
} BadRows;

BadRows *bad_rows_new(Arena *a, Out *out, Lang lang, const Results *r); // writes the header
// One finding of a row, for now into `to`: its row is `line` lines below where its stretch begins.
void bad_row_note(Out *to, const Diags *ds, const Diag *d, Lang lang, uint32_t line, Str cell);
// From here stretches of a text file are handed in, each with its notes, its first run and how many runs and
// lines it has, in any order. The notes' bytes are free afterwards.
void bad_rows_begin(BadRows *b, uint32_t run, uint32_t line);
void bad_rows_chunk(BadRows *b, uint32_t run, uint32_t parts, uint32_t lines, Str notes);
// Notes of one row whose place is known; a finding whose place is known.
void bad_rows_one(BadRows *b, uint32_t file, Str sheet, uint32_t row, Str notes);
void bad_row_at(BadRows *b, const Diags *ds, const Diag *d, RowRef at, Str cell);
