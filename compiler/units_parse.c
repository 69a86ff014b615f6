// Texts to units: `万元`, `元/人·月`, `m2`. What was asked once is found again without a lock.
//
//   unit  := atom (sep atom)*        sep: · * × above or below the line, / goes below, 、 below only
//   atom  := name power? | prefix name power?      a declared name wins over prefix + name
//   power := ^[-]digits | 2 | 3      (² and ³ arrive as 2 and 3: names are compared by their NFKC key)
#include "base/array.h"
#include "base/utf.h"
#include "compiler/units_table.h"

static const struct Prefix {
  const char *text;
  int zeros;
} prefixes[] = {
    // a longer one before its beginning
    {"十万", 5},  {"十亿", 9}, {"百万", 6}, {"百亿", 10}, {"千万", 7}, {"千亿", 11},
    {"万亿", 12}, {"十", 1},   {"百", 2},   {"千", 3},    {"万", 4},   {"亿", 8},
};
#define PREFIXES (sizeof prefixes / sizeof *prefixes)

// ---- the cache

void units_forget(UnitTable *t) {
  Cache *now = atomic_load_explicit(&t->cache, memory_order_relaxed);
  atomic_store_explicit(&t->all, NULL, memory_order_relaxed);
  if (now && !now->n) return;
  if (now && !t->frozen) { // nobody else reads it yet
    memset(now->slots, 0, now->cap * sizeof now->slots[0]);
    now->n = 0;
    return;
  }
  Cache *c = arena_zero(&t->arena, 1, sizeof *c + 256 * sizeof c->slots[0], alignof(Cache));
  c->cap = 256;
  atomic_store_explicit(&t->cache, c, memory_order_release);
}

static const Known *cache_get(const Cache *c, Str text, uint32_t hash) {
  for (uint32_t i = hash & (c->cap - 1);; i = (i + 1) & (c->cap - 1)) {
    const Known *k = atomic_load_explicit(&c->slots[i], memory_order_acquire);
    if (!k || (k->hash == hash && str_eq(k->text, text))) return k;
  }
}

static void cache_put(Cache *c, const Known *k) {
  uint32_t i = k->hash & (c->cap - 1);
  while (atomic_load_explicit(&c->slots[i], memory_order_relaxed)) i = (i + 1) & (c->cap - 1);
  atomic_store_explicit(&c->slots[i], k, memory_order_release);
  c->n++;
}

// Readers of an older table miss at worst, and ask again under the lock.
static void cache_add(UnitTable *t, const Known *k) {
  Cache *c = atomic_load_explicit(&t->cache, memory_order_relaxed);
  if (c->n >= c->cap / 2 && c->cap < UINT32_MAX / 4) {
    Cache *wide =
        arena_zero(&t->arena, 1, sizeof *c + 2 * (size_t)c->cap * sizeof c->slots[0], alignof(Cache));
    wide->cap = c->cap * 2;
    for (uint32_t i = 0; i < c->cap; i++) {
      const Known *old = atomic_load_explicit(&c->slots[i], memory_order_relaxed);
      if (old) cache_put(wide, old);
    }
    atomic_store_explicit(&t->cache, wide, memory_order_release);
    c = wide;
  }
  cache_put(c, k);
}

// ---- reading

typedef struct Reader {
  UnitTable *t;
  Factor f[UNIT_ATOMS_MAX];
  uint32_t n, atoms;
  DimId dim;
  Num scale;
} Reader;

static UnitId named(const UnitTable *t, Str key) {
  return unit_named(t, key, str_hash(key));
}

// Bytes of the separator at s.p[i], or 0; *below: it is a line; *listed: it is 、.
static size_t separator(Str s, size_t i, bool *below, bool *listed) {
  static const struct {
    const char *text;
    bool below, listed;
  } seps[] = {
      {"/", true, false},  {"*", false, false}, {"·", false, false}, {"×", false, false},
      {"、", false, true}, {"∕", true, false},  {"⁄", true, false},  {"⋅", false, false},
  };
  unsigned char c = (unsigned char)s.p[i];
  if (c != '/' && c != '*' && c < 0xC2) return 0;
  for (size_t k = 0; k < sizeof seps / sizeof *seps; k++) {
    Str sep = str_z(seps[k].text);
    if (s.n - i < sep.n || memcmp(s.p + i, sep.p, sep.n) != 0) continue;
    *below = seps[k].below;
    *listed = seps[k].listed;
    return sep.n;
  }
  return 0;
}

