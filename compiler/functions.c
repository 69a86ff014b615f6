// Calls: built-ins by their table, declared functions by their bodies. A body is checked anew at each call
// with the caller's types; what it says wrong whatever the types, is said once, at its declaration.
#include "base/array.h"
#include "compiler/expr_checker.h"
#include "compiler/gather.h"

#define L(lit)                                                                                               \
  { lit, sizeof(lit) - 1 }
const Builtin builtins[] = {
#define F(id, zh, en, min, max, help_zh, help_en) {OP_##id, min, max, L(zh), L(en), L(help_zh), L(help_en)},
#define M(id, of, zh, en, help_zh, help_en)
#include "compiler/builtins.def"
#undef F
#undef M
};
const unsigned builtin_n = sizeof builtins / sizeof *builtins;

enum { E = 'E', I = 'I', S = 'S' };
const Figure figures[] = {
#define F(id, zh, en, min, max, help_zh, help_en)
#define M(id, of, zh, en, help_zh, help_en) {OP_##id, of, L(zh), L(en), L(help_zh), L(help_en)},
#include "compiler/builtins.def"
#undef F
#undef M
};
#undef L
const unsigned figure_n = sizeof figures / sizeof *figures;

static const Builtin *builtin_named(Str key) {
  for (unsigned i = 0; i < builtin_n; i++)
    if (str_eq(key, builtins[i].zh) || str_eq(key, builtins[i].en)) return &builtins[i];
  return NULL;
}

const Figure *figure_named(Str key) {
  for (unsigned i = 0; i < figure_n; i++)
    if (str_eq(key, figures[i].zh) || str_eq(key, figures[i].en)) return &figures[i];
  return NULL;
}

static uint32_t function_named(Check *c, const Tree *t, Ref name) {
  return map_get(&c->prog->function_names, ast_key(c->scratch, t, name), ast_at(t, name)->val);
}

static Text count_text(Check *c, unsigned n) {
  return text_of(str_fmt(c->diags->arena, "%u", n));
}

// ---- calls

static uint32_t call_args(const Tree *t, Ref call, Ref *first) {
  uint32_t n = 0;
  *first = ast_at(t, ast_at(t, call)->kids)->next;
  for (Ref r = *first; r; r = ast_at(t, r)->next) n++;
  return n;
}

static Diag *unknown_function(Check *c, const Tree *t, Ref name) {
  Str word = ast_name(t, name);
  Near near = near_start(word);
  for (unsigned i = 0; i < builtin_n; i++)
    near_offer(&near, builtins[i].zh), near_offer(&near, builtins[i].en);
  for (uint32_t i = 0; i < c->prog->function_n && near_wants(&near); i++)
    near_offer(&near, c->prog->functions[i].name_text);
  Diag *d = diag_add(c->diags, D_FUNCTION_UNKNOWN, ast_span(t, name), TEXT_ARGS(text_of(word)));
  if (near.best.n) {
    DiagFix *f = diag_fix(c->diags, d, T_FIX_TO, TEXT_ARGS(text_of(near.best)));
    diag_edit(c->diags, f, ast_span(t, name), near.best);
  }
  return d;
}

static ExprRef round_call(Checker *k, Ref call, Ref x_node, const ExprRef *args, uint32_t n) {
  int64_t places = 0;
  if (!want_quantity(k, args[0], x_node)) return NONE;
  if (n > 1) {
    Num v;
    Ref node = ast_at(k->s.tree, x_node)->next;
    if (!expr_const(k->c, args[1], &v) || !num_to_i64(v, &places) || places < 0 || places > 30) {
      checker_report(k, D_PLACES, node, NO_ARGS);
      return NONE;
    }
  }
  return emit_list(k, OP_ROUND, shape_of(k, args[0]), args, n, call);
}

