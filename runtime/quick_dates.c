// The portable twin reads a date in two words, without a branch; and the choice among the twins.
#include "runtime/quick_dates.h"
#include "runtime/quick_cells.h"

void quick_dates_of(int year, QuickDates *out) {
  for (int i = 3, left = year; i >= 0; i--, left /= 10) out->text[i] = (char)('0' + left % 10);
  out->text[4] = '-';
  for (size_t i = 0; i < sizeof out->day / sizeof *out->day; i++) out->day[i] = DATE_NONE;
  for (uint32_t m = 1; m <= 12; m++)
    for (uint32_t d = 1; d <= 31; d++) {
      Date *to = &out->day[quick_day(m / 10, m % 10, d / 10, d % 10)];
      if (!date_make(year, (int)m, (int)d, to)) *to = DATE_NONE;
    }
}

void quick_dates_portable(const QuickDates *d, const char *p, CsvCells cells, uint32_t n, bool alike,
                          Date *out) {
  (void)alike;
  uint64_t year = text_word(d->text) << 24; // what is behind its five bytes goes
  for (uint32_t i = 0; i < n; i++) {
    CsvCell c = csv_cell(cells, i);
    uint64_t x = text_word(p + c.at + 2) >> 24 ^ 0x30302D3030u; // 06-30
    uint64_t other = (text_word(p + c.at) << 24 ^ year) | (x & ~(uint64_t)0x0F03000F01u) | (c.n ^ 10);
    Date day = d->day[x * 0x40040001001u >> 32 & 2047]; // each digit to its bits (quick_day)
    out[i] = other ? DATE_NONE : day;
  }
}

DateReader *date_reader(Simd want) {
  return simd_able(want) == SIMD_PORTABLE ? quick_dates_portable : quick_dates_avx2;
}
