// The command table and what surrounds a command: language, colour, streams, out of memory.
#include "cli/options.h"
#include <stdlib.h>

#define COMMAND(name, operands, zh, en) int cmd_##name(Cli *, int, char **);
#include "cli/commands.def"
#undef COMMAND

static const Command commands[] = {
#define COMMAND(name, operands, zh, en) {#name, cmd_##name, operands, zh, en},
#include "cli/commands.def"
#undef COMMAND
    {NULL, NULL, NULL, NULL, NULL},
};

static _Noreturn void out_of_memory(void *arg) {
  const Cli *cli = arg;
  const char *line = cli_in(cli, "pgl: 内存不足\n", "pgl: out of memory\n");
  os_write_all(2, line, strlen(line));
  exit(EXIT_INTERNAL);
}

static bool write_fd(void *fd, const char *p, size_t n) {
  return os_write_all(*(const int *)fd, p, n);
}

// LC_ALL, LC_MESSAGES, LANG in POSIX order. Chinese, and whatever names no language, is Chinese.
static Lang locale_lang(void) {
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = os_env(names[i]);
    if (!value || !*value) continue;
    Str v = str_z(value);
    bool silent = str_eq(v, S("C")) || str_starts(v, S("C.")) || str_eq(v, S("POSIX"));
    return silent || str_starts(v, S("zh")) ? LANG_ZH : LANG_EN;
  }
  return LANG_ZH;
}

static bool wants_color(int fd) {
  const char *no = os_env("NO_COLOR"), *term = os_env("TERM");
  return os_is_terminal(fd) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

static Str text(Cli *cli, CliText id) {
  return cli_text(cli, id, (Str){0}, (Str){0});
}

static void help(Cli *cli, Out *to) {
  Out o = out_memory(&cli->arena);
  out_fmt(&o, "pgl " PGL_VERSION "  " STR_FMT "\n\n", STR_ARG(text(cli, CLI_ABOUT)));
  out_fmt(&o, STR_FMT ": pgl %s\n\n" STR_FMT ":\n", STR_ARG(text(cli, CLI_USAGE)),
          cli_in(cli, "命令 [选项] 参数…", "COMMAND [OPTION] ARGUMENT…"), STR_ARG(text(cli, CLI_COMMANDS)));
  for (const Command *c = commands; c->name; c++)
    out_fmt(&o, "  %-10s%s\n", c->name, cli_in(cli, c->zh, c->en));
  cli_help_everywhere(cli, &o);
  out_fmt(&o, "\n" STR_FMT "\n",
          STR_ARG(cli_text(cli, CLI_MORE, str_z(cli_in(cli, "pgl 命令 --help", "pgl COMMAND --help")),
                           (Str){0})));
  out_str(to, out_text(&o));
}

static const Command *find(const char *name) {
  for (const Command *c = commands; c->name; c++)
    if (!strcmp(c->name, name)) return c;
  return NULL;
}

static int unknown(Cli *cli, const char *name) {
  Str names[sizeof commands / sizeof *commands];
  size_t n = 0;
  for (const Command *c = commands; c->name; c++) names[n++] = str_z(c->name);
  Str near = str_nearest(str_z(name), names, n);
  return cli_usage(cli, near.n ? CLI_NO_COMMAND_NEAR : CLI_NO_COMMAND, str_z(name), near);
}

// `pgl help eval` is `pgl eval --help`.
static int run(Cli *cli, int argc, char **argv) {
  Global global = GLOBAL_UNSET;
  int next, code;
  bool good = cli_globals(cli, &global, argc, argv, &next, &code);
  cli_apply(cli, &global);
  if (!good) return code;
  if (global.version) return cli_version(cli), EXIT_CLEAN;
  char *help_words[] = {NULL, "--help", NULL};
  argc -= next, argv += next;
  bool asks = argc && !strcmp(argv[0], "help");
  if (global.help || (asks && argc == 1)) return help(cli, &cli->out), EXIT_CLEAN;
  if (!argc) return help(cli, &cli->err), EXIT_USAGE;
  if (asks) help_words[0] = argv[1], argv = help_words, argc = 2;
  cli->command = find(argv[0]);
  if (!cli->command) return unknown(cli, argv[0]);
  return cli->command->run(cli, argc, argv);
}

// The terminal's width; where there is none, what COLUMNS says.
static unsigned columns_wanted(void) {
  unsigned columns = os_terminal_columns(1), told = 0;
  const char *text = os_env("COLUMNS");
  for (const char *p = text ? text : ""; *p >= '0' && *p <= '9' && told < 10000; p++)
    told = told * 10 + (unsigned)(*p - '0');
  return columns ? columns : told;
}

int main(int argc, char **argv) {
  int out = 1, err = 2;
  Cli cli = {.lang = locale_lang(), .color_out = wants_color(1), .color_err = wants_color(2)};
  arena_init(&cli.arena, out_of_memory, &cli);
  cli.columns = columns_wanted();
  cli.out = out_stream(&cli.arena, write_fd, &out);
  cli.err = out_stream(&cli.arena, write_fd, &err);
  int code = cli_finish(&cli, run(&cli, argc, argv));
  arena_free(&cli.arena);
  return code;
}
