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

enum { LEAD = 0x81, LEADS = 0x7E, TRAIL = 0x40, TRAILS = 0xC0 };

struct TextDecoder {
  iconv_t cd;
  // Of GB18030, by both bytes: the character below U+10000 that a pair stands for; 0: not asked yet, or none.
  uint16_t (*pairs)[TRAILS];
};

TextDecoder *text_decoder(Arena *a, const char *encoding) {
  iconv_t cd = iconv_open("UTF-8", encoding);
  if (cd == (iconv_t)-1) return NULL;
  TextDecoder *d = NEW(a, TextDecoder);
  d->cd = cd;
  if (!strcmp(encoding, "GB18030")) d->pairs = arena_zero(a, LEADS, sizeof *d->pairs, alignof(uint16_t));
  return d;
}

void text_decoder_end(TextDecoder *d) {
  iconv_close(d->cd);
}

static bool by_iconv(TextDecoder *d, Str *in, char *to, size_t room, size_t *made) {
  char *from = (char *)(uintptr_t)in->p; // iconv's type lacks const; it does not write there
  size_t n = in->n, left = room;
  bool ok = iconv(d->cd, &from, &n, &to, &left) != (size_t)-1 || errno != EILSEQ;
  *in = (Str){from, n};
  *made = room - left;
  return ok;
}

static uint16_t ask_pair(TextDecoder *d, Str pair) {
  char text[8];
  size_t made;
  unsigned size;
  if (!by_iconv(d, &pair, text, sizeof text, &made) || pair.n) return 0;
  uint32_t c = made ? utf_decode((Str){text, made}, 0, &size) : 0;
  return made && size == made && c >= 0x80 && c < 0x10000 ? (uint16_t)c : 0;
}

// ASCII as it stands, pairs by the table, and what the table does not tell by iconv, a character at a time.
static bool decode_gb18030(TextDecoder *d, Str *in, char *to, size_t *made) {
  const char *p = in->p, *end = p + in->n;
  char *start = to;
  bool ok = true;
  while (ok && p < end) {
    for (uint64_t w; end - p >= 8; p += 8, to += 8) {
      memcpy(&w, p, 8);
      if (w & 0x8080808080808080u) break;
      memcpy(to, p, 8);
    }
    while (p < end && !(*p & 0x80)) *to++ = *p++;
    while (end - p >= 2 && *p & 0x80) {
      unsigned lead = (unsigned char)p[0] - LEAD, trail = (unsigned char)p[1] - TRAIL, c = 0;
      if (lead < LEADS && trail < TRAILS) {
        c = d->pairs[lead][trail];
        if (!c) c = d->pairs[lead][trail] = ask_pair(d, (Str){p, 2});
      }
      if (!c) break;
      if (c < 0x800) {
        *to++ = (char)(0xC0 | c >> 6);
      } else {
        *to++ = (char)(0xE0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
      }
      *to++ = (char)(0x80 | (c & 0x3F));
      p += 2;
    }
    if (p == end || !(*p & 0x80)) continue;
    Str rest = {p, end - p < 4 ? (size_t)(end - p) : 4};
    size_t n;
    ok = by_iconv(d, &rest, to, 4, &n);
    if (rest.p == p) break; // wrong, or not yet whole
    p = rest.p, to += n;
  }
  *in = (Str){p, (size_t)(end - p)};
  *made = (size_t)(to - start);
  return ok;
}

bool text_decode_some(TextDecoder *d, Str *in, char *to, size_t room, size_t *made) {
  return d->pairs ? decode_gb18030(d, in, to, made) : by_iconv(d, in, to, room, made);
}

static Decoded convert(Arena *a, Str s, const char *encoding) {
  TextDecoder *d = text_decoder(a, encoding);
  if (!d) return (Decoded){0};
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
