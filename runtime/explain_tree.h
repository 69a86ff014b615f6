// What the parts of explain share: the tree they grow, and each kind of branch. Not for other files.
#pragma once
#include "runtime/actuals.h"
#include "runtime/explain.h"
#include "runtime/formula.h"
#include "runtime/score/score.h"

typedef enum Leaning { LEAN_PLAIN, LEAN_STRONG, LEAN_DIM, LEAN_GOOD, LEAN_BAD, LEAN_WAIT, LEANINGS } Leaning;

typedef struct Twig {     // one line; children below it
  Str label, text, aside; // aside: where it stands, how sure it is
  Leaning lean;           // of the text
  struct Twig *first, *last, *next;
} Twig;

typedef struct Explain {
  Arena *a;
  const Program *prog;
  Run *run;
  const Results *r;
  const Plan *p;
  Lang lang;
  Eval eval;
  Formula formula;
  Map seen; // what was told already, so that it is told once
  unsigned depth;
} Explain;

Twig *twig(Explain *x, Twig *parent, Str label, Str text, Str aside);
Str explain_word(const Explain *x, WordId id);
Str explain_with(Explain *x, WordId id, const Str *args, size_t argc);
Str explain_place(Explain *x, uint32_t file, uint32_t line); // a.pgl:34
Str explain_name(Explain *x, uint32_t str);

// A formula: as written, with its values, then each name in it down to the rows.
void explain_formula(Explain *x, Twig *parent, uint32_t expr);
void explain_input(Explain *x, Twig *parent, uint32_t input, bool prev); // its rows
void explain_spent(Explain *x, Twig *parent, uint32_t entity, bool prev);
void explain_budget(Explain *x, Twig *parent, uint32_t entity);
void explain_actual(Explain *x, Twig *parent, uint32_t indicator, bool prev);
