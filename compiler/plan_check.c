// What plan.def says of a column, taken at its word: the first word of `what` becomes a rule, and every cell
// of a plan that was read is held to it. Then what holds between columns: parents before children, lists
// inside their tables, operands before their users.
#include "base/par.h"
#include "compiler/expr_limits.h"
#include "compiler/mapping.h"
#include "compiler/plan_file.h"
#include "grammar/ast.h"

typedef enum RuleKind {
  RULE_ANY,   // a plain number
  RULE_BELOW, // less than `limit`, or NONE where that may be
  RULE_FIRST, // with the count beside it at most `limit`
  RULE_DATE,
  RULE_NUM,
} RuleKind;

struct PlanRule {
  uint8_t kind;
  bool none;
  uint32_t limit;
  const void *cells, *counts;
};

static bool is(Str word, const char *name) {
  return str_eq(word, str_z(name));
}

// Values of an enum, all below the number; 0: no such word.
static uint32_t enum_limit(Str word) {
  static const struct {
    const char *name;
    uint32_t limit;
  } enums[] = {
      {"flag", 2},
      {"places", 7},
      {"BodyKind", BODY_PROJECT + 1},
      {"TextKind", TEXT_MIDGOAL + 1},
      {"AggKind", AGG_COUNT + 1},
      {"PlanOp", PLAN_OPS},
      {"PlanType", PLAN_GRADE + 1},
      {"TargetForm", TARGET_MISSING + 1},
      {"RuleStatus", RULE_UNVERIFIED + 1},
      {"FieldKind", FIELDS},
      {"MapFrom", MAP_CONSTANT + 1},
      {"ExprOp", EX_NEG + 1},
  };
  for (size_t i = 0; i < sizeof enums / sizeof *enums; i++)
    if (is(word, enums[i].name)) return enums[i].limit;
  return 0;
}

static uint32_t rows_at(const Plan *p, uint32_t at) {
  uint32_t n;
  memcpy(&n, (const char *)p + at, sizeof n);
  return n;
}

// The rows of the table called so, or so with an s; false: no such table.
static bool table_rows(const Plan *p, Str word, uint32_t *n) {
  const PlanColumn *rows;
  size_t row_n = plan_layout(&rows);
  word = is(word, "ruleexpr") ? S("exprs")
         : is(word, "ent")    ? S("entities")
         : is(word, "ind")    ? S("indicators")
         : is(word, "inp")    ? S("inputs")
                              : word;
  for (size_t i = 0; i < row_n; i++) {
    Str name = str_z(rows[i].name);
    if (rows[i].doc || !str_starts(name, word) ||
        (name.n != word.n && !(name.n == word.n + 1 && str_ends(name, S("s")))))
      continue;
    *n = rows_at(p, rows[i].at);
    return true;
  }
  return false;
}

static Str first_word(Str *doc) {
  size_t n = 0;
  while (n < doc->n && doc->p[n] != ' ' && doc->p[n] != ':') n++;
  Str word = str_slice(*doc, 0, n);
  *doc = str_slice(*doc, n, doc->n);
  return word;
}

// False: the doc begins with no kind.
static bool rule_of(const Plan *p, const char *what, PlanRule *r) {
  Str doc = str_z(what), word = first_word(&doc);
  if (is(word, "first") && str_starts(doc, S(" of "))) {
    doc = str_slice(doc, 4, doc.n);
    r->kind = RULE_FIRST;
    return table_rows(p, first_word(&doc), &r->limit);
  }
  r->none = str_starts(doc, S(" or NONE"));
  if (is(word, "number") || is(word, "line") || is(word, "count") || is(word, "operand")) return true;
  if (is(word, "Date")) {
    r->kind = RULE_DATE;
    return true;
  }
  r->kind = RULE_BELOW;
  if (is(word, "num")) {
    r->kind = RULE_NUM;
    return true;
  }
  r->limit = is(word, "str") ? p->strings.n : enum_limit(word);
  return is(word, "str") || r->limit || table_rows(p, word, &r->limit);
}

PlanRule *plan_rules(Arena *a, const Plan *p) {
  const PlanColumn *rows;
  size_t n = plan_layout(&rows), k = 0;
  PlanRule *rules = NEW_N(a, PlanRule, n + 1);
  uint32_t table = 0;
  for (size_t i = 0; i < n; i++) {
    if (!rows[i].doc) {
      table = rows[i].at, k = 0;
      continue;
    }
    rules[i].cells = plan_column(p, table, k++);
    if (!rule_of(p, rows[i].doc, &rules[i])) return NULL;
    if (rules[i].kind != RULE_FIRST) continue;
    if (rows[i].size != 4 || i + 1 == n || !rows[i + 1].doc || strncmp(rows[i + 1].doc, "count", 5) != 0)
      return NULL;
    rules[i].counts = plan_column(p, table, k);
  }
  return rules;
}

