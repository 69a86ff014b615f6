// What stands before a place in a text that is being typed: the token under way, the blocks that are open,
// the statement and attribute it belongs to, and what the parser would take there. From tokens alone, so that
// it holds in any text.
#pragma once
#include "base/array.h"
#include "grammar/parse.h"

#define CURSOR_BACK 8 // tokens kept

typedef struct Block {
  uint8_t kind; // Tok of what opened it: DEPARTMENT SECTION PROJECT BUDGET PLAN RULES TEST ACTUALS, IDENT a
                // group, END the file
  Token name;   // of what opened it; kind END: none
  uint32_t at;  // offset of its {
  // the statement begun last in it
  uint8_t head;      // Tok; IDENT: by a class or group word; END: none yet
  Token word, about; // its first token; the token behind it
  Token project;     // of a 测试, an 实际
  bool told;         // its { } has been
  uint64_t seen[2];  // heads so far, a bit a Tok
} Block;

typedef struct Cursor {
  const char *text;
  uint32_t offset;
  Token at;                // the token under way: it begins before the offset and reaches it; kind END: none
  uint32_t start;          // where what is typed begins: at.start, the unit of a number, or offset
  bool closed;             // inside a comment or a text: nothing is completed
  Token back[CURSOR_BACK]; // before it, the latest first; kind END: none
  ARRAY(Block) blocks;     // from the file in
  uint8_t attribute;       // Tok of the attribute under way, or END
  uint64_t attributes[2];  // of the statement under way
  bool new_line;           // nothing before it on its line
  bool english;            // the text's first keyword is English
  uint32_t closing;        // the } right before the cursor closes the { before this offset; 0: none does
  unsigned parens;
  uint32_t argument; // commas since the innermost open parenthesis
  Token callee;      // before it; kind END: none
  Expected expected;
} Cursor;

// `a` holds what is made. False: the text is not worth completing there (a comment).
bool cursor_find(Arena *a, const Source *source, uint32_t offset, const UnitNames *units, Cursor *c);
bool cursor_takes(const Cursor *c, Tok t);
static inline Block *cursor_block(const Cursor *c) {
  return &c->blocks.p[c->blocks.n - 1];
}
static inline Str cursor_text(const Cursor *c, Token t) {
  return (Str){c->text + t.start, t.end - t.start};
}
Str cursor_name(const Cursor *c, Token t); // without its quotes
static inline bool tok_in(const uint64_t set[2], Tok t) {
  return set[t / 64] >> (t % 64) & 1;
}
