// Formulas on results: exact values, or 无数据 with its reason, which passes through every operator.
#pragma once
#include "runtime/result.h"

typedef struct Eval {
  Arena *arena;
  Results *r;
  bool prev;              // inside 上年
  uint32_t self;          // indicator being scored, or NONE
  uint32_t self_entity;   // entity being scored, or NONE
  const Value *inputs;    // tests: values that replace inputs (NULL: none), parallel to plan inputs
} Eval;

Value eval_expr(Eval *e, uint32_t expr);
Value eval_input(Eval *e, uint32_t input);
Value eval_rate(Eval *e, uint32_t entity); // 执行率
