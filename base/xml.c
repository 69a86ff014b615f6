// Bytes come in pieces into one buffer, where tags stand whole; what was read of it makes room for the next.
//
//   stream ─▶ UTF-8 that XML may hold, lines ending with \n (fill) ─▶ tags and text (step) ─▶ handler
//             …│ read │ at: the next tag or text … │ n │ a character not yet whole │ room
#include "base/xml.h"
#include "base/utf.h"

enum { PIECE = 1 << 16, REFERENCE_MAX = 64 };

typedef enum Encoding { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE } Encoding;

typedef struct Reader {
  Arena arena;
  ByteStream from;
  const XmlHandler *handler;
  XmlProblem problem;
  char *p;
  size_t at, n, have, room; // bytes read, checked, there, at most
  uint64_t lines;           // that ended before n
  Encoding encoding;
  char odd[4]; // of UTF-16: bytes of a character not yet whole
  size_t odd_n;
  bool begun, ended, in_cdata, root;
  Out names; // of the open elements, one behind the other
  uint32_t depth;
  size_t name_at[XML_DEPTH_MAX];
  XmlAttr attrs[XML_ATTRS_MAX];
} Reader;

typedef enum Step { STEP_ON, STEP_MORE, STEP_STOP } Step; // MORE: the buffer ends within it

static Step stop(Reader *r, XmlProblem why) {
  r->problem = why;
  return STEP_STOP;
}

static Step broken(Reader *r) {
  return stop(r, XML_BROKEN);
}

// ---- bytes --------------------------------------------------------------------------------------

// Bytes of the character that begins there; 0: they are none that XML may hold; more than n: not yet whole.
static size_t character(const unsigned char *p, size_t n) {
  unsigned c = p[0], size = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
  for (size_t i = 1; i < size && i < n; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  if (size < 3 || n < 2) return size;
  unsigned two = c << 8 | p[1];
  if ((c == 0xE0 && two < 0xE0A0) || (c == 0xED && two > 0xED9F) || (c == 0xF0 && two < 0xF090) ||
      (c == 0xF4 && two > 0xF48F))
    return 0;                                               // longer than needed, surrogates, beyond U+10FFFF
  return two == 0xEFBF && n > 2 && p[2] >= 0xBE ? 0 : size; // U+FFFE, U+FFFF
}

#define BYTES(x) (0x0101010101010101u * (x))

// Checks what has come and makes \r\n and \r to \n.
static bool check(Reader *r) {
  unsigned char *p = (unsigned char *)r->p;
  size_t i = r->n, to = r->n;
  while (i < r->have) {
    uint64_t w;
    if (r->have - i >= sizeof w) {
      memcpy(&w, p + i, sizeof w);
      if (!((w | (w - BYTES(0x20))) & BYTES(0x80))) {
        memcpy(p + to, &w, sizeof w);
        i += sizeof w, to += sizeof w;
        continue;
      }
    }
    unsigned char c = p[i];
    if (c == '\r') {
      if (i + 1 == r->have && !r->ended) break;
      i += i + 1 < r->have && p[i + 1] == '\n';
      c = p[i] = '\n';
    }
    if (c < 0x20 && c != '\n' && c != '\t') return false;
    r->lines += c == '\n';
    size_t size = character(p + i, r->have - i);
    if (!size) return false;
    if (size > r->have - i) {
      if (r->ended) return false;
      break;
    }
    while (size--) p[to++] = p[i++];
  }
  r->n = to;
  while (i < r->have) p[to++] = p[i++];
  r->have = to;
  return true;
}

// Two bytes make three at most. What is no UTF-16 becomes U+FFFF, which is refused.
static size_t from_utf16(Reader *r, const unsigned char *in, size_t n, char *to) {
  size_t made = 0, i = 0;
  unsigned high = r->encoding == ENCODING_UTF16LE;
  for (; i + 2 <= n; i += 2) {
    uint32_t c = (uint32_t)in[i + high] << 8 | in[i + !high];
    if (c >= 0xD800 && c < 0xDC00) {
      if (i + 4 > n) break;
      uint32_t low = (uint32_t)in[i + 2 + high] << 8 | in[i + 2 + !high];
      c = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00) : 0xFFFF;
      i += 2;
    } else if (c >= 0xDC00 && c < 0xE000)
      c = 0xFFFF;
    made += utf_encode(c, to + made);
  }
  r->odd_n = n - i;
  memcpy(r->odd, in + i, r->odd_n);
  return made;
}

