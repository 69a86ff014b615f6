// Which column is meant: by number, by the text of its header, by a spreadsheet's letters. The header is the
// rows told, or else the first row that has all headers named.
#include "runtime/cell.h"
#include "runtime/read/mapping_parts.h"

enum { LOOK = 50, SHOWN = 12, SHOWN_WIDTH = 30 }; // rows looked through; headers shown in a message

_Static_assert((int)FIELD_DEPARTMENT == COL_DEPARTMENT && (int)FIELD_NAME == COL_NAME &&
                   (int)FIELD_VALUE == COL_VALUE && (int)FIELD_REASON == COL_REASON,
               "fields are the columns of the canonical form");

// ---- texts of a header

static Str cut_unit(const MappedTable *t, Str key, Str *unit) {
  *unit = (Str){0};
  if (!str_ends(key, S(")"))) return key;
  size_t open = key.n;
  while (open > 0 && key.p[open - 1] != '(') open--;
  if (open <= 1) return key;
  Str inside = str_trim(str_slice(key, open, key.n - 1)), word = S("单位:");
  if (str_starts(inside, word)) inside = str_trim(str_slice(inside, word.n, inside.n));
  if (units_find(t->m->units, inside).problem != UNIT_OK) return key;
  *unit = inside;
  return str_trim(str_slice(key, 0, open - 1));
}

// What a header cell says: blank ones above the lowest row are the rest of a merged cell at their left.
static Str header_cell(const Header *h, uint32_t k, uint32_t column) {
  const HeaderRow *r = &h->rows[k];
  uint32_t i = column < r->n ? column : r->n;
  if (k + 1 == h->row_n) return column < r->n ? r->text[column] : (Str){0};
  if (column < r->n && r->text[column].n) return r->text[column];
  while (i > 0 && !r->text[i - 1].n) i--;
  return i ? r->text[i - 1] : (Str){0};
}

static void name_columns(MappedTable *t, Header *h) {
  Arena *a = t->a;
  h->n = 0;
  for (uint32_t k = 0; k < h->row_n; k++)
    if (h->rows[k].n > h->n) h->n = h->rows[k].n;
  h->whole = NEW_N(a, Str, h->n + 1), h->bare = NEW_N(a, Str, h->n + 1), h->unit = NEW_N(a, Str, h->n + 1);
  h->said = NEW_N(a, Str, h->n + 1), h->low = NEW_N(a, Str, h->n + 1), h->low_bare = NEW_N(a, Str, h->n + 1);
  for (uint32_t i = 0; i < h->n; i++) {
    Str whole = {0}, said = {0}, unit;
    for (uint32_t k = 0; k < h->row_n; k++) {
      Str cell = str_trim(header_cell(h, k, i)), key = utf_key(a, cell);
      if (!key.n || str_eq(key, h->low[i])) continue; // a cell merged downwards may be repeated
      whole = whole.n ? str_cat(a, str_cat(a, whole, S("/")), key) : key;
      said = said.n ? str_cat(a, str_cat(a, said, S("/")), cell) : cell;
      h->low[i] = key;
    }
    h->whole[i] = whole, h->said[i] = said;
    h->bare[i] = cut_unit(t, whole, &h->unit[i]);
    h->low_bare[i] = cut_unit(t, h->low[i], &unit);
  }
}

// ---- a column by its name

static uint32_t letters(Str s) { // A is 1, AA 27; 0: no such column
  uint32_t n = 0;
  if (!s.n || s.n > 3) return 0;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] < 'A' || s.p[i] > 'Z') return 0;
    n = n * 26 + (uint32_t)(s.p[i] - 'A') + 1;
  }
  return n <= MAPPING_COLUMNS_MAX ? n : 0;
}

typedef struct Found {
  uint32_t column, other; // from 1; other: a second one of that header
} Found;

static Found among(const Str *texts, uint32_t n, Str key) {
  Found f = {0, 0};
  for (uint32_t i = 0; i < n; i++) {
    if (!str_eq(texts[i], key)) continue;
    if (!f.column)
      f.column = i + 1;
    else if (!f.other)
      f.other = i + 1;
  }
  return f;
}

