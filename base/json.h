// A streaming JSON writer (RFC 8259) on an Out: commas and indentation are its business, escapes too.
// What it writes is always valid UTF-8: bytes of a string that are not become U+FFFD.
#pragma once
#include "base/number.h"

typedef struct Json {
  Out *out;
  unsigned depth;
  bool pretty; // indent by two blanks; else on one line
  bool first;  // nothing written yet at this depth
  bool keyed;  // a key stands before the value to come
} Json;

Json json_on(Out *o, bool pretty);
void json_obj(Json *j);
void json_list(Json *j);
void json_end(Json *j, char close); // '}' or ']'
void json_key(Json *j, const char *key);
void json_key_str(Json *j, const char *key, Str s); // empty: null
void json_put_str(Json *j, const char *key, Str s); // empty: ""
void json_put_u64(Json *j, const char *key, uint64_t v);
void json_str(Json *j, Str s);
void json_num(Json *j, Num x); // exact where the decimal ends, else rounded at 12 places; bad: null
void json_u64(Json *j, uint64_t v);
void json_bool(Json *j, bool b);
void json_nil(Json *j);
void json_raw(Json *j, Str value); // a value that is JSON already
void json_escape(Out *o, Str s);   // with the quotes
