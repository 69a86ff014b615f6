// Cells of one row are folded into as many lines as the longest needs; numbers stand at the right of their
// column. Widths are the widest cell's, cut back where the terminal has less: names give way first.
#include "runtime/report/items.h"
#include "base/utf.h"
#include "grammar/ast.h"

const char *const verdict_symbols[VERDICTS] = {"✓", "✗", "…", "○", "?", "–"};

Tone verdict_tone(uint8_t verdict) {
  static const Tone tones[VERDICTS] = {TONE_GOOD, TONE_BAD, TONE_WAIT, TONE_DIM, TONE_ODD, TONE_DIM};
  return tones[verdict];
}

Str table_word(const Table *t, WordId id) {
  return word(t->opt->lang, id);
}

Str table_with(Table *t, WordId id, const Str *args, size_t argc) {
  return word_with(&t->scratch, t->opt->lang, id, args, argc);
}

// ---- cells --------------------------------------------------------------------------------------

static Str name_of(Table *t, uint32_t str) {
  return show_clean(&t->scratch, plan_text(t->p, str));
}

static Str cut_end(Str s, Str tail) {
  return s.n > tail.n && str_ends(s, tail) ? str_slice(s, 0, s.n - tail.n) : s;
}

// 数量指标 → 数量; where room is short 经济效益指标 → 经济, 服务对象满意度指标 → 满意度.
static Str class_cell(Table *t, uint32_t ind, unsigned width) {
  uint32_t level2 = t->p->indicators.level2[ind];
  if (level2 == NONE) return (Str){0};
  Str s = cut_end(name_of(t, level2), S("指标"));
  if (utf_width(s) <= width) return s;
  s = cut_end(cut_end(s, S("效益")), S("影响"));
  if (str_starts(s, S("服务对象")) && s.n > S("服务对象").n) s = str_slice(s, S("服务对象").n, s.n);
  return utf_fit(&t->scratch, s, width);
}

static Str actual_cell(Table *t, uint32_t ind) {
  if (t->r->indicators[ind].actual.kind == VALUE_NONE) return S("—");
  return show_actual(&t->scratch, t->r, ind, t->opt->lang, 2);
}

static Str target_text(Table *t, uint32_t target) {
  return show_clean(&t->scratch, plan_target_text(&t->scratch, t->p, target));
}

static Str target_cell(Table *t, uint32_t ind) {
  return target_text(t, t->r->indicators[ind].target);
}

static unsigned gap(const Layout *l, unsigned width) {
  return width ? width + l->gap : 0;
}

static size_t points_edge(const Table *t) {
  const Layout *l = &t->lay;
  return TABLE_INDENT + gap(l, l->verdict) + gap(l, l->level2) + gap(l, l->name) + gap(l, l->target) +
         gap(l, l->actual) + l->points;
}

// " 8.33 / 8.33 ": both numbers start or end in the same column in every line.
void table_points(Table *t, Tone tone, bool scored, Num points, Num weight) {
  enum { WHOLE = 5, SLASH = 3 };
  size_t edge = points_edge(t);
  Str left = scored ? show_points(&t->scratch, points, 2) : S("–");
  pen_right(&t->pen, edge - WHOLE - SLASH, tone, left);
  pen_put(&t->pen, tone, S(" / "));
  pen_put(&t->pen, tone, num_text(&t->scratch, weight, 2));
}

// How far an open ≥ has come: actual ÷ target; bad where that says nothing.
static Num progress(Table *t, uint32_t ind) {
  const IndicatorResult *res = &t->r->indicators[ind];
  uint8_t form = t->p->targets.form[res->target];
  if (res->verdict != VERDICT_PENDING || res->actual.kind != VALUE_QUANTITY) return NUM_BAD;
  if (form != TARGET_GE && form != TARGET_GT) return NUM_BAD;
  Num goal = plan_value(t->p, t->p->targets.low[res->target]);
  if (num_sign(goal) <= 0 || num_sign(res->actual.num) < 0) return NUM_BAD;
  return num_div(&t->scratch, res->actual.num, goal);
}

