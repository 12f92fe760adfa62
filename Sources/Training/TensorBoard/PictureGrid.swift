import Datasets
internal import Imaging
internal import Networks
internal import Torch

/// Pictures of a batch side by side, eight in a row, as the network sees them.
enum PictureGrid {
  private static let columns = 8
  private static let mostPictures = 32
  private static let longestSide = 128
  private static let gap = 2

  /// The grid of the first pictures of a batch `[N, 3, S, S]` that was normalised, at most 32 of them and scaled to at most
  /// 128 pixels a side.
  static func image(of pictures: Tensor, _ normalization: Normalization) throws(TorchError) -> Image {
    let count = min(pictures.shape[0], mostPictures)
    let side = min(pictures.shape[2], longestSide)
    var tiles = try normalization.denormalize(pictures.detached().narrowed(0, 0..<count).to(.float32))
    if side < pictures.shape[2] { tiles = try tiles.resized(height: side, width: side, antialias: true) }
    let (across, step) = (min(count, columns), side + gap)
    let grid = try Tensor.zeros([
      3, (count + across - 1) / across * step - gap, across * step - gap,
    ])
    for index in 0..<count {
      let (x, y) = (index % across * step, index / across * step)
      try grid.narrowed(1, y..<(y + side)).narrowed(2, x..<(x + side))
        .copy(from: tiles.narrowed(0, index..<(index + 1)).reshaped([3, side, side]))
    }
    return try Image(grid)
  }
}
