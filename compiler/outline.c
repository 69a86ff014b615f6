// Pass one: the statements of each tree, in parallel. Pass two: entities out of openings, in order.
#include "compiler/outline.h"
#include "base/utf.h"
#include "compiler/entity.h"
#include "compiler/rules.h"

#define BODY_DEPTH_MAX 16

// ---- one tree

static Span block_span(const Tree *t, Ref r) {
  uint32_t end = ast_end(t, r);
  return (Span){t->file, ast_at(t, r)->at, end ? end + 1 : UINT32_MAX};
}

static void outline_group(Outline *o, const Tree *t, Ref group, uint32_t row, unsigned depth);

static void outline_statement(Outline *o, const Tree *t, Ref r, Ref block, uint32_t row, unsigned depth) {
  const Node *n = ast_at(t, r);
  BodyRow *b = &o->bodies.p[row];
  switch (n->kind) {
  case AST_INDICATOR: b->indicator_n++; break;
  case AST_MEASURE: b->measure_n++; break;
  case AST_LET: b->let_n++; break;
  case AST_ADOPT: *array_push(o->arena, &o->adopts) = (AdoptRow){row, r}; break;
  case AST_ACTUALS: *array_push(o->arena, &o->actuals) = (ActualsRow){row, r}; break;
  case AST_GROUP: outline_group(o, t, r, row, depth + 1); break;
  case AST_ALLOW: *array_push(o->arena, &o->allows) = (Allow){t, r, block_span(t, block)}; break;
  default: break;
  }
}

static void outline_group(Outline *o, const Tree *t, Ref group, uint32_t row, unsigned depth) {
  if (depth > GROUP_DEPTH_MAX) return;
  for (Ref r = ast_at(t, group)->kids; r; r = ast_at(t, r)->next)
    outline_statement(o, t, r, group, row, depth);
}

static void outline_body(Outline *o, const Tree *t, Ref body, uint32_t parent, unsigned depth) {
  if (depth > BODY_DEPTH_MAX) return;
  const Node *n = ast_at(t, body);
  uint32_t row = o->bodies.n;
  Ref name =
      ast_at(t, n->kids)->kind == AST_NAME && ast_at(t, n->kids)->x ? n->kids : 0; // empty: it was missing
  *array_push(o->arena, &o->bodies) = (BodyRow){.body = body,
                                                .name = name,
                                                .hash = ast_at(t, name)->val,
                                                .key = name ? ast_key(o->keep, t, name) : (Str){0},
                                                .parent = parent,
                                                .kind = n->op};
  for (Ref r = n->kids; r; r = ast_at(t, r)->next)
    if (ast_at(t, r)->kind == AST_BODY)
      outline_body(o, t, r, row, depth + 1);
    else
      outline_statement(o, t, r, body, row, 0);
}

// A lone word is no declaration because recovery put a keyword before it.
static bool made_up(const Tree *t, Ref r) {
  Ref first = ast_at(t, r)->kids;
  return t->broken && first && ast_at(t, first)->at == ast_at(t, r)->at;
}

void outline_tree(Arena *a, Arena *keep, const Tree *t, Outline *o) {
  *o = (Outline){.arena = a, .keep = keep, .tree = t};
  for (Ref r = ast_at(t, t->root)->kids; r; r = ast_at(t, r)->next) switch (ast_at(t, r)->kind) {
    case AST_BODY: outline_body(o, t, r, NONE, 0); break;
    case AST_ALLOW: *array_push(o->arena, &o->allows) = (Allow){t, r, {t->file, 0, UINT32_MAX}}; break;
    case AST_ACTUALS: *array_push(o->arena, &o->actuals) = (ActualsRow){NONE, r}; break;
    case AST_IMPORT:
    case AST_ADOPT:
    case AST_DIMENSION:
    case AST_UNITDECL:
      if (!made_up(t, r)) *array_push(o->arena, &o->items) = r;
      break;
    case AST_YEAR:
    case AST_FUNCTION:
    case AST_RULESET:
    case AST_LET:
    case AST_TEST: *array_push(o->arena, &o->items) = r; break;
    default: break;
    }
}

