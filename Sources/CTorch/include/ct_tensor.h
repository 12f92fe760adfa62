// Making tensors, looking at them, and changing their shape, type and layout.
#pragma once
#include "ct_base.h"
CT_BEGIN

CTensor *ct_empty(const int64_t *shape, size_t rank, CDType type, const char *device,
                            CTorchError *error);
CTensor *ct_full(const int64_t *shape, size_t rank, double value, CDType type, const char *device,
                           CTorchError *error);
/// A tensor that owns a copy of `bytes`.
CTensor *ct_from_bytes(const void *bytes, const int64_t *shape, size_t rank, CDType type,
                                 CTorchError *error);
/// A tensor over memory that stays the caller's; `release(context)` runs when the last view of it is gone.
CTensor *ct_from_borrowed(const void *bytes, const int64_t *shape, size_t rank, CDType type,
                                    void *context, void (*release)(void *), CTorchError *error);

int64_t ct_rank(CTensor *tensor);
int64_t ct_size(CTensor *tensor, int64_t dimension);
int64_t ct_count(CTensor *tensor);
int64_t ct_element_size(CTensor *tensor);
CDType ct_type(CTensor *tensor);
/// The number of the CUDA device that holds the tensor, −1 for the processor.
int32_t ct_cuda_index(CTensor *tensor);
bool ct_is_contiguous(CTensor *tensor, bool channels_last);
/// The first element in memory; strides apply.
void *ct_data(CTensor *tensor, CTorchError *error);
/// The value of a tensor with one element.
double ct_item(CTensor *tensor, CTorchError *error);

CTensor *ct_to_type(CTensor *tensor, CDType type, CTorchError *error);
CTensor *ct_to_device(CTensor *tensor, const char *device, CTorchError *error);
CTensor *ct_contiguous(CTensor *tensor, bool channels_last, CTorchError *error);
CTensor *ct_clone(CTensor *tensor, CTorchError *error);
CTensor *ct_reshape(CTensor *tensor, const int64_t *shape, size_t rank, CTorchError *error);
CTensor *ct_permute(CTensor *tensor, const int64_t *order, size_t rank, CTorchError *error);
CTensor *ct_narrow(CTensor *tensor, int64_t dimension, int64_t start, int64_t length,
                             CTorchError *error);
/// A view with its own strides and offset, counted in elements; libtorch checks that it lies within the storage.
CTensor *ct_as_strided(CTensor *tensor, const int64_t *shape, const int64_t *strides, size_t rank,
                             int64_t offset, CTorchError *error);
CTensor *ct_index_select(CTensor *tensor, int64_t dimension, CTensor *index, CTorchError *error);
CTensor *ct_flip(CTensor *tensor, int64_t dimension, CTorchError *error);
CTensor *ct_roll(CTensor *tensor, const int64_t *shifts, const int64_t *dimensions, size_t count,
                           CTorchError *error);
CTensor *ct_concatenate(CTensor *const *tensors, size_t count, int64_t dimension,
                                  CTorchError *error);
CTensor *ct_stack(CTensor *const *tensors, size_t count, CTorchError *error);
/// Copies `source` into `destination` (broadcast, converted); false on an error.
bool ct_copy(CTensor *destination, CTensor *source, CTorchError *error);

CT_END
