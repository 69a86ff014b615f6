// Findings as people and machines see them.
#include "base/render.h"
#include "base/utf.h"
#include "findings.h"

static Sources all;
static Diags ds;
static RenderOptions options;

static int begin(void **state) {
  setup(state);
  all = (Sources){0};
  ds = diags_new(&arena, table);
  options = (RenderOptions){.columns = 60, .tool_version = S("1.2.3")};
  return 0;
}

static Str render(DiagFormat format) {
  options.format = format;
  Out o = out_memory(&arena);
  diags_render(&o, &ds, &all, &options);
  return out_text(&o);
}

#define assert_human(expected) assert_str(render(DIAG_HUMAN), expected)

// The picture of the design, at its line 14.
static void the_design(void) {
  sources_add(&arena, &all, S("招商.pgl"),
              S("年度 2021\n\n\n\n\n\n\n\n\n\n\n\n项目 招商 {\n  要求 招商.人次 ≥ 120元\n}\n"));
  Span left = at_word(&all, 0, "招商.人次"), right = at_word(&all, 0, "120元");
  Diag *d =
      diag_add(&ds, D_DIMS, left, TEXT_ARGS(text_of(S("人次")), ((Text){S("货币（元）"), S("money (元)")})));
  diag_label(&ds, d, left, T_VISITS, NO_ARGS);
  diag_label(&ds, d, right, T_MONEY, NO_ARGS);
  diag_note(&ds, d, T_HEAD, NO_ARGS);
  DiagFix *f = diag_fix(&ds, d, T_CHANGE, TEXT_ARGS(text_of(S("120人次"))));
  f->safe = true;
  diag_edit(&ds, f, right, S("120人次"));
}

static void picture(void **state) {
  (void)state;
  the_design();
  assert_human("错误[E0301]: 量纲不一致：人次 与 货币（元）\n"
               "  ┌─ 招商.pgl:14:6\n"
               "14 │   要求 招商.人次 ≥ 120元\n"
               "   │        ─────────   ───── 货币\n"
               "   │        人次\n"
               "  = 提示: 若指人均成本，请写 元/人次\n"
               "  = 改法: 改为 120人次\n"
               "\n"
               "1 个错误\n");
}

static void in_english_and_colour(void **state) {
  (void)state;
  the_design();
  options.lang = LANG_EN;
  options.color = true;
  assert_human("\033[1;31merror[E0301]\033[0m\033[1m: dimensions differ: 人次 and money (元)\033[0m\n"
               "  \033[1;34m┌─ \033[0m招商.pgl:14:6\n"
               "\033[1;34m14 │\033[0m   要求 招商.人次 ≥ 120元\n"
               "\033[1;34m   │\033[0m        \033[1;31m─────────\033[0m   \033[1;34m─────\033[0m "
               "\033[1;34mmoney\033[0m\n"
               "\033[1;34m   │\033[0m        \033[1;31mvisits\033[0m\n"
               "  \033[1;34m= \033[1;36mnote\033[0m: for cost per head write 元/人次\n"
               "  \033[1;34m= \033[1;36mfix\033[0m: change to 120人次\n"
               "\n"
               "1 error\n");
}

static void several_labels(void **state) {
  (void)state;
  sources_add(&arena, &all, S("a.pgl"), S("ab c d e\n甲\n乙\n\n丙\n"));
  sources_add(&arena, &all, S("b.pgl"), S("单位 人次\r\n"));
  Diag *d = diag_add(&ds, D_BARE, at_word(&all, 0, "d"), TEXT_ARGS(text_of(S("d"))));
  static const char *const words[] = {"c", "e", "ab", "乙", "丙"};
  diag_label(&ds, d, at_word(&all, 1, "人次"), T_VISITS, NO_ARGS);
  for (size_t i = 0; i < 5; i++) diag_label(&ds, d, at_word(&all, 0, words[i]), T_MONEY, NO_ARGS);
  diag_label(&ds, d, at_word(&all, 0, "b"), 0, NO_ARGS); // no text
  assert_human("警告[T02]: 没有写方向：d\n"
               " ┌─ a.pgl:1:6\n"
               "1 │ ab c d e\n"
               "  │ ── ─ ─ ─ 货币\n"
               "  │ │  货币\n"
               "  │ 货币\n"
               "2 │ 甲\n"
               "3 │ 乙\n"
               "  │ ── 货币\n"
               "4 │ \n"
               "5 │ 丙\n"
               "  │ ── 货币\n"
               " ┌─ b.pgl:1:4\n"
               "1 │ 单位 人次\n"
               "  │      ──── 人次\n"
               "\n"
               "1 个警告\n");
}

