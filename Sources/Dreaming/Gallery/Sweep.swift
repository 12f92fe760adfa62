public import Networks

/// Many settings of a dream at once: each combination of the values of several axes.
public struct Sweep: Sendable, Equatable {
  /// What all settings share.
  public var base: DreamOptions
  /// What rises; empty: the base's.
  public var objectives: [Objective] = []
  /// Levels of the pyramid; empty: the base's, as for the other axes.
  public var pyramidSizes: [Int] = []
  /// How much larger each level is than the one before.
  public var pyramidRatios: [Double] = []
  /// Steps at each level.
  public var iterations: [Int] = []
  /// Lengths of a step.
  public var learningRates: [Double] = []
  /// What the dreams start from.
  public var starts: [DreamStart] = []

  /// A sweep of one setting.
  public init(base: DreamOptions) { self.base = base }

  /// Every combination once, the last axis fastest.
  public var settings: [DreamOptions] {
    var settings = [base]
    func vary<Value>(_ path: WritableKeyPath<DreamOptions, Value>, _ values: [Value]) {
      guard !values.isEmpty else { return }
      settings = settings.flatMap { setting in
        values.map { value in
          var setting = setting
          setting[keyPath: path] = value
          return setting
        }
      }
    }
    vary(\.objective, objectives)
    vary(\.pyramidSize, pyramidSizes)
    vary(\.pyramidRatio, pyramidRatios)
    vary(\.iterations, iterations)
    vary(\.learningRate, learningRates)
    vary(\.start, starts)
    return settings.withoutDoubles
  }

  /// The pictures of the appendix of "DeepDream: What I Dreamt While At College" (its figures 6 to 11) for a
  /// network: five layers at its defaults, and for one of them other pyramids, other numbers of steps, and a
  /// start from noise.
  public static func paper(for architecture: Architecture) -> [DreamOptions] {
    let isVGG = architecture.network.hasPrefix("vgg")
    let layers = isVGG ? (1...5).map { "relu\($0)" } : ["relu"] + (1...4).map { "botneck\($0)" }
    var layerSweep = Sweep(base: .paper)
    layerSweep.objectives = layers.map { Objective(.energy(layer: $0)) }
    var pyramids = Sweep(base: .paper)
    pyramids.base.objective = Objective(.energy(layer: isVGG ? "relu4" : "relu"))
    var steps = pyramids
    var noise = pyramids
    pyramids.pyramidSizes = [1, 3, 5]
    steps.iterations = [2, 5, 20]
    noise.starts = [.noise]
    return [layerSweep, pyramids, steps, noise].flatMap(\.settings).withoutDoubles
  }
}

extension DreamOptions {
  /// The paper's notebooks: four levels of ratio 1.8, ten steps of 0.09 on a picture 600 pixels wide, the
  /// whole of which goes from level to level.
  public static var paper: DreamOptions {
    var options = DreamOptions()
    options.pyramid = .paper
    options.pyramidSize = 4
    options.pyramidRatio = 1.8
    options.iterations = 10
    options.learningRate = 0.09
    options.gradientSmoothing = .gaussian
    options.gradientNormalization = .deviation
    options.imageSpace = .pixels
    options.width = 600
    return options
  }
}

extension DreamOptions {
  /// What suits a picture in another one's style: longer steps on the pixels, smoothed.
  public static var styleTransfer: DreamOptions {
    var options = DreamOptions.paper
    options.pyramid = .detail
    options.learningRate = 0.06
    options.width = nil
    return options
  }
}

extension [DreamOptions] {
  /// The first of equal settings.
  fileprivate var withoutDoubles: [DreamOptions] {
    reduce(into: []) { kept, setting in
      if !kept.contains(setting) { kept.append(setting) }
    }
  }
}
