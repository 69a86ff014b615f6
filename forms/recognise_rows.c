// The indicators: columns by their headings (one row of them or several, one half or two: 中期 beside 年度),
// then a row an indicator, with 一级 and 二级 carried down where cells are merged or left blank.
#include "forms/recognise.h"
#include "grammar/diags.h"

#define COLUMNS_MAX 48
#define HEADER_MAX  4 // rows

typedef struct RowColumn {
  FormItem field;
  uint32_t col, cols;
  bool mid; // of the medium term
} RowColumn;

typedef struct RowTable {
  RowColumn columns[COLUMNS_MAX];
  uint32_t n;
  Str level1, points1, level2, mid_level2;
} RowTable;

bool is_row_header(Reader *r, uint32_t row) {
  const Grid *g = r->grid;
  bool name = false, other = false;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    if (!cell) continue;
    FormItem f = label_read(&r->labels, cell->text, IN_ROW).field;
    name |= f == ITEM_NAME;
    other |= f == ITEM_TARGET || f == ITEM_SIGN || f == ITEM_ACTUAL || f == ITEM_LEVEL2 || f == ITEM_EXPECTED;
  }
  return name && other;
}

// Rows of headings: as far as their merged cells reach, or as long as there are headings only.
static uint32_t header_depth(Reader *r, uint32_t row) {
  const Grid *g = r->grid;
  uint32_t depth = 1;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    FormItem f = cell ? label_read(&r->labels, cell->text, IN_ROW).field : ITEM_NONE;
    if (f && f != ITEM_ROW_BLOCK && cell->rows > depth && cell->rows <= HEADER_MAX) depth = cell->rows;
  }
  for (; depth < HEADER_MAX && row + depth < g->rows; depth++) {
    uint32_t labels = 0, others = 0;
    for (uint32_t c = 0; c < g->cols; c = grid_next(g, row + depth, c)) {
      const Cell *cell = own_cell(r, row + depth, c);
      if (!cell) continue;
      FormItem f = label_read(&r->labels, cell->text, IN_ROW).field;
      f &&f != ITEM_ROW_BLOCK ? labels++ : others++;
    }
    if (labels < 2 || others) break;
  }
  return depth;
}

static int half_of(Reader *r, Str text) { // 1: medium term, 2: the year, 0: not said
  Str s = label_text(r->arena, text);
  if (str_has(s, S("中期")) || str_has(s, S("实施期")) || str_has(s, S("长期"))) return 1;
  return str_has(s, S("年度")) ? 2 : 0;
}

// Which half a column belongs to, from what stands above it.
static int half_above(Reader *r, uint32_t row, uint32_t col) {
  const Grid *g = r->grid;
  for (uint32_t up = row; up-- > 0 && up + 12 > row;) {
    const Cell *cell = grid_at(g, up, col);
    if (!cell || !cell->text.n) continue;
    FormItem f = label_read(&r->labels, cell->text, IN_HEAD | IN_ROW).field;
    bool goal = f == ITEM_GOAL || f == ITEM_MID_GOAL || f == ITEM_ROW_BLOCK || f == ITEM_NONE;
    int half = goal && cell->text.n < 90 ? half_of(r, cell->text) : 0;
    if (half) return half;
  }
  return 0;
}

