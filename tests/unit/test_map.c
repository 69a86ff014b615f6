// Maps and interned strings.
#include "base/map.h"
#include "fixture.h"

static Str name(uint32_t i) {
  return str_fmt(&arena, "项目%u", i);
}

static void puts_and_gets(void **state) {
  (void)state;
  Map m = {0};
  bool added;
  assert_int_equal(map_get(&m, S("x"), str_hash(S("x"))), MAP_NONE);
  for (uint32_t i = 0; i < 50000; i++) {
    Str k = name(i);
    assert_int_equal(map_put(&arena, &m, k, str_hash(k), i, &added), i);
    assert_true(added);
  }
  assert_int_equal(m.n, 50000);
  for (uint32_t i = 0; i < 50000; i++) {
    Str k = name(i);
    assert_int_equal(map_get(&m, k, str_hash(k)), i);
    assert_int_equal(map_put(&arena, &m, k, str_hash(k), 7, &added), i); // the older one stays
    assert_false(added);
  }
  assert_int_equal(map_get(&m, S("项目"), str_hash(S("项目"))), MAP_NONE);
  assert_int_equal(m.n, 50000);
}

static void sets_and_clears(void **state) {
  (void)state;
  Map m = {0};
  uint32_t h = str_hash(S("a"));
  map_set(&arena, &m, S("a"), h, 1);
  map_set(&arena, &m, S("a"), h, 2);
  assert_int_equal(map_get(&m, S("a"), h), 2);
  assert_int_equal(m.n, 1);
}

static void same_hash(void **state) { // the text decides
  (void)state;
  Map m = {0};
  for (uint32_t i = 0; i < 100; i++) map_set(&arena, &m, name(i), 42, i);
  for (uint32_t i = 0; i < 100; i++) assert_int_equal(map_get(&m, name(i), 42), i);
  assert_int_equal(map_get(&m, S("无"), 42), MAP_NONE);
}

static void interns(void **state) {
  (void)state;
  Interner in = {0};
  char text[] = "人次";
  assert_int_equal(intern(&arena, &in, str_z(text)), 0);
  text[0] = 'x'; // the bytes were copied
  assert_int_equal(intern(&arena, &in, S("人次")), 0);
  assert_int_equal(intern(&arena, &in, S("")), 1);
  for (uint32_t i = 0; i < 10000; i++) assert_int_equal(intern(&arena, &in, name(i)), i + 2);
  for (uint32_t i = 0; i < 10000; i++) assert_int_equal(intern(&arena, &in, name(i)), i + 2);
  assert_str(interned(&in, 0), "人次");
  assert_str(interned(&in, 1), "");
  assert_str(interned(&in, 10001), "项目9999");
  assert_int_equal(in.n, 10002);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(puts_and_gets),
      TEST(sets_and_clears),
      TEST(same_hash),
      TEST(interns),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
