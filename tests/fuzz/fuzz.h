// What every target has: the door that libFuzzer (or driver.c) calls, and the ways to say that something
// broke.
#pragma once
#include "base/arena.h"
#include <stdbool.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_oom(void *arg) {
  (void)arg;
  abort();
}

static inline void must(bool holds) {
  if (!holds) abort();
}
