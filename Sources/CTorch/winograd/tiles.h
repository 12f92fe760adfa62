// How a picture falls into the tiles of Winograd's minimal filtering F(2×2, 3×3): Lavin & Gray, "Fast Algorithms for
// Convolutional Neural Networks" (2016).
//
// A tile of 2×2 outputs depends on 4×4 inputs. With both transformed, the convolution is 16 products per pair of channels
// where the direct form takes 36. The products of many tiles are 16 matrix products, one for each place of the 4×4.
#pragma once

#include "../lanes/target.h"

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

} // namespace reverie::winograd