static Found find_text(const Header *h, Str key) {
  const Str *const lists[] = {h->whole, h->bare, h->low, h->low_bare};
  for (unsigned i = 0; i < 4; i++) {
    Found f = among(lists[i], h->n, key);
    if (f.column) return f;
  }
  return (Found){0, 0};
}

static bool is_pattern(Str s) {
  return memchr(s.p, '*', s.n) || memchr(s.p, '?', s.n);
}

static bool matches(const Header *h, uint32_t i, Str pattern) {
  return h->whole[i].n && (mapping_glob(pattern, h->whole[i]) || mapping_glob(pattern, h->bare[i]) ||
                           mapping_glob(pattern, h->low[i]) || mapping_glob(pattern, h->low_bare[i]));
}

static uint32_t first_match(const Header *h, Str pattern) { // from 1; 0: none
  for (uint32_t i = 0; i < h->n; i++)
    if (matches(h, i, pattern)) return i + 1;
  return 0;
}

static Found find(const Header *h, Str key) {
  Found f = find_text(h, key);
  return f.column ? f : (Found){letters(key), 0};
}

// ---- findings

static Str shown(Arena *a, Str s) {
  return str_dup(a, utf_fit(a, s, SHOWN_WIDTH));
}

static Str headers_there(Arena *a, const Header *h) {
  Out o = out_memory(a);
  unsigned n = 0;
  for (uint32_t i = 0; i < h->n; i++) {
    if (!h->whole[i].n) continue;
    if (n++ == SHOWN) {
      out_z(&o, "…");
      break;
    }
    if (o.n) out_z(&o, "、");
    out_str(&o, shown(a, h->said[i]));
  }
  return out_text(&o);
}

static Str nearest(const Header *h, Str key) {
  size_t n = utf_count(key);
  unsigned limit = n < 2 ? 0 : n < 5 ? 1 : n < 10 ? 2 : 3;
  Str best = {0};
  for (uint32_t i = 0; i < h->n && limit; i++) {
    const Str *const texts[] = {&h->bare[i], &h->low_bare[i]};
    for (unsigned k = 0; k < 2; k++) {
      if (!texts[k]->n) continue;
      unsigned d = str_distance(key, *texts[k], limit);
      if (d <= limit && d < n) best = h->said[i], limit = d ? d - 1 : 0;
    }
  }
  if (best.n) return best;
  for (uint32_t i = 0; i < h->n && n >= 2; i++) // 出口额 for 出口额合计
    if (h->whole[i].n && (str_starts(h->low_bare[i], key) || str_starts(key, h->low_bare[i]))) {
      if (best.n) return (Str){0};
      best = h->said[i];
    }
  return best;
}

static void no_column(MappedTable *t, const Part *p, const Header *h, Str key, uint32_t line, bool *told) {
  Arena *a = t->diags->arena;
  Diag *d = read_finding(t->diags, &t->at, D_MAP_COLUMN, h->rows[h->row_n - 1].row, 1,
                         TEXT_ARGS(text_of(shown(a, key))));
  Str near = nearest(h, key), all = *told ? (Str){0} : headers_there(a, h);
  if (near.n) diag_note(t->diags, d, T_ROW_NEAR, TEXT_ARGS(text_of(shown(a, near))));
  if (all.n) diag_note(t->diags, d, T_MAP_THERE, TEXT_ARGS(text_of(all)));
  mapping_said(t->diags, d, t->m->plan, p->row, line);
  *told = true;
}

// ---- resolving

typedef struct Resolve {
  MappedTable *t;
  Part *p;
  const Header *h;
  bool ok, told;
  uint32_t undated; // headers that should be dates
  uint32_t *taken;  // by column: 1 + the row of mapping_columns that it is for; 0: none
} Resolve;

static uint32_t resolve(Resolve *x, uint32_t text, uint32_t number, uint32_t line) {
  if (text == NONE) return number;
  Str key = plan_text(x->t->m->plan, text);
  Found f = find(x->h, key);
  if (!f.column) {
    x->ok = false;
    no_column(x->t, x->p, x->h, key, line, &x->told);
  } else if (f.other) {
    x->ok = false;
    Arena *a = x->t->diags->arena;
    Text args[] = {text_of(shown(a, key)), text_of(str_fmt(a, "%u", f.column)),
                   text_of(str_fmt(a, "%u", f.other))};
    Diag *d = read_finding(x->t->diags, &x->t->at, D_MAP_COLUMNS, x->h->rows[x->h->row_n - 1].row, f.other,
                           args, 3);
    mapping_said(x->t->diags, d, x->t->m->plan, x->p->row, line);
  }
  return f.column;
}

