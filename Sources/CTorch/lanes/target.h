// Which vector instructions code of our own is compiled for. Kernels are headers that their file includes once for each target,
// after `avx2.h` and after `avx512.h`; the processor decides which runs.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstring>
#include <type_traits>
#include <utility>

namespace reverie {

constexpr int64_t lanes = 16;

/// How many elements of a column a word of 32 bits holds.
template <typename T> constexpr int64_t per_word = 4 / sizeof(T);

inline bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

/// For elements of float32, or bfloat16.
inline bool has_avx512(c10::ScalarType type) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
         && __builtin_cpu_supports("avx512dq") && (type == at::kFloat || __builtin_cpu_supports("avx512bf16"));
}

/// Whether kernels run on this processor on elements of that type.
inline bool has_kernels(c10::ScalarType type) {
  return (type == at::kFloat && has_avx2()) || ((type == at::kFloat || type == at::kBFloat16) && has_avx512(type));
}

/// Throws where they do not.
inline void check_kernels(c10::ScalarType type) {
  TORCH_CHECK(has_kernels(type), "this processor has no instructions for it with elements of ", type);
}

} // namespace reverie

/// Calls a function template of each target's namespace with elements of type `T`: that of the widest instructions there are.
#define REVERIE_CALL(T, function, ...)                                                                                 \
  [&] {                                                                                                                \
    if constexpr (std::is_same_v<T, float>) {                                                                          \
      if (!::reverie::has_avx512(at::kFloat))                                                                          \
        return avx2::function(__VA_ARGS__);                                                                            \
    }                                                                                                                  \
    return avx512::function(__VA_ARGS__);                                                                              \
  }()
