// Which input a row is for: by 部门, 项目, 二级指标 and name (docs/manual/en/3-actuals.md).
#pragma once
#include "base/array.h"
#include "runtime/result.h"

typedef struct Matcher {
  const Plan *plan;
  struct NamedEntity *entities; // by the hash of its key: the first 部门, 项目 or 分项 of that name
  uint32_t entity_cap;          // a power of two
  uint32_t *same_entity;        // next of equal name, or NONE
  uint8_t *repeated;            // by entity: others have its name; 2: many others
  struct Within
      *within[2]; // sorted: who of many of one name, and which 分项 with what names, stands below whom
  uint32_t within_n[2];
  Map inputs;           // of entities with many: number + key → first input that rows may fill
  uint32_t *same_input; // of these: next of equal entity and name (told apart by 二级指标), or NONE
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

bool match_fillable(const Plan *p,
                    uint32_t input); // by rows: not the own rows of what takes a 数据 of its name
Matcher matcher_new(Arena *a, const Plan *p);
Matched match_row(const Matcher *m, Arena *scratch, const Row *row);
// For tables of names: whether a row that tells these very keys can mean only this. The department an entity
// stands in as a row's 部门 finds it, or NONE; the project of its name (in `dept`, unless that is NONE); the
// input of its name in its entity.
uint32_t match_department(const Matcher *m, uint32_t entity);
bool match_only_project(const Matcher *m, uint32_t project, uint32_t dept);
bool match_only_input(const Matcher *m, uint32_t input);
// Whether an input that rows may fill, of an entity below this one, has this very name. What is below an
// entity is gathered when first asked for: each thread has a BelowNames of its own.
typedef struct BelowNames {
  Map tops; // key of an entity's number → of sets
  ARRAY(Map) sets;
} BelowNames;
bool match_is_below(const Matcher *m, Arena *a, BelowNames *known, uint32_t entity, Str name);
// The nearest name that would have matched, or empty. Where it is an entity's (match_wants_entity), `letters`
// is what entities' names are made of.
Str match_near(const Matcher *m, const uint64_t *letters, const Str cell[COL_NAME + 1], const Matched *found);
uint64_t *match_letters(Arena *a, const Plan *p, unsigned workers);
static inline bool match_wants_entity(const Matched *found) {
  return found->problem == MATCH_NO_PROJECT || found->problem == MATCH_NO_DEPARTMENT;
}
