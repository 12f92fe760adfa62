#include "ct_layers.h"
#include "../guarded.h"

#include <ATen/ops/clamp_min.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace reverie;

namespace {

struct Redirected {
  static at::Tensor back(const at::Tensor &gradient, const at::Tensor &output) {
    return at::where(output.gt(0), gradient, gradient.clamp_min(0));
  }
};

struct Guided {
  static at::Tensor back(const at::Tensor &gradient, const at::Tensor &output) {
    return at::where(output.gt(0), gradient.clamp_min(0), at::zeros_like(gradient));
  }
};

struct Deconvolution {
  static at::Tensor back(const at::Tensor &gradient, const at::Tensor &) { return gradient.clamp_min(0); }
};

/// max(x, 0) with a way back of its own.
template <typename Rule> struct RuledReLU : torch::autograd::Function<RuledReLU<Rule>> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &input) {
    at::Tensor output = at::relu(input);
    context->save_for_backward({output});
    return output;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    return {Rule::back(gradients[0], context->get_saved_variables()[0])};
  }
};

} // namespace

CTensor *ct_redirected_relu(CTensor *input, CTorchError *error) {
  return tensor_or_error(error, [&] { return RuledReLU<Redirected>::apply(borrow(input)); });
}
CTensor *ct_guided_relu(CTensor *input, CTorchError *error) {
  return tensor_or_error(error, [&] { return RuledReLU<Guided>::apply(borrow(input)); });
}
CTensor *ct_deconvolution_relu(CTensor *input, CTorchError *error) {
  return tensor_or_error(error, [&] { return RuledReLU<Deconvolution>::apply(borrow(input)); });
}
