// Trees: what the dump does not show, keywords as names in every slot, stretches, what is expected where.
#include "fixture.h"
#include "grammar/diags.h"
#include "grammar/parse.h"

static bool known(void *ctx, Str word) {
  (void)ctx;
  return str_eq(word, S("人次")) || str_eq(word, S("元"));
}

static const UnitNames units = {known, NULL};

typedef struct Parsed {
  Sources sources;
  Diags diags;
  Tree tree;
} Parsed;

static Str padded(Str s) {
  char *p = arena_zero(&arena, s.n + 16, 1, 1);
  memcpy(p, s.p, s.n);
  return (Str){p, s.n};
}

static Parsed *parse(Str text) {
  Parsed *p = NEW(&arena, Parsed);
  uint32_t file = sources_add(&arena, &p->sources, S("a.pgl"), padded(text));
  p->diags = diags_new(&arena, diag_table);
  parse_file(&arena, &p->sources, file, &units, &p->diags, &p->tree);
  return p;
}

static Str dump(const Tree *t, Ref r) {
  Out o = out_memory(&arena);
  ast_dump(&o, t, r);
  return out_text(&o);
}

static Ref find(const Tree *t, AstKind kind, unsigned nth) {
  for (Ref r = 1; r < t->n; r++)
    if (t->nodes[r].kind == kind && nth-- == 0) return r;
  return 0;
}

// ---- names -------------------------------------------------------------------------------------
static void names_are_compared_by_key(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    bool same;
  } cases[] = {
      {"招商经费", "招商经费", true},
      {"招商经费", "\"招商经费\"", true},
      {"招商经费", "《招商 经费》", true},
      {"LED屏", "ＬＥＤ屏", true},
      {"阿里·木", "阿里・木", true},
      {"㎡数", "m2数", true},
      {"\"a \\\" b\"", "「a \" b」", true},
      {"招商经费", "招商", false},
      {"LED屏", "led屏", false},
      {"\"甲“乙”\"", "\"甲「乙」\"", true},
      {"Ⅱ期", "II期", true},
      {"\"12345热线\"", "「12345热线」", true},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Parsed *p = parse(str_fmt(&arena, "令 %s = 1 令 %s = 2", cases[i].a, cases[i].b));
    assert_false(p->tree.broken);
    Ref a = find(&p->tree, AST_NAME, 0), b = find(&p->tree, AST_NAME, 1);
    assert_int_equal(ast_same_name(&p->tree, a, &p->tree, b), cases[i].same);
    assert_int_equal(ast_same_name(&p->tree, b, &p->tree, a), cases[i].same);
    Str key = ast_key(&arena, &p->tree, a);
    assert_int_equal(str_hash(key), ast_at(&p->tree, a)->val);
    assert_true(ast_name_is(&p->tree, a, key, str_hash(key)));
    tree_free(&p->tree);
  }
}

static void texts_without_their_quotes(void **state) {
  (void)state;
  Parsed *p = parse(S("项目 a { 用途 \"甲\\\"乙\\\\丙\" 目标 “丁“戊”” 备注 《己》 编码 \"\" }"));
  assert_false(p->tree.broken);
  static const char *const values[] = {"甲\"乙\\丙", "丁“戊”", "己", ""};
  for (unsigned i = 0; i < 4; i++)
    assert_str(ast_string(&arena, &p->tree, find(&p->tree, AST_STRING, i)), values[i]);
  tree_free(&p->tree);
}

static void parts_of_a_quantity(void **state) {
  (void)state;
  Parsed *p = parse(S("令 x = １２３．５ + 1,234.5元/人·月 + 735 人次 + ?平方米 + 待定 + ?"));
  assert_false(p->tree.broken);
  assert_str(ast_digits(&arena, &p->tree, find(&p->tree, AST_NUMBER, 0)), "123.5");
  Ref q = find(&p->tree, AST_QUANTITY, 0);
  assert_str(ast_number_text(&p->tree, q), "1,234.5");
  assert_str(ast_digits(&arena, &p->tree, q), "1234.5");
  assert_str(ast_unit_text(&p->tree, q), "元/人·月");
  q = find(&p->tree, AST_QUANTITY, 1);
  assert_str(ast_text(&p->tree, q), "735 人次");
  assert_str(ast_unit_text(&p->tree, q), "人次");
  assert_int_equal(ast_at(&p->tree, q)->val, str_hash(S("人次")));
  static const char *const holes[] = {"平方米", "", ""};
  for (unsigned i = 0; i < 3; i++) assert_str(ast_unit_text(&p->tree, find(&p->tree, AST_HOLE, i)), holes[i]);
  tree_free(&p->tree);
}

