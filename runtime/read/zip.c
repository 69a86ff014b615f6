// The directory stands at the end:
//   … local header, name, extra, bytes … │ directory: a header a part │ [Zip64 record, locator] │ end record,
//   comment
#include "runtime/read/zip.h"
#include "base/array.h"
#include "base/inflate.h"

enum { END = 22, LOCATOR = 20, END64 = 56, ENTRY = 46, LOCAL = 30, COMMENT_MAX = 65535, PIECE = 1 << 16 };
enum { STORED = 0, DEFLATED = 8 };

static uint64_t le(const char *p, unsigned n) {
  uint64_t v = 0;
  while (n--) v = v << 8 | (unsigned char)p[n];
  return v;
}

static bool get(const ByteSource *from, char *to, uint64_t n, uint64_t at) {
  return at <= from->size && n <= from->size - at && from->at(from->ctx, to, (size_t)n, at) == (ptrdiff_t)n;
}

// The end record: the last place in the tail that looks like one and whose comment ends with the file.
static const char *find_end(Str tail) {
  for (size_t i = tail.n < END ? 0 : tail.n - END + 1; i-- > 0;)
    if (memcmp(tail.p + i, "PK\5\6", 4) == 0 && le(tail.p + i + 20, 2) == tail.n - i - END) return tail.p + i;
  return NULL;
}

typedef struct Directory {
  uint64_t at, size, n;
} Directory;

static ZipProblem find_directory(Arena *a, const ByteSource *from, Directory *out) {
  char magic[4];
  if (!get(from, magic, 4, 0) || (memcmp(magic, "PK\3\4", 4) != 0 && memcmp(magic, "PK\5\6", 4) != 0))
    return ZIP_NONE;
  uint64_t n = from->size < END + COMMENT_MAX ? from->size : END + COMMENT_MAX;
  char *tail = arena_raw(a, (size_t)n, 1);
  if (!get(from, tail, n, from->size - n)) return ZIP_BROKEN;
  const char *end = find_end((Str){tail, (size_t)n});
  if (!end) return ZIP_BROKEN;
  *out = (Directory){.n = le(end + 10, 2), .size = le(end + 12, 4), .at = le(end + 16, 4)};
  uint64_t end_at = from->size - n + (uint64_t)(end - tail);
  char locator[LOCATOR], end64[END64];
  bool wide = out->n == 0xFFFF || out->size == 0xFFFFFFFF || out->at == 0xFFFFFFFF;
  if (wide && end_at >= LOCATOR && get(from, locator, LOCATOR, end_at - LOCATOR) &&
      memcmp(locator, "PK\6\7", 4) == 0) {
    if (!get(from, end64, END64, le(locator + 8, 8)) || memcmp(end64, "PK\6\6", 4) != 0) return ZIP_BROKEN;
    *out = (Directory){.n = le(end64 + 32, 8), .size = le(end64 + 40, 8), .at = le(end64 + 48, 8)};
  }
  return out->n <= ZIP_PARTS_MAX && out->size <= (uint64_t)ZIP_PARTS_MAX * 512 ? ZIP_OK : ZIP_BROKEN;
}

// The Zip64 field of an entry holds those of its numbers that did not fit, in order.
static bool wide_numbers(ZipPart *p, Str extra) {
  while (extra.n >= 4) {
    uint64_t id = le(extra.p, 2), n = le(extra.p + 2, 2);
    if (n > extra.n - 4) return false;
    Str field = {extra.p + 4, (size_t)n};
    extra = str_slice(extra, (size_t)n + 4, extra.n);
    if (id != 1) continue;
    uint64_t *numbers[] = {&p->size, &p->packed, &p->at};
    for (int i = 0; i < 3; i++) {
      if (*numbers[i] != 0xFFFFFFFF) continue;
      if (field.n < 8) return false;
      *numbers[i] = le(field.p, 8);
      field = str_slice(field, 8, field.n);
    }
  }
  return true;
}

ZipProblem zip_open(Arena *a, ByteSource from, Zip *out) {
  *out = (Zip){.from = from};
  Directory d;
  ZipProblem problem = find_directory(a, &from, &d);
  if (problem) return problem;
  char *p = arena_raw(a, (size_t)d.size + 1, 1);
  if (!get(&from, p, d.size, d.at)) return ZIP_BROKEN;
  Str rest = {p, (size_t)d.size};
  out->parts = NEW_N(a, ZipPart, d.n);
  for (; out->n < d.n; out->n++) {
    if (rest.n < ENTRY || memcmp(rest.p, "PK\1\2", 4) != 0) return ZIP_BROKEN;
    size_t name = (size_t)le(rest.p + 28, 2), extra = (size_t)le(rest.p + 30, 2),
           note = (size_t)le(rest.p + 32, 2);
    if (name + extra + note > rest.n - ENTRY) return ZIP_BROKEN;
    ZipPart *part = &out->parts[out->n];
    *part = (ZipPart){.flags = (uint16_t)le(rest.p + 8, 2),
                      .method = (uint16_t)le(rest.p + 10, 2),
                      .crc = (uint32_t)le(rest.p + 16, 4),
                      .packed = le(rest.p + 20, 4),
                      .size = le(rest.p + 24, 4),
                      .at = le(rest.p + 42, 4),
                      .name = {rest.p + ENTRY, name}};
    if (!wide_numbers(part, (Str){rest.p + ENTRY + name, extra})) return ZIP_BROKEN;
    rest = str_slice(rest, ENTRY + name + extra + note, rest.n);
  }
  return ZIP_OK;
}

