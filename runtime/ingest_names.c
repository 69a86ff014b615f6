// Whose row it is: the project by its hash and then its bytes, the name, and what that is in projects of this
// shape. Where the plan's own spelling does not tell, the spellings learnt from the long way may.
#include "runtime/ingest_parts.h"

static inline CsvCell cell(const Worker *w, Column c, uint32_t i) {
  return csv_cell(csv_column(&w->batch, w->g->shape.at[c]), i);
}

static inline void ask(Worker *w, uint32_t i) {
  const Ingest *g = w->g;
  const char *p = w->chunk.p;
  Pending *r = &w->rows[i];
  r->owner = NONE;
  r->slot = NONE;
  r->ok = w->batch.plain[i];
  if (!r->ok || !g->project) return;
  CsvCell project = cell(w, COL_PROJECT, i), name = cell(w, COL_NAME, i);
  r->owner_hash = names_hash(p + project.at, project.n);
  r->name_hash = names_hash(p + name.at, name.n);
  if (g->department) {
    CsvCell dept = cell(w, COL_DEPARTMENT, i);
    r->owner_hash = names_mix(r->owner_hash, names_hash(p + dept.at, dept.n));
  }
  __builtin_prefetch(&g->names->owners[names_place(r->owner_hash, g->names->owner_cap)]);
}

static inline void find(Worker *w, uint32_t i) {
  const Names *n = w->g->names;
  Pending *r = &w->rows[i];
  uint32_t tag = names_tag(r->owner_hash), at = names_place(r->owner_hash, n->owner_cap);
  while (n->owners[at].tag != tag && n->owners[at].tag) at = names_next(at, n->owner_cap);
  if (__builtin_expect(!n->owners[at].tag, 0)) return;
  r->owner = at;
  const char *owner = n->owned + n->owners[at].at;
  __builtin_prefetch(owner);
  __builtin_prefetch(owner + offsetof(NameOwner, text) + cell(w, COL_PROJECT, i).n - 1);
}

static inline bool same_owner(const Worker *w, uint32_t i, const NameOwner *o) {
  const char *p = w->chunk.p;
  CsvCell project = cell(w, COL_PROJECT, i);
  if (o->project != project.n || !names_same(o->text + o->department, p + project.at, project.n))
    return false;
  if (!w->g->department) return true;
  CsvCell dept = cell(w, COL_DEPARTMENT, i);
  return o->department == dept.n && names_same(o->text, p + dept.at, dept.n);
}

// The project whose name this is, beginning with the first that has its tag.
static inline const NameOwner *owner_of(const Worker *w, uint32_t i) {
  const Names *n = w->g->names;
  uint32_t at = w->rows[i].owner, tag = names_tag(w->rows[i].owner_hash);
  for (; at != NONE && n->owners[at].tag; at = names_next(at, n->owner_cap)) {
    const NameOwner *o = (const void *)(n->owned + n->owners[at].at);
    if (n->owners[at].tag == tag && same_owner(w, i, o)) return o;
  }
  return NULL;
}

static inline const NamePair *pair_of(const Worker *w, uint32_t i, uint32_t shape) {
  const Names *n = w->g->names;
  CsvCell name = cell(w, COL_NAME, i);
  uint64_t key = names_key(w->rows[i].name_hash, shape);
  for (uint32_t at = names_place(key, n->pair_cap); n->pairs[at].key; at = names_next(at, n->pair_cap)) {
    const NamePair *pair = &n->pairs[at];
    if (pair->key == key && pair->n == name.n && names_same(n->text + pair->at, w->chunk.p + name.at, name.n))
      return pair;
  }
  return NULL;
}

static inline void place(Worker *w, uint32_t i) {
  Pending *r = &w->rows[i];
  const Taker *t = w->t;
  const NameOwner *o = owner_of(w, i);
  const NamePair *pair = o ? pair_of(w, i, o->shape) : NULL;
  if (__builtin_expect(!pair, 0)) {
    Str cells[NAMES_CELLS];
    row_names(w, i, cells);
    r->slot = learnt_slot(&w->learnt, cells);
    if (r->slot != NONE) r->class_no = t->x->slots.class_of[r->slot];
    return;
  }
  r->slot = o->base + pair->rank;
  r->class_no = pair->class_no;
  bool prev = r->date < t->x->year_start;
  __builtin_prefetch(&t->state[prev][r->slot], 1);
  if (r->slot >= t->x->placed) __builtin_prefetch(&t->places[prev][r->slot - t->x->placed], 1);
}

void rows_ask(Worker *w) {
  for (uint32_t i = 0; i < w->batch.n; i++) ask(w, i);
}

void rows_find(Worker *w) {
  for (uint32_t i = 0; i < w->batch.n && w->g->project; i++)
    if (w->rows[i].ok) find(w, i);
}

void rows_place(Worker *w) {
  for (uint32_t i = 0; i < w->batch.n; i++)
    if (w->rows[i].ok) place(w, i);
}
