// The common record has as many cells as the header and no quote: its signs are separators up to a line end.
// A run of such records is known by its signs alone, each being that of the record before. The others are
// walked from sign to sign.
#include "runtime/read/csv_rows.h"
#include <string.h>

static bool line_end(char c) {
  return c == '\n' || c == '\r';
}

// ---- records that are alike ---------------------------------------------------------------------

static bool separators(const CsvRows *r, const char *sign, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (sign[i] != r->shape.separator) return false;
  return true;
}

// How many bytes agree.
static size_t agree(const char *a, const char *b, size_t n) {
  size_t i = 0;
  uint64_t x, y;
  for (; i + 8 <= n; i += 8) {
    memcpy(&x, a + i, 8), memcpy(&y, b + i, 8);
    if (x != y) break;
  }
  while (i < n && a[i] == b[i]) i++;
  return i;
}

// How many records from here have the common form and end with \n, or with \r\n: of `stride` signs each.
static uint32_t alike(const CsvRows *r, uint32_t *stride) {
  uint32_t cells = r->shape.cells, n;
  const char *sign = r->index->sign + r->k;
  const uint32_t *at = r->index->at + r->k;
  size_t left = r->index->n - r->k;
  if (cells > CSV_CELLS || left < cells || !separators(r, sign, cells - 1)) return 0;
  bool two = sign[cells - 1] == '\r';
  if (sign[cells - 1 + two] != '\n') return 0;
  *stride = cells + two;
  size_t most = left / *stride < CSV_BATCH ? left / *stride : CSV_BATCH;
  if (!most) return 0;
  most = 1 + agree(sign, sign + *stride, (most - 1) * *stride) / *stride;
  if (!two) return (uint32_t)most;
  for (n = 0; n < most && at[cells - 1] + 1 == at[cells]; n++) at += *stride;
  return n;
}

static void view(CsvRows *r, CsvBatch *b, uint32_t n, uint32_t stride) {
  b->n = n;
  b->stride = stride;
  b->to = r->index->at + r->k;
  b->from = b->to - 1;
  for (uint32_t i = 0; i < n; i++) b->line[i] = r->line + i;
  memset(b->plain, true, n);
  r->k += (size_t)n * stride;
  r->at = csv_end_of(b, n - 1);
  r->line += n;
}

// ---- one by one ---------------------------------------------------------------------------------

typedef struct Walk { // of one record
  uint32_t at, lines;
  size_t k;
  bool plain;
  uint32_t *from, *to;
} Walk;

static uint32_t next_sign(const CsvRows *r, Walk *w) { // that is no quote
  while (w->k < r->index->n && r->index->sign[w->k] == '"') w->k++;
  return w->k < r->index->n ? r->index->at[w->k] : r->n;
}

// Past a quoted cell whose quote is at w->at, to the sign that ends it. The cell's text is what is between
// the quotes; where there is more to it the record is not plain. False: it does not end.
static bool quoted(const CsvRows *r, Walk *w, CsvCell *cell) {
  const CsvIndex *x = r->index;
  uint32_t from = w->at + 1;
  w->k++;
  for (;; w->k++) {
    if (w->k >= x->n) return false;
    uint32_t s = x->at[w->k];
    if (x->sign[w->k] == '\n')
      w->lines++;
    else if (x->sign[w->k] == '\r')
      w->lines += s + 1 >= r->n || r->p[s + 1] != '\n';
    else if (x->sign[w->k] == '"') {
      if (s + 1 >= r->n || r->p[s + 1] != '"') break;
      w->k++;
      w->plain = false;
    }
  }
  uint32_t to = x->at[w->k++];
  *cell = (CsvCell){from, to - from};
  w->at = next_sign(r, w);
  if (w->at != to + 1) w->plain = false;
  return true;
}

static bool walk(const CsvRows *r, Walk *w) {
  uint32_t n = 0, kept = r->shape.cells < CSV_CELLS ? r->shape.cells : CSV_CELLS;
  for (;; n++) {
    CsvCell cell;
    if (w->at < r->n && r->p[w->at] == '"') {
      if (!quoted(r, w, &cell)) return false;
    } else {
      uint32_t from = w->at;
      w->at = next_sign(r, w);
      cell = (CsvCell){from, w->at - from};
    }
    if (n < kept)
      w->from[n] = cell.at - 1, w->to[n] = cell.at + cell.n;
    else
      w->plain = false;
    if (w->at >= r->n) { // no line end: the long way sees whether it was written to its end
      w->plain = false;
      break;
    }
    w->at++;
    char c = r->index->sign[w->k++];
    if (!line_end(c)) continue;
    if (c == '\r' && w->at < r->n && r->p[w->at] == '\n') w->at++, w->k++;
    w->lines++;
    break;
  }
  for (n++; n < kept; n++) w->from[n] = UINT32_MAX, w->to[n] = 0;
  return true;
}

// A run of these is worth a batch of its own: else records of both kinds are written down together.
enum { VIEW_MIN = CSV_BATCH / 4 };

bool csv_batch(CsvRows *r, CsvBatch *b) {
  uint32_t kept = r->shape.cells < CSV_CELLS ? r->shape.cells : CSV_CELLS, stride = 0, n = alike(r, &stride);
  b->n = 0;
  b->start = r->at;
  b->alike = n >= VIEW_MIN;
  if (b->alike) {
    view(r, b, n, stride);
    return true;
  }
  b->stride = kept + 1;
  b->from = b->own[0], b->to = b->own[1];
  while (b->n < CSV_BATCH && r->at < r->n) {
    size_t own = (size_t)b->n * b->stride;
    Walk w = {.at = r->at, .k = r->k, .plain = true, .from = b->own[0] + own, .to = b->own[1] + own};
    if (!walk(r, &w)) {
      r->open_quote = true;
      break;
    }
    w.to[kept] = w.at - 1;
    b->line[b->n] = r->line;
    b->plain[b->n++] = w.plain;
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
