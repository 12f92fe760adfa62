// The layers of networks, resampling, losses and optimizer steps.
#pragma once
#include "ct_base.h"
CT_BEGIN

CTensor *ct_batch_norm(CTensor *input, CTensor *weight, CTensor *bias, CTensor *running_mean,
                                 CTensor *running_variance, bool training, double momentum, double epsilon,
                                 CTorchError *error);
CTensor *ct_relu(CTensor *input, CTorchError *error);
bool ct_relu_in_place(CTensor *input, CTorchError *error);
/// `gradient` where `activation` is above zero, and zero elsewhere: the way back through a ReLU.
CTensor *ct_masked(CTensor *gradient, CTensor *activation, CTorchError *error);
bool ct_mask_in_place(CTensor *gradient, CTensor *activation, CTorchError *error);
CTensor *ct_linear(CTensor *input, CTensor *weight, CTensor *bias, CTorchError *error);
/// Zeroes a share of the elements and scales the others by 1 / (1 − share).
CTensor *ct_dropout(CTensor *input, double share, CGenerator *generator, CTorchError *error);
CTensor *ct_softmax(CTensor *input, int64_t dimension, CTorchError *error);
/// Borders of `value` around [..., H, W].
CTensor *ct_constant_pad(CTensor *input, int64_t left, int64_t right, int64_t top, int64_t bottom, double value,
                         CTorchError *error);
CTensor *ct_reflection_pad(CTensor *input, int64_t left, int64_t right, int64_t top, int64_t bottom,
                                     CTorchError *error);
/// Bilinear, half-pixel centers; `antialias` widens the filter when shrinking, as PIL does.
CTensor *ct_resize_bilinear(CTensor *input, int64_t height, int64_t width, bool antialias,
                                      CTorchError *error);
/// Pictures looked at through `matrices` [N, 2, 3], which take places of the result to places of `input`, both from −1 to 1
/// over the pixels' outer edges: bilinear, zeros beyond the borders.
CTensor *ct_affine_sample(CTensor *input, CTensor *matrices, CTorchError *error);
/// Mean cross entropy; `target` holds class indices [N] (int64) or probabilities [N, classes].
CTensor *ct_cross_entropy(CTensor *logits, CTensor *target, double label_smoothing,
                                    CTorchError *error);

/// One fused step of stochastic gradient descent over lists of equal length.
bool ct_sgd_step(CTensor *const *parameters, CTensor *const *gradients,
                 CTensor *const *momenta, size_t count, double rate, double momentum,
                 double weight_decay, bool nesterov, CTorchError *error);
/// One fused step of Adam; `steps` are one-element float32 tensors, counted before the call.
bool ct_adam_step(CTensor *const *parameters, CTensor *const *gradients,
                  CTensor *const *means, CTensor *const *squares,
                  CTensor *const *steps, size_t count, double rate, double beta1, double beta2,
                  double epsilon, double weight_decay, CTorchError *error);

CT_END
