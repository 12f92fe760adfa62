// The transformed weight G·g·Gᵀ, laid out as the matrix products read it.
#include "ct_winograd.h"

#include "../guarded.h"
#include "../parallel.h"
#include "winograd.h"

#include <ATen/ops/empty.h>

using namespace reverie;

#if defined(__x86_64__)
#include "tiles.h"

#include "../lanes/avx2.h"
#include "filters.h"
#include "weight_kernel.h"

#include "../lanes/avx512.h"
#include "filters.h"
#include "weight_kernel.h"

at::Tensor winograd::laid_out(const at::Tensor &weight, bool transposed, at::ScalarType type, int64_t side) {
  check_kernels(type);
  const at::Tensor kernels = weight.to(at::kFloat).contiguous();
  TORCH_CHECK(kernels.dim() == 4 && kernels.size(2) == 3 && kernels.size(3) == 3, "the kernel is not 3×3");
  const int64_t rows = kernels.size(0), columns = kernels.size(1);
  TORCH_CHECK(rows % lanes == 0 && columns % lanes == 0, "channels come in sixteens");
  const int64_t inputs = transposed ? rows : columns, outputs = transposed ? columns : rows;
  const int64_t group = winograd::group_of(outputs);
  at::Tensor result = at::empty({places_of(side), outputs / group, inputs, group}, type);
  const float *from = kernels.const_data_ptr<float>();
  with_side(side, [&](auto side) {
    if (type == at::kFloat)
      REVERIE_CALL(float, lay_out<side>, from, rows, columns, transposed, result.data_ptr<float>());
    else
      REVERIE_CALL(at::BFloat16, lay_out<side>, from, rows, columns, transposed, result.data_ptr<at::BFloat16>());
  });
  return result;
}

CTensor *ct_winograd_weight(CTensor *weight, bool transposed, CDType type, int64_t side, CTorchError *error) {
  return tensor_or_error(
      error, [&] { return winograd::laid_out(borrow(weight), transposed, static_cast<at::ScalarType>(type), side); });
}
#else
CTensor *ct_winograd_weight(CTensor *, bool, CDType, int64_t, CTorchError *error) {
  return tensor_or_error(error, []() -> at::Tensor { TORCH_CHECK(false, "not on this processor"); });
}
#endif
