public import Torch

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// Normalizes each channel by its mean and variance, then scales and moves it (Ioffe & Szegedy, "Batch Normalization",
/// 2015): over the batch in training, by running statistics in use.
public struct BatchNorm: Operation {
  /// The number of channels.
  public let channels: Int
  /// What is added to the variance.
  public let epsilon: Double

  /// How far the running statistics move towards those of each batch.
  private static let momentum = 0.1

  /// A batch norm.
  public init(channels: Int, epsilon: Double = 1e-5) {
    self.channels = channels
    self.epsilon = epsilon
  }

  public var kind: String { "batch norm" }
  public var reach: Reach { .ownPlace }
  public var allowsOverwriting: Bool { true }

  public var parameters: [Parameter] {
    [
      Parameter("weight", .scale, [channels]), Parameter("bias", .offset, [channels]),
      Parameter("running_mean", .runningMean, [channels]),
      Parameter("running_var", .runningVariance, [channels]),
      Parameter("num_batches_tracked", .batchCount, []),
    ]
  }

  public func outputShape(of inputs: [[Int]]) -> [Int] { inputs[0] }

  /// libtorch mixes float32 statistics with activations of any type.
  public func staysFloat32(_ role: Parameter.Role) -> Bool { true }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    let training: Bool
    switch run.mode {
    case .inference: training = false
    case .training(_, nil): training = true
    case .training(_, let group?):
      return try inputs[0].batchNormalized(
        weight: run["weight"], bias: run["bias"], runningMean: run["running_mean"],
        runningVariance: run["running_var"], momentum: Self.momentum, epsilon: epsilon, over: group)
    }
    return try inputs[0].batchNormalized(
      weight: run["weight"], bias: run["bias"], runningMean: run["running_mean"],
      runningVariance: run["running_var"], training: training, momentum: Self.momentum, epsilon: epsilon)
  }

  public func frozen(
    _ parameters: [String: Tensor], for target: FrozenTarget
  ) throws(TorchError) -> FrozenForm {
    let (scale, offset) = try scaleAndOffset(parameters)
    return FrozenForm(
      Affine(),
      [
        "scale": try target.place(scale.reshaped([1, -1, 1, 1])),
        "offset": try target.place(offset.reshaped([1, -1, 1, 1])),
      ])
  }

  /// In use it is x · scale + offset, `[C]` each.
  func scaleAndOffset(_ parameters: [String: Tensor]) throws(TorchError) -> (scale: Tensor, offset: Tensor) {
    guard let weight = parameters["weight"], let bias = parameters["bias"],
      let mean = parameters["running_mean"], let variance = parameters["running_var"]
    else { preconditionFailure("a batch norm has a scale, an offset and statistics") }
    let scale = try weight / (variance + epsilon).squareRoot()
    return (scale, try bias - mean * scale)
  }
}

/// x · scale + offset for each channel: a batch norm with fixed weights that follows no convolution.
struct Affine: Operation {
  var kind: String { "batch norm" }
  var reach: Reach { .ownPlace }
  var allowsOverwriting: Bool { true }

  func outputShape(of inputs: [[Int]]) -> [Int] { inputs[0] }

  func kept(in pass: PassKind) -> KeptTensors { [] }

  func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    try inputs[0] * run["scale"] + run["offset"]
  }

  func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    [PendingGradient(gradient: try gradient * run["scale"])]
  }
}
