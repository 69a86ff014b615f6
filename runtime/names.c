// Open hash tables that are filled once.
#include "runtime/names.h"
#include "base/utf.h"
#include "grammar/ast.h"

enum { LENGTH_MAX = 255, BEYOND = 16, FEW = 64 };

typedef struct Maker {
  Arena *a, *scratch;
  const Plan *p;
  const Matcher *m;
  const uint32_t *slot_of;
  const uint16_t *class_of;
  NameBucket *owners, *names;
  NamePair *pairs;
  uint32_t owner_cap, name_n, name_cap, pair_n, pair_cap, shape_n;
  Out text;
  uint32_t *name_at; // by string: place of the name; NOT_SEEN, NO_NAME
  Map shapes;
  uint32_t *shape; // of the entity under way: for each input its name, its class and kind
  uint32_t shape_room;
} Maker;

enum { NOT_SEEN, NO_NAME, FIRST_NAME };

// The plan's own spelling leads back to its key: else rows that carry it may mean another.
static bool spells(Maker *k, uint32_t name, uint32_t key) {
  if (name == key) return true;
  ArenaMark mark = arena_mark(k->scratch);
  bool same = str_eq(utf_key(k->scratch, plan_text(k->p, name)), plan_text(k->p, key));
  arena_reset(k->scratch, mark);
  return same;
}

static bool plain(Str s) { // as a trimmed cell can be
  return s.n > 0 && s.n <= LENGTH_MAX && str_eq(s, str_trim(s));
}

static uint64_t hash_of(Str s) { // the text has nothing readable behind it
  char room[LENGTH_MAX + BEYOND + 1] = {0};
  memcpy(room, s.p, s.n);
  return names_hash(room, s.n);
}

static void enter(NameBucket *all, uint32_t cap, uint64_t hash, uint32_t at) {
  uint32_t i = names_place(hash, cap);
  while (all[i].tag) i = i + 1 == cap ? 0 : i + 1;
  all[i] = (NameBucket){names_tag(hash), at};
}

// ---- names --------------------------------------------------------------------------------------

static void more_names(Maker *k) {
  uint32_t cap = k->name_cap ? k->name_cap * 2 : 64;
  NameBucket *wide = NEW_N(k->a, NameBucket, cap);
  for (uint32_t i = 0; i < k->name_cap; i++) {
    if (!k->names[i].tag) continue;
    const char *name = k->text.p + k->names[i].at;
    enter(wide, cap, hash_of((Str){name + 1, (unsigned char)name[0]}), k->names[i].at);
  }
  arena_release(k->a, k->names, k->name_cap * sizeof(NameBucket));
  k->names = wide, k->name_cap = cap;
}

static uint32_t name_place(Maker *k, uint32_t name, uint32_t key) { // NO_NAME: cells cannot spell it
  if (k->name_at[name] != NOT_SEEN) return k->name_at[name];
  Str text = plan_text(k->p, name);
  k->name_at[name] = NO_NAME;
  if (!plain(text) || !spells(k, name, key)) return NO_NAME;
  if (k->name_n >= k->name_cap / 2) more_names(k);
  uint32_t at = (uint32_t)k->text.n;
  out_c(&k->text, (char)text.n);
  out_str(&k->text, text);
  enter(k->names, k->name_cap, hash_of(text), at);
  k->name_n++;
  return k->name_at[name] = at;
}

// ---- shapes -------------------------------------------------------------------------------------

static NamePair *pair_slot(NamePair *all, uint32_t cap, uint64_t key) {
  uint32_t i = names_place(names_mix(key, 0), cap);
  while (all[i].key != NAME_PAIR_FREE && all[i].key != key) i = i + 1 == cap ? 0 : i + 1;
  return &all[i];
}

static void more_pairs(Maker *k) {
  uint32_t cap = k->pair_cap ? k->pair_cap * 2 : 64;
  NamePair *wide = arena_raw(k->a, cap * sizeof(NamePair), alignof(NamePair));
  for (uint32_t i = 0; i < cap; i++) wide[i] = (NamePair){.key = NAME_PAIR_FREE};
  for (uint32_t i = 0; i < k->pair_cap; i++)
    if (k->pairs[i].key != NAME_PAIR_FREE) *pair_slot(wide, cap, k->pairs[i].key) = k->pairs[i];
  arena_release(k->a, k->pairs, k->pair_cap * sizeof(NamePair));
  k->pairs = wide, k->pair_cap = cap;
}

