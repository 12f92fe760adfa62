// Sixteen numbers at a time, computed in float32 whatever the memory holds. To be included within a region of functions
// that are compiled for AVX-512 (`REVERIE_AVX512_BEGIN`).
#pragma once

#include <ATen/core/Tensor.h>

#include <cstring>

// clang-format off
#define REVERIE_AVX512_BEGIN _Pragma("clang attribute push(__attribute__((target(\"avx512f,avx512bw,avx512vl,avx512dq,avx512bf16\"))), apply_to = function)")
#define REVERIE_AVX512_END _Pragma("clang attribute pop")
// clang-format on

namespace reverie {

constexpr int64_t lanes = 16;

/// Whether this processor runs such code on elements of float32, or bfloat16.
inline bool has_lanes(c10::ScalarType type) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
         && __builtin_cpu_supports("avx512dq")
         && (type == at::kFloat || (type == at::kBFloat16 && __builtin_cpu_supports("avx512bf16")));
}

REVERIE_AVX512_BEGIN

typedef float Lanes __attribute__((ext_vector_type(16)));

template <typename T> Lanes load(const T *from);
template <typename T> void store(T *to, Lanes values);

template <> inline Lanes load(const float *from) {
  Lanes values;
  std::memcpy(&values, from, sizeof values);
  return values;
}
template <> inline void store(float *to, Lanes values) { std::memcpy(to, &values, sizeof values); }

template <> inline Lanes load(const at::BFloat16 *from) {
  typedef uint16_t Halves __attribute__((ext_vector_type(16)));
  typedef uint32_t Words __attribute__((ext_vector_type(16)));
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

REVERIE_AVX512_END

} // namespace reverie
