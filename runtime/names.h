// Rows to inputs by the very bytes of their cells. What the plan's own spelling matches is entered
// beforehand; other spellings are learnt from match.h, whose answer this only remembers.
#pragma once
#include "runtime/match.h"

// ---- the plan's spellings -----------------------------------------------------------------------

// Projects are found by a table, and so are names; what a name is in a project, by the project's shape:
// projects with the same names in the same order, read alike, have one shape. Where all projects are alike,
// only the table of projects is large.
typedef struct NameBucket { // of a project, or a name
  uint32_t tag;             // lower half of its hash; 0: free
  uint32_t at;              // where it stands in `text`
} NameBucket;

typedef struct NameOwner { // a project in `text`; behind it the department's name and its own
  uint32_t base[2];        // the first slot of its 数据, of its indicators' own rows
  uint32_t shape;
  uint8_t department, project; // lengths
} NameOwner;

typedef struct NamePair { // what a name is in projects of one shape
  uint64_t key;           // shape << 32 | place of the name; NAME_PAIR_FREE
  uint32_t rank;          // among its kind
  uint16_t class_no;
  uint8_t kind; // place in NameOwner.base
} NamePair;
#define NAME_PAIR_FREE UINT64_MAX

typedef struct Names {
  const NameBucket *owners, *names;
  uint32_t owner_cap, name_cap, pair_cap;
  const NamePair *pairs;
  const char *text; // readable 16 bytes beyond each name; a name has its length before it, in a byte
} Names;

// `departments`: rows tell theirs. Only what match_row would answer, whatever the row's 二级指标 says.
Names *names_new(Arena *a, const Matcher *m, const uint32_t *slot_of, const uint16_t *class_of,
                 bool departments);

static inline uint64_t names_word(const char *p) {
  uint64_t w;
  memcpy(&w, p, 8);
  return w;
}
static inline uint64_t names_low(uint64_t w,
                                 size_t n) { // its first n bytes (n up to 8) as a number of their own
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return n >= 8 ? w : w & (((uint64_t)1 << 8 * n) - 1);
#else
  return n >= 8 ? w : n ? w >> (64 - 8 * n) : 0;
#endif
}
__extension__ typedef unsigned __int128 NamesWide;
static inline uint64_t names_mix(uint64_t x, uint64_t y) {
  NamesWide m = (NamesWide)(x ^ 0x9E3779B97F4A7C15u) * (y ^ 0xC2B2AE3D27D4EB4Fu);
  return (uint64_t)m ^ (uint64_t)(m >> 64);
}
// Of n bytes; 8 behind p + n must be readable. The last words of a text may overlap.
static inline uint64_t names_hash(const char *p, size_t n) {
  uint64_t h = n * 0x165667B19E3779F9u;
  if (n < 8) return names_mix(h ^ names_low(names_word(p), n), h);
  const char *end = p + n;
  for (; end - p > 16; p += 16) h = names_mix(h ^ names_word(p), names_word(p + 8));
  if (end - p < 8) return names_mix(h ^ names_word(end - 8), h);
  return names_mix(h ^ names_word(p), names_word(end - 8));
}
// Both readable 8 bytes beyond n.
static inline bool names_same(const char *a, const char *b, size_t n) {
  if (n < 8) return names_low(names_word(a) ^ names_word(b), n) == 0;
  uint64_t other = names_word(a + n - 8) ^ names_word(b + n - 8);
  for (size_t i = 0; i + 8 < n; i += 8) other |= names_word(a + i) ^ names_word(b + i);
  return other == 0;
}
static inline uint32_t names_place(uint64_t hash, uint32_t cap) {
  return (uint32_t)((hash >> 32) * cap >> 32);
}
static inline uint32_t names_tag(uint64_t hash) {
  return (uint32_t)hash ? (uint32_t)hash : 1;
}

static inline const NamePair *names_pair(const Names *n, uint32_t shape,
                                         uint32_t name) { // NULL: there is none
  uint64_t key = (uint64_t)shape << 32 | name;
  uint32_t i = names_place(names_mix(key, 0), n->pair_cap);
  while (n->pairs[i].key != key) {
    if (n->pairs[i].key == NAME_PAIR_FREE) return NULL;
    i = i + 1 == n->pair_cap ? 0 : i + 1;
  }
  return &n->pairs[i];
}

// ---- learnt spellings ---------------------------------------------------------------------------

enum { NAMES_CELLS = COL_NAME + 1 }; // 部门, 项目, 二级指标, name

typedef struct Learnt { // one thread's
  struct LearntEntry *entries;
  uint32_t n, cap, limit;
} Learnt;

// At most `limit` spellings are kept.
static inline Learnt learnt_new(uint32_t limit) {
  return (Learnt){.limit = limit};
}
uint32_t learnt_slot(const Learnt *l, const Str cells[NAMES_CELLS]); // NONE: not known
void learnt_put(Arena *a, Learnt *l, const Str cells[NAMES_CELLS], uint32_t slot);
