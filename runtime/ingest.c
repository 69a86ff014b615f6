// A text file in stretches: taken by threads as parts that fit together, or one after the other; the lines of
// each are known when all before it were counted. What a stretch's rows mean is ingest_rows.c's.
#include "runtime/ingest.h"
#include "base/os.h"
#include "base/par.h"
#include "base/utf.h"
#include "grammar/diags.h"
#include "runtime/ingest_parts.h"
#include "runtime/read/csv_record.h"
#include "runtime/read/mapping.h"

#define STATES_MAX ((uint64_t)512 << 20) // bytes of states of all threads, beyond two

// ---- chunks -------------------------------------------------------------------------------------

static void hand_in(Worker *w) { // the chunk's bad rows
  pthread_mutex_lock(&w->g->lock);
  bad_rows_chunk(w->g->x->bad_rows, w->stretch, w->run->parts, w->lines, out_text(&w->t->notes));
  pthread_mutex_unlock(&w->g->lock);
  w->t->notes.n = 0;
}

static void say_progress(Ingest *g, size_t n) {
  uint64_t bytes = atomic_fetch_add(&g->bytes, n) + n;
  if (!g->opt->progress || pthread_mutex_trylock(&g->lock)) return;
  g->opt->progress(g->opt->ctx, bytes);
  pthread_mutex_unlock(&g->lock);
}

enum { PART_RUNS = 2 }; // that a part can have at most: its records begin in so many lines

static bool next_part(Worker *w) {
  Ingest *g = w->g;
  for (;;) {
    if (atomic_load(&g->stop)) return false; // seen first: parts before one that is read are read
    uint32_t k = atomic_fetch_add(&g->next, 1);
    if (k >= g->parts.n) return false;
    Str why = {0};
    if (!csv_part(&g->parts, &w->arena, k, &w->chunk, &why)) {
      pthread_mutex_lock(&g->lock);
      g->unreadable = true;
      g->why = why;
      atomic_store(&g->stop, true);
      pthread_mutex_unlock(&g->lock);
      return false;
    }
    w->stretch = g->first_run + k * PART_RUNS;
    w->run = row_run_at(g->x->r, w->stretch);
    say_progress(g, w->chunk.n);
    if (w->chunk.n) return true;
    if (g->x->bad_rows) w->lines = 0, hand_in(w);
  }
}

static void part_runs(Ingest *g) {
  Results *r = g->x->r;
  RowRun s = {.file = g->feed.in->place.file, .column = g->shape.at[COL_VALUE], .stride = 1};
  g->first_run = row_runs_add(g->x->arena, r, g->parts.n * PART_RUNS, s);
  for (uint32_t k = 0; k < g->parts.n; k++) row_run_at(r, g->first_run + k * PART_RUNS)->parts = PART_RUNS;
}

// The next chunk, its stretches numbered; false: no more, or not for this thread.
static bool next_chunk(Worker *w) {
  Ingest *g = w->g;
  Actuals *x = g->x;
  if (g->free) return next_part(w);
  pthread_mutex_lock(&g->lock);
  bool more = !atomic_load(&g->stop) && g->bad_at == UINT64_MAX && csv_next(&g->feed, &w->arena, &w->chunk);
  if (more) {
    uint32_t n = (uint32_t)(w->chunk.n >> ROW_RUN_BITS) + 1;
    RowRun s = {
        .file = g->feed.in->place.file, .row = g->line, .column = g->shape.at[COL_VALUE], .stride = 1};
    w->stretch = row_runs_add(x->arena, x->r, n, s);
    w->run = row_run_at(x->r, w->stretch);
    w->run->parts = n;
  }
  pthread_mutex_unlock(&g->lock);
  if (more) say_progress(g, w->chunk.n);
  return more;
}

// The last record does not end. No row took its bytes; that they are no text comes first.
static void open_quote(Worker *w, const CsvRows *rows) {
  Ingest *g = w->g;
  Str rest = {w->chunk.p + rows->at, w->chunk.n - rows->at};
  size_t bad = utf_valid(rest);
  if (bad < rest.n) {
    ingest_not_utf8(g, w->chunk.at + rows->at + bad);
    return;
  }
  CsvText t = {.arena = &w->arena, .text = rest, .line = 1, .separator = g->shape.separator};
  csv_record(&t);
  pthread_mutex_lock(&g->lock);
  g->open_at = place_of(w, rows->line);
  g->open_column = t.cells.n;
  pthread_mutex_unlock(&g->lock);
}

void ingest_chunk(Worker *w, uint32_t line) {
  Ingest *g = w->g;
  CsvChunk *c = &w->chunk;
  if (!g->covered) {
    size_t bad = utf_valid((Str){c->p, c->n});
    if (bad < c->n) {
      ingest_not_utf8(g, c->at + bad);
      return;
    }
  }
  csv_index(&w->arena, g->indexer, c->p, (uint32_t)c->n, g->shape.separator, &w->index);
  CsvRows rows = {.shape = g->shape, .p = c->p, .n = (uint32_t)c->n, .index = &w->index, .line = line};
  while (csv_batch(&rows, &w->batch)) ingest_batch(w);
  if (rows.open_quote) open_quote(w, &rows);
  w->lines = rows.line;
}

