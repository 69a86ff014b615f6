// Places as clients count them: lines from 0, and within a line bytes, UTF-16 units or code points, as
// agreed. A line ends with \n, \r\n or a lone \r.
#pragma once
#include "base/source.h"
#include "server/json_in.h"

typedef enum Encoding { ENCODING_UTF8, ENCODING_UTF16, ENCODING_UTF32 } Encoding;

typedef struct Position {
  uint32_t line, character;
} Position;

typedef struct Lines { // of one text, which must outlive it
  Str text;
  Encoding encoding;
  bool valid; // the text is known to be UTF-8
  uint32_t *start, n, cap;
  struct {
    uint32_t line, offset, character;
  } seen; // the last place told, so that the next one in its line is near
} Lines;

void lines_build(Arena *a, Lines *l, Str text, Encoding e); // uses l's room again
Position lines_position(Lines *l, uint32_t offset);         // an offset inside a character: the character's
// Clamped: beyond the last line the text's end, beyond a line its end, inside a character its start.
uint32_t lines_offset(Lines *l, Position p);

// Reads a Position; what is no number, or below 0, makes it false; above 2^31 - 1 it is that.
bool position_in(const JsonIn *v, Position *out);
// A Range as offsets; false: it is none, or runs backwards.
bool range_in(Lines *l, const JsonIn *v, uint32_t *start, uint32_t *end);
