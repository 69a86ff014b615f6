// Made once a worker for each name that is asked for: a row for each entity and each that stands around it.
#include "compiler/same_name.h"
#include <stdlib.h>

typedef struct Within {
  uint32_t around, entity;
} Within;

struct SameName {
  uint32_t n;
  Within *rows;       // sorted
  uint32_t *entities; // of these rows
};

static int by_place(const void *x, const void *y) {
  const Within *a = x, *b = y;
  if (a->around != b->around) return a->around < b->around ? -1 : 1;
  return (a->entity > b->entity) - (a->entity < b->entity);
}

static const struct SameName *rows_of(Check *c, uint32_t first) {
  const Program *p = c->prog;
  if (!c->keep) c->keep = c->scratch;
  if (!c->same) c->same = arena_pages(c->keep, p->entity_n, sizeof *c->same);
  struct SameName *s = c->same[first];
  if (s) return s;
  s = c->same[first] = NEW(c->keep, struct SameName);
  for (uint32_t e = first; e != NONE; e = p->same_name[e], s->n++)
    for (uint32_t around = e; around != NONE; around = p->entities[around].parent) s->n++;
  s->rows = NEW_N(c->keep, Within, s->n);
  s->entities = NEW_N(c->keep, uint32_t, s->n);
  uint32_t n = 0;
  for (uint32_t e = first; e != NONE; e = p->same_name[e]) {
    for (uint32_t around = e; around != NONE; around = p->entities[around].parent)
      s->rows[n++] = (Within){around, e};
    s->rows[n++] = (Within){NONE, e};
  }
  qsort(s->rows, n, sizeof *s->rows, by_place);
  for (uint32_t i = 0; i < n; i++) s->entities[i] = s->rows[i].entity;
  return s;
}

static uint32_t before(const struct SameName *s, Within row) { // how many stand before it
  uint32_t from = 0, to = s->n;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (by_place(&s->rows[middle], &row) < 0)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

uint32_t same_name_within(Check *c, uint32_t first, uint32_t within, const uint32_t **out) {
  const struct SameName *s = rows_of(c, first);
  uint32_t from = before(s, (Within){within, 0});
  *out = s->entities + from;
  return before(s, (Within){within, NONE}) - from;
}