static char fold(char c) {
  return c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

const ZipPart *zip_find(const Zip *z, Str name) {
  for (uint32_t i = 0; i < z->n; i++) {
    Str s = z->parts[i].name;
    size_t k = 0;
    while (s.n == name.n && k < s.n && fold(s.p[k]) == fold(name.p[k])) k++;
    if (s.n == name.n && k == s.n) return &z->parts[i];
  }
  return NULL;
}

// ---- one part -----------------------------------------------------------------------------------

struct ZipStream {
  const ByteSource *from;
  const ZipPart *part;
  Inflate *inflate;  // NULL: stored
  char *piece;       // packed bytes that were read
  Str in;            // those of them not yet unpacked
  uint64_t at, left; // of the packed bytes not yet read
  uint64_t made;
  uint32_t crc;
  bool ended;
  ZipProblem problem;
};

ZipStream *zip_part(Arena *a, const Zip *z, const ZipPart *part) {
  ZipStream *s = NEW(a, ZipStream);
  *s = (ZipStream){.from = &z->from, .part = part, .left = part->packed};
  char local[LOCAL];
  if (part->flags & 1)
    s->problem = ZIP_ENCRYPTED;
  else if (part->method != STORED && part->method != DEFLATED)
    s->problem = ZIP_METHOD;
  else if (!get(s->from, local, LOCAL, part->at) || memcmp(local, "PK\3\4", 4) != 0)
    s->problem = ZIP_BROKEN;
  if (s->problem) return s;
  s->at = part->at + LOCAL + le(local + 26, 2) + le(local + 28, 2);
  if (s->at > s->from->size || s->left > s->from->size - s->at) s->problem = ZIP_BROKEN;
  s->piece = arena_raw(a, PIECE, 1);
  if (part->method == DEFLATED) s->inflate = inflate_new(a, INFLATE_RAW);
  return s;
}

ZipProblem zip_problem(const ZipStream *s) {
  return s->problem;
}

static ptrdiff_t fail(ZipStream *s, ZipProblem why) {
  s->problem = why;
  return -1;
}

static bool more_in(ZipStream *s) {
  size_t n = s->left < PIECE ? (size_t)s->left : PIECE;
  if (!n || !get(s->from, s->piece, n, s->at)) return false;
  s->in = (Str){s->piece, n};
  s->at += n, s->left -= n;
  return true;
}

static bool too_much(const ZipStream *s) {
  uint64_t packed = s->part->packed - s->left;
  return s->made > ZIP_PART_MAX || (s->made > ZIP_RATIO_FROM && s->made / ZIP_RATIO_MAX > packed);
}

ptrdiff_t zip_read(void *part, char *to, size_t n) {
  ZipStream *s = part;
  if (s->problem) return -1;
  size_t made = 0;
  while (!made && !s->ended && n) {
    if (!s->in.n && !more_in(s) && !(s->inflate && s->left == 0)) {
      if (s->left || s->inflate) return fail(s, ZIP_BROKEN);
      s->ended = true; // stored, and all read
      break;
    }
    if (!s->inflate) {
      made = s->in.n < n ? s->in.n : n;
      memcpy(to, s->in.p, made);
      s->in = str_slice(s->in, made, s->in.n);
      break;
    }
    size_t before = s->in.n;
    InflateState state = inflate_step(s->inflate, &s->in, to, n, &made);
    if (state == INFLATE_BROKEN || (state == INFLATE_MORE && !made && !before)) return fail(s, ZIP_BROKEN);
    s->ended = state == INFLATE_END;
  }
  s->made += made;
  s->crc = crc_32(s->crc, (Str){to, made});
  if (too_much(s)) return fail(s, ZIP_BOMB);
  if (s->ended && !made && (s->made != s->part->size || s->crc != s->part->crc)) return fail(s, ZIP_BROKEN);
  return (ptrdiff_t)made;
}

ZipProblem zip_text(Arena *a, const Zip *z, const ZipPart *part, size_t most, Str *out) {
  ZipStream *s = zip_part(a, z, part);
  size_t n = 0, room = 1 << 14;
  char *p = arena_raw(a, room, 1);
  for (ptrdiff_t got; (got = zip_read(s, p + n, room - n));) {
    if (got < 0) return s->problem;
    n += (size_t)got;
    if (n > most) return ZIP_BOMB;
    if (n < room) continue;
    p = arena_resize(a, p, room, room * 2, 1);
    room *= 2;
  }
  *out = (Str){p, n};
  return ZIP_OK;
}
