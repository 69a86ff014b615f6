//   台账 2021          titles: kept until the header comes, for the head of a form
//   项目名称 │ 招商经费  (a 自评表: rows below are this project's)
//   三级指标 │ 年度指标值 │ 实际完成值 …   the header, perhaps with a second row below
//   …                                      rows
#include "runtime/read/sheet.h"
#include "base/array.h"
#include "base/utf.h"
#include "grammar/diags.h"
#include "runtime/read/headers.h"

enum { HEADER_WITHIN = 60, HEADER_HEIGHT = 4 }; // rows

typedef struct HeadRow {
  Str *text;
  uint8_t *origin;
  uint32_t n, row;
} HeadRow;

struct SheetTable {
  Arena *arena;
  Diags *diags;
  const ReadPlace *at;
  RowSink sink;
  ARRAY(HeadRow) head; // rows before the header's last
  HeadRow above;       // the last of them
  uint32_t header_end; // the last row of the header, once its first was seen; else 0
  HeadRow header;
  bool ready, broken, wants_no_more;
  bool form;       // its head names the project
  uint32_t almost; // the first row that is no header for one column that it `lacks`; or 0
  Column lacks;
  Layout layout;
  MappedTable *mapped; // by an 实际 instead: from the first row on
};

SheetTable *sheet_begin(Arena *a, Diags *diags, const ReadPlace *at, Mapping *mapping, RowSink sink) {
  SheetTable *t = NEW(a, SheetTable);
  *t = (SheetTable){.arena = a, .diags = diags, .at = at, .sink = sink};
  if (mapping) t->mapped = mapped_begin(a, diags, at, mapping, sink);
  return t;
}

// ---- the header ---------------------------------------------------------------------------------

static HeadRow keep(Arena *a, const SheetRow *r) {
  HeadRow h = {arena_raw(a, r->n * sizeof(Str) + 1, alignof(Str)), arena_raw(a, r->n + 1, 1), r->n, r->row};
  for (uint32_t i = 0; i < r->n; i++) {
    h.text[i] = str_dup(a, r->text[i]);
    h.origin[i] = r->origin[i];
  }
  return h;
}

static Str own(const HeadRow *h, uint32_t i) {
  return i < h->n && (h->origin[i] == CELL_OWN || h->origin[i] == CELL_DOUBTFUL) ? h->text[i] : (Str){0};
}

// Two rows of a header as one. Below a head of several columns 值 and 单位 mean what the head says; a name of
// its own stands for itself.
static HeadRow joined(Arena *a, const HeadRow *top, const HeadRow *low) {
  uint32_t n = top->n > low->n ? top->n : low->n;
  HeadRow h = {NEW_N(a, Str, n), NEW_N(a, uint8_t, n), n, top->row};
  for (uint32_t i = 0; i < n; i++) {
    Str below = own(low, i), unit;
    if (!below.n) {
      h.text[i] = own(top, i);
      continue;
    }
    Str above = i < top->n ? top->text[i] : (Str){0};
    Column column = header_column(a, below, &unit);
    bool vague = utf_count(utf_key(a, below)) <= 2 && (column == COL_VALUE || column == COL_UNIT);
    h.text[i] =
        vague && above.n && header_column(a, above, &unit) != COL_VALUE ? str_cat(a, above, below) : below;
  }
  return h;
}

static bool is_header(SheetTable *t, Arena *a, const HeadRow *h) {
  Str *text = NEW_N(a, Str, h->n);
  for (uint32_t i = 0; i < h->n; i++) text[i] = own(h, i);
  Cells cells = {.text = text, .n = h->n};
  if (layout_is_header(a, &cells)) return true;
  if (!t->almost && (t->lacks = layout_lacks(a, &cells)) != COLUMNS) t->almost = h->row;
  return false;
}

// ---- a form's head ------------------------------------------------------------------------------

// The text beside “项目名称”, or behind it in the same cell: “项目名称：招商经费”.
static Str labelled(SheetTable *t, const char *label) {
  Str name = str_z(label);
  for (uint32_t r = 0; r < t->head.n; r++) {
    const HeadRow *h = &t->head.p[r];
    for (uint32_t i = 0; i < h->n; i++) {
      Str key = utf_key(t->arena, own(h, i));
      if (!str_starts(key, name)) continue;
      Str rest = str_trim(str_slice(key, name.n, key.n));
      bool colon = str_starts(rest, S(":"));
      if (colon) rest = str_trim(str_slice(rest, 1, rest.n));
      if (rest.n && colon) return rest;
      if (rest.n) continue; // 项目名称及编码 …
      for (uint32_t k = i + 1; k < h->n; k++)
        if (own(h, k).n) return own(h, k);
    }
  }
  return (Str){0};
}

static bool settle_header(SheetTable *t) {
  HeadRow *h = &t->header;
  for (uint32_t i = 0; i < h->n; i++)
    if (!own(h, i).n) h->text[i] = (Str){0};
  if (!layout_read(t->arena, t->diags, t->at, &(Cells){.text = h->text, .n = h->n}, h->row, &t->layout))
    return t->broken = true, false;
  t->layout.any_width = true; // notes stand beside tables
  if (!t->layout.at[COL_PROJECT]) {
    t->layout.constant[COL_PROJECT] = labelled(t, "项目名称");
    t->form = t->layout.constant[COL_PROJECT].n > 0;
  }
  t->ready = true;
  return true;
}

