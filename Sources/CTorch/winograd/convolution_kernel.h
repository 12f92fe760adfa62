// The convolution; to be included once for each target.

namespace reverie::REVERIE_TARGET {
namespace {

REVERIE_TARGET_BEGIN

/// What follows the convolution.
template <typename T> struct Epilogue {
  const float *bias;
  bool relu;
  const T *mask;

  Lanes operator()(Lanes value, int64_t place) const {
    if (relu)
      value = value > Lanes(0) ? value : Lanes(0);
    if (mask)
      value = load(mask + place) > Lanes(0) ? value : Lanes(0);
    return value;
  }
};

/// The products [places, block, group] of `tiles`, transformed back into the outputs from `channel` on.
template <int side, typename T>
void transform_outputs(const Sizes &sizes, const std::vector<Tile> &tiles, const float *products, int64_t stride,
                       int64_t channel, const Epilogue<T> &epilogue, T *output) {
  constexpr int reach = side + 2;
  const int64_t height = sizes.tiling.height, width = sizes.tiling.width;
  for (size_t index = 0; index < tiles.size(); ++index) {
    const Tile tile = tiles[index];
    const int64_t start = ((tile.picture * height + tile.y) * width + tile.x) * sizes.outputs + channel;
    const int64_t lines = std::min<int64_t>(side, height - tile.y), columns = std::min<int64_t>(side, width - tile.x);
    for (int64_t lane = 0; lane < sizes.group; lane += lanes) {
      const float *from = products + index * sizes.group + lane;
      Lanes square[reach][reach], result[side][side];
      for (int place = 0; place < reach * reach; ++place)
        square[place / reach][place % reach] = load(from + place * stride);
      both_ways<reach, side, Filter<side>::outputs>(square, result);
      const Lanes bias = epilogue.bias ? load(epilogue.bias + channel + lane) : Lanes(0);
      for (int64_t y = 0; y < lines; ++y)
        for (int64_t x = 0; x < columns; ++x) {
          const int64_t place = start + lane + (y * width + x) * sizes.outputs;
          store(output + place, epilogue(result[y][x] + bias, place));
        }
    }
  }
}

/// All blocks of tiles, shared among the threads.
template <int side, typename T>
void convolve(const Sizes &sizes, const T *input, const T *weight, const float *bias, bool relu, const T *mask,
              T *output) {
  const Epilogue<T> epilogue{bias, relu, mask};
  constexpr int64_t places = winograd::places_of(side);
  const int64_t blocks = (sizes.tiling.count + sizes.block - 1) / sizes.block;
  const int64_t groups = sizes.outputs / sizes.group, panel = sizes.inputs * sizes.group;
  // A cache line more than needed, or all places would fall on the same lines of the first-level cache.
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
        transform_inputs<side>(sizes.tiling, tiles, input, sizes.inputs, channel,
                               [&](int64_t index, int64_t place, Lanes values) {
                                 store(&transformed[place * input_stride + index * sizes.inputs + channel], values);
                               });
      for (int64_t group = 0; group < groups; ++group) {
        for (int64_t place = 0; place < places; ++place)
          at::native::cpublas::brgemm(
              sizes.block, sizes.group, sizes.inputs, sizes.inputs, sizes.group, sizes.group, /*add_C=*/false,
              transformed.data() + place * input_stride, weight + (place * groups + group) * panel,
              products.data() + place * product_stride, /*is_vnni=*/sizeof(T) == 2);
        transform_outputs<side>(sizes, tiles, products.data(), product_stride, group * sizes.group, epilogue, output);
      }
    }
    at::native::cpublas::brgemm_release(/*is_vnni=*/sizeof(T) == 2);
  });
}

REVERIE_TARGET_END

} // namespace
} // namespace reverie::REVERIE_TARGET