static void class_words(void **state) {
  (void)state;
  Parsed *p = parse(S("项目 a { 数量指标 b ≥ 1次 指标 c ≥ 1次 ＡＢ指标 d ≥ 1次 }"));
  static const char *const words[] = {"数量指标", "", "ＡＢ指标"}, *const keys[] = {"数量指标", "", "AB指标"};
  for (unsigned i = 0; i < 3; i++) {
    Ref r = find(&p->tree, AST_INDICATOR, i);
    assert_str(ast_class(&p->tree, r), words[i]);
    assert_int_equal(ast_class_hash(&p->tree, r), *keys[i] ? str_hash(str_z(keys[i])) : 0);
  }
  tree_free(&p->tree);
}

// ---- spans and docs ----------------------------------------------------------------------------
static Str span_of(const Parsed *p, AstKind kind, unsigned nth) {
  return span_text(&p->sources, ast_span(&p->tree, find(&p->tree, kind, nth)));
}

static void spans(void **state) {
  (void)state;
  Parsed *p = parse(S("项目 a ｛\n 指标 b 10次以上 取值 (x + f(1, y)) * 2 // c\n 预算 1元 { c 1元 } "
                      "规则｝\n规则 r { 无符号 ≥ k 1分 { l } }"));
  assert_true(p->diags.n); // 规则 has no place there; its span is checked below all the same
  tree_free(&p->tree);
  p = parse(S("项目 a ｛\n 指标 b 10次以上 取值 (x + f(1, y)) * 2 // c\n 预算 1元 { c 1元 } ｝\n规则 r { "
              "无符号 ≥ k 1分 { l } }"));
  assert_false(p->tree.broken);
  assert_str(span_of(p, AST_TARGET, 0), "10次以上");
  assert_str(span_of(p, AST_PAREN, 0), "(x + f(1, y))");
  assert_str(span_of(p, AST_CALL, 0), "f(1, y)");
  assert_str(span_of(p, AST_BINARY, 1), "(x + f(1, y)) * 2");
  assert_str(span_of(p, AST_INDICATOR, 0), "指标 b 10次以上 取值 (x + f(1, y)) * 2");
  assert_str(span_of(p, AST_BUDGET, 0), "预算 1元 { c 1元 }");
  assert_str(span_of(p, AST_RULEBARE, 0), "无符号 ≥");
  assert_str(span_of(p, AST_RULEGROUP, 0), "k 1分 { l }");
  assert_str(span_of(p, AST_RULESET, 0), "规则 r { 无符号 ≥ k 1分 { l } }");
  Str body = span_of(p, AST_BODY, 0);
  assert_true(str_starts(body, S("项目 a")) && str_ends(body, S("｝")));
  assert_str(span_text(&p->sources, ast_head(&p->tree, find(&p->tree, AST_BODY, 0))), "项目");
  tree_free(&p->tree);
}

static void docs(void **state) {
  (void)state;
  Parsed *p = parse(
      S("/// 一\n///二 \n项目 a {\n  // 不是\n  /// 三\n  令 b = 1 令 c = 2\n  //// 四\n  令 d = 3\n}"));
  static const char *const lets[] = {"三", "", ""};
  assert_str(ast_doc(&arena, &p->tree, find(&p->tree, AST_BODY, 0)), "一\n二");
  for (unsigned i = 0; i < 3; i++) assert_str(ast_doc(&arena, &p->tree, find(&p->tree, AST_LET, i)), lets[i]);
  tree_free(&p->tree);
}

