// A declared unit inside the texts that it is part of: 度 in 万度 and 元/度.
#pragma once
#include "compiler/query.h"

typedef struct UnitWord {
  Str name;         // as written there
  Span at;          // it alone, without prefix and power
  const Tree *tree; // of its declaration; NULL: the stdlib's
} UnitWord;

// The unit under the place; false: none.
bool unit_word_at(const Program *p, Arena *a, const QueryPath *path, UnitWord *out);
// Every place of the program that writes it so, its declaration among them.
void unit_word_uses(const Program *p, Arena *a, Str name, void (*each)(void *ctx, Span at, bool declares),
                    void *ctx);
// Whether a unit may be renamed so.
bool unit_word_good(const Program *p, Arena *a, Str name);
bool unit_word_taken(const Program *p, Str name);
