// Rows into inputs. A row is read (cell.c), matched (match.c), put in this year's span or last year's, and
// joined to what its input has so far; at the end each input's state becomes a value. A row that cannot be
// used is a finding with its place, and counted.
#include "runtime/actuals.h"
#include "base/array.h"
#include "base/utf.h"
#include "grammar/ast.h"
#include "grammar/diags.h"
#include "runtime/cell.h"
#include "runtime/declared.h"
#include "runtime/eval.h"
#include "runtime/match.h"

typedef struct Span2 { // one input's rows of one span, joined
  uint32_t n, none;    // rows with a value; rows that say there is none
  NumSum sum;
  Value least, most, last;
  Date last_date, first_date;
  RowRef last_at, clash_at; // the row of the latest date, and one of that date that says otherwise
  bool clash;
  uint8_t none_why;
  Date none_date;
  Str none_reason;
} Span2;

typedef struct Trace {
  uint32_t input;
  ARRAY(RowTrace) rows;
} Trace;

struct Actuals {
  Arena *arena, scratch;
  Results *r;
  const Plan *plan;
  UnitTable *units;
  Diags *diags;
  Matcher matcher;
  UnitId *unit_ids; // of the plan's units in the table
  Span2 *now, *then;
  NumSum *own, *below;      // per checkpoint: 支出 of the entity's own rows; of what lies below it
  uint8_t *own_n, *below_n; // whether any row was there
  ARRAY(Trace) traces;
  uint32_t *trace_of; // by input: its trace + 1, or 0; NULL while nothing is traced
  Date year_start, prev_start, prev_end;
  uint32_t suggested; // near names looked for so far (a bad file must not cost a search a row)
};

enum { SUGGESTIONS = 200, SHOWN_COLUMNS = 60 }; // of a cell that a finding quotes

static Date same_day_last_year(Date d) { // the end of February stays the end of February
  Date last = date_add_years(d, -1);
  int year, month, day;
  date_split(d + 1, &year, &month, &day);
  if (month != 3 || day != 1) return last;
  return date_month_end(year - 1, 2);
}

Actuals *actuals_new(Arena *a, Results *r, UnitTable *units, Diags *diags) {
  const Plan *p = r->plan;
  Actuals *x = NEW(a, Actuals);
  *x = (Actuals){.arena = a, .r = r, .plan = p, .units = units, .diags = diags};
  arena_init_like(&x->scratch, a);
  x->matcher = matcher_new(a, p);
  x->unit_ids = NEW_N(a, UnitId, p->units.n);
  for (uint32_t i = 0; i < p->units.n; i++)
    x->unit_ids[i] = units_find(units, plan_text(p, p->units.text[i])).id;
  r->inputs = NEW_N(a, InputState, p->inputs.n);
  x->now = NEW_N(a, Span2, p->inputs.n);
  x->then = NEW_N(a, Span2, p->inputs.n);
  x->own = NEW_N(a, NumSum, p->checkpoints.n);
  x->below = NEW_N(a, NumSum, p->checkpoints.n);
  x->own_n = NEW_N(a, uint8_t, p->checkpoints.n);
  x->below_n = NEW_N(a, uint8_t, p->checkpoints.n);
  x->year_start = date_year_end(p->year - 1) + 1;
  x->prev_start = date_year_end(p->year - 2) + 1;
  x->prev_end = same_day_last_year(r->as_of);
  return x;
}

void actuals_trace(Actuals *x, uint32_t input) {
  if (!x->trace_of) x->trace_of = NEW_N(x->arena, uint32_t, x->plan->inputs.n + 1);
  if (x->trace_of[input]) return;
  *array_push(x->arena, &x->traces) = (Trace){.input = input};
  x->trace_of[input] = x->traces.n;
}

const RowTrace *actuals_traced(const Actuals *x, uint32_t input, uint32_t *n) {
  *n = 0;
  if (!x->trace_of || !x->trace_of[input]) return NULL;
  const Trace *t = &x->traces.p[x->trace_of[input] - 1];
  *n = t->rows.n;
  return t->rows.p;
}

// ---- findings -----------------------------------------------------------------------------------

