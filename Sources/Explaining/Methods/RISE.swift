internal import Foundation
public import Torch

/// How likely a class is when a random part of the picture shows, summed over what shows (Petsiuk, Das & Saenko, "RISE:
/// Randomized Input Sampling for Explanation of Black-box Models", 2018).
public struct RISE: Sendable, Equatable, Codable {
  /// The number of masks, from 1.
  public var masks = 4000
  /// The cells along each side of the small masks that are enlarged, from 1 to the picture's shorter side.
  public var grid = 7
  /// The chance of a cell to show, above 0 and up to 1.
  public var shown = 0.5
  /// Where the random numbers start.
  public var seed: UInt64 = 0

  /// The paper's settings, with its number of masks for VGG16 (it takes 8,000 for ResNet50).
  public init() {}

  /// The map `[1, 1, H, W]` for class `target` in a picture `[1, 3, H, W]`: Σ p(picture ⊙ m) m / (N · `shown`), p being the
  /// probability after the softmax.
  ///
  /// Masks multiply the picture in the network's normalization, as the paper's do: what is hidden takes the mean color of
  /// the pictures that the network was trained with.
  ///
  /// - Parameter progress: Gets the share that is done, to 1, after each batch; may throw to stop.
  /// - Throws: `ExplainError`, `TorchError`, what `progress` throws.
  public func attribution(
    of target: Int, to picture: Tensor, _ scores: ClassScores,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Tensor {
    let (height, width) = (picture.shape[2], picture.shape[3])
    try check(shorterSide: min(height, width))
    let generator = try Generator(seed: seed)
    return try attribution(of: target, to: picture, scores, progress: progress) { batch in
      try drawMasks(batch.count, height: height, width: width, generator)
    }
  }

  /// The map of given masks `[N, 1, H, W]` in 0…1; `shown` stands for their mean, and the other settings are not looked at.
  ///
  /// - Throws: `ExplainError`, `TorchError`, what `progress` throws.
  public func attribution(
    of target: Int, to picture: Tensor, masks: Tensor, _ scores: ClassScores,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Tensor {
    var method = self
    (method.masks, method.grid) = (masks.shape[0], 1)
    try method.check(shorterSide: 1)
    return try method.attribution(of: target, to: picture, scores, progress: progress) { batch in
      try masks.narrowed(0, batch)
    }
  }

  /// Random masks `[count, 1, height, width]` in 0…1.
  func drawMasks(_ count: Int, height: Int, width: Int, _ generator: Generator) throws -> Tensor {
    let cell = cell(height: height, width: width)
    let (cells, perMask) = (grid * grid, grid * grid + 2)
    let numbers: [Float] = try generator.uniform([count, perMask]).elements()
    let starts = stride(from: 0, to: numbers.count, by: perMask)
    let shows = starts.flatMap { start in
      numbers[start..<start + cells].map { Double($0) < shown ? Float(1) : 0 }
    }
    let places = starts.map { start in
      (
        top: Int(numbers[start + cells] * Float(cell.height)),
        left: Int(numbers[start + cells + 1] * Float(cell.width))
      )
    }
    return try masks(
      from: Tensor(shows, shape: [count, 1, grid, grid]), at: places, height: height, width: width)
  }

  /// Masks from grids `[N, 1, grid, grid]` of 0 and 1: enlarged bilinearly to a cell more than the picture needs, and cut out
  /// at places up to a cell from the corner. (The authors' program mirrors the grid at its border, here its edge is repeated.)
  func masks(from grids: Tensor, at places: [(top: Int, left: Int)], height: Int, width: Int) throws -> Tensor
  {
    let cell = cell(height: height, width: width)
    let enlarged = try grids.resized(
      height: (grid + 1) * cell.height, width: (grid + 1) * cell.width, antialias: false)
    return try .concatenated(
      places.enumerated().map { mask, place in
        try enlarged.narrowed(0, mask..<mask + 1)
          .narrowed(2, place.top..<place.top + height).narrowed(3, place.left..<place.left + width)
      }, along: 0)
  }

  /// The pixels of a cell: whole ones, of which `grid` cover the picture.
  private func cell(height: Int, width: Int) -> (height: Int, width: Int) {
    ((height + grid - 1) / grid, (width + grid - 1) / grid)
  }

  private func attribution(
    of target: Int, to picture: Tensor, _ scores: ClassScores, progress: (Double) throws -> Void,
    masks makeMasks: (Range<Int>) throws -> Tensor
  ) throws -> Tensor {
    let pixels = picture.shape[2] * picture.shape[3]
    let sum = try Tensor.zeros([1, pixels])
    for batch in scores.batches(of: masks, like: picture) {
      let masks = try makeMasks(batch)
      let likely = try scores.probabilities(of: target, picture * masks)
      try sum.add(
        Tensor(likely.map(Float.init), shape: [1, batch.count]).matrixProduct(
          masks.reshaped([batch.count, pixels])))
      try progress(Double(batch.upperBound) / Double(self.masks))
    }
    try sum.multiply(by: 1 / (Double(masks) * shown))
    return try sum.reshaped([1, 1, picture.shape[2], picture.shape[3]])
  }

  private func check(shorterSide: Int) throws {
    guard masks >= 1 else {
      throw ExplainError.setting("masks", takes: "a whole number from 1", got: "\(masks)")
    }
    guard 1...shorterSide ~= grid else {
      throw ExplainError.setting(
        "grid", takes: "a whole number from 1 to the picture's shorter side of \(shorterSide)",
        got: "\(grid)")
    }
    guard shown > 0, shown <= 1 else {
      throw ExplainError.setting("shown", takes: "a number above 0 and up to 1", got: "\(shown)")
    }
  }
}

extension ExplanationMethod {
  /// From the probabilities behind random masks, by ``RISE``.
  public static let rise = ExplanationMethod("rise", title: "RISE") { request, progress in
    let rise = request.explainer.settings.rise
    return Attribution(
      try rise.attribution(of: request.target, to: request.picture, request.scores, progress: progress),
      .range, settings: rise.values)
  }
}

extension RISE {
  fileprivate var values: [NamedValue] {
    [
      NamedValue("of", "the probability"), NamedValue("masks", "\(masks)"),
      NamedValue("grid", "\(grid)×\(grid)"), NamedValue("shown", String(format: "%g", shown)),
      NamedValue("seed", "\(seed)"),
    ]
  }
}
