// word/document.xml (ECMA-376 part 1, 17.4): paragraphs, and tables with gridSpan and vMerge. A table within
// a cell is a table of its own.
#include "forms/office.h"
#include "grammar/diags.h"

#define TABLES_MAX 16 // one within another

typedef struct TableState {
  Grid *grid;
  uint32_t row, col;
  uint32_t rows, cells; // counted as the user sees them
  uint32_t skip, span;
  bool merge_down, restart;
  Out text;
  uint32_t *above; // by column: the cell + 1 that a vMerge may prolong
} TableState;

typedef struct DocxReader {
  Arena *arena;
  Document *doc;
  TableState stack[TABLES_MAX];
  uint32_t depth, tables, paragraph;
  uint32_t passing; // depth of elements inside something that is passed over
  bool in_text, in_cell_text;
  Out line; // the paragraph under way, outside tables
  bool too_big;
} DocxReader;

static Out *text_to(DocxReader *d) {
  return d->depth ? &d->stack[d->depth - 1].text : &d->line;
}

static uint32_t number(Str s, uint32_t most) {
  uint32_t n = 0;
  for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && n <= most; i++)
    n = n * 10 + (uint32_t)(s.p[i] - '0');
  return n > most ? most : n;
}

static bool passed_over(Str name) {
  return str_eq(name, S("Fallback")) || str_eq(name, S("del")) || str_eq(name, S("moveFrom")) ||
         str_eq(name, S("pict"));
}

static bool start(void *ctx, Str name, XmlAttrs attrs) {
  DocxReader *d = ctx;
  if (d->passing || passed_over(name)) {
    d->passing++;
    return true;
  }
  TableState *t = d->depth ? &d->stack[d->depth - 1] : NULL;
  if (str_eq(name, S("tbl"))) {
    if (d->depth == TABLES_MAX) {
      d->too_big = true;
      return false;
    }
    TableState *own = &d->stack[d->depth++];
    *own = (TableState){.grid = NEW(d->arena, Grid), .text = out_memory(d->arena)};
    own->above = NEW_N(d->arena, uint32_t, GRID_COLS_MAX);
    own->grid->sheet = str_fmt(d->arena, "表 %u", (unsigned)++d->tables);
  } else if (t && str_eq(name, S("tr"))) {
    t->col = 0;
    t->cells = 0;
    t->rows++;
  } else if (t && str_eq(name, S("gridBefore"))) {
    t->col += number(xml_attr(attrs, "val"), GRID_COLS_MAX);
  } else if (t && str_eq(name, S("tc"))) {
    t->span = 1;
    t->merge_down = t->restart = false;
    t->cells++;
    t->text = out_memory(d->arena);
  } else if (t && str_eq(name, S("gridSpan"))) {
    t->span = number(xml_attr(attrs, "val"), GRID_COLS_MAX);
    if (!t->span) t->span = 1;
  } else if (t && str_eq(name, S("vMerge"))) {
    t->merge_down = true;
    t->restart = str_eq(xml_attr(attrs, "val"), S("restart"));
  } else if (str_eq(name, S("t"))) {
    d->in_text = true;
  } else if (str_eq(name, S("tab"))) {
    out_c(text_to(d), ' ');
  } else if (str_eq(name, S("br")) || str_eq(name, S("cr"))) {
    out_c(text_to(d), '\n');
  }
  return true;
}

static bool end_cell(DocxReader *d, TableState *t) {
  bool goes_on = t->merge_down && !t->restart && t->col < GRID_COLS_MAX && t->above[t->col];
  if (goes_on) {
    t->grid->cells.p[t->above[t->col] - 1].rows++;
  } else {
    Cell c = {.text = str_trim(out_text(&t->text)),
              .row = t->row,
              .col = t->col,
              .rows = 1,
              .cols = t->span,
              .at_row = t->rows,
              .at_col = t->cells};
    if (!grid_add(d->arena, t->grid, c)) {
      d->too_big = true;
      return false;
    }
    t->above[t->col] = t->merge_down ? t->grid->cells.n : 0;
  }
  t->col += t->span;
  t->text = out_memory(d->arena);
  return true;
}

static bool end(void *ctx, Str name) {
  DocxReader *d = ctx;
  if (d->passing) {
    d->passing--;
    return true;
  }
  TableState *t = d->depth ? &d->stack[d->depth - 1] : NULL;
  if (str_eq(name, S("t"))) {
    d->in_text = false;
  } else if (str_eq(name, S("p"))) {
    if (t) {
      out_c(&t->text, '\n');
    } else {
      d->paragraph++;
      document_line(d->arena, d->doc, str_trim(out_text(&d->line)), d->paragraph);
      d->line = out_memory(d->arena);
    }
  } else if (t && str_eq(name, S("tc"))) {
    return end_cell(d, t);
  } else if (t && str_eq(name, S("tr"))) {
    t->row++;
  } else if (t && str_eq(name, S("tbl"))) {
    d->depth--;
    d->too_big = !document_grid(d->arena, d->doc, t->grid);
    return !d->too_big;
  }
  return true;
}

static bool text(void *ctx, Str s) {
  DocxReader *d = ctx;
  if (d->in_text && !d->passing) out_str(text_to(d), s);
  return true;
}

bool grid_read_docx(Arena *a, Document *doc, Str bytes, Diags *diags) {
  Office o;
  if (!office_open(a, doc->name, bytes, diags, &o)) return false;
  DocxReader d = {.arena = a, .doc = doc, .line = out_memory(a)};
  XmlHandler handler = {start, end, text, &d};
  if (!office_part(&o, S("word/document.xml"), false, &handler)) return false;
  return d.too_big ? office_refuse(&o, D_IMPORT_TOO_BIG, S("word/document.xml")) : true;
}
