// The pipeline, as one page: load, declare, check each entity (in parallel when only checking), lint,
// lower, and drop what is allowed.
#include "compiler/compile.h"
#include "base/par.h"
#include "compiler/checks.h"
#include "compiler/damage.h"
#include "compiler/declare.h"
#include "compiler/entity.h"
#include "compiler/join.h"
#include "compiler/keep.h"
#include "compiler/lint.h"
#include "compiler/mapping.h"
#include "compiler/modules.h"
#include "compiler/names.h"

#define CHUNK 256 // entities a job
#define FEW   100 // fewer are checked sooner than a thread starts
#define MANY  256 // from here on workers remember names for the lints

static Program *program_new(Arena *a, Sources *sources, const Loader *loader, unsigned workers) {
  Program *p = NEW(a, Program);
  p->loader = loader;
  p->arena = a;
  p->sources = sources;
  p->units = units_new(a);
  p->plan = plan_new(a);
  p->worker_n = workers ? workers : 1;
  p->worker_arenas = NEW_N(a, Arena, p->worker_n);
  p->worker_stores = NEW_N(a, Store, p->worker_n);
  for (unsigned w = 0; w < p->worker_n; w++) arena_init_like(&p->worker_arenas[w], a);
  return p;
}

static void trees_drop(Program *p) {
  for (uint32_t i = 0; i < p->tree_n; i++) tree_free(p->trees[i]);
  for (unsigned w = 0; w < p->worker_n; w++) store_free(&p->worker_stores[w]);
  p->tree_n = 0;
}

// What only checking needed, where it has a block of its own. The plan grows no more: strings are shared no
// more.
static void declarations_drop(Program *p) {
  arena_release(p->arena, p->entities, ((size_t)p->entity_n + 1) * sizeof *p->entities);
  arena_release(p->arena, p->same_name, ((size_t)p->entity_n + 1) * sizeof *p->same_name);
  map_drop(p->arena, &p->entity_names);
  map_drop(p->arena, &p->plan->strings.map);
  p->entities = NULL, p->same_name = NULL, p->entity_n = 0;
}

void program_free(Program *p) {
  trees_drop(p);
  for (unsigned w = 0; w < p->worker_n; w++) arena_free(&p->worker_arenas[w]);
  units_free(p->units);
}

// ---- declarations

// The stdlib's units first: the parser asks for them when it reads the rest.
static uint32_t load_units(Modules *m, Check *c) {
  Program *p = m->prog;
  if (!p->docs) {
    units_standard(p->units, modules_stdlib_text(m, S("units")));
    return 0;
  }
  modules_stdlib(m, S("units"));
  for (uint32_t i = 0; i < p->tree_n; i++) declare_units(c, &m->outlines[i]);
  return p->tree_n;
}

static uint32_t load_stdlib(Modules *m, Check *c) {
  uint32_t done = load_units(m, c);
  modules_stdlib_rest(m);
  return done;
}

static void keep_allows(Program *p, const Outline *o, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) p->allow_n += o[i].allows.n;
  p->allows = NEW_N(p->arena, Allow, p->allow_n + 1);
  for (uint32_t i = 0, at = 0; i < n; at += o[i++].allows.n)
    if (o[i].allows.n) memcpy(p->allows + at, o[i].allows.p, o[i].allows.n * sizeof(Allow));
}

static void declare_all(Program *p, Check *c, Outline *o, uint32_t units_done) {
  uint32_t n = p->tree_n, rulesets;
  for (uint32_t i = units_done; i < n; i++) declare_units(c, &o[i]);
  units_freeze(p->units);
  declare_year(p, o, n, c->diags);
  declare_functions(p, o, n, c->diags);
  functions_check(c);
  Check rules = {.prog = p, .scratch = p->arena, .diags = c->diags, .texts = true};
  NodeAt *nodes = nodes_of(p, o, n, AST_RULESET, &rulesets);
  declare_rulesets(&rules, p, nodes, rulesets, c->texts || p->docs);
  p->rule_exprs = rules.pool;
  declare_entities(p, o, n, c->diags);
  need_year(p, c->diags);
  keep_allows(p, o, n);
  p->tests = nodes_of(p, o, n, AST_TEST, &p->test_n);
}