static void work(void *ctx, size_t job, unsigned worker) {
  (void)worker;
  Worker *w = ((Worker **)ctx)[job];
  Ingest *g = w->g;
  while (next_chunk(w)) {
    w->lines = 0;
    ingest_chunk(w, 0);
    w->run->lines = w->lines;
    if (g->alone) g->line += w->lines;
    if (g->x->bad_rows) hand_in(w);
  }
}

// The line each stretch begins on, from the lines in those before it.
static void number_lines(const Results *r, uint32_t from, uint32_t line) {
  for (uint32_t k = from; k < r->run_n;) {
    uint32_t parts = row_run_at(r, k)->parts, lines = row_run_at(r, k)->lines;
    for (uint32_t i = 0; i < parts; i++) {
      RowRun *s = row_run_at(r, k + i);
      s->row = line + (i << ROW_RUN_BITS) / s->stride;
    }
    k += parts, line += lines;
  }
}

// ---- files --------------------------------------------------------------------------------------

void ingest_readers(Ingest *g) {
  for (int k = 0; k < 2; k++) quick_dates_of(g->x->plan->year - k, &g->days[k]);
  g->indexer = csv_indexer(g->opt->simd);
  g->number_reader = number_reader(g->opt->simd);
  g->date_reader = date_reader(g->opt->simd);
}

void ingest_shape(Ingest *g) {
  const Layout *l = &g->feed.layout;
  g->shape = (CsvShape){.separator = g->feed.separator, .cells = l->cells};
  memcpy(g->shape.at, l->at, sizeof l->at);
  g->project = l->at[COL_PROJECT] != 0;
  g->department = l->at[COL_DEPARTMENT] != 0;
  g->simple = !g->opt->one_by_one && l->cells <= CSV_CELLS && !g->x->r->declared;
  g->beside = false;
  for (int c = COL_REASON; c < COLUMNS; c++) g->beside |= l->at[c] != 0;
  uint32_t known = 0;
  for (int c = 0; c < COLUMNS; c++) known += l->at[c] != 0;
  g->covered = !g->simple || (known == l->cells && !l->at[COL_LEVEL2] && (g->project || !g->department));
  if (g->simple && g->project && !g->x->names[g->department])
    g->x->names[g->department] = names_new(g->x, g->department, g->opt->threads);
  g->names = g->x->names[g->department];
}

static unsigned threads_for(const Ingest *g, const DataInput *in) {
  unsigned n = g->opt->threads < g->x->taker_n ? g->opt->threads : g->x->taker_n;
  uint64_t size = in->stream.read || (in->input.fd >= 0 && !in->input.regular) ? UINT64_MAX
                  : in->bytes.p                                                ? in->bytes.n
                                                                               : in->input.size;
  uint64_t of_use = size / (2 * g->feed.chunk) + 1;
  if (of_use < n) n = (unsigned)of_use;
  uint64_t states = (uint64_t)g->x->slots.n * sizeof(State); // a thread's
  while (n > 2 && n * states > STATES_MAX) n--;
  return n ? n : 1;
}

static bool open_feed(Actuals *x, DataInput *in, bool header, const IngestOptions *opt, const IngestHow *how,
                      CsvFeed *out) {
  CsvHow so = {.chunk = opt->chunk, .header = header, .once = how->once, .not_utf8 = how->not_utf8};
  return csv_open(x->arena, in, &so, x->diags, out);
}

// A byte that is not UTF-8: what can be read again is decoded. Else it is all that is told of the file.
static Ingested other_encoding(Actuals *x, DataInput *in, uint32_t told, uint64_t bad, IngestHow *how) {
  if (data_anywhere(in)) {
    how->not_utf8 = bad + 1;
    return INGEST_AGAIN;
  }
  diags_drop(x->diags, told);
  data_not_text(in, bad + 1);
  return INGEST_FAILED;
}

static Ingested unreadable(DataInput *in, Str why) {
  data_fail(in, D_DATA_UNREADABLE, TEXT_ARGS({os_why_zh(in->arena, why), why}));
  return INGEST_FAILED;
}

Worker *ingest_worker(Ingest *g, unsigned taker) {
  Arena a;
  arena_init_like(&a, g->x->arena);
  Worker *w = arena_pages(&a, 1, sizeof *w); // most of it is not touched for a small file
  w->arena = a;
  w->g = g, w->t = g->x->takers[taker];
  w->learnt = learnt_new(g->x->slots.n + (1 << 16));
  return w;
}