static void split_halves(Reader *r, RowTable *t, uint32_t row) {
  uint32_t names = 0, targets = 0, first = UINT32_MAX, second = UINT32_MAX, name_at = 0;
  for (uint32_t i = 0; i < t->n; i++) {
    FormItem f = t->columns[i].field;
    if (f == ITEM_NAME && ++names == 1) name_at = i;
    if (f == ITEM_NAME && names == 2 && second == UINT32_MAX) second = i;
    if (f == ITEM_TARGET) targets++;
  }
  if (names >= 2) { // the second half begins at its first column of a kind met before
    first = name_at && t->columns[name_at - 1].field == ITEM_LEVEL2 ? name_at - 1 : name_at;
    if (t->columns[second - 1].field == ITEM_LEVEL2) second--;
    if (second && t->columns[second - 1].field == ITEM_LEVEL1) second--;
    int left = half_above(r, row, t->columns[first].col), right = half_above(r, row, t->columns[second].col);
    bool swapped = left == 2 || (!left && right == 1);
    for (uint32_t i = 0; i < t->n; i++) {
      bool in_first = i >= first && i < second;
      bool common = i < first;
      t->columns[i].mid = !common && (swapped ? !in_first : in_first);
    }
  } else if (targets >= 2) {
    for (uint32_t i = 0; i < t->n; i++)
      if (t->columns[i].field == ITEM_TARGET)
        for (uint32_t k = 0; k < HEADER_MAX && !t->columns[i].mid; k++) {
          const Cell *cell = grid_at(r->grid, row + k, t->columns[i].col);
          if (cell) t->columns[i].mid = half_of(r, cell->text) == 1;
        }
  }
}

static uint32_t read_header(Reader *r, RowTable *t, uint32_t row) {
  const Grid *g = r->grid;
  Form *f = reader_form(r);
  uint32_t depth = header_depth(r, row);
  r->weight_col = r->score_col = UINT32_MAX;
  for (uint32_t c = 0; c < g->cols; c++) {
    const Cell *deepest = NULL;
    Label l = {0};
    bool unknown = false;
    for (uint32_t k = 0; k < depth; k++) {
      const Cell *cell = grid_at(g, row + k, c);
      if (!cell || !cell->text.n || cell == deepest) continue;
      Label own = label_read(&r->labels, cell->text, IN_ROW);
      unknown = !own.field && cell->row >= row;
      if (cell->row >= row) reader_take(r, cell);
      if (!own.field && l.field) continue;
      l = own;
      deepest = cell;
    }
    if (!deepest || deepest->col != c) continue;
    if (!l.field) {
      if (unknown)
        reader_tell(r, D_IMPORT_COLUMN, deepest, 0, TEXT_ARGS(text_of(text_joined(r->arena, deepest->text))));
      l.field = ITEM_COLUMN_PAST;
    }
    if (l.month) f->month = l.month;
    if (t->n < COLUMNS_MAX) t->columns[t->n++] = (RowColumn){l.field, c, deepest->cols, false};
    if (l.field == ITEM_WEIGHT) r->weight_col = c;
    if (l.field == ITEM_SCORE) r->score_col = c;
    if (l.field == ITEM_ACTUAL || l.field == ITEM_SCORE) f->values = true;
  }
  // headings that stand under one another in the block's first column carry its points: 年度绩效目标1(80分)
  split_halves(r, t, row);
  return row + depth;
}

// The text of a column in a row: its cells between the column's edges, joined. *shared: a merge from above.
static Str column_text(Reader *r, const RowColumn *col, uint32_t row, const Cell **at, bool *shared) {
  const Grid *g = r->grid;
  Str text = {0};
  *at = NULL;
  if (shared) *shared = false;
  for (uint32_t c = col->col; c < col->col + col->cols && c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = grid_at(g, row, c);
    if (!cell || !cell->text.n || cell->col < col->col) continue;
    if (!*at) *at = cell;
    if (shared && cell->row < row) *shared = true;
    Str own = reader_text(r, cell);
    text = text.n ? str_cat(r->arena, text, own) : own;
  }
  return text;
}

static const RowColumn *column(const RowTable *t, FormItem field, bool mid) {
  for (uint32_t i = 0; i < t->n; i++)
    if (t->columns[i].field == field && t->columns[i].mid == mid) return &t->columns[i];
  return NULL;
}

static Str value_of(Reader *r, const RowTable *t, FormItem field, bool mid, uint32_t row, const Cell **at,
                    bool *shared) {
  const RowColumn *c = column(t, field, mid);
  *at = NULL;
  if (shared) *shared = false;
  return c ? column_text(r, c, row, at, shared) : (Str){0};
}

