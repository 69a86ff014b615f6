// <mergeCells><mergeCell ref="A1:B2"/>…</mergeCells>: the unpacked bytes are searched for the first word, and
// only from there on read as XML.
#include "runtime/read/xlsx_merges.h"
#include <stdlib.h>

enum { PIECE = 1 << 16, MERGES_MAX = 1 << 20 };
#define WORD "mergeCells"

bool cell_name(Str name, uint32_t *column, uint32_t *row) {
  size_t i = 0;
  *column = *row = 0;
  for (; i < name.n && name.p[i] >= 'A' && name.p[i] <= 'Z' && i < 3; i++)
    *column = *column * 26 + (uint32_t)(name.p[i] - 'A' + 1);
  size_t digits = i;
  for (; i < name.n && name.p[i] >= '0' && name.p[i] <= '9' && i < digits + 7; i++)
    *row = *row * 10 + (uint32_t)(name.p[i] - '0');
  return i == name.n && *column && *row && *column <= SHEET_COLUMNS_MAX && *row <= SHEET_ROWS_MAX;
}

bool cell_range(Str ref, Merge *out) {
  size_t colon = str_find(ref, S(":"));
  return colon < ref.n && cell_name(str_slice(ref, 0, colon), &out->left, &out->top) &&
         cell_name(str_slice(ref, colon + 1, ref.n), &out->right, &out->bottom) && out->top <= out->bottom &&
         out->left <= out->right;
}

typedef struct Search {
  Arena *arena;
  ZipStream *part;
  char piece[PIECE];
  Str rest;   // of the piece, from < of the word on
  bool begun; // <x> stands before it
  Merges *out;
} Search;

// The stream from the found place on, inside an element of its own.
static ptrdiff_t tail(void *ctx, char *to, size_t n) {
  Search *s = ctx;
  if (!s->begun) {
    s->begun = true;
    to[0] = '<', to[1] = 'x', to[2] = '>'; // a piece has more room than that
    return 3;
  }
  if (!s->rest.n) return zip_read(s->part, to, n);
  if (n > s->rest.n) n = s->rest.n;
  memcpy(to, s->rest.p, n);
  s->rest = str_slice(s->rest, n, s->rest.n);
  return (ptrdiff_t)n;
}

static bool start(void *ctx, Str name, XmlAttrs attrs) {
  Search *s = ctx;
  if (!str_eq(name, S("mergeCell"))) return str_eq(name, S("x")) || str_eq(name, S(WORD));
  Merge m;
  if (cell_range(xml_attr(attrs, "ref"), &m)) *array_push(s->arena, &s->out->all) = m;
  return s->out->all.n < MERGES_MAX;
}

static bool end(void *ctx, Str name) {
  (void)ctx;
  return !str_eq(name, S(WORD));
}

static bool text(void *ctx, Str t) {
  (void)ctx, (void)t;
  return true;
}

static int by_place(const void *x, const void *y) {
  const Merge *a = x, *b = y;
  if (a->top != b->top) return a->top < b->top ? -1 : 1;
  return (a->left > b->left) - (a->left < b->left);
}

// Where the tag begins whose name, with or without a prefix, stands there; NULL: it is no tag's.
static const char *tag_of(const char *from, const char *name) {
  const char *p = name;
  if (p > from && p[-1] == ':')
    for (p--; p > from && p > name - 16 && !strchr("<:> ", p[-1]);) p--;
  return p > from && p[-1] == '<' ? p - 1 : NULL;
}

// Reads on until the word was seen, its < included; false at the end. Its first letter is rare in a sheet.
static bool find_word(Search *s) {
  size_t keep = 0, word = sizeof WORD - 1; // bytes of the piece before, in which the word may have begun
  for (ptrdiff_t got; (got = zip_read(s->part, s->piece + keep, PIECE - keep)) > 0;) {
    size_t n = keep + (size_t)got;
    const char *end = s->piece + n, *tag;
    for (const char *p = s->piece; (p = memchr(p, *WORD, (size_t)(end - p))); p++) {
      if ((size_t)(end - p) < word || memcmp(p, WORD, word) != 0) continue;
      if (!(tag = tag_of(s->piece, p))) continue;
      s->rest = (Str){tag, (size_t)(end - tag)};
      return true;
    }
    keep = n < 64 ? n : 64;
    memmove(s->piece, end - keep, keep);
  }
  return false;
}

bool merges_find(Arena *a, Workbook *b, Str part, Merges *out) {
  *out = (Merges){0};
  const ZipPart *p = zip_find(&b->zip, part);
  if (!p) return workbook_fail(b, part, ZIP_BROKEN, (XmlResult){0});
  Arena scratch;
  arena_init_like(&scratch, a);
  Search *s = NEW(&scratch, Search);
  *s = (Search){.arena = a, .part = zip_part(&scratch, &b->zip, p), .out = out};
  XmlResult r = {0};
  if (find_word(s)) r = xml_read((ByteStream){tail, s}, &(XmlHandler){start, end, text, s});
  ZipProblem problem = zip_problem(s->part);
  arena_free(&scratch);
  if (out->all.n > 1) qsort(out->all.p, out->all.n, sizeof *out->all.p, by_place);
  if (problem) return workbook_fail(b, part, problem, (XmlResult){0});
  return r.problem != XML_MISSING && r.problem != XML_STATIC ? true : workbook_fail(b, part, ZIP_OK, r);
}
