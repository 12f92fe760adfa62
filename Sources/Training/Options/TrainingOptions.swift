public import Datasets
import Foundation
public import Networks
public import Settings

/// Everything that decides what a training run gives: the same options, pictures, machine and thread count give the
/// same weights, bit for bit.
public struct TrainingOptions: Sendable, Equatable, Codable {
  /// The network's name, as `vgg16_bn`.
  public var network = "vgg16_bn"
  /// The network's head.
  public var head = Head.standard
  /// The side of the square pictures in pixels for each stage.
  public var sizes = [128]
  /// The number of passes over the training pictures in each stage; as many as `sizes`.
  public var epochs = [20]
  /// Pictures per step, at least 2.
  public var batchSize: BatchSize = 32
  /// The parts that a batch is computed in, one after the other, at least 1: less memory, and the same step where no
  /// batch norm looks at a whole batch.
  public var accumulation = 1
  /// How fresh weights are drawn.
  public var initialization = FreshWeights.network
  /// Whether the last batch norm of each residual branch starts at zero (Goyal et al. 2017).
  public var zeroResidual = false
  /// How the weights move.
  public var optimizer = Optimizer.sgd
  /// The full learning rate, above 0.
  public var learningRate = 0.05
  /// The head's learning rate as a multiple of ``learningRate``, above 0.
  public var headRate = 1.0
  /// The layer up to which the network stays as it is, batch norms too; empty: all of it is trained.
  public var freeze = ""
  /// How many views of each picture the outputs of a frozen part are computed for, once: the central square and random
  /// crops. 0: they are computed anew at every step.
  public var frozenViews = 3
  /// The momentum of `sgd`, from 0 to below 1.
  public var momentum = 0.9
  /// Whether `sgd` looks ahead (Nesterov 1983).
  public var nesterov = true
  /// The pull of weights towards zero (biases and batch norms are left alone), 0 or more.
  public var weightDecay = 5e-4
  /// How the rate goes after the warm-up.
  public var schedule = Schedule.cosine
  /// The epochs in which the rate rises from zero, 0 or more.
  public var warmUpEpochs = 1.0
  /// The share of the target that is spread over all classes (Szegedy et al. 2016), from 0 to below 1.
  public var labelSmoothing = 0.1
  /// The α of mixup's Beta(α, α) (Zhang et al. 2018), from 0 (off) to 1.
  public var mixup = 0.0
  /// The α of CutMix's Beta(α, α) (Yun et al. 2019), from 0 (off) to 1. With mixup too, each step takes one of the two.
  public var cutmix = 0.0
  /// What the moving average of the weights keeps at each step, from 0 (off) to below 1; warmed up as (1 + t) / (10 + t).
  public var averageDecay = 0.0
  /// How a picture becomes a square.
  public var fit = Fit.crop
  /// The smallest share of a picture's area that a random crop may take, above 0 to 1.
  public var smallestCrop = 0.25
  /// How far brightness, contrast, saturation and hue of a training picture may change, from 0 (off) to 1.
  public var colorJitter = 0.0
  /// Whether each picture gets one operation of TrivialAugment's (Müller & Hutter 2021).
  public var trivialAugment = false
  /// The share of pictures with a rectangle painted over (Zhong et al. 2020), from 0 (off) to 1.
  public var erasing = 0.0
  /// The share of each class's training pictures that is looked at after each epoch instead of the test pictures, which
  /// are then seen at the very end alone; from 0 (off) to below 1.
  public var holdOut = 0.0
  /// How the pictures are divided into those to train and those to test on.
  public var split = SplitRule.share(0.8)
  /// What a picture is normalized with.
  public var normalization = Normalization.imageNet
  /// The numbers that the network computes with; the weights that are trained stay float32. Pictures so small that a
  /// convolution sees a single pixel are computed in float32 in any case. `auto` is settled by a ``PrecisionBenchmark`` when
  /// the command line begins a run.
  public var precision = ComputePrecision.auto
  /// Whether training pictures come from a cache. They are cut from smaller pictures then, with other roundings.
  public var cache = CacheUse.off
  /// Whether batch norms of several processes take the statistics of all their pictures together.
  public var synchronizesBatchNorm = false
  /// The seed of the split, the weights, the order of pictures and their crops.
  public var seed: UInt64 = 42

