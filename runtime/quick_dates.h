// The dates of a column of a batch, all at once, where they are written as mostly: 2021-06-30 of one year.
// Twins of one function, chosen when the program runs; each gives the same.
#pragma once
#include "base/date.h"
#include "runtime/read/csv_rows.h"

typedef struct QuickDates { // of a year
  char text[8];             // 2021-
  Date day[1 << 11];        // its days, DATE_NONE where there is none; quick_day
} QuickDates;

void quick_dates_of(int year, QuickDates *out);
// Where the day stands in a year, of the digits in 06-30: four bits each, one and two of the tens.
static inline uint32_t quick_day(uint32_t m1, uint32_t m2, uint32_t d1, uint32_t d2) {
  return m1 << 10 | m2 << 6 | d1 << 4 | d2;
}

// DATE_NONE: something else stands in the cell. `alike`: all cells end with the same sign, which none of them
// holds.
typedef void DateReader(const QuickDates *d, const char *p, CsvCells cells, uint32_t n, bool alike,
                        Date *out);

DateReader quick_dates_portable, quick_dates_avx2;
// The twin asked for, or the best below it that this machine has.
DateReader *date_reader(Simd want);
