// Open hash tables that are filled once. Names are entered shape by shape; projects by all threads: what they
// hash to, then where each is to stand, then their texts.
#include "runtime/names.h"
#include "base/par.h"
#include "base/utf.h"
#include "grammar/ast.h"
#include "runtime/taker.h"

enum { LENGTH_MAX = 255, BEYOND = 16, FEW = 64, LINE = 64, BLOCK = 512, OWNED_MAX = 1 << 30 };

typedef struct Maker {
  Actuals *x;
  const Plan *p;
  Arena scratch;
  bool departments;
  uint64_t *hash; // by entity: of a project that is entered, or 0
  uint32_t *at;   // where it is to stand
  uint32_t *owners, place_mask;
  NamePair *pairs;
  uint32_t owner_cap, pair_n, pair_cap;
  char *owned;
  Out text;
  uint32_t *name_at; // by string: place of the name; NOT_SEEN, NO_NAME
} Maker;

enum { NOT_SEEN, NO_NAME, FIRST_NAME };

// The plan's own spelling leads back to its key: else rows that carry it may mean another.
static bool spells(const Plan *p, uint32_t name, uint32_t key) {
  if (name == key) return true;
  Arena scratch;
  arena_init_like(&scratch, p->arena);
  bool same = str_eq(utf_key(&scratch, plan_text(p, name)), plan_text(p, key));
  arena_free(&scratch);
  return same;
}

static bool plain(Str s) { // as a trimmed cell can be
  return s.n > 0 && s.n <= LENGTH_MAX && str_eq(s, str_trim(s));
}

static uint64_t hash_of(Str s) { // the text has nothing readable behind it
  char room[8] = {0};
  if (s.n && s.n < sizeof room) memcpy(room, s.p, s.n);
  return names_hash(s.n < sizeof room ? room : s.p, s.n);
}

// ---- names --------------------------------------------------------------------------------------

static uint32_t name_place(Maker *k, uint32_t name, uint32_t key) { // NO_NAME: cells cannot spell it
  if (k->name_at[name] != NOT_SEEN) return k->name_at[name];
  Str text = plan_text(k->p, name);
  k->name_at[name] = NO_NAME;
  if (!plain(text) || !spells(k->p, name, key)) return NO_NAME;
  k->name_at[name] = (uint32_t)k->text.n;
  out_str(&k->text, text);
  return k->name_at[name];
}

static void enter_pair(NamePair *all, uint32_t cap, NamePair pair) {
  uint32_t i = names_place(pair.key, cap);
  while (all[i].key) i = names_next(i, cap);
  all[i] = pair;
}

static void more_pairs(Maker *k) { // at most half of it is used
  uint32_t cap = k->pair_cap ? k->pair_cap * 2 : 256;
  NamePair *wide = arena_pages(k->x->arena, cap, sizeof(NamePair));
  for (uint32_t i = 0; i < k->pair_cap; i++)
    if (k->pairs[i].key) enter_pair(wide, cap, k->pairs[i]);
  arena_release(k->x->arena, k->pairs, k->pair_cap * sizeof(NamePair));
  k->pairs = wide, k->pair_cap = cap;
}

static bool name_twice(const Plan *p, uint32_t first, uint32_t n, uint32_t i) { // in one entity
  for (uint32_t j = first; j < first + n; j++)
    if (j != i && p->inputs.key[j] == p->inputs.key[i] && match_fillable(p, j)) return true;
  return false;
}

static void enter_shape(Maker *k, uint32_t shape) {
  const Plan *p = k->p;
  const Slots *s = &k->x->slots;
  uint32_t like = s->like[shape], first = p->entities.input_first[like], n = p->entities.input_n[like];
  for (uint32_t i = first; i < first + n && k->text.n < UINT32_MAX / 2; i++) {
    if (s->of[i] >= s->used_n) continue; // NONE too
    uint32_t at = name_place(k, p->inputs.name[i], p->inputs.key[i]);
    if (at == NO_NAME) continue;
    if (n > FEW ? !match_only_input(&k->x->matcher, i) : name_twice(p, first, n, i)) continue;
    if (k->pair_n >= k->pair_cap / 2) more_pairs(k);
    Str name = plan_text(p, p->inputs.name[i]);
    NamePair pair = {names_key(hash_of(name), shape), at, s->of[i] - s->of[first], s->class_of[s->of[i]],
                     (uint8_t)name.n};
    enter_pair(k->pairs, k->pair_cap, pair);
    k->pair_n++;
  }
}

// ---- projects -----------------------------------------------------------------------------------

// The department that rows of a project tell; false: the project cannot be entered.
static bool department_of(const Maker *k, uint32_t e, Str *out) {
  const Plan *p = k->p;
  uint32_t dept = k->departments ? match_department(&k->x->matcher, e) : NONE;
  *out = plan_text(p, dept == NONE ? NONE : p->entities.name[dept]);
  if (!k->departments) return match_only_project(&k->x->matcher, e, NONE);
  return dept != NONE && match_only_project(&k->x->matcher, e, dept) && plain(*out) &&
         spells(p, p->entities.name[dept], p->entities.key[dept]);
}

