// Sixty-four rows at a time, step by step, so that memory is asked for long before it is needed: hash the
// project and ask for its bucket; read date and value meanwhile; find the bucket and ask for the project;
// compare its name, find its state and ask for that; join.
//
//   csv_next ─▶ csv_index ─▶ csv_batch ─▶ look_up ─▶ read_cells ─▶ find ─▶ place ─▶ join ──▶ State
//   (locked)                                            └───── what is not sure ──▶ take_row
#include "runtime/ingest.h"
#include "base/os.h"
#include "base/par.h"
#include "base/utf.h"
#include "grammar/diags.h"
#include "runtime/eval.h"
#include "runtime/quick_cells.h"
#include "runtime/read/csv_parts.h"
#include "runtime/read/csv_record.h"
#include "runtime/read/csv_rows.h"
#include "runtime/read/mapping.h"
#include "runtime/taker.h"
#include <pthread.h>
#include <stdatomic.h>

// ---- what a thread remembers of cells -----------------------------------------------------------

enum { UNITS = 256, DATES = 1024 };
#define STATES_MAX ((uint64_t)512 << 20) // bytes of states of all threads, beyond two

typedef struct UnitEntry { // a unit as it stands in a cell, for inputs of one class
  Short text;
  uint16_t class_no;
  uint8_t where; // UnitWhere + 1; 0: free
  uint8_t n;
  bool sure; // else such rows go the long way
  int8_t tens;
  int64_t times; // quanta in one = times × 10^tens
} UnitEntry;
typedef enum UnitWhere { UNIT_IN_CELL, UNIT_IN_COLUMN, UNIT_IN_HEADER } UnitWhere;

typedef struct DateEntry {
  Short text;
  uint8_t n; // 0: free
  bool sure;
  Date date;
} DateEntry;

typedef struct Pending { // a row between the steps
  uint64_t owner_hash;
  const NameBucket *owner; // or NULL
  uint32_t name;           // its place in the names' text, or 0
  uint32_t slot;           // or NONE: not known yet
  uint16_t class_no;
  int64_t digits; // the value without its point
  uint8_t decimals;
  bool ok; // so far
  Date date;
  CsvCell rest; // of the value behind its digits
} Pending;

typedef struct Ingest Ingest;

typedef struct Worker {
  Ingest *g;
  Taker *t;
  Arena arena;
  CsvChunk chunk;
  uint32_t *index;
  size_t index_room;
  uint32_t stretch; // the chunk's first
  RowRun *run;      // that
  uint32_t lines;   // in it
  Learnt learnt;
  UnitEntry units[UNITS];
  DateEntry dates[DATES];
  CsvBatch batch;
  Pending rows[CSV_BATCH];
} Worker;

struct Ingest {
  Actuals *x;
  const IngestOptions *opt;
  CsvFeed feed;
  CsvShape shape;
  CsvIndexer *indexer;
  const Names *names;
  bool simple;  // the layout is one the short way knows
  bool covered; // every column is one that is looked at: what is read is known to be UTF-8
  bool project, department;
  bool beside; // there are columns that the short way does not read
  bool alone;  // one thread: rows know their line at once
  pthread_mutex_t lock;
  _Atomic uint64_t bytes;
  atomic_bool stop;
  bool free; // parts are taken without waiting for one another
  CsvParts parts;
  _Atomic uint32_t next; // of the parts
  uint32_t first_run;
  Str why; // a part cannot be read
  bool unreadable;
  uint64_t bad_at; // the first byte that is not UTF-8, UINT64_MAX: none
  RowPos open_at;  // the record whose quote is never closed, ROW_POS_NONE: none
  uint32_t open_column;
  uint64_t year_text[2]; // of last year and this one: 2021-
  Date days[2][13][32];  // their days by month and day
  uint32_t line;         // the next chunk begins on, where there is one thread
};

// ---- cells --------------------------------------------------------------------------------------

