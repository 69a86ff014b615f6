// Zip archives (APPNOTE.TXT 6.3; Zip64), read part by part: workbooks and documents of office programs.
// Stored and deflated parts; nothing is unpacked that is not asked for, nothing is believed that the bytes do
// not bear out.
#pragma once
#include "base/stream.h"

typedef enum ZipProblem {
  ZIP_OK,
  ZIP_NONE,      // no zip archive
  ZIP_BROKEN,    // cut off, or a place or checksum that does not fit
  ZIP_ENCRYPTED, // a part with a password
  ZIP_METHOD,    // a part packed in a way that office programs do not use
  ZIP_BOMB, // a part that unpacks to more than any workbook: ZIP_PART_MAX, or ZIP_RATIO_MAX times its size
} ZipProblem;

#define ZIP_PARTS_MAX  65536
#define ZIP_PART_MAX   ((uint64_t)8 << 30)
#define ZIP_RATIO_MAX  400                  // deflate ends at 1032; sheets of equal rows come to 60
#define ZIP_RATIO_FROM ((uint64_t)64 << 20) // smaller parts may be as dense as they like

typedef struct ZipPart {
  Str name;
  uint64_t at, packed, size; // of its local header; bytes there and unpacked, as the archive says
  uint32_t crc;
  uint16_t method, flags;
} ZipPart;

typedef struct Zip {
  ByteSource from;
  ZipPart *parts;
  uint32_t n;
} Zip;

typedef struct ZipStream ZipStream; // one part being unpacked

// `from` must live as long as the archive. The list of parts is the arena's.
ZipProblem zip_open(Arena *a, ByteSource from, Zip *out);
const ZipPart *zip_find(const Zip *z,
                        Str name); // upper and lower case are one, as the office formats say; NULL
ZipStream *zip_part(Arena *a, const Zip *z, const ZipPart *part);
// Up to n bytes: 0 at its end, when size and checksum held; below 0: zip_problem tells.
ptrdiff_t zip_read(void *part, char *to, size_t n);
ZipProblem zip_problem(const ZipStream *s);
// A small part whole. `most`: a longer one is ZIP_BOMB.
ZipProblem zip_text(Arena *a, const Zip *z, const ZipPart *part, size_t most, Str *out);