// A row while there is no header: is it one, alone or below the row before?
static bool seek_header(SheetTable *t, Arena *scratch, const SheetRow *r) {
  HeadRow h = keep(t->arena, r);
  bool found = is_header(t, scratch, &h);
  if (found)
    t->header = h;
  else if (t->above.row && t->above.row + 1 == h.row) {
    HeadRow both = joined(t->arena, &t->above, &h);
    if ((found = is_header(t, scratch, &both))) t->header = both;
  }
  if (found) t->header_end = r->reach < r->row + HEADER_HEIGHT ? r->reach : r->row;
  *array_push(t->arena, &t->head) = t->above = h;
  return found || t->head.n < HEADER_WITHIN;
}

// ---- rows ---------------------------------------------------------------------------------------

// The foot of a form: 总分 stands where its columns begin, not among the names.
static bool is_foot(Arena *a, Str text) {
  Str key = utf_key(a, text);
  return str_eq(key, S("总分")) || str_eq(key, S("合计")) || str_eq(key, S("总计")) ||
         str_eq(key, S("总得分"));
}

static bool is_dots(Str s) { // a line of the form that was left open: ……
  bool dots = s.n > 0;
  for (size_t i = 0; i < s.n; i++) dots &= strchr(".\xE2\x80\xA6\xE3\x80\x82", s.p[i]) != NULL;
  return dots;
}

static bool is_wanted(const Layout *l, uint32_t column) {
  bool any = false;
  for (int c = 0; c < COLUMNS; c++) any |= l->at[c] == column;
  return any;
}

static bool data_row(SheetTable *t, Arena *scratch, const SheetRow *r) {
  Layout *l = &t->layout;
  Str *text = NEW_N(scratch, Str, r->n);
  bool any = false;
  RowFault broken = {0};
  uint32_t first = r->n;
  for (uint32_t i = 0; i < r->n; i++) {
    bool value = i + 1 == l->at[COL_VALUE] || i + 1 == l->at[COL_WEIGHT] || i + 1 == l->at[COL_SCORE];
    bool is_own = r->origin[i] == CELL_OWN || r->origin[i] == CELL_DOUBTFUL || r->origin[i] == CELL_UNSAVED;
    if (is_own && r->text[i].n && i < l->cells) {
      any = true;
      if (first == r->n) first = i;
    }
    text[i] = value && !is_own ? (Str){0} : r->text[i];
    if (i + 1 == l->at[COL_VALUE] && r->origin[i] == CELL_DOUBTFUL) {
      Message scaled = {.id = D_ROW_SCALED, .argc = 1, .args = {text_of(r->text[i])}};
      broken = (RowFault){scaled, i + 1};
    }
    if (r->origin[i] == CELL_UNSAVED && !broken.column && is_wanted(l, i + 1))
      broken = (RowFault){{.id = D_ROW_UNSAVED}, i + 1};
  }
  const RowFault *fault = broken.column ? &broken : NULL;
  if (!any && !fault) return true;
  uint32_t name = l->at[COL_NAME] - 1;
  if (t->form && name < r->n && !fault) {
    if (first < r->n && is_foot(scratch, text[first]))
      text[name] = text[first];
    else if (!text[name].n || is_dots(text[name]))
      return true;
  }
  t->wants_no_more =
      !layout_row(l, scratch, t->at, &(Cells){.text = text, .n = r->n}, r->row, fault, t->sink);
  return !t->wants_no_more;
}

static bool mapped(SheetTable *t, Arena *scratch, const SheetRow *r) {
  Str *text = NEW_N(scratch, Str, r->n);
  bool any = false;
  for (uint32_t i = 0; i < r->n; i++) {
    if (r->origin[i] != CELL_MERGED_NUMBER) text[i] = r->text[i];
    // Which columns hold values is not known here: as one, such a text is a bad row.
    if (r->origin[i] == CELL_DOUBTFUL) text[i] = str_cat(scratch, r->text[i], S("（缩小显示）"));
    any |= r->text[i].n && r->origin[i] != CELL_MERGED && r->origin[i] != CELL_MERGED_NUMBER;
  }
  return !any || mapped_row(t->mapped, &(Cells){.text = text, .n = r->n}, r->row);
}

bool sheet_row(SheetTable *t, Arena *scratch, const SheetRow *r) {
  if (t->mapped) return mapped(t, scratch, r);
  if (t->ready) return data_row(t, scratch, r);
  if (!t->header_end) return seek_header(t, scratch, r);
  if (r->row <= t->header_end) {
    HeadRow low = keep(t->arena, r);
    t->header = joined(t->arena, &t->header, &low);
    return true;
  }
  return settle_header(t) && data_row(t, scratch, r);
}

SheetEnd sheet_end(SheetTable *t) {
  if (t->mapped) return mapped_end(t->mapped) ? SHEET_READ : SHEET_BROKEN;
  if (t->header_end && !t->ready && !t->broken) settle_header(t); // a header and no rows
  if (t->almost && !t->ready && !t->broken)
    read_finding(t->diags, t->at, D_SHEET_UNREAD, t->almost, 0,
                 TEXT_ARGS(text_of(header_spellings(t->arena, t->lacks))));
  return t->broken ? SHEET_BROKEN : t->ready ? SHEET_READ : SHEET_NO_TABLE;
}
