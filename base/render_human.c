// The picture of a finding:
//
//   错误[E0301]: 量纲不一致：人次 与 货币（元）
//     ┌─ 招商.pgl:14:6
//   14 │   要求 招商.人次 ≥ 120元
//      │        ─────────   ───── 货币
//      │        人次
//     = 提示: 若指人均成本，请写 元/人次
//
// A line is laid out first: each grapheme gets its terminal column (East Asian width, tabs, escapes for what
// must not reach a terminal); then a window of it that fits is printed, and the marks below by columns.
#include "base/array.h"
#include "base/render_parts.h"
#include "base/utf.h"
#include <stdlib.h>

#define COLUMNS     100
#define COLUMNS_MIN 20
#define LINE_LONG   8192 // of a longer line only the bytes around its first mark are laid out
#define LINE_BEFORE 1024

typedef enum Style { PLAIN, BOLD, BLUE, RED, YELLOW, CYAN } Style;

static void style(Render *r, Style s) {
  static const char *const codes[] = {"0", "1", "1;34", "1;31", "1;33", "1;36"};
  if (r->opt->color) out_fmt(r->out, "\033[%sm", codes[s]);
}

static Style severity_style(Severity s) {
  return s == SEV_ERROR ? RED : s == SEV_WARNING ? YELLOW : CYAN;
}

// A span reduced to the one line on which it is drawn.
typedef struct Mark {
  const Source *source;
  uint32_t rank, line; // order of the files; from 1
  uint32_t start, end; // bytes in the line
  uint32_t from, to;   // columns in the window
  Str text;
  bool primary;
} Mark;

typedef ARRAY(Mark) Marks;

typedef struct Cell { // one grapheme of a line
  uint32_t byte, column, out;
} Cell;

typedef struct Layout {
  Cell *cells; // n, and one more for the end
  uint32_t n;
  Str shown;
  bool cut_left, cut_right;
} Layout;

static size_t boundary(Str s, size_t i) {
  while (i < s.n && ((unsigned char)s.p[i] & 0xC0) == 0x80) i++;
  return i < s.n ? i : s.n;
}

static Layout lay_out(Render *r, Str line, size_t first) {
  size_t i = 0, end = line.n;
  if (line.n > LINE_LONG) {
    i = first > LINE_BEFORE ? boundary(line, first - LINE_BEFORE) : 0;
    end = boundary(line, i + LINE_LONG);
  }
  Layout l = {.cut_left = i > 0, .cut_right = end < line.n};
  Str part = str_slice(line, 0, end);
  Out shown = out_memory(r->scratch);
  ARRAY(Cell) cells = {0};
  uint32_t column = 0;
  while (i < end) {
    size_t to = utf_grapheme(part, i), out = shown.n;
    *array_push(r->scratch, &cells) = (Cell){(uint32_t)i, column, (uint32_t)out};
    if (part.p[i] == '\t') {
      uint32_t stop = (uint32_t)source_width(S("\t")) - column % (uint32_t)source_width(S("\t"));
      out_pad(&shown, ' ', stop);
      column += stop;
    } else {
      utf_show(&shown, str_slice(part, i, to));
      column += (uint32_t)utf_width(str_slice(out_text(&shown), out, shown.n));
    }
    i = to;
  }
  *array_push(r->scratch, &cells) = (Cell){(uint32_t)end, column, (uint32_t)shown.n};
  l.cells = cells.p;
  l.n = cells.n - 1;
  l.shown = out_text(&shown);
  return l;
}

// The column where byte offset `at` stands; one inside a grapheme counts as its start, or its end.
static uint32_t column_of(const Layout *l, uint32_t at, bool up) {
  uint32_t i = 0;
  while (i < l->n && (up ? l->cells[i].byte < at : l->cells[i + 1].byte <= at)) i++;
  return l->cells[i].column;
}

// Prints what of the line fits into `room` columns around the marks, and sets their columns in it.
static void print_line(Render *r, Str line, Mark *marks, uint32_t n, uint32_t room) {
  uint32_t low = UINT32_MAX, high = 0, first = UINT32_MAX;
  for (uint32_t i = 0; i < n; i++) first = marks[i].start < first ? marks[i].start : first;
  Layout l = lay_out(r, line, n ? first : 0);
  for (uint32_t i = 0; i < n; i++) {
    marks[i].from = column_of(&l, marks[i].start, false);
    marks[i].to = column_of(&l, marks[i].end, true);
    low = marks[i].from < low ? marks[i].from : low;
    high = marks[i].to > high ? marks[i].to : high;
  }
  uint32_t total = l.cells[l.n].column, a = 0, b = l.n;
  bool wide = total + l.cut_left + l.cut_right > room;
  if (wide && n && (high + 1 >= room || l.cut_left)) {
    uint32_t start = low > room / 3 ? low - room / 3 : 0, latest = total + 1 > room ? total + 1 - room : 0;
    if (start > latest) start = latest; // the line's end leaves no room unused
    while (a < l.n && l.cells[a].column < start) a++;
  }
  bool left = l.cut_left || a;
  uint32_t base = l.cells[a].column, limit = base + room - left;
  if (wide && (total > limit || l.cut_right))
    while (b > a && l.cells[b].column + 1 > limit) b--;
  bool right = l.cut_right || b < l.n;
  if (left) out_z(r->out, "…");
  Str text = str_slice(l.shown, l.cells[a].out, l.cells[b].out);
  while (!right && text.n && text.p[text.n - 1] == ' ') text.n--;
  out_str(r->out, text);
  if (right) out_z(r->out, "…");
  uint32_t end = l.cells[b].column;
  for (uint32_t i = 0; i < n; i++) {
    Mark *m = &marks[i];
    m->from = (m->from < base ? base : m->from > end ? end : m->from) - base + left;
    m->to = (m->to < base ? base : m->to > end ? end : m->to) - base + left;
    if (m->to <= m->from) m->to = m->from + 1;
  }
}

