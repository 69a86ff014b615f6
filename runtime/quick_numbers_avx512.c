// Eight cells at once, as quick_numbers_avx2.c reads one: sixteen bytes of each of four in a vector, and what
// is known of each of the eight (where its number ends …) in another.
#include "runtime/quick_numbers.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq")))

static TARGET inline __m128i text(const char *p, uint32_t before) {
  return _mm_loadu_si128((const void *)(p + (uint32_t)(before + 1)));
}

static TARGET inline __m512i digits_of(const char *p, const uint32_t *from,
                                       size_t stride) { // every second cell
  __m512i x = _mm512_castsi128_si512(text(p, from[0]));
  x = _mm512_inserti32x4(x, text(p, from[2 * stride]), 1);
  x = _mm512_inserti32x4(x, text(p, from[4 * stride]), 2);
  x = _mm512_inserti32x4(x, text(p, from[6 * stride]), 3);
  return _mm512_sub_epi8(x, _mm512_set1_epi8('0'));
}

// The sixteen bits of each cell, of those of the even ones and the odd ones.
static TARGET inline __m512i by_cell(__mmask64 even, __mmask64 odd) {
  __m512i x = _mm512_mask_set1_epi64(_mm512_set1_epi64((long long)even), 0xAA, (long long)odd);
  x = _mm512_srlv_epi64(x, _mm512_setr_epi64(0, 0, 16, 16, 32, 32, 48, 48));
  return _mm512_and_si512(x, _mm512_set1_epi64(0xFFFF));
}

static TARGET inline __m512i lowest(__m512i bits) {
  return _mm512_and_si512(bits, _mm512_sub_epi64(_mm512_setzero_si512(), bits));
}

static TARGET inline __m512i place(__m512i bit) {
  return _mm512_popcnt_epi64(_mm512_sub_epi64(bit, _mm512_set1_epi64(1)));
}

// Digits set to the right, in fours; `end` and `below` (quick_numbers_avx2.c) in byte `at` of each half.
static TARGET inline __m512i fours(__m512i digits, __m512i end, __m512i below, int at) {
  __m512i spread = _mm512_set1_epi8((char)at);
  __m512i from = _mm512_broadcast_i32x4(
      _mm_setr_epi8(-16, -15, -14, -13, -12, -11, -10, -9, -8, -7, -6, -5, -4, -3, -2, -1));
  from = _mm512_add_epi8(from, _mm512_shuffle_epi8(end, spread));
  __mmask64 before = _mm512_cmpgt_epi8_mask(_mm512_shuffle_epi8(below, spread), from);
  from = _mm512_mask_sub_epi8(from, before, from, _mm512_set1_epi8(1));
  __m512i two = _mm512_maddubs_epi16(_mm512_shuffle_epi8(digits, from), _mm512_set1_epi16(1 << 8 | 10));
  return _mm512_madd_epi16(two, _mm512_set1_epi32(1 << 16 | 100));
}

TARGET void quick_numbers_avx512(const char *p, CsvCells cells, uint32_t n, QuickNumbers *out) {
  const __m512i nine = _mm512_set1_epi8(9), point = _mm512_set1_epi8('.' - '0'), one = _mm512_set1_epi64(1);
  __m256i steps =
      _mm256_mullo_epi32(_mm256_set1_epi32((int)cells.stride), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  uint32_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const uint32_t *from = cells.from + i * cells.stride, *to = cells.to + i * cells.stride;
    __m256i size = _mm256_sub_epi32(_mm256_i32gather_epi32((const void *)to, steps, 4),
                                    _mm256_i32gather_epi32((const void *)from, steps, 4));
    __m512i size8 = _mm512_cvtepu32_epi64(_mm256_sub_epi32(size, _mm256_set1_epi32(1)));
    __m512i even = digits_of(p, from, cells.stride), odd = digits_of(p, from + cells.stride, cells.stride);
    __m512i other = by_cell(_mm512_cmpgt_epu8_mask(even, nine), _mm512_cmpgt_epu8_mask(odd, nine));
    __m512i points = by_cell(_mm512_cmpeq_epi8_mask(even, point), _mm512_cmpeq_epi8_mask(odd, point));
    other = _mm512_or_si512(other, _mm512_sllv_epi64(one, size8));
    __m512i first = lowest(other), second = lowest(_mm512_andnot_si512(first, other));
    __mmask8 pointed = _mm512_test_epi64_mask(first, points);
    __m512i whole = place(first), end = place(_mm512_mask_mov_epi64(first, pointed, second));
    __m512i below = _mm512_mask_add_epi64(_mm512_set1_epi64(0x80), pointed, whole, one);
    __m512i eights =
        _mm512_madd_epi16(_mm512_packus_epi32(fours(even, end, below, 0), fours(odd, end, below, 8)),
                          _mm512_set1_epi32(1 << 16 | 10000));
    __m512i value = _mm512_add_epi64(_mm512_mul_epu32(eights, _mm512_set1_epi64(100000000)),
                                     _mm512_srli_epi64(eights, 32));
    __m512i decimals = _mm512_maskz_sub_epi64(pointed, _mm512_sub_epi64(end, whole), one);
    _mm512_storeu_si512(out->value + i, value);
    _mm_storel_epi64((void *)(out->decimals + i), _mm512_cvtepi64_epi8(decimals));
    _mm256_storeu_si256((void *)(out->behind + i), _mm512_cvtepi64_epi32(_mm512_sub_epi64(size8, end)));
    uint32_t unusual =
        _mm512_test_epi64_mask(other, one) | _mm512_cmpgt_epu64_mask(size8, _mm512_set1_epi64(15));
    for (; __builtin_expect(unusual, 0); unusual &= unusual - 1) {
      uint32_t k = i + (uint32_t)__builtin_ctz(unusual);
      quick_number(p, csv_cell(cells, k), k, out);
    }
  }
  for (; i < n; i++) quick_number(p, csv_cell(cells, i), i, out);
}
#else
void quick_numbers_avx512(const char *p, CsvCells cells, uint32_t n, QuickNumbers *out) {
  quick_numbers_portable(p, cells, n, out);
}
#endif
