// Hover: what the word under the pointer is. The token there, the node of the tree around it, and what the
// compiler knows of both:
//
//   name ─────────▶ its declaration (hover_names.c, hover_rules.c)
//   quantity, date ▶ what it is worth, and asks for where it is a target (hover_values.c)
//   keyword ──────▶ its row of keywords.def, and what the statement comes to
//   finding ──────▶ what its code means
#include "server/hover.h"
#include "base/os.h"
#include "base/utf.h"
#include "grammar/diags.h"
#include "server/words.h"

void hover(Request *r);

#define MEANINGS     16
#define FINDINGS_MAX 3
#define FILES_SHOWN  8

// ---- the word there

// Lines begin between tokens, so that a line is enough.
static Token token_at(const Document *d, uint32_t offset) {
  uint32_t from = offset;
  while (from && d->text[from - 1] != '\n' && d->text[from - 1] != '\r') from--;
  Lexer lx = {d->text, from, (uint32_t)d->n, NULL, true};
  Token before = {.kind = TOK_END}, t;
  for (;;) {
    lex_next(&lx, &t);
    if (t.kind == TOK_END || t.start > offset) return before;
    if (t.kind != TOK_BLANK && t.end > offset) return t;
    if (t.kind != TOK_BLANK && t.end == offset) before = t;
  }
}

static bool keyword_like(Tok kind) {
  TokenClass c = token_table[kind].class;
  return token_is_keyword(kind) || c == CLASS_OPERATOR || kind == TOK_DOTDOT || kind == TOK_PLUSMINUS;
}

static Ref parent(const Hover *h) {
  return h->path.n > 1 ? h->path.at[h->path.n - 2] : 0;
}

// ---- keywords

static void type_here(Hover *h) {
  Typed t = query_type(&h->q, &h->path);
  if (t.node) hover_item(h, H_TYPE, WITH(hover_type(h, t.type, t.pct, t.unit)));
}

// 取值, 分值, 评分 …: what stands behind it comes to.
static void attribute(Hover *h, Ref attr) {
  switch ((AttrKind)ast_at(h->path.tree, attr)->op) {
  case ATTR_VALUE: hover_value_here(h); break;
  case ATTR_MIDTERM:
  case ATTR_ADJUST: hover_target_here(h); break;
  case ATTR_POINTS:
  case ATTR_SCORE:
  case ATTR_BASIS:
  case ATTR_EXPLAIN:
  case ATTR_MARK:
  case ATTR_NA: break;
  }
}

static void statement(Hover *h, Ref node) {
  const Tree *t = h->path.tree;
  switch ((AstKind)ast_at(t, node)->kind) {
  case AST_BUDGET: hover_budget(h, t, node); break;
  case AST_TARGET: hover_target_here(h); break;
  case AST_ATTR: attribute(h, node); break;
  case AST_BINARY:
  case AST_UNARY:
  case AST_IF: type_here(h); break;
  case AST_RULEBASIS:
  case AST_RULEGROUP:
  case AST_RULEUNMET:
  case AST_RULEBANDS:
  case AST_RULEGRADES:
  case AST_RULEDEVIATION:
  case AST_RULEPLACES:
  case AST_RULEABSENT:
  case AST_RULEBARE: hover_line_here(h); break;
  default: break;
  }
}

// Inside 实际 words name columns.
static bool field(Hover *h) {
  const TokenInfo *t = &token_table[h->word.kind];
  Tok kind = (Tok)h->word.kind;
  bool entity = kind == TOK_DEPARTMENT || kind == TOK_PROJECT || kind == TOK_INDICATOR;
  if (!query_up(&h->path, AST_ACTUALS) || query_up(&h->path, AST_CONDITION)) return false;
  if (kind == TOK_EQ) return true;
  if (!entity && kind != TOK_UNIT && kind != TOK_VALUE) return false;
  hover_para(h,
             entity             ? H_FIELD_OF
             : kind == TOK_UNIT ? H_FIELD_UNIT
                                : H_FIELD_VALUE,
             WITH(str_z(t->zh), str_z(t->en)));
  return true;
}

static void keyword(Hover *h) {
  const TokenInfo *t = &token_table[h->word.kind];
  Ref leaf = query_leaf(&h->path);
  if (field(h) || (h->word.kind == TOK_EQ && leaf && ast_at(h->path.tree, leaf)->kind == AST_RULEUNMET))
    return;
  bool zh = h->r->s->lang == LANG_ZH;
  Str help = hover_safe(h, str_z(zh ? t->help_zh : t->help_en));
  if (help.n && !strcmp(t->zh, t->en))
    hover_para(h, H_SYMBOL, WITH(hover_safe(h, str_z(t->zh)), help));
  else if (help.n) // .. has none
    hover_para(h, H_KEYWORD, WITH(hover_safe(h, str_z(t->zh)), hover_safe(h, str_z(t->en)), help));
  Ref node = query_leaf(&h->path);
  if (node) statement(h, node);
}

