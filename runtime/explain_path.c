// Names to figures. Every nameable thing is offered once with the chain of names it stands under, so that
// one comparison serves finding, telling several apart, and suggesting.
#include "base/array.h"
#include "base/utf.h"
#include "grammar/ast.h"
#include "runtime/evidence.h"
#include "runtime/explain.h"

enum { PARTS_MAX = 16 };

typedef struct Search {
  Arena *a;
  const Plan *p;
  Str parts[PARTS_MAX]; // keys, outermost first
  uint32_t n;
  ExplainTarget found;
  uint32_t found_owner, count, rank;
  Str other; // the path of a second one
  Str near;
  unsigned distance;
  Str typed;
} Search;

static const struct {
  const char *zh, *en;
  ExplainKind kind;
} figures[] = {
    {"得分", "score", EXPLAIN_TOTAL},   {"等级", "grade", EXPLAIN_TOTAL},
    {"合计", "total", EXPLAIN_TOTAL},   {"执行率", "execution", EXPLAIN_RATE},
    {"预算", "budget", EXPLAIN_BUDGET}, {"支出", "spent", EXPLAIN_SPENT},
};

static const char *const parts_of_indicator[] = {"实际", "actual", "目标值", "target", "达成",
                                                 "met",  "得分",   "score",  "分值",   "points"};

// Cuts at dots outside quotes. False: too many parts, or an empty one.
static bool split(Search *s, Str path) {
  static const char *const open[] = {"\"", "“", "「", "《"}, *const close[] = {"\"", "”", "」", "》"};
  for (size_t i = 0; i <= path.n;) {
    if (s->n == PARTS_MAX) return false;
    size_t from = i, end;
    int quote = -1;
    for (int q = 0; q < 4 && quote < 0; q++)
      if (str_starts(str_slice(path, i, path.n), str_z(open[q]))) quote = q;
    if (quote >= 0) {
      from = i += strlen(open[quote]);
      while (i < path.n && !str_starts(str_slice(path, i, path.n), str_z(close[quote]))) i++;
      end = i;
      i += i < path.n ? strlen(close[quote]) : 0;
      if (i < path.n && path.p[i] != '.') return false;
    } else {
      while (i < path.n && path.p[i] != '.') i++;
      end = i;
    }
    Str key = utf_key(s->a, str_slice(path, from, end));
    if (!key.n) return false;
    s->parts[s->n++] = key;
    if (i >= path.n) break;
    i++;
  }
  return s->n > 0;
}

static Str path_text(Search *s, uint32_t ent, Str name) {
  Str path = name;
  const Plan *p = s->p;
  for (uint32_t e = ent; e != NONE; e = p->entities.parent[e]) {
    if (p->entities.kind[e] == BODY_DEPARTMENT && e != ent) break;
    path = str_cat(s->a, str_cat(s->a, plan_text(p, p->entities.name[e]), path.n ? S(".") : (Str){0}), path);
  }
  return path;
}

// Whether parts[0 .. n) name entities around (and with) `ent`, in order, some left out. 2: the innermost is
// `ent` itself; `level2` may stand for one of them.
static uint32_t under(const Search *s, uint32_t ent, Str level2, uint32_t n) {
  const Plan *p = s->p;
  bool direct = n == 0;
  if (n && level2.n && str_eq(s->parts[n - 1], level2)) n--, direct = n == 0;
  for (uint32_t e = ent; e != NONE && n; e = p->entities.parent[e]) {
    if (!str_eq(plan_text(p, p->entities.key[e]), s->parts[n - 1])) continue;
    direct |= e == ent;
    n--;
  }
  return n ? 0 : direct ? 2 : 1;
}

// A thing called `key` in `ent`; `n`: how many parts stand before its name.
static void offer(Search *s, ExplainTarget t, uint32_t ent, Str key, Str name, Str level2, uint32_t n) {
  if (!str_eq(key, s->parts[n])) return;
  uint32_t rank = under(s, ent, level2, n);
  if (!rank || rank < s->rank) return;
  if (rank > s->rank) s->count = 0;
  s->rank = rank;
  if (s->count++ == 0)
    s->found = t, s->found_owner = ent;
  else if (s->count == 2)
    s->other = path_text(s, ent, name);
}

// For a suggestion: what was typed, and the last part of it, against the name and its whole path.
static void consider(Search *s, uint32_t ent, Str name) {
  Str full = path_text(s, ent, name), last = s->n ? s->parts[s->n - 1] : s->typed;
  const struct { Str typed, there; } pairs[] = {{s->typed, full}, {s->typed, name}, {last, name}};
  for (int i = 0; i < 3; i++) {
    unsigned d = str_distance(pairs[i].typed, pairs[i].there, s->distance);
    if (d < s->distance) s->distance = d, s->near = full;
  }
}

