// A file that is read in pieces, in order or from any place, and told when it changes meanwhile. Several
// threads may call input_at on one Input.
#pragma once
#include "base/str.h"

typedef struct Input {
  int fd;             // below 0: not open
  bool regular;       // has a size and can be read from any place; else a pipe, a terminal: only in order
  uint64_t size;      // when it was opened
  int64_t changed[2]; // its time of change then: seconds, nanoseconds
} Input;

bool input_open(const char *path, Input *out, Str *why); // "-" is standard input; a directory is refused
void input_close(Input *in);                             // twice does no harm
// Up to n of the next bytes: 0 at the end, below 0 an error (*why).
ptrdiff_t input_read(const Input *in, char *to, size_t n, Str *why);
// n bytes from a place of a regular file, fewer only where it ends; below 0 an error.
ptrdiff_t input_at(const Input *in, char *to, size_t n, uint64_t from, Str *why);
bool input_changed(const Input *in); // since it was opened: size or time
