// The portable twin reads a word before the point and one behind it; and the choice among the twins.
#include "runtime/quick_numbers.h"
#include "runtime/quick_cells.h"

// How many digits a word begins with: of bytes ^ '0' the first above 9.
static inline uint32_t digits_in(uint64_t x) {
  uint64_t other = ((x + 0x7676767676767676u) | x) & 0x8080808080808080u;
  return other ? (uint32_t)__builtin_ctzll(other) / 8 : 8;
}

// The number of the first n of these (1 to 7 digits; 0 of none).
static inline uint64_t digits_value(uint64_t x, uint32_t n) {
  x = x << 1 << (63 - 8 * n); // the last digit becomes the highest byte
  x = (x * 10 + (x >> 8)) & 0x00FF00FF00FF00FFu;
  x = (x * 100 + (x >> 16)) & 0x0000FFFF0000FFFFu;
  return (x * 10000 + (x >> 32)) & 0xFFFFFFFFu;
}

static uint32_t read_run(const char *p, uint32_t n, uint64_t *value) {
  uint32_t i = 0;
  for (; i < n && (unsigned char)(p[i] - '0') < 10; i++) *value = *value * 10 + (uint64_t)(p[i] - '0');
  return i;
}

static inline void read_number(const char *p, CsvCell c, uint32_t i, QuickNumbers *out) {
  const char *at = p + c.at;
  bool minus = c.n && *at == '-';
  at += minus, c.n -= minus;
  uint64_t x = text_word(at) ^ 0x3030303030303030u, v = 0;
  uint32_t whole = c.n ? digits_in(x) : 0; // what ends a cell is neither a digit nor a point
  bool point = whole < c.n && at[whole] == '.';
  uint64_t y = text_word(at + whole + point) ^ 0x3030303030303030u;
  uint32_t part = point ? digits_in(y) : 0;
  if (__builtin_expect(whole == 8 || part == 8, 0)) {
    uint32_t most = c.n < 16 ? c.n : 16;
    whole = read_run(at, most, &v);
    point = whole < most && at[whole] == '.';
    part = point ? read_run(at + whole + 1, most - whole - 1, &v) : 0;
  } else {
    v = digits_value(x, whole) * (uint64_t)tens_table[part] + digits_value(y, part);
  }
  uint32_t end = whole + point + part;
  bool quick = whole + part && (end < 16 || end == c.n);
  out->value[i] = minus ? -(int64_t)v : (int64_t)v;
  out->decimals[i] = quick ? (uint8_t)part : NOT_QUICK;
  out->behind[i] = c.n - end;
}

void quick_number(const char *p, CsvCell c, uint32_t i, QuickNumbers *out) {
  read_number(p, c, i, out);
}

void quick_numbers_portable(const char *p, CsvCells cells, uint32_t n, QuickNumbers *out) {
  for (uint32_t i = 0; i < n; i++) read_number(p, csv_cell(cells, i), i, out);
}

NumberReader *number_reader(Simd want) {
  Simd can = simd_able(want);
  return can == SIMD_AVX512 ? quick_numbers_avx512
         : can == SIMD_AVX2 ? quick_numbers_avx2
                            : quick_numbers_portable;
}
