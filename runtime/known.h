// What stands behind names, worked out once a run whoever asks: a value slot for each 令, for the 取值 of
// each indicator, for what was spent below each entity and for what each aggregate makes of a gather, of this
// year's rows and of last year's. Any thread may ask and tell; who comes second tells the same, so a slot is
// only empty or filled. Cycles are findings of the checker.
#pragma once
#include "runtime/result.h"

typedef enum KnownWhat { KNOWN_LET, KNOWN_ACTUAL, KNOWN_SPENT, KNOWN_GATHERED, KNOWN_WHATS } KnownWhat;

enum { KNOWN_AGGREGATES = OP_COUNT - OP_MIN + 1 }; // rows of KNOWN_GATHERED a gather

typedef struct Known Known; // lives in the arena of its run

Known *known_new(Arena *a, const Plan *p);
const Value *known_get(const Known *k, KnownWhat what, uint32_t row, bool prev); // NULL: not yet
void known_put(Known *k, KnownWhat what, uint32_t row, bool prev, const Value *v);
void known_forget(Known *k); // what was given has changed; nobody else may be asking
