// Values as people write them. Numbers are read from their decimal text; nothing is rounded.
#include "runtime/cell.h"
#include "base/utf.h"
#include "grammar/ast.h"

const Text cell_grades = {{"达成、部分达成 75%、未达成 40%", sizeof "达成、部分达成 75%、未达成 40%" - 1},
                          {"达成, 部分达成 75%, 未达成 40%", sizeof "达成, 部分达成 75%, 未达成 40%" - 1}};

// Most cells are numbers: a word's first byte tells that it is another one.
static bool one_of(Str s, const char *const *words) {
  for (; *words && s.n; words++)
    if (s.p[0] == **words && str_eq(s, str_z(*words))) return true;
  return false;
}

static bool cut_front(Str *s, const char *const *words) {
  for (; *words && s->n; words++) {
    if (s->p[0] != **words) continue;
    Str w = str_z(*words);
    if (!str_starts(*s, w)) continue;
    *s = str_trim(str_slice(*s, w.n, s->n));
    return true;
  }
  return false;
}

static bool cut_back(Str *s, const char *const *words) { // no word ends in a digit
  if (s->n && s->p[s->n - 1] >= '0' && s->p[s->n - 1] <= '9') return false;
  for (; *words; words++) {
    Str w = str_z(*words);
    if (!str_ends(*s, w)) continue;
    *s = str_trim(str_slice(*s, 0, s->n - w.n));
    return true;
  }
  return false;
}

static CellRead problem(CellProblem p, Str detail) {
  return (CellRead){.problem = p, .unit = UNIT_NONE, .detail = detail};
}

// ---- numbers ------------------------------------------------------------------------------------

// Digits with an optional sign, point and group commas at the start of s; its end, or 0.
static size_t number_end(Str s, bool *grouped) {
  size_t i = 0, digits = 0, group = 0;
  *grouped = false;
  if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) i++;
  for (; i < s.n; i++) {
    if (s.p[i] >= '0' && s.p[i] <= '9')
      digits++, group++;
    else if (s.p[i] == ',' && digits && group <= 3 && (*grouped ? group == 3 : true))
      *grouped = true, group = 0;
    else
      break;
  }
  if (*grouped && group != 3) return 0;
  if (i < s.n && s.p[i] == '.') {
    i++;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++, digits++;
  }
  return digits ? i : 0;
}

static bool number_read(Arena *a, Str text, bool grouped, Num *out) {
  if (text.n > 0 && text.p[0] == '+') text = str_slice(text, 1, text.n);
  if (!grouped) return num_parse(a, text, out);
  char *plain = arena_raw(a, text.n, 1);
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] != ',') plain[n++] = text.p[i];
  return num_parse(a, (Str){plain, n}, out);
}

// The unit a text names; of “%(百分比)” what stands before the bracket.
static UnitFound unit_of(UnitTable *t, Str text) {
  UnitFound f = units_find(t, text);
  if (f.problem == UNIT_OK || !str_ends(text, S(")"))) return f;
  for (size_t i = 1; i < text.n; i++)
    if (text.p[i] == '(') return units_find(t, str_trim(str_slice(text, 0, i)));
  return f;
}

static bool has_digit(Str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] >= '0' && s.p[i] <= '9') return true;
  return false;
}

static CellRead quantity(Arena *a, const CellWant *w, Str s, Str unit_column, Str header) {
  static const char *const operators[] = {
      "≥",      ">=",     "≧",    "≤",      "<=",     "≦",      ">",    "<",        "=",    "═",
      "不少于", "不低于", "至少", "不超过", "不高于", "不多于", "至多", "不得超过", "超过", "大于",
      "高于",   "多于",   "超",   "不足",   "小于",   "低于",   "少于", "等于",     NULL};
  static const char *const about[] = {"约", "近", "大约", NULL};
  static const char *const bounds[] = {"以上", "以下", "以内", NULL};
  static const char *const more[] = {"余", "多", "左右", NULL};
  CellRead out = {.unit = w->unit};
  Str all = s;
  if (cut_front(&s, operators) || cut_back(&s, bounds)) out.flags |= FLAG_REPEATED_OPERATOR;
  if (cut_front(&s, about)) out.flags |= FLAG_APPROXIMATE;
  bool grouped;
  size_t end = number_end(s, &grouped);
  Num x;
  if (!end || !number_read(a, str_slice(s, 0, end), grouped, &x)) return problem(CELL_UNREADABLE, all);
  Str rest = str_trim(str_slice(s, end, s.n));
  if (cut_front(&rest, more) || cut_back(&rest, more)) out.flags |= FLAG_APPROXIMATE;
  Str unit = rest.n ? rest : unit_column.n ? unit_column : header;
  if (unit.n) {
    UnitFound f = unit_of(w->units, unit);
    CellProblem wrong = f.problem == UNIT_BARE_PREFIX                             ? CELL_BARE_PREFIX
                        : f.problem != UNIT_OK                                    ? CELL_NO_UNIT
                        : unit_dim(w->units, f.id) != unit_dim(w->units, w->unit) ? CELL_DIMENSION
                                                                                  : CELL_OK;
    if (wrong == CELL_NO_UNIT && has_digit(rest)) return problem(CELL_UNREADABLE, all); // 3-4万元, 1.2E+5
    if (wrong) {
      out = problem(wrong, unit);
      out.in_column = !rest.n && unit_column.n;
      return out;
    }
    out.unit = f.id;
  } else {
    Num size = num_abs(a, x);
    bool ratio =
        unit_dim(w->units, w->unit) == DIM_ONE && num_cmp(unit_scale(w->units, w->unit), NUM(1)) != 0;
    if (ratio && num_sign(size) > 0 && num_cmp(size, NUM(1)) <= 0) return problem(CELL_BARE_RATIO, all);
    out.assumed = unit_dim(w->units, w->unit) != DIM_ONE || ratio;
  }
  out.value =
      (Value){.kind = VALUE_QUANTITY, .num = num_mul(a, x, unit_scale(w->units, out.unit)), .about = NONE};
  return num_ok(out.value.num) ? out : problem(CELL_UNREADABLE, all);
}

