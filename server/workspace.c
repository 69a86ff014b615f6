// Files and programs of the workspace.
#include "server/workspace.h"
#include "base/os.h"
#include "base/utf.h"
#include <stdlib.h>

#define WORKERS_MAX   4
#define PROGRAMS_KEPT 64 // of directories without an open document, about

void workspace_init(Workspace *w, Arena *arena, Documents *documents) {
  unsigned cpus = os_cpus();
  *w =
      (Workspace){.arena = arena, .documents = documents, .workers = cpus < WORKERS_MAX ? cpus : WORKERS_MAX};
  arena_init_like(&w->walk, arena);
}

static void build_empty(Build *b) { // but for what it used
  if (b->program) program_free(b->program);
  b->program = NULL;
  b->sources = (Sources){0};
  b->fresh = false;
  arena_free(&b->arena);
}

static void trees_forget(File *f) {
  if (f->kept) kept_free(f->kept);
  free(f->kept);
  f->kept = NULL;
}

static void file_forget(File *f) {
  if (f->read) os_unmap(f->text);
  trees_forget(f);
  f->read = f->missing = false;
}

void workspace_free(Workspace *w) {
  for (uint32_t i = 0; i < w->build_n; i++) {
    build_empty(w->builds[i]);
    free(w->builds[i]->paths);
    free(w->builds[i]->uses);
  }
  for (uint32_t i = 0; i < w->file_n; i++) file_forget(&w->files[i]);
  for (Folder *f = w->folders, *next; f; f = next) next = f->next, free(f);
  arena_free(&w->walk);
}

// ---- folders

static bool inside(Str dir, Str path) {
  if (str_eq(dir, S("/"))) return true;
  return str_starts(path, dir) && (path.n == dir.n || path.p[dir.n] == '/');
}

static void stale(Build *b) {
  b->fresh = b->settled = false;
}

static void all_stale(Workspace *w) {
  w->walked = false;
  for (uint32_t i = 0; i < w->build_n; i++) stale(w->builds[i]);
}

void workspace_add_folder(Workspace *w, Str path) {
  if (!path.n) return;
  for (const Folder *f = w->folders; f; f = f->next)
    if (str_eq(f->path, path)) return;
  Folder *f = malloc(sizeof *f + path.n);
  if (!f) return;
  memcpy(f + 1, path.p, path.n);
  *f = (Folder){{(char *)(f + 1), path.n}, w->folders};
  w->folders = f;
  all_stale(w);
}

void workspace_drop_folder(Workspace *w, Str path) {
  for (Folder **at = &w->folders; *at; at = &(*at)->next) {
    Folder *f = *at;
    if (!str_eq(f->path, path)) continue;
    *at = f->next;
    free(f);
    break;
  }
  all_stale(w);
}

bool workspace_holds(const Workspace *w, Str path) {
  for (const Folder *f = w->folders; f; f = f->next)
    if (inside(f->path, path)) return true;
  return false;
}

void workspace_walk(Workspace *w) {
  if (w->walked) return;
  arena_free(&w->walk);
  ARRAY(Str) all = {0};
  for (const Folder *f = w->folders; f; f = f->next) {
    Str *paths, why;
    size_t n;
    bool outer = false;
    for (const Folder *g = w->folders; g; g = g->next) outer |= g != f && inside(g->path, f->path);
    if (outer || !os_walk(&w->walk, str_to_z(&w->walk, f->path), ".pgl", &paths, &n, &why)) continue;
    for (size_t i = 0; i < n; i++) *array_push(&w->walk, &all) = paths[i];
  }
  w->listed = all.p;
  w->listed_n = all.n;
  w->walked = true;
}

// ---- files

uint32_t workspace_file(Workspace *w, Str path) {
  uint32_t hash = str_hash(path), i = map_get(&w->file_of, path, hash);
  if (i != MAP_NONE) return i;
  w->files = array_room(w->arena, w->files, w->file_n, &w->file_cap, sizeof *w->files, alignof(File));
  w->files[w->file_n] = (File){.path = str_dup(w->arena, path)};
  map_set(w->arena, &w->file_of, w->files[w->file_n].path, hash, w->file_n);
  return w->file_n++;
}

static void file_read(Arena *a, File *f) {
  if (f->read || f->missing) return;
  Str why = {0};
  const char *z = str_to_z(a, f->path);
  OsKind kind = os_kind(z);
  f->read = (kind == OS_FILE || kind == OS_NONE) && os_map(NULL, z, &f->text, &why);
  f->missing = !f->read;
  if (!f->missing) return;
  if (!why.n)
    f->why = (Text){S("不是文件"), S("not a file")};
  else
    f->why = (Text){{0}, why};
}

void workspace_changed(Workspace *w, Str path, bool disk, bool listing) {
  uint32_t i = workspace_file(w, path);
  if (listing) w->walked = false;
  Str dir = os_path_dir(path);
  for (uint32_t k = 0; k < w->build_n; k++) {
    Build *b = w->builds[k];
    bool here = listing && !b->alone && str_eq(b->root, dir);
    if (here) b->listed = false;
    if (!b->settled) continue;
    for (uint32_t u = 0; u < b->use_n && !here; u++) here = b->uses[u] == i;
    if (here) stale(b);
  }
  if (listing) trees_forget(&w->files[i]); // opened: another text
  if (disk) file_forget(&w->files[i]);
}

void workspace_edited(Workspace *w, const Document *d) {
  KeptText *k = w->files[workspace_file(w, d->path)].kept;
  if (k) kept_edited(k, d->edit_from, d->n - d->edit_to);
}

// ---- builds

