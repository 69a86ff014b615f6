// A header of column names, then rows: by the layout of headers or an 实际.
#include "runtime/read/database.h"
#include "base/utf.h"
#include "grammar/diags.h"

enum { CELL_MAX = 1 << 20 };

struct DbTable {
  DataInput *in;
  ReadPlace at;
  Arena scratch;
  ArenaMark mark;
  uint32_t columns;
  Layout layout;
  MappedTable *mapped;
  RowSink sink;
};

DbTable *db_begin(Arena *a, DataInput *in, Mapping *mapping, RowSink sink, Str table, const Str *columns,
                  uint32_t n, bool named, bool *ok) {
  *ok = true;
  Cells header = {.text = columns, .n = n};
  if (mapping ? !mapping_reads(mapping, a, table) : !named && !layout_is_header(a, &header)) return NULL;
  DbTable *t = NEW(a, DbTable);
  *t = (DbTable){.in = in, .at = in->place, .columns = n, .sink = sink};
  t->at.sheet = str_dup(a, table);
  if (mapping) {
    t->mapped = mapped_begin(a, in->diags, &t->at, mapping, sink);
    *ok = mapped_row(t->mapped, &header, 0);
  } else
    *ok = layout_read(a, in->diags, &t->at, &header, 0, &t->layout);
  arena_init_like(&t->scratch, a);
  t->mark = arena_mark(&t->scratch);
  return t;
}

bool db_row(DbTable *t, const Str *text, uint32_t row, bool *ok) {
  for (uint32_t i = 0; i < t->columns; i++) {
    uint16_t id = text[i].n > CELL_MAX ? D_DATA_LONG_CELL : utf_valid(text[i]) < text[i].n ? D_DB_TEXT : 0;
    if (!id) continue;
    read_finding(t->in->diags, &t->at, id, row, i + 1, NO_ARGS);
    return *ok = false;
  }
  Cells cells = {.text = text, .n = t->columns};
  bool more = t->mapped ? mapped_row(t->mapped, &cells, row)
                        : layout_row(&t->layout, &t->scratch, &t->at, &cells, row, NULL, t->sink);
  arena_reset(&t->scratch, t->mark);
  return more;
}

bool db_end(DbTable *t) {
  arena_free(&t->scratch);
  return !t->mapped || mapped_end(t->mapped);
}

static Text listed(DataInput *in, const Str *tables, uint32_t n) {
  return text_of(n ? layout_listed(in->arena, &(Cells){.text = tables, .n = n}) : S("—"));
}

bool db_no_table(DataInput *in, const Str *tables, uint32_t n) {
  return data_fail(in, D_DB_NO_TABLE, TEXT_ARGS(listed(in, tables, n)));
}

bool db_no_such_table(DataInput *in, const Str *tables, uint32_t n, Str said) {
  Diag *d = read_finding(in->diags, &in->place, D_DB_NO_SUCH_TABLE, 0, 0, TEXT_ARGS(text_of(in->table)));
  Str near = str_nearest(in->table, tables, n);
  if (near.n) diag_note(in->diags, d, T_ROW_NEAR, TEXT_ARGS(text_of(near)));
  diag_note(in->diags, d, T_MAP_SHEETS, TEXT_ARGS(listed(in, tables, n)));
  diag_note(in->diags, d, T_DB_SAID, TEXT_ARGS(text_of(said)));
  return false;
}
