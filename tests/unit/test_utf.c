// UTF-8: decoding, checking, keys, widths, graphemes, UTF-16 columns, escapes.
#include "base/utf.h"
#include "fixture.h"

static void decode_and_encode(void **state) {
  (void)state;
  unsigned len;
  for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
    if (cp >= 0xD800 && cp <= 0xDFFF) continue;
    char buf[4];
    unsigned n = utf_encode(cp, buf);
    if (utf_decode((Str){buf, n}, 0, &len) != cp || len != n) fail_msg("U+%04X", (unsigned)cp);
    if (n > 1 && utf_decode((Str){buf, n - 1}, 0, &len) != UTF_BAD) fail_msg("U+%04X cut", (unsigned)cp);
    assert_int_equal(utf_valid((Str){buf, n}), n);
    assert_int_equal(utf_valid((Str){buf, n - 1}), 0);
  }
  char buf[4];
  assert_int_equal(utf_encode(0xD800, buf), 3); // what cannot be becomes U+FFFD
  assert_memory_equal(buf, "\xEF\xBF\xBD", 3);
}

static const char *const bad[] = {
    "\x80",
    "\xBF",
    "\xC0\x80",
    "\xC1\xBF",
    "\xC3",
    "\xC3(",
    "\xE0\x80\x80",
    "\xE0\x9F\xBF",
    "\xE4\xB8",
    "\xE4(\xAD",
    "\xE4\xB8(",
    "\xED\xA0\x80",
    "\xED\xBF\xBF",
    "\xF0\x80\x80\x80",
    "\xF0\x8F\xBF\xBF",
    "\xF0\x9F\x98",
    "\xF4\x90\x80\x80",
    "\xF5\x80\x80\x80",
    "\xFF",
    "\xFE\xFF",
};

static void finds_bad_bytes(void **state) {
  (void)state;
  unsigned len;
  assert_int_equal(utf_valid((Str){0}), 0);
  // Each behind each amount of each kind of good text, so that every path meets it.
  static const char *const good[] = {"a", "项", "é", "😀", "예"};
  for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
    assert_true(utf_decode(str_z(bad[b]), 0, &len) == UTF_BAD);
    assert_int_equal(len, 1);
    for (size_t g = 0; g < sizeof good / sizeof *good; g++)
      for (size_t n = 0; n < 40; n++)
        for (size_t after = 0; after < 20; after += 19) {
          Out o = out_memory(&arena);
          for (size_t i = 0; i < n; i++) out_z(&o, good[g]);
          size_t at = o.n;
          out_z(&o, bad[b]);
          for (size_t i = 0; i < after; i++) out_z(&o, "目");
          assert_int_equal(utf_valid(out_text(&o)), at);
        }
    arena_reset(&arena, (ArenaMark){0});
  }
}

static void accepts_all_mixtures(void **state) {
  (void)state;
  static const char *const parts[] = {"项目 招商",    "abc {}",       "é", "😀",
                                      "\xED\x9F\xBF", "\xE0\xA0\x80", "→", "\0"};
  uint32_t seed = 7;
  for (int round = 0; round < 2000; round++) {
    Out o = out_memory(&arena);
    for (int i = 0; i < 12; i++) {
      seed = seed * 1664525 + 1013904223;
      out_z(&o, parts[seed >> 29]);
    }
    assert_int_equal(utf_valid(out_text(&o)), o.n);
    arena_reset(&arena, (ArenaMark){0});
  }
}

static void gb18030(void **state) {
  (void)state;
  assert_true(utf_looks_gb18030(S("\xCF\xEE\xC4\xBF 2021"))); // 项目 in GBK
  assert_true(utf_looks_gb18030(S("\x81\x30\x84\x36")));      // four bytes
  assert_true(utf_looks_gb18030(S("a\x81\x40\xFE\xFE")));
  assert_false(utf_looks_gb18030(S("ascii only")));
  assert_false(utf_looks_gb18030(S("")));
  assert_false(utf_looks_gb18030(S("\xCF\xEE\xC4"))); // cut
  assert_false(utf_looks_gb18030(S("\x81\x30\x84")));
  assert_false(utf_looks_gb18030(S("\x80\x40")));
  assert_false(utf_looks_gb18030(S("\xFF\x40")));
  assert_false(utf_looks_gb18030(S("\x81\x7F")));
  assert_false(utf_looks_gb18030(S("\x81\x30\x30\x30")));
}

