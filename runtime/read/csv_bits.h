// A word of bits, one a byte of text, to the offsets of the bits that are set.
#pragma once
#include <stddef.h>
#include <stdint.h>

static inline uint64_t csv_bits_within(uint64_t bits, uint32_t i, uint32_t to) { // those below `to`
  return to - i >= 64 ? bits : bits & (((uint64_t)1 << (to - i)) - 1);
}

// Eight at a time: how many there are is seldom guessed right, but whether there are more than eight often
// is.
static inline uint32_t *csv_bits(uint32_t *end, uint64_t bits, uint32_t i) {
  uint32_t *next = end + __builtin_popcountll(bits);
  while (bits) {
    for (int k = 0; k < 8; k++) {
      end[k] = i + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
      bits &= bits - 1;
    }
    end += 8;
  }
  return next;
}