// ---- leaves

static bool unit_of_leaf(Hover *h, Ref leaf, Symbol *s) {
  const Tree *t = h->path.tree;
  Str unit = ast_unit_text(t, leaf);
  if (!unit.n) return false;
  QueryPath path = h->path;
  path.offset = (uint32_t)(unit.p - t->source->text.p);
  return query_symbols(&h->q, &path, s, 1) == 1 && s->kind == SYMBOL_UNIT;
}

static bool on_unit(const Hover *h, Ref leaf) {
  Str unit = ast_unit_text(h->path.tree, leaf);
  return unit.n && h->path.offset >= (uint32_t)(unit.p - h->path.tree->source->text.p);
}

static void actuals(Hover *h, Str name) {
  const Str *paths;
  uint32_t n = results_files(h->r, os_path_dir(h->path.tree->source->name), name, &paths);
  hover_para(h, H_ACTUALS, WITH(hover_code(h, name)));
  for (uint32_t i = 0; i < n && i < FILES_SHOWN; i++)
    hover_item(h, H_ACTUALS_FOUND, WITH(hover_safe(h, paths[i])));
  if (!n) hover_item(h, H_ACTUALS_NONE, BARE);
}

static bool value_leaf(Hover *h, Ref leaf) {
  const Tree *t = h->path.tree;
  Symbol unit;
  switch ((AstKind)ast_at(t, leaf)->kind) {
  case AST_QUANTITY:
  case AST_HOLE:
  case AST_NUMBER:
    hover_quantity(h, t, leaf);
    if (query_up(&h->path, AST_TARGET)) hover_target_here(h);
    if (ast_at(t, leaf)->kind != AST_NUMBER && on_unit(h, leaf) && unit_of_leaf(h, leaf, &unit)) {
      hover_rule(h);
      hover_unit(h, &unit);
    }
    break;
  case AST_UNIT:
    if (!unit_of_leaf(h, leaf, &unit)) return false;
    hover_unit(h, &unit);
    break;
  case AST_DATE:
    hover_date(h, t, leaf);
    if (query_up(&h->path, AST_TARGET)) hover_target_here(h);
    break;
  case AST_TRUTH:
    hover_para(h, ast_at(t, leaf)->op ? H_TRUTH_YES : H_TRUTH_NO, BARE);
    if (query_up(&h->path, AST_TARGET)) hover_target_here(h);
    break;
  case AST_STRING:
    if (parent(h) && ast_at(t, parent(h))->kind == AST_ACTUALS)
      actuals(h, ast_string(h->a, t, leaf));
    else if (query_up(&h->path, AST_TARGET))
      hover_target_here(h);
    break;
  default: return false;
  }
  h->at = ast_span(t, leaf);
  return h->out.n > 0;
}

// ---- codes and files

static Str code_name(Hover *h, Str s) {
  Out o = out_memory(h->a);
  for (size_t i = 0; i < s.n; i++) out_c(&o, s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i]);
  return out_text(&o);
}

static void tell_code(Hover *h, const Message *m) {
  static const HoverText words[] = {
      [SEV_ERROR] = H_CODE_ERROR, [SEV_WARNING] = H_CODE_WARNING, [SEV_HINT] = H_CODE_HINT};
  const Server *s = h->r->s;
  Str code = str_z(diag_table[m->id].code);
  Out page = out_memory(h->a);
  hover_para(h, H_CODE,
             WITH(code, hover_part(h, words[diag_table[m->id].severity], BARE),
                  hover_safe(h, message_shown(h->r, m))));
  if (s->page_lead && s->page_lead(h->a, &page, code, s->lang, h->markdown))
    hover_para(h, H_DOC, WITH(out_text(&page)));
}

// The first message of a code, with … for what it would name.
static bool code(Hover *h, Str name) {
  Str code = code_name(h, name);
  for (uint32_t i = 1; i < DIAG_IDS; i++) {
    if (diag_table[i].severity == SEV_TEXT || !str_eq(str_z(diag_table[i].code), code)) continue;
    Message m = {.id = (uint16_t)i, .argc = TEXT_MAX_ARGS};
    for (unsigned k = 0; k < TEXT_MAX_ARGS; k++) m.args[k] = text_of(S("…"));
    tell_code(h, &m);
    return true;
  }
  return false;
}

