// The convolution of channels-last pictures with a transformed weight, and what follows it in the same pass.
#include "ct_winograd.h"

#include "../guarded.h"
#include "../parallel.h"
#include "tiles.h"
#include "winograd.h"

#include <ATen/ops/empty.h>

using namespace reverie;

#if defined(__x86_64__)
#include <ATen/native/CPUBlas.h>

namespace {

using winograd::places;
using winograd::Tile;

/// Everything about the sizes of one convolution.
struct Sizes {
  winograd::Tiling tiling;
  int64_t inputs, outputs;
  /// Outputs that are computed together, and tiles that are: their transforms fit the second-level cache.
  int64_t group, block;

  Sizes(const at::Tensor &input, const at::Tensor &weight)
      : tiling(input.size(0), input.size(2), input.size(3)), inputs(weight.size(2)),
        outputs(weight.size(1) * weight.size(3)), group(weight.size(3)),
        block(std::clamp<int64_t>((384 << 10) / int64_t(places * inputs * input.element_size()), 16, 96)) {}
};

REVERIE_AVX512_BEGIN

/// What follows the convolution.
template <typename T> struct Epilogue {
  const float *bias;
  bool rectify;
  const T *mask;

  Lanes operator()(Lanes value, int64_t place) const {
    if (rectify)
      value = value > Lanes(0) ? value : Lanes(0);
    if (mask)
      value = load(mask + place) > Lanes(0) ? value : Lanes(0);
    return value;
  }
};

/// The products [16, block, group] of `tiles`, transformed back into the outputs from `channel` on.
template <typename T>
void transform_outputs(const Sizes &sizes, const std::vector<Tile> &tiles, const float *products, int64_t stride,
                       int64_t channel, const Epilogue<T> &epilogue, T *output) {
  const int64_t height = sizes.tiling.height, width = sizes.tiling.width;
  for (size_t index = 0; index < tiles.size(); ++index) {
    const Tile tile = tiles[index];
    const int64_t start = ((tile.picture * height + tile.y) * width + tile.x) * sizes.outputs + channel;
    const int64_t right = tile.x + 1 < width ? sizes.outputs : 0;
    const int64_t down = tile.y + 1 < height ? width * sizes.outputs : 0;
    for (int64_t lane = 0; lane < sizes.group; lane += lanes) {
      const float *from = products + index * sizes.group + lane;
      Lanes upper[4], lower[4];
      for (int64_t column = 0; column < 4; ++column) {
        const Lanes a = load(from + column * stride), b = load(from + (4 + column) * stride);
        const Lanes c = load(from + (8 + column) * stride), d = load(from + (12 + column) * stride);
        upper[column] = a + b + c;
        lower[column] = b - c - d;
      }
      const Lanes bias = epilogue.bias ? load(epilogue.bias + channel + lane) : Lanes(0);
      auto put = [&](int64_t offset, Lanes value) {
        const int64_t place = start + lane + offset;
        store(output + place, epilogue(value + bias, place));
      };
      // What sticks out is written first, and then overwritten by what does not.
      put(down + right, lower[1] - lower[2] - lower[3]);
      put(down, lower[0] + lower[1] + lower[2]);
      put(right, upper[1] - upper[2] - upper[3]);
      put(0, upper[0] + upper[1] + upper[2]);
    }
  }
}

/// All blocks of tiles, shared among the threads.
template <typename T>
void convolve(const Sizes &sizes, const T *input, const T *weight, const Epilogue<T> &epilogue, T *output) {
  const int64_t blocks = (sizes.tiling.count + sizes.block - 1) / sizes.block;
  const int64_t groups = sizes.outputs / sizes.group, panel = sizes.inputs * sizes.group;
  // A cache line more than needed, or all 16 places would fall on the same lines of the first-level cache.
  const int64_t input_stride = sizes.block * sizes.inputs + 64 / sizeof(T);
  const int64_t product_stride = sizes.block * sizes.group + lanes;
  in_parallel(blocks, 1, [&](int64_t begin, int64_t end) {
    // Zeros: the last block is computed whole, and what no tile has filled must be a number.
    std::vector<T> transformed(places * input_stride);
    std::vector<float> products(places * product_stride);
    for (int64_t block = begin; block < end; ++block) {
      const int64_t first = block * sizes.block;
      const auto tiles = sizes.tiling.tiles(first, std::min(first + sizes.block, sizes.tiling.count));
      for (int64_t channel = 0; channel < sizes.inputs; channel += lanes)
        winograd::transform_inputs(sizes.tiling, tiles, input, sizes.inputs, channel,
                                   [&](int64_t index, int64_t place, Lanes values) {
                                     store(&transformed[place * input_stride + index * sizes.inputs + channel], values);
                                   });
      for (int64_t group = 0; group < groups; ++group) {
        for (int64_t place = 0; place < places; ++place)
          at::native::cpublas::brgemm(
              sizes.block, sizes.group, sizes.inputs, sizes.inputs, sizes.group, sizes.group, /*add_C=*/false,
              transformed.data() + place * input_stride, weight + (place * groups + group) * panel,
              products.data() + place * product_stride, /*is_vnni=*/sizeof(T) == 2);
        transform_outputs(sizes, tiles, products.data(), product_stride, group * sizes.group, epilogue, output);
      }
    }
    at::native::cpublas::brgemm_release(/*is_vnni=*/sizeof(T) == 2);
  });
}

REVERIE_AVX512_END

template <typename T> const T *data_or_null(const std::optional<at::Tensor> &tensor) {
  return tensor ? tensor->const_data_ptr<T>() : nullptr;
}

template <typename T>
at::Tensor convolution(const at::Tensor &input, const at::Tensor &weight, const std::optional<at::Tensor> &bias,
                       bool rectify, const std::optional<at::Tensor> &mask) {
  const Sizes sizes(input, weight);
  TORCH_CHECK(input.size(1) == sizes.inputs, "expected ", sizes.inputs, " channels, got ", input.size(1));
  at::Tensor output = at::empty({input.size(0), sizes.outputs, input.size(2), input.size(3)},
                                input.options().memory_format(at::MemoryFormat::ChannelsLast));
  TORCH_CHECK(!mask || mask->sizes() == output.sizes(), "the mask has another shape than the output");
  const Epilogue<T> epilogue{data_or_null<float>(bias), rectify, data_or_null<T>(mask)};
  convolve(sizes, input.const_data_ptr<T>(), weight.const_data_ptr<T>(), epilogue, output.data_ptr<T>());
  return output;
}

} // namespace

