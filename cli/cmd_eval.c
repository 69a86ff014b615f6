// pgl eval: targets against actual values. The result goes to standard output, findings to standard error.
#include "cli/book.h"
#include "cli/data.h"
#include "cli/plan.h"
#include "cli/progress.h"
#include "forms/list.h"
#include "runtime/report/html.h"
#include "runtime/report/report.h"
#include "runtime/report/whatif.h"
#include "runtime/whatif.h"

typedef struct EvalOptions {
  DataOptions data;
  int format; // -1: by the name of the output file
  bool skip_bad_rows, excel_safe, verify, stats;
  const char *out, *bad_rows, *columns;
  uint8_t column[CSV_COLUMNS]; // those of `columns`
  uint32_t column_n;
  uint32_t jobs;
  Words what_if;
#ifdef PGL_TUNED
  uint32_t chunk;
  int simd;
  bool one_by_one;
#endif
} EvalOptions;

enum { TABLE, JSON, JSONL, CSV, HTML, MD, XLSX, JUNIT, SARIF, GITHUB };

static const Option options[] = {
    DATA_OPTIONS,
    {"format", 0, OPT_CHOICE, offsetof(EvalOptions, format),
     "table|json|jsonl|csv|html|md|xlsx|junit|sarif|github", "输出格式", "output format"},
    {"output", 'o', OPT_TEXT, offsetof(EvalOptions, out), "FILE", "写入文件，按扩展名定格式",
     "write to a file; its ending tells the format"},
    {"skip-bad-rows", 0, OPT_FLAG, offsetof(EvalOptions, skip_bad_rows), NULL, "坏行只计数，不算失败",
     "count bad rows instead of failing"},
    {"excel-safe", 0, OPT_FLAG, offsetof(EvalOptions, excel_safe), NULL,
     "CSV 里以 = + - @ 开头的文字前加 '，免得被电子表格当成公式",
     "in CSV put a ' before text that a spreadsheet would take for a formula"},
    {"columns", 0, OPT_TEXT, offsetof(EvalOptions, columns), "NAME,NAME…",
     "CSV 只写这些列，按写的次序；列名见 CSV 的表头",
     "of CSV only these columns, in this order; named as its header names them"},
    {"verify", 0, OPT_FLAG, offsetof(EvalOptions, verify), NULL, "用计划计算时，逐字节核对它的源文件",
     "with a plan: compare its sources byte by byte"},
    {"what-if", 0, OPT_EACH, offsetof(EvalOptions, what_if), "NAME = VALUE",
     "假设一个数据是某个值，看结论和得分怎么变；可以写几次",
     "assume a value and see what becomes of verdicts and points; may be given several times"},
    {"bad-rows", 0, OPT_TEXT, offsetof(EvalOptions, bad_rows), "FILE", "把所有坏行写进一个 CSV 文件",
     "write every bad row to a CSV file"},
    {"stats", 0, OPT_FLAG, offsetof(EvalOptions, stats), NULL, "算完后报告行数、速度、内存和各步用时",
     "tell rows, speed, memory and the time of each phase"},
    {"jobs", 'j', OPT_COUNT, offsetof(EvalOptions, jobs), "N", "线程数（默认按机器）",
     "threads (default: the machine's)"},
#ifdef PGL_TUNED // what tests and benchmarks turn: tests/bench/meson.build
    {"chunk", 0, OPT_COUNT, offsetof(EvalOptions, chunk), "BYTES", "", ""},
    {"simd", 0, OPT_CHOICE, offsetof(EvalOptions, simd), "best|portable|avx2|avx512", "", ""},
    {"one-by-one", 0, OPT_FLAG, offsetof(EvalOptions, one_by_one), NULL, "", ""},
#endif
};

static int format_of(const char *path) {
  static const char *const endings[] = {"",    ".json", ".jsonl", ".csv",  ".html",
                                        ".md", ".xlsx", ".xml",   ".sarif"};
  for (int i = JSON; path && i <= SARIF; i++)
    if (str_ends(str_z(path), str_z(endings[i]))) return i;
  return TABLE;
}

