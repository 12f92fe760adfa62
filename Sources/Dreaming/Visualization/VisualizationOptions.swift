public import Networks
public import Settings
internal import Torch

/// The settings of a visualization, with the defaults that were found by looking at pictures of the default
/// model.
public struct VisualizationOptions: Sendable, Equatable {
  /// The side of a picture in pixels, 32…1024. Default 160.
  public var size = 160
  /// Sizes that a picture goes through, smallest first; see ``DreamOptions/pyramidSize``. Default 3.
  public var pyramidSize = 3
  /// How much larger each size is than the one before. Default 1.5.
  public var pyramidRatio = 1.5
  /// Steps at each size. Default 48.
  public var iterations = 48
  /// The length of a step in standard deviations of the network's input. Default 0.05.
  public var learningRate = 0.05
  /// The furthest that a picture is rolled before a step, in pixels. Default 8.
  public var spatialShift = 8
  /// By how much a picture looks larger or smaller at a step, 0 … less than 1. Default 0.1.
  public var scaling = 0.1
  /// By how much it is turned at a step, in degrees, 0…180. Default 10.
  public var rotation = 10.0
  /// What is changed. Default the waves of decorrelated colors.
  public var imageSpace = ImageSpace.fourier
  /// How fast waves of the Fourier space weaken with their frequency, 0…2: 1 as in photos, less for finer
  /// detail. Default 0.85.
  public var decay = 0.85
  /// Pictures of each target, 1…64. Default 1.
  public var variants = 1
  /// How much the pictures of one target must differ, beside the target itself, which counts 1. Default 0.5.
  public var diversity = 0.5
  /// Where the random numbers start. Default 0.
  public var seed: UInt64 = 0
  /// What the network computes in. Default `auto`.
  public var precision = ComputePrecision.auto

  /// The defaults.
  public init() {}
}

// MARK: - The table

extension VisualizationOptions: SettingsTable {
  /// All settings, in the order of the command line's help.
  public static let settings = variantSettings + stepSettings

  /// The pictures of one target.
  public static let variantSettings: [Setting<VisualizationOptions>] = [
    Setting("variants", \.variants, .from(1, to: 64), value: "count", help: "Pictures of each target."),
    Setting(
      "diversity", \.diversity, .from(0, to: 100), value: "weight",
      help: "How much the variants of a target must differ."),
  ]

  /// How a picture comes about.
  public static let stepSettings: [Setting<VisualizationOptions>] = [
    Setting("size", \.size, .from(32, to: 1024), value: "pixels", help: "Side of each picture."),
    Setting(
      \.pyramidSize, like: DreamOptions.setting(\.pyramidSize), flag: "pyramid-size", value: "sizes",
      help: "Sizes that a picture goes through."),
    Setting(\.pyramidRatio, like: DreamOptions.setting(\.pyramidRatio), flag: .absent),
    Setting(\.iterations, like: DreamOptions.setting(\.iterations), help: "Steps at each size."),
    Setting(\.learningRate, like: DreamOptions.setting(\.learningRate)),
    Setting(\.spatialShift, like: DreamOptions.setting(\.spatialShift)),
    Setting(
      "scaling", \.scaling, .from(0, below: 1), value: "share",
      help: "Scale the picture by up to this share before each step."),
    Setting(
      "rotation", \.rotation, .from(0, to: 180, "degrees"), value: "degrees",
      help: "Turn the picture by up to so many degrees before each step."),
    Setting(
      \.imageSpace, like: DreamOptions.setting(\.imageSpace),
      help: "What is changed: pixels, decorrelated or fourier."),
    Setting(
      "decay", \.decay, .from(0, to: 2), value: "power",
      help: "How fast waves weaken with their frequency; less is finer."),
    Setting(\.seed, like: DreamOptions.setting(\.seed), help: "Where the random numbers start."),
    Setting(\.precision, like: DreamOptions.setting(\.precision), flag: .absent),
  ]
}

extension VisualizationOptions {
  /// Checks every setting against its range.
  ///
  /// - Throws: `DreamError.setting` with what it takes and what it got.
  public func validate() throws(DreamError) {
    do throws(SettingError) {
      try checkRanges()
      guard variants == 1 || variants * size * size <= Self.mostPixels else {
        let most = max(1, Self.mostPixels / (size * size))
        throw SettingError(
          "variants", takes: "at most \(most) pictures of \(size) pixels", got: "\(variants)")
      }
    } catch {
      throw .setting(error)
    }
  }

  /// The most pixels that climb at once: the variants of a target, which are compared with each other.
  private static let mostPixels = 1 << 21

  /// The same for the steps, which are a dream's.
  var ascent: DreamOptions {
    var options = DreamOptions()
    options.pyramidSize = pyramidSize
    options.pyramidRatio = pyramidRatio
    options.iterations = iterations
    options.learningRate = learningRate
    options.spatialShift = spatialShift
    options.gradientSmoothing = .none
    options.gradientNormalization = .deviation
    options.imageSpace = imageSpace
    options.seed = seed
    options.precision = precision
    return options
  }

  /// The sides of the sizes, smallest first.
  var sides: [Int] {
    Pyramid(base: PixelSize(width: size, height: size), size: pyramidSize, ratio: pyramidRatio)
      .levels.map { max(Pyramid.smallestSide, $0.width) }
  }
}
