public import Imaging
public import Networks
public import Torch

/// Where a network looks in a photo for a class, as a map that a dream can take as its mask.
///
/// Named by a text: a method, then a colon and a class, as `cam:owl`. Without a class it is the one that the network takes the
/// photo for.
public struct SaliencyMask {
  /// The method that looks.
  public let method: ExplanationMethod
  /// The class whose score is looked for; `nil`: the likeliest.
  public let classIndex: Int?

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - graph: The network.
  ///   - labels: The names of its classes.
  /// - Throws: ``ExplainError/unknownMethod(_:nearest:)``, ``ExplainError/noClasses``, or ``ExplainError/network(_:)`` for a
  ///   class that the network does not have, with the nearest names.
  public init(_ text: String, in graph: Graph, labels: ClassLabels) throws(ExplainError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    method = try ExplanationMethod(named: parts[0])
    guard graph.scoreLayer != nil else { throw .noClasses }
    do {
      classIndex = try parts.count > 1 ? graph.score(ofClass: parts[1], labels: labels).index : nil
    } catch {
      throw .network(error)
    }
  }

  /// The map of a photo, `[1, 1, H, W]` of its size, from 0 to 1: what speaks for the class.
  ///
  /// - Throws: `ExplainError` for a photo that the network does not take; `TorchError`.
  public func map(of photo: Image, by explainer: Explainer) throws -> Tensor {
    let classified = try explainer.classify(photo)
    return try explainer.explanation(of: classIndex ?? classified.likeliest, in: classified, by: method).map
      .resized(to: PixelSize(photo)).clamped(0, 1)
  }
}