// 最小 最大 平均 合计 计数 of these values.
static ExprRef aggregate(Checker *k, PlanOp op, Ref call, Ref first, const ExprRef *args, uint32_t n) {
  if (op == OP_COUNT) return emit_list(k, op, SHAPE_NUMBER, args, n, call);
  Shape s = shape_of(k, args[0]);
  bool ok = (s.type == PLAN_DATE && (op == OP_MIN || op == OP_MAX)) || want_quantity(k, args[0], first);
  Ref node = first;
  for (uint32_t i = 1; ok && i < n; i++) {
    if (node) node = ast_at(k->s.tree, node)->next;
    ok = shapes_agree(k, args[0], args[i], &s, node ? node : call);
  }
  return ok ? emit_list(k, op, s, args, n, call) : NONE;
}

static bool is_aggregate(PlanOp op) {
  return op == OP_MIN || op == OP_MAX || op == OP_MEAN || op == OP_SUM || op == OP_COUNT;
}

static ExprRef builtin_call(Checker *k, const Builtin *b, Ref call, Ref first, const ExprRef *args,
                            uint32_t n) {
  PlanOp op = (PlanOp)b->op;
  if (is_aggregate(op)) return aggregate(k, op, call, first, args, n);
  if (op == OP_ROUND) return round_call(k, call, first, args, n);
  if (op == OP_PREV) return emit(k, op, shape_of(k, args[0]), args[0], 0, call);
  if (!want_quantity(k, args[0], first)) return NONE;
  if (op == OP_YOY) {
    Shape s = shape_in(k, unit_called(k, "%"));
    s.pct = 1;
    return emit(k, op, s, args[0], 0, call);
  }
  return emit(k, op, shape_of(k, args[0]), args[0], 0, call);
}

static bool wrong_count(Checker *k, Ref call, Str name, unsigned n, unsigned min, unsigned max) {
  if (n >= min && n <= max) return false;
  if (k->quiet) return true;
  Text want = min == max   ? count_text(k->c, min)
              : max == 255 ? (Text){str_fmt(k->c->diags->arena, "至少 %u", min),
                                    str_fmt(k->c->diags->arena, "at least %u", min)}
                           : (Text){str_fmt(k->c->diags->arena, "%u 到 %u", min, max),
                                    str_fmt(k->c->diags->arena, "%u to %u", min, max)};
  checker_report(k, D_ARG_COUNT, call, TEXT_ARGS(text_of(name), want, count_text(k->c, n)));
  return true;
}

// A body may ask for its argument as often as it likes.
static ExprRef argument_once(Checker *k, ExprRef arg) {
  const Expr *x = expr_at(k, arg);
  if (x->height == 1 || x->op == OP_ARG) return arg;
  if (k->args < ARGS_MAX) {
    uint16_t height = x->height;
    ExprRef once = emit(k, OP_ARG, shape_of(k, arg), arg, k->args++, x->node);
    expr_at(k, once)->height = height;
    return once;
  }
  checker_report(k, D_EXPR_TOO_BIG, x->node, NO_ARGS);
  return NONE;
}

static ExprRef declared_call(Checker *k, uint32_t fn, Ref call, ExprRef *args) {
  const FunctionDecl *f = &k->c->prog->functions[fn];
  const Tree *t = k->c->prog->trees[f->tree];
  FnFrame frame = {f, args, k->s.tree, call, k->s.frame, k->s.frame ? k->s.frame->depth + 1 : 0};
  for (const FnFrame *up = frame.up; up; up = up->up)
    if (up->fn == f) return NONE; // recursion: reported where it is declared
  if (frame.depth >= FRAMES_MAX) {
    checker_report(k, D_EXPR_TOO_BIG, call, NO_ARGS);
    k->work = WORK_MAX + 1; // enough said
    return NONE;
  }
  for (uint32_t i = 0; i < f->arity; i++)
    if ((args[i] = argument_once(k, args[i])) == NONE) return NONE;
  Ref params = ast_child(t, f->node, AST_PARAMS), body = params ? ast_at(t, params)->next : 0;
  if (!body) return NONE;
  Scope outer = k->s;
  k->s = (Scope){.tree = t, .entity = NONE, .frame = &frame};
  ExprRef e = checker_check(k, body);
  k->s = outer;
  if (e == NONE) return NONE;
  Span at = ast_span(outer.tree, call);
  Str text = str_slice(outer.tree->source->text, at.start, at.end);
  return emit(k, OP_CALLED, shape_of(k, e), pool_str(k->c, text), e, call);
}

