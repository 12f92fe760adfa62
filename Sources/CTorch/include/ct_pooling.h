// Pools over windows and over grids of cells, and their gradients to the input.
#pragma once
#include "ct_convolution.h"
CT_BEGIN

/// The largest of each window; with `ceiling`, a last window that sticks out counts.
CTensor *ct_max_pool(CTensor *input, const CWindow *window, bool ceiling, CTorchError *error);
/// The same and (into `indices`) where each maximum was, and its gradient.
CTensor *ct_max_pool_with_indices(CTensor *input, const CWindow *window, bool ceiling, CTensor **indices,
                                  CTorchError *error);
CTensor *ct_max_pool_gradient(CTensor *gradient, CTensor *input, CTensor *indices, const CWindow *window, bool ceiling,
                              CTorchError *error);

/// The mean of each window, whose dilation is not looked at; `count_padding`: borders count as zeros.
CTensor *ct_average_pool(CTensor *input, const CWindow *window, bool ceiling, bool count_padding, CTorchError *error);
CTensor *ct_average_pool_gradient(CTensor *gradient, CTensor *input, const CWindow *window, bool ceiling,
                                  bool count_padding, CTorchError *error);
/// The means of `height` × `width` cells.
CTensor *ct_adaptive_average_pool(CTensor *input, int64_t height, int64_t width, CTorchError *error);
CTensor *ct_adaptive_average_pool_gradient(CTensor *gradient, CTensor *input, CTorchError *error);

/// Whether the two below run on this processor, for CT_FLOAT32 or CT_BFLOAT16 and channels that are a multiple of 16.
bool ct_max_pool_2x2_available(CDType type);
/// The largest of each 2×2 of a channels-last tensor; a last odd row or column is left out.
CTensor *ct_max_pool_2x2(CTensor *input, CTorchError *error);
/// The gradient to `input`, whose `ct_max_pool_2x2` is `output`; with `relu`, zero where `input` is not above zero.
CTensor *ct_max_pool_2x2_gradient(CTensor *gradient, CTensor *input, CTensor *output, bool relu, CTorchError *error);

CT_END
