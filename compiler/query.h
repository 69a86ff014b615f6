// What is at this place of a program? For an editor, and for whoever wants to look at one thing only. Pure: a
// checked Program in, nodes and numbers out; formulas are checked again, watched, so that names mean here
// what they mean to the compiler. Offsets are bytes of a Source. Results live in the query's arena.
#pragma once
#include "base/array.h"
#include "compiler/program.h"

#define QUERY_DEPTH 256

typedef struct QueryBody {
  uint32_t tree, entity;
  Ref body;
} QueryBody;

typedef struct Query {
  const Program *prog;
  Arena *arena;
  QueryBody *bodies; // sorted by tree and node
  uint32_t body_n;
} Query;

Query query_on(const Program *p, Arena *a);

// ---- nodes around an offset

typedef struct QueryPath { // from the root down
  const Tree *tree;
  uint32_t tree_number; // in Program.trees
  uint32_t offset;
  Ref at[QUERY_DEPTH];
  uint32_t n;
} QueryPath;

// Nodes whose text holds `offset`, or ends there where nothing begins. False: no tree of that file.
bool query_path(const Query *q, uint32_t file, uint32_t offset, QueryPath *out);
Ref query_leaf(const QueryPath *path);                        // the innermost
Ref query_up(const QueryPath *path, AstKind kind);            // the innermost of that kind, or 0
uint32_t query_entity(const Query *q, const QueryPath *path); // of the innermost BODY, or NONE
uint32_t query_body_entity(const Query *q, uint32_t tree, Ref body);
uint32_t query_ruleset(const Query *q, const QueryPath *path); // plan row in force there, or NONE

// ---- what a word stands for

typedef enum SymbolKind {
  SYMBOL_NONE,
  SYMBOL_ENTITY, // row: entity
  SYMBOL_INPUT,  // 数据; row: plan number
  SYMBOL_LET,    // 令
  SYMBOL_INDICATOR,
  SYMBOL_FUNCTION, // row: Program.functions
  SYMBOL_PARAM,    // of the function `row`
  SYMBOL_FIGURE,   // row: figures
  SYMBOL_BUILTIN,  // row: builtins
  SYMBOL_RULESET,  // row: plan
  SYMBOL_GROUP,    // 一级; row: plan, where known
  SYMBOL_CLASS,    // 二级
  SYMBOL_UNIT,     // row: UnitId
  SYMBOL_DIMENSION,
  SYMBOL_CODE,   // 允许 CODE
  SYMBOL_IMPORT, // 引用 "FILE"
} SymbolKind;

typedef struct Symbol {
  uint8_t kind; // SymbolKind
  uint32_t row;
  Str name;         // as typed at the place asked
  Span at;          // the word asked about
  const Tree *tree; // of its declaration; NULL: none in a text (built in, unknown)
  Ref node, word;   // the declaring node, and in it the NAME or UNIT
  uint32_t entity;  // an input, let or indicator: the entity it is written in
} Symbol;

// The symbol at the path's end, declared or used there. Several only where one name stands for the 数据 or
// indicators of several projects; at most `max` are written, their number is returned.
uint32_t query_symbols(const Query *q, const QueryPath *path, Symbol *out, uint32_t max);
bool query_same(const Symbol *a, const Symbol *b);

// Every place of the program that means the symbol, its declarations among them, in no order; each once.
void query_uses(const Query *q, const Symbol *s, void (*each)(void *ctx, Span at, bool declares), void *ctx);

// ---- what a formula's part is

typedef struct Typed {
  Ref node; // 0: no formula there, or it is wrong
  uint8_t type, pct;
  UnitId unit;
} Typed;
Typed query_type(const Query *q,
                 const QueryPath *path); // of the innermost part of a formula around the offset

// An entity checked again, as the compiler saw it (checked.h); *out lives in the query's arena.
void query_check(const Query *q, uint32_t entity, Check *c, CheckedEntity *out);
