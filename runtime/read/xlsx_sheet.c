// One sheet: <row r="7"><c r="B7" s="3" t="s"><v>12</v></c>…</row>. A cell's text is what its type, its style
// and the shared strings make of <v>; merged cells are filled in; then the row goes to the table.
#include "grammar/diags.h"
#include "runtime/read/xlsx.h"
#include "runtime/read/xlsx_merges.h"

typedef enum CellType { TYPE_NUMBER, TYPE_SHARED, TYPE_TEXT, TYPE_TRUTH, TYPE_DATE } CellType;

typedef struct Fill { // of a column, by the merged cells that reach into the row
  uint32_t bottom;    // its last row; 0: none
  Str text;
  bool number;
} Fill;

typedef struct SheetReading {
  Workbook *book;
  ReadPlace at;
  Arena arena, scratch; // of the sheet; of one row
  ArenaMark row_mark;
  SheetTable *table;
  Merges merges;
  uint32_t merge_next;              // the first that begins below
  Fill *fills;                      // by column, where there are merges
  uint32_t fill_right, fill_bottom; // no fill lies beyond
  uint32_t row, column;
  ARRAY(Str) text;
  ARRAY(uint8_t) origin;
  bool *number;  // by column
  uint32_t used; // cells of this row
  CellType type;
  const NumberFormat *format;
  Out value;
  bool in_value, spoken, in_row, in_cell;
  bool formula; // the cell has one
  bool too_long, bad_place;
} SheetReading;

// ---- cells --------------------------------------------------------------------------------------

static uint32_t number_of(Str s) {
  uint32_t n = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9' || n > UINT32_MAX / 16) return UINT32_MAX;
    n = n * 10 + (uint32_t)(s.p[i] - '0');
  }
  return s.n ? n : UINT32_MAX;
}

// Attributes and elements of cells have names of one letter; comparing them is most of the work of a big
// sheet.
static bool is(Str s, char letter) {
  return s.n == 1 && s.p[0] == letter;
}

static CellType type_named(Str name) {
  static const struct {
    const char *name;
    CellType type;
  } types[] = {{"s", TYPE_SHARED}, {"str", TYPE_TEXT}, {"inlineStr", TYPE_TEXT},
               {"e", TYPE_TEXT},   {"b", TYPE_TRUTH},  {"d", TYPE_DATE}};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (str_eq(name, str_z(types[i].name))) return types[i].type;
  return TYPE_NUMBER;
}

static bool begin_row(SheetReading *s, Str number) {
  uint32_t row = number.p ? number_of(number) : s->row + 1;
  s->in_row = true;
  s->in_cell = s->in_value = s->spoken = false; // of a row that began within a cell
  s->bad_place |= row <= s->row || row > SHEET_ROWS_MAX;
  s->row = row;
  s->column = s->used = 0;
  return !s->bad_place;
}

static bool begin_cell(SheetReading *s, Str place, Str style, Str type) { // p is NULL: it has none
  uint32_t column = s->column + 1, row = s->row, format = style.p ? number_of(style) : 0;
  bool placed = !place.p || (cell_name(place, &column, &row) && row == s->row);
  if (!placed || column <= s->column || column > SHEET_COLUMNS_MAX) return s->bad_place = true, false;
  s->column = column;
  s->type = type.p ? type_named(type) : TYPE_NUMBER;
  s->format = format < s->book->formats.n ? &s->book->formats.p[format] : NULL;
  s->value.n = 0;
  s->in_cell = true;
  s->formula = false;
  return true;
}

static bool begin_cell_of(SheetReading *s, XmlAttrs attrs) {
  Str place = {0}, style = {0}, type = {0};
  for (; *attrs; attrs += 2) {
    if (attrs[0][1]) continue;
    switch (attrs[0][0]) {
    case 'r': place = str_z(attrs[1]); break;
    case 's': style = str_z(attrs[1]); break;
    case 't': type = str_z(attrs[1]); break;
    default: break;
    }
  }
  return begin_cell(s, place, style, type);
}

static void room_for(SheetReading *s, uint32_t columns) {
  while (s->text.n < columns) {
    *array_push(&s->arena, &s->text) = (Str){0};
    *array_push(&s->arena, &s->origin) = CELL_OWN;
  }
  for (; s->used < columns; s->used++) {
    s->text.p[s->used] = (Str){0};
    s->origin.p[s->used] = CELL_OWN;
    s->number[s->used] = false;
  }
}

static Str cell_text(SheetReading *s, Str v, bool *ambiguous) {
  switch (s->type) {
  case TYPE_SHARED: {
    uint32_t i = number_of(v);
    return i < s->book->strings.n ? s->book->strings.p[i] : (Str){0};
  }
  case TYPE_TRUTH: return str_eq(v, S("1")) || str_eq(v, S("true")) ? S("是") : v.n ? S("否") : v;
  case TYPE_DATE: return str_slice(v, 0, 10); // 2021-06-30T00:00:00
  case TYPE_TEXT: return v;
  case TYPE_NUMBER: break;
  }
  static const NumberFormat general = {.n = 1, .plain = true};
  return numfmt_text(&s->scratch, s->format ? s->format : &general, v, s->book->date1904, ambiguous);
}

static void end_cell(SheetReading *s, Str value) { // which lasts until the row's end
  bool ambiguous = false;
  s->in_cell = s->in_value = s->spoken = false;
  Str text = str_trim(cell_text(s, value, &ambiguous));
  bool unsaved = !text.n && s->formula && s->type == TYPE_NUMBER; // of a text it may be empty
  if (unsaved) text = S("（公式没有存结果）");
  if (!text.n) return;
  room_for(s, s->column);
  s->text.p[s->column - 1] = text;
  s->origin.p[s->column - 1] = unsaved ? CELL_UNSAVED : ambiguous ? CELL_DOUBTFUL : CELL_OWN;
  s->number[s->column - 1] = s->type == TYPE_NUMBER;
}

