public import Torch

/// How a picture is divided into segments of like color.
public enum Segmentation: Sendable, Equatable {
  /// Modes of the density of colors and places: few, irregular segments.
  case quickshift(Quickshift)
  /// Clusters around a grid: segments of about the same size.
  case slic(SLIC)

  /// The segments of a picture `[1, 3, H, W]` in 0…1 (what lies outside is cut off). The same picture gives the same segments.
  ///
  /// - Throws: ``ExplainError/setting(_:takes:got:)``; `TorchError`.
  public func segments(of picture: Tensor) throws -> Segments {
    switch self {
    case .quickshift(let method): try method.segments(of: picture)
    case .slic(let method): try method.segments(of: picture)
    }
  }
}

/// Coded as the method's name with its settings: `{"slic": {"segments": 50, "compactness": 10}}`.
extension Segmentation: Codable {
  private enum CodingKeys: String, CodingKey {
    case quickshift, slic
  }

  /// Decodes the one method that is named.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let slic = try container.decodeIfPresent(SLIC.self, forKey: .slic) {
      self = .slic(slic)
    } else {
      self = .quickshift(try container.decode(Quickshift.self, forKey: .quickshift))
    }
  }

  /// Encodes the method under its name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .quickshift(let method): try container.encode(method, forKey: .quickshift)
    case .slic(let method): try container.encode(method, forKey: .slic)
    }
  }
}

/// A picture's division into numbered parts.
public struct Segments: Sendable, Equatable {
  /// The picture's height in pixels.
  public let height: Int
  /// The picture's width in pixels.
  public let width: Int
  /// The number of each pixel's segment, 0 ..< ``count``, row by row from the top.
  public let labels: [Int]
  /// The number of segments.
  public let count: Int

  /// The most segments that a linear model is fitted to.
  public static let most = 2048

  /// Segments by any numbers, which become 0, 1, … in their order.
  ///
  /// - Precondition: There is one label for each pixel.
  public init(height: Int, width: Int, labels: [Int]) {
    precondition(height * width == labels.count && !labels.isEmpty, "a picture's pixels have a label each")
    let names = Set(labels).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    self.height = height
    self.width = width
    self.labels = labels.map { numbers[$0] ?? 0 }
    count = names.count
  }

  /// The labels as indices `[H · W]`, int64.
  func indices() throws(TorchError) -> Tensor {
    try Tensor(labels.map(Int64.init), shape: [labels.count])
  }

  /// A picture `[1, 3, H, W]` with each segment in its mean color.
  func meanColors(of picture: Tensor) throws(TorchError) -> Tensor {
    let values: [Float] = try picture.elements()
    var means = [Float](repeating: 0, count: values.count)
    var sizes = [Int](repeating: 0, count: count)
    for label in labels { sizes[label] += 1 }
    for channel in 0..<3 {
      let start = channel * labels.count
      var sums = [Double](repeating: 0, count: count)
      for (place, label) in labels.enumerated() { sums[label] += Double(values[start + place]) }
      for (place, label) in labels.enumerated() {
        means[start + place] = Float(sums[label] / Double(sizes[label]))
      }
    }
    return try Tensor(means, shape: [1, 3, height, width])
  }
}