static ptrdiff_t read_utf16(Reader *r, char *to, size_t n) {
  unsigned char raw[PIECE / 2];
  memcpy(raw, r->odd, r->odd_n);
  size_t most = n / 3 * 2 < sizeof raw ? n / 3 * 2 : sizeof raw;
  ptrdiff_t got = r->from.read(r->from.ctx, (char *)raw + r->odd_n, most - r->odd_n);
  if (got < 0) return got;
  if (!got && r->odd_n) return *to = (char)0xFF, r->odd_n = 0, 1; // cut within a character
  r->ended = !got;
  return (ptrdiff_t)from_utf16(r, raw, r->odd_n + (size_t)got, to);
}

// The mark that a text begins with, or what its first < looks like.
static void begin(Reader *r) {
  static const struct {
    const char *bytes;
    uint8_t n, mark;
    Encoding encoding;
  } marks[] = {{"\xEF\xBB\xBF", 3, 3, ENCODING_UTF8},
               {"\xFF\xFE", 2, 2, ENCODING_UTF16LE},
               {"\xFE\xFF", 2, 2, ENCODING_UTF16BE},
               {"<\0", 2, 0, ENCODING_UTF16LE},
               {"\0<", 2, 0, ENCODING_UTF16BE}};
  r->begun = true;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    if (r->have < marks[i].n || memcmp(r->p, marks[i].bytes, marks[i].n) != 0) continue;
    r->encoding = marks[i].encoding;
    r->have -= marks[i].mark;
    memmove(r->p, r->p + marks[i].mark, r->have);
    if (r->encoding == ENCODING_UTF8) return;
    unsigned char raw[PIECE];
    memcpy(raw, r->p, r->have);
    r->have = from_utf16(r, raw, r->have, r->p);
    return;
  }
}

// More bytes behind what is not yet read: at least as many again as these are. False: there are none.
static bool fill(Reader *r) {
  r->have -= r->at, r->n -= r->at;
  if (r->have > XML_TAG_MAX) return broken(r), false;
  if (r->have) memmove(r->p, r->p + r->at, r->have);
  r->at = 0;
  if (r->room < 2 * r->have + PIECE) {
    r->p = arena_resize(&r->arena, r->p, r->room, 2 * (r->have + PIECE), 1);
    r->room = 2 * (r->have + PIECE);
  }
  size_t least = r->begun ? 2 * r->have + 1 : 4;
  while (r->have < least && !r->ended) {
    size_t most = r->begun ? r->room - r->have : PIECE / 2 - r->have; // begin() may need three for two
    ptrdiff_t got = r->encoding == ENCODING_UTF8 ? r->from.read(r->from.ctx, r->p + r->have, most)
                                                 : read_utf16(r, r->p + r->have, most);
    if (got < 0) return stop(r, XML_NO_BYTES), false;
    if (r->encoding == ENCODING_UTF8) r->ended = got == 0;
    r->have += (size_t)got;
  }
  if (!r->begun) begin(r);
  return check(r) || (broken(r), false);
}

// ---- characters ---------------------------------------------------------------------------------

static bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t';
}

static bool is_name(char c) { // - . 0–9 : A–Z _ a–z and all beyond ASCII
  static const uint64_t names[] = {0x07FF600000000000u, 0x07FFFFFE87FFFFFEu};
  unsigned char u = (unsigned char)c;
  return u > 127 || (names[u >> 6] >> (u & 63) & 1);
}

static bool begins_name(char c) {
  return is_name(c) && c != '-' && c != '.' && !(c >= '0' && c <= '9');
}

static Str local(Str name) {
  for (size_t i = name.n; i-- > 0;)
    if (name.p[i] == ':') return str_slice(name, i + 1, name.n);
  return name;
}

