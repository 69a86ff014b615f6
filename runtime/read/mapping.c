// Rows of mapped tables: those that 只取 takes, once for each column of values.
#include "runtime/read/mapping_parts.h"

enum { USUAL_LOOK = 20 }; // rows of a sheet before its header

// ---- which files, which sheets

bool mapping_glob(Str pattern, Str text) {
  size_t i = 0, k = 0, star = SIZE_MAX, mark = 0;
  unsigned n;
  while (k < text.n) {
    if (i < pattern.n && pattern.p[i] == '*')
      star = ++i, mark = k;
    else if (i < pattern.n && pattern.p[i] == '?') {
      utf_decode(text, k, &n);
      i++, k += n;
    } else if (i < pattern.n && pattern.p[i] == text.p[k])
      i++, k++;
    else if (star == SIZE_MAX)
      return false;
    else
      i = star, k = ++mark;
  }
  while (i < pattern.n && pattern.p[i] == '*') i++;
  return i == pattern.n;
}

static Str last_part(Str *path) { // cut off
  size_t i = path->n;
  while (i > 0 && path->p[i - 1] != '/') i--;
  Str part = str_slice(*path, i, path->n);
  *path = str_slice(*path, 0, i ? i - 1 : 0);
  return part;
}

static Str without_question(Str path) { // 台账.db?table=实际: the file
  const char *q = path.n ? memchr(path.p, '?', path.n) : NULL;
  return q ? str_slice(path, 0, (size_t)(q - path.p)) : path;
}

bool mapping_names(Str pattern, Str path) {
  bool tail = str_ends(path, pattern) && pattern.n;
  if (tail && (path.n == pattern.n || path.p[path.n - pattern.n - 1] == '/')) return true;
  path = without_question(path);
  do {
    Str want = last_part(&pattern);
    if (str_eq(want, S("..")) || str_eq(want, S("."))) return true;
    if (!mapping_glob(want, last_part(&path))) return false;
  } while (pattern.n);
  return true;
}

Mapping *mapping_of(Arena *a, const Plan *plan, UnitTable *units, Str path, uint8_t *used) {
  Mapping *m = NULL;
  bool told = false; // more than its name
  for (uint32_t i = 0; i < plan->mappings.n; i++) {
    if (!mapping_names(plan_text(plan, plan->mappings.pattern[i]), path)) continue;
    if (used) used[i] = 1;
    told |= plan->mappings.told[i] || plan->mappings.sheet_n[i] || plan->mappings.entity[i] != NONE;
    if (!m) {
      m = NEW(a, Mapping);
      *m = (Mapping){.plan = plan, .units = units, .rows = NEW_N(a, uint32_t, plan->mappings.n)};
      m->met = NEW_N(a, uint8_t, plan->mapping_texts.n + 1);
      m->met_n = NEW_N(a, uint64_t, plan->mappings.n);
      m->took = NEW_N(a, bool, plan->mappings.n);
    }
    m->rows[m->n++] = i;
  }
  return told ? m : NULL;
}

static bool reads(Mapping *m, Arena *a, uint32_t row, Str sheet) {
  const Plan *p = m->plan;
  uint32_t first = p->mappings.sheet_first[row], n = p->mappings.sheet_n[row];
  if (!n) return true;
  Str key = utf_key(a, str_trim(sheet));
  bool any = false;
  for (uint32_t s = first; s < first + n; s++) {
    if (!sheet.n || !mapping_glob(plan_text(p, p->mapping_texts.text[s]), key)) continue;
    m->met[s] = 1;
    any = true;
  }
  return any;
}

Mapping *mapping_peek(Arena *a, uint32_t rows) {
  Mapping *m = NEW(a, Mapping);
  m->peek = NEW(a, Peek);
  m->peek->arena = a, m->peek->most = rows;
  return m;
}

const PeekRow *mapping_peeked(const Mapping *m, uint32_t *n) {
  *n = m->peek->rows.n;
  return m->peek->rows.p;
}

static bool keep(Peek *k, Str sheet, const Cells *cells, uint32_t row) {
  Arena *a = k->arena;
  PeekRow *r = array_push(a, &k->rows);
  *r = (PeekRow){str_dup(a, sheet), row, NEW_N(a, Str, cells->n + 1), cells->n};
  for (uint32_t i = 0; i < cells->n; i++) r->cell[i] = str_dup(a, cells->text[i]);
  return ++k->here < k->most;
}

bool mapping_reads(Mapping *m, Arena *a, Str sheet) {
  bool any = m->peek != NULL;
  for (uint32_t i = 0; i < m->n; i++) any |= reads(m, a, m->rows[i], sheet);
  return any;
}

