// Power spectra. Complex numbers stay behind this header.
#pragma once
#include "ct_base.h"
CT_BEGIN

/// |F|² over the last two dimensions of real `input` [..., H, W]: [..., H, W / 2 + 1], not scaled.
CTensor *ct_power_spectrum(CTensor *input, CTorchError *error);

CT_END
