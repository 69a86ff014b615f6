// The lexer says what needs quotes.
#include "grammar/literal.h"

Tok token_alone(Arena *a, Str text) {
  char *copy = arena_raw(a, text.n + 16, 1); // the lexer reads to NULs
  if (text.n) memcpy(copy, text.p, text.n);
  memset(copy + text.n, 0, 16);
  Lexer lx = {copy, 0, (uint32_t)text.n, NULL, false};
  Token t;
  lex_next(&lx, &t);
  return !t.start && t.end == text.n && text.n ? (Tok)t.kind : TOK_END;
}

Str text_literal(Arena *a, Str text) {
  Out o = out_memory(a);
  out_c(&o, '"');
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (c == '"' || c == '\\') out_c(&o, '\\');
    out_c(&o, c == '\n' || c == '\r' ? ' ' : c);
  }
  out_c(&o, '"');
  return out_text(&o);
}

Str name_literal(Arena *a, Str name) {
  return token_alone(a, name) == TOK_IDENT ? name : text_literal(a, name);
}
