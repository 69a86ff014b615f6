// What Unicode says of code points, in tables that tools/unicode.c makes of utf8proc's when pgl is built.
// A code point is any number up to 10FFFF; no function takes another.
#pragma once
#include "base/str.h"

unsigned unicode_width(uint32_t cp);     // terminal columns: 0, 1 or 2
unsigned unicode_combining(uint32_t cp); // canonical combining class
bool unicode_ignored(uint32_t cp);       // invisible: NFKC here drops it

// NFKC of UTF-8 without what is ignored. With `to` NULL the room it takes, in code points; else their number.
// Quadratic in the length of a run of combining marks.
size_t unicode_nfkc(Str s, uint32_t *to);

// Grapheme clusters: a state for the first code point, the next for each that goes on.
#define CLUSTER_ENDS 255u
unsigned unicode_cluster(uint32_t first);
unsigned unicode_cluster_next(unsigned state, uint32_t cp); // or CLUSTER_ENDS: cp begins another
