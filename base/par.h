// A parallel for: job(ctx, i, worker) for i in [0, n) on at most `workers` threads, the caller's
// included. Order is free; with one worker all runs here, in order. Returns when all are done.
// `worker` counts from 0 (the caller's) and is below `workers`.
#pragma once
#include <stddef.h>
void par_for(size_t n, unsigned workers, void (*job)(void *ctx, size_t i, unsigned worker), void *ctx);
