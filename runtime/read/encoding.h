// Text in another encoding as UTF-8, by iconv: GB18030, and UTF-16 with its mark (what spreadsheets save).
#pragma once
#include "base/str.h"

typedef struct Decoded {
  bool ok;
  Str text;        // UTF-8; the input itself where it already was
  size_t bad_byte; // where it is neither, when !ok
} Decoded;

Decoded text_decode(Arena *a, Str bytes); // all of a text; its mark is cut

// The mark that a text begins with: the encoding's name and its length; 0: none.
typedef struct TextMark {
  const char *encoding;
  size_t n;
} TextMark;
TextMark text_mark(Str bytes);

typedef struct TextDecoder TextDecoder;
TextDecoder *text_decoder(Arena *a, const char *encoding); // NULL: this machine cannot
void text_decoder_end(TextDecoder *d);
// What can be decoded of *in, which keeps the rest; the room at `to` is at least twice as large as *in.
// False: the rest begins with what is no character.
bool text_decode_some(TextDecoder *d, Str *in, char *to, size_t room, size_t *made);
