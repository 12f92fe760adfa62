// How a picture falls into the tiles of Winograd's minimal filtering F(2×2, 3×3): Lavin & Gray, "Fast Algorithms for
// Convolutional Neural Networks" (2016).
//
// A tile of 2×2 outputs depends on 4×4 inputs. With both transformed, the convolution is 16 products per pair of channels
// where the direct form takes 36. The products of many tiles are 16 matrix products, one for each place of the 4×4.
#pragma once

#include "../lanes.h"

#include <algorithm>
#include <vector>

namespace reverie::winograd {

constexpr int64_t places = 16;

/// Channels that are computed together.
inline int64_t group_of(int64_t channels) {
  for (int64_t group : {64, 48, 32})
    if (channels % group == 0)
      return group;
  return lanes;
}

/// Where the upper left pixel of a tile's outputs lies.
struct Tile {
  int64_t picture, y, x;
};

/// All tiles of pictures [N, C, H, W].
struct Tiling {
  int64_t height, width, down, across, count;

  Tiling(int64_t pictures, int64_t height, int64_t width)
      : height(height), width(width), down((height + 1) / 2), across((width + 1) / 2), count(pictures * down * across) {}

  /// Those from `first` up to `end`.
  std::vector<Tile> tiles(int64_t first, int64_t end) const {
    std::vector<Tile> tiles;
    for (int64_t index = first; index < end; ++index)
      tiles.push_back({index / (down * across), index / across % down * 2, index % across * 2});
    return tiles;
  }
};

REVERIE_AVX512_BEGIN

/// One column of the 4×4 inputs, transformed downwards.
struct Column {
  Lanes value[4];
};

/// The 4×4 inputs of each of `tiles`, sixteen channels from `channel` on, transformed: `put(index, place, values)`.
template <typename T, typename Put>
inline void transform_inputs(const Tiling &tiling, const std::vector<Tile> &tiles, const T *input, int64_t channels,
                             int64_t channel, const Put &put) {
  const int64_t row = tiling.width * channels;
  Column kept[2] = {};
  for (size_t index = 0; index < tiles.size(); ++index) {
    const Tile tile = tiles[index];
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

REVERIE_AVX512_END

} // namespace reverie::winograd
