// Which reader a file is for, by its first bytes: names lie (pages saved as .xls are common).
#include "forms/office.h"
#include "grammar/diags.h"

static bool has_part(Str bytes, const char *part) { // in the archive's list, at its end
  Str s = bytes.n > 1 << 20 ? str_slice(bytes, bytes.n - (1 << 20), bytes.n) : bytes;
  return office_mentions(s, part);
}

static bool refuse(const Document *d, Diags *diags, uint16_t id, Str what) {
  Diag *e = diag_add(diags, id, SPAN_NONE, TEXT_ARGS(text_of(what)));
  e->cell.name = d->name;
  return false;
}

bool grid_read(Arena *a, Document *d, Str bytes, Diags *diags) {
  if (str_starts(bytes, S("PK"))) {
    bool document = has_part(bytes, "word/document.xml");
    return document ? grid_read_docx(a, d, bytes, diags) : grid_read_xlsx(a, d, bytes, diags);
  }
  if (str_starts(bytes, S("\xD0\xCF\x11\xE0"))) return refuse(d, diags, D_IMPORT_OLD, (Str){0});
  if (str_starts(bytes, S("%PDF")) || str_starts(bytes, S("{\\rtf")))
    return refuse(d, diags, D_IMPORT_FORMAT, (Str){0});
  Str head = str_slice(bytes, 0, bytes.n < 8192 ? bytes.n : 8192);
  bool page = office_mentions(head, "<html") || office_mentions(head, "<table") ||
              office_mentions(head, "<!doctype html") || office_mentions(head, "<body");
  return page ? grid_read_html(a, d, bytes, diags) : grid_read_text(a, d, bytes, diags);
}
