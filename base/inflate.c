// zlib, its memory taken from an arena: it asks for all of it at the beginning.
#include "base/inflate.h"
#include <zlib.h>

bool inflate_text(Arena *a, Str packed, size_t size, Str *out) {
  char *to = arena_raw(a, size + 1, 1);
  uLongf n = size;
  if (uncompress((Bytef *)to, &n, (const Bytef *)packed.p, packed.n) != Z_OK || n != size) return false;
  *out = (Str){to, size};
  return true;
}

struct Inflate {
  z_stream z;
};

static voidpf take(voidpf arena, uInt n, uInt size) {
  return arena_zero(arena, n, size, 16);
}

static void leave(voidpf arena, voidpf p) {
  (void)arena, (void)p;
}

Inflate *inflate_new(Arena *a, InflateKind kind) {
  Inflate *s = NEW(a, Inflate);
  s->z = (z_stream){.zalloc = take, .zfree = leave, .opaque = a};
  return inflateInit2(&s->z, kind == INFLATE_RAW ? -MAX_WBITS : MAX_WBITS + 16) == Z_OK ? s : NULL;
}

InflateState inflate_step(Inflate *s, Str *in, char *to, size_t room, size_t *made) {
  size_t most = UINT32_MAX / 2, take_n = in->n < most ? in->n : most, put_n = room < most ? room : most;
  s->z.next_in = (z_const Bytef *)(uintptr_t)in->p, s->z.avail_in = (uInt)take_n;
  s->z.next_out = (Bytef *)to, s->z.avail_out = (uInt)put_n;
  int state = inflate(&s->z, Z_NO_FLUSH);
  *in = str_slice(*in, take_n - s->z.avail_in, in->n);
  *made = put_n - s->z.avail_out;
  return state == Z_STREAM_END                   ? INFLATE_END
         : state == Z_OK || state == Z_BUF_ERROR ? INFLATE_MORE
                                                 : INFLATE_BROKEN;
}

bool inflate_again(Inflate *s) {
  return inflateReset(&s->z) == Z_OK;
}

uint32_t crc_32(uint32_t crc, Str bytes) {
  return (uint32_t)crc32_z(crc, (const Bytef *)bytes.p, bytes.n);
}

Str embedded_text(Arena *a, const EmbeddedPack *pack, Str name, const char **hash) {
  Str all;
  if (!inflate_text(a, (Str){pack->packed, pack->packed_size}, pack->size, &all)) return (Str){0};
  for (size_t i = 0, at = 0; i < pack->count; at += pack->parts[i++].size) {
    if (!str_eq(str_z(pack->parts[i].name), name)) continue;
    if (hash) *hash = pack->parts[i].hash;
    return str_slice(all, at, at + pack->parts[i].size);
  }
  return (Str){0};
}
