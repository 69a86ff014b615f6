// Thirty-two bytes at a time.
#include "runtime/read/csv_bits.h"
#include "runtime/read/csv_index.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"))) static inline uint32_t signs(__m256i x, __m256i sep, __m256i lf, __m256i cr,
                                                             __m256i quote) {
  __m256i a = _mm256_or_si256(_mm256_cmpeq_epi8(x, sep), _mm256_cmpeq_epi8(x, lf));
  __m256i b = _mm256_or_si256(_mm256_cmpeq_epi8(x, cr), _mm256_cmpeq_epi8(x, quote));
  return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(a, b));
}

__attribute__((target("avx2,bmi,popcnt"))) size_t csv_index_avx2(const char *p, uint32_t from, uint32_t to,
                                                                 char separator, uint32_t *at, char *sign) {
  size_t n = 0;
  __m256i sep = _mm256_set1_epi8(separator), lf = _mm256_set1_epi8('\n'), cr = _mm256_set1_epi8('\r'),
          quote = _mm256_set1_epi8('"');
  for (uint32_t i = from; i < to; i += 64) {
    __m256i low = _mm256_loadu_si256((const void *)(p + i));
    __m256i high = _mm256_loadu_si256((const void *)(p + i + 32));
    uint64_t bits = signs(low, sep, lf, cr, quote) | (uint64_t)signs(high, sep, lf, cr, quote) << 32;
    n += csv_bits(p, csv_bits_within(bits, i, to), i, at + n, sign + n);
  }
  return n;
}
#else
size_t csv_index_avx2(const char *p, uint32_t from, uint32_t to, char separator, uint32_t *at, char *sign) {
  return csv_index_portable(p, from, to, separator, at, sign);
}
#endif
