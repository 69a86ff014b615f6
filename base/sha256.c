// SHA-256 by libmd.
#include "base/sha256.h"
#include <sys/types.h>

#include <sha2.h>

Str sha256_hex(Arena *a, Str bytes) {
  SHA2_CTX ctx;
  uint8_t digest[SHA256_DIGEST_LENGTH];
  SHA256Init(&ctx);
  SHA256Update(&ctx, (const uint8_t *)bytes.p, bytes.n);
  SHA256Final(digest, &ctx);
  char *hex = arena_raw(a, 2 * sizeof digest, 1);
  for (size_t i = 0; i < sizeof digest; i++) {
    hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
    hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
  }
  return (Str){hex, 2 * sizeof digest};
}
