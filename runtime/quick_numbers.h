// The numbers that a column of a batch begins its cells with, all at once. Twins of one function, chosen when
// the program runs; each gives the same.
#pragma once
#include "runtime/read/csv_rows.h"

enum { NOT_QUICK = UINT8_MAX };

typedef struct QuickNumbers {
  int64_t value[CSV_BATCH];    // without its point
  uint8_t decimals[CSV_BATCH]; // NOT_QUICK: not for the short way
  uint32_t behind[CSV_BATCH];  // bytes of the cell behind its number
} QuickNumbers;

// [-]digits[.digits], the minus aside in less than 16 bytes, or in 16 that end the cell. `p`: of the text.
typedef void NumberReader(const char *p, CsvCells cells, uint32_t n, QuickNumbers *out);

NumberReader quick_numbers_portable, quick_numbers_avx2, quick_numbers_avx512;
void quick_number(const char *p, CsvCell c, uint32_t i, QuickNumbers *out); // one of them, into place i
// The twin asked for, or the best below it that this machine has.
NumberReader *number_reader(Simd want);