static Diag *finding_at(Actuals *x, uint16_t id, RowRef at, const Text *args, size_t argc) {
  Diag *d = diag_add(x->diags, id, (Span){0}, args, argc);
  d->cell.name = x->r->files[at.file].name;
  d->cell.sheet = at.sheet;
  d->cell.row = at.row, d->cell.column = at.column;
  return d;
}

static Text kept(Actuals *x, Str s) {
  return text_of(str_dup(x->arena, utf_fit(x->arena, s, SHOWN_COLUMNS)));
}

static RowRef place(Actuals *x, const Row *row, Column c) {
  Str sheet = row->sheet.n ? str_dup(x->arena, row->sheet) : (Str){0};
  return (RowRef){row->file, sheet, row->row, row->column[c]};
}

static Diag *bad(Actuals *x, const Row *row, Column c, uint16_t id, const Text *args, size_t argc) {
  x->r->rows.bad++;
  return finding_at(x, id, place(x, row, c), args, argc);
}

static void bad_match(Actuals *x, const Row *row, const Matched *m) {
  static const struct {
    uint16_t id;
    Column column;
  } table[] = {
      [MATCH_NO_DEPARTMENT] = {D_ROW_NO_DEPARTMENT, COL_DEPARTMENT},
      [MATCH_NO_PROJECT] = {D_ROW_NO_PROJECT, COL_PROJECT},
      [MATCH_NO_NAME] = {D_ROW_NO_NAME, COL_NAME},
      [MATCH_WHICH_DEPARTMENT] = {D_ROW_WHICH_DEPARTMENT, COL_PROJECT},
      [MATCH_WHICH_PROJECT] = {D_ROW_WHICH_PROJECT, COL_PROJECT},
      [MATCH_WHICH_LEVEL2] = {D_ROW_WHICH_LEVEL2, COL_NAME},
  };
  bool seek = m->problem <= MATCH_NO_NAME && x->suggested++ < SUGGESTIONS;
  Str near = seek ? match_near(&x->matcher, &x->scratch, row, m) : (Str){0};
  MatchProblem problem = m->problem;
  // The very name, but in a project of this department: the project is what is missing.
  if (problem == MATCH_NO_NAME && str_eq(near, row->cell[COL_NAME]))
    problem = MATCH_WHICH_PROJECT, near.n = 0;
  Column c = table[problem].column;
  Str where = m->entity == NONE ? (Str){0} : plan_text(x->plan, x->plan->entities.name[m->entity]);
  Diag *d = bad(x, row, c, table[problem].id, TEXT_ARGS(kept(x, row->cell[c]), text_of(where)));
  if (near.n) diag_note(x->diags, d, T_ROW_NEAR, TEXT_ARGS(text_of(near)));
}

static Text wanted(Actuals *x, const CellWant *w) {
  switch ((PlanType)w->type) {
  case PLAN_QUANTITY: return text_of(unit_text(x->units, w->unit));
  case PLAN_TRUTH: return (Text){S("“是”或“否”"), S("是 or 否 (yes or no)")};
  case PLAN_DATE: return (Text){S("日期"), S("a date")};
  case PLAN_TEXT:
  case PLAN_GRADE: break;
  }
  return cell_grades;
}

static Text number_of(Actuals *x, Str unit) {
  if (!unit.n) return (Text){S("一个数"), S("a number")};
  return (Text){str_fmt(x->arena, "以“" STR_FMT "”计的数", STR_ARG(unit)),
                str_fmt(x->arena, "a number of " STR_FMT, STR_ARG(unit))};
}

