// From the editor's folders and open texts to programs. A Build is one program with its findings: the *.pgl
// files of one directory, open texts before those on disk, and all they import; a document outside every
// folder is a program by itself. Builds are made when asked for and made again after something in them
// changed.
//
// Imports stay inside the workspace: inside a folder, or (where none is open) below the document's directory.
#pragma once
#include "base/array.h"
#include "base/map.h"
#include "compiler/compile.h"
#include "compiler/keep.h"
#include "server/documents.h"

typedef struct Folder {
  Str path; // clean, absolute; bytes of the folder's own allocation
  struct Folder *next;
} Folder;

typedef struct File { // a path that some build has asked for
  Str path;
  Str text; // of the disk, mapped (os_map); valid where `read`
  bool read, missing;
  Text why;          // missing: why; zh empty: the system's
  KeptText *kept;    // heap; of its text, in the editor or on disk
  uint64_t findings; // hash of those last told, of revision findings_of of its own program; 0: none told
  uint64_t findings_of;
} File;

typedef struct Build {
  Arena arena; // program, sources, findings; freed when it is made again
  Str root;    // a directory, or the path of a file that stands alone
  bool alone;
  bool fresh;        // the program is there and up to date
  bool settled;      // nothing has changed since it was made (the program may have been given back since)
  uint64_t revision; // how often something in it changed
  Program *program;
  Sources sources;
  Diags diags;
  uint32_t *uses, use_n, use_cap; // heap: Files asked for, found or not
  Str *paths;
  size_t path_n; // of a directory: its files; heap
  bool listed;
} Build;

typedef struct Workspace {
  Arena *arena; // the server's
  Documents *documents;
  Folder *folders;
  File *files;
  uint32_t file_n, file_cap;
  Map file_of; // path → files
  Build **builds;
  uint32_t build_n, build_cap;
  Map build_of; // root → builds
  Str *listed;
  size_t listed_n; // every *.pgl below the folders, once walked
  bool walked;
  bool watched;     // the client tells what comes and goes on disk
  uint32_t trim_at; // the build to look at next
  Arena walk;       // of `listed`
  unsigned workers;
} Workspace;

void workspace_init(Workspace *w, Arena *arena, Documents *documents);
void workspace_free(Workspace *w);
void workspace_add_folder(Workspace *w, Str path);
void workspace_drop_folder(Workspace *w, Str path);
bool workspace_holds(const Workspace *w, Str path); // inside some folder
void workspace_walk(Workspace *w);                  // finds `listed` (again)

// What a path says has changed: in the editor, or (disk) in the file system; builds that saw it are stale.
// `listing`: it came or went, so that its directory's program has other files.
void workspace_changed(Workspace *w, Str path, bool disk, bool listing);

// The edit that the document has just taken.
void workspace_edited(Workspace *w, const Document *d);

Build *workspace_build(Workspace *w, Str path); // the program a file belongs to, fresh or not
void build_refresh(Workspace *w, Build *b);     // makes it where it is not fresh
// Gives back programs without an open document, but for a few: what was told of their files stays known.
void workspace_trim(Workspace *w);
uint32_t workspace_file(Workspace *w, Str path); // number of its File
uint32_t build_file(const Build *b, Str path);   // number of its Source, or NONE
