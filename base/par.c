// Threads take the next index from one counter until none is left.
#include "base/par.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define WORKERS_MAX 64
#define STACK       ((size_t)16 << 20) // formulas are walked on it, and musl gives a thread 128 KiB

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
  pthread_attr_t attr;
  bool good = workers > 1 && !pthread_attr_init(&attr);
  if (good) pthread_attr_setstacksize(&attr, STACK);
  for (; good && started < workers; started++) {
    all[started] = (Worker){&work, started};
    if (pthread_create(&threads[started], &attr, work_on, &all[started])) break; // the others do its share
  }
  if (good) pthread_attr_destroy(&attr);
  all[0] = (Worker){&work, 0};
  work_on(&all[0]);
  for (unsigned i = 1; i < started; i++) pthread_join(threads[i], NULL);
}

#define AHEAD 16u

struct ParOrder {
  pthread_mutex_t lock;
  pthread_cond_t moved;
  size_t n, next;
  bool busy;
  void **things, **spare; // those waiting, by number; those taken
  size_t spare_n;
  void (*take)(void *ctx, size_t i, void *thing);
  void *ctx;
};

ParOrder *par_order(Arena *a, size_t n, void (*take)(void *ctx, size_t i, void *thing), void *ctx) {
  ParOrder *o = NEW(a, ParOrder);
  *o = (ParOrder){.n = n, .take = take, .ctx = ctx};
  o->things = NEW_N(a, void *, n + 1);
  o->spare = NEW_N(a, void *, n + AHEAD + 2);
  if (pthread_mutex_init(&o->lock, NULL) || pthread_cond_init(&o->moved, NULL)) arena_fail(a);
  return o;
}

void par_order_end(ParOrder *o) {
  pthread_mutex_destroy(&o->lock);
  pthread_cond_destroy(&o->moved);
}

void par_give(ParOrder *o, size_t i, void *thing) {
  pthread_mutex_lock(&o->lock);
  while (i >= o->next + AHEAD) pthread_cond_wait(&o->moved, &o->lock);
  o->things[i] = thing;
  while (!o->busy && o->next < o->n && o->things[o->next]) {
    size_t due = o->next;
    void *now = o->things[due];
    o->busy = true;
    pthread_mutex_unlock(&o->lock);
    o->take(o->ctx, due, now);
    pthread_mutex_lock(&o->lock);
    o->busy = false;
    o->spare[o->spare_n++] = now;
    o->next++;
    pthread_cond_broadcast(&o->moved);
  }
  pthread_mutex_unlock(&o->lock);
}

size_t par_order_things(size_t n, unsigned workers) {
  size_t most = (size_t)(workers ? workers : 1) + AHEAD + 1;
  return n < most ? n : most;
}

void par_order_spare(ParOrder *o, void *thing) {
  o->spare[o->spare_n++] = thing;
}

void *par_spare(ParOrder *o) {
  pthread_mutex_lock(&o->lock);
  void *thing = o->spare_n ? o->spare[--o->spare_n] : NULL;
  pthread_mutex_unlock(&o->lock);
  return thing;
}
