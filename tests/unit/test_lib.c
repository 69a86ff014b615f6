// Libraries loaded when first used: what is there is called, what is not is said.
#include "base/lib.h"
#include "fixture.h"

#define THERE(F) F(strlen) F(strcmp)
LIB_TABLE(There, there, THERE, "libc.so.6", "libc6")
LIB_TABLE(Absent, absent, THERE, "libpgl-has-no-such.so.1", "libpgl-none")

static void called(void **state) {
  (void)state;
  There c;
  assert_int_equal(lib_load(&there, &c), LIB_READY);
  assert_int_equal(c.strlen("四个"), 6);
  assert_true(c.strcmp("a", "b") < 0);
  There again;
  assert_int_equal(lib_load(&there, &again), LIB_READY);
  assert_true(again.strlen == c.strlen);
}

static void missing(void **state) {
  (void)state;
  Absent a;
  assert_int_equal(lib_load(&absent, &a), LIB_MISSING);
  static const LibFunction here[] = {(LibFunction)strlen, (LibFunction)strcmp};
  Lib linked = absent;
  linked.linked = here;
  assert_int_equal(lib_load(&linked, &a), LIB_READY);
  assert_int_equal(a.strlen("abc"), 3);
}

static void too_old(void **state) {
  (void)state;
  static const char *const names[] = {"strlen", "pgl_no_such_function"};
  Lib lib = {"libc.so.6", "libc6", names, NULL, 2};
  LibFunction to[2];
  assert_int_equal(lib_load(&lib, to), LIB_MISSING);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(called), TEST(missing), TEST(too_old)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
