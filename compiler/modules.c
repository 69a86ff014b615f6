// Files come in waves: those named, then those they import, and so on; a wave is loaded in order and
// parsed in parallel. A circle of imports is found afterwards, as a path through the graph.
#include "compiler/modules.h"
#include "base/array.h"
#include "base/par.h"
#include "base/utf.h"
#include "compiler/keep.h"
#include "stdlib/embedded.h"

#define SPLIT_BYTES                                                                                          \
  ((size_t)64 << 10) // a file twice as large is parsed in stretches of about this size or more
#define SPLIT_MAX      64u
#define FILE_BYTES_MAX (UINT32_MAX - 16u)

#define NOT_PARSED (NONE - 1) // of a file that is known without

// ---- files and trees

static uint32_t file_add(Modules *m, Str name, Str text) {
  Arena *a = m->prog->arena;
  uint32_t file = sources_add(a, m->prog->sources, name, text);
  while (m->file_n <= file) {
    m->files = array_room(a, m->files, m->file_n, &m->file_cap, sizeof *m->files, alignof(ModuleFile));
    m->files[m->file_n++] = (ModuleFile){0};
  }
  m->files[file] = (ModuleFile){.name = name};
  return file;
}

// The rows of Sources may have moved since a tree was made.
static void trees_follow_sources(Program *p) {
  for (uint32_t i = 0; i < p->tree_n; i++) p->trees[i]->source = &p->sources->p[p->trees[i]->file];
}

static void tree_add(Modules *m, uint32_t file, Tree *t, Outline o, KeptTree *kept) {
  Program *p = m->prog;
  m->kept = array_room(p->arena, m->kept, p->tree_n, &m->kept_cap, sizeof *m->kept, alignof(KeptTree *));
  m->kept[p->tree_n] = kept;
  m->outlines = array_room(p->arena, m->outlines, p->tree_n, &m->outline_cap, sizeof o, alignof(Outline));
  m->outlines[p->tree_n] = o;
  p->trees = array_room(p->arena, p->trees, p->tree_n, &m->tree_cap, sizeof *p->trees, alignof(Tree *));
  if (!m->files[file].tree_n++) m->files[file].tree_first = p->tree_n;
  p->trees[p->tree_n++] = t;
}

void program_take(const Program *p, uint32_t file, size_t from, size_t to) {
  if (p->loader && p->loader->take) p->loader->take(p->loader->ctx, p->sources->p[file].text, from, to);
}

void program_drop(const Program *p, uint32_t file, size_t from, size_t to) {
  if (p->loader && p->loader->drop) p->loader->drop(p->loader->ctx, p->sources->p[file].text, from, to);
}

void modules_start(Modules *m) {
  m->outline_arenas = NEW_N(m->prog->arena, Arena, m->prog->worker_n);
  for (unsigned w = 0; w < m->prog->worker_n; w++) arena_init_like(&m->outline_arenas[w], m->prog->arena);
}

void modules_done(Modules *m) {
  for (unsigned w = 0; w < m->prog->worker_n; w++) arena_free(&m->outline_arenas[w]);
}

// ---- parsing

typedef enum JobKind { JOB_WHOLE, JOB_STRETCH, JOB_MEND, JOB_KEPT } JobKind; // KEPT: the tree was there

typedef struct ParseJob {
  uint32_t file;
  JobKind kind;
  Stretch at;
  bool open; // of a stretch that was mended: it was not cut rightly, by itself
  bool good; // of a stretch: it was cut rightly; mended: the damage stays inside
  bool returns;
  Tree *tree;
  Outline outline;
  Diags found;
  KeptText *text; // or NULL
  uint32_t slot;  // of its stretch there
  KeptMove move;
} ParseJob;

typedef ARRAY(ParseJob) ParseJobs;

typedef struct ParseWork {
  Program *prog;
  ParseJob **jobs;
  const DiagSpec *table;
  Arena *outlines; // one a worker
  UnitNames units;
  const ParserTables *tables;
  bool stores; // there is enough of it for trees to stand in the workers' stores
} ParseWork;

