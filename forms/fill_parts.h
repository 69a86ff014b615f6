// What the parts of a filled form share: the form under way, and how cells are put into it. Private to
// fill*.c.
#pragma once
#include "forms/fill.h"
#include "grammar/ast.h"

enum { HEADINGS = 32 }; // of one block at most

typedef struct Block {
  const FormHeading *h[HEADINGS];
  uint32_t n;
} Block;

typedef struct Fill {
  Arena *a;
  const Results *r;
  const Plan *p;
  Lang lang;
  FillForm form;
  LayoutId layout;
  Block blocks[BLOCK_FOOT + 1];
  Sheet *s;
  uint32_t e, row, side; // entity; next row; columns at the left for what a block is called
  uint32_t indicators_from, score_col, weight_col; // rows of the indicators; where their points stand, NONE
  uint32_t exec_row, exec_weight_col, exec_score_col;
} Fill;

Str fill_str(const Fill *f, uint32_t str);                                            // safe to show
SheetCell *fill_cell(Fill *f, uint32_t col, uint32_t cols, SheetLook look, Str text); // in the row under way
void fill_number(SheetCell *c, Num n);
void fill_label(Fill *f, uint32_t col, uint32_t cols, Str text); // these three make the row high enough
void fill_value(Fill *f, uint32_t col, uint32_t cols, Str text);
void fill_prose(Fill *f, uint32_t col, uint32_t cols, Str text);
// The i-th of n parts of the columns behind `from`.
void fill_share(const Fill *f, uint32_t from, uint32_t i, uint32_t n, uint32_t *col, uint32_t *cols);

Str fill_department(const Fill *f);
Str fill_texts(const Fill *f, TextKind kind);    // all of a kind, a line each
bool fill_valued(const Fill *f);                 // the form tells actual values
Num fill_ten_thousands(const Fill *f, Num base); // 万元

bool fill_chapter(Str over);   // “二、预算执行情况” stands over its block, other names beside it
Str fill_over(const Block *b); // what most of its headings stand under
void fill_block_name(Fill *f, Str name, uint32_t from); // beside the rows that were written
void fill_block_title(Fill *f, Str name);               // over them, where it is a chapter's

void fill_money(Fill *f);   // headings over columns, a row a source
void fill_sources(Fill *f); // a label and an amount each, and 用途
void fill_indicators(Fill *f);
void fill_summary(Fill *f, SheetBook *out);
