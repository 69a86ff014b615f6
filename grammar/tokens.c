// The table of tokens as data: names, spellings, help.
#include "grammar/lexer.h"

const TokenInfo token_table[TOKENS] = {
#define TOKEN(id, class, zh, en, help_zh, help_en) {#id, zh, en, help_zh, help_en, CLASS_##class},
#define ALSO(id, spelling)
#include "grammar/keywords.def"
#undef TOKEN
#undef ALSO
};

static const struct {
  uint8_t kind;
  const char *also;
} other_spellings[] = {
#define TOKEN(id, class, zh, en, help_zh, help_en)
#define ALSO(id, spelling) {TOK_##id, spelling},
#include "grammar/keywords.def"
#undef TOKEN
#undef ALSO
};

bool token_is_keyword(Tok kind) {
  TokenClass c = token_table[kind].class;
  return c >= CLASS_STATEMENT && c <= CLASS_CHECK;
}

bool token_is_word(Tok kind) {
  return kind == TOK_TO || token_is_keyword(kind);
}

const char *token_spelling(uint32_t i, Tok *kind) {
  for (Tok k = 0; k < TOKENS; k++) {
    if (!token_is_word(k)) continue;
    *kind = k;
    if (i == 0) return token_table[k].zh;
    if (i == 1) return token_table[k].en;
    i -= 2;
  }
  if (i >= sizeof other_spellings / sizeof *other_spellings) return NULL;
  *kind = other_spellings[i].kind;
  return other_spellings[i].also;
}