// ---- layout -------------------------------------------------------------------------------------

static void widen(unsigned *width, Str s) {
  size_t w = utf_width(s);
  if (w > *width) *width = w > TABLE_MAX ? TABLE_MAX : (unsigned)w;
}

static unsigned room(const Layout *l, unsigned columns) { // for name, target and actual with their gaps
  unsigned fixed =
      TABLE_INDENT + gap(l, l->verdict) + gap(l, l->level2) + l->points + gap(l, l->extra) + 3 * l->gap;
  return columns > fixed ? columns - fixed : 0;
}

enum { NAME, TARGET, ACTUAL, FLEXIBLE };

// How many cells of each width a column has, and the least it is cut back to. Folding a number is worse
// than folding a name.
typedef struct Flexible {
  unsigned width, floor, price;
  uint32_t cells[TABLE_MAX + 1];
} Flexible;

static void count_cell(Flexible *f, Str s) {
  size_t w = utf_width(s);
  if (w > TABLE_MAX) w = TABLE_MAX;
  f->cells[w]++;
  if (w > f->width) f->width = (unsigned)w;
}

// Takes a column off where the fewest cells then have to be folded, until all fits.
static void squeeze(Flexible *f, unsigned have) {
  uint64_t folded[FLEXIBLE] = {0};
  while (f[NAME].width + f[TARGET].width + f[ACTUAL].width > have) {
    int best = -1;
    uint64_t least = 0;
    for (int i = 0; i < FLEXIBLE; i++) {
      uint64_t cost = (folded[i] + f[i].cells[f[i].width]) * f[i].price;
      if (f[i].width > f[i].floor && (best < 0 || cost < least)) best = i, least = cost;
    }
    if (best < 0) return;
    folded[best] += f[best].cells[f[best].width--];
  }
}

static void fit(Layout *l, Flexible *f, unsigned columns) {
  if (columns < 72)
    l->level2 = 0;
  else if (columns < TABLE_WIDE + 12 && l->level2 > 6)
    l->level2 = 6;
  if (columns < TABLE_WIDE) l->extra = 0;
  if (columns < 60) l->verdict = 1; // its symbol alone
  l->gap = columns < TABLE_WIDE ? 1 : 2;
  squeeze(f, room(l, columns));
  l->name = f[NAME].width, l->target = f[TARGET].width, l->actual = f[ACTUAL].width;
}

enum { BAR = 8, PROGRESS = BAR + 6 }; // bar and percentage

static unsigned track_width(const Table *t) {
  unsigned w = 0;
  widen(&w, table_word(t, W_ON_TRACK));
  widen(&w, table_word(t, W_LAGGING));
  return w;
}

void items_layout(Table *t, unsigned columns) {
  Layout l = {.points = 13};
  Flexible *f = NEW_N(&t->scratch, Flexible, FLEXIBLE);
  f[NAME].floor = 10, f[TARGET].floor = f[ACTUAL].floor = 7;
  f[NAME].price = 1, f[TARGET].price = 3, f[ACTUAL].price = 4;
  for (unsigned v = 0; v < VERDICTS; v++) widen(&l.verdict, table_word(t, word_of_verdict((uint8_t)v)));
  l.verdict += 2;
  count_cell(&f[NAME], table_word(t, W_COL_NAME));
  count_cell(&f[TARGET], table_word(t, W_COL_TARGET));
  count_cell(&f[ACTUAL], table_word(t, W_COL_ACTUAL));
  for (uint32_t i = 0; i < t->p->indicators.n; i++) {
    ArenaMark mark = arena_mark(&t->scratch);
    const IndicatorResult *res = &t->r->indicators[i];
    widen(&l.level2, class_cell(t, i, TABLE_MAX));
    count_cell(&f[NAME], name_of(t, t->p->indicators.name[i]));
    count_cell(&f[TARGET], target_cell(t, i));
    count_cell(&f[ACTUAL], actual_cell(t, i));
    if (res->has_deviation || res->on_track >= 0) l.extra = t->monitoring ? PROGRESS + track_width(t) : 10;
    arena_reset(&t->scratch, mark);
  }
  fit(&l, f, columns);
  l.width = TABLE_INDENT + gap(&l, l.verdict) + gap(&l, l.level2) + gap(&l, l.name) + gap(&l, l.target) +
            gap(&l, l.actual) + l.points;
  if (l.extra) l.width += l.gap + l.extra;
  unsigned least = 72,
           called = 0; // headings need some room even over narrow tables, and so do names in the summary
  for (uint32_t e = 0; e < t->p->entities.n; e++)
    if (t->p->entities.kind[e] == BODY_PROJECT) widen(&called, plan_text(t->p, t->p->entities.name[e]));
  if (called > 8) least += (called < 24 ? called : 24) - 8;
  if (least > columns) least = columns;
  if (l.width < least) l.width = least;
  t->lay = l;
}

