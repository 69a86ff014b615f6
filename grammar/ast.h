// The tree: flat, 16 bytes a node, first child / next sibling, built by the parser's actions.
//
//   Tree ── nodes[1..n) ── FILE ─kids─▶ YEAR ─next─▶ BODY ─next─▶ …
//                                                     └kids─▶ NAME ─▶ BUDGET ─▶ INDICATOR ─▶ …
//
// Text is not copied: nodes point into the source, and source + lexer + tree together hold every token
// and every comment. Names are compared by hash first (`val`), then by key. A tree is read-only once
// built and may be shared by threads. A Ref is an index into `nodes`; 0 is none.
#pragma once
#include "base/source.h"
#include "base/store.h"
#include "grammar/lexer.h"

typedef uint32_t Ref;

typedef enum AstKind {
  AST_NONE,
#define A(id, doc) AST_##id,
#define K(id, doc) AST_##id,
#include "grammar/ast.def"
#undef A
#undef K
  AST_KINDS
} AstKind;

typedef struct Node {
  uint8_t kind; // AstKind
  uint8_t op;
  uint16_t x;
  uint32_t at;
  union {
    Ref kids;     // inner nodes: first child
    uint32_t val; // leaves
  };
  Ref next;
} Node;

typedef struct Tree {
  Node *nodes;   // [0] is a zero node
  bool borrowed; // the nodes are someone else's, who outlives the tree
  Store *store;  // where they stand, which outlives the tree; NULL: in memory of their own, for tree_free
  uint32_t n, cap;
  uint32_t file; // number of its Source
  const Source *source;
  Ref root;    // AST_FILE
  bool broken; // a syntax error was reported
} Tree;

typedef enum NameForm { NAME_BARE, NAME_QUOTED = 1, NAME_FOLDED = 2 } NameForm; // bits; FOLDED: key ≠ text
typedef enum BodyKind { BODY_DEPARTMENT, BODY_SECTION, BODY_PROJECT } BodyKind;
typedef enum TextKind {
  TEXT_CODE,
  TEXT_USE,
  TEXT_GOAL,
  TEXT_NOTE,
  TEXT_MEASURES,
  TEXT_CHARGE,
  TEXT_MIDGOAL
} TextKind;
typedef enum AggKind { AGG_SUM, AGG_LAST, AGG_MEAN, AGG_MAX, AGG_MIN, AGG_COUNT } AggKind;
typedef enum AttrKind {
  ATTR_VALUE,   // 取值 expression or AGG
  ATTR_POINTS,  // 分值 QUANTITY or NUMBER
  ATTR_SCORE,   // 评分 expression
  ATTR_BASIS,   // 依据 NAME or STRING
  ATTR_EXPLAIN, // 说明 STRING
  ATTR_MARK,    // 标记 NAME…
  ATTR_MIDTERM, // 中期 TARGET
  ATTR_ADJUST,  // 调整: one ADJUST child [DATE] TARGET [STRING]
  ATTR_NA,      // 不适用 STRING
} AttrKind;
typedef enum FieldKind { // what a column of actual values tells
  FIELD_DEPARTMENT,
  FIELD_PROJECT,
  FIELD_LEVEL2,
  FIELD_NAME, // 指标: an indicator or 数据
  FIELD_DATE,
  FIELD_VALUE, // 取值
  FIELD_UNIT,
  FIELD_REASON,
  FIELDS
} FieldKind;
typedef enum TargetForm {
#define T(id, sign, ascii, behind) TARGET_##id,
#include "grammar/targets.def"
#undef T
} TargetForm;
typedef enum TargetBehind {
  BEHIND_NUMBER,
  BEHIND_RANGE,
  BEHIND_DATE,
  BEHIND_TRUTH,
  BEHIND_TEXT,
  BEHIND_NOTHING,
} TargetBehind;
typedef enum DateForm {
  DATE_DAY,           // 2021-06-30, 6月30日: val year or 0, x month << 8 | day
  DATE_MONTH,         // 6月
  DATE_MONTH_END,     // 6月底, 6月末
  DATE_QUARTER,       // 三季度
  DATE_QUARTER_END,   // 三季度末
  DATE_HALF,          // 上半年, 下半年: x 1, 2
  DATE_HALF_END,      // 上半年末
  DATE_YEAR,          // 2021年
  DATE_YEAR_END,      // 年底, 2021年底, 年内
  DATE_BEFORE = 0x80, // bit: 前, 之前, 以前
} DateForm;
typedef enum UnmetKind { UNMET_POSITIVE, UNMET_NEGATIVE, UNMET_EQUAL } UnmetKind;
typedef enum ExprOp {
  EX_ADD,
  EX_SUB,
  EX_MUL,
  EX_DIV,
  EX_POW,
  EX_GE,
  EX_LE,
  EX_GT,
  EX_LT,
  EX_EQ,
  EX_NE,
  EX_AND,
  EX_OR,
  EX_NOT,
  EX_NEG,
} ExprOp;