// Cuts a power off the end of an atom. False: there is none; *exp 0: it is no power that a unit can have.
static bool cut_power(Str *atom, int *exp) {
  size_t n = atom->n, from = n;
  while (from && atom->p[from - 1] >= '0' && atom->p[from - 1] <= '9') from--;
  bool minus = from && atom->p[from - 1] == '-';
  bool caret = from > (minus ? 1u : 0u) && atom->p[from - 1 - (minus ? 1 : 0)] == '^';
  if (from == n) {
    if (!n || atom->p[n - 1] != '^') return false;
    atom->n--;
    *exp = 0;
    return true;
  }
  int e = 0;
  for (size_t i = from; i < n && e <= 99; i++) e = e * 10 + (atom->p[i] - '0');
  if (!caret && (minus || n - from > 1 || (e != 2 && e != 3))) e = 0;
  *exp = minus ? -e : e;
  atom->n = caret ? from - 1 - (minus ? 1 : 0) : from;
  return true;
}

static const Known *remember(UnitTable *t, Str text, uint32_t hash, Known what) {
  const Known *k = cache_get(atomic_load_explicit(&t->cache, memory_order_relaxed), text, hash);
  if (k) return k;
  what.text = str_dup(&t->arena, text);
  what.hash = hash;
  Known *fresh = NEW(&t->arena, Known);
  *fresh = what;
  cache_add(t, fresh);
  return fresh;
}

// Prefix and name as an atom of its own (万元), so that results can be shown in it; with a power, the
// prefix counts what the power makes (万米^2).
static UnitId prefixed(UnitTable *t, Str prefix, int zeros, UnitId u, int exp) {
  Arena *a = &t->arena;
  const Unit *unit = unit_at(t, u);
  Str text = exp == 1 ? str_cat(a, prefix, unit->text)
                      : str_fmt(a, STR_FMT STR_FMT "^%d", STR_ARG(prefix), STR_ARG(unit->text), exp);
  uint32_t hash = str_hash(text);
  const Known *k = cache_get(atomic_load_explicit(&t->cache, memory_order_relaxed), text, hash);
  if (k) return k->id;
  DimId dim = dim_power(t, unit->dim, exp);
  Num scale = num_mul(a, num_pow(a, unit->scale, exp), num_pow(a, NUM(10), zeros));
  if (dim == DIM_NONE || !num_ok(scale)) return UNIT_NONE;
  UnitId id = unit_new(t, str_dup(&t->arena, text), dim, scale, NULL, 0);
  if (id != UNIT_NONE && named(t, text) == MAP_NONE) remember(t, text, hash, (Known){.id = id});
  return id;
}

static bool multiply(Reader *r, UnitId u, int exp, int sign) {
  if (exp > UNIT_EXP_MAX || exp < -UNIT_EXP_MAX) return false;
  Arena *a = &r->t->arena;
  const Unit *unit = unit_at(r->t, u);
  r->dim = dim_product(r->t, r->dim, dim_power(r->t, unit->dim, exp), sign);
  r->scale = num_mul(a, r->scale, num_pow(a, unit->scale, (int64_t)sign * exp));
  return r->dim != DIM_NONE && num_ok(r->scale) &&
         factors_add(r->f, &r->n, UNIT_ATOMS_MAX, (Factor){u, exp}, sign);
}

// A name, with its power where the name has none of its own (m2 is one).
static UnitId name_power(const UnitTable *t, Str key, int *exp) {
  UnitId u = named(t, key);
  *exp = 1;
  if (u != MAP_NONE || !cut_power(&key, exp)) return u;
  return named(t, key);
}

