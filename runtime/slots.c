// All threads number slots, a block of inputs each, and look for entities that are like one before; what is
// new in an entity is told one by one.
#include "runtime/slots.h"
#include "base/par.h"
#include "runtime/match.h"
#include "runtime/taker.h"

// ---- slots --------------------------------------------------------------------------------------

#define UNUSED (1u << 31)
enum { BLOCK = 1 << 14 };

typedef struct Numbering {
  const Plan *p;
  uint32_t *of, *input_of;
  uint32_t (*n)[2]; // by block: used ones, others; then how many are before these
} Numbering;

static void count_block(void *ctx, size_t job, unsigned worker) {
  Numbering *m = ctx;
  const Plan *p = m->p;
  uint32_t from = (uint32_t)job * BLOCK, n[2] = {0};
  (void)worker;
  for (uint32_t i = from; i < p->inputs.n && i < from + BLOCK; i++) {
    bool unused = p->inputs.unused[i] != 0, fillable = match_fillable(p, i);
    m->of[i] = fillable ? n[unused] | (unused ? UNUSED : 0) : NONE;
    n[unused] += fillable;
  }
  m->n[job][0] = n[0], m->n[job][1] = n[1];
}

static void number_block(void *ctx, size_t job, unsigned worker) {
  Numbering *m = ctx;
  uint32_t from = (uint32_t)job * BLOCK;
  (void)worker;
  for (uint32_t i = from; i < m->p->inputs.n && i < from + BLOCK; i++) {
    if (m->of[i] == NONE) continue;
    m->of[i] = (m->of[i] & ~UNUSED) + m->n[job][m->of[i] >> 31];
    m->input_of[m->of[i]] = i;
  }
}

Slots slots_new(Arena *a, const Plan *p, unsigned workers) {
  size_t blocks = (p->inputs.n + BLOCK - 1) / BLOCK;
  uint32_t sum[2] = {0};
  Numbering m = {.p = p, .of = arena_pages(a, (size_t)p->inputs.n + 1, sizeof(uint32_t))};
  m.n = arena_zero(a, blocks + 1, sizeof *m.n, alignof(uint32_t));
  par_for(blocks, workers, count_block, &m);
  for (size_t b = 0; b < blocks; b++) sum[1] += m.n[b][0];
  Slots s = {.of = m.of, .used_n = sum[1]};
  for (size_t b = 0; b < blocks; b++)
    for (int k = 0; k < 2; k++) {
      uint32_t n = m.n[b][k];
      m.n[b][k] = sum[k];
      sum[k] += n;
    }
  s.n = sum[1];
  s.input_of = m.input_of = arena_pages(a, (size_t)s.n + 1, sizeof(uint32_t));
  par_for(blocks, workers, number_block, &m);
  return s;
}

// ---- classes ------------------------------------------------------------------------------------

// 分钟 in 小时, 亩 in 平方米: their ratios divide 360.
static bool has_odd_units(UnitTable *t, DimId dim) {
  for (uint32_t i = 0; i < units_count(t); i++) {
    UnitInfo u = units_info(t, i);
    if (u.dim == dim && !num_ends(u.scale)) return true;
  }
  return false;
}

static bool fit_tens(Num x, int64_t *times, int8_t *tens) { // x = times × 10^tens
  if (x.den != 1 || x.num <= 0) return false;
  *tens = 0;
  for (*times = x.num; *times % 10 == 0; *times /= 10) ++*tens;
  return true;
}

bool class_unit(Arena *a, const InputClass *c, Num scale, int64_t *times, int8_t *tens) {
  return fit_tens(num_div(a, scale, c->quantum), times, tens);
}

// A quantum is a ten thousandth of the declared unit without its tens (万元: of a 元).
static void class_scale(Actuals *x, InputClass *c) {
  Num scale = unit_scale(x->units, c->unit_id), one = scale;
  DimId dim = unit_dim(x->units, c->unit_id);
  while (one.den == 1 && one.num >= 10 && one.num % 10 == 0) one.num /= 10;
  c->quantum = num_div(x->arena, one, NUM(has_odd_units(x->units, dim) ? 3600000 : 10000));
  c->ratio = dim == DIM_ONE && num_cmp(scale, NUM(1)) != 0;
  c->counts = dim != DIM_ONE || c->ratio;
  c->quick = c->quantum.den > 0 && class_unit(x->arena, c, scale, &c->times, &c->tens);
}

