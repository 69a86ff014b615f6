// Sheets as a workbook, through libxlsxwriter. A number cell of a workbook is a binary double whatever one
// writes, so this file alone has the type: a figure of up to 15 digits goes there and comes back as the same
// decimal; one of more is written as text.
#include "base/lib.h"
#include "base/map.h"
#include "base/utf.h"
#include "forms/sheet.h"
#include <errno.h>
#include <stdlib.h>
#include <xlsxwriter.h>

#define XLSX(F)                                                                                              \
  F(workbook_new)                                                                                            \
  F(workbook_add_worksheet)                                                                                  \
  F(workbook_add_format)                                                                                     \
  F(workbook_set_properties)                                                                                 \
  F(workbook_close)                                                                                          \
  F(format_set_align)                                                                                        \
  F(format_set_bold)                                                                                         \
  F(format_set_border)                                                                                       \
  F(format_set_bg_color)                                                                                     \
  F(format_set_font_name)                                                                                    \
  F(format_set_font_size)                                                                                    \
  F(format_set_num_format)                                                                                   \
  F(format_set_text_wrap)                                                                                    \
  F(format_set_unlocked)                                                                                     \
  F(worksheet_data_validation_cell)                                                                          \
  F(worksheet_fit_to_pages)                                                                                  \
  F(worksheet_freeze_panes)                                                                                  \
  F(worksheet_merge_range)                                                                                   \
  F(worksheet_print_area)                                                                                    \
  F(worksheet_protect)                                                                                       \
  F(worksheet_repeat_rows)                                                                                   \
  F(worksheet_set_column)                                                                                    \
  F(worksheet_set_landscape)                                                                                 \
  F(worksheet_set_margins)                                                                                   \
  F(worksheet_set_paper)                                                                                     \
  F(worksheet_set_row)                                                                                       \
  F(worksheet_write_blank)                                                                                   \
  F(worksheet_write_formula_num)                                                                             \
  F(worksheet_write_number)                                                                                  \
  F(worksheet_write_string)
LIB_TABLE(Xlsx, xlsx, XLSX, "libxlsxwriter.so.4", "libxlsxwriter4")

enum { PAPER_A4 = 9, DIGITS_MAX = 15, TEXT_MAX = 32767, EXCEL_NAME = 31 };

typedef struct Writer {
  Arena *a;
  Xlsx lib;
  lxw_format *formats[LOOKS];
  Map names; // of sheets
} Writer;

static lxw_format *format(Writer *w, lxw_workbook *book, SheetLook look) {
  static const struct {
    uint8_t align;
    bool bold, border, wrap, unlocked;
    uint8_t size;
    uint32_t fill;
    const char *number;
  } looks[LOOKS] = {
      [LOOK_TITLE] = {LXW_ALIGN_CENTER, true, false, true, false, 16, 0, NULL},
      [LOOK_ASIDE] = {LXW_ALIGN_RIGHT, false, false, false, false, 10, 0, NULL},
      [LOOK_LABEL] = {LXW_ALIGN_CENTER, false, true, true, false, 10, 0xF2F2F2, NULL},
      [LOOK_TEXT] = {LXW_ALIGN_CENTER, false, true, true, false, 10, 0, "@"},
      [LOOK_PROSE] = {LXW_ALIGN_LEFT, false, true, true, false, 10, 0, "@"},
      [LOOK_NUMBER] = {LXW_ALIGN_RIGHT, false, true, false, false, 10, 0, "General"},
      [LOOK_POINTS] = {LXW_ALIGN_RIGHT, false, true, false, false, 10, 0, "0.00"},
      [LOOK_RATE] = {LXW_ALIGN_RIGHT, false, true, false, false, 10, 0, "0.00%"},
      [LOOK_INPUT] = {LXW_ALIGN_LEFT, false, true, true, true, 10, 0xFFFBE6, "General"},
  };
  lxw_format *f = w->lib.workbook_add_format(book);
  w->lib.format_set_font_name(f, looks[look].bold ? "SimHei" : "SimSun");
  w->lib.format_set_font_size(f, looks[look].size);
  w->lib.format_set_align(f, looks[look].align);
  w->lib.format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
  if (looks[look].bold) w->lib.format_set_bold(f);
  if (looks[look].border) w->lib.format_set_border(f, LXW_BORDER_THIN);
  if (looks[look].wrap) w->lib.format_set_text_wrap(f);
  if (looks[look].unlocked) w->lib.format_set_unlocked(f);
  if (looks[look].fill) w->lib.format_set_bg_color(f, looks[look].fill);
  if (looks[look].number) w->lib.format_set_num_format(f, looks[look].number);
  return f;
}

// The number as a cell holds it; false where 15 digits do not tell it.
static bool in_cell(Writer *w, Num n, double *out) {
  if (!num_ok(n) || !num_ends(n)) return false;
  Str s = num_text(w->a, n, NUM_PLACES_MAX);
  size_t digits = 0;
  for (size_t i = 0; i < s.n; i++) digits += s.p[i] >= '0' && s.p[i] <= '9' && (digits || s.p[i] != '0');
  if (digits > DIGITS_MAX) return false;
  *out = strtod(str_to_z(w->a, s), NULL);
  return true;
}

static const char *cut(Writer *w, Str s) { // to what a cell holds; a NUL would end it
  Out o = out_memory(w->a);
  for (size_t i = 0; i < s.n && o.n < TEXT_MAX; i++) out_c(&o, s.p[i] ? s.p[i] : ' ');
  Str text = out_text(&o);
  text.n = utf_valid(text);
  return str_to_z(w->a, text);
}

