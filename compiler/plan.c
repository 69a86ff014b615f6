// Rows and shared values of a plan. The columns of a table grow together, by doubling; plan.def is the
// only list of tables and columns.
#include "compiler/plan.h"
#include "base/array.h"
#include <assert.h>

const PlanOperands plan_operands[PLAN_OPS] = {
#define O(id, text, operands) OPERANDS_##operands,
#include "compiler/ops.def"
#undef O
};

const char *const plan_op_names[PLAN_OPS] = {
#define O(id, text, operands) text,
#include "compiler/ops.def"
#undef O
};

Plan *plan_new(Arena *a) {
  Plan *p = NEW(a, Plan);
  p->arena = a;
  return p;
}

// All columns of the table at `at` get room for n rows.
static void table_room(Plan *p, uint32_t at, uint64_t n) {
  const PlanColumn *rows;
  size_t i = 0;
  uint32_t have[2];
  if (n > UINT32_MAX / 2) arena_fail(p->arena);
  plan_layout(&rows);
  while (rows[i].doc || rows[i].at != at) i++;
  memcpy(have, (char *)p + at, sizeof have);
  for (size_t k = 0; rows[i + 1 + k].doc; k++) {
    void *cells;
    char *place = (char *)p + at + 8 + k * sizeof cells;
    size_t size = rows[i + 1 + k].size;
    memcpy(&cells, place, sizeof cells);
    cells = arena_resize(p->arena, cells, have[1] * size, (size_t)n * size, alignof(max_align_t));
    memcpy(place, &cells, sizeof cells);
  }
  have[1] = (uint32_t)n;
  memcpy((char *)p + at, have, sizeof have);
}

void plan_room(Plan *p, uint32_t at, uint32_t more) {
  uint32_t have[2];
  memcpy(have, (char *)p + at, sizeof have);
  uint64_t need = (uint64_t)have[0] + more, some = (uint64_t)have[1] + have[1] / 4;
  if (need > have[1]) table_room(p, at, need > some ? need : some);
}

#define TABLE(t)                                                                                             \
  uint32_t plan_add_##t(Plan *p) {                                                                           \
    __typeof__(p->t) *table = &p->t;                                                                         \
    if (table->n == table->cap) table_room(p, offsetof(Plan, t), table->cap ? (uint64_t)table->cap * 2 : 8); \
    uint32_t row = table->n++;
#define COL(type, name, doc) table->name[row] = 0;
#define END(t)                                                                                               \
  return row;                                                                                                \
  }
#include "compiler/plan.def"
#undef TABLE
#undef COL
#undef END

