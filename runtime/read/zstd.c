// Zstandard in front of a text file's bytes. The library is loaded when the first such file is met.
#include "grammar/diags.h"
#include "runtime/read/open.h"
#include <zstd.h>

#define ZSTD(F) F(ZSTD_createDStream) F(ZSTD_freeDStream) F(ZSTD_decompressStream) F(ZSTD_isError)
LIB_TABLE(Zstd, zstd, ZSTD, "libzstd.so.1", "libzstd1")

enum { PIECE = 1 << 16 };

typedef struct Unzstd {
  DataInput packed; // the same source without a stream in front
  DataInput *shown; // findings name it
  Zstd lib;
  ZSTD_DStream *stream;
  char piece[PIECE];
  ZSTD_inBuffer in;
  size_t wanted; // 0: a frame is complete
} Unzstd;

static ptrdiff_t broken(Unzstd *z) {
  data_fail(z->shown, D_DATA_PACKED, NO_ARGS);
  return -1;
}

// NOLINTNEXTLINE(readability-non-const-parameter): the library writes there
static ptrdiff_t unzstd(void *ctx, char *to, size_t n) {
  Unzstd *z = ctx;
  for (;;) {
    ZSTD_outBuffer out = {to, n, 0};
    if (z->in.pos == z->in.size) {
      ptrdiff_t got = data_read(&z->packed, z->piece, PIECE);
      z->shown->at = z->packed.at, z->shown->ended = z->packed.ended;
      if (got < 0) return got;
      z->in = (ZSTD_inBuffer){z->piece, (size_t)got, 0};
    }
    bool end = z->in.size == 0;
    if (end && z->wanted == 0) return 0;
    z->wanted = z->lib.ZSTD_decompressStream(z->stream, &out, &z->in);
    if (z->lib.ZSTD_isError(z->wanted)) return broken(z);
    if (out.pos) return (ptrdiff_t)out.pos;
    if (end) return z->wanted ? broken(z) : 0;
  }
}

static void end(void *ctx) {
  Unzstd *z = ctx;
  z->lib.ZSTD_freeDStream(z->stream);
}

bool data_unpack_zstd(Arena *a, DataInput *s) {
  Unzstd *z = NEW(a, Unzstd);
  if (!data_has(s, lib_load(&zstd, &z->lib), zstd.package)) return false;
  z->packed = *s;
  z->shown = s;
  z->stream = z->lib.ZSTD_createDStream();
  if (!z->stream) arena_fail(a);
  s->head = (Str){0};
  s->stream = (ByteStream){unzstd, z};
  s->end = end;
  return true;
}
