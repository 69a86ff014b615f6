// Strings, numbers and units of a part get their numbers in the plan, once each; then its columns are copied
// behind those of the plan, cell by cell through these numbers, rows of other tables moved on by what was
// there before.
#include "compiler/join.h"
#include "base/array.h"

enum { TABLES_MAX = 64, SOON = 8 }; // SOON: strings looked up while the next ones come into the cache

typedef enum ActKind { ACT_COPY, ACT_STR, ACT_NUM, ACT_UNIT, ACT_ADD } ActKind;

typedef struct Act {
  uint8_t kind, size;
  uint8_t table, other; // numbers of tables: its own; ACT_ADD: the one its rows are of
  uint32_t at, k;       // of its table in a Plan; which column of it
} Act;

struct Join {
  Arena *arena;
  Lower *whole;
  Act *acts;
  uint32_t act_n;
  uint32_t table_at[TABLES_MAX], table_n;
  uint32_t *strs, *hashes, *nums, *units, *gathers; // of the part at hand: number there → number here
  uint32_t str_cap, num_cap, unit_cap, gather_cap;
};

static uint32_t table_named(const PlanColumn *rows, size_t n, Str name) {
  uint32_t table = 0;
  for (size_t i = 0; i < n; i++) {
    if (rows[i].doc) continue;
    Str is = str_z(rows[i].name);
    if (str_eq(is, name) || (is.n == name.n + 1 && str_starts(is, name))) return table;
    table++;
  }
  return TABLES_MAX;
}

// Rows that were numbered when they were declared, or before (a formula of the rule set), are the same in a
// part.
static bool moves(Str word) {
  return str_eq(word, S("expr")) || str_eq(word, S("target")) || str_eq(word, S("adjustment"));
}

static Act act_of(const PlanColumn *rows, size_t n, const PlanColumn *c) {
  Str doc = str_z(c->doc), word = doc;
  Act a = {.kind = ACT_COPY, .size = c->size};
  bool first = str_starts(doc, S("first of "));
  if (first) word = doc = str_slice(doc, 9, doc.n);
  word.n = 0;
  while (word.n < doc.n && doc.p[word.n] != ' ' && doc.p[word.n] != ':') word.n++;
  if (first || moves(word)) {
    a.kind = ACT_ADD;
    a.other = (uint8_t)table_named(rows, n, word);
  } else {
    a.kind = str_eq(word, S("str"))    ? ACT_STR
             : str_eq(word, S("num"))  ? ACT_NUM
             : str_eq(word, S("unit")) ? ACT_UNIT
                                       : ACT_COPY;
  }
  return a;
}

static void reserve(const Program *p, Plan *plan) {
  uint32_t inputs = 0, lets = 0, indicators = 0;
  if (p->entity_n) {
    const EntityDecl *last = &p->entities[p->entity_n - 1];
    lets = last->let_first + last->let_n;
    for (uint32_t i = 0; i < p->entity_n; i++) {
      const EntityDecl *d = &p->entities[i];
      inputs += 1 + d->measure_n, indicators += d->kind == BODY_SECTION && d->parent != NONE &&
                                                        p->entities[d->parent].kind == BODY_PROJECT
                                                    ? 0
                                                    : d->indicator_n;
    }
    inputs += indicators;
  }
  plan_room(plan, offsetof(Plan, entities), p->entity_n);
  plan_room(plan, offsetof(Plan, inputs), inputs);
  plan_room(plan, offsetof(Plan, lets), lets);
  plan_room(plan, offsetof(Plan, indicators), indicators);
  plan_room(plan, offsetof(Plan, targets), indicators);
}

Join *join_start(Arena *a, Lower *whole) {
  Join *j = NEW(a, Join);
  const PlanColumn *rows;
  size_t n = plan_layout(&rows);
  j->arena = a;
  j->whole = whole;
  j->acts = NEW_N(a, Act, n);
  uint32_t k = 0;
  for (size_t i = 0; i < n; i++) {
    if (!rows[i].doc) {
      if (j->table_n == TABLES_MAX) arena_fail(a);
      j->table_at[j->table_n++] = rows[i].at;
      k = 0;
      continue;
    }
    Act *act = &j->acts[j->act_n++];
    *act = act_of(rows, n, &rows[i]);
    act->table = (uint8_t)(j->table_n - 1);
    act->at = j->table_at[act->table];
    act->k = k++;
  }
  reserve(whole->p, whole->plan);
  return j;
}

static uint32_t rows_of(const Plan *p, uint32_t at) {
  uint32_t n;
  memcpy(&n, (const char *)p + at, sizeof n);
  return n;
}

static void *room(Arena *a, void *p, uint32_t n, uint32_t *cap) {
  if (n <= *cap) return p;
  arena_release(a, p, *cap * sizeof(uint32_t));
  *cap = n + n / 2;
  return arena_raw(a, *cap * sizeof(uint32_t), alignof(max_align_t));
}