static void bad_cell(Actuals *x, const Row *row, const CellWant *w, const CellRead *c) {
  Text cell = kept(x, row->cell[COL_VALUE]), detail = kept(x, c->detail), want = wanted(x, w);
  switch (c->problem) {
  case CELL_UNREADABLE:
    if (w->type == PLAN_QUANTITY) want = number_of(x, want.zh);
    bad(x, row, COL_VALUE, D_ROW_UNREADABLE, TEXT_ARGS(cell, want));
    return;
  case CELL_NO_UNIT: bad(x, row, COL_VALUE, D_ROW_NO_UNIT, TEXT_ARGS(detail, want)); return;
  case CELL_BARE_PREFIX:
    if (!str_starts(want.zh, detail.zh))
      want.zh = str_cat(x->arena, detail.zh, want.zh); // 万元 is wanted already
    bad(x, row, COL_VALUE, D_ROW_BARE_PREFIX, TEXT_ARGS(detail, want));
    return;
  case CELL_DIMENSION:
    bad(x, row, COL_VALUE, D_ROW_DIMENSION,
        TEXT_ARGS(dim_name(x->units, unit_dim(x->units, c->unit)),
                  dim_name(x->units, unit_dim(x->units, w->unit))));
    return;
  case CELL_BARE_RATIO: {
    Num n;
    Str percent = num_parse(x->arena, c->detail, &n) ? num_text(x->arena, num_mul(x->arena, n, NUM(100)), 12)
                                                     : c->detail;
    bad(x, row, COL_VALUE, D_ROW_BARE_RATIO,
        TEXT_ARGS(cell, text_of(str_cat(x->arena, percent, S("%"))),
                  text_of(str_cat(x->arena, cell.zh, S("%")))));
    return;
  }
  case CELL_NEEDS_SHARE: bad(x, row, COL_VALUE, D_ROW_NEEDS_SHARE, TEXT_ARGS(cell)); return;
  case CELL_OUT_OF_BAND: bad(x, row, COL_VALUE, D_ROW_OUT_OF_BAND, TEXT_ARGS(cell)); return;
  case CELL_BAD_DATE: bad(x, row, COL_VALUE, D_ROW_BAD_DATE, TEXT_ARGS(cell)); return;
  case CELL_OK:
  case CELL_EMPTY:
  case CELL_NONE: return;
  }
}

// ---- joining ------------------------------------------------------------------------------------

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

static void join(Actuals *x, Span2 *s, const Value *v, Date date, RowRef at) {
  bool number = v->kind == VALUE_QUANTITY;
  if (number) numsum_add(x->arena, &s->sum, v->num);
  if (number && (!s->n || num_cmp(v->num, s->least.num) < 0)) s->least = *v;
  if (number && (!s->n || num_cmp(v->num, s->most.num) > 0)) s->most = *v;
  if (!s->n || date > s->last_date)
    s->last = *v, s->last_date = date, s->last_at = at, s->clash = false;
  else if (date == s->last_date && !s->clash && !same_value(v, &s->last))
    s->clash = true, s->clash_at = at;
  if (!s->n || date < s->first_date) s->first_date = date;
  s->n++;
}

static void join_none(Actuals *x, Span2 *s, Date date, Str reason, bool na) {
  if (s->none++ && date < s->none_date) return;
  s->none_date = date;
  s->none_why = (uint8_t)(na ? NODATA_NOT_APPLICABLE : NODATA_WRITTEN);
  s->none_reason = str_dup(x->arena, reason);
}

static void checkpoints(Actuals *x, uint32_t input, const Value *v, Date date) {
  const Plan *p = x->plan;
  uint32_t from = p->inputs.entity[input];
  if (p->entities.input_first[from] != input) return; // not 支出
  for (uint32_t e = from; e != NONE; e = p->entities.parent[e]) {
    for (uint32_t i = 0; i < p->entities.point_n[e]; i++) {
      uint32_t row = p->entities.point_first[e] + i;
      (e == from ? x->own_n : x->below_n)[row] = 1;
      if (date <= p->checkpoints.date[row])
        numsum_add(x->arena, &(e == from ? x->own : x->below)[row], v->num);
    }
  }
}

static void remember(Actuals *x, InputState *st, const Row *row, RowRef at, uint8_t flags) {
  if (st->rows < 3) st->first[st->rows] = at;
  st->rows++;
  st->flags |= flags;
  if (row->cell[COL_REASON].n) st->reason = str_dup(x->arena, row->cell[COL_REASON]);
}

static bool says_nothing(const Actuals *x,
                         uint32_t ind) { // no target that was ever in force tells what is measured
  const Plan *p = x->plan;
  for (uint32_t i = 0; i < p->indicators.target_n[ind]; i++) {
    uint32_t t = p->indicators.target_first[ind] + i;
    TargetForm form = (TargetForm)p->targets.form[t];
    bool blank =
        form == TARGET_HOLE || form == TARGET_NA || form == TARGET_MISSING || p->targets.low[t] == NONE;
    if (!blank || p->targets.unit[t] != NONE) return false;
  }
  return true;
}

