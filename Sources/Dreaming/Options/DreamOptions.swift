public import Networks
public import Settings

/// A dream's settings: flags of the command line, a recipe file and the text inside a picture are this value.
///
/// The names are those of "DeepDream: What I Dreamt While At College". The defaults were chosen by looking at dreams of
/// photos with ImageNet's VGG16; ``paper`` has those of the paper's notebooks. In JSON every field may be left out; see
/// `init(from:)`.
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
  /// Levels of the pyramid, 1…50; octaves elsewhere. Default 5.
  public var pyramidSize = 5
  /// How much larger each level is than the one before, more than 1 and up to 10. Default 1.4.
  public var pyramidRatio = 1.4
  /// Gradient steps at each level, 1…100,000. Default 15.
  public var iterations = 15
  /// Length of a step in standard deviations of the network's input, more than 0 and up to 100. Default 0.025.
  public var learningRate = 0.025
  /// The furthest that the picture is rolled before a step, in pixels, 0…10,000; jitter elsewhere. Default 32.
  public var spatialShift = 32
  /// Added to the width of the Gaussians that smooth the gradient, in pixels, 0…100. Default 0.5.
  public var smoothing = 0.5
  /// How the gradient is smoothed. Default `none`.
  public var gradientSmoothing = GradientSmoothing.none
  /// What the gradient is divided by. Default `magnitude`.
  public var gradientNormalization = GradientNormalization.magnitude
  /// The weight of the total variation, ½ Σ (difference of neighbors)², whose gradient is taken off each step's
  /// direction; 0…10. Default 0.
  public var totalVariation = 0.0
  /// The weight of the distance from the mean color, ½ Σ x² in the network's normalization, likewise. Default 0.
  public var l2 = 0.0
  /// What the dream changes. Default `decorrelated`: what rises together in photos rises together, and no rainbow grain.
  public var imageSpace = ImageSpace.decorrelated
  /// The file of a picture of the photo's shape: white dreams, black stays, gray is between. Default `nil`.
  public var mask: String?
  /// Where a network looks, as the dream's soft mask: a method and a class, as `cam:owl`; without a class, as `cam`, the one
  /// that the network takes the photo for. Whoever calls makes the mask of it. Default `nil`: everywhere.
  public var whereSeen: String?
  /// Whether the photo keeps its colors and only brightness dreams. Default false.
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
}

// MARK: - The table

extension DreamOptions: SettingsTable {
  /// All settings, in the order of the command line's help.
  public static let settings = objectiveSettings + pyramidSettings + gradientSettings + maskSettings

  /// What rises.
  public static let objectiveSettings: [Setting<DreamOptions>] = [
    Setting(
      "objective", \.objective, flag: SettingFlag("layer", aliases: ["l", "objective"]), value: "objective",
      help: """
        What to dream of: a layer, another of the OBJECTIVES above, or a sum of them; may be given again to add.
        """, default: "the model's own choice"),
    Setting(
      "style", \.style, value: "picture",
      help:
        "Take the style of this picture; without `objective` the photo's content is kept: style transfer."),
    Setting("guide", \.guide, value: "picture", help: "Let the photo grow what is in this picture."),
    Setting(
      "layerBalance", \.layerBalance, value: "switch",
      help: "Whether the parts of a sum count alike; off adds them as they are."),
  ]

  /// The pyramid and its steps.
  public static let pyramidSettings: [Setting<DreamOptions>] = [
    Setting(
      "pyramidSize", \.pyramidSize, .from(1, to: 50), flag: SettingFlag("pyramid-size", aliases: ["octaves"]),
      value: "levels", help: "Levels of the pyramid.", list: "Levels of the pyramid, as 1,3,4."),
    Setting(
      "pyramidRatio", \.pyramidRatio, .above(1, to: 10),
      flag: SettingFlag("pyramid-ratio", aliases: ["octave-scale"]), value: "factor",
      help: "How much larger each level is than the one before.",
      list: "How much larger each level is than the one before, as 1.4,1.8."),
    Setting(
      "iterations", \.iterations, .from(1, to: 100_000), value: "steps", help: "Steps at each level.",
      list: "Steps at each level, as 5,10,20."),
    Setting(
      "learningRate", \.learningRate, .above(0, to: 100), value: "length", help: "Length of a step.",
      list: "Lengths of a step, as 0.06,0.09."),
    Setting(
      "spatialShift", \.spatialShift, .from(0, to: 10_000), value: "pixels",
      help: "Roll the picture by up to so many pixels before each step."),
    Setting(
      "width", \.width, .from(widths.lowerBound, to: widths.upperBound), value: "pixels",
      help: "Width of the dream.", default: "the photo's, up to 1024 pixels on the longer side"),
    Setting(
      "tile", \.tile, .from(64, to: 100_000), value: "pixels",
      help: "Let the network see the picture in tiles of this side.", default: "whole where memory allows"),
    Setting(
      "seed", \.seed, .from(0, to: .max), value: "number",
      help: "Where the random numbers start; the same seed gives the same dream."),
    Setting(
      "precision", \.precision, value: "type",
      help: "What the network computes in; auto: bfloat16 where it is fast."),
    Setting(
      "start", \.start, flag: "from", value: "start", help: "What the dream starts from.",
      list: "What the dreams start from: photo,noise."),
    Setting(
      "pyramid", \.pyramid, value: "kind",
      help: "How the dream goes from level to level; detail keeps the photo sharp."),
  ]

