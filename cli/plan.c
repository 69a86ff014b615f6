// A plan is mapped and looked at once; then each of its sources is asked for size and time (or, to be sure,
// for its bytes). One that changed makes the plan stale; one that is not there any more is a warning.
#include "cli/plan.h"
#include "base/sha256.h"
#include "grammar/diags.h"
#include "stdlib/embedded.h"

PlanMaker plan_maker(void) {
  PlanMaker m = {.version = str_z(PGL_VERSION)};
  for (size_t i = 0; i < embedded_count; i++)
    m.stdlib = plan_hash(m.stdlib, embedded_files[i].text, embedded_files[i].size);
  return m;
}

bool plan_named(const char *path) {
  return str_ends(str_z(path), S(".plan"));
}

static bool embedded(Str text) {
  for (size_t i = 0; i < embedded_count; i++)
    if (embedded_files[i].text == text.p) return true;
  return false;
}

void plan_sources_fill(Cli *cli, Session *s, const SourceStates *states) {
  Plan *p = s->program->plan;
  for (uint32_t i = 0; i < s->sources.n; i++) {
    const Source *src = &s->sources.p[i];
    if (embedded(src->text)) continue;
    uint32_t row = plan_add_sources(p);
    p->sources.file[row] = i;
    p->sources.bytes[row] = src->text.n;
    p->sources.sha256[row] = plan_str(p, sha256_hex(&cli->arena, src->text));
    for (uint32_t k = 0; k < states->n; k++)
      if (str_eq(states->p[k].name, src->name)) p->sources.changed[row] = states->p[k].changed;
  }
}

// The text's memory is let go: all of it was just brought in.
static Str hash_of(Cli *cli, Str text) {
  Str hash = sha256_hex(&cli->arena, text);
  os_drop(text, 0, text.n);
  return hash;
}

DataFile *plan_source_files(Cli *cli, const Session *s, uint32_t *n) {
  const Plan *p = s->program->plan;
  const Sources *all = &s->sources;
  DataFile *files = NEW_N(&cli->arena, DataFile, all->n + p->sources.n + 1);
  *n = 0;
  for (uint32_t i = 0; i < p->sources.n; i++)
    files[(*n)++] = (DataFile){plan_text(p, p->files.name[p->sources.file[i]]),
                               plan_text(p, p->sources.sha256[i]), p->sources.bytes[i], false};
  for (uint32_t i = 0; i < all->n && !p->sources.n; i++)
    if (!embedded(all->p[i].text))
      files[(*n)++] = (DataFile){all->p[i].name, hash_of(cli, all->p[i].text), all->p[i].text.n, false};
  return files;
}

static bool same_hash(Cli *cli, const char *path, Str wanted) {
  Str text, why;
  if (!os_map(NULL, path, &text, &why)) return false;
  Str is = sha256_hex(&cli->arena, text);
  os_unmap(text);
  return str_eq(is, wanted);
}

static Diag *say(Session *s, uint16_t id, Str path, Text arg) {
  Diag *d = diag_add(&s->diags, id, (Span){0}, &arg, 1);
  d->cell.name = path;
  return d;
}

static void look_at_sources(Cli *cli, Session *s, Str path, bool verify) {
  const Plan *p = s->program->plan;
  for (uint32_t i = 0; i < p->sources.n; i++) {
    Str name = plan_text(p, p->files.name[p->sources.file[i]]);
    const char *z = str_to_z(&cli->arena, name);
    uint64_t bytes;
    int64_t changed;
    if (str_eq(name, S("-"))) continue;
    cli_reads(cli, z);
    if (!os_stat(z, &bytes, &changed)) {
      say(s, D_PLAN_NO_SOURCE, path, text_of(name));
      continue;
    }
    bool same =
        bytes == p->sources.bytes[i] &&
        (verify ? same_hash(cli, z, plan_text(p, p->sources.sha256[i])) : changed == p->sources.changed[i]);
    if (!same) say(s, D_PLAN_STALE, path, text_of(name));
  }
}

// indicators.name: in Chinese 指标 indicators.name.
static Text part(Arena *a, Str what) {
  static const struct {
    const char *name, *zh;
  } parts[] = {
#define P(part, zh) {#part, zh},
#include "cli/plan_parts.def"
#undef P
  };
  size_t n = str_find(what, S("."));
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (!str_eq(str_slice(what, 0, n), str_z(parts[i].name))) continue;
    Str zh = str_z(parts[i].zh);
    return (Text){n < what.n ? str_fmt(a, "%.*s %.*s", STR_ARG(zh), STR_ARG(what)) : zh, what};
  }
  return text_of(what);
}

static void tell_fault(Cli *cli, Session *s, Str path, const PlanFault *f) {
  switch (f->problem) {
  case PLAN_GOOD: break;
  case PLAN_NO_PLAN: say(s, D_PLAN_NONE, path, text_of(path)); break;
  case PLAN_DAMAGED: say(s, D_PLAN_DAMAGED, path, part(&cli->arena, f->what)); break;
  case PLAN_FOREIGN: {
    bool same = str_eq(f->what, S(PGL_VERSION));
    Text by = {str_cat(&cli->arena, f->what, same ? S("（另一个构建或另一种机器）") : S("")),
               str_cat(&cli->arena, f->what, same ? S(" (another build or another machine)") : S(""))};
    say(s, D_PLAN_FOREIGN, path, by);
    break;
  }
  }
}

bool plan_open(Cli *cli, Session *s, const char *path, unsigned workers, bool verify) {
  Str bytes, why;
  if (!os_map(NULL, path, &bytes, &why))
    return cli_say(cli, CLI_CANNOT_READ, str_z(path), cli_why(cli, why)), false;
  cli_reads(cli, path);
  PlanMaker maker = plan_maker();
  PlanFault fault;
  Plan *p = plan_read(&cli->arena, bytes, &maker, workers, &fault);
  Diags units = session_diags(cli);
  if (p) s->program = program_planned(&cli->arena, p, workers, &s->sources, &units);
  if (p && !s->program) fault = (PlanFault){PLAN_DAMAGED, S("units")};
  if (!s->program) return tell_fault(cli, s, str_z(path), &fault), true;
  look_at_sources(cli, s, str_z(path), verify);
  return true;
}
