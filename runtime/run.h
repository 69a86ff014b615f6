// A whole run: plan and data files in, results out. The one file that joins reading and scoring; reports are
// written from the results.
#pragma once
#include "compiler/program.h"
#include "runtime/evidence.h"

typedef struct RunOptions {
  Date as_of; // DATE_NONE, or later than that: 31 December of the 年度
  bool skip_bad_rows;
  bool hashes;    // the results tell the SHA-256 of each data file
  bool no_places; // nobody will ask which rows a value stands on (evidence_rows): 16 bytes less an input and
                  // thread
  const uint32_t *trace;
  uint32_t trace_n; // inputs whose rows are kept (explain)
  // Where all bad rows are written (bad_rows.h); asked for again where reading begins anew. NULL: nowhere.
  Out *(*bad_rows)(void *ctx);
  void *bad_rows_ctx;
  Lang lang; // of what is written there
  // Now and then: bytes read of all files so far. By one thread at a time; NULL: nobody looks.
  void (*progress)(void *ctx, uint64_t bytes);
  void *progress_ctx;
  unsigned threads; // that read; 0: the machine's
  size_t chunk;     // bytes of a stretch of text (tests); 0: as is good
  uint8_t simd;     // Simd (csv_index.h): for tests
  bool one_by_one;  // every row goes the long way (tests)
  bool one_pass;    // results are worked out while they are written (figures.h), where that can be
  bool declared;    // what a self-evaluation says of itself is kept (audit)
} RunOptions;

typedef enum RunPhase { RUN_PREPARED, RUN_READ, RUN_JOINED, RUN_SCORED, RUN_PHASES } RunPhase;
typedef struct RunStats {
  uint64_t bytes;          // of text and other files, unpacked
  uint64_t ns[RUN_PHASES]; // tables made, files read, threads' states joined, results worked out
} RunStats;

typedef struct Run {
  Results results;
  struct Actuals *actuals; // traced rows
  RunStats stats;
} Run;

// Findings about rows go to `diags`. False: a data file as a whole cannot be read.
bool run_eval(Arena *a, const Program *prog, const DataSource *data, uint32_t data_n, const RunOptions *opt,
              Diags *diags, Run *out);
// Exit status of `pgl eval` (docs/manual/en/6-command-line.md): 2 bad rows, 1 missed, 2 unjudged, 0.
int run_exit(const Run *run, bool skip_bad_rows);

// The first rows of each sheet of a file, as they stand (an editor offers its headers); NULL: it cannot be
// read.
const PeekRow *run_peek(Arena *a, Str path, uint32_t rows, uint32_t *n);

// 测试 blocks: values set replace inputs; each 期望 is evaluated.
typedef struct TestResult {
  uint32_t test;
  bool passed;
  uint32_t *failed; // rows of plan expects that do not hold
  Text *why;        // what each came to
  uint32_t failed_n;
} TestResult;
// A 设 whose words cannot be read is a finding.
TestResult *run_tests(Arena *a, const Program *prog, Diags *diags, uint32_t *n);
