// Words into lines, lines into columns, in three passes, each linear: statements and braces make lines; runs
// of lines of one kind get columns; then all is written, a long line broken before an attribute.
//
// What a later pass finds in the text again, a block on one line, is decided on widths that neither the
// language of the keywords nor the columns change (Word.fit): so the form is a fixed point, and zh → en → zh
// comes back to it.
#include "grammar/layout.h"
#include "base/array.h"
#include "base/utf.h"

enum { INDENT = 2, HANG = 4, COMMENT_SPREAD = 40 };
enum { CELL_MAX = 36, TARGET_MAX = 24 }; // a wider cell (a text as target) does not widen its column

typedef struct Line {
  uint32_t from, to; // words
  uint32_t indent;
  uint32_t width;   // where its last row ends
  uint32_t comment; // 1 + the comment behind it, or that it is; 0: none
  uint8_t kind;     // LineKind
  bool blank;       // an empty line before it
  bool rows;        // more than one
} Line;

typedef struct Block {
  uint32_t indent; // of the statement it belongs to
  bool inlined;
} Block;

typedef struct Layout {
  Arena *arena;
  const Words *all;
  ARRAY(Line) lines;
  ARRAY(Block) blocks;
  uint32_t indent; // of a statement that would begin here
  uint32_t own;    // of the statement that is being written
  uint32_t fit;    // where the line so far ends, in columns that never change
  bool fresh;      // nothing since a { or the start of the text: no empty line here
} Layout;

// ---- lines -------------------------------------------------------------------------------------
static Line *last_line(Layout *l) {
  return l->lines.n ? &l->lines.p[l->lines.n - 1] : NULL;
}

static Line *new_line(Layout *l, LineKind kind, uint32_t indent, bool blank) {
  Line *line = array_push(l->arena, &l->lines);
  *line = (Line){.indent = indent, .kind = (uint8_t)kind, .blank = blank && !l->fresh};
  l->fresh = false;
  return line;
}

static void begin_line(Layout *l, uint32_t word, LineKind kind, uint32_t indent, bool blank) {
  Line *line = new_line(l, kind, indent, blank);
  line->from = word;
  line->to = word + 1;
  l->fit = indent + l->all->p[word].fit;
}

static bool has_comments(const Words *all, uint32_t word) {
  return all->p[word].comment < all->p[word + 1].comment;
}

// The comments before a word: the first may stand behind the last line, the others have lines of their own.
static void put_comments(Layout *l, uint32_t word, uint32_t indent, bool blanks) {
  for (uint32_t c = l->all->p[word].comment; c < l->all->p[word + 1].comment; c++) {
    const Comment *text = &l->all->comments[c];
    Line *line = last_line(l);
    if (!text->own && line && line->kind != LINE_COMMENT && !line->comment)
      line->comment = c + 1;
    else
      new_line(l, LINE_COMMENT, indent, blanks && text->blank)->comment = c + 1;
  }
}

static bool has_line_end(const Words *all, uint32_t from, uint32_t to) {
  const char *p = all->source->text.p + all->p[from].start;
  size_t n = all->p[to].end - all->p[from].start;
  return memchr(p, '\n', n) || memchr(p, '\r', n);
}

static unsigned item_sep(const Words *all, uint32_t open, uint32_t i) {
  return i == open + 1 || all->p[i - 1].kind == TOK_COMMA ? 1 : 2;
}

// Whether the block that opens here stands on one line, and may: without comments, and not too long.
static bool stays_short(const Layout *l, uint32_t open) {
  const Words *all = l->all;
  const Word *w = all->p;
  if (w[open + 1].kind == TOK_RB) return !has_comments(all, open + 1);
  if (!w[open].room) return false;
  uint32_t width = l->fit, i = open;
  do {
    i++;
    if (has_comments(all, i) || words_join(all, &w[i - 1], &w[i])) return false;
    width += w[i].fit + (w[i].begins ? item_sep(all, open, i) : w[i].sep);
    if (width > w[open].room) return false;
  } while (w[i].kind != TOK_RB);
  return !has_line_end(all, open, i);
}

static void open_block(Layout *l, uint32_t open) {
  Word *w = l->all->p;
  Block b = {l->own, stays_short(l, open)};
  *array_push(l->arena, &l->blocks) = b;
  if (!b.inlined) {
    w[open].column = 0;
    l->indent = l->own + INDENT;
    l->fresh = true;
    return;
  }
  for (uint32_t i = open + 1; w[i].kind != TOK_RB; i++) {
    w[i].column = 0;
    w[i].breaks = false;
    if (w[i].begins) w[i].sep = (uint8_t)item_sep(l->all, open, i);
  }
  Line *line = last_line(l);
  if (line->kind == LINE_PLAIN && w[line->from].line == LINE_GROUP) {
    line->kind = LINE_GROUP;
    w[open].column = 1;
  }
}

static void close_block(Layout *l, uint32_t word) {
  Block b = l->blocks.p[--l->blocks.n];
  if (b.inlined) {
    last_line(l)->to = word + 1;
    l->fit += 1 + l->all->p[word].fit;
    return;
  }
  put_comments(l, word, l->indent, true);
  l->own = l->indent = b.indent;
  begin_line(l, word, LINE_PLAIN, b.indent, false);
}

