// The doors through which text comes in below the grammar: UTF-8, numbers, dates, JSON escapes.
#include "base/date.h"
#include "base/json.h"
#include "base/utf.h"
#include "fuzz.h"

static void walk(Str s) {
  size_t good = utf_valid(s), i = 0;
  for (unsigned len; i < s.n; i += len) must(utf_decode(s, i, &len) != UTF_BAD || i >= good);
  must(i == s.n);
  for (i = 0; i < good;) {
    size_t next = utf_grapheme((Str){s.p, good}, i);
    must(next > i && next <= good);
    i = next;
  }
}

static void keys(Arena *a, Str s) {
  Str key = utf_key(a, s);
  must(str_eq(utf_key(a, key), key)); // a key is its own key
  if (utf_is_key(s)) must(str_eq(key, s));
  must(utf_width(utf_fit(a, s, 20)) <= 20);
  must(utf16_to_byte(s, utf16_units(s)) == s.n);
}

static void numbers(Arena *a, Str s) {
  Num x, y;
  if (s.n > 200 || !num_parse(a, s, &x)) return;
  must(num_parse(a, num_text(a, x, 400), &y) && num_cmp(x, y) == 0);
  must(num_sign(num_sub(a, x, y)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  Str s = {(const char *)data, size};
  walk(s);
  keys(&a, str_slice(s, 0, utf_valid(s)));
  utf_looks_gb18030(s);
  numbers(&a, str_trim(s));
  Date d;
  if (date_parse_iso(s, &d)) must(str_eq(date_text(&a, d), s));
  Out o = out_memory(&a);
  json_escape(&o, s);
  must(utf_valid(out_text(&o)) == o.n);
  arena_free(&a);
  return 0;
}
