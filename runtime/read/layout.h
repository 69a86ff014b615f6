// From a header to the meaning of columns: which cell of a row is the project, the name, the value. The same
// for every format; a reader hands over rows of cells and knows nothing of columns.
#pragma once
#include "runtime/read/read.h"

// A row of a table. Cells are text as stored, trimmed.
typedef struct Cells {
  const Str *text;
  uint32_t n;
  bool open; // of CSV: the text ends here, without a line end
} Cells;

typedef struct Layout {
  uint32_t at[COLUMNS];  // the cell of each column from 1, 0 where there is none
  Str header_unit;       // of the value's column: 数值（万元） → 万元
  uint32_t cells;        // in the header
  Str constant[COLUMNS]; // of columns that stand nowhere: what every row has there
  bool any_width;        // cells beyond the header are nobody's
} Layout;

// Where in a file: for findings, and the provenance of rows.
typedef struct ReadPlace {
  Str name, sheet;
  uint32_t file;
} ReadPlace;

Diag *read_finding(Diags *diags, const ReadPlace *at, uint16_t id, uint32_t row, uint32_t column,
                   const Text *args, size_t argc);

Str layout_listed(Arena *a, const Cells *header); // the first few, for a note
// Whether a row of cells can be a header at all: it names a needed column. Says nothing; for formats whose
// tables may begin further down.
bool layout_is_header(Arena *a, const Cells *header);
// The column that a row lacks which would be a header with it and names more than that one; else COLUMNS.
Column layout_lacks(Arena *a, const Cells *header);
// Reads the header, which stands in `row`. A column that is missing or named twice is a finding; then false.
// Tables of another form: mapping.h.
bool layout_read(Arena *a, Diags *diags, const ReadPlace *at, const Cells *header, uint32_t row, Layout *out);
// The last record of a text that was not written or sent to its end: fewer cells than the header and no line
// end behind them.
bool layout_cut_off(Arena *a, const Cells *cells, uint32_t width, RowFault *out);
// A cell behind the header's holds something: a comma was not quoted, and nothing is where it seems.
bool layout_too_wide(Arena *a, const Cells *cells, uint32_t width, RowFault *out);
// Gives the rows of one record to the sink: one, more where the table is wide, none where it is blank. False:
// the sink wants no more. `broken`: what is known to be wrong with it, or NULL.
bool layout_row(const Layout *l, Arena *a, const ReadPlace *at, const Cells *cells, uint32_t row,
                const RowFault *broken, RowSink sink);
