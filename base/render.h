// Diagnostics made readable: terminal (with the source line and carets by East Asian width), one line a
// finding, JSON, SARIF 2.1.0, GitHub annotations. One place for all of them.
#pragma once
#include "base/diag.h"

typedef enum DiagFormat { DIAG_HUMAN, DIAG_COMPACT, DIAG_JSON, DIAG_SARIF, DIAG_GITHUB } DiagFormat;

typedef struct RenderOptions {
  DiagFormat format;
  Lang lang;
  bool color;
  unsigned columns;  // terminal width; 0: 100
  unsigned per_code; // human, compact: how many of one code are shown before the rest is counted; 0: all
  Str tool_version;  // SARIF
} RenderOptions;

// Sorts the findings and writes them all. `sources` may get their line index built.
void diags_render(Out *o, Diags *ds, Sources *sources, const RenderOptions *opt);
