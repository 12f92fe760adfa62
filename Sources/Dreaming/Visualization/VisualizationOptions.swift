public import Networks
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

extension VisualizationOptions {
  /// Checks every field against its range.
  ///
  /// - Throws: `DreamError.option` with the flag, what it takes and what it got.
  public func validate() throws(DreamError) {
    guard (32...1024).contains(size) else {
      throw .option("--size", takes: "a whole number from 32 to 1024", got: "\(size)")
    }
    guard (1...64).contains(variants) else {
      throw .option("--variants", takes: "a whole number from 1 to 64", got: "\(variants)")
    }
    guard variants == 1 || variants * size * size <= Self.mostPixels else {
      let most = max(1, Self.mostPixels / (size * size))
      throw .option("--variants", takes: "at most \(most) pictures of \(size) pixels", got: "\(variants)")
    }
    guard diversity >= 0, diversity <= 100 else {
      throw .option("--diversity", takes: "a number from 0 to 100", got: "\(diversity)")
    }
    guard scaling >= 0, scaling < 1 else {
      throw .option("--scaling", takes: "a number from 0, less than 1", got: "\(scaling)")
    }
    guard rotation >= 0, rotation <= 180 else {
      throw .option("--rotation", takes: "a number of degrees from 0 to 180", got: "\(rotation)")
    }
    guard decay >= 0, decay <= 2 else {
      throw .option("--decay", takes: "a number from 0 to 2", got: "\(decay)")
    }
    try ascent.validate()
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
