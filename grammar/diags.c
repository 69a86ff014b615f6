// The table of messages, built from diag.def.
#include "grammar/diags.h"
#include "grammar/lexer.h"

const DiagSpec diag_table[DIAG_IDS] = {
    {0},
#define D(id, code, severity, zh, en) {code, severity, zh, en},
#define T(id, zh, en)                 {"", SEV_TEXT, zh, en},
#include "grammar/diag.def"
#undef D
#undef T
};

uint16_t diag_place_of(unsigned keyword) {
  if (keyword == TOK_PROJECT) return T_PLACE_PROJECT;
  return keyword == TOK_IDENT || (keyword >= TOK_SECTION && keyword <= TOK_EXECRATE) ? T_PLACE_BODY
                                                                                     : T_PLACE_FILE;
}
