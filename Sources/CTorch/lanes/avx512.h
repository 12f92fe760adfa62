// What follows is compiled for AVX-512, on float32 and bfloat16.
#include "target.h"

// clang-format off
#undef REVERIE_TARGET
#undef REVERIE_TARGET_BEGIN
#undef REVERIE_TARGET_END
#define REVERIE_TARGET avx512
#define REVERIE_TARGET_BEGIN _Pragma("clang attribute push(__attribute__((target(\"avx512f,avx512bw,avx512vl,avx512dq,avx512bf16\"))), apply_to = function)")
#define REVERIE_TARGET_END _Pragma("clang attribute pop")
// clang-format on

#include "lanes.h"

namespace reverie::avx512 {

REVERIE_TARGET_BEGIN

template <> inline Lanes load(const at::BFloat16 *from) {
  typedef uint16_t Halves __attribute__((ext_vector_type(16)));
  Halves halves;
  std::memcpy(&halves, from, sizeof halves);
  Words words = __builtin_convertvector(halves, Words) << 16;
  return __builtin_bit_cast(Lanes, words);
}
template <> inline void store(at::BFloat16 *to, Lanes values) {
  typedef __bf16 Rounded __attribute__((ext_vector_type(16)));
  Rounded rounded = __builtin_convertvector(values, Rounded);
  std::memcpy(to, &rounded, sizeof rounded);
}

inline Words words(const at::BFloat16 *rows) {
  typedef uint16_t Halves __attribute__((ext_vector_type(16)));
  Halves halves[2];
  std::memcpy(halves, rows, sizeof halves);
  return __builtin_convertvector(halves[0], Words) | __builtin_convertvector(halves[1], Words) << 16;
}

REVERIE_TARGET_END

} // namespace reverie::avx512