static const char *const keys[][2] = {
    {"招商经费", "招商经费"},
    {"Budget_1", "Budget_1"}, // case stays
    {"", ""},
    {"招 商　经\u00A0费", "招商经费"},
    {"  招商 ABC  经费\t", "招商 ABC 经费"},
    {"ABC   DEF", "ABC DEF"},
    {"a\u2003b\u2028c", "a b c"},
    {"ＡＢＣ１２３％", "ABC123%"},
    {"及时（按期）开工率", "及时(按期)开工率"},
    {"“优秀”项目", "\"优秀\"项目"},
    {"「优秀」项目", "\"优秀\"项目"},
    {"《优秀》项目", "\"优秀\"项目"},
    {"〈优秀〉'项目'", "\"优秀\"\"项目\""},
    {"甲・乙‧丙•丁∙戊･己", "甲·乙·丙·丁·戊·己"},
    {"甲、 乙", "甲、乙"},
    {"㎡ ℃", "m2 °C"},
    {"cafe\u0301", "café"},
    {"⼀⼆", "一二"}, // radicals pasted from PDF
    {"免\u200B费\uFEFF率\u00AD", "免费率"},
    {"豈", "豈"}, // U+F900
};

static void folds_keys(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    Str s = str_z(keys[i][0]), key = utf_key(&arena, s);
    assert_str(key, keys[i][1]);
    Str again = utf_key(&arena, key);
    assert_ptr_equal(again.p, key.p); // its own key, without a copy
    assert_int_equal(again.n, key.n);
    if (utf_is_key(s)) assert_string_equal(keys[i][0], keys[i][1]);
  }
}

static void quick_look(void **state) {
  (void)state;
  assert_true(utf_is_key(S("")));
  assert_true(utf_is_key(S("一鿿龥")));
  assert_true(utf_is_key(S("到会客商人数2_a/b(c)%")));
  assert_false(utf_is_key(S("䷿"))); // U+4DFF stands just before
  assert_false(utf_is_key(S("ꀀ"))); // U+A000 just behind
  assert_false(utf_is_key(S("a b")));
  assert_false(utf_is_key(S("a'b")));
  assert_false(utf_is_key(S("a\"b")));
  assert_false(utf_is_key(S("\xE4\xB8")));
  assert_false(utf_is_key(S("甲\xE4\xB8")));
  assert_false(utf_is_key(S("é")));
  // Whatever the quick look takes, the long way leaves alone.
  for (uint32_t cp = 1; cp < 0x30000; cp++) {
    char buf[4];
    unsigned n = utf_encode(cp, buf);
    Str s = {buf, n};
    if (cp >= 0xD800 && cp <= 0xDFFF) continue;
    if (utf_is_key(s) != (cp > ' ' && cp < 0x7F && cp != '"' && cp != '\'') &&
        !(cp >= 0x4E00 && cp <= 0x9FFF))
      fail_msg("U+%04X", (unsigned)cp);
  }
}

static void keys_of_strange_text(void **state) {
  (void)state;
  Str s = S("甲\xFF乙");
  assert_ptr_equal(utf_key(&arena, s).p, s.p);
  Out tower = out_memory(&arena);
  out_c(&tower, 'a');
  for (int i = 0; i < 20000; i++) out_z(&tower, i & 1 ? "\u0316" : "\u0301");
  s = out_text(&tower);
  assert_ptr_equal(utf_key(&arena, s).p, s.p); // no sorting of 20 000 marks
  Out wide = out_memory(&arena);
  for (int i = 0; i < 1000; i++) out_z(&wide, "\uFDFA"); // 18 code points each
  assert_int_equal(utf_count(utf_key(&arena, out_text(&wide))), 18000);
}

static void counts(void **state) {
  (void)state;
  assert_int_equal(utf_count(S("")), 0);
  assert_int_equal(utf_count(S("项目ab😀é")), 6);
  Out o = out_memory(&arena);
  for (size_t n = 1; n < 100; n++) {
    out_z(&o, n % 3 ? "项" : n % 2 ? "x" : "😀");
    assert_int_equal(utf_count(out_text(&o)), n);
  }
}

static const struct {
  const char *text;
  size_t width, clusters;
} widths[] = {
    {"", 0, 0},
    {"abc", 3, 3},
    {"项目", 4, 2},
    {"项目abc：", 9, 6},
    {"（１）", 6, 3},
    {"ｱｲｳ", 3, 3},        // half-width katakana
    {"é", 1, 1},          // combined
    {"e\u0301", 1, 1},    // combining
    {"目\u0301标", 4, 2}, // combining on a wide one
    {"😀", 2, 1},
    {"👨‍👩‍👧‍👦", 2, 1}, // joined by ZWJ
    {"👍🏽", 2, 1},                  // skin tone
    {"🇨🇳🇨🇳", 4, 2},                      // flags
    {"❤️", 2, 1},                    // asks for the picture
    {"한국", 4, 2},                      // precomposed
    {"\u1112\u1161\u11AB", 2, 1},        // jamo
    {"“”…·", 4, 4},                      // ambiguous: one
    {"a\r\nb", 2, 3},
    {"\xFF\xFE", 2, 2}, // shown as U+FFFD
    {"a\u200Bb", 2, 3},
    {"𠀀", 2, 1},
};

