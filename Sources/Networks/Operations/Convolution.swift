public import Torch

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// A 2-D convolution, in groups of channels where there are several.
public struct Convolution: Operation {
  /// Input channels.
  public let inputs: Int
  /// Output channels.
  public let outputs: Int
  /// How the kernel slides.
  public let window: Window
  /// The groups of channels that do not see each other; both numbers of channels are multiples of it.
  public let groups: Int
  /// Whether a bias is added.
  public let hasBias: Bool

  /// A convolution.
  public init(inputs: Int, outputs: Int, window: Window, groups: Int = 1, hasBias: Bool = true) {
    self.inputs = inputs
    self.outputs = outputs
    self.window = window
    self.groups = groups
    self.hasBias = hasBias
  }

  /// A convolution with a square kernel, all in pixels.
  public init(
    inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1, hasBias: Bool = true
  ) {
    let window = Window(kernel: kernel, stride: stride, padding: padding, dilation: dilation)
    self.init(inputs: inputs, outputs: outputs, window: window, groups: groups, hasBias: hasBias)
  }

  public var kind: String { "convolution" }
  public var reach: Reach { .window(window) }
  public var allowsOverwriting: Bool { true }

  public var parameters: [Parameter] {
    let shape = [outputs, inputs / groups, window.vertical.kernel, window.horizontal.kernel]
    return [Parameter("weight", .weight, shape)] + (hasBias ? [Parameter("bias", .bias, [outputs])] : [])
  }

  public func outputShape(of inputs: [[Int]]) throws(ShapeError) -> [Int] {
    [outputs] + (try window.outputSize(of: inputs[0].suffix(2)))
  }

  public func multiplyAdds(inputs: [[Int]], output: [Int]) -> Int {
    output.reduce(1, *) * parameters[0].shape.dropFirst().reduce(1, *)
  }

  /// Kernels that Winograd's filtering transforms are transformed from float32.
  public func staysFloat32(_ role: Parameter.Role) -> Bool { role == .weight && suitsWinograd }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    let (input, weight, bias) = (inputs[0], run["weight"], hasBias ? run["bias"] : nil)
    if case .training = run.mode, gainsFromWinograd(input) {
      return try input.winogradConvolved(weight, bias: bias)
    }
    return try input.convolved(weight.to(input.dtype), bias: bias, window, groups: groups)
  }

  public func frozen(
    _ parameters: [String: Tensor], for target: FrozenTarget
  ) throws(TorchError) -> FrozenForm {
    guard let weight = parameters["weight"] else { preconditionFailure("a convolution has a weight") }
    let bias: Tensor
    if let own = parameters["bias"] { bias = own } else { bias = try .zeros([outputs]) }
    if suitsWinograd, target.device == .cpu, Runtime.hasWinograd(target.precision) {
      return try WinogradConvolution.form(self, weight: weight, bias: bias, target)
    }
    return try PackedConvolution.form(self, weight: weight, bias: bias, target)
  }
}

// MARK: - Winograd's minimal filtering

extension Convolution {
  /// Whether Winograd's minimal filtering can compute it.
  var suitsWinograd: Bool {
    window == Window(kernel: 3, padding: 1) && groups == 1 && inputs.isMultiple(of: 16)
      && outputs.isMultiple(of: 16)
  }

  /// Whether training gains from it on `input`. The weight is transformed anew at each step, for which there must be some
  /// pixels, and at odd sides the tiles of 2×2 outputs stick out: of 3×3 pixels they would compute 16.
  func gainsFromWinograd(_ input: Tensor) -> Bool {
    guard suitsWinograd, input.device == .cpu, Runtime.hasWinograd(input.dtype) else { return false }
    let (pictures, height, width) = (input.shape[0], input.shape[2], input.shape[3])
    let covered = (height + height % 2) * (width + width % 2)
    return pictures * height * width >= 128 && 4 * height * width >= 3 * covered
  }
}

extension Graph {
  /// Whether a convolution with a kernel of more than one pixel sees a single one, with square pictures of that side.
  public func convolvesSinglePixels(side: Int) -> Bool {
    let reports = (try? report(height: side, width: side)) ?? []
    let shapes = Dictionary(uniqueKeysWithValues: reports.map { ($0.layer.name, $0.shape) })
    return reports.contains { report in
      guard let window = (report.layer.operation as? Convolution)?.window,
        max(window.vertical.kernel, window.horizontal.kernel) > 1
      else { return false }
      return shapes[report.layer.inputs[0]]?.dropFirst() == [1, 1]
    }
  }
}

// MARK: - Windows

extension Window {
  /// Rows and columns of what comes out of `size` rows and columns.
  ///
  /// - Parameter ceiling: A last window that sticks out counts, unless it begins beyond the picture.
  func outputSize(of size: ArraySlice<Int>, ceiling: Bool = false) throws(ShapeError) -> [Int] {
    var lengths: [Int] = []
    for (length, axis) in zip(size, [vertical, horizontal]) {
      let room = length + axis.before + axis.after - axis.extent
      guard room >= 0 else { throw .tooSmall }
      var count = (room + (ceiling ? axis.stride - 1 : 0)) / axis.stride + 1
      if ceiling, (count - 1) * axis.stride >= length + axis.before { count -= 1 }
      lengths.append(count)
    }
    return lengths
  }
}