static void far_lines(void **state) {
  (void)state;
  sources_add(&arena, &all, S("a.pgl"), S("甲\n2\n3\n4\n5\n6\n7\n8\n9\n丁\n"));
  Diag *d = diag_add(&ds, D_MERGE, at_word(&all, 0, "丁"), NO_ARGS);
  diag_label(&ds, d, at_word(&all, 0, "甲"), T_MONEY, NO_ARGS);
  assert_human("提示[T12]: 可以合并\n"
               "  ┌─ a.pgl:10:1\n"
               " 1 │ 甲\n"
               "   │ ── 货币\n"
               "   ⋮\n"
               "10 │ 丁\n"
               "   │ ──\n"
               "\n"
               "1 个提示\n");
}

static void edges(void **state) {
  (void)state;
  sources_add(&arena, &all, S("a.pgl"), S("项目 甲 {\n  说明\n"));
  sources_add(&arena, &all, S("empty.pgl"), S(""));
  diag_add(&ds, D_MERGE, (Span){0, 10, 18}, NO_ARGS);      // over the line's end: to its end
  diag_add(&ds, D_MERGE, (Span){0, 12, 12}, NO_ARGS);      // at the line's end
  diag_add(&ds, D_MERGE, (Span){0, 22, 22}, NO_ARGS);      // at the end of the text
  diag_add(&ds, D_MERGE, (Span){0, 9999, 99999}, NO_ARGS); // beyond it
  diag_add(&ds, D_MERGE, (Span){1, 0, 0}, NO_ARGS);
  diag_add(&ds, D_MERGE, (Span){77, 0, 0}, NO_ARGS); // no such file
  assert_human("提示[T12]: 可以合并\n"
               " ┌─ a.pgl:1:5\n"
               "1 │ 项目 甲 {\n"
               "  │        ──\n"
               "\n"
               "提示[T12]: 可以合并\n"
               " ┌─ a.pgl:1:7\n"
               "1 │ 项目 甲 {\n"
               "  │          ─\n"
               "\n"
               "提示[T12]: 可以合并\n"
               " ┌─ a.pgl:3:1\n"
               "3 │ \n"
               "  │ ─\n"
               "\n"
               "提示[T12]: 可以合并\n"
               " ┌─ a.pgl:3:1\n"
               "3 │ \n"
               "  │ ─\n"
               "\n"
               "提示[T12]: 可以合并\n"
               " ┌─ empty.pgl:1:1\n"
               "1 │ \n"
               "  │ ─\n"
               "\n"
               "提示[T12]: 可以合并\n"
               "\n"
               "6 个提示\n");
}

static void tabs_and_wide_clusters(void **state) {
  (void)state;
  sources_add(&arena, &all, S("a.pgl"), S("\t目\t👨‍👩‍👧x e\u0301y\n"));
  diag_add(&ds, D_MERGE, at_word(&all, 0, "x"), NO_ARGS);
  diag_add(&ds, D_MERGE, at_word(&all, 0, "y"), NO_ARGS);
  diag_add(&ds, D_MERGE, at_word(&all, 0, "\u0301"), NO_ARGS); // inside a cluster: all of it
  assert_human("提示[T12]: 可以合并\n"
               " ┌─ a.pgl:1:9\n"
               "1 │     目  👨‍👩‍👧x e\u0301y\n"
               "  │           ─\n"
               "\n"
               "提示[T12]: 可以合并\n"
               " ┌─ a.pgl:1:12\n"
               "1 │     目  👨‍👩‍👧x e\u0301y\n"
               "  │             ─\n"
               "\n"
               "提示[T12]: 可以合并\n"
               " ┌─ a.pgl:1:13\n"
               "1 │     目  👨‍👩‍👧x e\u0301y\n"
               "  │              ─\n"
               "\n"
               "3 个提示\n");
}

