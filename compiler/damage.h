// Findings of a program in which something is syntactically wrong, for an editor: what does not hang on the
// damaged place is still true. Kept are findings about other blocks than those around the damage; in these,
// findings about one statement alone (targets T, units 03, targets 05), unless it is the damaged one. Unknown
// names (02) may only be hidden by the damage, so they go in the whole program.
#pragma once
#include "compiler/program.h"

// The findings that arrived before `syntax` (Diag.order) are the parser's and stay.
void damage_filter(Arena *tmp, const Program *p, Diags *diags, uint32_t syntax);
