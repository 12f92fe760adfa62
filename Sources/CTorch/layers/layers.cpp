#include "ct_layers.h"
#include "../guarded.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/threshold_backward.h>

using namespace reverie;

CTensor *ct_batch_norm(CTensor *input, CTensor *weight, CTensor *bias, CTensor *running_mean,
                       CTensor *running_variance, bool training, double momentum, double epsilon,
                       CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::batch_norm(borrow(input), borrow(weight), borrow(bias), borrow(running_mean),
                          borrow(running_variance), training, momentum, epsilon, /*cudnn_enabled=*/true);
  });
}
CTensor *ct_relu(CTensor *input, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::relu(borrow(input)); });
}
bool ct_relu_in_place(CTensor *input, CTorchError *error) {
  return done_or_error(error, [&] {
    at::Tensor tensor = borrow(input);
    at::relu_(tensor);
  });
}
CTensor *ct_masked(CTensor *gradient, CTensor *activation, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::threshold_backward(borrow(gradient), borrow(activation), 0); });
}
bool ct_mask_in_place(CTensor *gradient, CTensor *activation, CTorchError *error) {
  return done_or_error(error, [&] {
    at::Tensor tensor = borrow(gradient);
    at::threshold_backward_out(tensor, tensor, borrow(activation), 0);
  });
}
CTensor *ct_linear(CTensor *input, CTensor *weight, CTensor *bias, CTorchError *error) {
  return tensor_or_error(error,
                         [&] { return at::linear(borrow(input), borrow(weight), borrow_optional(bias)); });
}
CTensor *ct_dropout(CTensor *input, double share, CGenerator *generator, CTorchError *error) {
  return tensor_or_error(error, [&] {
    at::Tensor kept = at::empty_like(borrow(input)).bernoulli_(1 - share, borrow(generator));
    return borrow(input).mul(kept.div_(1 - share));
  });
}
CTensor *ct_softmax(CTensor *input, int64_t dimension, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::softmax(borrow(input), dimension); });
}
CTensor *ct_cross_entropy(CTensor *logits, CTensor *target, double label_smoothing, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::cross_entropy_loss(borrow(logits), borrow(target), {}, at::Reduction::Mean,
                                  /*ignore_index=*/-100, label_smoothing);
  });
}
