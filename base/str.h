// Byte strings that know their length, growing output buffers, and interned strings.
// A Str never owns its bytes; who made it says how long they live.
#pragma once
#include "base/arena.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
  const char *p;
  size_t n;
} Str;

#define S(lit)     ((Str){"" lit, sizeof(lit) - 1})
#define STR_FMT    "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p

Str str_z(const char *z); // a NUL-terminated C string
static inline bool str_eq(Str a, Str b) {
  // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): NULL are no bytes only
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
int str_cmp(Str a, Str b); // bytewise, as memcmp then length
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
bool str_ends_like(Str s, Str suffix); // in capitals, too: .CSV for .csv
size_t str_find(Str s, Str part);      // where it begins first; s.n: nowhere, or it is empty
static inline bool str_has(Str s, Str part) {
  return str_find(s, part) < s.n;
}
bool str_cut(Str *s, Str prefix);     // takes the prefix away; false: it is not there
bool str_cut_end(Str *s, Str suffix); // the same at the end; false also where nothing would be left
Str str_trim(Str s);                  // ASCII blanks at both ends
Str str_slice(Str s, size_t from, size_t to);
Str str_dup(Arena *a, Str s);
const char *str_to_z(Arena *a, Str s);
Str str_fmt(Arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
Str str_cat(Arena *a, Str x, Str y);
uint32_t str_hash(Str s); // never 0
// Damerau-Levenshtein distance (neighbours swapped count once) in code points, cut at `limit` (returns
// limit + 1 beyond it). Unequal texts longer than STR_DISTANCE_MAX code points are always beyond it.
#define STR_DISTANCE_MAX 128
unsigned str_distance(Str a, Str b, unsigned limit);
// The nearest of n words to what was typed, or {0} where none is near.
Str str_nearest(Str typed, const Str *words, size_t n);

// A growing buffer. With `flush` it is a stream: full buffers are handed on and `failed` is set
// when flush says no; what comes later is swallowed. Without, it keeps all in the arena.
typedef struct Out {
  char *p;
  size_t n, cap;
  Arena *arena;
  bool (*flush)(void *ctx, const char *p, size_t n);
  void *ctx;
  bool failed;
} Out;

Out out_memory(Arena *a);
Out out_stream(Arena *a, bool (*flush)(void *, const char *, size_t), void *ctx);
void out_more(Out *o, size_t n); // room for n more bytes
bool out_flush(Out *o);          // false when anything failed
void out_big(Out *o, Str s);     // what does not fit
static inline void out_str(Out *o, Str s) {
  if (s.n > o->cap - o->n) {
    out_big(o, s);
    return;
  }
  if (s.n) memcpy(o->p + o->n, s.p, s.n);
  o->n += s.n;
}
static inline void out_c(Out *o, char c) {
  if (o->n == o->cap) out_more(o, 1);
  o->p[o->n++] = c;
}
void out_z(Out *o, const char *z);
void out_pad(Out *o, char c, size_t n);
bool csv_quotes(Str field);       // whether CSV wants it in quotes
void out_csv(Out *o, Str field);  // in quotes where it does
void out_u64(Out *o, uint64_t v); // decimal.c
extern const char str_pairs[201]; // 00 01 … 99
void out_fmt(Out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static inline Str out_text(const Out *o) {
  return (Str){o->p, o->n};
}