static void put(Writer *w, lxw_worksheet *ws, const SheetCell *c) {
  lxw_format *f = w->formats[c->look];
  lxw_col_t col = (lxw_col_t)c->col;
  double value;
  if (c->rows > 1 || c->cols > 1)
    w->lib.worksheet_merge_range(ws, c->row, col, c->row + c->rows - 1, (lxw_col_t)(c->col + c->cols - 1), "",
                                 f);
  bool number = in_cell(w, c->number, &value);
  if (c->formula.n && number)
    w->lib.worksheet_write_formula_num(ws, c->row, col, str_to_z(w->a, str_cat(w->a, S("="), c->formula)), f,
                                       value);
  else if (number)
    w->lib.worksheet_write_number(ws, c->row, col, value, f);
  else if (c->text.n)
    w->lib.worksheet_write_string(ws, c->row, col, cut(w, c->text), f);
  else
    w->lib.worksheet_write_blank(ws, c->row, col, f);
}

// Of 31 characters, without []:*?/\\' .
static Str short_name(Writer *w, Str s) {
  Out o = out_memory(w->a);
  unsigned len;
  uint32_t characters = 0;
  for (size_t k = 0; k < s.n && characters < EXCEL_NAME - 5; k += len, characters++) {
    uint32_t cp = utf_decode(s, k, &len);
    if (len == 1 && (cp < ' ' || strchr("[]:*?/\\'", (int)cp)))
      out_c(&o, ' ');
    else
      out_str(&o, str_slice(s, k, k + len));
  }
  return str_trim(out_text(&o));
}

static const char *sheet_name(Writer *w, const SheetBook *book, uint32_t i) { // unique
  Str name = short_name(w, book->all.p[i]->name);
  bool added;
  map_put(w->a, &w->names, name, str_hash(name), i, &added);
  return str_to_z(w->a, added ? name : str_fmt(w->a, STR_FMT " %u", STR_ARG(name), i + 1));
}

static char *loose(const char *z) { // the library's type; it does not write there
  return (char *)(uintptr_t)z;
}

static void choices(Writer *w, lxw_worksheet *ws, const Sheet *s) {
  for (uint32_t i = 0; i < s->choices.n; i++) {
    const SheetChoice *c = &s->choices.p[i];
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_LIST,
                             .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING};
    char **list = NEW_N(w->a, char *, c->n + 1); // ends with NULL
    for (uint32_t k = 0; k < c->n; k++) list[k] = loose(c->words[k]);
    v.value_list = list;
    if (!c->n) {
      v.validate = LXW_VALIDATION_TYPE_DATE;
      v.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN;
      v.value_datetime = (lxw_datetime){.year = 2000, .month = 1, .day = 1};
      v.value_list = NULL;
    }
    w->lib.worksheet_data_validation_cell(ws, c->row, (lxw_col_t)c->col, &v);
  }
}

static void write_sheet(Writer *w, lxw_workbook *book, const SheetBook *all, uint32_t i) {
  enum { LINE = 15 }; // points
  const Sheet *s = all->all.p[i];
  lxw_worksheet *ws = w->lib.workbook_add_worksheet(book, sheet_name(w, all, i));
  if (!ws) ws = w->lib.workbook_add_worksheet(book, NULL);
  for (uint32_t c = 0; c < s->cols; c++)
    w->lib.worksheet_set_column(ws, (lxw_col_t)c, (lxw_col_t)c, s->widths[c], NULL);
  for (uint32_t r = 0; r < s->heights.n; r++)
    if (s->heights.p[r] > 1)
      w->lib.worksheet_set_row(ws, r, LINE * (s->heights.p[r] < 27 ? s->heights.p[r] : 27), NULL);
  for (uint32_t k = 0; k < s->cells.n; k++) put(w, ws, &s->cells.p[k]);
  choices(w, ws, s);
  w->lib.worksheet_set_paper(ws, PAPER_A4);
  if (s->landscape) w->lib.worksheet_set_landscape(ws);
  w->lib.worksheet_set_margins(ws, .5, .5, .6, .6);
  w->lib.worksheet_fit_to_pages(ws, 1, 0);
  if (s->rows && s->cols) w->lib.worksheet_print_area(ws, 0, 0, s->rows - 1, (lxw_col_t)(s->cols - 1));
  if (s->head)
    w->lib.worksheet_freeze_panes(ws, s->head, 0), w->lib.worksheet_repeat_rows(ws, 0, s->head - 1);
  if (s->locked) w->lib.worksheet_protect(ws, NULL, NULL);
}

bool sheet_write_xlsx(Arena *a, const SheetBook *book, const char *path, Str *why) {
  Writer w = {.a = a};
  if (lib_load(&xlsx, &w.lib) != LIB_READY) return *why = str_z(xlsx.package), false;
  lxw_workbook *wb = w.lib.workbook_new(path);
  if (!wb) return *why = S("out of memory"), false;
  // The same book, the same bytes: no clock.
  lxw_doc_properties about = {
      .title = loose(str_to_z(a, book->title)), .author = loose("pgl"), .created = 946684800};
  w.lib.workbook_set_properties(wb, &about);
  for (int i = 0; i < LOOKS; i++) w.formats[i] = format(&w, wb, (SheetLook)i);
  for (uint32_t i = 0; i < book->all.n; i++) write_sheet(&w, wb, book, i);
  errno = 0;
  lxw_error error = w.lib.workbook_close(wb);
  if (error == LXW_NO_ERROR) return true;
  bool room = errno != ENOSPC && errno != EFBIG && error != LXW_ERROR_CREATING_XLSX_FILE;
  *why = room ? S("Input/output error") : S("No space left on device");
  return false;
}
