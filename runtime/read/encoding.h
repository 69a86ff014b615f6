// The bytes of a data file as UTF-8: BOM cut, GB18030 and UTF-16 (what spreadsheets save) converted by iconv.
#pragma once
#include "base/str.h"

typedef struct Decoded {
  bool ok;
  Str text;        // UTF-8; the input itself where it already was
  size_t bad_byte; // where it is neither, when !ok
} Decoded;

Decoded text_decode(Arena *a, Str bytes);
