// CSV and TSV by RFC 4180: one pass over the text, a record at a time. Quoted cells may hold separators,
// quotes ("") and line ends; a row's number is the line its record begins on.
#include "base/array.h"
#include "grammar/diags.h"
#include "runtime/read/encoding.h"
#include "runtime/read/mapping.h"
#include "runtime/read/open.h"

typedef struct Csv {
  Arena *arena;
  Diags *diags;
  const ReadPlace *place;
  Str text;
  size_t at;
  uint32_t line;
  char separator;
  bool open_quote; // the text ended inside a quoted cell
  ARRAY(Str) cells;
} Csv;

static bool line_end(char ch) {
  return ch == '\n' || ch == '\r';
}

static void skip_line_end(Csv *c) {
  if (c->at < c->text.n && c->text.p[c->at] == '\r') c->at++;
  if (c->at < c->text.n && c->text.p[c->at] == '\n') c->at++;
  c->line++;
}

// A quoted cell, its opening quote at c->at. Text after the closing quote is kept as it stands.
static Str quoted(Csv *c) {
  const char *p = c->text.p;
  size_t start = ++c->at, n = c->text.n, doubled = 0;
  while (c->at < n) {
    if (p[c->at] == '"') {
      if (c->at + 1 >= n || p[c->at + 1] != '"') break;
      doubled++, c->at += 2;
      continue;
    }
    if (p[c->at] == '\n' || (p[c->at] == '\r' && (c->at + 1 >= n || p[c->at + 1] != '\n'))) c->line++;
    c->at++;
  }
  Str raw = str_slice(c->text, start, c->at);
  if (c->at >= n) {
    c->open_quote = true;
    return raw;
  }
  c->at++;
  size_t tail = c->at;
  while (c->at < n && p[c->at] != c->separator && !line_end(p[c->at])) c->at++;
  if (!doubled && tail == c->at) return raw;
  char *to = arena_raw(c->arena, raw.n + c->at - tail, 1);
  size_t k = 0;
  for (size_t i = 0; i < raw.n; i++) {
    to[k++] = raw.p[i];
    if (raw.p[i] == '"') i++;
  }
  memcpy(to + k, p + tail, c->at - tail);
  return (Str){to, k + c->at - tail};
}

// The next record into c->cells; false at the end. Empty lines have one empty cell.
static bool record(Csv *c) {
  c->cells.n = 0;
  if (c->at >= c->text.n) return false;
  const char *p = c->text.p;
  for (;;) {
    Str cell;
    if (c->at < c->text.n && p[c->at] == '"')
      cell = quoted(c);
    else {
      size_t start = c->at;
      while (c->at < c->text.n && p[c->at] != c->separator && !line_end(p[c->at])) c->at++;
      cell = str_slice(c->text, start, c->at);
    }
    *array_push(c->arena, &c->cells) = str_trim(cell);
    if (c->at >= c->text.n) return true;
    if (p[c->at] != c->separator) {
      skip_line_end(c);
      return true;
    }
    c->at++;
  }
}

static bool blank(const Csv *c) {
  for (uint32_t i = 0; i < c->cells.n; i++)
    if (c->cells.p[i].n) return false;
  return true;
}

// The separator that the first line with any has most of, outside quotes.
static char find_separator(Str s) {
  size_t count[3] = {0};
  static const char candidates[] = {',', ';', '\t'};
  bool inside = false;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"')
      inside = !inside;
    else if (inside)
      continue;
    else if (line_end(s.p[i])) {
      if (count[0] + count[1] + count[2]) break;
    } else {
      for (int k = 0; k < 3; k++) count[k] += s.p[i] == candidates[k];
    }
  }
  int best = 0;
  for (int k = 1; k < 3; k++)
    if (count[k] > count[best]) best = k;
  return candidates[best];
}

static bool broken_quote(Csv *c, uint32_t row) {
  if (c->open_quote) read_finding(c->diags, c->place, D_DATA_OPEN_QUOTE, row, c->cells.n, NO_ARGS);
  return c->open_quote;
}

static bool read_header(Csv *c, Layout *layout) {
  uint32_t row;
  do {
    row = c->line;
    if (!record(c)) return read_finding(c->diags, c->place, D_DATA_EMPTY, 1, 1, NO_ARGS), false;
  } while (blank(c));
  if (broken_quote(c, row)) return false;
  Cells header = {c->cells.p, c->cells.n};
  return layout_read(c->arena, c->diags, c->place, &header, row, layout);
}

static bool read_mapped(Csv *c, Mapping *mapping, RowSink sink) {
  MappedTable *t = mapped_begin(c->arena, c->diags, c->place, mapping, sink);
  bool more = true;
  while (more) {
    uint32_t row = c->line;
    if (!record(c)) break;
    if (broken_quote(c, row)) return mapped_end(t), false;
    Cells cells = {c->cells.p, c->cells.n};
    more = mapped_row(t, &cells, row);
  }
  bool ok = mapped_end(t);
  return mapping_done(mapping, c->diags, c->place, NULL, 0) && ok;
}

bool read_csv(Arena *a, DataInput *s, Mapping *mapping, RowSink sink, Diags *diags) {
  Csv c = {.arena = a, .diags = diags, .place = &s->place, .line = 1};
  Str bytes;
  if (!data_all(a, s, &bytes)) return false;
  Decoded d = text_decode(a, bytes);
  if (!d.ok) {
    Text byte = text_of(str_fmt(a, "%zu", d.bad_byte + 1));
    read_finding(diags, c.place, D_DATA_ENCODING, 0, 0, &byte, 1);
    return false;
  }
  c.text = d.text;
  c.separator = find_separator(c.text);
  if (mapping) return read_mapped(&c, mapping, sink);
  Layout layout;
  if (!read_header(&c, &layout)) return false;
  for (;;) {
    uint32_t row = c.line;
    if (!record(&c)) return true;
    if (broken_quote(&c, row)) return false;
    Cells cells = {c.cells.p, c.cells.n};
    if (!layout_row(&layout, a, diags, c.place, &cells, row, sink)) return true;
  }
}
