// Text as Chinese users write it: UTF-8 through utf8proc (the only user of its header is utf.c).
#pragma once
#include "base/str.h"

#define UTF_BAD 0xFFFFFFFFu

// Decodes one code point at s.p[i], i < s.n; sets *len to its bytes (1 for a bad byte: UTF_BAD).
uint32_t utf_decode(Str s, size_t i, unsigned *len);
unsigned utf_encode(uint32_t cp, char out[4]);
// Offset of the first byte that is not UTF-8 (overlong, surrogate, cut), or s.n when all is well.
size_t utf_valid(Str s);
// Whether the whole of s reads as GB18030 text with at least one double- or four-byte character.
bool utf_looks_gb18030(Str s);

// The key under which names are equal: NFKC (case kept) without invisible characters, white space at the
// ends and between CJK removed, other white space folded to one blank, quotes of all kinds
// (“”‘’「」『』《》〈〉) folded to ", dots (・ ‧ • ∙) to ·. Surrounding quotes are the lexer's to strip.
// Idempotent. Returns s itself when it is its own key (the common case, decided in one quick look), and when
// it is not UTF-8 or carries a tower of combining marks that no writing needs.
Str utf_key(Arena *a, Str s);
bool utf_is_key(Str s); // true only if utf_key would return s itself; may be false at need

size_t utf_count(Str s);                      // code points (bytes that do not continue one)
unsigned utf_width_cp(uint32_t cp);           // terminal columns: 0, 1 or 2 (ambiguous: 1)
size_t utf_width(Str s);                      // terminal columns of a line, by grapheme
size_t utf_grapheme(Str s, size_t i);         // end offset of the grapheme cluster that starts at i
Str utf_fit(Arena *a, Str s, size_t columns); // s, or cut to `columns` with … at its end
// What would steer a terminal or hide in a text: controls, bidi marks and overrides, invisible characters
// (not the joiners, which emoji and some scripts need), bad bytes.
bool utf_is_hidden(uint32_t cp);
void utf_show(Out *o, Str s); // s safe for a terminal: hidden ones as <U+202E> or <FF>, a tab as a blank
size_t utf16_units(Str s);    // UTF-16 length
size_t utf16_to_byte(Str line, size_t units);
bool utf_is_cjk(uint32_t cp); // 汉字 (all ideograph blocks), radicals, 々 〆 〇
