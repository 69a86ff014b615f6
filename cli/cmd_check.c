// pgl check: errors, warnings and hints. They are its result, so they go to standard output.
#include "cli/session.h"

typedef struct CheckOptions {
  int format; // DiagFormat; -1: by the name of the output file
  bool strict;
  uint32_t jobs;
  const char *out;
} CheckOptions;

static const Option options[] = {
    {"format", 0, OPT_CHOICE, offsetof(CheckOptions, format), "human|compact|json|sarif|github", "输出格式",
     "output format"},
    {"strict", 0, OPT_FLAG, offsetof(CheckOptions, strict), NULL, "有警告也以 1 退出",
     "exit 1 on warnings too"},
    {"jobs", 'j', OPT_COUNT, offsetof(CheckOptions, jobs), "N", "线程数（默认按机器）",
     "threads (default: the machine's)"},
    {"output", 'o', OPT_TEXT, offsetof(CheckOptions, out), "FILE", "写入文件，按扩展名定格式",
     "write to a file; its ending tells the format"},
};

static int format_of(const char *path) {
  Str p = path ? str_z(path) : (Str){0};
  return str_ends(p, S(".json")) ? DIAG_JSON : str_ends(p, S(".sarif")) ? DIAG_SARIF : DIAG_HUMAN;
}

// A file named could not be opened; one that is 引用 is a finding where it is named.
static bool unreadable(const Diags *ds) {
  for (uint32_t i = 0; i < ds->n; i++)
    if (ds->p[i]->text.id == D_MODULE_UNREADABLE && ds->p[i]->cell.name.n) return true;
  return false;
}

static int check(Cli *cli, Session *s, const CheckOptions *o) {
  if (o->out && !cli_redirect(cli, o->out)) return EXIT_UNREADABLE;
  Diags shown = cli->quiet ? session_errors(cli, &s->diags) : s->diags; // the others count for the exit code
  session_render(cli, s, &shown, &cli->out, (DiagFormat)o->format, cli->color_out);
  if (unreadable(&s->diags)) return EXIT_UNREADABLE;
  return s->diags.errors || (o->strict && s->diags.warnings) ? EXIT_FINDINGS : EXIT_CLEAN;
}

int cmd_check(Cli *cli, int argc, char **argv) {
  CheckOptions o = {.format = -1};
  Words paths = {0};
  int code;
  if (!cli_parse(cli, OPTIONS(options), &o, argc, argv, &paths, &code)) return code;
  if (!paths.n) return cli_no_operand(cli, "PATH");
  if (o.format < 0) o.format = format_of(o.out);
  Session s;
  if (!session_open(cli, &s, &paths, &(SessionOptions){.lints = true, .workers = o.jobs}))
    return EXIT_UNREADABLE;
  code = check(cli, &s, &o);
  session_close(&s);
  return code;
}
