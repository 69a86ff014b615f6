// Names of rows against names of the plan, by key: entities through a hash map, the inputs of one entity one
// by one where they are few.
#include "runtime/match.h"
#include "base/par.h"
#include "base/utf.h"
#include "compiler/units.h"
#include "grammar/ast.h"
#include <stdlib.h>

enum { FEW_INPUTS = 64, MANY = 32, LONG_CHAIN = 1024 };

// Inputs are keyed by their entity's number followed by the name's key.
static Str input_key(Arena *a, uint32_t entity, Str key) {
  char *p = arena_raw(a, sizeof entity + key.n, 1);
  memcpy(p, &entity, sizeof entity);
  if (key.n) memcpy(p + sizeof entity, key.p, key.n);
  return (Str){p, sizeof entity + key.n};
}

typedef struct NamedEntity {
  uint32_t hash, entity; // 0: free
} NamedEntity;

static NamedEntity *named(const Matcher *m, Str key, uint32_t hash) { // or where it would stand
  const Plan *p = m->plan;
  uint32_t at = hash & (m->entity_cap - 1);
  for (; m->entities[at].hash; at = (at + 1) & (m->entity_cap - 1))
    if (m->entities[at].hash == hash && str_eq(plan_text(p, p->entities.key[m->entities[at].entity]), key))
      break;
  return &m->entities[at];
}

static uint32_t first_entity(const Matcher *m, Str key) {
  const NamedEntity *e = named(m, key, str_hash(key));
  return e->hash ? e->entity : NONE;
}

// Puts a row behind the first of its name, whose chain ends at last[first].
static void chain(uint32_t *next, uint32_t *last, uint32_t first, uint32_t row) {
  next[row] = NONE;
  last[row] = row;
  if (first == row) return;
  next[last[first]] = row;
  last[first] = row;
}

// Hashes are made some ahead, so that their places are in the cache when they are needed.
static void name_entities(Arena *a, Matcher *m, uint32_t *last, uint32_t *first_of) {
  const Plan *p = m->plan;
  enum { AHEAD = 16 };
  uint32_t hashes[AHEAD], n = p->entities.n;
  for (m->entity_cap = 16; m->entity_cap / 2 < n; m->entity_cap *= 2) {
  }
  m->entities = arena_pages(a, m->entity_cap, sizeof(NamedEntity));
  m->repeated = arena_zero(a, n + 1, 1, 1);
  for (uint32_t i = 0; i < n + AHEAD; i++) {
    if (i >= AHEAD) {
      uint32_t e = i - AHEAD, hash = hashes[e % AHEAD];
      NamedEntity *at = named(m, plan_text(p, p->entities.key[e]), hash);
      if (!at->hash)
        *at = (NamedEntity){hash, e};
      else
        m->repeated[e] = m->repeated[at->entity] = 1;
      first_of[e] = at->entity;
      chain(m->same_entity, last, at->entity, e);
    }
    if (i >= n) continue;
    hashes[i % AHEAD] = str_hash(plan_text(p, p->entities.key[i]));
    __builtin_prefetch(&m->entities[hashes[i % AHEAD] & (m->entity_cap - 1)], 1);
  }
}

// ---- below ----------------------------------------------------------------------------------------

enum { SAME_NAME, SECTIONS };
typedef struct Within { // below `around` stands `entity`
  uint32_t around;
  uint32_t what; // SAME_NAME: the first of its name; SECTIONS: the hash of a name in this 分项
  uint32_t entity;
} Within;
typedef ARRAY(Within) AllWithin;

static int by_place(const void *x, const void *y) {
  const Within *a = x, *b = y;
  if (a->around != b->around) return a->around < b->around ? -1 : 1;
  if (a->what != b->what) return a->what < b->what ? -1 : 1;
  return (a->entity > b->entity) - (a->entity < b->entity);
}

static void sort(AllWithin *all) { // each once
  uint32_t n = 0;
  if (all->n) qsort(all->p, all->n, sizeof *all->p, by_place);
  for (uint32_t i = 0; i < all->n; i++)
    if (!n || by_place(&all->p[n - 1], &all->p[i])) all->p[n++] = all->p[i];
  all->n = n;
}

static void add_names(Arena *a, const Plan *p, AllWithin *all, uint32_t section) {
  for (uint32_t k = 0; k < p->entities.input_n[section]; k++) {
    uint32_t input = p->entities.input_first[section] + k;
    if (!match_fillable(p, input)) continue;
    uint32_t hash = str_hash(plan_text(p, p->inputs.key[input])), around = p->entities.parent[section];
    for (; around != NONE; around = p->entities.parent[around])
      *array_push(a, all) = (Within){around, hash, section};
  }
}

