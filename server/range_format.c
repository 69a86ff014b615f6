// Formatting of some lines: the whole text is formatted, its lines are matched with the old ones (blanks
// aside), and only what changes inside the range is told.
#include "server/cursor.h"
#include "server/server.h"

void range_formatting(Request *r);
void on_type_formatting(Request *r);

#define MIDDLE_MAX 1500 // lines that are matched one against the other

typedef struct Line {
  uint32_t start, end;
  uint32_t key;
} Line; // end: before its line end; key: without blanks
typedef struct Text2 {
  Str text;
  Line *p;
  uint32_t n;
} Text2;

static uint32_t key_of(Str s) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] != ' ' && s.p[i] != '\t') h = (h ^ (unsigned char)s.p[i]) * 16777619u;
  return h;
}

static Text2 lines_of(Arena *a, Str text) {
  ARRAY(Line) all = {0};
  for (size_t i = 0; i <= text.n;) {
    const char *nl = i < text.n ? memchr(text.p + i, '\n', text.n - i) : NULL;
    size_t end = nl ? (size_t)(nl - text.p) : text.n, stop = end;
    if (stop > i && text.p[stop - 1] == '\r') stop--;
    *array_push(a, &all) = (Line){(uint32_t)i, (uint32_t)stop, key_of(str_slice(text, i, stop))};
    i = end + 1;
  }
  return (Text2){text, all.p, all.n};
}

static Str line_text(const Text2 *t, uint32_t i) {
  return str_slice(t->text, t->p[i].start, t->p[i].end);
}

typedef struct Ranged {
  Request *r;
  Document *d;
  Text2 was, now;
  uint32_t first, last; // old lines that may change
} Ranged;

static void edit(Ranged *x, uint32_t start, uint32_t end, Str text) {
  Json *j = &x->r->json;
  json_obj(j);
  json_key(j, "range"), write_range(j, &x->d->lines, start, end);
  json_put_str(j, "newText", text);
  json_end(j, '}');
}

static void same_line(Ranged *x, uint32_t i, uint32_t k) {
  if (i < x->first || i > x->last || str_eq(line_text(&x->was, i), line_text(&x->now, k))) return;
  edit(x, x->was.p[i].start, x->was.p[i].end, line_text(&x->now, k));
}

// Old lines [i, i2) become [k, k2).
static void run(Ranged *x, uint32_t i, uint32_t i2, uint32_t k, uint32_t k2) {
  if ((i == i2 && k == k2) || i < x->first || (i2 ? i2 - 1 : 0) > x->last || i2 >= x->was.n || i > x->last)
    return;
  Out o = out_memory(x->r->a);
  for (; k < k2; k++) out_str(&o, line_text(&x->now, k)), out_c(&o, '\n');
  edit(x, x->was.p[i].start, x->was.p[i2].start, out_text(&o));
}

static void middle(Ranged *x, uint32_t i, uint32_t i2, uint32_t k, uint32_t k2) {
  uint32_t n = i2 - i, m = k2 - k;
  if (n > MIDDLE_MAX || m > MIDDLE_MAX) return;
  uint16_t *best = NEW_N(x->r->a, uint16_t, (size_t)(n + 1) * (m + 1));
#define BEST(a, b) best[(size_t)(a) * (m + 1) + (b)]
  for (uint32_t a = n; a-- > 0;)
    for (uint32_t b = m; b-- > 0;) {
      uint16_t down = BEST(a + 1, b), right = BEST(a, b + 1);
      BEST(a, b) = x->was.p[i + a].key == x->now.p[k + b].key ? (uint16_t)(BEST(a + 1, b + 1) + 1)
                   : down > right                             ? down
                                                              : right;
    }
  for (uint32_t a = 0, b = 0; a < n || b < m;) {
    uint32_t a0 = a, b0 = b;
    while (a < n && b < m && x->was.p[i + a].key != x->now.p[k + b].key) {
      if (BEST(a + 1, b) >= BEST(a, b + 1))
        a++;
      else
        b++;
    }
    if (a == n || b == m) a = n, b = m;
    run(x, i + a0, i + a, k + b0, k + b);
    if (a < n && b < m) same_line(x, i + a++, k + b++);
  }
#undef BEST
}

