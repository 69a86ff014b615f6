// One record of CSV text after another, taken apart into cells: RFC 4180, what is not by it read as it
// stands.
#pragma once
#include "base/array.h"
#include "base/str.h"

typedef struct CsvText {
  Arena *arena; // of cells with doubled quotes
  Str text;
  size_t at;
  uint32_t line; // of the next record, from 1
  char separator;
  bool open_quote;  // out: the text ended inside a quoted cell
  ARRAY(Str) cells; // trimmed
} CsvText;

// The next record into `cells`; false at the end. An empty line has one empty cell.
bool csv_record(CsvText *c);
// Whether a text does not end with a line end.
static inline bool csv_open_end(Str text) {
  return text.n && text.p[text.n - 1] != '\n' && text.p[text.n - 1] != '\r';
}
// The separator that the first line with any has most of, outside quotes.
char csv_separator(Str text);
