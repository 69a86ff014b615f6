// What most commands begin with: the files named, compiled, with their findings at hand.
#pragma once
#include "base/render.h"
#include "cli/cli.h"
#include "compiler/compile.h"

typedef struct Session {
  Sources sources;
  Diags diags;
  Program *program;
  Str *files; // as named, directories opened
  size_t file_n;
  bool planned; // from a compiled plan: no sources, no trees
} Session;

// Files as they were before they were read: a later change shows.
typedef struct SourceState {
  Str name;
  int64_t changed;
} SourceState;
typedef struct SourceStates {
  Arena *arena;
  SourceState *p;
  uint32_t n, cap;
} SourceStates;

typedef struct SessionOptions {
  bool want_plan, lints, docs;
  bool drop_trees;      // nothing but the plan is wanted
  bool plans, verify;   // X.plan may stand for the files; its sources are compared byte by byte
  SourceStates *states; // filled, or NULL
  uint32_t workers;     // 0: as many as the machine has
  void (*on_checked)(void *ctx, const Check *c, const CheckedEntity *e);
  void *ctx;
} SessionOptions;

// False after telling of a path that is not there or holds nothing (the command ends with EXIT_UNREADABLE).
bool session_open(Cli *cli, Session *s, const Words *paths, const SessionOptions *opt);
void session_close(Session *s);
Diags session_diags(Cli *cli);                    // an empty collection with pgl's table
Diags session_errors(Cli *cli, const Diags *all); // those of `all` that are errors
// EXIT_CLEAN where it may be evaluated up to `as_of` (DATE_NONE: the year's end); else says why not.
int session_evaluable(Cli *cli, Session *s, Date as_of);
// Writes all findings of `ds` to `to` in a format, with --quiet only errors to standard error; human ones in
// colour where `color`.
void session_render(Cli *cli, Session *s, Diags *ds, Out *to, DiagFormat format, bool color);
// The loader of files from disk ("-" is standard input).
extern const Loader session_loader;