static void gutter(Render *r, uint32_t line, unsigned width) {
  style(r, BLUE);
  if (line)
    out_fmt(r->out, "%*u │", (int)width, line);
  else {
    out_pad(r->out, ' ', width + 1);
    out_z(r->out, "│");
  }
  style(r, PLAIN);
}

static Style mark_style(const Render *r, const Diag *d, const Mark *m) {
  return m->primary ? severity_style(diag_severity(r->ds, d)) : BLUE;
}

static void print_text(Render *r, const Diag *d, const Mark *m) {
  style(r, mark_style(r, d, m));
  out_str(r->out, m->text);
  style(r, PLAIN);
}

// The line of ───, with the text of the rightmost mark behind it; returns that mark.
static const Mark *print_marks(Render *r, const Diag *d, const Mark *marks, uint32_t n) {
  uint32_t width = marks[0].to;
  const Mark *beside = &marks[0];
  for (uint32_t i = 1; i < n; i++) {
    if (marks[i].to > width || (marks[i].to == width && marks[i].from >= beside->from)) beside = &marks[i];
    width = marks[i].to > width ? marks[i].to : width;
  }
  const Mark **over = NEW_N(r->scratch, const Mark *, width);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t c = marks[i].from; c < marks[i].to; c++)
      if (!over[c] || marks[i].primary) over[c] = &marks[i];
  out_c(r->out, ' ');
  for (uint32_t c = 0; c < width; c++) {
    const Mark *m = over[c];
    if (m && (!c || over[c - 1] != m)) style(r, mark_style(r, d, m));
    out_z(r->out, m ? "─" : " ");
    if (m && (c + 1 == width || over[c + 1] != m)) style(r, PLAIN);
  }
  if (beside->text.n) {
    out_c(r->out, ' ');
    print_text(r, d, beside);
  }
  out_c(r->out, '\n');
  return beside;
}

// The other texts, each below its mark, from the right; │ leads to those of later lines.
static void print_texts(Render *r, const Diag *d, const Mark *marks, uint32_t n, const Mark *done,
                        unsigned width) {
  ARRAY(const Mark *) left = {0}; // by column
  for (uint32_t i = 0; i < n; i++)
    if (&marks[i] != done && marks[i].text.n) *array_push(r->scratch, &left) = &marks[i];
  while (left.n) {
    bool *put = NEW_N(r->scratch, bool, left.n), *stem = NEW_N(r->scratch, bool, left.n);
    uint32_t limit = UINT32_MAX;
    for (uint32_t i = left.n; i--;) {
      size_t end = left.p[i]->from + utf_width(left.p[i]->text);
      put[i] = limit == UINT32_MAX || end < limit;
      stem[i] = !put[i] && left.p[i]->from < limit;
      if (put[i] || stem[i]) limit = left.p[i]->from;
    }
    gutter(r, 0, width);
    out_c(r->out, ' ');
    size_t column = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < left.n; i++) {
      const Mark *m = left.p[i];
      if (put[i] || stem[i]) {
        out_pad(r->out, ' ', m->from - column);
        column = m->from + (put[i] ? utf_width(m->text) : 1);
      }
      if (put[i]) {
        print_text(r, d, m);
        continue;
      }
      if (stem[i]) {
        style(r, mark_style(r, d, m));
        out_z(r->out, "│");
        style(r, PLAIN);
      }
      left.p[kept++] = m;
    }
    left.n = kept;
    out_c(r->out, '\n');
  }
}

static void add_mark(Render *r, Marks *marks, Span at, Str text, bool primary) {
  const Source *s = render_source(r, at);
  if (!s) return;
  Mark m = {.source = s, .text = text, .primary = primary};
  m.line = source_place(s, at.start).line;
  uint32_t start = s->lines[m.line - 1], length = (uint32_t)source_line(s, m.line).n;
  m.start = at.start - start < length ? at.start - start : length;
  m.end = at.end < at.start ? m.start : at.end - start < length ? at.end - start : length;
  m.rank = marks->n; // files in the order in which they first appear
  for (uint32_t i = 0; i < marks->n; i++)
    if (marks->p[i].source == s && marks->p[i].rank < m.rank) m.rank = marks->p[i].rank;
  *array_push(r->scratch, marks) = m;
}

