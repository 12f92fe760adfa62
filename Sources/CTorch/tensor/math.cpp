#include "ct_math.h"
#include "../guarded.h"

#include <ATen/ops/abs.h>
#include <ATen/ops/add.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/div.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/fft_irfft2.h>
#include <ATen/ops/fft_rfft2.h>
#include <ATen/ops/lerp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/max.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/min.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/round.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/square.h>
#include <ATen/ops/std.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/topk.h>

using namespace reverie;

CTensor *ct_add(CTensor *a, CTensor *b, double scale_of_b, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::add(borrow(a), borrow(b), scale_of_b); });
}
CTensor *ct_multiply(CTensor *a, CTensor *b, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::mul(borrow(a), borrow(b)); });
}
CTensor *ct_divide(CTensor *a, CTensor *b, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::div(borrow(a), borrow(b)); });
}
CTensor *ct_add_scalar(CTensor *a, double b, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::add(borrow(a), b); });
}
CTensor *ct_multiply_scalar(CTensor *a, double b, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::mul(borrow(a), b); });
}
CTensor *ct_square(CTensor *a, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::square(borrow(a)); });
}
CTensor *ct_sqrt(CTensor *a, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::sqrt(borrow(a)); });
}
CTensor *ct_abs(CTensor *a, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::abs(borrow(a)); });
}
CTensor *ct_round(CTensor *a, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::round(borrow(a)); });
}
CTensor *ct_equal(CTensor *a, CTensor *b, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::eq(borrow(a), borrow(b)); });
}
CTensor *ct_matmul(CTensor *a, CTensor *b, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::matmul(borrow(a), borrow(b)); });
}
CTensor *ct_clamp(CTensor *a, double lower, double upper, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::clamp(borrow(a), lower, upper); });
}

bool ct_add_in_place(CTensor *a, CTensor *b, double scale, CTorchError *error) {
  return done_or_error(error, [&] { borrow(a).add_(borrow(b), scale); });
}
bool ct_multiply_in_place(CTensor *a, CTensor *b, CTorchError *error) {
  return done_or_error(error, [&] { borrow(a).mul_(borrow(b)); });
}
bool ct_scale_in_place(CTensor *a, double factor, CTorchError *error) {
  return done_or_error(error, [&] { borrow(a).mul_(factor); });
}
bool ct_divide_in_place(CTensor *a, CTensor *b, CTorchError *error) {
  return done_or_error(error, [&] { borrow(a).div_(borrow(b)); });
}
bool ct_lerp_in_place(CTensor *a, CTensor *b, double weight, CTorchError *error) {
  return done_or_error(error, [&] { borrow(a).lerp_(borrow(b), weight); });
}
bool ct_clamp_in_place(CTensor *a, CTensor *lower, CTensor *upper, CTorchError *error) {
  return done_or_error(error, [&] { borrow(a).clamp_(borrow(lower), borrow(upper)); });
}

CTensor *ct_sum(CTensor *a, const int64_t *dimensions, size_t rank, bool keep, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return rank == 0 ? at::sum(borrow(a)) : at::sum(borrow(a), sizes(dimensions, rank), keep);
  });
}
CTensor *ct_mean(CTensor *a, const int64_t *dimensions, size_t rank, bool keep, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return rank == 0 ? at::mean(borrow(a)) : at::mean(borrow(a), sizes(dimensions, rank), keep);
  });
}
CTensor *ct_standard_deviation(CTensor *a, const int64_t *dimensions, size_t rank, bool keep, CTorchError *error) {
  return tensor_or_error(error, [&] {
    return rank == 0 ? at::std(borrow(a), /*unbiased=*/true)
                     : at::std(borrow(a), sizes(dimensions, rank), /*unbiased=*/true, keep);
  });
}
CTensor *ct_maximum(CTensor *a, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::max(borrow(a)); });
}
CTensor *ct_minimum(CTensor *a, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::min(borrow(a)); });
}
CTensor *ct_argmax(CTensor *a, int64_t dimension, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::argmax(borrow(a), dimension); });
}
bool ct_top(CTensor *a, int64_t count, CTensor **values, CTensor **indices, CTorchError *error) {
  return done_or_error(error, [&] {
    auto [largest, where] = at::topk(borrow(a), count);
    *values = hand_over(std::move(largest));
    *indices = hand_over(std::move(where));
  });
}
CTensor *ct_filter_spectrum(CTensor *input, CTensor *gains, CTorchError *error) {
  return tensor_or_error(error, [&] {
    at::Tensor signal = borrow(input);
    at::Tensor spectrum = at::fft_rfft2(signal).mul_(borrow(gains));
    std::vector<int64_t> size{signal.size(-2), signal.size(-1)};
    return at::fft_irfft2(spectrum, at::OptionalIntArrayRef(size));
  });
}
CTensor *ct_power_spectrum(CTensor *input, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::square(at::abs(at::fft_rfft2(borrow(input)))); });
}
