// A parse under way: what the driver (parse.c), the engine and the actions share. Private to grammar/.
#pragma once
#include "grammar/diags.h"
#include "grammar/lexer.h"
#include "grammar/parse.h"

#define DEPTH_MAX   200  // nested parentheses and braces, and operators in one expression
#define PARSE_DEPTH 1000 // entries of the parser's stack

typedef struct Parser {
  Tree *t;
  const char *text;
  uint32_t file;
  Arena *arena;
  Diags *diags; // NULL: the first error ends it, unreported
  bool failed;
  Token bad;    // what was refused
} Parser;

void parser_grow(Parser *p);
void parser_stop(Parser *p, Token at);
void parser_too_deep(Parser *p, uint32_t offset);
Diag *parser_report(Parser *p, DiagId id, uint32_t start, uint32_t end, const Text *args, size_t argc);

// The rarer leaves (leaves.c).
Ref build_name(Parser *p, Token t);
Ref build_quoted(Parser *p, Token t);
Ref build_hole(Parser *p, Token t);
Ref build_date(Parser *p, Token t);
Ref build_year(Parser *p, Token t);
uint32_t build_hash(Parser *p, Token word);
unsigned text_kind(Tok keyword);

// Tables and stack of the generated parser, with what is asked of them (engine.h, in grammar.c).
typedef struct Engine Engine;
Engine *engine_new(Arena *a);
void engine_run(Engine *e, Parser *p, Lexer *lx);  // all tokens, until one is refused (p->failed, p->bad)
void engine_run_to(Engine *e, Parser *p, Lexer *lx);
unsigned engine_expected(const Engine *e, Arena *a, uint8_t *tokens, bool exact); // which tokens it would take