static bool has_points(const Plan *p, uint32_t e) {
  while (e != NONE && !p->entities.point_n[e]) e = p->entities.parent[e];
  return e != NONE;
}

typedef struct ClassKeys {
  uint64_t key[1024];
  uint16_t class_of[1024];
} ClassKeys;

enum { CLASSES_MAX = 512 };

static uint16_t class_for(Actuals *x, ClassKeys *k, uint32_t input) {
  const Plan *p = x->plan;
  Slots *s = &x->slots;
  uint32_t e = p->inputs.entity[input];
  InputClass c = {.agg = p->inputs.agg[input], .type = p->inputs.type[input], .unit = p->inputs.unit[input]};
  c.unused = p->inputs.unused[input] != 0;
  c.points = p->entities.input_first[e] == input && has_points(p, e);
  CellWant w = actuals_want(x, input);
  c.unit_id = w.unit;
  c.quick = c.type == PLAN_QUANTITY && !w.anything && !(x->trace_of && x->trace_of[input]);
  uint64_t key = ((uint64_t)c.unit_id << 8 | (uint64_t)c.agg << 4 | (uint64_t)c.unused << 3 |
                  (uint64_t)c.points << 2 | (uint64_t)c.quick << 1 | 1) ^
                 (uint64_t)c.type << 60;
  uint32_t at = (uint32_t)(key * 0x9E3779B97F4A7C15u >> 54);
  while (k->key[at] && k->key[at] != key) at = (at + 1) & 1023;
  if (k->key[at]) return k->class_of[at];
  bool crowded = s->class_n >= CLASSES_MAX; // then the first class of all serves, which is not quick
  if (crowded) return c.agg;
  if (c.quick) class_scale(x, &c);
  k->key[at] = key;
  k->class_of[at] = (uint16_t)s->class_n;
  s->classes[s->class_n++] = c;
  return k->class_of[at];
}

// ---- shapes -------------------------------------------------------------------------------------

enum { ENTITIES = 512, BEFORE = 4 }; // of a block; that an entity is compared with

// What rows see of the inputs of both is the same, but for classes that hang on more than columns
// (`particular`).
static bool alike(const Slots *s, const Plan *p, uint32_t e, uint32_t f) {
  uint32_t n = p->entities.input_n[e], i = p->entities.input_first[e], j = p->entities.input_first[f];
  if (n != p->entities.input_n[f] || p->entities.kind[e] != p->entities.kind[f]) return false;
#define SAME(column) (memcmp(&p->inputs.column[i], &p->inputs.column[j], n * sizeof *p->inputs.column) == 0)
  if (!SAME(name) || (p->inputs.key != p->inputs.name && !SAME(key)) || !SAME(unit) || !SAME(agg) ||
      !SAME(type) || !SAME(unused))
    return false;
#undef SAME
  if (has_points(p, e) != has_points(p, f)) return false;
  uint32_t shift = s->of[i] - s->of[j], differ = 0;
  for (uint32_t k = 0; k < n; k++) {
    uint32_t a = s->of[i + k], b = s->of[j + k];
    differ |= (uint32_t)((a == NONE) != (b == NONE)) | (uint32_t)((a < s->used_n) & (a - b != shift));
  }
  return !differ;
}

static bool particular(const Plan *p, uint32_t e) { // what it measures, its target tells
  bool any = false;
  for (uint32_t i = p->entities.input_first[e], end = i + p->entities.input_n[e]; i < end; i++)
    any |= p->inputs.type[i] == PLAN_QUANTITY && p->inputs.unit[i] == NONE;
  return any;
}

// Of each entity one before it in its block that is like it, or itself, into shape_of.
static void compare_block(void *ctx, size_t job, unsigned worker) {
  Slots *s = &((Actuals *)ctx)->slots;
  const Plan *p = ((Actuals *)ctx)->plan;
  uint32_t from = (uint32_t)job * ENTITIES, lately[BEFORE], n = 0;
  (void)worker;
  for (uint32_t e = from; e < p->entities.n && e < from + ENTITIES; e++) {
    uint32_t k = 0, had = n < BEFORE ? n : BEFORE;
    while (k < had && !alike(s, p, e, lately[k])) k++;
    s->shape_of[e] = k < had ? lately[k] : e;
    if (k == had && !particular(p, e)) lately[n++ % BEFORE] = e;
  }
}

