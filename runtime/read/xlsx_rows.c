// Between <sheetData> and the first thing that is no row, a row begins where the one before ends: as long as
// no comment, instruction or CDATA section was met, each < begins a tag.
#include "runtime/read/xlsx_rows.h"
#include "base/utf.h"

// What is passed on at a time is less than the reader takes at a time: it has read all of it when it comes
// again.
enum { ROOM = 1 << 18, LOW = ROOM / 4, PASS = 60000, FOREIGN = 1000, CELLS = 256, ATTRS = 12 };

struct PlainRows {
  ByteStream from;
  PlainSink sink;
  char *p;
  size_t at, n;
  size_t pass;            // bytes up to there are for the reader
  uint64_t taken, passed; // rows
  bool within;            // <sheetData>
  bool off;               // nothing more is taken out
  bool ended, stopped;
  PlainCell cells[CELLS];
};

PlainRows *plain_rows(Arena *a, ByteStream from, PlainSink sink) {
  PlainRows *q = NEW(a, PlainRows);
  q->from = from, q->sink = sink;
  q->p = arena_raw(a, ROOM, 1);
  return q;
}

bool plain_stopped(const PlainRows *q) {
  return q->stopped;
}

// ---- one row ------------------------------------------------------------------------------------

typedef struct Scan {
  const char *p, *end;
} Scan;

static bool skip(Scan *s, const char *word) {
  size_t n = strlen(word);
  if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0) return false;
  s->p += n;
  return true;
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

//  name="value", where nothing has to be decoded.
static bool attribute(Scan *s, Str *name, Str *value) {
  const char *p = s->p + 1;
  name->p = p;
  while (p < s->end && (is_letter(*p) || (p > name->p && ((*p >= '0' && *p <= '9') || *p == ':')))) p++;
  name->n = (size_t)(p - name->p);
  if (!name->n || s->end - p < 2 || p[0] != '=' || p[1] != '"') return false;
  value->p = p += 2;
  while (p < s->end && *p >= ' ' && *p <= '~' && *p != '"' && *p != '<' && *p != '&') p++;
  value->n = (size_t)(p - value->p);
  if (p == s->end || *p != '"') return false;
  s->p = p + 1;
  return true;
}

// Text up to the next tag that stands for itself.
static bool text(Scan *s, Str *out) {
  const char *p = s->p;
  bool ascii = true;
  for (; p < s->end && *p != '<'; p++) {
    unsigned char c = (unsigned char)*p;
    if (c < ' ' || c == '&' || c == '>') return false;
    ascii &= c < 0x80;
  }
  *out = (Str){s->p, (size_t)(p - s->p)};
  s->p = p;
  return p < s->end && (ascii || (utf_valid(*out) == out->n && str_find(*out, S("\xEF\xBF")) == out->n));
}

static bool cell(Scan *s, PlainCell *c) {
  *c = (PlainCell){0};
  while (s->p < s->end && *s->p == ' ') {
    Str name, value;
    if (!attribute(s, &name, &value) || name.n > 1) return false;
    Str *to = *name.p == 'r' ? &c->place : *name.p == 's' ? &c->style : *name.p == 't' ? &c->type : NULL;
    if (!to || to->p) return false;
    *to = value;
  }
  if (skip(s, "/>")) return true;
  if (!skip(s, ">")) return false;
  if (skip(s, "<is><t>") || skip(s, "<is><t xml:space=\"preserve\">"))
    return text(s, &c->text) && skip(s, "</t></is></c>");
  Str formula;
  c->formula = skip(s, "<f>");
  if (c->formula && (!text(s, &formula) || !skip(s, "</f>"))) return false;
  return !skip(s, "<v>") ? skip(s, "</c>") : text(s, &c->text) && skip(s, "</v></c>");
}

// The row that begins there: how many bytes it has, 0 where it is not of this form or not yet whole.
static size_t row(PlainRows *q, Str in, Str *number, uint32_t *cells) {
  Scan s = {in.p, in.p + in.n};
  Str names[ATTRS], value;
  uint32_t n = 0;
  *number = (Str){0};
  *cells = 0;
  if (!skip(&s, "<row")) return 0;
  for (; s.p < s.end && *s.p == ' '; n++) {
    if (n == ATTRS || !attribute(&s, &names[n], &value)) return 0;
    for (uint32_t i = 0; i < n; i++)
      if (str_eq(names[i], names[n])) return 0;
    if (str_eq(names[n], S("r"))) *number = value;
    if (names[n].n > 1 && str_ends(names[n], S(":r"))) return 0;
  }
  if (skip(&s, "/>")) return (size_t)(s.p - in.p);
  if (!skip(&s, ">")) return 0;
  while (skip(&s, "<c"))
    if (*cells == CELLS || !cell(&s, &q->cells[(*cells)++])) return 0;
  return skip(&s, "</row>") ? (size_t)(s.p - in.p) : 0;
}

