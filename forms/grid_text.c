// Plain text: what a word processor gives when a document is saved as text or copied. Three layouts of a
// table: each cell a line that begins with a tab, rows apart by an empty line (a cell may go on in lines
// without a tab); cells of a row apart by tabs; cells between bars.
#include "forms/grid.h"
#include "grammar/diags.h"
#include "runtime/read/encoding.h"

typedef struct TextReader {
  Arena *arena;
  Document *doc;
  Grid *grid; // under way, or NULL
  uint32_t row, col;
  bool open, full; // the last cell may go on; the grid has no more room
} TextReader;

static void end_table(TextReader *t) {
  if (t->grid && !document_grid(t->arena, t->doc, t->grid)) t->full = true;
  t->grid = NULL;
  t->open = false;
}

static Grid *table(TextReader *t) {
  if (!t->grid) {
    t->grid = NEW(t->arena, Grid);
    t->grid->ragged = true;
    t->row = t->col = 0;
  }
  return t->grid;
}

static void put(TextReader *t, Str text, uint32_t line, uint32_t column) {
  Cell c = {.text = str_trim(text),
            .row = t->row,
            .col = t->col++,
            .rows = 1,
            .cols = 1,
            .at_row = line,
            .at_col = column};
  if (!grid_add(t->arena, table(t), c)) t->full = true;
}

static bool blank(Str s) {
  return str_trim(s).n == 0;
}

static size_t count(Str s, char c) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += s.p[i] == c;
  return n;
}

static void split_row(TextReader *t, Str line, char at, uint32_t number) {
  table(t);
  t->col = 0;
  size_t from = 0;
  for (size_t i = 0; i <= line.n; i++)
    if (i == line.n || line.p[i] == at) {
      put(t, str_slice(line, from, i), number, t->col + 1);
      from = i + 1;
    }
  t->row++;
}

static bool rule(Str s) { // | --- | :-: |
  for (size_t i = 0; i < s.n; i++)
    if (!strchr("|-: \t", s.p[i])) return false;
  return true;
}

bool grid_read_text(Arena *a, Document *d, Str bytes, Diags *diags) {
  Decoded text = text_decode(a, bytes);
  if (!text.ok) {
    Diag *e = diag_add(diags, D_IMPORT_FORMAT, SPAN_NONE, NO_ARGS);
    e->cell.name = d->name;
    return false;
  }
  TextReader t = {.arena = a, .doc = d};
  Str s = text.text;
  unsigned empty = 0;
  uint32_t number = 0;
  bool by_line = false; // the table under way has a cell a line
  for (size_t from = 0; from < s.n && !t.full;) {
    size_t to = from;
    while (to < s.n && s.p[to] != '\n' && s.p[to] != '\r') to++;
    Str line = str_slice(s, from, to);
    from = to + (to + 1 < s.n && s.p[to] == '\r' && s.p[to + 1] == '\n' ? 2 : 1);
    number++;
    size_t tabs = count(line, '\t');
    Str trimmed = str_trim(line);
    if (tabs == 1 && line.p[0] == '\t') {
      if (t.grid && (!by_line || empty > 1)) end_table(&t);
      by_line = true;
      table(&t);
      if (empty && t.col) t.row++, t.col = 0;
      put(&t, str_slice(line, 1, line.n), number, 1);
      t.open = true;
      empty = 0;
    } else if (blank(line)) {
      empty++;
      t.open = false;
      if (!by_line || empty > 2) end_table(&t);
    } else if (tabs) {
      if (t.grid && by_line) end_table(&t);
      by_line = false;
      split_row(&t, line, '\t', number);
      empty = 0;
    } else if (trimmed.n > 2 && trimmed.p[0] == '|' && trimmed.p[trimmed.n - 1] == '|') {
      if (t.grid && by_line) end_table(&t);
      by_line = false;
      if (!rule(trimmed)) split_row(&t, str_slice(trimmed, 1, trimmed.n - 1), '|', number);
      empty = 0;
    } else if (t.open && t.grid && t.grid->cells.n) {
      Cell *last = &t.grid->cells.p[t.grid->cells.n - 1];
      last->text = last->text.n ? str_cat(a, str_cat(a, last->text, S("\n")), trimmed) : trimmed;
      empty = 0;
    } else {
      end_table(&t);
      document_line(a, d, trimmed, number);
      empty = 0;
    }
  }
  end_table(&t);
  if (!t.full) return true;
  Diag *e = diag_add(diags, D_IMPORT_TOO_BIG, SPAN_NONE, NO_ARGS);
  e->cell.name = d->name;
  e->cell.row = number;
  return false;
}
