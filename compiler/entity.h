// Checking one entity: entity.c walks its statements in order and hands each to its file; when all names
// are known, formulas are checked, targets compared with what they are about, and points shared out.
#pragma once
#include "base/array.h"
#include "compiler/program.h"

#define GROUP_DEPTH_MAX 16 // groups in groups; what stands deeper is not looked at

typedef struct Pot { // what carries points: a written group or 分项 with points, or a 一级 of the rule set
  const Tree *tree;  // NULL: the rule set's
  Ref node;          // its name and points
  uint32_t outer;    // the pot it takes its points from, or NONE
  uint32_t group;    // plan group or NONE
  Num points;
  Num told;                      // written inside it
  uint32_t told_n, open_n, last; // indicators with and without 分值; last: the last open one
  bool inner;                    // holds other pots
  bool shared;
  Num each, rest; // what each open indicator gets, and the last
} Pot;

typedef struct Site { // where a statement stands
  const Tree *tree;
  uint32_t entity;     // the 分项 or 项目 whose names formulas see
  uint32_t section;    // of the entity's sections, or NONE
  uint32_t group, cls; // by the groups around, NONE
  uint32_t pot;        // or NONE
  unsigned depth;
} Site;

typedef struct EntityCheck {
  Check *c;
  CheckedEntity *e;
  const EntityDecl *decl;
  uint32_t measure_at, let_at, indicator_at, own_n; // filled so far; own_n: indicators not of a 分项
  ARRAY(CheckedFund) funds;
  ARRAY(CheckedAdjust) adjusts;
  ARRAY(CheckedPoint) points;
  ARRAY(CheckedText) texts;
  ARRAY(CheckedSection) sections;
  ARRAY(Pot) pots;
  ARRAY(CheckedRequire) requires;
  Site *sites;      // of each indicator
  uint32_t *pot_of; // of each indicator
  struct {
    Ref value, score;
  } * formulas;        // of each indicator: 取值, 评分
  uint32_t *rule_pots; // by group - group_first of the rule set: pot + 1, or 0
  const Tree *exec_tree;
  Ref exec_node;
  const Tree *plan_tree;
  Ref plan_node; // 支出计划
} EntityCheck;

// A node as written, blanks at its ends aside.
static inline Str node_text(const Tree *t, Ref r) {
  Span at = ast_span(t, r);
  return (Str){t->source->text.p + at.start, at.end - at.start};
}

// Checks entity `i` whole. *out and all it points to live in c->scratch, its findings in c->diags.
void check_entity(Check *c, uint32_t i, CheckedEntity *out);
