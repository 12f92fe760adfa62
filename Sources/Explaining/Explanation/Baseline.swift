public import Networks
public import Torch

/// A picture that shows nothing.
public enum Baseline: String, Sendable, CaseIterable, Codable {
  /// All black, as the paper of Integrated Gradients has it.
  case black
  /// The mean colour of the network's training pictures: zeros for the network, as captum has it.
  case mean
  /// All white.
  case white

  /// The picture in a network's normalisation, of the shape `[1, 3, H, W]`.
  public func picture(_ shape: [Int], _ normalization: Normalization) throws(TorchError) -> Tensor {
    let nothing = try Tensor.zeros(shape)
    return switch self {
    case .black: try normalization.normalize(nothing)
    case .mean: nothing
    case .white: try normalization.normalize(nothing + 1)
    }
  }
}