static int by_line(const void *x, const void *y) {
  const Mark *a = x, *b = y;
  if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
  if (a->line != b->line) return a->line < b->line ? -1 : 1;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return (a->end > b->end) - (a->end < b->end);
}

static void header(Render *r, unsigned width, Str place) {
  if (!place.n) return;
  out_pad(r->out, ' ', width);
  style(r, BLUE);
  out_z(r->out, "┌─ ");
  style(r, PLAIN);
  out_str(r->out, place);
  out_c(r->out, '\n');
}

static Str place_of(Render *r, const Mark *m) {
  Diag at = {.at = {(uint32_t)(m->source - r->all->p), m->source->lines[m->line - 1] + m->start, 0}};
  return render_place(r, &at);
}

static void picture(Render *r, const Diag *d, Marks *marks, unsigned width) {
  uint32_t columns = r->opt->columns ? r->opt->columns : COLUMNS;
  uint32_t room = columns > width + 3 + COLUMNS_MIN ? columns - width - 3 : COLUMNS_MIN;
  for (uint32_t i = 0, n; i < marks->n; i += n) {
    Mark *m = &marks->p[i];
    for (n = 1; i + n < marks->n && m[n].source == m->source && m[n].line == m->line; n++) {
    }
    if (i && m[-1].source != m->source)
      header(r, width, place_of(r, m));
    else if (i && m->line == m[-1].line + 2) {
      gutter(r, m->line - 1, width);
      out_c(r->out, ' ');
      print_line(r, source_line(m->source, m->line - 1), NULL, 0, room);
      out_c(r->out, '\n');
    } else if (i && m->line > m[-1].line + 2) {
      out_pad(r->out, ' ', width + 1);
      style(r, BLUE);
      out_z(r->out, "⋮\n");
      style(r, PLAIN);
    }
    gutter(r, m->line, width);
    out_c(r->out, ' ');
    print_line(r, source_line(m->source, m->line), m, n, room);
    out_c(r->out, '\n');
    gutter(r, 0, width);
    print_texts(r, d, m, n, print_marks(r, d, m, n), width);
  }
}

static void line_below(Render *r, unsigned width, Word word, Str text) {
  out_pad(r->out, ' ', width);
  style(r, BLUE);
  out_z(r->out, "= ");
  style(r, CYAN);
  out_str(r->out, render_word(r, word));
  style(r, PLAIN);
  out_z(r->out, ": ");
  out_str(r->out, text);
  out_c(r->out, '\n');
}

void render_human(Render *r, const Diag *d) {
  const DiagSpec *spec = &r->ds->table[d->text.id];
  style(r, severity_style(spec->severity));
  out_str(r->out, render_word(r, (Word)spec->severity));
  if (spec->code) out_fmt(r->out, "[%s]", spec->code);
  style(r, PLAIN);
  style(r, BOLD);
  out_z(r->out, ": ");
  out_str(r->out, render_shown(r, &d->text));
  style(r, PLAIN);
  out_c(r->out, '\n');

  Marks marks = {0};
  bool own = d->cell.name.n == 0; // the finding's own place, unless a label stands exactly there
  for (const DiagLabel *l = d->labels; l; l = l->next)
    own &= !(l->at.file == d->at.file && l->at.start == d->at.start && l->at.end == d->at.end);
  if (own) add_mark(r, &marks, d->at, S(""), true);
  for (const DiagLabel *l = d->labels; l; l = l->next) {
    bool primary = l->at.file == d->at.file && l->at.start == d->at.start && l->at.end == d->at.end;
    add_mark(r, &marks, l->at, render_shown(r, &l->text), primary);
  }
  // The finding's own file comes first, wherever its labels stand.
  for (uint32_t i = 0; i < marks.n; i++)
    if (d->cell.name.n == 0 && marks.p[i].source == render_source(r, d->at))
      marks.p[i].rank = 0;
    else
      marks.p[i].rank++;
  if (marks.n > 1) qsort(marks.p, marks.n, sizeof *marks.p, by_line);
  uint32_t last = 0;
  for (uint32_t i = 0; i < marks.n; i++) last = marks.p[i].line > last ? marks.p[i].line : last;
  unsigned width = 1;
  for (uint32_t v = last; v >= 10; v /= 10) width++;

  Str place = render_place(r, d);
  header(r, width, place);
  if (d->cell.name.n && marks.n) header(r, width, place_of(r, &marks.p[0]));
  picture(r, d, &marks, width);
  for (const DiagNote *n = d->notes; n; n = n->next)
    line_below(r, width, WORD_NOTE, render_shown(r, &n->text));
  for (const DiagFix *f = d->fixes; f; f = f->next)
    line_below(r, width, WORD_FIX, render_shown(r, &f->title));
  out_c(r->out, '\n');
}
