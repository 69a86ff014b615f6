// A table as people see it, whatever file it came from: cells with their text, what they span, and where they
// stand in the source, for messages. Readers (one a format) fill a Document; recognition sees only this.
#pragma once
#include "base/array.h"
#include "base/diag.h"

#define GRID_ROWS_MAX       20000
#define GRID_COLS_MAX       256
#define GRID_CELLS_MAX      400000
#define DOCUMENT_PLACES_MAX ((uint64_t)8 << 20) // of all its grids

typedef struct Cell {
  Str text;                // trimmed; line breaks are \n
  uint32_t row, col;       // from 0, in the grid
  uint32_t rows, cols;     // at least 1 each
  uint32_t at_row, at_col; // from 1, as the user counts: of the sheet, or the line
} Cell;

typedef struct Grid {
  Str sheet;   // the sheet's name, or which table of the document it is ("表 2"); empty for text
  bool ragged; // cells count along their row only: columns of different rows need not agree
  ARRAY(Cell) cells;
  uint32_t rows, cols;
  uint32_t *at; // rows * cols: number of the covering cell + 1, or 0; made by grid_close
} Grid;

typedef struct Part { // of a document: a table, or else a paragraph
  Grid *grid;
  Str text;
  uint32_t line; // from 1: line or paragraph
} Part;

typedef struct Document {
  Str name; // as the user gave it
  ARRAY(Part) parts;
  uint64_t places; // of its grids so far
} Document;

// False, and nothing added: beyond the limits above.
bool grid_add(Arena *a, Grid *g, Cell cell);
// Where merges overlap, the first one counts; false: more than `most` places.
bool grid_close(Arena *a, Grid *g, uint64_t most);
// The cell that covers a place, or NULL.
const Cell *grid_at(const Grid *g, uint32_t row, uint32_t col);
// The cell that begins at a place, or NULL where a merge from above or from the left covers it.
const Cell *grid_own(const Grid *g, uint32_t row, uint32_t col);
// The column behind the cell at a place.
uint32_t grid_next(const Grid *g, uint32_t row, uint32_t col);

void document_line(Arena *a, Document *d, Str text, uint32_t line); // an empty one is not kept
// Closes it; an empty one is not kept. False: too much for one document.
bool document_grid(Arena *a, Document *d, Grid *g);

// Readers. `bytes` is the file; false after a finding that says why it cannot be read.
bool grid_read_text(Arena *a, Document *d, Str bytes, Diags *diags);
bool grid_read_html(Arena *a, Document *d, Str bytes, Diags *diags);
bool grid_read_docx(Arena *a, Document *d, Str bytes, Diags *diags);
bool grid_read_xlsx(Arena *a, Document *d, Str bytes, Diags *diags);
// Any of them, told apart by what the bytes begin with.
bool grid_read(Arena *a, Document *d, Str bytes, Diags *diags);
