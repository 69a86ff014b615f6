// 要求 EXPR 否则 "…": judged as soon as all it stands on is written in the file itself (budgets, targets,
// points, constants); what needs actual values is left to the evaluation.
#pragma once
#include "compiler/entity.h"

void requires_early(EntityCheck *x);
