#include "process_group.h"

#include <torch/csrc/autograd/custom_function.h>

using namespace reverie;

namespace {

struct SumOverRanks : torch::autograd::Function<SumOverRanks> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &input,
                            const c10::intrusive_ptr<ProcessGroup> &group) {
    context->saved_data["group"] = c10::IValue::make_capsule(group);
    return summed(input, *group);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    auto group = context->saved_data["group"].toCapsule();
    return {summed(gradients[0], static_cast<ProcessGroup &>(*group)), at::Tensor()};
  }

  static at::Tensor summed(const at::Tensor &tensor, ProcessGroup &group) {
    at::Tensor sum = tensor.clone(at::MemoryFormat::Contiguous);
    group.sum(sum)->wait();
    return sum;
  }
};

} // namespace

CTensor *ct_sum_over_ranks(CProcessGroup *group, CTensor *tensor, CTorchError *error) {
  return tensor_or_error(error, [&] { return SumOverRanks::apply(borrow(tensor), borrow(group)); });
}
