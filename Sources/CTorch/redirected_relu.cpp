#include "ct_layers.h"
#include "guarded.h"

#include <ATen/ops/clamp_min.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/where.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace reverie;

namespace {

struct RedirectedReLU : torch::autograd::Function<RedirectedReLU> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &input) {
    at::Tensor output = at::relu(input);
    context->save_for_backward({output});
    return output;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    at::Tensor output = context->get_saved_variables()[0];
    return {at::where(output.gt(0), gradients[0], gradients[0].clamp_min(0))};
  }
};

} // namespace

CTensor *ct_redirected_relu(CTensor *input, CTorchError *error) {
  return tensor_or_error(error, [&] { return RedirectedReLU::apply(borrow(input)); });
}
