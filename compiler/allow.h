// 允许 CODE "理由": findings of that code inside the block (or file) are dropped. Done once, over all
// findings, so that no check needs to ask. Errors cannot be allowed; what allowed nothing is reported.
#pragma once
#include "base/diag.h"
#include "grammar/ast.h"

typedef struct Allow {
  const Tree *tree;
  Ref node;   // ALLOW
  Span block; // where it holds
} Allow;

void allow_apply(Arena *scratch, const Allow *allows, uint32_t n, Diags *diags);
