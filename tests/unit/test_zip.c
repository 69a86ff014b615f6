// Zip archives: what is in them, and every way in which they may be broken.
#include "base/inflate.h"
#include "fixture.h"
#include "runtime/read/zip.h"

static void le(Out *o, uint64_t v, unsigned n) {
  for (unsigned i = 0; i < n; i++, v >>= 8) out_c(o, (char)v);
}

typedef struct Entry {
  Str name, bytes; // as they stand in the archive
  uint64_t size;   // unpacked
  uint32_t crc;
  unsigned method, flags;
} Entry;

static void header(Out *o, const Entry *e) { // what local and central headers share
  le(o, 20, 2), le(o, e->flags, 2), le(o, e->method, 2), le(o, 0, 4), le(o, e->crc, 4);
  le(o, e->bytes.n, 4), le(o, e->size, 4), le(o, e->name.n, 2), le(o, 0, 2);
}

static Str archive(const Entry *entries, unsigned n, Str comment) {
  Out o = out_memory(&arena);
  size_t at[8];
  for (unsigned i = 0; i < n; i++) {
    at[i] = o.n;
    out_str(&o, S("PK\3\4"));
    header(&o, &entries[i]);
    out_str(&o, entries[i].name);
    out_str(&o, entries[i].bytes);
  }
  size_t directory = o.n;
  for (unsigned i = 0; i < n; i++) {
    out_str(&o, S("PK\1\2"));
    le(&o, 20, 2);
    header(&o, &entries[i]);
    le(&o, 0, 10), le(&o, at[i], 4); // comment, disk, attributes
    out_str(&o, entries[i].name);
  }
  size_t end = o.n;
  out_str(&o, S("PK\5\6"));
  le(&o, 0, 4), le(&o, n, 2), le(&o, n, 2), le(&o, end - directory, 4), le(&o, directory, 4),
      le(&o, comment.n, 2);
  out_str(&o, comment);
  return out_text(&o);
}

static ptrdiff_t at(void *ctx, char *to, size_t n, uint64_t from) {
  const Str *s = ctx;
  if (from > s->n) return 0;
  size_t have = s->n - (size_t)from < n ? s->n - (size_t)from : n;
  if (have) memcpy(to, s->p + from, have);
  return (ptrdiff_t)have;
}

static ZipProblem part(Str bytes, const char *name, Str *out) {
  Zip z;
  ZipProblem p = zip_open(&arena, (ByteSource){at, &bytes, bytes.n}, &z);
  if (p) return p;
  const ZipPart *found = zip_find(&z, str_z(name));
  return found ? zip_text(&arena, &z, found, 1 << 20, out) : ZIP_BROKEN;
}

#define HELLO S("\xCB\x48\xCD\xC9\xC9\x07\x00") // "hello", deflated

static void parts(void **state) {
  (void)state;
  Entry e[] = {{S("xl/a.xml"), HELLO, 5, crc_32(0, S("hello")), 8, 0},
               {S("b"), S("text"), 4, crc_32(0, S("text")), 0, 0}};
  Str out = {0}, zip = archive(e, 2, S("PK\5\6 in a comment"));
  assert_int_equal(part(zip, "XL\\A.xml", &out), ZIP_OK);
  assert_str(out, "hello");
  assert_int_equal(part(zip, "b", &out), ZIP_OK);
  assert_str(out, "text");
  assert_int_equal(part(S("指标,数值"), "b", &out), ZIP_NONE);
  assert_int_equal(part(S(""), "b", &out), ZIP_NONE);
}

static void lies(void **state) {
  (void)state;
  const Entry good = {S("a"), HELLO, 5, crc_32(0, S("hello")), 8, 0};
  Str out;
  Entry e = good;
  e.crc++;
  assert_int_equal(part(archive(&e, 1, S("")), "a", &out), ZIP_BROKEN);
  e = good, e.size = 4;
  assert_int_equal(part(archive(&e, 1, S("")), "a", &out), ZIP_BROKEN);
  e = good, e.flags = 1;
  assert_int_equal(part(archive(&e, 1, S("")), "a", &out), ZIP_ENCRYPTED);
  e = good, e.method = 12;
  assert_int_equal(part(archive(&e, 1, S("")), "a", &out), ZIP_METHOD);
  e = good, e.bytes = str_slice(HELLO, 0, 4);
  assert_int_equal(part(archive(&e, 1, S("")), "a", &out), ZIP_BROKEN);
}

// Cut at any byte, and any byte changed: never OK with other text.
static void damage(void **state) {
  (void)state;
  Entry e = {S("a"), HELLO, 5, crc_32(0, S("hello")), 8, 0};
  Str out = {0}, zip = archive(&e, 1, S(""));
  for (size_t n = 0; n < zip.n; n++) assert_int_not_equal(part(str_slice(zip, 0, n), "a", &out), ZIP_OK);
  for (size_t i = 0; i < zip.n; i++)
    for (int bit = 0; bit < 8; bit++) {
      ArenaMark mark = arena_mark(&arena);
      char *copy = arena_raw(&arena, zip.n, 1);
      memcpy(copy, zip.p, zip.n);
      copy[i] = (char)(copy[i] ^ 1 << bit);
      if (part((Str){copy, zip.n}, "a", &out) == ZIP_OK) assert_str(out, "hello");
      arena_reset(&arena, mark);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(parts), TEST(lies), TEST(damage)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
