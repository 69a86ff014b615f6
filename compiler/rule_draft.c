// What a rule set says, line by line: a copy of the one it starts from, then its own lines over it.
#include "compiler/rule_draft.h"
#include "compiler/stray.h"
#include "compiler/weight.h"
#include "grammar/lexer.h"

static Draft *copy_draft(Rules *r, const Draft *from, Draft *to) {
  Draft own = *to;
  *to = *from;
  to->tree = own.tree, to->node = own.node, to->from = own.from, to->built = false;
  to->broken |= own.broken;
#define COPY(field)                                                                                          \
  to->field.p = NULL, to->field.cap = 0, to->field.n = 0;                                                    \
  for (uint32_t i = 0; i < from->field.n; i++) *array_push(r->tmp, &to->field) = from->field.p[i]
  COPY(groups);
  COPY(bands);
  COPY(grades);
  COPY(absents);
  COPY(lines);
#undef COPY
  for (uint32_t i = 0; i < to->groups.n; i++) to->groups.p[i].class_cap = 0; // shared until replaced
  return to;
}

Group *draft_group(Draft *d, Str key) {
  for (uint32_t i = 0; i < d->groups.n; i++) {
    Group *g = &d->groups.p[i];
    if (str_eq(g->key, key)) return g;
    for (uint32_t k = 0; k < g->alias_n; k++)
      if (str_eq(g->aliases[k], key)) return g;
  }
  return NULL;
}

// ---- where a line comes from

static Str after(Str s, Str mark) {
  for (size_t i = 0; i + mark.n <= s.n; i++)
    if (memcmp(s.p + i, mark.p, mark.n) == 0) return str_trim(str_slice(s, i + mark.n, s.n));
  return (Str){0};
}

// 状态: 已核实 — 出处, on a line of its own in the comment right above.
static void line_source(Str doc, Line *out) {
  Str at = after(doc, S("状态:"));
  if (!at.n) at = after(doc, S("状态："));
  if (!at.n) return;
  const char *end = memchr(at.p, '\n', at.n);
  if (end) at.n = (size_t)(end - at.p);
  if (str_starts(at, S("已核实")))
    out->status = RULE_VERIFIED;
  else if (str_starts(at, S("惯例")))
    out->status = RULE_CUSTOMARY;
  else if (str_starts(at, S("未核实")))
    out->status = RULE_UNVERIFIED;
  out->source = after(at, S("—"));
}

static void line_set(Rules *r, Draft *d, Ref node, Str key) {
  if (!r->lines) return;
  const Node *n = ast_at(d->tree, node);
  Span at = ast_span(d->tree, node);
  Line l = {.kind = n->kind, .op = n->op, .key = key};
  l.text = str_trim(str_slice(d->tree->source->text, at.start, at.end));
  line_source(ast_doc(r->tmp, d->tree, node), &l);
  for (uint32_t i = 0; i < d->lines.n; i++) {
    Line *old = &d->lines.p[i];
    if (old->kind != l.kind || old->op != l.op || !str_eq(old->key, l.key)) continue;
    *old = l;
    return;
  }
  *array_push(r->tmp, &d->lines) = l;
}

static void line_drop(Draft *d, uint8_t kind, uint8_t op, Str key) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < d->lines.n; i++) {
    const Line *l = &d->lines.p[i];
    if (!(l->kind == kind && l->op == op && (!key.n || str_eq(l->key, key)))) d->lines.p[n++] = *l;
  }
  d->lines.n = n;
}

// ---- lines

Str draft_key(Rules *r, const Tree *t, Ref name) {
  return ast_key(r->p->arena, t, name);
}

// A class or group heads a statement, so it may not be a word that heads one already.
static void not_a_keyword(Rules *r, const Tree *t, Ref name) {
  Str word = ast_name(t, name);
  Tok kind = lex_keyword(word);
  if (kind == TOK_END || token_table[kind].class != CLASS_STATEMENT) return;
  diag_add(r->c->diags, D_RULE_KEYWORD, ast_span(t, name), TEXT_ARGS(text_of(word)));
}

static Class class_read(Rules *r, const Tree *t, Ref item) {
  Class c = {.node = item};
  for (Ref k = ast_at(t, item)->kids; k; k = ast_at(t, k)->next) {
    if (ast_at(t, k)->kind == AST_NAME) {
      c.name = ast_name(t, k);
      c.key = draft_key(r, t, k);
      not_a_keyword(r, t, k);
    } else if (ast_at(t, k)->kind == AST_ALIASES) {
      Ref first = ast_at(t, k)->kids;
      if (!first) continue;
      c.alias = draft_key(r, t, first);
      not_a_keyword(r, t, first);
    }
  }
  return c;
}