static void find_within(Arena *a, Matcher *m, Arena *scratch, const uint32_t *first_of) {
  const Plan *p = m->plan;
  uint32_t *count = NEW_N(scratch, uint32_t, p->entities.n + 1);
  AllWithin all[2] = {0};
  for (uint32_t e = 0; e < p->entities.n; e++) count[first_of[e]]++;
  for (uint32_t e = 0; e < p->entities.n; e++) {
    if (p->entities.kind[e] == BODY_SECTION) add_names(a, p, &all[SECTIONS], e);
    if (count[first_of[e]] <= MANY) continue;
    m->repeated[e] = 2;
    for (uint32_t around = e; around != NONE; around = p->entities.parent[around])
      *array_push(a, &all[SAME_NAME]) = (Within){around, first_of[e], e};
  }
  for (int k = SAME_NAME; k <= SECTIONS; k++) {
    sort(&all[k]);
    m->within[k] = all[k].p, m->within_n[k] = all[k].n;
  }
}

// Those of them that stand below; how many.
static uint32_t within(const Matcher *m, int kind, uint32_t around, uint32_t what, const Within **out) {
  const Within *all = m->within[kind], want = {around, what, 0};
  uint32_t from = 0, to = m->within_n[kind], n = 0;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (by_place(&all[middle], &want) < 0)
      from = middle + 1;
    else
      to = middle;
  }
  for (to = from; to < m->within_n[kind] && all[to].around == around && all[to].what == what; to++) n++;
  *out = n ? all + from : NULL;
  return n;
}

bool match_fillable(const Plan *p, uint32_t input) {
  uint32_t ind = p->inputs.indicator[input];
  return ind == NONE || p->indicators.input[ind] == input;
}

Matcher matcher_new(Arena *a, const Plan *p) {
  Matcher m = {.plan = p, .lone_project = NONE, .lone_department = NONE};
  uint32_t projects = 0, crowded = 0, most = p->entities.n;
  m.same_entity = arena_raw(a, (p->entities.n + 1) * sizeof(uint32_t), alignof(uint32_t));
  for (uint32_t e = 0; e < p->entities.n; e++)
    if (p->entities.input_n[e] > FEW_INPUTS) crowded++;
  if (crowded) {
    m.same_input = arena_raw(a, (p->inputs.n + 1) * sizeof(uint32_t), alignof(uint32_t));
    if (p->inputs.n > most) most = p->inputs.n;
  }
  Arena scratch;
  arena_init_like(&scratch, a);
  uint32_t *last = arena_raw(&scratch, (most + 1) * sizeof(uint32_t), alignof(uint32_t));
  uint32_t *first_of = arena_raw(&scratch, (p->entities.n + 1) * sizeof(uint32_t), alignof(uint32_t));
  name_entities(a, &m, last, first_of);
  find_within(a, &m, &scratch, first_of);
  for (uint32_t e = 0; e < p->entities.n; e++) {
    if (p->entities.kind[e] == BODY_PROJECT) m.lone_project = projects++ ? NONE : e;
    if (p->entities.kind[e] == BODY_DEPARTMENT) m.lone_department = m.departments++ ? NONE : e;
  }
  for (uint32_t e = 0; e < p->entities.n && crowded; e++) {
    uint32_t first = p->entities.input_first[e], n = p->entities.input_n[e];
    for (uint32_t i = first; n > FEW_INPUTS && i < first + n; i++) {
      if (!match_fillable(p, i)) continue;
      Str key = input_key(a, e, plan_text(p, p->inputs.key[i]));
      chain(m.same_input, last, map_put(a, &m.inputs, key, str_hash(key), i, NULL), i);
    }
  }
  arena_free(&scratch);
  return m;
}

static bool below(const Plan *p, uint32_t e, uint32_t ancestor) {
  while (e != NONE && e != ancestor) e = p->entities.parent[e];
  return e == ancestor;
}

typedef struct Same { // a walk over the entities of one name, below `dept` if told
  const Matcher *m;
  uint32_t dept, left;
  const Within *rows; // NULL: along the chain
} Same;

static uint32_t same_along(const Same *s, uint32_t e) {
  while (e != NONE && s->dept != NONE && !below(s->m->plan, e, s->dept)) e = s->m->same_entity[e];
  return e;
}

static uint32_t same_next(Same *s, uint32_t e) {
  if (!s->rows) return same_along(s, s->m->same_entity[e]);
  return s->left ? (s->left--, s->rows++->entity) : NONE;
}

