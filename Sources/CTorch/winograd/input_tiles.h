// The inputs of tiles, transformed; to be included once for each target.

namespace reverie::REVERIE_TARGET {

REVERIE_TARGET_BEGIN

/// One column of the 4×4 inputs, transformed downwards.
struct Column {
  Lanes value[4];
};

/// The 4×4 inputs of each of `tiles`, sixteen channels from `channel` on, transformed: `put(index, place, values)`.
template <typename T, typename Put>
inline void transform_inputs(const winograd::Tiling &tiling, const std::vector<winograd::Tile> &tiles, const T *input, int64_t channels,
                             int64_t channel, const Put &put) {
  const int64_t row = tiling.width * channels;
  Column kept[2] = {};
  for (size_t index = 0; index < tiles.size(); ++index) {
    const winograd::Tile tile = tiles[index];
    const T *picture = input + tile.picture * tiling.height * row + channel;
    auto column = [&](int64_t x) {
      Column result = {};
      if (x < 0 || x >= tiling.width)
        return result;
      Lanes pixel[4];
      for (int64_t line = 0; line < 4; ++line) {
        const int64_t y = tile.y - 1 + line;
        pixel[line] = y < 0 || y >= tiling.height ? Lanes(0) : load(picture + y * row + x * channels);
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
    for (int64_t line = 0; line < 4; ++line) {
      put(index, 4 * line, a.value[line] - c.value[line]);
      put(index, 4 * line + 1, b.value[line] + c.value[line]);
      put(index, 4 * line + 2, c.value[line] - b.value[line]);
      put(index, 4 * line + 3, b.value[line] - d.value[line]);
    }
    kept[0] = c;
    kept[1] = d;
  }
}

REVERIE_TARGET_END

} // namespace reverie::REVERIE_TARGET
