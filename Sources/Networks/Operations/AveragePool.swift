public import Torch

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// The mean of each window.
public struct AveragePool: Operation {
  /// How the window slides; its dilation is 1.
  public let window: Window
  /// Whether a last window that sticks out counts.
  public let ceiling: Bool
  /// Whether borders count as zeros; without it a window's mean is that of the elements inside the picture.
  public let countsPadding: Bool

  /// An average pool.
  public init(_ window: Window, ceiling: Bool = false, countsPadding: Bool = true) {
    self.window = window
    self.ceiling = ceiling
    self.countsPadding = countsPadding
  }

  /// An average pool with a square window, all in pixels.
  public init(kernel: Int, stride: Int, padding: Int = 0) {
    self.init(Window(kernel: kernel, stride: stride, padding: padding))
  }

  public var kind: String { "average pool" }
  public var reach: Reach { .window(window) }

  public func outputShape(of inputs: [[Int]]) throws(ShapeError) -> [Int] {
    [inputs[0][0]] + (try window.outputSize(of: inputs[0].suffix(2), ceiling: ceiling))
  }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    try inputs[0].averagePooled(window, ceiling: ceiling, countsPadding: countsPadding)
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    guard window.isCentered else { return try differentiated(gradient, kept, run) }
    let result = try gradient.channelsLast().averagePoolGradient(
      input: kept.input(), window, ceiling: ceiling, countsPadding: countsPadding)
    return [PendingGradient(gradient: result)]
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// The means of a grid of cells, whatever the input's size.
public struct AdaptiveAveragePool: Operation {
  /// Rows of cells.
  public let height: Int
  /// Columns of cells.
  public let width: Int

  /// A pool over a grid.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  public var kind: String { "average pool" }
  public var reach: Reach { .everything }

  public func outputShape(of inputs: [[Int]]) -> [Int] { [inputs[0][0], height, width] }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    try inputs[0].averagePooled(toHeight: height, width: width)
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    [PendingGradient(gradient: try gradient.channelsLast().averagePoolGradient(input: kept.input()))]
  }
}
