// Units and dimensions: declarations, dimension arithmetic, and how results are shown.
//
//   元 ─┐                         Dim  { (货币, 1) }
//   万元 ┼─▶ Unit { text, dim, scale, atoms }
//   元/人·月                       Dim  { (货币, 1), (人, -1), (月, -1) }
//
// A dimension is a sorted list of powers of base dimensions, interned, so that equal means equal id.
#include "base/array.h"
#include "base/utf.h"
#include "compiler/units_table.h"
#include <assert.h>

#define DIM_FACTORS_MAX 32

// ---- rows and factors

static void *rows_add(Arena *a, Rows *r, size_t size, size_t align) {
  unsigned k = r->n < ROWS_FIRST ? 0 : 32u - (unsigned)__builtin_clz(r->n / ROWS_FIRST);
  if (k >= CHUNKS) return NULL;
  if (!r->chunk[k]) r->chunk[k] = arena_raw(a, ((size_t)ROWS_FIRST << (k ? k - 1 : 0)) * size, align);
  return rows_at(r, r->n++, size);
}

bool factors_add(Factor *f, uint32_t *n, uint32_t max, Factor g, int sign) {
  uint32_t i = 0;
  while (i < *n && f[i].of < g.of) i++;
  int32_t exp = sign * g.exp + (i < *n && f[i].of == g.of ? f[i].exp : 0);
  if (exp > UNIT_EXP_MAX || exp < -UNIT_EXP_MAX) return false;
  if (i < *n && f[i].of == g.of) {
    if (exp) {
      f[i].exp = exp;
    } else {
      --*n;
      memmove(f + i, f + i + 1, (*n - i) * sizeof *f);
    }
    return true;
  }
  if (!exp) return true;
  if (*n == max) return false;
  memmove(f + i + 1, f + i, (*n - i) * sizeof *f);
  f[i] = (Factor){g.of, exp};
  ++*n;
  return true;
}

static DimId dim_new(UnitTable *t, const Factor *f, uint32_t n) {
  DimId id = t->dims.n;
  Dim *d = rows_add(&t->arena, &t->dims, sizeof(Dim), alignof(Dim));
  if (!d) return DIM_NONE;
  Factor *own = arena_raw(&t->arena, (n ? n : 1) * sizeof *f, alignof(Factor));
  if (n) memcpy(own, f, n * sizeof *f);
  *d = (Dim){.f = own, .n = n, .named = UNIT_NONE};
  return id;
}

DimId dim_of_factors(UnitTable *t, const Factor *f, uint32_t n) {
  if (!n) return DIM_ONE;
  if (n == 1 && f->exp == 1) return t->bases[f->of].dim;
  Str bytes = {(const char *)f, n * sizeof *f};
  uint32_t hash = str_hash(bytes), id = map_get(&t->dim_ids, bytes, hash);
  if (id != MAP_NONE) return id;
  id = dim_new(t, f, n);
  if (id != DIM_NONE)
    map_set(&t->arena, &t->dim_ids, (Str){(const char *)dim_at(t, id)->f, bytes.n}, hash, id);
  return id;
}

DimId dim_product(UnitTable *t, DimId a, DimId b, int sign) {
  if (a == DIM_NONE || b == DIM_NONE) return DIM_NONE;
  if (b == DIM_ONE) return a;
  Factor f[DIM_FACTORS_MAX];
  const Dim *x = dim_at(t, a), *y = dim_at(t, b);
  uint32_t n = x->n;
  if (n) memcpy(f, x->f, n * sizeof *f);
  for (uint32_t i = 0; i < y->n; i++)
    if (!factors_add(f, &n, DIM_FACTORS_MAX, y->f[i], sign)) return DIM_NONE;
  return dim_of_factors(t, f, n);
}

DimId dim_power(UnitTable *t, DimId d, int e) {
  if (d == DIM_NONE || e < -UNIT_EXP_MAX || e > UNIT_EXP_MAX) return d == DIM_ONE ? DIM_ONE : DIM_NONE;
  Factor f[DIM_FACTORS_MAX];
  uint32_t n = 0;
  const Dim *x = dim_at(t, d);
  for (uint32_t i = 0; i < x->n; i++)
    if (!factors_add(f, &n, DIM_FACTORS_MAX, x->f[i], e)) return DIM_NONE;
  return dim_of_factors(t, f, n);
}

