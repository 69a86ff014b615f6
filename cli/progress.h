// What a long run shows while it runs, and what it says of itself afterwards.
#pragma once
#include "cli/cli.h"
#include "runtime/run.h"

typedef struct Progress {
  Cli *cli;
  uint64_t total; // bytes that will be read; 0: nobody knows
  uint64_t start, next;
  bool shown;
} Progress;

// Shown on a terminal, once a second has gone by, unless --quiet.
Progress progress_start(Cli *cli, uint64_t total);
void progress_show(void *progress, uint64_t bytes); // RunOptions.progress
void progress_end(Progress *p);                     // takes the line away

typedef struct StatsTimes {
  uint64_t start, planned, ran, written; // os_clock_ns
} StatsTimes;
// --stats: rows, bad rows, bytes a second, memory and the time of each phase, to standard error.
void stats_write(Cli *cli, const Run *run, const StatsTimes *times);