static void parse_job(void *ctx, size_t i, unsigned worker) {
  ParseWork *w = ctx;
  ParseJob *j = w->jobs[i];
  Arena *a = &w->prog->worker_arenas[worker];
  const Source *s = &w->prog->sources->p[j->file];
  ArenaMark mark = arena_mark(a);
  size_t from = j->kind == JOB_WHOLE ? 0 : j->at.start, to = j->kind == JOB_WHOLE ? s->text.n : j->at.end;
  program_take(w->prog, j->file, from, to);
  j->found = diags_new(a, w->table);
  if (w->stores && !j->text) j->tree->store = &w->prog->worker_stores[worker];
  switch (j->kind) {
  case JOB_WHOLE: parse_file(a, w->prog->sources, j->file, &w->units, &j->found, j->tree); break;
  case JOB_STRETCH: j->good = parse_stretch(a, s, j->file, j->at, &w->units, w->tables, j->tree); break;
  case JOB_KEPT:
    if (!j->text) break; // it always has one
    kept_move(&j->text->p[j->slot], j->move);
    kept_say(&j->text->p[j->slot], j->file, &j->found);
    break;
  case JOB_MEND: j->good = parse_stretch_mended(a, s, j->file, j->at, &w->units, &j->found, j->tree); break;
  }
  if (!j->found.n) arena_reset(a, mark); // what the parser needed
  if (s->marks) j->returns = source_mark(s, from, to);
  bool kept =
      j->kind == JOB_WHOLE || j->kind == JOB_KEPT || (j->good && (j->kind == JOB_MEND || !j->tree->broken));
  if (kept) outline_tree(&w->outlines[worker], a, j->tree, &j->outline);
  program_drop(w->prog, j->file, from, to);
}

static void job_add(Arena *a, ParseJobs *jobs, ParseJob j) {
  j.tree = NEW(a, Tree);
  *array_push(a, jobs) = j;
}

#define THREAD_BYTES ((size_t)128 << 10) // a thread costs about what parsing this many bytes does
#define TABLES_BYTES ((size_t)1 << 20)   // less is parsed sooner than its tables pay
#define STORE_BYTES  ((size_t)4 << 20)   // less does not fill a few large pages

static size_t job_bytes(const Program *p, ParseJob *const *jobs, uint32_t n) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < n; i++)
    bytes += jobs[i]->kind == JOB_KEPT    ? (jobs[i]->at.end - jobs[i]->at.start) / 16
             : jobs[i]->kind == JOB_WHOLE ? p->sources->p[jobs[i]->file].text.n
                                          : jobs[i]->at.end - jobs[i]->at.start;
  return bytes;
}

static void run_jobs(Modules *m, ParseJob **jobs, uint32_t n) {
  Program *p = m->prog;
  size_t bytes = job_bytes(p, jobs, n), worth = 1 + bytes / THREAD_BYTES;
  ParseWork work = {.prog = p,
                    .jobs = jobs,
                    .table = m->diags->table,
                    .outlines = m->outline_arenas,
                    .units = {units_known, p->units},
                    .tables = bytes >= TABLES_BYTES ? parser_tables(p->arena) : NULL,
                    .stores = bytes >= STORE_BYTES};
  if (n) par_for(n, worth < p->worker_n ? (unsigned)worth : p->worker_n, parse_job, &work);
}

static void kept_jobs(const Program *p, ParseJobs *jobs, uint32_t file, KeptText *k) {
  const Source *s = &p->sources->p[file];
  KeptMove m = kept_cut(p->arena, k, s);
  for (uint32_t i = 0; i < k->n; i++) {
    const KeptTree *t = &k->p[i];
    JobKind kind = t->nodes ? JOB_KEPT : k->n == 1 ? JOB_WHOLE : JOB_STRETCH;
    ParseJob j = {.file = file, .kind = kind, .at = t->at, .text = k, .slot = i, .move = m};
    job_add(p->arena, jobs, j);
    j = jobs->p[jobs->n - 1];
    if (!t->nodes) continue;
    *j.tree = (Tree){t->nodes, true, NULL, t->n, t->n, file, s, t->root, t->broken};
    jobs->p[jobs->n - 1].good = !t->open;
  }
}

