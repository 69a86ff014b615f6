// What every command shares: the run's memory, language and streams, options read from a table, and the
// finding of files. A command is one file, cmd_NAME.c, with `int cmd_NAME(Cli *, int argc, char **argv)`
// (argv[0] is its name; the result is the exit code), one row of commands.def and one table of options.
#pragma once
#include "base/array.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/os.h"

// eval has an order of its own among the first three (see its manual page); 64 and 70 are those of sysexits.
enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_UNREADABLE = 2, EXIT_USAGE = 64, EXIT_INTERNAL = 70 };

typedef struct Command Command;

typedef struct Cli {
  Arena arena; // as long as the run
  const Command *command;
  Lang lang;
  bool quiet;                // only errors on stderr
  bool color_out, color_err; // whether each stream wants colour
  unsigned columns;          // of the terminal on stdout; 0: none
  Out out, err;              // flushed by main, out first
  OsFile *file;              // where `out` goes since cli_redirect; NULL: standard output
  const char *file_name;
  ARRAY(OsId) inputs; // what was read, or will be
} Cli;

struct Command {
  const char *name;
  int (*run)(Cli *cli, int argc, char **argv);
  const char *operands; // as --help shows them: "PATH…"
  const char *zh, *en;  // one line
};

typedef ARRAY(const char *) Words;

typedef enum OptionKind { // and the type of the field it fills
  OPT_FLAG,               // bool
  OPT_TEXT,               // const char *
  OPT_MANY,               // Words: all up to the next option; names in .pgl, .plan stay operands; may repeat
  OPT_EACH,               // Words: one word each time it is given
  OPT_CHOICE,             // int: the place of the word in `arg` ("table|json|csv")
  OPT_WHEN,               // the same, but the word follows = only; without one the first is meant
  OPT_COUNT,              // uint32_t
  OPT_DATE,               // Date, as 2021-06-30, 2021/6/30 or 2021年6月
} OptionKind;

typedef struct Option {
  const char *name; // without dashes
  char letter;      // -o; 0: none
  OptionKind kind;
  size_t at;           // offsetof the field in the command's struct of options
  const char *arg;     // FILE, DATE, …, or the words of a choice; NULL for a flag
  const char *zh, *en; // one line of help
} Option;

// Fills `into` (which holds the defaults) from argv and collects the operands. Options may stand anywhere;
// after `--` all is operand. Global options are taken here too. False: the command is over (help was shown,
// or a mistake told) and *code is its exit code.
bool cli_parse(Cli *cli, const Option *options, size_t n, void *into, int argc, char **argv, Words *operands,
               int *code);
// "pgl: PATH is missing", the word as --help shows it.
int cli_no_operand(Cli *cli, const char *what);
#define OPTIONS(table) (table), sizeof(table) / sizeof *(table)

typedef enum CliText {
  CLI_NONE,
#define TEXT(id, zh, en) id,
#include "cli/texts.def"
#undef TEXT
} CliText;

// A line "pgl: …" on stderr; cli_usage adds where help is and returns EXIT_USAGE.
void cli_say(Cli *cli, CliText id, Str a, Str b);
int cli_usage(Cli *cli, CliText id, Str a, Str b);
Str cli_why(Cli *cli, Str why); // what the system says, in the user's language
Str cli_text(Cli *cli, CliText id, Str a, Str b);
static inline const char *cli_in(const Cli *cli, const char *zh, const char *en) {
  return cli->lang == LANG_ZH ? zh : en;
}

// Files named plus the *.pgl of directories named, each once: those of a directory sorted by name, "-" kept.
// False after telling of a path that is not there (exit 2).
bool cli_files(Cli *cli, const Words *paths, Str **files, size_t *n);

// What a command reads is noted, and may not be written over under any of its names: links, ./ and the like.
void cli_reads(Cli *cli, const char *path);     // pipes and what is not there are no matter
bool cli_may_write(Cli *cli, const char *path); // false after telling; NULL is standard output
// A whole file at once; false after telling.
bool cli_write(Cli *cli, Str path, Str text);
// From here cli->out goes to `path`, which appears whole when main ends with cli_finish, or not at all.
bool cli_redirect(Cli *cli, const char *path);
// Flushes everything; a file (-o) that cannot be written makes `code` EXIT_UNREADABLE,
// standard output EXIT_INTERNAL.
int cli_finish(Cli *cli, int code);
