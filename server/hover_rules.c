// Rule sets and their lines: what they say, and how far each line is verified.
#include "base/utf.h"
#include "server/hover.h"

#define FROM_MAX 32 // steps of 取自

// ---- lines

static Ref ruleset_node(Hover *h, Str key, const Tree **t) {
  for (uint32_t i = 0; i < h->prog->tree_n; i++) {
    *t = h->prog->trees[i];
    for (Ref r = ast_at(*t, (*t)->root)->kids; r; r = ast_at(*t, r)->next) {
      Ref name = ast_at(*t, r)->kind == AST_RULESET ? ast_child(*t, r, AST_NAME) : 0;
      if (name && str_eq(ast_key(h->a, *t, name), key)) return r;
    }
  }
  return 0;
}

static Ref from_of(const Tree *t, Ref node) {
  Ref from = ast_child(t, node, AST_FROM);
  return from ? ast_at(t, from)->kids : 0;
}

Ref hover_rule_line(Hover *h, uint32_t ruleset, AstKind kind, uint8_t op, const Tree **t) {
  Str key = utf_key(h->a, plan_text(h->prog->plan, h->prog->plan->rulesets.name[ruleset]));
  for (unsigned steps = 0; steps < FROM_MAX; steps++) {
    Ref node = ruleset_node(h, key, t), from;
    for (Ref k = node ? ast_at(*t, node)->kids : 0; k; k = ast_at(*t, k)->next)
      if (ast_at(*t, k)->kind == kind && ast_at(*t, k)->op == op && ast_at(*t, k)->kids) return k;
    if (!node || !(from = from_of(*t, node))) return 0;
    key = ast_key(h->a, *t, from);
  }
  return 0;
}

// The plan's row of a line: the plan keeps each line as it is written.
static uint32_t rule_row(Hover *h, uint32_t ruleset, const Tree *t, Ref line) {
  const Plan *p = h->prog->plan;
  Str text = str_trim(hover_written(h, t, line));
  for (uint32_t i = 0; i < p->rules.n; i++)
    if ((ruleset == NONE || p->rules.ruleset[i] == ruleset) &&
        str_eq(plan_text(p, p->rules.line_text[i]), text))
      return i;
  return NONE;
}

static HoverText status_text(uint8_t status) {
  static const HoverText words[] = {[RULE_UNSTATED] = H_STATUS_NONE,
                                    [RULE_VERIFIED] = H_STATUS_VERIFIED,
                                    [RULE_CUSTOMARY] = H_STATUS_CUSTOMARY,
                                    [RULE_UNVERIFIED] = H_STATUS_UNVERIFIED};
  return words[status];
}

Str hover_status_word(Hover *h, uint32_t ruleset, const Tree *t, Ref line) {
  uint32_t row = rule_row(h, ruleset, t, line);
  return hover_part(h, status_text(row == NONE ? RULE_UNSTATED : h->prog->plan->rules.status[row]), BARE);
}

void hover_status(Hover *h, uint32_t ruleset, const Tree *t, Ref line) {
  const Plan *p = h->prog->plan;
  uint32_t row = rule_row(h, ruleset, t, line);
  if (row == NONE) return;
  Str word = hover_part(h, status_text(p->rules.status[row]), BARE),
      source = plan_text(p, p->rules.source[row]);
  if (source.n)
    hover_item(h, H_RULE_SOURCE, WITH(word, hover_safe(h, source)));
  else
    hover_item(h, H_RULE_STATUS, WITH(word));
}

void hover_line_here(Hover *h) {
  const Tree *t = h->path.tree;
  Ref node = query_up(&h->path, AST_RULESET), name = node ? ast_child(t, node, AST_NAME) : 0, line = 0;
  for (uint32_t i = 0; i + 1 < h->path.n; i++)
    if (h->path.at[i] == node) line = h->path.at[i + 1];
  if (!name || !line || line == name) return;
  uint32_t row = map_get(&h->prog->ruleset_names, ast_key(h->a, t, name), ast_at(t, name)->val);
  if (row != MAP_NONE) hover_status(h, row, t, line);
}

// ---- a rule set

static Str name_of(Hover *h, uint32_t str) {
  return hover_safe(h, plan_text(h->prog->plan, str));
}

static Str classes_of(Hover *h, uint32_t group) {
  const Plan *p = h->prog->plan;
  Str list = {0};
  for (uint32_t k = 0; k < p->groups.class_n[group]; k++)
    list = hover_join(h, list, name_of(h, p->classes.name[p->groups.class_first[group] + k]), "、");
  return list;
}