static size_t name_at(const Layout *l) {
  return TABLE_INDENT + gap(l, l->verdict) + gap(l, l->level2);
}

void items_header(Table *t) {
  const Layout *l = &t->lay;
  Pen *p = &t->pen;
  size_t at = TABLE_INDENT;
  pen_to(p, at);
  if (l->verdict > 1) pen_put(p, TONE_DIM, table_word(t, W_COL_VERDICT));
  at += gap(l, l->verdict);
  if (l->level2) pen_to(p, at), pen_put(p, TONE_DIM, table_word(t, W_COL_CLASS));
  at = name_at(l);
  pen_to(p, at);
  pen_put(p, TONE_DIM, table_word(t, W_COL_NAME));
  pen_right(p, at += gap(l, l->name) + l->target, TONE_DIM, table_word(t, W_COL_TARGET));
  pen_right(p, at += l->gap + l->actual, TONE_DIM, table_word(t, W_COL_ACTUAL));
  pen_right(p, at + l->gap + l->points - 5, TONE_DIM, table_word(t, W_COL_POINTS));
  if (l->extra && t->monitoring)
    pen_to(p, points_edge(t) + t->lay.gap), pen_put(p, TONE_DIM, table_word(t, W_COL_PROGRESS));
  if (l->extra && !t->monitoring) pen_right(p, l->width - 2, TONE_DIM, table_word(t, W_COL_DEVIATION));
  pen_line(p);
}

// ---- rows ---------------------------------------------------------------------------------------

enum { CELL_LINES = 4 };

typedef struct Cell {
  Str line[CELL_LINES];
  unsigned n;
} Cell;

static Cell fold(Table *t, Str s, unsigned width) {
  Cell c = {0};
  for (size_t i = 0; i < s.n && c.n < CELL_LINES;) {
    bool last = c.n + 1 == CELL_LINES;
    size_t end = last ? s.n : pen_piece(s, i, width);
    c.line[c.n++] = last ? utf_fit(&t->scratch, str_slice(s, i, end), width) : str_slice(s, i, end);
    i = pen_skip(s, end);
  }
  return c;
}

// A quantity too wide for its column is parted before its unit.
static Cell fold_quantity(Table *t, Str s, unsigned width) {
  static const char number[] = "0123456789.,%-+<>= ";
  size_t i = 0;
  while (i < s.n && (memchr(number, s.p[i], sizeof number - 1) ||
                     ((unsigned char)s.p[i] >> 4 == 0xE && (unsigned char)s.p[i + 1] == 0x89)))
    i += (unsigned char)s.p[i] < 0x80 ? 1 : 3; // ≤ ≥ ≠ are E2 89 xx
  Str front = str_slice(s, 0, i), unit = str_slice(s, i, s.n);
  if (utf_width(s) <= width || !front.n || !unit.n || utf_width(front) > width || utf_width(unit) > width)
    return fold(t, s, width);
  return (Cell){.line = {front, unit}, .n = 2};
}

