// What reading shares (Actuals), and what each thread has of its own (Taker): a row is taken into the
// thread's states, its findings are kept with its place; after each file findings are put in reading order,
// at the end states are merged.
#pragma once
#include "base/array.h"
#include "runtime/actuals.h"
#include "runtime/aggregate.h"
#include "runtime/bad_rows.h"
#include "runtime/cell.h"
#include "runtime/declared.h"
#include "runtime/names.h"
#include "runtime/slots.h"

typedef struct Trace {
  uint32_t input;
  ARRAY(RowTrace) rows;
} Trace;

struct Actuals {
  Arena *arena;
  Results *r;
  const Plan *plan;
  UnitTable *units;
  Diags *diags;
  Matcher matcher;
  UnitId *unit_ids; // of the plan's units in the table
  Slots slots;
  uint32_t placed; // first slot of which places of rows are kept
  Names *names[2]; // without 部门, with; made when a file first needs them
  ARRAY(Trace) traces;
  uint32_t *trace_of; // by input: its trace + 1, or 0; NULL while nothing is traced
  Date year_start, prev_start, prev_end;
  Taker **takers;
  uint32_t taker_n;
  uint64_t *letters;  // of names, for suggestions (match_near)
  BadRows *bad_rows;  // or NULL
  uint32_t *shown;    // by id of a finding: how many were handed on
  uint64_t *found;    // and how many there were
  RowPos run;         // of rows that come one by one: the stretch they are in, or ROW_POS_NONE
  uint32_t low, high; // columns of values met in its sheet
};

typedef struct Seek { // what a suggestion is looked for by
  Matched matched;
  Str cell[NAMES_CELLS];
  Str near; // what it found
} Seek;

typedef struct Found {
  RowPos at;
  Diag *diag;
  Seek *seek; // or NULL
} Found;

struct Taker {
  Actuals *x;
  Arena arena, scratch;
  BelowNames below_names;
  Arena *say;     // where the texts of the finding under way live
  Diags passing;  // findings of the row that is taken which are only written to bad_rows
  uint32_t first; // of the row's findings among `found`
  Out notes;      // for bad_rows, of the stretch that is read
  Diags diags;
  ARRAY(Found) found;
  uint32_t *told; // by id, of the file that is read
  RowCounts rows;
  ExtMap ext;
  State *state[2];          // by slot: this year's, last year's
  Places *places[2];        // of slots from x->placed on
  NumSum *own, *below;      // per checkpoint: 支出 of the entity's own rows; of what lies below it
  uint8_t *own_n, *below_n; // whether any row was there; NULL: no checkpoint was met
  Interner words;           // of cells that are kept
  RowPos at;                // of the row that is taken
  uint32_t line;            // where it begins in its stretch
  uint32_t input;           // the last row filled, or NONE
};

enum { FINDINGS_SHOWN = 20, SHOWN_COLUMNS = 60 }; // of a kind, the rest is counted; of a cell that is quoted

// Classes and the states of the first so many takers, before text is read.
void actuals_states(Actuals *x, unsigned takers);
void take_row(Taker *t, const Row *row, RowPos at);
// What was found on a row, to bad_rows; `line` is counted from where its stretch begins.
void taker_notes(Taker *t, const Row *row, uint32_t line);
CellWant actuals_want(const Actuals *x, uint32_t input);
Ext *taker_ext(Taker *t, uint32_t slot);
// 支出 at checkpoints of its entity and of those above.
void take_points(Taker *t, uint32_t input, Num value, Date date);
// Whether one more finding of this kind is told; counts it.
bool taker_tells(Taker *t, uint16_t id);
// A finding at the row that is taken; its row number is put in later.
Diag *taker_finding(Taker *t, uint16_t id, uint32_t column, const Text *args, size_t argc);
