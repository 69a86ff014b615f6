// UTF-8: checked by words, normalised and measured by utf8proc. What Chinese users type mostly is ASCII
// and the 20 992 ideographs of one block, so each function takes these two by a short path.
#include "base/utf.h"
#include <utf8proc.h>

#define MARKS_MAX 32 // combining marks on one character that a key is normalised with (sorting is quadratic)
#define ELLIPSIS  "…"

static unsigned char byte_at(Str s, size_t i) {
  return (unsigned char)s.p[i];
}

static bool tail(Str s, size_t i) {
  return i < s.n && (byte_at(s, i) & 0xC0) == 0x80;
}

uint32_t utf_decode(Str s, size_t i, unsigned *len) {
  uint32_t b = byte_at(s, i);
  *len = 1;
  if (b < 0x80) return b;
  if (b < 0xC2 || b > 0xF4 || !tail(s, i + 1)) return UTF_BAD;
  uint32_t c = byte_at(s, i + 1) & 0x3Fu;
  if (b < 0xE0) {
    *len = 2;
    return (b & 0x1F) << 6 | c;
  }
  if (!tail(s, i + 2)) return UTF_BAD;
  c = c << 6 | (byte_at(s, i + 2) & 0x3Fu);
  if (b < 0xF0) {
    c |= (b & 0xF) << 12;
    if (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF)) return UTF_BAD;
    *len = 3;
    return c;
  }
  if (!tail(s, i + 3)) return UTF_BAD;
  c = (b & 7) << 18 | c << 6 | (byte_at(s, i + 3) & 0x3Fu);
  if (c < 0x10000 || c > 0x10FFFF) return UTF_BAD;
  *len = 4;
  return c;
}

unsigned utf_encode(uint32_t cp, char out[4]) {
  if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) cp = 0xFFFD;
  if (cp < 0x80) {
    out[0] = (char)cp;
    return 1;
  }
  unsigned n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
  for (unsigned i = n - 1; i; i--, cp >>= 6) out[i] = (char)(0x80 | (cp & 0x3F));
  out[0] = (char)((0xF00u >> n & 0xF0u) | cp);
  return n;
}

// Eight bytes, the first one lowest; one load where the machine is little-endian.
static uint64_t load8(const char *p) {
  uint64_t w;
  memcpy(&w, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  w = __builtin_bswap64(w);
#endif
  return w;
}

#define ASCII8 0x8080808080808080u

// Whether w begins with characters of three bytes, as many as mask covers, whose lead is E1…EC
// (U+1000…CFFF): no overlong form and no surrogate begins so.
#define ONE 0xFFFFFFu
#define TWO 0xFFFFFFFFFFFFu
static inline bool threes(uint64_t w, uint64_t mask) {
  uint64_t nibble = w & 0x0F00000F & mask, one = 0x10000010 & mask;
  return (w & 0xC0C0F0C0C0F0 & mask) == (0x8080E08080E0 & mask) &&
         ((nibble + (0x0F00000F & mask)) & ~(nibble + (0x03000003 & mask)) & one) == one;
}

size_t utf_valid(Str s) {
  size_t i = 0;
  unsigned len;
  while (s.n - i >= 16) {
    uint64_t w = load8(s.p + i), high = w & ASCII8;
    if (!high)
      i += 8;
    else if (threes(w, TWO))
      i += 6;
    else if (!(high & 0x80))
      i += (size_t)__builtin_ctzll(high) / 8;
    else if (threes(w, ONE))
      i += 3;
    else if (utf_decode(s, i, &len) == UTF_BAD)
      return i;
    else
      i += len;
  }
  for (; i < s.n; i += len)
    if (utf_decode(s, i, &len) == UTF_BAD) return i;
  return s.n;
}

bool utf_looks_gb18030(Str s) {
  bool wide = false;
  for (size_t i = 0; i < s.n;) {
    unsigned char b = byte_at(s, i);
    if (b < 0x80) {
      i++;
      continue;
    }
    if (b == 0x80 || b == 0xFF || s.n - i < 2) return false;
    unsigned char c = byte_at(s, i + 1);
    wide = true;
    if (c >= 0x40 && c != 0x7F && c != 0xFF) {
      i += 2;
      continue;
    }
    if (c < '0' || c > '9' || s.n - i < 4) return false;
    unsigned char d = byte_at(s, i + 2), e = byte_at(s, i + 3);
    if (d < 0x81 || d == 0xFF || e < '0' || e > '9') return false;
    i += 4;
  }
  return wide;
}

bool utf_is_cjk(uint32_t cp) {
  return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF) || (cp >= 0x3005 && cp <= 0x3007) ||
         (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x3FFFD) || (cp >= 0x2E80 && cp <= 0x2FD5);
}