DimId dim_mul(UnitTable *t, DimId a, DimId b, bool divide) {
  if (b == DIM_ONE || a == DIM_NONE || b == DIM_NONE) return b == DIM_ONE ? a : DIM_NONE;
  if (divide && a == b) return DIM_ONE;
  if (!divide && a == DIM_ONE) return b;
  pthread_mutex_lock(&t->lock);
  DimId d = dim_product(t, a, b, divide ? -1 : 1);
  pthread_mutex_unlock(&t->lock);
  return d;
}

DimId dim_pow(UnitTable *t, DimId d, int e) {
  pthread_mutex_lock(&t->lock);
  DimId r = dim_power(t, d, e);
  pthread_mutex_unlock(&t->lock);
  return r;
}

// ---- declarations

UnitId unit_new(UnitTable *t, Str text, DimId dim, Num scale, const Factor *f, uint32_t n) {
  UnitId id = t->units.n;
  Unit *u = rows_add(&t->arena, &t->units, sizeof(Unit), alignof(Unit));
  if (!u) return UNIT_NONE;
  *u = (Unit){text, dim, num_copy(&t->arena, scale), &u->self, f ? n : 1, UNIT_NONE, {id, 1}};
  if (!n) return id;
  Factor *own = arena_raw(&t->arena, n * sizeof *f, alignof(Factor));
  memcpy(own, f, n * sizeof *f);
  u->f = own;
  return id;
}

static UnitId atom_new(UnitTable *t, Str text, DimId dim, Num scale) {
  return unit_new(t, text, dim, scale, NULL, 0);
}

UnitTable *units_new(Arena *a) {
  UnitTable *t = NEW(a, UnitTable);
  arena_init_like(&t->arena, a);
  pthread_mutex_init(&t->lock, NULL);
  t->point = t->money = t->score = t->time = DIM_NONE;
  dim_new(t, NULL, 0);
  unit_new(t, (Str){0}, DIM_ONE, NUM(1), &(Factor){0}, 0);
  units_forget(t);
  return t;
}

void units_free(UnitTable *t) {
  if (!t) return;
  pthread_mutex_destroy(&t->lock);
  arena_free(&t->arena);
}

// Dimensions that rules of the language speak of, by their names in stdlib/units.pgl.
static void note_special(UnitTable *t, const Base *b) {
  if (str_eq(b->name, S("货币"))) t->money = b->dim;
  if (str_eq(b->name, S("时间"))) t->time = b->dim;
  if (str_eq(b->name, S("百分点"))) t->point = b->dim;
  if (str_eq(b->name, S("分"))) t->score = b->dim;
}

static Base *base_new(UnitTable *t, Str name) {
  Base *b = array_room(&t->arena, t->bases, t->base_n, &t->base_cap, sizeof *b, alignof(Base));
  t->bases = b;
  b += t->base_n;
  *b = (Base){.name = name, .unit = UNIT_NONE};
  b->dim = dim_new(t, &(Factor){t->base_n, 1}, 1);
  t->base_n++;
  note_special(t, b);
  return b;
}

bool units_declare_dim(UnitTable *t, Str name) {
  Str key = utf_key(&t->arena, name);
  uint32_t hash = str_hash(key);
  assert(!t->frozen);
  if (map_get(&t->dim_names, key, hash) != MAP_NONE) return false;
  name = str_dup(&t->arena, name);
  map_set(&t->arena, &t->dim_names, str_dup(&t->arena, key), hash, t->base_n);
  base_new(t, name);
  return true;
}

DimId units_dim_named(UnitTable *t, Str name) {
  Str key = utf_key(&t->arena, name);
  uint32_t i = map_get(&t->dim_names, key, str_hash(key));
  return i == MAP_NONE ? DIM_NONE : t->bases[i].dim;
}

static Base *base_of(const UnitTable *t, DimId d) { // NULL: not the first power of one base dimension
  const Dim *dim = dim_at(t, d);
  return dim->n == 1 && dim->f[0].exp == 1 ? &t->bases[dim->f[0].of] : NULL;
}

