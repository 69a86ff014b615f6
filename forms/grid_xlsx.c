// Workbooks (ECMA-376 part 1, 18): each sheet a grid. Numbers are written as people see them (numfmt.h), with
// all the digits that the file has.
#include "forms/office.h"
#include "grammar/diags.h"
#include "runtime/read/numfmt.h"
#include "runtime/read/xlsx_merges.h"

#define SHEETS_MAX 256

typedef struct SheetRef {
  Str name, relation, part;
  bool hidden;
} SheetRef;

typedef struct FormatCode {
  uint32_t id;
  Str code;
} FormatCode;

typedef struct Book {
  Arena *arena;
  Office *office;
  ARRAY(SheetRef) sheets;
  ARRAY(Str) strings;
  ARRAY(FormatCode) formats;
  ARRAY(NumberFormat) styles; // by number of a cell's style
  bool from_1904;
  // of the part under way
  Out text;
  bool taking, in_cell_formats;
  uint32_t passing; // depth inside rPh
  // of the sheet under way
  Grid *grid;
  uint32_t row, col, style;
  Str type;
  bool too_big;
} Book;

static bool number(Str s, uint32_t *out) {
  uint64_t n = 0;
  if (!s.n || s.n > 10) return false;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    n = n * 10 + (uint64_t)(s.p[i] - '0');
  }
  *out = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
  return true;
}

// ---- workbook, relationships, styles, strings ------------------------------------------------------

static bool keep(void *ctx, Str s) {
  Book *b = ctx;
  if (b->taking && !b->passing) out_str(&b->text, s);
  return true;
}

static bool no_end(void *ctx, Str name) {
  (void)ctx, (void)name;
  return true;
}

static bool book_start(void *ctx, Str name, XmlAttrs attrs) {
  Book *b = ctx;
  if (str_eq(name, S("workbookPr"))) {
    Str v = xml_attr(attrs, "date1904");
    b->from_1904 = str_eq(v, S("1")) || str_eq(v, S("true"));
  } else if (str_eq(name, S("sheet")) && b->sheets.n < SHEETS_MAX) {
    SheetRef *s = array_push(b->arena, &b->sheets);
    *s = (SheetRef){.name = str_dup(b->arena, xml_attr(attrs, "name"))};
    for (size_t i = 0; attrs[i]; i += 2) // r:id beside sheetId
      if (str_ends(str_z(attrs[i]), S(":id"))) s->relation = str_dup(b->arena, str_z(attrs[i + 1]));
    Str state = xml_attr(attrs, "state");
    s->hidden = str_eq(state, S("hidden")) || str_eq(state, S("veryHidden"));
  }
  return true;
}

static bool relation_start(void *ctx, Str name, XmlAttrs attrs) {
  Book *b = ctx;
  if (!str_eq(name, S("Relationship"))) return true;
  Str id = xml_attr(attrs, "Id"), target = xml_attr(attrs, "Target");
  for (uint32_t i = 0; i < b->sheets.n; i++)
    if (str_eq(b->sheets.p[i].relation, id))
      b->sheets.p[i].part = str_starts(target, S("/")) ? str_dup(b->arena, str_slice(target, 1, target.n))
                                                       : str_cat(b->arena, S("xl/"), target);
  return true;
}

static Str format_code(const Book *b, uint32_t id) {
  for (uint32_t i = 0; i < b->formats.n; i++)
    if (b->formats.p[i].id == id) return b->formats.p[i].code;
  return numfmt_builtin(id);
}

static bool style_start(void *ctx, Str name, XmlAttrs attrs) {
  Book *b = ctx;
  uint32_t id;
  if (str_eq(name, S("numFmt")) && number(xml_attr(attrs, "numFmtId"), &id)) {
    *array_push(b->arena, &b->formats) = (FormatCode){id, str_dup(b->arena, xml_attr(attrs, "formatCode"))};
    return b->formats.n < 10000;
  }
  if (str_eq(name, S("cellXfs"))) b->in_cell_formats = true;
  if (str_eq(name, S("xf")) && b->in_cell_formats) {
    if (!number(xml_attr(attrs, "numFmtId"), &id)) id = 0;
    *array_push(b->arena, &b->styles) = numfmt_parse(b->arena, format_code(b, id));
    return b->styles.n < 100000;
  }
  return true;
}

static bool style_end(void *ctx, Str name) {
  Book *b = ctx;
  if (str_eq(name, S("cellXfs"))) b->in_cell_formats = false;
  return true;
}

static bool string_start(void *ctx, Str name, XmlAttrs attrs) {
  Book *b = ctx;
  (void)attrs;
  if (b->passing || str_eq(name, S("rPh"))) b->passing++;
  if (str_eq(name, S("si"))) b->text = out_memory(b->arena);
  if (str_eq(name, S("t"))) b->taking = true;
  return true;
}

static bool string_end(void *ctx, Str name) {
  Book *b = ctx;
  if (b->passing) b->passing--;
  if (str_eq(name, S("t"))) b->taking = false;
  if (str_eq(name, S("si"))) *array_push(b->arena, &b->strings) = out_text(&b->text);
  return b->strings.n < 4000000;
}

// ---- a sheet -----------------------------------------------------------------------------------

