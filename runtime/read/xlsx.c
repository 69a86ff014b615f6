// The small parts of a workbook: which sheets there are, and how styles show numbers.
//   _rels/.rels ─▶ xl/workbook.xml ─▶ xl/_rels/workbook.xml.rels ─▶ sheets, styles, shared strings
#include "runtime/read/xlsx.h"
#include "grammar/diags.h"

// ---- what goes wrong ----------------------------------------------------------------------------

bool workbook_fail(Workbook *b, Str part, ZipProblem zip, XmlResult xml) {
  static const struct {
    const char *zh, *en;
  } why[] = {
      [ZIP_OK] = {"", ""},
      [ZIP_NONE] = {"不是工作簿", "it is no workbook"},
      [ZIP_BROKEN] = {"文件不完整或已损坏", "it is cut off or damaged"},
      [ZIP_ENCRYPTED] = {"加了密码", "it has a password"},
      [ZIP_METHOD] = {"压缩的方式不认识", "it is packed in an unknown way"},
      [ZIP_BOMB] = {"解开后大得不像工作簿", "unpacked it is larger than any workbook"},
  };
  DataInput *in = b->in;
  if (xml.problem == XML_MISSING || xml.problem == XML_STATIC)
    return data_has(in, xml.problem == XML_STATIC ? LIB_STATIC : LIB_MISSING, xml_package);
  Text reason = {str_z(why[zip].zh), str_z(why[zip].en)};
  if (!zip) {
    const char *zh = xml.problem == XML_DOCTYPE ? "含有 DOCTYPE"
                     : xml.problem == XML_DEEP  ? "嵌套太深"
                                                : "XML 有错";
    const char *en = xml.problem == XML_DOCTYPE ? "it has a DOCTYPE"
                     : xml.problem == XML_DEEP  ? "it is nested too deep"
                                                : "its XML is broken";
    reason.zh = str_fmt(in->arena, "%.*s 第 %llu 行%s", STR_ARG(part), (unsigned long long)xml.line, zh);
    reason.en = str_fmt(in->arena, "%.*s, line %llu: %s", STR_ARG(part), (unsigned long long)xml.line, en);
  }
  return data_fail(in, D_WORKBOOK_BROKEN, &reason, 1);
}

bool workbook_read(Workbook *b, Str part, const XmlHandler *handler, const PlainSink *rows) {
  const ZipPart *p = zip_find(&b->zip, part);
  if (!p) return workbook_fail(b, part, ZIP_BROKEN, (XmlResult){0});
  Arena scratch;
  arena_init_like(&scratch, b->arena);
  ZipStream *s = zip_part(&scratch, &b->zip, p);
  ByteStream bytes = {zip_read, s};
  PlainRows *plain = rows ? plain_rows(&scratch, bytes, *rows) : NULL;
  XmlResult r = xml_read(plain ? (ByteStream){plain_read, plain} : bytes, handler);
  ZipProblem problem = zip_problem(s);
  if (plain && plain_stopped(plain)) r.problem = XML_STOPPED;
  arena_free(&scratch);
  if (r.problem == XML_OK || r.problem == XML_STOPPED) return true;
  return workbook_fail(b, part, problem, r);
}

// ---- relationships ------------------------------------------------------------------------------

typedef struct Relation {
  Str id, type, target;
} Relation;

typedef struct Relations {
  Workbook *book;
  ARRAY(Relation) all;
} Relations;

static bool nothing_ends(void *ctx, Str name) {
  (void)ctx, (void)name;
  return true;
}

static bool no_text(void *ctx, Str text) {
  (void)ctx, (void)text;
  return true;
}

static bool relation(void *ctx, Str name, XmlAttrs attrs) {
  Relations *r = ctx;
  Arena *a = r->book->arena;
  if (str_eq(name, S("Relationship")) && !str_eq(xml_attr(attrs, "TargetMode"), S("External")))
    *array_push(a, &r->all) =
        (Relation){str_dup(a, xml_attr(attrs, "Id")), str_dup(a, xml_attr(attrs, "Type")),
                   str_dup(a, xml_attr(attrs, "Target"))};
  return r->all.n < ZIP_PARTS_MAX;
}

