// The command line's own words, its streams and its files.
#include "cli/cli.h"
#include "base/map.h"
#include "base/utf.h"
#include "cli/options.h"

static const DiagSpec texts[] = {
    {NULL, SEV_TEXT, "", ""},
#define TEXT(id, zh, en) {NULL, SEV_TEXT, zh, en},
#include "cli/texts.def"
#undef TEXT
};

Str cli_text(Cli *cli, CliText id, Str a, Str b) {
  Message m = {.id = (uint16_t)id, .argc = 2, .args = {text_of(a), text_of(b)}};
  Out o = out_memory(&cli->arena);
  message_write(&o, texts, &m, cli->lang);
  return out_text(&o);
}

Str cli_why(Cli *cli, Str why) {
  return cli->lang == LANG_ZH ? os_why_zh(&cli->arena, why) : why;
}

void cli_say(Cli *cli, CliText id, Str a, Str b) {
  out_z(&cli->err, "pgl: ");
  utf_show(&cli->err, cli_text(cli, id, a, b)); // arguments may hold anything
  out_c(&cli->err, '\n');
}

int cli_usage(Cli *cli, CliText id, Str a, Str b) {
  cli_say(cli, id, a, b);
  Str help = cli->command ? str_fmt(&cli->arena, "pgl %s --help", cli->command->name) : S("pgl --help");
  cli_say(cli, CLI_SEE_HELP, help, (Str){0});
  return EXIT_USAGE;
}

typedef struct Found {
  Interner seen;
  ARRAY(Str) files;
} Found;

static void found(Cli *cli, Found *f, Str path) {
  uint32_t before = f->seen.n;
  intern(&cli->arena, &f->seen, os_path_clean(&cli->arena, path));
  if (f->seen.n > before) *array_push(&cli->arena, &f->files) = path;
}

static bool find_below(Cli *cli, Found *f, const char *dir) {
  Str *below, why;
  size_t n;
  if (!os_walk(&cli->arena, dir, ".pgl", &below, &n, &why)) {
    cli_say(cli, CLI_CANNOT_READ, str_z(dir), cli_why(cli, why));
    return false;
  }
  if (!n) cli_say(cli, CLI_NO_PGL_BELOW, str_z(dir), (Str){0});
  for (size_t i = 0; i < n; i++) found(cli, f, below[i]);
  return n > 0;
}

static bool is_table(Str path) {
  static const char *const endings[] = {".csv", ".tsv", ".xlsx", ".xls"};
  bool is = false;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) is |= str_ends(path, str_z(endings[i]));
  return is;
}

bool cli_files(Cli *cli, const Words *paths, Str **files, size_t *n) {
  Found f = {0};
  bool all = true;
  for (uint32_t i = 0; i < paths->n; i++) {
    const char *path = paths->p[i];
    if (!strcmp(path, "-")) {
      found(cli, &f, S("-"));
      continue;
    }
    switch (os_kind(path)) {
    case OS_NONE:
      cli_say(cli, CLI_NOT_THERE, str_z(path), (Str){0});
      all = false;
      break;
    case OS_DIR: all &= find_below(cli, &f, path); break;
    case OS_FILE:
      if (is_table(str_z(path))) {
        cli_say(cli, CLI_DATA_AS_TARGETS, str_z(path), (Str){0});
        all = false;
        break;
      }
      found(cli, &f, str_z(path));
      break;
    case OS_OTHER: found(cli, &f, str_z(path)); break;
    }
  }
  *files = f.files.p;
  *n = f.files.n;
  return all;
}

void cli_reads(Cli *cli, const char *path) {
  OsId id;
  if (os_id(path, &id)) *array_push(&cli->arena, &cli->inputs) = id;
}

bool cli_may_write(Cli *cli, const char *path) {
  OsId id;
  if (!path || !strcmp(path, "-") || !os_id(path, &id)) return true;
  for (uint32_t i = 0; i < cli->inputs.n; i++)
    if (id.device == cli->inputs.p[i].device && id.number == cli->inputs.p[i].number)
      return cli_say(cli, CLI_OVER_INPUT, str_z(path), (Str){0}), false;
  return true;
}

bool cli_write(Cli *cli, Str path, Str text) {
  Str why;
  OsFile *f = os_create(&cli->arena, str_to_z(&cli->arena, path), &why);
  if (f) os_write(f, text.p, text.n);
  if (f && os_commit(f, &why)) return true;
  cli_say(cli, CLI_CANNOT_WRITE, path, cli_why(cli, why));
  return false;
}

bool cli_redirect(Cli *cli, const char *path) {
  if (!strcmp(path, "-")) return true;
  if (!cli_may_write(cli, path)) return false;
  Str why;
  cli->file = os_create(&cli->arena, path, &why);
  if (!cli->file) {
    cli_say(cli, CLI_CANNOT_WRITE, str_z(path), cli_why(cli, why));
    return false;
  }
  cli->file_name = path;
  cli->out = out_stream(&cli->arena, os_write, cli->file);
  cli->color_out = false;
  cli->columns = 0;
  return true;
}

int cli_finish(Cli *cli, int code) {
  bool good = out_flush(&cli->out);
  if (cli->file) {
    Str why;
    if (!os_commit(cli->file, &why)) {
      cli_say(cli, CLI_CANNOT_WRITE, str_z(cli->file_name), cli_why(cli, why));
      code = EXIT_UNREADABLE;
    }
  } else if (!good) {
    cli_say(cli, CLI_OUTPUT_LOST, (Str){0}, (Str){0});
    code = EXIT_INTERNAL;
  }
  out_flush(&cli->err);
  return code;
}

void cli_apply(Cli *cli, const Global *global) {
  if (global->lang >= 0) cli->lang = (Lang)global->lang;
  enum { ALWAYS, NEVER };
  if (global->color == ALWAYS || global->color == NEVER)
    cli->color_out = cli->color_err = global->color == ALWAYS;
  cli->quiet |= global->quiet;
}

void cli_version(Cli *cli) {
  out_z(&cli->out, "pgl " PGL_VERSION "\n");
}
