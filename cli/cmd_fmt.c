// pgl fmt: canonical form, in place. A text with syntax errors is left alone.
#include "cli/diff.h"
#include "cli/session.h"
#include "grammar/format.h"

typedef struct FmtOptions {
  bool check, diff;
  int keywords;
} FmtOptions;

static const Option options[] = {
    {"check", 0, OPT_FLAG, offsetof(FmtOptions, check), NULL, "只看是否标准，不改文件（不标准时以 1 退出）",
     "only tell which files would change (exit 1)"},
    {"diff", 0, OPT_FLAG, offsetof(FmtOptions, diff), NULL, "显示改动，不改文件",
     "show the changes, change nothing"},
    {"keywords", 0, OPT_CHOICE, offsetof(FmtOptions, keywords), "keep|zh|en", "关键词改写为中文或英文",
     "turn keywords into Chinese or English"},
};

typedef struct Fmt {
  Cli *cli;
  FmtOptions opt;
  UnitNames units;
  Session *session;
  bool broken, differs;
} Fmt;

static void format_one(Fmt *f, Str path) {
  Cli *cli = f->cli;
  Session *s = f->session;
  Str name, text;
  Text why;
  if (!session_loader.load(NULL, &cli->arena, (Str){0}, path, &name, &text, &why)) {
    cli_say(cli, CLI_CANNOT_READ, path, text_in(why, cli->lang));
    f->broken = true;
    return;
  }
  uint32_t file = sources_add(&cli->arena, &s->sources, path, text);
  Tree t = {0};
  parse_file(&cli->arena, &s->sources, file, &f->units, &s->diags, &t);
  Out o = out_memory(&cli->arena);
  FormatOptions how = {(KeywordStyle)f->opt.keywords};
  bool good = !t.broken && format_tree(&cli->arena, &t, &f->units, &how, &o);
  tree_free(&t);
  if (!good) {
    cli_say(cli, CLI_NOT_FORMATTED, path, (Str){0});
    f->broken = true;
    return;
  }
  Str after = out_text(&o);
  bool same = str_eq(text, after), standard = str_eq(path, S("-")) && !f->opt.check && !f->opt.diff;
  f->differs |= !same;
  if (standard) out_str(&cli->out, after);
  if (same || standard) return;
  if (f->opt.diff)
    diff_write(&cli->arena, &cli->out, path, text, after, cli->color_out);
  else if (f->opt.check)
    out_fmt(&cli->out, STR_FMT "\n", STR_ARG(cli_text(cli, CLI_FORMATTED, path, (Str){0})));
  else if (!cli_write(cli, path, after))
    f->broken = true;
}

int cmd_fmt(Cli *cli, int argc, char **argv) {
  Words paths = {0};
  int code;
  Session s;
  Fmt f = {.cli = cli, .session = &s};
  if (!cli_parse(cli, OPTIONS(options), &f.opt, argc, argv, &paths, &code)) return code;
  if (!paths.n) return cli_no_operand(cli, "PATH");
  Str *files;
  size_t n;
  if (!cli_files(cli, &paths, &files, &n)) return EXIT_UNREADABLE;
  for (size_t i = 0; i < n; i++)
    if (str_ends(files[i], S(".plan"))) return cli_usage(cli, CLI_PLAN_AS_TARGETS, files[i], (Str){0});
  session_open(cli, &s, &(Words){0}, &(SessionOptions){.workers = 1}); // for the names of units
  f.units = (UnitNames){units_known, s.program->units};
  for (size_t i = 0; i < n; i++) format_one(&f, files[i]);
  session_render(cli, &s, &s.diags, &cli->err, DIAG_HUMAN, cli->color_err);
  session_close(&s);
  return f.broken ? EXIT_UNREADABLE : f.differs && (f.opt.check || f.opt.diff) ? EXIT_FINDINGS : EXIT_CLEAN;
}
