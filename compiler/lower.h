// Checked entities into plan rows. Entities come in their order, so that the numbers given to inputs, 令 and
// indicators when they were declared are their rows.
#pragma once
#include "compiler/program.h"

typedef struct Lower {
  Program *p;
  uint32_t *unit_rows, unit_cap; // UnitId → row + 1
  uint32_t *dim_rows, dim_cap;   // DimId → row + 1
} Lower;

void lower_start(Lower *l, Program *p); // files and the formulas of rule sets
void lower_entity(Lower *l, const CheckedEntity *e);
uint32_t lower_pool(Lower *l, const ExprPool *pool);            // all its formulas; what to add to an ExprRef
uint32_t lower_line(const Program *p, const Tree *t, Ref node); // from 1
