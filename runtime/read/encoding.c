// UTF-8 where it is valid; else UTF-16 by its mark; else GB18030 where the whole reads as that.
#include "runtime/read/encoding.h"
#include "base/utf.h"
#include <errno.h>
#include <iconv.h>

TextMark text_mark(Str s) {
  static const TextMark marks[] = {{"UTF-8", 3}, {"UTF-16LE", 2}, {"UTF-16BE", 2}};
  static const char *const bytes[] = {"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (str_starts(s, (Str){bytes[i], marks[i].n})) return marks[i];
  return (TextMark){0};
}

bool text_decoder(const char *encoding, TextDecoder *out) {
  iconv_t cd = iconv_open("UTF-8", encoding);
  *out = cd == (iconv_t)-1 ? NULL : cd;
  return *out != NULL;
}

void text_decoder_end(TextDecoder d) {
  iconv_close(d);
}

bool text_decode_some(TextDecoder d, Str *in, char *to, size_t room, size_t *made) {
  char *from = (char *)(uintptr_t)in->p; // iconv's type lacks const; it does not write there
  size_t n = in->n, left = room;
  bool ok = iconv(d, &from, &n, &to, &left) != (size_t)-1 || errno != EILSEQ;
  *in = (Str){from, n};
  *made = room - left;
  return ok;
}

static Decoded convert(Arena *a, Str s, const char *encoding) {
  TextDecoder d;
  if (!text_decoder(encoding, &d)) return (Decoded){0};
  Str rest = s;
  char *to = arena_raw(a, 2 * s.n + 1, 1);
  Decoded out = {.text.p = to};
  out.ok = text_decode_some(d, &rest, to, 2 * s.n, &out.text.n) && !rest.n;
  out.bad_byte = s.n - rest.n;
  text_decoder_end(d);
  return out;
}

Decoded text_decode(Arena *a, Str s) {
  TextMark mark = text_mark(s);
  s = str_slice(s, mark.n, s.n);
  if (mark.n == 2) return convert(a, s, mark.encoding);
  size_t bad = utf_valid(s);
  if (bad == s.n) return (Decoded){true, s, 0};
  if (utf_looks_gb18030(s)) return convert(a, s, "GB18030");
  return (Decoded){false, s, bad};
}