// The loops have no way out, so that the compiler makes vectors of them. Where limits are small, a cell
// beyond shows in the top bit of its distance to them, or of its own.
#define SMALL 0x7FFFFFFFu

static bool below(const uint32_t *p, uint32_t from, uint32_t to, uint32_t limit, bool none) {
  uint32_t bad = 0, one = none, most = limit + one - 1; // NONE becomes 0
  if (limit < SMALL)
    for (uint32_t i = from; i < to; i++) bad |= (most - (p[i] + one)) | (p[i] + one);
  else
    for (uint32_t i = from; i < to; i++) bad |= p[i] >= limit && !(none && p[i] == NONE) ? ~SMALL : 0;
  return bad <= SMALL;
}

static bool below_bytes(const uint8_t *p, uint32_t from, uint32_t to, uint32_t limit) {
  uint8_t most = 0;
  for (uint32_t i = from; i < to; i++) most = p[i] > most ? p[i] : most;
  return from == to || most < limit;
}

static bool lists(const uint32_t *first, const uint32_t *n, uint32_t from, uint32_t to, uint32_t limit) {
  uint32_t bad = limit;
  for (uint32_t i = from; i < to; i++) {
    uint32_t end = first[i] + n[i];
    bad |= first[i] | n[i] | end | (limit - end);
  }
  return bad <= SMALL;
}

// Whole numbers, which are mostly there, at a glance.
static bool nums(const Plan *p, const uint32_t *cells, uint32_t from, uint32_t to, bool none) {
  bool good = true;
  for (uint32_t i = from; i < to; i++) {
    if (cells[i] >> NUM_SCALE == NUM_CELL >> NUM_SCALE) continue;
    good &= cells[i] == NONE ? none : plan_num_sound(p, cells[i]);
  }
  return good;
}

static bool dates(const int32_t *p, uint32_t from, uint32_t to) { // the calendar is one stretch
  int32_t least = INT32_MAX, most = INT32_MIN;
  for (uint32_t i = from; i < to; i++) {
    int32_t from_here = p[i] == DATE_NONE ? INT32_MAX : p[i], to_here = p[i] == DATE_NONE ? INT32_MIN : p[i];
    least = from_here < least ? from_here : least;
    most = to_here > most ? to_here : most;
  }
  return least > most || (date_ok(least) && date_ok(most));
}

bool plan_rule_holds(const Plan *p, const PlanRule *rules, size_t row, uint32_t from, uint32_t to) {
  const PlanColumn *rows;
  const PlanRule *r = &rules[row];
  plan_layout(&rows);
  switch ((RuleKind)r->kind) {
  case RULE_ANY: return true;
  case RULE_BELOW:
    return rows[row].size == 1   ? below_bytes(r->cells, from, to, r->limit)
           : rows[row].size == 4 ? below(r->cells, from, to, r->limit, r->none)
                                 : false;
  case RULE_FIRST: return lists(r->cells, r->counts, from, to, r->limit);
  case RULE_DATE: return rows[row].size == 4 && dates(r->cells, from, to);
  case RULE_NUM: return rows[row].size == 4 && nums(p, r->cells, from, to, r->none);
  }
  return false;
}

// ---- between columns

// Inputs are those of the first entity, of the second, and so on.
static bool entities_below(const Plan *p, uint8_t *deep) {
  uint32_t inputs = 0;
  for (uint32_t e = 0; e < p->entities.n; e++) {
    uint32_t parent = p->entities.parent[e], child = p->entities.child[e], next = p->entities.next[e];
    if (child != NONE && (child <= e || p->entities.parent[child] != e)) return false;
    if (next != NONE && (next <= e || p->entities.parent[next] != parent)) return false;
    if (!p->entities.input_n[e] || p->entities.input_first[e] != inputs) return false;
    inputs += p->entities.input_n[e];
    if ((p->entities.budget[e] != NONE || p->entities.adjust_n[e]) && p->entities.budget_unit[e] == NONE)
      return false;
    if (parent == NONE) continue;
    if (parent >= e || deep[parent] >= 64) return false;
    deep[e] = deep[parent] + 1;
  }
  return inputs == p->inputs.n;
}

static bool entities_sound(const Plan *p) {
  Arena scratch;
  arena_init_like(&scratch, p->arena);
  bool good = entities_below(p, arena_pages(&scratch, (size_t)p->entities.n + 1, 1));
  arena_free(&scratch);
  return good;
}

// What the operands of an operation are, and how much there is below it; operands stand before it.
typedef struct Below {
  uint32_t steps, height;
} Below;

static bool operand(const Below *all, uint32_t x, uint32_t at, Below *sum) {
  if (at >= x) return false;
  sum->steps += all[at].steps;
  if (all[at].height >= sum->height) sum->height = all[at].height + 1;
  return sum->steps <= COST_MAX && sum->height <= HEIGHT_MAX;
}