// ---- words --------------------------------------------------------------------------------------

static CellRead truth(Str s) {
  static const char *const yes[] = {"是", "yes", "Yes", "YES", "true", "True", "TRUE", "Y", "y", "√", NULL};
  static const char *const no[] = {"否", "no", "No", "NO", "false", "False", "FALSE", "N", "n", "×", NULL};
  bool is = one_of(s, yes);
  if (!is && !one_of(s, no)) return problem(CELL_UNREADABLE, s);
  return (CellRead){.unit = UNIT_NONE, .value = {.kind = VALUE_TRUTH, .truth = is, .about = NONE}};
}

// The band a text begins with; *rest is what follows its name and the form's usual tail.
static uint32_t band_of(const CellWant *w, Str s, Str *rest) {
  static const char *const tails[] = {
      "预期指标并具有一定效果", "预期指标且效果较差", "并具有一定效果", "且效果较差", "预期指标", NULL};
  static const char *const marks[] = {"(", ")", ",", ":", NULL}; // 部分达成（75%）
  const Plan *p = w->plan;
  for (uint32_t i = 0; i < p->rulesets.band_n[w->ruleset]; i++) {
    Str name = plan_text(p, p->bands.name[p->rulesets.band_first[w->ruleset] + i]);
    if (!str_starts(s, name)) continue;
    *rest = str_trim(str_slice(s, name.n, s.n));
    cut_front(rest, tails);
    cut_front(rest, marks);
    cut_back(rest, marks);
    return i;
  }
  return NONE;
}

static CellRead words(Arena *a, const CellWant *w, Str s) {
  const Plan *p = w->plan;
  CellRead out = {.unit = UNIT_NONE, .value = {.kind = VALUE_WORDS, .text = s, .about = NONE}};
  if (w->words.n && str_eq(utf_key(a, w->words), s)) {
    out.value.grade = 1;
    out.value.num = NUM(1);
    out.flags = FLAG_MEANT_MET;
    return out;
  }
  Str rest;
  uint32_t band = band_of(w, s, &rest);
  if (band == NONE) return problem(CELL_UNREADABLE, s);
  out.value.grade = (uint8_t)(band + 1);
  out.value.num = NUM(1);
  if (!rest.n) return band ? problem(CELL_NEEDS_SHARE, s) : out;
  bool grouped;
  size_t end = number_end(rest, &grouped);
  if (!end || !str_eq(str_slice(rest, end, rest.n), S("%")) ||
      !number_read(a, str_slice(rest, 0, end), grouped, &out.value.num))
    return problem(CELL_UNREADABLE, s);
  out.value.num = num_div(a, out.value.num, NUM(100));
  out.value.share_told = true;
  uint32_t row = p->rulesets.band_first[w->ruleset] + band;
  bool over = band ? num_cmp(out.value.num, plan_value(p, p->bands.low[row - 1])) >= 0
                   : num_cmp(out.value.num, NUM(1)) > 0;
  if (over || num_cmp(out.value.num, plan_value(p, p->bands.low[row])) < 0)
    return problem(CELL_OUT_OF_BAND, s);
  return out;
}

CellRead cell_read(Arena *a, const CellWant *w, Str text, Str unit, Str header) {
  static const char *const none[] = {"无", "—", "——", "-", "--", "/", "不适用", "N/A", "n/a", NULL};
  Str s = utf_key(a, str_trim(text));
  if (!s.n) return problem(CELL_EMPTY, s);
  if (one_of(s, none)) return problem(CELL_NONE, s);
  if (w->anything)
    return (CellRead){.unit = UNIT_NONE, .value = {.kind = VALUE_WORDS, .text = s, .about = NONE}};
  switch ((PlanType)w->type) {
  case PLAN_QUANTITY: return quantity(a, w, s, utf_key(a, unit), header);
  case PLAN_TRUTH: return truth(s);
  case PLAN_DATE: {
    Date d;
    CellProblem why;
    if (!cell_date(s, w->plan->year, w->as_of, &d, &why)) return problem(why, s);
    return (CellRead){.unit = UNIT_NONE, .value = {.kind = VALUE_DATE, .date = d, .about = NONE}};
  }
  case PLAN_TEXT:
  case PLAN_GRADE: return words(a, w, s);
  }
  return problem(CELL_UNREADABLE, s);
}