// Whether an adjustment, were it all on one line, still has room on this one.
static bool adjustment_fits(const Layout *l, uint32_t word) {
  const Word *w = l->all->p;
  uint32_t width = l->fit, depth = 0;
  for (uint32_t i = word; i < l->all->n && width <= LINE_ROOM; i++) {
    if (i > word && !depth && (w[i].begins || w[i].adjusts)) return true;
    if (w[i].kind == TOK_RB && depth-- == 0) return true;
    width += w[i].sep + w[i].fit + (w[i].begins && w[i - 1].kind != TOK_LB);
    depth += w[i].kind == TOK_LB;
  }
  return width <= LINE_ROOM;
}

static void continue_line(Layout *l, uint32_t i) {
  const Word *w = &l->all->p[i];
  Line *line = last_line(l);
  bool only_brace = line->from + 1 == line->to && l->all->p[line->from].kind == TOK_RB;
  bool away = w->adjusts && !only_brace && !adjustment_fits(l, i);
  if (!away && !has_comments(l->all, i) && !words_join(l->all, w - 1, w)) {
    line->to = i + 1;
    l->fit += w->sep + w->fit;
    return;
  }
  put_comments(l, i, l->own + HANG, false);
  begin_line(l, i, LINE_MORE, l->own + HANG, false);
}

static void make_lines(Layout *l) {
  for (uint32_t i = 0; i < l->all->n; i++) {
    const Word *w = &l->all->p[i];
    if (w->kind == TOK_RB && l->blocks.n)
      close_block(l, i);
    else if (w->begins && !(l->blocks.n && l->blocks.p[l->blocks.n - 1].inlined)) {
      put_comments(l, i, l->indent, true);
      l->own = l->indent;
      begin_line(l, i, w->line == LINE_GROUP ? LINE_PLAIN : (LineKind)w->line, l->indent, w->blank);
    } else
      continue_line(l, i);
    if (w->kind == TOK_LB) open_block(l, i);
  }
  put_comments(l, l->all->n, 0, true);
}

// ---- columns -----------------------------------------------------------------------------------
typedef struct Cell {
  Word *first;
  uint32_t width;
} Cell;

typedef struct Cells { // of one line: cell[column]; no first word: none
  Cell cell[COLUMNS];
  uint64_t attributes; // kinds of the attributes, four bits each, from the first
  unsigned last;       // its last column
} Cells;

static Cells cells_of(const Layout *l, const Line *line) {
  Cells c = {0};
  unsigned now = 0;
  for (uint32_t i = line->from; i < line->to; i++) {
    Word *w = &l->all->p[i];
    if (i == line->from || w->column) {
      now = i == line->from ? 0 : w->column;
      c.cell[now] = (Cell){w, w->width};
      if (w->attribute && now >= COLUMN_ATTRIBUTES)
        c.attributes |= (uint64_t)w->attribute << 4 * (now - COLUMN_ATTRIBUTES);
    } else
      c.cell[now].width += w->sep + w->width;
  }
  c.last = now;
  return c;
}

static uint32_t widen(uint32_t width, const Cells *c, unsigned column, LineKind kind) {
  bool table = kind != LINE_INDICATOR; // else the last cell of a line sets no width
  uint32_t w = c->cell[column].width, most = !table && column == 2 ? TARGET_MAX : CELL_MAX;
  return c->cell[column].first && (table || column < c->last) && w <= most && w > width ? w : width;
}

// Columns that all lines of a run share; a line without a cell leaves its place empty.
static void fixed_columns(Cells *run, uint32_t n, LineKind kind) {
  uint32_t at = 0;
  for (unsigned k = 0; k <= COLUMN_ATTRIBUTES; k++) {
    uint32_t width = 0, sep = 0;
    for (uint32_t i = 0; i < n; i++) {
      width = widen(width, &run[i], k, kind);
      if (run[i].cell[k].first) sep = run[i].cell[k].first->sep;
    }
    if (k) at += sep;
    for (uint32_t i = 0; i < n && k; i++)
      if (run[i].cell[k].first) run[i].cell[k].first->at = at;
    at += width;
  }
}

// The second attribute and those after it line up with those of the neighbours whose attributes before it are
// of the same kinds. Lines without so many are passed over.
static void attribute_columns(Cells *run, uint32_t n) {
  for (unsigned k = COLUMN_ATTRIBUTES + 1; k < COLUMNS; k++) {
    bool any = false;
    for (uint32_t i = 0; i < n;) {
      if (!run[i].cell[k].first) {
        i++;
        continue;
      }
      any = true;
      unsigned bits = 4 * (k - COLUMN_ATTRIBUTES);
      uint32_t base = run[i].cell[k - 1].first->at, width = 0, j;
      uint64_t mask = ((uint64_t)1 << bits) - 1, kinds = run[i].attributes & mask;
      for (j = i; j < n; j++) {
        if (!run[j].cell[k].first) continue;
        if ((run[j].attributes & mask) != kinds || run[j].cell[k - 1].first->at != base) break;
        width = widen(width, &run[j], k - 1, LINE_INDICATOR);
      }
      for (; i < j; i++)
        if (run[i].cell[k].first) run[i].cell[k].first->at = base + width + run[i].cell[k].first->sep;
    }
    if (!any) return;
  }
}

