// From a document's tables and lines to what its forms say. Blocks are found by their headings, in any order
// and at any place; columns by theirs. What no heading explains is kept as a comment and told.
#pragma once
#include "forms/form.h"
#include "forms/grid.h"
#include "forms/notation.h"

typedef struct Reader {
  Arena *arena;
  Diags *diags;
  Notation notation;
  Labels labels;
  const Document *document;
  FormList *out;
  // of the document so far
  int year;
  Str money_unit; // 单位：万元 above the tables
  Str department; // named outside a table
  Str title;      // of the form to come
  Str line;       // the line before, for a title in two lines
  uint32_t line_at;
  // of the table under way
  const Grid *grid;
  Form *form;                     // or NULL
  Str block_unit;                 // 项目资金（万元）, until the next form
  uint32_t weight_col, score_col; // of the last indicators: the total's row follows
  Map seen;                       // what stands in its cells, for the layout
  bool *taken;                    // by cell: read, or known and passed over
  // of prose under way
  const Cell *cell; // that the line stands in; NULL: outside tables
  int prose;        // Prose of prose.c
  FormSection *section;
} Reader;

void recognise(Reader *r);

// ---- between its files -------------------------------------------------------------------------
Form *reader_form(Reader *r); // the one under way, or a new one
void reader_new_form(Reader *r);
void reader_title(Reader *r, Str title);
FormPlace cell_place(const Reader *r, const Cell *c);
// A finding at a cell (or, without one, at a line).
Diag *reader_tell(Reader *r, uint16_t id, const Cell *c, uint32_t line, const Text *args, size_t argc);
void reader_take(Reader *r, const Cell *c); // this cell has been read
Str reader_text(Reader *r, const Cell *c);  // its text, joined; empty for NULL
// A row's own cell that has text, or NULL.
const Cell *own_cell(const Reader *r, uint32_t row, uint32_t col);
void form_comment(Reader *r, Str text);
// A text of one or more paragraphs, each its own statement; 目标1：… marks are cut.
void texts_add(Reader *r, FormTexts *to, Str text);

bool is_row_header(Reader *r, uint32_t row);
uint32_t read_rows(Reader *r, uint32_t row); // the indicators; the row behind them
bool is_money_header(Reader *r, uint32_t row);
uint32_t read_money(Reader *r, uint32_t row);
bool money_pairs(Reader *r, uint32_t row); // a row of labels and amounts
// A line outside tables, or the only cell of a row. False: nothing it could be.
bool read_line(Reader *r, Str text, uint32_t line, const Cell *c);
void prose_end(Reader *r);
bool is_title(Str line); // of a form
