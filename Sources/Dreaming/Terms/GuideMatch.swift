public import Torch

/// Likeness to a guide picture: each position grows towards the guide's position that is most like it.
///
/// The objective of the original code's guided dreams (Mordvintsev, Olah & Tyka, "Inceptionism", 2015): the match is
/// the guide's position with the largest dot product, chosen anew at every step.
public struct GuideMatch: ObjectiveTerm {
  /// Elements of the table of products that are in memory at once, 16 MiB.
  static let chunk = 1 << 22

  /// The layer's name.
  public let layer: String
  /// What the guide's positions answer, `[positions, C]`, float32.
  private let guide: Tensor

  /// The guide whose activations, `[1, C, H, W]`, are given.
  public init(_ layer: String, of activations: [String: Tensor]) throws(TorchError) {
    self.layer = layer
    guide = try Self.positions(of: activations.activation(of: layer))
  }

  /// The one layer.
  public var layers: [String] { [layer] }

  /// Positions are treated alike, but looked up among all of the guide's.
  public var reach: TermReach { .positions }

  /// The mean over positions and channels of a · g, g being the match of the position.
  public func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let activation = try activations.activation(of: layer)
    let positions = try Self.positions(of: activation)
    let matches = try withoutGradients { () throws(TorchError) in try self.matches(of: positions.detached()) }
    return try (positions * matches).mean() * Double(activation.shape[0])
  }

  /// `[N · positions, C]`, float32.
  private static func positions(of activation: Tensor) throws(TorchError) -> Tensor {
    let list = activation.rank == 4 ? try activation.permuted([0, 2, 3, 1]) : activation
    return try list.to(.float32).reshaped([-1, activation.shape[1]])
  }

  /// The guide's match of each of the positions `[P, C]`, in chunks of bounded memory.
  private func matches(of positions: Tensor) throws(TorchError) -> Tensor {
    let (count, step) = (positions.shape[0], max(1, Self.chunk / guide.shape[0]))
    let across = try guide.permuted([1, 0])
    var matches: [Tensor] = []
    for start in stride(from: 0, to: count, by: step) {
      let part = try positions.narrowed(0, start..<min(start + step, count))
      let best = try part.matrixProduct(across).indexOfMaximum(along: 1)
      matches.append(try guide.selecting(best, along: 0))
    }
    return try .concatenated(matches, along: 0)
  }
}
