// Which input a row is for: by 部门, 项目, 二级指标 and name (docs/manual/en/3-actuals.md).
#pragma once
#include "runtime/result.h"

typedef struct Matcher {
  const Plan *plan;
  Map entities;          // key of 部门, 项目, 分项 → first entity of that name
  uint32_t *same_entity; // next of equal name, or NONE
  Map inputs;            // entity number + key → first input that rows may fill
  uint32_t *same_input;  // next of equal entity and name (told apart by 二级指标), or NONE
  uint32_t lone_project, lone_department; // NONE unless there is exactly one
  uint32_t departments;                   // how many
} Matcher;

typedef enum MatchProblem {
  MATCH_OK,
  MATCH_NO_DEPARTMENT,
  MATCH_NO_PROJECT,
  MATCH_NO_NAME,
  MATCH_WHICH_DEPARTMENT,
  MATCH_WHICH_PROJECT,
  MATCH_WHICH_LEVEL2,
} MatchProblem;

typedef struct Matched {
  MatchProblem problem;
  uint32_t input;  // when MATCH_OK
  uint32_t entity; // as far as it was found, or NONE
} Matched;

Matcher matcher_new(Arena *a, const Plan *p);
Matched match_row(const Matcher *m, Arena *scratch, const Row *row);
// The nearest name that would have matched, or empty.
Str match_near(const Matcher *m, Arena *scratch, const Row *row, const Matched *found);