// 2021-06-30 of this year or the last.
static inline bool read_day(const Ingest *g, const char *p, size_t n, Date *out) {
  uint64_t year = text_word(p) & 0xFFFFFFFFFFu, rest = text_word(p + 2) >> 24; // 2021-, 06-30
  bool now = year == g->year_text[1];
  uint64_t x = rest ^ 0x30302D3030u;
  bool digits = (((x + 0x76767F7676u) | x) & 0x8080808080u) == 0;
  if (n != 10 || !(now || year == g->year_text[0]) || !digits) return false;
  unsigned month = (unsigned)(x & 15) * 10 + (unsigned)(x >> 8 & 15);
  unsigned day = (unsigned)(x >> 24 & 15) * 10 + (unsigned)(x >> 32 & 15);
  if (month > 12 || day > 31) return false;
  *out = g->days[now][month][day];
  return *out != DATE_NONE;
}

static bool remembered_date(Worker *w, const char *p, size_t n, Date *out) {
  if (n > SHORT) return false;
  Short text = short_cell(p, n);
  DateEntry *e = &w->dates[short_hash(&text, n) % DATES];
  if (e->n != n || !same_short(&e->text, &text)) {
    Taker *t = w->t;
    ArenaMark mark = arena_mark(&t->scratch);
    Str cell = {p, n};
    bool impossible;
    *e = (DateEntry){.text = text, .n = (uint8_t)n};
    Str when = utf_valid(cell) == n ? utf_key(&t->scratch, str_trim(cell)) : (Str){0};
    e->sure = when.n && cell_date(when, t->x->plan->year, t->x->r->as_of, &e->date, &impossible);
    arena_reset(&t->scratch, mark);
  }
  *out = e->date;
  return e->sure;
}

// ---- the long way -------------------------------------------------------------------------------

typedef struct Sink {
  Worker *w;
  RowPos at;
  uint32_t stride;
} Sink;

static bool sink_row(void *ctx, const Row *row) {
  Sink *s = ctx;
  uint32_t column = row->column[COL_VALUE];
  take_row(s->w->t, row, s->at + (s->stride > 1 && column ? column - 1 : 0));
  return true;
}

static uint32_t stride_of(const Ingest *g) {
  (void)g;
  return 1;
}

static RowPos place_of(const Worker *w, uint32_t line) {
  return ((RowPos)w->stretch << ROW_RUN_BITS) + (RowPos)line * stride_of(w->g);
}

static void not_utf8(Ingest *g, uint64_t at) {
  pthread_mutex_lock(&g->lock);
  if (at < g->bad_at) g->bad_at = at;
  atomic_store(&g->stop, true);
  pthread_mutex_unlock(&g->lock);
}

// A record that does not fit its header is a finding of the layout's; it is kept as all findings are.
static void layout_findings(Worker *w, const Diags *found) {
  Taker *t = w->t;
  for (uint32_t i = 0; i < found->n; i++) {
    uint16_t id = found->p[i]->text.id;
    if (!taker_tells(t, id)) continue;
    Text args[TEXT_MAX_ARGS];
    const Message *m = &found->p[i]->text;
    for (uint8_t k = 0; k < m->argc; k++)
      args[k] = (Text){str_dup(t->say, m->args[k].zh), str_dup(t->say, m->args[k].en)};
    taker_finding(t, id, found->p[i]->cell.column, args, m->argc);
  }
}

static void long_way(Worker *w, uint32_t from, uint32_t to, uint32_t line) {
  Ingest *g = w->g;
  Taker *t = w->t;
  Str text = {w->chunk.p + from, to - from};
  size_t bad = utf_valid(text);
  if (bad < text.n) {
    not_utf8(g, w->chunk.at + from + bad);
    return;
  }
  ArenaMark mark = arena_mark(&w->arena);
  CsvText c = {.arena = &w->arena, .text = text, .line = 1, .separator = g->shape.separator};
  csv_record(&c);
  Cells cells = {c.cells.p, c.cells.n};
  Diags found = diags_new(&w->arena, t->x->diags->table);
  Sink s = {w, place_of(w, line), stride_of(g)};
  t->at = s.at;
  t->line = line;
  uint32_t row = w->run->row + line; // true where there is one thread
  layout_row(&g->feed.layout, &w->arena, &found, &g->feed.in->place, &cells, row, (RowSink){sink_row, &s});
  if (found.n) {
    t->at = s.at;
    layout_findings(w, &found);
    taker_notes(t, NULL, line);
  }
  arena_reset(&w->arena, mark);
}

