// pgl explain CODE: what a finding means, why, and how to mend it.
// pgl explain FILE… NAME: where a figure comes from, down to the rows of the actual values.
#include "cli/data.h"
#include "cli/pages.h"
#include "cli/session.h"
#include "runtime/explain.h"

static const Option options[] = {
    DATA_OPTIONS,
};

static bool is_code(const char *word) { // E0301, w0734, T05
  size_t letters = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  size_t digits = strspn(word + letters, "0123456789");
  return letters == 1 && digits >= 2 && !word[letters + digits];
}

static int explain_codes(Cli *cli, const Words *words) {
  int code = EXIT_CLEAN;
  for (uint32_t i = 0; i < words->n; i++) {
    Str word = str_z(words->p[i]), near;
    if (i) out_c(&cli->out, '\n');
    if (page_explain(cli, word, &near)) continue;
    cli_say(cli, near.n ? CLI_NO_CODE_NEAR : CLI_NO_CODE, word, near);
    code = EXIT_FINDINGS;
  }
  return code;
}

static int no_figure(Cli *cli, ExplainFound found, Str name, Str near) {
  CliText text = found == EXPLAIN_SEVERAL ? CLI_SEVERAL_FIGURES : near.n ? CLI_NO_FIGURE_NEAR : CLI_NO_FIGURE;
  cli_say(cli, text, name, near);
  return EXIT_FINDINGS;
}

// Bad rows are told, and do not stop it: they may be what is looked for.
static int explain_in(Cli *cli, Session *s, Str name, const DataOptions *o) {
  DataSource *data;
  size_t data_n;
  int code = session_data(cli, s, o, &data, &data_n);
  if (code) return code;
  Str near;
  ExplainTarget target;
  ExplainFound found = explain_path(&cli->arena, s->program->plan, name, &target, &near);
  if (found != EXPLAIN_OK) return no_figure(cli, found, name, near);
  RunOptions opt = {.as_of = o->as_of, .skip_bad_rows = true};
  opt.trace = explain_inputs(&cli->arena, s->program->plan, target, &opt.trace_n);
  Diags rows = session_diags(cli);
  Run run;
  bool whole = run_eval(&cli->arena, s->program, data, (uint32_t)data_n, &opt, &rows, &run);
  if (rows.errors) session_render(cli, s, &rows, &cli->err, DIAG_HUMAN, cli->color_err);
  if (!whole) return EXIT_UNREADABLE;
  explain_figure(&cli->arena, &cli->out, s->program, &run, target,
                 &(ExplainOptions){cli->lang, cli->color_out, cli->columns});
  return EXIT_CLEAN;
}

// The last word is the name of the figure.
static int explain_figure_of(Cli *cli, Words *words, const DataOptions *o) {
  Str name = str_z(words->p[--words->n]);
  Session s;
  if (!session_open(cli, &s, words, &(SessionOptions){.want_plan = true, .drop_trees = true, .plans = true}))
    return EXIT_UNREADABLE;
  int code = explain_in(cli, &s, name, o);
  session_close(&s);
  return code;
}

int cmd_explain(Cli *cli, int argc, char **argv) {
  Words words = {0};
  DataOptions o = {.as_of = DATE_NONE};
  int code;
  if (!cli_parse(cli, OPTIONS(options), &o, argc, argv, &words, &code)) return code;
  if (!words.n) return cli_no_operand(cli, "CODE");
  bool codes = true;
  for (uint32_t i = 0; i < words.n; i++) codes &= is_code(words.p[i]);
  if (codes) return explain_codes(cli, &words);
  if (words.n == 1)
    return cli_usage(cli, os_kind(words.p[0]) == OS_NONE ? CLI_NO_CODE : CLI_NAME_TOO, str_z(words.p[0]),
                     (Str){0});
  if (os_kind(words.p[0]) == OS_NONE && os_kind(words.p[words.n - 1]) != OS_NONE)
    return cli_usage(cli, CLI_FILES_FIRST, str_z(words.p[0]), (Str){0});
  return explain_figure_of(cli, &words, &o);
}
