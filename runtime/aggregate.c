// Joining and merging. Of rows that count by date the latest day counts, on it the row that stands first; a
// later one of that day that says otherwise is a clash.
#include "runtime/aggregate.h"
#include "base/array.h"
#include "runtime/eval.h"

// ---- spans --------------------------------------------------------------------------------------

static void joined_start(Joined *s) { // a zeroed one
  s->last_at = s->clash_at = s->none_at = ROW_POS_NONE;
  for (int k = 0; k < 3; k++) s->first[k] = ROW_POS_NONE;
  s->none_date = DATE_NONE;
}

static bool same_value(const Value *a, const Value *b) {
  if (a->kind != b->kind) return false;
  switch ((ValueKind)a->kind) {
  case VALUE_QUANTITY: return num_cmp(a->num, b->num) == 0;
  case VALUE_TRUTH: return a->truth == b->truth;
  case VALUE_DATE: return a->date == b->date;
  case VALUE_WORDS:
  case VALUE_GRADE: return a->grade == b->grade && num_cmp(a->num, b->num) == 0;
  case VALUE_NONE: break;
  }
  return true;
}

static RowPos sooner(RowPos a, RowPos b) {
  return a < b ? a : b;
}

static void place_row(Joined *s, RowPos at) { // among the first three
  for (int k = 0; k < 3; k++) {
    if (at >= s->first[k]) continue;
    RowPos later = s->first[k];
    s->first[k] = at;
    at = later;
  }
}

void joined_row(Joined *s, RowPos at) {
  s->rows++;
  place_row(s, at);
}

// What a set of rows says of its latest day: the value of its first row there, and its first clash.
typedef struct Latest {
  Value value;
  Date date;
  RowPos at, clash;
} Latest;

static Latest later_of(const Latest *a, const Latest *b) {
  if (a->date != b->date) return a->date > b->date ? *a : *b;
  Latest first = a->at < b->at ? *a : *b;
  const Latest *then = a->at < b->at ? b : a;
  first.clash = sooner(first.clash, same_value(&first.value, &then->value) ? then->clash : then->at);
  return first;
}

// Joins `n` rows with a value, whose span of days and latest day are told; sum, least and most are not
// touched.
static void join_dates(Joined *s, uint32_t n, const Latest *l, Date first) {
  if (s->n) {
    Latest had = {s->last, s->last_date, s->last_at, s->clash_at}, now = later_of(&had, l);
    s->last = now.value, s->last_date = now.date, s->last_at = now.at, s->clash_at = now.clash;
    if (first < s->first_date) s->first_date = first;
  } else {
    s->last = l->value, s->last_date = l->date, s->last_at = l->at, s->clash_at = l->clash;
    s->first_date = first;
  }
  s->n += n;
}

static void widen(Arena *a, Joined *s, Num least, Num most) { // before join_dates
  bool none = !num_ok(s->least);
  if (none || num_cmp(least, s->least) < 0) s->least = num_copy(a, least);
  if (none || num_cmp(most, s->most) > 0) s->most = num_copy(a, most);
}

void joined_add(Arena *a, Joined *s, const Value *v, Date date, RowPos at) {
  if (v->kind == VALUE_QUANTITY) {
    numsum_add(a, &s->sum, v->num);
    widen(a, s, v->num, v->num);
  }
  Latest l = {*v, date, at, ROW_POS_NONE};
  if (!s->n || date >= s->last_date) l.value.num = num_copy(a, v->num);
  join_dates(s, 1, &l, date);
}

void joined_none(Joined *s, NoData why, Str reason, Date date, RowPos at) {
  bool later = !s->none || date > s->none_date || (date == s->none_date && at > s->none_at);
  s->none++;
  if (!later) return;
  s->none_date = date, s->none_at = at;
  s->none_why = (uint8_t)why;
  s->none_reason = reason;
}

void joined_merge(Arena *a, Joined *to, const Joined *from) {
  to->rows += from->rows;
  for (int k = 0; k < 3; k++)
    if (from->first[k] != ROW_POS_NONE) place_row(to, from->first[k]);
  if (from->none) {
    uint32_t none = to->none + from->none;
    joined_none(to, (NoData)from->none_why, str_dup(a, from->none_reason), from->none_date, from->none_at);
    to->none = none;
  }
  if (!from->n) return;
  if (num_ok(from->least)) {
    numsum_add(a, &to->sum, numsum_total(a, &from->sum));
    widen(a, to, from->least, from->most);
  }
  Latest l = {from->last, from->last_date, from->last_at, from->clash_at};
  l.value.num = num_copy(a, l.value.num);
  l.value.text = str_dup(a, l.value.text);
  join_dates(to, from->n, &l, from->first_date);
}

Value joined_value(Arena *a, const Joined *s, uint8_t agg, uint32_t input) {
  if (agg == AGG_COUNT) return s->n ? value_num(NUM(s->n)) : value_none(NODATA_NO_ROW, input);
  bool latest_none = agg == AGG_LAST && s->none && (!s->n || s->none_date > s->last_date);
  if (!s->n || latest_none) {
    Value v = value_none(s->none ? (NoData)s->none_why : NODATA_NO_ROW, input);
    v.text = s->none_reason;
    return v;
  }
  switch ((AggKind)agg) {
  case AGG_SUM: return value_num(numsum_total(a, &s->sum));
  case AGG_MEAN: return value_num(num_div(a, numsum_total(a, &s->sum), NUM(s->n)));
  case AGG_MAX: return value_num(s->most);
  case AGG_MIN: return value_num(s->least);
  case AGG_LAST:
  case AGG_COUNT: break;
  }
  return s->clash_at == ROW_POS_NONE ? s->last : value_none(NODATA_CONFLICT, input);
}