static Str counted(Hover *h, Str list, HoverText id, unsigned n) {
  if (!n) return list;
  return hover_join(h, list, hover_part(h, id, WITH(str_fmt(h->a, "%u", n))),
                    server_text(h->r->s, "，", ", ").p);
}

static void import(Hover *h, const Symbol *s) {
  Str from = h->path.tree->source->name;
  Str path = os_path_clean(h->a, os_path_join(h->a, os_path_dir(from), s->name));
  uint32_t file = memchr(s->name.p, 0, s->name.n) ? NONE : build_file(h->build, path);
  hover_para(h, H_IMPORT, WITH(hover_code(h, file == NONE ? s->name : path)));
  if (file == NONE) {
    hover_item(h, H_IMPORT_NONE, BARE);
    return;
  }
  unsigned functions = 0, units = 0, rulesets = 0, entities = 0;
  for (uint32_t i = 0; i < h->prog->tree_n; i++) {
    const Tree *t = h->prog->trees[i];
    for (Ref r = t->file == file ? ast_at(t, t->root)->kids : 0; r; r = ast_at(t, r)->next) {
      AstKind k = (AstKind)ast_at(t, r)->kind;
      functions += k == AST_FUNCTION, units += k == AST_UNITDECL, rulesets += k == AST_RULESET,
          entities += k == AST_BODY;
    }
  }
  Str has = counted(h, (Str){0}, H_IMPORT_FUNCTIONS, functions);
  has = counted(h, has, H_IMPORT_UNITS, units);
  has = counted(h, has, H_IMPORT_RULESETS, rulesets);
  has = counted(h, has, H_IMPORT_ENTITIES, entities);
  hover_item(h, H_IMPORT_HAS, WITH(has.n ? has : hover_part(h, H_IMPORT_NOTHING, BARE)));
}

// ---- names

static void band(Hover *h, Ref name) {
  const Tree *t = h->path.tree;
  Ref low = ast_at(t, name)->next, around = h->path.n > 2 ? h->path.at[h->path.n - 3] : 0;
  bool grade = around && ast_at(t, around)->kind == AST_RULEGRADES;
  if (low)
    hover_para(h, grade ? H_GRADE : H_BAND,
               WITH(hover_safe(h, ast_name(t, name)), hover_safe(h, hover_written(h, t, low))));
}

// In the formulas of rule sets and of units, which no entity is checked for.
static void formula_name(Hover *h, Ref leaf) {
  const Tree *t = h->path.tree;
  Str name = ast_name(t, leaf);
  if (query_up(&h->path, AST_UNITDECL)) {
    hover_unit(h, &(Symbol){.kind = SYMBOL_UNIT, .name = name});
    return;
  }
  const Builtin *b = query_up(&h->path, AST_CALL) ? word_builtin(name) : NULL;
  const Figure *f = figure_named(name);
  bool zh = h->r->s->lang == LANG_ZH;
  if (b)
    hover_para(h, H_KEYWORD, WITH(b->zh, b->en, zh ? b->help_zh : b->help_en));
  else if (f)
    hover_para(h, H_KEYWORD, WITH(f->zh, f->en, zh ? f->help_zh : f->help_en));
  Ref line = parent(h);
  if (line && ast_at(t, line)->kind == AST_RULEGROUP) hover_line_here(h); // 执行率
}

static void free_name(Hover *h, Ref leaf) {
  const Tree *t = h->path.tree;
  Ref up = parent(h);
  if (!up) return;
  const Node *n = ast_at(t, up);
  if (n->kind == AST_SOURCE) {
    hover_para(h, H_FUND, WITH(hover_code(h, ast_name(t, leaf))));
    Ref amount = ast_at(t, leaf)->next;
    if (amount && ast_at(t, amount)->kind == AST_QUANTITY) hover_quantity(h, t, amount);
  } else if (n->kind == AST_BAND)
    band(h, leaf);
  else if (n->kind == AST_ATTR && n->op == ATTR_BASIS)
    hover_para(h, H_BASIS, WITH(hover_safe(h, ast_name(t, leaf))));
  else if (n->kind == AST_ATTR && n->op == ATTR_MARK)
    hover_para(h, H_MARK, WITH(hover_safe(h, ast_name(t, leaf))));
  else if (n->kind == AST_GROUPPOINTS && n->op == 1) {
    const TokenInfo *k = &token_table[TOK_EXECRATE];
    hover_para(h, H_KEYWORD,
               WITH(str_z(k->zh), str_z(k->en), str_z(h->r->s->lang == LANG_ZH ? k->help_zh : k->help_en)));
  } else if (query_up(&h->path, AST_RULESET) || query_up(&h->path, AST_UNITDECL))
    formula_name(h, leaf);
}

