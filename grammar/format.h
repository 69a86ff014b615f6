// The canonical form of a text: `pgl fmt`. Works on tokens with the tree as guide, so no token and no
// comment is lost; lists of indicators and other runs of like statements get aligned columns.
#pragma once
#include "grammar/parse.h"

typedef enum KeywordStyle { KEYWORDS_KEEP, KEYWORDS_ZH, KEYWORDS_EN } KeywordStyle;

typedef struct FormatOptions {
  KeywordStyle keywords;
} FormatOptions;

// False, and nothing written, where the text has a syntax error: a broken text is left alone.
bool format_tree(Arena *a, const Tree *t, const UnitNames *units, const FormatOptions *opt, Out *o);