static Str cell_text(Book *b, Str raw) {
  Arena *a = b->arena;
  uint32_t index;
  if (str_eq(b->type, S("s")))
    return number(raw, &index) && index < b->strings.n ? b->strings.p[index] : (Str){0};
  if (str_eq(b->type, S("b"))) return str_eq(raw, S("1")) ? S("是") : S("否");
  if (b->type.n && !str_eq(b->type, S("n"))) return raw;
  static const NumberFormat general = {.n = 1, .plain = true};
  bool divided; // shown so, without a unit that says so: the number itself is meant
  return numfmt_text(a, b->style < b->styles.n ? &b->styles.p[b->style] : &general, str_trim(raw),
                     b->from_1904, &divided);
}

static bool merge(Book *b, Str ref) {
  Merge m;
  if (!cell_range(ref, &m) || m.top > GRID_ROWS_MAX || m.left > GRID_COLS_MAX) return true;
  uint32_t row = m.top - 1, col = m.left - 1, rows = m.bottom - row, cols = m.right - col;
  // behind the cells, which a program writes in the order of their rows
  for (uint32_t lo = 0, hi = b->grid->cells.n; lo < hi;) {
    uint32_t mid = lo + (hi - lo) / 2;
    Cell *c = &b->grid->cells.p[mid];
    if (c->row == row && c->col == col) {
      c->rows = rows < GRID_ROWS_MAX ? rows : GRID_ROWS_MAX;
      c->cols = cols < GRID_COLS_MAX ? cols : GRID_COLS_MAX;
      return true;
    }
    if (c->row < row || (c->row == row && c->col < col))
      lo = mid + 1;
    else
      hi = mid;
  }
  return true;
}

static bool grid_start(void *ctx, Str name, XmlAttrs attrs) {
  Book *b = ctx;
  uint32_t n;
  if (b->passing || str_eq(name, S("rPh"))) {
    b->passing++;
    return true;
  }
  if (str_eq(name, S("row"))) {
    b->row = number(xml_attr(attrs, "r"), &n) && n ? n - 1 : b->row + 1;
    b->col = UINT32_MAX; // the next is the first
  } else if (str_eq(name, S("c"))) {
    uint32_t row, col;
    Str at = xml_attr(attrs, "r");
    if (at.n && cell_name(at, &col, &row))
      b->col = col - 1, b->row = row - 1;
    else
      b->col++;
    b->type = str_dup(b->arena, xml_attr(attrs, "t"));
    if (!number(xml_attr(attrs, "s"), &b->style)) b->style = 0;
    b->text = out_memory(b->arena);
  } else if (str_eq(name, S("v")) || str_eq(name, S("t"))) {
    b->taking = true;
  } else if (str_eq(name, S("mergeCell"))) {
    return merge(b, xml_attr(attrs, "ref"));
  }
  return true;
}

static bool grid_end(void *ctx, Str name) {
  Book *b = ctx;
  if (b->passing) {
    b->passing--;
    return true;
  }
  if (str_eq(name, S("v")) || str_eq(name, S("t"))) b->taking = false;
  if (!str_eq(name, S("c"))) return true;
  Str text = str_trim(cell_text(b, out_text(&b->text)));
  if (!text.n && (b->row >= GRID_ROWS_MAX || b->col >= GRID_COLS_MAX)) return true; // formatted and empty
  Cell c = {.text = text,
            .row = b->row,
            .col = b->col,
            .rows = 1,
            .cols = 1,
            .at_row = b->row + 1,
            .at_col = b->col + 1};
  b->too_big = !grid_add(b->arena, b->grid, c);
  return !b->too_big;
}

bool grid_read_xlsx(Arena *a, Document *d, Str bytes, Diags *diags) {
  Office o;
  if (!office_open(a, d->name, bytes, diags, &o)) return false;
  Book b = {.arena = a, .office = &o, .text = out_memory(a)};
  XmlHandler h = {book_start, no_end, keep, &b};
  if (!office_part(&o, S("xl/workbook.xml"), false, &h)) return false;
  h.start = relation_start;
  if (!office_part(&o, S("xl/_rels/workbook.xml.rels"), false, &h)) return false;
  h.start = style_start, h.end = style_end;
  if (!office_part(&o, S("xl/styles.xml"), true, &h)) return false;
  h.start = string_start, h.end = string_end;
  if (!office_part(&o, S("xl/sharedStrings.xml"), true, &h)) return false;
  h.start = grid_start, h.end = grid_end;
  for (uint32_t i = 0; i < b.sheets.n; i++) {
    SheetRef *s = &b.sheets.p[i];
    if (s->hidden || !s->part.n) continue;
    b.grid = NEW(a, Grid);
    b.grid->sheet = s->name;
    b.row = UINT32_MAX;
    b.col = UINT32_MAX;
    b.passing = 0, b.taking = false;
    if (!zip_find(&o.zip, s->part)) continue; // a chart's sheet
    if (!office_part(&o, s->part, false, &h)) return false;
    if (!b.too_big) b.too_big = !document_grid(a, d, b.grid);
    if (b.too_big) return office_refuse(&o, D_IMPORT_TOO_BIG, s->name);
  }
  return true;
}
