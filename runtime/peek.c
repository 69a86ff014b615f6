// The first rows of a file of actual values, read by its format's reader and kept as they stand.
#include "base/utf.h"
#include "grammar/diags.h"
#include "runtime/read/csv_feed.h"
#include "runtime/read/csv_record.h"
#include "runtime/read/mapping.h"
#include "runtime/run.h"

enum { FILE_MAX = 32 << 20 }; // of formats that are not read from their beginning on

static void peek_text(Arena *a, DataInput *s, Mapping *m, Diags *lost) {
  CsvFeed feed;
  CsvChunk chunk = {0};
  if (!csv_open(a, s, &(CsvHow){.once = true}, lost, &feed) || !csv_next(&feed, a, &chunk)) return;
  Str text = {chunk.p, chunk.n};
  if (utf_valid(text) < text.n) return;
  CsvText c = {.arena = a, .text = text, .line = 1, .separator = feed.separator};
  MappedTable *t = mapped_begin(a, lost, &s->place, m, (RowSink){0});
  for (bool more = true; more;) {
    uint32_t row = c.line;
    c.cells.n = 0;
    more = csv_record(&c) && !c.open_quote && mapped_row(t, &(Cells){.text = c.cells.p, .n = c.cells.n}, row);
  }
  mapped_end(t);
}

const PeekRow *run_peek(Arena *a, Str path, uint32_t rows, uint32_t *n) {
  Diags lost = diags_new(a, diag_table);
  DataInput s;
  Mapping *m = mapping_peek(a, rows);
  *n = 0;
  if (!data_open(a, &(DataSource){.name = path}, 0, false, &lost, &s)) return NULL;
  bool small = s.input.regular && s.input.size <= FILE_MAX;
  RowSink none = {0};
  switch (s.format) {
  case DATA_TEXT: peek_text(a, &s, m, &lost); break;
  case DATA_WORKBOOK:
    if (small) read_xlsx(a, &s, m, none, &lost);
    break;
  case DATA_JSON:
    if (small) read_json(a, &s, m, none, &lost);
    break;
  case DATA_SQLITE:
    if (small) read_sqlite(a, &s, m, none, &lost);
    break;
  case DATA_POSTGRES: break; // no editor asks a server for that
  }
  data_close(&s);
  return mapping_peeked(m, n);
}
