// Private to expr.c, expr_names.c and functions.c: one formula being checked. Checking types a node and
// emits it into the pool at once; NONE goes up where something was wrong and reported.
//
// What a name stands for is looked into (visited) when it is first met: the formula behind it is checked
// too, quietly, for its type and height. One that leads back to the formula asked for is a cycle.
#pragma once
#include "compiler/builtins.h"
#include "compiler/expr_limits.h"
#include "compiler/names.h"

#define CHECK_DEPTH_MAX 900     // frames of check, through names and functions
#define FRAMES_MAX      32      // calls of functions within functions
#define WORK_MAX        100000u // nodes of function bodies checked for one formula

typedef struct FnFrame FnFrame;
typedef struct Visit {
  const NameEntry *entry;
  const struct Visit *up;
} Visit;

typedef struct Checker {
  Check *c;
  Scope s;
  bool quiet;  // looking into a name: what is wrong there is reported there
  bool looped; // met a cycle
  unsigned depth;
  ExprRef first;       // of the formula asked for, or of the one behind a name
  uint32_t args;       // OP_ARG in it so far
  uint32_t work;       // nodes of function bodies so far; above WORK_MAX: given up
  struct Checker *top; // of the formula asked for
  const Tree *root_tree;
  Ref root;        // that formula
  Ref asked;       // top: the reference at hand
  bool cycle_told; // top
  bool deep;       // top: what stands behind the reference goes down too far
  const Visit *visit;
} Checker;

struct FnFrame { // a function being called
  const FunctionDecl *fn;
  const ExprRef *args;
  const Tree *call_tree;
  Ref call;
  const FnFrame *up;
  unsigned depth;
};

ExprRef checker_check(Checker *k, Ref node);
ExprRef checker_name(Checker *k, Ref name);
ExprRef checker_path(Checker *k, Ref path);
ExprRef checker_call(Checker *k, Ref call);
// What stands behind an entry becomes known. False: wrong, and said where it stands.
bool checker_visit(Checker *k, NameEntry *e, Ref node);
// The 数据, 令 or indicator of that name in a project and its 分项.
typedef enum Pick { PICK_NONE, PICK_ONE, PICK_AMBIGUOUS } Pick;
Pick checker_pick(Checker *k, uint32_t project, Ref name, NameEntry **out);
// One 数据 or indicator in the department's projects (gather.c); false: reported. NULL: no project declares
// it.
bool checker_projects(Checker *k, Ref name, struct Gather **out);

// Reports at a node; inside a function at the outermost call, with a label in the body. NULL: quiet.
Diag *checker_report(Checker *k, uint16_t id, Ref node, const Text *args, size_t argc);

// Tells the watcher what a name means; not of what is looked into on the way.
static inline void checker_use(const Checker *k, Ref name, UseKind kind, uint32_t row) {
  const Watch *w = k->c->watch;
  if (w && !k->quiet && !k->s.frame)
    w->use(w->ctx, &(NameUse){.tree = k->s.tree, .name = name, .kind = (uint8_t)kind, .row = row});
}
static inline void checker_use_entry(const Checker *k, Ref name, const NameEntry *e) {
  static const UseKind kinds[] = {
      [NAME_INPUT] = USE_INPUT, [NAME_LET] = USE_LET, [NAME_INDICATOR] = USE_INDICATOR};
  checker_use(k, name, kinds[e->kind], e->row);
}

// ---- emitting
static inline Expr *expr_at(const Checker *k, ExprRef e) {
  return &k->c->pool.p[e];
}
typedef struct Shape {
  uint8_t type, pct;
  UnitId unit;
} Shape;
static inline Shape shape_of(const Checker *k, ExprRef e) {
  const Expr *x = expr_at(k, e);
  return (Shape){x->type, x->pct, x->unit};
}
#define SHAPE_NUMBER ((Shape){PLAN_QUANTITY, 0, UNIT_ONE})
#define SHAPE_TRUTH  ((Shape){PLAN_TRUTH, 0, UNIT_NONE})
#define SHAPE_ANY    ((Shape){PLAN_QUANTITY, 0, UNIT_NONE}) // of a blank in the form
ExprRef emit(Checker *k, PlanOp op, Shape s, uint32_t a, uint32_t b, Ref node);
ExprRef emit_list(Checker *k, PlanOp op, Shape s, const ExprRef *args, uint32_t n, Ref node);
uint32_t pool_arg(Check *c, ExprRef e);
uint32_t pool_str(Check *c, Str s);
uint32_t pool_gather(Check *c, struct Gather *g);

// ---- types
UnitId unit_called(Checker *k, const char *name); // UNIT_ONE where the program has none
DimId shape_dim(const Checker *k, Shape s);       // DIM_NONE: any
Shape shape_in(Checker *k, UnitId unit);          // a quantity in that unit
Text shape_name(Checker *k, Shape s);             // 货币（元）, 百分比, 是/否: for messages
// The common shape of two values that must be alike (branches, arguments); false: reported at `node`.
bool shapes_agree(Checker *k, ExprRef a, ExprRef b, Shape *out, Ref node);
bool want_quantity(Checker *k, ExprRef e, Ref node);
