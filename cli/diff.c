// Longest common lines by Myers' greedy walk (E. Myers, An O(ND) Difference Algorithm, 1986), after the
// common head and tail are cut. Past a cap the middle is shown as replaced whole: right, if not shortest.
#include "cli/diff.h"
#include "base/array.h"

typedef ARRAY(Str) Lines;

typedef struct Hunker {
  Out *o;
  bool color;
  Lines a, b;
  uint8_t *gone, *fresh; // per line of a, of b: not in the other
} Hunker;

static Lines split(Arena *arena, Str s) {
  Lines out = {.p = NEW(arena, Str), .cap = 1}; // never NULL
  for (size_t i = 0; i < s.n;) {
    const char *end = memchr(s.p + i, '\n', s.n - i);
    size_t stop = end ? (size_t)(end - s.p) + 1 : s.n;
    *array_push(arena, &out) = str_slice(s, i, stop);
    i = stop;
  }
  return out;
}

enum { CAP = 2000 }; // differing lines looked through

// Marks what differs between a[x0, x1) and b[y0, y1).
static void mark(Arena *arena, Hunker *h, int32_t x0, int32_t x1, int32_t y0, int32_t y1) {
  int32_t n = x1 - x0, m = y1 - y0, most = n + m < CAP ? n + m : CAP;
  int32_t **trace = NEW_N(arena, int32_t *, (size_t)most + 1), width = 2 * most + 3;
  int32_t *v = NEW_N(arena, int32_t, (size_t)width), d, k, x = 0, y = 0;
  bool found = false;
  for (d = 0; d <= most && !found; d++) {
    trace[d] = arena_raw(arena, (size_t)(2 * d + 3) * sizeof *v, alignof(int32_t));
    for (k = -d; k <= d; k += 2) {
      bool down = k == -d || (k != d && v[most + 1 + k - 1] < v[most + 1 + k + 1]);
      x = down ? v[most + 1 + k + 1] : v[most + 1 + k - 1] + 1;
      y = x - k;
      while (x < n && y < m && str_eq(h->a.p[x0 + x], h->b.p[y0 + y])) x++, y++;
      v[most + 1 + k] = x;
      if (x >= n && y >= m) found = true;
      if (found) break;
    }
    memcpy(trace[d], v + most - d, (size_t)(2 * d + 3) * sizeof *v);
  }
  if (!found) {
    memset(h->gone + x0, 1, (size_t)n);
    memset(h->fresh + y0, 1, (size_t)m);
    return;
  }
  for (d--, x = n, y = m; d > 0; d--) {  // back along the recorded frontiers
    const int32_t *w = trace[d - 1] + d; // w[k] for |k| <= d
    k = x - y;
    bool down = k == -d || (k != d && w[k - 1] < w[k + 1]);
    int32_t from = down ? w[k + 1] : w[k - 1], from_y = from - (down ? k + 1 : k - 1);
    if (down)
      h->fresh[y0 + from_y] = 1;
    else
      h->gone[x0 + from] = 1;
    x = from, y = from_y;
  }
}

static void line(Hunker *h, char sign, Str s) {
  const char *color = !h->color || sign == ' ' ? "" : sign == '+' ? "\x1b[32m" : "\x1b[31m";
  bool ended = str_ends(s, S("\n"));
  out_z(h->o, color);
  out_c(h->o, sign);
  out_str(h->o, ended ? str_slice(s, 0, s.n - 1) : s);
  if (*color) out_z(h->o, "\x1b[0m");
  out_z(h->o, ended ? "\n" : "\n\\ No newline at end of file\n");
}

enum { CONTEXT = 3 };

static void hunk(Hunker *h, uint32_t x, uint32_t y, uint32_t x_end, uint32_t y_end) {
  out_fmt(h->o, "%s@@ -%u,%u +%u,%u @@%s\n", h->color ? "\x1b[36m" : "", x_end > x ? x + 1 : x, x_end - x,
          y_end > y ? y + 1 : y, y_end - y, h->color ? "\x1b[0m" : "");
  while (x < x_end || y < y_end) {
    if (x < x_end && h->gone[x])
      line(h, '-', h->a.p[x++]);
    else if (y < y_end && h->fresh[y])
      line(h, '+', h->b.p[y++]);
    else
      line(h, ' ', h->a.p[x++]), y++;
  }
}

void diff_write(Arena *arena, Out *o, Str name, Str before, Str after, bool color) {
  if (str_eq(before, after)) return;
  Hunker h = {.o = o, .color = color, .a = split(arena, before), .b = split(arena, after)};
  uint32_t n = h.a.n, m = h.b.n, head = 0, tail = 0;
  h.gone = NEW_N(arena, uint8_t, n + 1);
  h.fresh = NEW_N(arena, uint8_t, m + 1);
  while (head < n && head < m && str_eq(h.a.p[head], h.b.p[head])) head++;
  while (tail < n - head && tail < m - head && str_eq(h.a.p[n - 1 - tail], h.b.p[m - 1 - tail])) tail++;
  mark(arena, &h, (int32_t)head, (int32_t)(n - tail), (int32_t)head, (int32_t)(m - tail));
  out_fmt(o, "--- " STR_FMT "\n+++ " STR_FMT "\n", STR_ARG(name), STR_ARG(name));
  uint32_t x = 0, y = 0;
  while (x < n || y < m) { // x, y: the next lines not yet shown
    uint32_t i = x, j = y;
    while (i < n && j < m && !h.gone[i] && !h.fresh[j]) i++, j++;
    if (i >= n && j >= m) break;
    uint32_t lead = i - x < CONTEXT ? i - x : CONTEXT, start = i - lead, start_y = j - lead, same = 0;
    while ((i < n || j < m) && same <= 2 * CONTEXT) {
      if (i < n && h.gone[i])
        i++, same = 0;
      else if (j < m && h.fresh[j])
        j++, same = 0;
      else
        i++, j++, same++;
    }
    uint32_t extra = same > CONTEXT ? same - CONTEXT : 0;
    hunk(&h, start, start_y, i - extra, j - extra);
    x = i, y = j;
    if (extra) x -= extra, y -= extra;
  }
}