// ---- the program's entities

typedef struct Adopted {
  uint32_t entity, tree;
  Ref node;
} Adopted;

typedef struct Builder {
  Program *p;
  Diags *diags;
  Arena *tmp;
  uint32_t opening_cap, last_root;
  struct Last {
    uint32_t child, opening;
  } * last;                // parallel to entities
  uint32_t *hashes;        // of their names
  uint32_t *slots, slot_n; // (parent, kind, name) → entity + 1
  ARRAY(Adopted) adopted;
} Builder;

static uint32_t place_hash(uint32_t parent, uint8_t kind, uint32_t name_hash) {
  uint32_t h = (parent + 1) * 0x9E3779B1u ^ (name_hash + kind) * 0x85EBCA77u;
  return h ^ h >> 15;
}

static bool same_place(const Builder *b, uint32_t e, uint32_t parent, uint8_t kind, const Tree *t, Ref name) {
  const EntityDecl *d = &b->p->entities[e];
  return d->parent == parent && d->kind == kind && ast_same_name(b->p->trees[d->tree], d->name, t, name);
}

static uint32_t *slot_of(Builder *b, uint32_t parent, const BodyRow *row, const Tree *t) {
  uint32_t mask = b->slot_n - 1, at = place_hash(parent, row->kind, row->hash) & mask;
  while (b->slots[at] && !(b->hashes[b->slots[at] - 1] == row->hash &&
                           same_place(b, b->slots[at] - 1, parent, row->kind, t, row->name)))
    at = (at + 1) & mask;
  return &b->slots[at];
}

// Room for `total` entities at once.
static void builder_room(Builder *b, uint32_t total) {
  Arena *a = b->p->arena;
  b->p->entities = arena_raw(a, ((size_t)total + 1) * sizeof *b->p->entities, alignof(EntityDecl));
  b->p->same_name = arena_raw(a, ((size_t)total + 1) * sizeof *b->p->same_name, alignof(uint32_t));
  b->last = arena_raw(b->tmp, ((size_t)total + 1) * sizeof *b->last, alignof(struct Last));
  b->hashes = arena_raw(b->tmp, ((size_t)total + 1) * sizeof *b->hashes, alignof(uint32_t));
  for (b->slot_n = 64; b->slot_n / 2 <= total;) b->slot_n *= 2;
  b->slots = NEW_N(b->tmp, uint32_t, b->slot_n);
  map_room(a, &b->p->entity_names, total);
}

static uint32_t entity_add(Builder *b, const BodyRow *row, uint32_t tree, uint32_t parent) {
  Program *p = b->p;
  Arena *a = p->arena;
  uint32_t e = p->entity_n++;
  p->entities[e] = (EntityDecl){.kind = row->kind,
                                .parent = parent,
                                .tree = tree,
                                .body = row->body,
                                .name = row->name,
                                .first_child = NONE,
                                .next_sibling = NONE,
                                .more = NONE,
                                .ruleset = NONE};
  b->last[e] = (struct Last){NONE, NONE};
  b->hashes[e] = row->hash;
  uint32_t *last = parent == NONE ? &b->last_root : &b->last[parent].child;
  if (*last != NONE)
    p->entities[*last].next_sibling = e;
  else if (parent != NONE)
    p->entities[parent].first_child = e;
  *last = e;
  p->same_name[e] = NONE;
  if (!row->name) return e;
  bool added;
  uint32_t first = map_put(a, &p->entity_names, row->key, row->hash, e, &added);
  p->same_name[e] = added ? NONE : p->same_name[first];
  if (!added) p->same_name[first] = e;
  return e;
}

static void opening_add(Builder *b, uint32_t e, const BodyRow *row, uint32_t tree) {
  Program *p = b->p;
  uint32_t o = p->opening_n++;
  p->openings = array_room(p->arena, p->openings, o, &b->opening_cap, sizeof *p->openings, alignof(Opening));
  p->openings[o] = (Opening){tree, row->body, NONE};
  uint32_t *last = &b->last[e].opening;
  *(*last == NONE ? &p->entities[e].more : &p->openings[*last].more) = o;
  *last = o;
}

