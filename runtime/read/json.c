// A state machine over pieces of 64 KiB: what may come next follows from the bracket one stands in.
#include "runtime/read/json.h"
#include "base/utf.h"
#include "grammar/diags.h"

enum { PIECE = 1 << 16, END_OF_BYTES = -1, NO_BYTES = -2 };

typedef enum Expect {
  WANT_VALUE,
  WANT_VALUE_OR_END,
  WANT_KEY,
  WANT_KEY_OR_END,
  WANT_COLON,
  WANT_COMMA
} Expect;

struct JsonReader {
  DataInput *in;
  char piece[PIECE];
  size_t at, n;
  uint32_t line, token_line;
  uint64_t column; // of the byte at `at`, from 0
  char open[JSON_DEPTH_MAX];
  unsigned depth;
  Expect expect;
  Out text;
  bool broken;
};

JsonReader *json_reader(Arena *a, DataInput *in) {
  JsonReader *r = NEW(a, JsonReader);
  r->in = in;
  r->line = 1;
  r->text = out_memory(a);
  return r;
}

uint32_t json_line(const JsonReader *r) {
  return r->token_line;
}

static int peek(JsonReader *r) {
  if (r->at < r->n) return (unsigned char)r->piece[r->at];
  ptrdiff_t got = data_read(r->in, r->piece, PIECE);
  if (got <= 0) return got < 0 ? NO_BYTES : END_OF_BYTES;
  r->at = 0, r->n = (size_t)got;
  return (unsigned char)r->piece[0];
}

static void step(JsonReader *r) {
  r->column++;
  if (r->piece[r->at++] == '\n') r->line++, r->column = 0;
}

static JsonKind fail(JsonReader *r, const char *zh, const char *en) {
  if (!r->broken && peek(r) != NO_BYTES)
    read_finding(r->in->diags, &r->in->place, D_JSON_BROKEN, r->line, (uint32_t)(r->column + 1),
                 &(Text){str_z(zh), str_z(en)}, 1);
  r->broken = true;
  return JSON_BROKEN;
}

static JsonKind too_long(JsonReader *r) {
  read_finding(r->in->diags, &r->in->place, D_DATA_LONG_CELL, r->token_line, 0, NO_ARGS);
  r->broken = true;
  return JSON_BROKEN;
}

// ---- tokens -------------------------------------------------------------------------------------

static bool hex4(JsonReader *r, uint32_t *out) {
  *out = 0;
  for (int i = 0; i < 4; i++) {
    int c = peek(r);
    int lower = c | 32;
    bool digit = c >= '0' && c <= '9', letter = lower >= 'a' && lower <= 'f';
    if (!digit && !letter) return false;
    *out = *out * 16 + (uint32_t)(digit ? c - '0' : lower - 'a' + 10);
    step(r);
  }
  return true;
}

