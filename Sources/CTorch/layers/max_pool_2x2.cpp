// The 2×2 max pool after a ReLU, as VGG has it, and its gradient: without the indices that a general pool keeps.
#include "ct_pooling.h"
#include "../guarded.h"

#include "../parallel.h"
#include <ATen/ops/empty.h>

using namespace reverie;

#if defined(__x86_64__)
#include "../lanes/target.h"

namespace {

/// [N, C, H, W] in memory as [N, H, W, C], and the tensor of half the size.
struct Sizes {
  int64_t pictures, channels, height, width;
  explicit Sizes(const at::Tensor &input)
      : pictures(input.size(0)), channels(input.size(1)), height(input.size(2)), width(input.size(3)) {
    check_kernels(input.scalar_type());
    TORCH_CHECK(channels % lanes == 0, "channels come in sixteens");
    TORCH_CHECK(input.is_contiguous(at::MemoryFormat::ChannelsLast), "the tensor is not channels-last");
  }
  int64_t half_height() const { return height / 2; }
  int64_t half_width() const { return width / 2; }
  /// The upper left of the 2×2 that (row, x) of the half-sized tensor stands for; rows go on over the pictures.
  int64_t corner(int64_t row, int64_t x) const {
    return ((row / half_height() * height + row % half_height() * 2) * width + 2 * x) * channels;
  }
};

} // namespace

#include "../lanes/avx2.h"
#include "max_pool_2x2_kernel.h"

#include "../lanes/avx512.h"
#include "max_pool_2x2_kernel.h"

namespace {

/// The last odd row and column, which no 2×2 covers.
void clear_border(at::Tensor &tensor, const Sizes &sizes) {
  if (sizes.height % 2)
    tensor.narrow(2, sizes.height - 1, 1).zero_();
  if (sizes.width % 2)
    tensor.narrow(3, sizes.width - 1, 1).zero_();
}

at::Tensor empty_like_pictures(const at::Tensor &input, int64_t height, int64_t width) {
  return at::empty({input.size(0), input.size(1), height, width},
                   input.options().memory_format(at::MemoryFormat::ChannelsLast));
}

} // namespace

bool ct_max_pool_2x2_available(CDType type) { return has_kernels(static_cast<c10::ScalarType>(type)); }
CTensor *ct_max_pool_2x2(CTensor *input, CTorchError *error) {
  return tensor_or_error(error, [&] {
    const at::Tensor from = borrow(input);
    const Sizes sizes(from);
    at::Tensor to = empty_like_pictures(from, sizes.half_height(), sizes.half_width());
    if (from.scalar_type() == at::kFloat)
      REVERIE_CALL(float, max_pool, sizes, from.const_data_ptr<float>(), to.data_ptr<float>());
    else
      REVERIE_CALL(at::BFloat16, max_pool, sizes, from.const_data_ptr<at::BFloat16>(), to.data_ptr<at::BFloat16>());
    return to;
  });
}
CTensor *ct_max_pool_2x2_gradient(CTensor *gradient, CTensor *input, CTensor *output, bool relu, CTorchError *error) {
  return tensor_or_error(error, [&] {
    const at::Tensor arriving = borrow(gradient).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor from = borrow(input), maxima = borrow(output);
    const Sizes sizes(from);
    TORCH_CHECK(arriving.sizes() == maxima.sizes(), "the gradient has another shape than the output");
    at::Tensor result = empty_like_pictures(from, sizes.height, sizes.width);
    clear_border(result, sizes);
    if (from.scalar_type() == at::kFloat)
      REVERIE_CALL(float, max_pool_gradient, sizes, arriving.const_data_ptr<float>(), from.const_data_ptr<float>(),
                   maxima.const_data_ptr<float>(), relu, result.data_ptr<float>());
    else
      REVERIE_CALL(at::BFloat16, max_pool_gradient, sizes, arriving.const_data_ptr<at::BFloat16>(),
                   from.const_data_ptr<at::BFloat16>(), maxima.const_data_ptr<at::BFloat16>(), relu,
                   result.data_ptr<at::BFloat16>());
    return result;
  });
}
#else
bool ct_max_pool_2x2_available(CDType) { return false; }
CTensor *ct_max_pool_2x2(CTensor *, CTorchError *error) {
  return tensor_or_error(error, []() -> at::Tensor { TORCH_CHECK(false, "not on this processor"); });
}
CTensor *ct_max_pool_2x2_gradient(CTensor *, CTensor *, CTensor *, bool, CTorchError *error) {
  return tensor_or_error(error, []() -> at::Tensor { TORCH_CHECK(false, "not on this processor"); });
}
#endif