static Str list(Arena *a, const Str *names, uint32_t n) {
  Out o = out_memory(a);
  for (uint32_t i = 0; i < n && i < 20; i++) {
    if (i) out_z(&o, "、");
    out_str(&o, i == 19 ? S("…") : names[i]);
  }
  return out_text(&o);
}

void mapping_said(Diags *diags, Diag *d, const Plan *p, uint32_t row, uint32_t line) {
  Text file = text_of(plan_text(p, p->files.name[p->mappings.file[row]]));
  diag_note(diags, d, T_MAP_SAID, TEXT_ARGS(file, text_of(str_fmt(diags->arena, "%u", line))));
}

// Rows are there, and a condition leaves none of them. Of several files (月报/*.csv) that may well be.
static void say_none(Mapping *m, Diags *diags, const ReadPlace *at, uint32_t row) {
  Str pattern = plan_text(m->plan, m->plan->mappings.pattern[row]);
  bool many = str_has(pattern, S("*")) || str_has(pattern, S("?"));
  if (!m->met_n[row] || m->took[row] || many) return;
  Text n = text_of(str_fmt(diags->arena, "%llu", (unsigned long long)m->met_n[row]));
  Diag *d = read_finding(diags, at, D_MAP_NO_ROW, 0, 0, TEXT_ARGS(n));
  mapping_said(diags, d, m->plan, row, m->plan->mappings.line[row]);
}

bool mapping_done(Mapping *m, Diags *diags, const ReadPlace *at, const Str *sheets, uint32_t n) {
  const Plan *p = m->plan;
  bool ok = true;
  for (uint32_t i = 0; i < m->n; i++) {
    uint32_t row = m->rows[i], first = p->mappings.sheet_first[row];
    say_none(m, diags, at, row);
    for (uint32_t s = first; s < first + p->mappings.sheet_n[row]; s++) {
      if (m->met[s]) continue;
      ok = false;
      Diag *d = read_finding(diags, at, D_MAP_SHEET, 0, 0,
                             TEXT_ARGS(text_of(plan_text(p, p->mapping_texts.text[s]))));
      if (n) diag_note(diags, d, T_MAP_SHEETS, TEXT_ARGS(text_of(list(diags->arena, sheets, n))));
      mapping_said(diags, d, p, row, p->mappings.line[row]);
    }
  }
  return ok;
}

// ---- a sheet

MappedTable *mapped_begin(Arena *a, Diags *diags, const ReadPlace *at, Mapping *m, RowSink sink) {
  MappedTable *t = NEW(a, MappedTable);
  *t = (MappedTable){.a = a, .diags = diags, .at = *at, .m = m, .sink = sink};
  t->at.sheet = at->sheet.n ? str_dup(a, at->sheet) : (Str){0};
  arena_init_like(&t->scratch, a);
  t->parts = NEW_N(a, Part, m->n + 1);
  if (m->peek) m->peek->here = 0;
  for (uint32_t i = 0; i < m->n; i++)
    if (reads(m, &t->scratch, m->rows[i], at->sheet))
      t->parts[t->n++] = (Part){.row = m->rows[i], .usual = !m->plan->mappings.told[m->rows[i]]};
  return t;
}

static Str cell(const Cells *cells, uint32_t column) {
  return column && column <= cells->n ? cells->text[column - 1] : (Str){0};
}

static bool number(Arena *a, Str s, Num *out) {
  char *plain = arena_raw(a, s.n + 1, 1);
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] != ',') plain[n++] = s.p[i];
  return num_parse(a, (Str){plain, n}, out);
}

static bool is_word(Arena *a, Str text, Str key, Str word) {
  Num x, y;
  if (str_eq(key, utf_key(a, str_trim(word)))) return true;
  return number(a, word, &y) && number(a, text, &x) && num_cmp(x, y) == 0;
}

static bool holds(MappedTable *t, const Test *test, const Cells *cells) {
  const Plan *p = t->m->plan;
  Arena *a = &t->scratch;
  Str text = cell(cells, test->cell), key = utf_key(a, text);
  if (test->op == EX_EQ || test->op == EX_NE) {
    bool any = false;
    for (uint32_t w = 0; w < test->word_n && !any; w++)
      any = is_word(a, key, key, plan_text(p, p->mapping_texts.text[test->word_first + w]));
    return any == (test->op == EX_EQ);
  }
  Num x;
  if (!number(a, key, &x)) return false;
  int c = num_cmp(x, test->number);
  switch (test->op) {
  case EX_GE: return c >= 0;
  case EX_LE: return c <= 0;
  case EX_GT: return c > 0;
  default: return c < 0;
  }
}

