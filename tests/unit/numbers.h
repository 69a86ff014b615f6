// What tests of numbers share: a seed that is told, and numbers as C strings.
#pragma once
#include "base/number.h"
#include "fixture.h"

static uint64_t seed;

static inline uint64_t rnd(void) { // splitmix64
  uint64_t z = seed += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

static inline unsigned below(unsigned n) {
  return (unsigned)(rnd() % n);
}

static inline void seed_from_environment(void) {
  const char *s = getenv("PGL_TEST_SEED");
  seed = s ? strtoull(s, NULL, 10) : 20210630;
  print_message("seed %llu (PGL_TEST_SEED)\n", (unsigned long long)seed);
}

static inline Num num(const char *z) {
  Num x;
  if (!num_parse(&arena, str_z(z), &x)) fail_msg("no number: %s", z);
  return x;
}

static inline const char *ratio(Num x) {
  Out o = out_memory(&arena);
  num_write_ratio(&o, x);
  out_c(&o, 0);
  return o.p;
}

static inline const char *fixed(Num x, unsigned places) {
  Out o = out_memory(&arena);
  num_write_fixed(&o, x, places);
  out_c(&o, 0);
  return o.p;
}

static inline const char *text(Num x, unsigned places) {
  return str_to_z(&arena, num_text(&arena, x, places));
}

static inline const char *grouped(Num x, unsigned places) {
  Out o = out_memory(&arena);
  num_write_group(&o, x, places);
  out_c(&o, 0);
  return o.p;
}

#define assert_ratio(x, expected) assert_string_equal(ratio(x), expected)
#define assert_bad(x)             assert_false(num_ok(x))
