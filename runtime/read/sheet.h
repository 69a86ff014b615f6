// A sheet of a workbook as a table: titles may stand above its header, the header may have two rows, cells
// may be merged; a 自评表 tells in its head whose it is. Rows come in order from the sheet's reader.
#pragma once
#include "runtime/read/mapping.h"

enum { SHEET_COLUMNS_MAX = 16384, SHEET_ROWS_MAX = 1048576 };

typedef enum CellOrigin { // of a cell's text
  CELL_OWN,
  CELL_MERGED,        // it stands in the first cell of the merged ones
  CELL_MERGED_NUMBER, // the same, a number: counts once
  CELL_DOUBTFUL,      // shown divided by 1000 or 10000, and no unit says so
  CELL_UNSAVED,       // a formula whose result is not in the file; the text says so
} CellOrigin;

typedef struct SheetRow {
  const Str *text;
  const uint8_t *origin; // CellOrigin
  uint32_t n;
  uint32_t row;   // from 1
  uint32_t reach; // the last row of cells that are merged downwards from here; row where none is
} SheetRow;

typedef struct SheetTable SheetTable;
// `a` must last as long as the findings. mapping: what 实际 says of this sheet, or NULL.
SheetTable *sheet_begin(Arena *a, Diags *diags, const ReadPlace *at, Mapping *mapping, RowSink sink);
// False: no more rows are wanted: there is no header among the first rows, it is not right, or the sink has
// enough.
bool sheet_row(SheetTable *t, Arena *scratch, const SheetRow *row);
typedef enum SheetEnd { SHEET_NO_TABLE, SHEET_READ, SHEET_BROKEN } SheetEnd; // BROKEN: reported
SheetEnd sheet_end(SheetTable *t);
