// Deflated bytes (zlib, raw deflate, gzip) unpacked. The only file that sees zlib.
#pragma once
#include "base/str.h"

// `packed`, a zlib stream that holds exactly `size` bytes, unpacked into the arena. False: it does not.
bool inflate_text(Arena *a, Str packed, size_t size, Str *out);

typedef enum InflateKind { INFLATE_RAW, INFLATE_GZIP } InflateKind;
typedef enum InflateState { INFLATE_MORE, INFLATE_END, INFLATE_BROKEN } InflateState;
typedef struct Inflate Inflate; // a stream in pieces; all its memory is the arena's

Inflate *inflate_new(Arena *a, InflateKind kind);
// Unpacks from the front of *in, which it cuts, into to[0, room); *made bytes came. INFLATE_MORE: give more
// bytes, or more room. INFLATE_END: the stream is complete; what is left in *in lies behind it.
InflateState inflate_step(Inflate *z, Str *in, char *to, size_t room, size_t *made);
bool inflate_again(Inflate *z); // for the next stream: a gzip file may hold several

uint32_t crc_32(uint32_t crc, Str bytes); // of zip and gzip; begins with 0
