// A WorkspaceEdit being gathered: replacements in several files, each place once, in the order of files and
// places.
#pragma once
#include "base/array.h"
#include "server/server.h"

typedef struct FileEdit {
  const Build *build; // where file and span are numbers of
  Span at;
  Str path, text;
} FileEdit;

typedef struct Edits {
  Arena *a;
  ARRAY(FileEdit) list;
} Edits;

void edits_add(Edits *e, const Build *b, Span at, Str text); // places no client can open are left out
bool edits_hold(const Edits *e, Str path, Span at);          // the same place is there
// Writes {"documentChanges": …} or {"changes": …}, as the client has it; edits that overlap earlier ones are
// left out.
void edits_write(Request *r, Json *j, Edits *e);
