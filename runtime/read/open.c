// Files are opened here and nowhere else in read/; a reader takes their bytes by data_read, data_all or,
// for text files, from any place by input_at.
#include "runtime/read/open.h"
#include "base/os.h"
#include "base/sha256.h"
#include "grammar/diags.h"

enum { PIECE = 1 << 20 };

static bool unreadable(DataInput *s, Str why) {
  Text text = {os_why_zh(s->arena, why), why};
  read_finding(s->diags, &s->place, D_DATA_UNREADABLE, 0, 0, &text, 1);
  return false;
}

Str data_shown_name(Arena *a, Str name) {
  (void)a;
  return name;
}

bool data_open(Arena *a, const DataSource *from, uint32_t file, Diags *diags, DataInput *out) {
  *out = (DataInput){.arena = a, .diags = diags, .input.fd = -1, .bytes = from->bytes};
  out->place = (ReadPlace){.name = data_shown_name(a, from->name), .file = file};
  Str why;
  if (!from->bytes.p && !input_open(str_to_z(a, from->name), &out->input, &why)) return unreadable(out, why);
  return true;
}

bool data_close(DataInput *s) {
  bool changed = s->input.fd >= 0 && input_changed(&s->input);
  input_close(&s->input);
  if (changed) read_finding(s->diags, &s->place, D_DATA_CHANGED, 0, 0, NO_ARGS);
  return !changed;
}

ptrdiff_t data_read(void *source, char *to, size_t n) {
  DataInput *s = source;
  ptrdiff_t got;
  Str why;
  if (s->stream.read)
    got = s->stream.read(s->stream.ctx, to, n);
  else if (s->bytes.p) {
    size_t left = s->bytes.n - (size_t)s->at;
    got = (ptrdiff_t)(n < left ? n : left);
    memcpy(to, s->bytes.p + s->at, (size_t)got);
  } else {
    got = s->input.regular ? input_at(&s->input, to, n, s->at, &why) : input_read(&s->input, to, n, &why);
    if (got < 0) unreadable(s, why);
  }
  if (got > 0 && s->sha) sha256_add(s->sha, (Str){to, (size_t)got});
  if (got > 0) s->at += (uint64_t)got;
  return got;
}

bool data_all(Arena *a, DataInput *s, Str *out) {
  if (s->bytes.p && !s->stream.read) return *out = s->bytes, true;
  size_t room = s->input.regular && !s->stream.read ? (size_t)s->input.size + 1 : 1 << 16, n = 0;
  char *p = arena_raw(a, room, 1);
  for (ptrdiff_t got; (got = data_read(s, p + n, room - n));) {
    if (got < 0) return false;
    n += (size_t)got;
    if (n < room) continue;
    p = arena_resize(a, p, room, room * 2, 1);
    room *= 2;
  }
  return *out = (Str){p, n}, true;
}

void data_hash_later(Arena *a, DataInput *s) {
  if (!s->bytes.p && !s->input.regular) s->sha = sha256_new(a);
}

Str data_hash(Arena *a, DataInput *s) {
  Sha256 *sha = sha256_new(a);
  if (s->bytes.p) {
    sha256_add(sha, s->bytes);
    return sha256_end(a, sha);
  }
  if (!s->input.regular) return s->sha ? sha256_end(a, s->sha) : (Str){0};
  Str why;
  char *piece = arena_raw(a, PIECE, 1);
  ptrdiff_t got;
  for (uint64_t at = 0; (got = input_at(&s->input, piece, PIECE, at, &why)) > 0; at += (uint64_t)got)
    sha256_add(sha, (Str){piece, (size_t)got});
  arena_release(a, piece, PIECE);
  return got < 0 ? (Str){0} : sha256_end(a, sha);
}