// A target as the name of a part: against the folder of what relates, or from the top.
static Str part_of(Arena *a, Str folder, Str target) {
  if (str_starts(target, S("/"))) return str_slice(target, 1, target.n);
  while (str_starts(target, S("../"))) {
    target = str_slice(target, 3, target.n);
    if (folder.n) folder.n--;
    while (folder.n && folder.p[folder.n - 1] != '/') folder.n--;
  }
  if (str_starts(target, S("./"))) target = str_slice(target, 2, target.n);
  return str_cat(a, folder, target);
}

static const Relation *of_type(const Relations *r, Str type) {
  for (uint32_t i = 0; i < r->all.n; i++)
    if (str_ends(r->all.p[i].type, type)) return &r->all.p[i];
  return NULL;
}

static bool relations(Workbook *b, Str part, Relations *out) {
  *out = (Relations){.book = b};
  return workbook_read(b, part, &(XmlHandler){relation, nothing_ends, no_text, out}, NULL);
}

// ---- workbook.xml -------------------------------------------------------------------------------

static bool book_start(void *ctx, Str name, XmlAttrs attrs) {
  Workbook *b = ctx;
  if (str_eq(name, S("workbookPr"))) {
    Str d = xml_attr(attrs, "date1904");
    b->date1904 = str_eq(d, S("1")) || str_eq(d, S("true"));
  } else if (str_eq(name, S("sheet")) && b->sheets.n < WORKBOOK_SHEETS_MAX)
    *array_push(b->arena, &b->sheets) = (WorkbookSheet){.name = str_dup(b->arena, xml_attr(attrs, "name")),
                                                        .id = str_dup(b->arena, xml_attr(attrs, "id"))};
  return true;
}

// ---- styles.xml ---------------------------------------------------------------------------------

typedef struct Styles {
  Workbook *book;
  struct {
    uint32_t id;
    Str code;
  } * codes;
  uint32_t code_n, code_cap;
  bool in_cells; // <cellXfs>: what the s of a cell counts
} Styles;

static uint32_t small_number(Str s) {
  uint32_t n = 0;
  for (size_t i = 0; i < s.n && n < 1 << 24; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return 0;
    n = n * 10 + (uint32_t)(s.p[i] - '0');
  }
  return n;
}

static bool style_start(void *ctx, Str name, XmlAttrs attrs) {
  Styles *s = ctx;
  Arena *a = s->book->arena;
  if (str_eq(name, S("numFmt"))) {
    if (s->code_n == s->code_cap)
      s->codes = array_room(a, s->codes, s->code_n, &s->code_cap, sizeof *s->codes, alignof(max_align_t));
    s->codes[s->code_n].id = small_number(xml_attr(attrs, "numFmtId"));
    s->codes[s->code_n++].code = str_dup(a, xml_attr(attrs, "formatCode"));
  } else if (str_eq(name, S("cellXfs")))
    s->in_cells = true;
  else if (s->in_cells && str_eq(name, S("xf"))) {
    uint32_t id = small_number(xml_attr(attrs, "numFmtId"));
    Str code = numfmt_builtin(id);
    for (uint32_t i = 0; i < s->code_n; i++)
      if (s->codes[i].id == id) code = s->codes[i].code;
    *array_push(a, &s->book->formats) = numfmt_parse(a, code);
  }
  return s->book->formats.n < 1 << 16 && s->code_n < 1 << 16; // Excel has 64 000
}

static bool style_end(void *ctx, Str name) {
  if (str_eq(name, S("cellXfs"))) ((Styles *)ctx)->in_cells = false;
  return true;
}

// ---- all of it ----------------------------------------------------------------------------------