static void put_spelling(Out *o, const Plan *p, uint32_t text, uint32_t number) {
  if (text == NONE)
    out_fmt(o, "%u", number);
  else
    out_fmt(o, "\"" STR_FMT "\"", STR_ARG(utf_fit(o->arena, plan_text(p, text), SHOWN_WIDTH)));
}

static Text spelling(Arena *a, const Plan *p, uint32_t r) { // 列 4, 列 "1月".."12月"
  Out o = out_memory(a);
  put_spelling(&o, p, p->mapping_columns.text[r], p->mapping_columns.number[r]);
  if (p->mapping_columns.from[r] == MAP_RUN) {
    out_z(&o, "..");
    put_spelling(&o, p, p->mapping_columns.last_text[r], p->mapping_columns.last[r]);
  }
  Str s = out_text(&o);
  return (Text){str_cat(a, S("列 "), s), str_cat(a, S("column "), s)};
}

// A column is for one thing. The compiler saw those that are spelled alike; 列 4 and 列 "满意人数" meet here.
static bool take_column(Resolve *x, uint32_t column, uint32_t r) {
  if (!column || column > MAPPING_COLUMNS_MAX) return true;
  uint32_t first = x->taken[column];
  x->taken[column] = r + 1;
  if (!first) return true;
  x->ok = false;
  const Plan *p = x->t->m->plan;
  Diags *diags = x->t->diags;
  Arena *a = diags->arena;
  Str header = column <= x->h->n ? shown(a, x->h->said[column - 1]) : (Str){0};
  Text args[] = {spelling(a, p, first - 1), spelling(a, p, r), text_of(str_fmt(a, "%u", column))};
  Diag *d = diag_add(diags, D_MAP_SAME_COLUMN, (Span){0}, args, 3);
  d->cell.name = plan_text(p, p->files.name[p->mappings.file[x->p->row]]);
  d->cell.row = p->mapping_columns.line[r], d->cell.column = 1;
  Text line = text_of(str_fmt(a, "%u", p->mapping_columns.line[first - 1]));
  diag_note(diags, d, T_MAP_SAID_OTHER, TEXT_ARGS(text_of(d->cell.name), line));
  Str sheet = x->t->at.sheet, file = x->t->at.name;
  if (sheet.n) file = str_cat(a, str_cat(a, file, S("!")), sheet);
  diag_note(diags, d, header.n ? T_MAP_IN_HEADER : T_MAP_IN_FILE, TEXT_ARGS(text_of(file), text_of(header)));
  return false;
}

// The header over column i that 表头 means: the whole, or one row of it. A unit in brackets is no part of it.
static Str heading(Resolve *x, uint32_t row, uint32_t i) {
  const Header *h = x->h;
  Str unit;
  if (i >= h->n) return (Str){0};
  if (!row) return h->bare[i];
  for (uint32_t k = 0; k < h->row_n; k++)
    if (h->rows[k].row == row) return cut_unit(x->t, utf_key(x->t->a, str_trim(header_cell(h, k, i))), &unit);
  return (Str){0};
}

// A header taken as date that is none is told once, here, and not in each row.
static void check_date(Resolve *x, uint32_t r, Str text, uint32_t column) {
  const Plan *p = x->t->m->plan;
  Diags *diags = x->t->diags;
  CellProblem why;
  Date date;
  if (p->mapping_columns.field[r] != FIELD_DATE || cell_date(text, p->year, DATE_NONE, &date, &why)) return;
  if (x->undated++ >= SHOWN) return;
  uint32_t row =
      p->mapping_columns.number[r] ? p->mapping_columns.number[r] : x->h->rows[x->h->row_n - 1].row;
  Diag *d = read_finding(diags, &x->t->at, cell_date_finding(why), row, column,
                         TEXT_ARGS(text_of(shown(diags->arena, text))));
  if (cell_serial(text, &date))
    diag_note(diags, d, T_ROW_SERIAL, TEXT_ARGS(text_of(date_text(diags->arena, date))));
  mapping_said(diags, d, p, x->p->row, p->mapping_columns.line[r]);
}

