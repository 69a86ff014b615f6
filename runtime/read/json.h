// JSON (RFC 8259) as it streams by, token by token. Numbers stay the text they are. Several documents may
// stand one behind the other, as in JSON Lines.
#pragma once
#include "base/str.h"
#include "runtime/read/open.h"

enum { JSON_DEPTH_MAX = 64, JSON_TEXT_MAX = 1 << 20 };

typedef enum JsonKind {
  JSON_END, // of the bytes
  JSON_OBJECT,
  JSON_OBJECT_END,
  JSON_ARRAY,
  JSON_ARRAY_END,
  JSON_KEY, // the value's token follows
  JSON_TEXT,
  JSON_NUMBER,
  JSON_TRUE,
  JSON_FALSE,
  JSON_NULL,
  JSON_BROKEN, // reported: reading ends here
} JsonKind;

typedef struct JsonReader JsonReader;
JsonReader *json_reader(Arena *a, DataInput *in);
// The next token; *text of a key, text or number lives until the next call. Tokens come in a legal order
// only.
JsonKind json_next(JsonReader *r, Str *text);
uint32_t json_line(const JsonReader *r); // of the last token's beginning, from 1
// The rest of a value whose first token was this one. False: broken.
bool json_skip(JsonReader *r, JsonKind first);