typedef struct Shapes {
  Actuals *x;
  ClassKeys keys;
  ARRAY(uint32_t) like;
  uint32_t *table, cap; // shapes by hash: + 1, or 0
} Shapes;

static bool same_classes(const Slots *s, const Plan *p, uint32_t e, uint32_t f) {
  const uint32_t *a = s->of + p->entities.input_first[e], *b = s->of + p->entities.input_first[f];
  for (uint32_t k = 0; k < p->entities.input_n[e]; k++)
    if (a[k] != NONE && s->class_of[a[k]] != s->class_of[b[k]]) return false;
  return true;
}

static uint32_t shape_hash(const Slots *s, const Plan *p, uint32_t e) {
  uint64_t h = p->entities.input_n[e];
  for (uint32_t i = p->entities.input_first[e], end = i + (uint32_t)h; i < end; i++)
    h = names_mix(h ^ p->inputs.name[i], s->of[i] == NONE ? UINT64_MAX : s->class_of[s->of[i]]);
  return (uint32_t)h;
}

static uint32_t *shape_slot(const Shapes *m, uint32_t e) {
  const Slots *s = &m->x->slots;
  const Plan *p = m->x->plan;
  uint32_t at = shape_hash(s, p, e) & (m->cap - 1);
  for (; m->table[at]; at = (at + 1) & (m->cap - 1)) {
    uint32_t f = m->like.p[m->table[at] - 1];
    if (f == e || (alike(s, p, e, f) && same_classes(s, p, e, f))) break;
  }
  return &m->table[at];
}

static uint32_t shape_for(Shapes *m, uint32_t e) {
  Actuals *x = m->x;
  const Plan *p = x->plan;
  for (uint32_t i = p->entities.input_first[e], end = i + p->entities.input_n[e]; i < end; i++)
    if (x->slots.of[i] != NONE) x->slots.class_of[x->slots.of[i]] = class_for(x, &m->keys, i);
  if (m->like.n >= m->cap / 2) {
    arena_release(x->arena, m->table, m->cap * sizeof(uint32_t));
    m->cap = m->cap ? m->cap * 2 : 256;
    m->table = NEW_N(x->arena, uint32_t, m->cap);
    for (uint32_t k = 0; k < m->like.n; k++) *shape_slot(m, m->like.p[k]) = k + 1;
  }
  uint32_t *at = shape_slot(m, e);
  if (!*at) {
    *array_push(x->arena, &m->like) = e;
    *at = m->like.n;
  }
  return *at - 1;
}

static void class_block(void *ctx, size_t job, unsigned worker) {
  Slots *s = &((Actuals *)ctx)->slots;
  const Plan *p = ((Actuals *)ctx)->plan;
  uint32_t first = (uint32_t)job * ENTITIES;
  (void)worker;
  for (uint32_t e = first; e < p->entities.n && e < first + ENTITIES; e++) {
    uint32_t like = s->like[s->shape_of[e]];
    const uint32_t *to = s->of + p->entities.input_first[e], *from = s->of + p->entities.input_first[like];
    for (uint32_t k = 0; e != like && k < p->entities.input_n[e]; k++)
      if (to[k] != NONE) s->class_of[to[k]] = s->class_of[from[k]];
  }
}

void slots_classes(Actuals *x, unsigned workers) {
  const Plan *p = x->plan;
  Slots *s = &x->slots;
  size_t blocks = (p->entities.n + ENTITIES - 1) / ENTITIES;
  s->class_of = arena_pages(x->arena, (size_t)s->n + 1, sizeof(uint16_t));
  s->classes = NEW_N(x->arena, InputClass, CLASSES_MAX + 1);
  s->shape_of = arena_raw(x->arena, (p->entities.n + 1) * sizeof(uint32_t), alignof(uint32_t));
  for (uint32_t agg = AGG_SUM; agg <= AGG_COUNT; agg++)
    s->classes[s->class_n++] = (InputClass){.agg = (uint8_t)agg};
  if (!x->trace_of) par_for(blocks, workers, compare_block, x);
  Shapes m = {.x = x};
  for (uint32_t e = 0; e < p->entities.n; e++) {
    uint32_t before = x->trace_of ? e : s->shape_of[e];
    s->shape_of[e] = before == e ? shape_for(&m, e) : s->shape_of[before];
  }
  s->like = m.like.p, s->shape_n = m.like.n;
  par_for(blocks, workers, class_block, x);
}
