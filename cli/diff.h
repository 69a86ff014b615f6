// A unified diff of two texts by lines, for `pgl fmt --diff`.
#pragma once
#include "base/str.h"

// Nothing is written where they are equal. Three lines of context; colour on request.
void diff_write(Arena *a, Out *o, Str name, Str before, Str after, bool color);
