public import Torch

/// A class activation map: the channels of a layer, weighted by how the score of a class follows them, and summed.
///
/// With the layer's output A and the score's gradient G to it. What speaks against the class is cut off.
public enum ActivationMethod: String, Sendable, CaseIterable, Codable {
  /// Σ mean(G) · A (Selvaraju et al., "Grad-CAM", 2017).
  case gradCAM = "grad-cam"
  /// Σ (Σ α · max(G, 0)) · A with α = G² / (2 G² + ΣA · G³) (Chattopadhay et al., "Grad-CAM++", 2018).
  case gradCAMPlusPlus = "grad-cam++"
  /// Σ max(G, 0) · A, place by place (Jiang et al., "LayerCAM", 2021).
  case layerCAM = "layercam"
  /// Σ G · A, place by place (Draelos & Carin, "HiResCAM", 2020).
  case hiResCAM = "hirescam"
  /// Σ (Σ G · A / ΣA) · A (Fu et al., "Axiom-based Grad-CAM", 2020).
  case xGradCAM = "xgrad-cam"
  /// The first principal component of A, whatever the class (Muhammad & Yeasin, "Eigen-CAM", 2020). Its sign is free: the
  /// larger extreme is made positive (Chung & Ying, "Seg-Eigen-CAM", 2025).
  case eigenCAM = "eigencam"

  /// The map `[1, 1, h, w]` of the layer's positions, from 0 and in the score's own unit.
  ///
  /// - Throws: `TorchError` when there is no memory.
  public func map(of response: LayerResponse) throws -> Tensor {
    let (a, g) = (response.activation, response.gradient)
    let map =
      switch self {
      case .gradCAM: try weighted(a, by: g.mean([2, 3], keepingDimensions: true))
      case .gradCAMPlusPlus: try weighted(a, by: plusPlusWeights(a, g))
      case .layerCAM: try (g.relu() * a).sum([1], keepingDimensions: true)
      case .hiResCAM: try (g * a).sum([1], keepingDimensions: true)
      case .xGradCAM: try weighted(a, by: sum(g * a) / (sum(a) + 1e-7))
      case .eigenCAM: try principalComponent(of: a)
      }
    return try map.relu()
  }

  private func plusPlusWeights(_ a: Tensor, _ g: Tensor) throws -> Tensor {
    let square = try g.squared()
    let alpha = try square / (square * 2 + sum(a) * square * g + 1e-6)
    return try sum(alpha * g.relu())
  }
}

/// The sum of channels `[1, C, h, w]`, each times its weight `[1, C, 1, 1]`.
func weighted(_ channels: Tensor, by weights: Tensor) throws(TorchError) -> Tensor {
  try (channels * weights).sum([1], keepingDimensions: true)
}

private func sum(_ tensor: Tensor) throws(TorchError) -> Tensor {
  try tensor.sum([2, 3], keepingDimensions: true)
}