Build *workspace_build(Workspace *w, Str path) {
  bool alone = !workspace_holds(w, path);
  Str root = alone ? path : os_path_dir(path);
  uint32_t hash = str_hash(root), i = map_get(&w->build_of, root, hash);
  if (i != MAP_NONE) return w->builds[i];
  Build *b = NEW(w->arena, Build);
  arena_init_like(&b->arena, w->arena);
  b->root = str_dup(w->arena, root);
  b->alone = alone;
  w->builds = array_room(w->arena, w->builds, w->build_n, &w->build_cap, sizeof *w->builds, alignof(Build *));
  map_set(w->arena, &w->build_of, b->root, hash, w->build_n);
  return w->builds[w->build_n++] = b;
}

typedef struct Loading {
  Workspace *w;
  Build *b;
} Loading;

static bool allowed(const Loading *l, Str path) {
  return workspace_holds(l->w, path) || (l->b->alone && inside(os_path_dir(l->b->root), path));
}

static void use(Build *b, uint32_t file) {
  if (b->use_n == b->use_cap) {
    uint32_t cap = b->use_cap ? b->use_cap * 2 : 4;
    uint32_t *uses = realloc(b->uses, cap * sizeof *uses);
    if (!uses) arena_fail(&b->arena);
    b->uses = uses;
    b->use_cap = cap;
  }
  b->uses[b->use_n++] = file;
}

static bool load(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  Loading *l = ctx;
  if (from.n && memchr(path.p, 0, path.n))
    return *why = (Text){S("文件名不成立"), S("not a file name")}, false;
  *name = os_path_clean(a, from.n ? os_path_join(a, os_path_dir(from), path) : path);
  if (!allowed(l, *name)) return *why = (Text){S("在工作区之外"), S("outside the workspace")}, false;
  uint32_t i = workspace_file(l->w, *name);
  use(l->b, i);
  const Document *d = document_at(l->w->documents, *name);
  if (d) return *text = document_text(d), true;
  File *f = &l->w->files[i];
  file_read(a, f);
  *why = f->why; // the system's words live on, the Chinese ones where they are asked for
  if (!why->zh.n) why->zh = os_why_zh(a, why->en);
  *text = f->text;
  return f->read;
}

static KeptText *kept(void *ctx, Str name, Str text) {
  const Loading *l = ctx;
  uint32_t i = workspace_file(l->w, name); // may move them
  (void)text;
  return l->w->files[i].kept = l->w->files[i].kept ? l->w->files[i].kept : calloc(1, sizeof(KeptText));
}

static int by_bytes(const void *x, const void *y) {
  return str_cmp(*(const Str *)x, *(const Str *)y);
}

static void list(Workspace *w, Build *b) {
  Str why;
  if (b->listed && w->watched) return;
  Str *paths;
  size_t n, bytes = 0;
  if (!os_list(&b->arena, str_to_z(&b->arena, b->root), ".pgl", &paths, &n, &why)) n = 0;
  for (size_t i = 0; i < n; i++) bytes += paths[i].n;
  free(b->paths);
  b->paths = malloc(n * sizeof *paths + bytes + 1); // exactly: there may be many directories
  if (!b->paths) arena_fail(&b->arena);
  char *to = (char *)(b->paths + n);
  for (size_t i = 0; i < n; to += paths[i++].n) {
    memcpy(to, paths[i].p, paths[i].n);
    b->paths[i] = (Str){to, paths[i].n};
  }
  b->path_n = n;
  b->listed = true;
}

// The files of a directory: those on disk, and those that are only in the editor.
static Str *roots(Workspace *w, Build *b, size_t *n) {
  ARRAY(Str) all = {0};
  if (b->alone)
    *array_push(&b->arena, &all) = b->root;
  else {
    list(w, b);
    for (size_t i = 0; i < b->path_n; i++) *array_push(&b->arena, &all) = b->paths[i];
    for (const Document *d = w->documents->first; d; d = d->next) {
      bool there = !d->ours || !d->path.n || !str_eq(os_path_dir(d->path), b->root);
      for (uint32_t i = 0; i < all.n && !there; i++) there = str_eq(all.p[i], d->path);
      if (!there) *array_push(&b->arena, &all) = str_dup(&b->arena, d->path);
    }
    if (all.n > 1) qsort(all.p, all.n, sizeof *all.p, by_bytes);
  }
  *n = all.n;
  return all.p;
}

void build_refresh(Workspace *w, Build *b) {
  if (b->fresh) return;
  build_empty(b);
  b->use_n = 0;
  size_t n;
  Str *paths = roots(w, b, &n);
  Loading loading = {w, b};
  Loader loader = {.load = load, .kept = kept, .ctx = &loading};
  CompileOptions options = {.workers = w->workers, .lints = true, .around_damage = true, .docs = true};
  b->diags = diags_new(&b->arena, diag_table);
  b->program = compile(&b->arena, paths, n, &loader, &options, &b->sources, &b->diags);
  b->program->loader = NULL;
  if (!b->settled) b->revision++;
  b->fresh = b->settled = true;
}

static bool has_document(const Workspace *w, const Build *b) {
  for (const Document *d = w->documents->first; d; d = d->next)
    if (d->path.n && str_eq(b->alone ? d->path : os_path_dir(d->path), b->root)) return true;
  return false;
}

void workspace_trim(Workspace *w) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < w->build_n; i++) kept += w->builds[i]->fresh;
  for (uint32_t i = 0; i < w->build_n && kept > PROGRAMS_KEPT; i++) {
    Build *b = w->builds[w->trim_at++ % w->build_n];
    if (!b->fresh || has_document(w, b)) continue;
    build_empty(b);
    kept--;
  }
}

uint32_t build_file(const Build *b, Str path) {
  for (uint32_t i = 0; i < b->sources.n; i++)
    if (str_eq(b->sources.p[i].name, path)) return i;
  return NONE;
}
