// Between the two halves of the formatter: format.c tells what each word of a text is and how it is spelt,
// layout.c puts words into lines and columns. Private to grammar/.
#pragma once
#include "grammar/format.h"

typedef enum LineKind { // neighbours of one kind share their columns
  LINE_PLAIN,
  LINE_COMMENT,
  LINE_MORE, // the rest of a statement that a comment broke
  LINE_INDICATOR,
  LINE_MEASURE,
  LINE_UNIT,
  LINE_AMOUNT,
  LINE_GROUP,
  LINE_RULEGROUP,
  LINE_FIELD,
} LineKind;

enum { LINE_ROOM = 110, RULE_ROOM = 140 };    // a rule is quoted by its line, so it has more
enum { COLUMN_ATTRIBUTES = 3, COLUMNS = 12 }; // an indicator's attributes begin with column 3

typedef struct Word {
  Str text;            // as it will be written
  uint32_t start, end; // in the source
  uint32_t comment;    // the first comment before it; they run to the next word's
  uint32_t width;      // of the text, in terminal columns
  uint32_t fit;        // the same were its keyword Chinese: what stays once it is decided is measured so
  uint32_t at;       // where it stands, counted from the indent, if nothing before it is longer; 0: anywhere
  uint8_t kind;      // Tok
  uint8_t sep;       // blanks before it
  uint8_t column;    // begins this column of its line; 0: none
  uint8_t attribute; // begins an attribute: 1 + AttrKind
  uint8_t room;      // of a {: columns that its line may take for the block to stay on it; 0: never
  uint8_t line;      // LineKind of the statement that it begins
  bool begins;       // a statement, or an item of a list in braces
  bool blank;        // an empty line stands before it
  bool adjusts;      // begins an adjustment of a budget
  bool breaks;       // a long line may break before it
  bool name;         // no keyword, whatever its kind
  bool semi;         // a ; that matters follows
} Word;

typedef struct Comment {
  Str text;
  bool own;   // on a line of its own
  bool blank; // an empty line stands before it
} Comment;

typedef struct Words {
  Word *p; // n, and two more that bound the comments at the end of the text
  uint32_t n;
  Comment *comments;
  const Source *source;
  const UnitNames *units; // or NULL
} Words;

// Whether two neighbours would be read as one quantity on one line (`10` and `元`).
bool words_join(const Words *all, const Word *before, const Word *after);
void layout_write(Arena *a, const Words *all, Out *o);
