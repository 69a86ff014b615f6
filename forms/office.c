// Packages by their list of parts and their relationships.
#include "forms/office.h"
#include "grammar/diags.h"

static ptrdiff_t memory_at(void *ctx, char *to, size_t n, uint64_t from) {
  const Str *s = ctx;
  if (from >= s->n) return 0;
  if (n > s->n - from) n = s->n - (size_t)from;
  memcpy(to, s->p + from, n);
  return (ptrdiff_t)n;
}

bool office_refuse(const Office *o, uint16_t id, Str what) {
  Diag *d = diag_add(o->diags, id, SPAN_NONE, TEXT_ARGS(text_of(what)));
  d->cell.name = o->name;
  return false;
}

static bool zip_refuse(const Office *o, ZipProblem why, Str part) {
  switch (why) {
  case ZIP_OK: return true;
  case ZIP_BOMB: return office_refuse(o, D_IMPORT_TOO_BIG, part);
  case ZIP_ENCRYPTED: return office_refuse(o, D_IMPORT_LOCKED, part);
  case ZIP_NONE:
  case ZIP_BROKEN:
  case ZIP_METHOD: return office_refuse(o, D_IMPORT_DAMAGED, part);
  }
  return false;
}

typedef struct Relations {
  const Office *office;
  Str bad; // the target of a link to outside
} Relations;

static bool relation(void *ctx, Str name, XmlAttrs attrs) {
  Relations *r = ctx;
  if (!str_eq(name, S("Relationship"))) return true;
  if (!str_eq(xml_attr(attrs, "TargetMode"), S("External"))) return true;
  Str type = xml_attr(attrs, "Type");
  if (str_ends(type, S("/hyperlink"))) return true; // a place to click, nothing that is fetched
  r->bad = str_dup(r->office->arena, xml_attr(attrs, "Target"));
  if (!r->bad.n) r->bad = S("?");
  return false;
}

static bool pass_end(void *ctx, Str name) {
  (void)ctx, (void)name;
  return true;
}

static bool pass_text(void *ctx, Str text) {
  (void)ctx, (void)text;
  return true;
}

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool office_mentions(Str s, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; i + n <= s.n; i++) {
    size_t k = 0;
    while (k < n && lower(s.p[i + k]) == word[k]) k++;
    if (k == n) return true;
  }
  return false;
}

bool office_open(Arena *a, Str name, Str bytes, Diags *diags, Office *out) {
  *out = (Office){.arena = a, .diags = diags, .name = name, .bytes = bytes};
  Str *kept = NEW(a, Str);
  *kept = bytes;
  if (!zip_refuse(out, zip_open(a, (ByteSource){memory_at, kept, bytes.n}, &out->zip), name)) return false;
  for (uint32_t i = 0; i < out->zip.n; i++) {
    Str part = out->zip.parts[i].name;
    if (office_mentions(part, "vbaproject") || office_mentions(part, "macrosheets/") ||
        office_mentions(part, "activex/"))
      return office_refuse(out, D_IMPORT_MACROS, part);
    if (office_mentions(part, "externallinks/")) return office_refuse(out, D_IMPORT_OUTSIDE, part);
    if (office_mentions(part, "encryptedpackage")) return office_refuse(out, D_IMPORT_LOCKED, part);
  }
  for (uint32_t i = 0; i < out->zip.n; i++) {
    Str part = out->zip.parts[i].name;
    if (!str_ends(part, S(".rels"))) continue;
    Relations r = {.office = out};
    XmlHandler handler = {relation, pass_end, pass_text, &r};
    if (!office_part(out, part, false, &handler))
      return r.bad.n ? office_refuse(out, D_IMPORT_OUTSIDE, r.bad) : false;
    if (r.bad.n) return office_refuse(out, D_IMPORT_OUTSIDE, r.bad);
  }
  return true;
}

typedef struct Limited {
  ZipStream *from;
  size_t left;
  bool over;
} Limited;

static ptrdiff_t limited(void *ctx, char *to, size_t n) {
  Limited *l = ctx;
  ptrdiff_t got = zip_read(l->from, to, n);
  if (got <= 0) return got;
  if ((size_t)got > l->left) {
    l->over = true;
    return -1;
  }
  l->left -= (size_t)got;
  return got;
}

bool office_part(Office *o, Str part, bool may_lack, const XmlHandler *handler) {
  const ZipPart *p = zip_find(&o->zip, part);
  if (!p) return may_lack ? true : office_refuse(o, D_IMPORT_DAMAGED, part);
  Limited l = {zip_part(o->arena, &o->zip, p), OFFICE_PART_MAX, false};
  XmlResult r = xml_read((ByteStream){limited, &l}, handler);
  switch (r.problem) {
  case XML_OK: return true;
  case XML_STOPPED: return true; // by the handler, which knows why
  case XML_MISSING: return office_refuse(o, D_LIB_MISSING, str_z(xml_package));
  case XML_STATIC: return office_refuse(o, D_LIB_STATIC, str_z(xml_package));
  case XML_DEEP: return office_refuse(o, D_IMPORT_TOO_BIG, part);
  case XML_BROKEN:
  case XML_DOCTYPE: return office_refuse(o, D_IMPORT_DAMAGED, part);
  case XML_NO_BYTES:
    if (l.over) return office_refuse(o, D_IMPORT_TOO_BIG, part);
    ZipProblem why = zip_problem(l.from);
    return zip_refuse(o, why ? why : ZIP_BROKEN, part);
  }
  return false;
}