static void nothing_steers_the_terminal(void **state) {
  (void)state;
  sources_add(&arena, &all, S("a\x1b]0;\a.pgl"), S("甲\u202E乙\x1b[2J丙\xFF丁\n"));
  diag_add(&ds, D_BARE, at_word(&all, 0, "丁"), TEXT_ARGS(text_of(S("\x1b[2J\u2066\n"))));
  const char *human = str_to_z(&arena, render(DIAG_HUMAN));
  assert_string_equal(human, "警告[T02]: 没有写方向：<U+001B>[2J<U+2066><U+000A>\n"
                             " ┌─ a<U+001B>]0;<U+0007>.pgl:1:10\n"
                             "1 │ 甲<U+202E>乙<U+001B>[2J丙<FF>丁\n"
                             "  │                              ──\n"
                             "\n"
                             "1 个警告\n");
  static const DiagFormat others[] = {DIAG_COMPACT, DIAG_JSON, DIAG_SARIF, DIAG_GITHUB};
  for (size_t i = 0; i < 4; i++) assert_null(strchr(str_to_z(&arena, render(others[i])), '\x1b'));
}

static void long_lines_are_cut(void **state) {
  (void)state;
  Out o = out_memory(&arena);
  for (int i = 0; i < 50; i++) out_z(&o, "很长的话");
  out_z(&o, "此处");
  for (int i = 0; i < 50; i++) out_z(&o, "很长的话");
  sources_add(&arena, &all, S("a.pgl"), out_text(&o));
  options.columns = 40;
  Diag *d = diag_add(&ds, D_MERGE, at_word(&all, 0, "此处"), NO_ARGS);
  diag_label(&ds, d, (Span){0, 0, 6}, T_MONEY, NO_ARGS);
  diag_add(&ds, D_MERGE, at_word(&all, 0, "此处"), NO_ARGS);
  diag_add(&ds, D_MERGE, (Span){0, 0, 6}, NO_ARGS);
  diag_add(&ds, D_MERGE, (Span){0, (uint32_t)o.n - 6, (uint32_t)o.n}, NO_ARGS);
  assert_human("提示[T12]: 可以合并\n"
               " ┌─ a.pgl:1:1\n"
               "1 │ 很长的话很长的话很长的话很长的话很…\n"
               "  │ ────\n"
               "\n"
               "提示[T12]: 可以合并\n"
               " ┌─ a.pgl:1:201\n"
               "1 │ 很长的话很长的话很长的话很长的话很…\n"
               "  │ ────                              ─\n"
               "  │ 货币\n"
               "\n"
               "提示[T12]: 可以合并\n"
               " ┌─ a.pgl:1:201\n"
               "1 │ …的话很长的话此处很长的话很长的话很…\n"
               "  │              ────\n"
               "\n"
               "提示[T12]: 可以合并\n"
               " ┌─ a.pgl:1:401\n"
               "1 │ …话很长的话很长的话很长的话很长的话\n"
               "  │                                ────\n"
               "\n"
               "4 个提示\n");
}

// However long the line, no picture is wider than the terminal, and it takes no time.
static void endless_line(void **state) {
  (void)state;
  Out o = out_memory(&arena);
  while (o.n < 5000000) out_z(&o, "目标\te\u0301 👍🏽");
  sources_add(&arena, &all, S("a.pgl"), out_text(&o));
  for (uint32_t i = 0; i < 300; i++) {
    uint32_t at = i * 16661;
    Diag *d = diag_add(&ds, i % 2 ? D_BARE : D_MERGE, (Span){0, at, at + 7}, TEXT_ARGS(text_of(S("x"))));
    diag_label(&ds, d, (Span){0, 4999999 - at, 4999999}, 0, NO_ARGS);
  }
  for (options.columns = 20; options.columns < 200; options.columns += 45) {
    Str text = render(DIAG_HUMAN);
    for (size_t from = 0, to; from < text.n; from = to + 1) {
      to = from;
      while (to < text.n && text.p[to] != '\n') to++;
      assert_true(utf_width(str_slice(text, from, to)) <= (options.columns < 24 ? 24 : options.columns));
    }
  }
}

