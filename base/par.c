// Threads take the next index from one counter until none is left.
#include "base/par.h"
#include <pthread.h>
#include <stdatomic.h>

#define WORKERS_MAX 64

typedef struct Work {
  atomic_size_t next;
  size_t n;
  void (*job)(void *ctx, size_t i, unsigned worker);
  void *ctx;
} Work;

typedef struct Worker {
  Work *work;
  unsigned number;
} Worker;

static void *work_on(void *arg) {
  const Worker *me = arg;
  Work *w = me->work;
  for (size_t i; (i = atomic_fetch_add_explicit(&w->next, 1, memory_order_relaxed)) < w->n;)
    w->job(w->ctx, i, me->number);
  return NULL;
}

void par_for(size_t n, unsigned workers, void (*job)(void *ctx, size_t i, unsigned worker), void *ctx) {
  Work work = {.n = n, .job = job, .ctx = ctx};
  Worker all[WORKERS_MAX];
  pthread_t threads[WORKERS_MAX];
  if (workers > WORKERS_MAX) workers = WORKERS_MAX;
  if (workers > n) workers = (unsigned)n;
  unsigned started = 1;
  for (; started < workers; started++) {
    all[started] = (Worker){&work, started};
    if (pthread_create(&threads[started], NULL, work_on, &all[started])) break; // the others do its share
  }
  all[0] = (Worker){&work, 0};
  work_on(&all[0]);
  for (unsigned i = 1; i < started; i++) pthread_join(threads[i], NULL);
}
