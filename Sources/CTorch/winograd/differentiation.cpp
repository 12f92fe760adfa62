// The convolution as a function that libtorch differentiates, with all three ways by Winograd's minimal filtering.
#include "ct_winograd.h"

#include "../guarded.h"
#include "tiles.h"
#include "winograd.h"

#include <ATen/ops/sum.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace reverie;

#if defined(__x86_64__)

namespace {

/// The side of tiles that takes the fewest products for pictures [N, C, H, W]; bfloat16 has too few digits for 4.
int64_t best_side(const at::Tensor &pictures) {
  const auto products = [&](int64_t side) {
    return winograd::places_of(side) * winograd::Tiling(side, 1, pictures.size(2), pictures.size(3)).count;
  };
  return pictures.scalar_type() == at::kFloat && products(4) < products(2) ? 4 : 2;
}

struct Differentiable : torch::autograd::Function<Differentiable> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &input,
                            const at::Tensor &weight, const std::optional<at::Tensor> &bias) {
    context->save_for_backward({input, weight});
    context->saved_data["bias"] = bias.has_value();
    const int64_t side = best_side(input);
    return winograd::convolution(input, winograd::laid_out(weight, /*transposed=*/false, input.scalar_type(), side),
                                 bias ? std::optional(bias->to(at::kFloat)) : std::nullopt);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &input = saved[0], &weight = saved[1];
    const int64_t side = best_side(input);
    const at::Tensor gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor to_input;
    if (context->needs_input_grad(0))
      to_input = winograd::convolution(
          gradient, winograd::laid_out(weight, /*transposed=*/true, input.scalar_type(), side), {});
    at::Tensor to_weight, to_bias;
    if (context->needs_input_grad(1))
      to_weight = winograd::weight_gradient(gradient, input, side).to(weight.scalar_type());
    if (context->saved_data["bias"].toBool() && context->needs_input_grad(2))
      to_bias = gradient.sum({0, 2, 3});
    return {to_input, to_weight, to_bias};
  }
};

} // namespace

CTensor *ct_winograd_differentiable(CTensor *input, CTensor *weight, CTensor *bias, CTorchError *error) {
  return tensor_or_error(error,
                         [&] { return Differentiable::apply(borrow(input), borrow(weight), borrow_optional(bias)); });
}
#else
CTensor *ct_winograd_differentiable(CTensor *, CTensor *, CTensor *, CTorchError *error) {
  return tensor_or_error(error, []() -> at::Tensor { TORCH_CHECK(false, "not on this processor"); });
}
#endif
