// Results of one entity at a time: kept by the run, or worked out when asked for and forgotten with the next
// one, so that a report of any length needs room for one entity a thread.
#pragma once
#include "runtime/result.h"

typedef struct Figures Figures; // one a thread
// Without `totals` only the results of indicators stand.
Figures *figures_new(Arena *a, const Results *r, bool totals);
void figures_end(Figures *f); // what does not lie in that arena
// Results in which this entity and the indicators that count in it stand (result_of, entity_result); until
// the next call.
const Results *figures_of(Figures *f, uint32_t entity);