static UnitProblem read_atom(Reader *r, Str key, int sign) {
  UnitTable *t = r->t;
  if (!key.n) return UNIT_BAD_FORM;
  if (++r->atoms > UNIT_ATOMS_MAX) return UNIT_TOO_LONG;
  int exp;
  UnitId u = name_power(t, key, &exp);
  bool bare = false;
  for (size_t i = PREFIXES; u == MAP_NONE && i-- > 0;) { // the shorter prefix first: the longest name wins
    Str p = str_z(prefixes[i].text);
    if (!str_starts(key, p)) continue;
    bare = key.n == p.n;
    u = bare ? MAP_NONE : name_power(t, str_slice(key, p.n, key.n), &exp);
    if (u == MAP_NONE) continue;
    if (exp < -UNIT_EXP_MAX || exp > UNIT_EXP_MAX) return UNIT_TOO_LONG;
    if (exp) u = prefixed(t, p, prefixes[i].zeros, u, exp);
    if (u == UNIT_NONE) return UNIT_TOO_LONG;
    exp = exp ? 1 : 0;
  }
  if (u == MAP_NONE) return bare ? UNIT_BARE_PREFIX : UNIT_UNKNOWN;
  if (!exp) return UNIT_BAD_FORM;
  return multiply(r, u, exp, sign) ? UNIT_OK : UNIT_TOO_LONG;
}

static UnitProblem read_unit(Reader *r, Str key, Str *part) {
  int sign = 1;
  size_t from = 0;
  bool below = false, listed = false;
  *part = key;
  for (size_t i = 0, sep; i <= key.n; i += sep ? sep : 1) {
    sep = i < key.n ? separator(key, i, &below, &listed) : 0;
    if (!sep && i < key.n) continue;
    if (sep && i == 0 && below) { // `/人`: nothing above the line
      from = sep;
      sign = -1;
      continue;
    }
    if (sep && listed && sign > 0) return UNIT_BAD_FORM;
    Str atom = str_slice(key, from, i);
    UnitProblem problem = read_atom(r, atom, sign);
    if (problem != UNIT_OK) {
      if (atom.n) *part = atom;
      return problem;
    }
    if (!sep) break;
    if (below) sign = -1;
    from = i + sep;
  }
  return UNIT_OK;
}

const Known *unit_lookup(UnitTable *t, Str text, uint32_t hash) {
  const Known *k = cache_get(atomic_load_explicit(&t->cache, memory_order_relaxed), text, hash);
  if (k) return k;
  Str key = utf_key(&t->arena, text), part = key;
  UnitId u = named(t, key);
  if (u != MAP_NONE) return remember(t, text, hash, (Known){.id = u});
  Reader r = {.t = t, .scale = NUM(1)};
  Known what = {.id = UNIT_NONE, .part_n = (uint8_t)text.n};
  what.problem = (uint8_t)(text.n <= UNIT_TEXT_MAX ? read_unit(&r, key, &part) : UNIT_TOO_LONG);
  if (what.problem == UNIT_OK) {
    bool atom = r.n == 1 && r.f[0].exp == 1;
    what.id = atom ? r.f[0].of : unit_new(t, str_dup(&t->arena, text), r.dim, r.scale, r.f, r.n);
    if (what.id == UNIT_NONE) what.problem = UNIT_TOO_LONG;
  } else if (part.n && part.n <= text.n) { // the key may be spelled otherwise: find the part in the text
    for (size_t i = 0; i + part.n <= text.n; i++) {
      if (memcmp(text.p + i, part.p, part.n) != 0) continue;
      what.part_at = (uint8_t)i;
      what.part_n = (uint8_t)part.n;
      break;
    }
  }
  return remember(t, text, hash, what);
}

// ---- what is near, where it is none

uint64_t units_letters(Str s) {
  uint64_t bits = 0;
  unsigned len;
  for (size_t i = 0; i < s.n; i += len) bits |= 1ull << (utf_decode(s, i, &len) * 0x9E3779B1u >> 26);
  return bits;
}

const Names *unit_names(UnitTable *t) {
  const Names *all = atomic_load_explicit(&t->all, memory_order_acquire);
  if (all) return all;
  pthread_mutex_lock(&t->lock);
  Names *made = arena_raw(&t->arena, sizeof *made + t->units.n * sizeof *made->name, alignof(Names));
  made->n = 0;
  for (UnitId u = 0; u < t->units.n; u++) {
    const Unit *unit = unit_at(t, u);
    if (unit->decl != UNIT_NONE)
      made->name[made->n++] = (Name){unit->text, units_letters(utf_key(&t->arena, unit->text))};
  }
  atomic_store_explicit(&t->all, made, memory_order_release);
  pthread_mutex_unlock(&t->lock);
  return made;
}

