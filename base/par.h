// A parallel for: job(ctx, i, worker) for i in [0, n) on at most `workers` threads, the caller's
// included. Order is free; with one worker all runs here, in order. Returns when all are done.
// `worker` counts from 0 (the caller's) and is below `workers`.
#pragma once
#include "base/arena.h"
void par_for(size_t n, unsigned workers, void (*job)(void *ctx, size_t i, unsigned worker), void *ctx);

// What jobs make in any order, taken one by one in theirs: who hands over the thing that is due takes it and
// all that wait behind it, while the others go on; who is far ahead waits.
typedef struct ParOrder ParOrder;
ParOrder *par_order(Arena *a, size_t n, void (*take)(void *ctx, size_t i, void *thing), void *ctx);
void par_give(ParOrder *o, size_t i, void *thing);
size_t par_order_things(size_t n, unsigned workers); // how many there can be at a time
void par_order_spare(ParOrder *o, void *thing);      // a thing to begin with
void *par_spare(ParOrder *o); // one of them, or one that was taken since, to be used (again); NULL: none
void par_order_end(ParOrder *o);