// ---- the short way ------------------------------------------------------------------------------

// Where a name stands among those of the plan; 0: nowhere.
static inline uint32_t name_of(const Names *n, const char *p, size_t len) {
  uint64_t hash = names_hash(p, len);
  uint32_t tag = names_tag(hash), i = names_place(hash, n->name_cap);
  for (; n->names[i].tag; i = i + 1 == n->name_cap ? 0 : i + 1) {
    const char *name = n->text + n->names[i].at;
    if (n->names[i].tag == tag && (unsigned char)name[0] == len && names_same(name + 1, p, len))
      return n->names[i].at;
  }
  return 0;
}

static inline void look_up(Worker *w, uint32_t i) {
  const Ingest *g = w->g;
  const CsvBatch *b = &w->batch;
  const char *p = w->chunk.p;
  Pending *r = &w->rows[i];
  r->owner = NULL;
  r->slot = NONE;
  r->ok = b->plain[i];
  if (!r->ok || !g->project) return;
  CsvCell project = b->cell[COL_PROJECT][i];
  r->owner_hash = names_hash(p + project.at, project.n);
  if (g->department) {
    CsvCell dept = b->cell[COL_DEPARTMENT][i];
    r->owner_hash = names_mix(r->owner_hash, names_hash(p + dept.at, dept.n));
  }
  __builtin_prefetch(&g->names->owners[names_place(r->owner_hash, g->names->owner_cap)]);
}

// While the table comes: the cells that need no table.
static inline void read_cells(Worker *w, uint32_t i) {
  const Ingest *g = w->g;
  const CsvBatch *b = &w->batch;
  const char *p = w->chunk.p;
  Pending *r = &w->rows[i];
  if (!r->ok) return;
  CsvCell name = b->cell[COL_NAME][i], value = b->cell[COL_VALUE][i], date = b->cell[COL_DATE][i];
  size_t end;
  while (value.n && is_blank(p[value.at + value.n - 1])) value.n--; // blanks behind are no unit
  r->ok = read_digits(p + value.at, value.n, &r->digits, &r->decimals, &end);
  r->rest = (CsvCell){value.at + (uint32_t)end, value.n - (uint32_t)end};
  if (!date.n)
    r->date = w->t->x->r->as_of;
  else if (r->ok && !read_day(g, p + date.at, date.n, &r->date))
    r->ok = remembered_date(w, p + date.at, date.n, &r->date);
  if (r->ok && g->project) r->name = name_of(g->names, p + name.at, name.n);
}

static inline void find(Worker *w, uint32_t i) {
  const Ingest *g = w->g;
  Pending *r = &w->rows[i];
  if (!r->ok || !g->project) return;
  const Names *n = g->names;
  uint32_t tag = names_tag(r->owner_hash), at = names_place(r->owner_hash, n->owner_cap);
  while (n->owners[at].tag && n->owners[at].tag != tag) at = at + 1 == n->owner_cap ? 0 : at + 1;
  if (!n->owners[at].tag) return;
  r->owner = &n->owners[at];
  __builtin_prefetch(n->text + r->owner->at);
  __builtin_prefetch(n->text + r->owner->at + 40);
}

static inline bool same_owner(const Worker *w, uint32_t i, const NameOwner *o) {
  const Ingest *g = w->g;
  const char *p = w->chunk.p, *text = (const char *)(o + 1);
  CsvCell project = w->batch.cell[COL_PROJECT][i];
  if (o->project != project.n || !names_same(text + o->department, p + project.at, project.n)) return false;
  if (!g->department) return true;
  CsvCell dept = w->batch.cell[COL_DEPARTMENT][i];
  return o->department == dept.n && names_same(text, p + dept.at, dept.n);
}