ExprRef checker_call(Checker *k, Ref call) {
  const Tree *t = k->s.tree;
  Ref name = ast_at(t, call)->kids, first;
  uint32_t n = call_args(t, call, &first);
  Str word = ast_name(t, name);
  const Builtin *b = builtin_named(ast_key(k->c->scratch, t, name));
  uint32_t fn = b ? NONE : function_named(k->c, t, name);
  if (!b && fn == MAP_NONE) {
    if (!k->quiet && !k->s.frame) unknown_function(k->c, t, name);
    return NONE;
  }
  checker_use(k, name, b ? USE_BUILTIN : USE_FUNCTION, b ? (uint32_t)(b - builtins) : fn);
  unsigned min = b ? b->min : k->c->prog->functions[fn].arity, max = b ? b->max : min;
  if (n < min || n > max) {
    if (!k->s.frame) wrong_count(k, call, word, n, min, max);
    return NONE;
  }
  if (b && n == 1 && is_aggregate((PlanOp)b->op) && ast_at(t, first)->kind == AST_NAME && !k->s.frame) {
    Gather *g;
    if (!checker_projects(k, first, &g)) return NONE;
    if (g) {
      Shape s = {g->type, g->pct, g->unit};
      ExprRef all = emit(k, OP_GATHER, s, pool_gather(k->c, g), 0, first);
      expr_at(k, all)->height = (uint16_t)(g->height + 1);
      return aggregate(k, (PlanOp)b->op, call, first, &all, 1);
    }
  }
  ExprRef *args = arena_raw(k->c->scratch, (n + 1) * sizeof *args, alignof(ExprRef));
  bool ok = true;
  uint32_t i = 0;
  for (Ref r = first; r; r = ast_at(t, r)->next) {
    args[i] = checker_check(k, r);
    ok = ok && args[i] != NONE;
    if (!ok && k->quiet) return NONE;
    i++;
  }
  if (!ok) return NONE;
  return b ? builtin_call(k, b, call, first, args, n) : declared_call(k, fn, call, args);
}

// ---- declarations

typedef struct Declared { // a function while all are looked at
  uint32_t *calls;
  uint32_t n, cap;
  uint32_t next; // call to follow next
  uint8_t state; // 0 new, 1 on the path, 2 done
} Declared;

static bool is_param(const Tree *t, Ref params, Ref name) {
  for (Ref r = ast_at(t, params)->kids; r; r = ast_at(t, r)->next)
    if (ast_same_name(t, r, t, name)) return true;
  return false;
}