static void each_name(Search *s, uint32_t n, bool suggest) {
  const Plan *p = s->p;
  for (uint32_t i = 0; i < p->indicators.n; i++) {
    Str name = plan_text(p, p->indicators.name[i]), level2 = plan_text(p, p->indicators.level2_key[i]);
    if (suggest)
      consider(s, p->indicators.entity[i], name);
    else
      offer(s, (ExplainTarget){EXPLAIN_INDICATOR, i}, p->indicators.entity[i],
            plan_text(p, p->indicators.key[i]), name, level2, n);
  }
  if (!suggest && s->count) return; // an indicator that takes the 数据 of its name is meant itself
  for (uint32_t i = 0; i < p->inputs.n; i++) {
    if (p->inputs.indicator[i] != NONE) continue;
    bool spent = p->entities.input_first[p->inputs.entity[i]] == i;
    Str name = plan_text(p, p->inputs.name[i]);
    ExplainTarget t = {spent ? EXPLAIN_SPENT : EXPLAIN_INPUT, spent ? p->inputs.entity[i] : i};
    if (suggest)
      consider(s, p->inputs.entity[i], name);
    else
      offer(s, t, p->inputs.entity[i], plan_text(p, p->inputs.key[i]), name, (Str){0}, n);
  }
  for (uint32_t i = 0; i < p->lets.n; i++) {
    Str name = plan_text(p, p->lets.name[i]);
    if (suggest)
      consider(s, p->lets.entity[i], name);
    else
      offer(s, (ExplainTarget){EXPLAIN_LET, i}, p->lets.entity[i], utf_key(s->a, name), name, (Str){0}, n);
  }
}

// X.得分: the figure of an entity, or of an indicator (then it is the indicator that is explained).
static bool figure(Search *s) {
  if (s->n < 2) return false;
  Str last = s->parts[s->n - 1];
  for (size_t i = 0; i < sizeof parts_of_indicator / sizeof *parts_of_indicator; i++) {
    if (!str_eq(last, str_z(parts_of_indicator[i]))) continue;
    each_name(s, s->n - 2, false);
    if (s->count) return true;
  }
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
    if (!str_eq(last, str_z(figures[i].zh)) && !str_eq(last, str_z(figures[i].en))) continue;
    for (uint32_t e = 0; e < s->p->entities.n; e++)
      offer(s, (ExplainTarget){figures[i].kind, e}, s->p->entities.parent[e],
            plan_text(s->p, s->p->entities.key[e]), plan_text(s->p, s->p->entities.name[e]), (Str){0},
            s->n - 2);
    return s->count > 0;
  }
  return false;
}

static void entities(Search *s) {
  const Plan *p = s->p;
  for (uint32_t e = 0; e < p->entities.n; e++)
    offer(s, (ExplainTarget){EXPLAIN_TOTAL, e}, p->entities.parent[e], plan_text(p, p->entities.key[e]),
          plan_text(p, p->entities.name[e]), (Str){0}, s->n - 1);
}

static Str found_path(Search *s) {
  const Plan *p = s->p;
  Str name = {0};
  switch (s->found.kind) {
  case EXPLAIN_INDICATOR: name = plan_text(p, p->indicators.name[s->found.row]); break;
  case EXPLAIN_INPUT: name = plan_text(p, p->inputs.name[s->found.row]); break;
  case EXPLAIN_LET: name = plan_text(p, p->lets.name[s->found.row]); break;
  case EXPLAIN_SPENT: name = S("支出"); break;
  case EXPLAIN_TOTAL:
  case EXPLAIN_RATE:
  case EXPLAIN_BUDGET: name = plan_text(p, p->entities.name[s->found.row]); break;
  }
  return path_text(s, s->found_owner, name);
}

ExplainFound explain_path(Arena *a, const Plan *p, Str path, ExplainTarget *out, Str *near) {
  Search s = {.a = a, .p = p, .typed = str_trim(path)};
  *near = (Str){0};
  if (split(&s, s.typed)) {
    each_name(&s, s.n - 1, false);
    if (!s.count) entities(&s);
    if (!s.count) figure(&s);
  }
  if (s.count == 1) {
    *out = s.found;
    return EXPLAIN_OK;
  }
  if (s.count) {
    *near = str_cat(a, str_cat(a, found_path(&s), S("、")), s.other);
    return EXPLAIN_SEVERAL;
  }
  s.distance = (unsigned)utf_count(s.n ? s.parts[s.n - 1] : s.typed) / 3 + 2;
  each_name(&s, 0, true);
  for (uint32_t e = 0; e < p->entities.n; e++)
    consider(&s, p->entities.parent[e], plan_text(p, p->entities.name[e]));
  *near = s.near;
  return EXPLAIN_UNKNOWN;
}

uint32_t *explain_inputs(Arena *a, const Plan *p, ExplainTarget t, uint32_t *n) {
  Evidence *e = evidence_new(a, p);
  const InputUse *uses = NULL;
  static const InputUse none;
  InputUse self = {t.row, SPAN_NOW};
  *n = 0;
  switch (t.kind) {
  case EXPLAIN_INDICATOR: uses = evidence_indicator(e, NULL, t.row, n); break;
  case EXPLAIN_LET: uses = evidence_expr(e, NULL, p->lets.expr[t.row], n); break;
  case EXPLAIN_RATE:
  case EXPLAIN_SPENT: uses = evidence_spent(e, NULL, t.row, n); break;
  case EXPLAIN_INPUT: uses = &self, *n = 1; break;
  case EXPLAIN_TOTAL: // told by indicator, without rows
  case EXPLAIN_BUDGET: uses = &none; break;
  }
  // An indicator's own rows are shown too where a formula stands in their place.
  bool own = t.kind == EXPLAIN_INDICATOR;
  uint32_t *inputs = NEW_N(a, uint32_t, *n + 1u);
  for (uint32_t i = 0; i < *n; i++) inputs[i] = uses[i].input;
  if (own) inputs[(*n)++] = p->indicators.input[t.row];
  return inputs;
}
