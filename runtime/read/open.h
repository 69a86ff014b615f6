// A source of actual values, opened: what it is, by its name and its first bytes, and how its bytes come.
#pragma once
#include "base/input.h"
#include "base/stream.h"
#include "runtime/read/layout.h"

typedef enum DataFormat {
  DATA_TEXT, // CSV or TSV
} DataFormat;

// The bytes stand in one of three places: a file (input.fd >= 0), memory (bytes.p), a stream (stream.read).
typedef struct DataInput {
  DataFormat format;
  ReadPlace place; // name: as shown
  Input input;
  Str bytes;
  ByteStream stream;
  uint64_t at;        // of the bytes handed out by data_read
  struct Sha256 *sha; // of the bytes handed out, where they come only once and a hash is wanted
  Arena *arena;
  Diags *diags;
} DataInput;

// False after a finding: it cannot be opened, or is nothing that can be read.
bool data_open(Arena *a, const DataSource *from, uint32_t file, Diags *diags, DataInput *out);
// Closes it. False after a finding: the file was changed while it was read.
bool data_close(DataInput *s);
// The next bytes: 0 at the end, below 0 after a finding.
ptrdiff_t data_read(void *source, char *to, size_t n);
// All of them, from the beginning. False after a finding.
bool data_all(Arena *a, DataInput *s, Str *out);
// The SHA-256 of a file's bytes. Of what can be read only once (data_hash_later, then read all of it), empty
// before.
Str data_hash(Arena *a, DataInput *s);
void data_hash_later(Arena *a, DataInput *s);
Str data_shown_name(Arena *a, Str name); // without the password of a URL

// The readers. Formats whose reader is not named here are rows of text in the end.
bool read_csv(Arena *a, DataInput *s, const Mapping *mapping, RowSink sink, Diags *diags);
