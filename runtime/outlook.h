// What it would take: how many points a total lacks to the next grade, and which missed indicators bring most
// for the least.
#pragma once
#include "runtime/result.h"

typedef struct Mend { // a missed indicator
  uint32_t indicator;
  Num gain; // the points it does not have
  Num gap;  // how far the actual lies from what would be met, as a share of the target; bad: no such measure
  Num need; // by how much it has to grow (< 0: fall), base units; where gap is good
} Mend;

typedef struct Outlook {
  uint32_t next; // row of plan grades: the grade above, or NONE (the best, or no grade)
  Num margin;    // points lacking to it, of those that could be judged
  Mend *mends;   // the least gap a point first; then those without measure, the most points first
  uint32_t n;
  uint32_t enough; // so many of the first reach the next grade; 0: all of them do not
} Outlook;

// Of an entity that is scored; all in `a`.
Outlook outlook_of(Arena *a, const Results *r, uint32_t entity);
