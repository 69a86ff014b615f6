// What a form says, whatever it looked like: facts as text in pgl's own notation where they are numbers. All
// texts live in the arena of the import. Empty: the form does not say.
#pragma once
#include "base/array.h"
#include "forms/layouts.h"

typedef struct FormPlace { // where a fact stands, for messages and for the summary
  Str sheet;
  uint32_t row, column;
} FormPlace;

typedef struct FormMoney { // amounts: 300万元, 410, ?万元
  Str name;
  Str start, full, spent, mid;
  Str weight, score, rate, reason; // of the total only
} FormMoney;

typedef struct FormPoint {
  Str date, share; // 3月底, 25%
} FormPoint;

typedef struct FormIndicator {
  Str level1, points1; // 产出指标; 70 where it was written behind
  Str level2, name, explain;
  bool has_explain;          // the form has the column
  Str target, mid, adjusted; // pgl's own notation; "?" a hole
  Str original;              // what a hole stands for, when it was something
  Str basis, weight;         // 工作目标; 10.3
  Str actual, score, reason; // as written
  bool core;
  FormPlace at;
} FormIndicator;

typedef ARRAY(Str) FormTexts;

typedef struct FormSection { // a 分项 of a department
  Str name;
  FormTexts goals, comments;
  FormMoney money;
  ARRAY(FormMoney) sources;
  Str use;
  ARRAY(FormIndicator) indicators;
} FormSection;

typedef struct Form {
  bool whole; // of a department, not of a project
  int layout; // LayoutId; -1: like none of them
  uint32_t layout_hits;
  int year, from, to; // 0: not said; from, to: 项目期
  Str title, department, agency, name, code, charge;
  bool has_code, values; // the form asks for a code; it has actual values or scores
  uint32_t month;        // of a monitoring form: values are up to its end; else 0
  FormMoney total;
  ARRAY(FormMoney) sources;
  ARRAY(FormPoint) plan;
  FormTexts uses, goals, mid_goals, done, notes, measures;
  FormTexts comments; // // 原文: …
  ARRAY(FormIndicator) indicators;
  ARRAY(FormSection) sections;
  Str sum_weight, sum_score, grade;
  FormPlace at;
} Form;

typedef struct FormList {
  ARRAY(Form *) all;
  uint32_t facts, unread; // cells taken, and cells that could not be
  uint32_t lines;         // outside tables, that say nothing about a form
} FormList;

// 法检大楼租赁费项目绩效目标表 → 法检大楼租赁费; a title that is only the form's own name → nothing
// (prose.c).
Str title_name(Arena *a, Str title);
