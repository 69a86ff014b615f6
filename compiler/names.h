// What the names in a formula mean. The 数据, 令 and indicators of an entity in one table, built when a
// formula first asks and kept until the check's scratch is reset (set Check.names to NULL with it); of a
// department as long as the check lasts.
//
// Numbers in the plan. Inputs of an entity: 支出, its 数据 in source order, then one for each indicator
// that counts in it (of a project: its own, then those of its 分项). A 分项 of a project has 数据 and 令 of
// its own; its indicators' inputs are the project's.
#pragma once
#include "compiler/program.h"

typedef enum NameKind { NAME_INPUT, NAME_LET, NAME_INDICATOR } NameKind;
typedef enum NameState { NAME_NEW, NAME_LOOPED, NAME_GOOD, NAME_WRONG } NameState;

typedef struct NameEntry {
  uint8_t kind;    // NameKind
  uint8_t state;   // NameState; NAME_LOOPED: leads into a cycle, or is being looked into
  uint8_t type;    // once NAME_GOOD: PlanType of its value
  uint8_t pct;     // it is shown as %
  UnitId unit;     // UNIT_NONE: any, the form was left blank
  uint16_t height; // of the formulas behind it
  uint32_t entity; // it is written in
  uint32_t row;    // in the plan: input, let or indicator
  uint32_t input;  // of an indicator: its own rows
  const Tree *tree;
  Ref node, name, formula; // MEASURE, LET or INDICATOR; formula: of 令 and 取值, or 0
  Ref group;               // of an indicator: the name of the group around it, or 0
  const Tree *root_tree;
  Ref root;      // the formula for which it was last looked into
  uint32_t next; // entry of the same hash slot, or NONE
} NameEntry;

typedef struct EntityNames {
  Arena *arena;
  uint32_t entity;
  NameEntry *p;
  uint32_t n, cap;
  uint32_t *slots, slot_n;
  bool good; // its indicators are: they lead into no cycle
  uint16_t height;
  Ref budget; // its 预算, or 0
  const Tree *budget_tree;
} EntityNames;

EntityNames *names_of(Check *c, uint32_t entity);
// The first entry of that name from `from` on (0: the first), NONE when there is no more.
uint32_t names_find(const EntityNames *n, const Tree *t, Ref name, uint32_t from);
// Two 数据 or 令 of one name, two indicators of one name in one class: reported with both places.
void names_check(Check *c, uint32_t entity);

// A name or figure that looks like `word`: candidates are offered one by one. Ask for the best.
typedef struct Near {
  Str word, best;
  uint64_t letters;
  unsigned limit, left;
} Near;
Near near_start(Str word);
static inline bool near_wants(const Near *n) { // more candidates: of thousands a few hundred will do
  return n->limit && n->left;
}
void near_offer(Near *n, Str candidate);

// Declared functions, once for all: calls of unknown functions, unknown names in bodies, recursion, names
// of built-ins. What is reported here stays silent at the calls.
void functions_check(Check *c);
