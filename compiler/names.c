// Tables of names: a hash over an entity's statements, all its openings and groups included.
#include "compiler/names.h"
#include "base/array.h"
#include "base/utf.h"

#define GROUPS_MAX 16

struct NameTable { // entities asked so far, by number
  EntityNames **slots;
  uint32_t n, cap;
};

// ---- one entity

static NameEntry *entry_add(EntityNames *n, const Tree *t, NameKind kind, Ref node) {
  Ref name = ast_at(t, node)->kids;
  if (ast_at(t, name)->kind != AST_NAME) name = ast_child(t, node, AST_NAME);
  if (!name) return NULL;
  NameEntry *e = array_room(n->arena, n->p, n->n, &n->cap, sizeof *e, alignof(NameEntry));
  n->p = e;
  e += n->n++;
  *e = (NameEntry){
      .kind = (uint8_t)kind, .entity = n->entity, .tree = t, .node = node, .name = name, .next = NONE};
  e->unit = UNIT_NONE;
  e->input = NONE;
  return e;
}

static Ref value_formula(const Tree *t, Ref indicator) {
  for (Ref r = ast_at(t, indicator)->kids; r; r = ast_at(t, r)->next) {
    if (ast_at(t, r)->kind != AST_ATTR || ast_at(t, r)->op != ATTR_VALUE) continue;
    Ref v = ast_at(t, r)->kids;
    return v && ast_at(t, v)->kind != AST_AGG ? v : 0;
  }
  return 0;
}

typedef struct Count {
  uint32_t inputs, lets, indicators;
} Count;

static void add_statements(Check *c, EntityNames *n, const Tree *t, Ref first, Count *count, Ref group,
                           unsigned depth) {
  const EntityDecl *d = &c->prog->entities[n->entity];
  if (depth > GROUPS_MAX) return;
  for (Ref r = first; r; r = ast_at(t, r)->next) {
    const Node *node = ast_at(t, r);
    NameEntry *e = NULL;
    switch (node->kind) {
    case AST_MEASURE:
      if ((e = entry_add(n, t, NAME_INPUT, r))) e->row = d->input_first + 1 + count->inputs;
      count->inputs++;
      break;
    case AST_LET:
      if ((e = entry_add(n, t, NAME_LET, r))) {
        e->row = d->let_first + count->lets;
        e->formula = ast_at(t, e->name)->next;
      }
      count->lets++;
      break;
    case AST_INDICATOR:
      if ((e = entry_add(n, t, NAME_INDICATOR, r))) {
        e->row = d->indicator_first + count->indicators;
        e->formula = value_formula(t, r);
        e->group = group;
      }
      count->indicators++;
      break;
    case AST_BUDGET:
      if (!n->budget) n->budget = r, n->budget_tree = t;
      break;
    case AST_GROUP: add_statements(c, n, t, node->kids, count, node->kids, depth + 1); break;
    default: break;
    }
  }
}

static void add_openings(Check *c, EntityNames *n) {
  const Program *p = c->prog;
  const EntityDecl *d = &p->entities[n->entity];
  Count count = {0};
  add_statements(c, n, p->trees[d->tree], ast_at(p->trees[d->tree], d->body)->kids, &count, 0, 0);
  for (uint32_t o = d->more; o != NONE; o = p->openings[o].more) {
    const Tree *t = p->trees[p->openings[o].tree];
    add_statements(c, n, t, ast_at(t, p->openings[o].body)->kids, &count, 0, 0);
  }
}

static EntityNames *build(Check *c, Arena *a, uint32_t entity) {
  const EntityDecl *d = &c->prog->entities[entity];
  EntityNames *n = NEW(a, EntityNames);
  n->arena = a;
  n->entity = entity;
  n->cap = d->measure_n + d->let_n + d->indicator_n;
  n->p = arena_raw(a, (n->cap + 1) * sizeof *n->p, alignof(NameEntry));
  add_openings(c, n);
  for (n->slot_n = 8; n->slot_n < n->n * 2;) n->slot_n *= 2;
  n->slots = arena_raw(a, n->slot_n * sizeof *n->slots, alignof(uint32_t));
  memset(n->slots, 0xFF, n->slot_n * sizeof *n->slots);
  for (uint32_t i = n->n; i-- > 0;) { // backwards: chains are in source order
    uint32_t *slot = &n->slots[ast_at(n->p[i].tree, n->p[i].name)->val & (n->slot_n - 1)];
    n->p[i].next = *slot;
    *slot = i;
  }
  return n;
}

