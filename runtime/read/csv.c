// Where the text of a table begins and what its columns are, and cutting it into stretches at record ends.
// Only what is needed to see the header is looked at first.
#include "base/utf.h"
#include "grammar/diags.h"
#include "runtime/read/csv_feed.h"
#include "runtime/read/csv_record.h"
#include "runtime/read/csv_rows.h"
#include "runtime/read/encoding.h"

enum { HEAD = 64 << 10, CHUNKS_MAX = 1 << 20 };

static bool blank(const CsvText *c) {
  for (uint32_t i = 0; i < c->cells.n; i++)
    if (c->cells.p[i].n) return false;
  return true;
}

// The bytes that are here may end within a character.
static bool reads_as_utf8(Str s, bool all) {
  size_t bad = utf_valid(s);
  return bad == s.n || (!all && s.n - bad < 4);
}

typedef enum Head { HEAD_OK, HEAD_BAD, HEAD_LONGER } Head;

// The header of `text`, of which there is more unless `all`.
static Head head_of(CsvFeed *f, bool header, Str text, bool all, size_t *behind) {
  CsvText c = {.arena = f->arena, .text = text, .line = 1, .separator = csv_separator(text)};
  uint32_t row;
  f->separator = c.separator;
  f->line = 1;
  *behind = 0;
  if (!header) return HEAD_OK;
  do {
    row = c.line;
    if (csv_record(&c)) continue;
    if (!all) return HEAD_LONGER;
    read_finding(f->diags, &f->in->place, D_DATA_EMPTY, 1, 1, NO_ARGS);
    return HEAD_BAD;
  } while (blank(&c));
  if (!all && c.at + 1 >= text.n) return HEAD_LONGER; // its line end may go on
  if (c.open_quote) {
    read_finding(f->diags, &f->in->place, D_DATA_OPEN_QUOTE, row, c.cells.n, NO_ARGS);
    return HEAD_BAD;
  }
  Cells cells = {.text = c.cells.p, .n = c.cells.n};
  if (!layout_read(f->arena, f->diags, &f->in->place, &cells, row, &f->layout)) return HEAD_BAD;
  f->line = c.line;
  *behind = c.at;
  return HEAD_OK;
}

static void long_record(CsvFeed *f) {
  Text byte = text_of(str_fmt(f->arena, "%llu", (unsigned long long)f->at + 1));
  read_finding(f->diags, &f->in->place, D_DATA_LONG_RECORD, 0, 0, &byte, 1);
}

static bool more_carry(CsvFeed *f, size_t room) {
  if (room > f->carry_room) {
    f->carry = arena_resize(f->arena, f->carry, f->carry_room, room, 1);
    f->carry_room = room;
  }
  while (f->carry_n < room) {
    ptrdiff_t got = data_read(f->in, f->carry + f->carry_n, room - f->carry_n);
    if (got < 0) return false;
    if (!got) {
      f->end = true;
      break;
    }
    f->carry_n += (size_t)got;
  }
  return true;
}

bool csv_open(Arena *a, DataInput *in, const CsvHow *how, Diags *diags, CsvFeed *out) {
  CsvFeed *f = out;
  *f = (CsvFeed){.arena = a, .diags = diags, .in = in, .chunk = how->chunk ? how->chunk : CSV_CHUNK};
  if (!in->bytes.p && in->input.regular && in->input.size / CHUNKS_MAX > f->chunk)
    f->chunk = (size_t)(in->input.size / CHUNKS_MAX);
  if (how->once || how->not_utf8 || !data_anywhere(in)) data_as_utf8(a, in, how->not_utf8);
  for (size_t room = HEAD;; room *= 4) {
    if (!more_carry(f, room)) return false;
    Str text = {f->carry, f->carry_n};
    if (data_anywhere(in) && !reads_as_utf8(text, f->end)) {
      data_as_utf8(a, in, 0);
      f->carry_n = 0, f->end = false;
      room = HEAD / 4;
      continue;
    }
    f->at = text_mark(text).n;
    size_t behind;
    Head h = head_of(f, how->header, str_slice(text, (size_t)f->at, text.n), f->end, &behind);
    if (h == HEAD_BAD) return false;
    if (h == HEAD_LONGER && room < CSV_RECORD_MAX) continue;
    if (h == HEAD_LONGER) {
      long_record(f);
      return false;
    }
    f->at += behind;
    f->carry_from = (size_t)f->at;
    return true;
  }
}

// ---- stretches ----------------------------------------------------------------------------------

static void room_for(Arena *a, CsvChunk *c, size_t n) {
  if (n + CSV_PAD <= c->room) return;
  size_t room = n + n / 2 + CSV_PAD;
  c->p = c->buffer = arena_resize(a, c->buffer, c->room, room, 1);
  c->room = room;
}

// Adds up to `n` bytes behind the chunk's; false after a finding.
static bool add(CsvFeed *f, Arena *a, CsvChunk *c, size_t n) {
  room_for(a, c, c->n + n);
  Str from = {f->carry + f->carry_from, f->carry_n - f->carry_from};
  size_t k = n < from.n ? n : from.n;
  if (k) memcpy(c->p + c->n, from.p, k);
  c->n += k, n -= k;
  f->carry_from += k;
  while (n && !f->end) {
    ptrdiff_t got = data_read(f->in, c->p + c->n, n);
    if (got < 0) return false;
    if (!got) f->end = true;
    f->taken += (uint64_t)got;
    c->n += (size_t)got, n -= (size_t)got;
  }
  return true;
}

static bool exhausted(const CsvFeed *f) {
  return f->end && f->carry_from == f->carry_n;
}

// What is behind the cut is read again next time.
static void give_back(CsvFeed *f, const CsvChunk *c, size_t cut, bool was_read) {
  size_t n = c->n - cut;
  if (!was_read) { // it came from there
    f->carry_from -= n;
  } else {
    if (n > f->carry_room) {
      f->carry = arena_resize(f->arena, f->carry, f->carry_room, n, 1);
      f->carry_room = n;
    }
    memcpy(f->carry, c->p + cut, n);
    f->carry_from = 0, f->carry_n = n;
  }
}

bool csv_next(CsvFeed *f, Arena *a, CsvChunk *c) {
  size_t cut = 0;
  uint64_t before = f->taken;
  *c = (CsvChunk){.p = c->buffer, .buffer = c->buffer, .room = c->room, .at = f->at};
  if (f->failed || exhausted(f)) return false;
  for (size_t want = f->chunk; !cut; want = c->n) {
    f->failed = !add(f, a, c, want);
    if (f->failed) return false;
    cut = csv_cut(c->p, c->n, f->separator, exhausted(f));
    if (exhausted(f)) break;
    if (cut || c->n <= CSV_RECORD_MAX) continue;
    long_record(f);
    f->failed = true;
    return false;
  }
  if (cut < c->n) give_back(f, c, cut, f->taken != before);
  c->n = cut;
  f->at += cut;
  c->last = exhausted(f);
  if (cut) memset(c->p + cut, 0, CSV_PAD);
  return cut > 0;
}