static Str sheet_name(const MappedTable *t) {
  if (t->at.sheet.n) return t->at.sheet;
  Str s = t->at.name; // a file without sheets: its name without folder and ending
  size_t from = s.n, to = s.n;
  while (from > 0 && s.p[from - 1] != '/') from--;
  for (size_t i = s.n; i > from + 1; i--)
    if (s.p[i - 1] == '.') {
      to = i - 1;
      break;
    }
  return str_slice(s, from, to);
}

// What a row of mapping_columns other than a column says, put into the template of a column of values.
static void put(Resolve *x, uint32_t r, Row *to, bool *unit_told) {
  const Plan *p = x->t->m->plan;
  uint8_t field = p->mapping_columns.field[r];
  uint32_t at = to->column[COL_VALUE];
  Str text = plan_text(p, p->mapping_columns.text[r]);
  switch ((MapFrom)p->mapping_columns.from[r]) {
  case MAP_COLUMN:
  case MAP_RUN: return;
  case MAP_HEADING:
    text = heading(x, p->mapping_columns.number[r], at - 1);
    if (text.n) {
      check_date(x, r, text, at);
      break;
    }
    x->ok = false;
    mapping_said(x->t->diags,
                 read_finding(x->t->diags, &x->t->at, D_MAP_NO_HEADING, x->h->row_n ? x->h->rows[0].row : 1,
                              at, TEXT_ARGS(text_of(str_fmt(x->t->diags->arena, "%u", at)))),
                 p, x->p->row, p->mapping_columns.line[r]);
    return;
  case MAP_SHEETNAME: text = sheet_name(x->t); break;
  case MAP_CONSTANT:
    if (p->mapping_columns.entity[r] == NONE) break;
    to->within = p->mapping_columns.entity[r] + 1;
    return;
  }
  if (field == FIELD_UNIT)
    to->header_unit = text, *unit_told = true;
  else
    to->cell[field] = text;
  to->column[field] = at;
}

static void add_value(Resolve *x, uint32_t column, uint32_t r, uint32_t shared, uint32_t stop) {
  const Plan *p = x->t->m->plan;
  MappedTable *t = x->t;
  Row v = {.file = t->at.file, .sheet = t->at.sheet};
  uint32_t e = p->mappings.entity[x->p->row];
  bool unit_told = false;
  if (!take_column(x, column, r)) return;
  v.within = e == NONE ? 0 : e + 1;
  v.column[COL_VALUE] = column;
  if (p->mapping_columns.from[r] == MAP_CONSTANT)
    v.cell[COL_VALUE] = plan_text(p, p->mapping_columns.text[r]);
  uint32_t first = p->mappings.column_first[x->p->row];
  for (uint32_t k = first; k < shared; k++) put(x, k, &v, &unit_told);
  for (uint32_t k = r + 1; k < stop; k++) put(x, k, &v, &unit_told);
  for (uint32_t k = 0; k < x->p->fields.n; k++) {
    const Field *f = &x->p->fields.p[k];
    v.column[f->column] = f->cell;
    unit_told |= f->column == COL_UNIT;
  }
  if (!unit_told && column && column <= x->h->n) v.header_unit = x->h->unit[column - 1];
  *array_push(t->a, &x->p->values) = v;
}

// 列 "*月": each column whose header is so. False: it is no pattern, or a header is that very text, or none
// is so.
static bool add_matching(Resolve *x, uint32_t r, uint32_t shared, uint32_t stop) {
  const Plan *p = x->t->m->plan;
  uint32_t text = p->mapping_columns.text[r];
  if (p->mapping_columns.from[r] != MAP_COLUMN || text == NONE || !is_pattern(plan_text(p, text)))
    return false;
  Str pattern = plan_text(p, text);
  if (find_text(x->h, pattern).column || !first_match(x->h, pattern)) return false;
  for (uint32_t i = 0; i < x->h->n && x->ok; i++)
    if (matches(x->h, i, pattern)) add_value(x, i + 1, r, shared, stop);
  return true;
}

