// Rule sets are drafted (rule_draft.c) and then written into the plan, where groups, classes, bands and
// grades of one rule set stand together.
#include "compiler/rules.h"
#include "base/utf.h"
#include "compiler/rule_draft.h"

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
    Group *from = draft_group(d, draft_key(r, a.tree, a.from)),
          *to = draft_group(d, draft_key(r, a.tree, a.to));
    if (from && to && from != to) {
      w->absent[w->absent_n++] =
          (RuleAbsent){first + (uint32_t)(from - d->groups.p), first + (uint32_t)(to - d->groups.p)};
    } else if (a.tree == d->tree && ast_at(a.tree, a.from)->at > ast_at(d->tree, d->node)->at) {
      draft_no_group(r, d, from ? a.to : a.from); // an inherited line whose group was dropped says nothing
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
    draft_build(r, chain[n]);
  }
}

void declare_rulesets(Check *c, Program *p, const NodeAt *nodes, uint32_t n, bool lines) {
  Arena tmp;
  arena_init_like(&tmp, p->arena);
  Rules r = {.c = c, .p = p, .tmp = &tmp, .lines = lines, .drafts = NEW_N(&tmp, Draft, n + 1)};
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
