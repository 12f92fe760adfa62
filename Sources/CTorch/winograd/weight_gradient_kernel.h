// The sums of the gradient to the weight; to be included once for each target.

namespace reverie::REVERIE_TARGET {
namespace {

REVERIE_TARGET_BEGIN

/// The gradients of each of `tiles`, sixteen channels from `channel` on, transformed: `put(index, place, values)`.
template <int side, typename T, typename Put>
void transform_gradients(const Tiling &tiling, const std::vector<Tile> &tiles, const T *gradient, int64_t channels,
                         int64_t channel, const Put &put) {
  constexpr int reach = side + 2;
  for (size_t index = 0; index < tiles.size(); ++index) {
    const Tile tile = tiles[index];
    Lanes square[side][side], result[reach][reach];
    for (int64_t line = 0; line < side; ++line)
      for (int64_t column = 0; column < side; ++column) {
        const int64_t y = tile.y + line, x = tile.x + column;
        const int64_t pixel = (tile.picture * tiling.height + y) * tiling.width + x;
        square[line][column] =
            y < tiling.height && x < tiling.width ? load(gradient + pixel * channels + channel) : Lanes(0);
      }
    both_ways<side, reach, Filter<side>::gradients>(square, result);
    for (int place = 0; place < reach * reach; ++place)
      put(index, place, result[place / reach][place % reach]);
  }
}

/// Sixteen channels of a unit of tiles, transformed; tiles that are not there are zero.
template <int side, typename T> struct Unit {
  T place[winograd::places_of(side)][lanes * per_word<T>][lanes] = {};
};

/// A block of tiles, transformed: the matrices that are multiplied.
template <int side, typename T> struct Block {
  static constexpr int64_t places = winograd::places_of(side);
  const Sizes &sizes;
  /// [places, O, block].
  const std::unique_ptr<T[]> gradients;
  /// [places, I / group, block, group], in words.
  const std::unique_ptr<T[]> inputs;

  explicit Block(const Sizes &sizes)
      : sizes(sizes), gradients(new T[places * sizes.outputs * sizes.block]),
        inputs(new T[places * sizes.inputs * sizes.block]) {}

  /// Fills in the unit that starts `offset` tiles after `first`.
  void fill(int64_t first, int64_t offset, const T *gradient, const T *input) {
    const auto tiles = sizes.unit_of_tiles(first + offset);
    for (int64_t channel = 0; channel < sizes.outputs; channel += lanes) {
      Unit<side, T> unit;
      transform_gradients<side>(sizes.tiling, tiles, gradient, sizes.outputs, channel,
                          [&](int64_t index, int64_t place, Lanes values) { store(unit.place[place][index], values); });
      for (int64_t place = 0; place < places; ++place) {
        Words rows[lanes];
        for (int64_t row = 0; row < lanes; ++row)
          rows[row] = words(unit.place[place][row * per_word<T>]);
        transpose(rows);
        for (int64_t row = 0; row < lanes; ++row)
          std::memcpy(&gradients[(place * sizes.outputs + channel + row) * sizes.block + offset], &rows[row],
                      sizeof rows[row]);
      }
    }
    const int64_t group = sizes.input_group;
    for (int64_t channel = 0; channel < sizes.inputs; channel += lanes) {
      Unit<side, T> unit;
      transform_inputs<side>(
          sizes.tiling, tiles, input, sizes.inputs, channel,
          [&](int64_t index, int64_t place, Lanes values) { store(unit.place[place][index], values); });
      for (int64_t place = 0; place < places; ++place)
        for (int64_t row = 0; row < lanes; ++row) {
          const Words beside = words(unit.place[place][row * per_word<T>]);
          const int64_t tile = offset + row * per_word<T>;
          T *panel = &inputs[(place * sizes.inputs + channel / group * group) * sizes.block];
          std::memcpy(panel + tile * group + channel % group * per_word<T>, &beside, sizeof beside);
        }
    }
  }
};

/// The sums over all tiles: [places, O / group, I / group, group, group].
template <int side, typename T> std::unique_ptr<float[]> sums(const Sizes &sizes, const T *gradient, const T *input) {
  constexpr int64_t places = winograd::places_of(side);
  std::unique_ptr<float[]> result(new float[places * sizes.outputs * sizes.inputs]);
  Block<side, T> block(sizes);
  const int64_t output_groups = sizes.outputs / sizes.output_group, input_groups = sizes.inputs / sizes.input_group;
  for (int64_t first = 0; first < sizes.tiling.count; first += sizes.block) {
    in_parallel(sizes.block / sizes.unit, 1, [&](int64_t begin, int64_t end) {
      for (int64_t unit = begin; unit < end; ++unit)
        block.fill(first, unit * sizes.unit, gradient, input);
    });
    in_parallel(places * output_groups, 1, [&](int64_t begin, int64_t end) {
      for (int64_t rows = begin; rows < end; ++rows)
        for (int64_t columns = 0; columns < input_groups; ++columns)
          at::native::cpublas::brgemm(
              sizes.output_group, sizes.input_group, sizes.block, sizes.block, sizes.input_group, sizes.input_group,
              /*add_C=*/first > 0, block.gradients.get() + rows * sizes.output_group * sizes.block,
              block.inputs.get() + (rows / output_groups * input_groups + columns) * sizes.input_group * sizes.block,
              result.get() + (rows * input_groups + columns) * sizes.output_group * sizes.input_group,
              /*is_vnni=*/sizeof(T) == 2);
      at::native::cpublas::brgemm_release(/*is_vnni=*/sizeof(T) == 2);
    });
  }
  return result;
}

/// Gᵀ·S·G of all sums: [O, I, 3, 3].
template <int side> void transform_sums(const Sizes &sizes, const float *sums, float *result) {
  constexpr int reach = side + 2;
  const int64_t group = sizes.input_group, place = sizes.outputs * sizes.inputs;
  in_parallel(sizes.outputs, 1, [&](int64_t begin, int64_t end) {
    for (int64_t output = begin; output < end; ++output)
      for (int64_t input = 0; input < sizes.inputs; input += lanes) {
        const int64_t row = output % sizes.output_group, rows = output - row;
        const float *from = sums + rows * sizes.inputs + input / group * sizes.output_group * group + row * group
                            + input % group;
        Lanes square[reach][reach], kernel[3][3];
        for (int index = 0; index < reach * reach; ++index)
          square[index / reach][index % reach] = load(from + index * place);
        both_ways<reach, 3, Filter<side>::sums>(square, kernel);
        Lanes kernels[lanes] = {};
        for (int index = 0; index < 9; ++index)
          kernels[index] = kernel[index / 3][index % 3];
        transpose(kernels);
        for (int64_t lane = 0; lane < lanes; ++lane)
          store_first<9>(result + (output * sizes.inputs + input + lane) * 9, kernels[lane]);
      }
  });
}

REVERIE_TARGET_END

} // namespace
} // namespace reverie::REVERIE_TARGET
