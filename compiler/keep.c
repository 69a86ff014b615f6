// Two lists of cuts, old and new, that agree before the edit and again a little behind it.
#include "compiler/keep.h"
#include "base/array.h"
#include <stdlib.h>

#define CUT_BYTES ((size_t)64 << 10) // a smaller text is one stretch

void kept_edited(KeptText *k, size_t head, size_t tail) {
  if (head < k->head) k->head = (uint32_t)head;
  if (tail < k->tail) k->tail = (uint32_t)tail;
}

static void forget_findings(KeptTree *k) {
  if (k->checked) arena_free(&k->arena);
  k->checked = false;
  free(k->entities);
  k->entities = NULL;
  k->entity_n = k->open_n = 0;
}

void kept_free(KeptText *k) {
  for (uint32_t i = 0; i < k->n; i++) {
    forget_findings(&k->p[i]);
    if (k->p[i].broken) arena_free(&k->p[i].words);
    free(k->p[i].nodes);
  }
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
    Stretch at = now->at;
    *now = *o;
    now->at = at;
    now->header_end = moved(m, o->header_end);
    *o = (KeptTree){0};
  }
  kept_free(&was);
  return m;
}

void kept_move(KeptTree *k, KeptMove m) {
  if (!m.by || k->at.start < m.from + m.by) return;
  for (Node *n = k->nodes, *end = n + k->n; n < end; n++)
    if (n->at >= m.from && (n->at || n->kind != AST_END)) n->at += m.by; // END 0: there is none
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

void kept_take_mended(KeptText *k, uint32_t i, Tree *t, const Diags *said, bool open) {
  KeptTree *to = &k->p[i];
  Span all = {t->file, to->at.start, to->at.end};
  for (uint32_t d = 0; d < said->n; d++)
    if (!diag_within(said->p[d], all)) return;
  kept_take(k, i, t);
  to->broken = true;
  to->open = open;
  arena_init_like(&to->words, said->arena);
  to->said = NEW_N(&to->words, Diag *, said->n + 1);
  to->said_n = 0;
  for (uint32_t d = 0; d < said->n; d++)
    to->said[to->said_n++] = diag_copy(&to->words, said->p[d], 0, 0 - all.start);
}

void kept_say(const KeptTree *k, uint32_t file, Diags *diags) {
  for (uint32_t i = 0; i < k->said_n; i++)
    diags_put(diags, diag_copy(diags->arena, k->said[i], file, k->at.start));
}

// ---- the environment

#define ITEM_DEPTH 256

// An item as it was read, which a broken text alone does not tell.
static void add_node(Environment *env, const Tree *t, Ref r, unsigned depth) {
  const Node *n = ast_at(t, r);
  bool leaf = ast_is_leaf((AstKind)n->kind);
  environment_word(env, (uint64_t)n->kind << 56 | (uint64_t)n->op << 48 | (uint64_t)n->x << 32 | depth);
  if (leaf) {
    environment_word(env, n->val);
    environment_add(env, ast_text(t, r));
  }
  for (Ref k = leaf || depth == ITEM_DEPTH ? 0 : n->kids; k; k = ast_at(t, k)->next)
    add_node(env, t, k, depth + 1);
}

Environment kept_env(const Program *p, const Outline *outlines) {
  Environment env = {1, 2};
  for (uint32_t i = 0; i < p->sources->n; i++) environment_add(&env, p->sources->p[i].name);
  for (uint32_t i = 0; i < p->tree_n; i++) {
    const Tree *t = p->trees[i];
    if (str_starts(t->source->name, S("stdlib/"))) continue;
    for (uint32_t k = 0; k < outlines[i].items.n; k++) {
      Ref r = outlines[i].items.p[k];
      if (ast_at(t, r)->kind == AST_TEST) continue; // nothing looks at tests
      environment_word(&env, t->file);
      add_node(&env, t, r, 0);
    }
  }
  return env;
}

// ---- findings

void kept_begin(KeptCheck *k, const Program *p, const LintBook *book) {
  lint_env(book, p, &k->env);
  k->on = true;
  k->told = NEW_N(p->arena, bool, p->tree_n + 1);
  k->notes = NEW_N(p->arena, KeptNote, p->entity_n + 1);
  for (uint32_t i = 0; i < p->tree_n; i++) {
    const KeptTree *t = k->trees[i];
    k->told[i] = t && t->checked && t->env.a == k->env.a && t->env.b == k->env.b;
  }
}

static int by_body(const void *x, const void *y) {
  const KeptEntity *a = x, *b = y;
  return (a->body > b->body) - (a->body < b->body);
}

const KeptEntity *kept_entity(const KeptCheck *k, const Program *p, uint32_t entity) {
  const EntityDecl *d = &p->entities[entity];
  if (!k->on || !k->told[d->tree] || d->more != NONE) return NULL;
  const KeptTree *t = k->trees[d->tree];
  KeptEntity key = {.body = d->body};
  const KeptEntity *e = t->entity_n ? bsearch(&key, t->entities, t->entity_n, sizeof key, by_body) : NULL;
  return e && e->closed && e->ruleset == d->ruleset ? e : NULL;
}

void kept_tell(const KeptEntity *e, const Program *p, uint32_t entity, const KeptCheck *k, Diags *diags) {
  uint32_t tree = p->entities[entity].tree;
  for (uint32_t i = 0; i < e->found_n; i++)
    diags_put(diags, diag_copy(diags->arena, e->found[i], p->trees[tree]->file, k->trees[tree]->at.start));
}

uint32_t kept_todo(const KeptCheck *k, const Program *p) {
  uint32_t n = 0;
  if (!k->on) return p->entity_n;
  for (uint32_t e = 0; e < p->entity_n; e++) n += !k->told[p->entities[e].tree];
  for (uint32_t t = 0; t < p->tree_n; t++) n += k->told[t] ? k->trees[t]->open_n : 0;
  return n;
}

static void keep_entity(KeptTree *t, const Program *p, uint32_t entity, const KeptNote *n, KeptEntity *out) {
  const EntityDecl *d = &p->entities[entity];
  Span all = {p->trees[d->tree]->file, t->at.start, t->at.end};
  *out = (KeptEntity){.body = d->body, .ruleset = d->ruleset, .budget = n->budget};
  out->closed = n->closed && d->more == NONE;
  for (uint32_t i = 0; i < n->found_n && out->closed; i++)
    out->closed = diag_within(n->by->diags->p[n->found_first + i], all);
  if (!out->closed) return;
  if (!n->found_n && !n->met_n) return;
  out->found = NEW_N(&t->arena, Diag *, n->found_n);
  for (uint32_t i = 0; i < n->found_n; i++)
    out->found[out->found_n++] = diag_copy(&t->arena, n->by->diags->p[n->found_first + i], 0, 0 - all.start);
  out->met = NEW_N(&t->arena, uint32_t, n->met_n);
  if (n->met_n) memcpy(out->met, n->by->met + n->met_first, n->met_n * sizeof *out->met);
  out->met_n = n->met_n;
}

void kept_end(KeptCheck *k, const Program *p) {
  for (uint32_t e = 0, end; k->on && e < p->entity_n; e = end) {
    uint32_t tree = p->entities[e].tree;
    for (end = e + 1; end < p->entity_n && p->entities[end].tree == tree; end++) {
    }
    KeptTree *t = k->trees[tree];
    if (!t || k->told[tree]) continue;
    forget_findings(t);
    arena_init_like(&t->arena, p->arena);
    t->entities = malloc((end - e) * sizeof *t->entities);
    if (!t->entities) continue;
    t->env = k->env;
    t->checked = true;
    t->entity_n = end - e;
    for (uint32_t i = e; i < end; i++) {
      keep_entity(t, p, i, &k->notes[i], &t->entities[i - e]);
      t->open_n += !t->entities[i - e].closed;
    }
    qsort(t->entities, t->entity_n, sizeof *t->entities, by_body);
    k->told[tree] = true; // once
  }
}
