// Random numbers, always from a generator that is passed in.
#pragma once
#include "ct_base.h"
CT_BEGIN

CGenerator *ct_generator(uint64_t seed, const char *device, CTorchError *error);
CTensor *ct_normal(const int64_t *shape, size_t rank, double mean, double deviation,
                             CGenerator *generator, CTorchError *error);
CTensor *ct_uniform(const int64_t *shape, size_t rank, double lower, double upper,
                              CGenerator *generator, CTorchError *error);

CT_END