// Printable ASCII but the blank and the two quotes.
static bool plain(unsigned char b) {
  return b > ' ' && b < 0x7F && b != '\'' && b != '"';
}

// The ideographs U+4E00…9FFF are E4 B8 80 … E9 BF BF; v is three bytes, the first one highest.
static bool hanzi3(uint32_t v) {
  return (v & 0xF0C0C0) == 0xE08080 && v >= 0xE4B880 && v <= 0xE9BFBF;
}

static bool hanzi(const char *p) {
  const unsigned char *b = (const unsigned char *)p;
  return hanzi3((uint32_t)b[0] << 16 | (uint32_t)b[1] << 8 | b[2]);
}

bool utf_is_key(Str s) {
  size_t i = 0;
  while (s.n - i >= 8) {
    uint64_t w = __builtin_bswap64(load8(s.p + i));
    if (hanzi3((uint32_t)(w >> 40)))
      i += hanzi3((uint32_t)(w >> 16) & 0xFFFFFF) ? 6 : 3;
    else if (plain((unsigned char)(w >> 56)))
      i++;
    else
      return false;
  }
  while (i < s.n) {
    if (plain(byte_at(s, i)))
      i++;
    else if (s.n - i >= 3 && hanzi(s.p + i))
      i += 3;
    else
      return false;
  }
  return true;
}

static bool is_space(int32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x1680 || c == 0x180E || c == 0x2028 ||
         c == 0x2029;
}

static bool is_quote(int32_t c) {
  return c == '"' || c == '\'' || (c >= 0x2018 && c <= 0x201F) || (c >= 0x3008 && c <= 0x300F) ||
         (c >= 0x301D && c <= 0x301F) || c == 0xAB || c == 0xBB || c == 0x2039 || c == 0x203A;
}

static bool is_dot(int32_t c) {
  return c == 0xB7 || c == 0x30FB || c == 0x2027 || c == 0x2022 || c == 0x2219 || c == 0x22C5;
}

// Ideographs and their punctuation: a blank between two of them means nothing.
static bool is_wide_text(int32_t c) {
  return utf_is_cjk((uint32_t)c) || (c >= 0x3001 && c <= 0x3003);
}

// Folds n normalised code points in place; the new count.
static size_t fold(int32_t *c, size_t n) {
  size_t out = 0;
  for (size_t i = 0; i < n; i++) {
    int32_t cp = is_quote(c[i]) ? '"' : is_dot(c[i]) ? 0xB7 : c[i];
    if (!is_space(cp)) {
      c[out++] = cp;
      continue;
    }
    while (i + 1 < n && is_space(c[i + 1])) i++;
    if (out && i + 1 < n && !(is_wide_text(c[out - 1]) && is_wide_text(c[i + 1]))) c[out++] = ' ';
  }
  return out;
}

// False for bad bytes and for towers of combining marks.
static bool can_normalise(Str s) {
  unsigned len, marks = 0;
  for (size_t i = 0; i < s.n; i += len) {
    uint32_t cp = utf_decode(s, i, &len);
    if (cp == UTF_BAD) return false;
    const utf8proc_property_t *p = utf8proc_get_property((int32_t)cp);
    marks = p->combining_class ? marks + 1 : p->ignorable ? marks : 0;
    if (marks > MARKS_MAX) return false;
  }
  return s.n <= PTRDIFF_MAX / 128;
}

Str utf_key(Arena *a, Str s) {
  if (utf_is_key(s) || !can_normalise(s)) return s;
  const utf8proc_option_t how = UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_IGNORE;
  const unsigned char *p = (const unsigned char *)s.p;
  ptrdiff_t n = utf8proc_decompose(p, (ptrdiff_t)s.n, NULL, 0, how);
  if (n < 0) return s;
  size_t room = ((size_t)n + 1) * sizeof(int32_t);
  int32_t *c = arena_raw(a, room, alignof(int32_t));
  n = utf8proc_decompose(p, (ptrdiff_t)s.n, c, n, how);
  if (n >= 0) n = utf8proc_normalize_utf32(c, n, how);
  if (n < 0) return s;
  size_t count = fold(c, (size_t)n), bytes = 0;
  // Encoded over itself: a code point never needs more than its own four bytes.
  char *out = (char *)c;
  for (size_t i = 0; i < count; i++) {
    char buf[4];
    unsigned len = utf_encode((uint32_t)c[i], buf);
    memcpy(out + bytes, buf, len);
    bytes += len;
  }
  if (!str_eq((Str){out, bytes}, s)) return (Str){out, bytes};
  arena_release(a, c, room);
  return s;
}

