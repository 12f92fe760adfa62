internal import Networks

/// How a dream keeps to the memory that it may take.
struct MemoryPlan: Equatable {
  /// The side of the tiles in pixels; `nil`: the network sees the whole picture at once.
  let tile: Int?
  /// What the dream takes in bytes, beside the program and the weights.
  let bytes: Int
}

extension Dreamer {
  /// Pictures of the dream's size, in float32, that are there while the network runs: the photo and its bytes, the dream, the
  /// rolled dream, its gradient, and what the level before dreamt.
  private static let picturesInside = 5
  /// Those that are there before and after: what smoothing, rolling, normalising and encoding make of them as well.
  private static let picturesOutside = 7

  /// The whole picture where that fits into `memoryLimit`, the largest tiles that do elsewhere; `options.tile` where given.
  ///
  /// - Throws: `DreamError` when nothing fits, or tiles are asked for that cannot be.
  func memoryPlan(for size: PixelSize) throws(DreamError) -> MemoryPlan {
    let picture = size.pixels * 3 * 4
    let gradients = picture * (objective.parts.count - 1)
    func total(_ network: Int) -> Int {
      gradients + max(picture * Self.picturesInside + network, picture * Self.picturesOutside)
    }
    let whole = total(try memory(of: size))
    if let side = options.tile {
      try checkTiles(of: side)
      guard max(size.width, size.height) > side else { return MemoryPlan(tile: nil, bytes: whole) }
      return MemoryPlan(tile: side, bytes: total(try memory(of: PixelSize(width: side, height: side))))
    }
    if whole <= memoryLimit { return MemoryPlan(tile: nil, bytes: whole) }
    guard canBeTiled else { throw .needsMemory(whole, limit: memoryLimit, canBeTiled: false) }
    let step = max(stride, 16)
    let longest = max(size.width, size.height) / step * step
    for side in Swift.stride(from: longest, through: smallestTile, by: -step) {
      let needed = total(try memory(of: PixelSize(width: side, height: side)))
      if needed <= memoryLimit { return MemoryPlan(tile: side, bytes: needed) }
    }
    let least = total(try memory(of: PixelSize(width: smallestTile, height: smallestTile)))
    throw .needsMemory(least, limit: memoryLimit, canBeTiled: true)
  }

  /// Where the gradients at a level come from.
  ///
  /// - Parameter side: The side of the tiles for a level that is larger; `nil`: no tiles.
  func source(at size: PixelSize, tile side: Int?) -> any GradientSource {
    let whole = WholePicture(network: network)
    guard let side, max(size.width, size.height) > side else { return whole }
    // Where the receptive field is larger than a quarter of the tile, its faint rim is left out.
    let halo = min(receptiveField - 1, side / 4)
    let reports = (try? graph.report(height: size.height, width: size.width)) ?? []
    let positions = reports.map { ($0.layer.name, $0.shape.dropFirst().reduce(1, *)) }
    return TiledPicture(
      whole: whole, tiling: Tiling(of: size, side: side, halo: halo, stride: stride),
      positions: Dictionary(uniqueKeysWithValues: positions))
  }

  private func checkTiles(of side: Int) throws(DreamError) {
    guard canBeTiled else { throw .cannotBeTiled }
    guard side >= smallestTile else {
      throw .option("--tile", takes: "a whole number from \(smallestTile) for these layers", got: "\(side)")
    }
  }

  private func memory(of size: PixelSize) throws(DreamError) -> Int {
    do { return try network.memory(height: size.height, width: size.width) } catch { throw .network(error) }
  }

  /// Only what is a mean over positions adds up from tiles.
  private var canBeTiled: Bool {
    objective.parts.allSatisfy { $0.subject.isMeanOverPositions }
      && objective.layers.allSatisfy { name in
        deepest.contains { $0.layer.name == name && $0.shape.count == 3 }
      }
  }

  private var smallestTile: Int { max(graph.smallestSide ?? 0, 8 * stride, 64) }

  /// The largest distance of neighbouring outputs and the largest receptive field among the objective's layers, in pixels.
  private var stride: Int { deepest.compactMap(\.stride).max() ?? 1 }
  private var receptiveField: Int { deepest.compactMap(\.receptiveField).max() ?? 1 }

  private var deepest: [LayerReport] {
    let reports = (try? graph.report(height: 512, width: 512)) ?? []
    return reports.filter { objective.layers.contains($0.layer.name) }
  }
}
