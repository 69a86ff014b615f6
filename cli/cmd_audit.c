// pgl audit: a self-evaluation that someone filled in, each figure it states beside ours.
#include "cli/book.h"
#include "cli/data.h"
#include "cli/plan.h"
#include "forms/list.h"
#include "grammar/diags.h"
#include "runtime/audit.h"
#include "runtime/report/audit.h"

typedef struct AuditOptions {
  DataOptions data;
  int format;
  const char *out;
} AuditOptions;

enum { TABLE, JSON, XLSX, HTML, SARIF, GITHUB };

static const Option options[] = {
    DATA_OPTIONS,
    {"format", 0, OPT_CHOICE, offsetof(AuditOptions, format), "table|json|xlsx|html|sarif|github", "输出格式",
     "output format"},
    {"output", 'o', OPT_TEXT, offsetof(AuditOptions, out), "FILE", "写入文件，按扩展名定格式",
     "write to a file; its ending tells the format"},
};

// Findings about rows that no item retells: a name that is unknown, a row that is too wide.
static void untold(Diags *found, Diags *told) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < found->n; i++) {
    const Diag *f = found->p[i];
    bool retold = diag_severity(found, f) != SEV_ERROR;
    for (uint32_t k = 0; k < told->n && !retold; k++)
      retold = told->p[k]->cell.row == f->cell.row && told->p[k]->cell.column == f->cell.column &&
               str_eq(told->p[k]->cell.name, f->cell.name) && str_eq(told->p[k]->cell.sheet, f->cell.sheet);
    if (!retold) found->p[kept++] = found->p[i];
  }
  found->n = kept;
}

static int audit(Cli *cli, Session *s, const AuditOptions *o) {
  DataSource *data;
  size_t data_n;
  if (!cli_data(cli, &o->data.actuals, &data, &data_n)) return EXIT_UNREADABLE;
  int code = session_evaluable(cli, s, o->data.as_of);
  if (code) return code;
  Diags rows = session_diags(cli), findings = session_diags(cli);
  Run run;
  RunOptions opt = {
      .as_of = o->data.as_of, .skip_bad_rows = true, .declared = true, .hashes = o->format == JSON};
  bool whole = run_eval(&cli->arena, s->program, data, (uint32_t)data_n, &opt, &rows, &run);
  Audit audited;
  if (whole) audit_run(&cli->arena, &run.results, &rows, &findings, &audited);
  if (whole && !audited.rows) diag_add(&rows, D_AUDIT_NOTHING, SPAN_NONE, NO_ARGS);
  Diags said = findings;
  untold(&rows, &said);
  if (rows.n) session_render(cli, s, &rows, &cli->err, DIAG_HUMAN, cli->color_err);
  if (!whole || !audited.rows) return EXIT_UNREADABLE;
  if (o->format == XLSX || o->format == HTML) {
    SheetBook book = {0};
    list_audit(&cli->arena, &run.results, &audited, cli->lang, &book);
    code = book_write(cli, &book, o->out, o->format == XLSX ? BOOK_XLSX : BOOK_HTML);
    if (code) return code;
    return rows.n ? EXIT_UNREADABLE : findings.errors || findings.warnings ? EXIT_FINDINGS : EXIT_CLEAN;
  }
  if (o->out && !cli_redirect(cli, o->out)) return EXIT_UNREADABLE;
  ReportOptions report = {.lang = cli->lang, .version = str_z(PGL_VERSION)};
  report.color = cli->color_out && !o->out;
  report.columns = o->out ? 0 : cli->columns;
  if (o->format == JSON) report.sources = plan_source_files(cli, s, &report.source_n);
  switch (o->format) {
  case TABLE: report_audit_table(&cli->arena, &cli->out, &run.results, &audited, &report); break;
  case JSON: report_audit_json(&cli->arena, &cli->out, &run.results, &audited, &report); break;
  default: session_render(cli, s, &findings, &cli->out, o->format == SARIF ? DIAG_SARIF : DIAG_GITHUB, false);
  }
  if (rows.n) return EXIT_UNREADABLE;
  return findings.errors || findings.warnings ? EXIT_FINDINGS : EXIT_CLEAN;
}

int cmd_audit(Cli *cli, int argc, char **argv) {
  AuditOptions o = {.data.as_of = DATE_NONE};
  Words paths = {0};
  int code;
  if (!cli_parse(cli, OPTIONS(options), &o, argc, argv, &paths, &code)) return code;
  if (!paths.n) return cli_no_operand(cli, "FILE");
  if (!o.data.actuals.n) return cli_no_operand(cli, "--actuals DATA");
  static const char *const endings[] = {".json", ".xlsx", ".html", ".sarif"};
  for (int i = 0; o.out && i < 4; i++)
    if (str_ends(str_z(o.out), str_z(endings[i]))) o.format = JSON + i;
  if (o.format == XLSX && !o.out) return cli_no_operand(cli, "-o X.xlsx");
  Session s;
  if (!session_open(cli, &s, &paths, &(SessionOptions){.want_plan = true, .drop_trees = true, .plans = true}))
    return EXIT_UNREADABLE;
  code = audit(cli, &s, &o);
  session_close(&s);
  return code;
}
