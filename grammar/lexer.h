// The lexer: a pure function from a place in a text to one token. Texts are followed by 16 readable NUL
// bytes; bytes that are not UTF-8 make a BAD token. A lexer may start at any token boundary.
//
// What LANGUAGE calls a word is decided here: keywords and names, operator words that touch a digit,
// quantities with their unit, dates of every form, the five kinds of quotes.
#pragma once
#include "base/str.h"

typedef enum Tok {
#define TOKEN(id, class, zh, en, help_zh, help_en) TOK_##id,
#define ALSO(id, spelling)
#include "grammar/keywords.def"
#undef TOKEN
#undef ALSO
  TOKENS
} Tok;

typedef enum TokenClass {
  CLASS_SPECIAL,
  CLASS_VALUE,
  CLASS_SYMBOL,
  CLASS_OPERATOR,
  CLASS_STATEMENT,
  CLASS_ATTRIBUTE,
  CLASS_MAPPING,
  CLASS_AGGREGATE,
  CLASS_LITERAL,
  CLASS_LOGIC,
  CLASS_RULE,
  CLASS_CHECK,
  CLASS_TRIVIA,
} TokenClass;

#define WORD_MAX   4000 // bytes of a word
#define NUMBER_MAX 511  // of the number in a quantity
#define UNIT_MAX   127  // of its unit

typedef struct Token {
  uint32_t start, end;
  uint32_t hash; // words (also keywords): str_hash of the text, 0 where the text is not its own key
  uint8_t kind;  // Tok
  uint8_t gap;   // QUANTITY: bytes of blanks between number and unit
  uint16_t part; // QUANTITY, HOLE: bytes of the number or mark before the unit; NUMBER: 1 with group commas;
                 // DATE, DEADLINE: 1 where a word touches it (12月底前完成)
} Token;

typedef struct UnitNames { // which words are units: joins `735 人次`; NULL: never join
  bool (*known)(void *ctx, Str word);
  void *ctx;
} UnitNames;

typedef struct Lexer {
  const char *text;
  uint32_t pos, end;      // the next byte; where to stop (a token that begins before `end` is whole)
  const UnitNames *units; // or NULL
  bool trivia;            // also yield COMMENT, DOC and BLANK (a run of empty lines)
} Lexer;

void lex_next(Lexer *lx, Token *out); // END (empty) at and after the end
// Up to `room` tokens at once; how many. Fewer, or the last one END: the text is over.
unsigned lex_some(Lexer *lx, Token *out, unsigned room);

// The bytes of the unit that begins at p, 0 where none does: `元/人·月`, `m2`, `%`.
uint32_t lex_unit(const char *p);
// The bytes of the bare name that begins at p, 0 where none does.
uint32_t lex_word(const char *p);
// The keyword or operator word that `word` is as a whole; END where it is none.
Tok lex_keyword(Str word);

typedef struct TokenInfo {
  const char *id;      // "IDENT"
  const char *zh, *en; // canonical spelling, or what messages call it
  const char *help_zh, *help_en;
  TokenClass class;
} TokenInfo;

extern const TokenInfo token_table[TOKENS];
bool token_is_word(Tok kind);    // written as a word: keywords, and 至
bool token_is_keyword(Tok kind); // a soft keyword: a name where no keyword can stand
// Words that are read as some keyword, canonical and other; *kind for each. NULL at the end.
const char *token_spelling(uint32_t i, Tok *kind);