static void map_strings(Join *j, const Plan *part) {
  Plan *plan = j->whole->plan;
  uint32_t n = part->strings.n, cap = j->str_cap;
  j->strs = room(j->arena, j->strs, n, &cap);
  j->hashes = room(j->arena, j->hashes, n, &j->str_cap);
  interner_hashes(&part->strings, j->hashes);
  for (uint32_t i = 0; i < n; i++) {
    if (i + SOON < n) map_soon(&plan->strings.map, j->hashes[i + SOON]);
    j->strs[i] = intern_hashed(plan->arena, &plan->strings, part->strings.strs[i], j->hashes[i]);
  }
}

static void map_rest(Join *j, const Lower *part) {
  j->nums = room(j->arena, j->nums, part->plan->num_n, &j->num_cap);
  for (uint32_t i = 0; i < part->plan->num_n; i++) j->nums[i] = plan_num(j->whole->plan, part->plan->nums[i]);
  j->units = room(j->arena, j->units, part->unit_n, &j->unit_cap);
  for (uint32_t i = 0; i < part->unit_n; i++) j->units[i] = lower_unit(j->whole, part->units[i]);
  j->gathers = room(j->arena, j->gathers, part->gather_n, &j->gather_cap);
  for (uint32_t i = 0; i < part->gather_n; i++) j->gathers[i] = lower_gather(j->whole, part->gathers[i]);
}

static void through(uint32_t *to, const uint32_t *from, uint32_t n, const uint32_t *map) {
  for (uint32_t i = 0; i < n; i++) to[i] = from[i] == NONE ? NONE : map[from[i]];
}

static uint32_t str_through(uint32_t x, const uint32_t *map) {
  return x < WHOLE_STR ? map[x] : x == NONE ? NONE : x & ~WHOLE_STR;
}

static void operands(const Join *j, Plan *plan, uint32_t first, uint32_t arg_first) {
  for (uint32_t x = first; x < plan->exprs.n; x++) {
    uint32_t *a = &plan->exprs.a[x], *b = &plan->exprs.b[x];
    switch (plan_operands[plan->exprs.op[x]]) {
    case OPERANDS_E:
    case OPERANDS_ARG: *a += first; break;
    case OPERANDS_EE: *a += first, *b += first; break;
    case OPERANDS_L: *a += arg_first; break;
    case OPERANDS_GATHER: *a = j->gathers[*a]; break;
    case OPERANDS_NUM: *a = *a < NUM_CELL ? j->nums[*a] : *a; break;
    case OPERANDS_STRING: *a = str_through(*a, j->strs); break;
    case OPERANDS_NAMED: *a = str_through(*a, j->strs), *b += first; break;
    case OPERANDS_N:
    case OPERANDS_FLAG:
    case OPERANDS_DAY:
    case OPERANDS_INPUT:
    case OPERANDS_LET:
    case OPERANDS_ENTITY:
    case OPERANDS_INDICATOR: break;
    }
  }
}

void join_part(Join *j, const Lower *part) {
  Plan *plan = j->whole->plan;
  const Plan *from = part->plan;
  uint32_t base[TABLES_MAX];
  map_strings(j, from);
  map_rest(j, part);
  for (uint32_t t = 0; t < j->table_n; t++) {
    base[t] = rows_of(plan, j->table_at[t]);
    plan_room(plan, j->table_at[t], rows_of(from, j->table_at[t]));
  }
  uint32_t first_expr = plan->exprs.n, first_arg = plan->args.n;
  for (uint32_t i = 0; i < j->act_n; i++) {
    const Act *act = &j->acts[i];
    uint32_t n = rows_of(from, act->at);
    if (!n) continue;
    const void *cells = plan_column(from, act->at, act->k);
    uint32_t *to =
        (uint32_t *)(uintptr_t)plan_column(plan, act->at, act->k) + (act->size == 4 ? base[act->table] : 0);
    const uint32_t *x = cells;
    switch ((ActKind)act->kind) {
    case ACT_COPY:
      memcpy((char *)(uintptr_t)plan_column(plan, act->at, act->k) + (size_t)base[act->table] * act->size,
             cells, (size_t)n * act->size);
      break;
    case ACT_STR:
      for (uint32_t r = 0; r < n; r++) to[r] = str_through(x[r], j->strs);
      break;
    case ACT_NUM:
      for (uint32_t r = 0; r < n; r++) to[r] = x[r] < NUM_CELL ? j->nums[x[r]] : x[r];
      break;
    case ACT_UNIT: through(to, x, n, j->units); break;
    case ACT_ADD:
      for (uint32_t r = 0; r < n; r++) to[r] = x[r] == NONE ? NONE : x[r] + base[act->other];
      break;
    }
  }
  for (uint32_t t = 0; t < j->table_n; t++) {
    uint32_t n = base[t] + rows_of(from, j->table_at[t]);
    memcpy((char *)plan + j->table_at[t], &n, sizeof n);
  }
  operands(j, plan, first_expr, first_arg);
}
