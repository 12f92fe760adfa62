#include "ct_layers.h"
#include "guarded.h"

#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/_upsample_bilinear2d_aa.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/affine_grid_generator.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/grid_sampler_2d.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/reflection_pad2d.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/upsample_bilinear2d.h>

using namespace reverie;

CTensor *ct_convolution(CTensor *input, CTensor *weight, CTensor *bias, int64_t stride_y, int64_t stride_x,
                        int64_t padding_y, int64_t padding_x, int64_t groups, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::conv2d(borrow(input), borrow(weight), borrow_optional(bias), {stride_y, stride_x},
                      {padding_y, padding_x}, {1, 1}, groups);
  });
}
CTensor *ct_transposed_convolution(CTensor *input, CTensor *weight, int64_t stride, int64_t padding, int64_t height,
                                   int64_t width, int64_t groups, CTorchError *error) {
  return tensor_or_error(error, [&] {
    at::Tensor small = borrow(input), kernel = borrow(weight);
    // What a convolution's floor division loses of the larger size comes back as output padding.
    auto lost = [&](int64_t large, int64_t dimension) {
      return large - ((small.size(dimension) - 1) * stride - 2 * padding + kernel.size(dimension));
    };
    return at::conv_transpose2d(small, kernel, {}, {stride, stride}, {padding, padding},
                                {lost(height, 2), lost(width, 3)}, groups);
  });
}
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
CTensor *ct_max_pool(CTensor *input, int64_t kernel, int64_t stride, int64_t padding, bool ceiling,
                     CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::max_pool2d(borrow(input), kernel, stride, padding, /*dilation=*/1, ceiling);
  });
}
CTensor *ct_average_pool(CTensor *input, int64_t kernel, int64_t stride, int64_t padding, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::avg_pool2d(borrow(input), kernel, stride, padding); });
}
CTensor *ct_adaptive_average_pool(CTensor *input, int64_t height, int64_t width, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::adaptive_avg_pool2d(borrow(input), {height, width}); });
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
CTensor *ct_reflection_pad(CTensor *input, int64_t left, int64_t right, int64_t top, int64_t bottom,
                           CTorchError *error) {
  return tensor_or_error(error,
                         [&] { return at::reflection_pad2d(borrow(input), {left, right, top, bottom}); });
}
CTensor *ct_resize_bilinear(CTensor *input, int64_t height, int64_t width, bool antialias, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return antialias ? at::_upsample_bilinear2d_aa(borrow(input), {height, width}, /*align_corners=*/false)
                     : at::upsample_bilinear2d(borrow(input), {height, width}, /*align_corners=*/false);
  });
}
CTensor *ct_affine_sample(CTensor *input, CTensor *matrices, CTorchError *error) {
  return tensor_or_error(error, [&] {
    at::Tensor pictures = borrow(input);
    at::Tensor grid = at::affine_grid_generator(borrow(matrices), pictures.sizes(), /*align_corners=*/false);
    return at::grid_sampler_2d(pictures, grid, /*interpolation_mode=*/0, /*padding_mode=*/0,
                               /*align_corners=*/false);
  });
}
CTensor *ct_cross_entropy(CTensor *logits, CTensor *target, double label_smoothing, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::cross_entropy_loss(borrow(logits), borrow(target), {}, at::Reduction::Mean,
                                  /*ignore_index=*/-100, label_smoothing);
  });
}

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
