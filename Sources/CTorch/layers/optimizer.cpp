#include "ct_layers.h"
#include "../guarded.h"

#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/empty_like.h>

using namespace reverie;

// The fused steps walk through memory and do not look at strides: a gradient must lie as its parameter does.
static std::vector<at::Tensor> aligned(CTensor *const *gradients, CTensor *const *parameters, size_t count) {
  std::vector<at::Tensor> list = borrow_list(gradients, count);
  for (size_t i = 0; i < count; ++i) {
    at::Tensor parameter = borrow(parameters[i]);
    if (list[i].strides() != parameter.strides())
      list[i] = at::empty_like(parameter).copy_(list[i]);
  }
  return list;
}

bool ct_sgd_step(CTensor *const *parameters, CTensor *const *gradients, CTensor *const *momenta, size_t count,
                 double rate, double momentum, double weight_decay, bool nesterov, CTorchError *error) {
  return done_or_error(error, [&] {
    at::_fused_sgd_(borrow_list(parameters, count), aligned(gradients, parameters, count),
                    borrow_list(momenta, momentum == 0 ? 0 : count), weight_decay, momentum, rate,
                    /*dampening=*/0, nesterov, /*maximize=*/false, /*is_first_step=*/false);
  });
}
bool ct_adam_step(CTensor *const *parameters, CTensor *const *gradients, CTensor *const *means,
                  CTensor *const *squares, CTensor *const *steps, size_t count, double rate, double beta1,
                  double beta2, double epsilon, double weight_decay, CTorchError *error) {
  return done_or_error(error, [&] {
    at::_fused_adam_(borrow_list(parameters, count), aligned(gradients, parameters, count), borrow_list(means, count),
                     borrow_list(squares, count), /*max_exp_avg_sqs=*/{}, borrow_list(steps, count), rate,
                     beta1, beta2, weight_decay, epsilon, /*amsgrad=*/false, /*maximize=*/false);
  });
}