// ---- keywords as names -------------------------------------------------------------------------
// § is the slot. The tree must be that of the same program with another name there.
static const char *const slots[] = {
    "部门 § { }",
    "部门 a { 分项 § { } }",
    "项目 § { }",
    "项目：§ { }",
    "采用 § 令 a = 1",
    "允许 § \"因\"",
    "引用 § 年度 2021",
    "令 § = 1",
    "量纲 § 量纲 b",
    "量纲 b, § 单位 c",
    "单位 § 单位 b",
    "单位 b: § 别名 c 单位 d",
    "单位 b 别名 §, c 依据 \"d\"",
    "函数 §(a) = a",
    "函数 f(§, b) = b",
    "规则 § { }",
    "规则 a 取自 § { 保留 2位 }",
    "规则 a { b 1分 { § 别名 c, d } }",
    "规则 a { b 1分 { c 别名 §, d } }",
    "规则 a { b 1分 别名 § { d } }",
    "规则 a { 缺 § 并入 b 保留 2位 }",
    "规则 a { 缺 b 并入 § 保留 2位 }",
    "规则 a { 删去 b, § 保留 2位 }",
    "规则 a { 档次 § 80%, b 0% }",
    "规则 a { 评级 b 1分, § 0分 }",
    "项目 a { 数据 §: 累计 元 数据 b: 期末 元 }",
    "项目 a { 数据 b: 累计 § 数据 c: 累计 元 }",
    "项目 a { 指标 § ≥ 1次 }",
    "项目 a { 指标 § 12月底前 说明 \"b\" }",
    "项目 a { 指标 § \"好\" }",
    "项目 a { 指标 § 是 }",
    "项目 a { 指标 § 不适用 \"b\" }",
    "项目 a { 数量指标 § ≥ 1次 数量指标 b ≥ 2次 }",
    "项目 a { 数量指标：§ ≥ 1次 }",
    "项目 a { 指标 b ≥ 1次 依据 § 说明 \"c\" }",
    "项目 a { 指标 b ≥ 1次 依据 § 指标 c ≥ 1次 }",
    "项目 a { 指标 b ≥ 1次 标记 §, § 分值 1分 }",
    "项目 a { 用途 § 目标 b }",
    "项目 a { 预算 1元 { § 1元 b 1元 } }",
    "项目 a { 预算 2元 { b 1元 § 1元 } 调整 3元 }",
    "令 a = § 令 b = 1",
    "令 a = §.b",
    "令 a = b.§ 令 c = 1",
    "令 a = b + § * 2",
    "令 a = §(1)",
    "令 a = 若 § 则 § 否则 §",
    "项目 a { 指标 b ≥ 1次 取值 § + 1 依据 c }",
    "项目 a { 要求 § > 1 否则 \"b\" }",
    "项目 a { 指标 b ≥ 1次 评分 § / c 说明 \"d\" }",
    "测试 \"a\" { 项目 § 设 b = 1 }",
    "测试 \"a\" { 设 § = 1 期望 b }",
    "测试 \"a\" { 期望 §.达成 期望 b }",
    "项目 a { 执行率 0分 令 § = 1 }",
    "项目 a { b 1分 { 指标 § ≥ 1次 } }",
};

static Str fill(const char *slot, const char *name) {
  Out o = out_memory(&arena);
  const char *mark;
  for (; (mark = strstr(slot, "§")); slot = mark + strlen("§")) {
    out_str(&o, (Str){slot, (size_t)(mark - slot)});
    out_z(&o, name);
  }
  out_z(&o, slot);
  return out_text(&o);
}

static Str replaced(Str s, const char *word, const char *by) {
  Out o = out_memory(&arena);
  size_t n = strlen(word);
  for (size_t i = 0; i < s.n;) {
    bool here = s.n - i >= n && memcmp(s.p + i, word, n) == 0 && i && s.p[i - 1] == ' ' &&
                (i + n == s.n || s.p[i + n] == '\n');
    if (here) {
      out_z(&o, by);
      i += n;
    } else
      out_c(&o, s.p[i++]);
  }
  return out_text(&o);
}

