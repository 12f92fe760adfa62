#include "ct_frozen.h"
#include "guarded.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/_adaptive_avg_pool2d_backward.h>
#include <ATen/ops/avg_pool2d_backward.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/max_pool2d_with_indices.h>
#include <ATen/ops/max_pool2d_with_indices_backward.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/threshold_backward.h>

using namespace reverie;

namespace {

using Scalars = c10::List<std::optional<at::Scalar>>;
using Fused = at::Tensor(const at::Tensor &, const at::Tensor &, const std::optional<at::Tensor> &, at::IntArrayRef,
                         at::IntArrayRef, at::IntArrayRef, int64_t, std::string_view, Scalars,
                         std::optional<std::string_view>);
using Reorder = at::Tensor(const at::Tensor &, at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, int64_t,
                           at::OptionalIntArrayRef);

/// An operation that oneDNN's part of libtorch registers, where there is one; it has no header.
template <typename Signature> std::optional<c10::TypedOperatorHandle<Signature>> onednn(const char *name) {
  auto schema = c10::Dispatcher::singleton().findSchema({name, ""});
  if (!schema)
    return std::nullopt;
  return schema->typed<Signature>();
}

/// Whether oneDNN packs weights of that type on this processor.
bool is_packed(c10::ScalarType type) {
#if defined(__x86_64__)
  return type != at::kBFloat16
         || (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
             && __builtin_cpu_supports("avx512dq"));
#else
  return true;
#endif
}

} // namespace

CTensor *ct_packed_weight(CTensor *weight, int64_t stride, int64_t padding, CTorchError *error) {
  return tensor_or_error(error, [&] {
    static const auto reorder = onednn<Reorder>("mkldnn::_reorder_convolution_weight");
    at::Tensor kernel = borrow(weight).contiguous(at::MemoryFormat::ChannelsLast);
    if (!reorder || !kernel.device().is_cpu() || !is_packed(kernel.scalar_type()))
      return kernel;
    return reorder->call(kernel, {padding, padding}, {stride, stride}, {1, 1}, 1, std::nullopt);
  });
}
CTensor *ct_fused_convolution(CTensor *input, CTensor *weight, CTensor *bias, CTensor *addend, int64_t stride,
                              int64_t padding, bool rectify, CTorchError *error) {
  return tensor_or_error(error, [&] {
    static const auto fused = onednn<Fused>("mkldnn::_convolution_pointwise");
    const at::Tensor pictures = borrow(input), kernel = borrow(weight);
    const bool packed = kernel.is_mkldnn();
    if (packed && fused && !addend)
      return fused->call(pictures, kernel, borrow_optional(bias), {padding, padding}, {stride, stride}, {1, 1}, 1,
                         rectify ? "relu" : "none", Scalars(), std::nullopt);
    at::Tensor output =
        packed ? fused->call(pictures, kernel, borrow_optional(bias), {padding, padding}, {stride, stride}, {1, 1}, 1,
                             "none", Scalars(), std::nullopt)
               : at::conv2d(pictures, kernel, borrow_optional(bias), {stride, stride}, {padding, padding});
    if (addend)
      output.add_(borrow(addend));
    return rectify ? at::relu_(output) : output;
  });
}
CTensor *ct_convolution_gradient(CTensor *gradient, CTensor *weight, const int64_t *sizes, int64_t stride,
                                 int64_t padding, CTorchError *error) {
  return tensor_or_error(error, [&] {
    const at::Tensor arriving = borrow(gradient);
    // The gradient to the input depends on the input's shape alone.
    const at::Tensor shape = at::empty({sizes, 4}, arriving.options().memory_format(at::MemoryFormat::ChannelsLast));
    return std::get<0>(at::convolution_backward(arriving, shape, borrow(weight), at::OptionalIntArrayRef(),
                                                {stride, stride}, {padding, padding}, {1, 1}, /*transposed=*/false,
                                                {0, 0}, /*groups=*/1, {true, false, false}));
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
CTensor *ct_max_pool_with_indices(CTensor *input, int64_t kernel, int64_t stride, int64_t padding, bool ceiling,
                                  CTensor **indices, CTorchError *error) {
  return tensor_or_error(error, [&] {
    auto [output, places] =
        at::max_pool2d_with_indices(borrow(input), kernel, stride, padding, /*dilation=*/1, ceiling);
    *indices = hand_over(std::move(places));
    return output;
  });
}
CTensor *ct_max_pool_gradient(CTensor *gradient, CTensor *input, CTensor *indices, int64_t kernel, int64_t stride,
                              int64_t padding, bool ceiling, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::max_pool2d_with_indices_backward(borrow(gradient), borrow(input), kernel, stride, padding,
                                                /*dilation=*/1, ceiling, borrow(indices));
  });
}
CTensor *ct_average_pool_gradient(CTensor *gradient, CTensor *input, int64_t kernel, int64_t stride, int64_t padding,
                                  CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::avg_pool2d_backward(borrow(gradient), borrow(input), kernel, stride, padding, /*ceil_mode=*/false,
                                   /*count_include_pad=*/true, std::nullopt);
  });
}
CTensor *ct_adaptive_average_pool_gradient(CTensor *gradient, CTensor *input, CTorchError *error) {
  return tensor_or_error(error,
                         [&] { return at::_adaptive_avg_pool2d_backward(borrow(gradient), borrow(input)); });
}