static void write_changes(Ranged *x) {
  uint32_t head = 0, tail = 0, least = x->was.n < x->now.n ? x->was.n : x->now.n;
  while (head < least && x->was.p[head].key == x->now.p[head].key) same_line(x, head, head), head++;
  while (tail < least - head && x->was.p[x->was.n - tail - 1].key == x->now.p[x->now.n - tail - 1].key)
    tail++;
  middle(x, head, x->was.n - tail, head, x->now.n - tail);
  for (uint32_t i = tail; i-- > 0;) same_line(x, x->was.n - i - 1, x->now.n - i - 1);
}

static uint32_t line_at(const Text2 *t, uint32_t offset) {
  uint32_t lo = 0, hi = t->n;
  while (hi - lo > 1) {
    uint32_t mid = (lo + hi) / 2;
    if (t->p[mid].start <= offset)
      lo = mid;
    else
      hi = mid;
  }
  return lo;
}

static bool prepare(Request *r, Document *d, Ranged *x) {
  Out o = out_memory(r->a);
  *x = (Ranged){.r = r, .d = d};
  if (!format_text(r, d, &o)) return false;
  x->was = lines_of(r->a, document_text(d));
  x->now = lines_of(r->a, out_text(&o));
  return x->was.p && x->now.p;
}

void range_formatting(Request *r) {
  Document *d = request_document(r);
  uint32_t start, end;
  Ranged x;
  if (!d) return;
  if (!range_in(&d->lines, in_get(r->params, "range"), &start, &end)) {
    request_fail(r, RPC_INVALID_PARAMS, "no range");
    return;
  }
  if (!prepare(r, d, &x)) return;
  x.first = line_at(&x.was, start);
  x.last = line_at(&x.was, end);
  if (x.last > x.first && x.was.p[x.last].start == end) x.last--; // up to a line's beginning: not that line
  json_list(&r->json);
  write_changes(&x);
  json_end(&r->json, ']');
}

// ---- while typing

static void indent_line(Ranged *x, const Cursor *c, uint32_t offset) {
  Str text = document_text(x->d);
  uint32_t start = offset, end = offset;
  while (start && text.p[start - 1] != '\n' && text.p[start - 1] != '\r') start--;
  while (end < text.n && (text.p[end] == ' ' || text.p[end] == '\t')) end++;
  for (uint32_t i = start; i < offset; i++)
    if (text.p[i] != ' ' && text.p[i] != '\t') return;
  uint32_t depth = c->blocks.n - 1;
  if (depth && end < text.n && text.p[end] == '}') depth--;
  if (depth > 50) return;
  Out o = out_memory(x->r->a);
  out_pad(&o, ' ', 2 * (size_t)depth);
  Str want = out_text(&o);
  if (!str_eq(want, str_slice(text, start, end))) edit(x, start, end, want);
}

void on_type_formatting(Request *r) {
  uint32_t offset;
  Document *d = request_place(r, &offset);
  Build *b = d ? document_build(r->s, d) : NULL;
  if (!b) return;
  Str typed = in_text(r->params, "ch");
  bool newline = str_eq(typed, S("\n"));
  Source source = {.name = d->path, .text = document_text(d)};
  UnitNames units = {units_known, b->program->units};
  Cursor c;
  cursor_find(r->a, &source, offset, &units, &c);
  Ranged x;
  bool whole = prepare(r, d, &x);
  json_list(&r->json);
  if (whole) {
    x.last = line_at(&x.was, offset);
    x.first = newline && x.last ? x.last - 1 : x.last;
    if (newline) x.last = x.first;
    if (!newline && c.closing) x.first = line_at(&x.was, c.closing - 1);
    write_changes(&x);
  }
  if (newline) {
    if (!whole) x = (Ranged){.r = r, .d = d};
    indent_line(&x, &c, offset);
  }
  json_end(&r->json, ']');
}
