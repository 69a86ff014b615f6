// Rule sets: 规则 blocks with 取自, 删去, 缺 … 并入 resolved, as rows of the plan; and the words that head
// an indicator or a group under each.
#pragma once
#include "compiler/program.h"

typedef struct RuleAbsent {
  uint32_t from, to;
} RuleAbsent; // rows of plan groups

typedef struct RuleWords { // one a rule set, beside its row in the plan
  Map classes;             // key of a 二级 or its alias → row of plan classes
  Map groups;              // key of a 一级 or an alias → row of plan groups
  RuleAbsent *absent;
  uint32_t absent_n;
} RuleWords;

// All rule sets of the program. Functions and units must be declared. `c` checks the formulas.
// lines: also what they say line by line, and where it comes from (plan.rules), for whoever shows it.
void declare_rulesets(Check *c, Program *p, const NodeAt *nodes, uint32_t n, bool lines);

uint32_t ruleset_named(const Program *p, const Tree *t, Ref name, Diags *diags); // NONE: reported
uint32_t ruleset_default(const Program *p);                                      // 财预2020
uint32_t rule_class(const Program *p, uint32_t ruleset, Arena *tmp, Str word,
                    uint32_t hash); // class row or NONE
uint32_t rule_group(const Program *p, uint32_t ruleset, Arena *tmp, Str word,
                    uint32_t hash); // group row or NONE
uint32_t rule_group_of(const Plan *plan, uint32_t ruleset, uint32_t cls);
// The class or group whose name is like `word`, or empty.
Str rule_near(const Program *p, uint32_t ruleset, Str word, bool groups_too);