// The project whose name this is, beginning with the first that has its tag.
static inline const NameOwner *owner_of(const Worker *w, uint32_t i) {
  const Names *n = w->g->names;
  const NameBucket *b = w->rows[i].owner;
  for (uint32_t at = (uint32_t)(b - n->owners), tag = b->tag; n->owners[at].tag;
       at = at + 1 == n->owner_cap ? 0 : at + 1) {
    if (n->owners[at].tag != tag) continue;
    const NameOwner *o = (const void *)(n->text + n->owners[at].at);
    if (same_owner(w, i, o)) return o;
  }
  return NULL;
}

static inline void place(Worker *w, uint32_t i) {
  Pending *r = &w->rows[i];
  if (!r->ok || !r->owner || !r->name) return;
  const NameOwner *o = owner_of(w, i);
  const NamePair *pair = o ? names_pair(w->g->names, o->shape, r->name) : NULL;
  if (!pair) return;
  r->slot = o->base[pair->kind] + pair->rank;
  r->class_no = pair->class_no;
  __builtin_prefetch(&w->t->state[r->date < w->t->x->year_start][r->slot], 1);
}

static Str cell_of(const Worker *w, Column c, uint32_t i) { // as take_row would see it
  if (!w->g->shape.at[c]) return (Str){0};
  CsvCell cell = w->batch.cell[c][i];
  return str_trim((Str){w->chunk.p + cell.at, cell.n});
}

static void cells_of(const Worker *w, uint32_t i, Str cells[NAMES_CELLS]) {
  for (int c = 0; c < NAMES_CELLS; c++) cells[c] = cell_of(w, (Column)c, i);
}

// How a unit is read is seen by reading a whole cell with it the long way.
static void learn_unit(Worker *w, UnitEntry *e, const InputClass *c, uint32_t i, uint32_t input) {
  Taker *t = w->t;
  Str cells[] = {cell_of(w, COL_VALUE, i), cell_of(w, COL_UNIT, i)};
  e->sure = false;
  if (input == NONE || utf_valid(cells[0]) < cells[0].n || utf_valid(cells[1]) < cells[1].n) return;
  ArenaMark mark = arena_mark(&t->scratch);
  CellWant want = actuals_want(t->x, input);
  CellRead read = cell_read(&t->scratch, &want, cells[0], cells[1], w->g->feed.layout.header_unit);
  const Pending *r = &w->rows[i];
  if (read.problem == CELL_OK && !read.flags && !read.assumed && read.value.kind == VALUE_QUANTITY) {
    Num scale = unit_scale(t->x->units, read.unit),
        ten = num_pow(&t->scratch, NUM(10), -(int64_t)r->decimals);
    Num value = num_mul(&t->scratch, num_mul(&t->scratch, NUM(r->digits), ten), scale);
    e->sure = num_cmp(value, read.value.num) == 0 && class_unit(&t->scratch, c, scale, &e->times, &e->tens);
  }
  arena_reset(&t->scratch, mark);
}

// digits / 10^decimals of a unit, in quanta; false: no whole number that fits.
static inline bool in_quanta(const Pending *r, int64_t times, int tens, int64_t *out) {
  int shift = tens - r->decimals;
  if (__builtin_expect(shift < 0 || shift > 18, 0)) return false;
  int64_t v;
  return !__builtin_mul_overflow(r->digits, times, &v) && !__builtin_mul_overflow(v, tens_table[shift], out);
}

static inline UnitEntry *unit_entry(Worker *w, const char *p, size_t n, UnitWhere where, uint16_t class_no,
                                    Short *text) {
  *text = short_cell(p, n);
  return &w->units[short_hash(text, (uint64_t)class_no << 2 | where) >> 56];
}

// A unit column that is not needed has been seen by nobody yet.
static bool reads_beside(const Worker *w, uint32_t i) {
  Str unit = cell_of(w, COL_UNIT, i);
  return utf_valid(unit) == unit.n;
}

