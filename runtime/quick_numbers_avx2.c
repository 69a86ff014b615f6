// Sixteen bytes at once: where the number ends is a question to a mask, and one shuffle sets its digits to
// the right and leaves its point out. No step hangs on what stands there.
#include "runtime/quick_numbers.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"))) static inline int64_t value_of(__m128i digits) { // the last one behind
  __m128i two = _mm_maddubs_epi16(digits, _mm_set1_epi16(1 << 8 | 10));
  __m128i four = _mm_madd_epi16(two, _mm_set1_epi32(1 << 16 | 100));
  __m128i eight = _mm_madd_epi16(_mm_packus_epi32(four, four), _mm_set1_epi32(1 << 16 | 10000));
  uint64_t x = (uint64_t)_mm_cvtsi128_si64(eight);
  return (int64_t)((x & UINT32_MAX) * 100000000 + (x >> 32));
}

// Byte k of a number whose digits end at `end` comes from byte k - 16 + end …
static const signed char slide[32] = {-16, -15, -14, -13, -12, -11, -10, -9, -8, -7, -6, -5, -4, -3, -2, -1,
                                      0,   1,   2,   3,   4,   5,   6,   7,  8,  9,  10, 11, 12, 13, 14, 15};
// … and from one before, where that is below this: by how many digits stand before the point, where there is
// one.
static const signed char below[2][16] = {
    {-128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128},
    {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};

__attribute__((target("avx2,bmi"))) void quick_numbers_avx2(const char *p, CsvCells cells, uint32_t n,
                                                            QuickNumbers *out) {
  const __m128i zero = _mm_set1_epi8('0'), nine = _mm_set1_epi8(9);
  for (uint32_t i = 0; i < n; i++) {
    CsvCell c = csv_cell(cells, i);
    const char *at = p + c.at;
    __m128i digits = _mm_sub_epi8(_mm_loadu_si128((const void *)at), zero);
    uint32_t other = ~(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(digits, nine), digits));
    other |= 1u << (c.n & 31);
    if (__builtin_expect(c.n > 15 || other & 1, 0)) {
      quick_number(p, c, i, out);
      continue;
    }
    uint32_t whole = (uint32_t)__builtin_ctz(other), point = at[whole] == '.';
    uint32_t end = (uint32_t)__builtin_ctz(other & (other - point)); // the next one
    __m128i from = _mm_loadu_si128((const void *)(slide + end));
    from = _mm_add_epi8(from, _mm_cmpgt_epi8(_mm_set1_epi8(below[point][whole]), from));
    out->value[i] = value_of(_mm_shuffle_epi8(digits, from));
    out->decimals[i] = (uint8_t)((end - whole - 1) & -point);
    out->behind[i] = c.n - end;
  }
}
#else
void quick_numbers_avx2(const char *p, CsvCells cells, uint32_t n, QuickNumbers *out) {
  quick_numbers_portable(p, cells, n, out);
}
#endif