static void rows_of_actuals(void **state) {
  (void)state;
  Diag *d = diag_add(&ds, D_ROW, SPAN_NONE, TEXT_ARGS(text_of(S("约十"))));
  d->cell.name = S("实际.csv");
  d->cell.row = 7;
  d->cell.column = 3;
  d = diag_add(&ds, D_ROW, SPAN_NONE, TEXT_ARGS(text_of(S("约十"))));
  d->cell.name = S("实际.xlsx");
  d->cell.sheet = S("表1");
  d->cell.row = 12;
  d->cell.column = 28;
  d = diag_add(&ds, D_ROW, SPAN_NONE, TEXT_ARGS(text_of(S("约十"))));
  d->cell.name = S("无.csv");
  sources_add(&arena, &all, S("a.pgl"), S("数据 甲\n"));
  diag_label(&ds, d, at_word(&all, 0, "甲"), T_VISITS, NO_ARGS);
  assert_human("错误[E0701]: 读不出数值 约十\n"
               " ┌─ 实际.csv:7:3\n"
               "\n"
               "错误[E0701]: 读不出数值 约十\n"
               " ┌─ 实际.xlsx:表1!AB12\n"
               "\n"
               "错误[E0701]: 读不出数值 约十\n"
               " ┌─ 无.csv\n"
               " ┌─ a.pgl:1:4\n"
               "1 │ 数据 甲\n"
               "  │      ── 人次\n"
               "\n"
               "3 个错误\n");
  assert_str(render(DIAG_COMPACT), "实际.csv:7:3: 错误[E0701]: 读不出数值 约十\n"
                                   "实际.xlsx:表1!AB12: 错误[E0701]: 读不出数值 约十\n"
                                   "无.csv: 错误[E0701]: 读不出数值 约十\n"
                                   "3 个错误\n");
  assert_str(render(DIAG_GITHUB), "::error file=实际.csv,line=7,title=E0701::读不出数值 约十\n"
                                  "::error file=实际.xlsx,line=12,title=E0701::表1!AB12: 读不出数值 约十\n"
                                  "::error file=无.csv,title=E0701::读不出数值 约十\n");
}

static void rest_is_counted(void **state) {
  (void)state;
  sources_add(&arena, &all, S("a.pgl"), S("甲\n"));
  for (int i = 0; i < 25; i++) diag_add(&ds, D_BARE, (Span){0, 0, 3}, TEXT_ARGS(text_of(S("甲"))));
  diag_add(&ds, D_DIMS, (Span){0, 0, 3}, NO_ARGS);
  diag_add(&ds, D_DIMS, (Span){0, 0, 3}, NO_ARGS);
  diag_add(&ds, D_MERGE, (Span){0, 0, 3}, NO_ARGS);
  options.per_code = 1;
  assert_str(render(DIAG_COMPACT), "a.pgl:1:1: 警告[T02]: 没有写方向：甲\n"
                                   "a.pgl:1:1: 错误[E0301]: 量纲不一致： 与 \n"
                                   "a.pgl:1:1: 提示[T12]: 可以合并\n"
                                   "另有 24 个 T02 未列出\n"
                                   "另有 1 个 E0301 未列出\n"
                                   "2 个错误，25 个警告，1 个提示\n");
  options.lang = LANG_EN;
  assert_str(render(DIAG_COMPACT), "a.pgl:1:1: warning[T02]: no direction: 甲\n"
                                   "a.pgl:1:1: error[E0301]: dimensions differ:  and \n"
                                   "a.pgl:1:1: hint[T12]: may be merged\n"
                                   "24 more of T02 not shown\n"
                                   "1 more of E0301 not shown\n"
                                   "2 errors, 25 warnings, 1 hint\n");
  unsigned lines = 0;
  for (const char *p = str_to_z(&arena, render(DIAG_GITHUB)); *p; p++) lines += *p == '\n';
  assert_int_equal(lines, 28); // machines get all
}

static void nothing_found(void **state) {
  (void)state;
  assert_human("");
  assert_str(render(DIAG_COMPACT), "");
  assert_str(render(DIAG_GITHUB), "");
  assert_str(render(DIAG_JSON), "{\n  \"diagnostics\": []\n}\n");
}