// What a reference stands for, s being what is between & and ;. 0: nothing.
static unsigned reference(Str s, char *to) {
  static const struct {
    const char *name;
    char c;
  } named[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (size_t i = 0; i < sizeof named / sizeof *named; i++)
    if (str_eq(s, str_z(named[i].name))) return *to = named[i].c, 1;
  bool hex = str_starts(s, S("#x"));
  size_t i = hex ? 2 : 1;
  uint32_t c = 0;
  if (!str_starts(s, S("#")) || i == s.n) return 0;
  for (; i < s.n && c < 0x110000; i++) {
    unsigned digit = (unsigned char)s.p[i] - '0', letter = ((unsigned char)s.p[i] | 32u) - 'a';
    if (digit > 9 && (!hex || letter > 5)) return 0;
    c = c * (hex ? 16 : 10) + (digit > 9 ? letter + 10 : digit);
  }
  bool may = c >= 0x20 ? c < 0xD800 || (c >= 0xE000 && c != 0xFFFE && c != 0xFFFF && c < 0x110000)
                       : c == '\t' || c == '\n' || c == '\r';
  return may ? utf_encode(c, to) : 0;
}

// ---- tags ---------------------------------------------------------------------------------------

// An attribute's value where it stands: references by what they mean, which is never longer; white space as
// blanks.
static bool decode(Str *value) {
  char *to = (char *)(uintptr_t)value->p, *end = to; // a part of the buffer
  for (size_t i = 0; i < value->n; i++) {
    char c = value->p[i];
    if (c != '&') {
      *end++ = is_space(c) ? ' ' : c;
      continue;
    }
    const char *close = memchr(value->p + i, ';', value->n - i);
    unsigned n = close ? reference((Str){value->p + i + 1, (size_t)(close - value->p) - i - 1}, end) : 0;
    if (!n) return false;
    end += n;
    i = (size_t)(close - value->p);
  }
  value->n = (size_t)(end - to);
  return true;
}

static size_t skip_space(const Reader *r, size_t i) {
  while (i < r->n && is_space(r->p[i])) i++;
  return i;
}

static size_t skip_name(const Reader *r, size_t i) {
  while (i < r->n && is_name(r->p[i])) i++;
  return i;
}

// name="value" at *at, which it moves behind it. *coded: the value does not stand as it is meant.
static Step attribute(Reader *r, size_t *at, XmlAttr *out, bool *coded) {
  size_t i = *at, end = skip_name(r, i);
  if (!begins_name(r->p[i])) return broken(r);
  out->name = (Str){r->p + i, end - i};
  i = skip_space(r, end);
  if (i < r->n && r->p[i] != '=') return broken(r);
  i = skip_space(r, i + 1);
  if (i >= r->n) return STEP_MORE;
  char quote = r->p[i++];
  if (quote != '"' && quote != '\'') return broken(r);
  for (end = i; end < r->n && r->p[end] != quote; end++) {
    char c = r->p[end];
    if (c == '<') return broken(r);
    *coded |= c == '&' || c < ' '; // or beyond ASCII, where char has a sign: looked at once more
  }
  if (end == r->n) return STEP_MORE;
  out->value = (Str){r->p + i, end - i};
  *at = end + 1;
  return STEP_ON;
}

static Step open_element(Reader *r, Str name, uint32_t attrs) {
  if (!r->depth && r->root) return broken(r);
  if (r->depth == XML_DEPTH_MAX) return stop(r, XML_DEEP);
  r->root = true;
  r->name_at[r->depth++] = r->names.n;
  out_str(&r->names, name);
  if (!r->handler->start(r->handler->ctx, local(name), (XmlAttrs){r->attrs, attrs}))
    return stop(r, XML_STOPPED);
  return STEP_ON;
}

static Step close_element(Reader *r) {
  size_t from = r->name_at[--r->depth];
  Str name = local(str_slice(out_text(&r->names), from, r->names.n));
  r->names.n = from;
  return r->handler->end(r->handler->ctx, name) ? STEP_ON : stop(r, XML_STOPPED);
}

static Step start_tag(Reader *r) {
  size_t i = skip_name(r, r->at + 1);
  Str name = {r->p + r->at + 1, i - r->at - 1};
  uint32_t n = 0;
  bool coded = false;
  if (!begins_name(name.p[0])) return broken(r);
  for (;;) {
    size_t from = i;
    i = skip_space(r, i);
    if (i == r->n) return STEP_MORE;
    if (r->p[i] == '>' || r->p[i] == '/') break;
    if (i == from || n == XML_ATTRS_MAX) return broken(r);
    Step step = attribute(r, &i, &r->attrs[n], &coded);
    if (step != STEP_ON) return step;
    for (uint32_t k = 0; k < n; k++)
      if (str_eq(r->attrs[k].name, r->attrs[n].name)) return broken(r);
    n++;
  }
  bool empty = r->p[i] == '/';
  if (empty && i + 1 == r->n) return STEP_MORE;
  if (empty && r->p[i + 1] != '>') return broken(r);
  for (uint32_t k = 0; coded && k < n; k++)
    if (!decode(&r->attrs[k].value)) return broken(r);
  r->at = i + 1 + empty;
  Step step = open_element(r, name, n);
  return step == STEP_ON && empty ? close_element(r) : step;
}

static Step end_tag(Reader *r) {
  size_t from = r->at + 2, to = skip_name(r, from), end = skip_space(r, to);
  if (end == r->n) return STEP_MORE;
  if (r->p[end] != '>' || !r->depth) return broken(r);
  Str open = str_slice(out_text(&r->names), r->name_at[r->depth - 1], r->names.n);
  if (!str_eq((Str){r->p + from, to - from}, open)) return broken(r);
  r->at = end + 1;
  return close_element(r);
}

// ---- what stands between ------------------------------------------------------------------------

static bool same_word(Str a, const char *small) { // in any case
  Str b = str_z(small);
  bool same = a.n == b.n;
  for (size_t i = 0; same && i < a.n; i++) same = (a.p[i] | 32) == (b.p[i] | 32);
  return same;
}

static size_t find(Str s, size_t from, Str what) { // s.n: nowhere
  const char *p;
  for (; from + what.n <= s.n; from = (size_t)(p - s.p) + 1) {
    p = memchr(s.p + from, what.p[0], s.n - from);
    if (!p || (size_t)(p - s.p) + what.n > s.n) break;
    if (!memcmp(p, what.p, what.n)) return (size_t)(p - s.p);
  }
  return s.n;
}

static bool is_encoding(const Reader *r, Str name) { // the one that the bytes are in
  static const char *const utf16[] = {[ENCODING_UTF16LE] = "utf-16le", [ENCODING_UTF16BE] = "utf-16be"};
  if (r->encoding == ENCODING_UTF8) return same_word(name, "utf-8") || same_word(name, "us-ascii");
  return same_word(name, "utf-16") || same_word(name, utf16[r->encoding]);
}

// version="1.0" encoding="UTF-8" standalone="yes" before `end`; the encoding is one that is read.
static Step declaration(Reader *r, size_t i, size_t end) {
  static const char *const names[] = {"version", "encoding", "standalone"};
  for (size_t next = 0; next <= 3; next++) {
    size_t from = i;
    i = skip_space(r, i);
    if (i == end && next) return STEP_ON;
    XmlAttr a = {0};
    bool coded = false;
    if (i == from || attribute(r, &i, &a, &coded) != STEP_ON || i > end) break;
    if (next == 1 && str_eq(a.name, S("standalone"))) next++;
    if (next == 3 || !str_eq(a.name, str_z(names[next]))) break;
    if (!next && skip_name(r, (size_t)(a.value.p - r->p)) + 1 != i) break;
    if (next == 1 && !is_encoding(r, a.value)) break;
    if (next == 2 && !str_eq(a.value, S("yes")) && !str_eq(a.value, S("no"))) break;
  }
  return broken(r);
}

static Step instruction(Reader *r, bool first) {
  Str rest = {r->p + r->at, r->n - r->at};
  size_t end = find(rest, 2, S("?>"));
  if (end == rest.n) return STEP_MORE;
  size_t name_end = skip_name(r, r->at + 2) - r->at;
  Str name = str_slice(rest, 2, name_end);
  if (!name.n || !begins_name(name.p[0]) || (name_end < end && !is_space(rest.p[name_end]))) return broken(r);
  Step step = STEP_ON;
  if (same_word(name, "xml"))
    step = first && name.p[0] == 'x' ? declaration(r, r->at + name_end, r->at + end) : broken(r);
  r->at += end + 2;
  return step;
}

static Step exclamation(Reader *r) { // a comment, a CDATA section, a DOCTYPE
  static const struct {
    Str begins;
    XmlProblem problem;
  } kinds[] = {{{"<!--", 4}, XML_OK}, {{"<![CDATA[", 9}, XML_OK}, {{"<!DOCTYPE", 9}, XML_DOCTYPE}};
  Str rest = {r->p + r->at, r->n - r->at};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (!str_starts(rest, kinds[i].begins)) {
      if (str_starts(kinds[i].begins, rest)) return STEP_MORE;
      continue;
    }
    if (kinds[i].problem) return stop(r, kinds[i].problem);
    if (i == 1) {
      if (!r->depth) return broken(r);
      r->in_cdata = true;
      r->at += kinds[i].begins.n;
      return STEP_ON;
    }
    size_t end = find(rest, 4, S("--"));
    if (end + 2 >= rest.n) return STEP_MORE;
    r->at += end + 3;
    return rest.p[end + 2] == '>' ? STEP_ON : broken(r);
  }
  return broken(r);
}

