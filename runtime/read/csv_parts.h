// A file of text from which several threads take parts at once, each without knowing of the others: it
// guesses that no quoted cell reaches over the place where its part begins, and takes whole records from
// there. Where the parts fit together, and only there, all guesses were right.
#pragma once
#include "runtime/read/csv_feed.h"

typedef struct CsvParts {
  DataInput *in;
  uint64_t from, size; // of the records' text
  size_t chunk;
  char separator;
  uint32_t n;
  uint64_t *first, *end; // by part: where its records begin and end; equal: none begins in it
} CsvParts;

// After csv_open. False: the bytes come in order only, or are too few.
bool csv_parts(Arena *a, const CsvFeed *f, CsvParts *out);
// The k-th part's records; c->n == 0: there are none. Any thread, `a` its own. False: it cannot be read
// (*why, or a record is too long).
bool csv_part(CsvParts *p, Arena *a, uint32_t k, CsvChunk *c, Str *why);
bool csv_parts_fit(const CsvParts *p); // after all were taken
