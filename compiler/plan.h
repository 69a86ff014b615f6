// A checked program ready to evaluate: columns only (plan.def), no syntax. The runtime reads nothing
// else; a second back end can. A Plan lives in its arena; strings and numbers are shared by number.
#pragma once
#include "base/date.h"
#include "base/map.h"
#include "base/number.h"

#define NONE UINT32_MAX

typedef enum PlanOp {
#define O(id, text, operands) OP_##id,
#include "compiler/ops.def"
#undef O
  PLAN_OPS
} PlanOp;

typedef enum PlanOperands {
  OPERANDS_N,
  OPERANDS_E,
  OPERANDS_EE,
  OPERANDS_ARG,
  OPERANDS_L,
  OPERANDS_NUM,
  OPERANDS_FLAG,
  OPERANDS_DAY,
  OPERANDS_STRING,
  OPERANDS_INPUT,
  OPERANDS_LET,
  OPERANDS_GATHER,
  OPERANDS_NAMED,
  OPERANDS_ENTITY,
  OPERANDS_INDICATOR,
} PlanOperands;

typedef enum PlanType { PLAN_QUANTITY, PLAN_TRUTH, PLAN_DATE, PLAN_TEXT, PLAN_GRADE } PlanType;
// Where a mapping takes something from.
typedef enum MapFrom { MAP_COLUMN, MAP_RUN, MAP_HEADING, MAP_SHEETNAME, MAP_CONSTANT } MapFrom;
typedef enum RuleStatus { RULE_UNSTATED, RULE_VERIFIED, RULE_CUSTOMARY, RULE_UNVERIFIED } RuleStatus;

typedef struct Plan {
  Arena *arena;
  int year;
  Interner strings;
  const char *text;        // of a plan read from a file, where all strings stand one behind another,
  const uint64_t *text_at; // and where each begins, and the last one ends; else NULL
  Num *nums;               // distinct values that are not small
  uint32_t num_n, num_cap;
  uint32_t *num_slots, num_slot_n; // hash table over nums: number + 1, or 0
#define TABLE(t)                                                                                             \
  struct {                                                                                                   \
    uint32_t n, cap;
#define COL(type, name, doc) type *name;
#define END(t)                                                                                               \
  }                                                                                                          \
  t;
#include "compiler/plan.def"
#undef TABLE
#undef COL
#undef END
} Plan;

extern const PlanOperands plan_operands[PLAN_OPS];
extern const char *const plan_op_names[PLAN_OPS];

Plan *plan_new(Arena *a);
// Room for one more row, columns zeroed; its number. One function a table: plan_add_entities(p) …
#define TABLE(t) uint32_t plan_add_##t(Plan *p);
#define COL(type, name, doc)
#define END(t)
#include "compiler/plan.def"
#undef TABLE
#undef COL
#undef END
void plan_room(Plan *p, uint32_t at, uint32_t more); // of the table at Plan + at: for so many rows more
uint32_t plan_str(Plan *p, Str s);
// Most numbers are small: their own cell holds them, as n × mul / den with n below 2^26, den > 1 in lowest
// terms. Other cells are the place in `nums`. NONE is NUM_BAD.
#define NUM_CELL   0x80000000u
#define NUM_SCALE  26
#define NUM_SCALES 31u
#define NUM_CELL_N ((1u << NUM_SCALE) - 1)
typedef struct NumScale {
  int64_t mul;
  int32_t den;
} NumScale;
extern const NumScale plan_scales[NUM_SCALES + 1];
uint32_t plan_num(Plan *p, Num x); // equal numbers, equal cells
bool plan_num_sound(const Plan *p, uint32_t cell);
Plan *plan_copy(Arena *a, const Plan *p); // grows without touching what p holds
static inline Str plan_text(const Plan *p, uint32_t str) {
  if (str == NONE) return (Str){0};
  if (p->text_at) return (Str){p->text + p->text_at[str], (size_t)(p->text_at[str + 1] - p->text_at[str])};
  return interned(&p->strings, str);
}
static inline Num plan_value(const Plan *p, uint32_t num) {
  if (num < NUM_CELL) return p->nums[num];
  const NumScale *s = &plan_scales[num >> NUM_SCALE & NUM_SCALES];
  return (Num){(int64_t)(num & NUM_CELL_N) * s->mul, s->den};
}

// A target as the form would say it: ≥10个. `a` is for scratch, and for the text that is not in the plan.
typedef struct TargetSaid {
  uint8_t form;         // TargetForm
  Num low, high, scale; // NUM_BAD: not there; of the unit
  Str unit;
  bool truth;
} TargetSaid;
void target_say(Out *o, Arena *a, const TargetSaid *t);
void plan_target_write(Out *o, Arena *a, const Plan *p, uint32_t target);
Str plan_target_text(Arena *a, const Plan *p, uint32_t target);

// The tables as data, in plan.def's order: a row for each table (doc NULL; its `n, cap` stand at Plan + at),
// then one for each of its columns (their pointers follow `n, cap`, in order).
typedef struct PlanColumn {
  const char *name, *doc;
  uint32_t at;
  uint8_t size; // of a cell: 1, 4 or 8 bytes
  bool is_signed;
} PlanColumn;
size_t plan_layout(const PlanColumn **rows); // how many; one without a name stands behind them
// Column k of the table at `at`.
static inline const void *plan_column(const Plan *p, uint32_t at, size_t k) {
  const void *cells;
  memcpy(&cells, (const char *)p + at + 8 + k * sizeof cells, sizeof cells);
  return cells;
}

void plan_dump(Out *o, const Plan *p); // `pgl debug plan`: every table, a row a line
