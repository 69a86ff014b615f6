// Whose row it is: the project by its hash and then its bytes, the name, and what that is in projects of this
// shape. Where the plan's own spelling does not tell, the spellings learnt from the long way may.
#include "runtime/ingest_parts.h"

static inline void ask(Worker *w, bool department) {
  const Ingest *g = w->g;
  const char *p = w->chunk.p;
  const uint32_t *owners = g->names->owners;
  uint32_t cap = g->names->owner_cap, n = w->batch.n;
  CsvCells projects = csv_column(&w->batch, g->shape.at[COL_PROJECT]),
           departments = csv_column(&w->batch, g->shape.at[COL_DEPARTMENT]);
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    r->slot = NONE;
    r->ok = w->batch.plain[i];
    if (!r->ok) continue;
    r->project = csv_cell(projects, i);
    uint64_t hash = names_hash(p + r->project.at, r->project.n);
    if (department) {
      CsvCell cell = csv_cell(departments, i);
      hash = names_mix(hash, names_hash(p + cell.at, cell.n));
    }
    __builtin_prefetch(&owners[names_place(hash, cap)]);
    r->owner_hash = hash;
  }
}

void rows_ask(Worker *w) {
  if (!w->g->project)
    for (uint32_t i = 0; i < w->batch.n; i++) {
      w->rows[i].ok = w->batch.plain[i];
      w->rows[i].owner = NULL, w->rows[i].slot = NONE;
    }
  else if (w->g->department)
    ask(w, true);
  else
    ask(w, false);
}

void rows_find(Worker *w) {
  if (!w->g->project) return;
  const Names *names = w->g->names;
  const uint32_t *owners = names->owners;
  uint32_t cap = names->owner_cap, n = w->batch.n, mask = names->place_mask;
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    if (!r->ok) continue;
    uint32_t hash = (uint32_t)r->owner_hash, at = names_place(r->owner_hash, cap);
    while (owners[at] && (owners[at] ^ hash) > mask) at = names_next(at, cap);
    const NameOwner *owner = names_owner(names, owners[at]);
    r->owner = __builtin_expect(owners[at] != 0, 1) ? owner : NULL;
    __builtin_prefetch(owner);
    __builtin_prefetch(owner->text + r->project.n - 1);
  }
}

// Of a row whose 部门 counts, or whose hash is another project's too.
static __attribute__((noinline)) const NameOwner *owner_of(const Worker *w, uint32_t i) {
  const Names *n = w->g->names;
  const Pending *r = &w->rows[i];
  const char *p = w->chunk.p;
  CsvCell dept = csv_cell(csv_column(&w->batch, w->g->department ? w->g->shape.at[COL_DEPARTMENT] : 0), i);
  uint32_t at = names_place(r->owner_hash, n->owner_cap);
  for (; n->owners[at]; at = names_next(at, n->owner_cap)) {
    const NameOwner *o = names_owner(n, n->owners[at]);
    if (o->project == r->project.n && o->department == dept.n &&
        names_same(o->text + dept.n, p + r->project.at, o->project) &&
        names_same(o->text, p + dept.at, dept.n))
      return o;
  }
  return NULL;
}

static __attribute__((noinline)) bool place_learnt(Worker *w, uint32_t i) {
  Str cells[NAMES_CELLS];
  Pending *r = &w->rows[i];
  row_names(w, i, cells);
  r->slot = learnt_slot(&w->learnt, cells);
  if (r->slot == NONE) return false;
  r->class_no = w->t->x->slots.class_of[r->slot];
  const InputClass *c = &w->t->x->slots.classes[r->class_no];
  r->agg = c->agg, r->flags = row_flags(c);
  return true;
}

enum { LARGE_PAIRS = 1 << 13 }; // no more in a core's cache

static inline void place_owners(Worker *w) {
  const char *p = w->chunk.p;
  uint32_t n = w->batch.n;
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    if (!r->ok) continue;
    const NameOwner *o = r->owner;
    bool sure = o && !o->department && o->project == r->project.n &&
                names_same(o->text, p + r->project.at, o->project);
    if (__builtin_expect(!sure, 0) && o) r->owner = owner_of(w, i);
  }
}