  /// The defaults.
  public init() {}
}

// MARK: - The table

extension TrainingOptions: SettingsTable {
  /// All settings, in the order of the command line's help.
  public static let settings = usualSettings + furtherSettings

  /// What most runs choose.
  public static let usualSettings: [Setting<TrainingOptions>] = [
    Setting(
      "network", \.network, value: "name", help: "The network: vgg16_bn, resnet50, …", default: .nothing),
    Setting(
      "head", \.head, value: "head", help: "The network's head: standard, or pooled for VGG.",
      default: .nothing),
    Setting(
      "sizes", \.sizes, .each(from: 8, to: 4096), flag: "size", value: "pixels",
      help: "Side of the pictures; several, as 64,96,128, for stages that grow."),
    Setting(
      "epochs", \.epochs, .each(from: 1, to: 100_000), value: "epochs",
      help: "Passes over the pictures, for each stage."),
    Setting(
      "batchSize", \.batchSize,
      SettingRange("a whole number from 2 to 65536, or auto") { (2...65536).contains($0.pictures ?? 2) },
      value: "pictures", help: "Pictures per step; auto: as many as memory has room for, up to 256."),
    Setting(
      "optimizer", \.optimizer, value: "name", help: "How the weights move: sgd or adam.",
      default: .nothing),
    Setting(
      "learningRate", \.learningRate, .above(0), value: "rate", help: "The full learning rate.",
      default: .text(
        "\(TrainingOptions().learningRate) for sgd, \(adamLearningRate) for adam, "
          + "\(furtherLearningRate) with `start-from`")),
    Setting(
      "headRate", \.headRate, .above(0, to: 1000), value: "factor",
      help: "The head's learning rate as a multiple of the others'.", default: .nothing),
    Setting(
      "freeze", \.freeze, value: "layer",
      help: "Keep everything up to this layer as it is, as pool4: with `start-from`.", default: .nothing),
    Setting(
      "frozenViews", \.frozenViews, .from(0, to: 64), value: "count",
      help: """
        Compute the outputs of what is frozen once, for so many views of each picture; 0: anew at each step.
        """),
    Setting(
      "momentum", \.momentum, .from(0, below: 1), value: "share", help: "Momentum of sgd.",
      default: .nothing),
    Setting(
      "weightDecay", \.weightDecay, .from(0), value: "strength", help: "The pull of weights towards zero.",
      default: .nothing),
    Setting(
      "schedule", \.schedule, value: "name",
      help: "How the rate goes after the warm-up: cosine or constant.", default: .nothing),
    Setting(
      "warmUpEpochs", \.warmUpEpochs, .from(0, "epochs"), flag: "warm-up", value: "epochs",
      help: "Epochs in which the rate rises from zero.", default: .nothing),
    Setting(
      "labelSmoothing", \.labelSmoothing, .from(0, below: 1), value: "share",
      help: "Share of the target that is spread over all classes.", default: .nothing),
    Setting(
      "mixup", \.mixup, .from(0, to: 1), value: "alpha",
      help: "Blend pictures by mixup with this α, 0 to 1; 0 is off.", default: .nothing),
    Setting(
      "averageDecay", \.averageDecay, .from(0, below: 1), flag: "average", value: "decay",
      help: "Keep a moving average of the weights, as 0.999; 0 is off.", default: .nothing),
    Setting(
      "smallestCrop", \.smallestCrop, .above(0, to: 1), value: "share",
      help: "Smallest share of a picture that a random crop takes.", default: .nothing),
    Setting(
      "colorJitter", \.colorJitter, .from(0, to: 1), value: "strength",
      help:
        "Change the pictures' colors by up to this, 0 to 1, as 0.4; 0 is off. Dreams of early layers gain from it.",
      default: .nothing),
    Setting(
      "split", \.split,
      SettingRange("a share above 0, less than 1, or official, paper, folders") {
        if case .share(let share) = $0 { share > 0 && share < 1 } else { true }
      }, value: "rule",
      help: """
        The pictures to train on: a share of each class, as 0.8; 'official' by the dataset's lists; 'paper' as the \
        paper; 'folders' by train/ and test/.
        """, default: .text("folders where they are, else \(TrainingOptions().split)")),
    Setting(
      "precision", \.precision, value: "type",
      help:
        "What to compute in: float32, bfloat16, or auto: what a few steps at the start show to be faster."),
    Setting(
      "cache", \.cache, value: "switch",
      help:
        "Decode training pictures once, into a file of small ones: on, off, or auto: where that saves time."),
    Setting(
      "synchronizesBatchNorm", \.synchronizesBatchNorm, flag: "sync-batch-norm", value: "switch",
      help: "Of several ranks: batch norms see the pictures of all, not each rank's own: on or off.",
      default: .nothing),
    Setting(
      "seed", \.seed, .from(0, to: .max), value: "number", help: "Where the random numbers start.",
      default: .nothing),
  ]

