// Every spelling of a token that the manual names, and what must not be one.
#include "fixture.h"
#include "grammar/lexer.h"

static bool known(void *ctx, Str word) {
  (void)ctx;
  static const char *const units[] = {"人次", "万元", "元/人·月", "平方米", "%", "分"};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (str_eq(word, str_z(units[i]))) return true;
  return false;
}

static const UnitNames units = {known, NULL};

static Str padded(const char *text) {
  return str_slice(str_cat(&arena, str_z(text), (Str){(const char[16]){0}, 16}), 0, strlen(text));
}

// "KIND[text] KIND[text] …"
static Str tokens(const char *text, bool trivia) {
  Str s = padded(text);
  Lexer lx = {s.p, 0, (uint32_t)s.n, &units, trivia};
  Out o = out_memory(&arena);
  uint32_t last = 0;
  for (Token t;;) {
    lex_next(&lx, &t);
    assert_true(t.start >= last && t.start <= t.end && t.end <= s.n);
    last = t.end;
    if (t.kind == TOK_END) break;
    assert_true(t.end > t.start);
    if (o.n) out_c(&o, ' ');
    out_z(&o, token_table[t.kind].id);
    out_c(&o, '[');
    out_str(&o, str_slice(s, t.start, t.end));
    out_c(&o, ']');
  }
  return out_text(&o);
}

typedef struct Case {
  const char *text, *tokens;
} Case;

static void check(const Case *cases, size_t n) {
  for (size_t i = 0; i < n; i++) assert_str(tokens(cases[i].text, false), cases[i].tokens);
}
#define CHECK(cases) check(cases, sizeof(cases) / sizeof *(cases))

static void names(void **state) {
  (void)state;
  static const Case cases[] = {
      {"招商经费", "IDENT[招商经费]"},
      {"LED大屏 x_1 a2b", "IDENT[LED大屏] IDENT[x_1] IDENT[a2b]"},
      {"阿里·木 水、电、气", "IDENT[阿里·木] IDENT[水、电、气]"},
      {"甲、 乙·", "IDENT[甲] BAD[、] IDENT[乙] BAD[·]"},
      {"ＡＢ区 〇二 々 Ⅱ期 ㎡", "IDENT[ＡＢ区] IDENT[〇二] IDENT[々] IDENT[Ⅱ期] IDENT[㎡]"},
      {"𠮷野家 㐀", "IDENT[𠮷野家] IDENT[㐀]"},
      {"_x", "BAD[_] IDENT[x]"},
      {"项目期限 预算数 数据库", "IDENT[项目期限] IDENT[预算数] IDENT[数据库]"},
      {"项目1 目标12 目标1a", "IDENT[项目1] GOAL[目标12] IDENT[目标1a]"},
      {"goal3 Goal project projects", "GOAL[goal3] IDENT[Goal] PROJECT[project] IDENT[projects]"},
  };
  CHECK(cases);
}

static void quotes(void **state) {
  (void)state;
  static const Case cases[] = {
      {"\"甲\" “乙” 「丙」 『丁』 《戊》",
       "STRING[\"甲\"] STRING[“乙”] STRING[「丙」] STRING[『丁』] STRING[《戊》]"},
      {"\"a\\\"b\\\\\" x", "STRING[\"a\\\"b\\\\\"] IDENT[x]"},
      {"“一“二”三” x", "STRING[“一“二”三”] IDENT[x]"},
      {"“a\"b” \"c”d\"", "STRING[“a\"b”] STRING[\"c”d\"]"},
      {"\"开着 {\n甲", "OPENSTRING[\"开着] LB[{] IDENT[甲]"},
      {"「开着 // 注\n甲", "OPENSTRING[「开着 // 注] IDENT[甲]"},
      {"\"\\", "OPENSTRING[\"\\]"},
      {"” 》 」", "OPENSTRING[”] OPENSTRING[》] OPENSTRING[」]"},
      {"\"http://x\" // \"y", "STRING[\"http://x\"]"},
  };
  CHECK(cases);
}

