// What stands where in a tree, found in one walk over its statements (nothing below a statement is looked
// at), so that trees can be walked in parallel; then the entities of the whole program, numbered.
#pragma once
#include "base/array.h"
#include "compiler/allow.h"
#include "compiler/program.h"

typedef struct BodyRow { // one opening of a 部门, 分项 or 项目
  Ref body, name;        // name: 0 where it is missing
  uint32_t hash;         // of its name's key
  Str key;
  uint32_t parent;                        // row of the tree's bodies, or NONE
  uint32_t measure_n, let_n, indicator_n; // its own
  uint8_t kind;
} BodyRow;

typedef struct AdoptRow {
  uint32_t row;
  Ref node;
} AdoptRow; // 采用 in a body

typedef struct ActualsRow {
  uint32_t row; // NONE: outside of bodies
  Ref node;
} ActualsRow; // 实际

typedef struct Outline {
  Arena *arena, *keep; // keep: keys that are not as typed, as long as the program
  const Tree *tree;
  ARRAY(BodyRow) bodies;
  ARRAY(Allow) allows;
  ARRAY(AdoptRow) adopts;
  ARRAY(ActualsRow) actuals;
  ARRAY(Ref) items; // IMPORT YEAR ADOPT DIMENSION UNITDECL FUNCTION RULESET LET TEST of the file, in order
} Outline;

void outline_tree(Arena *a, Arena *keep, const Tree *t, Outline *out);

// Fills entities, openings and their names from the outlines, one for each of the program's trees: a
// department opened again is one entity; two 项目 or 分项 of one name in one place are reported with both
// places. Rule sets must be declared.
void declare_entities(Program *p, const Outline *outlines, uint32_t n, Diags *diags);
