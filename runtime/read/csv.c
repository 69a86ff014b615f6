// CSV and TSV by RFC 4180: one pass over the text, a record at a time. Quoted cells may hold separators,
// quotes ("") and line ends; a row's number is the line its record begins on.
#include "base/array.h"
#include "grammar/diags.h"
#include "runtime/read/encoding.h"
#include "runtime/read/headers.h"
#include "runtime/read/read.h"

typedef struct Csv {
  Arena *arena;
  Diags *diags;
  Str name, text;
  size_t at;
  uint32_t line;
  char separator;
  bool open_quote; // the text ended inside a quoted cell
  ARRAY(Str) cells;
} Csv;

static Diag *finding(Csv *c, uint16_t id, uint32_t row, uint32_t column, const Text *args, size_t argc) {
  Diag *d = diag_add(c->diags, id, (Span){0}, args, argc);
  d->cell.name = c->name;
  d->cell.row = row, d->cell.column = column;
  return d;
}

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

typedef struct Header {
  uint32_t at[COLUMNS]; // from 1
  Str unit;
  uint32_t cells;
} Header;

static bool read_header(Csv *c, Header *h) {
  uint32_t row;
  do {
    row = c->line;
    if (!record(c)) {
      finding(c, D_DATA_EMPTY, 1, 1, NO_ARGS);
      return false;
    }
  } while (blank(c));
  if (c->open_quote) {
    finding(c, D_DATA_OPEN_QUOTE, row, c->cells.n, NO_ARGS);
    return false;
  }
  h->cells = c->cells.n;
  bool ok = true;
  for (uint32_t i = 0; i < c->cells.n; i++) {
    Str unit;
    Column column = header_column(c->arena, c->cells.p[i], &unit);
    if (column == COLUMNS) continue;
    if (h->at[column] && column >= COL_REASON) continue; // what is not needed may stand there twice
    if (h->at[column]) {
      finding(c, D_DATA_HEADER_TWICE, row, i + 1,
              TEXT_ARGS(text_of(c->cells.p[i]), text_of(str_fmt(c->arena, "%u", h->at[column]))));
      ok = false;
      continue;
    }
    h->at[column] = i + 1;
    if (column == COL_VALUE) h->unit = unit;
  }
  static const Column needed[] = {COL_NAME, COL_VALUE};
  if (!h->at[COL_NAME] && !h->at[COL_VALUE]) return finding(c, D_DATA_NO_HEADER, row, 1, NO_ARGS), false;
  for (int i = 0; i < 2; i++) {
    if (h->at[needed[i]]) continue;
    Str spellings = header_spellings(c->arena, needed[i]);
    finding(c, D_DATA_NO_COLUMN, row, 1, TEXT_ARGS(text_of(spellings)));
    ok = false;
  }
  return ok;
}

// Cells beyond the header are only a finding when one of them holds something.
static bool too_wide(Csv *c, const Header *h, uint32_t row) {
  for (uint32_t i = h->cells; i < c->cells.n; i++) {
    if (!c->cells.p[i].n) continue;
    finding(
        c, D_DATA_WIDE_ROW, row, i + 1,
        TEXT_ARGS(text_of(str_fmt(c->arena, "%u", c->cells.n)), text_of(str_fmt(c->arena, "%u", h->cells))));
    return true;
  }
  return false;
}

bool read_csv(Arena *a, Str name, uint32_t file, Str bytes, RowSink sink, Diags *diags) {
  Csv c = {.arena = a, .diags = diags, .name = name, .line = 1};
  Decoded d = text_decode(a, bytes);
  if (!d.ok) {
    finding(&c, D_DATA_ENCODING, 0, 0, TEXT_ARGS(text_of(str_fmt(a, "%zu", d.bad_byte + 1))));
    return false;
  }
  c.text = d.text;
  c.separator = find_separator(c.text);
  Header h = {0};
  if (!read_header(&c, &h)) return false;
  for (;;) {
    uint32_t row = c.line;
    if (!record(&c)) break;
    if (c.open_quote) {
      finding(&c, D_DATA_OPEN_QUOTE, row, c.cells.n, NO_ARGS);
      return false;
    }
    if (blank(&c)) continue;
    Row r = {.header_unit = h.unit, .file = file, .row = row, .broken = too_wide(&c, &h, row)};
    for (int k = 0; k < COLUMNS; k++) {
      r.column[k] = h.at[k];
      if (h.at[k] && h.at[k] <= c.cells.n) r.cell[k] = c.cells.p[h.at[k] - 1];
    }
    if (!sink.row(sink.ctx, &r)) break;
  }
  return true;
}
