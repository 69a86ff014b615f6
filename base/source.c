// Lines are found once, with memchr for \n and \r; places inside a line are counted when asked.
#include "base/source.h"
#include "base/array.h"
#include "base/utf.h"

#define TAB 4

uint32_t sources_add(Arena *a, Sources *all, Str name, Str text) {
  Source *p = array_room(a, all->p, all->n, &all->cap, sizeof *p, alignof(Source));
  all->p = p;
  p[all->n] = (Source){.name = name, .text = text};
  return all->n++;
}

void source_index(Arena *a, Source *s) {
  if (s->lines) return;
  ARRAY(uint32_t) lines = {0};
  *array_push(a, &lines) = 0;
  const char *p = s->text.p, *end = p + s->text.n;
  const char *lf = p ? memchr(p, '\n', s->text.n) : NULL, *cr = p ? memchr(p, '\r', s->text.n) : NULL;
  while (lf || cr) {
    const char *at = !cr || (lf && lf < cr) ? lf : cr;
    p = at + 1;
    if (at == cr && p == lf) p++;
    size_t left = (size_t)(end - p);
    if (lf && lf < p) lf = left ? memchr(p, '\n', left) : NULL;
    if (cr && cr < p) cr = left ? memchr(p, '\r', left) : NULL;
    *array_push(a, &lines) = (uint32_t)(p - s->text.p);
  }
  s->lines = lines.p;
  s->line_n = lines.n;
}

Str source_line(const Source *s, uint32_t line) {
  if (line < 1 || line > s->line_n) return (Str){s->text.p, 0};
  size_t from = s->lines[line - 1], to = line < s->line_n ? s->lines[line] : s->text.n;
  if (line < s->line_n) {
    to--; // the line's end is \n, \r or both
    if (to > from && s->text.p[to] == '\n' && s->text.p[to - 1] == '\r') to--;
  }
  return (Str){s->text.p + from, to - from};
}

// The next stop of the tabulator.
static size_t tab_after(size_t column) { return (column / TAB + 1) * TAB; }

size_t source_width(Str line) {
  size_t column = 0;
  for (size_t i = 0; i < line.n;) {
    const char *tab = memchr(line.p + i, '\t', line.n - i);
    size_t to = tab ? (size_t)(tab - line.p) : line.n;
    column += utf_width(str_slice(line, i, to));
    if (!tab) break;
    column = tab_after(column);
    i = to + 1;
  }
  return column;
}

Place source_place(const Source *s, uint32_t offset) {
  if (offset > s->text.n) offset = (uint32_t)s->text.n;
  uint32_t low = 0, high = s->line_n; // lines[low] <= offset < lines[high]
  while (high - low > 1) {
    uint32_t mid = low + (high - low) / 2;
    if (s->lines[mid] <= offset) low = mid;
    else high = mid;
  }
  Str before = str_slice(source_line(s, low + 1), 0, offset - s->lines[low]);
  return (Place){low + 1, (uint32_t)utf_count(before) + 1, (uint32_t)source_width(before)};
}