// The row's value in quanta; false: not for the short way.
static inline bool value_of(Worker *w, uint32_t i, uint32_t slot, uint16_t class_no, const InputClass *c,
                            int64_t *value, bool *assumed) {
  const Pending *r = &w->rows[i];
  const char *p = w->chunk.p;
  UnitWhere where = UNIT_IN_CELL;
  const char *unit = p + r->rest.at;
  size_t n = r->rest.n;
  if (!n && w->g->shape.at[COL_UNIT]) {
    CsvCell cell = w->batch.cell[COL_UNIT][i];
    where = UNIT_IN_COLUMN, unit = p + cell.at, n = cell.n;
  }
  if (!n && w->g->feed.layout.header_unit.n)
    where = UNIT_IN_HEADER, unit = "                ", n = 1; // the same for all rows
  *assumed = false;
  if (!n) {
    if (c->ratio && r->digits) {
      int64_t size = r->digits < 0 ? -r->digits : r->digits;
      if (size <= tens_table[r->decimals]) return false;
    }
    *assumed = c->counts;
    return in_quanta(r, c->times, c->tens, value);
  }
  if (n > SHORT || (where == UNIT_IN_CELL && !reads_beside(w, i))) return false;
  Short text;
  UnitEntry *e = unit_entry(w, unit, n, where, class_no, &text);
  if (__builtin_expect(
          e->where != where + 1 || e->class_no != class_no || e->n != n || !same_short(&e->text, &text), 0)) {
    *e = (UnitEntry){.text = text, .class_no = class_no, .where = (uint8_t)(where + 1), .n = (uint8_t)n};
    learn_unit(w, e, c, i, w->t->x->input_of[slot]);
  }
  return e->sure && in_quanta(r, e->times, e->tens, value);
}

static inline bool beside(const Worker *w, uint32_t i) { // cells that the short way does not know
  if (!w->g->beside) return false;
  for (int c = COL_REASON; c < COLUMNS; c++)
    if (w->g->shape.at[c] && w->batch.cell[c][i].n) return true;
  return false;
}

static bool join_state(Worker *w, uint32_t slot, const InputClass *c, int64_t v, Date date, bool prev,
                       bool assumed, RowPos at) {
  Taker *t = w->t;
  Actuals *x = t->x;
  State *s = &t->state[prev][slot];
  Date start = prev ? x->prev_start : x->year_start;
  uint32_t day = (uint32_t)(date - start);
  assumed &= !prev;
  if (__builtin_expect(state_join(s, c->agg, v, day, assumed, at), 1)) return true;
  Ext *e = taker_ext(t, slot);
  if (c->agg != AGG_LAST || state_n(s) == STATE_N_MAX) {
    state_flush(&t->arena, s, c, start, e, prev);
    return state_join(s, c->agg, v, day, assumed, at);
  }
  Joined *j = &e->joined[prev]; // another value on the same day
  Value value = value_num(num_mul(&t->scratch, NUM(v), c->quantum));
  joined_row(j, at);
  if (assumed) e->flags |= FLAG_UNIT_ASSUMED;
  joined_add(&t->arena, j, &value, date, at);
  return true;
}

// The last step; false: the long way.
static inline bool join(Worker *w, uint32_t i) {
  Taker *t = w->t;
  const Actuals *x = t->x;
  const Pending *r = &w->rows[i];
  if (!r->ok || beside(w, i)) return false;
  uint32_t slot = r->slot;
  uint16_t class_no = r->class_no;
  if (__builtin_expect(slot == NONE, 0)) {
    Str cells[NAMES_CELLS];
    cells_of(w, i, cells);
    slot = learnt_slot(&w->learnt, cells);
    if (slot == NONE) return false;
    class_no = x->class_of[slot];
  }
  const InputClass *c = &x->classes[class_no];
  int64_t value;
  bool assumed;
  if (!c->quick || !value_of(w, i, slot, class_no, c, &value, &assumed)) return false;
  t->rows.read++;
  if (__builtin_expect(r->date > x->r->as_of, 0)) {
    t->rows.after_as_of++;
    return true;
  }
  bool prev = r->date < x->year_start;
  if (__builtin_expect(prev, 0) && (r->date < x->prev_start || r->date > x->prev_end)) {
    t->rows.out_of_span++;
    return true;
  }
  if (c->unused)
    t->rows.unused++;
  else
    t->rows.used++;
  t->rows.unit_assumed += assumed;
  join_state(w, slot, c, value, r->date, prev, assumed, place_of(w, w->batch.line[i]));
  if (c->points && !prev)
    take_points(t, x->input_of[slot], num_mul(&t->scratch, NUM(value), c->quantum), r->date);
  return true;
}

