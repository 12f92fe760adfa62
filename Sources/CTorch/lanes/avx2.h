// What follows is compiled for AVX2, on float32.
#include "target.h"

// clang-format off
#undef REVERIE_TARGET
#undef REVERIE_TARGET_BEGIN
#undef REVERIE_TARGET_END
#define REVERIE_TARGET avx2
#define REVERIE_TARGET_BEGIN _Pragma("clang attribute push(__attribute__((target(\"avx2,fma\"))), apply_to = function)")
#define REVERIE_TARGET_END _Pragma("clang attribute pop")
// clang-format on

// Sixteen lanes are two registers here; who passes them by value is compiled for the same target.
#pragma clang diagnostic ignored "-Wpsabi"

#include "lanes.h"