static void measures(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
    Str s = str_z(widths[i].text);
    if (utf_width(s) != widths[i].width) fail_msg("width of %s: %zu", widths[i].text, utf_width(s));
    size_t n = 0;
    for (size_t at = 0; at < s.n; at = utf_grapheme(s, at)) n++;
    if (n != widths[i].clusters) fail_msg("graphemes of %s: %zu", widths[i].text, n);
  }
  assert_int_equal(utf_width_cp('a'), 1);
  assert_int_equal(utf_width_cp(0x9879), 2);
  assert_int_equal(utf_width_cp(0x0301), 0);
  assert_int_equal(utf_width_cp('\n'), 0);
  assert_int_equal(utf_width_cp(0x7F), 0);
  assert_int_equal(utf_width_cp(UTF_BAD), 1);
}

static void fits(void **state) {
  (void)state;
  assert_str(utf_fit(&arena, S("招商经费"), 8), "招商经费");
  assert_str(utf_fit(&arena, S("招商经费"), 7), "招商经…");
  assert_str(utf_fit(&arena, S("招商经费"), 6), "招商…");
  assert_str(utf_fit(&arena, S("招商经费"), 1), "…");
  assert_str(utf_fit(&arena, S("招商经费"), 0), "");
  assert_str(utf_fit(&arena, S("abc"), 2), "a…");
  assert_str(utf_fit(&arena, S("👨‍👩‍👧‍👦👨‍👩‍👧‍👦"), 3),
             "👨‍👩‍👧‍👦…");
  assert_str(utf_fit(&arena, S("e\u0301e\u0301e\u0301"), 2), "e\u0301…");
  assert_str(utf_fit(&arena, S(""), 0), "");
}

static void utf16(void **state) {
  (void)state;
  Str s = S("a项😀b");
  assert_int_equal(utf16_units(s), 5);
  static const size_t bytes[] = {0, 1, 4, 4, 8, 9, 9}; // inside a pair: its start; beyond: the end
  for (size_t u = 0; u < sizeof bytes / sizeof *bytes; u++) assert_int_equal(utf16_to_byte(s, u), bytes[u]);
  assert_int_equal(utf16_units(S("")), 0);
  assert_int_equal(utf16_to_byte(S(""), 4), 0);
}

static Str show(Str s) {
  Out o = out_memory(&arena);
  utf_show(&o, s);
  return out_text(&o);
}

static void shows(void **state) {
  (void)state;
  assert_str(show(S("项目 é 😀")), "项目 é 😀");
  assert_str(show(S("a\tb")), "a b");
  assert_str(show(S("\x1b[31m红")), "<U+001B>[31m红");
  assert_str(show(S("a\u202E\u2066b\u200F")), "a<U+202E><U+2066>b<U+200F>");
  assert_str(show(S("\xC2\x9B\x7F\uFEFF\u200B")), "<U+009B><U+007F><U+FEFF><U+200B>");
  assert_str(show(S("\xFF甲\xE4\xB8")), "<FF>甲<E4><B8>");
  assert_str(show(S("👨‍👩‍👧")), "👨‍👩‍👧");
  assert_str(show((Str){"a\0b", 3}), "a<U+0000>b");
  assert_str(show(S("")), "");
}

static void cjk(void **state) {
  (void)state;
  static const uint32_t yes[] = {0x4E00, 0x9FFF, 0x3400, 0x4DBF, 0x3007, 0xF900, 0x20000, 0x2A6DF, 0x31350};
  static const uint32_t no[] = {'a', 0x3001, 0x4DC0, 0xAC00, 0x3042, 0xFF21, 0xFFFF, 0x1F600, 0x110000};
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) assert_true(utf_is_cjk(yes[i]));
  for (size_t i = 0; i < sizeof no / sizeof *no; i++) assert_false(utf_is_cjk(no[i]));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(decode_and_encode),
      TEST(finds_bad_bytes),
      TEST(accepts_all_mixtures),
      TEST(gb18030),
      TEST(folds_keys),
      TEST(quick_look),
      TEST(keys_of_strange_text),
      TEST(counts),
      TEST(measures),
      TEST(fits),
      TEST(utf16),
      TEST(shows),
      TEST(cjk),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
