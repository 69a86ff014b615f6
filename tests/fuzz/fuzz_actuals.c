// Any bytes as a table of actual values, text or JSON by how they begin: read the long way by one thread, and
// the short way by three in small stretches, to the same results, findings and bad rows.
#include "tests/fuzz/rows_twice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static RowsProgram program;
  static bool begun;
  if (size < 2 || size > 1 << 14) return 0;
  if (!begun) rows_begin(&program, "");
  begun = true;
  Arena a;
  arena_init(&a, fuzz_oom, NULL);
  size_t chunk = (size_t)data[0] * 3 + 1;
  Simd simd = (Simd)(data[1] & 3);
  Str text = {(const char *)data + 2, size - 2};
  rows_cut_alike(&a, text, chunk, simd);
  DataSource file = {.name = S("a"), .bytes = text};
  Str slow = rows_told(&a, &program, &file, 1, (RunOptions){.threads = 1, .one_by_one = true});
  Str fast =
      rows_told(&a, &program, &file, 1, (RunOptions){.threads = 3, .chunk = chunk, .simd = (uint8_t)simd});
  must(str_eq(slow, fast));
  arena_free(&a);
  return 0;
}
