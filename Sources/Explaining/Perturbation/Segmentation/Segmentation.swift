public import Torch

/// How a picture is divided into segments of like colour.
public enum Segmentation: Sendable, Equatable, Codable {
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
