// The portable twin looks at eight bytes in a word; and the choice among the twins.
#include "runtime/read/csv_index.h"
#include "runtime/read/csv_bits.h"

#define ONES  0x0101010101010101u
#define HIGHS 0x8080808080808080u

static uint64_t word(const char *p) {
  uint64_t w = 0; // by shifts, so that the first byte is the lowest everywhere
  for (unsigned i = 0; i < 8; i++) w |= (uint64_t)(unsigned char)p[i] << 8 * i;
  return w;
}

// The high bit of each byte that is zero, exactly.
static uint64_t zeros(uint64_t x) {
  return ~(((x & ~HIGHS) + ~HIGHS) | x) & HIGHS;
}

static uint64_t byte_bits(uint64_t highs) { // eight high bits to eight low bits
  return (highs >> 7) * 0x0102040810204080u >> 56;
}

size_t csv_index_portable(const char *p, uint32_t from, uint32_t to, char separator, uint32_t *at,
                          char *sign) {
  size_t n = 0;
  uint64_t sep = ONES * (unsigned char)separator, lf = ONES * '\n', cr = ONES * '\r', quote = ONES * '"';
  for (uint32_t i = from; i < to; i += 64) {
    uint64_t bits = 0;
    for (unsigned k = 0; k < 8; k++) {
      uint64_t w = word(p + i + (size_t)8 * k);
      uint64_t hit = zeros(w ^ sep) | zeros(w ^ lf) | zeros(w ^ cr) | zeros(w ^ quote);
      bits |= byte_bits(hit) << 8 * k;
    }
    n += csv_bits(p, csv_bits_within(bits, i, to), i, at + n, sign + n);
  }
  return n;
}

CsvIndexer *csv_indexer(Simd want) {
  Simd can = simd_able(want);
  return can == SIMD_AVX512 ? csv_index_avx512 : can == SIMD_AVX2 ? csv_index_avx2 : csv_index_portable;
}

void csv_index(Arena *a, CsvIndexer *indexer, const char *p, uint32_t n, char separator, CsvIndex *x) {
  if ((size_t)n + CSV_PAD > x->room) {
    if (x->room) arena_release(a, x->at - 1, (x->room + 1) * sizeof *x->at);
    if (x->room) arena_release(a, x->sign, x->room);
    x->room = (size_t)n + n / 4 + CSV_PAD;
    x->at = (uint32_t *)arena_raw(a, (x->room + 1) * sizeof *x->at, alignof(uint32_t)) + 1;
    x->at[-1] = UINT32_MAX;
    x->sign = arena_raw(a, x->room, 1);
  }
  x->n = indexer(p, 0, n, separator, x->at, x->sign);
}