// One class in one group only.
static void class_add(Rules *r, Draft *d, Group *g, Class c) {
  if (!c.key.n) return;
  for (uint32_t i = 0; i < d->groups.n; i++)
    for (uint32_t k = 0; k < d->groups.p[i].class_n; k++) {
      const Class *o = &d->groups.p[i].classes[k];
      if (!str_eq(o->key, c.key) && !str_eq(o->alias, c.key) &&
          !(c.alias.n && (str_eq(o->key, c.alias) || str_eq(o->alias, c.alias))))
        continue;
      diag_add(r->c->diags, D_CLASS_TWICE, ast_span(d->tree, c.node),
               TEXT_ARGS(text_of(c.name), text_of(d->groups.p[i].name)));
      return;
    }
  g->classes = array_room(r->tmp, g->classes, g->class_n, &g->class_cap, sizeof(Class), alignof(Class));
  g->classes[g->class_n++] = c;
}

static ExprRef share_formula(Rules *r, const Tree *t, Ref expr, bool of_entity) {
  Want want = {.type = PLAN_QUANTITY, .dim_told = true, .dim = DIM_ONE};
  Scope s = {.tree = t,
             .entity = NONE,
             .self_indicator = !of_entity,
             .self_entity = of_entity,
             .self_unit = UNIT_ONE,
             .self_type = PLAN_QUANTITY};
  // First with money for 实际 and 目标值, so that 实际 - 5人 and the like are found; what then stands is a
  // share.
  uint32_t had = r->c->diags->n;
  ExprPool pool = r->c->pool;
  if (!of_entity) {
    s.self_unit = unit_base(r->p->units, units_money_dim(r->p->units));
    expr_check(r->c, &s, expr, want);
    if (r->c->diags->n != had) return NONE;
    r->c->pool.n = pool.n, r->c->pool.arg_n = pool.arg_n, r->c->pool.num_n = pool.num_n,
    r->c->pool.str_n = pool.str_n;
    s.self_unit = UNIT_ONE;
  }
  return expr_check(r->c, &s, expr, want);
}

static void read_exec(Rules *r, Draft *d, Ref node) {
  const Tree *t = d->tree;
  for (Ref k = ast_at(t, node)->kids; k; k = ast_at(t, k)->next) {
    const Node *n = ast_at(t, k);
    if (n->kind == AST_NUMBER || n->kind == AST_QUANTITY)
      d->exec_weighted = points_read(r->c, t, k, &d->exec_weight);
    else if (n->kind == AST_ATTR && n->op == ATTR_SCORE && n->kids)
      d->exec_score = share_formula(r, t, n->kids, true);
  }
  line_set(r, d, node, (Str){0});
}

static void read_group(Rules *r, Draft *d, Ref node) {
  const Tree *t = d->tree;
  if (ast_at(t, node)->op == 1) {
    read_exec(r, d, node);
    return;
  }
  Ref name = ast_child(t, node, AST_NAME);
  if (!name) return;
  Str key = draft_key(r, t, name);
  Group *g = draft_group(d, key);
  if (!g) {
    if (node == r->lost || stray_rule(r->c, t, node)) return;
    not_a_keyword(r, t, name);
    g = array_push(r->tmp, &d->groups);
    *g = (Group){.name = ast_name(t, name), .key = key};
  }
  bool replaced = false;
  for (Ref k = ast_at(t, name)->next; k; k = ast_at(t, k)->next) {
    const Node *n = ast_at(t, k);
    if (n->kind == AST_NUMBER || n->kind == AST_QUANTITY) {
      g->weighted = points_read(r->c, t, k, &g->weight);
    } else if (n->kind == AST_ALIASES) {
      g->alias_n = 0;
      for (Ref x = n->kids; x && g->alias_n < 4; x = ast_at(t, x)->next)
        g->aliases[g->alias_n++] = draft_key(r, t, x);
    } else if (n->kind == AST_CLASSITEM) {
      if (!replaced) g->classes = NULL, g->class_n = g->class_cap = 0;
      replaced = true;
      class_add(r, d, g, class_read(r, t, k));
    }
  }
  if (!g->weighted) {
    diag_add(r->c->diags, D_GROUP_POINTS, ast_span(t, name), TEXT_ARGS(text_of(g->name)));
    g->weighted = true, g->weight = NUM(0);
  }
  line_set(r, d, node, g->key);
}

