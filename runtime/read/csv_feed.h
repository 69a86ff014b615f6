// CSV and TSV as stretches of whole records, from a file, a stream or memory: header, encoding and separator
// are found when it is opened; then one caller at a time takes the next stretch, and works on it alone.
#pragma once
#include "runtime/read/open.h"

#define CSV_CHUNK      ((size_t)256 << 10)
#define CSV_RECORD_MAX ((size_t)16 << 20) // a longer record is a finding, and the end

typedef struct CsvFeed {
  Arena *arena;
  Diags *diags;
  DataInput *in;
  char separator;
  Layout layout;
  size_t chunk;
  char *carry; // read already, to be handed out: [carry_from, carry_n)
  size_t carry_from, carry_n, carry_room;
  uint64_t at;    // in the text: of the next byte to be handed out
  uint32_t line;  // the first stretch begins on; those behind are counted by who takes them
  uint64_t taken; // bytes read behind the first look
  bool end, failed;
} CsvFeed;

typedef struct CsvChunk {
  char *p; // n bytes of whole records, CSV_PAD readable behind them; valid until its taker takes the next
  size_t n;
  char *buffer; // where p points to
  size_t room;
  uint64_t at;
  bool last;
} CsvChunk;

typedef struct CsvHow {
  size_t chunk;      // 0: CSV_CHUNK
  bool header;       // the first record is one, and is read
  bool once;         // it is to be read in order, once: by then it is too late to see that it is no UTF-8
  uint64_t not_utf8; // the byte, from 1, that was seen not to be; 0: none was
} CsvHow;

// False after a finding: the file as a whole cannot be read.
bool csv_open(Arena *a, DataInput *in, const CsvHow *how, Diags *diags, CsvFeed *out);
// The next stretch, at least one record; false at the end, and after a finding (`failed`). `a` holds c->p.
bool csv_next(CsvFeed *f, Arena *a, CsvChunk *c);
