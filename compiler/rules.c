// A rule set is drafted first (a copy of the one it starts from, then its own lines over it) and then
// written into the plan, where groups, classes, bands and grades of one rule set stand together.
#include "compiler/rules.h"
#include "base/array.h"
#include "base/utf.h"
#include "compiler/stray.h"
#include "compiler/weight.h"
#include "grammar/lexer.h"

typedef struct Class {
  Str name, key, alias;
  Ref node;
} Class;
typedef struct Group {
  Str name, key;
  Str aliases[4];
  uint32_t alias_n;
  bool weighted;
  Num weight;
  Class *classes;
  uint32_t class_n, class_cap;
} Group;
typedef struct Absent {
  const Tree *tree;
  Ref from, to;
} Absent;
typedef struct Band {
  Str name;
  Num low;
} Band;
typedef struct Line {
  uint8_t kind, op, status;
  Str key, text, source;
} Line; // kind, op, key: which line it is

typedef struct Draft {
  const Tree *tree;
  Ref node;
  uint32_t from;      // draft it starts from, or NONE
  uint32_t steps;     // to the first of them
  bool on_path;       // of 取自 being followed
  bool built, broken; // broken: something in it, or in what it starts from, was reported
  Str basis;
  bool exec_weighted;
  Num exec_weight;
  ExprRef exec_score;
  ExprRef unmet[3];
  ARRAY(Group) groups;
  ARRAY(Band) bands;
  ARRAY(Band) grades;
  ARRAY(Absent) absents;
  ARRAY(Line) lines;
  bool deviation_ok;
  Num deviation;
  uint32_t places;
  uint8_t bare;
} Draft;

typedef struct Rules {
  Check *c;
  Program *p;
  Arena *tmp;
  Draft *drafts; // parallel to plan rulesets
  uint32_t n;
  Ref lost; // a node that was told with the one before it
} Rules;

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

