internal import CTorch

/// How a kernel slides over the rows and columns of `[N, C, H, W]`, all in pixels.
public struct Window: Sendable, Equatable {
  /// One of the two directions.
  public struct Axis: Sendable, Equatable {
    /// The kernel's length, its gaps not counted.
    public var kernel: Int
    /// The step between outputs.
    public var stride: Int
    /// The step between the elements that the kernel takes; 1 leaves no gaps.
    public var dilation: Int
    /// The border before the first element and after the last.
    public var before: Int, after: Int

    /// An axis; the border is the same at both ends.
    public init(kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1) {
      self.init(kernel: kernel, stride: stride, before: padding, after: padding, dilation: dilation)
    }

    /// An axis with a border of its own at each end.
    public init(kernel: Int, stride: Int = 1, before: Int, after: Int, dilation: Int = 1) {
      self.kernel = kernel
      self.stride = stride
      self.dilation = dilation
      self.before = before
      self.after = after
    }

    /// The length from the first to the last element that the kernel takes.
    public var extent: Int { (kernel - 1) * dilation + 1 }
  }

  /// Over the rows and over the columns.
  public var vertical: Axis, horizontal: Axis

  /// A window with two directions of its own.
  public init(vertical: Axis, horizontal: Axis) {
    self.vertical = vertical
    self.horizontal = horizontal
  }

  /// A square window.
  public init(kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1) {
    let axis = Axis(kernel: kernel, stride: stride, padding: padding, dilation: dilation)
    self.init(vertical: axis, horizontal: axis)
  }

  /// Whether the borders at both ends of an axis are the same, as libtorch's kernels want them.
  public var isCentered: Bool {
    vertical.before == vertical.after && horizontal.before == horizontal.after
  }

  /// The window over a tensor that has its borders already.
  var withoutPadding: Window {
    var window = self
    (window.vertical.before, window.vertical.after) = (0, 0)
    (window.horizontal.before, window.horizontal.after) = (0, 0)
    return window
  }

  /// libtorch's form of a centered window.
  var centered: CWindow {
    func pair(_ value: (Axis) -> Int) -> (Int64, Int64) { (Int64(value(vertical)), Int64(value(horizontal))) }
    return CWindow(
      kernel: pair(\.kernel), stride: pair(\.stride), padding: pair(\.before), dilation: pair(\.dilation))
  }
}

extension Tensor {
  /// Calls `body` with this tensor and a centered window: a window with unequal borders gets them as elements of `value`.
  func centering(
    _ window: Window, value: Double, _ body: (Tensor, inout CWindow) throws(TorchError) -> Tensor
  ) throws(TorchError) -> Tensor {
    var centered = window.centered
    guard !window.isCentered else { return try body(self, &centered) }
    let (vertical, horizontal) = (window.vertical, window.horizontal)
    let padded = try attempt("pad", [self]) {
      ct_constant_pad(
        $0[0], Int64(horizontal.before), Int64(horizontal.after), Int64(vertical.before),
        Int64(vertical.after), value, $1)
    }
    centered = window.withoutPadding.centered
    return try body(padded, &centered)
  }
}
