// Twins of one function for newer processors, chosen when the program runs.
#pragma once

typedef enum Simd { SIMD_BEST, SIMD_PORTABLE, SIMD_AVX2, SIMD_AVX512 } Simd;

// What is asked for, or the best below it that this processor can do; never SIMD_BEST.
//   SIMD_AVX2: with BMI and POPCNT; SIMD_AVX512: F BW DQ VL VBMI2 VPOPCNTDQ
Simd simd_able(Simd want);