// 指标1：…, 1、…, and marks before a name.
static Str indicator_name(Reader *r, Str text) {
  Str s = str_trim(text);
  if (str_starts(s, S("指标"))) {
    size_t i = S("指标").n, digits = i;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
    Str rest = str_slice(s, i, s.n);
    if (i > digits && (str_starts(rest, S("：")) || str_starts(rest, S(":"))))
      s = str_slice(rest, rest.p[0] == ':' ? 1 : 3, rest.n);
  } else {
    size_t i = 0;
    while (i < s.n && i < 3 && s.p[i] >= '0' && s.p[i] <= '9') i++;
    Str rest = str_slice(s, i, s.n);
    bool point = str_starts(rest, S(".")) && rest.n > 1 && !(rest.p[1] >= '0' && rest.p[1] <= '9');
    if (i && i < 3 && (str_starts(rest, S("、")) || str_starts(rest, S("．"))))
      s = str_slice(rest, 3, rest.n);
    if (i && i < 3 && point) s = str_slice(rest, 1, rest.n);
  }
  return text_joined(r->arena, s);
}

static bool says_nothing(Str s) {
  return text_is_blank(s) || str_eq(s, S("……")) || str_eq(s, S("...")) || str_eq(s, S("…"));
}

// 产出指标(70分) → 产出指标 and 70.
static Str level_name(Reader *r, Str text, Str *points) {
  Str s = label_text(r->arena, text);
  size_t open = s.n;
  while (open && s.p[open - 1] != '(') open--;
  *points = (Str){0};
  if (open > 1 && str_ends(s, S(")"))) {
    Str inner = str_slice(s, open, s.n - 1);
    *points = str_ends(inner, S("分")) ? points_write(r->arena, inner) : (Str){0};
    if (points->n) return str_slice(s, 0, open - 1);
  }
  if (str_ends(s, S("分"))) { // 产出指标50分
    size_t end = s.n - S("分").n, digits = end;
    while (digits && s.p[digits - 1] >= '0' && s.p[digits - 1] <= '9') digits--;
    if (digits && digits < end) {
      *points = str_slice(s, digits, end);
      return str_slice(s, 0, digits);
    }
  }
  return s;
}

