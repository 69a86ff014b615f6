// JSON read: what a client sends, through jansson (json_in.c is its only user). Values are looked at, never
// changed; they live until json_in_free of the message they belong to. All accessors take NULL (absent).
#pragma once
#include "base/str.h"

#define JSON_DEPTH_MAX 128

typedef struct json_t JsonIn;

typedef enum JsonKind {
  JSON_IN_NONE,
  JSON_IN_NULL,
  JSON_IN_BOOL,
  JSON_IN_INT,
  JSON_IN_REAL,
  JSON_IN_STR,
  JSON_IN_LIST,
  JSON_IN_OBJECT
} JsonKind;

// Reads one value. Half a surrogate pair in an escape becomes U+FFFD, written over in `text`. NULL: it is no
// JSON, nested more deeply than JSON_DEPTH_MAX, or not UTF-8.
JsonIn *json_in_parse(char *text, size_t n);
void json_in_free(JsonIn *v);

JsonKind in_kind(const JsonIn *v);
// The value at "a.b.c"; NULL where there is none.
const JsonIn *in_get(const JsonIn *v, const char *path);
bool in_str(const JsonIn *v, Str *out); // false, and *out untouched: not a string
bool in_int(const JsonIn *v, int64_t *out);
bool in_bool(const JsonIn *v, bool otherwise);
Str in_text(const JsonIn *v, const char *path); // empty where there is none
size_t in_count(const JsonIn *list);            // 0 unless a list
const JsonIn *in_at(const JsonIn *list, size_t i);
bool in_has(const JsonIn *list, Str word); // whether a list of strings holds it
