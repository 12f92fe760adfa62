// The inputs of tiles, transformed; to be included once for each target.

namespace reverie::REVERIE_TARGET {

REVERIE_TARGET_BEGIN

/// The inputs of each of `tiles`, sixteen channels from `channel` on, transformed: `put(index, place, values)`.
template <int side, typename T, typename Put>
inline void transform_inputs(const winograd::Tiling &tiling, const std::vector<winograd::Tile> &tiles, const T *input,
                             int64_t channels, int64_t channel, const Put &put) {
  constexpr int reach = side + 2;
  const int64_t row = tiling.width * channels;
  // Columns transformed downwards; the last two are the first two of the tile to the right.
  Lanes columns[reach][reach];
  for (size_t index = 0; index < tiles.size(); ++index) {
    const winograd::Tile tile = tiles[index];
    const T *picture = input + tile.picture * tiling.height * row + channel;
    const bool continues = index > 0 && tile.x > 0;
    if (continues)
      std::memcpy(columns, columns + side, 2 * sizeof columns[0]);
    for (int column = continues ? 2 : 0; column < reach; ++column) {
      const int64_t x = tile.x - 1 + column;
      if (x < 0 || x >= tiling.width) {
        std::memset(columns[column], 0, sizeof columns[0]);
        continue;
      }
      Lanes pixels[reach];
      for (int line = 0; line < reach; ++line) {
        const int64_t y = tile.y - 1 + line;
        pixels[line] = y < 0 || y >= tiling.height ? Lanes(0) : load(picture + y * row + x * channels);
      }
      Filter<side>::inputs(pixels, columns[column]);
    }
    for (int line = 0; line < reach; ++line) {
      Lanes across[reach], result[reach];
      for (int column = 0; column < reach; ++column)
        across[column] = columns[column][line];
      Filter<side>::inputs(across, result);
      for (int column = 0; column < reach; ++column)
        put(index, line * reach + column, result[column]);
    }
  }
}

REVERIE_TARGET_END

} // namespace reverie::REVERIE_TARGET