static Str canonical_level(Str s, bool first) {
  static const struct {
    const char *from, *to;
    bool first;
  } words[] = {
      {"产出", "产出指标", true},
      {"效益", "效益指标", true},
      {"效果", "效果指标", true},
      {"满意度", "满意度指标", true},
      {"成本", "成本指标", true},
      {"项目产出", "产出指标", true},
      {"项目效益", "效益指标", true},
      {"数量", "数量指标", false},
      {"质量", "质量指标", false},
      {"时效", "时效指标", false},
      {"成本", "成本指标", false},
      {"经济效益", "经济效益指标", false},
      {"社会效益", "社会效益指标", false},
      {"生态效益", "生态效益指标", false},
      {"可持续影响", "可持续影响指标", false},
      {"服务对象满意度", "服务对象满意度指标", false},
      {"满意度", "服务对象满意度指标", false},
      {"满意度指标", "服务对象满意度指标", false},
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (words[i].first == first && str_eq(s, str_z(words[i].from))) return str_z(words[i].to);
  return s;
}

static void levels(Reader *r, RowTable *t, uint32_t row, bool mid) {
  const Cell *at;
  Str points, text = value_of(r, t, ITEM_LEVEL1, mid, row, &at, NULL);
  if (!at && mid) text = value_of(r, t, ITEM_LEVEL1, false, row, &at, NULL);
  if (at && !says_nothing(text)) {
    Str name = canonical_level(level_name(r, text, &points), true);
    if (!str_eq(name, t->level1)) t->level2 = t->mid_level2 = (Str){0};
    t->level1 = name;
    t->points1 = points;
  }
  text = value_of(r, t, ITEM_LEVEL2, mid, row, &at, NULL);
  Str *to = mid ? &t->mid_level2 : &t->level2;
  if (at && !says_nothing(text)) *to = canonical_level(level_name(r, text, &points), false);
}

// Whether the table ends here: a heading of another block, or a line across it.
static bool ends_rows(Reader *r, const RowTable *t, uint32_t row) {
  const Grid *g = r->grid;
  const Cell *first = NULL;
  uint32_t cells = 0;
  for (uint32_t c = 0; c < g->cols; c = grid_next(g, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    if (!cell) continue;
    if (!first) first = cell;
    cells++;
  }
  if (!first) return false;
  if (is_row_header(r, row)) return true;
  const RowColumn *name = column(t, ITEM_NAME, false), *mid = column(t, ITEM_NAME, true);
  bool is_name = (name && first->col == name->col) || (mid && first->col == mid->col);
  Label l = label_read(&r->labels, first->text, IN_HEAD);
  if (l.field && !is_name && l.field != ITEM_ROW_BLOCK && l.field != ITEM_GOAL_BLOCK) return true;
  if (l.field == ITEM_GOAL_BLOCK && !l.number) return true;
  if (is_name && cells <= 2 && (l.field == ITEM_SUM || l.field == ITEM_FOOT || l.field == ITEM_NOTE))
    return true;
  if (cells == 1 && !is_name && is_title(first->text)) return true; // another form below this one
  bool wide = cells == 1 && name && first->col < name->col && first->col + first->cols > name->col;
  bool line = cells == 1 && first->col == 0 && (first->text.n > 60 || str_starts(first->text, S("注")));
  if (line && column(t, ITEM_LEVEL1, false) && column(t, ITEM_LEVEL1, false)->col == first->col && !wide)
    line = str_starts(first->text, S("注"));
  return wide || line;
}

static void unclear_value(Reader *r, FormIndicator *ind, const Cell *at, Str sign, Str value, Str unit) {
  Str all = str_cat(r->arena, str_cat(r->arena, sign, value), unit);
  ind->original = ind->original.n ? str_cat(r->arena, str_cat(r->arena, ind->original, S("；")), all) : all;
  reader_tell(r, D_IMPORT_TARGET, at, 0, TEXT_ARGS(text_of(ind->name), text_of(all)));
  r->out->unread++;
}

static Str target_of(Reader *r, RowTable *t, FormIndicator *ind, FormItem field, bool mid, uint32_t row) {
  const Cell *at, *sign_at, *unit_at;
  if (!column(t, field, mid)) return (Str){0};
  Str value = value_of(r, t, field, mid, row, &at, NULL);
  Str sign = value_of(r, t, ITEM_SIGN, mid, row, &sign_at, NULL);
  Str unit = value_of(r, t, ITEM_UNIT, mid, row, &unit_at, NULL);
  if (field == ITEM_ADJUSTED && text_is_blank(value)) return (Str){0};
  bool unclear = false;
  Str out = target_write(&r->notation, sign, value, unit, &unclear);
  const Cell *place = at ? at : sign_at ? sign_at : unit_at;
  if (unclear) {
    unclear_value(r, ind, place, sign, value, unit);
  } else if (str_eq(out, S("?")) && field == ITEM_TARGET && !mid) {
    const Cell *name = NULL;
    value_of(r, t, ITEM_NAME, false, row, &name, NULL);
    reader_tell(r, D_IMPORT_NO_TARGET, name, 0, TEXT_ARGS(text_of(ind->name)));
  }
  return out;
}

static Str row_text(Reader *r, uint32_t row) {
  Out o = out_memory(r->arena);
  for (uint32_t c = 0; c < r->grid->cols; c = grid_next(r->grid, row, c)) {
    const Cell *cell = own_cell(r, row, c);
    if (!cell) continue;
    if (o.n) out_z(&o, " | ");
    out_str(&o, reader_text(r, cell));
  }
  return out_text(&o);
}

static void unread_row(Reader *r, uint32_t row) {
  const Cell *at = NULL;
  for (uint32_t c = 0; c < r->grid->cols && !at; c = grid_next(r->grid, row, c)) at = own_cell(r, row, c);
  Str text = row_text(r, row);
  reader_tell(r, D_IMPORT_UNREAD, at, 0, TEXT_ARGS(text_of(text)));
  r->out->unread++;
  form_comment(r, text);
}

// 预算执行率 as the last 一级 of the Hebei form: its points and score.
static bool execution_row(Reader *r, RowTable *t, uint32_t row) {
  const Cell *at;
  const RowColumn *c = column(t, ITEM_LEVEL1, false);
  if (!c) return false;
  const Cell *first = own_cell(r, row, c->col);
  if (!first || label_read(&r->labels, first->text, IN_MONEY).field != ITEM_RATE) return false;
  Form *f = reader_form(r);
  reader_take(r, first);
  Str weight = points_write(r->arena, value_of(r, t, ITEM_WEIGHT, false, row, &at, NULL));
  Str score = points_write(r->arena, value_of(r, t, ITEM_SCORE, false, row, &at, NULL));
  if (weight.n) f->total.weight = weight;
  if (score.n) f->total.score = score;
  for (uint32_t k = 0; k < r->grid->cols; k = grid_next(r->grid, row, k)) reader_take(r, own_cell(r, row, k));
  return true;
}

static Str points_of(Reader *r, RowTable *t, FormItem field, uint32_t row, FormIndicator *ind) {
  const Cell *at;
  bool shared;
  Str text = value_of(r, t, field, false, row, &at, &shared);
  if (!at || text_is_blank(text)) return (Str){0};
  if (shared || at->rows > 1) {
    if (!shared)
      reader_tell(r, D_IMPORT_SHARED, at, 0,
                  TEXT_ARGS(text_of(text), text_of(str_fmt(r->arena, "%u", (unsigned)at->rows))));
    if (shared) return (Str){0};
  }
  Str points = points_write(r->arena, text);
  if (!points.n) {
    reader_tell(r, D_IMPORT_UNREAD, at, 0, TEXT_ARGS(text_of(text)));
    r->out->unread++;
    Str note = str_fmt(r->arena, STR_FMT "：" STR_FMT "=" STR_FMT, STR_ARG(ind->name),
                       STR_ARG(form_item_name(field, false)), STR_ARG(text));
    form_comment(r, note);
  }
  return points;
}

static bool yes(Str s) {
  return str_eq(s, S("是")) || str_eq(s, S("√")) || str_eq(s, S("核心"));
}

static FormIndicator *find(Form *f, Str level2, Str name) {
  for (uint32_t i = f->indicators.n; i-- > 0;)
    if (str_eq(f->indicators.p[i].name, name) && str_eq(f->indicators.p[i].level2, level2))
      return &f->indicators.p[i];
  return NULL;
}

typedef struct MidRow { // a medium-term indicator, until the whole table is read
  Str level2, name, target;
  const Cell *at;
} MidRow;

static void read_one(Reader *r, RowTable *t, uint32_t row) {
  Form *f = reader_form(r);
  const Cell *at, *name_at;
  bool continues;
  levels(r, t, row, false);
  Str name = value_of(r, t, ITEM_NAME, false, row, &name_at, &continues);
  name = name_at && !continues ? indicator_name(r, name) : (Str){0};
  if (says_nothing(name)) {
    Str target = value_of(r, t, ITEM_TARGET, false, row, &at, NULL);
    bool said = at && own_cell(r, row, at->col) && !says_nothing(target);
    Str actual = value_of(r, t, ITEM_ACTUAL, false, row, &at, NULL);
    said |= at && own_cell(r, row, at->col) && !says_nothing(actual);
    if (said) unread_row(r, row);
    return;
  }
  FormIndicator *ind = array_push(r->arena, &f->indicators);
  *ind = (FormIndicator){.level1 = t->level1, .points1 = t->points1, .level2 = t->level2, .name = name};
  ind->at = cell_place(r, name_at);
  ind->has_explain = column(t, ITEM_EXPLAIN, false) != NULL;
  ind->explain = value_of(r, t, ITEM_EXPLAIN, false, row, &at, NULL);
  FormIndicator own = *ind; // findings grow no list of indicators, comments may grow others
  own.target = target_of(r, t, &own, ITEM_TARGET, false, row);
  if (!own.target.n) own.target = S("?");
  own.adjusted = target_of(r, t, &own, ITEM_ADJUSTED, false, row);
  if (!column(t, ITEM_NAME, true)) own.mid = target_of(r, t, &own, ITEM_TARGET, true, row);
  own.basis = value_of(r, t, ITEM_BASIS, false, row, &at, NULL);
  if (text_is_blank(own.basis)) own.basis = (Str){0};
  own.weight = points_of(r, t, ITEM_WEIGHT, row, &own);
  own.score = points_of(r, t, ITEM_SCORE, row, &own);
  own.actual = value_of(r, t, ITEM_ACTUAL, false, row, &at, NULL);
  own.reason = value_of(r, t, ITEM_REASON, false, row, &at, NULL);
  if (text_is_blank(own.reason)) own.reason = (Str){0};
  if (!own.reason.n && column(t, ITEM_SCORE, false) && !column(t, ITEM_REASON, false))
    own.reason = value_of(r, t, ITEM_REMARK, false, row, &at, NULL);
  own.core = yes(value_of(r, t, ITEM_CORE, false, row, &at, NULL));
  f->indicators.p[f->indicators.n - 1] = own;
}

uint32_t read_rows(Reader *r, uint32_t row) {
  const Grid *g = r->grid;
  RowTable t = {0};
  ARRAY(MidRow) mids = {0};
  uint32_t at = read_header(r, &t, row);
  bool halves = column(&t, ITEM_NAME, true) != NULL;
  prose_end(r);
  for (; at < g->rows; at++) {
    bool any = false;
    for (uint32_t c = 0; c < g->cols && !any; c = grid_next(g, at, c)) {
      const Cell *cell = own_cell(r, at, c);
      any = cell && !says_nothing(cell->text);
    }
    if (!any) continue;
    if (ends_rows(r, &t, at)) break;
    if (!halves && execution_row(r, &t, at)) continue;
    if (halves) {
      const Cell *name_at;
      bool continues;
      levels(r, &t, at, true);
      Str name = value_of(r, &t, ITEM_NAME, true, at, &name_at, &continues);
      name = name_at && !continues ? indicator_name(r, name) : (Str){0};
      if (!says_nothing(name)) {
        FormIndicator own = {.name = name};
        MidRow *m = array_push(r->arena, &mids);
        *m = (MidRow){t.mid_level2, name, target_of(r, &t, &own, ITEM_TARGET, true, at), name_at};
      }
    }
    read_one(r, &t, at);
    for (uint32_t i = 0; i < t.n; i++) { // columns known and not kept
      FormItem k = t.columns[i].field;
      const Cell *cell;
      if (k == ITEM_COLUMN_PAST || k == ITEM_EXPECTED || k == ITEM_REMARK || k == ITEM_ROW_BLOCK)
        column_text(r, &t.columns[i], at, &cell, NULL);
    }
  }
  Form *f = reader_form(r);
  for (uint32_t i = 0; i < mids.n; i++) {
    MidRow *m = &mids.p[i];
    FormIndicator *ind = find(f, m->level2, m->name);
    if (!ind) ind = m->level2.n ? find(f, (Str){0}, m->name) : NULL;
    if (ind) {
      ind->mid = m->target;
      continue;
    }
    reader_tell(r, D_IMPORT_MID_ONLY, m->at, 0, TEXT_ARGS(text_of(m->name)));
    r->out->unread++;
    form_comment(r, str_fmt(r->arena, "中期 " STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(m->level2),
                            STR_ARG(m->name), STR_ARG(m->target)));
  }
  return at;
}