static bool is_other(Workbook *b) { // a zip, but no workbook of this kind
  static const struct {
    const char *part, *zh, *en;
  } others[] = {{"xl/workbook.bin", "二进制工作簿 .xlsb", "a binary workbook (.xlsb)"},
                {"content.xml", " OpenDocument 表格 .ods", "an OpenDocument sheet (.ods)"},
                {"word/document.xml", " Word 文档 .docx", "a Word document (.docx)"}};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (!zip_find(&b->zip, str_z(others[i].part))) continue;
    Text what = {str_z(others[i].zh), str_z(others[i].en)};
    Text how = {S("用 Excel 或 WPS 另存为 .xlsx"), S("save it as .xlsx in Excel or WPS")};
    data_fail(b->in, D_DATA_FOREIGN, TEXT_ARGS(what, how));
    return true;
  }
  return false;
}

static bool open_archive(Workbook *b) {
  ByteSource from;
  if (!data_source(b->arena, b->in, &from)) return false;
  ZipProblem problem = zip_open(b->arena, from, &b->zip);
  if (problem) return workbook_fail(b, (Str){0}, problem, (XmlResult){0});
  return !is_other(b);
}

bool workbook_open(Arena *a, DataInput *in, Workbook *out) {
  *out = (Workbook){.arena = a, .in = in};
  Workbook *b = out;
  Relations top, own;
  if (!open_archive(b) || !relations(b, S("_rels/.rels"), &top)) return false;
  const Relation *main = of_type(&top, S("/officeDocument"));
  Str part = main ? part_of(a, (Str){0}, main->target) : S("xl/workbook.xml");
  size_t slash = part.n;
  while (slash > 0 && part.p[slash - 1] != '/') slash--;
  Str folder = str_slice(part, 0, slash), file = str_slice(part, slash, part.n);
  Str rels = str_fmt(a, "%.*s_rels/%.*s.rels", STR_ARG(folder), STR_ARG(file));
  if (!workbook_read(b, part, &(XmlHandler){book_start, nothing_ends, no_text, b}, NULL) ||
      !relations(b, rels, &own))
    return false;
  for (uint32_t i = 0; i < b->sheets.n; i++)
    for (uint32_t k = 0; k < own.all.n; k++)
      if (str_eq(own.all.p[k].id, b->sheets.p[i].id) && str_ends(own.all.p[k].type, S("/worksheet")))
        b->sheets.p[i].part = part_of(a, folder, own.all.p[k].target);
  const Relation *styles = of_type(&own, S("/styles")), *strings = of_type(&own, S("/sharedStrings"));
  Styles s = {.book = b};
  if (styles && !workbook_read(b, part_of(a, folder, styles->target),
                               &(XmlHandler){style_start, style_end, no_text, &s}, NULL))
    return false;
  return !strings || workbook_strings(b, part_of(a, folder, strings->target));
}

bool read_xlsx(Arena *a, DataInput *in, Mapping *mapping, RowSink sink, Diags *diags) {
  Arena own; // all but what rows that are kept need
  arena_init_like(&own, a);
  Workbook b;
  bool ok = workbook_open(&own, in, &b), any = false;
  Str *names = NEW_N(&own, Str, b.sheets.n);
  for (uint32_t i = 0; ok && i < b.sheets.n; i++) {
    names[i] = str_dup(a, b.sheets.p[i].name);
    if (!b.sheets.p[i].part.n) continue; // a chart
    if (mapping && !mapping_reads(mapping, &own, names[i])) continue;
    SheetEnd end;
    ok = workbook_sheet(&b, &b.sheets.p[i], mapping, sink, &end);
    any |= end != SHEET_NO_TABLE;
    ok &= end != SHEET_BROKEN;
  }
  if (ok && mapping)
    ok = mapping_done(mapping, diags, &in->place, names, b.sheets.n);
  else if (ok && !any)
    ok = data_fail(in, D_WORKBOOK_NO_TABLE, NO_ARGS);
  arena_free(&own);
  return ok;
}
