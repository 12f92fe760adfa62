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

  /// The side in pixels of the tiles that the network sees larger levels in; `nil`: it sees all of them whole.
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
