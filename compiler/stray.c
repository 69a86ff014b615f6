// Groups that are none: see stray.h.
#include "compiler/stray.h"

static Ref figure_of(const Tree *t, Ref name) {
  Ref next = ast_at(t, name)->next;
  AstKind kind = next ? (AstKind)ast_at(t, next)->kind : AST_NONE;
  return kind == AST_NUMBER || kind == AST_QUANTITY ? next : 0;
}

static Str text_of_node(const Tree *t, Ref r) {
  Span at = ast_span(t, r);
  return str_slice(t->source->text, at.start, at.end);
}

// 元 万元 美元; no points have such a unit.
static bool is_money(const Tree *t, Ref q) {
  return q && ast_at(t, q)->kind == AST_QUANTITY &&
         (str_ends(text_of_node(t, q), S("元")) || str_ends(text_of_node(t, q), S("圆")));
}

static bool has_more(const Tree *t, Ref after) { // indicators or groups with something in them
  for (Ref k = ast_at(t, after)->next; k; k = ast_at(t, k)->next)
    if (ast_at(t, k)->kind == AST_INDICATOR || ast_at(t, k)->kind == AST_GROUP) return true;
  return false;
}

static bool told_misspelt(Check *c, const Tree *t, Ref name, TokenClass class) {
  Str word = ast_name(t, name);
  Tok kind;
  const char *right;
  for (uint32_t i = 0; (right = token_spelling(i, &kind)); i++) {
    if (token_table[kind].class != class || strlen(right) < 3 || str_distance(word, str_z(right), 1) != 1)
      continue;
    Diag *d =
        diag_add(c->diags, D_MISSPELT, ast_span(t, name), TEXT_ARGS(text_of(word), text_of(str_z(right))));
    DiagFix *f = diag_fix(c->diags, d, T_SYNTAX_REPLACE, TEXT_ARGS(text_of(str_z(right))));
    diag_edit(c->diags, f, ast_span(t, name), str_z(right));
    return true;
  }
  return false;
}

// 其中 { 财政资金 40万元 自有资金 10万元 }: a word before the sources of 预算.
static bool sources_only(const Tree *t, Ref name) {
  Ref k = ast_at(t, name)->next;
  for (Ref r = k; r; r = ast_at(t, r)->next) {
    Ref source = ast_at(t, r)->kind == AST_GROUPPOINTS ? ast_at(t, r)->kids : 0;
    if (!source || !is_money(t, figure_of(t, source))) return false;
  }
  return k != 0;
}

// 预算50万元: the bytes of the keyword that a digit follows, or 0.
static uint32_t keyword_before_digit(Str word) {
  size_t n = 0;
  while (n < word.n && !(word.p[n] >= '0' && word.p[n] <= '9')) n++;
  Tok kind = n < word.n ? lex_keyword(str_slice(word, 0, n)) : TOK_END;
  return kind != TOK_END && token_table[kind].class == CLASS_STATEMENT ? (uint32_t)n : 0;
}

bool stray_group(Check *c, const Tree *t, Ref node, bool inside) {
  Ref name = ast_at(t, node)->kids;
  if (!name || ast_at(t, node)->op == 1 || ast_at(t, name)->op & NAME_QUOTED) return false;
  Str word = ast_name(t, name);
  Ref q = figure_of(t, name);
  Tok kind = lex_keyword(word);
  bool keyword = kind != TOK_END && token_table[kind].class == CLASS_STATEMENT;
  uint32_t touching = keyword ? 0 : keyword_before_digit(word);
  bool sources = !q && !touching && sources_only(t, name);
  if ((!keyword && !touching && !sources && !is_money(t, q)) || has_more(t, q ? q : name)) return false;
  Span at = ast_span(t, name);
  if (sources && !keyword) {
    diag_add(c->diags, D_EXTRA, at,
             TEXT_ARGS(text_of(str_fmt(c->diags->arena, "“" STR_FMT "”", STR_ARG(word)))));
    return true;
  }
  if (keyword) {
    Diag *d = diag_add(c->diags, D_MISPLACED, at, TEXT_ARGS(text_of(word)));
    diag_note(c->diags, d, diag_place_of(kind), TEXT_ARGS(text_of(word)));
  } else if (touching) {
    Diag *d = diag_add(
        c->diags, D_NEEDS_BLANK, at,
        TEXT_ARGS(text_of(str_slice(word, 0, touching)), text_of(str_slice(word, touching, word.n))));
    DiagFix *f = diag_fix(c->diags, d, T_SYNTAX_BLANK, NO_ARGS);
    f->safe = true;
    diag_edit(c->diags, f, (Span){at.file, at.start + touching, at.start + touching}, S(" "));
  } else if (inside) {
    Text what = {str_z(diag_table[T_WORD_CLASS].zh), str_z(diag_table[T_WORD_CLASS].en)};
    diag_add(c->diags, D_MISSING, (Span){at.file, at.end, at.end}, TEXT_ARGS(what));
  } else if (!told_misspelt(c, t, name, CLASS_STATEMENT) && !told_misspelt(c, t, name, CLASS_ATTRIBUTE)) {
    diag_add(c->diags, D_SOURCE_ASTRAY, (Span){at.file, at.start, ast_span(t, q).end},
             TEXT_ARGS(text_of(word)));
  }
  return true;
}

bool stray_band(const Tree *t, Ref bands) {
  Ref next = ast_at(t, bands)->next;
  if (!next || ast_at(t, next)->kind != AST_RULEGROUP || ast_at(t, next)->op == 1) return false;
  Ref name = ast_at(t, next)->kids, q = name ? figure_of(t, name) : 0;
  if (!q || ast_at(t, q)->next) return false;
  Str between = str_slice(t->source->text, ast_span(t, bands).end, ast_span(t, next).start);
  return !memchr(between.p, '\n', between.n);
}

bool stray_rule(Check *c, const Tree *t, Ref node) {
  Ref name = ast_child(t, node, AST_NAME), q = name ? figure_of(t, name) : 0;
  if (!q || ast_at(t, q)->next || ast_at(t, q)->kind != AST_QUANTITY || str_ends(text_of_node(t, q), S("分")))
    return false;
  return told_misspelt(c, t, name, CLASS_RULE);
}
