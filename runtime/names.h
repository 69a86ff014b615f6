// Rows to inputs by the very bytes of their cells. What the plan's own spelling matches is entered
// beforehand; other spellings are learnt from match.h, whose answer this only remembers.
#pragma once
#include "runtime/match.h"

// ---- the plan's spellings -----------------------------------------------------------------------

typedef struct NameEntry {
  uint32_t tag;  // lower half of the key's hash; 0: free
  uint32_t slot; // of the input's state
  uint32_t owner,
      name; // places in `text`: lengths (a byte each) of department, project; these; and length, name
} NameEntry;

typedef struct Names {
  const NameEntry *entries;
  uint32_t cap;
  const char *text; // readable 16 bytes beyond each name
} Names;

// `departments`: rows tell theirs. Only what match_row would answer, whatever the row's 二级指标 says.
Names *names_new(Arena *a, const Matcher *m, const uint32_t *slot_of, bool departments);

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
// Of n bytes; 16 behind p + n must be readable.
static inline uint64_t names_hash(const char *p, size_t n) {
  uint64_t h = n * 0x165667B19E3779F9u;
  for (; n > 16; p += 16, n -= 16) h = names_mix(h ^ names_word(p), names_word(p + 8));
  uint64_t x = names_low(names_word(p), n), y = n > 8 ? names_low(names_word(p + 8), n - 8) : 0;
  return names_mix(h ^ x, y);
}
// Both readable 8 bytes beyond n.
static inline bool names_same(const char *a, const char *b, size_t n) {
  for (; n > 8; a += 8, b += 8, n -= 8)
    if (names_word(a) != names_word(b)) return false;
  return names_low(names_word(a) ^ names_word(b), n) == 0;
}
static inline uint32_t names_place(uint64_t hash, uint32_t cap) {
  return (uint32_t)((hash >> 32) * cap >> 32);
}
static inline uint32_t names_tag(uint64_t hash) {
  return (uint32_t)hash ? (uint32_t)hash : 1;
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
