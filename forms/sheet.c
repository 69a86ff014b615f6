// Cells, and the two writers that need no library.
#include "forms/sheet.h"
#include "base/utf.h"
#include "runtime/report/markup.h"

SheetCell *sheet_cell(Arena *a, Sheet *s, uint32_t row, uint32_t col, uint32_t cols, SheetLook look,
                      Str text) {
  SheetCell *c = array_push(a, &s->cells);
  *c = (SheetCell){.row = row,
                   .col = col,
                   .rows = 1,
                   .cols = cols,
                   .look = (uint8_t)look,
                   .text = text,
                   .number = NUM_BAD};
  if (row >= s->rows) s->rows = row + 1;
  if (col + cols > s->cols) s->cols = col + cols;
  return c;
}

Str sheet_at(Arena *a, uint32_t row, uint32_t col) {
  return col < 26 ? str_fmt(a, "%c%u", 'A' + (int)col, row + 1)
                  : str_fmt(a, "%c%c%u", 'A' + (int)(col / 26) - 1, 'A' + (int)(col % 26), row + 1);
}

uint32_t sheet_lines(Str text, uint32_t width) {
  uint32_t lines = 1;
  for (size_t from = 0, i = 0; i <= text.n; i++) {
    if (i < text.n && text.p[i] != '\n') continue;
    size_t w = utf_width(str_slice(text, from, i));
    lines += w && width ? (uint32_t)((w - 1) / width) : 0;
    if (i < text.n) lines++;
    from = i + 1;
  }
  return lines;
}

// ---- HTML ---------------------------------------------------------------------------------------

static const char style[] =
    "body{font:12pt/1.5 \"SimSun\",\"Noto Serif CJK "
    "SC\",serif;margin:2rem}h1{font-size:16pt;text-align:center;margin:0}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}td,th{border:1px solid "
    "#000;padding:.25rem .4rem;"
    "font-weight:normal;vertical-align:middle}th{background:#f2f2f2}.m{text-align:center}.n{text-align:right}"
    ".a{text-align:right;border:0;font-size:10.5pt}@media "
    "print{table{break-after:page}}@page{size:A4;margin:15mm}";

static void prose(Out *o, Str s) {
  for (size_t from = 0, i = 0; i <= s.n; i++) {
    if (i < s.n && s.p[i] != '\n') continue;
    html_text(o, str_slice(s, from, i));
    if (i < s.n) out_z(o, "<br>");
    from = i + 1;
  }
}

static void html_cell(Out *o, const SheetCell *c) {
  static const char *const classes[LOOKS] = {"m", "a", "m", "m", "", "n", "n", "n", ""};
  const char *tag = c->look == LOOK_LABEL ? "th" : "td";
  out_fmt(o, "<%s class=\"%s\"", tag, classes[c->look]);
  if (c->rows > 1) out_fmt(o, " rowspan=\"%u\"", c->rows);
  if (c->cols > 1) out_fmt(o, " colspan=\"%u\"", c->cols);
  out_c(o, '>');
  prose(o, c->text);
  out_fmt(o, "</%s>", tag);
}

static void html_sheet(Out *o, const Sheet *s) {
  uint32_t i = 0;
  for (; i < s->cells.n && s->cells.p[i].look == LOOK_TITLE; i++)
    html_element(o, "h1", "", s->cells.p[i].text);
  out_z(o, "\n<table>\n<colgroup>");
  uint32_t all = 0;
  for (uint32_t c = 0; c < s->cols; c++) all += s->widths[c];
  for (uint32_t c = 0; c < s->cols; c++)
    out_fmt(o, "<col style=\"width:%u%%\">", all ? s->widths[c] * 100 / all : 0);
  out_z(o, "</colgroup>\n");
  for (uint32_t row = UINT32_MAX; i < s->cells.n; i++) {
    if (s->cells.p[i].row != row) out_z(o, row == UINT32_MAX ? "<tr>" : "</tr>\n<tr>");
    row = s->cells.p[i].row;
    html_cell(o, &s->cells.p[i]);
  }
  out_z(o, "</tr>\n</table>\n");
}

void sheet_write_html(Out *o, const SheetBook *book, bool english) {
  out_fmt(o, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
          english ? "en" : "zh-CN");
  html_element(o, "title", "", book->title);
  out_fmt(o, "\n<style>%s</style>\n</head>\n<body>\n", style);
  for (uint32_t i = 0; i < book->all.n; i++) html_sheet(o, book->all.p[i]);
  out_z(o, "</body>\n</html>\n");
}

// ---- Markdown -----------------------------------------------------------------------------------

static void md_text(Out *o, Str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < ' ')
      out_z(o, s.p[i] == '\n' ? "<br>" : " ");
    else {
      if (strchr("\\`*_{}[]<>#|~&", s.p[i])) out_c(o, '\\');
      out_c(o, s.p[i]);
    }
}

static uint32_t md_row(Out *o, const Sheet *s, uint32_t i) { // the cell behind it
  uint32_t row = s->cells.p[i].row, col = 0;
  out_c(o, '|');
  for (; i < s->cells.n && s->cells.p[i].row == row; i++, col++) {
    for (; col < s->cells.p[i].col; col++) out_z(o, "  |");
    out_c(o, ' '), md_text(o, s->cells.p[i].text), out_z(o, " |");
  }
  for (; col < s->cols; col++) out_z(o, "  |");
  out_c(o, '\n');
  return i;
}

// Markdown's tables know no spans: a merged cell's text stands in its first one. A first row of headings is
// the table's; without one its head is blank.
static void md_sheet(Out *o, const Sheet *s) {
  uint32_t i = 0, heads = 0;
  for (; i < s->cells.n && s->cells.p[i].look == LOOK_TITLE; i++)
    out_z(o, "## "), md_text(o, s->cells.p[i].text), out_z(o, "\n\n");
  while (i + heads < s->cells.n && s->cells.p[i + heads].look == LOOK_LABEL &&
         s->cells.p[i + heads].row == s->cells.p[i].row)
    heads++;
  if (heads == s->cols) {
    i = md_row(o, s, i);
  } else {
    out_c(o, '|');
    for (uint32_t c = 0; c < s->cols; c++) out_z(o, "  |");
    out_c(o, '\n');
  }
  out_c(o, '|');
  for (uint32_t c = 0; c < s->cols; c++) out_z(o, "---|");
  out_c(o, '\n');
  while (i < s->cells.n) i = md_row(o, s, i);
  out_c(o, '\n');
}

void sheet_write_md(Out *o, const SheetBook *book) {
  for (uint32_t i = 0; i < book->all.n; i++) md_sheet(o, book->all.p[i]);
}
