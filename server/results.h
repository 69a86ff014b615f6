// The one door to the runtime: what the program at hand comes to with the actual values of its folder.
// Actuals are the files, folders and patterns of the setting pgl.actuals (from a workspace folder), else the
// *.csv and *.tsv beside the .pgl files; and what an 实际 names. All of them inside the workspace.
#pragma once
#include "server/server.h"

typedef struct ResultLine {
  uint32_t line; // from 0
  Str text;      // 达成 12个 · 12.5 / 12.5分
} ResultLine;

// The results that belong to lines of a file, in order; their number, 0 where there are no actuals or the
// program has errors. Lives until the request is answered.
uint32_t results_of(Request *r, Build *b, Str path, const ResultLine **out);
typedef enum ResultKind { RESULT_ENTITY, RESULT_INDICATOR, RESULT_INPUT } ResultKind;

// What one of them came to, line by line: verdict, points, why there is no value, the rows behind it. `row`
// is its number in the program, `name` as it is written. 0 lines where nothing is known of it.
uint32_t results_detail(Request *r, Build *b, ResultKind kind, uint32_t row, Str name, Str **lines);
// The files that a name in a text stands for: one, a folder's, a pattern's; those inside the workspace.
uint32_t results_files(Request *r, Str from, Str name, const Str **paths);
bool results_concern(Str path); // whether a file may be one of actual values, by its name
// The editor is to ask again for what shows results, where it can be told so.
void results_refresh(Server *s);
void results_settle(Server *s);                           // nobody has typed for a while
void results_settings(Server *s, const JsonIn *settings); // of the section pgl
void results_free(Server *s);