// ---- rows ---------------------------------------------------------------------------------------

// Merged cells that begin in this row, or in one before it that was left out, fill what lies right of and
// below their first cell.
static uint32_t fill_merged(SheetReading *s) {
  uint32_t reach = s->row, widest = 0;
  const Merge *m = s->merges.all.p;
  for (; s->merge_next < s->merges.all.n && m[s->merge_next].top <= s->row; s->merge_next++) {
    Merge at = m[s->merge_next];
    if (at.top < s->row) continue;
    if (at.bottom > reach) reach = at.bottom;
    bool has = at.left <= s->used && s->text.p[at.left - 1].n;
    Fill fill = {at.bottom, {0}, false};
    if (has) {
      fill.text = str_dup(&s->arena, s->text.p[at.left - 1]);
      fill.number = s->number[at.left - 1];
    }
    uint32_t right = at.right < at.left + 255 ? at.right : at.left + 255;
    for (uint32_t c = at.left; c <= right; c++) s->fills[c - 1] = fill;
    if (right > s->fill_right) s->fill_right = right;
    if (at.bottom > s->fill_bottom) s->fill_bottom = at.bottom;
  }
  if (s->row > s->fill_bottom) s->fill_right = 0;
  for (uint32_t c = s->fill_right; c > s->used && !widest; c--)
    if (s->fills[c - 1].bottom >= s->row && s->fills[c - 1].text.n) widest = c;
  if (widest) room_for(s, widest);
  for (uint32_t c = 0; c < s->used && c < s->fill_right; c++) {
    if (s->fills[c].bottom < s->row || s->text.p[c].n || !s->fills[c].text.n) continue;
    s->text.p[c] = s->fills[c].text;
    s->origin.p[c] = s->fills[c].number ? CELL_MERGED_NUMBER : CELL_MERGED;
  }
  return reach;
}

static bool end_row(SheetReading *s) {
  s->in_row = false;
  uint32_t reach = fill_merged(s);
  SheetRow row = {s->text.p, s->origin.p, s->used, s->row, reach};
  bool more = !s->used || sheet_row(s->table, &s->scratch, &row);
  arena_reset(&s->scratch, s->row_mark);
  return more;
}

static bool start(void *ctx, Str name, XmlAttrs attrs) {
  SheetReading *s = ctx;
  if (is(name, 'c')) return !s->in_row || begin_cell_of(s, attrs);
  if (is(name, 'v') || is(name, 't'))
    s->in_value = s->in_cell && !s->spoken;
  else if (is(name, 'f'))
    s->formula = true;
  else if (str_eq(name, S("row")))
    return begin_row(s, xml_attr(attrs, "r"));
  else if (str_eq(name, S("rPh")))
    s->spoken = true;
  return true;
}

static bool end(void *ctx, Str name) {
  SheetReading *s = ctx;
  if (is(name, 'v') || is(name, 't'))
    s->in_value = false;
  else if (is(name, 'c')) {
    if (s->in_cell)
      end_cell(s, str_dup(&s->scratch, out_text(&s->value))); // one that stood outside a row was passed over
  } else if (str_eq(name, S("row")))
    return !s->in_row || end_row(s);
  else if (str_eq(name, S("rPh")))
    s->spoken = false;
  else
    return !str_eq(name, S("sheetData"));
  return true;
}

static bool text(void *ctx, Str t) {
  SheetReading *s = ctx;
  if (!s->in_value) return true;
  if (s->value.n + t.n > WORKBOOK_CELL_MAX) return s->too_long = true, false;
  out_str(&s->value, t);
  return true;
}

static bool plain_row(void *ctx, Str number, const PlainCell *cells, uint32_t n) {
  SheetReading *s = ctx;
  if (!begin_row(s, number)) return false;
  for (uint32_t i = 0; i < n; i++) {
    const PlainCell *c = &cells[i];
    if (!begin_cell(s, c->place, c->style, c->type)) return false;
    s->formula = c->formula;
    end_cell(s, c->text);
  }
  return end_row(s);
}

bool workbook_sheet(Workbook *b, const WorkbookSheet *sheet, Mapping *mapping, RowSink sink,
                    SheetEnd *result) {
  SheetReading s = {.book = b, .at = b->in->place};
  s.at.sheet = str_dup(b->in->arena, sheet->name); // rows that are kept name it
  arena_init_like(&s.arena, b->arena);
  arena_init_like(&s.scratch, b->arena);
  s.row_mark = arena_mark(&s.scratch);
  s.value = out_memory(&s.arena);
  s.number = NEW_N(&s.arena, bool, SHEET_COLUMNS_MAX);
  s.table = sheet_begin(b->in->arena, b->in->diags, &s.at, mapping, sink);
  bool ok = merges_find(&s.arena, b, sheet->part, &s.merges);
  if (s.merges.all.n) s.fills = NEW_N(&s.arena, Fill, SHEET_COLUMNS_MAX);
  ok = ok && workbook_read(b, sheet->part, &(XmlHandler){start, end, text, &s}, &(PlainSink){plain_row, &s});
  if (ok && s.too_long) read_finding(b->in->diags, &s.at, D_DATA_LONG_CELL, s.row, s.column, NO_ARGS);
  if (ok && s.bad_place) ok = workbook_fail(b, sheet->part, ZIP_BROKEN, (XmlResult){0});
  *result = ok ? sheet_end(s.table) : SHEET_BROKEN;
  arena_free(&s.scratch);
  arena_free(&s.arena);
  return ok && !s.too_long;
}
