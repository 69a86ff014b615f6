// 预算, 调整, 支出计划, 项目期: money, exact to the last 分.
#pragma once
#include "compiler/entity.h"

void check_budget(EntityCheck *x, const Site *s, Ref node); // BUDGET
void check_plan(EntityCheck *x, const Site *s, Ref node);   // PLAN
void check_period(EntityCheck *x, const Site *s, Ref node); // PERIOD
void check_money(EntityCheck *x); // once all is read: plan against budget, midterm against the year
