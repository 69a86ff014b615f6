// Tables of actual values, made up of what is usual and of what is hostile: the short way says what the long
// way says, for any number of threads, any size of stretches, any instructions, any split into files.
#include "base/json.h"
#include "runtime/quick_dates.h"
#include "runtime/quick_numbers.h"
#include "tests/fuzz/rows_twice.h"
#include <ctype.h>
#include <stdio.h>
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

static uint64_t seed;

static uint32_t below(uint32_t n) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((seed >> 33) % n);
}

static const char *one(const char *const *words, uint32_t n) {
  return words[below(n)];
}
#define ONE(...)                                                                                             \
  one((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static bool whole; // every record has the cells that its header has

static void cell(Out *o, const char *text) {
  uint32_t how = below(40);
  bool quote = how == 0 || strpbrk(text, ",\"\n\r");
  if (how == 1 && !(whole && quote)) out_c(o, ' ');
  if (quote) out_c(o, '"');
  for (; *text; text++) {
    if (*text == '"') out_c(o, '"');
    out_c(o, *text);
  }
  if (quote) out_c(o, '"');
  if (how == 2) out_c(o, '\t');
}

static void number(char *to, size_t room) {
  switch (below(14)) {
  case 0: snprintf(to, room, "%u,%03u", 1 + below(999), below(1000)); break;
  case 1: snprintf(to, room, "-%u", below(1000)); break;
  case 2:
    snprintf(to, room, "%u%s", below(1000),
             ONE("千米", "米", "%", "亩", "小时", "万元", "余", " 户", "元以上"));
    break;
  case 3: snprintf(to, room, "%u.%010u", below(100), below(1000000000)); break;
  case 4: snprintf(to, room, "%u%09u%09u", below(1000), below(1000000000), below(1000000000)); break;
  case 5:
    snprintf(to, room, "%s",
             ONE("", "无", "若干", "0", "0.95", "1", ".5", "5.", "+7", "是", "达成", "2021-06-30", "1e3",
                 "１２", "1", "1.0", "000000000000000000000012", "0.000000000000000000001"));
    break;
  default: snprintf(to, room, "%u.%u", below(5000), below(100));
  }
}

static void date(char *to, size_t room) {
  switch (below(14)) {
  case 0: snprintf(to, room, "2020-%02u-%02u", 1 + below(12), 1 + below(31)); break;
  case 1: snprintf(to, room, "2021年%u月", 1 + below(13)); break;
  case 2:
    snprintf(to, room, "%s",
             ONE("", "2021/6/30", "20210630", "2021-6-3", "2022-01-01", "2019-12-31", "上周", "2021-02-29",
                 "6月底"));
    break;
  default: snprintf(to, room, "2021-%02u-%02u", 1 + below(12), 1 + below(28));
  }
}

static void record(Out *o) {
  char text[64];
  if (!whole && below(60) == 0) { // anything
    out_z(o, ONE("\"", "a\"b,\"c\"d,", ",,,,,,,,,", "\r\r\n\n", " , ,\t,", "\"x\n\"\"y\",\"z\r\"",
                 "\xEF\xBB\xBF"));
    return;
  }
  static const char *const usual[][4] = {
      {"甲局", "道路", "里程", "米"},   {"甲局", "道路", "面积", "平方米"}, {"甲局", "道路", "时长", "分钟"},
      {"甲局", "道路", "负荷", "瓦"},   {"甲局", "道路", "最低", "%"},      {"甲局", "道路", "次数", "次"},
      {"甲局", "道路", "支出", "万元"}, {"甲局", "道路", "合格率", "‰"},    {"甲局", "桥梁", "里程", "千米"},
      {"甲局", "桥梁", "面积", "公顷"}, {"乙局", "道路", "里程", "千米"},   {"甲局", "桥梁", "其他", "个"},
      {"甲局", "桥梁", "支出", "元"},   {"甲局", "", "户数", "户"},
  };
  const char *const *row = usual[below(sizeof usual / sizeof *usual)];
  cell(o, below(20) ? row[0] : ONE("甲局", "乙局", "", "丙局"));
  out_c(o, ',');
  cell(o, below(20) ? row[1] : ONE("道路", "桥梁", "", "道 路", "“道路”", "路"));
  out_c(o, ',');
  cell(o, below(20) ? row[2]
                    : ONE("里程", "面积", "户数", "验收", "完成", "单价", "反响", "总分", "里\n程", "Ａ"));
  out_c(o, ',');
  date(text, sizeof text);
  cell(o, text);
  out_c(o, ',');
  number(text, sizeof text);
  cell(o, text);
  out_c(o, ',');
  cell(o, below(3) ? row[3] : ONE("", "", "", "千米", "亩", "%", "小时", "元", "某", "万", "％"));
  if (whole || below(8) == 0) {
    out_c(o, ',');
    cell(o, below(8) ? "" : ONE("", "雨天", "未\"开工\""));
  }
  out_z(o, ONE("\n", "\n", "\n", "\r\n", "\r", "\n\n"));
}

static Str table(Arena *a) {
  Out o = out_memory(a);
  if (below(4) == 0) out_z(&o, "\xEF\xBB\xBF"); // what is no UTF-8 is not seen at the beginning then
  out_z(&o, ONE("部门,项目,指标,日期,数值,单位,原因\n", "部门,项目,指标,日期,数值（千米）,单位\n",
                "主管部门,项目名称,指标名称,期间,实际完成值,计量单位,别的\r\n"));
  for (uint32_t n = below(120); n; n--) record(&o);
  uint32_t no_text = below(10); // no UTF-8 anywhere; at the end, with a cell that does not end
  if (no_text == 0) o.p[below((uint32_t)o.n)] = (char)(0x80 + below(128));
  if (no_text == 1)
    out_z(&o, ONE("甲局,\xFF", "\"\xFF", "甲局,\"道路,\xFF\n", "\"\xB5\xC0\xC2\xB7", "\xB5\xC0,\"\n\xFF\n",
                  "\""));
  Str all = out_text(&o);
  return below(6) ? all : str_slice(all, 0, all.n - below(20)); // not written to its end
}

static void show(const char *what, Str s) {
  fprintf(stderr, "---- %s\n%.*s\n", what, (int)s.n, s.p);
}

static void both_ways_agree(void **state) {
  static RowsProgram program, mapped; // the second's tables are in a form of their own
  (void)state;
  rows_begin(&program, "");
  rows_begin(&mapped,
             "实际 \"*.csv\" { 表头 1 行 2..60 部门 = 列 1 项目 = 列 2 指标 = 列 3 日期 = 列 4 取值 = 列 5 "
             "单位 = 列 6 }\n");
  for (uint32_t round = 0; round < 400; round++) {
    seed = round * 7919 + 17;
    Arena a;
    arena_init(&a, fuzz_oom, NULL);
    DataSource files[3];
    uint32_t n = 1 + below(3);
    for (uint32_t i = 0; i < n; i++)
      files[i] = (DataSource){.name = str_fmt(&a, "%u.csv", i), .bytes = table(&a)};
    Str slow = rows_told(&a, &program, files, n, (RunOptions){.threads = 1, .one_by_one = true});
    Str all = rows_told(&a, &mapped, files, n, (RunOptions){0});
    static const unsigned threads[] = {1, 2, 7};
    static const size_t chunks[] = {1, 40, 500, 0};
    for (int k = 0; k < 4; k++) {
      RunOptions opt = {.threads = threads[below(3)], .chunk = chunks[k], .simd = (uint8_t)below(4)};
      Str fast = rows_told(&a, &program, files, n, opt), cut = rows_told(&a, &mapped, files, n, opt);
      if (str_eq(slow, fast) && str_eq(all, cut)) continue;
      for (uint32_t i = 0; i < n; i++) show("table", files[i].bytes);
      show("long", str_eq(slow, fast) ? all : slow);
      show("short", str_eq(slow, fast) ? cut : fast);
      fail_msg("round %u, %u threads, chunk %zu, simd %d", round, opt.threads, opt.chunk, opt.simd);
    }
    arena_free(&a);
  }
  rows_end(&program);
  rows_end(&mapped);
}

// The same records as JSON Lines, each on the line where it stands in the text.
static Str json_lines(Arena *a, Str text) {
  Out o = out_memory(a);
  CsvText c = {.arena = a, .text = text, .line = 1, .separator = ','};
  csv_record(&c);
  Str *key = c.cells.p;
  uint32_t n = c.cells.n;
  for (uint32_t line = 1;;) {
    for (; line < c.line; line++) out_c(&o, '\n');
    c.cells.p = NULL, c.cells.n = c.cells.cap = 0;
    if (!csv_record(&c)) return out_text(&o);
    if (c.cells.n == 1) continue; // a blank line
    assert_int_equal(c.cells.n, n);
    for (uint32_t i = 0; i < n; i++) {
      out_c(&o, i ? ',' : '{');
      json_escape(&o, key[i]);
      out_c(&o, ':');
      json_escape(&o, c.cells.p[i]);
    }
    out_c(&o, '}');
  }
}

// Rows that stream by, and rows that are kept: for explain, for an audit, one by one for an 实际, as JSON.
static void kept_rows_agree(void **state) {
  static RowsProgram program, mapped;
  (void)state;
  rows_begin(&program, "");
  rows_begin(&mapped,
             "实际 \"台账*\" { 部门 = 列 部门 项目 = 列 项目 指标 = 列 指标 日期 = 列 日期 取值 = 列 数值 "
             "单位 = 列 单位 原因 = 列 原因 }\n");
  uint32_t inputs[100], input_n = program.program->plan->inputs.n;
  assert_in_range(input_n, 1, 100);
  for (uint32_t i = 0; i < input_n; i++) inputs[i] = i;
  for (uint32_t round = 0; round < 400; round++) {
    seed = round * 31337 + 7;
    whole = round % 2;
    Arena a;
    arena_init(&a, fuzz_oom, NULL);
    DataSource text[2], json[2];
    for (uint32_t i = 0; i < 2; i++) {
      Out o = out_memory(&a);
      out_z(&o, "部门,项目,指标,日期,数值,单位,原因\n");
      for (uint32_t n = 1 + below(200); n; n--) record(&o);
      Str lines = whole ? json_lines(&a, out_text(&o)) : (Str){0};
      while (o.n < lines.n) out_c(&o, '\n'); // results tell how many bytes were read
      text[i] = (DataSource){.name = str_fmt(&a, "台账%u", i), .bytes = out_text(&o)};
      json[i] = (DataSource){.name = text[i].name, .bytes = lines};
    }
    Str streamed = rows_told(&a, &program, text, 2, (RunOptions){.threads = 2, .chunk = 300});
    static const char *const ways[] = {"traced", "declared", "mapped", "json"};
    Str kept[] = {
        rows_told(&a, &program, text, 2, (RunOptions){.trace = inputs, .trace_n = input_n}),
        rows_told(&a, &program, text, 2, (RunOptions){.declared = true}),
        rows_told(&a, &mapped, text, 2, (RunOptions){.chunk = 1 + below(500)}),
        whole ? rows_told(&a, &program, json, 2, (RunOptions){0}) : streamed,
    };
    for (int k = 0; k < 4; k++) {
      if (str_eq(streamed, kept[k])) continue;
      for (uint32_t i = 0; i < 2; i++) show("table", text[i].bytes);
      show("streamed", streamed);
      show(ways[k], kept[k]);
      fail_msg("round %u, %s", round, ways[k]);
    }
    arena_free(&a);
  }
  whole = false;
  rows_end(&program);
  rows_end(&mapped);
}

static void records_are_cut_alike(void **state) {
  (void)state;
  for (uint32_t round = 0; round < 3000; round++) {
    seed = round * 104729 + 5;
    Arena a;
    arena_init(&a, fuzz_oom, NULL);
    Out o = out_memory(&a);
    for (uint32_t n = below(2 + round / 15); n; n--)
      out_z(&o, ONE("a", "bb", ",", ",", "\"", "\"\"", "\n", "\r", "\r\n", " ", "\",\"", "\n\"", "汉"));
    rows_cut_alike(&a, out_text(&o), 1 + below(70), (Simd)below(4));
    arena_free(&a);
  }
}

static void twins_find_the_same_signs(void **state) {
  (void)state;
  static CsvIndexer *const twins[] = {csv_index_portable, csv_index_avx2, csv_index_avx512};
  static char text[700 + CSV_PAD];
  static uint32_t at[3][700 + CSV_PAD];
  static char sign[3][700 + CSV_PAD];
  bool able[] = {true, csv_indexer(SIMD_AVX2) == csv_index_avx2,
                 csv_indexer(SIMD_AVX512) == csv_index_avx512};
  for (uint32_t round = 0; round < 20000; round++) {
    seed = round + 99;
    uint32_t to = below(700), from = to ? below(to < 64 ? to : 64) : 0, few = below(4), n = 0;
    for (uint32_t i = 0; i < sizeof text; i++)
      text[i] = few && below(few * 4) ? (char)below(256) : ",;\n\r\"\xAC\x8A\x8D"[below(8)];
    size_t found[3];
    for (int k = 0; k < 3; k++)
      if (able[k]) found[k] = twins[k](text, from, to, ',', at[k], sign[k]);
    for (uint32_t i = from; i < to; i++)
      if (text[i] == ',' || text[i] == '\n' || text[i] == '\r' || text[i] == '"')
        assert_int_equal(at[0][n++], i);
    for (uint32_t i = 0; i < n; i++) assert_int_equal(sign[0][i], text[at[0][i]]);
    for (int k = 0; k < 3; k++) {
      if (!able[k]) continue;
      assert_int_equal(found[k], n);
      assert_memory_equal(at[k], at[0], n * sizeof(uint32_t));
      assert_memory_equal(sign[k], sign[0], n);
    }
  }
}

static void number_twins_agree(void **state) {
  (void)state;
  static NumberReader *const twins[] = {quick_numbers_portable, quick_numbers_avx2, quick_numbers_avx512};
  bool able[] = {true, number_reader(SIMD_AVX2) == quick_numbers_avx2,
                 number_reader(SIMD_AVX512) == quick_numbers_avx512};
  static QuickNumbers found[3];
  for (uint32_t round = 0; round < 20000; round++) {
    seed = round + 3;
    char text[CSV_BATCH * 3 * 24 + CSV_PAD] = {0};
    uint32_t from[CSV_BATCH * 3], to[CSV_BATCH * 3], n = below(CSV_BATCH + 1), at = 0, stride = 1 + below(3);
    for (uint32_t i = 0; i < n * stride; i++) {
      uint32_t length = below(below(9) ? 12 : 20), few = 1 + below(30);
      from[i] = at - 1;
      for (uint32_t k = 0; k < length; k++)
        text[at++] = below(few) ? (char)('0' + below(10)) : "..-,5 %\xE4"[below(8)];
      to[i] = at;
      if (below(30) == 0) from[i] = UINT32_MAX, to[i] = 0; // a cell that is not there
      text[at++] = ",\n\""[below(3)];
    }
    uint32_t column = below(stride);
    for (int k = 0; k < 3; k++)
      if (able[k]) twins[k](text, (CsvCells){from + column, to + column, stride}, n, &found[k]);
    for (uint32_t i = 0; i < n; i++) {
      size_t of = (size_t)i * stride + column;
      const char *p = text + (uint32_t)(from[of] + 1), *end = text + to[of], *c = p;
      int64_t value = 0;
      uint32_t digits = 0, decimals = 0;
      bool minus = c < end && *c == '-', point = false;
      for (c += minus; c < end && (isdigit((unsigned char)*c) || (*c == '.' && !point)); c++) {
        if (*c == '.')
          point = true;
        else if (c - p - minus < 16)
          value = value * 10 + (*c - '0'), decimals += point, digits++;
      }
      bool quick = digits && (c - p - minus < 16 || (c - p - minus == 16 && c == end));
      for (int k = 0; k < 3; k++) {
        if (!able[k]) continue;
        assert_int_equal(found[k].decimals[i], quick ? decimals : NOT_QUICK);
        if (!quick) continue;
        assert_int_equal(found[k].value[i], minus ? -value : value);
        assert_int_equal(found[k].behind[i], end - c);
      }
    }
  }
}

static void date_twins_agree(void **state) {
  (void)state;
  bool able = date_reader(SIMD_AVX2) == quick_dates_avx2;
  QuickDates of;
  quick_dates_of(2024, &of);
  uint32_t dates = 0;
  for (uint32_t round = 0; round < 20000; round++) {
    seed = round + 5;
    char text[CSV_BATCH * 3 * 24 + CSV_PAD] = {0}, sign = ",\n\r;"[below(4)];
    uint32_t from[CSV_BATCH * 3], to[CSV_BATCH * 3], n = below(CSV_BATCH + 1), at = 0, stride = 1 + below(3);
    bool alike = below(4) != 0, odd = below(2);
    for (uint32_t i = 0; i < n * stride; i++) {
      from[i] = at - 1;
      int length = snprintf(text + at, 13, "2024-%02u-%02u", below(odd ? 14 : 12) + !odd, below(33));
      if (odd && below(6) == 0) text[at + below((uint32_t)length)] = "0/-9:1\xB0"[below(7)];
      if (odd && below(20) == 0) length = (int)below(12);
      at += (uint32_t)length;
      to[i] = at;
      if (!alike && below(9) == 0) to[i] -= at - from[i] > 3; // a quote may end it
      text[at++] = sign;
    }
    Date found[2][CSV_BATCH];
    CsvCells cells = {from + stride - 1, to + stride - 1, stride};
    quick_dates_portable(&of, text, cells, n, alike, found[0]);
    if (able) quick_dates_avx2(&of, text, cells, n, alike, found[1]);
    for (uint32_t i = 0; i < n; i++) {
      CsvCell c = csv_cell(cells, i);
      const char *p = text + c.at;
      bool usual = c.n == 10 && !memcmp(p, "2024-", 5) && p[7] == '-';
      for (int k = 5; k < 10; k++) usual &= k == 7 || isdigit((unsigned char)p[k]);
      Date day;
      int month = usual ? (p[5] - '0') * 10 + p[6] - '0' : 0,
          of_month = usual ? (p[8] - '0') * 10 + p[9] - '0' : 0;
      if (!usual || !date_make(2024, month, of_month, &day)) day = DATE_NONE;
      dates += day != DATE_NONE;
      assert_int_equal(found[0][i], day);
      if (able) assert_int_equal(found[1][i], day);
    }
  }
  assert_true(dates > 100000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(twins_find_the_same_signs), cmocka_unit_test(number_twins_agree),
      cmocka_unit_test(date_twins_agree),          cmocka_unit_test(records_are_cut_alike),
      cmocka_unit_test(both_ways_agree),           cmocka_unit_test(kept_rows_agree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
