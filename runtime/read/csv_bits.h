// A word of bits, one a byte of text, to the offsets of the bits that are set.
#pragma once
#include <stddef.h>
#include <stdint.h>

static inline uint64_t csv_bits_within(uint64_t bits, uint32_t i, uint32_t to) { // those below `to`
  return to - i >= 64 ? bits : bits & (((uint64_t)1 << (to - i)) - 1);
}

// The offsets of signs, and the signs. Eight at a time: how many there are is seldom guessed right, but
// whether there are more than eight often is.
static inline size_t csv_bits(const char *p, uint64_t bits, uint32_t i, uint32_t *at, char *sign) {
  size_t n = (size_t)__builtin_popcountll(bits);
  for (; bits; at += 8, sign += 8)
    for (int k = 0; k < 8; k++) {
      at[k] = i + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
      sign[k] = p[at[k]];
      bits &= bits - 1;
    }
  return n;
}