static void statuses(Hover *h, uint32_t ruleset) {
  const Plan *p = h->prog->plan;
  unsigned n[4] = {0};
  Str list = {0};
  for (uint32_t i = 0; i < p->rules.n; i++)
    if (p->rules.ruleset[i] == ruleset) n[p->rules.status[i] & 3]++;
  static const uint8_t order[] = {RULE_VERIFIED, RULE_CUSTOMARY, RULE_UNVERIFIED, RULE_UNSTATED};
  for (unsigned i = 0; i < 4; i++)
    if (n[order[i]])
      list = hover_join(
          h, list,
          hover_part(h, H_RULESET_COUNT,
                     WITH(hover_part(h, status_text(order[i]), BARE), str_fmt(h->a, "%u", n[order[i]]))),
          server_text(h->r->s, "，", ", ").p);
  if (list.n) hover_item(h, H_RULESET_STATUS, WITH(list));
}

void hover_ruleset(Hover *h, const Symbol *s) {
  const Plan *p = h->prog->plan;
  if (s->tree && s->node) {
    hover_block(h, hover_written(h, s->tree, s->node));
    hover_doc(h, ast_doc(h->a, s->tree, s->node));
    Ref from = from_of(s->tree, s->node);
    if (from) hover_item(h, H_RULESET_FROM, WITH(hover_safe(h, ast_name(s->tree, from))));
  }
  if (p->rulesets.basis[s->row] != NONE) hover_item(h, H_BASIS, WITH(name_of(h, p->rulesets.basis[s->row])));
  if (p->rulesets.exec_weight[s->row] != NONE)
    hover_item(h, H_RULESET_EXEC, WITH(hover_number(h, plan_value(p, p->rulesets.exec_weight[s->row]), 4)));
  for (uint32_t i = 0; i < p->rulesets.group_n[s->row]; i++) {
    uint32_t g = p->rulesets.group_first[s->row] + i;
    Str points = hover_number(h, plan_value(p, p->groups.weight[g]), 4), classes = classes_of(h, g);
    if (classes.n)
      hover_item(h, H_RULESET_GROUP, WITH(name_of(h, p->groups.name[g]), points, classes));
    else
      hover_item(h, H_RULESET_GROUP_ALONE, WITH(name_of(h, p->groups.name[g]), points));
  }
  Str grades = {0};
  for (uint32_t i = 0; i < p->rulesets.grade_n[s->row]; i++) {
    uint32_t g = p->rulesets.grade_first[s->row] + i;
    Str low = hover_number(h, plan_value(p, p->grades.low[g]), 4);
    grades = hover_join(
        h, grades, str_fmt(h->a, STR_FMT " " STR_FMT, STR_ARG(name_of(h, p->grades.name[g])), STR_ARG(low)),
        server_text(h->r->s, "，", ", ").p);
  }
  if (grades.n) hover_item(h, H_RULESET_GRADES, WITH(grades));
  statuses(h, s->row);
}

// ---- 一级, 二级

static uint32_t ruleset_of_group(const Plan *p, uint32_t group) {
  for (uint32_t r = 0; r < p->rulesets.n; r++)
    if (group - p->rulesets.group_first[r] < p->rulesets.group_n[r]) return r;
  return NONE;
}

static uint32_t group_of_class(const Plan *p, uint32_t cls) {
  for (uint32_t g = 0; g < p->groups.n; g++)
    if (cls - p->groups.class_first[g] < p->groups.class_n[g]) return g;
  return NONE;
}

void hover_group(Hover *h, const Symbol *s) {
  const Plan *p = h->prog->plan;
  bool cls = s->kind == SYMBOL_CLASS;
  uint32_t group = cls ? group_of_class(p, s->row) : s->row,
           ruleset = group == NONE ? NONE : ruleset_of_group(p, group);
  if (ruleset == NONE) return;
  Str rules = name_of(h, p->rulesets.name[ruleset]),
      own = name_of(h, cls ? p->classes.name[s->row] : p->groups.name[group]);
  if (cls)
    hover_para(h, H_CLASS, WITH(own, rules, name_of(h, p->groups.name[group])));
  else
    hover_para(h, H_GROUP, WITH(own, rules, hover_number(h, plan_value(p, p->groups.weight[group]), 4)));
  uint32_t alias = cls ? p->classes.alias[s->row] : p->groups.alias[group];
  if (alias != NONE) hover_item(h, H_UNIT_ALIASES, WITH(name_of(h, alias)));
  if (!cls && p->groups.class_n[group]) hover_item(h, H_GROUP_CLASSES, WITH(classes_of(h, group)));
  Ref line = s->node; // of a class: of the group it is listed in
  if (cls && s->tree && s->node) {
    line = 0;
    for (Ref r = ast_at(s->tree, s->tree->root)->kids; r && !line; r = ast_at(s->tree, r)->next)
      for (Ref g = ast_at(s->tree, r)->kind == AST_RULESET ? ast_at(s->tree, r)->kids : 0; g;
           g = ast_at(s->tree, g)->next)
        for (Ref c = ast_at(s->tree, g)->kind == AST_RULEGROUP ? ast_at(s->tree, g)->kids : 0; c;
             c = ast_at(s->tree, c)->next)
          if (c == s->node) line = g;
  }
  if (s->tree && line) hover_status(h, ruleset, s->tree, line);
}
