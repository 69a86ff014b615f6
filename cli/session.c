// From paths to a compiled program. Big files are mapped, not copied.
#include "cli/session.h"
#include "cli/plan.h"

static bool load(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  SourceStates *states = ctx;
  *name = os_path_clean(a, from.n ? os_path_join(a, os_path_dir(from), path) : path);
  const char *z = str_to_z(a, *name);
  uint64_t bytes;
  int64_t changed;
  if (states && os_stat(z, &bytes, &changed))
    *array_push(states->arena, states) = (SourceState){*name, changed};
  Str reason = {0};
  bool ok = str_eq(*name, S("-")) ? os_read(a, z, text, &reason) : os_map(a, z, text, &reason);
  if (!ok) *why = (Text){os_why_zh(a, reason), reason};
  return ok;
}

static void take(void *ctx, Str text, size_t from, size_t to) {
  (void)ctx;
  os_take(text, from, to);
}

static void drop(void *ctx, Str text, size_t from, size_t to) {
  (void)ctx;
  os_drop(text, from, to);
}

const Loader session_loader = {.load = load, .take = take, .drop = drop};

Diags session_diags(Cli *cli) {
  return diags_new(&cli->arena, diag_table);
}

bool session_open(Cli *cli, Session *s, const Words *paths, const SessionOptions *opt) {
  *s = (Session){.diags = session_diags(cli)};
  if (!cli_files(cli, paths, &s->files, &s->file_n)) return false;
  unsigned cpus = os_cpus();
  for (size_t i = 0; i < s->file_n; i++) {
    const char *z = str_to_z(&cli->arena, s->files[i]);
    if (!plan_named(z)) continue;
    if (!opt->plans || s->file_n > 1)
      return cli_say(cli, opt->plans ? CLI_PLAN_ALONE : CLI_PLAN_AS_TARGETS, s->files[i], (Str){0}), false;
    s->planned = true;
    return plan_open(cli, s, z, opt->workers ? opt->workers : cpus < 8 ? cpus : 8, opt->verify);
  }
  Loader loader = session_loader;
  loader.ctx = opt->states;
  CompileOptions compile_options = {
      .workers = opt->workers ? opt->workers
                 : cpus < 8   ? cpus
                              : 8,
      .want_plan = opt->want_plan,
      .lints = opt->lints,
      .docs = opt->docs,
      .drop_trees = opt->drop_trees,
      .on_checked = opt->on_checked,
      .ctx = opt->ctx,
  };
  s->program = compile(&cli->arena, s->files, s->file_n, &loader, &compile_options, &s->sources, &s->diags);
  for (uint32_t i = 0; i < s->sources.n; i++) cli_reads(cli, str_to_z(&cli->arena, s->sources.p[i].name));
  return true;
}

void session_close(Session *s) {
  if (s->program) program_free(s->program);
}

Diags session_errors(Cli *cli, const Diags *all) {
  Diags some = session_diags(cli);
  for (uint32_t i = 0; i < all->n; i++) {
    if (diag_severity(all, all->p[i]) != SEV_ERROR) continue;
    *array_push(&cli->arena, &some) = all->p[i];
    some.errors++;
  }
  return some;
}

void session_render(Cli *cli, Session *s, Diags *ds, Out *to, DiagFormat format, bool color) {
  bool reads = format == DIAG_HUMAN || format == DIAG_COMPACT;
  RenderOptions opt = {
      .format = format,
      .lang = cli->lang,
      .color = color,
      .columns = cli->columns,
      .per_code = reads ? 20 : 0,
      .tool_version = str_z(PGL_VERSION),
  };
  Diags shown = cli->quiet && to == &cli->err ? session_errors(cli, ds) : *ds;
  diags_render(to, &shown, &s->sources, &opt);
}

int session_evaluable(Cli *cli, Session *s, Date as_of) {
  if (s->diags.errors || s->planned) session_render(cli, s, &s->diags, &cli->err, DIAG_HUMAN, cli->color_err);
  if (s->diags.errors) return EXIT_UNREADABLE;
  const Plan *p = s->program->plan;
  if (!p->entities.n) {
    cli_say(cli, CLI_NOTHING_TO_EVALUATE, (Str){0}, (Str){0});
    return EXIT_UNREADABLE;
  }
  if (as_of == DATE_NONE || as_of > date_year_end(p->year - 1)) return EXIT_CLEAN;
  Str year = str_fmt(&cli->arena, "%d", p->year);
  return cli_usage(cli, CLI_BEFORE_YEAR, date_text(&cli->arena, as_of), year);
}