bool units_dim_has_base(const UnitTable *t, DimId d) {
  const Base *b = base_of(t, d);
  return b && b->unit != UNIT_NONE;
}

static NewName new_name(UnitTable *t, Str name) {
  Str key = utf_key(&t->arena, name);
  return (NewName){name, key, str_hash(key), false};
}

static bool name_free(const UnitTable *t, NewName n) {
  return n.lasts || (n.key.n && unit_named(t, n.key, n.hash) == MAP_NONE);
}

// Puts a free name under its key.
static void name_add(UnitTable *t, NewName n, UnitId u, uint32_t decl) {
  assert(!t->frozen);
  if (!n.lasts) n.key = str_dup(&t->arena, n.key);
  if (n.key.n) map_set(&t->arena, &t->names, n.key, n.hash, u);
  unit_at(t, u)->decl = decl;
  units_forget(t);
}

static bool power_of_ten(Num x) {
  int64_t v;
  if (!num_to_i64(x, &v) || v <= 0) return false;
  while (v % 10 == 0) v /= 10;
  return v == 1;
}

// Messages speak of these dimensions by a unit that people use, not by the SI base unit.
static const struct { const char *dim, *unit; } everyday[] = {{"时间", "日"}, {"质量", "千克"}};

bool unit_declare(UnitTable *t, const UnitDecl *d, NewName n, UnitId *out) {
  if (!name_free(t, n)) return false;
  if (!n.lasts) n.name = str_dup(&t->arena, n.name);
  Str name = n.name;
  DimId dim = d->of;
  Base *base = NULL;
  if (!d->derived) {
    if (d->dim.n) {
      DimId of = units_dim_named(t, d->dim);
      if (of == DIM_NONE || units_dim_has_base(t, of)) return false;
      base = base_of(t, of);
      base->by = name;
    } else {
      base = base_new(t, name);
    }
    dim = base->dim;
  }
  UnitId u = atom_new(t, name, dim, d->derived ? d->scale : NUM(1));
  if (u == UNIT_NONE) return false;
  if (base) base->unit = u;
  Base *of = base_of(t, dim);
  for (size_t i = 0; of && i < sizeof everyday / sizeof *everyday; i++)
    if (str_eq(of->name, str_z(everyday[i].dim)) && str_eq(name, str_z(everyday[i].unit))) of->by = name;
  Dim *row = dim_at(t, dim);
  if (d->derived && dim != DIM_ONE && row->named == UNIT_NONE && power_of_ten(d->scale)) row->named = u;
  Decl *l = array_room(&t->arena, t->decls, t->decl_n, &t->decl_cap, sizeof *l, alignof(Decl));
  t->decls = l;
  l[t->decl_n] = (Decl){.unit = u};
  l[t->decl_n].doc = str_dup(&t->arena, d->doc);
  l[t->decl_n].standard = n.lasts ? d->standard : str_dup(&t->arena, d->standard);
  name_add(t, n, u, t->decl_n++);
  *out = u;
  return true;
}

bool units_declare(UnitTable *t, const UnitDecl *d, UnitId *out) {
  return unit_declare(t, d, new_name(t, d->name), out);
}

bool unit_alias(UnitTable *t, uint32_t decl, NewName n) {
  if (!name_free(t, n)) return false;
  if (!n.lasts) n.name = str_dup(&t->arena, n.name);
  Decl *d = &t->decls[decl];
  const Unit *of = unit_at(t, d->unit);
  UnitId as = atom_new(t, n.name, of->dim, of->scale);
  if (as == UNIT_NONE) return false;
  name_add(t, n, as, decl);
  Str *list = array_room(&t->arena, d->aliases, d->alias_n, &d->alias_cap, sizeof *list, alignof(Str));
  d->aliases = list;
  list[d->alias_n++] = n.name;
  return true;
}

bool units_alias(UnitTable *t, UnitId u, Str alias) {
  uint32_t decl = unit_at(t, u)->decl;
  return decl != UNIT_NONE && unit_alias(t, decl, new_name(t, alias));
}

