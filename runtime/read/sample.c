// Every reader stops when its sink has enough; of text the first megabyte is taken apart here.
#include "runtime/read/sample.h"
#include "base/utf.h"
#include "runtime/read/csv_record.h"
#include "runtime/read/encoding.h"

enum { TEXT_LOOK = 1 << 20 };

typedef struct Sampling {
  DataSample sample;
  Arena *arena;
} Sampling;

static bool sample_row(void *ctx, const Row *row) {
  static const Column told[] = {COL_PROJECT, COL_NAME, COL_DATE, COL_VALUE, COL_UNIT};
  Sampling *s = ctx;
  ArenaMark mark = arena_mark(s->arena);
  for (size_t i = 0; i < sizeof told / sizeof *told; i++)
    s->sample.sum = s->sample.sum * 0x9E3779B97F4A7C15u + str_hash(utf_key(s->arena, row->cell[told[i]]));
  arena_reset(s->arena, mark);
  return ++s->sample.rows < SAMPLE_ROWS;
}

static void sample_text(Arena *a, DataInput *in, RowSink sink) {
  char *p = arena_raw(a, TEXT_LOOK, 1);
  size_t n = 0;
  ptrdiff_t got;
  while (n < TEXT_LOOK && (got = data_read(in, p + n, TEXT_LOOK - n)) > 0) n += (size_t)got;
  bool cut = n == TEXT_LOOK;
  while (cut && n && p[n - 1] != '\n') n--; // whole lines
  Decoded d = text_decode(a, (Str){p, n});
  if (!d.ok) return;
  CsvText c = {.arena = a, .text = d.text, .line = 1, .separator = csv_separator(d.text)};
  Layout layout;
  bool begun = false;
  while (csv_record(&c) && !c.open_quote) {
    uint32_t row = c.line;
    Cells cells = {.text = c.cells.p, .n = c.cells.n};
    bool blank = true;
    for (uint32_t i = 0; i < cells.n; i++) blank &= !cells.text[i].n;
    if (blank) continue;
    if (!begun && !layout_read(a, in->diags, &in->place, &cells, row, &layout)) return;
    if (begun && !layout_row(&layout, a, &in->place, &cells, row, NULL, sink)) return;
    begun = true;
  }
}

DataSample data_sample(const Arena *like, const DataSource *from, const DiagSpec *table) {
  Arena a, keys;
  arena_init_like(&a, like);
  arena_init_like(&keys, like);
  Diags diags = diags_new(&a, table); // what is wrong was told at the first reading
  Sampling s = {.arena = &keys};
  RowSink sink = {sample_row, &s};
  DataInput in;
  if (data_open(&a, from, 0, false, &diags, &in)) switch (in.format) {
    case DATA_TEXT: sample_text(&a, &in, sink); break;
    case DATA_JSON: read_json(&a, &in, NULL, sink, &diags); break;
    case DATA_WORKBOOK: read_xlsx(&a, &in, NULL, sink, &diags); break;
    case DATA_SQLITE: read_sqlite(&a, &in, NULL, sink, &diags); break;
    case DATA_POSTGRES: break;
    }
  data_close(&in);
  arena_free(&keys);
  arena_free(&a);
  return s.sample;
}
