// Gradients. The mode is the calling thread's own.
#pragma once
#include "ct_base.h"
CT_BEGIN

bool ct_gradients_enabled(void);
void ct_set_gradients_enabled(bool enabled);
bool ct_requires_gradient(CTensor *tensor);
bool ct_set_requires_gradient(CTensor *tensor, bool required, CTorchError *error);
CTensor *ct_detach(CTensor *tensor, CTorchError *error);
/// Gradients of the sum of a scalar `output` to `count` inputs, written to `gradients`. False on an error.
bool ct_gradients(CTensor *output, CTensor *const *inputs, size_t count,
                  CTensor **gradients, CTorchError *error);
/// The same of `output_count` outputs weighted by `output_gradients`; the recorded history stays for further calls.
bool ct_gradients_of(CTensor *const *outputs, CTensor *const *output_gradients, size_t output_count,
                     CTensor *const *inputs, size_t input_count, CTensor **gradients, CTorchError *error);

CT_END
