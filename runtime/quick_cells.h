// Cells as rows mostly have them, read a word at a time where they stand. What is said "not for the short
// way" may still be good: cell.h reads it then.
#pragma once
#include "runtime/names.h"

enum { SHORT = 16 };

typedef struct Short { // a cell of at most 16 bytes, zeros behind them
  uint64_t low, high;
} Short;

static inline Short short_cell(const char *p, size_t n) { // n up to 16, readable 16
  return (Short){names_low(names_word(p), n), n > 8 ? names_low(names_word(p + 8), n - 8) : 0};
}

static inline bool same_short(const Short *a, const Short *b) {
  return a->low == b->low && a->high == b->high;
}

static inline uint64_t short_hash(const Short *s, uint64_t with) {
  return names_mix(s->low ^ with, s->high);
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

// How many digits a word begins with: of bytes ^ '0' the first above 9.
static inline unsigned digits_in(uint64_t x) {
  uint64_t other = ((x + 0x7676767676767676u) | x) & 0x8080808080808080u;
  return other ? (unsigned)__builtin_ctzll(other) / 8 : 8;
}

// The number of the first n of these (1 to 7 digits; 0 of none).
static inline uint64_t digits_value(uint64_t x, unsigned n) {
  x = x << 1 << (63 - 8 * n); // the last digit becomes the highest byte
  x = (x * 10 + (x >> 8)) & 0x00FF00FF00FF00FFu;
  x = (x * 100 + (x >> 16)) & 0x0000FFFF0000FFFFu;
  return (x * 10000 + (x >> 32)) & 0xFFFFFFFFu;
}

// Digits before or behind a point that are too many for a word.
static bool read_long(const char *p, size_t n, uint64_t *value, uint8_t *decimals, size_t *end) {
  size_t i = 0;
  uint64_t v = 0;
  for (; i < n && (unsigned char)(p[i] - '0') < 10; i++) v = v * 10 + (uint64_t)(p[i] - '0');
  size_t whole = i, part = 0;
  if (i < n && p[i] == '.') {
    size_t point = ++i;
    for (; i < n && (unsigned char)(p[i] - '0') < 10; i++) v = v * 10 + (uint64_t)(p[i] - '0');
    part = i - point;
  }
  *value = v;
  *decimals = (uint8_t)part;
  *end = i;
  return whole + part <= 18;
}

// [-]digits[.digits], at most 18 of them; what stands behind begins at *end. False: not for the short way. 17
// bytes behind n must be readable.
static inline bool read_digits(const char *p, size_t n, int64_t *value, uint8_t *decimals, size_t *end) {
  size_t minus = n && p[0] == '-';
  p += minus, n -= minus;
  uint64_t x = text_word(p) ^ 0x3030303030303030u, v;
  unsigned whole = digits_in(x);
  bool point = p[whole] == '.';
  uint64_t y = text_word(p + whole + point) ^ 0x3030303030303030u;
  unsigned part = point ? digits_in(y) : 0;
  size_t all = whole + point + part;
  bool fits = true;
  if (__builtin_expect(whole == 8 || part == 8, 0)) {
    fits = read_long(p, n, &v, decimals, &all);
  } else {
    v = digits_value(x, whole) * (uint64_t)tens_table[part] + digits_value(y, part);
    *decimals = (uint8_t)part;
  }
  *value = minus ? -(int64_t)v : (int64_t)v;
  *end = minus + all;
  // What is behind the cell may look like digits only where the cell is cut: a separator never does.
  return fits && whole + *decimals > 0 && all <= n && (all == n || p[all] != ',');
}
