// The synonyms of headers, as a table.
#include "runtime/read/headers.h"
#include "base/utf.h"

static const struct {
  Column column;
  Str spelling;
} headers[] = {
#define H(c, text) {COL_##c, {text, sizeof text - 1}},
#include "runtime/read/headers.def"
#undef H
};
enum { HEADERS = sizeof headers / sizeof *headers };

static Str lower(Arena *a, Str s) { // ASCII only: Value, VALUE
  char *p = arena_raw(a, s.n, 1);
  for (size_t i = 0; i < s.n; i++) p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
  return (Str){p, s.n};
}

// “数值（万元）” and “数值（单位：万元）” are 数值 with unit 万元: the bracket that ends the key (which has
// ASCII brackets).
static Str cut_unit(Str key, Str *unit) {
  *unit = (Str){0};
  if (!str_ends(key, S(")"))) return key;
  size_t open = key.n;
  while (open > 0 && key.p[open - 1] != '(') open--;
  if (open <= 1) return key;
  *unit = str_trim(str_slice(key, open, key.n - 1));
  if (str_starts(*unit, S("单位:"))) *unit = str_trim(str_slice(*unit, S("单位:").n, unit->n));
  return str_trim(str_slice(key, 0, open - 1));
}

Column header_column(Arena *a, Str header, Str *unit) {
  Str name = lower(a, cut_unit(utf_key(a, str_trim(header)), unit));
  for (size_t i = 0; i < HEADERS; i++)
    if (str_eq(headers[i].spelling, name)) return headers[i].column;
  return COLUMNS;
}

Str header_spellings(Arena *a, Column c) {
  Out o = out_memory(a);
  for (size_t i = 0; i < HEADERS; i++) {
    if (headers[i].column != c) continue;
    if (o.n) out_z(&o, "、");
    out_str(&o, headers[i].spelling);
  }
  return out_text(&o);
}
