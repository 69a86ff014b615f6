// 测试 blocks: 项目, 设, 期望, 截至, checked against the program and written into the plan.
#pragma once
#include "compiler/lower.h"

void check_tests(Check *c, Lower *lower); // lower NULL: only checked