// Units of the program's own, as written: whoever reads cells for the plan alone needs them.
static void keep_units(Program *p, const Outline *o, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    const Tree *t = p->trees[i];
    if (str_starts(t->source->name, S("stdlib/"))) continue;
    for (uint32_t k = 0; k < o[i].items.n; k++) {
      Ref r = o[i].items.p[k];
      if (ast_at(t, r)->kind != AST_DIMENSION && ast_at(t, r)->kind != AST_UNITDECL) continue;
      uint32_t row = plan_add_unit_decls(p->plan);
      p->plan->unit_decls.text[row] = plan_str(p->plan, node_text(t, r));
    }
  }
}

// ---- entities

typedef struct CheckWork {
  Program *prog;
  const CompileOptions *opt;
  Check *checks; // one a worker
  Arena *scratch;
  ParOrder *order; // of the parts that stretches of entities are lowered into; NULL: check only
  LintBook *book;  // NULL: no lints
  KeptCheck *kept;
} CheckWork;

static bool found_before(const CheckWork *w, Check *c, uint32_t i) {
  const KeptEntity *e = kept_entity(w->kept, w->prog, i);
  if (!e) return false;
  kept_tell(e, w->prog, i, w->kept, c->diags);
  if (w->book) lint_again(w->book, i, e->budget, e->met, e->met_n);
  return true;
}

static void check_one(const CheckWork *w, Check *c, Lower *part, uint32_t i) {
  ArenaMark mark = arena_mark(c->scratch);
  CheckedEntity e;
  KeptNote note = {.by = c, .found_first = c->diags->n, .met_first = c->met_n};
  c->entity = i, c->outside = false;
  check_entity(c, i, &e);
  if (w->book) lint_entity(w->book, c, &e);
  if (w->opt->on_checked) w->opt->on_checked(w->opt->ctx, c, &e);
  if (part) lower_entity(part, &e);
  note.found_n = c->diags->n - note.found_first, note.met_n = c->met_n - note.met_first;
  note.closed = !c->outside, note.budget = lint_budget(&e);
  if (w->kept->notes) w->kept->notes[i] = note;
  c->pool = (ExprPool){0};
  c->names = NULL;
  arena_reset(c->scratch, mark);
}

// The texts of entities [from, to) are done with; from a little before, as systems bring neighbouring pages
// back along with one that is read.
#define BEFORE ((size_t)128 << 10)

static void drop_texts(const Program *p, uint32_t from, uint32_t to) {
  while (from < to) {
    const EntityDecl *d = &p->entities[from++], *last = d;
    const Tree *t = p->trees[d->tree];
    while (from < to && p->trees[p->entities[from].tree]->file == t->file) last = &p->entities[from++];
    size_t start = ast_at(t, d->body)->at, end = ast_span(p->trees[last->tree], last->body).end;
    program_drop(p, t->file, start > BEFORE ? start - BEFORE : 0, end);
  }
}

#define LINE 64 // bytes that come into the cache at once
#define MOST 64 // lines of an entity that are worth asking for

static void lines_soon(const char *from, const char *to) {
  for (unsigned i = 0; i < MOST && from < to; i++, from += LINE) __builtin_prefetch(from);
}

// Parsed long ago, nodes and text of the next entities are far away: asked for while the one at hand is
// checked. A body stands behind all its nodes, and its end right before it.
static void entity_soon(const Program *p, uint32_t i, uint32_t to) {
  if (i + 2 < to) {
    const EntityDecl *d = &p->entities[i + 2], *before = d - 1;
    const Tree *t = p->trees[d->tree];
    Ref from = before->tree == d->tree && before->body < d->body ? before->body : d->body;
    lines_soon((const char *)&t->nodes[from], (const char *)&t->nodes[d->body + 1]);
  }
  if (i + 1 < to) {
    const EntityDecl *d = &p->entities[i + 1];
    const Tree *t = p->trees[d->tree];
    lines_soon(t->source->text.p + ast_at(t, d->body)->at, t->source->text.p + ast_end(t, d->body));
  }
}