static void extra(Table *t, uint32_t ind) {
  const IndicatorResult *res = &t->r->indicators[ind];
  Pen *p = &t->pen;
  if (!t->monitoring) {
    if (!res->has_deviation) return;
    bool flagged = res->flags & FLAG_DEVIATION;
    Str text =
        str_cat(&t->scratch,
                show_signed(&t->scratch,
                            num_mul(&t->scratch, indicator_deviation(&t->scratch, t->p, res), NUM(100)), 1),
                S("%"));
    pen_right(p, t->lay.width - 2, flagged ? TONE_WAIT : TONE_DIM, text);
    if (flagged) pen_gap(p, 1), pen_put(p, TONE_WAIT, S("!"));
    return;
  }
  Num share = progress(t, ind);
  Tone tone = res->on_track > 0 ? TONE_GOOD : TONE_WAIT;
  size_t at = points_edge(t) + t->lay.gap;
  if (num_ok(share)) {
    pen_to(p, at);
    pen_bar(p, tone, BAR, share, NUM_BAD);
    pen_right(p, at + PROGRESS - 1, TONE_PLAIN,
              show_percent(&t->scratch, num_round(&t->scratch, share, 2), 0));
  }
  if (res->on_track >= 0)
    pen_to(p, at + PROGRESS), pen_put(p, tone, table_word(t, res->on_track ? W_ON_TRACK : W_LAGGING));
}

// In the points column of an open year: how far it has come, where no column of its own has room.
static void points(Table *t, uint32_t ind) {
  const IndicatorResult *res = &t->r->indicators[ind];
  size_t edge = points_edge(t);
  if (res->verdict == VERDICT_PENDING && !t->lay.extra) {
    Num share = progress(t, ind);
    Tone tone = res->on_track > 0 ? TONE_GOOD : TONE_WAIT;
    if (num_ok(share))
      pen_right(&t->pen, edge - 9, TONE_PLAIN,
                show_percent(&t->scratch, num_round(&t->scratch, share, 2), 0));
    pen_to(&t->pen, edge - 8);
    pen_put(&t->pen, tone, table_word(t, res->on_track ? W_ON_TRACK : W_LAGGING));
    return;
  }
  if (!res->weighted) return;
  table_points(t, res->scored ? TONE_PLAIN : TONE_DIM, res->scored, res->points, res->weight);
}

static void row(Table *t, uint32_t ind, Str level2) {
  const Layout *l = &t->lay;
  const IndicatorResult *res = &t->r->indicators[ind];
  Tone tone = verdict_tone(res->verdict);
  bool away = res->verdict == VERDICT_NOT_APPLICABLE;
  Cell name = fold(t, name_of(t, t->p->indicators.name[ind]), l->name);
  Cell target = fold_quantity(t, target_cell(t, ind), l->target),
       actual = fold_quantity(t, actual_cell(t, ind), l->actual);
  unsigned lines = name.n > target.n ? name.n : target.n;
  if (actual.n > lines) lines = actual.n;
  for (unsigned i = 0; i < lines || i == 0; i++) {
    Pen *p = &t->pen;
    size_t at = TABLE_INDENT;
    pen_to(p, at);
    if (i == 0) {
      pen_put(p, tone, str_z(verdict_symbols[res->verdict]));
      if (l->verdict > 1) pen_gap(p, 1), pen_put(p, tone, table_word(t, word_of_verdict(res->verdict)));
      at += gap(l, l->verdict);
      if (l->level2) pen_to(p, at), pen_put(p, TONE_DIM, level2);
    }
    at = name_at(l);
    pen_to(p, at);
    if (i < name.n) pen_put(p, away ? TONE_DIM : TONE_PLAIN, name.line[i]);
    at += gap(l, l->name) + l->target;
    if (i < target.n) pen_right(p, at, TONE_DIM, target.line[i]);
    at += l->gap + l->actual;
    Tone told = res->verdict == VERDICT_MISSED   ? TONE_BAD
                : res->actual.kind == VALUE_NONE ? TONE_DIM
                                                 : TONE_PLAIN;
    if (i < actual.n) pen_right(p, at, told, actual.line[i]);
    if (i == 0) points(t, ind);
    if (i == 0 && l->extra) extra(t, ind);
    pen_line(p);
  }
}

