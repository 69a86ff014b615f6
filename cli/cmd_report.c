// pgl report: the official forms, filled. pgl template: the sheet for collecting actual values.
#include "cli/book.h"
#include "cli/data.h"
#include "cli/plan.h"
#include "forms/fill.h"

typedef struct ReportCommand {
  DataOptions data;
  const char *out, *place;
  int form;
  bool skip_bad_rows;
} ReportCommand;

static const Option report_options[] = {
    DATA_OPTIONS,
    {"form", 0, OPT_CHOICE, offsetof(ReportCommand, form), "目标表|自评表|监控表|部门汇总|公开表",
     "哪一种表（默认自评表）", "which form (default: 自评表, the self-evaluation)"},
    {"layout", 0, OPT_TEXT, offsetof(ReportCommand, place), "NAME",
     "哪里的格式：国家、河北、湖北、四川、云南、重庆、衔接、转移支付",
     "whose version: 国家 河北 湖北 四川 云南 重庆 衔接 转移支付"},
    {"output", 'o', OPT_TEXT, offsetof(ReportCommand, out), "FILE", "写入文件：.xlsx .docx .html .md",
     "write to a file: .xlsx .docx .html .md"},
    {"skip-bad-rows", 0, OPT_FLAG, offsetof(ReportCommand, skip_bad_rows), NULL, "坏行只计数，不算失败",
     "count bad rows instead of failing"},
};

static const Option template_options[] = {
    DATA_OPTIONS,
    {"output", 'o', OPT_TEXT, offsetof(ReportCommand, out), "FILE", "写入文件：.xlsx .csv",
     "write to a file: .xlsx .csv"},
};

// Evaluates as eval does, told the same way.
static int evaluate(Cli *cli, Session *s, const ReportCommand *o, Run *run) {
  DataSource *data;
  size_t data_n;
  int code = session_data(cli, s, &o->data, &data, &data_n);
  if (code) return code;
  Diags rows = session_diags(cli);
  RunOptions how = {.as_of = o->data.as_of, .skip_bad_rows = o->skip_bad_rows};
  bool whole = run_eval(&cli->arena, s->program, data, (uint32_t)data_n, &how, &rows, run);
  session_render(cli, s, &rows, &cli->err, DIAG_HUMAN, cli->color_err);
  if (!whole || (run->results.rows.bad && !o->skip_bad_rows)) return EXIT_UNREADABLE;
  return EXIT_CLEAN;
}

static int open_and(Cli *cli, const Words *paths, const ReportCommand *o, LayoutId layout, bool template) {
  Session s;
  if (!session_open(cli, &s, paths, &(SessionOptions){.want_plan = true, .plans = true}))
    return EXIT_UNREADABLE;
  Run run;
  SheetBook book = {0};
  int code = evaluate(cli, &s, o, &run);
  if (!code && template)
    fill_template(&cli->arena, &run.results, cli->lang, &book);
  else if (!code)
    fill_form(&cli->arena, &run.results, (FillForm)o->form, layout, cli->lang, &book);
  if (!code && !book.all.n) cli_say(cli, CLI_NO_PROJECT, (Str){0}, (Str){0}), code = EXIT_UNREADABLE;
  if (!code) code = book_write(cli, &book, o->out, book_kind(o->out));
  session_close(&s);
  return code;
}

int cmd_report(Cli *cli, int argc, char **argv) {
  ReportCommand o = {.data.as_of = DATE_NONE, .form = FILL_SELF};
  Words paths = {0};
  int code;
  if (!cli_parse(cli, OPTIONS(report_options), &o, argc, argv, &paths, &code)) return code;
  if (!paths.n) return cli_no_operand(cli, "FILE");
  LayoutId layout = fill_layout((FillForm)o.form, o.place ? str_z(o.place) : (Str){0});
  if (layout == LAYOUTS) return cli_usage(cli, CLI_NO_LAYOUT, str_z(o.place), (Str){0});
  BookKind kind = book_kind(o.out);
  if (o.out && (kind == BOOK_KINDS || kind == BOOK_CSV))
    return cli_usage(cli, CLI_BOOK_NAME, str_z(o.out), S(".xlsx .docx .html .md"));
  return open_and(cli, &paths, &o, layout, false);
}

int cmd_template(Cli *cli, int argc, char **argv) {
  ReportCommand o = {.data.as_of = DATE_NONE};
  Words paths = {0};
  int code;
  if (!cli_parse(cli, OPTIONS(template_options), &o, argc, argv, &paths, &code)) return code;
  if (!paths.n) return cli_no_operand(cli, "FILE");
  if (!o.out) return cli_no_operand(cli, "-o FILE");
  BookKind kind = book_kind(o.out);
  if (kind != BOOK_XLSX && kind != BOOK_CSV)
    return cli_usage(cli, CLI_BOOK_NAME, str_z(o.out), S(".xlsx .csv"));
  return open_and(cli, &paths, &o, LAYOUTS, true);
}