static void quantities(void **state) {
  (void)state;
  static const Case cases[] = {
      {"300万元 2条/日 12.5元/人·月", "QUANTITY[300万元] QUANTITY[2条/日] QUANTITY[12.5元/人·月]"},
      {"4元/人*月 2元/人、天、", "QUANTITY[4元/人*月] QUANTITY[2元/人、天] BAD[、]"},
      {"100m2 3km2 5m3/s 10mg/m³ 9.8m/s^2 20㎡ 14℃ 90° 3‰ 5％",
       "QUANTITY[100m2] QUANTITY[3km2] QUANTITY[5m3/s] "
       "QUANTITY[10mg/m³] QUANTITY[9.8m/s^2] QUANTITY[20㎡] QUANTITY[14℃] QUANTITY[90°] QUANTITY[3‰] "
       "QUANTITY[5％]"},
      {"1,500元 12,345,678.50元 1,5000 1,50",
       "QUANTITY[1,500元] QUANTITY[12,345,678.50元] NUMBER[1] COMMA[,] "
       "NUMBER[5000] NUMBER[1] COMMA[,] NUMBER[50]"},
      {"３００万元 １．５％", "QUANTITY[３００万元] QUANTITY[１．５％]"},
      {"735 人次 735 人 8 % 3\n人次",
       "QUANTITY[735 人次] NUMBER[735] IDENT[人] QUANTITY[8 %] NUMBER[3] IDENT[人次]"},
      {"120 元/人·月 50 万元以上", "QUANTITY[120 元/人·月] QUANTITY[50 万元] UPWARD[以上]"},
      {"10分 { 20 分值", "QUANTITY[10分] LB[{] NUMBER[20] POINTS[分值]"},
      {"10次以上 98%以下 3天以内",
       "QUANTITY[10次] UPWARD[以上] QUANTITY[98%] DOWNWARD[以下] QUANTITY[3天] DOWNWARD[以内]"},
      {"3月底25% 10次至20次 10至20次",
       "DATE[3月底] QUANTITY[25%] QUANTITY[10次] TO[至] QUANTITY[20次] NUMBER[10] TO[至] QUANTITY[20次]"},
      {"300万元依据", "QUANTITY[300万元依据]"},
      {"50%依据", "QUANTITY[50%] BASIS[依据]"},
      {"100万元/人数 100万元 / 人数", "QUANTITY[100万元/人数] QUANTITY[100万元] SLASH[/] IDENT[人数]"},
      {"10元//注", "QUANTITY[10元]"},
      {"3.5.2 1..2 1.", "NUMBER[3.5] DOT[.] NUMBER[2] NUMBER[1] DOTDOT[..] NUMBER[2] NUMBER[1] DOT[.]"},
      {"?平方米 ？ ??个 ?", "HOLE[?平方米] HOLE[？] HOLE[??个] HOLE[?]"},
      {"7*24小时 12345热线", "NUMBER[7] STAR[*] QUANTITY[24小时] QUANTITY[12345热线]"},
  };
  CHECK(cases);
}