// ---- notes --------------------------------------------------------------------------------------

static void note(Table *t, Tone tone, Str text) {
  size_t at = name_at(&t->lay), width = t->lay.width > at + 12 ? t->lay.width - at - 2 : 12;
  for (size_t i = 0; i < text.n;) {
    size_t end = pen_piece(text, i, width);
    pen_to(&t->pen, at);
    pen_put(&t->pen, TONE_DIM, i ? S(" ") : S("└"));
    pen_gap(&t->pen, 1);
    pen_put(&t->pen, tone, str_slice(text, i, end));
    pen_line(&t->pen);
    i = pen_skip(text, end);
  }
}

// Where the points of a 不适用 went: to how many others of its 一级.
static void moved(Table *t, uint32_t ind) {
  const Plan *p = t->p;
  Num base = report_base_weight(p, ind);
  if (!num_ok(base)) return;
  uint32_t owner = p->indicators.owner[ind], first = p->entities.indicator_first[owner], others = 0;
  for (uint32_t i = first; i < first + p->entities.indicator_n[owner]; i++)
    others += p->indicators.pool[i] == p->indicators.pool[ind] && t->r->indicators[i].weighted &&
              t->r->indicators[i].verdict != VERDICT_NOT_APPLICABLE;
  Str points = num_text(&t->scratch, base, 2);
  uint32_t level1 = p->indicators.level1[ind];
  Str group = level1 == NONE ? table_word(t, W_TOTAL) : name_of(t, level1);
  if (others)
    note(t, TONE_DIM, table_with(t, W_NOTE_NA_MOVED, WITH(points, group, show_count(&t->scratch, others))));
  else
    note(t, TONE_DIM, table_with(t, W_NOTE_NA_GONE, WITH(points)));
}

static void deviation(Table *t, uint32_t ind) {
  const IndicatorResult *res = &t->r->indicators[ind];
  uint32_t limit = t->p->rulesets.deviation[t->p->entities.ruleset[t->p->indicators.owner[ind]]];
  if (limit == NONE) return;
  Str by = show_signed(&t->scratch,
                       num_mul(&t->scratch, indicator_deviation(&t->scratch, t->p, res), NUM(100)), 2);
  Str most = show_percent(&t->scratch, plan_value(t->p, limit), SHOW_ALL);
  note(t, TONE_WAIT, table_with(t, W_NOTE_DEVIATION, WITH(str_cat(&t->scratch, by, S("%")), most)));
}

static void adjusted(Table *t, uint32_t ind) {
  uint32_t base = t->p->indicators.target_first[ind], now = t->r->indicators[ind].target;
  if (now == base) return;
  Str was = target_text(t, base);
  Date from = t->p->targets.from[now];
  if (!date_ok(from))
    note(t, TONE_DIM, table_with(t, W_NOTE_ADJUSTED, WITH(was)));
  else
    note(t, TONE_DIM, table_with(t, W_NOTE_ADJUSTED_FROM, WITH(was, date_text(&t->scratch, from))));
}

