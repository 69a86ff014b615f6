// Texts that the program carries packed (zlib). The only file that sees zlib.
#pragma once
#include "base/str.h"

// `packed`, a zlib stream that holds exactly `size` bytes, unpacked into the arena. False: it does not.
bool inflate_text(Arena *a, Str packed, size_t size, Str *out);
