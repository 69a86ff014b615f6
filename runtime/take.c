// One row: matched (match.c), its cell read (cell.c), put in this year's span or last year's, joined to what
// its input has so far. What cannot be used is a finding with its place, and counted.
#include "base/utf.h"
#include "grammar/diags.h"
#include "runtime/eval.h"
#include "runtime/taker.h"
#include <string.h>

// ---- findings -----------------------------------------------------------------------------------

bool taker_tells(Taker *t, uint16_t id) {
  bool shown = t->x->shown[id] + t->told[id]++ < FINDINGS_SHOWN;
  t->say = shown ? &t->arena : &t->scratch;
  return shown || t->x->bad_rows;
}

Diag *taker_finding(Taker *t, uint16_t id, uint32_t column, const Text *args, size_t argc) {
  bool shown = t->say == &t->arena;
  if (!shown && !t->passing.arena) t->passing = diags_new(&t->scratch, t->diags.table);
  Diag *d = diag_add(shown ? &t->diags : &t->passing, id, (Span){0}, args, argc);
  d->cell.column = column;
  if (shown) *array_push(&t->arena, &t->found) = (Found){.at = t->at, .diag = d};
  return d;
}

static Str cell_at(const Row *row, uint32_t column) {
  for (int c = 0; row && c < COLUMNS; c++)
    if (row->column[c] == column) return row->cell[c];
  return (Str){0};
}

static void note(Taker *t, const Diag *d, const Row *row, uint32_t line) {
  if (t->diags.table[d->text.id].severity == SEV_ERROR)
    bad_row_note(&t->notes, &t->diags, d, t->x->bad_rows->lang, line, cell_at(row, d->cell.column));
}

void taker_notes(Taker *t, const Row *row, uint32_t line) {
  if (t->x->bad_rows) {
    for (uint32_t i = t->first; i < t->found.n; i++) note(t, t->found.p[i].diag, row, line);
    for (uint32_t i = 0; i < t->passing.n; i++) note(t, t->passing.p[i], row, line);
  }
  t->first = t->found.n;
  t->passing = (Diags){0};
}

static Text kept(Taker *t, Str s) {
  return text_of(str_dup(t->say, utf_fit(t->say, s, SHOWN_COLUMNS)));
}

// The names of a row, for a suggestion that is looked for only where the finding is shown in the end.
static void seek_near(Taker *t, const Row *row, const Matched *m) {
  if (t->say != &t->arena) return;
  Seek *s = NEW(&t->arena, Seek);
  s->matched = *m;
  for (int c = 0; c <= COL_NAME; c++) s->cell[c] = str_dup(&t->arena, row->cell[c]);
  t->found.p[t->found.n - 1].seek = s;
}

static void bad_match(Taker *t, const Row *row, const Matched *m) {
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
  const Plan *p = t->x->plan;
  MatchProblem problem = m->problem;
  // The very name, but in a project of this department: the project is what is missing.
  if (problem == MATCH_NO_NAME &&
      match_is_below(&t->x->matcher, &t->arena, &t->below_names, m->entity, row->cell[COL_NAME]))
    problem = MATCH_WHICH_PROJECT;
  t->rows.bad++;
  if (!taker_tells(t, table[problem].id)) return;
  Column c = table[problem].column;
  Str where = m->entity == NONE ? (Str){0} : plan_text(p, p->entities.name[m->entity]);
  taker_finding(t, table[problem].id, row->column[c], TEXT_ARGS(kept(t, row->cell[c]), text_of(where)));
  if (problem <= MATCH_NO_NAME) seek_near(t, row, m);
}

// What its reader saw.
static void bad_row(Taker *t, const RowFault *f) {
  Text args[TEXT_MAX_ARGS];
  t->rows.bad++;
  if (!taker_tells(t, f->text.id)) return;
  for (uint8_t i = 0; i < f->text.argc; i++) args[i] = kept(t, f->text.args[i].zh);
  taker_finding(t, f->text.id, f->column, args, f->text.argc);
}

