// SHA-256, of what a result stands on.
#pragma once
#include "base/str.h"
Str sha256_hex(Arena *a, Str bytes); // 64 hex digits

typedef struct Sha256 Sha256; // the same in pieces
Sha256 *sha256_new(Arena *a);
void sha256_add(Sha256 *sha, Str bytes);
Str sha256_end(Arena *a, Sha256 *sha);
