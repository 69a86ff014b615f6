// Headers are looked up once (headers.def); after that a record is copied column by column.
#include "runtime/read/layout.h"
#include "base/utf.h"
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

enum { NAME = 1 << COL_NAME, VALUE = 1 << COL_VALUE };

static uint32_t columns_of(Arena *a, const Cells *header) { // a bit each
  uint32_t all = 0;
  Str unit;
  for (uint32_t i = 0; i < header->n; i++) all |= 1u << header_column(a, header->text[i], &unit);
  return all;
}

bool layout_is_header(Arena *a, const Cells *header) {
  return !(~columns_of(a, header) & (NAME | VALUE));
}

Column layout_lacks(Arena *a, const Cells *header) {
  enum { MORE = 1 << COL_DEPARTMENT | 1 << COL_PROJECT | 1 << COL_DATE | 1 << COL_UNIT };
  uint32_t all = columns_of(a, header);
  if (!(all & MORE) || !(all & (NAME | VALUE)) || !(~all & (NAME | VALUE))) return COLUMNS;
  return all & NAME ? COL_VALUE : COL_NAME;
}

Str layout_listed(Arena *a, const Cells *header) {
  enum { SHOWN = 20 };
  Out o = out_memory(a);
  for (uint32_t i = 0; i < header->n && i < SHOWN; i++) {
    if (i) out_z(&o, "、");
    out_str(&o, utf_fit(a, header->text[i], 40));
  }
  if (header->n > SHOWN) out_z(&o, "…");
  return out_text(&o);
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
  if (row && !out->at[COL_NAME] && !out->at[COL_VALUE])
    return read_finding(diags, at, D_DATA_NO_HEADER, row, 1, NO_ARGS), false;
  for (int i = 0; i < 2; i++) {
    if (out->at[needed[i]]) continue;
    Text spellings = text_of(header_spellings(a, needed[i]));
    Diag *d = read_finding(diags, at, D_DATA_NO_COLUMN, row, row ? 1 : 0, TEXT_ARGS(spellings));
    if (!row) diag_note(diags, d, T_MAP_THERE, TEXT_ARGS(text_of(layout_listed(a, header)))); // of a database
    ok = false;
  }
  return ok;
}

static bool blank(const Cells *cells) {
  for (uint32_t i = 0; i < cells->n; i++)
    if (cells->text[i].n) return false;
  return true;
}

// The row has as many cells as it has, the header as many as it should have.
static RowFault fault(Arena *a, uint16_t id, const Cells *cells, uint32_t width, uint32_t column) {
  Text have = text_of(str_fmt(a, "%u", cells->n)), want = text_of(str_fmt(a, "%u", width));
  return (RowFault){{.id = id, .argc = 2, .args = {have, want}}, column};
}

bool layout_too_wide(Arena *a, const Cells *cells, uint32_t width, RowFault *out) {
  uint32_t i = width;
  while (i < cells->n && !cells->text[i].n) i++;
  return i < cells->n && (*out = fault(a, D_DATA_WIDE_ROW, cells, width, i + 1), true);
}

bool layout_cut_off(Arena *a, const Cells *cells, uint32_t width, RowFault *out) {
  bool cut = cells->open && cells->n < width;
  return cut && (*out = fault(a, D_DATA_CUT_OFF, cells, width, cells->n), true);
}

bool layout_row(const Layout *l, Arena *a, const ReadPlace *at, const Cells *cells, uint32_t row,
                const RowFault *broken, RowSink sink) {
  if (blank(cells)) return true;
  RowFault found;
  Row r = {.header_unit = l->header_unit, .file = at->file, .sheet = at->sheet, .row = row};
  r.broken = broken;
  bool wide = !l->any_width && layout_too_wide(a, cells, l->cells, &found);
  if (!broken && (wide || layout_cut_off(a, cells, l->cells, &found))) r.broken = &found;
  for (int k = 0; k < COLUMNS; k++) {
    r.column[k] = l->at[k];
    r.cell[k] = l->constant[k];
    if (l->at[k] && l->at[k] <= cells->n) r.cell[k] = cells->text[l->at[k] - 1];
  }
  return sink.row(sink.ctx, &r);
}