static Text wanted(Taker *t, const CellWant *w) {
  switch ((PlanType)w->type) {
  case PLAN_QUANTITY:
    if (w->unit == UNIT_ONE) return (Text){S("不带单位的数"), S("a plain number")};
    return text_of(unit_text(t->x->units, w->unit));
  case PLAN_TRUTH: return (Text){S("“是”或“否”"), S("是 or 否 (yes or no)")};
  case PLAN_DATE: return (Text){S("日期"), S("a date")};
  case PLAN_TEXT:
  case PLAN_GRADE: break;
  }
  return cell_grades;
}

static Text number_of(Taker *t, UnitId id) {
  if (id == UNIT_ONE) return (Text){S("一个数"), S("a number")};
  Str unit = unit_text(t->x->units, id);
  return (Text){str_fmt(t->say, "以“" STR_FMT "”计的数", STR_ARG(unit)),
                str_fmt(t->say, "a number of " STR_FMT, STR_ARG(unit))};
}

// The unit wanted with the prefix given: of 万 for 元 万元, for 万元 too, of 亿 for 万元 亿元.
static Str prefixed(Taker *t, Str prefix, Str unit) {
  unsigned step;
  for (Str u = unit; u.n; utf_decode(u, 0, &step), u = str_slice(u, step, u.n)) {
    Str whole = str_cat(t->say, prefix, u);
    if (units_find(t->x->units, whole).problem == UNIT_OK) return whole;
  }
  return unit;
}

static void hint(Taker *t, Diag *d, uint16_t id, const Text *args, size_t argc) {
  diag_note(t->say == &t->arena ? &t->diags : &t->passing, d, id, args, argc);
}

// 1.23E+12, as spreadsheets save what their column is too narrow for, or longer than they show.
static bool scientific(Str s) {
  size_t e = 0;
  while (e < s.n && strchr("+-.,0123456789", s.p[e])) e++;
  if (!e || e + 1 >= s.n || (s.p[e] != 'E' && s.p[e] != 'e')) return false;
  for (size_t i = e + 1; i < s.n; i++)
    if (!strchr("+-0123456789", s.p[i])) return false;
  return true;
}

static uint16_t cell_finding(CellProblem problem) {
  switch (problem) {
  case CELL_UNREADABLE: return D_ROW_UNREADABLE;
  case CELL_NO_UNIT: return D_ROW_NO_UNIT;
  case CELL_BARE_PREFIX: return D_ROW_BARE_PREFIX;
  case CELL_DIMENSION: return D_ROW_DIMENSION;
  case CELL_BARE_RATIO: return D_ROW_BARE_RATIO;
  case CELL_NEEDS_SHARE: return D_ROW_NEEDS_SHARE;
  case CELL_OUT_OF_BAND: return D_ROW_OUT_OF_BAND;
  case CELL_BAD_DATE:
  case CELL_SHORT_YEAR: return cell_date_finding(problem);
  case CELL_OK:
  case CELL_EMPTY:
  case CELL_NONE: break;
  }
  return 0;
}

static void bad_cell(Taker *t, const Row *row, const CellWant *w, const CellRead *c) {
  uint16_t id = cell_finding(c->problem);
  t->rows.bad++;
  if (!taker_tells(t, id)) return;
  uint32_t column = row->column[c->in_column ? COL_UNIT : COL_VALUE];
  Text cell = kept(t, row->cell[COL_VALUE]), detail = kept(t, c->detail), want = wanted(t, w);
  switch (c->problem) {
  case CELL_UNREADABLE: {
    if (w->type == PLAN_QUANTITY) want = number_of(t, w->unit);
    Diag *d = taker_finding(t, id, column, TEXT_ARGS(cell, want));
    Date date;
    if (w->type == PLAN_DATE && cell_serial(c->detail, &date))
      hint(t, d, T_ROW_SERIAL, TEXT_ARGS(text_of(date_text(t->say, date))));
    if (w->type == PLAN_QUANTITY && !row->sheet.n && scientific(c->detail))
      hint(t, d, T_ROW_SCIENTIFIC, NO_ARGS);
    return;
  }
  case CELL_BARE_PREFIX:
    if (!str_starts(want.zh, detail.zh)) want = text_of(prefixed(t, detail.zh, want.zh));
    taker_finding(t, id, column, TEXT_ARGS(detail, want));
    return;
  case CELL_NO_UNIT:
  case CELL_DIMENSION: taker_finding(t, id, column, TEXT_ARGS(detail, want)); return;
  case CELL_BARE_RATIO: {
    Num n;
    Str percent =
        num_parse(t->say, c->detail, &n) ? num_text(t->say, num_mul(t->say, n, NUM(100)), 12) : c->detail;
    taker_finding(t, id, column,
                  TEXT_ARGS(cell, text_of(str_cat(t->say, percent, S("%"))),
                            text_of(str_cat(t->say, cell.zh, S("%")))));
    return;
  }
  case CELL_NEEDS_SHARE: taker_finding(t, id, column, TEXT_ARGS(cell)); return;
  case CELL_OUT_OF_BAND:
  case CELL_BAD_DATE:
  case CELL_SHORT_YEAR: taker_finding(t, id, column, TEXT_ARGS(cell)); return;
  case CELL_OK:
  case CELL_EMPTY:
  case CELL_NONE: return;
  }
}

