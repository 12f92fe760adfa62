public import Networks

/// A dream's settings: flags of the command line, a recipe file and the text inside a picture are this value.
///
/// The names are those of "DeepDream: What I Dreamt While At College". The defaults are those of its notebooks, but for
/// the learning rate (0.09 there) and the pyramid (`paper` there), which were chosen by looking at dreams of photos. In
/// JSON every field may be left out; see `init(from:)`.
public struct DreamOptions: Codable, Sendable, Equatable {
  /// What rises; empty: the model's own choice, which `complete(for:defaultLayers:)` fills in.
  public var objective = Objective()
  /// Whether each part's gradient is brought to the same size before it is weighted; default true. Without, the parts
  /// are added as they are, which is the paper's way.
  public var layerBalance = true
  /// The file of the picture whose style `style(…)` takes. Default `nil`.
  public var style: String?
  /// The file of the picture that `guide(…)` follows. Default `nil`.
  public var guide: String?
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
  /// How the gradient is smoothed. Default `gaussian`.
  public var gradientSmoothing = GradientSmoothing.gaussian
  /// What the gradient is divided by. Default `deviation`.
  public var gradientNormalization = GradientNormalization.deviation
  /// The weight of the total variation, ½ Σ (difference of neighbours)², whose gradient is taken off each step's
  /// direction; 0…10. Default 0.
  public var totalVariation = 0.0
  /// The weight of the distance from the mean colour, ½ Σ x² in the network's normalisation, likewise. Default 0.
  public var l2 = 0.0
  /// What the dream changes. Default the pixels.
  public var imageSpace = ImageSpace.pixels
  /// The file of a picture of the photo's size: white dreams, black stays, grey is between. Default `nil`.
  public var mask: String?
  /// Where a network looks, as the dream's soft mask: a method and a class, as `cam:owl`; without a class, as `cam`, the one
  /// that the network takes the photo for. Whoever calls makes the mask of it. Default `nil`: everywhere.
  public var whereSeen: String?
  /// Whether the photo keeps its colours and only brightness dreams. Default false.
  public var keepColors = false
  /// The dream's share of what is seen; the photo has the rest. 0…1, default 1.
  public var strength = 1.0
  /// Width of the dream in pixels, 10…30,000. Default `nil`: the photo's own, up to 1,024 on the longer side.
  public var width: Int?
  /// The side of the tiles that the network sees a larger picture in, in pixels. Default `nil`: the whole picture where
  /// memory allows.
  public var tile: Int?
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
    case objective, layerBalance, style, guide
    case pyramidSize, pyramidRatio, iterations, learningRate, spatialShift
    case smoothing, gradientSmoothing, gradientNormalization, totalVariation, l2, imageSpace
    case mask
    case whereSeen = "where"
    case keepColors, strength, width, tile, seed, precision, start, pyramid
  }

  /// Keys that earlier versions wrote.
  enum FormerKeys: String, CodingKey, CaseIterable {
    /// Version 0.1.0: a list of layers whose energies were added as they are.
    case layers
  }
}
