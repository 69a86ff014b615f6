// Words of results, in both languages (words.def): one table for every report and for explain.
#pragma once
#include "runtime/result.h"

typedef enum WordId {
  W_NONE,
#define W(id, zh, en) W_##id,
#include "runtime/words.def"
#undef W
  WORD_IDS
} WordId;

Str word(Lang lang, WordId id); // as it stands, holes and all
// What a table names: for machines, for people.
typedef struct Term {
  const char *key, *zh, *en;
} Term;
static inline Str term_in(Term t, Lang lang) {
  return str_z(lang == LANG_EN ? t.en : t.zh);
}

// With {0} {1} … filled in; the text lives in `a`.
Str word_with(Arena *a, Lang lang, WordId id, const Str *args, size_t argc);
#define WITH(...) (const Str[]){__VA_ARGS__}, sizeof((const Str[]){__VA_ARGS__}) / sizeof(Str)

static inline WordId word_of_verdict(uint8_t verdict) {
  return (WordId)(W_MET + verdict);
}
