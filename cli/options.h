// The global options, between main.c, which settles them, and options.c, which reads them wherever they
// stand.
#pragma once
#include "cli/cli.h"

typedef struct Global {
  int lang;  // -1: not given; else a Lang
  int color; // -1: not given; always, never, auto
  bool quiet, help, version;
} Global;
#define GLOBAL_UNSET                                                                                         \
  { .lang = -1, .color = -1 }

// Reads the options before the command; argv[*next] is the first word after them.
bool cli_globals(Cli *cli, Global *global, int argc, char **argv, int *next, int *code);
void cli_apply(Cli *cli, const Global *global);
void cli_version(Cli *cli);
void cli_help_everywhere(Cli *cli, Out *o);