static uint32_t same_first(Same *s, const Matcher *m, Str key, uint32_t dept) {
  uint32_t first = first_entity(m, key);
  *s = (Same){.m = m, .dept = dept};
  if (first == NONE || dept == NONE || m->repeated[first] < 2) return same_along(s, first);
  s->left = within(m, SAME_NAME, dept, first, &s->rows);
  return same_next(s, NONE);
}

// The one entity of that name (below `dept` if told); kinds: bit mask of BodyKind.
static uint32_t entity_named(const Matcher *m, Str key, unsigned kinds, uint32_t dept, bool *several) {
  uint32_t found = NONE;
  *several = false;
  Same same;
  for (uint32_t e = same_first(&same, m, key, dept); e != NONE && !*several; e = same_next(&same, e)) {
    if (!(kinds >> m->plan->entities.kind[e] & 1)) continue;
    if (found != NONE)
      *several = true;
    else
      found = e;
  }
  return found;
}

static Matched entity_of(const Matcher *m, Arena *a, const Row *row) {
  uint32_t dept = NONE, e, within = row->within ? row->within - 1 : NONE;
  bool several;
  bool itself = within != NONE && m->plan->entities.kind[within] != BODY_DEPARTMENT;
  if (itself && !row->cell[COL_PROJECT].n) return (Matched){MATCH_OK, NONE, within};
  Str d = utf_key(a, row->cell[COL_DEPARTMENT]), p = utf_key(a, row->cell[COL_PROJECT]);
  if (within != NONE)
    dept = within;
  else if (d.n) {
    dept = entity_named(m, d, 1u << BODY_DEPARTMENT, NONE, &several);
    if (dept == NONE) return (Matched){MATCH_NO_DEPARTMENT, NONE, NONE};
  }
  if (p.n) {
    e = entity_named(m, p, 1u << BODY_PROJECT, dept, &several);
    if (e == NONE) e = entity_named(m, p, 1u << BODY_SECTION, dept, &several);
    if (e == NONE) e = entity_named(m, p, 1u << BODY_DEPARTMENT, dept, &several);
    if (e == NONE) return (Matched){MATCH_NO_PROJECT, NONE, dept};
    return several ? (Matched){MATCH_WHICH_DEPARTMENT, NONE, NONE} : (Matched){MATCH_OK, NONE, e};
  }
  bool lone =
      !row->column[COL_PROJECT] || !m->departments; // no column, or a blank cell that can mean nothing else
  if (lone && m->lone_project != NONE && (dept == NONE || below(m->plan, m->lone_project, dept)))
    return (Matched){MATCH_OK, NONE, m->lone_project};
  if (dept != NONE) return (Matched){MATCH_OK, NONE, dept};
  if (m->lone_department != NONE) return (Matched){MATCH_OK, NONE, m->lone_department};
  return (Matched){MATCH_WHICH_PROJECT, NONE, NONE};
}

static bool is_level2(const Matcher *m, Arena *a, uint32_t input, Str level2) {
  const Plan *p = m->plan;
  uint32_t ind = p->inputs.indicator[input];
  if (ind == NONE || p->indicators.level2[ind] == NONE) return false;
  return str_eq(plan_text(p, p->indicators.level2_key[ind]), level2) ||
         str_eq(utf_key(a, plan_text(p, p->indicators.level2[ind])), level2);
}

static uint32_t named_from(const Plan *p, uint32_t e, Str key, uint32_t i) {
  uint32_t end = p->entities.input_first[e] + p->entities.input_n[e];
  while (i < end && !(str_eq(plan_text(p, p->inputs.key[i]), key) && match_fillable(p, i))) i++;
  return i < end ? i : NONE;
}

static uint32_t first_named(const Matcher *m, Arena *a, uint32_t e, Str key) {
  const Plan *p = m->plan;
  if (p->entities.input_n[e] <= FEW_INPUTS) return named_from(p, e, key, p->entities.input_first[e]);
  Str both = input_key(a, e, key);
  uint32_t i = map_get(&m->inputs, both, str_hash(both));
  return i == MAP_NONE ? NONE : i;
}

static uint32_t next_named(const Matcher *m, uint32_t e, Str key, uint32_t i) {
  return m->plan->entities.input_n[e] <= FEW_INPUTS ? named_from(m->plan, e, key, i + 1) : m->same_input[i];
}

