// An arena for each test, and comparisons of Str values.
#pragma once
#include "base/str.h"
#include <setjmp.h>

#include <cmocka.h>
#include <stdlib.h>

static Arena arena;

static void fixture_oom(void *arg) {
  (void)arg;
  abort();
}

static int setup(void **state) {
  (void)state;
  arena_init(&arena, fixture_oom, NULL);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

#define assert_str(s, expected) assert_string_equal(str_to_z(&arena, (s)), (expected))
#define TEST(f)                 cmocka_unit_test_setup_teardown(f, setup, teardown)
