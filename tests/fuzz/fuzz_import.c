// Any bytes as a form. The first byte says what they are: the file itself, a page, or the main part of a
// workbook or document, which is packed here so that every change gets past the archive's checksums. What is
// recognised must be written as a program that parses, and its values as a table.
#include "compiler/compile.h"
#include "forms/import.h"
#include "fuzz.h"
#include "grammar/diags.h"

typedef struct Pack {
  Out o, list;
  unsigned parts;
} Pack;

static void little(Out *o, uint32_t v, unsigned bytes) {
  for (unsigned i = 0; i < bytes; i++, v >>= 8) out_c(o, (char)(v & 0xFF));
}

static uint32_t crc(Str s) {
  uint32_t c = 0xFFFFFFFFu;
  for (size_t i = 0; i < s.n; i++) {
    c ^= (unsigned char)s.p[i];
    for (int k = 0; k < 8; k++) c = c & 1 ? c >> 1 ^ 0xEDB88320u : c >> 1;
  }
  return ~c;
}

static void part_head(Out *o, Str name, Str text) {
  little(o, 0, 4); // flags, stored
  little(o, 0, 4); // time
  little(o, crc(text), 4);
  little(o, (uint32_t)text.n, 4);
  little(o, (uint32_t)text.n, 4);
  little(o, (uint32_t)name.n, 2);
  little(o, 0, 2);
}

static void pack(Pack *p, Str name, Str text) {
  uint32_t at = (uint32_t)p->o.n;
  out_str(&p->o, S("PK\3\4\24\0"));
  part_head(&p->o, name, text);
  out_str(&p->o, name);
  out_str(&p->o, text);
  out_str(&p->list, S("PK\1\2\24\0\24\0"));
  part_head(&p->list, name, text);
  little(&p->list, 0, 4); // comment, disk
  little(&p->list, 0, 2);
  little(&p->list, 0, 4);
  little(&p->list, at, 4);
  out_str(&p->list, name);
  p->parts++;
}

static Str packed(Pack *p) {
  uint32_t at = (uint32_t)p->o.n, size = (uint32_t)p->list.n;
  out_str(&p->o, out_text(&p->list));
  out_str(&p->o, S("PK\5\6\0\0\0\0"));
  little(&p->o, p->parts, 2);
  little(&p->o, p->parts, 2);
  little(&p->o, size, 4);
  little(&p->o, at, 4);
  little(&p->o, 0, 2);
  return out_text(&p->o);
}

static Str package(Arena *a, Str text, bool workbook) {
  Pack p = {out_memory(a), out_memory(a), 0};
  if (workbook) {
    pack(&p, S("xl/workbook.xml"),
         S("<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" sheetId=\"1\" "
           "r:id=\"r1\"/></sheets></workbook>"));
    pack(&p, S("xl/_rels/workbook.xml.rels"),
         S("<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"));
    pack(&p, S("xl/styles.xml"),
         S("<s><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"9\"/><xf numFmtId=\"14\"/></cellXfs></s>"));
    pack(&p, S("xl/sharedStrings.xml"),
         S("<sst><si><t>项目名称</t></si><si><t>三级指标</t></si><si><t>指标值</t></si><si><t>实际完成值</"
           "t></si></sst>"));
    pack(&p, S("xl/worksheets/sheet1.xml"), text);
  } else
    pack(&p, S("word/document.xml"), text);
  return packed(&p);
}

static bool no_file(void *ctx, Arena *a, Str from, Str path, Str *name, Str *text, Text *why) {
  (void)ctx, (void)a, (void)from, (void)path, (void)name, (void)text;
  *why = text_of(S("no such file"));
  return false;
}

// The names of units, made once: of the standard library.
static UnitNames units(void) {
  static Arena a;
  static Program *program;
  static Sources sources;
  if (!program) {
    arena_init(&a, fuzz_oom, NULL);
    Diags diags = diags_new(&a, diag_table);
    const Loader loader = {.load = no_file};
    program = compile(&a, NULL, 0, &loader, &(CompileOptions){.workers = 1}, &sources, &diags);
  }
  return (UnitNames){units_known, program->units};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!size || size > 1 << 16) return 0;
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  Diags diags = diags_new(&a, diag_table);
  char *copy = malloc(size + 16);
  if (!copy) abort();
  memset(copy, 0, size + 16);
  memcpy(copy, data + 1, size - 1);
  Str text = {copy, size - 1};
  switch (data[0] % 4) {
  case 0: break;
  case 1: text = str_cat(&a, S("<html>"), text); break;
  case 2: text = package(&a, text, true); break;
  case 3: text = package(&a, text, false); break;
  }
  ImportOptions opt = {0, units()};
  Imported in;
  if (import_read(&a, S("fuzz"), text, &opt, &diags, &in)) {
    Str out;
    for (uint32_t i = 0; i < in.forms.all.n; i++)
      must(import_write(&a, in.forms.all.p[i], &opt, diag_table, &out));
    must(import_write_all(&a, in.forms.all.p, in.forms.all.n, &opt, diag_table, &out));
    import_actuals(&a, in.forms.all.p, in.forms.all.n);
    for (uint32_t i = 0; i < in.forms.all.n; i++) import_stem(&a, in.forms.all.p[i], i);
  } else
    must(diags.errors > 0);
  for (uint32_t i = 0; i < diags.n; i++) {
    Out o = out_memory(&a);
    message_write(&o, diag_table, &diags.p[i]->text, LANG_EN);
  }
  free(copy);
  arena_free(&a);
  return 0;
}
