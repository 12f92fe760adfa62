public import Torch

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// x · weightᵀ + bias, for `[N, inputs]`.
public struct Linear: Operation {
  /// Input features.
  public let inputs: Int
  /// Output features.
  public let outputs: Int

  /// A linear layer.
  public init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
  }

  public var kind: String { "linear" }
  public var reach: Reach { .everything }
  public var allowsOverwriting: Bool { true }

  public var parameters: [Parameter] {
    [Parameter("weight", .weight, [outputs, inputs]), Parameter("bias", .bias, [outputs])]
  }

  public func outputShape(of inputs: [[Int]]) throws(ShapeError) -> [Int] {
    guard inputs[0] == [self.inputs] else { throw .fixedSize }
    return [outputs]
  }

  public func multiplyAdds(inputs: [[Int]], output: [Int]) -> Int { self.inputs * outputs }

  public func kept(in pass: PassKind) -> KeptTensors {
    switch pass {
    case .training: .inputs
    case .frozen: []
    }
  }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    try inputs[0].linear(run["weight"], bias: run["bias"])
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    [PendingGradient(gradient: try gradient.matrixProduct(run["weight"]))]
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// `[N, C, H, W]` to `[N, C · H · W]`.
public struct Flatten: Operation {
  /// A flattening.
  public init() {}

  public var kind: String { "flatten" }
  public var reach: Reach { .everything }

  public func outputShape(of inputs: [[Int]]) -> [Int] { [inputs[0].reduce(1, *)] }

  /// In training the output may be a view of the input, or lie beside it.
  public func kept(in pass: PassKind) -> KeptTensors {
    switch pass {
    case .training: .inputs
    case .frozen: []
    }
  }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    try inputs[0].reshaped([inputs[0].shape[0], -1])
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    [PendingGradient(gradient: try gradient.reshaped(kept.inputShapes[0]))]
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// Zeroes a share of the elements in training and scales the others up, so that the mean stays; passes everything in use
/// (Srivastava et al., "Dropout", 2014).
public struct Dropout: Operation {
  /// The share, 0 ..< 1.
  public let share: Double

  /// A dropout.
  public init(_ share: Double) { self.share = share }

  public var kind: String { "dropout" }
  public var reach: Reach { .ownPlace }

  public func outputShape(of inputs: [[Int]]) -> [Int] { inputs[0] }

  public func kept(in pass: PassKind) -> KeptTensors { [] }

  /// What was drawn.
  public func extraBytes(for output: [Int], in pass: PassKind) -> Int {
    switch pass {
    case .training: output.reduce(1, *) * DType.float32.byteCount
    case .frozen: 0
    }
  }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    switch run.mode {
    case .inference: inputs[0]
    case .training(let generator, _): try inputs[0].droppingOut(share, generator: generator)
    }
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) -> [PendingGradient] {
    [PendingGradient(gradient: gradient, isOwned: false)]
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// exp(x) / Σ exp(x) over the classes.
public struct Softmax: Operation {
  /// A softmax.
  public init() {}

  public var kind: String { "softmax" }
  public var reach: Reach { .ownPlace }

  public func outputShape(of inputs: [[Int]]) -> [Int] { inputs[0] }

  public func kept(in pass: PassKind) -> KeptTensors {
    switch pass {
    case .training: .inputs
    case .frozen: .output
    }
  }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    try inputs[0].softmax(along: 1)
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    let output = kept.output
    let result = try output * (gradient - (gradient * output).sum([1], keepingDimensions: true))
    return [PendingGradient(gradient: result)]
  }
}
