// The pipeline from texts to a checked program, and to a plan. Does no I/O: files come by a callback.
#pragma once
#include "compiler/program.h"

typedef struct Loader { // brings the text of a module; the bytes live as long as the arena, ≥ 16 NULs behind
  // `from` is the importing file's name (empty for the first ones); *name becomes the clean name by which a
  // file is known once. False: *why says it in both languages.
  bool (*load)(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why);
  void *ctx;
  // Optional: bytes [from, to) of a text it gave are done with for now (they may be read again). Any thread.
  void (*take)(void *ctx, Str text, size_t from, size_t to);
  void (*drop)(void *ctx, Str text, size_t from, size_t to);
  // Optional, on the caller's thread: what is kept of this text, up to date with it, for trees to be taken
  // from and added to; it outlives the program, which borrows them. NULL: nothing is.
  struct KeptText *(*kept)(void *ctx, Str name, Str text);
} Loader;

typedef struct CompileOptions {
  unsigned workers; // threads; 0 or 1: none but the caller's
  bool want_plan;   // lower into program->plan (eval, test, explain); false: check only
  bool lints;
  bool around_damage; // where the syntax is wrong, keep what does not hang on it (damage.h); else nothing
                      // more is said
  bool drop_trees;    // once there is a plan, trees and declarations end: nobody asks for a place any more
  bool docs; // the stdlib's units have /// lines and a place in its text (pgl units, editors); start-up is
             // quicker without
  void (*on_checked)(void *ctx, const Check *c, const CheckedEntity *e); // optional, for queries
  void *ctx;
} CompileOptions;

// Compiles the files of `paths` and all they import, with the embedded stdlib. Findings go to `diags`;
// the program is whole as far as it could be understood (never NULL). Sources get every file read.
Program *compile(Arena *a, const Str *paths, size_t n, const Loader *loader, const CompileOptions *opt,
                 Sources *sources, Diags *diags);
// A program whose plan was read from a file: no trees, only what a run asks for, the plan and the units in
// which cells are read (the stdlib's and the plan's own). NULL: the plan speaks of units that there are not.
Program *program_planned(Arena *a, Plan *plan, unsigned workers, Sources *sources, Diags *diags);
void program_free(Program *p); // the trees' heap arrays