// Among the inputs of one entity, or those of its indicators that stand in one 分项 (`within`); several of a
// name are told apart by 二级指标.
static Matched input_in(const Matcher *m, Arena *a, uint32_t e, uint32_t within, Str name, Str level2) {
  const Plan *p = m->plan;
  uint32_t named = 0, exact = 0, any = NONE, found = NONE;
  for (uint32_t i = first_named(m, a, e, name); i != NONE; i = next_named(m, e, name, i)) {
    uint32_t ind = p->inputs.indicator[i];
    if (within != NONE && (ind == NONE || !below(p, p->indicators.entity[ind], within))) continue;
    named++, any = i;
    if (level2.n && is_level2(m, a, i, level2)) exact++, found = i;
  }
  if (!named) return (Matched){MATCH_NO_NAME, NONE, e};
  if (named == 1) return (Matched){MATCH_OK, any, e};
  return (Matched){exact == 1 ? MATCH_OK : MATCH_WHICH_LEVEL2, exact == 1 ? found : any, e};
}

// In an entity; else, of a project or department, in one of the 分项 it holds; of a project's 分项, among the
// project's indicators that stand in it.
static Matched input_at(const Matcher *m, Arena *a, uint32_t at, Str name, Str level2) {
  const Plan *p = m->plan;
  Matched found = input_in(m, a, at, NONE, name, level2);
  if (found.problem != MATCH_NO_NAME) return found;
  uint32_t several = 0;
  const Within *rows;
  uint32_t n = within(m, SECTIONS, at, str_hash(name), &rows);
  for (uint32_t i = 0; i < n; i++) {
    Matched in = input_in(m, a, rows[i].entity, NONE, name, level2);
    if (in.problem == MATCH_NO_NAME) continue;
    if (several++) return (Matched){MATCH_WHICH_LEVEL2, found.input, at};
    found = in;
  }
  uint32_t owner = at;
  while (owner != NONE && p->entities.kind[owner] == BODY_SECTION) owner = p->entities.parent[owner];
  if (several || owner == at || owner == NONE || p->entities.kind[owner] != BODY_PROJECT) return found;
  Matched in = input_in(m, a, owner, at, name, level2);
  return in.problem == MATCH_NO_NAME ? found : in;
}

static Matched match_as_is(const Matcher *m, Arena *a, const Row *row) {
  Matched at = entity_of(m, a, row);
  if (at.problem != MATCH_OK) return at;
  Str name = utf_key(a, row->cell[COL_NAME]), level2 = utf_key(a, row->cell[COL_LEVEL2]);
  Matched found = input_at(m, a, at.entity, name, level2);
  // A table without a project column may still hold rows of the department above its one project.
  if (found.problem != MATCH_NO_NAME || row->column[COL_PROJECT] || at.entity != m->lone_project)
    return found;
  uint32_t above = m->plan->entities.parent[at.entity];
  Matched in = above == NONE ? found : input_in(m, a, above, NONE, name, level2);
  return in.problem == MATCH_NO_NAME ? found : in;
}

Matched match_row(const Matcher *m, Arena *a, const Row *row) {
  Matched found = match_as_is(m, a, row);
  if (found.problem > MATCH_NO_NAME || found.problem == MATCH_OK) return found;
  Row bare = *row; // “招商经费” and 《规划》: names with the quotes that the source has around them
  bool quoted = false;
  for (int c = COL_DEPARTMENT; c <= COL_NAME; c++) {
    Str key = utf_key(a, row->cell[c]); // every quote is a " there
    if (key.n < 3 || key.p[0] != '"' || key.p[key.n - 1] != '"') continue;
    bare.cell[c] = str_slice(key, 1, key.n - 1);
    quoted = true;
  }
  if (!quoted) return found;
  Matched in = match_as_is(m, a, &bare);
  return in.problem == MATCH_OK ? in : found;
}

uint32_t match_department(const Matcher *m, uint32_t e) {
  const Plan *p = m->plan;
  while (e != NONE && p->entities.kind[e] != BODY_DEPARTMENT) e = p->entities.parent[e];
  if (e == NONE) return NONE;
  bool several;
  return entity_named(m, plan_text(p, p->entities.key[e]), 1u << BODY_DEPARTMENT, NONE, &several) == e ? e
                                                                                                       : NONE;
}

bool match_only_project(const Matcher *m, uint32_t project, uint32_t dept) {
  const Plan *p = m->plan;
  uint32_t seen = 0;
  Same same;
  if (m->repeated[project])
    for (uint32_t e = same_first(&same, m, plan_text(p, p->entities.key[project]), dept); e != NONE;
         e = same_next(&same, e)) {
      if (seen++ == LONG_CHAIN || (e != project && p->entities.kind[e] == BODY_PROJECT)) return false;
    }
  return dept == NONE || below(p, project, dept);
}

