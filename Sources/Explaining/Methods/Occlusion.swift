public import Torch

/// What a score loses when a part of the picture is hidden, window by window (Zeiler & Fergus, "Visualizing and
/// Understanding Convolutional Networks", 2014).
public struct Occlusion: Sendable, Equatable, Codable {
  /// The side of the square window in pixels, from 1; what reaches beyond the picture is cut off. `nil`: a quarter of the
  /// picture's shorter side.
  public var window: Int?
  /// The pixels from one window to the next, from 1 to `window`. `nil`: a quarter of the window.
  public var stride: Int?

  /// Sides in proportion to the picture, 13 to 15 windows along a square's side; the paper names none.
  public init() {}

  /// The attribution `[1, 1, H, W]` of the score (before the softmax) of class `target` to a picture `[1, 3, H, W]`: for each
  /// pixel the mean of f(picture) − f(hidden) over the windows that hide it.
  ///
  /// Windows hide all channels, so channels share the map. The last window of a row or column may be cut by the picture's
  /// edge, as captum does it.
  ///
  /// - Parameters:
  ///   - baseline: What hidden pixels become, in the network's normalization: a picture of the same size, or one pixel
  ///     `[1, 3, 1, 1]`. `nil`: 0, the mean color of the pictures that the network was trained with.
  ///   - progress: Gets the share that is done, to 1, after each batch; may throw to stop.
  /// - Throws: `ExplainError`, `TorchError`, what `progress` throws.
  public func attribution(
    of target: Int, to picture: Tensor, baseline: Tensor? = nil, _ scores: ClassScores,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Tensor {
    let (height, width) = (picture.shape[2], picture.shape[3])
    let (side, step) = try sides(height: height, width: width)
    var hidden = try Tensor.zeros(picture.shape)
    if let baseline { hidden = try hidden + baseline }
    let (rows, columns) = (
      Self.windows(side, step, along: height), Self.windows(side, step, along: width)
    )
    let whole = try scores.scores(of: target, picture)[0]
    let one = try Tensor.ones([1, 1, 1, 1])
    let (losses, cover) = (
      try Tensor.zeros([1, 1, height, width]), try Tensor.zeros([1, 1, height, width])
    )
    let count = rows.count * columns.count
    for batch in scores.batches(of: count, like: picture) {
      let windows = batch.map { (rows: rows[$0 / columns.count], columns: columns[$0 % columns.count]) }
      let pictures = try picture * Tensor.ones([batch.count, 1, 1, 1])
      for (index, window) in windows.enumerated() {
        try pictures.narrowed(0, index..<index + 1).part(window).copy(from: hidden.part(window))
      }
      for (score, window) in zip(try scores.scores(of: target, pictures), windows) {
        try losses.part(window).add(one, scale: whole - score)
        try cover.part(window).add(one)
      }
      try progress(Double(batch.upperBound) / Double(count))
    }
    return try losses / cover
  }

  /// These settings with the sides that a picture of that size gets.
  public func settled(height: Int, width: Int) -> Occlusion {
    var settled = self
    let side = window ?? max(1, min(height, width) / 4)
    settled.window = side
    settled.stride = stride ?? max(1, side / 4)
    return settled
  }

  private func sides(height: Int, width: Int) throws -> (window: Int, stride: Int) {
    let settled = settled(height: height, width: width)
    guard let window = settled.window, let stride = settled.stride else {
      preconditionFailure("settled sides are numbers")
    }
    guard window >= 1 else {
      throw ExplainError.setting("window", takes: "a whole number from 1", got: "\(window)")
    }
    guard 1...window ~= stride else {
      throw ExplainError.setting(
        "stride", takes: "a whole number from 1 to the window's \(window)", got: "\(stride)")
    }
    return (window, stride)
  }

  /// The windows over `length` pixels: one more than whole steps reach, unless they reach the end.
  private static func windows(_ side: Int, _ step: Int, along length: Int) -> [Range<Int>] {
    let side = min(side, length)
    let steps = (length - side + step - 1) / step
    return (0...steps).map { $0 * step..<min($0 * step + side, length) }
  }
}

extension Tensor {
  /// A view of a window of pictures `[N, C, H, W]`.
  fileprivate func part(_ window: (rows: Range<Int>, columns: Range<Int>)) throws(TorchError) -> Tensor {
    try narrowed(2, window.rows).narrowed(3, window.columns)
  }
}

extension ExplanationMethod {
  /// From the scores with a window hidden, place by place, by ``Occlusion``.
  public static let occlusion = ExplanationMethod("occlusion", title: "Occlusion") { request, progress in
    let (picture, settings) = (request.picture, request.explainer.settings)
    let occlusion = settings.occlusion.settled(height: picture.shape[2], width: picture.shape[3])
    let baseline = settings.baseline ?? .mean
    let values = try occlusion.attribution(
      of: request.target, to: picture,
      baseline: baseline.picture(picture.shape, request.explainer.normalization), request.scores,
      progress: progress)
    return Attribution(
      values, .signed,
      settings: [
        NamedValue("window", "\(occlusion.window ?? 0) pixels"),
        NamedValue("stride", "\(occlusion.stride ?? 0)"), NamedValue("baseline", baseline.rawValue),
      ])
  }
}
