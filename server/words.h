// Words as they are typed and looked for: sounds of 汉字, matching by text, sounds or initials.
#pragma once
#include "compiler/builtins.h"

// The label, its sounds, its initials, and `more` (other spellings; may be empty): "数据 shuju sj measure".
Str word_filter(Arena *a, Str label, Str more);
// How well `typed` fits a filter, 0: not at all. The whole label, its beginning, the beginning of a later
// part, characters in order: from high to low.
unsigned word_fits(Str typed, Str filter);
const Builtin *word_builtin(Str name); // a built-in function by either name; NULL
