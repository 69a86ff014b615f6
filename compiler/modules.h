// From paths to trees: loads the files named and all they 引用, once each, and parses them; first the
// embedded stdlib, whose units tell the parser what `735 人次` is. Large files are parsed in stretches
// and many files at once when there are workers.
#pragma once
#include "compiler/compile.h"
#include "compiler/outline.h"

typedef struct ModuleFile { // a file of the program; its number is its Source's
  Str name;
  uint32_t tree_first, tree_n;     // its trees in Program.trees
  uint32_t import_first, import_n; // in Modules.imports
} ModuleFile;

typedef struct Import {
  uint32_t to;
  const Tree *tree;
  Ref node;
} Import; // to: file, NONE: stdlib or not found

typedef struct Modules {
  Program *prog;
  const Loader *loader;
  Diags *diags;
  ModuleFile *files;
  uint32_t file_n, file_cap; // parallel to Program.sources
  Import *imports;
  uint32_t import_n, import_cap;
  Map names; // clean name → file
  Outline *outlines;
  struct KeptTree **kept; // parallel to them: what is kept of it, or NULL; no later than modules_done
  uint32_t outline_cap, tree_cap, kept_cap; // parallel to Program.trees
  Arena *outline_arenas;                    // one a worker
  bool marks;                               // lines will be asked for (source_mark)
} Modules;

void modules_start(Modules *m);
void modules_done(Modules *m); // outlines are no longer needed
// Parses the stdlib file `name` ("units"); later ones see the units declared by then.
void modules_stdlib(Modules *m, Str name);
Str modules_stdlib_text(Modules *m, Str name);     // not parsed: what it says is known already
void modules_stdlib_rest(Modules *m);              // all others
void modules_text(Modules *m, Str name, Str text); // a text as one more file; 16 NULs stand behind it
// Loads and parses `paths` and all they import. Problems are reported where they are written.
void modules_load(Modules *m, const Str *paths, size_t n);
