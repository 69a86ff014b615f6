// Units are computed from units: `= 2000/3 * 米^2` is a scale and a dimension, worked out exactly.
#include "compiler/declare.h"
#include "compiler/entity.h"

#define EXPR_DEPTH_MAX 64

// ---- 单位 … = EXPR

typedef struct Scaled {
  bool ok;
  Num scale;
  DimId dim;
} Scaled;

static Scaled scaled(Check *c, const Tree *t, Ref r, unsigned depth);

static Scaled fail(Check *c, const Tree *t, Ref r) {
  diag_add(c->diags, D_UNIT_EXPR, ast_span(t, r), NO_ARGS);
  return (Scaled){0};
}

static Scaled unit_name(Check *c, const Tree *t, Ref r) {
  UnitTable *u = c->prog->units;
  Str word = ast_name(t, r);
  UnitFound f = units_find(u, word);
  if (f.problem == UNIT_OK) return (Scaled){true, unit_scale(u, f.id), unit_dim(u, f.id)};
  Diag *d = diag_add(c->diags, D_UNIT_UNKNOWN, ast_span(t, r), TEXT_ARGS(text_of(word)));
  if (f.near.n) {
    DiagFix *fix = diag_fix(c->diags, d, T_FIX_TO, TEXT_ARGS(text_of(f.near)));
    diag_edit(c->diags, fix, ast_span(t, r), f.near);
  }
  return (Scaled){0};
}

static Scaled power(Check *c, const Tree *t, Ref base, Ref exponent, unsigned depth) {
  Scaled a = scaled(c, t, base, depth), b = scaled(c, t, exponent, depth);
  int64_t e;
  if (!a.ok || !b.ok) return (Scaled){0};
  if (b.dim != DIM_ONE || !num_to_i64(b.scale, &e) || e < -100 || e > 100) return fail(c, t, exponent);
  a.scale = num_pow(c->scratch, a.scale, e);
  a.dim = a.dim == DIM_ONE ? DIM_ONE : dim_pow(c->prog->units, a.dim, (int)e);
  return num_ok(a.scale) && a.dim != DIM_NONE ? a : fail(c, t, exponent);
}

static Scaled scaled(Check *c, const Tree *t, Ref r, unsigned depth) {
  const Node *n = ast_at(t, r);
  if (depth > EXPR_DEPTH_MAX) return fail(c, t, r);
  switch (n->kind) {
  case AST_NUMBER:
  case AST_QUANTITY: {
    Quantity q;
    bool hole;
    if (!quantity_read(c, t, r, &q, &hole)) return (Scaled){0};
    return (Scaled){true, q.value, q.has_unit ? unit_dim(c->prog->units, q.unit) : DIM_ONE};
  }
  case AST_NAME: return unit_name(c, t, r);
  case AST_PAREN: return scaled(c, t, n->kids, depth + 1);
  case AST_BINARY: break;
  default: return fail(c, t, r);
  }
  Ref left = n->kids, right = ast_at(t, left)->next;
  if (n->op == EX_POW) return power(c, t, left, right, depth + 1);
  if (n->op != EX_MUL && n->op != EX_DIV) return fail(c, t, r);
  Scaled a = scaled(c, t, left, depth + 1), b = scaled(c, t, right, depth + 1);
  if (!a.ok || !b.ok) return (Scaled){0};
  bool divide = n->op == EX_DIV;
  a.scale = divide ? num_div(c->scratch, a.scale, b.scale) : num_mul(c->scratch, a.scale, b.scale);
  a.dim = dim_mul(c->prog->units, a.dim, b.dim, divide);
  return num_ok(a.scale) && a.dim != DIM_NONE ? a : fail(c, t, r);
}

// ---- 量纲, 单位

static void unit_twice(Check *c, const Tree *t, Ref name) {
  diag_add(c->diags, D_UNIT_TWICE, ast_span(t, name), TEXT_ARGS(text_of(node_text(t, name))));
}

static void dimension(Check *c, const Tree *t, Ref node) {
  for (Ref r = ast_at(t, node)->kids; r; r = ast_at(t, r)->next)
    if (ast_at(t, r)->kind == AST_NAME && !units_declare_dim(c->prog->units, ast_name(t, r)))
      diag_add(c->diags, D_DIMENSION_TWICE, ast_span(t, r), TEXT_ARGS(text_of(ast_name(t, r))));
}

// Between a unit's names and what follows stands ":" (its 量纲) or "=" (its definition).
static bool is_dimension(const Tree *t, Ref last_unit, Ref r) {
  if (ast_at(t, r)->kind != AST_NAME) return false;
  const char *p = t->source->text.p + ast_span(t, last_unit).end,
             *end = t->source->text.p + ast_span(t, r).start;
  for (; p < end; p++)
    if (*p == ':' || (end - p >= 3 && memcmp(p, "：", 3) == 0)) return true;
  return false;
}

