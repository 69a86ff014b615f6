// Recovery, shared by its two halves: repair.c finds the smallest mending of the tokens, mistakes.c words it.
// Private to grammar/.
#pragma once
#include "grammar/state.h"

typedef struct Item { // a token and where it stands
  Token t;
  uint32_t line;   // from 0
  uint16_t indent; // columns before the first token of its line
  bool first;      // of its line
} Item;

typedef enum EditKind {
  EDIT_INSERT,  // a token is missing before `at`
  EDIT_DROP,    // one too many
  EDIT_REPLACE, // another was meant
  EDIT_SPELL,   // a keyword misspelt
  EDIT_SPLIT,   // a blank is missing inside a word
  EDIT_QUOTE,   // several tokens are one name that needs quotes
  EDIT_SPAN,    // 1-12月 as a target
  EDIT_CLOSE,   // the block of opener `about` ends before `at`
  EDIT_OPEN,    // a { is missing before `at`
  EDIT_SKIP,    // no idea: a statement is left out
  EDIT_FINISH,  // the text breaks off
} EditKind;

#define PUT_MAX 4

typedef struct Edit { // tokens [at, at + cut) become put[0..puts), more[0..more_n), then `closers` times }
  EditKind kind;
  uint32_t at, cut;
  Token put[PUT_MAX];
  uint8_t puts, closers;
  uint32_t more_n;
  const Token *more;
  uint32_t about;   // CLOSE: the opener; SPELL: number of the spelling
  int cost, inside; // inside: lines near it that would then begin within a statement
  uint64_t reach;   // how far the parse gets then
} Edit;

typedef struct Recovery {
  Parser *p;
  Arena *a;
  const UnitNames *units;
  Item *items;
  uint32_t n, cap;     // the last is END
  uint64_t *quiet;     // bit set by line: nothing more is said about it
  uint64_t *open;      // the same: it has an open quote
  uint32_t lines;
} Recovery;

static inline bool is_quiet(const Recovery *r, uint32_t line) { return r->quiet[line / 64] >> line % 64 & 1; }
static inline void set_quiet(Recovery *r, uint32_t line) { r->quiet[line / 64] |= (uint64_t)1 << line % 64; }
static inline bool is_open(const Recovery *r, uint32_t line) { return r->open[line / 64] >> line % 64 & 1; }
static inline Str item_text(const Recovery *r, uint32_t i) {
  const Token *t = &r->items[i].t;
  return (Str){r->p->text + t->start, t->end - t->start};
}

// Says what was mended. `before`: the parser in front of items[e->at]; `refused`: in front of items[k];
// `also`: which tokens would have done as well as an inserted one.
void mistake_report(Recovery *r, const Edit *e, uint32_t k, const Sim *before, const Sim *refused, const uint8_t *also,
                    unsigned also_n);
Text expected_text(Arena *a, const uint8_t *tokens, unsigned n); // “…、… 或 …”, a few at most
// What the tokens alone show: open quotes, unknown characters, words that touch a date, commas in parentheses.
// Their lines are quiet from then on.
void mistakes_in_tokens(Recovery *r);
