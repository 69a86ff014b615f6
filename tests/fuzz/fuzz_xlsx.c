// Any bytes as a workbook. Those that begin with PK are the archive itself; else they are its parts, one
// behind the other with a byte 0xFF between: sheet, styles, shared strings, workbook, packed here so that the
// XML is reached.
#include "base/inflate.h"
#include "fuzz.h"
#include "grammar/diags.h"
#include "runtime/read/open.h"

typedef struct Part {
  const char *name, *text;
} Part;

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
static const Part parts[] = {
    {"xl/worksheets/sheet1.xml", NULL},
    {"xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId=\"164\" "
                      "formatCode=\"0!.0,&quot;万元&quot;\"/></numFmts><cellXfs><xf "
                      "numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"9\"/><xf "
                      "numFmtId=\"164\"/></cellXfs></styleSheet>"},
    {"xl/sharedStrings.xml", "<sst><si><t>指标</t></si><si><r><t>数</t></r><r><t>值</t></r></si></sst>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name=\"一\" sheetId=\"1\" id=\"a\"/></sheets></workbook>"},
    {"_rels/.rels",
     "<R><Relationship Id=\"x\" Type=\"" REL "officeDocument\" Target=\"xl/workbook.xml\"/></R>"},
    {"xl/_rels/workbook.xml.rels",
     "<R><Relationship Id=\"a\" Type=\"" REL
     "worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"b\" Type=\"" REL
     "styles\" Target=\"styles.xml\"/><Relationship Id=\"c\" Type=\"" REL
     "sharedStrings\" Target=\"sharedStrings.xml\"/></R>"},
};
enum { PARTS = sizeof parts / sizeof *parts };

static void le(Out *o, uint64_t v, unsigned n) {
  for (unsigned i = 0; i < n; i++, v >>= 8) out_c(o, (char)v);
}

static void header(Out *o, const char *name, Str text) {
  le(o, 20, 2), le(o, 0, 8), le(o, crc_32(0, text), 4), le(o, text.n, 4), le(o, text.n, 4),
      le(o, strlen(name), 2), le(o, 0, 2);
}

static Str archive(Arena *a, Str in) {
  Out o = out_memory(a), directory = out_memory(a);
  for (int i = 0; i < PARTS; i++) {
    size_t end = 0;
    while (end < in.n && (unsigned char)in.p[end] != 0xFF) end++;
    Str text = str_slice(in, 0, end);
    in = str_slice(in, end + (end < in.n), in.n);
    if (!text.n && parts[i].text) text = str_z(parts[i].text);
    size_t at = o.n;
    out_str(&o, S("PK\3\4"));
    header(&o, parts[i].name, text);
    out_z(&o, parts[i].name);
    out_str(&o, text);
    out_str(&directory, S("PK\1\2"));
    le(&directory, 20, 2);
    header(&directory, parts[i].name, text);
    le(&directory, 0, 10), le(&directory, at, 4);
    out_z(&directory, parts[i].name);
  }
  size_t at = o.n;
  out_str(&o, out_text(&directory));
  out_str(&o, S("PK\5\6"));
  le(&o, 0, 4), le(&o, PARTS, 2), le(&o, PARTS, 2), le(&o, directory.n, 4), le(&o, at, 4), le(&o, 0, 2);
  return out_text(&o);
}

static bool row(void *ctx, const Row *r) {
  uint32_t *rows = ctx;
  must(r->row >= 1 && r->row <= 1048576 && r->sheet.n < 1 << 16);
  uint32_t sum = 0;
  for (int c = 0; c < COLUMNS; c++) sum += str_hash(r->cell[c]);
  return ++*rows < 100000 && sum != 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  Str in = {(const char *)data, size};
  Diags diags = diags_new(&a, diag_table);
  DataSource from = {.name = S("x.xlsx"), .bytes = str_starts(in, S("PK")) ? in : archive(&a, in)};
  DataInput opened;
  uint32_t rows = 0;
  if (data_open(&a, &from, 0, false, &diags, &opened) && opened.format == DATA_WORKBOOK)
    must(read_xlsx(&a, &opened, NULL, (RowSink){row, &rows}, &diags) || diags.n > 0);
  data_close(&opened);
  for (uint32_t i = 0; i < diags.n; i++) {
    Out o = out_memory(&a);
    message_write(&o, diag_table, &diags.p[i]->text, LANG_EN);
  }
  arena_free(&a);
  return 0;
}
