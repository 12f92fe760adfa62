public import Torch

/// How a picture is divided into segments of like colour.
public enum Segmentation: Sendable, Equatable {
  /// Modes of the density of colours and places: few, irregular segments.
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
