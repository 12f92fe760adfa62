// The three convolutions of a 3×3 layer by Winograd's minimal filtering, on channels-last pictures whose channels are
// multiples of sixteen.
#pragma once

#include <ATen/core/Tensor.h>

namespace reverie::winograd {

/// A weight [O, I, 3, 3] laid out for `convolution` in `type`, for tiles of `side` 2 or 4; `transposed` for the gradient to the input.
at::Tensor laid_out(const at::Tensor &weight, bool transposed, at::ScalarType type, int64_t side);

/// The convolution with a laid-out weight, a float32 bias added; then a ReLU, or zero where `mask` is not above zero.
at::Tensor convolution(const at::Tensor &input, const at::Tensor &laid_out_weight,
                       const std::optional<at::Tensor> &bias, bool relu = false,
                       const std::optional<at::Tensor> &mask = std::nullopt);

/// The gradient to the weight, float32 [O, I, 3, 3], from the one to the output [N, O, H, W] and the input, by tiles of `side`.
at::Tensor weight_gradient(const at::Tensor &gradient, const at::Tensor &input, int64_t side);

} // namespace reverie::winograd
