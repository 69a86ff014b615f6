// A form as it is to be printed: cells with their spans, looks and, where a spreadsheet should compute them,
// formulas. Built once (fill.c), written as a workbook, HTML or Markdown.
#pragma once
#include "base/array.h"
#include "base/number.h"

typedef enum SheetLook {
  LOOK_TITLE,  // over the whole form
  LOOK_ASIDE,  // below it, at the right: 单位：万元
  LOOK_LABEL,  // a heading
  LOOK_TEXT,   // a short value, in the middle
  LOOK_PROSE,  // a long one, from the left
  LOOK_NUMBER, // as many places as it has
  LOOK_POINTS, // two places
  LOOK_RATE,   // a share, as a percentage
  LOOK_INPUT,  // to be filled in
  LOOKS
} SheetLook;

typedef struct SheetCell {
  uint32_t row, col, rows, cols; // from 0; spans at least 1
  uint8_t look;                  // SheetLook
  Str text;                      // as shown
  Num number;                    // bad: text. LOOK_RATE: the share
  Str formula;                   // "SUM(F9:F20)", whose value is `number`; empty: none
} SheetCell;

typedef struct SheetChoice { // what may be put into cells of one column
  uint32_t row, col;
  const char *const *words; // any of them; n == 0: a date
  uint32_t n;
} SheetChoice;

typedef struct Sheet {
  Str name;
  ARRAY(SheetCell) cells; // in the order of rows
  ARRAY(SheetChoice) choices;
  ARRAY(uint32_t) heights; // of rows, in lines; 0 or not there: one
  const uint32_t *widths;  // of columns, in characters
  uint32_t rows, cols;
  uint32_t head; // so many rows stay in sight, and are repeated on each page; 0: none
  bool landscape;
  bool locked; // only cells of LOOK_INPUT can be changed
} Sheet;

typedef struct SheetBook {
  ARRAY(Sheet *) all;
  Str title;
} SheetBook;

SheetCell *sheet_cell(Arena *a, Sheet *s, uint32_t row, uint32_t col, uint32_t cols, SheetLook look,
                      Str text);
Str sheet_at(Arena *a, uint32_t row, uint32_t col); // "C7"
// The lines that a text takes in a column of that many characters; at least 1.
uint32_t sheet_lines(Str text, uint32_t width);

// Writers. A workbook goes to a file of that path, which the library writes itself; false: *why.
bool sheet_write_xlsx(Arena *a, const SheetBook *book, const char *path, Str *why);
void sheet_write_html(Out *o, const SheetBook *book, bool english); // a page that Word and LibreOffice read
void sheet_write_md(Out *o, const SheetBook *book);
