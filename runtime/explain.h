// How a figure came about, as a tree of lines: `pgl explain FILE NAME`. From the target's line over formulas
// with their values put in down to the cells they were read from, and from the weight to the points.
//
//   explain_path (whose figure is it?) ─▶ explain_inputs (keep these rows) ─▶ run_eval ─▶ explain_figure
#pragma once
#include "runtime/run.h"

typedef enum ExplainKind {
  EXPLAIN_INDICATOR, // row: an indicator
  EXPLAIN_INPUT,     // an input: 数据 or 支出
  EXPLAIN_LET,       // a let
  EXPLAIN_TOTAL,     // an entity: its points and grade, or what it judges
  EXPLAIN_RATE,      // an entity: 执行率 and its points
  EXPLAIN_BUDGET,    // an entity
  EXPLAIN_SPENT,     // an entity
} ExplainKind;

typedef struct ExplainTarget {
  ExplainKind kind;
  uint32_t row;
} ExplainTarget;

typedef enum ExplainFound { EXPLAIN_OK, EXPLAIN_UNKNOWN, EXPLAIN_SEVERAL } ExplainFound;

// 项目.指标, 部门.分项.指标, 指标 alone where only one bears it; 二级指标 may stand before it; 项目.数据,
// 项目.执行率 .得分 .预算 .支出 .等级, 项目 alone for its total. Parts with dots in them are quoted.
// Where nothing was found *near is the path that looks most like it (or empty); where several were, two
// of them joined by 、.
ExplainFound explain_path(Arena *a, const Plan *p, Str path, ExplainTarget *out, Str *near);
// The inputs whose rows to keep (RunOptions.trace).
uint32_t *explain_inputs(Arena *a, const Plan *p, ExplainTarget target, uint32_t *n);

typedef struct ExplainOptions {
  Lang lang;
  bool color;
  unsigned columns; // longer lines flow on below; 0: they do not
} ExplainOptions;
void explain_figure(Arena *a, Out *o, const Program *prog, Run *run, ExplainTarget target,
                    const ExplainOptions *opt);
