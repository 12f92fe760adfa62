internal import Networks
internal import Torch

/// Gradients tile by tile: the network's memory is that of one tile, whatever the size of the picture.
///
/// For terms that are means over positions, or are one near any given picture. A tile's part of the mean is the share that its
/// positions are of the whole picture's, layer by layer, so that its core's gradient is the whole picture's. A term's value
/// is the mean of the tiles', weighted by their cores.
struct TiledPicture: GradientSource {
  let whole: WholePicture
  let tiling: Tiling
  /// How each tapped layer's output lies over the picture.
  let grids: [String: LayerGrid]

  private var views: [TileView] { tiling.tiles.map { TileView(tile: $0, grids: grids) } }

  func gradients(
    of terms: [any ObjectiveTerm], at pictures: Tensor, rule: RectifierRule
  ) throws(TorchError) -> [TermGradient] {
    let terms = try linearized(terms, at: pictures)
    var values = [Double](repeating: 0, count: terms.count)
    let gradients = try terms.map { _ throws(TorchError) in
      try Tensor.empty(pictures.shape, device: pictures.device)
    }
    let area = Double(pictures.shape[2] * pictures.shape[3])
    for view in views {
      let tile = view.tile
      let pass = try whole.network.forward(pictures.cropped(tile.rows, tile.columns))
      let share = Double(tile.coreRows.count * tile.coreColumns.count) / area
      for (index, term) in terms.enumerated() {
        let (value, seeds) = try term.term(in: view).seeds(at: pass.activations, waking: rule == .redirected)
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

  /// The terms as means over positions: those that take the whole picture together look at it first, tile by tile.
  private func linearized(
    _ terms: [any ObjectiveTerm], at pictures: Tensor
  ) throws(TorchError) -> [any ObjectiveTerm] {
    let layers = terms.flatMap(\.gramLayers)
    guard !layers.isEmpty else { return terms }
    let grams = try grams(of: layers, in: pictures)
    return try terms.map { term throws(TorchError) in try term.linearized(at: grams) }
  }

  /// The share that a tile's positions of a layer are of the whole picture's.
  private func part(of layer: String, _ seed: Tensor) -> Double {
    let here = seed.shape.dropFirst(2).reduce(1, *)
    return Double(here) / Double(grids[layer]?.positions ?? here)
  }
}

// MARK: - What the whole picture is compared with

extension TiledPicture {
  func activations(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    var outputs: [String: Tensor] = [:]
    try look(at: layers, in: pictures) { layer, view, core throws(TorchError) in
      let place = view.core(of: layer)
      if outputs[layer] == nil { outputs[layer] = try empty(layer, like: core) }
      try outputs[layer]?.cropped(place.rows, place.columns).copy(from: core)
    }
    return outputs
  }

  func grams(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    var sums: [String: Tensor] = [:]
    try look(at: layers, in: pictures) { layer, _, core throws(TorchError) in
      let positions = core.shape[2] * core.shape[3]
      guard positions > 0 else { return }
      let share = Double(positions) / Double(grids[layer]?.positions ?? positions)
      let gram = try StyleMatch.gram(core) * share
      if let sum = sums[layer] { try sum.add(gram) } else { sums[layer] = gram }
    }
    return sums
  }

  /// Shows each layer's output for each tile's core, `[N, C, h, w]`.
  private func look(
    at layers: [String], in pictures: Tensor, _ body: (String, TileView, Tensor) throws(TorchError) -> Void
  ) throws(TorchError) {
    for view in views {
      let outputs = try whole.network.activations(pictures.cropped(view.tile.rows, view.tile.columns))
      for layer in Set(layers) {
        try body(layer, view, view.core(of: layer, in: outputs.activation(of: layer)))
      }
    }
  }

  private func empty(_ layer: String, like core: Tensor) throws(TorchError) -> Tensor {
    let grid = grids[layer]
    let shape = [core.shape[0], core.shape[1], grid?.rows ?? core.shape[2], grid?.columns ?? core.shape[3]]
    return try .empty(shape, dtype: core.dtype, device: core.device).channelsLast()
  }
}