  /// What happens to the gradient on its way to the picture.
  public static let gradientSettings: [Setting<DreamOptions>] = [
    Setting(
      "gradientSmoothing", \.gradientSmoothing, value: "kind", help: "How the gradient is smoothed."),
    Setting(
      "smoothing", \.smoothing, .from(0, to: 100), value: "pixels",
      help: "Widen the Gaussians by so many pixels."),
    Setting(
      "gradientNormalization", \.gradientNormalization, value: "kind",
      help: "What the gradient is divided by: its deviation, or its mean magnitude."),
    Setting(
      "totalVariation", \.totalVariation, .from(0, to: 10), value: "weight",
      help: "Pull neighboring pixels together, as 0.1."),
    Setting("l2", \.l2, .from(0, to: 10), value: "weight", help: "Pull pixels to the mean color, as 0.01."),
    Setting(
      "imageSpace", \.imageSpace, value: "space",
      help: "What the dream changes: pixels, their decorrelated colors, or waves."),
  ]

  /// Where the dream is seen, and how much of it.
  public static let maskSettings: [Setting<DreamOptions>] = [
    Setting(
      "mask", \.mask, value: "picture",
      help: "Dream where this picture of the photo's shape is white, half where it is gray."),
    Setting(
      "where", \.whereSeen, value: "method:class",
      help:
        "Dream where the network looks for a class: cam:CLASS, or cam for what it takes the photo for; or another method of "
        + "'reverie explain', as layercam:CLASS."),
    Setting(
      "keepColors", \.keepColors, flag: .pair("keep-colors"), value: "",
      help: "Keep the photo's colors: only brightness dreams.", default: "no"),
    Setting(
      "strength", \.strength, .from(0, to: 1), value: "share",
      help: "The dream's share, 0 to 1; the photo has the rest."),
  ]
}

extension DreamOptions {
  /// The widths that a dream can have, in pixels.
  static let widths = Pyramid.smallestSide...30_000

  /// Checks every setting against its range. A dream does this itself before any work.
  ///
  /// - Throws: `DreamError.setting` with what it takes and what it got.
  public func validate() throws(DreamError) {
    do {
      try checkRanges()
    } catch {
      throw .setting(error)
    }
  }

  /// Decodes options; what is missing keeps its default. Version 0.1.0 wrote `layers`, whose energies were added as they
  /// were.
  ///
  /// - Throws: `DreamError.unknownKey` for a key that is none of the settings, so that a slip of the pen does not pass
  ///   as a default; `SettingError` for a value of the wrong type; `DreamError.objective`. Ranges are `validate()`'s
  ///   business.
  public init(from decoder: any Decoder) throws {
    self.init()
    if let unknown = try Self.unknownKey(in: decoder, besides: ["layers"]) {
      throw DreamError.unknownKey(unknown, among: Self.settings.map(\.name))
    }
    let container = try decoder.container(keyedBy: SettingKey.self)
    if let layers = try container.decodeIfPresent([String].self, forKey: SettingKey("layers")),
      !layers.isEmpty
    {
      layerBalance = false
      try read(from: decoder)
      objective = try layers.reduce(objective) { try $0 + Objective($1) }
    } else {
      try read(from: decoder)
    }
  }

  /// Encodes all settings that have a value.
  public func encode(to encoder: any Encoder) throws { try write(to: encoder) }
}