static Group *group_find(Draft *d, Str key) {
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

static Str key_of(Rules *r, const Tree *t, Ref name) {
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
      c.key = key_of(r, t, k);
      not_a_keyword(r, t, k);
    } else if (ast_at(t, k)->kind == AST_ALIASES) {
      Ref first = ast_at(t, k)->kids;
      if (!first) continue;
      c.alias = key_of(r, t, first);
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
  Str key = key_of(r, t, name);
  Group *g = group_find(d, key);
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
        g->aliases[g->alias_n++] = key_of(r, t, x);
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

static void no_group(Rules *r, Draft *d, Ref name) {
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
    Str key = key_of(r, d->tree, k);
    Group *g = group_find(d, key);
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
      no_group(r, d, k);
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
    line_set(r, d, node, from ? key_of(r, t, from) : (Str){0});
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

static void build(Rules *r, uint32_t i) {
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

// ---- into the plan

static void words_put(Rules *r, Map *m, Str key, uint32_t row) {
  if (key.n) map_put(r->p->arena, m, key, str_hash(key), row, NULL);
}

static void emit_groups(Rules *r, const Draft *d, uint32_t row) {
  Plan *plan = r->p->plan;
  RuleWords *w = &r->p->rule_words[row];
  plan->rulesets.group_first[row] = plan->groups.n;
  plan->rulesets.group_n[row] = d->groups.n;
  for (uint32_t i = 0; i < d->groups.n; i++) {
    const Group *g = &d->groups.p[i];
    uint32_t at = plan_add_groups(plan);
    plan->groups.name[at] = plan_str(plan, g->name);
    plan->groups.alias[at] = g->alias_n ? plan_str(plan, g->aliases[0]) : NONE;
    plan->groups.weight[at] = plan_num(plan, g->weight);
    plan->groups.class_first[at] = plan->classes.n;
    plan->groups.class_n[at] = g->class_n;
    words_put(r, &w->groups, g->key, at);
    for (uint32_t k = 0; k < g->class_n; k++) {
      uint32_t c = plan_add_classes(plan);
      plan->classes.name[c] = plan_str(plan, g->classes[k].name);
      plan->classes.alias[c] = g->classes[k].alias.n ? plan_str(plan, g->classes[k].alias) : NONE;
      words_put(r, &w->classes, g->classes[k].key, c);
      words_put(r, &w->classes, g->classes[k].alias, c);
    }
  }
  for (uint32_t i = 0; i < d->groups.n; i++)
    for (uint32_t k = 0; k < d->groups.p[i].alias_n; k++)
      words_put(r, &w->groups, d->groups.p[i].aliases[k], plan->rulesets.group_first[row] + i);
}

static void emit_absents(Rules *r, Draft *d, uint32_t row) {
  RuleWords *w = &r->p->rule_words[row];
  uint32_t first = r->p->plan->rulesets.group_first[row];
  w->absent = NEW_N(r->p->arena, RuleAbsent, d->absents.n + 1);
  for (uint32_t i = 0; i < d->absents.n; i++) {
    Absent a = d->absents.p[i];
    Group *from = group_find(d, key_of(r, a.tree, a.from)), *to = group_find(d, key_of(r, a.tree, a.to));
    if (from && to && from != to) {
      w->absent[w->absent_n++] =
          (RuleAbsent){first + (uint32_t)(from - d->groups.p), first + (uint32_t)(to - d->groups.p)};
    } else if (a.tree == d->tree && ast_at(a.tree, a.from)->at > ast_at(d->tree, d->node)->at) {
      no_group(r, d, from ? a.to : a.from); // an inherited line whose group was dropped says nothing
    }
  }
}

static void emit_bands(Rules *r, const Draft *d, uint32_t row) {
  Plan *plan = r->p->plan;
  plan->rulesets.band_first[row] = plan->bands.n;
  plan->rulesets.band_n[row] = d->bands.n;
  for (uint32_t i = 0; i < d->bands.n; i++) {
    uint32_t at = plan_add_bands(plan);
    plan->bands.name[at] = plan_str(plan, d->bands.p[i].name);
    plan->bands.low[at] = plan_num(plan, d->bands.p[i].low);
  }
  plan->rulesets.grade_first[row] = plan->grades.n;
  plan->rulesets.grade_n[row] = d->grades.n;
  for (uint32_t i = 0; i < d->grades.n; i++) {
    uint32_t at = plan_add_grades(plan);
    plan->grades.name[at] = plan_str(plan, d->grades.p[i].name);
    plan->grades.low[at] = plan_num(plan, d->grades.p[i].low);
  }
}

static void emit_lines(Rules *r, const Draft *d, uint32_t row) {
  Plan *plan = r->p->plan;
  for (uint32_t i = 0; i < d->lines.n; i++) {
    const Line *l = &d->lines.p[i];
    uint32_t at = plan_add_rules(plan);
    plan->rules.ruleset[at] = row;
    plan->rules.line_text[at] = plan_str(plan, l->text);
    plan->rules.status[at] = l->status;
    plan->rules.source[at] = l->source.n ? plan_str(plan, l->source) : NONE;
  }
}

static void sums_to_100(Rules *r, const Draft *d) {
  if (d->broken) return;
  Num sum = d->exec_weighted ? d->exec_weight : NUM(0);
  for (uint32_t i = 0; i < d->groups.n; i++) sum = num_add(r->tmp, sum, d->groups.p[i].weight);
  if (num_cmp(sum, NUM(100)) == 0 || (!d->exec_weighted && num_cmp(sum, NUM(90)) == 0)) return;
  diag_add(r->c->diags, D_RULESET_SUM, ast_span(d->tree, ast_at(d->tree, d->node)->kids),
           TEXT_ARGS(text_of(num_text(r->p->arena, sum, 12))));
}

// What a rule set of one's own leaves unsaid earns nothing, which nobody may have meant.
static void says_all(Rules *r, const Draft *d) {
  if (d->broken || !d->groups.n) return;
  const struct {
    bool lacks;
    const char *zh, *en;
  } lines[] = {
      {d->exec_weighted && d->exec_score == NONE, "执行率的 评分", "the 评分 of 执行率"},
      {d->unmet[UNMET_POSITIVE] == NONE, "未达标 正向", "未达标 正向"},
      {d->unmet[UNMET_NEGATIVE] == NONE, "未达标 反向", "未达标 反向"},
      {d->unmet[UNMET_EQUAL] == NONE, "未达标 等于", "未达标 等于"},
      {!d->bands.n, "档次", "档次"},
      {!d->grades.n, "评级", "评级"},
  };
  Out zh = out_memory(r->p->arena), en = out_memory(r->p->arena);
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    if (!lines[i].lacks) continue;
    out_fmt(&zh, "%s%s", zh.n ? "、" : "", lines[i].zh);
    out_fmt(&en, "%s%s", en.n ? ", " : "", lines[i].en);
  }
  if (!zh.n) return;
  diag_add(r->c->diags, D_RULESET_LACKS, ast_span(d->tree, ast_at(d->tree, d->node)->kids),
           TEXT_ARGS((Text){out_text(&zh), out_text(&en)}));
}

static void emit(Rules *r, uint32_t row) {
  Plan *plan = r->p->plan;
  Draft *d = &r->drafts[row];
  plan->rulesets.basis[row] = d->basis.n ? plan_str(plan, d->basis) : NONE;
  plan->rulesets.exec_weight[row] = d->exec_weighted ? plan_num(plan, d->exec_weight) : NONE;
  plan->rulesets.exec_score[row] = d->exec_score;
  plan->rulesets.unmet_positive[row] = d->unmet[UNMET_POSITIVE];
  plan->rulesets.unmet_negative[row] = d->unmet[UNMET_NEGATIVE];
  plan->rulesets.unmet_equal[row] = d->unmet[UNMET_EQUAL];
  plan->rulesets.deviation[row] = d->deviation_ok ? plan_num(plan, d->deviation) : NONE;
  plan->rulesets.places[row] = d->places;
  plan->rulesets.bare_form[row] = d->bare;
  emit_groups(r, d, row);
  emit_absents(r, d, row);
  emit_bands(r, d, row);
  emit_lines(r, d, row);
  sums_to_100(r, d);
  says_all(r, d);
}

// ---- all of them

// Row of every rule set first, so that 取自 may look forward.
static void name_rulesets(Rules *r, const NodeAt *nodes, uint32_t n) {
  Program *p = r->p;
  for (uint32_t i = 0; i < n; i++) {
    const Tree *t = p->trees[nodes[i].tree];
    Ref name = ast_child(t, nodes[i].node, AST_NAME);
    if (!name) continue;
    bool added;
    uint32_t had =
        map_put(p->arena, &p->ruleset_names, ast_key(p->arena, t, name), ast_at(t, name)->val, r->n, &added);
    if (!added) {
      const Draft *d = &r->drafts[had];
      Diag *g =
          diag_add(r->c->diags, D_RULESET_TWICE, ast_span(t, name), TEXT_ARGS(text_of(ast_name(t, name))));
      diag_label(r->c->diags, g, ast_span(d->tree, ast_child(d->tree, d->node, AST_NAME)), T_FIRST_HERE,
                 NO_ARGS);
      continue;
    }
    uint32_t row = plan_add_rulesets(p->plan);
    p->plan->rulesets.name[row] = plan_str(p->plan, ast_name(t, name));
    r->drafts[r->n++] = (Draft){.tree = t,
                                .node = nodes[i].node,
                                .from = NONE,
                                .exec_score = NONE,
                                .places = 2,
                                .unmet = {NONE, NONE, NONE},
                                .bare = TARGET_BARE};
  }
}

// Builds what draft i starts from before it; a circle of 取自 is cut where it closes.
static void build_chain(Rules *r, uint32_t i, uint32_t *chain) {
  uint32_t n = 0;
  for (uint32_t at = i; at != NONE && !r->drafts[at].built;) {
    Draft *d = &r->drafts[at];
    chain[n++] = at;
    d->on_path = true;
    Ref from = ast_child(d->tree, d->node, AST_FROM), name = from ? ast_at(d->tree, from)->kids : 0;
    uint32_t base = name ? ruleset_named(r->p, d->tree, name, r->c->diags) : NONE;
    d->broken |= name && base == NONE;
    if (base != NONE && r->drafts[base].on_path) {
      diag_add(r->c->diags, D_RULESET_CIRCLE, ast_span(d->tree, name),
               TEXT_ARGS(text_of(ast_name(d->tree, name))));
      base = NONE;
      d->broken = true;
    }
    d->from = at = base;
  }
  while (n) {
    r->drafts[chain[--n]].on_path = false;
    build(r, chain[n]);
  }
}

void declare_rulesets(Check *c, Program *p, const NodeAt *nodes, uint32_t n) {
  Arena tmp;
  arena_init_like(&tmp, p->arena);
  Rules r = {.c = c, .p = p, .tmp = &tmp, .drafts = NEW_N(&tmp, Draft, n + 1)};
  name_rulesets(&r, nodes, n);
  p->rule_words = NEW_N(p->arena, RuleWords, r.n + 1);
  uint32_t *chain = NEW_N(&tmp, uint32_t, r.n + 1);
  for (uint32_t i = 0; i < r.n; i++) build_chain(&r, i, chain);
  for (uint32_t i = 0; i < r.n; i++) emit(&r, i);
  arena_free(&tmp);
}

// ---- asked later

static bool holds(Str s, Str part) {
  for (size_t i = 0; i + part.n <= s.n; i++)
    if (str_eq(str_slice(s, i, i + part.n), part)) return true;
  return false;
}

static Str nearest(Str word, Str best, unsigned *least, Str candidate) {
  unsigned k = str_distance(word, candidate, *least);
  if (k >= *least) return best;
  *least = k;
  return candidate;
}

uint32_t ruleset_named(const Program *p, const Tree *t, Ref name, Diags *diags) {
  const Node *n = ast_at(t, name);
  Arena *a = diags->arena;
  uint32_t row = map_get(&p->ruleset_names, ast_key(a, t, name), n->val);
  if (row != MAP_NONE) return row;
  Str word = ast_name(t, name), near = {0};
  unsigned least = 4;
  for (uint32_t i = 0; i < p->plan->rulesets.n; i++)
    near = nearest(word, near, &least, plan_text(p->plan, p->plan->rulesets.name[i]));
  Diag *d = diag_add(diags, D_RULESET_UNKNOWN, ast_span(t, name), TEXT_ARGS(text_of(word)));
  if (near.n) {
    DiagFix *f = diag_fix(diags, d, T_FIX_TO, TEXT_ARGS(text_of(near)));
    diag_edit(diags, f, ast_span(t, name), near);
  }
  return NONE;
}

uint32_t ruleset_default(const Program *p) {
  Str usual = S("财预2020");
  uint32_t row = map_get(&p->ruleset_names, usual, str_hash(usual));
  return row == MAP_NONE ? NONE : row;
}

static uint32_t word_row(const Map *m, Arena *tmp, Str word, uint32_t hash) {
  uint32_t row = map_get(m, word, hash);
  if (row == MAP_NONE && !utf_is_key(word)) row = map_get(m, utf_key(tmp, word), hash);
  return row == MAP_NONE ? NONE : row;
}

uint32_t rule_class(const Program *p, uint32_t ruleset, Arena *tmp, Str word, uint32_t hash) {
  return ruleset == NONE ? NONE : word_row(&p->rule_words[ruleset].classes, tmp, word, hash);
}

uint32_t rule_group(const Program *p, uint32_t ruleset, Arena *tmp, Str word, uint32_t hash) {
  return ruleset == NONE ? NONE : word_row(&p->rule_words[ruleset].groups, tmp, word, hash);
}

uint32_t rule_group_of(const Plan *plan, uint32_t ruleset, uint32_t cls) {
  uint32_t first = plan->rulesets.group_first[ruleset], n = plan->rulesets.group_n[ruleset];
  for (uint32_t g = first; g < first + n; g++)
    if (cls - plan->groups.class_first[g] < plan->groups.class_n[g]) return g;
  return NONE;
}

Str rule_near(const Program *p, uint32_t ruleset, Str word, bool groups_too) {
  const Plan *plan = p->plan;
  Str near = {0};
  unsigned least = 3;
  if (ruleset == NONE) return near;
  uint32_t first = plan->rulesets.group_first[ruleset], n = plan->rulesets.group_n[ruleset];
  for (uint32_t g = first; g < first + n; g++) {
    if (groups_too) near = nearest(word, near, &least, plan_text(plan, plan->groups.name[g]));
    for (uint32_t k = 0; k < plan->groups.class_n[g]; k++)
      near =
          nearest(word, near, &least, plan_text(plan, plan->classes.name[plan->groups.class_first[g] + k]));
  }
  unsigned holding = 0; // 满意度 for 服务对象满意度指标: the only class that has the word in it
  Str holder = {0};
  for (uint32_t g = first; !near.n && g < first + n; g++)
    for (uint32_t k = 0; k < plan->groups.class_n[g]; k++) {
      Str name = plan_text(plan, plan->classes.name[plan->groups.class_first[g] + k]);
      if (word.n >= 6 && holds(name, word)) holding++, holder = name;
    }
  return holding == 1 ? holder : near;
}