size_t utf_count(Str s) {
  size_t n = 0, i = 0;
  for (; s.n - i >= 8; i += 8) { // a byte continues where its top bits are 10
    uint64_t w = load8(s.p + i), tails = (w >> 7 & ~(w >> 6)) & (ASCII8 >> 7);
    n += 8 - (tails * (ASCII8 >> 7) >> 56);
  }
  for (; i < s.n; i++) n += !tail(s, i);
  return n;
}

unsigned utf_width_cp(uint32_t cp) {
  if (cp < 0x7F) return cp >= ' ';
  if (cp >= 0x4E00 && cp <= 0x9FFF) return 2;
  if (cp > 0x10FFFF) return 1; // shown as U+FFFD
  int w = utf8proc_charwidth((int32_t)cp);
  return w < 0 ? 0 : w > 2 ? 2 : (unsigned)w;
}

size_t utf_grapheme(Str s, size_t i) {
  unsigned len;
  uint32_t cp = utf_decode(s, i, &len);
  i += len;
  int32_t state = 0;
  while (i < s.n && cp != UTF_BAD) {
    uint32_t next = utf_decode(s, i, &len);
    if (next == UTF_BAD || (cp < 0x80 && next < 0x80 && !(cp == '\r' && next == '\n'))) break;
    if (utf8proc_grapheme_break_stateful((int32_t)cp, (int32_t)next, &state)) break;
    cp = next;
    i += len;
  }
  return i;
}

// Columns of the cluster s[from, to): an emoji sequence takes two, however long it is.
static size_t cluster_width(Str s, size_t from, size_t to) {
  size_t sum = 0;
  unsigned len;
  for (size_t i = from; i < to; i += len) {
    uint32_t cp = utf_decode(s, i, &len);
    if (cp == 0xFE0F && sum) return 2; // asks for the emoji picture
    sum += utf_width_cp(cp);
  }
  return sum < 2 ? sum : 2;
}

// Measures from the start and stops before `limit` is exceeded; *end is where.
static size_t measure(Str s, size_t limit, size_t *end) {
  size_t width = 0, i = 0;
  while (i < s.n) {
    size_t to, w;
    bool narrow = byte_at(s, i) >= ' ' && byte_at(s, i) < 0x7F;
    if ((narrow || (s.n - i > 3 && hanzi(s.p + i))) && i + (narrow ? 1 : 3) < s.n) {
      to = i + (narrow ? 1 : 3);
      unsigned char next = byte_at(s, to);
      if (next < 0x7F || (next >= 0xE4 && next <= 0xE9)) { // nothing that joins begins so
        w = narrow ? 1 : 2;
        if (w > limit - width) break;
        width += w;
        i = to;
        continue;
      }
    }
    to = utf_grapheme(s, i);
    w = cluster_width(s, i, to);
    if (w > limit - width) break;
    width += w;
    i = to;
  }
  *end = i;
  return width;
}

size_t utf_width(Str s) {
  size_t end;
  return measure(s, SIZE_MAX, &end);
}

Str utf_fit(Arena *a, Str s, size_t columns) {
  size_t end;
  measure(s, columns, &end);
  if (end == s.n) return s;
  if (!columns) return S("");
  measure(s, columns - 1, &end);
  return str_cat(a, str_slice(s, 0, end), S(ELLIPSIS));
}

bool utf_is_hidden(uint32_t cp) {
  return cp < ' ' || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD || cp == 0x61C || cp == 0x180E ||
         (cp >= 0x200B && cp <= 0x200F && cp != 0x200C && cp != 0x200D) || (cp >= 0x2028 && cp <= 0x202E) ||
         (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || (cp >= 0xFFF9 && cp <= 0xFFFB) || cp > 0x10FFFF;
}

void utf_show(Out *o, Str s) {
  unsigned len;
  for (size_t i = 0, from = 0; i <= s.n; i += len) {
    uint32_t cp = 0;
    len = 1;
    if (i < s.n && !utf_is_hidden(cp = utf_decode(s, i, &len))) continue;
    out_str(o, str_slice(s, from, i));
    from = i + len;
    if (i == s.n) break;
    if (cp == UTF_BAD)
      out_fmt(o, "<%02X>", byte_at(s, i));
    else if (cp == '\t')
      out_c(o, ' ');
    else
      out_fmt(o, "<U+%04X>", (unsigned)cp);
  }
}

size_t utf16_units(Str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += ((byte_at(s, i) & 0xC0) != 0x80) + (size_t)(byte_at(s, i) >= 0xF0);
  return n;
}

size_t utf16_to_byte(Str line, size_t units) {
  size_t i = 0;
  while (i < line.n) {
    size_t step = byte_at(line, i) >= 0xF0 ? 2 : 1;
    if (units < step) break;
    units -= step;
    i++;
    while (tail(line, i)) i++;
  }
  return i;
}