static void check_chunk(void *ctx, size_t chunk, unsigned worker) {
  const CheckWork *w = ctx;
  uint32_t from = (uint32_t)chunk * CHUNK, to = from + CHUNK;
  if (to > w->prog->entity_n) to = w->prog->entity_n;
  Lower *part = w->order ? par_spare(w->order) : NULL;
  if (part) lower_part_begin(part, from, to);
  for (uint32_t i = from; i < to; i++) {
    entity_soon(w->prog, i, to);
    if (!found_before(w, &w->checks[worker], i)) check_one(w, &w->checks[worker], part, i);
  }
  drop_texts(w->prog, from, to);
  if (part) par_give(w->order, chunk, part);
}

static void join_chunk(void *ctx, size_t chunk, void *part) {
  (void)chunk;
  join_part(ctx, part);
}

// While others check, the plan grows elsewhere: they read the rule sets in the old one.
static ParOrder *parts_start(Program *p, Lower *lower, size_t chunks, unsigned workers, Lower **parts) {
  if (workers > 1 && chunks > 1) lower->plan = plan_copy(p->arena, p->plan);
  ParOrder *order = par_order(p->arena, chunks, join_chunk, join_start(p->arena, lower));
  for (size_t i = 0; i < par_order_things(chunks, workers); i++)
    par_order_spare(order, parts[i] = lower_part(p->arena, lower));
  return order;
}

static void parts_end(Program *p, const Lower *lower, ParOrder *order, size_t n, Lower **parts) {
  par_order_end(order);
  for (size_t i = 0; i < n; i++) lower_part_end(parts[i]);
  p->plan = lower->plan;
}

static void check_entities(Program *p, const CompileOptions *opt, Lower *lower, LintBook *book,
                           KeptCheck *kept, Diags *diags) {
  unsigned workers = kept_todo(kept, p) < FEW ? 1 : p->worker_n;
  size_t chunks = (p->entity_n + CHUNK - 1) / CHUNK, part_n = lower ? par_order_things(chunks, workers) : 0;
  Lower **parts = NEW_N(p->arena, Lower *, part_n + 1);
  Check *checks = NEW_N(p->arena, Check, workers);
  CheckWork w = {p, opt, checks, NEW_N(p->arena, Arena, workers), NULL, book, kept};
  Diags *found = NEW_N(p->arena, Diags, workers);
  for (unsigned k = 0; k < workers; k++) {
    arena_init_like(&w.scratch[k], p->arena);
    arena_raw(&w.scratch[k], 1, 1); // so that its first block stays when an entity is done
    found[k] = diags_new(&p->worker_arenas[k], diags->table);
    w.checks[k] = (Check){.prog = p, .scratch = &w.scratch[k], .diags = &found[k], .texts = lower != NULL};
    w.checks[k].keep = &p->worker_arenas[k];
    if (book && p->entity_n > MANY) w.checks[k].lint_memory = lint_memory(&p->worker_arenas[k]);
  }
  if (lower) w.order = parts_start(p, lower, chunks, workers, parts);
  par_for(chunks, workers, check_chunk, &w);
  if (lower) parts_end(p, lower, w.order, part_n, parts);
  kept_end(kept, p);
  for (unsigned k = 0; k < workers; k++) {
    diags_append(diags, &found[k]);
    arena_free(&w.scratch[k]);
  }
}

// ---- all of it

static bool any_broken(const Program *p) {
  for (uint32_t i = 0; i < p->tree_n; i++)
    if (p->trees[i]->broken) return true;
  return false;
}