static bool name_twice(const Plan *p, uint32_t first, uint32_t n, uint32_t i) { // in one entity
  for (uint32_t j = first; j < first + n; j++)
    if (j != i && p->inputs.key[j] == p->inputs.key[i] && match_fillable(p, j)) return true;
  return false;
}

enum { KIND_DATA, KIND_OWN, KIND_NONE };

static unsigned kind_of(const Maker *k, uint32_t input) { // as slots are numbered
  const Plan *p = k->p;
  if (k->slot_of[input] == NONE || p->inputs.unused[input]) return KIND_NONE;
  return p->inputs.indicator[input] == NONE ? KIND_DATA : KIND_OWN;
}

static void new_shape(Maker *k, uint32_t first, uint32_t n, const uint32_t base[2]) {
  for (uint32_t i = 0; i < n; i++) {
    uint32_t name = k->shape[(size_t)2 * i], input = first + i;
    unsigned kind = kind_of(k, input);
    if (kind == KIND_NONE || name == NO_NAME) continue;
    if (n > FEW ? !match_only_input(k->m, input) : name_twice(k->p, first, n, input)) continue;
    if (k->pair_n >= k->pair_cap / 2) more_pairs(k);
    uint64_t key = (uint64_t)k->shape_n << 32 | name;
    *pair_slot(k->pairs, k->pair_cap, key) =
        (NamePair){key, k->slot_of[input] - base[kind], k->class_of[k->slot_of[input]], (uint8_t)kind};
    k->pair_n++;
  }
}

// The number of the shape of an entity's inputs.
static uint32_t shape_of(Maker *k, uint32_t first, uint32_t n, const uint32_t base[2]) {
  const Plan *p = k->p;
  if (2 * n > k->shape_room) {
    k->shape_room = 4 * n + 64;
    k->shape = arena_raw(k->scratch, k->shape_room * sizeof(uint32_t), alignof(uint32_t));
  }
  for (uint32_t i = 0; i < n; i++) {
    uint32_t slot = k->slot_of[first + i];
    unsigned kind = kind_of(k, first + i);
    k->shape[(size_t)2 * i] =
        kind == KIND_NONE ? NO_NAME : name_place(k, p->inputs.name[first + i], p->inputs.key[first + i]);
    k->shape[(size_t)2 * i + 1] = kind == KIND_NONE ? KIND_NONE : (uint32_t)k->class_of[slot] << 2 | kind;
  }
  Str bytes = {(const char *)k->shape, (size_t)2 * n * sizeof(uint32_t)};
  uint32_t hash = str_hash(bytes), shape = map_get(&k->shapes, bytes, hash);
  if (shape != MAP_NONE) return shape;
  new_shape(k, first, n, base);
  map_set(k->scratch, &k->shapes, str_dup(k->scratch, bytes), hash, k->shape_n);
  return k->shape_n++;
}

// ---- projects -----------------------------------------------------------------------------------

static void enter_project(Maker *k, uint32_t e, Str department) {
  const Plan *p = k->p;
  Str project = plan_text(p, p->entities.name[e]);
  if (!plain(project) || department.n > LENGTH_MAX) return;
  uint32_t first = p->entities.input_first[e], n = p->entities.input_n[e];
  NameOwner owner = {
      .base = {NONE, NONE}, .department = (uint8_t)department.n, .project = (uint8_t)project.n};
  for (uint32_t i = first + n; i-- > first;) {
    unsigned kind = kind_of(k, i);
    if (kind != KIND_NONE) owner.base[kind] = k->slot_of[i];
  }
  owner.shape = shape_of(k, first, n, owner.base);
  uint64_t hash = hash_of(project);
  if (department.n) hash = names_mix(hash, hash_of(department));
  while (k->text.n % alignof(NameOwner)) out_c(&k->text, 0);
  enter(k->owners, k->owner_cap, hash, (uint32_t)k->text.n);
  out_str(&k->text, (Str){(const char *)&owner, sizeof owner});
  out_str(&k->text, department);
  out_str(&k->text, project);
}