static CellWant want_of(const Actuals *x, uint32_t input) {
  const Plan *p = x->plan;
  uint32_t unit = p->inputs.unit[input], ind = p->inputs.indicator[input], ent = p->inputs.entity[input];
  CellWant w = {.plan = p, .units = x->units, .type = p->inputs.type[input], .as_of = x->r->as_of};
  w.unit = unit != NONE ? x->unit_ids[unit] : w.type == PLAN_QUANTITY ? UNIT_ONE : UNIT_NONE;
  w.ruleset = p->entities.ruleset[ent];
  if (ind != NONE && unit == NONE && w.type == PLAN_QUANTITY) w.anything = says_nothing(x, ind);
  if (ind != NONE && w.type == PLAN_TEXT) w.words = plan_text(p, p->targets.text[eval_target(x->r, ind)]);
  return w;
}

static void trace(Actuals *x, uint32_t input, const Row *row, RowRef at, const CellRead *c, Date date,
                  bool prev) {
  if (!x->trace_of || !x->trace_of[input]) return;
  *array_push(x->arena, &x->traces.p[x->trace_of[input] - 1].rows) =
      (RowTrace){at, str_dup(x->arena, row->cell[COL_VALUE]), c->unit, c->assumed, c->value, date, prev};
}

static bool
serial_date(Str s, Date *out) { // 44377: days as spreadsheets number them; 20000 to 59999 are 1954 to 2064
  *out = 0;
  if (s.n != 5 || s.p[0] < '2' || s.p[0] > '5') return false;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    *out = *out * 10 + (s.p[i] - '0');
  }
  *out -= 25569; // of 1970-01-01
  return true;
}

static void take(Actuals *x, const Row *row) {
  RowCounts *count = &x->r->rows;
  if (row->broken) {
    count->bad++;
    return;
  }
  Matched m = match_row(&x->matcher, &x->scratch, row);
  DeclaredKind figure = m.problem == MATCH_NO_NAME ? declared_kind(&x->scratch, row) : DECLARED_ROW;
  if (x->r->declared && (figure || m.problem == MATCH_OK))
    declared_add(x->arena, x->r->declared, figure, row, &m, place(x, row, COL_VALUE));
  if (figure) {
    count->unused++;
    return;
  }
  if (m.problem != MATCH_OK) {
    bad_match(x, row, &m);
    return;
  }
  Date date = x->r->as_of;
  bool impossible;
  Str when = utf_key(&x->scratch, row->cell[COL_DATE]);
  if (when.n && !cell_date(when, x->plan->year, x->r->as_of, &date, &impossible)) {
    Diag *d = bad(x, row, COL_DATE, impossible ? D_ROW_BAD_DATE : D_ROW_NOT_A_DATE,
                  TEXT_ARGS(kept(x, row->cell[COL_DATE])));
    if (serial_date(when, &date))
      diag_note(x->diags, d, T_ROW_SERIAL, TEXT_ARGS(text_of(date_text(x->arena, date))));
    return;
  }
  CellWant want = want_of(x, m.input);
  CellRead c = cell_read(x->arena, &want, row->cell[COL_VALUE], row->cell[COL_UNIT], row->header_unit);
  if (c.problem > CELL_NONE) {
    bad_cell(x, row, &want, &c);
    return;
  }
  if (date > x->r->as_of) {
    count->after_as_of++;
    return;
  }
  bool prev = date < x->year_start;
  if (prev && (date < x->prev_start || date > x->prev_end)) {
    count->out_of_span++;
    return;
  }
  RowRef at = place(x, row, COL_VALUE);
  InputState *st = &x->r->inputs[m.input];
  Span2 *span = prev ? &x->then[m.input] : &x->now[m.input];
  if (x->plan->inputs.unused[m.input])
    count->unused++;
  else
    count->used++;
  if (c.assumed) count->unit_assumed++, c.flags |= FLAG_UNIT_ASSUMED;
  if (c.flags & FLAG_APPROXIMATE)
    finding_at(x, D_ROW_APPROXIMATE, at, TEXT_ARGS(kept(x, row->cell[COL_VALUE])));
  if (c.flags & FLAG_REPEATED_OPERATOR)
    finding_at(x, D_ROW_OPERATOR, at, TEXT_ARGS(kept(x, row->cell[COL_VALUE])));
  if (prev && st->prev_rows < 3) st->prev_first[st->prev_rows] = at;
  if (prev)
    st->prev_rows++;
  else
    remember(x, st, row, at, c.flags);
  trace(x, m.input, row, at, &c, date, prev);
  if (c.problem != CELL_OK) {
    join_none(x, span, date, row->cell[COL_REASON], c.problem == CELL_NONE && row->cell[COL_REASON].n);
    return;
  }
  if (c.value.kind == VALUE_WORDS) c.value.text = str_dup(x->arena, c.value.text);
  join(x, span, &c.value, date, at);
  if (!prev) checkpoints(x, m.input, &c.value, date);
}

