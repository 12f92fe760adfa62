public import Torch

/// Segments as clusters of colour and position around the points of a grid (Achanta et al., "SLIC Superpixels Compared to
/// State-of-the-Art Superpixel Methods", 2012), in L*a*b*, as scikit-image does it.
public struct SLIC: Sendable, Equatable, Codable {
  /// About how many segments there are to be, from 1 to 2048.
  public var segments = 50
  /// How much position counts beside colour, above 0; larger: more square segments.
  public var compactness = 10.0

  /// 50 segments: of a picture of 88 pixels each is about the size of an eye or an ear.
  public init() {}

  /// The segments of a picture `[1, 3, H, W]` in 0…1, each in one piece.
  ///
  /// - Throws: ``ExplainError/setting(_:takes:got:)``; `TorchError`.
  public func segments(of picture: Tensor) throws -> Segments {
    guard 1...Segments.most ~= segments else {
      throw ExplainError.setting(
        "segments", takes: "a whole number from 1 to \(Segments.most)", got: "\(segments)")
    }
    guard compactness > 0, compactness.isFinite else {
      throw ExplainError.setting("compactness", takes: "a number above 0", got: "\(compactness)")
    }
    let lab = try LabPicture(picture, isStretched: true, scale: 1 / compactness)
    var clusters = SLICClusters(lab, count: segments)
    for _ in 0..<Self.iterations {
      clusters.assign()
      clusters.moveCentres()
    }
    let size = Double(lab.height * lab.width) / Double(clusters.count)
    let pieces = ConnectedPieces(
      height: lab.height, width: lab.width, smallest: Int(size / 2), largest: Int(3 * size))
    return Segments(
      height: lab.height, width: lab.width, labels: pieces.labels(joining: clusters.nearest))
  }

  private static let iterations = 10
}