// A formula reads these words otherwise (a name so called is warned of where it is declared).
static bool reads_otherwise(const char *slot, Tok kind) {
  bool formula = strstr(slot, "= §") || strstr(slot, "+ §") || strstr(slot, "取值 §") ||
                 strstr(slot, "要求 §") || strstr(slot, "评分 §") || strstr(slot, "期望 §") ||
                 strstr(slot, "若 §");
  if (strstr(slot, "取值 §") && kind >= TOK_SUM && kind <= TOK_COUNT) return true; // the indicator's own rows
  return formula &&
         (kind == TOK_IF || kind == TOK_NOT || kind == TOK_YES || kind == TOK_NO || kind == TOK_TBD);
}

static void keywords_are_names_where_none_can_stand(void **state) {
  (void)state;
  unsigned programs = 0, wrong = 0;
  for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
    Parsed *plain = parse(fill(slots[i], "甲乙丙"));
    if (plain->tree.broken) fail_msg("not a program: %s", slots[i]);
    Str want = dump(&plain->tree, plain->tree.root);
    tree_free(&plain->tree);
    const char *word;
    Tok kind;
    for (uint32_t k = 0; (word = token_spelling(k, &kind)); k++) {
      if (!token_is_keyword(kind) || reads_otherwise(slots[i], kind)) continue;
      ArenaMark mark = arena_mark(&arena);
      Parsed *p = parse(fill(slots[i], word));
      Str got = replaced(dump(&p->tree, p->tree.root), word, "甲乙丙");
      programs++;
      // some programs hold the keyword itself as well, as a name (b.支出): both dumps are renamed
      if (!str_eq(got, replaced(want, word, "甲乙丙"))) {
        print_error("%s: %s\n", slots[i], word);
        wrong++;
      }
      tree_free(&p->tree);
      arena_reset(&arena, mark);
    }
  }
  assert_int_equal(wrong, 0);
  assert_true(programs > 6000);
}

// ---- stretches ---------------------------------------------------------------------------------
static void projects_of(const Tree *t, Out *o) {
  for (Ref r = ast_at(t, t->root)->kids; r; r = ast_at(t, r)->next) {
    bool department = ast_at(t, r)->kind == AST_BODY && ast_at(t, r)->op == BODY_DEPARTMENT;
    if (!department) ast_dump(o, t, r);
    if (!department) continue;
    Ref name = ast_at(t, r)->kids;
    for (Ref c = ast_at(t, name)->next; c; c = ast_at(t, c)->next) {
      out_str(o, ast_name(t, name));
      out_c(o, '/');
      ast_dump(o, t, c);
    }
  }
}

static uint32_t seed;
static uint32_t dice(uint32_t n) {
  return (seed = seed * 1664525u + 1013904223u) >> 8 & 0xFFFF ? (seed >> 8) % n : 0;
}

static void random_project(Out *o, const char *indent, unsigned i) {
  out_fmt(o, "%s项目 p%u {\n%s  指标 \"a } { b\" ≥ %u次 // } 部门 x {\n%s  c { 指标 d ≥ 1次 }\n%s}\n", indent,
          i, indent, dice(99), indent, indent);
}

static Str random_program(bool tidy) {
  Out o = out_memory(&arena);
  out_z(&o, "年度 2021\n");
  for (unsigned i = 0; i < 12; i++) {
    if (dice(3)) {
      out_fmt(&o, "部门 d%u {\n", dice(4));
      for (unsigned j = dice(5); j > 0; j--) {
        if (dice(4) == 0) out_z(&o, "  令 x = 1\n");
        random_project(&o, tidy || dice(3) ? "  " : dice(2) ? "" : "      ", i * 10 + j);
      }
      out_z(&o, tidy || dice(3) ? "}\n" : dice(2) ? "  }\n" : "} 令 y = 2\n");
    } else if (tidy || dice(4))
      random_project(&o, tidy ? "" : "  ", 900 + i);
    else
      out_z(&o, "测试 \"t\" {\n  项目 p1\n  期望 1 = 1\n}\n");
  }
  return out_text(&o);
}

