// Winograd's minimal filtering F(2×2, 3×3): Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks" (2016).
//
// A tile of 2×2 outputs depends on 4×4 inputs. With both transformed, the convolution is 16 products per pair of channels
// where the direct form takes 36. The products of many tiles are 16 matrix products, one for each place of the 4×4.
#include "ct_winograd.h"
#include "guarded.h"

#include "parallel.h"
#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>
#include <vector>

using namespace reverie;

#if defined(__x86_64__)
#include "lanes.h"

#include <ATen/native/CPUBlas.h>

namespace {

constexpr int64_t places = 16;

/// Everything about the sizes of one convolution.
struct Sizes {
  int64_t height, width, inputs, outputs;
  int64_t tiles_down, tiles_across, tiles;
  /// Outputs that are computed together, and tiles that are: their transforms fit the second-level cache.
  int64_t group, block;

  Sizes(int64_t pictures, int64_t height, int64_t width, int64_t inputs, int64_t outputs, size_t element)
      : height(height), width(width), inputs(inputs), outputs(outputs), tiles_down((height + 1) / 2),
        tiles_across((width + 1) / 2), tiles(pictures * tiles_down * tiles_across), group(group_of(outputs)),
        block(std::clamp<int64_t>((384 << 10) / int64_t(places * inputs * element), 16, 96)) {}

