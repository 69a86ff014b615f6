// pgl test: runs the 测试 blocks of a program.
#include "cli/session.h"
#include "runtime/run.h"

typedef struct TestOptions {
  int format;
} TestOptions;

static const Option options[] = {
    {"format", 0, OPT_CHOICE, offsetof(TestOptions, format), "human|junit", "输出格式", "output format"},
};

static Str value_text(Cli *cli, const Value *v) {
  if (v->kind == VALUE_TRUTH) return str_z(v->truth ? cli_in(cli, "是", "yes") : cli_in(cli, "否", "no"));
  return str_z(cli_in(cli, "无数据", "no data"));
}

// The expectation as written, where it stands, and what it came to.
static void expectation(Cli *cli, Out *o, const Program *prog, const TestResult *t, uint32_t x) {
  const Plan *p = prog->plan;
  const Value *got = &t->got[x - p->tests.expect_first[t->test]];
  Str file = prog->sources->p[p->tests.file[t->test]].name;
  out_fmt(o, STR_FMT ":%u: ", STR_ARG(file), p->expects.line[x]);
  out_str(o, cli_text(cli, CLI_EXPECTED, plan_text(p, p->expects.text[x]), value_text(cli, got)));
}

static void human(Cli *cli, const Program *prog, const TestResult *all, uint32_t n, uint32_t failed) {
  const Plan *p = prog->plan;
  Out *o = &cli->out;
  for (uint32_t i = 0; i < n; i++) {
    const TestResult *t = &all[i];
    if (t->passed && cli->quiet) continue;
    const char *color = t->passed ? "\x1b[32m" : "\x1b[31m";
    out_fmt(o, "%s%s%s " STR_FMT "\n", cli->color_out ? color : "", t->passed ? "✓" : "✗", cli->color_out ? "\x1b[0m" : "",
            STR_ARG(plan_text(p, p->tests.name[t->test])));
    for (uint32_t k = 0; k < t->failed_n; k++) {
      out_z(o, "    ");
      expectation(cli, o, prog, t, t->failed[k]);
      out_c(o, '\n');
    }
  }
  Str passed = str_fmt(&cli->arena, "%u", n - failed), bad = str_fmt(&cli->arena, "%u", failed);
  out_str(o, cli_text(cli, CLI_TESTS, passed, bad));
  out_c(o, '\n');
}

static void xml(Out *o, Str s) {
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == '&') out_z(o, "&amp;");
    else if (c == '<') out_z(o, "&lt;");
    else if (c == '>') out_z(o, "&gt;");
    else if (c == '"') out_z(o, "&quot;");
    else if (c == '\n') out_z(o, "&#10;");
    else if (c >= 32 || c == '\t') out_c(o, (char)c);
  }
}

static void junit(Cli *cli, const Program *prog, const TestResult *all, uint32_t n, uint32_t failed) {
  const Plan *p = prog->plan;
  Out *o = &cli->out;
  out_fmt(o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"pgl\" tests=\"%u\" failures=\"%u\">\n", n, failed);
  for (uint32_t i = 0; i < n; i++) {
    const TestResult *t = &all[i];
    out_z(o, "  <testcase classname=\"");
    xml(o, prog->sources->p[p->tests.file[t->test]].name);
    out_z(o, "\" name=\"");
    xml(o, plan_text(p, p->tests.name[t->test]));
    if (t->passed) {
      out_z(o, "\"/>\n");
      continue;
    }
    out_z(o, "\">\n    <failure>");
    for (uint32_t k = 0; k < t->failed_n; k++) {
      Out line = out_memory(&cli->arena);
      expectation(cli, &line, prog, t, t->failed[k]);
      if (k) out_c(o, '\n');
      xml(o, out_text(&line));
    }
    out_z(o, "</failure>\n  </testcase>\n");
  }
  out_z(o, "</testsuite>\n");
}

int cmd_test(Cli *cli, int argc, char **argv) {
  TestOptions opt = {0};
  Words paths = {0};
  int code;
  if (!cli_parse(cli, OPTIONS(options), &opt, argc, argv, &paths, &code)) return code;
  if (!paths.n) return cli_usage(cli, CLI_NO_OPERAND, S("PATH"), (Str){0});
  Session s;
  if (!session_open(cli, &s, &paths, &(SessionOptions){.want_plan = true})) return EXIT_UNREADABLE;
  if (s.diags.errors) {
    session_render(cli, &s, &s.diags, &cli->err, DIAG_HUMAN, cli->color_err);
    return EXIT_UNREADABLE;
  }
  uint32_t n, failed = 0;
  TestResult *all = run_tests(&cli->arena, s.program, &s.diags, &n);
  for (uint32_t i = 0; i < n; i++) failed += !all[i].passed;
  (opt.format ? junit : human)(cli, s.program, all, n, failed);
  session_close(&s);
  return failed ? EXIT_FINDINGS : EXIT_CLEAN;
}