static void notes(Table *t, uint32_t ind) {
  static const struct {
    uint8_t flag;
    WordId id;
  } flags[] = {
      {FLAG_MEANT_MET, W_NOTE_MEANT_MET},     {FLAG_SEVERAL_DATES, W_NOTE_SEVERAL_DATES},
      {FLAG_APPROXIMATE, W_NOTE_APPROXIMATE}, {FLAG_REPEATED_OPERATOR, W_NOTE_OPERATOR},
      {FLAG_ROW_DIFFERS, W_NOTE_ROW_DIFFERS},
  };
  const IndicatorResult *res = &t->r->indicators[ind];
  uint8_t form = t->p->targets.form[res->target];
  adjusted(t, ind);
  Str told = input_reason(t->r, t->p->indicators.input[ind]);
  if (res->verdict == VERDICT_NOT_APPLICABLE) {
    Str why = show_clean(&t->scratch, res->actual.text.n ? res->actual.text : told);
    if (why.n) note(t, TONE_DIM, table_with(t, W_NOTE_NA, WITH(why)));
    moved(t, ind);
    return;
  }
  if (res->verdict == VERDICT_NO_TARGET)
    note(t, TONE_ODD, table_word(t, form == TARGET_BARE ? W_NOTE_BARE : W_NOTE_HOLE));
  bool no_row = res->actual.why == NODATA_NO_ROW || res->actual.why == NODATA_NO_LAST_YEAR;
  bool plain = no_row && (!t->r->has_actuals || res->actual.about == t->p->indicators.input[ind]);
  if (res->verdict == VERDICT_NO_DATA && !plain) {
    Text why = reason_text(&t->scratch, t->r, &res->actual);
    note(t, TONE_DIM, show_clean(&t->scratch, text_in(why, t->opt->lang)));
  }
  if (told.n) note(t, TONE_DIM, table_with(t, W_NOTE_REASON, WITH(show_clean(&t->scratch, told))));
  if (res->flags & FLAG_DEVIATION && !t->monitoring) deviation(t, ind);
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    if (res->flags & flags[i].flag) note(t, TONE_DIM, table_word(t, flags[i].id));
}

// ---- groups -------------------------------------------------------------------------------------

static bool same_group(const Plan *p, uint32_t a, uint32_t b) {
  return p->indicators.level1[a] == p->indicators.level1[b] &&
         p->indicators.entity[a] == p->indicators.entity[b];
}

static void group_line(Table *t, uint32_t first, uint32_t end) {
  const Plan *p = t->p;
  uint32_t section = report_section(p, first), level1 = p->indicators.level1[first];
  bool own =
      p->indicators.owner[first] == p->indicators.entity[first]; // the section has a heading of its own
  Num points = NUM(0), judged = NUM(0);
  bool scored = false, weighted = false;
  for (uint32_t i = first; i < end; i++) {
    const IndicatorResult *res = &t->r->indicators[i];
    weighted |= res->weighted;
    if (!res->scored) continue;
    scored = true;
    points = num_add(&t->scratch, points, res->points);
    judged = num_add(&t->scratch, judged, res->weight);
  }
  if (section == NONE && level1 == NONE && !weighted) return;
  pen_to(&t->pen, TABLE_INDENT);
  if (section != NONE && !own) {
    pen_put(&t->pen, TONE_ACCENT, name_of(t, p->entities.name[section]));
    pen_gap(&t->pen, 1);
  }
  if (level1 != NONE) pen_put(&t->pen, TONE_ACCENT, name_of(t, level1));
  if (scored) table_points(t, TONE_ACCENT, true, points, judged);
  if (t->pen.column) pen_line(&t->pen);
}

void items_of(Table *t, uint32_t e) {
  const Plan *p = t->p;
  uint32_t first = p->entities.indicator_first[e], end = first + p->entities.indicator_n[e];
  for (uint32_t i = first; i < end; i++) {
    bool new_group = i == first || !same_group(p, i - 1, i);
    if (new_group) {
      uint32_t last = i + 1;
      while (last < end && same_group(p, i, last)) last++;
      group_line(t, i, last);
    }
    bool repeated = !new_group && p->indicators.level2[i] == p->indicators.level2[i - 1];
    row(t, i, repeated || !t->lay.level2 ? (Str){0} : class_cell(t, i, t->lay.level2));
    notes(t, i);
  }
}
