// Fourier transforms. Complex numbers stay behind this header.
#pragma once
#include "ct_base.h"
CT_BEGIN

/// Multiplies the two-dimensional spectrum of real `input` [..., H, W] by real `gains` [H, W / 2 + 1].
CTensor *ct_filter_spectrum(CTensor *input, CTensor *gains, CTorchError *error);
/// |F|² over the last two dimensions of real `input` [..., H, W]: [..., H, W / 2 + 1], not scaled.
CTensor *ct_power_spectrum(CTensor *input, CTorchError *error);

CT_END