  /// What recipes choose.
  public static let furtherSettings: [Setting<TrainingOptions>] = [
    Setting(
      "accumulation", \.accumulation, .from(1, to: 32768), flag: "accumulate", value: "parts",
      help: "Compute a batch in so many parts, for less memory.", default: .nothing),
    Setting(
      "initialization", \.initialization, value: "kind", help: "Fresh weights: network, pytorch or kaiming.",
      default: .nothing),
    Setting(
      "zeroResidual", \.zeroResidual, value: "switch",
      help: "Start the last batch norm of residual branches at zero: on or off.", default: .nothing),
    Setting(
      "nesterov", \.nesterov, value: "switch", help: "sgd looks ahead: on or off.", default: .nothing),
    Setting(
      "cutmix", \.cutmix, .from(0, to: 1), value: "alpha",
      help: "Blend pictures by CutMix with this α, 0 to 1; 0 is off.", default: .nothing),
    Setting(
      "fit", \.fit, value: "kind", help: "How pictures become squares: crop or stretch.", default: .nothing),
    Setting(
      "trivialAugment", \.trivialAugment, value: "switch",
      help: "One operation of TrivialAugment's for each picture: on or off.", default: .nothing),
    Setting(
      "erasing", \.erasing, .from(0, to: 1), value: "share",
      help: "Share of pictures with a rectangle painted over.", default: .nothing),
    Setting(
      "holdOut", \.holdOut, .from(0, below: 1), value: "share",
      help: "Share of the training pictures to look at after each epoch, instead of the test pictures.",
      default: .nothing),
    Setting(
      "normalization", \.normalization, value: "name", help: "imagenet, symmetric, none, or six numbers.",
      default: .nothing),
  ]

  /// The full learning rate of Adam where none is chosen.
  public static let adamLearningRate = 0.001
  /// The full learning rate of sgd where weights are trained already and none is chosen.
  public static let furtherLearningRate = 0.001
}

extension TrainingOptions {
  /// Checks every setting against its range, and those that depend on each other.
  ///
  /// - Throws: `TrainingError.setting` with what it takes and what it got.
  public func validate() throws(TrainingError) {
    do throws(SettingError) {
      try checkRanges()
      guard epochs.count == sizes.count else {
        throw SettingError("epochs", takes: "as many numbers as `sizes`", got: epochs.text)
      }
      let pictures = batchSize.pictures ?? 65536
      guard accumulation <= pictures / 2 else {
        throw SettingError("accumulation", takes: "1 to half of `batchSize`", got: "\(accumulation)")
      }
    } catch {
      throw .setting(error)
    }
  }

  /// Decodes options; what is missing keeps its default, as in runs that began before there was such a setting.
  ///
  /// - Throws: `SettingError` for a value of the wrong type.
  public init(from decoder: any Decoder) throws {
    self.init()
    try read(from: decoder)
  }

  /// Encodes all settings.
  public func encode(to encoder: any Encoder) throws { try write(to: encoder) }

  /// Each option as text, by name.
  func texts() throws -> [String: String] {
    try object().mapValues { value in
      if let text = value as? String { return text }
      let data = try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
      return String(decoding: data, as: UTF8.self)
    }
  }

  /// Each option as JSON has it, by name.
  func object() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: JSONEncoder().encode(self)) as? [String: Any] ?? [:]
  }
}
