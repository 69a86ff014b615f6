// The shared strings of a workbook. <si><t>text</t></si>, or runs of rich text
// <si><r><t>te</t></r><r><t>xt</t></r></si>; what <rPh> holds is how to pronounce it.
#include "grammar/diags.h"
#include "runtime/read/xlsx.h"

typedef struct Strings {
  Workbook *book;
  Arena scratch;
  Out text;
  bool in_text, spoken;
  bool too_long;
} Strings;

static bool start(void *ctx, Str name, XmlAttrs attrs) {
  (void)attrs;
  Strings *s = ctx;
  if (str_eq(name, S("si")))
    s->text.n = 0;
  else if (str_eq(name, S("rPh")))
    s->spoken = true;
  else if (str_eq(name, S("t")))
    s->in_text = !s->spoken;
  return true;
}

static bool end(void *ctx, Str name) {
  Strings *s = ctx;
  Workbook *b = s->book;
  if (str_eq(name, S("t")))
    s->in_text = false;
  else if (str_eq(name, S("rPh")))
    s->spoken = false;
  else if (str_eq(name, S("si"))) {
    *array_push(b->arena, &b->strings) = str_dup(b->arena, out_text(&s->text));
    b->string_bytes += s->text.n + sizeof(Str);
  }
  return b->string_bytes <= WORKBOOK_STRINGS_MAX;
}

static bool text(void *ctx, Str t) {
  Strings *s = ctx;
  if (!s->in_text) return true;
  out_str(&s->text, t);
  return s->text.n <= WORKBOOK_CELL_MAX || (s->too_long = true, false);
}

bool workbook_strings(Workbook *b, Str part) {
  Strings s = {.book = b};
  arena_init_like(&s.scratch, b->arena);
  s.text = out_memory(&s.scratch);
  bool ok = workbook_read(b, part, &(XmlHandler){start, end, text, &s}, NULL);
  arena_free(&s.scratch);
  if (s.too_long) return data_fail(b->in, D_DATA_LONG_CELL, NO_ARGS);
  if (b->string_bytes > WORKBOOK_STRINGS_MAX) return workbook_fail(b, part, ZIP_BOMB, (XmlResult){0});
  return ok;
}
