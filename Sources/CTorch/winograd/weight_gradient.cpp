// The gradient to the weight: Gᵀ·(Σ over tiles of A·dY·Aᵀ ⊙ Bᵀ·d·B)·G, with as few products as the convolution.
//
// The sums over tiles are matrix products, one for each place: [O, tiles] · [tiles, I], which are added up block by block of tiles.
#include "winograd.h"

#include "../parallel.h"

#include <ATen/ops/empty.h>

#include <memory>

using namespace reverie;

#if defined(__x86_64__)
#include "tiles.h"

#include <ATen/native/CPUBlas.h>

namespace {

using winograd::Tile;
using winograd::Tiling;

/// Everything about the sizes of one gradient.
struct Sizes {
  Tiling tiling;
  int64_t inputs, outputs, input_group, output_group;
  /// Tiles that are transformed together into matrices of words, and tiles that are added up at a time.
  int64_t unit, block;

  Sizes(const at::Tensor &gradient, const at::Tensor &input, int64_t side)
      : tiling(side, input.size(0), input.size(2), input.size(3)), inputs(input.size(1)), outputs(gradient.size(1)),
        input_group(winograd::group_of(inputs)), output_group(winograd::group_of(outputs)),
        unit(lanes * 4 / int64_t(input.element_size())) {
    const int64_t blocks = (tiling.count + 255) / 256, tiles = (tiling.count + blocks - 1) / blocks;
    block = (tiles + unit - 1) / unit * unit;
  }

  /// The unit of tiles that starts at `first`; the last may be short.
  std::vector<Tile> unit_of_tiles(int64_t first) const {
    return tiling.tiles(first, std::clamp(tiling.count, first, first + unit));
  }
};

} // namespace

#include "../lanes/avx2.h"
#include "filters.h"
#include "input_tiles.h"
#include "weight_gradient_kernel.h"

#include "../lanes/avx512.h"
#include "filters.h"
#include "input_tiles.h"
#include "weight_gradient_kernel.h"

namespace {

template <typename T> at::Tensor weight_gradient(const at::Tensor &gradient, const at::Tensor &input, int64_t side) {
  const Sizes sizes(gradient, input, side);
  at::Tensor result = at::empty({sizes.outputs, sizes.inputs, 3, 3}, at::kFloat);
  winograd::with_side(side, [&](auto side) {
    const auto summed =
        REVERIE_CALL(T, sums<side>, sizes, gradient.const_data_ptr<T>(), input.const_data_ptr<T>());
    REVERIE_CALL(float, transform_sums<side>, sizes, summed.get(), result.data_ptr<float>());
  });
  return result;
}

} // namespace

at::Tensor winograd::weight_gradient(const at::Tensor &gradient, const at::Tensor &input, int64_t side) {
  check_kernels(input.scalar_type());
  const at::Tensor arriving = gradient.contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor pictures = input.contiguous(at::MemoryFormat::ChannelsLast);
  return pictures.scalar_type() == at::kFloat ? ::weight_gradient<float>(arriving, pictures, side)
                                              : ::weight_gradient<at::BFloat16>(arriving, pictures, side);
}
#endif
