// Arithmetic, reductions and Fourier transforms, whose complex numbers stay behind this header.
#pragma once
#include "ct_base.h"
CT_BEGIN

CTensor *ct_add(CTensor *a, CTensor *b, double scale_of_b, CTorchError *error);
CTensor *ct_multiply(CTensor *a, CTensor *b, CTorchError *error);
CTensor *ct_divide(CTensor *a, CTensor *b, CTorchError *error);
CTensor *ct_add_scalar(CTensor *a, double b, CTorchError *error);
CTensor *ct_multiply_scalar(CTensor *a, double b, CTorchError *error);
CTensor *ct_square(CTensor *a, CTorchError *error);
CTensor *ct_sqrt(CTensor *a, CTorchError *error);
CTensor *ct_abs(CTensor *a, CTorchError *error);
CTensor *ct_round(CTensor *a, CTorchError *error);
CTensor *ct_equal(CTensor *a, CTensor *b, CTorchError *error);
CTensor *ct_matmul(CTensor *a, CTensor *b, CTorchError *error);
CTensor *ct_clamp(CTensor *a, double lower, double upper, CTorchError *error);

/// In place: a += scale · b, a *= b, a /= b, a += weight · (b − a), a clamped to [lower, upper]. False on an error.
bool ct_add_in_place(CTensor *a, CTensor *b, double scale, CTorchError *error);
bool ct_multiply_in_place(CTensor *a, CTensor *b, CTorchError *error);
bool ct_scale_in_place(CTensor *a, double factor, CTorchError *error);
bool ct_divide_in_place(CTensor *a, CTensor *b, CTorchError *error);
bool ct_lerp_in_place(CTensor *a, CTensor *b, double weight, CTorchError *error);
bool ct_clamp_in_place(CTensor *a, CTensor *lower, CTensor *upper, CTorchError *error);

/// Over `dimensions`, or over all of them when `rank` is 0.
CTensor *ct_sum(CTensor *a, const int64_t *dimensions, size_t rank, bool keep,
                          CTorchError *error);
CTensor *ct_mean(CTensor *a, const int64_t *dimensions, size_t rank, bool keep,
                           CTorchError *error);
/// The unbiased standard deviation.
CTensor *ct_standard_deviation(CTensor *a, const int64_t *dimensions, size_t rank, bool keep,
                           CTorchError *error);
CTensor *ct_maximum(CTensor *a, CTorchError *error);
CTensor *ct_minimum(CTensor *a, CTorchError *error);
CTensor *ct_argmax(CTensor *a, int64_t dimension, CTorchError *error);
/// Values and int64 indices of the `count` largest along the last dimension, largest first.
bool ct_top(CTensor *a, int64_t count, CTensor **values, CTensor **indices,
            CTorchError *error);

/// Multiplies the two-dimensional spectrum of real `input` [..., H, W] by real `gains` [H, W / 2 + 1].
CTensor *ct_filter_spectrum(CTensor *input, CTensor *gains, CTorchError *error);
/// |F|² over the last two dimensions of real `input` [..., H, W]: [..., H, W / 2 + 1], not scaled.
CTensor *ct_power_spectrum(CTensor *input, CTorchError *error);

CT_END
