// Cells into a form, row by row, and the names of blocks.
#include "forms/fill_parts.h"
#include "grammar/ast.h"
#include "runtime/report/report.h"
#include "runtime/show.h"

Str fill_str(const Fill *f, uint32_t str) {
  return show_clean(f->a, plan_text(f->p, str));
}

SheetCell *fill_cell(Fill *f, uint32_t col, uint32_t cols, SheetLook look, Str text) {
  return sheet_cell(f->a, f->s, f->row, col, cols, look, text);
}

void fill_number(SheetCell *c, Num n) {
  c->number = n;
}

static uint32_t width_of(const Fill *f, uint32_t col, uint32_t cols) {
  uint32_t w = 0;
  for (uint32_t i = col; i < col + cols; i++) w += f->s->widths[i];
  return w;
}

// The row is so high that a text of so many columns fits.
static void height(Fill *f, uint32_t row, uint32_t col, uint32_t cols, Str text) {
  while (f->s->heights.n <= row) *array_push(f->a, &f->s->heights) = 0;
  uint32_t lines = sheet_lines(text, width_of(f, col, cols));
  if (lines > f->s->heights.p[row]) f->s->heights.p[row] = lines;
}

void fill_label(Fill *f, uint32_t col, uint32_t cols, Str text) {
  fill_cell(f, col, cols, LOOK_LABEL, text);
  height(f, f->row, col, cols, text);
}

void fill_value(Fill *f, uint32_t col, uint32_t cols, Str text) {
  fill_cell(f, col, cols, LOOK_TEXT, text);
  height(f, f->row, col, cols, text);
}

void fill_prose(Fill *f, uint32_t col, uint32_t cols, Str text) {
  fill_cell(f, col, cols, LOOK_PROSE, text);
  height(f, f->row, col, cols, text);
}

// The i-th of n parts of the columns behind `from`.
void fill_share(const Fill *f, uint32_t from, uint32_t i, uint32_t n, uint32_t *col, uint32_t *cols) {
  uint32_t all = f->s->cols - from;
  *col = from + i * all / n;
  *cols = from + (i + 1) * all / n - *col;
}

Str fill_department(const Fill *f) {
  uint32_t d = report_department(f->p, f->e);
  return d == NONE ? (Str){0} : fill_str(f, f->p->entities.name[d]);
}

// All texts of a kind, a line each.
Str fill_texts(const Fill *f, TextKind kind) {
  const Plan *p = f->p;
  Out o = out_memory(f->a);
  for (uint32_t i = 0; i < p->entities.text_n[f->e]; i++) {
    uint32_t t = p->entities.text_first[f->e] + i;
    if (p->texts.kind[t] != kind) continue;
    if (o.n) out_c(&o, '\n');
    out_str(&o, fill_str(f, p->texts.text[t]));
  }
  return out_text(&o);
}

static const char numerals[] = "一二三四五六七八九";

bool fill_chapter(Str over) { // “二、预算执行情况” stands over its block, other names beside it
  for (size_t i = 0; i + 3 < sizeof numerals; i += 3)
    if (over.n > 6 && memcmp(over.p, numerals + i, 3) == 0 && memcmp(over.p + 3, "、", 3) == 0) return true;
  return false;
}

Str fill_over(const Block *b) { // what most of its headings stand under
  Str best = {0};
  uint32_t most = 0;
  for (uint32_t i = 0; i < b->n; i++) {
    uint32_t same = 0;
    for (uint32_t k = 0; k < b->n; k++) same += !strcmp(b->h[i]->over, b->h[k]->over);
    if (same > most) most = same, best = str_z(b->h[i]->over);
  }
  return best;
}

void fill_block_name(Fill *f, Str name, uint32_t from) { // beside the rows that were written
  if (!name.n || fill_chapter(name) || !f->side) return;
  Sheet *s = f->s;
  SheetCell c = {.row = from,
                 .col = 0,
                 .rows = f->row - from,
                 .cols = f->side,
                 .look = LOOK_LABEL,
                 .text = name,
                 .number = NUM_BAD};
  uint32_t at = 0;
  while (at < s->cells.n && s->cells.p[at].row < from) at++;
  array_push(f->a, &s->cells);
  memmove(s->cells.p + at + 1, s->cells.p + at, (s->cells.n - 1 - at) * sizeof *s->cells.p);
  s->cells.p[at] = c;
}

void fill_block_title(Fill *f, Str name) {
  if (!fill_chapter(name)) return;
  fill_label(f, 0, f->s->cols, name);
  f->row++;
}

bool fill_valued(const Fill *f) {
  return f->form != FILL_TARGETS;
}

Num fill_ten_thousands(const Fill *f, Num base) { // 万元
  return num_div(f->a, base, NUM(10000));
}
