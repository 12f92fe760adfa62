internal import Networks
internal import Torch

/// Gradients tile by tile: the network's memory is that of one tile, whatever the size of the picture.
///
/// For terms that are means over positions. A tile's part of the mean is the share that its positions are of the whole
/// picture's, layer by layer, so that its core's gradient is the whole picture's. A term's value is the mean of the tiles',
/// weighted by their cores.
struct TiledPicture: GradientSource {
  let whole: WholePicture
  let tiling: Tiling
  /// The number of positions of each tapped layer in the whole picture.
  let positions: [String: Int]

  func gradients(
    of terms: [any ObjectiveTerm], at pictures: Tensor, rule: RectifierRule
  ) throws(TorchError) -> [TermGradient] {
    var values = [Double](repeating: 0, count: terms.count)
    let gradients = try terms.map { _ throws(TorchError) in
      try Tensor.empty(pictures.shape, device: pictures.device)
    }
    let area = Double(pictures.shape[2] * pictures.shape[3])
    for tile in tiling.tiles {
      let pass = try whole.network.forward(pictures.cropped(tile.rows, tile.columns))
      let share = Double(tile.coreRows.count * tile.coreColumns.count) / area
      for (index, term) in terms.enumerated() {
        let (value, seeds) = try term.seeds(at: pass.activations, waking: rule == .redirected)
        values[index] += value * share
        for (layer, seed) in seeds { try seed.multiply(by: part(of: layer, seed)) }
        let gradient = try pass.gradient(seeds, rule: rule)
        try gradients[index].cropped(tile.coreRows, tile.coreColumns)
          .copy(
            from: gradient.cropped(
              tile.coreRows - tile.rows.lowerBound, tile.coreColumns - tile.columns.lowerBound))
      }
    }
    return zip(values, gradients).map(TermGradient.init)
  }

  /// The share that a tile's positions of a layer are of the whole picture's.
  private func part(of layer: String, _ seed: Tensor) -> Double {
    let here = seed.shape.dropFirst(2).reduce(1, *)
    return Double(here) / Double(positions[layer] ?? here)
  }

  func activations(of pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    try whole.activations(of: pictures)
  }
}

extension Tensor {
  /// A view of some rows and columns of pictures `[N, C, H, W]`.
  fileprivate func cropped(_ rows: Range<Int>, _ columns: Range<Int>) throws(TorchError) -> Tensor {
    try narrowed(2, rows).narrowed(3, columns)
  }
}

private func - (range: Range<Int>, offset: Int) -> Range<Int> {
  range.lowerBound - offset..<range.upperBound - offset
}
