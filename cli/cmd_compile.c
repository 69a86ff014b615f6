// pgl compile: targets into a plan that eval maps in a moment.
#include "cli/plan.h"

typedef struct CompileCommand {
  const char *out;
  uint32_t jobs;
} CompileCommand;

static const Option options[] = {
    {"output", 'o', OPT_TEXT, offsetof(CompileCommand, out), "FILE", "写入的计划文件（X.plan）",
     "the plan to write (X.plan)"},
    {"jobs", 'j', OPT_COUNT, offsetof(CompileCommand, jobs), "N", "线程数（默认按机器）",
     "threads (default: the machine's)"},
};

static int write_plan(Cli *cli, Session *s, const SourceStates *states, const char *path) {
  int code = session_evaluable(cli, s, DATE_NONE);
  if (code) return code;
  plan_sources_fill(cli, s, states);
  if (!cli_redirect(cli, path)) return EXIT_UNREADABLE;
  PlanMaker maker = plan_maker();
  plan_write(&cli->out, s->program->plan, &maker);
  return EXIT_CLEAN;
}

int cmd_compile(Cli *cli, int argc, char **argv) {
  CompileCommand o = {0};
  Words paths = {0};
  int code;
  if (!cli_parse(cli, OPTIONS(options), &o, argc, argv, &paths, &code)) return code;
  if (!paths.n) return cli_no_operand(cli, "FILE");
  if (!o.out) return cli_no_operand(cli, "-o X.plan");
  if (!plan_named(o.out)) return cli_usage(cli, CLI_PLAN_NAME, str_z(o.out), (Str){0});
  Session s;
  SourceStates states = {.arena = &cli->arena};
  if (!session_open(
          cli, &s, &paths,
          &(SessionOptions){.want_plan = true, .drop_trees = true, .workers = o.jobs, .states = &states}))
    return EXIT_UNREADABLE;
  code = write_plan(cli, &s, &states, o.out);
  session_close(&s);
  return code;
}
