// A CSV as a workbook of Excel's kind, by libxlsxwriter: what bench formats reads.
//
//   workbook OUT.xlsx shared|inline|titled SHEETS <IN.csv
//
// The third column as days of the 1900 system, the fourth as numbers, where they are such; all else as text.
// `shared` keeps texts once, in a part of their own; `inline` writes each into its cell, `titled` below a
// title in merged cells. A million rows are dealt out to the sheets in order. No cell of these tables is
// quoted. (Numbers of a workbook are binary.)
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { DATE = 2, VALUE = 3, LINE = 512, ROWS = 1000000, SHEETS_MAX = 64 };

static void die(const char *what) {
  fprintf(stderr, "workbook: %s\n", what);
  exit(1);
}

// Days since 1899-12-30 of 2021-MM-DD; 0: no such day.
static int32_t day(const char *text) {
  static const uint8_t length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (strlen(text) != 10 || strncmp(text, "2021-", 5) != 0 || text[7] != '-') return 0;
  long m = strtol(text + 5, NULL, 10), d = strtol(text + 8, NULL, 10);
  if (m < 1 || m > 12 || d < 1 || d > length[m - 1]) return 0;
  int32_t serial = 44196;
  for (int k = 1; k < m; k++) serial += length[k - 1];
  return serial + (int32_t)d;
}

static void put(lxw_worksheet *sheet, uint32_t row, uint16_t column, const char *text, lxw_format *date) {
  char *end;
  double number = strtod(text, &end);
  int32_t serial = column == DATE ? day(text) : 0;
  if (!*text) return;
  if (serial)
    worksheet_write_number(sheet, row, column, serial, date);
  else if (column == VALUE && !*end)
    worksheet_write_number(sheet, row, column, number, NULL);
  else
    worksheet_write_string(sheet, row, column, text, NULL);
}

static void put_line(lxw_worksheet *sheet, uint32_t row, const char *line, lxw_format *date) {
  char own[LINE];
  memcpy(own, line, LINE);
  own[strcspn(own, "\n")] = 0;
  char *at = own;
  for (uint16_t c = 0; at; c++) {
    char *comma = strchr(at, ',');
    if (comma) *comma = 0;
    put(sheet, row, c, at, date);
    at = comma ? comma + 1 : NULL;
  }
}

int main(int argc, char **argv) {
  if (argc != 4) die("OUT shared|inline SHEETS");
  uint32_t sheets = (uint32_t)strtoul(argv[3], NULL, 10);
  if (!sheets || sheets > SHEETS_MAX) die("so many sheets");
  bool titled = !strcmp(argv[2], "titled");
  lxw_workbook_options options = {.constant_memory = strcmp(argv[2], "shared") != 0};
  lxw_workbook *book = workbook_new_opt(argv[1], &options);
  lxw_format *date = workbook_add_format(book);
  format_set_num_format(date, "yyyy-mm-dd");
  char head[LINE], line[LINE];
  if (!fgets(head, LINE, stdin)) die("nothing to read");
  lxw_worksheet *sheet = NULL;
  uint32_t row = 0, each = (ROWS + sheets - 1) / sheets;
  for (uint32_t n = 0; fgets(line, LINE, stdin); n++) {
    if (n % each == 0) {
      sheet = workbook_add_worksheet(book, NULL);
      if (titled) worksheet_merge_range(sheet, 0, 0, 0, VALUE, "2021 年度台账", NULL);
      put_line(sheet, row = titled, head, date);
    }
    put_line(sheet, ++row, line, date);
  }
  if (workbook_close(book) != LXW_NO_ERROR) die("cannot write");
  return 0;
}