static bool escape(JsonReader *r) {
  static const char names[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
  int c = peek(r);
  if (c < 0) return false;
  const char *name = c ? strchr(names, c) : NULL;
  if (name) {
    out_c(&r->text, bytes[name - names]);
    step(r);
    return true;
  }
  uint32_t cp, low;
  if (c != 'u') return false;
  step(r);
  if (!hex4(r, &cp) || (cp >= 0xDC00 && cp < 0xE000)) return false;
  if (cp >= 0xD800 && cp < 0xDC00) {
    if (peek(r) != '\\') return false;
    step(r);
    if (peek(r) != 'u') return false;
    step(r);
    if (!hex4(r, &low) || low < 0xDC00 || low >= 0xE000) return false;
    cp = 0x10000 + (cp - 0xD800) * 0x400 + (low - 0xDC00);
  }
  char utf8[4];
  out_str(&r->text, (Str){utf8, utf_encode(cp, utf8)});
  return true;
}

static bool string(JsonReader *r) { // the opening quote is passed
  r->text.n = 0;
  for (;;) {
    int c = peek(r);
    if (c < 0) return fail(r, "文字的引号没有配对", "the quote of this text is never closed"), false;
    size_t from = r->at; // a run of plain bytes at once
    while (r->at < r->n && (unsigned char)r->piece[r->at] >= ' ' && r->piece[r->at] != '"' &&
           r->piece[r->at] != '\\')
      r->at++;
    r->column += utf_count((Str){r->piece + from, r->at - from});
    out_str(&r->text, (Str){r->piece + from, r->at - from});
    if (r->text.n > JSON_TEXT_MAX) return too_long(r), false;
    if (r->at == r->n) continue;
    c = (unsigned char)r->piece[r->at];
    if (c < ' ')
      return fail(r, "文字里不能直接换行或有控制字符", "a text holds no bare line end or control character"),
             false;
    step(r);
    if (c == '"') break;
    if (!escape(r)) return fail(r, "\\ 后面的写法不对", "what follows \\ is no escape"), false;
  }
  if (utf_valid(out_text(&r->text)) == r->text.n) return true;
  return fail(r, "这里不是 UTF-8 文字；请另存为 UTF-8", "this is no UTF-8; save the file as UTF-8"), false;
}

static size_t digits(JsonReader *r) {
  size_t n = 0;
  for (int c; (c = peek(r)) >= '0' && c <= '9' && r->text.n <= JSON_TEXT_MAX; n++) {
    out_c(&r->text, (char)c);
    step(r);
  }
  return n;
}

static bool take(JsonReader *r, char c) {
  if (peek(r) != c) return false;
  out_c(&r->text, c);
  step(r);
  return true;
}

static bool number(JsonReader *r) {
  r->text.n = 0;
  take(r, '-');
  size_t from = r->text.n, whole = digits(r);
  bool ok = whole && (whole == 1 || r->text.p[from] != '0');
  if (ok && take(r, '.')) ok = digits(r) > 0;
  if (ok && (take(r, 'e') || take(r, 'E'))) {
    if (!take(r, '+')) take(r, '-');
    ok = digits(r) > 0;
  }
  if (r->text.n > JSON_TEXT_MAX) return too_long(r), false;
  return ok || (fail(r, "数字的写法不对（文字要加引号）", "this is no number (texts need quotes)"), false);
}

static JsonKind word(JsonReader *r) {
  static const struct {
    const char *text;
    JsonKind kind;
  } words[] = {{"true", JSON_TRUE}, {"false", JSON_FALSE}, {"null", JSON_NULL}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (peek(r) != words[i].text[0]) continue;
    for (const char *p = words[i].text; *p; p++) {
      if (peek(r) != *p)
        return fail(r, "这里应是一个值（文字要加引号）", "expected a value (texts need quotes)");
      step(r);
    }
    return words[i].kind;
  }
  return fail(r, "这里应是一个值（文字要加引号）", "expected a value (texts need quotes)");
}

// ---- order --------------------------------------------------------------------------------------

static char inside(const JsonReader *r) {
  return r->depth ? r->open[r->depth - 1] : 0;
}

static JsonKind closed(JsonReader *r, JsonKind kind) { // a value is complete
  r->expect = r->depth ? WANT_COMMA : WANT_VALUE;
  return kind;
}

static JsonKind opened(JsonReader *r, char bracket) {
  if (r->depth == JSON_DEPTH_MAX) return fail(r, "嵌套太深", "nested too deep");
  r->open[r->depth++] = bracket;
  r->expect = bracket == '{' ? WANT_KEY_OR_END : WANT_VALUE_OR_END;
  return bracket == '{' ? JSON_OBJECT : JSON_ARRAY;
}

static JsonKind value(JsonReader *r, int c) {
  if (c == '{' || c == '[') return step(r), opened(r, (char)c);
  if (c == '"') return step(r), string(r) ? closed(r, JSON_TEXT) : JSON_BROKEN;
  if (c == '-' || (c >= '0' && c <= '9')) return number(r) ? closed(r, JSON_NUMBER) : JSON_BROKEN;
  JsonKind kind = word(r);
  return kind == JSON_BROKEN ? kind : closed(r, kind);
}

static int skip_blanks(JsonReader *r) {
  int c = peek(r);
  if (c == 0xEF && r->line == 1 && !r->column && r->n - r->at >= 3 &&
      !memcmp(r->piece + r->at, "\xEF\xBB\xBF", 3))
    r->at += 3; // a BOM
  while ((c = peek(r)) == ' ' || c == '\t' || c == '\n' || c == '\r') step(r);
  return c;
}

JsonKind json_next(JsonReader *r, Str *text) {
  for (;;) {
    if (r->broken) return JSON_BROKEN;
    int c = skip_blanks(r);
    r->token_line = r->line;
    if (c == NO_BYTES) return r->broken = true, JSON_BROKEN;
    if (c == END_OF_BYTES)
      return r->depth ? fail(r, "文件不完整：括号没有配对", "the file is cut off: a bracket is never closed")
                      : JSON_END;
    bool end = (r->expect == WANT_KEY_OR_END || r->expect == WANT_COMMA) && c == '}' && inside(r) == '{';
    end |= (r->expect == WANT_VALUE_OR_END || r->expect == WANT_COMMA) && c == ']' && inside(r) == '[';
    if (end) {
      step(r);
      r->depth--;
      return closed(r, c == '}' ? JSON_OBJECT_END : JSON_ARRAY_END);
    }
    JsonKind kind;
    switch (r->expect) {
    case WANT_COMMA:
      if (c != ',') return fail(r, "这里应是逗号或括号", "expected a comma or a bracket");
      step(r);
      r->expect = inside(r) == '{' ? WANT_KEY : WANT_VALUE;
      continue;
    case WANT_COLON:
      if (c != ':') return fail(r, "这里应是冒号", "expected a colon");
      step(r);
      r->expect = WANT_VALUE;
      continue;
    case WANT_KEY:
    case WANT_KEY_OR_END:
      if (c != '"') return fail(r, "这里应是带引号的键", "expected a key in quotes");
      step(r);
      if (!string(r)) return JSON_BROKEN;
      r->expect = WANT_COLON;
      kind = JSON_KEY;
      break;
    case WANT_VALUE:
    case WANT_VALUE_OR_END:
    default: kind = value(r, c);
    }
    *text = out_text(&r->text);
    return kind;
  }
}

bool json_skip(JsonReader *r, JsonKind first) {
  Str text;
  unsigned depth = r->depth;
  if (first != JSON_OBJECT && first != JSON_ARRAY) return first != JSON_BROKEN;
  while (r->depth >= depth)
    if (json_next(r, &text) == JSON_BROKEN) return false;
  return true;
}