static void align_run(Layout *l, uint32_t from, uint32_t to) {
  LineKind kind = (LineKind)l->lines.p[from].kind;
  ArenaMark before = arena_mark(l->arena);
  Cells *run = arena_raw(l->arena, (to - from) * sizeof *run, alignof(Cells));
  uint32_t n = 0;
  for (uint32_t i = from; i < to; i++)
    if (l->lines.p[i].kind == (uint8_t)kind) run[n++] = cells_of(l, &l->lines.p[i]);
  fixed_columns(run, n, kind);
  if (kind == LINE_INDICATOR) attribute_columns(run, n);
  arena_reset(l->arena, before);
}

static void align_lines(Layout *l) {
  for (uint32_t i = 0; i < l->lines.n;) {
    const Line *first = &l->lines.p[i];
    uint32_t end = ++i;
    if (first->kind < LINE_INDICATOR) continue;
    for (; i < l->lines.n; i++) {
      const Line *line = &l->lines.p[i];
      if (line->blank) break;
      if (line->kind == first->kind && line->indent == first->indent)
        end = i + 1;
      else if (line->kind != LINE_COMMENT && line->kind != LINE_MORE)
        break;
    }
    i = end;
    align_run(l, (uint32_t)(first - l->lines.p), end);
  }
}

// ---- writing -----------------------------------------------------------------------------------
static uint32_t cell_width(const Layout *l, const Line *line, uint32_t word) {
  const Word *w = l->all->p;
  uint32_t width = w[word].width;
  for (uint32_t i = word + 1; i < line->to && !w[i].breaks && !w[i].column; i++)
    width += w[i].sep + w[i].width;
  return width;
}

// Writes the words of a line, or measures it only (o is NULL).
static void put_words(const Layout *l, Line *line, Out *o) {
  uint32_t at = 0, margin = line->indent;
  bool broken = false;
  for (uint32_t i = line->from; i < line->to; i++) {
    const Word *w = &l->all->p[i];
    uint32_t pad = i == line->from ? 0 : !broken && w->at > at + w->sep ? w->at - at : w->sep;
    if (w->breaks && i > line->from && margin + at + pad + cell_width(l, line, i) > LINE_ROOM) {
      broken = true;
      at = pad = 0;
      margin = line->indent + HANG;
      if (o) out_c(o, '\n');
      if (o) out_pad(o, ' ', margin);
    }
    if (o) out_pad(o, ' ', pad);
    if (o) out_str(o, w->text);
    at += pad + w->width;
  }
  line->width = margin + at;
  line->rows = broken;
}

static bool is_followed(const Line *line) {
  return line->comment && line->kind != LINE_COMMENT;
}

// A line that opens or closes a block keeps its comment to itself.
static bool stands_apart(const Layout *l, const Line *line) {
  return l->all->p[line->from].kind == TOK_RB || l->all->p[line->to - 1].kind == TOK_LB;
}

// Comments behind neighbouring lines begin in one column, if the lines are not too unlike.
static void align_comments(const Layout *l, uint32_t *column) {
  const Line *lines = l->lines.p;
  for (uint32_t i = 0, end; i < l->lines.n; i = end) {
    uint32_t least = UINT32_MAX, most = 0;
    for (end = i; end < l->lines.n && is_followed(&lines[end]); end++) {
      bool apart = lines[end].blank || lines[end].rows || lines[end].indent != lines[i].indent;
      if (end > i && (apart || stands_apart(l, &lines[end]) || stands_apart(l, &lines[i]))) break;
      if (lines[end].width < least) least = lines[end].width;
    }
    for (uint32_t k = i; k < end; k++)
      if (lines[k].width <= least + COMMENT_SPREAD && lines[k].width > most) most = lines[k].width;
    for (uint32_t k = i; k < end; k++) column[k] = most + 2;
    if (end == i) end++;
  }
}

void layout_write(Arena *a, const Words *all, Out *o) {
  Layout l = {.arena = a, .all = all, .fresh = true};
  make_lines(&l);
  align_lines(&l);
  for (uint32_t i = 0; i < l.lines.n; i++) put_words(&l, &l.lines.p[i], NULL);
  uint32_t *column = NEW_N(a, uint32_t, l.lines.n);
  align_comments(&l, column);
  for (uint32_t i = 0; i < l.lines.n; i++) {
    Line *line = &l.lines.p[i];
    if (line->blank) out_c(o, '\n');
    out_pad(o, ' ', line->indent);
    if (line->kind != LINE_COMMENT) put_words(&l, line, o);
    if (line->comment) {
      if (line->kind != LINE_COMMENT)
        out_pad(o, ' ', column[i] > line->width + 2 ? column[i] - line->width : 2);
      out_str(o, all->comments[line->comment - 1].text);
    }
    out_c(o, '\n');
  }
}
