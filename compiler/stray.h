// What the grammar takes for a group with points, and a person meant otherwise: a statement whose keyword is
// misspelt (预祘 50万元 { … }) or touches its figure (预算50万元), a keyword in the wrong place (年度 in a
// project), a source of money outside the { } of 预算, a comma left out between 档次. Told once, in the words
// of the syntax area.
#pragma once
#include "compiler/program.h"

// A GROUP or GROUPPOINTS of a 部门, 分项 or 项目. True: it was told; it holds no indicator and is not looked
// at.
// `inside`: it stands in a group, where an indicator was meant.
bool stray_group(Check *c, const Tree *t, Ref node, bool inside);
// A RULEGROUP of a name that the rule set does not have.
bool stray_rule(Check *c, const Tree *t, Ref node);
// Whether the line of 档次 or 评级 goes on in the next node, which is such a RULEGROUP: a comma is missing.
bool stray_band(const Tree *t, Ref bands);