// The declared name most like s: some letters shared, few changed. Ties go to the earlier one.
static Str nearest(UnitTable *t, Str s) {
  size_t count = utf_count(s);
  if (count < 2 || count > 24) return (Str){0};
  unsigned limit = count < 6 ? 1 : 2;
  uint64_t letters = units_letters(s);
  Str best = {0};
  const Names *all = unit_names(t);
  for (uint32_t i = 0; i < all->n && limit; i++) {
    uint64_t other = all->name[i].letters;
    if (!(letters & other) || (unsigned)__builtin_popcountll(letters ^ other) > 2 * limit) continue;
    unsigned d = str_distance(s, all->name[i].text, limit);
    bool same_length = utf_count(all->name[i].text) == count;
    if (d > limit || d == 0 || (d == limit && best.n && !same_length)) continue;
    best = all->name[i].text;
    limit = same_length ? d - 1 : d;
  }
  return best;
}

UnitName units_name(UnitTable *t, Str name) {
  Str key = utf_key(&t->arena, name);
  bool below = false, listed = false;
  for (size_t i = 0; i < key.n; i++)
    if (separator(key, i, &below, &listed) || key.p[i] == '^' || (key.p[i] >= '0' && key.p[i] <= '9'))
      return UNIT_NAME_FORM;
  for (size_t i = 0; i < PREFIXES; i++) {
    Str p = str_z(prefixes[i].text);
    if (str_eq(key, p)) return UNIT_NAME_PREFIX;
    if (str_starts(key, p) && named(t, str_slice(key, p.n, key.n)) != MAP_NONE) return UNIT_NAME_MADE;
  }
  return UNIT_NAME_OK;
}

// Bytes at the start of s that are a unit by themselves, the longest such; 0: none.
static uint32_t known_start(const UnitTable *t, Str s) {
  for (size_t n = s.n; n-- > 1;) {
    if (((unsigned char)s.p[n] & 0xC0) == 0x80) continue;
    Str head = str_slice(s, 0, n);
    if (named(t, head) != MAP_NONE) return (uint32_t)n;
    for (size_t i = 0; i < PREFIXES; i++) {
      Str p = str_z(prefixes[i].text);
      if (str_starts(head, p) && named(t, str_slice(head, p.n, n)) != MAP_NONE) return (uint32_t)n;
    }
  }
  return 0;
}

static UnitFound answer(UnitTable *t, Str text, const Known *k) {
  UnitFound found = {.id = k->id, .problem = k->problem};
  if (k->problem == UNIT_OK) return found;
  found.part = str_slice(text, k->part_at, (size_t)k->part_at + k->part_n);
  if (k->problem != UNIT_UNKNOWN) return found;
  found.known = known_start(t, found.part);
  found.near = nearest(t, found.part);
  for (size_t i = 0; !found.near.n && i < PREFIXES; i++) {
    Str p = str_z(prefixes[i].text);
    if (!str_starts(found.part, p)) continue;
    Str rest = str_slice(found.part, p.n, found.part.n);
    found.near = nearest(t, rest);
    if (found.near.n && !found.known)
      found.part = rest;
    else
      found.near = (Str){0};
  }
  return found;
}

// What is known of a text, by a quick look that takes no lock; NULL: its form forbids it, or it is too long.
static const Known *known(UnitTable *t, Str text, uint32_t hash) {
  bool below = false, listed = false, sign = text.n && (text.p[0] == '/' || (unsigned char)text.p[0] >= 0xEF);
  if (!text.n || text.n > UNIT_TEXT_MAX || (sign && separator(text, 0, &below, &listed) && below))
    return NULL;
  const Known *k = cache_get(atomic_load_explicit(&t->cache, memory_order_acquire), text, hash);
  if (k) return k;
  pthread_mutex_lock(&t->lock);
  k = unit_lookup(t, text, hash);
  pthread_mutex_unlock(&t->lock);
  return k;
}

UnitFound units_find_hashed(UnitTable *t, Str text, uint32_t hash) {
  const Known *k = known(t, text, hash);
  if (k) return answer(t, text, k);
  return (UnitFound){
      .id = UNIT_NONE, .problem = text.n > UNIT_TEXT_MAX ? UNIT_TOO_LONG : UNIT_BAD_FORM, .part = text};
}

UnitFound units_find(UnitTable *t, Str text) {
  return units_find_hashed(t, text, str_hash(text));
}

bool units_known(void *table, Str word) {
  const Known *k = known(table, word, str_hash(word));
  return k && (k->problem == UNIT_OK || k->problem == UNIT_BARE_PREFIX);
}
