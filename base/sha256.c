// SHA-256 by libmd.
#include "base/sha256.h"
#include <sys/types.h>

#include <sha2.h>

struct Sha256 {
  SHA2_CTX ctx;
};

Sha256 *sha256_new(Arena *a) {
  Sha256 *sha = NEW(a, Sha256);
  SHA256Init(&sha->ctx);
  return sha;
}

void sha256_add(Sha256 *sha, Str bytes) {
  SHA256Update(&sha->ctx, (const uint8_t *)bytes.p, bytes.n);
}

Str sha256_end(Arena *a, Sha256 *sha) {
  uint8_t digest[SHA256_DIGEST_LENGTH];
  SHA256Final(digest, &sha->ctx);
  char *hex = arena_raw(a, 2 * sizeof digest, 1);
  for (size_t i = 0; i < sizeof digest; i++) {
    hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
    hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
  }
  return (Str){hex, 2 * sizeof digest};
}

Str sha256_hex(Arena *a, Str bytes) {
  Sha256 *sha = sha256_new(a);
  sha256_add(sha, bytes);
  return sha256_end(a, sha);
}
