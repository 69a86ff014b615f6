// gzip in front of a text file's bytes: the unpacked ones are what is read. A file of several gzip streams,
// one behind the other, is one text.
#include "base/inflate.h"
#include "grammar/diags.h"
#include "runtime/read/open.h"

enum { PIECE = 1 << 16 };

typedef struct Gunzip {
  DataInput packed; // the same source without a stream in front
  DataInput *shown; // findings name it
  Inflate *inflate;
  char piece[PIECE];
  Str in;
  bool ended;
} Gunzip;

static ptrdiff_t broken(Gunzip *g) {
  data_fail(g->shown, D_DATA_PACKED, NO_ARGS);
  return -1;
}

static ptrdiff_t gunzip(void *ctx, char *to, size_t n) {
  Gunzip *g = ctx;
  for (;;) {
    if (!g->in.n) {
      ptrdiff_t got = data_read(&g->packed, g->piece, PIECE);
      g->shown->at = g->packed.at, g->shown->ended = g->packed.ended;
      if (got <= 0) return got < 0 ? got : g->ended ? 0 : broken(g);
      g->in = (Str){g->piece, (size_t)got};
    }
    if (g->ended) {
      bool zeros = true; // padding of tapes and disks
      for (size_t i = 0; i < g->in.n; i++) zeros &= !g->in.p[i];
      if (zeros) {
        g->in.n = 0;
        continue;
      }
      if (!inflate_again(g->inflate)) return broken(g);
      g->ended = false;
    }
    size_t made;
    InflateState state = inflate_step(g->inflate, &g->in, to, n, &made);
    if (state == INFLATE_BROKEN) return broken(g);
    g->ended = state == INFLATE_END;
    if (made) return (ptrdiff_t)made;
  }
}

bool data_unpack_gzip(Arena *a, DataInput *s) {
  Gunzip *g = NEW(a, Gunzip);
  *g = (Gunzip){.packed = *s, .shown = s, .inflate = inflate_new(a, INFLATE_GZIP)};
  s->head = (Str){0};
  s->stream = (ByteStream){gunzip, g};
  return true;
}