at::Tensor winograd::convolution(const at::Tensor &input, const at::Tensor &weight,
                                 const std::optional<at::Tensor> &bias, bool rectify,
                                 const std::optional<at::Tensor> &mask) {
  const at::Tensor pictures = input.contiguous(at::MemoryFormat::ChannelsLast);
  const auto masked = mask ? std::optional(mask->contiguous(at::MemoryFormat::ChannelsLast)) : std::nullopt;
  return pictures.scalar_type() == at::kFloat ? ::convolution<float>(pictures, weight, bias, rectify, masked)
                                              : ::convolution<at::BFloat16>(pictures, weight, bias, rectify, masked);
}

bool ct_winograd_available(CDType type) { return has_lanes(static_cast<c10::ScalarType>(type)); }
CTensor *ct_winograd_convolution(CTensor *input, CTensor *weight, CTensor *bias, bool rectify, CTensor *mask,
                                 CTorchError *error) {
  return tensor_or_error(error, [&] {
    return winograd::convolution(borrow(input), borrow(weight), borrow_optional(bias), rectify, borrow_optional(mask));
  });
}
#else
bool ct_winograd_available(CDType) { return false; }
CTensor *ct_winograd_convolution(CTensor *, CTensor *, CTensor *, bool, CTensor *, CTorchError *error) {
  return tensor_or_error(error, []() -> at::Tensor { TORCH_CHECK(false, "not on this processor"); });
}
#endif