// The input of an indicator's own rows: counted in the entity where it counts.
static void number_inputs(Check *c, EntityNames *n) {
  const EntityDecl *d = &c->prog->entities[n->entity], *owner = d;
  if (d->kind == BODY_SECTION && d->parent != NONE && c->prog->entities[d->parent].kind == BODY_PROJECT)
    owner = &c->prog->entities[d->parent];
  for (uint32_t i = 0; i < n->n; i++)
    if (n->p[i].kind == NAME_INDICATOR)
      n->p[i].input = owner->input_first + 1 + owner->measure_n + (n->p[i].row - owner->indicator_first);
}

// Their names are asked for by every project below, and stay.
static bool around_projects(const Program *p, uint32_t entity) {
  const EntityDecl *d = &p->entities[entity];
  return d->kind == BODY_DEPARTMENT ||
         (d->kind == BODY_SECTION && d->parent != NONE && p->entities[d->parent].kind != BODY_PROJECT);
}

EntityNames *names_of(Check *c, uint32_t entity) {
  bool outer = c->keep && around_projects(c->prog, entity);
  struct NameTable **table = outer ? &c->outer : &c->names;
  Arena *arena = outer ? c->keep : c->scratch;
  if (!*table) *table = NEW(arena, struct NameTable);
  struct NameTable *all = *table;
  if (entity != c->entity && c->prog->entities[entity].parent != c->entity) c->outside = true;
  if (all->n * 2 >= all->cap) {
    uint32_t cap = all->cap ? all->cap * 2 : 8;
    EntityNames **slots = NEW_N(arena, EntityNames *, cap);
    for (uint32_t i = 0; i < all->cap; i++) {
      if (!all->slots[i]) continue;
      uint32_t at = all->slots[i]->entity & (cap - 1);
      while (slots[at]) at = (at + 1) & (cap - 1);
      slots[at] = all->slots[i];
    }
    all->slots = slots;
    all->cap = cap;
  }
  uint32_t at = entity & (all->cap - 1);
  while (all->slots[at] && all->slots[at]->entity != entity) at = (at + 1) & (all->cap - 1);
  if (all->slots[at]) return all->slots[at];
  EntityNames *n = build(c, arena, entity);
  number_inputs(c, n);
  all->slots[at] = n;
  all->n++;
  return n;
}

uint32_t names_find(const EntityNames *n, const Tree *t, Ref name, uint32_t from) {
  for (uint32_t i = n->slots[ast_at(t, name)->val & (n->slot_n - 1)]; i != NONE; i = n->p[i].next)
    if (i >= from && ast_same_name(n->p[i].tree, n->p[i].name, t, name)) return i;
  return NONE;
}

// ---- two of one name

// What tells indicators of one name apart: the class word, else the group around.
static uint32_t class_hash(const NameEntry *e) {
  if (ast_at(e->tree, e->node)->x) return ast_class_hash(e->tree, e->node);
  return e->group ? ast_at(e->tree, e->group)->val : 0;
}

void names_check(Check *c, uint32_t entity) {
  EntityNames *n = names_of(c, entity);
  for (uint32_t i = 0; i < n->n; i++) {
    NameEntry *e = &n->p[i];
    unsigned look = 200; // of hundreds of one name a few will do
    for (uint32_t k = e->next; k != NONE && look--; k = n->p[k].next) {
      NameEntry *o = &n->p[k];
      bool data = e->kind != NAME_INDICATOR && o->kind != NAME_INDICATOR;
      bool both = e->kind == NAME_INDICATOR && o->kind == NAME_INDICATOR;
      if ((!data && !both) || !ast_same_name(e->tree, e->name, o->tree, o->name)) continue;
      if (both && class_hash(e) != class_hash(o)) continue;
      Diag *d = diag_add(c->diags, data ? D_NAME_TWICE : D_INDICATOR_TWICE, ast_span(o->tree, o->name),
                         TEXT_ARGS(text_of(ast_name(o->tree, o->name))));
      diag_label(c->diags, d, ast_span(e->tree, e->name), T_DECLARED_HERE, NO_ARGS);
      break; // each later one against the one right before it
    }
  }
}

// ---- what looks alike

Near near_start(Str word) {
  size_t n = utf_count(word);
  return (Near){.word = word,
                .limit = n < 2 || n > 64 ? 0
                         : n < 5         ? 1
                                         : 2,
                .letters = units_letters(word),
                .left = 500};
}

void near_offer(Near *n, Str candidate) {
  if (!near_wants(n)) return;
  n->left--;
  if (candidate.n > n->word.n + 12 || candidate.n + 12 < n->word.n) return;
  if ((unsigned)__builtin_popcountll(units_letters(candidate) ^ n->letters) > 2 * n->limit) return;
  unsigned d = str_distance(n->word, candidate, n->limit);
  if (d == 0 || d > n->limit || d >= utf_count(n->word)) return;
  n->best = candidate;
  n->limit = d - 1;
}
