public import Datasets
import Foundation
public import Networks

/// How the weights move along the gradient.
public enum Optimizer: String, Sendable, Codable, CaseIterable {
  /// Stochastic gradient descent with momentum.
  case sgd
  /// Adam (Kingma & Ba 2015) with its usual β of 0.9 and 0.999.
  case adam
}

/// How the learning rate goes after the warm-up.
public enum Schedule: String, Sendable, Codable, CaseIterable {
  /// Half a cosine from the full rate down to zero (Loshchilov & Hutter 2017).
  case cosine
  /// The full rate to the end.
  case constant
}

/// How fresh weights are drawn.
public enum FreshWeights: String, Sendable, Codable, CaseIterable {
  /// As torchvision does for the network.
  case network
  /// PyTorch's default: everything uniform within ±1/√fan-in.
  case pytorch
  /// Convolutions by He et al. 2015 (normal, fan-out), the rest as PyTorch.
  case kaiming
}

/// How a picture becomes a training square.
public enum Fit: String, Sendable, Codable, CaseIterable {
  /// A random part of it, mirrored at random; the centre when testing.
  case crop
  /// The whole of it, stretched.
  case stretch
}

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
  /// What a picture is normalised with.
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
