// Workbooks (ECMA-376 part 1, 18): each sheet a grid. Numbers are taken as the file has them; where the
// cell's format is a percentage or a date they are written as people see them.
#include "base/date.h"
#include "base/number.h"
#include "forms/office.h"
#include "grammar/diags.h"

#define SHEETS_MAX 256

typedef enum Shown { SHOWN_PLAIN, SHOWN_PERCENT, SHOWN_DATE, SHOWN_MONTH } Shown;

typedef struct SheetRef {
  Str name, relation, part;
  bool hidden;
} SheetRef;

typedef struct NumberFormat {
  uint32_t id;
  uint8_t shown;
} NumberFormat;

typedef struct Book {
  Arena *arena;
  Office *office;
  ARRAY(SheetRef) sheets;
  ARRAY(Str) strings;
  ARRAY(NumberFormat) formats;
  ARRAY(uint8_t) styles; // by number of a cell's style: Shown
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

// B12 → row 11, column 1; how many bytes, 0: none.
static size_t cell_name(Str s, uint32_t *row, uint32_t *col) {
  size_t i = 0;
  uint32_t c = 0, r = 0;
  while (i < s.n && i < 3 && s.p[i] >= 'A' && s.p[i] <= 'Z') c = c * 26 + (uint32_t)(s.p[i++] - 'A') + 1;
  size_t digits = i;
  while (i < s.n && i - digits < 8 && s.p[i] >= '0' && s.p[i] <= '9') r = r * 10 + (uint32_t)(s.p[i++] - '0');
  if (!c || !r) return 0;
  *row = r - 1;
  *col = c - 1;
  return i;
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

static Shown shown_by(Str code) { // of a format's code, quoted words and […] passed over
  bool quoted = false, bracket = false, year = false, day = false, percent = false;
  for (size_t i = 0; i < code.n && !(code.p[i] == ';' && !quoted); i++) {
    char c = code.p[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '[') bracket = true;
    if (c == ']') bracket = false;
    if (bracket) continue;
    if (c == '\\') i++;
    percent |= c == '%';
    year |= c == 'y' || c == 'Y';
    day |= c == 'd' || c == 'D';
  }
  return percent       ? SHOWN_PERCENT
         : year && day ? SHOWN_DATE
         : year        ? SHOWN_MONTH
         : day         ? SHOWN_DATE
                       : SHOWN_PLAIN;
}

static Shown shown_of(const Book *b, uint32_t id) {
  for (uint32_t i = 0; i < b->formats.n; i++)
    if (b->formats.p[i].id == id) return (Shown)b->formats.p[i].shown;
  if (id == 9 || id == 10) return SHOWN_PERCENT;
  if (id == 27 || id == 57 || id == 17) return SHOWN_MONTH;
  if ((id >= 14 && id <= 16) || id == 22 || (id >= 28 && id <= 31) || (id >= 50 && id <= 58))
    return SHOWN_DATE;
  return SHOWN_PLAIN;
}

static bool style_start(void *ctx, Str name, XmlAttrs attrs) {
  Book *b = ctx;
  uint32_t id;
  if (str_eq(name, S("numFmt")) && number(xml_attr(attrs, "numFmtId"), &id)) {
    *array_push(b->arena, &b->formats) = (NumberFormat){id, (uint8_t)shown_by(xml_attr(attrs, "formatCode"))};
    return b->formats.n < 10000;
  }
  if (str_eq(name, S("cellXfs"))) b->in_cell_formats = true;
  if (str_eq(name, S("xf")) && b->in_cell_formats) {
    if (!number(xml_attr(attrs, "numFmtId"), &id)) id = 0;
    *array_push(b->arena, &b->styles) = (uint8_t)shown_of(b, id);
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

// 0.30000000000000004 is 0.3 to the program that wrote it: fifteen digits count. 1.5E-3 is 0.0015.
static bool sheet_number(Arena *a, Str s, Num *out) {
  size_t e = 0;
  while (e < s.n && s.p[e] != 'e' && s.p[e] != 'E') e++;
  if (s.n > 64 || !num_parse(a, str_slice(s, 0, e), out)) return false;
  if (e < s.n) {
    bool minus = e + 1 < s.n && s.p[e + 1] == '-';
    bool sign = minus || (e + 1 < s.n && s.p[e + 1] == '+');
    uint32_t exponent;
    if (!number(str_slice(s, e + 1 + sign, s.n), &exponent) || exponent > 300) return false;
    Num ten = num_pow(a, NUM(10), minus ? -(int64_t)exponent : (int64_t)exponent);
    *out = num_mul(a, *out, ten);
  }
  if (e <= 15) return num_ok(*out);
  Num size = num_abs(a, *out), limit = NUM(1);
  unsigned whole = 0;
  while (whole < 310 && num_cmp(size, limit) >= 0) limit = num_mul(a, limit, NUM(10)), whole++;
  unsigned zeros = 0; // behind the point, which are no digits that count
  if (!whole && num_sign(size))
    for (Num step = num_div(a, NUM(1), NUM(10)); zeros < 310 && num_cmp(size, step) < 0;
         step = num_div(a, step, NUM(10)))
      zeros++;
  *out = num_round(a, *out, whole >= 15 ? 0 : 15 - whole + zeros);
  return num_ok(*out);
}

static Str cell_text(Book *b, Str raw) {
  Arena *a = b->arena;
  uint32_t index;
  if (str_eq(b->type, S("s")))
    return number(raw, &index) && index < b->strings.n ? b->strings.p[index] : (Str){0};
  if (str_eq(b->type, S("b"))) return str_eq(raw, S("1")) ? S("是") : S("否");
  if (b->type.n && !str_eq(b->type, S("n"))) return raw;
  Num n;
  if (!sheet_number(a, str_trim(raw), &n)) return raw;
  Shown shown = b->style < b->styles.n ? (Shown)b->styles.p[b->style] : SHOWN_PLAIN;
  int64_t days;
  switch (shown) {
  case SHOWN_PERCENT: return str_cat(a, num_text(a, num_mul(a, n, NUM(100)), 20), S("%"));
  case SHOWN_DATE:
  case SHOWN_MONTH: {
    if (!num_to_i64(num_floor(a, n), &days) || days < 1 || days > 2958465) break;
    Date first;
    date_make(b->from_1904 ? 1904 : 1899, b->from_1904 ? 1 : 12, b->from_1904 ? 1 : 30, &first);
    Date d = first + (Date)days;
    if (!date_ok(d)) break;
    int year, month, day;
    date_split(d, &year, &month, &day);
    return shown == SHOWN_DATE ? str_fmt(a, "%d年%d月%d日", year, month, day)
                               : str_fmt(a, "%d年%d月", year, month);
  }
  case SHOWN_PLAIN: break;
  }
  return num_text(a, n, 30);
}

static bool merge(Book *b, Str ref) {
  uint32_t r0, c0, r1, c1;
  size_t n = cell_name(ref, &r0, &c0);
  if (!n || n >= ref.n || ref.p[n] != ':') return true;
  if (!cell_name(str_slice(ref, n + 1, ref.n), &r1, &c1) || r1 < r0 || c1 < c0) return true;
  if (r0 >= GRID_ROWS_MAX || c0 >= GRID_COLS_MAX) return true;
  // behind the cells, which a program writes in the order of their rows
  for (uint32_t lo = 0, hi = b->grid->cells.n; lo < hi;) {
    uint32_t mid = lo + (hi - lo) / 2;
    Cell *c = &b->grid->cells.p[mid];
    if (c->row == r0 && c->col == c0) {
      c->rows = r1 - r0 + 1 > GRID_ROWS_MAX ? GRID_ROWS_MAX : r1 - r0 + 1;
      c->cols = c1 - c0 + 1 > GRID_COLS_MAX ? GRID_COLS_MAX : c1 - c0 + 1;
      return true;
    }
    if (c->row < r0 || (c->row == r0 && c->col < c0))
      lo = mid + 1;
    else
      hi = mid;
  }
  return true;
}

static bool sheet_start(void *ctx, Str name, XmlAttrs attrs) {
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
    if (at.n && cell_name(at, &row, &col)) {
      b->col = col;
      b->row = row;
    } else
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

static bool sheet_end(void *ctx, Str name) {
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
  h.start = sheet_start, h.end = sheet_end;
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
