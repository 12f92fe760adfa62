#include "ct_convolution.h"
#include "../guarded.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/relu.h>

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

CTensor *ct_convolution(CTensor *input, CTensor *weight, CTensor *bias, const CWindow *window, int64_t groups,
                        CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::conv2d(borrow(input), borrow(weight), borrow_optional(bias), window->stride, window->padding,
                      window->dilation, groups);
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
CTensor *ct_packed_weight(CTensor *weight, const CWindow *window, int64_t groups, CTorchError *error) {
  return tensor_or_error(error, [&] {
    static const auto reorder = onednn<Reorder>("mkldnn::_reorder_convolution_weight");
    at::Tensor kernel = borrow(weight).contiguous(at::MemoryFormat::ChannelsLast);
    if (!reorder || !kernel.device().is_cpu() || !is_packed(kernel.scalar_type()))
      return kernel;
    return reorder->call(kernel, window->padding, window->stride, window->dilation, groups, std::nullopt);
  });
}
CTensor *ct_fused_convolution(CTensor *input, CTensor *weight, CTensor *bias, const CWindow *window, int64_t groups,
                              bool relu, CTorchError *error) {
  return tensor_or_error(error, [&] {
    static const auto fused = onednn<Fused>("mkldnn::_convolution_pointwise");
    const at::Tensor pictures = borrow(input), kernel = borrow(weight);
    if (kernel.is_mkldnn() && fused)
      return fused->call(pictures, kernel, borrow_optional(bias), window->padding, window->stride, window->dilation,
                         groups, relu ? "relu" : "none", Scalars(), std::nullopt);
    at::Tensor output = at::conv2d(pictures, kernel, borrow_optional(bias), window->stride, window->padding,
                                   window->dilation, groups);
    return relu ? at::relu_(output) : output;
  });
}
CTensor *ct_convolution_gradient(CTensor *gradient, CTensor *weight, const int64_t *sizes, const CWindow *window,
                                 int64_t groups, CTorchError *error) {
  return tensor_or_error(error, [&] {
    const at::Tensor arriving = borrow(gradient);
    // The gradient to the input depends on the input's shape alone.
    const at::Tensor shape = at::empty({sizes, 4}, arriving.options().memory_format(at::MemoryFormat::ChannelsLast));
    return std::get<0>(at::convolution_backward(arriving, shape, borrow(weight), at::OptionalIntArrayRef(),
                                                window->stride, window->padding, window->dilation,
                                                /*transposed=*/false, {0, 0}, groups, {true, false, false}));
  });
}
