// Workbooks (ECMA-376, SpreadsheetML), streamed: the parts of an .xlsx and what a sheet's reader needs of
// them. What another program would compute is not computed: formulas count by the value that was saved, links
// are not followed, macros are not looked at.
#pragma once
#include "base/array.h"
#include "base/xml.h"
#include "runtime/read/numfmt.h"
#include "runtime/read/open.h"
#include "runtime/read/sheet.h"
#include "runtime/read/xlsx_rows.h"
#include "runtime/read/zip.h"

enum { WORKBOOK_CELL_MAX = 1 << 20, WORKBOOK_SHEETS_MAX = 4096 };
#define WORKBOOK_STRINGS_MAX ((uint64_t)1 << 30) // bytes of the shared strings; 512 MiB is what Excel opens

typedef struct WorkbookSheet {
  Str name, id; // id: of its relationship
  Str part;     // in the archive
} WorkbookSheet;

typedef struct Workbook {
  Arena *arena;
  DataInput *in;
  Zip zip;
  bool date1904;
  ARRAY(NumberFormat) formats; // by the style of a cell
  ARRAY(Str) strings;
  uint64_t string_bytes;
  ARRAY(WorkbookSheet) sheets;
} Workbook;

// False after a finding.
bool workbook_open(Arena *a, DataInput *in, Workbook *out);
bool workbook_strings(Workbook *b, Str part); // xlsx_strings.c
bool workbook_sheet(Workbook *b, const WorkbookSheet *sheet, Mapping *mapping, RowSink sink,
                    SheetEnd *end); // xlsx_sheet.c

// Reads a part through the handler, a sheet's plain rows to `rows` (or NULL). False after a finding; a
// handler that stops is no failure.
bool workbook_read(Workbook *b, Str part, const XmlHandler *handler, const PlainSink *rows);
bool workbook_fail(Workbook *b, Str part, ZipProblem zip, XmlResult xml);
