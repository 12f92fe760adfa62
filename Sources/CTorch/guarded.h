// The one wall between C++ exceptions and C, and the way from a CTensor to an at::Tensor and back.
#pragma once

#include "ct_base.h"

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <cstring>
#include <new>
#include <type_traits>
#include <vector>

namespace reverie {

inline at::Tensor borrow(CTensor *tensor) {
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(
      reinterpret_cast<c10::TensorImpl *>(tensor)));
}

inline std::optional<at::Tensor> borrow_optional(CTensor *tensor) {
  return tensor ? std::optional<at::Tensor>(borrow(tensor)) : std::nullopt;
}

inline std::vector<at::Tensor> borrow_list(CTensor *const *tensors, size_t count) {
  std::vector<at::Tensor> list;
  list.reserve(count);
  for (size_t i = 0; i < count; ++i)
    list.push_back(borrow(tensors[i]));
  return list;
}

inline at::Generator borrow(CGenerator *generator) {
  return at::Generator(
      c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(reinterpret_cast<c10::GeneratorImpl *>(generator)));
}

inline CTensor *hand_over(at::Tensor &&tensor) {
  return reinterpret_cast<CTensor *>(tensor.unsafeReleaseTensorImpl());
}

inline void fail(CTorchError *error, int32_t code, const char *message) {
  error->code = code;
  error->message = strdup(message);
}

/// Runs `body`; whatever it throws becomes an error value and `failure` is returned.
template <typename Result, typename Body>
Result guarded(CTorchError *error, Result failure, Body body) noexcept {
  try {
    return body();
  } catch (const c10::OutOfMemoryError &caught) {
    fail(error, CT_ERROR_MEMORY, caught.what_without_backtrace());
  } catch (const c10::Error &caught) {
    const char *message = caught.what_without_backtrace();
    // The processor's allocator has no exception of its own; these are its words on the systems that we know.
    bool memory = std::strstr(message, "not enough memory") || std::strstr(message, "allocate memory");
    fail(error, memory ? CT_ERROR_MEMORY : CT_ERROR_TORCH, message);
  } catch (const std::bad_alloc &) {
    fail(error, CT_ERROR_MEMORY, "out of memory");
  } catch (const std::exception &caught) {
    fail(error, CT_ERROR_OTHER, caught.what());
  } catch (...) {
    fail(error, CT_ERROR_OTHER, "unknown C++ exception");
  }
  return failure;
}

/// `guarded` for a body that returns an at::Tensor.
template <typename Body> CTensor *tensor_or_error(CTorchError *error, Body body) noexcept {
  return guarded(error, static_cast<CTensor *>(nullptr), [&] { return hand_over(at::Tensor(body())); });
}

/// `guarded` for a body that returns nothing.
template <typename Body> bool done_or_error(CTorchError *error, Body body) noexcept {
  return guarded(error, false, [&] {
    body();
    return true;
  });
}

inline at::IntArrayRef sizes(const int64_t *values, size_t count) { return {values, count}; }

} // namespace reverie
