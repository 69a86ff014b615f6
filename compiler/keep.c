// Two lists of cuts, old and new, that agree before the edit and again a little behind it.
#include "compiler/keep.h"
#include "base/array.h"
#include <stdlib.h>

#define CUT_BYTES ((size_t)64 << 10) // a smaller text is one stretch

void kept_edited(KeptText *k, size_t head, size_t tail) {
  if (head < k->head) k->head = (uint32_t)head;
  if (tail < k->tail) k->tail = (uint32_t)tail;
}

void kept_free(KeptText *k) {
  for (uint32_t i = 0; i < k->n; i++) free(k->p[i].nodes);
  free(k->p);
  *k = (KeptText){0};
}

// ---- cuts

static void push(Arena *a, KeptText *k, uint32_t start, uint8_t depth, uint32_t header) {
  if (k->n == k->cap) {
    uint32_t cap = k->cap ? 2 * k->cap : 1;
    KeptTree *p = realloc(k->p, cap * sizeof *p);
    if (!p) arena_fail(a);
    k->p = p;
    k->cap = cap;
  }
  if (k->n) {
    Stretch *last = &k->p[k->n - 1].at;
    last->end = start, last->close = depth, last->tail = header;
  }
  k->p[k->n++] = (KeptTree){.at = {.start = start, .depth = depth, .header = header}};
}

static uint32_t moved(KeptMove m, uint32_t at) {
  return at >= m.from ? at + m.by : at;
}

// The stretch that began there, or NULL.
static KeptTree *began(const KeptText *k, uint32_t start) {
  uint32_t low = 0, high = k->n;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (k->p[mid].at.start == start) return &k->p[mid];
    if (k->p[mid].at.start < start)
      low = mid + 1;
    else
      high = mid;
  }
  return NULL;
}

static void cut(Arena *a, KeptText *now, const KeptText *was, KeptMove m, const Source *s) {
  push(a, now, 0, 0, 0);
  for (uint32_t i = 1; i < was->n; i++) { // those whose line, and all before, is as it was
    const Stretch *o = &was->p[i].at;
    if (o->start >= was->head || !memchr(s->text.p + o->start, '\n', was->head - o->start)) break;
    push(a, now, o->start, o->depth, o->header);
  }
  for (Stretch next; parse_next_cut(s, now->p[now->n - 1].at, &next);) {
    push(a, now, next.start, next.depth, next.header);
    if (next.start < m.from + m.by) continue;
    const KeptTree *o = began(was, next.start - m.by);
    if (!o || !o->at.start || o->at.depth != next.depth || moved(m, o->at.header) != next.header) continue;
    while (++o < was->p + was->n) push(a, now, o->at.start + m.by, o->at.depth, moved(m, o->at.header));
    break;
  }
}

// ---- trees

// The old stretch that is this one, all its bytes and its header's; or NULL.
static KeptTree *same(const KeptText *was, const Stretch *now, KeptMove m) {
  bool before = now->end <= was->head, behind = !before && now->start >= m.from + m.by;
  KeptTree *o = before || behind ? began(was, behind ? now->start - m.by : now->start) : NULL;
  if (!o || o->at.end != (behind ? now->end - m.by : now->end)) return NULL;
  if (o->at.depth != now->depth || o->at.close != now->close) return NULL;
  if (now->close && moved(m, o->at.tail) != now->tail) return NULL;
  if (!now->depth) return o;
  bool header = moved(m, o->at.header) == now->header;
  return header && (o->header_end <= was->head || o->at.header >= m.from) ? o : NULL;
}

KeptMove kept_cut(Arena *a, KeptText *k, const Source *source) {
  KeptText was = *k;
  uint32_t size = (uint32_t)source->text.n;
  if (was.n && was.head == size && was.bytes == size) return (KeptMove){size, 0}; // nothing new
  KeptMove m = {was.bytes - was.tail, size - was.bytes};
  *k = (KeptText){.bytes = size, .head = size, .tail = size};
  if (size < CUT_BYTES)
    push(a, k, 0, 0, 0);
  else
    cut(a, k, &was, m, source);
  k->p[k->n - 1].at.end = size;
  for (uint32_t i = 0; i < k->n; i++) {
    KeptTree *now = &k->p[i], *o = same(&was, &now->at, m);
    if (!o || !o->nodes) continue;
    *now = (KeptTree){now->at, moved(m, o->header_end), o->nodes, o->n, o->root};
    o->nodes = NULL;
  }
  kept_free(&was);
  return m;
}

void kept_move(KeptTree *k, KeptMove m) {
  if (!m.by || k->at.start < m.from + m.by) return;
  for (Node *n = k->nodes, *end = n + k->n; n < end; n++)
    if (n->at >= m.from) n->at += m.by;
}

static uint32_t header_end(const Tree *t, const Stretch *s) {
  Lexer lx = {t->source->text.p, s->header, (uint32_t)t->source->text.n, NULL, false};
  Token k = {.kind = TOK_END};
  while (s->depth) {
    lex_next(&lx, &k);
    if (k.kind == TOK_LB || k.kind == TOK_END) return k.end;
  }
  return 0;
}

void kept_take(KeptText *k, uint32_t i, Tree *t) {
  KeptTree *to = &k->p[i];
  Node *nodes = realloc(t->nodes, t->n * sizeof *nodes);
  to->nodes = t->nodes = nodes ? nodes : t->nodes;
  to->n = t->n;
  to->root = t->root;
  to->header_end = header_end(t, &to->at);
  t->cap = t->n;
  t->borrowed = true;
}