// Trees without mistakes that were read just now.
static void keep(ParseJobs *jobs) {
  for (uint32_t i = 0; i < jobs->n; i++) {
    const ParseJob *j = &jobs->p[i];
    bool read = j->kind == JOB_WHOLE || (j->kind == JOB_STRETCH && j->good);
    if (j->text && read && !j->tree->broken && !j->found.n) kept_take(j->text, j->slot, j->tree);
  }
}

static ParseJobs first_jobs(Modules *m, uint32_t first) {
  Program *p = m->prog;
  ParseJobs jobs = {0};
  Stretch cuts[SPLIT_MAX];
  for (uint32_t f = first; f < m->file_n; f++) {
    Source *s = &p->sources->p[f];
    const Loader *l = p->loader;
    if (m->marks) source_marks_room(p->arena, s);
    KeptText *kept = l && l->kept ? l->kept(l->ctx, s->name, s->text) : NULL;
    if (kept) {
      kept_jobs(p, &jobs, f, kept);
      continue;
    }
    size_t want = s->text.n / SPLIT_BYTES, k = 1;
    if (want > 1) k = parse_split(s, want < SPLIT_MAX ? (unsigned)want : SPLIT_MAX, cuts);
    if (k <= 1)
      job_add(p->arena, &jobs, (ParseJob){.file = f});
    else
      for (size_t i = 0; i < k; i++)
        job_add(p->arena, &jobs, (ParseJob){.file = f, .kind = JOB_STRETCH, .at = cuts[i]});
  }
  return jobs;
}

static void job_forget(ParseJob *j) {
  if (j->tree) tree_free(j->tree);
  j->tree = NULL;
}

// Jobs [from, to) are the stretches of one file. What is broken inside goes to be mended; where a cut was
// wrong, or mending failed, the first of them becomes the whole file. Where all others are well formed,
// nothing in them can make up for what one leaves open, or closes: an editor has it mended by itself.
static void again(ParseJob *jobs, uint32_t from, uint32_t to, Arena *a, ParseJob **todo, uint32_t *n) {
  bool whole = false;
  uint32_t broken = 0;
  for (uint32_t i = from; i < to; i++) broken += !jobs[i].good || jobs[i].tree->broken;
  for (uint32_t i = from; i < to; i++)
    whole |= !jobs[i].good && !(jobs[i].text && jobs[i].kind != JOB_MEND && broken == 1);
  for (uint32_t i = from; i < to; i++) {
    if (!whole && !(jobs[i].kind == JOB_STRETCH && (jobs[i].tree->broken || !jobs[i].good))) continue;
    job_forget(&jobs[i]);
    if (whole && i > from) continue;
    jobs[i].kind = whole ? JOB_WHOLE : JOB_MEND;
    jobs[i].open = !jobs[i].good;
    jobs[i].tree = NEW(a, Tree);
    todo[(*n)++] = &jobs[i];
  }
}

// Parses files [first, file_n), large ones in stretches.
static void parse_wave(Modules *m, uint32_t first) {
  Program *p = m->prog;
  trees_follow_sources(p);
  ParseJobs jobs = first_jobs(m, first);
  ParseJob **todo = NEW_N(p->arena, ParseJob *, jobs.n + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < jobs.n; i++) todo[n++] = &jobs.p[i];
  for (unsigned turn = 0; turn < 3 && n; turn++) { // parse, mend, parse whole
    run_jobs(m, todo, n);
    if (!turn) keep(&jobs);
    n = 0;
    for (uint32_t i = 0, j; i < jobs.n; i = j) {
      for (j = i + 1; j < jobs.n && jobs.p[j].file == jobs.p[i].file; j++) {
      }
      if (jobs.p[i].kind != JOB_WHOLE) again(jobs.p, i, j, p->arena, todo, &n);
    }
  }
  for (uint32_t i = 0; i < jobs.n; i++) {
    p->sources->p[jobs.p[i].file].returns |= jobs.p[i].returns;
    if (!jobs.p[i].tree) continue;
    if (jobs.p[i].text && jobs.p[i].kind == JOB_MEND)
      kept_take_mended(jobs.p[i].text, jobs.p[i].slot, jobs.p[i].tree, &jobs.p[i].found, jobs.p[i].open);
    KeptTree *kept = jobs.p[i].text ? &jobs.p[i].text->p[jobs.p[i].slot] : NULL;
    if (kept && kept->nodes != jobs.p[i].tree->nodes) kept = NULL;
    tree_add(m, jobs.p[i].file, jobs.p[i].tree, jobs.p[i].outline, kept);
    diags_append(m->diags, &jobs.p[i].found);
  }
}

