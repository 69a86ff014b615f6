// Two open hash tables. An entry of the first is sixteen bytes: four share a cache line.
#include "runtime/names.h"
#include "base/utf.h"
#include "grammar/ast.h"

enum { LENGTH_MAX = 255, BEYOND = 16, FEW = 64 };

typedef struct Maker {
  Arena *a;
  const Plan *p;
  const Matcher *m;
  NameEntry *entries;
  uint32_t cap;
  Out text;
  uint32_t *name_at;   // by string: place of the name + 1
  uint64_t *name_hash; // of the name at that place: by string
} Maker;

static void put_name(Maker *k, const char *p, size_t n) {
  out_str(&k->text, (Str){p, n});
}

// The plan's own spelling leads back to its key: else rows that carry it may mean another.
static bool spells(Maker *k, uint32_t name, uint32_t key) {
  if (name == key) return true;
  ArenaMark mark = arena_mark(k->a);
  bool same = str_eq(utf_key(k->a, plan_text(k->p, name)), plan_text(k->p, key));
  arena_reset(k->a, mark);
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

static void enter(Maker *k, uint64_t hash, uint32_t slot, uint32_t owner, uint32_t name) {
  uint32_t i = names_place(hash, k->cap);
  while (k->entries[i].tag) i = i + 1 == k->cap ? 0 : i + 1;
  k->entries[i] = (NameEntry){names_tag(hash), slot, owner, name};
}

static bool name_twice(const Plan *p, uint32_t first, uint32_t n, uint32_t i) { // in one entity
  for (uint32_t j = first; j < first + n; j++)
    if (j != i && p->inputs.key[j] == p->inputs.key[i] && match_fillable(p, j)) return true;
  return false;
}

static void enter_entity(Maker *k, uint32_t e, Str department, const uint32_t *slot_of) {
  const Plan *p = k->p;
  Str project = plan_text(p, p->entities.name[e]);
  if (!plain(project) || department.n > LENGTH_MAX) return;
  uint32_t first = p->entities.input_first[e], n = p->entities.input_n[e];
  bool many = n > FEW;
  uint32_t owner = (uint32_t)k->text.n;
  uint64_t owner_hash = hash_of(project);
  if (department.n) owner_hash = names_mix(owner_hash, hash_of(department));
  const char lengths[2] = {(char)department.n, (char)project.n};
  put_name(k, lengths, 2);
  put_name(k, department.p, department.n);
  put_name(k, project.p, project.n);
  for (uint32_t i = first; i < first + n; i++) {
    if (slot_of[i] == NONE || p->inputs.unused[i]) continue;
    uint32_t name = p->inputs.name[i];
    Str text = plan_text(p, name);
    if (!plain(text) || !spells(k, name, p->inputs.key[i])) continue;
    if (many ? !match_only_input(k->m, i) : name_twice(p, first, n, i)) continue;
    if (!k->name_at[name]) {
      k->name_at[name] = (uint32_t)k->text.n + 1;
      k->name_hash[name] = hash_of(text);
      const char length = (char)text.n;
      put_name(k, &length, 1);
      put_name(k, text.p, text.n);
    }
    enter(k, names_mix(owner_hash, k->name_hash[name]), slot_of[i], owner, k->name_at[name] - 1);
  }
}

Names *names_new(Arena *a, const Matcher *m, const uint32_t *slot_of, bool departments) {
  const Plan *p = m->plan;
  Names *out = NEW(a, Names);
  uint32_t n = 0;
  for (uint32_t i = 0; i < p->inputs.n; i++) n += slot_of[i] != NONE && !p->inputs.unused[i];
  Arena scratch;
  arena_init_like(&scratch, a);
  Maker k = {.a = &scratch, .p = p, .m = m, .cap = n + n / 2 + 16, .text = out_memory(a)};
  k.entries = arena_pages(a, k.cap, sizeof(NameEntry));
  k.name_at = NEW_N(&scratch, uint32_t, p->strings.n + 1);
  k.name_hash = arena_raw(&scratch, ((size_t)p->strings.n + 1) * sizeof(uint64_t), alignof(uint64_t));
  for (uint32_t e = 0; e < p->entities.n; e++) {
    if (p->entities.kind[e] != BODY_PROJECT || !spells(&k, p->entities.name[e], p->entities.key[e])) continue;
    uint32_t dept = departments ? match_department(m, e) : NONE;
    if (departments && dept == NONE) continue;
    if (!match_only_project(m, e, dept)) continue;
    Str department = dept == NONE ? (Str){0} : plan_text(p, p->entities.name[dept]);
    if (dept != NONE && (!plain(department) || !spells(&k, p->entities.name[dept], p->entities.key[dept])))
      continue;
    enter_entity(&k, e, department, slot_of);
    if (k.text.n > UINT32_MAX / 2) break;
  }
  const char behind[BEYOND] = {0};
  put_name(&k, behind, BEYOND);
  *out = (Names){k.entries, k.cap, k.text.p};
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
  if (bytes > 4 * LENGTH_MAX) return;
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