void draft_no_group(Rules *r, Draft *d, Ref name) {
  Str word = ast_name(d->tree, name), near = {0};
  Diag *g = diag_add(r->c->diags, D_RULE_NO_GROUP, ast_span(d->tree, name), TEXT_ARGS(text_of(word)));
  unsigned least = 3;
  for (uint32_t i = 0; i < d->groups.n; i++) {
    unsigned k = str_distance(word, d->groups.p[i].name, least);
    if (k < least) least = k, near = d->groups.p[i].name;
  }
  if (!near.n) return;
  DiagFix *f = diag_fix(r->c->diags, g, T_FIX_TO, TEXT_ARGS(text_of(near)));
  diag_edit(r->c->diags, f, ast_span(d->tree, name), near);
}

static void read_drop(Rules *r, Draft *d, Ref node) {
  for (Ref k = ast_at(d->tree, node)->kids; k; k = ast_at(d->tree, k)->next) {
    Str key = draft_key(r, d->tree, k);
    Group *g = draft_group(d, key);
    if (g) {
      Str gone = g->key;
      uint32_t at = (uint32_t)(g - d->groups.p);
      memmove(g, g + 1, (--d->groups.n - at) * sizeof *g);
      line_drop(d, AST_RULEGROUP, 0, gone);
    } else if (str_eq(key, S("执行率"))) {
      d->exec_weighted = false;
      d->exec_score = NONE;
      line_drop(d, AST_RULEGROUP, 1, (Str){0});
    } else {
      draft_no_group(r, d, k);
    }
  }
}

// Best first, falling, down to 0.
static bool read_bands(Rules *r, Draft *d, Ref node, bool grades) {
  const Tree *t = d->tree;
  ARRAY(Band) out = {0};
  for (Ref k = ast_at(t, node)->kids; k; k = ast_at(t, k)->next) {
    if (ast_at(t, k)->kind != AST_BAND) continue;
    Ref name = ast_at(t, k)->kids, low = name ? ast_at(t, name)->next : 0;
    if (!low) return false;
    Band b = {.name = ast_name(t, name)};
    Quantity q;
    bool hole = false;
    if (grades ? !points_read(r->c, t, low, &b.low) : !quantity_read(r->c, t, low, &q, &hole)) return false;
    if (!grades && unit_dim(r->p->units, q.unit) != DIM_ONE) {
      diag_add(r->c->diags, D_BAND_SHARE, ast_span(t, low), NO_ARGS);
      return false;
    }
    if (!grades) b.low = q.value;
    if (out.n && num_cmp(out.p[out.n - 1].low, b.low) <= 0) {
      diag_add(r->c->diags, D_BAND_ORDER, ast_span(t, low),
               TEXT_ARGS(text_of(b.name), text_of(out.p[out.n - 1].name)));
      return false;
    }
    if (num_cmp(b.low, grades ? NUM(100) : NUM(1)) > 0 || num_sign(b.low) < 0) {
      diag_add(r->c->diags, D_BAND_RANGE, ast_span(t, low), NO_ARGS);
      return false;
    }
    *array_push(r->tmp, &out) = b;
  }
  if (!out.n) return false;
  if (stray_band(t, node)) {
    Span end = ast_span(t, node);
    diag_add(r->c->diags, D_MISSING, (Span){end.file, end.end, end.end}, TEXT_ARGS(text_of(S("“,”"))));
    r->lost = ast_at(t, node)->next;
  } else if (num_sign(out.p[out.n - 1].low) != 0)
    diag_add(r->c->diags, D_BAND_LAST, ast_span(t, node), TEXT_ARGS(text_of(out.p[out.n - 1].name)));
  if (grades)
    d->grades.p = out.p, d->grades.n = out.n, d->grades.cap = out.cap;
  else
    d->bands.p = out.p, d->bands.n = out.n, d->bands.cap = out.cap;
  return true;
}

static void read_deviation(Rules *r, Draft *d, Ref node) {
  Quantity q;
  bool hole = false;
  Ref leaf = ast_at(d->tree, node)->kids;
  if (!leaf || !quantity_read(r->c, d->tree, leaf, &q, &hole)) return;
  if ((q.has_unit && unit_dim(r->p->units, q.unit) != DIM_ONE) || num_sign(q.value) < 0) {
    diag_add(r->c->diags, D_DEVIATION_SHARE, ast_span(d->tree, leaf), NO_ARGS);
    return;
  }
  d->deviation_ok = true;
  d->deviation = q.value;
}

// 保留 2位: a number of digits, so only its number part counts.
static void read_places(Rules *r, Draft *d, Ref node) {
  Ref leaf = ast_at(d->tree, node)->kids;
  if (!leaf) return;
  Num x;
  int64_t places;
  Str unit = ast_unit_text(d->tree, leaf);
  if ((unit.n && !str_eq(unit, S("位"))) || !num_parse(r->tmp, ast_digits(r->tmp, d->tree, leaf), &x) ||
      !num_to_i64(x, &places) || places < 0 || places > 6) {
    diag_add(r->c->diags, D_RULE_PLACES, ast_span(d->tree, leaf), NO_ARGS);
    return;
  }
  d->places = (uint32_t)places;
}