typedef struct UnitParts {
  Ref dim, expr, aliases, basis;
} UnitParts;

static UnitParts unit_parts(const Tree *t, Ref node) {
  UnitParts u = {0};
  Ref last = 0;
  for (Ref r = ast_at(t, node)->kids; r; r = ast_at(t, r)->next) switch (ast_at(t, r)->kind) {
    case AST_UNIT: last = r; break;
    case AST_ALIASES: u.aliases = r; break;
    case AST_ATTR: u.basis = r; break;
    default:
      if (!u.dim && last && is_dimension(t, last, r))
        u.dim = r;
      else
        u.expr = r;
      break;
    }
  return u;
}

// The stdlib knows what it does (its 千克 is the unit of mass).
static bool may_be_named(Check *c, const Tree *t, Ref name, Str text) {
  if (str_starts(t->source->name, S("stdlib/"))) return true;
  const Text why[] = {
      [UNIT_NAME_FORM] = {S("名称里没有数字，也没有 / * · ^；由别的单位组成的不必声明，可以直接用"),
                          S("a name has no digits and none of / * · ^; what is made of other units needs no "
                            "declaration")},
      [UNIT_NAME_PREFIX] = {S("它是数词，后面要接单位"), S("it is a numeral, which wants a unit after it")},
      [UNIT_NAME_MADE] = {S("它已经是数词加单位，可以直接用"),
                          S("it is a numeral and a unit already; use it as it is")},
  };
  UnitName is = units_name(c->prog->units, text);
  if (is == UNIT_NAME_OK) return true;
  diag_add(c->diags, D_UNIT_NAME, ast_span(t, name), TEXT_ARGS(text_of(text), why[is]));
  return false;
}

static void declare_unit(Check *c, const Tree *t, Ref node) {
  UnitTable *units = c->prog->units;
  UnitParts parts = unit_parts(t, node);
  UnitDecl d = {0};
  if (c->prog->docs) d.doc = ast_doc(c->prog->arena, t, node);
  if (parts.basis) {
    Ref why = ast_at(t, parts.basis)->kids;
    d.standard = why && ast_at(t, why)->kind == AST_STRING ? ast_string(c->prog->arena, t, why)
                 : why                                     ? ast_name(t, why)
                                                           : (Str){0};
  }
  if (parts.dim) {
    d.dim = ast_name(t, parts.dim);
    DimId dim = units_dim_named(units, d.dim);
    if (dim == DIM_NONE || units_dim_has_base(units, dim)) {
      diag_add(c->diags, dim == DIM_NONE ? D_DIMENSION_UNKNOWN : D_DIMENSION_HAS_BASE, ast_span(t, parts.dim),
               TEXT_ARGS(text_of(d.dim)));
      return;
    }
  }
  if (parts.expr) {
    Scaled s = scaled(c, t, parts.expr, 0);
    if (!s.ok) return;
    if (num_sign(s.scale) <= 0) {
      fail(c, t, parts.expr);
      return;
    }
    d.derived = true, d.of = s.dim, d.scale = s.scale;
  }
  UnitId id = UNIT_NONE;
  for (Ref r = ast_at(t, node)->kids; r && ast_at(t, r)->kind == AST_UNIT; r = ast_at(t, r)->next) {
    d.name = ast_text(t, r);
    if (!may_be_named(c, t, r, d.name)) continue;
    if (!units_declare(units, &d, &id)) unit_twice(c, t, r);
  }
  for (Ref r = parts.aliases && id != UNIT_NONE ? ast_at(t, parts.aliases)->kids : 0; r;
       r = ast_at(t, r)->next) {
    Str alias = ast_at(t, r)->kind == AST_NAME ? ast_name(t, r) : ast_text(t, r);
    if (may_be_named(c, t, r, alias) && !units_alias(units, id, alias)) unit_twice(c, t, r);
  }
}

void declare_units(Check *c, const Outline *o) {
  const Tree *t = o->tree;
  for (uint32_t i = 0; i < o->items.n; i++) {
    Ref r = o->items.p[i];
    if (ast_at(t, r)->kind == AST_DIMENSION)
      dimension(c, t, r);
    else if (ast_at(t, r)->kind == AST_UNITDECL)
      declare_unit(c, t, r);
  }
}

// ---- 函数

