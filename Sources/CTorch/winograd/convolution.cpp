// The convolution of channels-last pictures with a transformed weight, and what follows it in the same pass.
#include "ct_winograd.h"

#include "../guarded.h"
#include "../parallel.h"
#include "winograd.h"

#include <ATen/ops/empty.h>

using namespace reverie;

#if defined(__x86_64__)
#include "tiles.h"

#include <ATen/native/CPUBlas.h>

namespace {

using winograd::Tile;

/// Everything about the sizes of one convolution.
struct Sizes {
  winograd::Tiling tiling;
  int64_t inputs, outputs;
  /// Outputs that are computed together, and tiles that are.
  int64_t group, block;

  Sizes(const at::Tensor &input, const at::Tensor &weight)
      : tiling(winograd::side_of(weight.size(0)), input.size(0), input.size(2), input.size(3)), inputs(weight.size(2)),
        outputs(weight.size(1) * weight.size(3)), group(weight.size(3)) {
    // Their transforms fit the second-level cache, but too few would read the weight too often.
    const int64_t bytes = weight.size(0) * inputs * input.element_size();
    const int64_t most = std::clamp<int64_t>((384 << 10) / bytes, 32, 96);
    // Each thread gets the same number of blocks.
    const int64_t threads = at::get_num_threads(), share = std::max<int64_t>((tiling.count + threads - 1) / threads, 1);
    const int64_t blocks = (share + most - 1) / most;
    block = std::max<int64_t>((share + blocks - 1) / blocks, 16);
  }
};

} // namespace

#include "../lanes/avx2.h"
#include "filters.h"
#include "input_tiles.h"
#include "convolution_kernel.h"

#include "../lanes/avx512.h"
#include "filters.h"
#include "input_tiles.h"
#include "convolution_kernel.h"

namespace {

template <typename T> const T *data_or_null(const std::optional<at::Tensor> &tensor) {
  return tensor ? tensor->const_data_ptr<T>() : nullptr;
}

template <typename T>
at::Tensor convolution(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias,
                       bool relu, const std::optional<at::Tensor> &mask) {
  const Sizes sizes(input, weight);
  TORCH_CHECK(input.size(1) == sizes.inputs, "expected ", sizes.inputs, " channels, got ", input.size(1));
  at::Tensor output = at::empty({input.size(0), sizes.outputs, input.size(2), input.size(3)},
                                input.options().memory_format(at::MemoryFormat::ChannelsLast));
  TORCH_CHECK(!mask || mask->sizes() == output.sizes(), "the mask has another shape than the output");
  const auto fill = [&](auto side) {
    REVERIE_CALL(T, convolve<side>, sizes, input.const_data_ptr<T>(), weight.const_data_ptr<T>(),
                 data_or_null<float>(bias), relu, data_or_null<T>(mask), output.data_ptr<T>());
  };
  winograd::with_side(sizes.tiling.side, fill);
  return output;
}

} // namespace

at::Tensor winograd::convolution(const at::Tensor &input, const at::Tensor &weight,
                                 const std::optional<at::Tensor> &bias, bool relu,
                                 const std::optional<at::Tensor> &mask) {
  check_kernels(input.scalar_type());
  const at::Tensor pictures = input.contiguous(at::MemoryFormat::ChannelsLast);
  const auto masked = mask ? std::optional(mask->contiguous(at::MemoryFormat::ChannelsLast)) : std::nullopt;
  return pictures.scalar_type() == at::kFloat ? ::convolution<float>(pictures, weight, bias, relu, masked)
                                              : ::convolution<at::BFloat16>(pictures, weight, bias, relu, masked);
}

bool ct_winograd_available(CDType type) { return has_kernels(static_cast<c10::ScalarType>(type)); }
CTensor *ct_winograd_convolution(CTensor *input, CTensor *weight, CTensor *bias, bool relu, CTensor *mask,
                                 CTorchError *error) {
  return tensor_or_error(error, [&] {
    return winograd::convolution(borrow(input), borrow(weight), borrow_optional(bias), relu, borrow_optional(mask));
  });
}
#else
bool ct_winograd_available(CDType) { return false; }
CTensor *ct_winograd_convolution(CTensor *, CTensor *, CTensor *, bool, CTensor *, CTorchError *error) {
  return tensor_or_error(error, []() -> at::Tensor { TORCH_CHECK(false, "not on this processor"); });
}
#endif
