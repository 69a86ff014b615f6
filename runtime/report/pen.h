// Writing lines for a terminal: columns by East Asian width, blanks only before what is written (a line has
// none at its end), colour on request, bars in eighths of a cell. Integers only.
#pragma once
#include "base/number.h"

typedef enum Tone {
  TONE_PLAIN,
  TONE_BOLD,
  TONE_DIM,
  TONE_GOOD,
  TONE_BAD,
  TONE_WAIT,
  TONE_ODD,
  TONE_ACCENT,
  TONES
} Tone;

typedef struct Pen {
  Out *o;
  Arena *a; // scratch
  bool color;
  size_t column, wanted; // columns written; where the next text stands
} Pen;

void pen_to(Pen *p, size_t column); // at least there
void pen_put(Pen *p, Tone tone, Str s);
void pen_right(Pen *p, size_t edge, Tone tone, Str s); // ends before column `edge`
void pen_gap(Pen *p, size_t columns);                  // so many blanks, if anything follows
void pen_line(Pen *p);                                 // ends the line
void pen_rule(Pen *p, size_t to, Str line);            // a line character up to column `to`
// `cells` wide, filled by `share` (kept within 0–1), with a mark at another share (bad: none).
void pen_bar(Pen *p, Tone tone, unsigned cells, Num share, Num mark);

// End of the piece of s that starts at `from` and fits into `columns`: whole words where it can, never
// nothing. Blanks between pieces are skipped by pen_skip.
size_t pen_piece(Str s, size_t from, size_t columns);
size_t pen_skip(Str s, size_t at);
