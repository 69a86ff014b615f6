// Sixty-four bytes at a time; the machine itself packs the offsets together.
#include "runtime/read/csv_bits.h"
#include "runtime/read/csv_index.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,popcnt"))) size_t
csv_index_avx512(const char *p, uint32_t from, uint32_t to, char separator, uint32_t *at, char *sign) {
  size_t n = 0;
  char counted[64];
  for (int i = 0; i < 64; i++) counted[i] = (char)i;
  __m512i places = _mm512_loadu_si512(counted);
  __m512i sep = _mm512_set1_epi8(separator), lf = _mm512_set1_epi8('\n'), cr = _mm512_set1_epi8('\r'),
          quote = _mm512_set1_epi8('"');
  for (uint32_t i = from; i < to; i += 64) {
    __m512i x = _mm512_loadu_si512(p + i);
    uint64_t bits = _mm512_cmpeq_epi8_mask(x, sep) | _mm512_cmpeq_epi8_mask(x, lf) |
                    _mm512_cmpeq_epi8_mask(x, cr) | _mm512_cmpeq_epi8_mask(x, quote);
    bits = csv_bits_within(bits, i, to);
    __m512i packed = _mm512_maskz_compress_epi8(bits, places), base = _mm512_set1_epi32((int)i);
    uint32_t *end = at + n;
    int more = __builtin_popcountll(bits);
    _mm512_storeu_si512(end, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed))));
    _mm512_storeu_si512(sign + n, _mm512_maskz_compress_epi8(bits, x));
    if (more > 16) {
      _mm512_storeu_si512(end + 16,
                          _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, 1))));
      _mm512_storeu_si512(end + 32,
                          _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, 2))));
      _mm512_storeu_si512(end + 48,
                          _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, 3))));
    }
    n += (size_t)more;
  }
  return n;
}
#else
size_t csv_index_avx512(const char *p, uint32_t from, uint32_t to, char separator, uint32_t *at, char *sign) {
  return csv_index_portable(p, from, to, separator, at, sign);
}
#endif
