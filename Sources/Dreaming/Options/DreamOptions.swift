public import Networks

/// A dream's settings: flags of the command line, a recipe file and the text inside a picture are this value.
///
/// The names are those of "DeepDream: What I Dreamt While At College". The defaults are those of its notebooks, but for
/// the learning rate (0.09 there) and the pyramid (`paper` there), which were chosen by looking at dreams of photos. In
/// JSON every field may be left out; see `init(from:)`.
public struct DreamOptions: Codable, Sendable, Equatable {
  /// The layers whose energy rises, by name or alias; empty: the model's own choice, which the caller fills in.
  public var layers: [String] = []
  /// Levels of the pyramid, 1…50; octaves elsewhere. Default 4.
  public var pyramidSize = 4
  /// How much larger each level is than the one before, more than 1 and up to 10. Default 1.8.
  public var pyramidRatio = 1.8
  /// Gradient steps at each level, 1…100,000. Default 10.
  public var iterations = 10
  /// Length of a step in standard deviations of the network's input, more than 0 and up to 100. Default 0.06.
  public var learningRate = 0.06
  /// The furthest that the picture is rolled before a step, in pixels, 0…10,000; jitter elsewhere. Default 32.
  public var spatialShift = 32
  /// Added to the width of the Gaussians that smooth the gradient, in pixels, 0…100. Default 0.5.
  public var smoothing = 0.5
  /// Width of the dream in pixels, 10…30,000. Default `nil`: the photo's own, up to 1,024 on the longer side.
  public var width: Int?
  /// Where the random numbers start. Default 0.
  public var seed: UInt64 = 0
  /// What the network computes in. Default `auto`.
  public var precision = ComputePrecision.auto
  /// What the dream starts from. Default the photo.
  public var start = DreamStart.photo
  /// The way from level to level. Default `detail`.
  public var pyramid = PyramidKind.detail

  /// The defaults.
  public init() {}

  enum CodingKeys: String, CodingKey, CaseIterable {
    case layers, pyramidSize, pyramidRatio, iterations, learningRate, spatialShift, smoothing, width, seed
    case precision, start, pyramid
  }
}
