// Sixty-four rows at a time, step by step, so that memory is asked for long before it is needed: hash the
// project and ask for its bucket; read date and value meanwhile; find the bucket and ask for the project;
// compare its name, find its state and ask for that; join.
//
//   csv_part ─▶ csv_index ─▶ csv_batch ─▶ look_up ─▶ read_cells ─▶ find ─▶ place ─▶ join ──▶ State
//                                                       └───── what is not sure ──▶ take_row
#include "base/utf.h"
#include "grammar/diags.h"
#include "runtime/eval.h"
#include "runtime/ingest_parts.h"
#include "runtime/read/csv_record.h"

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

static bool sink_row(void *ctx, const Row *row) {
  Worker *w = ctx;
  take_row(w->t, row, place_of(w, w->t->line));
  return true;
}

void ingest_not_utf8(Ingest *g, uint64_t at) {
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
    ingest_not_utf8(g, w->chunk.at + from + bad);
    return;
  }
  ArenaMark mark = arena_mark(&w->arena);
  CsvText c = {.arena = &w->arena, .text = text, .line = 1, .separator = g->shape.separator};
  csv_record(&c);
  Cells cells = {c.cells.p, c.cells.n};
  Diags found = diags_new(&w->arena, t->x->diags->table);
  t->at = place_of(w, line);
  t->line = line;
  uint32_t row = w->run->row + line; // true where there is one thread
  layout_row(&g->feed.layout, &w->arena, &found, &g->feed.in->place, &cells, row, (RowSink){sink_row, w});
  if (found.n) {
    t->at = place_of(w, line);
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

void ingest_batch(Worker *w) {
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
