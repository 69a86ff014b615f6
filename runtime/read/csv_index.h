// Where the signs of a CSV text stand: separators, line ends, quotes. Twins of one function, chosen when the
// program runs; each gives the same places.
#pragma once
#include "base/arena.h"
#include "runtime/simd.h"

enum { CSV_PAD = 64 }; // readable bytes behind a text that is indexed, of any content

// Writes the offsets in [from, to) of separator, \n, \r and " to `at`, in order, which of them each is to
// `sign`, and returns how many. `p` has CSV_PAD readable bytes behind `to`, `at` and `sign` room for to -
// from + CSV_PAD; what is behind the last one given may be overwritten.
typedef size_t CsvIndexer(const char *p, uint32_t from, uint32_t to, char separator, uint32_t *at,
                          char *sign);

CsvIndexer csv_index_portable, csv_index_avx2, csv_index_avx512;
// The twin asked for, or the best below it that this machine has.
CsvIndexer *csv_indexer(Simd want);

typedef struct CsvIndex {
  uint32_t *at; // at[-1] is UINT32_MAX: the byte before the text
  char *sign;
  size_t n, room;
} CsvIndex;

// All of a text; `x` is zero at first, and kept for the next.
void csv_index(Arena *a, CsvIndexer *indexer, const char *p, uint32_t n, char separator, CsvIndex *x);
