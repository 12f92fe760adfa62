public import Torch

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// The largest of each window.
public struct MaxPool: Operation {
  /// How the window slides; its borders count as −∞.
  public let window: Window
  /// Whether a last window that sticks out counts.
  public let ceiling: Bool

  /// A max pool.
  public init(_ window: Window, ceiling: Bool = false) {
    self.window = window
    self.ceiling = ceiling
  }

  /// A max pool with a square window, all in pixels.
  public init(kernel: Int, stride: Int, padding: Int = 0, ceiling: Bool = false) {
    self.init(Window(kernel: kernel, stride: stride, padding: padding), ceiling: ceiling)
  }

  public var kind: String { "max pool" }
  public var reach: Reach { .window(window) }

  public func outputShape(of inputs: [[Int]]) throws(ShapeError) -> [Int] {
    [inputs[0][0]] + (try window.outputSize(of: inputs[0].suffix(2), ceiling: ceiling))
  }

  /// The output too with fixed weights, so that estimates of memory, and with them the tiles of dreams that name none, stay
  /// what they were.
  public func kept(in pass: PassKind) -> KeptTensors {
    switch pass {
    case .training: .inputs
    case .frozen: [.inputs, .output]
    }
  }

  /// Where each maximum was.
  public func extraBytes(for output: [Int], in pass: PassKind) -> Int {
    output.reduce(1, *) * DType.int64.byteCount
  }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    try inputs[0].maxPooled(window, ceiling: ceiling)
  }

  public func forwardKeeping(
    _ inputs: [Tensor], _ run: OperationRun
  ) throws(TorchError) -> (output: Tensor, extras: [Tensor]) {
    guard window.isCentered else { return (try forward(inputs, run), []) }
    let (output, indices) = try inputs[0].maxPooledWithIndices(window, ceiling: ceiling)
    return (output, [indices])
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    guard let indices = kept.extras.first else { return try differentiated(gradient, kept, run) }
    let result = try gradient.channelsLast().maxPoolGradient(
      input: kept.input(), indices: indices, window, ceiling: ceiling)
    return [PendingGradient(gradient: result)]
  }

  public func frozen(
    _ parameters: [String: Tensor], for target: FrozenTarget
  ) throws(TorchError) -> FrozenForm {
    let isHalving = window == Window(kernel: 2, stride: 2) && !ceiling
    let isFast = isHalving && target.device == .cpu && Runtime.hasMaxPool2x2(target.precision)
    return FrozenForm(isFast ? MaxPool2x2() : self, [:])
  }
}

/// The 2×2 max pool of stride 2 without indices, for channels in sixteens: the way back compares the input with the
/// output again, and masks by a ReLU before it in the same breath. Other channels take the general one.
struct MaxPool2x2: Operation {
  private var general: MaxPool { MaxPool(kernel: 2, stride: 2) }

  var kind: String { general.kind }
  var reach: Reach { general.reach }

  func outputShape(of inputs: [[Int]]) throws(ShapeError) -> [Int] { try general.outputShape(of: inputs) }

  func kept(in pass: PassKind) -> KeptTensors { [.inputs, .output] }

  func extraBytes(for output: [Int], in pass: PassKind) -> Int {
    output[0].isMultiple(of: 16) ? 0 : general.extraBytes(for: output, in: pass)
  }

  func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    try fits(inputs[0].shape) ? inputs[0].channelsLast().maxPool2x2() : general.forward(inputs, run)
  }

  func forwardKeeping(
    _ inputs: [Tensor], _ run: OperationRun
  ) throws(TorchError) -> (output: Tensor, extras: [Tensor]) {
    try fits(inputs[0].shape)
      ? (inputs[0].channelsLast().maxPool2x2(), []) : general.forwardKeeping(inputs, run)
  }

  func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    guard fits(kept.inputShapes[0]) else { return try general.backward(gradient, kept, run) }
    let isMasked = kept.masks[0] != nil
    let result = try gradient.maxPool2x2Gradient(
      input: kept.input().channelsLast(), output: kept.output, relu: isMasked)
    return [PendingGradient(gradient: result, isMasked: isMasked)]
  }

  private func fits(_ shape: [Int]) -> Bool { shape[1].isMultiple(of: 16) }
}