Names *names_new(Arena *a, const Matcher *m, const uint32_t *slot_of, const uint16_t *class_of,
                 bool departments) {
  const Plan *p = m->plan;
  Arena scratch;
  arena_init_like(&scratch, a);
  Maker k = {.a = a, .scratch = &scratch, .p = p, .m = m, .slot_of = slot_of, .class_of = class_of};
  k.owner_cap = p->entities.n + p->entities.n / 2 + 16;
  k.owners = arena_pages(a, k.owner_cap, sizeof(NameBucket));
  k.name_at = arena_pages(&scratch, (size_t)p->strings.n + 1, sizeof(uint32_t));
  k.text = out_memory(a);
  out_pad(&k.text, 0, FIRST_NAME); // places below that mean something else
  more_names(&k);
  more_pairs(&k);
  for (uint32_t e = 0; e < p->entities.n && k.text.n < UINT32_MAX / 2; e++) {
    if (p->entities.kind[e] != BODY_PROJECT || !spells(&k, p->entities.name[e], p->entities.key[e])) continue;
    uint32_t dept = departments ? match_department(m, e) : NONE;
    if (departments && dept == NONE) continue;
    if (!match_only_project(m, e, dept)) continue;
    Str department = dept == NONE ? (Str){0} : plan_text(p, p->entities.name[dept]);
    if (dept != NONE && (!plain(department) || !spells(&k, p->entities.name[dept], p->entities.key[dept])))
      continue;
    enter_project(&k, e, department);
  }
  out_pad(&k.text, 0, BEYOND);
  Names *out = NEW(a, Names);
  *out = (Names){k.owners, k.names, k.owner_cap, k.name_cap, k.pair_cap, k.pairs, k.text.p};
  arena_free(&scratch);
  return out;
}

// ---- learnt -------------------------------------------------------------------------------------

struct LearntEntry {
  uint64_t hash; // 0: free
  uint32_t slot;
  uint32_t lengths[NAMES_CELLS];
  const char *text; // the cells one behind another
};

static uint64_t cells_hash(const Str *cells) {
  uint64_t h = 0;
  for (int c = 0; c < NAMES_CELLS; c++) h = names_mix(h + (uint64_t)cells[c].n, str_hash(cells[c]));
  return h ? h : 1;
}

static bool same_cells(const struct LearntEntry *e, const Str *cells) {
  const char *at = e->text;
  for (int c = 0; c < NAMES_CELLS; c++) {
    if (e->lengths[c] != cells[c].n || (cells[c].n && memcmp(at, cells[c].p, cells[c].n) != 0)) return false;
    at += cells[c].n;
  }
  return true;
}

static struct LearntEntry *entry_of(const Learnt *l, const Str *cells, uint64_t hash) {
  uint32_t i = names_place(hash, l->cap);
  while (l->entries[i].hash && !(l->entries[i].hash == hash && same_cells(&l->entries[i], cells)))
    i = i + 1 == l->cap ? 0 : i + 1;
  return &l->entries[i];
}

uint32_t learnt_slot(const Learnt *l, const Str cells[NAMES_CELLS]) {
  if (!l->n) return NONE;
  const struct LearntEntry *e = entry_of(l, cells, cells_hash(cells));
  return e->hash ? e->slot : NONE;
}

void learnt_put(Arena *a, Learnt *l, const Str cells[NAMES_CELLS], uint32_t slot) {
  if (l->n >= l->limit) return;
  size_t bytes = 0;
  for (int c = 0; c < NAMES_CELLS; c++) bytes += cells[c].n;
  if (bytes > (size_t)4 * LENGTH_MAX) return;
  if (l->n >= l->cap / 2) {
    Learnt wide = *l;
    wide.cap = l->cap ? l->cap * 2 : 256;
    wide.entries = NEW_N(a, struct LearntEntry, wide.cap);
    for (uint32_t i = 0; i < l->cap; i++) {
      if (!l->entries[i].hash) continue;
      uint32_t at = names_place(l->entries[i].hash, wide.cap);
      while (wide.entries[at].hash) at = at + 1 == wide.cap ? 0 : at + 1;
      wide.entries[at] = l->entries[i];
    }
    arena_release(a, l->entries, l->cap * sizeof *l->entries);
    *l = wide;
  }
  uint64_t hash = cells_hash(cells);
  struct LearntEntry *e = entry_of(l, cells, hash);
  if (e->hash) return;
  char *text = arena_raw(a, bytes + 1, 1);
  *e = (struct LearntEntry){.hash = hash, .slot = slot, .text = text};
  for (int c = 0; c < NAMES_CELLS; c++) {
    e->lengths[c] = (uint32_t)cells[c].n;
    if (cells[c].n) memcpy(text, cells[c].p, cells[c].n);
    text += cells[c].n;
  }
  l->n++;
}
