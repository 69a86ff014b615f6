// Eight dates at once, sixteen bytes of each. The byte behind a date tells that it ends there.
#include "runtime/quick_dates.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))

// Two cells, the second four behind the first; what is not as in `usual` remains.
static TARGET inline __m256i two(const char *p, const uint32_t *from, size_t stride, __m256i usual) {
  __m128i low = _mm_loadu_si128((const void *)(p + (uint32_t)(from[0] + 1)));
  __m128i high = _mm_loadu_si128((const void *)(p + (uint32_t)(from[4 * stride] + 1)));
  return _mm256_xor_si256(_mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1), usual);
}

TARGET void quick_dates_avx2(const QuickDates *d, const char *p, CsvCells cells, uint32_t n, bool alike,
                             Date *out) {
  char usual[16] = "0000-00-00", other[16] = "\xFF\xFF\xFF\xFF\xFF\xFE\xF0\xFF\xFC\xF0\xFF";
  memcpy(usual, d->text, 5);
  if (n) usual[10] = p[cells.to[0]];
  __m256i as = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)usual));
  __m256i no =
      _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)other)); // bits that no date has there
  // Digits of month and day to the first, second … four bytes of each half.
  __m256i take = _mm256_broadcastsi128_si256(_mm_setr_epi8(5, 6, 8, 9, 5, 6, 8, 9, 5, 6, 8, 9, 5, 6, 8, 9));
  __m256i tens = _mm256_set1_epi16(1 << 8 | 16), months = _mm256_set1_epi32(1 << 16 | 64);
  uint32_t i = 0;
  for (; alike && i + 8 <= n; i += 8) {
    const uint32_t *from = cells.from + i * cells.stride;
    __m256i a = two(p, from, cells.stride, as), b = two(p, from + cells.stride, cells.stride, as);
    __m256i c = two(p, from + 2 * cells.stride, cells.stride, as);
    __m256i e = two(p, from + 3 * cells.stride, cells.stride, as);
    __m256i any = _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, e));
    if (__builtin_expect(!_mm256_testz_si256(any, no), 0)) {
      CsvCells these = {from, cells.to + i * cells.stride, cells.stride};
      quick_dates_portable(d, p, these, 8, alike, out + i);
      continue;
    }
    __m256i ab = _mm256_blend_epi32(_mm256_shuffle_epi8(a, take), _mm256_shuffle_epi8(b, take), 0x22);
    __m256i ce = _mm256_blend_epi32(_mm256_shuffle_epi8(c, take), _mm256_shuffle_epi8(e, take), 0x88);
    __m256i digits = _mm256_blend_epi32(ab, ce, 0xCC);
    __m256i day = _mm256_madd_epi16(_mm256_maddubs_epi16(digits, tens), months); // quick_day
    _mm256_storeu_si256((void *)(out + i), _mm256_i32gather_epi32(d->day, day, 4));
  }
  CsvCells rest = {cells.from + i * cells.stride, cells.to + i * cells.stride, cells.stride};
  quick_dates_portable(d, p, rest, n - i, alike, out + i);
}
#else
void quick_dates_avx2(const QuickDates *d, const char *p, CsvCells cells, uint32_t n, bool alike, Date *out) {
  quick_dates_portable(d, p, cells, n, alike, out);
}
#endif
