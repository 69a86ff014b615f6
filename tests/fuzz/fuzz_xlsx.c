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

typedef struct Seen {
  uint32_t rows, sum;
} Seen;

static bool row(void *ctx, const Row *r) {
  Seen *seen = ctx;
  must(r->row >= 1 && r->row <= 1048576 && r->sheet.n < 1 << 16);
  seen->sum = seen->sum * 31 + r->row;
  for (int c = 0; c < COLUMNS; c++) seen->sum = seen->sum * 31 + str_hash(r->cell[c]) + r->column[c];
  return ++seen->rows < 100000;
}

static Str read_workbook(Arena *a, Str bytes, Seen *seen) {
  Diags diags = diags_new(a, diag_table);
  DataSource from = {.name = S("x.xlsx"), .bytes = bytes};
  DataInput opened;
  if (data_open(a, &from, 0, false, &diags, &opened) && opened.format == DATA_WORKBOOK)
    must(read_xlsx(a, &opened, NULL, (RowSink){row, seen}, &diags) || diags.n > 0);
  data_close(&opened);
  Out o = out_memory(a);
  for (uint32_t i = 0; i < diags.n; i++) message_write(&o, diag_table, &diags.p[i]->text, LANG_EN);
  return out_text(&o);
}

// With a comment before its rows, all of which the XML reader takes then.
static Str commented(Arena *a, Str in) {
  Str tag = S("<sheetData>");
  size_t at = str_find(in, tag);
  if (at == in.n) return (Str){0};
  Out o = out_memory(a);
  out_str(&o, str_slice(in, 0, at + tag.n));
  out_z(&o, "<!---->");
  out_str(&o, str_slice(in, at + tag.n, in.n));
  return out_text(&o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  Str in = {(const char *)data, size};
  bool zip = str_starts(in, S("PK"));
  Seen plain = {0}, other = {0};
  Str said = read_workbook(&a, zip ? in : archive(&a, in), &plain), twin = zip ? (Str){0} : commented(&a, in);
  if (twin.n) {
    Str also = read_workbook(&a, archive(&a, twin), &other);
    must(plain.rows == other.rows && plain.sum == other.sum && str_eq(said, also));
  }
  arena_free(&a);
  return 0;
}