static void github(void **state) {
  (void)state;
  sources_add(&arena, &all, S("a,b:c%.pgl"), S("甲\n乙\n"));
  Diag *d = diag_add(&ds, D_BARE, (Span){0, 4, 7}, TEXT_ARGS(text_of(S("50%,:"))));
  diag_note(&ds, d, T_HEAD, NO_ARGS);
  diag_add(&ds, D_MERGE, (Span){0, 0, 7}, NO_ARGS);
  diag_add(&ds, D_MERGE, SPAN_NONE, NO_ARGS);
  assert_str(
      render(DIAG_GITHUB),
      "::notice file=a%2Cb%3Ac%25.pgl,line=1,endLine=2,col=1,title=T12::可以合并\n"
      "::warning file=a%2Cb%3Ac%25.pgl,line=2,endLine=2,col=1,endColumn=2,title=T02::没有写方向：50%25,:"
      "%0A若指人均成本，请写 元/人次\n"
      "::notice title=T12::可以合并\n");
}

// The text without its white space outside strings, to compare JSON by content.
static Str squeezed(Str s) {
  Out o = out_memory(&arena);
  bool in_string = false;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"' && (i == 0 || s.p[i - 1] != '\\')) in_string = !in_string;
    if (in_string || !strchr(" \n", s.p[i])) out_c(&o, s.p[i]);
  }
  return out_text(&o);
}

#define LEFT                                                                                                 \
  "{\"start\":{\"line\":14,\"column\":6,\"offset\":48},\"end\":{\"line\":14,\"column\":11,\"offset\":61}}"
#define RIGHT                                                                                                \
  "{\"start\":{\"line\":14,\"column\":14,\"offset\":66},\"end\":{\"line\":14,\"column\":18,\"offset\":72}}"

static void json(void **state) {
  (void)state;
  the_design();
  Diag *d = diag_add(&ds, D_ROW, SPAN_NONE, TEXT_ARGS(text_of(S("\"x\"\n"))));
  d->cell.name = S("b.xlsx");
  d->cell.sheet = S("表");
  d->cell.row = 7;
  d = diag_add(&ds, D_MERGE, SPAN_NONE, NO_ARGS);
  diag_label(&ds, d, at_word(&all, 0, "120元"), 0, NO_ARGS);
  assert_str(
      squeezed(render(DIAG_JSON)),
      "{\"diagnostics\":[{\"code\":\"E0301\",\"severity\":\"error\",\"message\":\"量纲不一致：人次 与 "
      "货币（元）\","
      "\"file\":\"招商.pgl\",\"range\":" LEFT ",\"labels\":["
      "{\"file\":\"招商.pgl\",\"range\":" LEFT ",\"message\":\"人次\"},"
      "{\"file\":\"招商.pgl\",\"range\":" RIGHT ",\"message\":\"货币\"}],"
      "\"notes\":[\"若指人均成本，请写 元/人次\"],"
      "\"fixes\":[{\"title\":\"改为 120人次\",\"safe\":true,\"edits\":["
      "{\"file\":\"招商.pgl\",\"range\":" RIGHT ",\"text\":\"120人次\"}]}]},"
      "{\"code\":\"T12\",\"severity\":\"hint\",\"message\":\"可以合并\",\"file\":null,\"range\":null,"
      "\"labels\":[{\"file\":\"招商.pgl\",\"range\":" RIGHT ",\"message\":null}],\"notes\":[],\"fixes\":[]},"
      "{\"code\":\"E0701\",\"severity\":\"error\",\"message\":\"读不出数值 "
      "\\\"x\\\"\\n\",\"file\":\"b.xlsx\","
      "\"range\":null,\"cell\":{\"sheet\":\"表\",\"row\":7,\"column\":null},\"labels\":[],\"notes\":[],"
      "\"fixes\":[]}]}");
}

#define REGION_LEFT                                                                                          \
  "{\"startLine\":14,\"startColumn\":6,\"endLine\":14,\"endColumn\":11,\"byteOffset\":48,\"byteLength\":13}"
#define REGION_RIGHT                                                                                         \
  "{\"startLine\":14,\"startColumn\":14,\"endLine\":14,\"endColumn\":18,\"byteOffset\":66,\"byteLength\":6}"
#define AT(region)                                                                                           \
  "\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"%E6%8B%9B%E5%95%86.pgl\"},\"region\":" region "}"

