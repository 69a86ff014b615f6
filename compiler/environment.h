// A digest of what is declared for all (keep.h), of 128 bits: quick, and no guard against an adversary, who
// would only hide a finding from himself.
#pragma once
#include "base/str.h"

typedef struct Environment {
  uint64_t a, b;
} Environment;

static inline void environment_word(Environment *e, uint64_t w) {
  e->a = (e->a ^ w) * 0x9E3779B97F4A7C15u;
  e->a ^= e->a >> 29;
  e->b = ((e->b << 23 | e->b >> 41) + w) * 0xD6E8FEB86659FD93u;
  e->b ^= e->b >> 32;
}

static inline void environment_add(Environment *e, Str s) {
  environment_word(e, s.n);
  for (size_t i = 0; i < s.n; i += 8) {
    uint64_t w = 0;
    memcpy(&w, s.p + i, s.n - i < 8 ? s.n - i : 8);
    environment_word(e, w);
  }
}
