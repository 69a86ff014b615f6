// Error pages as plain text: where lines may end, what Markdown becomes, which language's part.
#include "cli/pages.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void out_of_memory(void *arg) {
  (void)arg;
  abort();
}

static void shows(const char *markdown, Lang lang, size_t columns, bool color, const char *wanted) {
  Arena a;
  arena_init(&a, out_of_memory, NULL);
  Out o = out_memory(&a);
  page_write(&a, &o, str_z(markdown), lang, columns, color);
  out_c(&o, '\0');
  assert_string_equal(o.p, wanted);
  arena_free(&a);
}

static void zh(const char *markdown, const char *wanted) {
  shows(markdown, LANG_ZH, 20, false, wanted);
}

static void lines(void **state) {
  (void)state;
  zh("# E0000 名称\n\n一二三四五六七八九十一二\n", "一二三四五六七八九十\n一二\n");
  // A closing mark does not begin a line, an opening one does not end it.
  zh("一二三四五六七八九十，一二\n", "一二三四五六七八九\n十，一二\n");
  zh("一二三四五六七八九“十”\n", "一二三四五六七八九\n“十”\n");
  // Words stay whole; one that is wider than the line has it to itself.
  zh("one two three four five\n", "one two three four\nfive\n");
  zh("abcdefghijklmnopqrstuvwxyz ok\n", "abcdefghijklmnopqrstuvwxyz\nok\n");
}

static void joined(void **state) {
  (void)state;
  zh("一二\n三四\n", "一二三四\n");
  zh("one\ntwo\n", "one two\n");
  zh("一，\ntwo\n", "一，two\n");
  zh("一\ntwo\n", "一 two\n");
}

static void blocks(void **state) {
  (void)state;
  zh("甲：\n\n- 一二三四五六七八九十\n- [乙](x.md)\n\n丙\n",
     "甲：\n\n- 一二三四五六七八九\n  十\n- 乙\n\n丙\n");
  zh("```pgl 期望 E0000\n项目 甲 {\n\n}\n```\n", "    项目 甲 {\n\n    }\n");
  zh("## 例\n\n`a*b` **丙**\n", "例\n\na*b 丙\n");
  shows("`a` **丙**\n", LANG_ZH, 20, true, "\x1b[36ma\x1b[39m \x1b[1m丙\x1b[22m\n");
  zh("", "");
  zh("```pgl\nno end", "    no end\n");
}

static void languages(void **state) {
  (void)state;
  const char *page = "# E0000 名\n\n中文\n\n错：\n\n```pgl 期望 E0000\n甲\n```\n\n对：\n\n```pgl\n乙\n```\n\n"
                     "## English\n\ntext\n";
  shows(page, LANG_ZH, 80, false, "中文\n\n错：\n\n    甲\n\n对：\n\n    乙\n");
  shows(page, LANG_EN, 80, false, "text\n\nWrong:\n\n    甲\n\nRight:\n\n    乙\n");
  // A heading inside an example does not begin the English part; a page without one speaks Chinese.
  shows("甲\n\n```md\n## English\n```\n", LANG_EN, 80, false, "甲\n\n    ## English\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines),
      cmocka_unit_test(joined),
      cmocka_unit_test(blocks),
      cmocka_unit_test(languages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