// ---- the stream ---------------------------------------------------------------------------------

static Str left(const PlainRows *q) {
  return (Str){q->p + q->at, q->n - q->at};
}

static bool fill(PlainRows *q) { // false: the stream broke off
  memmove(q->p, q->p + q->at, q->n - q->at);
  q->n -= q->at, q->at = 0;
  while (q->n < ROOM && !q->ended) {
    ptrdiff_t got = q->from.read(q->from.ctx, q->p + q->n, ROOM - q->n);
    if (got < 0) return false;
    q->ended = got == 0;
    q->n += (size_t)got;
  }
  return true;
}

static bool has_other(Str s) { // comments, CDATA, instructions
  return str_find(s, S("<!")) < s.n || str_find(s, S("<?")) < s.n;
}

// What stands before the rows is passed on: UTF-8, and no < in it but of tags.
static void head(PlainRows *q) {
  Str all = str_slice(left(q), 0, PASS), tag = S("<sheetData>"), says = S("encoding=");
  size_t rows = str_find(all, tag), encoding;
  q->off = rows == all.n;
  if (q->off) return;
  all.n = q->pass = rows + tag.n;
  if ((encoding = str_find(all, says)) < all.n) {
    Str name = str_slice(all, encoding + says.n + 1, all.n);
    q->off = !str_starts(name, S("UTF-8")) && !str_starts(name, S("utf-8"));
  }
  if (str_starts(all, S("\xEF\xBB\xBF"))) all = str_slice(all, 3, all.n);
  if (str_starts(all, S("<?xml "))) { // up to its end, which has to stand before the first tag
    size_t end = str_find(all, S("?>"));
    q->off |= str_find(str_slice(all, 1, all.n), S("<")) < end;
    all = str_slice(all, end, all.n);
  }
  q->off |= has_other(all);
  q->within = true;
}

// Rows of another form from q->at on, to be passed on; what follows is off where it cannot be told where one
// ends.
static void pass(PlainRows *q) {
  Str number;
  uint32_t cells;
  for (;;) {
    Str rest = {q->p + q->pass, q->n - q->pass};
    size_t end = str_starts(rest, S("<row")) ? str_find(rest, S("</row>")) : rest.n;
    if (end < rest.n) end += S("</row>").n;
    q->off = end == rest.n || has_other(str_slice(rest, 0, end)) || end > PASS;
    if (q->off || q->pass + end - q->at > PASS) break;
    q->pass += end;
    q->passed++;
    if (row(q, (Str){q->p + q->pass, q->n - q->pass}, &number, &cells)) break;
    if (q->n - q->pass < LOW) break; // or not yet whole
  }
  if (q->pass > q->at) q->off = q->passed > FOREIGN && q->passed > q->taken; // what follows is seen again
}

// Takes rows, up to one that is to be passed on.
static bool take(PlainRows *q) {
  Str number;
  uint32_t cells;
  for (;;) {
    if (q->n - q->at < LOW && !q->ended && !fill(q)) return false;
    size_t n = row(q, left(q), &number, &cells);
    if (!n) break;
    q->at += n;
    q->taken++;
    q->stopped = !q->sink.row(q->sink.ctx, number, q->cells, cells);
    if (q->stopped) return true;
  }
  q->pass = q->at;
  pass(q);
  return true;
}

ptrdiff_t plain_read(void *plain_rows, char *to, size_t n) {
  PlainRows *q = plain_rows;
  if (q->at == q->pass && !q->off && !q->stopped) {
    if (!q->within) {
      if (!fill(q)) return -1;
      head(q);
    } else if (!take(q))
      return -1;
  }
  if (q->stopped) return 0;
  size_t most = (q->off ? q->n : q->pass) - q->at;
  if (!most) return q->ended ? 0 : q->from.read(q->from.ctx, to, n); // off, and all of the buffer is given
  if (n > most) n = most;
  memcpy(to, q->p + q->at, n);
  q->at += n;
  return (ptrdiff_t)n;
}
