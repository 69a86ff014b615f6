// Words as they are typed and looked for: sounds of 汉字, matching by text, sounds or initials, and names as
// they must be written in a text.
#pragma once
#include "compiler/builtins.h"

// The label, its sounds, its initials, and `more` (other spellings; may be empty): "数据 shuju sj measure".
Str word_filter(Arena *a, Str label, Str more);
// How well `typed` fits a filter, 0: not at all. The whole label, its beginning, the beginning of a later
// part, characters in order: from high to low.
unsigned word_fits(Str typed, Str filter);
// A name as it is written in a text: bare where the lexer takes it for one, else in quotes.
Str word_name(Arena *a, Str name);
const Builtin *word_builtin(Str name); // a built-in function by either name; NULL