// ---- joining ------------------------------------------------------------------------------------

Ext *taker_ext(Taker *t, uint32_t slot) {
  return ext_put(&t->arena, &t->ext, slot);
}

static Str kept_words(Taker *t, Str s) {
  return s.n ? interned(&t->words, intern(&t->arena, &t->words, s)) : S("");
}

void take_points(Taker *t, uint32_t input, Num value, Date date) {
  const Plan *p = t->x->plan;
  uint32_t from = p->inputs.entity[input];
  if (p->entities.input_first[from] != input) return; // not 支出
  for (uint32_t e = from; e != NONE; e = p->entities.parent[e]) {
    for (uint32_t i = 0; i < p->entities.point_n[e]; i++) {
      if (!t->own_n) {
        t->own = arena_pages(&t->arena, p->checkpoints.n, sizeof(NumSum));
        t->below = arena_pages(&t->arena, p->checkpoints.n, sizeof(NumSum));
        t->own_n = arena_pages(&t->arena, p->checkpoints.n, 1);
        t->below_n = arena_pages(&t->arena, p->checkpoints.n, 1);
      }
      uint32_t row = p->entities.point_first[e] + i;
      (e == from ? t->own_n : t->below_n)[row] = 1;
      if (date <= p->checkpoints.date[row])
        numsum_add(&t->arena, &(e == from ? t->own : t->below)[row], value);
    }
  }
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

CellWant actuals_want(const Actuals *x, uint32_t input) {
  const Plan *p = x->plan;
  uint32_t unit = p->inputs.unit[input], ind = p->inputs.indicator[input], ent = p->inputs.entity[input];
  CellWant w = {.plan = p, .units = x->units, .type = p->inputs.type[input], .as_of = x->r->as_of};
  w.unit = unit != NONE ? x->unit_ids[unit] : w.type == PLAN_QUANTITY ? UNIT_ONE : UNIT_NONE;
  w.ruleset = p->entities.ruleset[ent];
  if (ind != NONE && unit == NONE && w.type == PLAN_QUANTITY) w.anything = says_nothing(x, ind);
  if (ind != NONE && w.type == PLAN_TEXT) w.words = plan_text(p, p->targets.text[eval_target(x->r, ind)]);
  return w;
}

static RowRef place(Taker *t, const Row *row, Column c) {
  Str sheet = row->sheet.n ? str_dup(t->x->arena, row->sheet) : (Str){0};
  return (RowRef){row->file, sheet, row->row, row->column[c]};
}

static void trace(Taker *t, uint32_t input, const Row *row, const CellRead *c, Date date, bool prev) {
  Actuals *x = t->x;
  if (!x->trace_of || !x->trace_of[input]) return;
  Value kept_value = c->value;
  if (kept_value.kind == VALUE_WORDS) kept_value.text = str_dup(x->arena, kept_value.text);
  *array_push(x->arena, &x->traces.p[x->trace_of[input] - 1].rows) =
      (RowTrace){place(t, row, COL_VALUE),
                 str_dup(x->arena, row->cell[COL_VALUE]),
                 c->unit,
                 c->assumed,
                 kept_value,
                 date,
                 prev};
}

static void bad_date(Taker *t, const Row *row, Str when, CellProblem why) {
  uint16_t id = cell_date_finding(why);
  t->rows.bad++;
  if (!taker_tells(t, id)) return;
  Date date;
  Diag *d = taker_finding(t, id, row->column[COL_DATE], TEXT_ARGS(kept(t, row->cell[COL_DATE])));
  if (cell_serial(when, &date)) hint(t, d, T_ROW_SERIAL, TEXT_ARGS(text_of(date_text(t->say, date))));
}

static void warn(Taker *t, const Row *row, uint16_t id) {
  if (taker_tells(t, id))
    taker_finding(t, id, row->column[COL_VALUE], TEXT_ARGS(kept(t, row->cell[COL_VALUE])));
}

static void use(Taker *t, uint32_t input, const Row *row, CellRead *c, Date date, bool prev) {
  Actuals *x = t->x;
  if (x->plan->inputs.unused[input])
    t->rows.unused++;
  else
    t->rows.used++;
  if (c->assumed) t->rows.unit_assumed++, c->flags |= FLAG_UNIT_ASSUMED;
  if (c->flags & FLAG_APPROXIMATE) warn(t, row, D_ROW_APPROXIMATE);
  if (c->flags & FLAG_REPEATED_OPERATOR) warn(t, row, D_ROW_OPERATOR);
  trace(t, input, row, c, date, prev);
  Ext *e = taker_ext(t, x->slots.of[input]);
  Joined *s = &e->joined[prev];
  joined_row(s, t->at);
  if (!prev) {
    e->flags |= c->flags;
    Str reason = row->cell[COL_REASON];
    if (reason.n) e->reason = kept_words(t, reason), e->reason_at = t->at;
  }
  if (c->problem != CELL_OK) {
    bool away = c->problem == CELL_NONE && row->cell[COL_REASON].n;
    joined_none(s, away ? NODATA_NOT_APPLICABLE : NODATA_WRITTEN, kept_words(t, row->cell[COL_REASON]), date,
                t->at);
    return;
  }
  if (c->value.kind == VALUE_WORDS) c->value.text = kept_words(t, c->value.text);
  joined_add(&t->arena, s, &c->value, date, t->at);
  if (!prev) take_points(t, input, c->value.num, date);
}

static void take(Taker *t, const Row *row) {
  Actuals *x = t->x;
  if (row->broken) {
    bad_row(t, row->broken);
    return;
  }
  Matched m = match_row(&x->matcher, &t->scratch, row);
  DeclaredKind figure = m.problem == MATCH_NO_NAME ? declared_kind(&t->scratch, row) : DECLARED_ROW;
  if (x->r->declared && (figure || m.problem == MATCH_OK))
    declared_add(x->arena, x->r->declared, figure, row, &m, place(t, row, COL_VALUE));
  if (figure) {
    t->rows.unused++;
    return;
  }
  if (m.problem != MATCH_OK) {
    bad_match(t, row, &m);
    return;
  }
  t->input = m.input;
  Date date = x->r->as_of;
  CellProblem why;
  Str when = utf_key(&t->scratch, row->cell[COL_DATE]);
  if (when.n && !cell_date(when, x->plan->year, x->r->as_of, &date, &why)) {
    bad_date(t, row, when, why);
    return;
  }
  CellWant want = actuals_want(x, m.input);
  CellRead c = cell_read(&t->scratch, &want, row->cell[COL_VALUE], row->cell[COL_UNIT], row->header_unit);
  if (c.problem > CELL_NONE) {
    bad_cell(t, row, &want, &c);
    return;
  }
  if (date > x->r->as_of) {
    t->rows.after_as_of++;
    return;
  }
  bool prev = date < x->year_start;
  if (prev && (date < x->prev_start || date > x->prev_end)) {
    t->rows.out_of_span++;
    return;
  }
  use(t, m.input, row, &c, date, prev);
}

void take_row(Taker *t, const Row *row, RowPos at) {
  ArenaMark mark = arena_mark(&t->scratch);
  t->rows.read++;
  t->at = at;
  t->input = NONE;
  take(t, row);
  if (t->found.n > t->first || t->passing.n) taker_notes(t, row, t->line);
  arena_reset(&t->scratch, mark);
}
