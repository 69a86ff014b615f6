// A part is read with some bytes before and behind it; more, where its last record goes on.
#include "runtime/read/csv_parts.h"
#include "runtime/read/csv_rows.h"

enum { MARGIN = 4 << 10 };

bool csv_parts(Arena *a, const CsvFeed *f, CsvParts *out) {
  const DataInput *in = f->in;
  if (!data_anywhere(in)) return false;
  *out = (CsvParts){.in = f->in, .from = f->at, .chunk = f->chunk, .separator = f->separator};
  out->size = in->bytes.p ? in->bytes.n : in->input.size;
  if (out->size <= out->from + out->chunk) return false;
  uint64_t n = (out->size - out->from + out->chunk - 1) / out->chunk;
  if (n > UINT32_MAX / 4) return false;
  out->n = (uint32_t)n;
  out->first = NEW_N(a, uint64_t, out->n);
  out->end = NEW_N(a, uint64_t, out->n);
  return true;
}

// Bytes [at, at + n) behind what the chunk has; fewer only at the end of the text.
static bool read_more(const CsvParts *p, Arena *a, CsvChunk *c, uint64_t at, size_t n, Str *why) {
  if (c->n + n + CSV_PAD > c->room) {
    size_t room = c->n + n + CSV_PAD;
    c->p = c->buffer = arena_resize(a, c->buffer, c->room, room, 1);
    c->room = room;
  }
  if (n > p->size - at) n = (size_t)(p->size - at);
  if (p->in->bytes.p) {
    memcpy(c->p + c->n, p->in->bytes.p + at, n);
  } else {
    ptrdiff_t got = input_at(&p->in->input, c->p + c->n, n, at, why);
    if (got < 0) return false;
    n = (size_t)got; // fewer: the file has been cut, which is told when it is closed
  }
  c->n += n;
  return true;
}

bool csv_part(CsvParts *p, Arena *a, uint32_t k, CsvChunk *c, Str *why) {
  uint64_t from = p->from + (uint64_t)k * p->chunk,
           to = from + p->chunk < p->size ? from + p->chunk : p->size;
  uint64_t base = k ? from - 1 : from; // the byte before tells whether a record begins
  *c = (CsvChunk){.p = c->buffer, .buffer = c->buffer, .room = c->room};
  if (!read_more(p, a, c, base, (size_t)(to - base) + MARGIN, why)) return false;
  size_t first = k ? csv_end(c->p, c->n, 0, 1, base + c->n >= p->size) : 0, end = 0;
  if (base + first >= to || (k && !first)) {
    p->first[k] = p->end[k] = UINT64_MAX;
    c->n = 0;
    return true;
  }
  for (size_t more = MARGIN;; more *= 2) {
    bool all = base + c->n >= p->size;
    size_t least = (size_t)(to - base) - first;
    end = csv_end(c->p + first, c->n - first, p->separator, least, all);
    if (end || all) break;
    if (c->n > p->chunk + CSV_RECORD_MAX) return *why = (Str){0}, false;
    size_t had = c->n;
    if (!read_more(p, a, c, base + c->n, more, why)) return false;
    if (c->n == had) break;
  }
  if (!end) end = c->n - first;
  p->first[k] = base + first;
  p->end[k] = base + first + end;
  c->at = p->first[k];
  c->p += first;
  c->n = end;
  memset(c->p + end, 0, CSV_PAD);
  return true;
}

bool csv_parts_fit(const CsvParts *p) {
  uint64_t at = p->from;
  for (uint32_t k = 0; k < p->n; k++) {
    uint64_t to = p->from + (uint64_t)(k + 1) * p->chunk;
    if (p->first[k] == UINT64_MAX) {
      if (at < to && at < p->size) return false;
    } else {
      if (p->first[k] != at) return false;
      at = p->end[k];
    }
  }
  return at == p->size;
}
