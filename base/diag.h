// Diagnostics as data: a code, a place, arguments, labelled places, notes and fixes. What they say,
// in both languages, stands in one table (grammar/diag.def) that is handed in; base knows no code.
// Rendering (terminal, JSON, SARIF, …) is render.h's; nothing here prints.
#pragma once
#include "base/source.h"

typedef enum Severity { SEV_ERROR, SEV_WARNING, SEV_HINT, SEV_TEXT } Severity;

// One row of the table. Texts hold {0} {1} … for arguments, {{ for a brace. A row of severity SEV_TEXT has no
// code: it is the wording of a note, a label or a fix.
typedef struct DiagSpec {
  const char *code; // "E0301"; lints carry their published id: "T05"
  Severity severity;
  const char *zh, *en;
} DiagSpec;

// A piece of text in both languages; where `en` is empty, `zh` serves both (names, numbers, units).
typedef struct Text {
  Str zh, en;
} Text;

#define TEXT_MAX_ARGS 4

typedef struct Message { // a row of the table with its arguments
  uint16_t id;
  uint8_t argc;
  Text args[TEXT_MAX_ARGS];
} Message;

typedef struct DiagLabel {
  Span at;
  Message text; // id 0: none
  struct DiagLabel *next;
} DiagLabel;

typedef struct DiagNote {
  Message text;
  struct DiagNote *next;
} DiagNote;

typedef struct DiagEdit {
  Span at; // start == end: an insertion
  Str text;
  struct DiagEdit *next;
} DiagEdit;

typedef struct DiagFix {
  Message title;
  bool safe; // mechanical: may be applied without asking
  DiagEdit *edits;
  struct DiagFix *next;
} DiagFix;

typedef struct Diag {
  Span at;
  uint32_t order; // arrival, for a stable sort
  Message text;
  DiagLabel *labels;
  DiagNote *notes;
  DiagFix *fixes;
  // Where it stands outside any .pgl text: a file (row 0), a row of it (from 1), a cell (column from 1).
  // Else name.n == 0 and `at` tells; `at` is SPAN_NONE where there is no place at all.
  struct {
    Str name, sheet;
    uint32_t row, column;
  } cell;
} Diag;

// All findings of a run. Everything lives in `arena`. Not shared between threads: each thread fills its
// own and diags_append joins them (the ids' table must be the same).
typedef struct Diags {
  Arena *arena;
  const DiagSpec *table;
  Diag **p;
  uint32_t n, cap;
  uint32_t errors, warnings, hints;
  struct DiagCount {
    uint16_t id;
    uint32_t n;
  } * counted; // beside those in p
  uint32_t counted_n, counted_cap;
} Diags;

Diags diags_new(Arena *a, const DiagSpec *table);
// Arguments are copied as Str values, not their bytes; at most TEXT_MAX_ARGS. Labels, notes, fixes and
// edits keep the order in which they were added.
Diag *diag_add(Diags *ds, uint16_t id, Span at, const Text *args, size_t argc);
// So many more of this kind that are not told one by one.
void diags_count(Diags *ds, uint16_t id, uint64_t n);
void diag_label(Diags *ds, Diag *d, Span at, uint16_t id, const Text *args, size_t argc);
void diag_note(Diags *ds, Diag *d, uint16_t id, const Text *args, size_t argc);
DiagFix *diag_fix(Diags *ds, Diag *d, uint16_t id, const Text *args, size_t argc);
void diag_edit(Diags *ds, DiagFix *f, Span at, Str text);
// A copy that shares nothing: every span is in `file`, and `by` further on (modulo 2^32).
Diag *diag_copy(Arena *a, const Diag *d, uint32_t file, uint32_t by);
bool diag_within(const Diag *d, Span s);         // all its places, labels and edits lie in s
void diags_put(Diags *ds, Diag *d);              // a new arrival
void diags_append(Diags *to, const Diags *from); // shares from's memory; its findings count as new arrivals
void diags_sort(Diags *ds);                      // by file, offset, arrival; those outside .pgl text last
void diags_drop(Diags *ds, uint32_t n);          // forgets all after the first n
Severity diag_severity(const Diags *ds, const Diag *d);

#define TEXT_ARGS(...) (const Text[]){__VA_ARGS__}, sizeof((const Text[]){__VA_ARGS__}) / sizeof(Text)
#define NO_ARGS        NULL, 0
static inline Text text_of(Str s) {
  return (Text){s, {0}};
}

typedef enum Lang { LANG_ZH, LANG_EN } Lang;
Str text_in(Text t, Lang lang);
void message_write(Out *o, const DiagSpec *table, const Message *m, Lang lang);
