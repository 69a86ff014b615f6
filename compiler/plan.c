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

static void *column(Arena *a, void *p, uint32_t n, uint32_t cap, size_t size) {
  p = arena_resize(a, p, n * size, cap * size, alignof(max_align_t));
  memset((char *)p + n * size, 0, (cap - n) * size);
  return p;
}

#define TABLE(t)                                                                                             \
  uint32_t plan_add_##t(Plan *p) {                                                                           \
    __typeof__(p->t) *table = &p->t;                                                                         \
    if (table->n == table->cap) {                                                                            \
      if (table->cap > UINT32_MAX / 4) arena_fail(p->arena);                                                 \
      uint32_t n = table->cap, cap = n ? n * 2 : 8;
#define COL(type, name, doc) table->name = column(p->arena, table->name, n, cap, sizeof(type));
#define END(t)                                                                                               \
  table->cap = cap;                                                                                          \
  }                                                                                                          \
  return table->n++;                                                                                         \
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

uint32_t plan_num(Plan *p, Num x) {
  if (p->num_n >= p->num_slot_n / 2) num_slots_grow(p);
  uint32_t mask = p->num_slot_n - 1, at = num_hash(x) & mask;
  for (; p->num_slots[at]; at = (at + 1) & mask)
    if (num_cmp(p->nums[p->num_slots[at] - 1], x) == 0) return p->num_slots[at] - 1;
  p->nums = array_room(p->arena, p->nums, p->num_n, &p->num_cap, sizeof(Num), alignof(Num));
  p->nums[p->num_n] = num_copy(p->arena, x);
  p->num_slots[at] = p->num_n + 1;
  return p->num_n++;
}
