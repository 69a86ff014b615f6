// Inside of the table of units, shared by units.c (declarations, dimensions, queries) and units_parse.c
// (texts to units). Rows stand in chunks that never move, so a reader with an id needs no lock; what is
// added after the declarations is added under `lock` and reaches readers through the cache.
#pragma once
#include "base/map.h"
#include "compiler/units.h"
#include <pthread.h>
#include <stdatomic.h>

typedef struct Factor { // of a dimension: base dimension and power; of a unit: atom and power
  uint32_t of;
  int32_t exp;
} Factor;

typedef struct Dim {
  const Factor *f; // by rising base dimension, no power 0
  uint32_t n;
  _Atomic uint32_t base; // its unit_base + 1; 0: not asked yet
  UnitId named;          // the declared unit that gives it its name in messages, or UNIT_NONE
  const Text *shown;     // of a compound, once asked
} Dim;

typedef struct Base { // a base dimension: a 量纲, or a counting unit
  Str name;
  Str by;            // the unit that messages speak of it by; empty: none, or it is one
  const Text *shown; // once asked
  UnitId unit;       // UNIT_NONE: a 量纲 without unit yet
  DimId dim;
} Base;

typedef struct Unit {
  Str text;
  DimId dim;
  Num scale;
  const Factor *f; // atoms it is composed of; an atom: itself
  uint32_t n;
  uint32_t decl; // that declares it, as name or alias, or UNIT_NONE
  Factor self;   // of an atom
} Unit;

typedef struct Decl {
  Str doc, standard;
  Str *aliases;
  uint32_t alias_n, alias_cap;
  UnitId unit;
} Decl;

// Rows 0, 1, 2 … in chunks of 512, 512, 1024 …; the first holds all standard units
#define CHUNKS     20
#define ROWS_FIRST 512u
typedef struct Rows {
  void *chunk[CHUNKS];
  uint32_t n;
} Rows;

typedef struct Known { // a text asked before and the answer; immutable
  Str text;
  uint32_t hash;
  UnitId id;
  uint8_t problem;
  uint8_t part_at, part_n; // what is wrong, in the text
} Known;

typedef struct Cache {
  uint32_t cap, n; // cap: a power of two
  _Atomic(const Known *) slots[];
} Cache;

typedef struct Name { // a declared name or alias, for suggestions
  Str text;
  uint64_t letters; // a bit a code point, by its low 6 bits
} Name;

typedef struct Names {
  uint32_t n;
  Name name[];
} Names;

struct UnitTable {
  Arena arena;
  pthread_mutex_t lock;
  Rows dims, units;
  Map dim_ids; // bytes of factors → DimId
  Base *bases;
  uint32_t base_n, base_cap;
  Map dim_names; // 量纲 → base
  Decl *decls;
  uint32_t decl_n, decl_cap;
  Map names;                  // key of a name or alias → UnitId, but for those of standard_slots
  bool standard;              // these are found there
  _Atomic(const Names *) all; // once asked
  _Atomic(Cache *) cache;
  DimId point, money, score, time;
  bool frozen;
};

static inline void *rows_at(const Rows *r, uint32_t i, size_t size) {
  if (i < ROWS_FIRST) return (char *)r->chunk[0] + i * size;
  unsigned k = 32u - (unsigned)__builtin_clz(i / ROWS_FIRST);
  return (char *)r->chunk[k] + (i - (size_t)(ROWS_FIRST << (k - 1))) * size;
}
static inline Dim *dim_at(const UnitTable *t, DimId d) {
  return rows_at(&t->dims, d, sizeof(Dim));
}
static inline Unit *unit_at(const UnitTable *t, UnitId u) {
  return rows_at(&t->units, u, sizeof(Unit));
}

// All under the lock (or before the table is shared):
DimId dim_product(UnitTable *t, DimId a, DimId b, int sign);
DimId dim_power(UnitTable *t, DimId d, int e);
UnitId unit_new(UnitTable *t, Str lasting_text, DimId dim, Num scale, const Factor *f,
                uint32_t n); // f: NULL for an atom
// Adds g^(sign) to the n factors at f (room for max), by rising `of`; false when out of room or range.
bool factors_add(Factor *f, uint32_t *n, uint32_t max, Factor g, int sign);

// A name being declared, by its key; where it lasts, it is free and neither is copied. No key: it is found by
// standard_slots.
typedef struct NewName {
  Str name, key;
  uint32_t hash;
  bool lasts;
} NewName;
bool unit_declare(UnitTable *t, const UnitDecl *d, NewName n, UnitId *out); // as units_declare
bool unit_alias(UnitTable *t, uint32_t decl, NewName n);
DimId dim_of_factors(UnitTable *t, const Factor *f, uint32_t n);

UnitId standard_named(const UnitTable *t, Str key, uint32_t hash); // MAP_NONE: not by standard_slots
// The unit declared by this name or alias, or MAP_NONE.
static inline UnitId unit_named(const UnitTable *t, Str key, uint32_t hash) {
  UnitId u = t->standard ? standard_named(t, key, hash) : MAP_NONE;
  return u != MAP_NONE ? u : map_get(&t->names, key, hash);
}

// units_parse.c
const Names *unit_names(UnitTable *t);                           // all that are declared, in order
const Known *unit_lookup(UnitTable *t, Str text, uint32_t hash); // under the lock; `/人` will do
void units_forget(UnitTable *t);                                 // what was asked before a declaration