Program *compile(Arena *a, const Str *paths, size_t n, const Loader *loader, const CompileOptions *opt,
                 Sources *sources, Diags *diags) {
  Program *p = program_new(a, sources, loader, opt->workers);
  Arena scratch;
  arena_init_like(&scratch, a);
  Check c = {.prog = p, .scratch = &scratch, .keep = a, .diags = diags, .texts = opt->want_plan};
  Modules m = {.prog = p, .loader = loader, .diags = diags, .marks = opt->want_plan};
  Lower lower;

  modules_start(&m);
  p->docs = opt->docs;
  uint32_t units_done = load_stdlib(&m, &c);
  modules_load(&m, paths, n);
  uint32_t syntax = diags->n;
  declare_all(p, &c, m.outlines, units_done);
  if (opt->want_plan) keep_units(p, m.outlines, p->tree_n);
  bool keeps = opt->lints && !opt->want_plan && !opt->on_checked;
  KeptCheck kept = {.trees = loader && loader->kept && keeps ? m.kept : NULL};
  if (kept.trees) kept.env = kept_env(p, m.outlines);
  modules_done(&m);
  if (opt->want_plan) lower_start(&lower, p);
  LintBook *book = opt->lints ? lint_begin(a, p) : NULL;
  if (kept.trees) kept_begin(&kept, p, book);
  check_entities(p, opt, opt->want_plan ? &lower : NULL, book, &kept, diags);
  check_tests(&c, opt->want_plan ? &lower : NULL);
  check_mappings(&c, opt->want_plan ? &lower : NULL);
  if (book) lint_end(book, &c);
  // What is said of a text with holes in it would be noise: its syntax is mended first.
  bool broken = any_broken(p);
  if (broken && !opt->around_damage)
    diags_drop(diags, syntax);
  else
    allow_apply(&scratch, p->allows, p->allow_n, diags);
  if (broken && opt->around_damage) damage_filter(&scratch, p, diags, syntax);
  diags_sort(diags);
  if (opt->drop_trees) declarations_drop(p), trees_drop(p);

  arena_free(&scratch);
  return p;
}

// ---- a plan from elsewhere

// What inputs are read in must be known, and of the scale that values were brought to.
static bool units_agree(const Program *p) {
  const Plan *plan = p->plan;
  bool *seen = NEW_N(p->arena, bool, plan->units.n + 1);
  for (uint32_t i = 0; i < plan->inputs.n; i++)
    if (plan->inputs.unit[i] != NONE) seen[plan->inputs.unit[i]] = true;
  for (uint32_t u = 0; u < plan->units.n; u++) {
    if (!seen[u]) continue;
    UnitFound f = units_planned(p->units, plan_text(plan, plan->units.text[u]));
    if (f.problem != UNIT_OK ||
        num_cmp(unit_scale(p->units, f.id), plan_value(plan, plan->units.scale[u])) != 0)
      return false;
  }
  return true;
}

Program *program_planned(Arena *a, Plan *plan, unsigned workers, Sources *sources, Diags *diags) {
  Program *p = program_new(a, sources, NULL, workers);
  Arena scratch;
  arena_init_like(&scratch, a);
  Check c = {.prog = p, .scratch = &scratch, .diags = diags};
  Modules m = {.prog = p, .diags = diags};
  p->plan = plan;
  p->year = plan->year;
  modules_start(&m);
  uint32_t done = load_units(&m, &c);
  if (plan->unit_decls.n) {
    Out o = out_memory(a);
    for (uint32_t i = 0; i < plan->unit_decls.n; i++) {
      out_str(&o, plan_text(plan, plan->unit_decls.text[i]));
      out_c(&o, '\n');
    }
    out_pad(&o, '\0', 16);
    modules_text(&m, S("units"), (Str){o.p, o.n - 16});
    for (uint32_t i = done; i < p->tree_n; i++) declare_units(&c, &m.outlines[i]);
  }
  units_freeze(p->units);
  modules_done(&m);
  arena_free(&scratch);
  if (units_agree(p)) return p;
  program_free(p);
  return NULL;
}