// --columns A,B,… into the columns that the CSV is to have; false: told.
static bool read_columns(Cli *cli, EvalOptions *o) {
  Str names[CSV_COLUMNS];
  for (int i = 0; i < CSV_COLUMNS; i++) names[i] = str_z(csv_columns[i]);
  for (Str rest = str_z(o->columns); rest.p;) {
    const char *comma = memchr(rest.p, ',', rest.n);
    Str name = str_trim(str_slice(rest, 0, comma ? (size_t)(comma - rest.p) : rest.n));
    rest = comma ? str_slice(rest, (size_t)(comma + 1 - rest.p), rest.n) : (Str){0};
    uint8_t at = 0;
    while (at < CSV_COLUMNS && !str_eq(name, names[at])) at++;
    if (at == CSV_COLUMNS) {
      Str near = str_nearest(name, names, CSV_COLUMNS), all = S("");
      for (int i = 0; i < CSV_COLUMNS; i++)
        all = str_cat(&cli->arena, str_cat(&cli->arena, all, i ? S(",") : S("")), names[i]);
      cli_say(cli, near.n ? CLI_NO_COLUMN_NEAR : CLI_NO_COLUMN, name, near);
      return cli_usage(cli, CLI_CSV_COLUMNS, all, (Str){0}), false;
    }
    if (memchr(o->column, at, o->column_n)) return cli_usage(cli, CLI_COLUMN_TWICE, name, (Str){0}), false;
    o->column[o->column_n++] = at;
  }
  return true;
}

// Every row is kept where a page has to show what its figures come from.
static void trace_all(Cli *cli, const Plan *p, RunOptions *opt) {
  uint32_t *all = NEW_N(&cli->arena, uint32_t, p->inputs.n + 1);
  for (uint32_t i = 0; i < p->inputs.n; i++) all[i] = i;
  opt->trace = all, opt->trace_n = p->inputs.n;
}

typedef struct BadRowsFile {
  Cli *cli;
  const char *path;
  OsFile *file; // NULL: cannot be written
  Out out;
  Str why;
} BadRowsFile;

static bool swallow(void *ctx, const char *p, size_t n) {
  (void)ctx, (void)p, (void)n;
  return true;
}

static Out *bad_rows_out(void *ctx) {
  BadRowsFile *b = ctx;
  if (b->file) os_discard(b->file);
  b->file = os_create(&b->cli->arena, b->path, &b->why);
  b->out =
      b->file ? out_stream(&b->cli->arena, os_write, b->file) : out_stream(&b->cli->arena, swallow, NULL);
  return &b->out;
}

static bool bad_rows_end(BadRowsFile *b, bool good) {
  if (!b->path) return true;
  if (b->file && !good) return os_discard(b->file), true;
  if (b->file) {
    out_flush(&b->out);
    if (os_commit(b->file, &b->why)) return true;
  }
  cli_say(b->cli, CLI_CANNOT_WRITE, str_z(b->path), cli_why(b->cli, b->why));
  return false;
}

static uint64_t size_of(const DataSource *data, size_t n) { // 0: not known
  uint64_t all = 0;
  for (size_t i = 0; i < n; i++) {
    if (!data[i].size) return 0;
    all += data[i].size;
  }
  return all;
}

static bool stands_on(const EvalOptions *o) { // what it stands on is told
  return o->format == JSON || o->format == JSONL || o->format == HTML;
}

// In the format that is wanted. An exit code.
static int write_run(Cli *cli, Session *s, const EvalOptions *o, Run *run, Diags *rows) {
  Results assumed;
  if (o->what_if.n) {
    Diags why = session_diags(cli);
    bool good =
        whatif_run(&cli->arena, s->program, &run->results, o->what_if.p, o->what_if.n, &why, &assumed);
    session_render(cli, s, &why, &cli->err, DIAG_HUMAN, cli->color_err);
    if (!good) return EXIT_USAGE;
    if (o->format != TABLE) run->results = assumed;
  }
  if (o->format == MD || o->format == XLSX) {
    SheetBook book = {0};
    list_results(&cli->arena, &run->results, cli->lang, &book);
    int code = book_write(cli, &book, o->out, o->format == MD ? BOOK_MD : BOOK_XLSX);
    return code ? code : run_exit(run, o->skip_bad_rows);
  }
  if (o->out && !cli_redirect(cli, o->out)) return EXIT_UNREADABLE;
  ReportOptions report = {.lang = cli->lang, .version = str_z(PGL_VERSION)};
  report.color = cli->color_out && !o->out;
  report.excel_safe = o->excel_safe;
  report.csv = o->column, report.csv_n = o->column_n;
  report.columns = o->out ? 0 : cli->columns;
  if (stands_on(o)) report.sources = plan_source_files(cli, s, &report.source_n);
  report.what_if = o->what_if.p, report.what_if_n = o->what_if.n;
  if (o->what_if.n && o->format == TABLE) {
    report_whatif(&cli->arena, &cli->out, &run->results, &assumed, o->what_if.p, o->what_if.n, &report);
    return EXIT_CLEAN;
  }
  if (o->format == SARIF || o->format == GITHUB) { // bad rows are results too
    report_findings(&cli->arena, &run->results, cli->lang, rows);
    session_render(cli, s, rows, &cli->out, o->format == SARIF ? DIAG_SARIF : DIAG_GITHUB, false);
    return run_exit(run, o->skip_bad_rows);
  }
  if (o->format == JUNIT) {
    report_junit(&cli->arena, &cli->out, &run->results, &report);
    return run_exit(run, o->skip_bad_rows);
  }
  if (o->format == HTML) {
    report_html(&cli->arena, &cli->out, s->program, run, &report);
    return run_exit(run, o->skip_bad_rows);
  }
  static void (*const write[])(Arena *, Out *, const Results *,
                               const ReportOptions *) = {report_table, report_json, report_jsonl, report_csv};
  write[o->format](&cli->arena, &cli->out, &run->results, &report);
  return run_exit(run, o->skip_bad_rows);
}

