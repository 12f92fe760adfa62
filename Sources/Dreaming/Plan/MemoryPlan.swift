internal import Settings
internal import Torch

/// How a dream keeps to the memory that it may take.
struct MemoryPlan: Equatable {
  /// The side of the tiles in pixels; `nil`: the network sees the whole picture at once.
  let tile: Int?
  /// What the dream takes in bytes, beside the program and the weights.
  let bytes: Int
}

extension Dreamer {
  /// Pictures of the dream's size, in float32, that are there while the network runs: the photo and its
  /// bytes, the dream, the rolled dream, its gradient, and what the level before dreamt.
  private static let picturesInside = 5
  /// Those that are there before and after: what smoothing, rolling, normalizing and encoding make of them as
  /// well.
  private static let picturesOutside = 7

  /// The whole picture where that fits into `memoryLimit`, the largest tiles that do elsewhere;
  /// `options.tile` where given.
  ///
  /// - Throws: `DreamError` when nothing fits, or tiles are asked for that cannot be.
  func memoryPlan(for size: PixelSize) throws(DreamError) -> MemoryPlan {
    let picture = size.pixels * 3 * 4
    let standing = picture * (gradients - 1) + comparisons(at: size)
    func total(_ seen: PixelSize) throws(DreamError) -> Int {
      let inside = try picture * Self.picturesInside + network.memory(of: seen)
      return standing + max(inside, picture * Self.picturesOutside)
    }
    func total(tile side: Int) throws(DreamError) -> Int { try total(PixelSize(width: side, height: side)) }
    let smallestTile = network.smallestTile
    let whole = try total(size)
    if let side = options.tile {
      guard side >= smallestTile else {
        throw .setting(
          SettingError("tile", takes: "a whole number from \(smallestTile) for these layers", got: "\(side)"))
      }
      guard max(size.width, size.height) > side else { return MemoryPlan(tile: nil, bytes: whole) }
      let bytes = try total(tile: side)
      guard bytes <= memoryLimit else { throw .tileNeedsMemory(side, bytes, limit: memoryLimit) }
      return MemoryPlan(tile: side, bytes: bytes)
    }
    if whole <= memoryLimit { return MemoryPlan(tile: nil, bytes: whole) }
    let step = max(network.stride, 16)
    let longest = max(size.width, size.height) / step * step
    for side in stride(from: longest, through: smallestTile, by: -step) {
      let needed = try total(tile: side)
      if needed <= memoryLimit { return MemoryPlan(tile: side, bytes: needed) }
    }
    throw .needsMemory(try total(tile: smallestTile), limit: memoryLimit)
  }

  /// How many gradients a step takes; see `grouped(balanced:)` of the terms.
  private var gradients: Int {
    guard options.layerBalance else { return 1 }
    let distances = objective.parts.count { $0.target.definition.isDistance }
    return objective.parts.count - max(0, distances - 1)
  }

  /// The bytes of what is there for the whole picture, place by place: what it is compared with, and what
  /// heads look at.
  private func comparisons(at size: PixelSize) -> Int {
    let precision = network.precision
    let held = objective.parts.map { $0.target.definition.heldBytes(at: size, in: network) }.reduce(0, +)
    // A head's input and one gradient to it in float32; and for each part the gradient that tiles go back
    // from.
    let trunks = Set(network.heads.values.map(\.trunk))
      .map { network.elements(of: $0, at: size) * (precision.byteCount + 4) }
    let gradients = objective.parts
      .compactMap { $0.target.layers.first.flatMap { network.heads[$0]?.trunk } }
      .map { network.elements(of: $0, at: size) * precision.byteCount }
    return held + trunks.reduce(0, +) + gradients.reduce(0, +)
  }
}
