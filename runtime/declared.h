// What a self-evaluation says of itself: the 分值 and 得分 beside its rows, and rows that are no datum but a
// figure of the form (执行率, 总分, 等级). eval reads past those; audit compares all of them.
#pragma once
#include "base/array.h"
#include "runtime/match.h"

typedef enum DeclaredKind {
  DECLARED_ROW,   // of a datum or an indicator
  DECLARED_RATE,  // the 执行率 as stated, with its points
  DECLARED_TOTAL, // 总分: in the column 得分, else as the value
  DECLARED_GRADE, // 等级: as the value
} DeclaredKind;

typedef struct Declared {
  uint8_t kind;                     // DeclaredKind
  uint32_t entity;                  // whose row it is
  uint32_t input;                   // DECLARED_ROW: that it fills; else NONE
  Str value, weight, score, reason; // cells as written; empty: nothing there
  RowRef at;                        // the value's cell
  uint32_t weight_column, score_column;
} Declared;

typedef struct DeclaredRows { // in reading order
  ARRAY(Declared) all;
} DeclaredRows;

// What a row whose name no datum or indicator has may stand for; DECLARED_ROW: nothing.
DeclaredKind declared_kind(Arena *scratch, const Row *row);
void declared_add(Arena *a, DeclaredRows *rows, DeclaredKind kind, const Row *row, const Matched *m,
                  RowRef at);
