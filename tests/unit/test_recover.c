// Recovery on texts that nobody wrote by hand: it ends, soon, with a whole tree and few words.
#include "base/os.h"
#include "fixture.h"
#include "grammar/diags.h"
#include "grammar/parse.h"

typedef struct Result {
  Diags diags;
  Sources sources;
  Tree tree;
} Result;

static void check_tree(const Tree *t) {
  assert_int_equal(ast_at(t, t->root)->kind, AST_FILE);
  for (Ref r = 1; r < t->n; r++) {
    Span at = ast_span(t, r);
    assert_true(at.start <= at.end && at.end <= t->source->text.n);
    assert_true(ast_at(t, r)->next < t->n);
  }
}

static Result *parse(Str text) {
  Result *p = NEW(&arena, Result);
  p->diags = diags_new(&arena, diag_table);
  uint32_t file = sources_add(&arena, &p->sources, S("a.pgl"),
                              str_slice(str_cat(&arena, text, (Str){(const char[16]){0}, 16}), 0, text.n));
  parse_file(&arena, &p->sources, file, NULL, &p->diags, &p->tree);
  assert_int_equal(p->tree.broken, p->diags.errors > 0);
  check_tree(&p->tree);
  return p;
}

static Str repeated(const char *head, const char *part, size_t n, const char *tail) {
  Out o = out_memory(&arena);
  out_z(&o, head);
  for (size_t i = 0; i < n; i++) out_z(&o, part);
  out_z(&o, tail);
  return out_text(&o);
}

static bool says(const Result *p, DiagId id) {
  for (uint32_t i = 0; i < p->diags.n; i++)
    if (p->diags.p[i]->text.id == id) return true;
  return false;
}

// Levels are counted; one message, and a tree no deeper than that.
static void depth(void **state) {
  (void)state;
  static const struct {
    const char *head, *part, *tail, *closer;
  } cases[] = {
      {"令 x = ", "(", "1", ")"},      {"令 x = ", "f(", "1", ")"}, {"令 x = ", "-", "1", ""},
      {"令 x = ", "非 ", "a", ""},     {"令 x = a", "+b", "", ""},  {"令 x = a", " 且 b", "", ""},
      {"令 x = a", "^b", "", ""},      {"令 x = a", ".b", "", ""},  {"令 x = ", "若 a 则 b 否则 ", "c", ""},
      {"项目 p { ", "a { ", "", "} "},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bool groups = cases[i].part[0] == 'a';
    for (unsigned n = groups ? 40 : 150; n < 100000; n *= 200) {
      Str text = repeated(cases[i].head, cases[i].part, n, cases[i].tail);
      text = str_cat(&arena, text, repeated("", cases[i].closer, n, groups ? "}" : ""));
      Result *p = parse(text);
      bool deep = n > 1000;
      assert_int_equal(p->diags.n, deep);
      if (deep) assert_true(says(p, D_TOO_DEEP));
      tree_free(&p->tree);
    }
  }
}

// Much rubbish takes no longer than a moment, and is not answered with a megabyte of messages.
static void rubbish_ends(void **state) {
  (void)state;
  static const char *const parts[] = {
      "{",           "}",
      "(",           ")",
      "\"",          "\"\n",
      "“",           "项目 ",
      "项目 a\n",    "项目 a {\n",
      "}\n",         "a 。",
      "用途 a\"b\n", "6月底前完成 ",
      "a-",          "/* x */\n",
      "1,500 ",      "\"a\" ",
      "年度 2021 ",  "若 ",
      "≥ ",          "数量指标 a ≥ 1次 { ",
      "?",           "\xFF",
      "\xE4",        "\xEF\xBB\xBF",
      "\t",          "预算 1元 {\n",
  };
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    ArenaMark mark = arena_mark(&arena);
    for (unsigned place = 0; place < 3; place++) {
      const char *head = place == 0   ? ""
                         : place == 1 ? "项目 a {\n  令 x = f("
                                      : "部门 a { 项目 b { 用途 \"c\" ";
      Str text = repeated(head, parts[i], 100000 / strlen(parts[i]), "\n");
      uint64_t start = os_clock_ns();
      Result *p = parse(text);
      assert_true(os_clock_ns() - start < 20000000000u);
      tree_free(&p->tree);
      arena_reset(&arena, mark);
    }
  }
}

static void bytes(void **state) {
  (void)state;
  Result *p = parse(S("项目 \xD5\xD0\xC9\xCC { }"));
  assert_true(p->diags.n == 1 && says(p, D_FILE_GB18030));
  tree_free(&p->tree);
  p = parse(S("项目 a\xE4\xB8 { 用途 \"\xFF\xFF\" // \xC0\n 目标 b }\n项目 c { }"));
  assert_true(p->diags.n == 1 && says(p, D_BAD_BYTES));
  assert_int_equal(p->diags.p[0]->at.start, 8);
  unsigned bodies = 0;
  for (Ref r = 1; r < p->tree.n; r++) bodies += p->tree.nodes[r].kind == AST_BODY;
  assert_int_equal(bodies, 2);
  tree_free(&p->tree);
}

// What was missing is in the tree as a leaf without text.
static void holes_in_the_tree(void **state) {
  (void)state;
  Result *p = parse(S("项目 a {\n 数量指标 ≥ 1次\n 数据 b: 累计\n 指标 c ≥\n 预算 1元 { d }\n}"));
  assert_int_equal(p->diags.n, 4);
  unsigned empty = 0;
  for (Ref r = 1; r < p->tree.n; r++) {
    const Node *n = ast_at(&p->tree, r);
    if (ast_is_leaf((AstKind)n->kind) && n->kind != AST_END) empty += ast_text(&p->tree, r).n == 0;
  }
  assert_int_equal(empty, 4);
  Out o = out_memory(&arena);
  ast_dump(&o, &p->tree, p->tree.root);
  tree_free(&p->tree);
}

static void words_too_long(void **state) {
  (void)state;
  Result *p = parse(repeated("项目 ", "长", WORD_MAX, " { }"));
  assert_true(p->diags.n == 1 && says(p, D_TOO_LONG));
  tree_free(&p->tree);
  p = parse(repeated("项目 \"", "长", 70000, "\" { }"));
  assert_true(p->diags.n == 1 && says(p, D_TOO_LONG));
  tree_free(&p->tree);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(depth), TEST(rubbish_ends), TEST(bytes), TEST(holes_in_the_tree), TEST(words_too_long),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