static void operators(void **state) {
  (void)state;
  static const Case cases[] = {
      {"≥ >= ≧ ＞＝ ≥1", "GE[≥] GE[>=] GE[≧] GE[＞＝] GE[≥] NUMBER[1]"},
      {"≤ <= ≦ ＜= > ＞ < ＜", "LE[≤] LE[<=] LE[≦] LE[＜=] GT[>] GT[＞] LT[<] LT[＜]"},
      {"= ＝ ═ ≠ != ！＝", "EQ[=] EQ[＝] EQ[═] NE[≠] NE[!=] NE[！＝]"},
      {"不少于 不低于 至少 不超过 不高于 不多于 至多 不得超过",
       "GE[不少于] GE[不低于] GE[至少] LE[不超过] LE[不高于] LE[不多于] LE[至多] LE[不得超过]"},
      {"超过 大于 高于 多于 超 不足 小于 低于 少于 等于 至",
       "GT[超过] GT[大于] GT[高于] GT[多于] GT[超] LT[不足] LT[小于] LT[低于] LT[少于] EQ[等于] TO[至]"},
      {"不低于85% 超5% 至20次 不低于８５％",
       "GE[不低于] QUANTITY[85%] GT[超] QUANTITY[5%] TO[至] QUANTITY[20次] GE[不低于] QUANTITY[８５％]"},
      {"合格率不低于90% 超标率 至诚", "IDENT[合格率不低于90] PERCENT[%] IDENT[超标率] IDENT[至诚]"},
      {"人数≥200人 a>=b", "IDENT[人数] GE[≥] QUANTITY[200人] IDENT[a] GE[>=] IDENT[b]"},
      {"～ ~ 〜 — .. … ± + ＋ - － − – * × ＊ / ／ ÷ ^",
       "TILDE[～] TILDE[~] TILDE[〜] TILDE[—] DOTDOT[..] DOTDOT[…] PLUSMINUS[±] PLUS[+] PLUS[＋] "
       "MINUS[-] MINUS[－] MINUS[−] MINUS[–] STAR[*] STAR[×] STAR[＊] SLASH[/] SLASH[／] SLASH[÷] CARET[^]"},
      {"（）｛｝：，；．", "LP[（] RP[）] LB[｛] RB[｝] COLON[：] COMMA[，] SEMI[；] DOT[．]"},
      {"at_least at_least5", "GE[at_least] GE[at_least] NUMBER[5]"},
      {"最大 最大(1) 最大 (1) 最大（1）", "MAX[最大] IDENT[最大] LP[(] NUMBER[1] RP[)] IDENT[最大] LP[(] "
                                          "NUMBER[1] RP[)] IDENT[最大] LP[（] NUMBER[1] RP[）]"},
  };
  CHECK(cases);
}

static void dates(void **state) {
  (void)state;
  static const Case cases[] = {
      {"2021-06-30 2021年6月30日 6月30日 6月 6月份",
       "DATE[2021-06-30] DATE[2021年6月30日] DATE[6月30日] DATE[6月] DATE[6月份]"},
      {"6月底 6月末 12月31号 2021年12月底 2021年 2021年度",
       "DATE[6月底] DATE[6月末] DATE[12月31号] DATE[2021年12月底] DATE[2021年] DATE[2021年度]"},
      {"年底 年内 一季度末 第2季度末 上半年 下半年末",
       "DATEWORD[年底] DATEWORD[年内] DATEWORD[一季度末] DATEWORD[第2季度末] DATEWORD[上半年] "
       "DATEWORD[下半年末]"},
      {"2021年三季度末 2021年上半年 3季度末", "DATE[2021年三季度末] DATE[2021年上半年] DATE[3季度末]"},
      {"12月底前 6月30日之前 9月以前 2021年前 3季度前",
       "DEADLINE[12月底前] DEADLINE[6月30日之前] DEADLINE[9月以前] DEADLINE[2021年前] DEADLINE[3季度前]"},
      {"年底前 三季度末前 上半年前", "DEADWORD[年底前] DEADWORD[三季度末前] DEADWORD[上半年前]"},
      {"3个月 13月 3季度 2年 6月租",
       "QUANTITY[3个月] QUANTITY[13月] QUANTITY[3季度] QUANTITY[2年] QUANTITY[6月租]"},
      {"年底支出 上半年度 第一书记", "IDENT[年底支出] IDENT[上半年度] IDENT[第一书记]"},
      {"１２月底前 ２０２１年", "DEADLINE[１２月底前] DATE[２０２１年]"},
      {"12月底之前完成", "DEADLINE[12月底之前] IDENT[完成]"},
      {"1-12月", "NUMBER[1] MINUS[-] DATE[12月]"},
  };
  CHECK(cases);
}

