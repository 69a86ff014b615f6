// Declarations that stand outside bodies: 量纲, 单位, 函数, 年度.
#pragma once
#include "compiler/outline.h"
#include "compiler/rules.h"

void declare_units(Check *c, const Outline *o); // 量纲 and 单位 of one tree, in order
void declare_functions(Program *p, const Outline *o, uint32_t n, Diags *diags);
void declare_year(Program *p, const Outline *o, uint32_t n, Diags *diags);
NodeAt *nodes_of(Program *p, const Outline *o, uint32_t n, AstKind kind, uint32_t *count); // RULESET, TEST
void need_year(Program *p, Diags *diags); // entities are there, and no 年度