// ---- the stdlib

static const EmbeddedFile *embedded(Str name) {
  if (str_starts(name, S("stdlib/"))) name = str_slice(name, 7, name.n);
  if (str_ends(name, S(".pgl"))) name.n -= 4;
  for (size_t i = 0; i < embedded_count; i++)
    if (str_eq(str_z(embedded_files[i].name), name)) return &embedded_files[i];
  return NULL;
}

static void stdlib_add(Modules *m, const EmbeddedFile *e) {
  Str name = str_fmt(m->prog->arena, "stdlib/%s.pgl", e->name);
  uint32_t file = file_add(m, name, (Str){e->text, e->size});
  map_set(m->prog->arena, &m->names, name, str_hash(name), file);
}

void modules_stdlib(Modules *m, Str name) {
  const EmbeddedFile *e = embedded(name);
  if (!e) return;
  uint32_t first = m->prog->sources->n;
  stdlib_add(m, e);
  parse_wave(m, first);
}

Str modules_stdlib_text(Modules *m, Str name) {
  const EmbeddedFile *e = embedded(name);
  if (!e) return (Str){0};
  Str path = str_fmt(m->prog->arena, "stdlib/%s.pgl", e->name);
  map_set(m->prog->arena, &m->names, path, str_hash(path), NOT_PARSED);
  return (Str){e->text, e->size};
}

void modules_stdlib_rest(Modules *m) {
  uint32_t first = m->prog->sources->n;
  for (size_t i = 0; i < embedded_count; i++) {
    Str name = str_fmt(m->prog->arena, "stdlib/%s.pgl", embedded_files[i].name);
    if (map_get(&m->names, name, str_hash(name)) == MAP_NONE) stdlib_add(m, &embedded_files[i]);
  }
  parse_wave(m, first);
}

void modules_text(Modules *m, Str name, Str text) {
  uint32_t first = file_add(m, name, text);
  parse_wave(m, first);
}

// ---- imports

static void not_read(Modules *m, const Import *from, Str path, Text why) {
  Text args[] = {text_of(path), why};
  if (from && from->tree->broken) return;
  if (from) {
    diag_add(m->diags, D_MODULE_UNREADABLE, ast_span(from->tree, from->node), args, 2);
    return;
  }
  Diag *d = diag_add(m->diags, D_MODULE_UNREADABLE, (Span){0}, args, 2);
  d->cell.name = path;
}

// The file for `path` as `from` wrote it, loaded unless known; NONE: reported.
static uint32_t load(Modules *m, const Import *from, Str path) {
  Arena *a = m->prog->arena;
  Str base = from ? m->prog->sources->p[from->tree->file].name : (Str){0}, name = path, text = {0};
  Text why = {0};
  if (!m->loader || !m->loader->load(m->loader->ctx, a, base, path, &name, &text, &why)) {
    not_read(m, from, path, why);
    return NONE;
  }
  uint32_t hash = str_hash(name), file = map_get(&m->names, name, hash);
  if (file != MAP_NONE) return file == NOT_PARSED ? NONE : file;
  if (text.n > FILE_BYTES_MAX) {
    not_read(m, from, path, text_of(S("> 4 GiB")));
    return NONE;
  }
  file = file_add(m, name, text);
  map_set(a, &m->names, name, hash, file);
  return file;
}