void units_freeze(UnitTable *t) {
  t->frozen = true;
}

// ---- what is asked

Str unit_text(const UnitTable *t, UnitId u) {
  return unit_at(t, u)->text;
}
DimId unit_dim(const UnitTable *t, UnitId u) {
  return unit_at(t, u)->dim;
}
Num unit_scale(const UnitTable *t, UnitId u) {
  return unit_at(t, u)->scale;
}

// Factors as text: those above the line joined by ·, then / and those below, also joined by ·.
static Str compose(Arena *a, const Str *names, const Factor *f, uint32_t n) {
  Out o = out_memory(a);
  for (int below = 0; below < 2; below++) {
    bool first = true;
    for (uint32_t i = 0; i < n; i++) {
      if ((f[i].exp < 0) != (below == 1)) continue;
      out_z(&o, !first ? "·" : below ? "/" : "");
      first = false;
      out_str(&o, names[i]);
      uint32_t e = (uint32_t)(f[i].exp < 0 ? -f[i].exp : f[i].exp);
      if (e > 1) out_fmt(&o, "^%u", e);
    }
  }
  return out_text(&o);
}

// The unit of these atoms: found again by its text, or made.
static UnitId unit_of_atoms(UnitTable *t, const Factor *f, uint32_t n, DimId dim, Num scale) {
  if (n == 1 && f[0].exp == 1) return f[0].of;
  Str names[DIM_FACTORS_MAX];
  for (uint32_t i = 0; i < n; i++) names[i] = unit_text(t, f[i].of);
  Str text = compose(&t->arena, names, f, n);
  const Known *k = unit_lookup(t, text, str_hash(text));
  if (k->problem == UNIT_OK && unit_dim(t, k->id) == dim && !num_cmp(unit_scale(t, k->id), scale))
    return k->id;
  return unit_new(t, text, dim, scale, f, n); // its text means another unit, or is too long to be asked
}

static UnitId base_unit(UnitTable *t, DimId d) {
  Dim *dim = dim_at(t, d);
  uint32_t known = atomic_load_explicit(&dim->base, memory_order_acquire);
  if (known) return known - 1;
  UnitId u = UNIT_ONE;
  if (d == DIM_ONE) {
  } else if (dim->named != UNIT_NONE && !num_cmp(unit_scale(t, dim->named), NUM(1))) {
    u = dim->named;
  } else {
    Factor f[DIM_FACTORS_MAX];
    uint32_t n = 0;
    for (uint32_t i = 0; i < dim->n; i++) {
      Base *b = &t->bases[dim->f[i].of];
      if (b->unit == UNIT_NONE)
        b->unit = atom_new(t, b->name, b->dim, NUM(1)); // shown by the name of the 量纲
      factors_add(f, &n, DIM_FACTORS_MAX, (Factor){b->unit, dim->f[i].exp}, 1);
    }
    u = unit_of_atoms(t, f, n, d, NUM(1));
  }
  atomic_store_explicit(&dim->base, u + 1, memory_order_release);
  return u;
}

UnitId unit_base(UnitTable *t, DimId d) {
  if (d == DIM_NONE) return UNIT_NONE;
  uint32_t known = atomic_load_explicit(&dim_at(t, d)->base, memory_order_acquire);
  if (known) return known - 1;
  pthread_mutex_lock(&t->lock);
  UnitId u = base_unit(t, d);
  pthread_mutex_unlock(&t->lock);
  return u;
}

