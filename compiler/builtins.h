// The functions and figures of builtins.def as tables: the checker finds names in them, completion and hover
// list them.
#pragma once
#include "compiler/plan.h"

typedef struct Builtin {
  uint8_t op;       // PlanOp
  uint8_t min, max; // arguments
  Str zh, en, help_zh, help_en;
} Builtin;

typedef struct Figure {
  uint8_t op; // PlanOp; 得分 of an entity is OP_TOTAL
  char of;    // 'E' entity, 'I' indicator, 'S' both
  Str zh, en, help_zh, help_en;
} Figure;

extern const Builtin builtins[];
extern const unsigned builtin_n;
extern const Figure figures[];
extern const unsigned figure_n;

const Figure *figure_named(Str key); // NULL
