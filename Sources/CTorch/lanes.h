// Sixteen numbers at a time, computed in float32 whatever the memory holds. To be included within a region of functions
// that are compiled for AVX-512 (`REVERIE_AVX512_BEGIN`).
#pragma once

#include <ATen/core/Tensor.h>

#include <immintrin.h>

#include <cstring>
#include <utility>

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
/// Sixteen elements of 32 bits, or pairs of 16 bits.
typedef uint32_t Words __attribute__((ext_vector_type(16)));

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

/// How many elements of a column a word holds.
template <typename T> constexpr int64_t per_word = 4 / sizeof(T);

/// A word from each column of sixteen, out of one row of float32 or two of bfloat16 that lie one after the other.
inline Words words(const float *rows) {
  Words result;
  std::memcpy(&result, rows, sizeof result);
  return result;
}
inline Words words(const at::BFloat16 *rows) {
  typedef uint16_t Halves __attribute__((ext_vector_type(16)));
  Halves halves[2];
  std::memcpy(halves, rows, sizeof halves);
  return __builtin_convertvector(halves[0], Words) | __builtin_convertvector(halves[1], Words) << 16;
}

/// The first `count` numbers, and zeros.
template <int count> inline Lanes load_first(const float *from) { return _mm512_maskz_loadu_ps((1 << count) - 1, from); }
template <int count> inline void store_first(float *to, Lanes values) {
  _mm512_mask_storeu_ps(to, (1 << count) - 1, values);
}

/// A stage of `transpose`: the squares of `side` beside the diagonal change places.
template <int side, typename Rows, int... lane>
inline void exchange(Rows (&rows)[lanes], std::integer_sequence<int, lane...>) {
  for (int64_t row = 0; row < lanes; ++row)
    if ((row & side) == 0) {
      const Rows a = rows[row], b = rows[row + side];
      rows[row] = __builtin_shufflevector(a, b, (lane & side ? lanes + lane - side : lane)...);
      rows[row + side] = __builtin_shufflevector(a, b, (lane & side ? lanes + lane : lane + side)...);
    }
}

/// Sixteen rows of sixteen become columns.
template <typename Rows> inline void transpose(Rows (&rows)[lanes]) {
  constexpr std::make_integer_sequence<int, lanes> all;
  exchange<8>(rows, all);
  exchange<4>(rows, all);
  exchange<2>(rows, all);
  exchange<1>(rows, all);
}

REVERIE_AVX512_END

} // namespace reverie