static void learn_names(Worker *w, uint32_t i) {
  if (!w->batch.plain[i] || w->t->input == NONE || w->rows[i].slot != NONE) return;
  Str cells[NAMES_CELLS];
  cells_of(w, i, cells);
  learnt_put(&w->arena, &w->learnt, cells, w->t->x->slot_of[w->t->input]);
}

static void take_batch(Worker *w) {
  const CsvBatch *b = &w->batch;
  if (!w->g->simple) {
    for (uint32_t i = 0; i < b->n; i++) long_way(w, b->start[i], b->end[i], b->line[i]);
    return;
  }
  for (uint32_t i = 0; i < b->n; i++) look_up(w, i);
  for (uint32_t i = 0; i < b->n; i++) read_cells(w, i);
  for (uint32_t i = 0; i < b->n; i++) find(w, i);
  for (uint32_t i = 0; i < b->n; i++) place(w, i);
  for (uint32_t i = 0; i < b->n; i++) {
    if (join(w, i)) continue;
    long_way(w, b->start[i], b->end[i], b->line[i]);
    learn_names(w, i);
  }
}

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
    uint32_t k = atomic_fetch_add(&g->next, 1);
    if (k >= g->parts.n || atomic_load(&g->stop)) return false;
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
    uint32_t n = (uint32_t)((uint64_t)w->chunk.n * stride_of(g) >> ROW_RUN_BITS) + 1;
    uint32_t column = stride_of(g) > 1 ? 1 : g->shape.at[COL_VALUE];
    RowRun s = {.file = g->feed.in->place.file, .row = g->line, .column = column, .stride = stride_of(g)};
    w->stretch = row_runs_add(x->arena, x->r, n, s);
    w->run = row_run_at(x->r, w->stretch);
    w->run->parts = n;
  }
  pthread_mutex_unlock(&g->lock);
  if (more) say_progress(g, w->chunk.n);
  return more;
}

static void read_chunk(Worker *w) {
  Ingest *g = w->g;
  CsvChunk *c = &w->chunk;
  if (c->n + CSV_PAD > w->index_room) {
    arena_release(&w->arena, w->index, w->index_room * sizeof *w->index);
    w->index_room = c->n + c->n / 4 + CSV_PAD;
    w->index = arena_raw(&w->arena, w->index_room * sizeof *w->index, alignof(uint32_t));
  }
  CsvRows rows = {.shape = &g->shape, .p = c->p, .n = (uint32_t)c->n, .index = w->index};
  if (!g->covered) {
    size_t bad = utf_valid((Str){c->p, c->n});
    if (bad < c->n) {
      not_utf8(g, c->at + bad);
      return;
    }
  }
  rows.index_n = g->indexer(c->p, 0, (uint32_t)c->n, g->shape.separator, w->index);
  while (csv_batch(&rows, &w->batch)) take_batch(w);
  if (rows.open_quote) {
    pthread_mutex_lock(&g->lock);
    g->open_at = place_of(w, rows.line);
    CsvText t = {.arena = &w->arena, .text = {c->p + rows.at, c->n - rows.at}, .line = 1};
    t.separator = g->shape.separator;
    csv_record(&t);
    g->open_column = t.cells.n;
    pthread_mutex_unlock(&g->lock);
  }
  w->lines = rows.line;
}