static Step give(Reader *r, Str text) {
  return !text.n || r->handler->text(r->handler->ctx, text) ? STEP_ON : stop(r, XML_STOPPED);
}

// ]]> ends a CDATA section, and stands nowhere else; the last two bytes of the buffer may begin it.
static Step cdata(Reader *r) {
  Str rest = {r->p + r->at, r->n - r->at};
  size_t end = find(rest, 0, S("]]>")), to = end;
  if (end == rest.n) to = rest.n < 2 ? 0 : rest.n - 2;
  r->at += to;
  r->in_cdata = end == rest.n;
  if (!r->in_cdata) r->at += 3;
  Step step = give(r, str_slice(rest, 0, to));
  return step == STEP_ON && r->in_cdata ? STEP_MORE : step;
}

// Text up to the next tag or reference, or that reference.
static Step text(Reader *r) {
  const char *p = r->p + r->at, *tag = memchr(p, '<', r->n - r->at);
  Str s = {p, tag ? (size_t)(tag - p) : r->n - r->at};
  const char *sign = memchr(s.p, '&', s.n);
  if (sign == s.p) {
    char c[4];
    size_t end = find(s, 0, S(";"));
    if (end == s.n && !tag && s.n < REFERENCE_MAX) return STEP_MORE;
    unsigned n = end < s.n ? reference(str_slice(s, 1, end), c) : 0;
    if (!n || !r->depth) return broken(r);
    r->at += end + 1;
    return give(r, (Str){c, n});
  }
  if (sign) s.n = (size_t)(sign - p);
  if (memchr(s.p, ']', s.n) && find(s, 0, S("]]>")) < s.n) return broken(r);
  bool to_end = !tag && !sign && !r->ended;
  for (int i = 0; to_end && i < 2 && s.n && s.p[s.n - 1] == ']'; i++) s.n--;
  r->at += s.n;
  if (r->depth) {
    Step step = give(r, s);
    if (step != STEP_ON) return step;
  } else if (skip_space(r, r->at - s.n) < r->at)
    return broken(r);
  return to_end ? STEP_MORE : STEP_ON;
}