static void run(Ingest *g, unsigned threads) {
  Worker **all = NEW_N(g->x->arena, Worker *, threads);
  for (unsigned k = 0; k < threads; k++) all[k] = ingest_worker(g, k);
  par_for(threads, threads, work, all);
  for (unsigned k = 0; k < threads; k++) {
    Arena a = all[k]->arena;
    arena_free(&a);
  }
}

// Where reading ends early, how far it got hangs on how the file was cut: then nothing of its rows is told.
static void end_rows(Actuals *x, bool whole) {
  if (whole)
    actuals_file_end(x);
  else
    actuals_file_drop(x);
}

Ingested ingest_text(Actuals *x, DataInput *in, const IngestOptions *opt, IngestHow *how) {
  Ingest *g = NEW(x->arena, Ingest);
  *g = (Ingest){.x = x, .opt = opt, .bad_at = UINT64_MAX, .open_at = ROW_POS_NONE};
  if (!open_feed(x, in, true, opt, how, &g->feed)) return INGEST_FAILED;
  uint32_t told = x->diags->n;
  unsigned threads = threads_for(g, in);
  g->alone = threads == 1;
  g->line = g->feed.line;
  actuals_states(x, threads);
  ingest_readers(g);
  ingest_shape(g);
  uint32_t first = x->r->run_n;
  if (x->bad_rows) bad_rows_begin(x->bad_rows, first, g->feed.line);
  g->free = threads > 1 && !how->in_order && csv_parts(x->arena, &g->feed, &g->parts);
  if (g->free) part_runs(g);
  pthread_mutex_init(&g->lock, NULL);
  run(g, threads);
  pthread_mutex_destroy(&g->lock);
  bool early = g->unreadable || g->bad_at != UINT64_MAX, fit = early || csv_parts_fit(&g->parts);
  how->in_order |= g->free && (!fit || (g->unreadable && !g->why.n)); // … which then tells the place
  if (how->in_order && g->free) return INGEST_AGAIN;
  number_lines(x->r, first, g->feed.line);
  end_rows(x, !early && !g->feed.failed);
  if (g->unreadable) return unreadable(in, g->why);
  if (g->bad_at != UINT64_MAX) return other_encoding(x, in, told, g->bad_at, how);
  if (g->open_at != ROW_POS_NONE) {
    read_finding(x->diags, &in->place, D_DATA_OPEN_QUOTE, row_ref(x->r, g->open_at).row, g->open_column,
                 NO_ARGS);
    return INGEST_FAILED;
  }
  return g->feed.failed ? INGEST_FAILED : INGEST_OK;
}

// A table in a form of its own is read row by row: what its header says lies in its mapping. Where no more
// rows are wanted it is still read to its end: whether it is text does not hang on how it is cut.
Ingested ingest_mapped(Actuals *x, DataInput *in, Mapping *mapping, const IngestOptions *opt,
                       IngestHow *how) {
  CsvFeed feed;
  if (!open_feed(x, in, false, opt, how, &feed)) return INGEST_FAILED;
  Arena arena;
  arena_init_like(&arena, x->arena);
  CsvChunk chunk = {0};
  uint32_t told = x->diags->n;
  Diags found = diags_new(x->arena, x->diags->table);
  MappedTable *t = mapped_begin(x->arena, &found, &in->place, mapping, (RowSink){actuals_row, x});
  uint64_t bad_at = UINT64_MAX;
  uint32_t open_row = 0, open_column = 0; // of a quote that never closes
  bool more = true;
  for (uint32_t line = 1; bad_at == UINT64_MAX && csv_next(&feed, &arena, &chunk);) {
    Str text = {chunk.p, chunk.n};
    size_t bad = utf_valid(text);
    if (bad < text.n) bad_at = chunk.at + bad;
    more &= bad == text.n;
    CsvText c = {.arena = &arena, .text = text, .line = line, .separator = feed.separator};
    while (more) {
      ArenaMark mark = arena_mark(&arena);
      uint32_t row = c.line;
      c.cells.p = NULL, c.cells.n = c.cells.cap = 0;
      if (!csv_record(&c)) break;
      if (c.open_quote) open_row = row, open_column = c.cells.n;
      Cells cells = {c.cells.p, c.cells.n, c.at == text.n && csv_open_end(text)};
      more = !open_row && mapped_row(t, &cells, row);
      arena_reset(&arena, mark);
    }
    line = c.line;
  }
  bool ok = mapped_end(t) && !open_row && !feed.failed, whole = bad_at == UINT64_MAX && !feed.failed;
  arena_free(&arena);
  if (whole) diags_append(x->diags, &found);
  end_rows(x, whole);
  if (bad_at != UINT64_MAX) return other_encoding(x, in, told, bad_at, how);
  if (open_row) read_finding(x->diags, &in->place, D_DATA_OPEN_QUOTE, open_row, open_column, NO_ARGS);
  return mapping_done(mapping, x->diags, &in->place, NULL, 0) && ok ? INGEST_OK : INGEST_FAILED;
}
