#include "ct_tensor.h"
#include "../guarded.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/flip.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/roll.h>
#include <ATen/ops/stack.h>

using namespace reverie;

static at::TensorOptions options(CDType type, const char *device) {
  return at::TensorOptions().dtype(static_cast<at::ScalarType>(type)).device(c10::Device(std::string(device)));
}

CTensor *ct_empty(const int64_t *shape, size_t rank, CDType type, const char *device, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::empty(sizes(shape, rank), options(type, device)); });
}
CTensor *ct_full(const int64_t *shape, size_t rank, double value, CDType type, const char *device,
                 CTorchError *error) {
  return tensor_or_error(error, [&] { return at::full(sizes(shape, rank), value, options(type, device)); });
}
CTensor *ct_from_bytes(const void *bytes, const int64_t *shape, size_t rank, CDType type, CTorchError *error) {
  return tensor_or_error(error, [&] {
    at::Tensor copy = at::empty(sizes(shape, rank), options(type, "cpu"));
    std::memcpy(copy.mutable_data_ptr(), bytes, copy.nbytes());
    return copy;
  });
}
CTensor *ct_from_borrowed(const void *bytes, const int64_t *shape, size_t rank, CDType type, void *context,
                          void (*release)(void *), CTorchError *error) {
  return tensor_or_error(error, [&] {
    return at::from_blob(
        const_cast<void *>(bytes), sizes(shape, rank), [context, release](void *) { release(context); },
        options(type, "cpu"));
  });
}

int64_t ct_rank(CTensor *tensor) { return borrow(tensor).dim(); }
int64_t ct_size(CTensor *tensor, int64_t dimension) { return borrow(tensor).sizes()[dimension]; }
int64_t ct_count(CTensor *tensor) { return borrow(tensor).numel(); }
int64_t ct_element_size(CTensor *tensor) { return static_cast<int64_t>(borrow(tensor).element_size()); }
CDType ct_type(CTensor *tensor) { return static_cast<CDType>(borrow(tensor).scalar_type()); }
int32_t ct_cuda_index(CTensor *tensor) {
  at::Tensor borrowed = borrow(tensor);
  return borrowed.is_cuda() ? borrowed.get_device() : -1;
}
bool ct_is_contiguous(CTensor *tensor, bool channels_last) {
  return borrow(tensor).is_contiguous(channels_last ? at::MemoryFormat::ChannelsLast
                                                    : at::MemoryFormat::Contiguous);
}
void *ct_data(CTensor *tensor, CTorchError *error) {
  return guarded(error, static_cast<void *>(nullptr), [&] { return borrow(tensor).mutable_data_ptr(); });
}
double ct_item(CTensor *tensor, CTorchError *error) {
  return guarded(error, 0.0, [&] { return borrow(tensor).item().toDouble(); });
}

CTensor *ct_to_type(CTensor *tensor, CDType type, CTorchError *error) {
  return tensor_or_error(error, [&] { return borrow(tensor).to(static_cast<at::ScalarType>(type)); });
}
CTensor *ct_to_device(CTensor *tensor, const char *device, CTorchError *error) {
  return tensor_or_error(error, [&] { return borrow(tensor).to(c10::Device(std::string(device))); });
}
CTensor *ct_contiguous(CTensor *tensor, bool channels_last, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return borrow(tensor).contiguous(channels_last ? at::MemoryFormat::ChannelsLast
                                                   : at::MemoryFormat::Contiguous);
  });
}
CTensor *ct_clone(CTensor *tensor, CTorchError *error) {
  return tensor_or_error(error, [&] { return borrow(tensor).clone(); });
}
CTensor *ct_reshape(CTensor *tensor, const int64_t *shape, size_t rank, CTorchError *error) {
  return tensor_or_error(error, [&] { return borrow(tensor).reshape(sizes(shape, rank)); });
}
CTensor *ct_permute(CTensor *tensor, const int64_t *order, size_t rank, CTorchError *error) {
  return tensor_or_error(error, [&] { return borrow(tensor).permute(sizes(order, rank)); });
}
CTensor *ct_narrow(CTensor *tensor, int64_t dimension, int64_t start, int64_t length, CTorchError *error) {
  return tensor_or_error(error, [&] { return borrow(tensor).narrow(dimension, start, length); });
}
CTensor *ct_as_strided(CTensor *tensor, const int64_t *shape, const int64_t *strides, size_t rank, int64_t offset,
                       CTorchError *error) {
  return tensor_or_error(
      error, [&] { return borrow(tensor).as_strided(sizes(shape, rank), sizes(strides, rank), offset); });
}
CTensor *ct_index_select(CTensor *tensor, int64_t dimension, CTensor *index, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::index_select(borrow(tensor), dimension, borrow(index)); });
}
CTensor *ct_flip(CTensor *tensor, int64_t dimension, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::flip(borrow(tensor), dimension); });
}
CTensor *ct_roll(CTensor *tensor, const int64_t *shifts, const int64_t *dimensions, size_t count,
                 CTorchError *error) {
  return tensor_or_error(
      error, [&] { return at::roll(borrow(tensor), sizes(shifts, count), sizes(dimensions, count)); });
}
CTensor *ct_concatenate(CTensor *const *tensors, size_t count, int64_t dimension, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::cat(borrow_list(tensors, count), dimension); });
}
CTensor *ct_stack(CTensor *const *tensors, size_t count, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::stack(borrow_list(tensors, count)); });
}
bool ct_copy(CTensor *destination, CTensor *source, CTorchError *error) {
  return done_or_error(error, [&] { borrow(destination).copy_(borrow(source)); });
}
