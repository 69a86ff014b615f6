// jansson behind json_in.h. It knows neither a limit of depth that we could set nor mercy with half
// surrogates, so the text is looked through first.
#include "server/json_in.h"
#include <jansson.h>

static int hex4(const char *p) {
  int v = 0;
  for (int i = 0; i < 4; i++) {
    char c = p[i];
    int d = c >= '0' && c <= '9'   ? c - '0'
            : c >= 'a' && c <= 'f' ? c - 'a' + 10
            : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                   : -1;
    if (d < 0) return -1;
    v = v * 16 + d;
  }
  return v;
}

// An escape \uXXXX at p (its backslash); mends half a pair. Returns the bytes that are done with.
static size_t unicode_escape(char *p, size_t n) {
  if (n < 6) return n;
  int hi = hex4(p + 2);
  if (hi < 0xD800 || hi > 0xDFFF) return 6;
  bool pair = hi < 0xDC00 && n >= 12 && p[6] == '\\' && p[7] == 'u';
  int lo = pair ? hex4(p + 8) : -1;
  if (lo >= 0xDC00 && lo <= 0xDFFF) return 12;
  static const char replacement[4] = {'F', 'F', 'F', 'D'};
  memcpy(p + 2, replacement, sizeof replacement);
  return 6;
}

static size_t skip_string(char *text, size_t i, size_t n) { // i: behind its opening quote
  while (i < n && text[i] != '"') {
    if (text[i] != '\\')
      i++;
    else if (i + 1 < n && text[i + 1] == 'u')
      i += unicode_escape(text + i, n - i);
    else
      i += 2;
  }
  return i + 1;
}

static bool look_through(char *text, size_t n) {
  unsigned depth = 0;
  for (size_t i = 0; i < n;) {
    char c = text[i++];
    if (c == '"')
      i = skip_string(text, i, n);
    else if ((c == '{' || c == '[') && ++depth > JSON_DEPTH_MAX)
      return false;
    else if ((c == '}' || c == ']') && depth)
      depth--;
  }
  return true;
}

JsonIn *json_in_parse(char *text, size_t n) {
  if (!look_through(text, n)) return NULL;
  json_error_t why;
  return json_loadb(text, n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
}

void json_in_free(JsonIn *v) {
  json_decref(v);
}

JsonKind in_kind(const JsonIn *v) {
  if (!v) return JSON_IN_NONE;
  switch (json_typeof(v)) {
  case JSON_OBJECT: return JSON_IN_OBJECT;
  case JSON_ARRAY: return JSON_IN_LIST;
  case JSON_STRING: return JSON_IN_STR;
  case JSON_INTEGER: return JSON_IN_INT;
  case JSON_REAL: return JSON_IN_REAL;
  case JSON_TRUE:
  case JSON_FALSE: return JSON_IN_BOOL;
  case JSON_NULL: return JSON_IN_NULL;
  }
  return JSON_IN_NONE;
}

const JsonIn *in_get(const JsonIn *v, const char *path) {
  while (v && *path) {
    size_t n = strcspn(path, ".");
    char key[64];
    if (n >= sizeof key || !json_is_object(v)) return NULL;
    memcpy(key, path, n);
    key[n] = 0;
    v = json_object_get(v, key);
    path += n + (path[n] == '.');
  }
  return v;
}

bool in_str(const JsonIn *v, Str *out) {
  if (!json_is_string(v)) return false;
  *out = (Str){json_string_value(v), json_string_length(v)};
  return true;
}

bool in_int(const JsonIn *v, int64_t *out) {
  if (!json_is_integer(v)) return false;
  *out = json_integer_value(v);
  return true;
}

bool in_bool(const JsonIn *v, bool otherwise) {
  return json_is_boolean(v) ? json_is_true(v) : otherwise;
}

Str in_text(const JsonIn *v, const char *path) {
  Str s = {"", 0};
  in_str(in_get(v, path), &s);
  return s;
}

size_t in_count(const JsonIn *list) {
  return json_is_array(list) ? json_array_size(list) : 0;
}

const JsonIn *in_at(const JsonIn *list, size_t i) {
  return json_array_get(list, i);
}

bool in_has(const JsonIn *list, Str word) {
  for (size_t i = 0; i < in_count(list); i++) {
    Str s;
    if (in_str(in_at(list, i), &s) && str_eq(s, word)) return true;
  }
  return false;
}
