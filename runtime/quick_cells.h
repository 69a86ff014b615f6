// Cells as rows mostly have them, read a word at a time where they stand. What is said "not for the short
// way" may still be good: cell.h reads it then.
#pragma once
#include "runtime/names.h"

enum { SHORT = 16 };

typedef struct Short { // a cell of at most 16 bytes, zeros behind them
  uint64_t low, high;
} Short;

static inline Short short_cell(const char *p, size_t n) { // its first 16 bytes; n up to 31, readable 16
#define KEPT 255, 255, 255, 255, 255, 255, 255, 255
  static const unsigned char low[40] = {KEPT, KEPT, KEPT, KEPT}, high[40] = {KEPT, KEPT, KEPT};
#undef KEPT
  uint64_t first = names_word((const char *)low + 32 - n), second = names_word((const char *)high + 32 - n);
  return (Short){names_word(p) & first, names_word(p + 8) & second};
}

static inline bool same_short(Short a, Short b) {
  return a.low == b.low && a.high == b.high;
}

static inline uint64_t short_hash(Short s, uint64_t with) { // its highest bits
  uint64_t x = s.low ^ (s.high << 29 | s.high >> 35) ^ with * 0xD6E8FEB86659FD93u;
  return x * 0x9E3779B97F4A7C15u;
}

static inline bool is_blank(char c) { // as str_trim sees it
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// clang-format off
static const int64_t tens_table[19] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
    1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
    1000000000000000000};
// clang-format on

// The bytes of a text as a word, the first one lowest.
static inline uint64_t text_word(const char *p) {
  uint64_t w = names_word(p);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  w = __builtin_bswap64(w);
#endif
  return w;
}
