// Text to tree. Parsing never fails: it yields a tree plus diagnostics (one a mistake), recovering at
// braces and statement words. The lexer is a pure function of bytes.
#pragma once
#include "base/diag.h"
#include "grammar/ast.h"
#include "grammar/lexer.h"

// A stretch of one source that holds whole items, for parsing a large file in parallel. Where it lies inside
// a department, that one's header is read again, so that its tree looks like a department opened once more.
typedef struct Stretch {
  uint32_t start, end;
  uint8_t depth, close; // bodies around its start and its end (0 or 1)
  uint32_t header;      // offset of the keyword of the department around its start
  uint32_t tail;        // the same for its end
} Stretch;

// The source's text must be followed by 16 readable NUL bytes. Bytes that are not UTF-8 are reported and
// read as U+FFFD; GB18030 is recognised and named. `t` is for the caller to free; its store, or NULL, is for
// the caller to set.
void parse_file(Arena *a, Sources *sources, uint32_t file, const UnitNames *units, Diags *diags, Tree *t);

// The parser's tables as it reads them most quickly, worth making for a megabyte of text: stretches may be
// parsed with them (NULL: with the packed ones).
typedef struct ParserTables ParserTables;
const ParserTables *parser_tables(Arena *a);

// The same for one stretch; on the first syntax error it stops, sets t->broken and reports nothing. False: it
// ended in the midst of something, so that it may have been cut wrongly: parse the whole file with parse_file
// then.
bool parse_stretch(Arena *a, const Source *source, uint32_t file, Stretch s, const UnitNames *units,
                   const ParserTables *tables, Tree *t);

// Such a stretch with recovery: its tree, and what is wrong with it. False, and nothing reported: the damage
// may reach beyond the stretch, or its bytes are no text: parse the whole file.
bool parse_stretch_mended(Arena *a, const Source *source, uint32_t file, Stretch s, const UnitNames *units,
                          Diags *diags, Tree *t);

// Cuts a source into about `want` stretches, by what its lines begin with and their indentation; 1 when there
// is nowhere to cut. That is a guess; parse_stretch makes sure of it (t->broken where it was wrong).
unsigned parse_split(const Source *source, unsigned want, Stretch *out);

// Another way to cut, for a text that is edited: where a cut is hangs on its line and the department open
// there, so that cuts stay where they are when something changes far from them. The first one comes before
// the first 项目 or 部门 (but one at the very start). Finds the cut behind that at s.start (0: none yet); of
// *next start, depth and header are set. False: there is none.
bool parse_next_cut(const Source *source, Stretch s, Stretch *next);

// The stretch around `offset`, of some 32 KiB before it at least where the text has as much; cut by guess.
Stretch parse_near(const Source *source, uint32_t offset);

// What the parser would take at `offset` of a source (completion, "expected …" lists).
typedef struct Expected {
  uint16_t tokens[256]; // token numbers of lexer.h
  unsigned n;
} Expected;
void parse_expected(Arena *a, const Source *source, uint32_t offset, const UnitNames *units, Expected *out);

// Whether the line that ends at `offset`, as far as it is written, may yet become right: what is wrong there
// now is that it is not finished. *under_way: the word or number that reaches the offset (kind END: none).
// *formula: it stands in a formula that may go on.
bool parse_unfinished(Arena *a, const Source *source, uint32_t offset, const UnitNames *units,
                      Token *under_way, bool *formula);
