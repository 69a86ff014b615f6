// Between number.c and decimal.c: what a number is in words.
#pragma once
#include "base/number.h"

__extension__ typedef unsigned __int128 U128;

// ±n/d: what is inline, and the next larger ones.
typedef struct NumWords {
  U128 n;
  uint64_t d;
  bool neg;
} NumWords;
bool num_words(Num x, NumWords *w); // false: bad, or larger than that
