// Files of actual values, found and read.
#pragma once
#include "cli/cli.h"
#include "runtime/run.h"

// Files as named ("-" is standard input); of a directory its *.csv and *.tsv, sorted. The bytes live as long
// as the run. False after telling of what is not there or cannot be read (exit 2).
bool cli_data(Cli *cli, const Words *paths, DataSource **data, size_t *n);
