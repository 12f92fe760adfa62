#include "ct_fft.h"
#include "guarded.h"

#include <ATen/ops/abs.h>
#include <ATen/ops/fft_rfft2.h>
#include <ATen/ops/square.h>

using namespace reverie;

CTensor *ct_power_spectrum(CTensor *input, CTorchError *error) {
  return tensor_or_error(error, [&] { return at::square(at::abs(at::fft_rfft2(borrow(input)))); });
}
