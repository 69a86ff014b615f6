// What the processor can do, as the C library found at its own start. To ask again costs as much as reading a
// small file where a hypervisor answers, and the compiler's own way does so in every start, wanted or not.
#include "runtime/simd.h"
#include <stdbool.h>

#if defined(__x86_64__)
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
static bool active(unsigned feature) { // x86_cpu_active, which shifts into the sign
  const struct cpuid_feature *leaf = __x86_get_cpuid_feature_leaf(feature / 128);
  return leaf->active_array[feature % 128 / 32] >> feature % 32 & 1;
}
#define HAS(name, NAME) active(x86_cpu_##NAME)
#else
#define HAS(name, NAME) __builtin_cpu_supports(name)
#endif

static Simd best(void) {
  if (!HAS("avx2", AVX2) || !HAS("bmi", BMI1) || !HAS("popcnt", POPCNT)) return SIMD_PORTABLE;
  bool wide = HAS("avx512f", AVX512F) && HAS("avx512bw", AVX512BW) && HAS("avx512dq", AVX512DQ) &&
              HAS("avx512vl", AVX512VL) && HAS("avx512vbmi2", AVX512_VBMI2) &&
              HAS("avx512vpopcntdq", AVX512_VPOPCNTDQ);
  return wide ? SIMD_AVX512 : SIMD_AVX2;
}
#else
static Simd best(void) {
  return SIMD_PORTABLE;
}
#endif

Simd simd_able(Simd want) {
  Simd can = best();
  return want == SIMD_BEST || want > can ? can : want;
}