static void sarif(void **state) {
  (void)state;
  the_design();
  for (int i = 0; i < 2; i++) {
    Diag *d = diag_add(&ds, D_ROW, SPAN_NONE, TEXT_ARGS(text_of(S("x"))));
    d->cell.name = i ? S("/a b/c.csv") : S("b.xlsx");
    d->cell.sheet = i ? S("") : S("表");
    d->cell.row = 7;
    d->cell.column = 2;
  }
  DiagFix *empty = diag_fix(&ds, diag_add(&ds, D_MERGE, SPAN_NONE, NO_ARGS), T_CHANGE, NO_ARGS);
  assert_null(empty->edits);
  assert_str(
      squeezed(render(DIAG_SARIF)),
      "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
      "sarif-schema-2.1.0.json\","
      "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"pgl\",\"version\":\"1.2.3\","
      "\"rules\":["
      "{\"id\":\"E0301\",\"messageStrings\":{\"default\":{\"text\":\"量纲不一致：{0} 与 {1}\"}},"
      "\"defaultConfiguration\":{\"level\":\"error\"}},"
      "{\"id\":\"T12\",\"messageStrings\":{\"default\":{\"text\":\"可以合并\"}},"
      "\"defaultConfiguration\":{\"level\":\"note\"}},"
      "{\"id\":\"E0701\",\"messageStrings\":{\"default\":{\"text\":\"读不出数值 {0}\"}},"
      "\"defaultConfiguration\":{\"level\":\"error\"}}]}},"
      "\"columnKind\":\"unicodeCodePoints\",\"results\":["
      "{\"ruleId\":\"E0301\",\"ruleIndex\":0,\"level\":\"error\",\"message\":{\"text\":"
      "\"量纲不一致：人次 与 货币（元）\\n提示: 若指人均成本，请写 元/人次\"},\"locations\":[{" AT(
          REGION_LEFT) "}],"
                       "\"relatedLocations\":[{\"id\":0," AT(
                           REGION_LEFT) ",\"message\":{\"text\":\"人次\"}},"
                                        "{\"id\":1," AT(
                                            REGION_RIGHT) ",\"message\":{\"text\":\"货币\"}}],"
                                                          "\"fixes\":[{\"description\":{\"text\":\"改为 "
                                                          "120人次\"},\"artifactChanges\":[{"
                                                          "\"artifactLocation\":"
                                                          "{\"uri\":\"%E6%8B%9B%E5%95%86.pgl\"},"
                                                          "\"replacements\":[{\"deletedRegion\":" REGION_RIGHT
                                                          ","
                                                          "\"insertedContent\":{\"text\":\"120人次\"}}]}]}]},"
                                                          "{\"ruleId\":\"T12\",\"ruleIndex\":1,\"level\":"
                                                          "\"note\",\"message\":{\"text\":\"可以合并\"}},"
                                                          "{\"ruleId\":\"E0701\",\"ruleIndex\":2,\"level\":"
                                                          "\"error\",\"message\":{\"text\":\"读不出数值 x\"},"
                                                          "\"locations\":[{\"physicalLocation\":{"
                                                          "\"artifactLocation\":{\"uri\":\"b.xlsx\"}},"
                                                          "\"logicalLocations\":[{\"name\":\"表!B7\"}]}]},"
                                                          "{\"ruleId\":\"E0701\",\"ruleIndex\":2,\"level\":"
                                                          "\"error\",\"message\":{\"text\":\"读不出数值 x\"},"
                                                          "\"locations\":[{\"physicalLocation\":{"
                                                          "\"artifactLocation\":{\"uri\":\"file:///a%20b/"
                                                          "c.csv\"},"
                                                          "\"region\":{\"startLine\":7}},"
                                                          "\"logicalLocations\":[{\"name\":\"7:2\"}]}]}]}]}");
}

#define RENDERS(f) cmocka_unit_test_setup_teardown(f, begin, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      RENDERS(picture),
      RENDERS(in_english_and_colour),
      RENDERS(several_labels),
      RENDERS(far_lines),
      RENDERS(edges),
      RENDERS(tabs_and_wide_clusters),
      RENDERS(nothing_steers_the_terminal),
      RENDERS(long_lines_are_cut),
      RENDERS(endless_line),
      RENDERS(rows_of_actuals),
      RENDERS(rest_is_counted),
      RENDERS(nothing_found),
      RENDERS(github),
      RENDERS(json),
      RENDERS(sarif),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
