// pgl report: the official forms, filled. pgl template: the sheet for collecting actual values.
#include "base/process.h"
#include "cli/data.h"
#include "cli/plan.h"
#include "forms/fill.h"

typedef struct ReportCommand {
  DataOptions data;
  const char *out, *place;
  int form;
  bool skip_bad_rows;
} ReportCommand;

enum { XLSX, DOCX, HTML, MD, CSV, BOOKS };
static const char *const endings[BOOKS] = {".xlsx", ".docx", ".html", ".md", ".csv"};

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

static int kind_of(const char *path) {
  for (int i = 0; path && i < BOOKS; i++)
    if (str_ends(str_z(path), str_z(endings[i]))) return i;
  return BOOKS;
}

// A workbook is written by its library, beside where it belongs; it goes there when it is whole.
static int write_xlsx(Cli *cli, const SheetBook *book, const char *path) {
  Str why = {0};
  OsFile *f = os_create(&cli->arena, path, &why);
  bool good = f && sheet_write_xlsx(&cli->arena, book, os_beside(f), &why);
  bool lacking = !good && str_starts(why, S("lib"));
  if (f && !good) os_discard(f);
  if (good && os_commit(f, &why)) return EXIT_CLEAN;
  cli_say(cli, lacking ? CLI_NEEDS_LIBRARY : CLI_CANNOT_WRITE, str_z(path),
          lacking ? why : cli_why(cli, why));
  return EXIT_UNREADABLE;
}

static bool converted(Cli *cli, const char *folder, Str html, Str *bytes) {
  Arena *a = &cli->arena;
  Str why, dir = str_z(folder);
  const char *from = str_to_z(a, os_path_join(a, dir, S("form.html"))),
             *to = str_to_z(a, os_path_join(a, dir, S("form.docx")));
  const char *profile =
      str_to_z(a, str_cat(a, S("-env:UserInstallation=file://"), os_path_join(a, dir, S("profile"))));
  OsFile *f = os_create(a, from, &why);
  if (!f) return false;
  os_write(f, html.p, html.n);
  if (!os_commit(f, &why)) return false;
  const char *const office[] = {
      "soffice",  profile, "--headless", "--writer", "--convert-to", "docx:MS Word 2007 XML",
      "--outdir", folder,  from,         NULL};
  const char *const pandoc[] = {"pandoc", from, "-o", to, NULL};
  return (process_run(office, 120) || process_run(pandoc, 60)) && os_read(a, to, bytes, &why);
}

// LibreOffice, or else pandoc, makes a document of our HTML.
static int write_docx(Cli *cli, const SheetBook *book, const char *path) {
  Str why = {0}, bytes;
  Out o = out_memory(&cli->arena);
  sheet_write_html(&o, book, cli->lang == LANG_EN);
  const char *folder = temp_folder(&cli->arena, &why);
  bool good = folder && converted(cli, folder, out_text(&o), &bytes);
  if (folder) temp_remove(&cli->arena, folder);
  if (!good) return cli_say(cli, CLI_NO_OFFICE, str_z(path), (Str){0}), EXIT_UNREADABLE;
  if (!cli_redirect(cli, path)) return EXIT_UNREADABLE;
  out_str(&cli->out, bytes);
  return EXIT_CLEAN;
}

static void write_csv(Out *o, const Sheet *s) {
  for (uint32_t i = 0, row = 0; i < s->cells.n; i++) {
    const SheetCell *c = &s->cells.p[i];
    if (c->row != row)
      out_c(o, '\n'), row = c->row;
    else if (i)
      out_c(o, ',');
    bool quote = false;
    for (size_t k = 0; k < c->text.n && !quote; k++) quote = strchr(",\"\r\n", c->text.p[k]) != NULL;
    if (quote) out_c(o, '"');
    for (size_t k = 0; k < c->text.n; k++) {
      if (c->text.p[k] == '"') out_c(o, '"');
      out_c(o, c->text.p[k]);
    }
    if (quote) out_c(o, '"');
  }
  out_c(o, '\n');
}

static int write_book(Cli *cli, const SheetBook *book, const char *path) {
  switch (kind_of(path)) {
  case XLSX: return write_xlsx(cli, book, path);
  case DOCX: return write_docx(cli, book, path);
  default: break;
  }
  if (path && !cli_redirect(cli, path)) return EXIT_UNREADABLE;
  switch (kind_of(path)) {
  case CSV: write_csv(&cli->out, book->all.p[0]); break;
  case HTML: sheet_write_html(&cli->out, book, cli->lang == LANG_EN); break;
  default: sheet_write_md(&cli->out, book);
  }
  return EXIT_CLEAN;
}

// Evaluates as eval does, told the same way.
static int evaluate(Cli *cli, Session *s, const ReportCommand *o, Run *run) {
  DataSource *data;
  size_t data_n;
  if (!cli_data(cli, &o->data.actuals, &data, &data_n)) return EXIT_UNREADABLE;
  int code = session_evaluable(cli, s, o->data.as_of);
  if (code) return code;
  Diags rows = session_diags(cli);
  bool whole = data_n || cli_declared(cli, s->program->plan, &rows, &data, &data_n);
  RunOptions how = {.as_of = o->data.as_of, .skip_bad_rows = o->skip_bad_rows};
  whole = whole && run_eval(&cli->arena, s->program, data, (uint32_t)data_n, &how, &rows, run);
  if (rows.errors || !cli->quiet) session_render(cli, s, &rows, &cli->err, DIAG_HUMAN, cli->color_err);
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
  if (!code) code = write_book(cli, &book, o->out);
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
  int kind = kind_of(o.out);
  if (o.out && (kind == BOOKS || kind == CSV))
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
  int kind = kind_of(o.out);
  if (kind != XLSX && kind != CSV) return cli_usage(cli, CLI_BOOK_NAME, str_z(o.out), S(".xlsx .csv"));
  return open_and(cli, &paths, &o, LAYOUTS, true);
}