static bool wanted(MappedTable *t, const Part *p, const Cells *cells) {
  ArenaMark mark = arena_mark(&t->scratch);
  bool all = true;
  for (uint32_t i = 0; i < p->tests.n && all; i++) all = holds(t, &p->tests.p[i], cells);
  arena_reset(&t->scratch, mark);
  return all;
}

// Only a text's cells may stand where they do not belong.
static bool misplaced(MappedTable *t, const Part *p, const Cells *cells, RowFault *out) {
  const Header *h = &p->header;
  bool text = !t->at.sheet.n && h->n && !(h->row_n && !h->rows[0].row);
  return (text && layout_too_wide(&t->scratch, cells, h->n, out)) ||
         layout_cut_off(&t->scratch, cells, h->n, out);
}

// One for each column of values; where there are several, a blank cell is no row.
static bool give(MappedTable *t, const Part *p, const Cells *cells, uint32_t row) {
  RowFault found;
  const RowFault *broken = misplaced(t, p, cells, &found) ? &found : NULL;
  for (uint32_t i = 0; i < p->values.n; i++) {
    Row r = p->values.p[i];
    uint32_t at = r.column[COL_VALUE];
    r.row = row, r.broken = broken;
    if (at) r.cell[COL_VALUE] = cell(cells, at);
    if (!r.cell[COL_VALUE].n && p->values.n > 1 && !broken) continue;
    for (uint32_t k = 0; k < p->fields.n; k++)
      r.cell[p->fields.p[k].column] = cell(cells, p->fields.p[k].cell);
    if (!t->sink.row(t->sink.ctx, &r)) return false;
    if (broken) break;
  }
  return true;
}

// ---- the usual headers, of a sheet or project that is told

typedef struct Inside {
  RowSink sink;
  uint32_t within;
} Inside;

static bool inside(void *ctx, const Row *row) {
  Inside *x = ctx;
  Row r = *row;
  r.within = x->within;
  return x->sink.row(x->sink.ctx, &r);
}

static bool usual_header(MappedTable *t, Part *p, const Cells *cells, uint32_t row) {
  if (!layout_is_header(t->a, cells) && t->at.sheet.n && p->looked++ < USUAL_LOOK) return true;
  p->state = layout_read(t->a, t->diags, &t->at, cells, row, &p->layout) ? PART_ROWS : PART_WRONG;
  return true;
}

static bool usual_row(MappedTable *t, Part *p, const Cells *cells, uint32_t row) {
  uint32_t e = t->m->plan->mappings.entity[p->row];
  Inside x = {t->sink, e == NONE ? 0 : e + 1};
  return layout_row(&p->layout, &t->scratch, &t->at, cells, row, NULL, (RowSink){inside, &x});
}

static bool part_row(MappedTable *t, Part *p, const Cells *cells, uint32_t row) {
  const Plan *plan = t->m->plan;
  uint32_t first = plan->mappings.row_first[p->row], last = plan->mappings.row_last[p->row];
  t->m->met_n[p->row]++;
  if (row < first) return true;
  if (last && row > last) return p->state = PART_OVER, true;
  if (!wanted(t, p, cells)) return true;
  t->m->took[p->row] = true;
  return give(t, p, cells, row);
}

bool mapped_row(MappedTable *t, const Cells *cells, uint32_t row) {
  bool blank = true, more = false;
  for (uint32_t i = 0; i < cells->n && blank; i++) blank = !cells->text[i].n;
  if (blank) return true;
  t->any = true;
  if (t->m->peek) return keep(t->m->peek, t->at.sheet, cells, row);
  ArenaMark mark = arena_mark(&t->scratch);
  for (uint32_t i = 0; i < t->n; i++) {
    Part *p = &t->parts[i];
    bool took = p->state == PART_HEADER &&
                (p->usual ? usual_header(t, p, cells, row) : part_header(t, p, cells, row));
    if (took) {
      more |= p->state != PART_WRONG;
      continue;
    }
    bool on = p->state != PART_ROWS || (p->usual ? usual_row(t, p, cells, row) : part_row(t, p, cells, row));
    if (!on) return false;
    more |= p->state == PART_ROWS;
  }
  arena_reset(&t->scratch, mark);
  return more;
}

bool mapped_end(MappedTable *t) {
  bool ok = true;
  for (uint32_t i = 0; i < t->n; i++) {
    Part *p = &t->parts[i];
    if (p->state == PART_HEADER && t->any) part_no_header(t, p);
    ok &= p->state == PART_ROWS || p->state == PART_OVER;
  }
  if (!t->any && t->n) read_finding(t->diags, &t->at, D_DATA_EMPTY, 1, 1, NO_ARGS);
  arena_free(&t->scratch);
  return ok;
}
