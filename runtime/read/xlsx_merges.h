// The merged cells of a sheet. They are listed behind its rows, so the part is looked through once before.
#pragma once
#include "runtime/read/xlsx.h"

typedef struct Merge {
  uint32_t top, bottom, left, right; // from 1
} Merge;

typedef struct Merges {
  ARRAY(Merge) all; // by top, then left
} Merges;

// False after a finding.
bool merges_find(Arena *a, Workbook *b, Str part, Merges *out);
// "B12" → column 2, row 12; false: no such cell.
bool cell_name(Str name, uint32_t *column, uint32_t *row);
bool cell_range(Str ref, Merge *out); // "B12:C14"; false: no such range
