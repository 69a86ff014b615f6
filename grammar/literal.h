// Names and texts as pgl writes them.
#pragma once
#include "grammar/lexer.h"

Tok token_alone(Arena *a, Str text); // the kind of the one token that it is; TOK_END: none, or several
Str text_literal(Arena *a,
                 Str text); // in straight quotes; line breaks become blanks, for a text ends with its line
Str name_literal(Arena *a, Str name); // bare where the lexer reads it as one name, else a text_literal
