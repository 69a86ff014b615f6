// Points: as written, or shared equally to 0.01 by the innermost group that carries points (the last one
// takes the remainder). See docs/manual/en/4-results.md.
#pragma once
#include "compiler/entity.h"

bool points_read(Check *c, const Tree *t, Ref leaf, Num *out); // `40分` or a bare 40; false: reported
uint32_t pot_add(EntityCheck *x, const Site *s, Ref node, uint32_t group,
                 Num points);      // a written group with points
void share_points(EntityCheck *x); // fills the indicators' weights, exec_ok, exec_weight, scored