static void body_walk(Check *c, const FunctionDecl *f, Declared *d, Ref params, Ref node, unsigned depth) {
  const Tree *t = c->prog->trees[f->tree];
  const Node *n = ast_at(t, node);
  if (depth > CHECK_DEPTH_MAX) return;
  Quantity q;
  bool hole;
  switch (n->kind) {
  case AST_QUANTITY: quantity_read(c, t, node, &q, &hole); return;
  case AST_PATH:
  case AST_NAME: {
    Ref base = node;
    while (ast_at(t, base)->kind == AST_PATH) base = ast_at(t, base)->kids;
    if (n->kind == AST_PATH || !is_param(t, params, base))
      diag_add(c->diags, D_FUNCTION_NAME, ast_span(t, node), TEXT_ARGS(text_of(ast_name(t, base))));
    return;
  }
  case AST_CALL: {
    Ref first;
    uint32_t count = call_args(t, node, &first);
    const Builtin *b = builtin_named(ast_key(c->scratch, t, n->kids));
    uint32_t fn = b ? NONE : function_named(c, t, n->kids);
    if (!b && fn == MAP_NONE) {
      unknown_function(c, t, n->kids);
    } else {
      Checker k = {.c = c, .s = {.tree = t, .entity = NONE}};
      unsigned min = b ? b->min : c->prog->functions[fn].arity;
      checker_use(&k, n->kids, b ? USE_BUILTIN : USE_FUNCTION, b ? (uint32_t)(b - builtins) : fn);
      wrong_count(&k, node, ast_name(t, n->kids), count, min, b ? b->max : min);
    }
    if (!b && fn != MAP_NONE) {
      d->calls = array_room(c->scratch, d->calls, d->n, &d->cap, sizeof *d->calls, alignof(uint32_t));
      d->calls[d->n++] = fn;
    }
    for (Ref r = first; r; r = ast_at(t, r)->next) body_walk(c, f, d, params, r, depth + 1);
    return;
  }
  default:
    if (ast_is_leaf((AstKind)n->kind)) return;
    for (Ref r = n->kids; r; r = ast_at(t, r)->next) body_walk(c, f, d, params, r, depth + 1);
  }
}

static void report_recursion(Check *c, const uint32_t *path, uint32_t n) {
  const Program *p = c->prog;
  Out o = out_memory(c->diags->arena);
  for (uint32_t i = 0; i <= n && i < 12; i++) {
    if (i) out_z(&o, " → ");
    out_str(&o, i == 11 && n > 11 ? S("…") : p->functions[path[i % n]].name_text);
  }
  const FunctionDecl *f = &p->functions[path[0]];
  Diag *d = diag_add(c->diags, D_FUNCTION_CYCLE, ast_span(p->trees[f->tree], f->name),
                     TEXT_ARGS(text_of(out_text(&o))));
  for (uint32_t i = 1; i < n && i < 4; i++) {
    const FunctionDecl *g = &p->functions[path[i]];
    diag_label(c->diags, d, ast_span(p->trees[g->tree], g->name), T_DECLARED_HERE, NO_ARGS);
  }
}

// Depth first, without recursion of our own: what is called while on the path closes a cycle.
static void find_recursion(Check *c, Declared *all) {
  uint32_t n = c->prog->function_n, *path = NEW_N(c->scratch, uint32_t, n + 1);
  for (uint32_t start = 0; start < n; start++) {
    uint32_t depth = 0;
    if (all[start].state) continue;
    path[depth++] = start;
    all[start].state = 1;
    while (depth) {
      Declared *d = &all[path[depth - 1]];
      if (d->next == d->n) {
        d->state = 2;
        depth--;
        continue;
      }
      uint32_t to = d->calls[d->next++];
      if (all[to].state == 0) {
        all[to].state = 1;
        path[depth++] = to;
      } else if (all[to].state == 1) {
        uint32_t i = depth;
        while (path[i - 1] != to) i--;
        report_recursion(c, path + i - 1, depth - i + 1);
      }
    }
  }
}

void functions_check(Check *c) {
  const Program *p = c->prog;
  Declared *all = NEW_N(c->scratch, Declared, p->function_n + 1);
  for (uint32_t i = 0; i < p->function_n; i++) {
    const FunctionDecl *f = &p->functions[i];
    const Tree *t = p->trees[f->tree];
    if (builtin_named(ast_key(c->scratch, t, f->name)))
      diag_add(c->diags, D_FUNCTION_BUILTIN, ast_span(t, f->name), TEXT_ARGS(text_of(f->name_text)));
    Ref params = ast_child(t, f->node, AST_PARAMS);
    if (params && ast_at(t, params)->next) body_walk(c, f, &all[i], params, ast_at(t, params)->next, 0);
  }
  find_recursion(c, all);
}
