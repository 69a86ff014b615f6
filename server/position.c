// Lines are found with one quick look at the whole text; columns by walking the line, from the last place
// told where that is in the same line and before.
#include "server/position.h"
#include "base/array.h"
#include "base/utf.h"

static void line_add(Arena *a, Lines *l, size_t at) {
  if (l->n == l->cap)
    l->start = array_room(a, l->start, l->n, &l->cap, sizeof *l->start, alignof(max_align_t));
  l->start[l->n++] = (uint32_t)at;
}

void lines_build(Arena *a, Lines *l, Str text, Encoding e) {
  l->text = text;
  l->encoding = e;
  l->n = 0;
  l->seen.line = l->seen.offset = l->seen.character = 0;
  line_add(a, l, 0);
  const char *end = text.p + text.n;
  bool returns = text.n && memchr(text.p, '\r', text.n);
  for (const char *p = text.p; p < end;) {
    const char *nl = memchr(p, '\n', (size_t)(end - p)), *to = nl ? nl : end;
    for (const char *cr; returns && (cr = memchr(p, '\r', (size_t)(to - p))); p = cr + 1)
      if (cr + 1 != nl) line_add(a, l, (size_t)(cr + 1 - text.p));
    if (!nl) break;
    p = nl + 1;
    line_add(a, l, (size_t)(p - text.p));
  }
}

// The length of the character at i in the text and as the client counts it.
static uint32_t step(const Lines *l, uint32_t i, uint32_t *units) {
  unsigned char c = (unsigned char)l->text.p[i];
  uint32_t n = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
  if (n > l->text.n - i) n = (uint32_t)l->text.n - i;
  *units = l->encoding == ENCODING_UTF8 ? n : l->encoding == ENCODING_UTF16 && n == 4 ? 2 : 1;
  return n;
}

static uint32_t line_end(const Lines *l, uint32_t line) { // without its line end
  if (line + 1 == l->n) return (uint32_t)l->text.n;
  uint32_t end = l->start[line + 1] - 1;
  if (l->text.p[end] == '\n' && end > l->start[line] && l->text.p[end - 1] == '\r') end--;
  return end;
}

static uint32_t line_of(const Lines *l, uint32_t offset) {
  uint32_t low = 0, high = l->n, near = l->seen.line;
  if (near < l->n && l->start[near] <= offset) { // most often that line or one of the next
    low = near;
    if (near + 4 < l->n && offset < l->start[near + 4]) high = near + 4;
  }
  while (high - low > 1) {
    uint32_t mid = low + (high - low) / 2;
    if (l->start[mid] <= offset)
      low = mid;
    else
      high = mid;
  }
  return low;
}

// The units from the beginning of a character to *to, which goes back to the beginning of one.
static uint32_t units_between(const Lines *l, uint32_t at, uint32_t *to) {
  const unsigned char *p = (const unsigned char *)l->text.p;
  while (*to > at && *to < l->text.n && (p[*to] & 0xC0) == 0x80) --*to;
  if (l->encoding == ENCODING_UTF8) return *to - at;
  const uint64_t ones = 0x0101010101010101u, pairs = l->encoding == ENCODING_UTF16 ? ones : 0;
  uint32_t n = 0, i = at;
  for (; *to - i >= 8;
       i += 8) { // eight bytes at once: all but those inside a character, and some count twice
    uint64_t w;
    memcpy(&w, p + i, 8);
    uint64_t inner = (w >> 7) & ~(w >> 6) & ones, twice = (w >> 7) & (w >> 6) & (w >> 5) & (w >> 4) & pairs;
    n += 8 - (uint32_t)((inner * ones) >> 56) + (uint32_t)((twice * ones) >> 56);
  }
  for (; i < *to; i++) n += (p[i] & 0xC0) == 0x80 ? 0u : pairs && p[i] >= 0xF0 ? 2u : 1u;
  return n;
}

Position lines_position(Lines *l, uint32_t offset) {
  if (offset > l->text.n) offset = (uint32_t)l->text.n;
  uint32_t line = line_of(l, offset), end = line_end(l, line), at = l->start[line], character = 0;
  if (offset > end) offset = end;
  if (l->seen.line == line && l->seen.offset <= offset && l->seen.offset >= at)
    at = l->seen.offset, character = l->seen.character;
  if (l->valid) character += units_between(l, at, &offset), at = offset;
  while (at < offset) {
    uint32_t units, n = step(l, at, &units);
    if (at + n > offset) break;
    at += n;
    character += units;
  }
  l->seen.line = line, l->seen.offset = at, l->seen.character = character;
  return (Position){line, character};
}

uint32_t lines_offset(Lines *l, Position p) {
  if (p.line >= l->n) return (uint32_t)l->text.n;
  uint32_t end = line_end(l, p.line), at = l->start[p.line], character = 0;
  while (at < end) {
    uint32_t units, n = step(l, at, &units);
    if (units > p.character - character) break;
    at += n;
    character += units;
    if (character == p.character) break;
  }
  return at;
}

static bool coordinate(const JsonIn *v, uint32_t *out) {
  int64_t n;
  if (!in_int(v, &n) || n < 0) return false;
  *out = n > INT32_MAX ? INT32_MAX : (uint32_t)n;
  return true;
}

bool position_in(const JsonIn *v, Position *out) {
  return coordinate(in_get(v, "line"), &out->line) && coordinate(in_get(v, "character"), &out->character);
}

bool range_in(Lines *l, const JsonIn *v, uint32_t *start, uint32_t *end) {
  Position a, b;
  if (!position_in(in_get(v, "start"), &a) || !position_in(in_get(v, "end"), &b)) return false;
  if (a.line > b.line || (a.line == b.line && a.character > b.character)) return false;
  *start = lines_offset(l, a);
  *end = lines_offset(l, b);
  return true;
}
