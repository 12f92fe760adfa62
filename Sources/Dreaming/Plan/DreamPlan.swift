internal import Networks
public import Torch

/// What a dream will do, known before it starts.
public struct DreamPlan: Sendable, Equatable {
  /// The photo's size.
  public let photo: PixelSize
  /// The dream's size.
  public let size: PixelSize
  /// The size of each level of the pyramid, smallest first; the last is the dream's.
  public let levels: [PixelSize]
  /// Gradient steps at each level.
  public let iterations: Int

  /// The side in pixels of the tiles that the network sees larger levels in; `nil`: it sees all of them
  /// whole.
  public let tile: Int?
  /// About how much memory the dream takes in bytes, beside the program and the weights.
  public let memory: Int

  /// Whether the photo is resized before the dream.
  public var isResized: Bool { photo != size }
  /// Gradient steps of the whole dream.
  public var totalIterations: Int { levels.count * iterations }
  /// The work of the whole dream in pixels · iterations: time is close to proportional to it.
  public var work: Int { levels.map(\.pixels).reduce(0, +) * iterations }
}

extension Dreamer {
  /// Checks everything about a dream of a photo of that size, and says what it will do.
  ///
  /// - Throws: `DreamError.levelTooSmall` with what would work, `DreamError.maskSize`,
  ///   `DreamError.needsMemory`, or `DreamError.network` when the chosen layers take pictures of one size
  ///   only.
  public func plan(forPhoto photo: PixelSize, mask: DreamMask? = nil) throws(DreamError) -> DreamPlan {
    try mask?.check(forPhoto: photo)
    let size = options.size(forPhoto: photo)
    let levels = options.levels(forPhoto: photo)
    for level in levels where !accepts(level) {
      throw refusal(of: level, in: size)
    }
    let memory = try memoryPlan(for: size)
    return DreamPlan(
      photo: photo, size: size, levels: levels, iterations: options.iterations, tile: memory.tile,
      memory: memory.bytes)
  }

  private func accepts(_ level: PixelSize) -> Bool {
    level.shorterSide >= Pyramid.smallestSide
      && (try? network.graph.report(height: level.height, width: level.width)) != nil
  }

  private func refusal(of level: PixelSize, in size: PixelSize) -> DreamError {
    do {
      _ = try network.graph.report(height: level.height, width: level.width)
    } catch .pictureTooSmall {
      // falls through to what would work
    } catch {
      return .network(error)
    }
    let required = max(Pyramid.smallestSide, network.graph.smallestSide ?? 0)
    let fewer = (1..<options.pyramidSize).last { isLargeEnough(size, levels: $0, required) }
    let wider = (size.width...max(size.width, DreamOptions.widths.upperBound)).first {
      isLargeEnough(size.scaled(toWidth: $0), levels: options.pyramidSize, required)
    }
    return .levelTooSmall(level, required: required, pyramidSize: fewer, width: wider)
  }

  private func isLargeEnough(_ size: PixelSize, levels: Int, _ required: Int) -> Bool {
    Pyramid(base: size, size: levels, ratio: options.pyramidRatio).levels[0].shorterSide >= required
  }
}

extension DreamOptions {
  /// The longest side, in pixels, of a dream whose width was not asked for.
  static let longestSide = 1024

  /// The size of a dream of a photo of that size.
  public func size(forPhoto photo: PixelSize) -> PixelSize {
    if let width { return photo.scaled(toWidth: width) }
    let longer = max(photo.width, photo.height)
    return longer <= Self.longestSide ? photo : photo.scaled(by: Double(Self.longestSide) / Double(longer))
  }

  /// The work of a dream of a photo of that size in pixels · iterations; no network is asked whether it can
  /// be done.
  public func work(forPhoto photo: PixelSize) -> Int {
    levels(forPhoto: photo).map(\.pixels).reduce(0, +) * iterations
  }

  /// The sizes of its levels, smallest first.
  func levels(forPhoto photo: PixelSize) -> [PixelSize] {
    Pyramid(base: size(forPhoto: photo), size: pyramidSize, ratio: pyramidRatio).levels
  }
}