// What both would write, and one would lose.
static bool one_output(Cli *cli, const EvalOptions *o) {
  if (!o->out || !o->bad_rows || !strcmp(o->out, "-")) return false;
  Str out = os_path_clean(&cli->arena, str_z(o->out)), bad = os_path_clean(&cli->arena, str_z(o->bad_rows));
  OsKind kind = os_kind(o->out);
  if (!str_eq(out, bad) || (kind != OS_NONE && kind != OS_FILE)) return false;
  cli_say(cli, CLI_ONE_OUTPUT, str_z(o->out), (Str){0});
  return true;
}

static int evaluate(Cli *cli, Session *s, const EvalOptions *o, StatsTimes *times) {
  DataSource *data;
  size_t data_n;
  int code = session_data(cli, s, &o->data, &data, &data_n);
  if (code) return code;
  Diags rows = session_diags(cli);
  Run run;
  bool stands = stands_on(o);
  if (!cli_may_write(cli, o->out) || !cli_may_write(cli, o->bad_rows) || one_output(cli, o))
    return EXIT_UNREADABLE;
  BadRowsFile bad = {.cli = cli, .path = o->bad_rows};
  Progress progress = progress_start(cli, size_of(data, data_n));
  RunOptions how = {
      .as_of = o->data.as_of,
      .skip_bad_rows = o->skip_bad_rows,
      .hashes = stands,
      .one_pass = o->format == CSV && !o->what_if.n,
      .no_places =
          !stands && (o->format != CSV || (o->column_n && !memchr(o->column, CSV_evidence, o->column_n))),
      .threads = o->jobs,
      .lang = cli->lang,
      .bad_rows = o->bad_rows ? bad_rows_out : NULL,
      .bad_rows_ctx = &bad,
      .progress = progress_show,
      .progress_ctx = &progress,
  };
#ifdef PGL_TUNED
  how.chunk = o->chunk, how.simd = (uint8_t)o->simd, how.one_by_one = o->one_by_one;
#endif
  if (o->format == HTML) trace_all(cli, s->program->plan, &how);
  bool whole = run_eval(&cli->arena, s->program, data, (uint32_t)data_n, &how, &rows, &run);
  times->ran = os_clock_ns();
  progress_end(&progress);
  whole &= bad_rows_end(&bad, whole);
  session_render(cli, s, &rows, &cli->err, DIAG_HUMAN, cli->color_err);
  if (!whole) return EXIT_UNREADABLE;
  code = write_run(cli, s, o, &run, &rows);
  out_flush(&cli->out);
  times->written = os_clock_ns();
  if (o->stats) stats_write(cli, &run, times);
  return code;
}

int cmd_eval(Cli *cli, int argc, char **argv) {
  EvalOptions o = {.data.as_of = DATE_NONE, .format = -1};
  Words paths = {0};
  int code;
  if (!cli_parse(cli, OPTIONS(options), &o, argc, argv, &paths, &code)) return code;
  if (!paths.n) return cli_no_operand(cli, "FILE");
  if (o.format < 0) o.format = format_of(o.out);
  if (o.format == XLSX && !o.out) return cli_no_operand(cli, "-o X.xlsx");
  if (o.columns && o.format != CSV) return cli_usage(cli, CLI_COLUMNS_OF_CSV, (Str){0}, (Str){0});
  if (o.columns && !read_columns(cli, &o)) return EXIT_USAGE;
  StatsTimes times = {.start = os_clock_ns()};
  Session s;
  if (!session_open(
          cli, &s, &paths,
          &(SessionOptions){
              .want_plan = true, .drop_trees = true, .plans = true, .verify = o.verify, .workers = o.jobs}))
    return EXIT_UNREADABLE;
  times.planned = os_clock_ns();
  code = evaluate(cli, &s, &o, &times);
  session_close(&s);
  return code;
}