void declare_functions(Program *p, const Outline *o, uint32_t n, Diags *diags) {
  uint32_t cap = 0;
  for (uint32_t i = 0; i < n; i++) {
    const Tree *t = o[i].tree;
    for (uint32_t k = 0; k < o[i].items.n; k++) {
      Ref r = o[i].items.p[k], name = ast_child(t, r, AST_NAME), params = ast_child(t, r, AST_PARAMS);
      if (ast_at(t, r)->kind == AST_LET)
        diag_add(diags, D_LET_OUTSIDE, ast_span(t, name ? name : r), NO_ARGS);
      if (ast_at(t, r)->kind != AST_FUNCTION || !name) continue;
      FunctionDecl f = {.tree = i, .node = r, .name = name, .name_text = ast_name(t, name)};
      for (Ref a = params ? ast_at(t, params)->kids : 0; a; a = ast_at(t, a)->next) f.arity++;
      bool added;
      uint32_t had = map_put(p->arena, &p->function_names, ast_key(p->arena, t, name), ast_at(t, name)->val,
                             p->function_n, &added);
      if (!added) {
        const FunctionDecl *first = &p->functions[had];
        Diag *d = diag_add(diags, D_FUNCTION_TWICE, ast_span(t, name), TEXT_ARGS(text_of(f.name_text)));
        diag_label(diags, d, ast_span(p->trees[first->tree], first->name), T_FIRST_HERE, NO_ARGS);
        continue;
      }
      p->functions = array_room(p->arena, p->functions, p->function_n, &cap, sizeof f, alignof(FunctionDecl));
      p->functions[p->function_n++] = f;
    }
  }
}

// ---- 年度

void declare_year(Program *p, const Outline *o, uint32_t n, Diags *diags) {
  for (uint32_t i = 0; i < n; i++) {
    const Tree *t = o[i].tree;
    for (uint32_t k = 0; k < o[i].items.n; k++) {
      Ref r = o[i].items.p[k], leaf = ast_at(t, r)->kids;
      Num x;
      int64_t year;
      if (ast_at(t, r)->kind != AST_YEAR || !leaf || ast_at(t, leaf)->kind != AST_NUMBER) continue;
      if (!num_parse(p->arena, ast_digits(p->arena, t, leaf), &x) || !num_to_i64(x, &year) || year < 1900 ||
          year > 9000) {
        diag_add(diags, D_YEAR_RANGE, ast_span(t, leaf), TEXT_ARGS(text_of(ast_text(t, leaf))));
        if (!p->year_at.end) p->year_at = ast_span(t, r);
        continue;
      }
      if (!p->year) {
        p->year = (int)year;
        date_make(p->year, 1, 1, &p->year_first);
        p->year_last = date_year_end(p->year);
        p->year_at = ast_span(t, r);
      } else if (p->year != (int)year) {
        Diag *d = diag_add(diags, D_YEAR_TWO, ast_span(t, r),
                           TEXT_ARGS(text_of(str_fmt(p->arena, "%d", p->year)),
                                     text_of(str_fmt(p->arena, "%d", (int)year))));
        diag_label(diags, d, p->year_at, T_FIRST_HERE, NO_ARGS);
        if (p->year_at.file != t->file) diag_note(diags, d, T_NOTE_YEARS, NO_ARGS);
      }
      program_drop(p, t->file, 0, t->source->text.n);
    }
  }
  p->plan->year = p->year;
}

// A year written somewhere in the tree is the likely one.
static uint32_t likely_year(const Tree *t) {
  for (uint32_t i = 1; i < t->n; i++)
    if (t->nodes[i].kind == AST_DATE && t->nodes[i].val >= 1900) return t->nodes[i].val;
  return 2021;
}

void need_year(Program *p, Diags *diags) {
  if (p->year || p->year_at.end || !p->entity_n) return;
  const EntityDecl *d = &p->entities[0];
  const Tree *t = p->trees[d->tree];
  Diag *g = diag_add(diags, D_YEAR_NONE, ast_head(t, d->body), NO_ARGS);
  Str line = str_fmt(diags->arena, "年度 %u", likely_year(t));
  DiagFix *f = diag_fix(diags, g, T_SYNTAX_INSERT, TEXT_ARGS(text_of(line)));
  diag_edit(diags, f, (Span){t->file, 0, 0}, str_cat(diags->arena, line, S("\n")));
}

NodeAt *nodes_of(Program *p, const Outline *o, uint32_t n, AstKind kind, uint32_t *count) {
  ARRAY(NodeAt) out = {0};
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < o[i].items.n; k++)
      if (ast_at(o[i].tree, o[i].items.p[k])->kind == kind)
        *array_push(p->arena, &out) = (NodeAt){i, o[i].items.p[k]};
  *count = out.n;
  return out.p;
}