static void unknown_stdlib(Modules *m, const Tree *t, Ref name, Str text) {
  if (t->broken) return;
  Diag *d = diag_add(m->diags, D_IMPORT_UNKNOWN, ast_span(t, name), TEXT_ARGS(text_of(text)));
  size_t best = embedded_count;
  unsigned least = 3;
  for (size_t i = 0; i < embedded_count; i++) {
    unsigned k = str_distance(text, str_z(embedded_files[i].name), least);
    if (k < least) least = k, best = i;
  }
  if (best == embedded_count) return;
  Str near = str_z(embedded_files[best].name);
  DiagFix *f = diag_fix(m->diags, d, T_FIX_TO, TEXT_ARGS(text_of(near)));
  diag_edit(m->diags, f, ast_span(t, name), near);
}

static void import(Modules *m, const Tree *t, Ref node) {
  Arena *a = m->prog->arena;
  Ref what = ast_at(t, node)->kids;
  if (!what) return;
  bool string = ast_at(t, what)->kind == AST_STRING;
  Str path = string ? ast_string(a, t, what) : ast_name(t, what);
  Import it = {NONE, t, node};
  if (!embedded(path)) {
    if (!string)
      unknown_stdlib(m, t, what, path);
    else
      it.to = load(m, &it, path);
  }
  m->imports = array_room(a, m->imports, m->import_n, &m->import_cap, sizeof *m->imports, alignof(Import));
  ModuleFile *f = &m->files[t->file];
  if (!f->import_n++) f->import_first = m->import_n;
  m->imports[m->import_n++] = it;
}

// ---- circles

typedef struct Visit {
  uint32_t file, next;
} Visit;

// Walks the graph depth first; an edge back into the path walked closes a circle, reported at its 引用.
static void find_circles(Modules *m) {
  Arena *a = m->prog->arena;
  uint8_t *state = NEW_N(a, uint8_t, m->file_n + 1); // 1: on the path, 2: done
  Visit *path = NEW_N(a, Visit, m->file_n + 1);
  for (uint32_t f = 0; f < m->file_n; f++) {
    if (state[f]) continue;
    uint32_t depth = 0;
    path[depth++] = (Visit){f, 0};
    state[f] = 1;
    while (depth) {
      Visit *v = &path[depth - 1];
      const ModuleFile *mf = &m->files[v->file];
      if (v->next == mf->import_n) {
        state[v->file] = 2;
        depth--;
        continue;
      }
      const Import *it = &m->imports[mf->import_first + v->next++];
      if (it->to == NONE || state[it->to] == 2) continue;
      if (!state[it->to]) {
        state[it->to] = 1;
        path[depth++] = (Visit){it->to, 0};
        continue;
      }
      Out o = out_memory(a);
      uint32_t from = depth;
      while (path[from - 1].file != it->to) from--;
      for (uint32_t k = from - 1; k < depth; k++) {
        out_str(&o, m->files[path[k].file].name);
        out_z(&o, " → ");
      }
      out_str(&o, m->files[it->to].name);
      diag_add(m->diags, D_IMPORT_CIRCLE, ast_span(it->tree, it->node), TEXT_ARGS(text_of(out_text(&o))));
    }
  }
}

void modules_load(Modules *m, const Str *paths, size_t n) {
  Program *p = m->prog;
  uint32_t wave = p->sources->n;
  for (size_t i = 0; i < n; i++) load(m, NULL, paths[i]);
  while (wave < p->sources->n) {
    uint32_t end = p->sources->n;
    parse_wave(m, wave);
    for (uint32_t f = wave; f < end; f++)
      for (uint32_t k = m->files[f].tree_first, to = k + m->files[f].tree_n; k < to; k++)
        for (uint32_t i = 0; i < m->outlines[k].items.n; i++)
          if (ast_at(p->trees[k], m->outlines[k].items.p[i])->kind == AST_IMPORT)
            import(m, p->trees[k], m->outlines[k].items.p[i]);
    wave = end;
  }
  trees_follow_sources(p);
  find_circles(m);
}
