// Whose row it is: the project by its hash and then its bytes, the name, and what that is in projects of this
// shape. Where the plan's own spelling does not tell, the spellings learnt from the long way may.
#include "runtime/ingest_parts.h"

static inline void ask(Worker *w, bool department) {
  const Ingest *g = w->g;
  const char *p = w->chunk.p;
  const NameBucket *owners = g->names->owners;
  uint32_t cap = g->names->owner_cap, n = w->batch.n;
  CsvCells projects = csv_column(&w->batch, g->shape.at[COL_PROJECT]),
           names = csv_column(&w->batch, g->shape.at[COL_NAME]),
           departments = csv_column(&w->batch, g->shape.at[COL_DEPARTMENT]);
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    r->slot = NONE;
    r->ok = w->batch.plain[i];
    if (!r->ok) continue;
    r->project = csv_cell(projects, i), r->name = csv_cell(names, i);
    uint64_t hash = names_hash(p + r->project.at, r->project.n);
    if (department) {
      CsvCell cell = csv_cell(departments, i);
      hash = names_mix(hash, names_hash(p + cell.at, cell.n));
    }
    __builtin_prefetch(&owners[names_place(hash, cap)]);
    r->owner_hash = hash;
    r->name_key = names_hash(p + r->name.at, r->name.n);
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
  const NameBucket *owners = names->owners;
  uint32_t cap = names->owner_cap, n = w->batch.n;
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    if (!r->ok) continue;
    uint32_t tag = names_tag(r->owner_hash), at = names_place(r->owner_hash, cap);
    while (owners[at].tag != tag && owners[at].tag) at = names_next(at, cap);
    const NameOwner *owner = (const void *)(names->owned + owners[at].at);
    r->owner = __builtin_expect(owners[at].tag, 1) ? owner : NULL;
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
  uint32_t tag = names_tag(r->owner_hash), at = names_place(r->owner_hash, n->owner_cap);
  for (; n->owners[at].tag; at = names_next(at, n->owner_cap)) {
    const NameOwner *o = (const void *)(n->owned + n->owners[at].at);
    if (n->owners[at].tag == tag && o->project == r->project.n && o->department == dept.n &&
        names_same(o->text + dept.n, p + r->project.at, o->project) &&
        names_same(o->text, p + dept.at, dept.n))
      return o;
  }
  return NULL;
}

static __attribute__((noinline)) void place_learnt(Worker *w, uint32_t i) {
  Str cells[NAMES_CELLS];
  Pending *r = &w->rows[i];
  row_names(w, i, cells);
  r->slot = learnt_slot(&w->learnt, cells);
  if (r->slot != NONE) r->class_no = w->t->x->slots.class_of[r->slot];
}

static inline void place_owners(Worker *w) { // `slot` is then the project's first
  const char *p = w->chunk.p;
  uint32_t n = w->batch.n;
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    if (!r->ok) continue;
    const NameOwner *o = r->owner;
    bool sure = o && !o->department && o->project == r->project.n &&
                names_same(o->text, p + r->project.at, o->project);
    if (__builtin_expect(!sure, 0) && o) o = owner_of(w, i);
    r->name_key = o ? names_key(r->name_key, o->shape) : 0;
    r->slot = o ? o->base : NONE;
  }
}

static inline void place_names(Worker *w) {
  const Names *names = w->g->names;
  const NamePair *pairs = names->pairs;
  const char *p = w->chunk.p;
  const Taker *t = w->t;
  uint32_t cap = names->pair_cap, n = w->batch.n, placed = t->x->placed;
  Date start = t->x->year_start;
  Pending *r = w->rows;
  for (uint32_t i = 0; i < n; i++, r++) {
    uint64_t key = r->name_key;
    if (!r->ok || !key) continue;
    uint32_t at = names_place(key, cap), len = r->name.n;
    while (pairs[at].key && !(pairs[at].key == key && pairs[at].n == len &&
                              names_same(names->text + pairs[at].at, p + r->name.at, len)))
      at = names_next(at, cap);
    if (__builtin_expect(!pairs[at].key, 0)) {
      r->slot = NONE;
      continue;
    }
    r->slot += pairs[at].rank;
    r->class_no = pairs[at].class_no;
    bool prev = r->date < start;
    __builtin_prefetch(&t->state[prev][r->slot], 1);
    if (r->slot >= placed) __builtin_prefetch(&t->places[prev][r->slot - placed], 1);
  }
}

void rows_place(Worker *w) {
  if (w->g->project) {
    place_owners(w);
    place_names(w);
  }
  for (uint32_t i = 0; i < w->batch.n; i++)
    if (__builtin_expect(w->rows[i].slot == NONE, 0) && w->rows[i].ok) place_learnt(w, i);
}
