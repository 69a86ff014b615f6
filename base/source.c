// Lines are found once, with memchr for \n and \r. Columns are differences of running counts of code points,
// kept for each 4 KiB, so no question costs more than that much reading, however long the line.
#include "base/source.h"
#include "base/array.h"
#include "base/par.h"
#include "base/utf.h"

#define TAB  4
#define STEP ((size_t)4096) // bytes between counts

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
  size_t steps = s->text.n / STEP + 1;
  s->counts = arena_raw(a, steps * sizeof *s->counts, alignof(uint32_t));
  for (size_t i = 0, sum = 0; i < steps; i++) {
    s->counts[i] = (uint32_t)sum;
    sum += utf_count(str_slice(s->text, i * STEP, (i + 1) * STEP));
  }
}

// Code points before an offset.
static uint32_t count_before(const Source *s, uint32_t offset) {
  return s->counts[offset / STEP] + (uint32_t)utf_count(str_slice(s->text, offset / STEP * STEP, offset));
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

// ---- marks

// \n, \r\n and a lone \r in [from, to); a byte behind the end is read. In runs that a byte can count.
// The same of a short range without \r, eight bytes at a time; up to seven bytes behind the end are read.
static uint32_t newlines(const char *from, const char *to) {
  const uint64_t low = 0x7F7F7F7F7F7F7F7Fu, ones = 0x0101010101010101u;
  uint32_t sum = 0;
  for (; from < to; from += 8) {
    uint64_t x;
    memcpy(&x, from, 8);
    x ^= ones * '\n';
    x = ~(((x & low) + low) | x | low); // the top bit of each byte that was one
    if (to - from < 8) x &= ((uint64_t)1 << 8 * (to - from)) - 1;
    sum += (uint32_t)((x >> 7) * ones >> 56);
  }
  return sum;
}

static uint32_t line_ends(const char *from, const char *to, bool returns) {
  uint32_t sum = 0;
  if (!returns && to - from < 128) return newlines(from, to);
  while (!returns && from < to) {
    const char *end = to - from > 128 ? from + 128 : to;
    uint8_t some = 0;
    for (; from < end; from++) some = (uint8_t)(some + (*from == '\n'));
    sum += some;
  }
  while (from < to) {
    const char *end = to - from > 128 ? from + 128 : to;
    uint8_t some = 0;
    for (; from < end; from++)
      some = (uint8_t)(some + (*from == '\n') + ((*from == '\r') & (from[1] != '\n')));
    sum += some;
  }
  return sum;
}

void source_marks_room(Arena *a, Source *s) {
  s->marks = arena_raw(a, (s->text.n / STEP + 2) * sizeof *s->marks, alignof(uint32_t));
  s->marks[0] = 0;
}

bool source_mark(const Source *s, size_t from, size_t to) {
  bool any = false;
  for (size_t i = (from + STEP - 1) / STEP; i * STEP < to; i++) {
    const char *p = s->text.p + i * STEP;
    size_t n = s->text.n - i * STEP < STEP ? s->text.n - i * STEP : STEP;
    bool returns = memchr(p, '\r', n);
    s->marks[i + 1] = line_ends(p, p + n, returns);
    any |= returns;
  }
  return any;
}

#define MARKED ((size_t)1 << 20) // bytes a job

typedef struct MarkJob {
  const Source *source;
  size_t from, to;
  bool returns;
} MarkJob;

static void mark(void *ctx, size_t i, unsigned worker) {
  MarkJob *j = &((MarkJob *)ctx)[i];
  (void)worker;
  j->returns = source_mark(j->source, j->from, j->to);
}

void sources_mark(Arena *a, Sources *all, unsigned workers) {
  ARRAY(MarkJob) jobs = {0};
  size_t bytes = 0;
  for (uint32_t i = 0; i < all->n; i++) {
    Source *s = &all->p[i];
    if (s->marks) continue;
    source_marks_room(a, s);
    bytes += s->text.n;
    for (size_t at = 0; at < s->text.n; at += MARKED)
      *array_push(a, &jobs) = (MarkJob){s, at, s->text.n - at < MARKED ? s->text.n : at + MARKED, false};
  }
  par_for(jobs.n, bytes < MARKED ? 1 : workers, mark, jobs.p);
  for (uint32_t i = 0; i < jobs.n; i++) all->p[jobs.p[i].source - all->p].returns |= jobs.p[i].returns;
  for (uint32_t i = 0; i < all->n; i++) {
    Source *s = &all->p[i];
    for (size_t k = 0; !s->marked && k * STEP < s->text.n; k++) s->marks[k + 1] += s->marks[k];
    s->marked = true;
  }
}

uint32_t source_line_at(const Source *s, uint32_t offset, LineAt *near) {
  uint32_t from = offset / STEP * STEP, ends = s->marks[offset / STEP];
  bool known = near->of == s,
       ahead = known && near->offset <= offset && offset - near->offset < offset - from;
  bool back = known && near->offset > offset && near->offset - offset < offset - from;
  if (ahead || back) from = near->offset, ends = near->ends;
  if (back)
    ends -= line_ends(s->text.p + offset, s->text.p + from, s->returns);
  else
    ends += line_ends(s->text.p + from, s->text.p + offset, s->returns);
  *near = (LineAt){s, offset, ends};
  return ends + 1;
}

// The next stop of the tabulator.
static size_t tab_after(size_t column) {
  return (column / TAB + 1) * TAB;
}

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
    if (s->lines[mid] <= offset)
      low = mid;
    else
      high = mid;
  }
  uint32_t start = s->lines[low], end = start + (uint32_t)source_line(s, low + 1).n;
  if (offset > end) offset = end; // inside the line's end
  return (Place){low + 1, count_before(s, offset) - count_before(s, start) + 1};
}
