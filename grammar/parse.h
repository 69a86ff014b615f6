// Text to tree. Parsing never fails: it yields a tree plus diagnostics (one a mistake), recovering at
// braces and statement words. The lexer is a pure function of bytes.
#pragma once
#include "base/diag.h"
#include "grammar/ast.h"
#include "grammar/lexer.h"

// A stretch of one source that holds whole items, for parsing a large file in parallel. Where it lies
// inside a department, `context` are the names of the bodies around it, outermost first (as Refs of a
// tree parsed before: their header is repeated in this tree, so it reads like a department opened again).
typedef struct Stretch {
  uint32_t start, end;
  uint8_t depth;         // of bodies around it
  uint32_t header[4];    // offset of each surrounding body's keyword
} Stretch;

// The source's text must be followed by 16 readable NUL bytes. Bytes that are not UTF-8 are reported and
// read as U+FFFD; GB18030 is recognised and named. `t` is for the caller to free.
void parse_file(Arena *a, Sources *sources, uint32_t file, const UnitNames *units, Diags *diags, Tree *t);

// The same for one stretch; on the first syntax error it stops, sets t->broken and reports nothing: parse
// the whole file with parse_file then.
void parse_stretch(Arena *a, const Source *source, uint32_t file, Stretch s, const UnitNames *units, Tree *t);

// Cuts a source into about `want` stretches by braces alone; 1 when it cannot be told cheaply.
unsigned parse_split(const Source *source, unsigned want, Stretch *out);

// What the parser would take at `offset` of a source (completion, "expected …" lists).
typedef struct Expected {
  uint16_t tokens[256]; // token numbers of lexer.h
  unsigned n;
} Expected;
void parse_expected(Arena *a, const Source *source, uint32_t offset, const UnitNames *units, Expected *out);
