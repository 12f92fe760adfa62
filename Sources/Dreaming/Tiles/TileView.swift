internal import Torch

/// What a tile of a larger picture shows of each layer's output.
struct TileView {
  let tile: Tiling.Tile
  let grids: [String: LayerGrid]
  /// The share that the tile's core is of the picture.
  let share: Double

  /// The row and the column of the whole picture's output of a layer at which the tile's own begins.
  func origin(of layer: String) -> (row: Int, column: Int) {
    let stride = grids[layer]?.stride ?? 1
    return (tile.rows.lowerBound / stride, tile.columns.lowerBound / stride)
  }

  /// The positions of a layer in the whole picture's output that are the core's; those of all tiles cover it
  /// once.
  func core(of layer: String) -> (rows: Range<Int>, columns: Range<Int>) {
    guard let grid = grids[layer] else { return (tile.coreRows, tile.coreColumns) }
    return (
      grid.positions(of: tile.coreRows, of: grid.rows), grid.positions(of: tile.coreColumns, of: grid.columns)
    )
  }

  /// The positions of a layer that belong to the tile's pixels.
  private func seen(of layer: String) -> (rows: Range<Int>, columns: Range<Int>) {
    guard let grid = grids[layer] else { return (tile.rows, tile.columns) }
    return (grid.positions(of: tile.rows, of: grid.rows), grid.positions(of: tile.columns, of: grid.columns))
  }

  /// The share that so many positions of a layer are of the whole picture's.
  func share(of layer: String, positions: Int) -> Double {
    Double(positions) / Double(grids[layer]?.positions ?? positions)
  }

  /// Where in the tile's own output of a layer a place of the picture lies, and whether that is the core's;
  /// `nil` where the tile does not see it.
  func spot(_ place: Place, of layer: String) -> (row: Int, column: Int, isInCore: Bool)? {
    guard let grid = grids[layer] else { return nil }
    let (row, column) = (Place.index(place.y, of: grid.rows), Place.index(place.x, of: grid.columns))
    let (seen, core) = (seen(of: layer), core(of: layer))
    guard seen.rows.contains(row), seen.columns.contains(column) else { return nil }
    return (
      row - seen.rows.lowerBound, column - seen.columns.lowerBound,
      core.rows.contains(row) && core.columns.contains(column)
    )
  }

  /// The core's part of a layer's output `[N, C, h, w]` for the tile.
  func core(of layer: String, in output: Tensor) throws(TorchError) -> Tensor {
    let (core, origin) = (core(of: layer), origin(of: layer))
    return try output.cropped(core.rows - origin.row, core.columns - origin.column)
  }
}

/// How a layer's output lies over the whole picture.
struct LayerGrid {
  /// Rows and columns of the whole picture's output.
  let rows: Int, columns: Int
  /// The distance of neighboring positions in pixels.
  let stride: Int

  /// The number of positions.
  var positions: Int { rows * columns }

  /// Those of `count` positions in a row that belong to pixels from a multiple of the stride to another or
  /// the end.
  fileprivate func positions(of pixels: Range<Int>, of count: Int) -> Range<Int> {
    let first = min(pixels.lowerBound / stride, count)
    return first..<max(first, min((pixels.upperBound + stride - 1) / stride, count))
  }
}

extension Tensor {
  /// A view of some rows and columns of pictures `[N, C, H, W]`.
  func cropped(_ rows: Range<Int>, _ columns: Range<Int>) throws(TorchError) -> Tensor {
    try narrowed(2, rows).narrowed(3, columns)
  }
}

func - (range: Range<Int>, offset: Int) -> Range<Int> {
  range.lowerBound - offset..<range.upperBound - offset
}
