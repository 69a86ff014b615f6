// The common record has as many cells as the header and no quote: then its signs are separators up to a line
// end, and that is all there is to see. The others are walked from sign to sign.
#include "runtime/read/csv_rows.h"
#include <string.h>

static bool line_end(char c) {
  return c == '\n' || c == '\r';
}

CsvShape csv_shape(char separator, uint32_t cells, const uint32_t at[COLUMNS]) {
  CsvShape s = {.separator = separator, .cells = cells};
  for (int c = 0; c < COLUMNS; c++) {
    s.at[c] = at[c];
    if (at[c]) s.wanted[s.wanted_n++] = (uint8_t)c;
  }
  return s;
}

static inline void put_plain(const CsvRows *r, CsvBatch *b, uint32_t i, const uint32_t *signs) {
  const CsvShape *s = r->shape;
  for (uint32_t k = 0; k < s->wanted_n; k++) {
    uint32_t c = s->wanted[k], at = s->at[c], from = at == 1 ? r->at : signs[at - 2] + 1;
    b->cell[c][i] = (CsvCell){from, signs[at - 1] - from};
  }
}

static uint32_t past_line(const CsvRows *r, uint32_t at) { // past \n, \r\n or \r
  return at + 1 < r->n && r->p[at] == '\r' && r->p[at + 1] == '\n' ? at + 2 : at + 1;
}

static inline bool simple(const CsvRows *r, const uint32_t *signs) {
  uint32_t n = r->shape->cells;
  char sep = r->shape->separator;
  for (uint32_t i = 0; i + 1 < n; i++)
    if (r->p[signs[i]] != sep) return false;
  return line_end(r->p[signs[n - 1]]);
}

typedef struct Walk { // of one record
  uint32_t at, lines;
  size_t k;
  bool plain, blank;
} Walk;

// Past a quoted cell whose quote is at w->at, to the sign that ends it. The cell's text is what is between
// the quotes; where there is more to it the record is not plain. False: it does not end.
static bool quoted(const CsvRows *r, Walk *w, CsvCell *cell) {
  const char *p = r->p;
  uint32_t from = w->at + 1;
  w->k++;
  for (;; w->k++) {
    if (w->k >= r->index_n) return false;
    uint32_t s = r->index[w->k];
    if (p[s] == '\n')
      w->lines++;
    else if (p[s] == '\r')
      w->lines += s + 1 >= r->n || p[s + 1] != '\n';
    else if (p[s] == '"') {
      if (s + 1 >= r->n || p[s + 1] != '"') break;
      w->k++;
      w->plain = false;
    }
  }
  uint32_t to = r->index[w->k++];
  *cell = (CsvCell){from, to - from};
  while (w->k < r->index_n && p[r->index[w->k]] == '"') w->k++;
  w->at = w->k < r->index_n ? r->index[w->k] : r->n;
  if (w->at != to + 1) w->plain = w->blank = false;
  return true;
}

static bool walk(const CsvRows *r, CsvBatch *b, uint32_t i, Walk *w) {
  const CsvShape *s = r->shape;
  uint8_t column_of[64];
  memset(column_of, COLUMNS, sizeof column_of);
  for (int c = 0; c < COLUMNS; c++) {
    b->cell[c][i] = (CsvCell){0};
    if (s->at[c] && s->at[c] <= sizeof column_of) column_of[s->at[c] - 1] = (uint8_t)c;
    if (s->at[c] > sizeof column_of) w->plain = false;
  }
  for (uint32_t n = 0;; n++) {
    CsvCell cell;
    if (w->at < r->n && r->p[w->at] == '"') {
      if (!quoted(r, w, &cell)) return false;
    } else {
      uint32_t from = w->at;
      while (w->k < r->index_n && r->p[r->index[w->k]] == '"') w->k++;
      w->at = w->k < r->index_n ? r->index[w->k] : r->n;
      cell = (CsvCell){from, w->at - from};
    }
    if (cell.n) w->blank = false;
    if (n >= s->cells) w->plain = false;
    if (n < sizeof column_of && column_of[n] < COLUMNS) b->cell[column_of[n]][i] = cell;
    if (w->at >= r->n) return true;
    w->k++;
    if (line_end(r->p[w->at])) break;
    w->at++;
  }
  uint32_t past = past_line(r, w->at);
  if (past == w->at + 2) w->k++;
  w->at = past;
  w->lines++;
  return true;
}

bool csv_batch(CsvRows *r, CsvBatch *b) {
  uint32_t cells = r->shape->cells;
  b->n = 0;
  while (b->n < CSV_BATCH) {
    if (r->at >= r->n) break;
    const uint32_t *signs = r->index + r->k;
    uint32_t i = b->n;
    if (r->index_n - r->k >= cells && simple(r, signs)) {
      uint32_t past = past_line(r, signs[cells - 1]);
      if (signs[cells - 1] - r->at >= cells) { // anything in it at all
        put_plain(r, b, i, signs);
        b->start[i] = r->at, b->end[i] = past, b->line[i] = r->line;
        b->plain[i] = true;
        b->n++;
      }
      r->k += cells + (past - signs[cells - 1] - 1);
      r->at = past;
      r->line++;
      continue;
    }
    Walk w = {.at = r->at, .k = r->k, .plain = true, .blank = true};
    if (!walk(r, b, i, &w)) {
      r->open_quote = true;
      break;
    }
    if (!w.blank) {
      b->start[i] = r->at, b->end[i] = w.at, b->line[i] = r->line;
      b->plain[i] = w.plain;
      b->n++;
    }
    r->at = w.at, r->k = w.k, r->line += w.lines;
  }
  return b->n > 0;
}

// ---- cutting ------------------------------------------------------------------------------------

static size_t last_line(const char *p, size_t n, bool end) {
  size_t to = n;
  while (to > 0 && (!line_end(p[to - 1]) || (to == n && p[to - 1] == '\r' && !end))) to--;
  return to;
}

// Ends of records, one after the other, until one lies at `least` or behind: that, or the last one.
static size_t walk_ends(const char *p, size_t n, char separator, size_t least, bool end) {
  size_t cut = 0, i = 0;
  bool fresh = true; // a cell begins here
  while (i < n && cut < least) {
    if (fresh && p[i] == '"') {
      for (;;) {
        const char *quote = i + 1 < n ? memchr(p + i + 1, '"', n - i - 1) : NULL;
        if (!quote) return end ? n : cut;
        i = (size_t)(quote - p) + 1;
        if (i >= n || p[i] != '"') break;
      }
      fresh = false;
      if (i >= n && !end) return cut; // the quote may be doubled
      continue;
    }
    char c = p[i++];
    fresh = c == separator || line_end(c);
    if (c == '\n' || (c == '\r' && (i < n ? p[i] != '\n' : end))) cut = i;
  }
  return end && cut < least ? n : cut;
}

size_t csv_cut(const char *p, size_t n, char separator, bool end) {
  if (!memchr(p, '"', n)) return end ? n : last_line(p, n, end);
  return walk_ends(p, n, separator, SIZE_MAX, end);
}

size_t csv_end(const char *p, size_t n, char separator, size_t least, bool end) {
  if (separator && memchr(p, '"', n)) {
    size_t cut = walk_ends(p, n, separator, least, end);
    return cut >= least ? cut : 0;
  }
  for (size_t i = least - 1; i < n; i++)
    if (p[i] == '\n' || (p[i] == '\r' && (i + 1 < n ? p[i + 1] != '\n' : end))) return i + 1;
  return end ? n : 0;
}