static void blanks_and_comments(void **state) {
  (void)state;
  static const Case cases[] = {
      {"\xEF\xBB\xBF年度\xE3\x80\x80"
       "2021\r\n\t采用\xC2\xA0x",
       "YEAR[年度] NUMBER[2021] ADOPT[采用] IDENT[x]"},
      {"a // b { \" \r\n/// c\nd //", "IDENT[a] IDENT[d]"},
      {"。！￥#\x01", "BAD[。] BAD[！] BAD[￥] BAD[#] BAD[\x01]"},
      {"", ""},
  };
  CHECK(cases);
  assert_str(tokens("a // b\n\n/// c\n//// d\ne", true),
             "IDENT[a] COMMENT[// b] BLANK[\n\n] DOC[/// c] COMMENT[//// d] IDENT[e]");
  assert_str(tokens("a\n\r\n \n  b\n\n", true), "IDENT[a] BLANK[\n\r\n \n  ] IDENT[b] BLANK[\n\n]");
}

static void bytes_that_are_not_text(void **state) {
  (void)state;
  static const char *const texts[] = {"甲\xE4\xB8",        "\xFF",   "x \xC0\xAF y", "\"\xE4\xB8\"",
                                      "// \xED\xA0\x80\n", "“\xF8”", "300\xE4元"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    Str s = padded(texts[i]);
    Lexer lx = {s.p, 0, (uint32_t)s.n, NULL, false};
    bool bad = false;
    for (Token t = {.kind = TOK_BAD}; t.kind != TOK_END; bad |= t.kind == TOK_BAD) lex_next(&lx, &t);
    assert_true(bad);
  }
}

static void limits(void **state) {
  (void)state;
  const struct {
    char c;
    size_t n;
    const char *tail;
    Tok kind;
  } cases[] = {
      {'x', WORD_MAX, "", TOK_IDENT},        {'x', WORD_MAX + 1, "", TOK_BAD},
      {'1', WORD_MAX, "", TOK_NUMBER},       {'1', WORD_MAX + 1, "", TOK_BAD},
      {'1', NUMBER_MAX, "元", TOK_QUANTITY}, {'1', NUMBER_MAX + 1, "元", TOK_BAD},
      {'?', NUMBER_MAX, "元", TOK_HOLE},     {'?', NUMBER_MAX + 1, "元", TOK_BAD},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char *p = arena_zero(&arena, cases[i].n + 32, 1, 1);
    memset(p, cases[i].c, cases[i].n);
    memcpy(p + cases[i].n, cases[i].tail, strlen(cases[i].tail));
    Lexer lx = {p, 0, (uint32_t)strlen(p), NULL, false};
    Token t;
    lex_next(&lx, &t);
    assert_int_equal(t.kind, cases[i].kind);
    assert_int_equal(t.end, strlen(p));
  }
}

// Each spelling of the table is read as its token, and only as a whole.
static void every_keyword(void **state) {
  (void)state;
  Tok kind;
  const char *word;
  uint32_t n = 0;
  for (; (word = token_spelling(n, &kind)); n++) {
    Str s = padded(word);
    Lexer lx = {s.p, 0, (uint32_t)s.n, NULL, false};
    Token t;
    lex_next(&lx, &t);
    assert_int_equal(t.kind, kind);
    assert_int_equal(t.end, s.n);
    assert_int_equal(lex_keyword(s), kind);
    Str longer = padded(str_to_z(&arena, str_cat(&arena, s, S("甲"))));
    lx = (Lexer){longer.p, 0, (uint32_t)longer.n, NULL, false};
    lex_next(&lx, &t);
    assert_int_equal(t.end, longer.n);
    assert_int_equal(lex_keyword(longer), TOK_END);
  }
  assert_true(n > 150);
}

static void a_stretch_ends_where_told(void **state) {
  (void)state;
  Str s = padded("甲 乙 丙");
  Lexer lx = {s.p, 0, 4, NULL, false};
  Token t;
  lex_next(&lx, &t);
  assert_int_equal(t.kind, TOK_IDENT);
  lex_next(&lx, &t);
  assert_int_equal(t.kind, TOK_END);
  assert_int_equal(t.start, 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(names),
      TEST(quotes),
      TEST(quantities),
      TEST(operators),
      TEST(dates),
      TEST(blanks_and_comments),
      TEST(bytes_that_are_not_text),
      TEST(limits),
      TEST(every_keyword),
      TEST(a_stretch_ends_where_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
