// The gradient to the weight: Gᵀ·(Σ over tiles of A·dY·Aᵀ ⊙ Bᵀ·d·B)·G, again 16 products in place of 36.
//
// The sums over tiles are 16 matrix products [O, tiles] · [tiles, I], which are added up block by block of tiles.
#include "winograd.h"

#include "../parallel.h"

#include <ATen/ops/empty.h>

#include <memory>

using namespace reverie;

#if defined(__x86_64__)
#include "tiles.h"

#include <ATen/native/CPUBlas.h>

namespace {

using winograd::places;
using winograd::Tile;
using winograd::Tiling;

/// Everything about the sizes of one gradient.
struct Sizes {
  Tiling tiling;
  int64_t inputs, outputs, input_group, output_group;
  /// Tiles that are transformed together into matrices of words, and tiles that are added up at a time.
  int64_t unit, block;

  Sizes(const at::Tensor &gradient, const at::Tensor &input)
      : tiling(input.size(0), input.size(2), input.size(3)), inputs(input.size(1)), outputs(gradient.size(1)),
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
#include "input_tiles.h"
#include "weight_gradient_kernel.h"

#include "../lanes/avx512.h"
#include "input_tiles.h"
#include "weight_gradient_kernel.h"

at::Tensor winograd::weight_gradient(const at::Tensor &gradient, const at::Tensor &input) {
  check_kernels(input.scalar_type());
  const at::Tensor arriving = gradient.contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor pictures = input.contiguous(at::MemoryFormat::ChannelsLast);
  const Sizes sizes(arriving, pictures);
  const auto summed =
      pictures.scalar_type() == at::kFloat
          ? REVERIE_CALL(float, sums, sizes, arriving.const_data_ptr<float>(), pictures.const_data_ptr<float>())
          : REVERIE_CALL(at::BFloat16, sums, sizes, arriving.const_data_ptr<at::BFloat16>(),
                         pictures.const_data_ptr<at::BFloat16>());
  at::Tensor result = at::empty({sizes.outputs, sizes.inputs, 3, 3}, at::kFloat);
  REVERIE_CALL(float, transform_sums, sizes, summed.get(), result.data_ptr<float>());
  return result;
}
#endif