static void hash_block(void *ctx, size_t job, unsigned worker) {
  Maker *k = ctx;
  const Plan *p = k->p;
  const Slots *s = &k->x->slots;
  (void)worker;
  for (uint32_t e = (uint32_t)job * BLOCK, end = e + BLOCK; e < end && e < p->entities.n; e++) {
    Str project = plan_text(p, p->entities.name[e]), department;
    if (p->entities.kind[e] != BODY_PROJECT || s->of[p->entities.input_first[e]] >= s->used_n) continue;
    if (!plain(project) || !spells(p, p->entities.name[e], p->entities.key[e])) continue;
    if (!department_of(k, e, &department)) continue;
    uint64_t hash = hash_of(project);
    if (department.n) hash = names_mix(hash, hash_of(department));
    k->hash[e] = hash ? hash : 1;
    k->at[e] = (uint32_t)(offsetof(NameOwner, text) + department.n + project.n);
  }
}

static void place_owners(Maker *k) { // `at` was how much room each takes
  enum { AHEAD = 16 };
  uint32_t end = LINE, n = k->p->entities.n; // place 0 means none
  for (uint32_t e = 0; e < n; e++) {
    uint32_t room = k->at[e], left = LINE - end % LINE;
    if (!k->hash[e]) continue;
    if (end > OWNED_MAX) {
      k->hash[e] = 0; // its rows go the long way
      continue;
    }
    if (room > left && room <= LINE) end += left;
    k->at[e] = end;
    end += (room + 3) & ~3u;
  }
  while (k->place_mask < end / 4) k->place_mask = k->place_mask * 2 + 1;
  for (uint32_t e = 0; e < n; e++) {
    if (e + AHEAD < n) __builtin_prefetch(&k->owners[names_place(k->hash[e + AHEAD], k->owner_cap)], 1);
    if (!k->hash[e]) continue;
    uint32_t i = names_place(k->hash[e], k->owner_cap);
    while (k->owners[i]) i = names_next(i, k->owner_cap);
    k->owners[i] = ((uint32_t)k->hash[e] & ~k->place_mask) | k->at[e] / 4;
  }
  char *room = arena_pages(k->x->arena, (size_t)end + LINE + BEYOND, 1);
  k->owned = room + (-(uintptr_t)room & (LINE - 1));
}

static void write_block(void *ctx, size_t job, unsigned worker) {
  Maker *k = ctx;
  const Plan *p = k->p;
  const Slots *s = &k->x->slots;
  (void)worker;
  for (uint32_t e = (uint32_t)job * BLOCK, end = e + BLOCK; e < end && e < p->entities.n; e++) {
    Str project = plan_text(p, p->entities.name[e]), department;
    if (!k->hash[e] || !department_of(k, e, &department)) continue;
    NameOwner *o = (void *)(k->owned + k->at[e]);
    *o = (NameOwner){s->of[p->entities.input_first[e]], s->shape_of[e], (uint8_t)department.n,
                     (uint8_t)project.n};
    if (department.n) memcpy(o->text, department.p, department.n);
    if (project.n) memcpy(o->text + department.n, project.p, project.n);
  }
}

Names *names_new(Actuals *x, bool departments, unsigned workers) {
  const Plan *p = x->plan;
  const Slots *s = &x->slots;
  Maker k = {.x = x, .p = p, .departments = departments, .text = out_memory(x->arena)};
  arena_init_like(&k.scratch, x->arena);
  k.name_at = arena_pages(&k.scratch, (size_t)p->strings.n + 1, sizeof(uint32_t));
  out_pad(&k.text, 0, FIRST_NAME); // places below that mean something else
  more_pairs(&k);
  for (uint32_t shape = 0; shape < s->shape_n; shape++)
    if (p->entities.kind[s->like[shape]] == BODY_PROJECT) enter_shape(&k, shape);
  out_pad(&k.text, 0, BEYOND);
  size_t blocks = (p->entities.n + BLOCK - 1) / BLOCK;
  k.hash = arena_pages(&k.scratch, (size_t)p->entities.n + 1, sizeof(uint64_t));
  k.at = arena_pages(&k.scratch, (size_t)p->entities.n + 1, sizeof(uint32_t));
  k.owner_cap = 3 * p->entities.n + 16;
  k.owners = arena_pages(x->arena, k.owner_cap, sizeof(uint32_t));
  par_for(blocks, workers, hash_block, &k);
  place_owners(&k);
  par_for(blocks, workers, write_block, &k);
  Names *out = NEW(x->arena, Names);
  *out = (Names){k.owners, k.pairs, k.owner_cap, k.pair_cap, k.place_mask, k.owned, k.text.p};
  arena_free(&k.scratch);
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