static void read_basis(Rules *r, Draft *d, Ref node) {
  Ref s = ast_child(d->tree, node, AST_STRING);
  if (s) d->basis = ast_string(r->tmp, d->tree, s);
}

static void read_line(Rules *r, Draft *d, Ref node) {
  const Tree *t = d->tree;
  const Node *n = ast_at(t, node);
  switch (n->kind) {
  case AST_RULEBASIS: read_basis(r, d, node); break;
  case AST_RULEGROUP: read_group(r, d, node); return;
  case AST_RULEUNMET:
    if (n->kids && n->op <= UNMET_EQUAL) d->unmet[n->op] = share_formula(r, t, n->kids, false);
    break;
  case AST_RULEBANDS: read_bands(r, d, node, false); break;
  case AST_RULEGRADES: read_bands(r, d, node, true); break;
  case AST_RULEDEVIATION: read_deviation(r, d, node); break;
  case AST_RULEPLACES: read_places(r, d, node); break;
  case AST_RULEDROP: read_drop(r, d, node); return;
  case AST_RULEABSENT: {
    Ref from = n->kids, to = from ? ast_at(t, from)->next : 0;
    if (to) *array_push(r->tmp, &d->absents) = (Absent){t, from, to};
    line_set(r, d, node, from ? draft_key(r, t, from) : (Str){0});
    return;
  }
  case AST_RULEBARE: d->bare = n->op; break;
  default: return;
  }
  line_set(r, d, node, (Str){0});
}

// The same line twice in one block: which of them counts?
static void lines_once(Rules *r, const Draft *d) {
  const Tree *t = d->tree;
  for (Ref k = ast_at(t, d->node)->kids; k; k = ast_at(t, k)->next) {
    const Node *n = ast_at(t, k);
    if (n->kind == AST_NAME || n->kind == AST_FROM || n->kind == AST_RULEDROP || n->kind == AST_RULEABSENT ||
        n->kind == AST_ERROR)
      continue;
    for (Ref j = ast_at(t, d->node)->kids; j != k; j = ast_at(t, j)->next) {
      const Node *m = ast_at(t, j);
      if (m->kind != n->kind || m->op != n->op) continue;
      if (n->kind == AST_RULEGROUP && n->op != 1 &&
          !ast_same_name(t, ast_child(t, j, AST_NAME), t, ast_child(t, k, AST_NAME)))
        continue;
      Diag *g = diag_add(r->c->diags, D_RULE_TWICE, ast_head(t, k), NO_ARGS);
      diag_label(r->c->diags, g, ast_head(t, j), T_FIRST_HERE, NO_ARGS);
      break;
    }
  }
}

#define LINES_MAX 2000 // of one rule set, its classes included
#define STEPS_MAX 32   // of 取自

// A rule set is looked through line by line for each line.
static bool too_long(Rules *r, const Draft *d) {
  uint32_t n = 0;
  for (Ref k = ast_at(d->tree, d->node)->kids; k; k = ast_at(d->tree, k)->next) {
    n++;
    if (ast_at(d->tree, k)->kind != AST_RULEGROUP && ast_at(d->tree, k)->kind != AST_RULEDROP) continue;
    for (Ref c = ast_at(d->tree, k)->kids; c; c = ast_at(d->tree, c)->next) n++;
  }
  if (n <= LINES_MAX && d->steps <= STEPS_MAX) return false;
  diag_add(r->c->diags, D_RULESET_LONG, ast_span(d->tree, ast_child(d->tree, d->node, AST_NAME)),
           TEXT_ARGS(text_of(str_fmt(r->c->diags->arena, "%d", LINES_MAX)),
                     text_of(str_fmt(r->c->diags->arena, "%d", STEPS_MAX))));
  return true;
}

void draft_build(Rules *r, uint32_t i) {
  Draft *d = &r->drafts[i];
  d->built = true;
  d->steps = d->from == NONE ? 0 : r->drafts[d->from].steps + 1;
  if (too_long(r, d)) {
    d->broken = true;
    d->steps = 0;
    return;
  }
  uint32_t steps = d->steps, had = r->c->diags->n;
  if (d->from != NONE) copy_draft(r, &r->drafts[d->from], d);
  d->steps = steps;
  d->built = true;
  lines_once(r, d);
  for (Ref k = ast_at(d->tree, d->node)->kids; k; k = ast_at(d->tree, k)->next) read_line(r, d, k);
  d->broken |= r->c->diags->n != had;
}
