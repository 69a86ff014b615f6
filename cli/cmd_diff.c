// pgl diff: what changed between two versions of targets, or between two results.
#include "cli/session.h"
#include "runtime/report/changes.h"
#include "runtime/result_file.h"

typedef struct DiffOptions {
  int format; // -1: by the name of the output file
  const char *out;
} DiffOptions;

enum { TEXT, JSON, MD, HTML };

static const Option options[] = {
    {"format", 0, OPT_CHOICE, offsetof(DiffOptions, format), "text|json|md|html", "输出格式",
     "output format"},
    {"output", 'o', OPT_TEXT, offsetof(DiffOptions, out), "FILE", "写入文件，按扩展名定格式",
     "write to a file; its ending tells the format"},
};

static int format_of(const char *path) {
  static const char *const endings[] = {"", ".json", ".md", ".html"};
  for (int i = JSON; path && i <= HTML; i++)
    if (str_ends(str_z(path), str_z(endings[i]))) return i;
  return TEXT;
}

static bool understood(const Diags *ds) { // no syntax error: what is wrong otherwise can still be compared
  for (uint32_t i = 0; i < ds->n; i++)
    if (diag_severity(ds, ds->p[i]) == SEV_ERROR &&
        str_starts(str_z(ds->table[ds->p[i]->text.id].code), S("E01")))
      return false;
  return true;
}

// One version. Syntax errors end the comparison; others are counted.
static int open_version(Cli *cli, Session *s, const char *path) {
  Words one = {0};
  *array_push(&cli->arena, &one) = path;
  if (!session_open(cli, s, &one, &(SessionOptions){.want_plan = true, .plans = true}))
    return EXIT_UNREADABLE;
  if (!s->diags.errors) return EXIT_CLEAN;
  if (understood(&s->diags)) {
    cli_say(cli, CLI_DIFF_ERRORS, str_z(path), str_fmt(&cli->arena, "%u", s->diags.errors));
    return EXIT_CLEAN;
  }
  session_render(cli, s, &s->diags, &cli->err, DIAG_HUMAN, cli->color_err);
  return EXIT_UNREADABLE;
}

static bool is_result(const char *path) {
  return str_ends(str_z(path), S(".json"));
}

static int write_changes(Cli *cli, const Changes *changes, const Words *paths, const DiffOptions *o) {
  if (o->out && !cli_redirect(cli, o->out)) return EXIT_UNREADABLE;
  ReportOptions report = {.lang = cli->lang, .version = str_z(PGL_VERSION)};
  report.color = cli->color_out && !o->out;
  static ChangesReport *const write[] = {report_changes_text, report_changes_json, report_changes_md,
                                         report_changes_html};
  write[o->format](&cli->arena, &cli->out, changes, str_z(paths->p[0]), str_z(paths->p[1]), &report);
  return changes->all.n ? EXIT_FINDINGS : EXIT_CLEAN;
}

static int compare_results(Cli *cli, const Words *paths, const DiffOptions *o) {
  Diags diags = session_diags(cli);
  const Stored *s[2];
  for (int i = 0; i < 2; i++) cli_reads(cli, paths->p[i]);
  for (int i = 0; i < 2; i++) s[i] = stored_read(&cli->arena, str_z(paths->p[i]), &diags);
  if (!s[0] || !s[1]) {
    session_render(cli, &(Session){0}, &diags, &cli->err, DIAG_HUMAN, cli->color_err);
    return EXIT_UNREADABLE;
  }
  Changes changes;
  stored_changes(&cli->arena, s[0], s[1], cli->lang, &changes);
  return write_changes(cli, &changes, paths, o);
}

static int compare(Cli *cli, const Session *s, const Words *paths, const DiffOptions *o) {
  Changes changes;
  changes_between(&cli->arena, s[0].program->plan, s[1].program->plan, cli->lang, &changes);
  return write_changes(cli, &changes, paths, o);
}

int cmd_diff(Cli *cli, int argc, char **argv) {
  DiffOptions o = {.format = -1};
  Words paths = {0};
  int code;
  if (!cli_parse(cli, OPTIONS(options), &o, argc, argv, &paths, &code)) return code;
  if (paths.n < 2) return cli_no_operand(cli, paths.n ? "NEW" : "OLD");
  if (paths.n > 2) return cli_usage(cli, CLI_DIFF_TWO, str_z(paths.p[2]), (Str){0});
  if (o.format < 0) o.format = format_of(o.out);
  if (is_result(paths.p[0]) && is_result(paths.p[1])) return compare_results(cli, &paths, &o);
  Session s[2] = {0};
  code = open_version(cli, &s[0], paths.p[0]);
  if (!code) code = open_version(cli, &s[1], paths.p[1]);
  if (!code) code = compare(cli, s, &paths, &o);
  for (int i = 0; i < 2; i++) session_close(&s[i]);
  return code;
}
