// Rows of one input, joined: a small state for what is common, a big one (Joined) for everything. Both say
// the same of a set of rows whatever the order they came in, so each thread joins its own and the sets are
// merged.
#pragma once
#include "compiler/units.h"
#include "grammar/ast.h"
#include "runtime/result.h"

// ---- the big state ------------------------------------------------------------------------------

typedef struct Joined { // rows of one input in one span (this year's, last year's)
  uint32_t rows;        // used
  uint32_t n, none;     // rows with a value; rows that say there is none
  NumSum sum;
  Num least, most;
  Value last; // of the first row of the latest date
  Date last_date, first_date;
  RowPos last_at, clash_at; // and of the first row of that date that says otherwise; ROW_POS_NONE: none does
  RowPos first[3];          // in reading order; ROW_POS_NONE beyond `rows`
  Date none_date;           // of the last row without a value, by date, then by place
  RowPos none_at;
  uint8_t none_why; // NoData
  Str none_reason;
} Joined;

typedef struct Ext { // an input of which the big state is kept
  uint32_t slot;
  uint8_t flags; // Flag
  Str reason;    // 原因 of this year's last row that has one
  RowPos reason_at;
  Joined joined[2]; // this year's, last year's
} Ext;

typedef struct ExtMap {
  uint32_t *slots, cap; // place in `all` + 1, or 0
  Ext **all;
  uint32_t n, room;
} ExtMap;

Ext *ext_get(const ExtMap *m, uint32_t slot); // NULL: there is none
Ext *ext_put(Arena *a, ExtMap *m, uint32_t slot);
void ext_merge(Arena *a, Ext *to, const Ext *from);

// `v` must live as long as the span (its text). Rows may come in any order.
void joined_add(Arena *a, Joined *s, const Value *v, Date date, RowPos at);
void joined_none(Joined *s, NoData why, Str reason, Date date, RowPos at);
void joined_row(Joined *s, RowPos at); // one more used row
void joined_merge(Arena *a, Joined *to, const Joined *from);

// ---- the small state ----------------------------------------------------------------------------

// Values are whole numbers of the class's quantum. n == 0: no rows.
typedef struct State {
  int64_t value;
  uint64_t meta; // 1 bit: a unit was assumed; 1: rows of several dates; 10: day of the span; 12: n; 40: place
} State;         // of the row that `value` is of (the last two of 期末)

enum { STATE_ASSUMED = 1, STATE_SEVERAL = 2, STATE_DAY = 2, STATE_N = 12, STATE_AT = 24 };
enum { STATE_DAY_MAX = 1023, STATE_N_MAX = 4095 };

typedef struct Places { // of the first three rows of a state, where somebody asks for them
  uint32_t low[3];
  uint8_t high[3];
} Places;

// Inputs that are read alike.
typedef struct InputClass {
  uint8_t agg;   // AggKind
  bool quick;    // quantities: small states serve
  bool ratio;    // a bare number up to 1 is doubtful
  bool counts;   // a value without unit is counted as assumed
  bool unused;   // rows are only compared
  bool points;   // 支出, with checkpoints here or above
  uint8_t type;  // PlanType
  uint32_t unit; // of the plan, or NONE
  UnitId unit_id;
  Num quantum;   // base units in 1
  int64_t times; // declared unit = times × 10^tens quanta
  int8_t tens;
} InputClass;

static inline uint32_t state_n(const State *s) {
  return s->meta >> STATE_N & STATE_N_MAX;
}
static inline uint32_t state_day(const State *s) {
  return s->meta >> STATE_DAY & STATE_DAY_MAX;
}
static inline RowPos state_at(const State *s) {
  return s->meta >> STATE_AT;
}
static inline RowPos places_at(const Places *p, unsigned k) {
  return p->low[k] | (RowPos)p->high[k] << 32;
}
static inline void places_set(Places *p, unsigned k, RowPos at) {
  p->low[k] = (uint32_t)at;
  p->high[k] = (uint8_t)(at >> 32);
}

typedef struct StateOp { // how rows are joined: what is taken of the new one, as masks
  uint64_t adds;         // it is added to what is there
  uint64_t latest;       // it is taken if it is of a later day
  int64_t flip;          // it is taken if it is greater, these bits flipped,
  bool bound, always;    // where the first is set; always
} StateOp;
static const StateOp state_ops[] = {
    [AGG_SUM] = {.adds = UINT64_MAX, .always = true},  [AGG_LAST] = {.latest = UINT64_MAX},
    [AGG_MEAN] = {.adds = UINT64_MAX, .always = true}, [AGG_MAX] = {.bound = true},
    [AGG_MIN] = {.bound = true, .flip = -1},           [AGG_COUNT] = {.always = true},
};

// Joins a row behind all those the state has. False: it cannot hold it (nothing was done): too many rows or
// too large, then state_flush helps; or, of 期末, another value on the same day, which belongs in the big
// one. Inputs of all kinds come mixed, so what is to be done is computed rather than branched on.
static inline bool state_join(State *s, uint8_t agg, int64_t v, uint32_t day, bool assumed, RowPos at) {
  const uint64_t dated = ~(uint64_t)0 << STATE_AT | (uint64_t)STATE_DAY_MAX << STATE_DAY;
  const StateOp *op = &state_ops[agg];
  int64_t had = s->value, sum;
  uint64_t meta = s->meta;
  uint32_t n = state_n(s), had_day = state_day(s);
  bool none = n == 0, other_day = day != had_day, greater = (v ^ op->flip) > (had ^ op->flip);
  uint64_t later = op->latest & -(uint64_t)(none | (day > had_day));
  uint64_t take = -(uint64_t)(op->always | none | (greater & op->bound)) | later;
  int64_t chosen = had ^ (int64_t)((uint64_t)(had ^ v) & take);
  bool over = __builtin_add_overflow(chosen, (int64_t)((uint64_t)had & op->adds), &sum);
  uint64_t clash = op->latest & -(uint64_t) !(none | other_day) & (uint64_t)(v ^ had);
  if (__builtin_expect(over | (clash != 0) | (n == STATE_N_MAX), 0)) return false;
  uint64_t here = at << STATE_AT | (uint64_t)day << STATE_DAY;
  uint64_t several = op->latest & -(uint64_t)(!none & other_day) & STATE_SEVERAL;
  s->value = sum;
  s->meta = ((meta ^ ((meta ^ here) & dated & later)) + ((uint64_t)1 << STATE_N)) | several | assumed;
  return true;
}

// What a state says as rows of a span that begins on `start`; the state is empty afterwards. `places` may be
// NULL.
void state_flush(Arena *a, State *s, const Places *places, const InputClass *c, Date start, Ext *to,
                 unsigned span);
// Both of one input, with the places of both or NULL; `from` is empty afterwards. False: it was left as it
// is, and has to be flushed.
bool state_merge(State *to, State *from, Places *places, const Places *other, uint8_t agg);
Value state_value(Arena *a, const State *s, const InputClass *c);
Value joined_value(Arena *a, const Joined *s, uint8_t agg, uint32_t input); // NODATA_CONFLICT: a clash
