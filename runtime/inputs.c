// What rows made of inputs, asked one by one.
#include "runtime/inputs.h"
#include "runtime/eval.h"

static bool is_given(const Results *r, uint32_t input) {
  return r->given && (r->given[input].kind != VALUE_NONE || r->given[input].why != NODATA_UNKNOWN);
}

static uint32_t slot_of(const Results *r, uint32_t input) {
  return r->inputs ? r->inputs->slot_of[input] : NONE;
}

static const State *state_of(const Inputs *in, uint32_t slot, bool prev) {
  const State *s = slot == NONE || !in->state[prev] ? NULL : &in->state[prev][slot];
  return s && state_n(s) ? s : NULL;
}

static const Joined *joined_of(const Inputs *in, uint32_t slot, bool prev) {
  const Ext *e = slot == NONE ? NULL : ext_get(&in->ext, slot);
  return e ? &e->joined[prev] : NULL;
}

Value input_value(Arena *a, const Results *r, uint32_t input, bool prev) {
  if (!prev && is_given(r, input)) return r->given[input];
  Value none = {.kind = VALUE_NONE, .why = prev ? NODATA_NO_LAST_YEAR : NODATA_NO_ROW, .about = input};
  uint32_t slot = slot_of(r, input);
  if (slot == NONE) return none;
  const State *s = state_of(r->inputs, slot, prev);
  if (s) return state_value(a, s, &r->inputs->classes[r->inputs->class_of[slot]]);
  const Joined *j = joined_of(r->inputs, slot, prev);
  if (!j) return none;
  Value v = joined_value(a, j, r->plan->inputs.agg[input], input);
  return v.kind == VALUE_NONE && v.why == NODATA_NO_ROW ? none : v;
}

uint32_t input_rows(const Results *r, uint32_t input, bool prev) {
  if (!prev && is_given(r, input)) return !r->inputs; // in a test a row of its own; else none has it
  uint32_t slot = slot_of(r, input);
  if (slot == NONE) return 0;
  const State *s = state_of(r->inputs, slot, prev);
  if (s) return state_n(s);
  const Joined *j = joined_of(r->inputs, slot, prev);
  return j ? j->rows : 0;
}

RowRef input_row(const Results *r, uint32_t input, bool prev, uint32_t k) {
  uint32_t slot = slot_of(r, input);
  const State *s = state_of(r->inputs, slot, prev);
  const Inputs *in = r->inputs;
  if (slot < in->placed) return (RowRef){0}; // nobody was to ask
  return row_ref(r, s ? places_at(&in->places[prev][slot - in->placed], k)
                      : joined_of(in, slot, prev)->first[k]);
}

uint8_t input_flags(const Results *r, uint32_t input) {
  uint32_t slot = slot_of(r, input);
  if (slot == NONE) return 0;
  bool latest = input_is_latest(r->plan, input);
  const State *s = state_of(r->inputs, slot, false);
  if (s)
    return (uint8_t)((s->meta & STATE_ASSUMED ? FLAG_UNIT_ASSUMED : 0) |
                     (latest && s->meta & STATE_SEVERAL ? FLAG_SEVERAL_DATES : 0));
  const Ext *e = ext_get(&r->inputs->ext, slot);
  if (!e) return 0;
  const Joined *j = &e->joined[0];
  bool several = latest && j->n >= 2 && j->first_date != j->last_date;
  return (uint8_t)(e->flags | (several ? FLAG_SEVERAL_DATES : 0));
}

Str input_reason(const Results *r, uint32_t input) {
  uint32_t slot = slot_of(r, input);
  const Ext *e = slot == NONE ? NULL : ext_get(&r->inputs->ext, slot);
  return e ? e->reason : (Str){0};
}

bool indicator_end(const Plan *p, const IndicatorResult *res, Num *end) {
  uint32_t t = res->target, low = p->targets.low[t], high = p->targets.high[t];
  if (res->actual.kind != VALUE_QUANTITY || low == NONE) return false;
  *end = plan_value(p, low);
  if (high != NONE && num_cmp(res->actual.num, *end) >= 0) {
    *end = plan_value(p, high);
    if (num_cmp(res->actual.num, *end) <= 0) return *end = res->actual.num, true;
  }
  return num_sign(*end) != 0;
}

Num indicator_deviation(Arena *a, const Plan *p, const IndicatorResult *res) {
  Num end;
  if (!indicator_end(p, res, &end)) return NUM_BAD;
  if (num_cmp(res->actual.num, end) == 0) return NUM(0);
  return num_sub(a, num_div(a, res->actual.num, end), NUM(1)); // stays small where x - end may not
}
