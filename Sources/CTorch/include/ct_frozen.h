// What a network with fixed weights runs on: fused layers, and their gradients to the input alone.
#pragma once
#include "ct_base.h"
CT_BEGIN

/// A weight [O, I, K, K] laid out in memory as `ct_fused_convolution` reads it fastest on this device.
CTensor *ct_packed_weight(CTensor *weight, int64_t stride, int64_t padding, CTorchError *error);
/// A convolution, `addend` of the output's shape added (may be null), and what is below zero cut off with `rectify`.
CTensor *ct_fused_convolution(CTensor *input, CTensor *weight, CTensor *bias, CTensor *addend, int64_t stride,
                              int64_t padding, bool rectify, CTorchError *error);
/// The gradient to the input, of shape `sizes` [N, I, H, W], of a convolution with a weight as it was given.
CTensor *ct_convolution_gradient(CTensor *gradient, CTensor *weight, const int64_t *sizes, int64_t stride,
                                 int64_t padding, CTorchError *error);

/// `gradient` where `activation` is above zero, and zero elsewhere.
CTensor *ct_masked(CTensor *gradient, CTensor *activation, CTorchError *error);
bool ct_mask_in_place(CTensor *gradient, CTensor *activation, CTorchError *error);

/// Whether the two below run on this processor, for CT_FLOAT32 or CT_BFLOAT16 and channels that are a multiple of 16.
bool ct_halving_available(CDType type);
/// The largest of each 2×2 of a channels-last tensor; a last odd row or column is left out.
CTensor *ct_halve(CTensor *input, CTorchError *error);
/// The gradient to `input`, whose `ct_halve` is `output`; zero where `input` is not above zero with `rectified`.
CTensor *ct_halve_gradient(CTensor *gradient, CTensor *input, CTensor *output, bool rectified, CTorchError *error);

/// A max pool and (into `indices`) where each maximum was, and its gradient.
CTensor *ct_max_pool_with_indices(CTensor *input, int64_t kernel, int64_t stride, int64_t padding, bool ceiling,
                                  CTensor **indices, CTorchError *error);
CTensor *ct_max_pool_gradient(CTensor *gradient, CTensor *input, CTensor *indices, int64_t kernel, int64_t stride,
                              int64_t padding, bool ceiling, CTorchError *error);
CTensor *ct_average_pool_gradient(CTensor *gradient, CTensor *input, int64_t kernel, int64_t stride, int64_t padding,
                                  CTorchError *error);
CTensor *ct_adaptive_average_pool_gradient(CTensor *gradient, CTensor *input, CTorchError *error);

CT_END
