// Whose row it is: the project by its hash and then its bytes, the name, and what that is in projects of this
// shape. Where the plan's own spelling does not tell, the spellings learnt from the long way may.
#include "runtime/ingest_parts.h"

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

static inline void ask(Worker *w, uint32_t i) {
  const Ingest *g = w->g;
  const CsvBatch *b = &w->batch;
  const char *p = w->chunk.p;
  Pending *r = &w->rows[i];
  r->owner = NULL;
  r->slot = NONE;
  r->name = 0;
  r->ok = b->plain[i];
  if (!r->ok || !g->project) return;
  CsvCell project = csv_cell(csv_column(&w->batch, g->shape.at[COL_PROJECT]), i);
  r->owner_hash = names_hash(p + project.at, project.n);
  if (g->department) {
    CsvCell dept = csv_cell(csv_column(&w->batch, g->shape.at[COL_DEPARTMENT]), i);
    r->owner_hash = names_mix(r->owner_hash, names_hash(p + dept.at, dept.n));
  }
  __builtin_prefetch(&g->names->owners[names_place(r->owner_hash, g->names->owner_cap)]);
}

static inline void find(Worker *w, uint32_t i) {
  const Ingest *g = w->g;
  Pending *r = &w->rows[i];
  if (!g->project) return;
  const Names *n = g->names;
  CsvCell name = csv_cell(csv_column(&w->batch, g->shape.at[COL_NAME]), i);
  r->name = name_of(n, w->chunk.p + name.at, name.n);
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
  CsvCell project = csv_cell(csv_column(&w->batch, g->shape.at[COL_PROJECT]), i);
  if (o->project != project.n || !names_same(text + o->department, p + project.at, project.n)) return false;
  if (!g->department) return true;
  CsvCell dept = csv_cell(csv_column(&w->batch, g->shape.at[COL_DEPARTMENT]), i);
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
  const NameOwner *o = r->owner && r->name ? owner_of(w, i) : NULL;
  const NamePair *pair = o ? names_pair(w->g->names, o->shape, r->name) : NULL;
  if (__builtin_expect(!pair, 0)) {
    Str cells[NAMES_CELLS];
    row_names(w, i, cells);
    r->slot = learnt_slot(&w->learnt, cells);
    if (r->slot != NONE) r->class_no = w->t->x->class_of[r->slot];
    return;
  }
  r->slot = o->base[pair->kind] + pair->rank;
  r->class_no = pair->class_no;
  const Taker *t = w->t;
  bool prev = r->date < t->x->year_start;
  __builtin_prefetch(&t->state[prev][r->slot], 1);
  if (r->slot >= t->x->placed) __builtin_prefetch(&t->places[prev][r->slot - t->x->placed], 1);
}

void rows_ask(Worker *w) {
  for (uint32_t i = 0; i < w->batch.n; i++) ask(w, i);
}

void rows_find(Worker *w) {
  for (uint32_t i = 0; i < w->batch.n; i++)
    if (w->rows[i].ok) find(w, i);
}

void rows_place(Worker *w) {
  for (uint32_t i = 0; i < w->batch.n; i++)
    if (w->rows[i].ok) place(w, i);
}
