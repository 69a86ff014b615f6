// A program: its files as trees, and what they declare, found before anything is checked. Immutable while
// entities are checked, so that workers share it; each worker has its own Check.
//
//   load (modules.c) ─▶ declare (declare.c: units, functions, rule sets, entities) ─▶ for each entity:
//   check (entity.c, budget.c, target.c, weight.c, expr.c) ─▶ lint (lint_*.c) ─▶ lower (lower.c)
//
// An entity's inputs, lets and indicators have fixed numbers in the plan from the start (prefix sums over
// entities), so that a formula can name another project's data before that project was checked.
#pragma once
#include "compiler/checked.h"
#include "grammar/diags.h"
#include "grammar/parse.h"

typedef struct EntityDecl {
  uint8_t kind;                       // BodyKind
  uint32_t parent;                    // or NONE
  uint32_t tree;                      // of its first opening
  Ref body, name;                     // BODY, NAME of its first opening
  uint32_t first_child, next_sibling; // entities below; NONE
  uint32_t more;                      // a department opened again: next row of Program.openings, or NONE
  // Numbers in the plan. Inputs: 支出, the 数据 in source order, then one an indicator (own rows). A
  // project's indicators are its own, then those of its 分项, whose indicator_first points in there.
  uint32_t input_first, let_first, indicator_first;
  uint32_t measure_n, let_n, indicator_n; // indicator_n of a 部门, 分项: its own; of a 项目: with its 分项's
  uint32_t ruleset; // in force (采用 here, around, at the file's head; else 财预2020)
} EntityDecl;

typedef struct Opening {
  uint32_t tree;
  Ref body;
  uint32_t more;
} Opening;
typedef struct NodeAt {
  uint32_t tree;
  Ref node;
} NodeAt;
typedef struct MappingDecl {
  uint32_t tree;
  Ref node;        // ACTUALS
  uint32_t entity; // it stands in, or NONE
} MappingDecl;
typedef struct FunctionDecl {
  uint32_t tree;
  Ref node, name;
  Str name_text;
  uint32_t arity;
} FunctionDecl;

typedef struct Program {
  Arena *arena;
  const struct Loader *loader; // of compile.h, or NULL
  bool docs;                   // units keep their /// lines
  Sources *sources;
  Tree **trees;
  uint32_t tree_n;            // in order of files; a large file may have several
  int year;                   // 年度; 0: none was written
  Date year_first, year_last; // its first and last day
  Span year_at;
  UnitTable *units;
  EntityDecl *entities;
  uint32_t entity_n; // parents before children, source order
  Opening *openings;
  uint32_t opening_n;
  Map entity_names;    // key → first entity of that name (chain by same_name)
  uint32_t *same_name; // next entity of equal name, or NONE
  FunctionDecl *functions;
  uint32_t function_n;
  Map function_names;
  Plan *plan;                   // holds the rule sets from declaration on; the rest when lowering
  Map ruleset_names;            // key → plan row
  struct RuleWords *rule_words; // rules.h: what heads an indicator; one a rule set
  ExprPool rule_exprs;
  NodeAt *tests;
  uint32_t test_n;
  MappingDecl *mappings;
  uint32_t mapping_n;
  struct Allow *allows;
  uint32_t allow_n; // allow.h
  Arena *worker_arenas;
  Store *worker_stores; // trees of large programs
  unsigned worker_n;    // of checking: findings live there
} Program;

typedef struct ClassSeen {
  Str word;
  uint32_t ruleset, cls, group;
} ClassSeen; // a word that headed an indicator
#define CLASSES_SEEN 32u
typedef struct UnitSeen {
  Str text;
  uint32_t hash;
  UnitId id;
  Num scale;
} UnitSeen; // a unit read before
#define UNITS_SEEN 64u
typedef struct UnitProduct {
  UnitId a, b, of;
  bool divide;
} UnitProduct; // a product worked out before; all zero: 1 · 1 = 1
#define PRODUCTS_SEEN 16u

