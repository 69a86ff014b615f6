// pgl lsp: the language server on standard input and output.
#include "cli/pages.h"
#include "server/server.h"

typedef struct LspOptions {
  bool stdio;
} LspOptions;

static const Option options[] = {
    {"stdio", 0, OPT_FLAG, offsetof(LspOptions, stdio), NULL, "用标准输入输出（总是如此）",
     "on standard input and output (always so)"},
};

int cmd_lsp(Cli *cli, int argc, char **argv) {
  LspOptions o = {0};
  Words operands = {0};
  int code;
  if (!cli_parse(cli, OPTIONS(options), &o, argc, argv, &operands, &code)) return code;
  return server_run(0, 1, cli->lang, page_lead, cli->arena.oom, cli->arena.oom_arg);
}