static bool name_leaf(Hover *h, Ref leaf) {
  Symbol found[MEANINGS];
  uint32_t n = query_symbols(&h->q, &h->path, found, MEANINGS);
  if (n) {
    h->at = found[0].at;
    if (found[0].kind == SYMBOL_CODE) {
      if (!code(h, found[0].name)) hover_para(h, H_CODE_NONE, WITH(hover_code(h, found[0].name)));
    } else if (found[0].kind == SYMBOL_IMPORT)
      import(h, &found[0]);
    else
      hover_symbol(h, &found[0]);
    if (n > 1) hover_item(h, H_MORE_OF_NAME, WITH(str_fmt(h->a, "%u", n - 1)));
  } else if (leaf && ast_at(h->path.tree, leaf)->kind == AST_NAME) {
    h->at = ast_span(h->path.tree, leaf);
    free_name(h, leaf);
  }
  return h->out.n > 0;
}

// ---- findings

static void findings(Hover *h, uint32_t offset) {
  uint16_t told[FINDINGS_MAX];
  unsigned n = 0;
  for (uint32_t i = 0; i < h->build->diags.n && n < FINDINGS_MAX; i++) {
    const Diag *d = h->build->diags.p[i];
    bool here = d->at.file == h->file && !d->cell.name.n && d->at.start <= offset && offset <= d->at.end;
    for (unsigned k = 0; k < n; k++)
      here &= strcmp(diag_table[told[k]].code, diag_table[d->text.id].code) != 0;
    if (!here) continue;
    told[n++] = d->text.id;
    if (h->out.n && n == 1) hover_rule(h);
    if (!h->out.n) h->at = d->at;
    tell_code(h, &d->text);
  }
}

// ---- the request

static void answer(Hover *h) {
  Json *j = &h->r->json;
  json_obj(j);
  json_key(j, "contents"), json_obj(j);
  json_put_str(j, "kind", h->markdown ? S("markdown") : S("plaintext"));
  json_put_str(j, "value", out_text(&h->out));
  json_end(j, '}');
  uint32_t end = h->at.end < h->doc->n ? h->at.end : (uint32_t)h->doc->n;
  json_key(j, "range"), write_range(j, &h->doc->lines, h->at.start < end ? h->at.start : end, end);
  json_end(j, '}');
}

static void look(Hover *h) {
  const Tree *t = h->path.tree;
  Ref leaf = query_leaf(&h->path);
  bool inside = h->word.kind != TOK_END;
  bool text = h->word.kind == TOK_COMMENT || h->word.kind == TOK_DOC;
  h->at = (Span){h->file, h->word.start, h->word.end};
  if (inside && !text && leaf) {
    AstKind kind = (AstKind)ast_at(t, leaf)->kind;
    bool words =
        kind == AST_NAME || kind == AST_INDICATOR || (kind == AST_STRING && query_up(&h->path, AST_IMPORT));
    Span own = ast_span(t, leaf);
    bool on = h->word.start < own.end && own.start < h->word.end;
    if (on && words && name_leaf(h, leaf)) return;
    if (on && value_leaf(h, leaf)) return;
  }
  if (!inside || text) return;
  h->at = (Span){h->file, h->word.start, h->word.end};
  if (keyword_like((Tok)h->word.kind)) keyword(h);
  if (!h->out.n && leaf && ast_at(t, leaf)->kind == AST_BINARY) {
    hover_para(h, H_DOC, WITH(hover_code(h, hover_written(h, t, leaf))));
    type_here(h);
  }
}

void hover(Request *r) {
  uint32_t offset;
  Hover h = {.r = r, .a = r->a, .doc = request_place(r, &offset), .markdown = r->s->client.markdown};
  h.build = h.doc ? document_build(r->s, h.doc) : NULL;
  h.file = h.build ? build_file(h.build, h.doc->path) : NONE;
  if (h.file == NONE) return;
  Diags lost = diags_new(r->a, diag_table);
  h.prog = h.build->program;
  h.q = query_on(h.prog, r->a);
  h.check = (Check){.prog = h.prog, .scratch = r->a, .diags = &lost};
  h.out = out_memory(r->a);
  h.word = token_at(h.doc, offset);
  if (!query_path(&h.q, h.file, offset, &h.path) || !h.path.tree) return;
  look(&h);
  findings(&h, offset);
  if (h.out.n) answer(&h);
}
