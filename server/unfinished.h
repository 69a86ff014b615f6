// While somebody types, a line that is only not finished is no mistake: its findings wait until the typing
// stops, goes on elsewhere, or makes it wrong whatever follows.
#pragma once
#include "grammar/lexer.h"
#include "server/server.h"

typedef struct Unfinished { // of one document, while its findings are written
  Request *r;
  const Build *build;
  Document *doc;       // NULL: not open
  bool looked, open;   // open: the line may yet become right
  bool formula;        // it ends in a formula that may go on
  bool tail;           // behind the cursor are only blanks and }
  uint32_t line, next; // where its line begins, where the token behind the cursor ends
  Token under_way;
  int8_t begins; // whether a known word begins so; -1: not asked yet
} Unfinished;

bool not_wrong_yet(Unfinished *u, const Diag *d);