static bool expr_sound(const Plan *p, const Below *all, uint32_t x, Below *sum) {
  uint32_t a = p->exprs.a[x], b = p->exprs.b[x];
  PlanOp op = (PlanOp)p->exprs.op[x];
  *sum = (Below){1, 1};
  switch (plan_operands[op]) {
  case OPERANDS_N:
  case OPERANDS_FLAG: return true;
  case OPERANDS_E: return operand(all, x, a, sum);
  case OPERANDS_ARG: // once, however often it is asked for
    if (a >= x || b >= ARGS_MAX) return false;
    sum->height = all[a].height;
    return true;
  case OPERANDS_EE: return operand(all, x, a, sum) && operand(all, x, b, sum);
  case OPERANDS_L:
    if (b > p->args.n || a > p->args.n - b || (op == OP_IF && b != 3) || (op == OP_ROUND && b != 1 && b != 2))
      return false;
    for (uint32_t i = 0; i < b; i++)
      if (!operand(all, x, p->args.expr[a + i], sum)) return false;
    return true;
  case OPERANDS_NUM: return a != NONE && plan_num_sound(p, a);
  case OPERANDS_DAY: return date_ok((Date)a);
  case OPERANDS_STRING: return a < p->strings.n;
  case OPERANDS_NAMED: return a < p->strings.n && operand(all, x, b, sum);
  case OPERANDS_INPUT: return a < p->inputs.n;
  case OPERANDS_LET: return a < p->lets.n;
  case OPERANDS_GATHER: return a < p->gathers.n;
  case OPERANDS_ENTITY: return a < p->entities.n;
  case OPERANDS_INDICATOR: return a < p->indicators.n;
  }
  return false;
}

static bool exprs_sound(const Plan *p) {
  Arena scratch;
  arena_init_like(&scratch, p->arena);
  Below *all = arena_pages(&scratch, (size_t)p->exprs.n + 1, sizeof *all);
  bool good = true;
  for (uint32_t x = 0; x < p->exprs.n && good; x++) good = expr_sound(p, all, x, &all[x]);
  arena_free(&scratch);
  return good;
}

static bool indicators_sound(const Plan *p) {
  uint32_t bad = 0;
  for (uint32_t i = 0; i < p->indicators.n; i++) bad |= (uint32_t)(p->indicators.target_n[i] == 0);
  return !bad;
}

static bool mappings_sound(const Plan *p) {
  for (uint32_t i = 0; i < p->mappings.n; i++) {
    uint32_t first = p->mappings.header_first[i], last = p->mappings.header_last[i];
    if (last < first || last - first >= MAPPING_HEADERS_MAX || (!first && last)) return false;
  }
  for (uint32_t i = 0; i < p->mapping_columns.n; i++) {
    uint32_t first = p->mapping_columns.number[i], last = p->mapping_columns.last[i];
    bool place = p->mapping_columns.text[i] != NONE || (first && first <= MAPPING_COLUMNS_MAX);
    bool end = p->mapping_columns.last_text[i] != NONE || (last && last <= MAPPING_COLUMNS_MAX);
    MapFrom from = (MapFrom)p->mapping_columns.from[i];
    if ((from == MAP_COLUMN && !place) || (from == MAP_RUN && (!place || !end))) return false;
    if (from == MAP_CONSTANT && p->mapping_columns.text[i] == NONE) return false;
  }
  for (uint32_t i = 0; i < p->mapping_filters.n; i++) {
    uint8_t op = p->mapping_filters.op[i];
    if (op < EX_GE || op > EX_NE || !p->mapping_filters.word_n[i]) return false;
    if (p->mapping_filters.text[i] == NONE && !p->mapping_filters.number[i]) return false;
  }
  return true;
}

static bool year_sound(const Plan *p) {
  return !p->year || (p->year >= 1900 && p->year <= 9000);
}

static const struct {
  const char *name;
  bool (*sound)(const Plan *);
} soundness[] = {
    {"exprs", exprs_sound},           {"entities", entities_sound}, {"year", year_sound},
    {"indicators", indicators_sound}, {"mappings", mappings_sound},
};
enum { SOUNDNESS = sizeof soundness / sizeof *soundness };

typedef struct Soundness {
  const Plan *p;
  bool good[SOUNDNESS];
} Soundness;

static void sound(void *ctx, size_t i, unsigned worker) {
  Soundness *s = ctx;
  (void)worker;
  s->good[i] = soundness[i].sound(s->p);
}

bool plan_sound(const Plan *p, unsigned workers, const char **where) {
  Soundness s = {.p = p};
  par_for(SOUNDNESS, workers, sound, &s);
  for (int i = 0; i < SOUNDNESS; i++)
    if (!s.good[i]) return *where = soundness[i].name, false;
  return true;
}
