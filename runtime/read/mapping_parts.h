// Private to mapping*.c: one 实际 on one sheet. mapping_header.c finds its columns, mapping.c reads its rows.
#pragma once
#include "base/array.h"
#include "base/utf.h"
#include "compiler/mapping.h"
#include "grammar/ast.h"
#include "grammar/diags.h"
#include "runtime/read/mapping.h"

typedef struct Peek {
  Arena *arena;
  uint32_t most, here; // rows of a sheet
  ARRAY(PeekRow) rows;
} Peek;

struct Mapping {
  Peek *peek; // NULL unless that is all that is wanted
  const Plan *plan;
  UnitTable *units;
  uint32_t *rows, n; // of plan.mappings
  uint64_t *met_n;   // of each of plan.mappings: the rows below its headers, in all sheets
  bool *took;        // one of them was wanted
  uint8_t *met;      // by sheet text of these, as in plan.mapping_texts from `texts` on: it was there
};

typedef struct HeaderRow {
  uint32_t row;
  Str *text;
  uint32_t n;
} HeaderRow;

typedef struct Header { // by column, from 0
  HeaderRow rows[MAPPING_HEADERS_MAX];
  uint32_t row_n, n;   // n: cells of the widest
  Str *said;           // as it stands there
  Str *whole, *bare;   // keys of all its rows, joined by /; the same without a unit in brackets
  Str *low, *low_bare; // of the lowest that is not empty
  Str *unit;           // in the brackets, where it is one
} Header;

typedef struct Field { // taken from a column of the record
  uint8_t column;      // Column
  uint32_t cell;       // from 1
} Field;

typedef struct Test { // 只取
  uint8_t op;
  uint32_t cell, word_first, word_n;
  Num number;
} Test;

typedef struct Part { // one 实际 on this sheet
  uint32_t row;       // of plan.mappings
  enum { PART_HEADER, PART_ROWS, PART_OVER, PART_WRONG } state;
  Header header;
  bool usual; // no columns are told: the usual headers
  Layout layout;
  Header best; // the likest row so far
  uint32_t best_named, looked;
  ARRAY(Field) fields;
  ARRAY(Row) values; // a template a column of values: all that is the same in each record
  ARRAY(Test) tests;
} Part;

struct MappedTable {
  Arena *a, scratch;
  Diags *diags;
  ReadPlace at;
  Mapping *m;
  RowSink sink;
  Part *parts;
  uint32_t n;
  bool any; // a row that is not blank
};

// A note: where the 实际 of this row of plan.mappings says it.
void mapping_said(Diags *diags, Diag *d, const Plan *p, uint32_t row, uint32_t line);
bool mapping_glob(Str pattern, Str text); // * any characters, ? any one
// While its state is PART_HEADER: true where the row is of the header, or before it.
bool part_header(MappedTable *t, Part *p, const Cells *cells, uint32_t row);
void part_no_header(MappedTable *t, Part *p); // the sheet is over: that is reported
