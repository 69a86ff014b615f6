// Numbers for the rows of diag.def, and the table itself (diags.c).
#pragma once
#include "base/diag.h"

typedef enum DiagId {
  DIAG_NONE,
#define D(id, code, severity, zh, en) D_##id,
#define T(id, zh, en)                 T_##id,
#include "grammar/diag.def"
#undef D
#undef T
  DIAG_IDS
} DiagId;

// The note on where a statement's keyword (a Tok) belongs.
uint16_t diag_place_of(unsigned keyword);

extern const DiagSpec diag_table[DIAG_IDS]; // [0] is empty
