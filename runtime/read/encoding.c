// UTF-8 where it is valid; else UTF-16 by its mark; else GB18030 where the whole reads as that.
#include "runtime/read/encoding.h"
#include "base/utf.h"
#include <errno.h>
#include <iconv.h>

static Decoded convert(Arena *a, Str s, const char *from) {
  iconv_t cd = iconv_open("UTF-8", from);
  Decoded out = {0};
  if (cd == (iconv_t)-1) return out;
  size_t room = s.n * 3 / 2 + 16; // GB18030: 2 → 3 bytes, 4 → 4; UTF-16: 2 → 3
  char *buffer = arena_raw(a, room, 1), *to = buffer;
  char *in = (char *)(uintptr_t)s.p; // iconv's type lacks const; it does not write there
  size_t in_left = s.n, out_left = room;
  size_t r = iconv(cd, &in, &in_left, &to, &out_left);
  if (r != (size_t)-1) r = iconv(cd, NULL, NULL, &to, &out_left);
  iconv_close(cd);
  out.ok = r != (size_t)-1;
  out.text = (Str){buffer, room - out_left};
  out.bad_byte = s.n - in_left;
  return out;
}

Decoded text_decode(Arena *a, Str s) {
  if (str_starts(s, S("\xEF\xBB\xBF"))) s = str_slice(s, 3, s.n);
  if (str_starts(s, S("\xFF\xFE"))) return convert(a, str_slice(s, 2, s.n), "UTF-16LE");
  if (str_starts(s, S("\xFE\xFF"))) return convert(a, str_slice(s, 2, s.n), "UTF-16BE");
  size_t bad = utf_valid(s);
  if (bad == s.n) return (Decoded){true, s, 0};
  if (utf_looks_gb18030(s)) return convert(a, s, "GB18030");
  return (Decoded){false, s, bad};
}