bool match_only_input(const Matcher *m, uint32_t input) {
  const Plan *p = m->plan;
  uint32_t e = p->inputs.entity[input];
  Arena scratch;
  arena_init_like(&scratch, p->arena);
  uint32_t first = first_named(m, &scratch, e, plan_text(p, p->inputs.key[input]));
  arena_free(&scratch);
  return first == input && m->same_input[first] == NONE;
}

// A name so many characters off is another name.
static unsigned beyond(Str name) {
  size_t n = (utf_count(name) + 1) / 3 + 1;
  return n < 7 ? (unsigned)n : 7;
}

static void nearer(Str candidate, Str name, Str *best, unsigned *distance) {
  size_t more = candidate.n > name.n ? candidate.n - name.n : name.n - candidate.n;
  if (more > (size_t)*distance * 4) return;
  unsigned d = str_distance(name, candidate, *distance);
  if (d < *distance) *distance = d, *best = candidate;
}

// The next entity below `top`, itself first; NONE: no more. What is below a project stands right behind it.
static uint32_t next_below(const Plan *p, uint32_t top, uint32_t e) {
  for (e = e == NONE ? top : e + 1; e < p->entities.n; e++) {
    if (below(p, e, top)) return e;
    if (p->entities.kind[top] == BODY_PROJECT) break;
  }
  return NONE;
}

bool match_is_below(const Matcher *m, Arena *a, BelowNames *known, uint32_t top, Str name) {
  const Plan *p = m->plan;
  Str number = {(const char *)&top, sizeof top};
  uint32_t hash = str_hash(number), at = map_get(&known->tops, number, hash);
  if (at == MAP_NONE) {
    map_set(a, &known->tops, str_dup(a, number), hash, at = known->sets.n);
    Map set = {0};
    for (uint32_t e = next_below(p, top, NONE); e != NONE; e = next_below(p, top, e)) {
      uint32_t first = p->entities.input_first[e];
      for (uint32_t i = first; i < first + p->entities.input_n[e]; i++) {
        if (!match_fillable(p, i)) continue;
        Str text = plan_text(p, p->inputs.name[i]);
        bool fresh;
        map_put(a, &set, text, str_hash(text), 1, &fresh);
      }
    }
    *array_push(a, &known->sets) = set;
  }
  return map_get(&known->sets.p[at], name, str_hash(name)) != MAP_NONE;
}

enum { LETTERS = 1 << 12 }; // entities a job
typedef struct Letters {
  const Plan *p;
  uint64_t *all;
} Letters;

static void letters_of(void *ctx, size_t job, unsigned worker) {
  const Letters *l = ctx;
  (void)worker;
  for (uint32_t e = (uint32_t)job * LETTERS, end = e + LETTERS; e < end && e < l->p->entities.n; e++)
    l->all[e] = units_letters(plan_text(l->p, l->p->entities.name[e]));
}

uint64_t *match_letters(Arena *a, const Plan *p, unsigned workers) {
  Letters l = {p, arena_pages(a, (size_t)p->entities.n + 1, sizeof(uint64_t))};
  par_for((p->entities.n + LETTERS - 1) / LETTERS, workers, letters_of, &l);
  return l.all;
}

Str match_near(const Matcher *m, const uint64_t *letters, const Str cell[COL_NAME + 1],
               const Matched *found) {
  const Plan *p = m->plan;
  Str best = {0};
  if (match_wants_entity(found)) {
    bool dept = found->problem == MATCH_NO_DEPARTMENT;
    Str name = cell[dept ? COL_DEPARTMENT : COL_PROJECT];
    unsigned most = beyond(name);
    uint64_t own = units_letters(name);
    for (unsigned limit = most < 2 ? most : 2;; limit = most) { // mostly one letter is wrong
      unsigned distance = limit;
      for (uint32_t e = 0; e < p->entities.n && distance;
           e++) // a change of a letter is two of those there are
        if ((p->entities.kind[e] == BODY_DEPARTMENT) == dept &&
            (unsigned)__builtin_popcountll(letters[e] ^ own) <= 2 * (distance - 1))
          nearer(plan_text(p, p->entities.name[e]), name, &best, &distance);
      if (best.p || limit == most) break;
    }
    return best;
  }
  Str name = cell[COL_NAME];
  unsigned distance = beyond(name);
  for (uint32_t e = next_below(p, found->entity, NONE); e != NONE; e = next_below(p, found->entity, e)) {
    uint32_t first = p->entities.input_first[e];
    for (uint32_t i = first; i < first + p->entities.input_n[e]; i++)
      if (match_fillable(p, i)) nearer(plan_text(p, p->inputs.name[i]), name, &best, &distance);
  }
  return best;
}
