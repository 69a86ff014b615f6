// Recovery, shared by its parts. Private to grammar/.
//
//   slips.c      what tokens show by themselves: open quotes, unknown signs, foreign comments
//   repair.c     where the parser refuses a token: the smallest edit after which it gets far
//   proposals.c  the edits that look inside words
//   writing.c    the edits of values and operators written another way
//   mistakes.c   what is said of an edit
#pragma once
#include "base/array.h"
#include "grammar/state.h"

typedef struct Item { // a token and where it stands
  Token t;
  uint32_t line;   // from 0
  uint16_t indent; // columns before the first token of its line
  bool first;      // of its line
} Item;

typedef enum EditKind {
  EDIT_INSERT,  // a token is missing before `at`
  EDIT_DROP,    // one too many, or a few
  EDIT_REPLACE, // another was meant
  EDIT_SPELL,   // a keyword misspelt
  EDIT_WRITE,   // it is written another way: => 大于等于 2024.12.31 约120处
  EDIT_SPLIT,   // a blank is missing inside a word
  EDIT_JOIN,    // a blank too many inside a word
  EDIT_QUOTE,   // several tokens are one name that needs quotes
  EDIT_TEXT,    // the same for a text
  EDIT_SPAN,    // 1-12月 as a target
  EDIT_CLOSE,   // the block of opener `about` ends before `at`
  EDIT_OPEN,    // a { is missing before `at`
  EDIT_MOVE,    // a statement that belongs elsewhere
  EDIT_ORDER,   // attributes before the target
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
  uint32_t about;   // CLOSE: the opener; SPELL: number of the spelling; WRITE: bytes of what was written
  Str right;        // WRITE: how it is written
  DiagId note;      // WRITE: or 0
  int cost, inside; // inside: lines near it that would then begin within a statement
  bool behind;      // it puts in what the line before `at` lacks at its end
  uint64_t reach;   // how far the parse gets then
} Edit;

typedef struct Recovery {
  Parser *p;
  Arena *a;
  const UnitNames *units;
  Item *items;
  uint32_t n, cap; // the last is END
  uint64_t *quiet; // bit set by line: nothing more is said about it
  uint64_t *open;  // the same: it has an open quote
  uint32_t lines;
  uint64_t moved; // items moved by slips so far
} Recovery;

static inline bool is_quiet(const Recovery *r, uint32_t line) {
  return r->quiet[line / 64] >> line % 64 & 1;
}
static inline void set_quiet(Recovery *r, uint32_t line) {
  r->quiet[line / 64] |= (uint64_t)1 << line % 64;
}
static inline bool is_open(const Recovery *r, uint32_t line) {
  return r->open[line / 64] >> line % 64 & 1;
}
static inline Tok kind_of(const Recovery *r, uint32_t i) {
  return (Tok)r->items[i].t.kind;
}
static inline bool touches(const Recovery *r, uint32_t i) { // the token before it
  return i && r->items[i - 1].t.end == r->items[i].t.start;
}
static inline bool same_line(const Recovery *r, uint32_t i, uint32_t j) {
  return j < r->n && kind_of(r, j) != TOK_END && r->items[i].line == r->items[j].line;
}
static inline Str items_text(const Recovery *r, uint32_t i, uint32_t j) { // of items [i, j)
  uint32_t start = r->items[i].t.start;
  return (Str){r->p->text + start, r->items[j - 1].t.end - start};
}
static inline Str item_text(const Recovery *r, uint32_t i) {
  return items_text(r, i, i + 1);
}
static inline bool is_text_keyword(Tok k) {
  return k == TOK_MIDGOAL || (k >= TOK_CODE && k <= TOK_CHARGE);
}

// ---- the search (repair.c)
#define RING 64 // states kept behind the current token

typedef struct Search {
  Recovery *r;
  Sim *ring[RING], *now, *trial,
      *start;     // states behind the current token, before it, in a trial, and one to spare
  uint32_t i;     // items before i are taken by `now`
  uint64_t work;  // tokens tried so far
  uint32_t k;     // the refused item
  int inside;     // lines that begin inside a statement, in the trial under way
  uint32_t begun; // but not the line of this item
  ARRAY(Edit) edits;
} Search;

const Sim *search_before(Search *s, uint32_t i); // the parser before item i
Edit *search_propose(Search *s, EditKind kind, uint32_t at, uint32_t cut, int cost);
static inline void edit_put(Edit *e, Token t) {
  e->put[e->puts++] = t;
}
static inline Token made(const Recovery *r, uint32_t at, Tok kind) { // no text: a placeholder
  uint32_t where = r->items[at].t.start;
  return (Token){.start = where, .end = where, .kind = (uint8_t)kind};
}

#define WORD_LONG 200 // bytes: beyond that no word is looked into
#define NAME_LONG 40  // the same in tokens, where several are taken for one
static inline bool has_digit(char c) {
  return c >= '0' && c <= '9';
}

// Edits at item `at`; `far` is its distance from the refused one. Inside words (proposals.c), and values and
// operators written another way (writing.c).
void propose_words(Search *s, uint32_t at, int far);
void propose_writing(Search *s, uint32_t at, int far);
// Behind what e puts already, the text from byte `from` of item e->at, until both readings meet; false: they
// do not.
bool edit_read_anew(const Search *s, Edit *e, uint32_t from);

// ---- words
// Says what was mended. `before`: the parser in front of items[e->at]; `refused`: in front of items[k];
// `also`: which tokens would have done as well as an inserted one.
void mistake_report(Recovery *r, const Edit *e, uint32_t k, const Sim *before, const Sim *refused,
                    const uint8_t *also, unsigned also_n);
// At most one message a line: NULL where it has had one.
Diag *mistake_say(Recovery *r, DiagId id, uint32_t item, uint32_t start, uint32_t end, const Text *args,
                  size_t argc);
void mistake_fix(const Recovery *r, Diag *d, DiagId title, Text shown, bool safe, uint32_t start,
                 uint32_t end, Str text);
void mistake_text(Recovery *r, uint32_t at, uint32_t cut);       // text that needs quotes
Text expected_text(Arena *a, const uint8_t *tokens, unsigned n); // “…、… 或 …”, a few at most

// What the tokens alone show: open quotes, unknown signs, words that touch a date, commas in parentheses. It
// is mended in place, and its lines are quiet from then on.
void slips_in_tokens(Recovery *r);
