internal import Torch

/// How a picture is cut into tiles that overlap, so that each pixel's gradient comes from a tile that sees
/// enough around it.
///
/// A pixel's gradient comes from all activations that see it, and those see as far again: with a halo of the
/// receptive field around it, a tile knows everything about its core. Tiles start at multiples of the
/// network's stride, so that its grid falls on the same pixels as in the whole picture.
struct Tiling: Equatable {
  /// A part of the picture.
  struct Tile: Equatable {
    /// What the network sees.
    let rows: Range<Int>, columns: Range<Int>
    /// The core, whose gradient is taken; the cores of all tiles cover the picture once.
    let coreRows: Range<Int>, coreColumns: Range<Int>
  }

  /// The picture's size.
  let size: PixelSize
  /// The tiles, row by row.
  let tiles: [Tile]

  /// - Parameters:
  ///   - side: The longest side of what the network sees of a tile, in pixels.
  ///   - halo: What it sees beyond the core on each side.
  ///   - stride: The distance of the deepest layer's outputs, in pixels.
  /// - Precondition: `side` is larger than two halos and a stride.
  init(of size: PixelSize, side: Int, halo: Int, stride: Int) {
    self.size = size
    let rows = Self.cuts(size.height, side: side, halo: halo, stride: stride)
    let columns = Self.cuts(size.width, side: side, halo: halo, stride: stride)
    tiles = rows.flatMap { row in
      columns.map { column in
        Tile(rows: row.seen, columns: column.seen, coreRows: row.core, coreColumns: column.core)
      }
    }
  }

  /// One side of the picture in pieces of about the same length.
  private static func cuts(
    _ length: Int, side: Int, halo: Int, stride: Int
  ) -> [(seen: Range<Int>, core: Range<Int>)] {
    guard length > side else { return [(0..<length, 0..<length)] }
    let margin = (halo + stride - 1) / stride * stride
    let longest = (side - 2 * margin) / stride * stride
    precondition(longest >= stride, "a tile is larger than its halo")
    let count = (length + longest - 1) / longest
    let even = ((length + count - 1) / count + stride - 1) / stride * stride
    return Swift.stride(from: 0, to: length, by: even).map { start in
      let core = start..<min(start + even, length)
      return (max(core.lowerBound - margin, 0)..<min(core.upperBound + margin, length), core)
    }
  }
}