static void add_values(Resolve *x, uint32_t r, uint32_t shared, uint32_t stop) {
  const Plan *p = x->t->m->plan;
  if (p->mapping_columns.from[r] == MAP_CONSTANT) {
    add_value(x, 0, r, shared, stop);
    return;
  }
  if (add_matching(x, r, shared, stop)) return;
  uint32_t line = p->mapping_columns.line[r];
  bool run = p->mapping_columns.from[r] == MAP_RUN, was = x->ok;
  uint32_t first = resolve(x, p->mapping_columns.text[r], p->mapping_columns.number[r], line),
           last = run ? resolve(x, p->mapping_columns.last_text[r], p->mapping_columns.last[r], line) : first;
  if (was && !x->ok) return;
  if (last < first) {
    x->ok = false;
    Text args[] = {text_of(str_fmt(x->t->diags->arena, "%u", first)),
                   text_of(str_fmt(x->t->diags->arena, "%u", last))};
    Diag *d = read_finding(x->t->diags, &x->t->at, D_MAP_RUN_ORDER, x->h->row_n ? x->h->rows[0].row : 1, last,
                           args, 2);
    mapping_said(x->t->diags, d, x->t->m->plan, x->p->row, line);
    return;
  }
  for (uint32_t c = first; c <= last && x->ok; c++) add_value(x, c, r, shared, stop);
}

static void add_tests(Resolve *x) {
  const Plan *p = x->t->m->plan;
  uint32_t first = p->mappings.filter_first[x->p->row];
  for (uint32_t f = first; f < first + p->mappings.filter_n[x->p->row]; f++) {
    Test test = {.op = p->mapping_filters.op[f],
                 .cell = resolve(x, p->mapping_filters.text[f], p->mapping_filters.number[f],
                                 p->mapping_filters.line[f]),
                 .word_first = p->mapping_filters.word_first[f],
                 .word_n = p->mapping_filters.word_n[f]};
    if (test.op != EX_EQ && test.op != EX_NE)
      num_parse(x->t->a, plan_text(p, p->mapping_texts.text[test.word_first]), &test.number);
    *array_push(x->t->a, &x->p->tests) = test;
  }
}

static bool columns_found(MappedTable *t, Part *part, const Header *h) {
  const Plan *p = t->m->plan;
  Resolve x = {t, part, h, true, false, 0, NEW_N(&t->scratch, uint32_t, MAPPING_COLUMNS_MAX + 1)};
  uint32_t first = p->mappings.column_first[part->row], end = first + p->mappings.column_n[part->row],
           shared = first;
  while (shared < end && p->mapping_columns.field[shared] != FIELD_VALUE) shared++;
  for (uint32_t k = first; k < shared; k++) {
    if (p->mapping_columns.from[k] != MAP_COLUMN) continue;
    uint32_t cell =
        resolve(&x, p->mapping_columns.text[k], p->mapping_columns.number[k], p->mapping_columns.line[k]);
    take_column(&x, cell, k);
    *array_push(t->a, &part->fields) = (Field){p->mapping_columns.field[k], cell};
  }
  for (uint32_t r = shared; r < end;) {
    uint32_t stop = r + 1;
    while (stop < end && p->mapping_columns.field[stop] != FIELD_VALUE) stop++;
    add_values(&x, r, shared, stop);
    r = stop;
  }
  add_tests(&x);
  return x.ok && !x.undated;
}

// ---- which rows are the header

typedef struct Named {
  uint32_t all, there;
} Named;

static void count_named(const Plan *p, const Header *h, uint32_t text, Named *n) {
  if (text == NONE) return;
  Str key = plan_text(p, text);
  bool there = find_text(h, key).column || (is_pattern(key) && first_match(h, key));
  n->there += there;
  n->all += there || !letters(key); // 列 C may be no header
}

static Named named_in(const Plan *p, uint32_t row, const Header *h) {
  Named n = {0, 0};
  for (uint32_t k = p->mappings.column_first[row], end = k + p->mappings.column_n[row]; k < end; k++) {
    uint8_t from = p->mapping_columns.from[k];
    if (from != MAP_COLUMN && from != MAP_RUN) continue;
    count_named(p, h, p->mapping_columns.text[k], &n);
    if (from == MAP_RUN) count_named(p, h, p->mapping_columns.last_text[k], &n);
  }
  for (uint32_t f = p->mappings.filter_first[row], end = f + p->mappings.filter_n[row]; f < end; f++)
    count_named(p, h, p->mapping_filters.text[f], &n);
  return n;
}

