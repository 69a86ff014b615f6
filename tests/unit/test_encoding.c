// GB18030 by the table and by iconv alone: every pair of bytes, and texts by chance, whole, damaged and cut.
#include "fixture.h"
#include "runtime/read/encoding.h"
#include <errno.h>
#include <iconv.h>

typedef struct Made {
  bool ok;
  size_t left, made;
  char text[4096];
} Made;

static void plain(const char *bytes, size_t n, Made *out) {
  iconv_t cd = iconv_open("UTF-8", "GB18030");
  char *from = (char *)(uintptr_t)bytes, *to = out->text;
  size_t room = sizeof out->text;
  out->left = n;
  out->ok = iconv(cd, &from, &out->left, &to, &room) != (size_t)-1 || errno != EILSEQ;
  out->made = sizeof out->text - room;
  iconv_close(cd);
}

static void same(TextDecoder *d, const char *bytes, size_t n) {
  Made want;
  plain(bytes, n, &want);
  Str in = {bytes, n};
  char to[4096];
  size_t made;
  bool ok = text_decode_some(d, &in, to, 2 * n, &made);
  assert_int_equal(ok, want.ok);
  assert_int_equal(in.n, want.left);
  assert_int_equal(made, want.made);
  assert_memory_equal(to, want.text, made);
}

static void pairs(void **state) {
  (void)state;
  TextDecoder *d = text_decoder(&arena, "GB18030");
  for (unsigned a = 0x80; a < 0x100; a++)
    for (unsigned b = 0; b < 0x100; b++) {
      char bytes[] = {'x', (char)a, (char)b, 'y', '9', (char)0x81, '0'};
      for (int again = 0; again < 2; again++) same(d, bytes, again ? sizeof bytes : 4);
    }
  text_decoder_end(d);
}

static void chance(void **state) {
  (void)state;
  TextDecoder *d = text_decoder(&arena, "GB18030");
  uint32_t seed = 7;
  for (int turn = 0; turn < 20000; turn++) {
    char bytes[256];
    size_t n = 0;
    while (n < 200) {
      seed = seed * 1664525 + 1013904223;
      unsigned kind = seed >> 28, x = seed >> 8;
      if (kind < 5)
        for (unsigned i = 0; i < (x & 15); i++) bytes[n++] = (char)(' ' + ((x >> 4) + i) % 95);
      else if (kind < 13)
        bytes[n++] = (char)(0x81 + x % 126), bytes[n++] = (char)(0xA1 + (x >> 8) % 94);
      else if (kind < 15)
        for (int i = 0; i < 4; i++)
          bytes[n++] = (char)(i & 1 ? '0' + (x >> 3 * i) % 10 : 0x81 + (x >> 3 * i) % 126);
      else if (!(x & 15))
        bytes[n++] = (char)x;
    }
    same(d, bytes, n - seed % 9);
  }
  text_decoder_end(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(pairs), TEST(chance)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
