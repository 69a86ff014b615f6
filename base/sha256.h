// SHA-256 (FIPS 180-4), for the provenance of inputs.
#pragma once
#include "base/str.h"
Str sha256_hex(Arena *a, Str bytes); // 64 hex digits