// Looks in the table; what is there takes the seat. False: nothing is.
static __attribute__((noinline)) bool seat_name(const Worker *w, NameSeat *seat, CsvCell cell, Pending *r) {
  const Names *names = w->g->names;
  const char *name = w->chunk.p + cell.at, *end = name + cell.n;
  uint32_t shape = r->owner->shape;
  uint64_t key = names_key(names_hash(name, cell.n), shape);
  const NamePair *pair = &names->pairs[names_place(key, names->pair_cap)];
  while (pair->key &&
         !(pair->key == key && pair->n == cell.n && names_same(names->text + pair->at, name, cell.n)))
    if (++pair == names->pairs + names->pair_cap) pair = names->pairs;
  if (!pair->key) return false;
  r->slot = r->owner->base + pair->rank;
  const InputClass *c = &w->t->x->slots.classes[pair->class_no];
  r->class_no = pair->class_no, r->agg = c->agg, r->flags = row_flags(c);
  if (cell.n > SEAT_NAME) return true;
  *seat = (NameSeat){.key = (uint64_t)shape << 32 | cell.n, .rank = pair->rank, .class_no = pair->class_no};
  seat->agg = c->agg, seat->flags = r->flags;
  seat->word[0] = names_low(names_word(name), cell.n);
  if (cell.n >= 8) seat->word[1] = names_word(end - 8);
  if (cell.n > 16) seat->word[2] = names_word(name + 8), seat->word[3] = names_word(end - 16);
  return true;
}

static inline void place_names(Worker *w) {
  const char *p = w->chunk.p;
  CsvCells names = csv_column(&w->batch, w->g->shape.at[COL_NAME]);
  uint32_t n = w->batch.n;
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    if (!r->ok || !r->owner) continue;
    CsvCell cell = csv_cell(names, i);
    const char *name = p + cell.at, *end = name + cell.n;
    uint64_t first = names_word(name), last = 0;
    if (__builtin_expect(cell.n >= 8, 1))
      last = names_word(end - 8);
    else
      first = names_low(first, cell.n);
    uint64_t key = (uint64_t)r->owner->shape << 32 | cell.n;
    uint64_t hash = (first ^ names_turn(last, 29) ^ key) * 0x9E3779B97F4A7C15u;
    NameSeat *seat = &w->seats[hash / (UINT64_MAX / SEATS + 1)];
    uint64_t other = (seat->word[0] ^ first) | (seat->word[1] ^ last) | (seat->key ^ key);
    if (cell.n > 16) other |= (seat->word[2] ^ names_word(name + 8)) | (seat->word[3] ^ names_word(end - 16));
    if (__builtin_expect(other || cell.n - 1u >= SEAT_NAME, 0)) {
      if (!seat_name(w, seat, cell, r)) continue;
    } else {
      r->slot = r->owner->base + seat->rank;
      r->class_no = seat->class_no, r->agg = seat->agg, r->flags = seat->flags;
    }
  }
}

// Where projects have names of their own, few are met again soon, and their table is large.
static void ask_names(const Worker *w) {
  const Names *names = w->g->names;
  CsvCells cells = csv_column(&w->batch, w->g->shape.at[COL_NAME]);
  for (uint32_t i = 0; i < w->batch.n; i++) {
    const Pending *r = &w->rows[i];
    if (!r->ok || !r->owner) continue;
    CsvCell cell = csv_cell(cells, i);
    uint64_t key = names_key(names_hash(w->chunk.p + cell.at, cell.n), r->owner->shape);
    __builtin_prefetch(&names->pairs[names_place(key, names->pair_cap)]);
  }
}

void rows_place(Worker *w) {
  if (w->g->project) {
    place_owners(w);
    if (w->g->names->pair_cap > LARGE_PAIRS) ask_names(w);
    place_names(w);
  }
  for (uint32_t i = 0; i < w->batch.n; i++)
    if (__builtin_expect(w->rows[i].slot == NONE, 0) && w->rows[i].ok) w->rows[i].ok = place_learnt(w, i);
}
