// How a picture falls into the tiles of Winograd's minimal filtering F(m×m, 3×3): Lavin & Gray, "Fast Algorithms for
// Convolutional Neural Networks" (2016).
//
// A tile of m×m outputs depends on (m + 2)×(m + 2) inputs. With both transformed, the convolution is one product for each of
// these places and pair of channels: 16 for 2×2 outputs where the direct form takes 36, 36 for 4×4 where it takes 144. The
// products of many tiles are matrix products, one for each place.
#pragma once

#include "../lanes/target.h"

#include <algorithm>
#include <vector>

namespace reverie::winograd {

/// Places of a tile whose outputs have that side.
constexpr int64_t places_of(int64_t side) { return (side + 2) * (side + 2); }

/// The side of the outputs of a tile with so many places.
inline int64_t side_of(int64_t places) { return places == places_of(4) ? 4 : 2; }

/// Calls `body` with the side as a constant.
template <typename Body> void with_side(int64_t side, const Body &body) {
  if (side == 4)
    return body(std::integral_constant<int, 4>());
  TORCH_CHECK(side == 2, "tiles have a side of 2 or 4");
  body(std::integral_constant<int, 2>());
}

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

/// All tiles of pictures [N, C, H, W], of outputs of that side.
struct Tiling {
  int64_t side, height, width, down, across, count;

  Tiling(int64_t side, int64_t pictures, int64_t height, int64_t width)
      : side(side), height(height), width(width), down((height + side - 1) / side), across((width + side - 1) / side),
        count(pictures * down * across) {}

  /// Those from `first` up to `end`.
  std::vector<Tile> tiles(int64_t first, int64_t end) const {
    std::vector<Tile> tiles;
    for (int64_t index = first; index < end; ++index)
      tiles.push_back({index / (down * across), index / across % down * side, index % across * side});
    return tiles;
  }
};

} // namespace reverie::winograd