  static int64_t group_of(int64_t outputs) {
    for (int64_t group : {64, 48, 32})
      if (outputs % group == 0)
        return group;
    return lanes;
  }
};

REVERIE_AVX512_BEGIN

/// One column of the 4×4 inputs, transformed downwards.
struct Column {
  Lanes value[4];
};

/// Where the upper left pixel of a tile's outputs lies.
struct Tile {
  int64_t picture, y, x;
};

/// The tiles that are computed together.
std::vector<Tile> tiles_of_block(const Sizes &sizes, int64_t block) {
  std::vector<Tile> tiles;
  const int64_t first = block * sizes.block, end = std::min(first + sizes.block, sizes.tiles);
  for (int64_t index = first; index < end; ++index)
    tiles.push_back({index / (sizes.tiles_down * sizes.tiles_across),
                     index / sizes.tiles_across % sizes.tiles_down * 2, index % sizes.tiles_across * 2});
  return tiles;
}

/// The inputs of `tiles`, transformed: [16, block, inputs], the first dimension `stride` apart.
template <typename T>
void transform_inputs(const Sizes &sizes, const std::vector<Tile> &tiles, const T *input, int64_t stride,
                      T *transformed) {
  const int64_t row = sizes.width * sizes.inputs;
  for (int64_t channel = 0; channel < sizes.inputs; channel += lanes) {
    Column kept[2] = {};
    for (size_t index = 0; index < tiles.size(); ++index) {
      const Tile tile = tiles[index];
      const T *picture = input + tile.picture * sizes.height * row + channel;
      auto column = [&](int64_t x) {
        Column result = {};
        if (x < 0 || x >= sizes.width)
          return result;
        Lanes pixel[4];
        for (int64_t line = 0; line < 4; ++line) {
          const int64_t y = tile.y - 1 + line;
          pixel[line] = y < 0 || y >= sizes.height ? Lanes(0) : load(picture + y * row + x * sizes.inputs);
        }
        result.value[0] = pixel[0] - pixel[2];
        result.value[1] = pixel[1] + pixel[2];
        result.value[2] = pixel[2] - pixel[1];
        result.value[3] = pixel[1] - pixel[3];
        return result;
      };
      const bool continues = index > 0 && tile.x > 0;
      const Column a = continues ? kept[0] : column(tile.x - 1);
      const Column b = continues ? kept[1] : column(tile.x);
      const Column c = column(tile.x + 1), d = column(tile.x + 2);
      T *to = transformed + index * sizes.inputs + channel;
      for (int64_t line = 0; line < 4; ++line, to += 4 * stride) {
        store(to, a.value[line] - c.value[line]);
        store(to + stride, b.value[line] + c.value[line]);
        store(to + 2 * stride, c.value[line] - b.value[line]);
        store(to + 3 * stride, b.value[line] - d.value[line]);
      }
      kept[0] = c;
      kept[1] = d;
    }
  }
}

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
  for (size_t index = 0; index < tiles.size(); ++index) {
    const Tile tile = tiles[index];
    const int64_t start = ((tile.picture * sizes.height + tile.y) * sizes.width + tile.x) * sizes.outputs + channel;
    const int64_t right = tile.x + 1 < sizes.width ? sizes.outputs : 0;
    const int64_t down = tile.y + 1 < sizes.height ? sizes.width * sizes.outputs : 0;
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
  const int64_t blocks = (sizes.tiles + sizes.block - 1) / sizes.block;
  const int64_t groups = sizes.outputs / sizes.group, panel = sizes.inputs * sizes.group;
  // A cache line more than needed, or all 16 places would fall on the same lines of the first-level cache.
  const int64_t input_stride = sizes.block * sizes.inputs + 64 / sizeof(T);
  const int64_t product_stride = sizes.block * sizes.group + lanes;
  in_parallel(blocks, 1, [&](int64_t begin, int64_t end) {
    // Zeros: the last block is computed whole, and what no tile has filled must be a number.
    std::vector<T> transformed(places * input_stride);
    std::vector<float> products(places * product_stride);
    for (int64_t block = begin; block < end; ++block) {
      const auto tiles = tiles_of_block(sizes, block);
      transform_inputs(sizes, tiles, input, input_stride, transformed.data());
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
  const Sizes sizes(input.size(0), input.size(2), input.size(3), weight.size(2), weight.size(1) * weight.size(3),
                    sizeof(T));
  TORCH_CHECK(input.size(1) == sizes.inputs, "expected ", sizes.inputs, " channels, got ", input.size(1));
  at::Tensor output = at::empty({input.size(0), sizes.outputs, sizes.height, sizes.width},
                                input.options().memory_format(at::MemoryFormat::ChannelsLast));
  TORCH_CHECK(!mask || mask->sizes() == output.sizes(), "the mask has another shape than the output");
  const Epilogue<T> epilogue{data_or_null<float>(bias), rectify, data_or_null<T>(mask)};
  convolve(sizes, input.const_data_ptr<T>(), weight.const_data_ptr<T>(), epilogue, output.data_ptr<T>());
  return output;
}

/// G·g·Gᵀ for one 3×3 kernel.
std::array<float, places> transformed_kernel(const float *kernel, bool turned) {
  constexpr float g[4][3] = {{1, 0, 0}, {.5f, .5f, .5f}, {.5f, -.5f, .5f}, {0, 0, 1}};
  std::array<float, places> result{};
  for (int64_t i = 0; i < 4; ++i)
    for (int64_t j = 0; j < 4; ++j)
      for (int64_t y = 0; y < 3; ++y)
        for (int64_t x = 0; x < 3; ++x)
          result[i * 4 + j] += g[i][y] * g[j][x] * kernel[turned ? 8 - (y * 3 + x) : y * 3 + x];
  return result;
}

/// [16, O / group, I, group]; two neighbouring inputs beside each other where the elements have 16 bits.
at::Tensor laid_out_weight(const at::Tensor &weight, bool transposed, at::ScalarType type) {
  const int64_t rows = weight.size(0), columns = weight.size(1);
  const int64_t inputs = transposed ? rows : columns, outputs = transposed ? columns : rows;
  const int64_t group = Sizes::group_of(outputs), pair = type == at::kBFloat16 ? 2 : 1;
  at::Tensor result = at::empty({places, outputs / group, inputs, group}, at::kFloat);
  const float *from = weight.const_data_ptr<float>();
  float *to = result.data_ptr<float>();
  in_parallel(outputs, 1, [&](int64_t begin, int64_t end) {
    for (int64_t output = begin; output < end; ++output)
      for (int64_t input = 0; input < inputs; ++input) {
        const int64_t kernel = transposed ? input * columns + output : output * columns + input;
        const auto values = transformed_kernel(from + kernel * 9, transposed);
        const int64_t place = (output / group * inputs + input / pair * pair) * group
                              + output % group * pair + input % pair;
        for (int64_t i = 0; i < places; ++i)
          to[i * inputs * outputs + place] = values[i];
      }
  });
  return result.to(type);
}

} // namespace

bool ct_winograd_available(CDType type) {
  return has_lanes(static_cast<c10::ScalarType>(type));
}
CTensor *ct_winograd_weight(CTensor *weight, bool transposed, CDType type, CTorchError *error) {
  return tensor_or_error(error, [&] {
    const at::Tensor kernel = borrow(weight).to(at::kFloat).contiguous();
    TORCH_CHECK(kernel.dim() == 4 && kernel.size(2) == 3 && kernel.size(3) == 3, "the kernel is not 3×3");
    TORCH_CHECK(kernel.size(0) % lanes == 0 && kernel.size(1) % lanes == 0, "channels come in sixteens");
    return laid_out_weight(kernel, transposed, static_cast<at::ScalarType>(type));
  });
}
CTensor *ct_winograd_convolution(CTensor *input, CTensor *weight, CTensor *bias, bool rectify, CTensor *mask,
                                 CTorchError *error) {
  return tensor_or_error(error, [&] {
    const at::Tensor pictures = borrow(input).contiguous(at::MemoryFormat::ChannelsLast);
    auto masked = borrow_optional(mask);
    if (masked)
      masked = masked->contiguous(at::MemoryFormat::ChannelsLast);
    return pictures.scalar_type() == at::kFloat
               ? convolution<float>(pictures, borrow(weight), borrow_optional(bias), rectify, masked)
               : convolution<at::BFloat16>(pictures, borrow(weight), borrow_optional(bias), rectify, masked);
  });
}
#else
bool ct_winograd_available(CDType) { return false; }
CTensor *ct_winograd_weight(CTensor *, bool, int32_t, CTorchError *error) {
  return tensor_or_error(error, []() -> at::Tensor { TORCH_CHECK(false, "not on this processor"); });
}
CTensor *ct_winograd_convolution(CTensor *, CTensor *, CTensor *, bool, CTensor *, CTorchError *error) {
  return tensor_or_error(error, []() -> at::Tensor { TORCH_CHECK(false, "not on this processor"); });
}
#endif

