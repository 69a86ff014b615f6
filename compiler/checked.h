// What checking makes of one 部门, 分项 or 项目: plain structs in a scratch arena, thrown away once linted
// and (for eval) lowered into the plan. Numbers in base units. Node references lead back to the text, for
// the places and fixes of lints. Expressions stand in one pool a worker: ExprRef is an index into it.
#pragma once
#include "base/date.h"
#include "compiler/plan.h"
#include "compiler/units.h"
#include "grammar/ast.h"

typedef uint32_t ExprRef; // NONE: absent or already reported as wrong

typedef struct Expr {
  uint8_t op;      // PlanOp
  uint8_t type;    // PlanType
  uint8_t pct;     // 1: a ratio that is shown as % (typed %, or computed of two like quantities)
  uint16_t height; // longest way down, through the formulas it names
  UnitId unit;     // dimension by unit_dim; UNIT_NONE: no quantity, or one whose unit the form left blank
  uint32_t a, b;   // as in ops.def; lists: args pool; OP_CONST: a indexes nums; OP_TEXT, OP_CALLED: strs;
                   // OP_GATHER: gathers
  Ref node;        // where it was written
} Expr;

typedef struct ExprPool {
  Expr *p;
  uint32_t n, cap;
  ExprRef *args;
  uint32_t arg_n, arg_cap;
  Num *nums;
  uint32_t num_n, num_cap;
  Str *strs;
  uint32_t str_n, str_cap;
  struct Gather **gathers;
  uint32_t gather_n, gather_cap;
} ExprPool;

typedef struct CheckedTarget {
  uint8_t form; // TargetForm
  bool truth;
  bool low_ok, high_ok; // a number is there
  Num low, high;
  UnitId unit;      // as written; UNIT_NONE: none
  Date date;        // deadline: last day that counts
  Date from;        // 调整: in force from
  Ref node;         // TARGET
  Str text, reason; // text: words, or what else its numbers do not tell
} CheckedTarget;

// A department may stand in several files, so each thing says which tree its nodes are of.
typedef struct CheckedIndicator {
  const Tree *tree;
  Ref node, name; // INDICATOR, its NAME
  Str name_text, name_key;
  Str level2_text;     // class word as typed, empty for 指标 without
  uint32_t group, cls; // rows of the rule set in the Program's plan: groups, classes; NONE
  uint32_t pool;       // 一级 pool
  CheckedTarget target;
  CheckedTarget *adjusts;
  uint32_t adjust_n;
  CheckedTarget *midterm; // NULL: none
  ExprRef value, score;
  uint32_t value_input; // plan number of the 数据 of its own name, or NONE
  uint8_t agg;
  bool agg_told;      // 取值 累计
  bool value_formula; // 取值 is an expression
  bool weight_ok, weight_told;
  Num weight; // points; valid when weight_ok
  Str basis, explain, mark;
  uint8_t type;     // PlanType of its actual
  UnitId unit;      // the actual's unit (the target's where it has one)
  uint32_t section; // index of its 分项 in CheckedEntity.sections, or NONE
} CheckedIndicator;

typedef struct CheckedInput {
  const Tree *tree;
  Ref node, name;
  Str name_text, name_key;
  uint8_t agg;
  UnitId unit;
} CheckedInput;
typedef struct CheckedLet {
  const Tree *tree;
  Ref node, name;
  Str name_text;
  ExprRef expr;
} CheckedLet;
typedef struct CheckedFund {
  const Tree *tree;
  Ref node;
  uint32_t block;
  Str name;
  bool ok;
  Num amount;
  uint32_t adjustment;
} CheckedFund;
typedef struct CheckedAdjust {
  const Tree *tree;
  Ref node;
  Date from;
  Num amount;
  Str reason;
} CheckedAdjust;
typedef struct CheckedPoint {
  const Tree *tree;
  Ref node;
  Date date;
  bool share;
  Num value;
} CheckedPoint;
typedef struct CheckedText {
  const Tree *tree;
  Ref node;
  uint8_t kind;
  Str text;
} CheckedText;
typedef struct CheckedRequire {
  const Tree *tree;
  Ref node;
  ExprRef expr;
  Str message, text;
} CheckedRequire;
typedef struct CheckedSection {
  const Tree *tree;
  Ref node;
  Str name;
  uint32_t entity;
  bool points;
} CheckedSection;

typedef struct CheckedEntity {
  const Tree *tree;
  Ref node;         // BODY, where it is first opened
  uint32_t entity;  // in Program.entities
  uint32_t ruleset; // in the Program's plan
  bool budget_ok;
  Num budget;
  UnitId budget_unit;
  const Tree *budget_tree;
  Ref budget_node;
  bool midterm_budget_ok;
  Num midterm_budget;
  int period_from, period_to; // 0: none
  bool exec_told, exec_ok;
  Num exec_weight;                // 执行率 Q分 written here, or the rule set's; exec_ok: scored
  bool points_told, points_wrong; // a group carries points; the sums of a group were a finding
  bool scored;
  CheckedFund *funds;
  uint32_t fund_n;
  CheckedAdjust *adjusts;
  uint32_t adjust_n;
  CheckedPoint *points;
  uint32_t point_n;
  CheckedText *texts;
  uint32_t text_n;
  CheckedInput *inputs;
  uint32_t input_n; // 数据 as written (支出 is implied, ordinal 0 in the plan)
  CheckedLet *lets;
  uint32_t let_n;
  CheckedIndicator *indicators;
  uint32_t indicator_n; // own, then those of a project's 分项
  CheckedRequire *requires;
  uint32_t require_n;
  CheckedSection *sections;
  uint32_t section_n;
  ExprPool *pool;
} CheckedEntity;
