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
  public var batchSize = 32
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
  /// What the moving average of the weights keeps at each step, from 0 (off) to below 1; warmed up as (1 + t) / (10 + t).
  public var averageDecay = 0.0
  /// The smallest share of a picture's area that a random crop may take, above 0 to 1.
  public var smallestCrop = 0.25
  /// How far brightness, contrast, saturation and hue of a training picture may change, from 0 (off) to 1.
  public var colorJitter = 0.0
  /// How the pictures are divided into those to train and those to test on.
  public var split = SplitRule.share(0.8)
  /// What a picture is normalised with.
  public var normalization = Normalization.imageNet
  /// The numbers that the network computes with; the weights that are trained stay float32. Pictures so small that a
  /// convolution sees a single pixel are computed in float32 in any case.
  public var precision = ComputePrecision.auto
  /// The seed of the split, the weights, the order of pictures and their crops.
  public var seed: UInt64 = 42

  /// The defaults.
  public init() {}

  /// Each option as text, by name.
  func texts() throws -> [String: String] {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(self)) as? [String: Any] ?? [:]
    return try object.mapValues { value in
      if let text = value as? String { return text }
      let data = try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
      return String(decoding: data, as: UTF8.self)
    }
  }

  /// All epochs of all stages.
  public var totalEpochs: Int { epochs.reduce(0, +) }

  /// The side of the pictures in an epoch, counted from 0.
  public func size(inEpoch epoch: Int) -> Int {
    var end = 0
    for (size, count) in zip(sizes, epochs) {
      end += count
      if epoch < end { return size }
    }
    return sizes.last ?? 0
  }

  /// The side of the pictures when testing: random crops show things larger than they are, so that a network sees best
  /// at a size a little above the one it was trained with (Touvron et al. 2019). 8/7 of it, in steps of 8 pixels.
  /// The paper's VGG has one size only and keeps it.
  public func testSize(for size: Int) -> Int {
    network.hasSuffix("_paper") ? size : (size * 8 / 7 + 7) / 8 * 8
  }

  /// Checks every range.
  ///
  /// - Throws: `TrainingError.badOption` that names the flag and the range.
  public func validate() throws(TrainingError) {
    func check(_ isGood: Bool, _ flag: String, _ range: String) throws(TrainingError) {
      guard isGood else { throw .badOption(flag: flag, range: range) }
    }
    try check(
      !sizes.isEmpty && sizes.allSatisfy { (8...4096).contains($0) }, "--size", "sides from 8 to 4096")
    try check(epochs.allSatisfy { (1...100_000).contains($0) }, "--epochs", "numbers from 1 to 100000")
    try check(epochs.count == sizes.count, "--epochs", "as many numbers as --size")
    try check((2...65536).contains(batchSize), "--batch-size", "2 to 65536")
    try check(learningRate > 0 && learningRate.isFinite, "--learning-rate", "above 0")
    try check((0..<1).contains(momentum), "--momentum", "from 0 to below 1")
    try check(weightDecay >= 0 && weightDecay.isFinite, "--weight-decay", "0 or more")
    try check(warmUpEpochs >= 0 && warmUpEpochs.isFinite, "--warm-up", "0 or more epochs")
    try check((0..<1).contains(labelSmoothing), "--label-smoothing", "from 0 to below 1")
    try check((0...1).contains(mixup), "--mixup", "from 0 to 1")
    try check((0..<1).contains(averageDecay), "--average", "from 0 to below 1")
    try check(smallestCrop > 0 && smallestCrop <= 1, "--smallest-crop", "above 0 to 1")
    try check((0...1).contains(colorJitter), "--color-jitter", "from 0 to 1")
    if case .share(let share) = split { try check(share > 0 && share < 1, "--split", "between 0 and 1") }
  }
}
