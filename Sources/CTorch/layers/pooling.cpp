#include "ct_pooling.h"
#include "../guarded.h"

#include <ATen/ops/_adaptive_avg_pool2d_backward.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/avg_pool2d_backward.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/max_pool2d_with_indices.h>
#include <ATen/ops/max_pool2d_with_indices_backward.h>

using namespace reverie;

CTensor *ct_max_pool(CTensor *input, const CWindow *window, bool ceiling, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::max_pool2d(borrow(input), window->kernel, window->stride, window->padding, window->dilation, ceiling);
  });
}
CTensor *ct_max_pool_with_indices(CTensor *input, const CWindow *window, bool ceiling, CTensor **indices,
                                  CTorchError *error) {
  return tensor_or_error(error, [&] {
    auto [output, places] = at::max_pool2d_with_indices(borrow(input), window->kernel, window->stride,
                                                        window->padding, window->dilation, ceiling);
    *indices = hand_over(std::move(places));
    return output;
  });
}
CTensor *ct_max_pool_gradient(CTensor *gradient, CTensor *input, CTensor *indices, const CWindow *window, bool ceiling,
                              CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::max_pool2d_with_indices_backward(borrow(gradient), borrow(input), window->kernel, window->stride,
                                                window->padding, window->dilation, ceiling, borrow(indices));
  });
}
CTensor *ct_average_pool(CTensor *input, const CWindow *window, bool ceiling, bool count_padding, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::avg_pool2d(borrow(input), window->kernel, window->stride, window->padding, ceiling, count_padding);
  });
}
CTensor *ct_average_pool_gradient(CTensor *gradient, CTensor *input, const CWindow *window, bool ceiling,
                                  bool count_padding, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::avg_pool2d_backward(borrow(gradient), borrow(input), window->kernel, window->stride, window->padding,
                                   ceiling, count_padding, std::nullopt);
  });
}
CTensor *ct_adaptive_average_pool(CTensor *input, int64_t height, int64_t width, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::adaptive_avg_pool2d(borrow(input), {height, width}); });
}
CTensor *ct_adaptive_average_pool_gradient(CTensor *gradient, CTensor *input, CTorchError *error) {
  return tensor_or_error(error,
                         [&] { return at::_adaptive_avg_pool2d_backward(borrow(gradient), borrow(input)); });
}