void tree_free(Tree *t);
bool ast_is_leaf(AstKind kind);
TargetBehind target_behind(TargetForm form);
Str target_sign(TargetForm form, bool ascii); // ≥ or >=; empty where it has none

static inline const Node *ast_at(const Tree *t, Ref r) {
  return &t->nodes[r];
}
Str ast_name_unquoted(const Tree *t, Ref name);
bool ast_same_key(const Tree *t, Ref a, const Tree *u, Ref b); // of equal hashes
// A name without quotes, as typed.
static inline Str ast_name(const Tree *t, Ref name) {
  const Node *n = &t->nodes[name];
  if (n->kind != AST_NAME || n->op & NAME_QUOTED) return ast_name_unquoted(t, name);
  return (Str){t->source->text.p + n->at, n->x};
}
static inline bool ast_same_name(const Tree *t, Ref a, const Tree *u, Ref b) {
  const Node *x = &t->nodes[a], *y = &u->nodes[b];
  return x->val == y->val && ((!x->op && !y->op && x->kind == AST_NAME && y->kind == AST_NAME)
                                  ? str_eq(ast_name(t, a), ast_name(u, b))
                                  : ast_same_key(t, a, u, b));
}
// Of a QUANTITY or HOLE.
static inline uint32_t ast_number_bytes(const Node *n) {
  return n->x & NUMBER_MAX;
}
static inline uint32_t ast_unit_bytes(const Node *n) {
  return n->x >> 9;
}
Str ast_text(const Tree *t, Ref leaf);                 // as written, quotes and all; empty: it was missing
uint32_t ast_end(const Tree *t, Ref r);                // of a node that has an END (ast.def), else 0
Str ast_class(const Tree *t, Ref indicator);           // the class word, as written; empty for 指标
uint32_t ast_class_hash(const Tree *t, Ref indicator); // str_hash of its key; 0 for 指标
Span ast_span(const Tree *t, Ref r);                   // the whole node; a block's includes its }
Span ast_head(const Tree *t, Ref r);                   // its first token only
Ref ast_child(const Tree *t, Ref r, AstKind kind);     // first child of that kind, or 0
Str ast_key(Arena *a, const Tree *t, Ref name);        // the key; allocates only for NAME_FOLDED
bool ast_name_is(const Tree *t, Ref name, Str key, uint32_t hash);
Str ast_string(Arena *a, const Tree *t, Ref string);   // the value: no quotes, escapes undone
Str ast_number_text(const Tree *t, Ref quantity);      // digits as written, group commas included
Str ast_digits(Arena *a, const Tree *t, Ref quantity); // for num_parse: ASCII, without group commas
Str ast_unit_text(const Tree *t, Ref quantity);        // of QUANTITY, UNIT, HOLE; may be empty
Str ast_doc(Arena *a, const Tree *t, Ref declaration); // the /// lines right before it, joined; may be empty
void ast_dump(Out *o, const Tree *t, Ref r);           // one node a line, indented: `pgl debug ast`
