// Files of actual values, found.
#pragma once
#include "cli/session.h"
#include "runtime/run.h"

// As named: files, patterns, "-" for standard input, databases; of a folder its files of actual values,
// sorted. False after telling of what is not there or cannot be read (exit 2).
bool cli_data(Cli *cli, const Words *paths, DataSource **data, size_t *n);

// The options of every command that reads them; its struct of options begins with a DataOptions.
typedef struct DataOptions {
  Words actuals;
  Date as_of;
} DataOptions;
#define DATA_OPTIONS                                                                                         \
  {"actuals",                                                                                                \
   'a',                                                                                                      \
   OPT_MANY,                                                                                                 \
   offsetof(DataOptions, actuals),                                                                           \
   "DATA…",                                                                                                  \
   "实际值：文件、目录或数据库（CSV、XLSX、JSON、SQLite、PostgreSQL）",                                      \
   "actual values: files, folders or databases (CSV, XLSX, JSON, SQLite, PostgreSQL)"},                      \
  {                                                                                                          \
    "as-of", 0, OPT_DATE, offsetof(DataOptions, as_of), "DATE", "截至日期（默认年度末）",                    \
        "values up to this day (default: the year's end)"                                                    \
  }

// What a command evaluates: files as named, else as 实际 names them, beside targets that can be evaluated.
// EXIT_CLEAN, or how to end, after telling why.
int session_data(Cli *cli, Session *s, const DataOptions *o, DataSource **data, size_t *n);