static void rows_told(const Plan *p, uint32_t row, uint32_t *first, uint32_t *last) {
  *first = p->mappings.header_first[row], *last = p->mappings.header_last[row];
  if (*first) return;
  for (uint32_t k = p->mappings.column_first[row], end = k + p->mappings.column_n[row]; k < end; k++) {
    uint32_t n = p->mapping_columns.from[k] == MAP_HEADING ? p->mapping_columns.number[k] : 0;
    if (n && (!*first || n < *first)) *first = n;
    if (n > *last) *last = n;
  }
  if (*last - *first >= MAPPING_HEADERS_MAX) *first = *last;
}

static bool part_has_header(const Plan *p, uint32_t row) {
  uint32_t first, last;
  rows_told(p, row, &first, &last);
  if (first) return true;
  bool heading = false;
  for (uint32_t k = p->mappings.column_first[row], end = k + p->mappings.column_n[row]; k < end; k++)
    heading |= p->mapping_columns.from[k] == MAP_HEADING;
  Header none = {0};
  return heading || named_in(p, row, &none).all || p->mappings.row_first[row] != 1;
}

static void keep(MappedTable *t, Header *h, const Cells *cells, uint32_t row) {
  HeaderRow *r = &h->rows[h->row_n++];
  *r = (HeaderRow){row, NEW_N(t->a, Str, cells->n + 1), cells->n};
  for (uint32_t i = 0; i < cells->n; i++) r->text[i] = str_dup(t->a, cells->text[i]);
}

static void settle(MappedTable *t, Part *p) {
  p->state = columns_found(t, p, &p->header) ? PART_ROWS : PART_WRONG;
}

static bool told_header(MappedTable *t, Part *p, const Cells *cells, uint32_t row, uint32_t first,
                        uint32_t last) {
  if (row < first) return true;
  if (row <= last) keep(t, &p->header, cells, row);
  if (row < last) return true;
  if (p->header.row_n) {
    name_columns(t, &p->header);
    settle(t, p);
  } else
    part_no_header(t, p);
  return row == last;
}

bool part_header(MappedTable *t, Part *p, const Cells *cells, uint32_t row) {
  const Plan *plan = t->m->plan;
  uint32_t first, last;
  if (!part_has_header(plan, p->row)) return settle(t, p), false;
  rows_told(plan, p->row, &first, &last);
  if (first) return told_header(t, p, cells, row, first, last);
  bool late = plan->mappings.row_first[p->row] && row >= plan->mappings.row_first[p->row];
  if (late || p->looked++ == LOOK) return part_no_header(t, p), true;
  ArenaMark mark = arena_mark(t->a);
  Header h = {0};
  keep(t, &h, cells, row);
  name_columns(t, &h);
  Named n = named_in(plan, p->row, &h);
  if (n.there == n.all) {
    p->header = h;
    settle(t, p);
  } else if (n.there > p->best_named || !p->best.row_n)
    p->best = h, p->best_named = n.there;
  else
    arena_reset(t->a, mark);
  return true;
}

void part_no_header(MappedTable *t, Part *p) {
  const Plan *plan = t->m->plan;
  p->state = PART_WRONG;
  if (p->best_named) { // that row was meant: what it lacks is said
    p->header = p->best;
    if (!columns_found(t, p, &p->header)) return;
  }
  Out o = out_memory(t->diags->arena);
  for (uint32_t k = plan->mappings.column_first[p->row], end = k + plan->mappings.column_n[p->row], n = 0;
       k < end; k++) {
    uint32_t text = plan->mapping_columns.text[k];
    if (text == NONE || plan->mapping_columns.from[k] > MAP_RUN || n++ == SHOWN) continue;
    if (o.n) out_z(&o, "、");
    out_str(&o, shown(t->diags->arena, plan_text(plan, text)));
  }
  Diag *d = read_finding(t->diags, &t->at, D_MAP_NO_HEADER, 1, 1, TEXT_ARGS(text_of(out_text(&o))));
  Str there = p->best.row_n ? headers_there(t->diags->arena, &p->best) : (Str){0};
  if (there.n) diag_note(t->diags, d, T_MAP_FIRST, TEXT_ARGS(text_of(there)));
  mapping_said(t->diags, d, t->m->plan, p->row, plan->mappings.line[p->row]);
}
