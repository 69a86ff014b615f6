// Parts of a plan into one. Which columns hold strings, numbers, units or rows of another table is what
// plan.def says of them, so that a table added there is joined with the others.
#pragma once
#include "compiler/lower.h"

typedef struct Join Join;

// Rows go to whole->plan, which has room for all entities that are declared.
Join *join_start(Arena *a, Lower *whole);
void join_part(Join *j, const Lower *part); // in the order of entities
