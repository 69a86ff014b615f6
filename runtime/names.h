// Rows to inputs by the very bytes of their cells. What the plan's own spelling matches is entered
// beforehand; other spellings are learnt from match.h, whose answer this only remembers.
#pragma once
#include "runtime/match.h"

// ---- the plan's spellings -----------------------------------------------------------------------

// Projects are found by a table; what a name is in a project, by the project's shape (slots.h) in another.
// Where all projects are alike, only the table of projects is large.
typedef struct NameOwner { // a project in `owned`: in one line of the cache, where it fits
  uint32_t base;           // its first slot
  uint32_t shape;
  uint8_t department, project; // lengths
  char text[];                 // one behind the other
} NameOwner;

typedef struct NamePair { // what a name is in projects of one shape
  uint64_t key;           // names_key; 0: free
  uint32_t at;            // of the name in `text`
  uint32_t rank;          // its slot, from the project's first
  uint16_t class_no;
  uint8_t n; // length
} NamePair;

typedef struct Names {
  const uint32_t
      *owners; // by hash: where a project stands in `owned`, in fours, below upper bits of its hash; 0: free
  const NamePair *pairs;
  uint32_t owner_cap, pair_cap;
  uint32_t place_mask;      // of the lower bits of `owners`
  const char *owned, *text; // readable 16 bytes beyond
} Names;

struct Actuals;
// `departments`: rows tell theirs. Only what match_row would answer, whatever the row's 二级指标 says.
Names *names_new(struct Actuals *x, bool departments, unsigned workers);

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
static inline uint64_t names_turn(uint64_t x, unsigned by) {
  return x << by | x >> (64 - by);
}
// Of n bytes; of less than 8, so many must be readable. The last words of a text may overlap.
static inline uint64_t names_hash(const char *p, size_t n) {
  uint64_t h = n * 0x165667B19E3779F9u;
  const char *end = p + n;
  if (__builtin_expect(n > 16, 1)) {
    for (; __builtin_expect(end - p > 32, 0); p += 16) h = names_mix(h ^ names_word(p), names_word(p + 8));
    return names_mix((h ^ names_word(p)) + names_turn(names_word(end - 16), 23),
                     names_word(p + 8) + names_turn(names_word(end - 8), 41));
  }
  if (n >= 8) return names_mix(h ^ names_word(p), names_word(end - 8));
  return names_mix(h ^ names_low(names_word(p), n), h);
}
typedef uint64_t NamesWords __attribute__((vector_size(16)));
static inline NamesWords names_words(const char *p) {
  NamesWords w;
  memcpy(&w, p, 16);
  return w;
}
// Of less than 8 bytes, so many of both must be readable.
static inline bool names_same(const char *a, const char *b, size_t n) {
  if (__builtin_expect(n > 16, 1)) {
    NamesWords other =
        (names_words(a) ^ names_words(b)) | (names_words(a + n - 16) ^ names_words(b + n - 16));
    for (size_t i = 16; __builtin_expect(i + 16 < n, 0); i += 16)
      other |= names_words(a + i) ^ names_words(b + i);
    return (other[0] | other[1]) == 0;
  }
  if (n >= 8) return ((names_word(a) ^ names_word(b)) | (names_word(a + n - 8) ^ names_word(b + n - 8))) == 0;
  return names_low(names_word(a) ^ names_word(b), n) == 0;
}
static inline uint32_t names_place(uint64_t hash, uint32_t cap) {
  return (uint32_t)((hash >> 32) * cap >> 32);
}
static inline const NameOwner *names_owner(const Names *n, uint32_t entry) {
  return (const void *)(n->owned + (size_t)4 * (entry & n->place_mask));
}
static inline uint64_t names_key(uint64_t hash, uint32_t shape) { // of a name's hash
  uint64_t key = hash + shape * 0x9E3779B97F4A7C15u;
  return key ? key : 1;
}
static inline uint32_t names_next(uint32_t i, uint32_t cap) {
  return i + 1 == cap ? 0 : i + 1;
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
