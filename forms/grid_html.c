// HTML through libxml2 (loaded when the first page is read): tables with rowspan and colspan, the text
// between them. Nothing is fetched.
#include "base/lib.h"
#include "forms/grid.h"
#include "grammar/diags.h"
#include "runtime/read/encoding.h"
#include <libxml/HTMLparser.h>

#define XML2(F) F(htmlReadMemory) F(xmlFreeDoc)
LIB_TABLE(Xml2, xml2, XML2, "libxml2.so.2", "libxml2")

#define TABLES_MAX 32

typedef struct TableState {
  Grid *grid;
  uint32_t row, col, cells;
  uint32_t *busy; // by column: rows that a rowspan still covers
  uint32_t rows, cols;
  Out text;
  bool in_cell;
} TableState;

typedef struct HtmlReader {
  Arena *arena;
  Document *doc;
  TableState stack[TABLES_MAX];
  uint32_t depth, tables, lines;
  Out line;
  bool too_big;
} HtmlReader;

static bool is(const xmlNode *n, const char *name) {
  return n->type == XML_ELEMENT_NODE && n->name && !strcmp((const char *)n->name, name);
}

static bool block(const xmlNode *n) {
  static const char *const names[] = {"p",  "div", "br", "h1", "h2",      "h3",     "h4",
                                      "h5", "h6",  "li", "tr", "section", "caption"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (is(n, names[i])) return true;
  return false;
}

static bool silent(const xmlNode *n) {
  return is(n, "script") || is(n, "style") || is(n, "head") || is(n, "template");
}

static uint32_t span(const xmlNode *n, const char *name) {
  for (const xmlAttr *p = n->properties; p; p = p->next)
    if (p->name && !strcmp((const char *)p->name, name) && p->children && p->children->content) {
      uint32_t v = 0;
      for (const xmlChar *c = p->children->content; *c >= '0' && *c <= '9' && v < 100000; c++)
        v = v * 10 + (uint32_t)(*c - '0');
      return v ? v : 1;
    }
  return 1;
}

static Out *text_to(HtmlReader *h) {
  return h->depth ? &h->stack[h->depth - 1].text : &h->line;
}

static void end_line(HtmlReader *h) {
  if (h->depth) {
    out_c(&h->stack[h->depth - 1].text, '\n');
    return;
  }
  Str s = str_trim(out_text(&h->line));
  if (s.n) document_line(h->arena, h->doc, s, ++h->lines);
  h->line = out_memory(h->arena);
}

static void enter(HtmlReader *h, const xmlNode *n) {
  TableState *t = h->depth ? &h->stack[h->depth - 1] : NULL;
  if (n->type == XML_TEXT_NODE && n->content) {
    if (!t || t->in_cell) // line ends of the source are blanks
      for (const xmlChar *c = n->content; *c; c++)
        out_c(text_to(h), *c == '\n' || *c == '\r' || *c == '\t' ? ' ' : (char)*c);
  } else if (is(n, "table")) {
    end_line(h);
    if (h->depth == TABLES_MAX) {
      h->too_big = true;
      return;
    }
    TableState *own = &h->stack[h->depth++];
    *own = (TableState){.grid = NEW(h->arena, Grid), .row = UINT32_MAX};
    own->busy = NEW_N(h->arena, uint32_t, GRID_COLS_MAX);
    own->text = out_memory(h->arena);
    own->grid->sheet = str_fmt(h->arena, "表 %u", (unsigned)++h->tables);
  } else if (t && is(n, "tr")) {
    t->row++;
    t->col = t->cells = 0;
    for (uint32_t c = 0; c < GRID_COLS_MAX; c++) t->busy[c] -= t->busy[c] > 0;
  } else if (t && (is(n, "td") || is(n, "th"))) {
    if (t->row == UINT32_MAX) t->row = 0;
    while (t->col < GRID_COLS_MAX && t->busy[t->col]) t->col++;
    t->rows = span(n, "rowspan");
    t->cols = span(n, "colspan");
    t->text = out_memory(h->arena);
    t->in_cell = true;
    t->cells++;
  } else if (block(n)) {
    end_line(h);
  }
}

static void leave(HtmlReader *h, const xmlNode *n) {
  TableState *t = h->depth ? &h->stack[h->depth - 1] : NULL;
  if (t && (is(n, "td") || is(n, "th")) && t->in_cell) {
    Cell c = {.text = str_trim(out_text(&t->text)),
              .row = t->row,
              .col = t->col,
              .rows = t->rows,
              .cols = t->cols,
              .at_row = t->row + 1,
              .at_col = t->cells};
    if (!grid_add(h->arena, t->grid, c)) h->too_big = true;
    for (uint32_t k = t->col; k < t->col + t->cols && k < GRID_COLS_MAX; k++) t->busy[k] = t->rows;
    t->col += t->cols < GRID_COLS_MAX ? t->cols : GRID_COLS_MAX;
    t->in_cell = false;
  } else if (t && is(n, "table")) {
    h->depth--;
    if (!document_grid(h->arena, h->doc, t->grid)) h->too_big = true;
  } else if (block(n) && !is(n, "br")) {
    end_line(h);
  }
}

static void walk(HtmlReader *h, const xmlNode *root) {
  for (const xmlNode *n = root; n && !h->too_big;) {
    bool inside = !silent(n);
    if (inside) enter(h, n);
    if (h->too_big) return;
    if (inside && n->type == XML_ELEMENT_NODE && n->children) {
      n = n->children;
      continue;
    }
    while (n) {
      if (!silent(n)) leave(h, n);
      if (n == root) return;
      if (n->next) {
        n = n->next;
        break;
      }
      n = n->parent;
      if (n == root || (n && n->type != XML_ELEMENT_NODE)) return;
    }
  }
}

static bool refuse(const Document *d, Diags *diags, uint16_t id, Str what) {
  Diag *e = diag_add(diags, id, SPAN_NONE, TEXT_ARGS(text_of(what)));
  e->cell.name = d->name;
  return false;
}

bool grid_read_html(Arena *a, Document *d, Str bytes, Diags *diags) {
  Decoded text = text_decode(a, bytes);
  if (!text.ok) return refuse(d, diags, D_IMPORT_FORMAT, (Str){0});
  if (text.text.n > (size_t)64 << 20) return refuse(d, diags, D_IMPORT_TOO_BIG, d->name);
  Xml2 lib;
  LibState state = lib_load(&xml2, &lib);
  if (state != LIB_READY)
    return refuse(d, diags, state == LIB_STATIC ? D_LIB_STATIC : D_LIB_MISSING, str_z(xml2.package));
  htmlDocPtr doc = lib.htmlReadMemory(text.text.p, (int)text.text.n, NULL, "UTF-8",
                                      HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                          HTML_PARSE_NONET | HTML_PARSE_NOBLANKS);
  if (!doc) return refuse(d, diags, D_IMPORT_DAMAGED, d->name);
  HtmlReader h = {.arena = a, .doc = d, .line = out_memory(a)};
  const xmlNode *root = doc->children;
  while (root && root->type != XML_ELEMENT_NODE) root = root->next;
  if (root) walk(&h, root);
  while (h.depth && !h.too_big) h.too_big = !document_grid(a, d, h.stack[--h.depth].grid);
  end_line(&h);
  lib.xmlFreeDoc(doc);
  return h.too_big ? refuse(d, diags, D_IMPORT_TOO_BIG, d->name) : true;
}
