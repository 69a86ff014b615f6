// Formulas on results: exact values, or 无数据 with its reason, which passes through every operator.
#pragma once
#include "base/array.h"
#include "runtime/result.h"

typedef ARRAY(uint32_t) ScoredNow;

typedef struct Eval {
  Arena *arena;
  Results *r;
  bool prev;               // inside 上年
  uint32_t self;           // indicator being scored, or NONE
  const Value *self_value; // its 实际, where that is known already
  Num self_target;         // its 目标值 (of a range the end that was missed)
  uint32_t self_entity;    // entity being scored, or NONE
  uint32_t *deep;          // settling scores: the entity that was asked for too far down, or NONE (score.c)
  ScoredNow *scored;       // entities that were scored meanwhile; NULL: nobody asks
  uint8_t seen;            // bits: verdicts that were given
  struct ArgValue *args;   // by number, of this year's rows and of last year's (eval.c)
  uint32_t arg_cap, round; // values of another round, of another formula, are none
  uint32_t depth, steps;   // how deep and how far the formula at hand has come: a plan may be forged
} Eval;

Eval eval_on(Arena *a, Results *r);
Eval eval_apart(const Eval *e); // for what is asked in the midst of a formula, and means the same elsewhere
Value eval_expr(Eval *e, uint32_t expr);        // a formula, not in the midst of another one
Value eval_actual(Eval *e, uint32_t indicator); // its 取值, else its own rows
Value eval_spent(Eval *e, uint32_t entity);     // own rows, else the sum over what lies below
bool eval_spends(const Results *r, uint32_t entity,
                 bool prev); // a part of the sum above: a project, or a 分项 with money or rows of 支出
Value eval_budget(Eval *e, uint32_t entity);                // 全年预算数 in force on the as-of date
uint32_t eval_target(const Results *r, uint32_t indicator); // the row of its target in force
static inline Value value_none(NoData why, uint32_t about) {
  return (Value){.kind = VALUE_NONE, .why = (uint8_t)why, .about = about};
}
static inline Value value_num(Num x) {
  return num_ok(x) ? (Value){.kind = VALUE_QUANTITY, .num = x} : value_none(NODATA_TOO_LARGE, NONE);
}
static inline Value value_truth(bool b) {
  return (Value){.kind = VALUE_TRUTH, .truth = b};
}
Value eval_input(Eval *e, uint32_t input);
Value eval_rate(Eval *e, uint32_t entity); // 执行率
