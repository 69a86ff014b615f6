// What changed between two versions of targets, in the language's own terms: figures by value, not by how
// they are written (300万元 is 3000000元), names by key.
#pragma once
#include "base/array.h"
#include "runtime/words.h"

typedef enum ChangeWhat {
#define C(id, key, zh, en) CHANGED_##id,
#include "runtime/changes.def"
#undef C
  CHANGE_WHATS
} ChangeWhat;
extern const Term change_words[CHANGE_WHATS];

typedef enum ChangeKind { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_MADE } ChangeKind;

typedef struct Change {
  uint8_t kind, what;
  Str owner;                     // 部门 › 项目; empty: of the whole program
  Str name;                      // of the indicator, datum, source …; empty where `what` says it all
  Str before, after, difference; // as shown; empty: none
  Str file;                      // where it stands: in the new version, of what was removed in the old
  uint32_t line;                 // 0: unknown
} Change;

typedef struct Changes { // in the order of the new version; what was removed follows in its owner
  ARRAY(Change) all;
  uint32_t n[3]; // by kind
} Changes;

void changes_between(Arena *a, const Plan *before, const Plan *after, Lang lang, Changes *out);
