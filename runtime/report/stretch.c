#include "runtime/report/stretch.h"
#include "base/par.h"

#define STRETCH ((uint32_t)256) // entities
#define MANY    ((uint32_t)512) // fewer are not worth a thread

typedef struct Piece {
  Arena arena;
  Out out;
} Piece;

typedef struct Work {
  const StretchJob *job;
  void **held; // one a worker
  uint32_t n;
  ParOrder *order;
  Out *to;
} Work;

static void write_stretch(void *ctx, size_t i, unsigned worker) {
  const Work *w = ctx;
  Piece *p = par_spare(w->order);
  uint32_t from = (uint32_t)i * STRETCH, to = w->n - from < STRETCH ? w->n : from + STRETCH;
  if (!p) return;
  p->out.n = 0;
  w->job->write(w->held[worker], &p->out, from, to);
  par_give(w->order, i, p);
}

static void take(void *ctx, size_t i, void *piece) {
  const Work *w = ctx;
  const Piece *p = piece;
  (void)i;
  out_str(w->to, out_text(&p->out));
}

void report_stretches(Arena *a, Out *to, unsigned workers, uint32_t n, const StretchJob *job) {
  if (n < MANY || !workers) workers = 1;
  size_t stretches = (n + STRETCH - 1) / STRETCH, pieces = par_order_things(stretches, workers);
  Work w = {.job = job, .held = NEW_N(a, void *, workers), .n = n, .to = to};
  Arena *arenas = NEW_N(a, Arena, 2 * (size_t)workers);
  Piece *all = NEW_N(a, Piece, pieces + 1);
  w.order = par_order(a, stretches, take, &w);
  for (size_t i = 0; i < pieces; i++) {
    arena_init_like(&all[i].arena, a);
    all[i].out = out_memory(&all[i].arena);
    par_order_spare(w.order, &all[i]);
  }
  for (unsigned k = 0; k < workers; k++) {
    Arena *keep = &arenas[2 * (size_t)k], *scratch = keep + 1;
    arena_init_like(keep, a);
    arena_init_like(scratch, a);
    arena_raw(scratch, 1, 1); // its first block stays
    w.held[k] = job->start(keep, scratch, job->ctx);
  }
  par_for(stretches, workers, write_stretch, &w);
  par_order_end(w.order);
  for (size_t i = 0; i < pieces; i++) arena_free(&all[i].arena);
  for (unsigned k = 0; job->end && k < workers; k++) job->end(w.held[k]);
  for (unsigned k = 0; k < 2 * workers; k++) arena_free(&arenas[k]);
}
