// A plan as a file: written once by `pgl compile`, then mapped, its columns read where they stand.
//
//   header: magic, byte order, layout, versions, sizes, checksum of header and sections
//   sections: where each array stands, how many cells it has, its checksum
//   the arrays, each at a multiple of 64 bytes: the columns of plan.def in order, then strings and numbers
//
// Nothing names a table here: plan_layout does, so that a table added to plan.def is written, mapped and
// checked with the others. Pure: bytes in, bytes out.
#pragma once
#include "base/diag.h"
#include "compiler/plan.h"

#define PLAN_MAGIC "pglplan\n"

// Who wrote a plan, and who may read it: all must be equal.
typedef struct PlanMaker {
  Str version;     // of pgl, at most 23 bytes
  uint64_t stdlib; // hash of the standard library
} PlanMaker;

typedef enum PlanProblem {
  PLAN_GOOD,
  PLAN_NO_PLAN, // other bytes
  PLAN_FOREIGN, // another version, another standard library, another kind of machine
  PLAN_DAMAGED, // a checksum, a size or a cell is not right
} PlanProblem;

typedef struct PlanFault {
  PlanProblem problem;
  Str what; // foreign: its version; damaged: the place (inputs.unit)
} PlanFault;

void plan_write(Out *o, const Plan *p, const PlanMaker *maker);
bool plan_is_file(Str bytes); // it begins as a plan does
// The bytes stay in use as long as the plan and begin at a multiple of 16. All of them are looked at once, by
// at most `workers` threads; no byte that passes can harm. NULL: *fault says why.
Plan *plan_read(Arena *a, Str bytes, const PlanMaker *maker, unsigned workers, PlanFault *fault);
uint64_t plan_hash(uint64_t seed, const void *bytes, size_t n); // quick; not against forgers

// plan_check.c: whether cells [from, to) of a column hold what plan.def says of it; `n` and `text_n` as given
// by the whole plan. Both may be asked from several threads.
typedef struct PlanRule PlanRule;
PlanRule *plan_rules(Arena *a, const Plan *p); // one for each row of plan_layout
bool plan_rule_holds(const Plan *p, const PlanRule *rules, size_t row, uint32_t from, uint32_t to);
bool plan_sound(const Plan *p, unsigned workers, const char **where); // what no single column tells
