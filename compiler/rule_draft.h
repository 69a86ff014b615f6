// Private to rule_draft.c, which reads rule sets, and rules.c, which writes them into the plan and answers
// questions about them. A draft is a copy of the rule set it starts from with its own lines over it; it lives
// in Rules.tmp.
#pragma once
#include "base/array.h"
#include "compiler/rules.h"

typedef struct Class {
  Str name, key, alias;
  Ref node;
} Class;
typedef struct Group {
  Str name, key;
  Str aliases[4];
  uint32_t alias_n;
  bool weighted;
  Num weight;
  Class *classes;
  uint32_t class_n, class_cap;
} Group;
typedef struct Absent {
  const Tree *tree;
  Ref from, to;
} Absent;
typedef struct Band {
  Str name;
  Num low;
} Band;
typedef struct Line {
  uint8_t kind, op, status;
  Str key, text, source;
} Line; // kind, op, key: which line it is

typedef struct Draft {
  const Tree *tree;
  Ref node;
  uint32_t from;      // draft it starts from, or NONE
  uint32_t steps;     // to the first of them
  bool on_path;       // of 取自 being followed
  bool built, broken; // broken: something in it, or in what it starts from, was reported
  Str basis;
  bool exec_weighted;
  Num exec_weight;
  ExprRef exec_score;
  ExprRef unmet[3];
  ARRAY(Group) groups;
  ARRAY(Band) bands;
  ARRAY(Band) grades;
  ARRAY(Absent) absents;
  ARRAY(Line) lines;
  bool deviation_ok;
  Num deviation;
  uint32_t places;
  uint8_t bare;
} Draft;

typedef struct Rules {
  Check *c;
  Program *p;
  Arena *tmp;
  Draft *drafts; // parallel to plan rulesets
  uint32_t n;
  bool lines; // they are kept, for the plan
  Ref lost;   // a node that was told with the one before it
} Rules;

void draft_build(Rules *r, uint32_t i); // that it starts from is built already
Group *draft_group(Draft *d, Str key);  // NULL
Str draft_key(Rules *r, const Tree *t, Ref name);
void draft_no_group(Rules *r, Draft *d, Ref name); // reports a name that is no group of it