static void stretches_give_the_same_trees(void **state) {
  (void)state;
  unsigned cut = 0;
  const ParserTables *tables = parser_tables(&arena); // whole files are parsed without
  for (seed = 1; seed < 600; seed++) {
    ArenaMark mark = arena_mark(&arena);
    uint32_t keep = seed;
    bool tidy = seed % 2;
    Parsed *whole = parse(random_program(tidy));
    assert_false(whole->tree.broken);
    Out want = out_memory(&arena), got = out_memory(&arena);
    projects_of(&whole->tree, &want);
    Stretch stretches[16];
    unsigned n = parse_split(&whole->sources.p[0], 2 + keep % 7, stretches);
    bool broken = false;
    for (unsigned i = 0; i < n; i++) {
      Tree t = {0};
      parse_stretch(&arena, &whole->sources.p[0], 0, stretches[i], &units, tables, &t);
      broken |= t.broken;
      projects_of(&t, &got);
      tree_free(&t);
    }
    if (tidy) assert_false(broken); // else a wrong guess may be found out, but never passes
    if (!broken) assert_true(str_eq(out_text(&want), out_text(&got)));
    cut += n > 1 && !broken;
    tree_free(&whole->tree);
    arena_reset(&arena, mark);
    seed = keep;
  }
  assert_true(cut > 200);
}

static void a_mistake_breaks_its_stretch(void **state) {
  (void)state;
  Str text = padded(S("项目 a { }\n项目 b { 指标 }\n"));
  Source source = {.name = S("a"), .text = text};
  Tree t = {0};
  parse_stretch(&arena, &source, 0, (Stretch){.end = (uint32_t)text.n}, &units, NULL, &t);
  assert_true(t.broken);
  assert_int_equal(ast_at(&t, t.root)->kind, AST_FILE);
  tree_free(&t);
}

// ---- what would be taken -----------------------------------------------------------------------
static bool expects(Str text, Tok kind) {
  Source source = {.name = S("a"), .text = padded(text)};
  Expected e;
  parse_expected(&arena, &source, (uint32_t)text.n, &units, &e);
  for (unsigned i = 0; i < e.n; i++)
    if (e.tokens[i] == kind) return true;
  return false;
}

static void expected(void **state) {
  (void)state;
  assert_true(expects(S(""), TOK_PROJECT) && expects(S(""), TOK_YEAR));
  assert_false(expects(S(""), TOK_BUDGET) || expects(S(""), TOK_IDENT));
  assert_true(expects(S("项目 a {"), TOK_BUDGET) && expects(S("项目 a {"), TOK_RB));
  assert_false(expects(S("项目 a {"), TOK_PROJECT));
  assert_true(expects(S("项目 a { 数据 b: "), TOK_SUM));
  assert_false(expects(S("项目 a { 数据 b: "), TOK_IDENT));
  assert_true(expects(S("项目 a { 数量指标 "), TOK_IDENT));
  assert_false(expects(S("项目 a { 数量指标 "), TOK_VALUE)); // exact: a keyword there would be a name
  assert_true(expects(S("项目 a { 数量指标 b ≥ 1次 "), TOK_VALUE) &&
              expects(S("项目 a { 数量指标 b ≥ 1次 "), TOK_INDICATOR));
  assert_true(expects(S("令 a = 若 b "), TOK_THEN) && expects(S("令 a = 若 b "), TOK_AND));
  assert_true(expects(S("规则 a { "), TOK_UNMET) && expects(S("测试 \"a\" { "), TOK_EXPECT));
  // mistakes before the cursor do not matter
  assert_true(expects(S("项目 a { 数据 b 累计 元\n 数量指标 ≥ 1次\n "), TOK_BUDGET));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(names_are_compared_by_key),
      TEST(texts_without_their_quotes),
      TEST(parts_of_a_quantity),
      TEST(class_words),
      TEST(spans),
      TEST(docs),
      TEST(keywords_are_names_where_none_can_stand),
      TEST(stretches_give_the_same_trees),
      TEST(a_mistake_breaks_its_stretch),
      TEST(expected),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
