// 实际: tables in a form of their own (docs/decisions/0008-mapping.md). What the plan says of a file, held to
// the file's headers, makes rows like any other: wide ones as many as they have values.
//
//   mapping_of(file) ─▶ for each sheet: mapped_begin ─▶ mapped_row, from the first row of the sheet on
//   (headers too) ─▶ mapped_end; after the last sheet: mapping_done
//
// Several 实际 may name one file, each for rows of its own: they are read in one pass.
#pragma once
#include "compiler/plan.h"
#include "compiler/units.h"
#include "runtime/read/layout.h"

typedef struct Mapping Mapping;

// Whether a path is one that 实际 "pattern" means: its end is the pattern (./ and ../ aside), component by
// component; * and ? stand for any characters but /.
bool mapping_names(Str pattern, Str path);

// What the plan's 实际 say of the columns of this file; NULL: nothing, it has the usual headers. `used`, a
// byte a row of plan.mappings, notes which named it.
Mapping *mapping_of(Arena *a, const Plan *plan, UnitTable *units, Str path, uint8_t *used);
// The first rows of each sheet as they stand, for whoever wants to see what there is; no rows are given.
Mapping *mapping_peek(Arena *a, uint32_t rows);
const PeekRow *mapping_peeked(const Mapping *m, uint32_t *n);
// Whether any of it is about this sheet (empty: of a file without sheets).
bool mapping_reads(Mapping *m, Arena *a, Str sheet);
// After the last sheet: a sheet that was named and is not there is a finding, with those that are. False
// then. A condition that leaves no row is a warning.
bool mapping_done(Mapping *m, Diags *diags, const ReadPlace *at, const Str *sheets, uint32_t n);

typedef struct MappedTable MappedTable;
// `a` holds it, and copies of headers. A format without sheets leaves at->sheet empty.
MappedTable *mapped_begin(Arena *a, Diags *diags, const ReadPlace *at, Mapping *m, RowSink sink);
// Rows in order, blank ones may be left out. False: no more are wanted, or there are findings on its header.
bool mapped_row(MappedTable *t, const Cells *cells, uint32_t row);
bool mapped_end(MappedTable *t); // false: it has not the columns that are named, and that is reported
