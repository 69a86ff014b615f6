// A result that `pgl eval --format json` wrote, read back for comparing: figures stay the text they are.
#pragma once
#include "runtime/changes.h"

typedef struct Stored Stored; // everything lives in the arena it was read into

// NULL after a finding: it cannot be read, or is no result.
const Stored *stored_read(Arena *a, Str path, Diags *diags);
// What became of totals, grades, spending, and of each indicator's actual, verdict and points.
void stored_changes(Arena *a, const Stored *before, const Stored *after, Lang lang, Changes *out);
