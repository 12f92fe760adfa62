internal import Networks
internal import Torch

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
    let standing = picture * (gradients - 1) + comparisons(at: size)
    func total(_ network: Int) -> Int {
      standing + max(picture * Self.picturesInside + network, picture * Self.picturesOutside)
    }
    let whole = total(try memory(of: size))
    if let side = options.tile {
      guard side >= smallestTile else {
        throw .option("--tile", takes: "a whole number from \(smallestTile) for these layers", got: "\(side)")
      }
      guard max(size.width, size.height) > side else { return MemoryPlan(tile: nil, bytes: whole) }
      let bytes = total(try memory(of: PixelSize(width: side, height: side)))
      guard bytes <= memoryLimit else { throw .tileNeedsMemory(side, bytes, limit: memoryLimit) }
      return MemoryPlan(tile: side, bytes: bytes)
    }
    if whole <= memoryLimit { return MemoryPlan(tile: nil, bytes: whole) }
    let step = max(stride, 16)
    let longest = max(size.width, size.height) / step * step
    for side in Swift.stride(from: longest, through: smallestTile, by: -step) {
      let needed = total(try memory(of: PixelSize(width: side, height: side)))
      if needed <= memoryLimit { return MemoryPlan(tile: side, bytes: needed) }
    }
    let least = total(try memory(of: PixelSize(width: smallestTile, height: smallestTile)))
    throw .needsMemory(least, limit: memoryLimit)
  }

  /// Where the gradients at a level come from.
  ///
  /// - Parameters:
  ///   - side: The side of the tiles for a level that is larger; `nil`: no tiles.
  ///   - halo: What tiles see around their cores in pixels; `nil`: as much as counts, two thirds of the receptive field,
  ///     whose rim is faint, and a quarter of the tile at the most.
  func source(at size: PixelSize, tile side: Int?, halo: Int? = nil) -> any GradientSource {
    let whole = WholePicture(network: network)
    guard let side, max(size.width, size.height) > side else { return whole }
    let halo = halo ?? min((2 * receptiveField + 2) / 3, side / 4)
    let reports = (try? trunk.report(height: size.height, width: size.width)) ?? []
    let grids = reports.filter { $0.shape.count == 3 }.map { report in
      (
        report.layer.name,
        LayerGrid(rows: report.shape[1], columns: report.shape[2], stride: report.stride ?? 1)
      )
    }
    return TiledPicture(
      whole: whole, tiling: Tiling(of: size, side: side, halo: halo, stride: stride),
      grids: Dictionary(uniqueKeysWithValues: grids))
  }

  private func memory(of size: PixelSize) throws(DreamError) -> Int {
    do {
      return try network.memory(height: size.height, width: size.width)
    } catch {
      throw .network(error)
    }
  }

  /// How many gradients a step takes; see `grouped(balanced:)` of the terms.
  private var gradients: Int {
    guard options.layerBalance else { return 1 }
    let distances = objective.parts.count { $0.target.isDistance }
    return objective.parts.count - max(0, distances - 1)
  }

  /// The bytes of what is there for the whole picture, place by place: what it is compared with, and what heads look at.
  private func comparisons(at size: PixelSize) -> Int {
    func elements(of layer: String?, at size: PixelSize) -> Int {
      let reports = (try? graph.report(height: size.height, width: size.width)) ?? []
      return reports.first { $0.layer.name == layer }?.shape.reduce(1, *) ?? 0
    }
    func heldBytes(_ target: ObjectiveTarget) -> Int {
      switch target {
      case .content(let layer): return elements(of: layer, at: size) * precision.byteCount
      case .guide(let layer, _):
        let scale = (Double(LevelTerms.mostGuidePixels) / Double(size.pixels)).squareRoot()
        return elements(of: layer, at: size.scaled(by: min(1, scale))) * (precision.byteCount + 4)
      default: return 0
      }
    }
    let held = objective.parts.map { heldBytes($0.target) }.reduce(0, +)
    // A head's input and one gradient to it in float32; and for each part the gradient that tiles go back from.
    let trunks = Set(heads.values.map(\.trunk)).map { elements(of: $0, at: size) * (precision.byteCount + 4) }
    let slopes = objective.parts.compactMap { $0.target.layers.first.flatMap { heads[$0]?.trunk } }
      .map { elements(of: $0, at: size) * precision.byteCount }
    return held + trunks.reduce(0, +) + slopes.reduce(0, +)
  }

  private var smallestTile: Int { max(trunk.smallestSide ?? 0, 8 * stride, 64) }

  /// The largest distance of neighbouring outputs and the largest receptive field among the layers that tiles are seen by, in pixels.
  private var stride: Int { deepest.compactMap(\.stride).max() ?? 1 }
  var receptiveField: Int { deepest.compactMap(\.receptiveField).max() ?? 1 }

  private var deepest: [LayerReport] {
    let layers = objective.layers.map { heads[$0]?.trunk ?? $0 }
    let reports = (try? trunk.report(height: 512, width: 512)) ?? []
    return reports.filter { layers.contains($0.layer.name) }
  }
}
