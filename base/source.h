// Source texts and places in them. Offsets are bytes; lines and columns count from 1, columns in
// characters (code points). A Source owns nothing: its bytes live as long as whoever loaded them says.
#pragma once
#include "base/str.h"

typedef struct Source {
  Str name;        // as the user gave it, for messages
  Str text;        // valid UTF-8 where utf_valid said so, at most UINT32_MAX - 16 bytes
  uint32_t *lines; // start offset of each line, built on first need (source_index)
  uint32_t line_n;
  uint32_t *marks; // line ends before each 4096th byte (sources_mark)
  bool marked;     // until then: in the 4096 bytes before it
  bool returns;    // there are \r among them
  uint32_t
      *counts; // code points before each 4096th byte, so that a place in an endless line is found at once
} Source;

// A half-open byte range of file number `file` (an index into Sources).
typedef struct Span {
  uint32_t file, start, end;
} Span;

#define SPAN_NONE ((Span){UINT32_MAX, 0, 0}) // no place in any text

typedef struct Place {
  uint32_t line, column; // from 1; column in code points
} Place;

typedef struct Sources {
  Source *p;
  uint32_t n, cap;
} Sources;

uint32_t sources_add(Arena *a, Sources *all, Str name, Str text); // its number
void source_index(Arena *a, Source *s); // idempotent; \n, \r\n and a lone \r end a line
// Needs the index. An offset inside a line's end stands behind its last character, one beyond the text
// at its end. A text that ends with a line end has an empty last line.
Place source_place(const Source *s, uint32_t offset);
Str source_line(const Source *s, uint32_t line); // without its line end; empty where there is no such line
size_t source_width(Str line);                   // terminal columns; a tab goes to the next multiple of 4
// Line ends before each 4096th byte of all texts, counted by so many threads: lines without their starts,
// where most lines of large texts are asked for. Whoever reads a text anyway may count before, in any order:
// once there is room, all that begins in [from, to); true: there are \r, which `returns` has to be told.
void source_marks_room(Arena *a, Source *s);
bool source_mark(const Source *s, size_t from, size_t to);
void sources_mark(Arena *a, Sources *all, unsigned workers);
typedef struct LineAt { // the last line asked for: the next one is near
  const Source *of;
  uint32_t offset, ends;
} LineAt;
uint32_t source_line_at(const Source *s, uint32_t offset, LineAt *near); // from 1; needs the marks
static inline Str span_text(const Sources *all, Span at) {
  return (Str){all->p[at.file].text.p + at.start, (size_t)(at.end - at.start)};
}
