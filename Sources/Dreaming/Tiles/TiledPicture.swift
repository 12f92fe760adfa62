internal import Networks
internal import Torch

/// Gradients tile by tile: the network's memory is that of one tile, whatever the size of the picture.
struct TiledPicture: GradientSource {
  let whole: WholePicture
  let tiling: Tiling
  /// How each tapped layer's output lies over the picture.
  let grids: [String: LayerGrid]

  private var views: [TileView] {
    tiling.tiles.map { tile in
      let pixels = tile.coreRows.count * tile.coreColumns.count
      return TileView(tile: tile, grids: grids, share: Double(pixels) / Double(tiling.size.pixels))
    }
  }

  func gradients(
    of terms: [any ObjectiveTerm], at pictures: Tensor, rule: ReLUBackwardRule
  ) throws(TorchError) -> [TermGradient] {
    let redirectsReLUs = rule == .redirected
    let terms = try linearized(terms, at: pictures, redirectsReLUs: redirectsReLUs)
    var values = [Double](repeating: 0, count: terms.count)
    let gradients = try terms.map { _ throws(TorchError) in
      try Tensor.zeros(pictures.shape, device: pictures.device)
    }
    for view in views {
      let parts = terms.map { $0.part(in: view) }
      guard parts.contains(where: { $0 != nil }) else { continue }
      let tile = view.tile
      let pass = try whole.network.forward(pictures.cropped(tile.rows, tile.columns))
      for (index, part) in parts.enumerated() {
        guard let part else { continue }
        let found = try part.outputGradients(at: pass.activations, redirectsReLUs: redirectsReLUs)
        values[index] += found.value
        let gradient = try pass.gradient(found.gradients, rule: rule)
        try gradients[index].cropped(tile.coreRows, tile.coreColumns)
          .copy(
            from: gradient.cropped(
              tile.coreRows - tile.rows.lowerBound, tile.coreColumns - tile.columns.lowerBound))
      }
    }
    return zip(values, gradients).map(TermGradient.init)
  }

  /// The terms as sums over tiles: those that take the whole picture together look at it first, tile by tile.
  private func linearized(
    _ terms: [any ObjectiveTerm], at pictures: Tensor, redirectsReLUs: Bool
  ) throws(TorchError) -> [any ObjectiveTerm] {
    let (gramLayers, wholeLayers) = (terms.flatMap(\.gramLayers), terms.flatMap(\.wholeLayers))
    guard !gramLayers.isEmpty || !wholeLayers.isEmpty else { return terms }
    let statistics = WholeImageStatistics(
      grams: gramLayers.isEmpty ? [:] : try grams(of: gramLayers, in: pictures),
      activations: wholeLayers.isEmpty ? [:] : try activations(of: wholeLayers, in: pictures))
    return try terms.map { term throws(TorchError) in
      try term.linearized(at: statistics, redirectsReLUs: redirectsReLUs)
    }
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
    try look(at: layers, in: pictures) { layer, view, core throws(TorchError) in
      let positions = core.shape[2] * core.shape[3]
      guard positions > 0 else { return }
      let gram = try StyleMatch.gram(core) * view.share(of: layer, positions: positions)
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
