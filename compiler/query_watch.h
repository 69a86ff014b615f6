// Private to query.c and query_uses.c: checks run again for what they tell of names and types.
#pragma once
#include "base/utf.h"
#include "compiler/checks.h"
#include "compiler/mapping.h"
#include "compiler/names.h"
#include "compiler/query.h"

#define SEEN_MAX   64
#define WATCH_ALL  (NONE - 1) // every entity, test and function
#define WATCH_REST (NONE - 2) // tests and functions

typedef struct Seen {
  const Tree *tree;
  Ref name; // only uses at this place; NULL: all
  NameUse uses[SEEN_MAX];
  uint32_t n;
  void (*each)(void *ctx, const NameUse *u);
  void *ctx; // instead of `uses`
  const QueryPath *path;
  uint32_t level;
  Typed typed; // the innermost typed node of the path
} Seen;
void watch_all(const Query *q, Seen *seen, uint32_t entity);
bool query_unit(const Query *q, Str text, Symbol *s); // false: no unit
static inline Str utf_key_of(Arena *a, Str s) {
  return utf_key(a, s);
}
