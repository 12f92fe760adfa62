internal import Dreaming
public import Imaging
public import Networks
public import Torch

/// Where a network looks in a photo for a class, as a map that a dream can take as its mask.
///
/// Named by a text: a method, then a colon and a class, as `cam:owl`. Without a class it is the one that the network takes the
/// photo for.
public struct Attention {
  /// The methods' names, the usual one of each first.
  public static let methods = ["cam", "gradcam"]

  /// The class whose score is looked for; `nil`: the likeliest.
  public let classIndex: Int?
  private let scores: String

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - graph: The network.
  ///   - classNames: The names of the classes in the order of the scores; empty when they are not known.
  /// - Throws: `AttentionError.unknownMethod`, or `DreamError` for a class that the network does not have, with the nearest
  ///   names.
  public init(_ text: String, in graph: Graph, classNames: [String]) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard Self.methods.contains(parts[0].lowercased().replacing("-", with: "")) else {
      throw AttentionError.unknownMethod(parts[0])
    }
    scores = try graph.scores
    classIndex = try parts.count > 1 ? graph.score(ofClass: parts[1], classNames: classNames).index : nil
  }

  /// The map of a photo, `[1, 1, H, W]` of its size, from 0 to 1.
  ///
  /// - Parameter side: The shorter side, in pixels, at which the network looks.
  /// - Throws: `DreamError.network` for missing weights or a photo that is too small; `TorchError`.
  public func map(
    of photo: Image, architecture graph: Graph, weights: [String: Tensor], normalization: Normalization,
    side: Int
  ) throws -> Tensor {
    do {
      let activation = try ClassActivation(
        photo, scores: scores, class: classIndex, architecture: graph, weights: weights,
        normalization: normalization, side: side)
      return try activation.map
        .resized(height: photo.height, width: photo.width, antialias: false).clamped(0, 1)
    } catch let error as NetworkError {
      throw DreamError.network(error)
    }
  }
}

/// Why there is no attention, as data; ``description`` says it in one line.
public enum AttentionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No method has that name.
  case unknownMethod(String)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownMethod(let name):
      "there is no method '\(name)' to find where the network looks; use \(Attention.methods[0]):CLASS"
    }
  }
}
