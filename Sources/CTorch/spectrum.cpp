#include "ct_spectrum.h"
#include "guarded.h"

#include <ATen/ops/abs.h>
#include <ATen/ops/fft_irfft2.h>
#include <ATen/ops/fft_rfft2.h>
#include <ATen/ops/square.h>

using namespace reverie;

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
