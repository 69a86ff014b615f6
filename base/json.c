// Each value first asks `before` for what must stand between it and what came earlier: nothing after a key
// or at the top, else a comma where it is not the first, and a new line with its indentation if pretty.
#include "base/json.h"
#include "base/utf.h"

Json json_on(Out *o, bool pretty) {
  return (Json){.out = o, .pretty = pretty, .first = true};
}

static void new_line(Json *j) {
  if (!j->pretty) return;
  out_c(j->out, '\n');
  out_pad(j->out, ' ', 2 * (size_t)j->depth);
}

static void before(Json *j) {
  if (j->keyed) {
    j->keyed = false;
    return;
  }
  if (j->depth == 0) return;
  if (!j->first) out_c(j->out, ',');
  new_line(j);
  j->first = false;
}

static void open(Json *j, char c) {
  before(j);
  out_c(j->out, c);
  j->depth++;
  j->first = true;
}

void json_obj(Json *j) {
  open(j, '{');
}

void json_list(Json *j) {
  open(j, '[');
}

void json_end(Json *j, char close) {
  j->depth--;
  if (!j->first) new_line(j);
  out_c(j->out, close);
  j->first = false;
}

// Most keys are plain words.
static bool plain(Str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < ' ' || s.p[i] > '~' || s.p[i] == '"' || s.p[i] == '\\') return false;
  return true;
}

void json_key(Json *j, const char *key) {
  Str s = str_z(key);
  before(j);
  if (plain(s)) {
    out_c(j->out, '"');
    out_str(j->out, s);
    out_c(j->out, '"');
  } else
    json_escape(j->out, s);
  out_c(j->out, ':');
  if (j->pretty) out_c(j->out, ' ');
  j->keyed = true;
}

void json_str(Json *j, Str s) {
  before(j);
  json_escape(j->out, s);
}

void json_num(Json *j, Num x) {
  if (!num_ok(x)) {
    json_nil(j);
    return;
  }
  before(j);
  num_write_data(j->out, x);
}

void json_raw(Json *j, Str value) {
  before(j);
  out_str(j->out, value);
}

void json_u64(Json *j, uint64_t v) {
  before(j);
  out_u64(j->out, v);
}

void json_bool(Json *j, bool b) {
  before(j);
  out_z(j->out, b ? "true" : "false");
}

void json_nil(Json *j) {
  before(j);
  out_z(j->out, "null");
}

// What stands for a control character, a quote or a backslash.
static void escape_byte(Out *o, unsigned char c) {
  static const char hex[] = "0123456789abcdef";
  static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
  const char *short_form = c ? strchr(from, c) : NULL;
  out_c(o, '\\');
  if (short_form) {
    out_c(o, to[short_form - from]);
  } else {
    out_z(o, "u00");
    out_c(o, hex[c >> 4]);
    out_c(o, hex[c & 15]);
  }
}

void json_escape(Out *o, Str s) {
  out_c(o, '"');
  while (s.n > 0) {
    size_t valid = utf_valid(s), start = 0;
    for (size_t i = 0; i < valid; i++) {
      unsigned char c = (unsigned char)s.p[i];
      if (c >= 0x20 && c != '"' && c != '\\') continue;
      out_str(o, str_slice(s, start, i));
      escape_byte(o, c);
      start = i + 1;
    }
    out_str(o, str_slice(s, start, valid));
    if (valid == s.n) break;
    out_z(o, "\xEF\xBF\xBD"); // U+FFFD for one bad byte
    s = str_slice(s, valid + 1, s.n);
  }
  out_c(o, '"');
}

void json_put_str(Json *j, const char *key, Str s) {
  json_key(j, key);
  json_str(j, s);
}

void json_put_u64(Json *j, const char *key, uint64_t v) {
  json_key(j, key);
  json_u64(j, v);
}

void json_key_str(Json *j, const char *key, Str s) {
  json_key(j, key);
  if (s.n)
    json_str(j, s);
  else
    json_nil(j);
}