#define TABLE(t) enum { HEAD_##t = 8 * (0
#define COL(type, name, doc) +1
#define END(t)                                                                                               \
  )                                                                                                          \
  }                                                                                                          \
  ;                                                                                                          \
  static_assert(sizeof(((Plan *)0)->t) == 8 + HEAD_##t, "a table is n, cap and one pointer a column");
#include "compiler/plan.def"
#undef TABLE
#undef COL
#undef END

size_t plan_layout(const PlanColumn **rows) {
  static const PlanColumn layout[] = {
#define TABLE(t)             {#t, NULL, offsetof(Plan, t), 0, false},
#define COL(type, name, doc) {#name, doc, 0, sizeof(type), (type)-1 < (type)1},
#define END(t)
#include "compiler/plan.def"
#undef TABLE
#undef COL
#undef END
      {NULL, NULL, 0, 0, false},
  };
  *rows = layout;
  return sizeof layout / sizeof *layout - 1;
}

uint32_t plan_str(Plan *p, Str s) {
  return intern(p->arena, &p->strings, s);
}

static void num_slots_grow(Plan *p) {
  uint32_t n = p->num_slot_n ? p->num_slot_n * 2 : 64;
  uint32_t *slots = NEW_N(p->arena, uint32_t, n);
  for (uint32_t i = 0; i < p->num_n; i++) {
    uint32_t at = num_hash(p->nums[i]) & (n - 1);
    while (slots[at]) at = (at + 1) & (n - 1);
    slots[at] = i + 1;
  }
  arena_release(p->arena, p->num_slots, p->num_slot_n * sizeof *p->num_slots);
  p->num_slots = slots;
  p->num_slot_n = n;
}

// Shares and points, then sums of money. Behind them what NONE says.
#define FIVES(twos)                                                                                          \
  {1, (twos)}, {1, (twos)*5}, {1, (twos)*25}, {1, (twos)*125}, {                                             \
    1, (twos)*625                                                                                            \
  }
const NumScale plan_scales[NUM_SCALES + 1] = {
    FIVES(1), FIVES(2),  FIVES(4),   FIVES(8),     FIVES(16),      {10, 1},
    {100, 1}, {1000, 1}, {10000, 1}, {1000000, 1}, {100000000, 1}, {0, -1},
};
enum { FIVES_N = 5, LARGE_SCALES = FIVES_N * 5 };

static uint32_t cell_of(uint32_t scale, int64_t n) {
  return NUM_CELL | scale << NUM_SCALE | (uint32_t)n;
}

// In two words: as a Num it would go through memory. NONE: it is not small.
static uint32_t small(int64_t num, int64_t den) {
  uint32_t scale = 0;
  if (num < 0 || den < 1) return NONE;
  if (den == 1 && num <= NUM_CELL_N) return cell_of(0, num);
  if (den == 1) {
    for (scale = LARGE_SCALES; scale < NUM_SCALES; scale++) {
      int64_t n = num / plan_scales[scale].mul;
      if (n <= NUM_CELL_N && n * plan_scales[scale].mul == num) return cell_of(scale, n);
    }
    return NONE;
  }
  scale = FIVES_N * (uint32_t)__builtin_ctzll((uint64_t)den);
  while (scale < LARGE_SCALES && plan_scales[scale].den < den) scale++;
  bool fits = scale < LARGE_SCALES && plan_scales[scale].den == den && num <= NUM_CELL_N;
  return fits ? cell_of(scale, num) : NONE;
}

bool plan_num_sound(const Plan *p, uint32_t cell) {
  uint32_t scale = cell >> NUM_SCALE & NUM_SCALES, n = cell & NUM_CELL_N;
  if (cell < NUM_CELL) return cell < p->num_n;
  if (scale >= LARGE_SCALES) return scale < NUM_SCALES;
  return (scale < FIVES_N || n % 2) && (scale % FIVES_N == 0 || n % 5);
}

static uint32_t shared_num(Plan *p, Num x) {
  if (p->num_n >= p->num_slot_n / 2) num_slots_grow(p);
  uint32_t mask = p->num_slot_n - 1, at = num_hash(x) & mask;
  for (; p->num_slots[at]; at = (at + 1) & mask)
    if (num_cmp(p->nums[p->num_slots[at] - 1], x) == 0) return p->num_slots[at] - 1;
  p->nums = array_room(p->arena, p->nums, p->num_n, &p->num_cap, sizeof(Num), alignof(Num));
  p->nums[p->num_n] = num_copy(p->arena, x);
  p->num_slots[at] = p->num_n + 1;
  return p->num_n++;
}

uint32_t plan_num(Plan *p, Num x) {
  uint32_t cell = small(x.num, x.den);
  return cell != NONE ? cell : shared_num(p, x);
}

Plan *plan_copy(Arena *a, const Plan *p) {
  Plan *q = plan_new(a);
  const PlanColumn *rows;
  size_t n = plan_layout(&rows), k = 0;
  uint32_t table = 0, cells = 0;
  for (size_t i = 0; i < n; i++) {
    if (!rows[i].doc) {
      table = rows[i].at, k = 0;
      memcpy(&cells, (const char *)p + table, sizeof cells);
      plan_room(q, table, cells);
      memcpy((char *)q + table, &cells, sizeof cells);
      continue;
    }
    void *to = (void *)(uintptr_t)plan_column(q, table, k);
    if (cells) memcpy(to, plan_column(p, table, k), (size_t)cells * rows[i].size);
    k++;
  }
  q->year = p->year;
  for (uint32_t i = 0; i < p->strings.n; i++) plan_str(q, plan_text(p, i));
  for (uint32_t i = 0; i < p->num_n; i++) plan_num(q, p->nums[i]);
  return q;
}
