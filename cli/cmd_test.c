// pgl test: runs the 测试 blocks of a program.
#include "cli/session.h"
#include "runtime/run.h"

typedef struct TestOptions {
  int format;
} TestOptions;

static const Option options[] = {
    {"format", 0, OPT_CHOICE, offsetof(TestOptions, format), "human|junit", "输出格式", "output format"},
};

// The expectation as written, where it stands, and what it came to.
static void expectation(Cli *cli, Out *o, const Program *prog, const TestResult *t, uint32_t k) {
  const Plan *p = prog->plan;
  uint32_t x = t->failed[k];
  Str file = plan_text(p, p->files.name[p->tests.file[t->test]]);
  out_fmt(o, STR_FMT ":%u: ", STR_ARG(file), p->expects.line[x]);
  out_str(o, cli_text(cli, CLI_EXPECTED, plan_text(p, p->expects.text[x]), text_in(t->why[k], cli->lang)));
}

static void human(Cli *cli, const Program *prog, const TestResult *all, uint32_t n, uint32_t failed) {
  const Plan *p = prog->plan;
  Out *o = &cli->out;
  for (uint32_t i = 0; i < n; i++) {
    const TestResult *t = &all[i];
    if (t->passed && cli->quiet) continue;
    const char *color = t->passed ? "\x1b[32m" : "\x1b[31m";
    out_fmt(o, "%s%s%s " STR_FMT "\n", cli->color_out ? color : "", t->passed ? "✓" : "✗",
            cli->color_out ? "\x1b[0m" : "", STR_ARG(plan_text(p, p->tests.name[t->test])));
    for (uint32_t k = 0; k < t->failed_n; k++) {
      out_z(o, "    ");
      expectation(cli, o, prog, t, k);
      out_c(o, '\n');
    }
  }
  if (!n) {
    out_fmt(o, STR_FMT "\n", STR_ARG(cli_text(cli, CLI_NO_TESTS, (Str){0}, (Str){0})));
    return;
  }
  Str passed = str_fmt(&cli->arena, "%u", n - failed), bad = str_fmt(&cli->arena, "%u", failed);
  out_str(o, cli_text(cli, CLI_TESTS, passed, bad));
  out_c(o, '\n');
}

static void xml(Out *o, Str s) {
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == '&')
      out_z(o, "&amp;");
    else if (c == '<')
      out_z(o, "&lt;");
    else if (c == '>')
      out_z(o, "&gt;");
    else if (c == '"')
      out_z(o, "&quot;");
    else if (c == '\n')
      out_z(o, "&#10;");
    else if (c >= 32 || c == '\t')
      out_c(o, (char)c);
  }
}

static void junit(Cli *cli, const Program *prog, const TestResult *all, uint32_t n, uint32_t failed) {
  const Plan *p = prog->plan;
  Out *o = &cli->out;
  out_fmt(
      o,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"pgl\" tests=\"%u\" failures=\"%u\">\n",
      n, failed);
  for (uint32_t i = 0; i < n; i++) {
    const TestResult *t = &all[i];
    out_z(o, "  <testcase classname=\"");
    xml(o, plan_text(p, p->files.name[p->tests.file[t->test]]));
    out_z(o, "\" name=\"");
    xml(o, plan_text(p, p->tests.name[t->test]));
    if (t->passed) {
      out_z(o, "\"/>\n");
      continue;
    }
    out_z(o, "\">\n    <failure>");
    for (uint32_t k = 0; k < t->failed_n; k++) {
      Out line = out_memory(&cli->arena);
      expectation(cli, &line, prog, t, k);
      if (k) out_c(o, '\n');
      xml(o, out_text(&line));
    }
    out_z(o, "</failure>\n  </testcase>\n");
  }
  out_z(o, "</testsuite>\n");
}

static int test_all(Cli *cli, Session *s, const TestOptions *o) {
  uint32_t n = 0, failed = 0;
  TestResult *all = s->diags.errors ? NULL : run_tests(&cli->arena, s->program, &s->diags, &n);
  if (s->diags.errors) {
    session_render(cli, s, &s->diags, &cli->err, DIAG_HUMAN, cli->color_err);
    return EXIT_UNREADABLE;
  }
  for (uint32_t i = 0; i < n; i++) failed += !all[i].passed;
  (o->format ? junit : human)(cli, s->program, all, n, failed);
  return failed ? EXIT_FINDINGS : EXIT_CLEAN;
}

int cmd_test(Cli *cli, int argc, char **argv) {
  TestOptions opt = {0};
  Words paths = {0};
  int code;
  if (!cli_parse(cli, OPTIONS(options), &opt, argc, argv, &paths, &code)) return code;
  if (!paths.n) return cli_no_operand(cli, "PATH");
  Session s;
  if (!session_open(cli, &s, &paths, &(SessionOptions){.want_plan = true, .drop_trees = true, .plans = true}))
    return EXIT_UNREADABLE;
  code = test_all(cli, &s, &opt);
  session_close(&s);
  return code;
}