static Step step(Reader *r, bool first) {
  if (r->in_cdata) return cdata(r);
  if (r->at == r->n) return STEP_MORE;
  if (r->p[r->at] != '<') return text(r);
  if (r->at + 1 == r->n) return STEP_MORE;
  switch (r->p[r->at + 1]) {
  case '/': return end_tag(r);
  case '?': return instruction(r, first);
  case '!': return exclamation(r);
  default: return start_tag(r);
  }
}

// ---- all of it ----------------------------------------------------------------------------------

XmlResult xml_read(const Arena *like, ByteStream from, const XmlHandler *handler) {
  Arena own;
  arena_init_like(&own, like);
  Reader *r = NEW(&own, Reader);
  arena_init_like(&r->arena, like);
  r->from = from, r->handler = handler;
  r->names = out_memory(&own);
  Step state = STEP_MORE;
  for (bool first = true; state != STEP_STOP;) {
    if (state == STEP_MORE && (r->ended ? (broken(r), true) : !fill(r))) break;
    size_t before = r->at;
    state = step(r, first);
    first &= r->at == before;
    if (r->ended && r->at == r->n && r->n == r->have && state != STEP_STOP) {
      if (r->depth || !r->root) broken(r);
      break;
    }
  }
  XmlResult out = {r->problem, 1 + r->lines};
  for (const char *p = r->p + r->at; p && (p = memchr(p, '\n', (size_t)(r->p + r->n - p))); p++) out.line--;
  arena_free(&r->arena);
  arena_free(&own);
  return out;
}

static ptrdiff_t from_text(void *ctx, char *to, size_t n) {
  Str *left = ctx;
  if (left->n < n) n = left->n;
  if (n) memcpy(to, left->p, n);
  *left = str_slice(*left, n, left->n);
  return (ptrdiff_t)n;
}

XmlResult xml_read_text(const Arena *like, Str text, const XmlHandler *handler) {
  return xml_read(like, (ByteStream){from_text, &text}, handler);
}

Str xml_attr(XmlAttrs attrs, const char *name) {
  for (uint32_t i = 0; i < attrs.n; i++)
    if (str_eq(local(attrs.p[i].name), str_z(name))) return attrs.p[i].value;
  return (Str){0};
}
