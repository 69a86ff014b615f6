// One name over projects: 合计(到会客商) is of every project of the 部门 that declares it. Looked up once a
// worker, for all formulas that ask for it; in the plan once for all (gathers).
//
// Projects are looked into one by one, in order; those before `at` are known to be right and to lead into no
// cycle, whatever formula asks. One that is not stays where it is, and each formula that asks is told.
#pragma once
#include "base/array.h"
#include "compiler/names.h"

typedef struct GatherItem {
  uint8_t op, type, pct; // OP_INPUT or OP_ACTUAL of `row`
  UnitId unit;
  uint32_t row, entity;
} GatherItem;

typedef struct Gather { // lives in Check.keep
  uint32_t department;  // NONE: projects of none
  const Tree *tree;     // where it was asked first
  Ref name;
  uint32_t at, end; // projects still to be looked into: places of gather.c
  ARRAY(GatherItem) items;
  uint8_t type, pct; // of all; the first unit there is
  UnitId unit;
  uint16_t height; // longest way down
  uint32_t row;    // of the plan, or NONE: not there yet. Set and read while parts are joined, nowhere else
  struct Gather *same;
} Gather;
