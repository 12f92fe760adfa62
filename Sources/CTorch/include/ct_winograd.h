// 3×3 convolutions of stride 1 and padding 1 by Winograd's minimal filtering: 2.25 times fewer products in tiles of
// 2×2 outputs, 4 times in those of 4×4.
#pragma once
#include "ct_base.h"
CT_BEGIN

/// Whether this processor has the instructions, for CT_FLOAT32 or CT_BFLOAT16.
bool ct_winograd_available(CDType type);
/// A weight [O, I, 3, 3] (I and O multiples of 16) laid out for `ct_winograd_convolution`, in `type` and tiles
/// of `side` 2 or 4. `transposed`: for the gradient to the input, which is the convolution with the weight turned by half a
/// circle and O and I swapped.
CTensor *ct_winograd_weight(CTensor *weight, bool transposed, CDType type, int64_t side, CTorchError *error);
/// The convolution of a channels-last input [N, I, H, W]; then `bias` [O] (float32) is added and, with `relu`, what is
/// below zero cut off, or what lies where `mask` [N, O, H, W] is not above zero. `bias` and `mask` may be null.
CTensor *ct_winograd_convolution(CTensor *input, CTensor *weight, CTensor *bias, bool relu, CTensor *mask,
                                 CTorchError *error);
/// The convolution of a channels-last input [N, I, H, W] with a weight as it is trained, and a bias [O] (may be null),
/// which libtorch differentiates.
CTensor *ct_winograd_differentiable(CTensor *input, CTensor *weight, CTensor *bias, CTorchError *error);

CT_END
