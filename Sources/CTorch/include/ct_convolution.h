// Convolutions, packed weights with a ReLU in the same pass, and gradients to the input alone.
#pragma once
#include "ct_base.h"
CT_BEGIN

/// How a kernel slides over height (first) and width (second), in pixels; `padding` is the same before and after.
typedef struct {
  int64_t kernel[2], stride[2], padding[2], dilation[2];
} CWindow;

/// A convolution of [N, I, H, W] with a weight [O, I / groups, K, L] and a bias [O], which may be null.
CTensor *ct_convolution(CTensor *input, CTensor *weight, CTensor *bias, const CWindow *window, int64_t groups,
                        CTorchError *error);
/// The adjoint of a convolution with equal strides and paddings, to an output of `height` × `width`.
CTensor *ct_transposed_convolution(CTensor *input, CTensor *weight, int64_t stride, int64_t padding, int64_t height,
                                   int64_t width, int64_t groups, CTorchError *error);

/// A weight laid out in memory as `ct_fused_convolution` reads it fastest on this device.
CTensor *ct_packed_weight(CTensor *weight, const CWindow *window, int64_t groups, CTorchError *error);
/// A convolution with such a weight; with `relu`, what is below zero is cut off.
CTensor *ct_fused_convolution(CTensor *input, CTensor *weight, CTensor *bias, const CWindow *window, int64_t groups,
                              bool relu, CTorchError *error);
/// The gradient to the input, of shape `sizes` [N, I, H, W], of a convolution with a weight as it was given.
CTensor *ct_convolution_gradient(CTensor *gradient, CTensor *weight, const int64_t *sizes, const CWindow *window,
                                 int64_t groups, CTorchError *error);

CT_END
