// One call of zlib.
#include "base/inflate.h"
#include <zlib.h>

bool inflate_text(Arena *a, Str packed, size_t size, Str *out) {
  char *to = arena_raw(a, size + 1, 1);
  uLongf n = size;
  if (uncompress((Bytef *)to, &n, (const Bytef *)packed.p, packed.n) != Z_OK || n != size) return false;
  *out = (Str){to, size};
  return true;
}