// A stretch of a large file repeats the headers around it: the same body as opened last, not another one.
static bool continues(const Builder *b, uint32_t e, const Tree *t, Ref body) {
  const Program *p = b->p;
  const EntityDecl *d = &p->entities[e];
  uint32_t o = b->last[e].opening;
  const Tree *u = p->trees[o == NONE ? d->tree : p->openings[o].tree];
  return u->file == t->file &&
         ast_at(u, o == NONE ? d->body : p->openings[o].body)->at == ast_at(t, body)->at;
}

static uint32_t place_row(Builder *b, const BodyRow *row, uint32_t tree, uint32_t parent) {
  Program *p = b->p;
  const Tree *t = p->trees[tree];
  uint32_t *slot = row->name ? slot_of(b, parent, row, t) : NULL, e;
  if (!slot || !*slot) {
    e = entity_add(b, row, tree, parent);
    if (slot) *slot = e + 1;
  } else {
    e = *slot - 1;
    bool again = continues(b, e, t, row->body);
    if (!again && row->kind != BODY_DEPARTMENT) {
      const EntityDecl *d = &p->entities[e];
      Diag *g = diag_add(b->diags, row->kind == BODY_PROJECT ? D_PROJECT_TWICE : D_SECTION_TWICE,
                         ast_span(t, row->name), TEXT_ARGS(text_of(ast_name(t, row->name))));
      diag_label(b->diags, g, ast_span(p->trees[d->tree], d->name), T_FIRST_HERE, NO_ARGS);
      e = entity_add(b, row, tree, parent); // checked on its own; names find the first
    } else {
      opening_add(b, e, row, tree);
    }
  }
  EntityDecl *d = &p->entities[e];
  d->measure_n += row->measure_n;
  d->let_n += row->let_n;
  d->indicator_n += row->indicator_n;
  return e;
}

// ---- numbers in the plan

static bool in_project(const Program *p, const EntityDecl *d) {
  return d->kind == BODY_SECTION && d->parent != NONE && p->entities[d->parent].kind == BODY_PROJECT;
}

static void number_rows(Program *p) {
  uint32_t input = 0, let = 0, indicator = 0;
  for (uint32_t e = 0; e < p->entity_n; e++) {
    EntityDecl *d = &p->entities[e];
    d->input_first = input;
    d->let_first = let;
    let += d->let_n;
    input += 1 + d->measure_n;
    if (in_project(p, d)) continue; // numbered with its project
    d->indicator_first = indicator;
    indicator += d->indicator_n;
    for (uint32_t s = d->kind == BODY_PROJECT ? d->first_child : NONE; s != NONE;
         s = p->entities[s].next_sibling) {
      p->entities[s].indicator_first = indicator;
      indicator += p->entities[s].indicator_n;
    }
    d->indicator_n = indicator - d->indicator_first;
    input += d->indicator_n;
  }
}

// ---- 采用

static uint32_t adopted_ruleset(Program *p, const Tree *t, Ref adopt, Diags *diags) {
  Ref name = ast_at(t, adopt)->kids;
  return name ? ruleset_named(p, t, name, diags) : NONE;
}

// 采用 at the head of a file holds for the bodies of that file.
static uint32_t *file_rulesets(Program *p, const Outline *outlines, uint32_t n, Diags *diags, Arena *tmp) {
  uint32_t *of = NEW_N(tmp, uint32_t, p->sources->n + 1);
  Span *at = NEW_N(tmp, Span, p->sources->n + 1);
  for (uint32_t f = 0; f < p->sources->n; f++) of[f] = NONE;
  for (uint32_t i = 0; i < n; i++) {
    const Tree *t = outlines[i].tree;
    for (uint32_t k = 0; k < outlines[i].items.n; k++) {
      Ref r = outlines[i].items.p[k];
      if (ast_at(t, r)->kind != AST_ADOPT) continue;
      if (at[t->file].end) {
        Diag *d = diag_add(diags, D_ADOPT_TWICE, ast_span(t, r), NO_ARGS);
        diag_label(diags, d, at[t->file], T_FIRST_HERE, NO_ARGS);
        continue;
      }
      at[t->file] = ast_span(t, r);
      of[t->file] = adopted_ruleset(p, t, r, diags);
      program_drop(p, t->file, 0, t->source->text.n);
    }
  }
  return of;
}