// What the names of formulas turned out to mean and what parts of them are worth, for whoever watches
// (query.c).
typedef enum UseKind {
  USE_INPUT,
  USE_LET,
  USE_INDICATOR,
  USE_ENTITY,
  USE_FUNCTION,
  USE_FIGURE,
  USE_BUILTIN,
} UseKind;
typedef struct NameUse {
  const Tree *tree;
  Ref name;     // where it is used
  uint8_t kind; // UseKind
  uint32_t row; // number in the plan; of the entity, function; index into figures, builtins
} NameUse;
typedef struct Watch {
  void (*use)(void *ctx, const NameUse *use);
  void (*typed)(void *ctx, const Tree *t, Ref node, uint8_t type, uint8_t pct,
                UnitId unit); // a formula's part
  void *ctx;
} Watch;

// What one worker holds while checking. `scratch` is reset after each entity, and `pool` and `names`, which
// live in it, are set to zero with it.
typedef struct Check {
  const Program *prog;
  Arena *scratch;
  Arena *keep; // what is learned of others stays here, while the Check is used; NULL: scratch lasts as long
  Diags *diags;
  ExprPool pool;
  struct NameTable *names;         // of the entity at hand (names.h)
  struct NameTable *outer;         // of what stands around projects
  struct SameName **same;          // by entity, the first of its name (same_name.h)
  struct Gathers *gathers;         // names over projects (gather.h)
  ClassSeen classes[CLASSES_SEEN]; // the same few words head most indicators
  UnitSeen units[UNITS_SEEN];
  UnitProduct products[PRODUCTS_SEEN];
  struct LintMemory *lint_memory; // lint.h, or NULL
  uint32_t entity;                // the one at hand, while `outside` is asked for
  bool outside;                   // it looked at names of another one that is not inside it
  uint32_t *met, met_n, met_cap;  // what departments ask for and it answers (lint.h)
  bool texts;                     // canonical texts are wanted (a plan is made), not only findings
  const Watch *watch;             // or NULL
} Check;

// Where an expression stands, hence which names it sees.
typedef struct Scope {
  const Tree *tree;
  uint32_t entity;     // NONE: a rule set or a test
  bool self_indicator; // 实际, 目标值 have a meaning (评分, 未达标)
  UnitId self_unit;
  uint8_t self_type;
  bool self_entity;            // 预算, 支出 mean the project being scored (执行率 评分)
  const struct FnFrame *frame; // arguments of the function being checked
} Scope;

// What is wanted of an expression; a mismatch is reported at the node with a message of its own.
// pct: the dimension is that of a percentage, for the message.
typedef struct Want {
  bool any;
  uint8_t type;
  bool dim_told;
  DimId dim;
} Want;
ExprRef expr_check(Check *c, const Scope *s, Ref node, Want want); // NONE: reported
bool expr_const(Check *c, ExprRef e, Num *out);                    // folds constants only

// Quantities as written, in base units. False: reported (or a hole: *hole set, nothing reported here).
typedef struct Quantity {
  Num value;
  UnitId unit;
  bool has_unit;
} Quantity;
// The leaf is QUANTITY, NUMBER or HOLE, perhaps behind a minus or in parentheses. Without a unit: UNIT_ONE.
bool quantity_read(Check *c, const Tree *t, Ref leaf, Quantity *out, bool *hole);
bool unit_read(Check *c, const Tree *t, Ref leaf, UnitId *out); // of UNIT, QUANTITY, HOLE; false: reported
// A date literal in the program's year: its last day, or the day before its first for `9月前`.
bool date_read(Check *c, const Tree *t, Ref leaf, Date *out);

// Bytes [from, to) of a file are about to be read: the loader may bring them in at once.
void program_take(const Program *p, uint32_t file, size_t from, size_t to);
// Bytes [from, to) of a file are done with for now: the loader may let their memory go.
void program_drop(const Program *p, uint32_t file, size_t from, size_t to);

// Shorthands for the place of a node.
static inline Span at_node(const Tree *t, Ref r) {
  return ast_span(t, r);
}
