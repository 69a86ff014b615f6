// Rows that a reader gives one by one: those that can are written down as text, cells of the columns that
// there are, and a few thousand at a time go the short way. What text cannot hold (signs of its own in a
// cell) is taken at once, when all before it is.
#include "runtime/ingest_parts.h"

enum { SEPARATOR = 0x1F, ROOM = 1 << 16, ROW_MAX = 1 << 12, LINES_MAX = 1 << ROW_RUN_BITS };

struct IngestTable {
  Ingest g;
  Worker *w; // made with the first row
  DataInput in;
  Row like; // its columns, sheet and the like are those of all rows since
  char *text;
  size_t n;
  uint32_t line, next; // the text begins on; behind it: lines of the stretch
};

IngestTable *ingest_table(Actuals *x, const IngestOptions *opt, const ReadPlace *at) {
  IngestTable *t = NEW(x->arena, IngestTable);
  t->in.place = *at;
  t->g = (Ingest){.x = x, .opt = opt, .bad_at = UINT64_MAX, .open_at = ROW_POS_NONE, .alone = true};
  t->g.feed = (CsvFeed){.in = &t->in, .separator = SEPARATOR};
  return t;
}

static void begin(IngestTable *t) {
  Ingest *g = &t->g;
  pthread_mutex_init(&g->lock, NULL);
  ingest_readers(g);
  actuals_states(g->x, 1);
  t->w = ingest_worker(g, 0);
  t->text = arena_raw(&t->w->arena, ROOM + ROW_MAX + CSV_PAD, 1);
}

static void tell_bad_rows(IngestTable *t) {
  Worker *w = t->w;
  if (!t->g.x->bad_rows) return;
  bad_rows_one(t->g.x->bad_rows, w->run->file, w->run->sheet, w->run->row, out_text(&w->t->notes));
  w->t->notes.n = 0;
}

static void flush(IngestTable *t) {
  if (!t->n) return;
  memset(t->text + t->n, 0, CSV_PAD);
  t->w->chunk.p = t->text, t->w->chunk.n = t->n;
  ingest_chunk(t->w, t->line);
  tell_bad_rows(t);
  t->n = 0;
}

// ---- what rows have in common -------------------------------------------------------------------

static bool has(const Row *row, int c) { // a column of its own, or what every row has there
  return row->column[c] || row->cell[c].n;
}

static bool is_like(const IngestTable *t, const Row *row) {
  const Row *like = &t->like;
  for (int c = 0; c < COLUMNS; c++)
    if (row->column[c] != like->column[c] || (row->cell[c].n && !has(like, c))) return false;
  return row->file == like->file && str_eq(row->sheet, like->sheet) &&
         str_eq(row->header_unit, like->header_unit);
}

// A new table: text has its columns one behind the other.
static void table(IngestTable *t, const Row *row) {
  Ingest *g = &t->g;
  Arena *a = g->x->arena;
  t->like = *row;
  t->like.sheet = t->in.place.sheet = str_dup(a, row->sheet);
  t->like.header_unit = str_dup(a, row->header_unit);
  g->columns = t->like.column;
  g->feed.layout = (Layout){.header_unit = t->like.header_unit};
  for (int c = 0; c < COLUMNS; c++)
    if (has(row, c)) g->feed.layout.at[c] = ++g->feed.layout.cells;
  ingest_shape(g);
  ingest_forget_units(t->w); // which hang on the header's
}

// The stretch that the row belongs to, and its line there.
static void place(IngestTable *t, const Row *row) {
  Worker *w = t->w;
  bool same = w->run && is_like(t, row);
  if (same && t->next < LINES_MAX && row->row == w->run->row + t->next) return;
  flush(t);
  if (!same) table(t, row);
  if (!same || row->row < w->run->row + t->next || row->row - w->run->row >= LINES_MAX) {
    RowRun s = {.file = row->file, .row = row->row, .column = row->column[COL_VALUE], .stride = 1};
    s.sheet = t->like.sheet;
    w->stretch = row_runs_add(t->g.x->arena, t->g.x->r, 1, s);
    w->run = row_run_at(t->g.x->r, w->stretch);
  }
  t->next = row->row - w->run->row;
}

// ---- rows ---------------------------------------------------------------------------------------

// The row as a line of text; 0: it cannot be one.
static size_t write(const IngestTable *t, const Row *row) {
  char *to = t->text + t->n, *end = to + ROW_MAX;
  size_t bytes = 0;
  bool sign = row->broken || row->within || !t->g.simple;
  for (int c = 0; c < COLUMNS && !sign; c++) {
    if (!t->g.shape.at[c]) continue;
    Str s = row->cell[c];
    if (s.n >= (size_t)(end - to)) return 0;
    for (size_t i = 0; i < s.n; i++) {
      sign |= ((unsigned char)s.p[i] < ' ') | (s.p[i] == '"');
      to[i] = s.p[i];
    }
    to += s.n, bytes += s.n;
    *to++ = SEPARATOR;
  }
  if (sign || !bytes) return 0;
  to[-1] = '\n';
  return (size_t)(to - t->text) - t->n;
}

bool ingest_row(void *ingest_table, const Row *row) {
  IngestTable *t = ingest_table;
  if (!t->w) begin(t);
  place(t, row);
  size_t n = write(t, row);
  if (!n) {
    flush(t);
    t->w->t->line = t->next;
    take_row(t->w->t, row, place_of(t->w, t->next));
    tell_bad_rows(t);
  } else if (!t->n)
    t->line = t->next;
  t->n += n;
  t->next++;
  if (t->n > ROOM) flush(t);
  return true;
}

void ingest_table_end(IngestTable *t) {
  if (!t->w) return;
  flush(t);
  pthread_mutex_destroy(&t->g.lock);
  Arena a = t->w->arena;
  arena_free(&a);
}
