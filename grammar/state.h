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
  Token bad;       // what was refused
  bool deep;       // "too deep" has been said
  const char *raw; // the text before bytes that are not UTF-8 were replaced; NULL: none were
  bool cut;        // they are its last
  bool *quiet;     // by mended token: its line has had its message
  uint32_t i;      // the mended token being taken
} Parser;

void tree_begin(Arena *a, Tree *t, const Source *source, uint32_t file, size_t bytes);
void tree_end(Parser *p); // an empty FILE where there is no root
void parser_grow(Parser *p);
void parser_stop(Parser *p, Token at);
void parser_too_deep(Parser *p, uint32_t offset); // once
Diag *parser_report(Parser *p, DiagId id, uint32_t start, uint32_t end, const Text *args, size_t argc);

// The rarer leaves (leaves.c).
Ref build_name(Parser *p, Token t);
Ref build_quoted(Parser *p, Token t);
Ref build_hole(Parser *p, Token t);
Ref build_date(Parser *p, Token t);
Ref build_year(Parser *p, Token t);
Ref build_cut(Parser *p, Ref deep); // an ERROR in the place of what is nested too deeply
void build_commas(Parser *p, uint32_t start, uint32_t end); // stops a parse at 1,500 in parentheses
bool token_has_commas(const char *text, Token t);
unsigned text_kind(Tok keyword);

// Tables and stack of the generated parser, with what is asked of them (engine.h, in parser.c).
typedef struct Engine Engine;
Engine *engine_new(Arena *a, const ParserTables *tables);
void engine_run(Engine *e, Parser *p, Lexer *lx); // all tokens, until one is refused (p->failed, p->bad)
void engine_take(Engine *e, Parser *p, Token t);
void engine_run_on(Engine *e, Parser *p, Lexer *lx); // without the END
// Whether it stands between the statements of the department whose keyword is at `header` (depth 1), or
// between the items of a file (depth 0).
bool engine_is_between(const Engine *e, unsigned depth, uint32_t header);

// The parser's stack alone: tokens can be tried on it, and nothing is built. Entry 0 is the start.
#define SIM_DEPTH (PARSE_DEPTH - 16)
typedef struct Sim {
  uint32_t n;
  uint16_t state[SIM_DEPTH];
} Sim;
void sim_start(Sim *s);
void sim_copy(Sim *to, const Sim *from);
bool sim_take(Sim *s, Tok token); // false: refused, and s is spoilt
// Would it be taken? Exact: as itself, not as a name.
bool sim_accepts(const Sim *s, Tok token, bool exact);
unsigned sim_expected(const Sim *s, uint8_t *tokens); // every token that fits, exactly

// The tokens of a broken text, mended and reported on (recover.c). Diags may be NULL.
typedef struct Mended {
  Token *tokens; // the last is END
  uint32_t n;
} Mended;
Mended recover(Parser *p, const UnitNames *units, Stretch at);
// The same for what stands before a cursor: its end is no mistake, and nothing is put there.
Mended recover_prefix(Parser *p, const UnitNames *units, Stretch at);
