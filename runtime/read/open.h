// A source of actual values, opened: what it is, by its name and its first bytes, and how its bytes come. Of
// text files packed with gzip or zstd the bytes are those unpacked.
#pragma once
#include "base/input.h"
#include "base/lib.h"
#include "base/stream.h"
#include "runtime/read/mapping.h"

typedef enum DataFormat {
  DATA_TEXT,     // CSV, TSV
  DATA_JSON,     // JSON, JSON Lines
  DATA_WORKBOOK, // XLSX
  DATA_SQLITE,
  DATA_POSTGRES,
} DataFormat;

// The bytes stand in one of three places: a file (input.fd >= 0), memory (bytes.p), a stream (stream.read). A
// reader that wants them in order calls data_read or data_all, whichever it is; only a plain file may be read
// by input_at.
typedef struct DataInput {
  DataFormat format;
  ReadPlace place;  // name: as shown
  Str path;         // of a file: the name without ?table=…; of a database server: the whole URL
  Str table, query; // of a database: what the name says behind ?
  Input input;
  Str bytes;
  ByteStream stream;
  Str head;               // bytes already taken from what can be read only once
  uint64_t at;            // how many bytes were taken, before unpacking
  bool ended;             // all were
  bool packed;            // with gzip or zstd
  struct Sha256 *sha;     // of them, where they come only once and a hash is wanted
  void (*end)(void *ctx); // frees what the stream holds; or NULL
  Arena *arena;
  Diags *diags;
} DataInput;

// `hash`: data_hash will be asked for. False after a finding: it cannot be opened, or is nothing that can be
// read.
bool data_open(Arena *a, const DataSource *from, uint32_t file, bool hash, Diags *diags, DataInput *out);
// Closes it. False after a finding: the file was changed while it was read.
bool data_close(DataInput *s);
// The next bytes: 0 at the end, below 0 after a finding.
ptrdiff_t data_read(void *data_input, char *to, size_t n);
// Whether they can be read from any place, and again.
static inline bool data_anywhere(const DataInput *s) {
  return !s->stream.read && (s->bytes.p || s->input.regular);
}
// All of them. False after a finding.
bool data_all(Arena *a, DataInput *s, Str *out);
// A file or memory from any place; what can be read only once is first read whole. False after a finding.
bool data_source(Arena *a, DataInput *s, ByteSource *out);
// The SHA-256 of a file's bytes as they stand on the disk, open or not. Of what can be read only once: when
// it has been read, and if that was said when it was opened; else empty.
Str data_hash(Arena *a, DataInput *s);
Str data_shown_name(Arena *a, Str name); // the password of a URL as ***
Str data_unescaped(Arena *a, Str s);     // %E6%BB%A1 and + of a URL
// A finding about the whole source; false, for its caller to return.
bool data_fail(DataInput *s, uint16_t id, const Text *args, size_t argc);
// A library that is not there, as a finding; true where it is.
bool data_has(DataInput *s, LibState state, const char *package);

// unpack.c, zstd.c: puts a stream in front of the bytes. False after a finding.
bool data_unpack_gzip(Arena *a, DataInput *s);
bool data_unpack_zstd(Arena *a, DataInput *s);
// recode.c: the same for text that may be no UTF-8, from its beginning. `not_utf8`: the first byte of which
// it is known, from 1; 0: none is known.
void data_as_utf8(Arena *a, DataInput *s, uint64_t not_utf8);
// The finding that a byte, from 1, is no text in any encoding; of a plain file with its line.
void data_not_text(DataInput *s, uint64_t byte);

// The readers, with what 实际 says of the file, or NULL: it has the usual headers. Text is read by ingest.h.
bool read_json(Arena *a, DataInput *s, Mapping *mapping, RowSink sink, Diags *diags);
bool read_postgres(Arena *a, DataInput *s, Mapping *mapping, RowSink sink, Diags *diags);
bool read_sqlite(Arena *a, DataInput *s, Mapping *mapping, RowSink sink, Diags *diags);
bool read_xlsx(Arena *a, DataInput *s, Mapping *mapping, RowSink sink, Diags *diags);
