// The table of messages, built from diag.def.
#include "grammar/diags.h"

const DiagSpec diag_table[DIAG_IDS] = {
    {0},
#define D(id, code, severity, zh, en) {code, severity, zh, en},
#define T(id, zh, en)                 {"", SEV_TEXT, zh, en},
#include "grammar/diag.def"
#undef D
#undef T
};