// a · b^e, from atoms; where atoms of one dimension meet above and below (万元·人/元) the base unit is shown.
static UnitId combine(UnitTable *t, UnitId a, UnitId b, int e) {
  const Unit *x = unit_at(t, a), *y = unit_at(t, b);
  DimId dim = dim_product(t, x->dim, dim_power(t, y->dim, e), 1);
  if (dim == DIM_NONE) return UNIT_NONE;
  if (dim == DIM_ONE) return UNIT_ONE;
  Factor f[2 * UNIT_ATOMS_MAX];
  uint32_t n = 0;
  for (uint32_t i = 0; i < x->n; i++)
    if (unit_dim(t, x->f[i].of) != DIM_ONE && !factors_add(f, &n, UNIT_ATOMS_MAX, x->f[i], 1))
      return base_unit(t, dim);
  for (uint32_t i = 0; i < y->n; i++)
    if (unit_dim(t, y->f[i].of) != DIM_ONE && !factors_add(f, &n, UNIT_ATOMS_MAX, y->f[i], e))
      return base_unit(t, dim);
  Num scale = NUM(1);
  for (uint32_t i = 0; i < n; i++) {
    const Unit *u = unit_at(t, f[i].of);
    for (uint32_t j = 0; j < n; j++)
      if (j != i && unit_dim(t, f[j].of) == u->dim) return base_unit(t, dim);
    scale = num_mul(&t->arena, scale, num_pow(&t->arena, u->scale, f[i].exp));
  }
  return num_ok(scale) ? unit_of_atoms(t, f, n, dim, scale) : base_unit(t, dim);
}

UnitId unit_mul(UnitTable *t, UnitId a, UnitId b, bool divide) {
  pthread_mutex_lock(&t->lock);
  UnitId u = combine(t, a, b, divide ? -1 : 1);
  pthread_mutex_unlock(&t->lock);
  return u;
}

UnitId unit_pow(UnitTable *t, UnitId u, int e) {
  pthread_mutex_lock(&t->lock);
  UnitId r = combine(t, UNIT_ONE, u, e);
  pthread_mutex_unlock(&t->lock);
  return r;
}

// A compound by the names of its base dimensions: 货币/人次.
static Text dim_compose(UnitTable *t, const Dim *d) {
  Factor f[DIM_FACTORS_MAX];
  Str names[DIM_FACTORS_MAX];
  for (uint32_t i = 0; i < d->n; i++) {
    names[i] = t->bases[d->f[i].of].name;
    f[i] = (Factor){i, d->f[i].exp};
  }
  return text_of(compose(&t->arena, names, f, d->n));
}

static Text base_show(Arena *a, const Base *b) {
  if (!b->by.n) return text_of(b->name);
  return (Text){str_fmt(a, STR_FMT "（" STR_FMT "）", STR_ARG(b->name), STR_ARG(b->by)),
                str_fmt(a, STR_FMT " (" STR_FMT ")", STR_ARG(b->name), STR_ARG(b->by))};
}

Text dim_name(UnitTable *t, DimId d) {
  if (d == DIM_NONE) return text_of(S("?"));
  if (d == DIM_ONE) return (Text){S("纯数"), S("a plain number")};
  Base *b = base_of(t, d);
  Dim *dim = dim_at(t, d);
  if (!b && dim->named != UNIT_NONE) return text_of(unit_text(t, dim->named));
  pthread_mutex_lock(&t->lock);
  const Text **shown = b ? &b->shown : &dim->shown;
  if (!*shown) {
    Text *made = NEW(&t->arena, Text);
    *made = b ? base_show(&t->arena, b) : dim_compose(t, dim);
    *shown = made;
  }
  Text now = **shown;
  pthread_mutex_unlock(&t->lock);
  return now;
}

DimId units_point_dim(const UnitTable *t) {
  return t->point;
}
DimId units_money_dim(const UnitTable *t) {
  return t->money;
}
DimId units_score_dim(const UnitTable *t) {
  return t->score;
}
DimId units_time_dim(const UnitTable *t) {
  return t->time;
}

uint32_t units_count(const UnitTable *t) {
  return t->decl_n;
}

UnitInfo units_info(const UnitTable *t, uint32_t i) {
  const Decl *d = &t->decls[i];
  const Unit *u = unit_at(t, d->unit);
  return (UnitInfo){u->text, d->doc, d->standard, d->aliases, d->alias_n, u->dim, u->scale};
}

bool units_info_of(UnitTable *t, Str name, UnitInfo *out) {
  pthread_mutex_lock(&t->lock);
  Str key = utf_key(&t->arena, name);
  UnitId u = unit_named(t, key, str_hash(key));
  pthread_mutex_unlock(&t->lock);
  if (u == MAP_NONE) return false;
  *out = units_info(t, unit_at(t, u)->decl);
  return true;
}