static void work(void *ctx, size_t job, unsigned worker) {
  (void)worker;
  Worker *w = ((Worker **)ctx)[job];
  Ingest *g = w->g;
  while (next_chunk(w)) {
    w->lines = 0;
    read_chunk(w);
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

static void shape_of(Ingest *g) {
  const Layout *l = &g->feed.layout;
  g->shape = csv_shape(g->feed.separator, l->cells, l->at);
  g->project = l->at[COL_PROJECT] != 0;
  g->department = l->at[COL_DEPARTMENT] != 0;
  g->simple = !g->opt->one_by_one && l->cells <= 64 && !g->x->r->declared;
  for (int c = COL_REASON; c < COLUMNS; c++) g->beside |= l->at[c] != 0;
  g->covered =
      !g->simple || (g->shape.wanted_n == l->cells && !l->at[COL_LEVEL2] && (g->project || !g->department));
}

static void days_of(Ingest *g) {
  for (int y = 0; y < 2; y++) {
    char text[16] = {0};
    int year = g->x->plan->year - 1 + y;
    for (int i = 3, left = year; i >= 0; i--, left /= 10) text[i] = (char)('0' + left % 10);
    text[4] = '-';
    g->year_text[y] = text_word(text);
    for (int m = 0; m < 13; m++)
      for (int d = 0; d < 32; d++)
        if (!date_make(year, m, d, &g->days[y][m][d])) g->days[y][m][d] = DATE_NONE;
  }
}

static unsigned threads_for(const Ingest *g, const DataInput *in) {
  unsigned n = g->opt->threads < g->x->taker_n ? g->opt->threads : g->x->taker_n;
  uint64_t size = in->stream.read || (in->input.fd >= 0 && !in->input.regular) ? UINT64_MAX
                  : in->bytes.p                                                ? in->bytes.n
                                                                               : in->input.size;
  uint64_t of_use = size / (2 * g->feed.chunk) + 1;
  if (of_use < n) n = (unsigned)of_use;
  uint64_t states = (uint64_t)g->x->slot_n * sizeof(State); // a thread's
  while (n > 2 && n * states > STATES_MAX) n--;
  return n ? n : 1;
}

static bool open_feed(Actuals *x, DataInput *in, bool header, const IngestOptions *opt, bool decode,
                      CsvFeed *out) {
  return decode ? csv_open_decoded(x->arena, in, header, x->diags, opt->chunk, out)
                : csv_open(x->arena, in, header, x->diags, opt->chunk, out);
}

// A byte that is not UTF-8: what can be read again is decoded whole.
static Ingested other_encoding(Actuals *x, const DataInput *in, uint64_t bad) {
  if (!in->stream.read && (in->input.fd < 0 || in->input.regular)) return INGEST_AGAIN;
  Text byte = text_of(str_fmt(x->arena, "%llu", (unsigned long long)bad + 1));
  read_finding(x->diags, &in->place, D_DATA_ENCODING, 0, 0, &byte, 1);
  return INGEST_FAILED;
}

static Ingested unreadable(DataInput *in, Str why) {
  data_fail(in, D_DATA_UNREADABLE, TEXT_ARGS({os_why_zh(in->arena, why), why}));
  return INGEST_FAILED;
}

static void run(Ingest *g, unsigned threads) {
  Actuals *x = g->x;
  Worker **all = NEW_N(x->arena, Worker *, threads);
  for (unsigned k = 0; k < threads; k++) {
    Arena a;
    arena_init_like(&a, x->arena);
    all[k] = NEW(&a, Worker);
    all[k]->arena = a;
    all[k]->g = g, all[k]->t = x->takers[k];
    all[k]->learnt = learnt_new(x->slot_n + (1 << 16));
  }
  par_for(threads, threads, work, all);
  for (unsigned k = 0; k < threads; k++) {
    Arena a = all[k]->arena;
    arena_free(&a);
  }
}

Ingested ingest_text(Actuals *x, DataInput *in, const IngestOptions *opt, IngestHow how) {
  Ingest *g = NEW(x->arena, Ingest);
  *g = (Ingest){.x = x, .opt = opt, .bad_at = UINT64_MAX, .open_at = ROW_POS_NONE};
  if (!open_feed(x, in, true, opt, how & INGEST_DECODED, &g->feed)) return INGEST_FAILED;
  shape_of(g);
  days_of(g);
  g->indexer = csv_indexer(opt->simd);
  unsigned threads = threads_for(g, in);
  g->alone = threads == 1;
  g->line = g->feed.line;
  actuals_states(x, threads);
  if (g->simple && g->project && !x->names[g->department])
    x->names[g->department] = names_new(x->arena, &x->matcher, x->slot_of, x->class_of, g->department);
  g->names = x->names[g->department];
  uint32_t first = x->r->run_n;
  if (x->bad_rows) bad_rows_begin(x->bad_rows, first, g->feed.line);
  g->free = threads > 1 && !(how & INGEST_IN_ORDER) && csv_parts(x->arena, &g->feed, &g->parts);
  if (g->free) part_runs(g);
  pthread_mutex_init(&g->lock, NULL);
  run(g, threads);
  pthread_mutex_destroy(&g->lock);
  if (g->free && !g->unreadable && g->bad_at == UINT64_MAX && !csv_parts_fit(&g->parts))
    return INGEST_AGAIN_IN_ORDER;
  number_lines(x->r, first, g->feed.line);
  actuals_file_end(x);
  if (g->unreadable)
    return g->why.n ? unreadable(in, g->why) : INGEST_AGAIN_IN_ORDER; // which tells the place
  if (g->bad_at != UINT64_MAX) return other_encoding(x, in, g->bad_at);
  if (g->open_at != ROW_POS_NONE) {
    read_finding(x->diags, &in->place, D_DATA_OPEN_QUOTE, row_ref(x->r, g->open_at).row, g->open_column,
                 NO_ARGS);
    return INGEST_FAILED;
  }
  return g->feed.failed ? INGEST_FAILED : INGEST_OK;
}

// A table in a form of its own is read row by row: what its header says lies in its mapping.
Ingested ingest_mapped(Actuals *x, DataInput *in, Mapping *mapping, const IngestOptions *opt, IngestHow how) {
  CsvFeed feed;
  if (!open_feed(x, in, false, opt, how & INGEST_DECODED, &feed)) return INGEST_FAILED;
  Arena arena;
  arena_init_like(&arena, x->arena);
  CsvChunk chunk = {0};
  MappedTable *t = mapped_begin(x->arena, x->diags, &in->place, mapping, (RowSink){actuals_row, x});
  uint64_t bad_at = UINT64_MAX;
  bool broken = false, more = true;
  for (uint32_t line = 1; more && bad_at == UINT64_MAX && csv_next(&feed, &arena, &chunk);) {
    Str text = {chunk.p, chunk.n};
    size_t bad = utf_valid(text);
    if (bad < text.n) bad_at = chunk.at + bad;
    CsvText c = {.arena = &arena, .text = text, .line = line, .separator = feed.separator};
    for (;;) {
      ArenaMark mark = arena_mark(&arena);
      uint32_t row = c.line;
      c.cells.p = NULL, c.cells.n = c.cells.cap = 0;
      if (bad_at != UINT64_MAX || !more || !csv_record(&c)) break;
      broken = c.open_quote;
      if (broken) {
        read_finding(x->diags, &in->place, D_DATA_OPEN_QUOTE, row, c.cells.n, NO_ARGS);
        break;
      }
      Cells cells = {c.cells.p, c.cells.n};
      more = mapped_row(t, &cells, row);
      arena_reset(&arena, mark);
    }
    line = c.line;
  }
  bool ok = mapped_end(t) && !broken && !feed.failed;
  arena_free(&arena);
  actuals_file_end(x);
  if (bad_at != UINT64_MAX) return other_encoding(x, in, bad_at);
  return mapping_done(mapping, x->diags, &in->place, NULL, 0) && ok ? INGEST_OK : INGEST_FAILED;
}
