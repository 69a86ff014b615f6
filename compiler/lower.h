// Checked entities into plan rows. Entities come in their order, so that the numbers given to inputs, 令 and
// indicators when they were declared are their rows.
//
// Workers lower stretches of entities into parts: plans of their own, whose strings, numbers, units and rows
// count from 0. Joined in order (join.h) they are the plan, whoever made them.
#pragma once
#include "compiler/program.h"

#define WHOLE_STR 0x80000000u // in a part: a string of the program's plan, not one of its own

typedef struct Lower {
  Program *p;
  Plan *plan; // where rows go: the program's own, or a part
  bool part;  // units are the rows of `units`, not of the plan
  UnitId *units;
  uint32_t unit_n, unit_room;
  struct Gather **gathers; // of a part
  uint32_t gather_n, gather_room;
  Interner gather_names;         // department and name: row in the plan
  uint32_t *unit_rows, unit_cap; // UnitId → row + 1
  uint32_t *dim_rows, dim_cap;   // DimId → row + 1
  const uint32_t *class_keys;    // of each class, as a string of the program's plan
  LineAt line;                   // the last one asked for
} Lower;

void lower_start(Lower *l, Program *p);          // files and the formulas of rule sets
Lower *lower_part(Arena *a, const Lower *whole); // an empty part, with memory of its own
void lower_part_end(Lower *part);
void lower_part_begin(Lower *part, uint32_t from, uint32_t to); // empties it for these entities
void lower_entity(Lower *l, const CheckedEntity *e);
uint32_t lower_pool(Lower *l, const ExprPool *pool);            // all its formulas; what to add to an ExprRef
uint32_t lower_unit(Lower *l, UnitId u);                        // row of the plan; of a part: of its units
uint32_t lower_gather(Lower *l, struct Gather *g);              // the same; adds formulas
uint32_t lower_line(const Program *p, const Tree *t, Ref node); // from 1