bool actuals_row(void *actuals, const Row *row) {
  Actuals *x = actuals;
  ArenaMark mark = arena_mark(&x->scratch);
  x->r->rows.read++;
  take(x, row);
  arena_reset(&x->scratch, mark);
  return true;
}

// ---- values -------------------------------------------------------------------------------------

static void clash(Actuals *x, uint32_t input, const Span2 *s) {
  Text name = text_of(plan_text(x->plan, x->plan->inputs.name[input]));
  Text day = text_of(date_text(x->arena, s->last_date));
  Text other = text_of(str_fmt(x->arena, "%u", s->last_at.row));
  finding_at(x, D_ROW_CLASH, s->clash_at, TEXT_ARGS(name, day, other));
  x->r->rows.bad += 2;
  if (!x->plan->inputs.unused[input]) x->r->rows.used -= x->r->rows.used >= 2 ? 2 : 0;
}

static Value value_of(Actuals *x, uint32_t input, const Span2 *s) {
  uint8_t agg = x->plan->inputs.agg[input];
  if (agg == AGG_COUNT) return s->n ? value_num(NUM(s->n)) : value_none(NODATA_NO_ROW, input);
  bool latest_none = agg == AGG_LAST && s->none && (!s->n || s->none_date > s->last_date);
  if (!s->n || latest_none) {
    Value v = value_none(s->none ? (NoData)s->none_why : NODATA_NO_ROW, input);
    v.text = s->none_reason;
    return v;
  }
  switch ((AggKind)agg) {
  case AGG_SUM: return value_num(numsum_total(x->arena, &s->sum));
  case AGG_MEAN: return value_num(num_div(x->arena, numsum_total(x->arena, &s->sum), NUM(s->n)));
  case AGG_MAX: return s->most;
  case AGG_MIN: return s->least;
  case AGG_LAST:
  case AGG_COUNT: break;
  }
  if (!s->clash) return s->last;
  clash(x, input, s);
  return value_none(NODATA_CONFLICT, input);
}

void actuals_finish(Actuals *x) {
  const Plan *p = x->plan;
  for (uint32_t i = 0; i < p->inputs.n; i++) {
    InputState *st = &x->r->inputs[i];
    st->value = value_of(x, i, &x->now[i]);
    st->prev = value_of(x, i, &x->then[i]);
    if (st->prev.kind == VALUE_NONE && st->prev.why == NODATA_NO_ROW) st->prev.why = NODATA_NO_LAST_YEAR;
    const Span2 *s = &x->now[i];
    if (p->inputs.indicator[i] == NONE || p->inputs.told[i] || p->inputs.unused[i] || s->n < 2 ||
        s->first_date == s->last_date)
      continue;
    st->flags |= FLAG_SEVERAL_DATES;
    finding_at(
        x, D_ROW_SEVERAL_DATES, s->last_at,
        TEXT_ARGS(text_of(plan_text(p, p->inputs.name[i])), text_of(date_text(x->arena, s->last_date))));
  }
  for (uint32_t c = 0; c < p->checkpoints.n; c++) {
    if (!x->own_n[c] && !x->below_n[c]) continue;
    x->r->point_spent[c] = value_num(numsum_total(x->arena, x->own_n[c] ? &x->own[c] : &x->below[c]));
  }
  arena_free(&x->scratch);
}