static void adopt(Builder *b, const Outline *outlines, uint32_t n) {
  Program *p = b->p;
  uint32_t *of_file = file_rulesets(p, outlines, n, b->diags, b->tmp);
  Span *told = b->adopted.n ? NEW_N(b->tmp, Span, p->entity_n + 1) : NULL;
  for (uint32_t i = 0; i < b->adopted.n; i++) {
    Adopted x = b->adopted.p[i];
    const Tree *t = p->trees[x.tree];
    if (told[x.entity].end) {
      Diag *d = diag_add(b->diags, D_ADOPT_TWICE, ast_span(t, x.node), NO_ARGS);
      diag_label(b->diags, d, told[x.entity], T_FIRST_HERE, NO_ARGS);
      continue;
    }
    told[x.entity] = ast_span(t, x.node);
    p->entities[x.entity].ruleset = adopted_ruleset(p, t, x.node, b->diags);
  }
  uint32_t usual = ruleset_default(p);
  for (uint32_t e = 0; e < p->entity_n; e++) {
    EntityDecl *d = &p->entities[e];
    if (d->ruleset != NONE) continue;
    const Tree *t = p->trees[d->tree];
    uint32_t file = of_file[t->file];
    const EntityDecl *above = d->parent == NONE ? NULL : &p->entities[d->parent];
    if (above && (file == NONE || p->trees[above->tree]->file == t->file))
      d->ruleset = above->ruleset;
    else
      d->ruleset = file != NONE ? file : usual;
  }
}

#define SOON 8 // rows ahead whose places come into the cache

static void place_soon(const Builder *b, const BodyRow *row) {
  if (row->parent == NONE)
    __builtin_prefetch(&b->slots[place_hash(NONE, row->kind, row->hash) & (b->slot_n - 1)]);
  map_soon(&b->p->entity_names, row->hash);
}

void declare_entities(Program *p, const Outline *outlines, uint32_t n, Diags *diags) {
  Arena tmp;
  arena_init_like(&tmp, p->arena);
  Builder b = {.p = p, .diags = diags, .tmp = &tmp, .last_root = NONE};
  uint32_t most = 0, total = 0, actuals = 0;
  for (uint32_t i = 0; i < n; i++) {
    most = outlines[i].bodies.n > most ? outlines[i].bodies.n : most;
    total += outlines[i].bodies.n;
    actuals += outlines[i].actuals.n;
  }
  builder_room(&b, total);
  p->mappings = NEW_N(p->arena, MappingDecl, actuals + 1);
  uint32_t *entity = NEW_N(&tmp, uint32_t, most + 1);
  for (uint32_t i = 0; i < n; i++) {
    const Outline *o = &outlines[i];
    for (uint32_t k = 0; k < o->bodies.n; k++) {
      const BodyRow *row = &o->bodies.p[k];
      if (k + SOON < o->bodies.n) place_soon(&b, row + SOON);
      entity[k] = place_row(&b, row, i, row->parent == NONE ? NONE : entity[row->parent]);
    }
    for (uint32_t k = 0; k < o->adopts.n; k++)
      *array_push(&tmp, &b.adopted) = (Adopted){entity[o->adopts.p[k].row], i, o->adopts.p[k].node};
    for (uint32_t k = 0; k < o->actuals.n; k++) {
      uint32_t row = o->actuals.p[k].row;
      p->mappings[p->mapping_n++] = (MappingDecl){i, o->actuals.p[k].node, row == NONE ? NONE : entity[row]};
    }
  }
  number_rows(p);
  adopt(&b, outlines, n);
  arena_free(&tmp);
}
