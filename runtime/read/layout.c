// Headers are looked up once (headers.def); after that a record is copied column by column.
#include "runtime/read/layout.h"
#include "grammar/diags.h"
#include "runtime/read/headers.h"

Diag *read_finding(Diags *diags, const ReadPlace *at, uint16_t id, uint32_t row, uint32_t column,
                   const Text *args, size_t argc) {
  Diag *d = diag_add(diags, id, (Span){0}, args, argc);
  d->cell.name = at->name;
  d->cell.sheet = at->sheet;
  d->cell.row = row, d->cell.column = column;
  return d;
}

bool layout_is_header(Arena *a, const Cells *header) {
  bool name = false, value = false;
  for (uint32_t i = 0; i < header->n; i++) {
    Str unit;
    Column column = header_column(a, header->text[i], &unit);
    name |= column == COL_NAME;
    value |= column == COL_VALUE;
  }
  return name && value;
}

bool layout_read(Arena *a, Diags *diags, const ReadPlace *at, const Cells *header, uint32_t row,
                 Layout *out) {
  *out = (Layout){.cells = header->n};
  bool ok = true;
  for (uint32_t i = 0; i < header->n; i++) {
    Str unit, cell = header->text[i];
    Column column = header_column(a, cell, &unit);
    if (column == COLUMNS) continue;
    if (out->at[column] && column >= COL_REASON) continue; // what is not needed may stand there twice
    if (out->at[column]) {
      Text first = text_of(str_fmt(a, "%u", out->at[column]));
      read_finding(diags, at, D_DATA_HEADER_TWICE, row, i + 1, TEXT_ARGS(text_of(cell), first));
      ok = false;
      continue;
    }
    out->at[column] = i + 1;
    if (column == COL_VALUE) out->header_unit = str_dup(a, unit);
  }
  static const Column needed[] = {COL_NAME, COL_VALUE};
  if (!out->at[COL_NAME] && !out->at[COL_VALUE])
    return read_finding(diags, at, D_DATA_NO_HEADER, row, 1, NO_ARGS), false;
  for (int i = 0; i < 2; i++) {
    if (out->at[needed[i]]) continue;
    Text spellings = text_of(header_spellings(a, needed[i]));
    read_finding(diags, at, D_DATA_NO_COLUMN, row, 1, TEXT_ARGS(spellings));
    ok = false;
  }
  return ok;
}

static bool blank(const Cells *cells) {
  for (uint32_t i = 0; i < cells->n; i++)
    if (cells->text[i].n) return false;
  return true;
}

// Cells beyond the header are only a finding when one of them holds something.
static bool too_wide(const Layout *l, Arena *a, Diags *diags, const ReadPlace *at, const Cells *cells,
                     uint32_t row) {
  for (uint32_t i = l->cells; i < cells->n && !l->any_width; i++) {
    if (!cells->text[i].n) continue;
    Text have = text_of(str_fmt(a, "%u", cells->n)), want = text_of(str_fmt(a, "%u", l->cells));
    read_finding(diags, at, D_DATA_WIDE_ROW, row, i + 1, TEXT_ARGS(have, want));
    return true;
  }
  return false;
}

bool layout_cut_off(Arena *a, Diags *diags, const ReadPlace *at, const Cells *cells, uint32_t width,
                    uint32_t row) {
  if (!cells->open || cells->n >= width) return false;
  Text have = text_of(str_fmt(a, "%u", cells->n)), want = text_of(str_fmt(a, "%u", width));
  read_finding(diags, at, D_DATA_CUT_OFF, row, cells->n, TEXT_ARGS(have, want));
  return true;
}

bool layout_row(const Layout *l, Arena *a, Diags *diags, const ReadPlace *at, const Cells *cells,
                uint32_t row, RowSink sink) {
  if (blank(cells)) return true;
  Row r = {.header_unit = l->header_unit, .file = at->file, .sheet = at->sheet, .row = row};
  r.broken = l->broken || too_wide(l, a, diags, at, cells, row) ||
             layout_cut_off(a, diags, at, cells, l->cells, row);
  for (int k = 0; k < COLUMNS; k++) {
    r.column[k] = l->at[k];
    r.cell[k] = l->constant[k];
    if (l->at[k] && l->at[k] <= cells->n) r.cell[k] = cells->text[l->at[k] - 1];
  }
  return sink.row(sink.ctx, &r);
}