// ---- exts ---------------------------------------------------------------------------------------

static uint32_t *ext_slot(const ExtMap *m, uint32_t slot) {
  uint32_t i = (uint32_t)((uint64_t)(slot * 0x9E3779B1u) * m->cap >> 32);
  while (m->slots[i] && m->all[m->slots[i] - 1]->slot != slot) i = i + 1 == m->cap ? 0 : i + 1;
  return &m->slots[i];
}

Ext *ext_get(const ExtMap *m, uint32_t slot) {
  if (!m->n) return NULL;
  uint32_t s = *ext_slot(m, slot);
  return s ? m->all[s - 1] : NULL;
}

Ext *ext_put(Arena *a, ExtMap *m, uint32_t slot) {
  if (m->n >= m->cap / 2) {
    ExtMap wide = *m;
    wide.cap = m->cap ? m->cap * 2 : 64;
    wide.slots = NEW_N(a, uint32_t, wide.cap);
    for (uint32_t i = 0; i < m->n; i++) *ext_slot(&wide, m->all[i]->slot) = i + 1;
    arena_release(a, m->slots, m->cap * sizeof(uint32_t));
    *m = wide;
  }
  uint32_t *at = ext_slot(m, slot);
  if (*at) return m->all[*at - 1];
  Ext *e = NEW(a, Ext);
  e->slot = slot;
  joined_start(&e->joined[0]);
  joined_start(&e->joined[1]);
  m->all = array_room(a, m->all, m->n, &m->room, sizeof(Ext *), alignof(Ext *));
  m->all[m->n++] = e;
  *at = m->n;
  return e;
}

void ext_merge(Arena *a, Ext *to, const Ext *from) {
  to->flags |= from->flags;
  if (from->reason.n && (!to->reason.n || from->reason_at > to->reason_at))
    to->reason = str_dup(a, from->reason), to->reason_at = from->reason_at;
  for (int k = 0; k < 2; k++) joined_merge(a, &to->joined[k], &from->joined[k]);
}

// ---- states -------------------------------------------------------------------------------------

static Num in_base(Arena *a, int64_t v, const InputClass *c) {
  return num_mul(a, NUM(v), c->quantum);
}

void state_flush(Arena *a, State *s, const Places *places, const InputClass *c, Date start, Ext *to,
                 unsigned span) {
  uint32_t n = state_n(s);
  if (!n) return;
  Joined *into = &to->joined[span];
  Date last = start + (Date)state_day(s);
  Num v = in_base(a, s->value, c);
  into->rows += n;
  for (unsigned k = 0; places && k < 3 && k < n; k++) place_row(into, places_at(places, k));
  if (span == 0 && s->meta & STATE_ASSUMED) to->flags |= FLAG_UNIT_ASSUMED;
  numsum_add(a, &into->sum, v);
  widen(a, into, v, v);
  // Which of these figures say anything depends on how the input combines rows; the others are never asked.
  Latest l = {value_num(v), last, state_at(s), ROW_POS_NONE};
  join_dates(into, n, &l, s->meta & STATE_SEVERAL ? last - 1 : last);
  *s = (State){0};
}

static void merge_places(Places *to, uint32_t to_n, const Places *from, uint32_t from_n) {
  RowPos first[3];
  unsigned i = 0, k = 0, n = 0;
  for (; n < 3 && (i < to_n || k < from_n); n++) {
    bool own = k >= from_n || (i < to_n && places_at(to, i) < places_at(from, k));
    first[n] = own ? places_at(to, i++) : places_at(from, k++);
  }
  while (n--) places_set(to, n, first[n]);
}

bool state_merge(State *to, State *from, Places *places, const Places *other, uint8_t agg) {
  const uint64_t dated = ~(uint64_t)0 << STATE_AT | (uint64_t)STATE_DAY_MAX << STATE_DAY;
  uint32_t a = state_n(to), b = state_n(from), day = state_day(to), other_day = state_day(from);
  uint64_t flags = (to->meta | from->meta) & (STATE_ASSUMED | STATE_SEVERAL);
  int64_t value = from->value;
  bool take = !a;
  if (!b) return true;
  if (a + b > STATE_N_MAX) return false;
  if (a) switch ((AggKind)agg) {
    case AGG_SUM:
    case AGG_MEAN:
      if (__builtin_add_overflow(to->value, from->value, &value)) return false;
      take = true;
      break;
    case AGG_MAX: take = from->value > to->value; break;
    case AGG_MIN: take = from->value < to->value; break;
    case AGG_COUNT: break;
    case AGG_LAST:
      if (day == other_day && to->value != from->value) return false;
      if (day != other_day) flags |= STATE_SEVERAL;
      take = other_day > day || (other_day == day && state_at(from) < state_at(to));
      break;
    }
  if (places) merge_places(places, a < 3 ? a : 3, other, b < 3 ? b : 3);
  if (take) to->value = value;
  to->meta = ((take ? from : to)->meta & dated) | flags | (uint64_t)(a + b) << STATE_N;
  *from = (State){0};
  return true;
}

Value state_value(Arena *a, const State *s, const InputClass *c) {
  uint32_t n = state_n(s);
  if (c->agg == AGG_COUNT) return value_num(NUM(n));
  return value_num(num_part(a, s->value, c->quantum, c->agg == AGG_MEAN ? n : 1));
}
