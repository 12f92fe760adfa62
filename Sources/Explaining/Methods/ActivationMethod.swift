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

/// The projection `[1, 1, h, w]` of each position's channels on their first principal component over the positions, by the
/// power method; the larger extreme is positive. All 0 where every position is alike.
func principalComponent(of channels: Tensor) throws(TorchError) -> Tensor {
  let (count, height, width) = (channels.shape[1], channels.shape[2], channels.shape[3])
  let matrix = try channels.to(.float64).reshaped([count, height * width])
  let centered = try matrix - matrix.mean([1], keepingDimensions: true)
  let transposed = try centered.permuted([1, 0]).contiguous()
  // The channel that varies most is no stranger to the component that does.
  let loudest = try centered.squared().sum([1]).indexOfMaximum(along: 0).reshaped([1])
  var projection = try centered.selecting(loudest, along: 0).reshaped([-1, 1])
  var length = try projection.squared().sum().squareRoot().item()
  for _ in 0..<mostRounds {
    guard length > 0 else { break }
    let before = try projection * (1 / length)
    projection = try transposed.matrixProduct(centered.matrixProduct(before))
    length = try projection.squared().sum().squareRoot().item()
    let change = try (projection * (1 / max(length, .leastNormalMagnitude)) - before).magnitude().maximum()
    if try change.item() < 1e-9 { break }
  }
  let isUpsideDown = try projection.minimum().item() + projection.maximum().item() < 0
  return try (projection * (isUpsideDown ? -1 : 1)).to(.float32).reshaped([1, 1, height, width])
}

private let mostRounds = 2000

// MARK: - Methods

extension ExplanationMethod {
  /// ``ActivationMethod/gradCAM``.
  public static let gradCAM = activation(.gradCAM, title: "Grad-CAM")
  /// ``ActivationMethod/gradCAMPlusPlus``.
  public static let gradCAMPlusPlus = activation(.gradCAMPlusPlus, title: "Grad-CAM++")
  /// ``ActivationMethod/layerCAM``.
  public static let layerCAM = activation(.layerCAM, title: "LayerCAM")
  /// ``ActivationMethod/hiResCAM``.
  public static let hiResCAM = activation(.hiResCAM, title: "HiResCAM")
  /// ``ActivationMethod/xGradCAM``.
  public static let xGradCAM = activation(.xGradCAM, title: "XGrad-CAM")
  /// ``ActivationMethod/eigenCAM``.
  public static let eigenCAM = activation(.eigenCAM, title: "EigenCAM")

  /// Guided backpropagation where Grad-CAM looks (Selvaraju et al., "Grad-CAM", 2017).
  public static let guidedGradCAM = ExplanationMethod(
    "guided-grad-cam", title: "Guided Grad-CAM", isSinglePass: true
  ) { request, _ in
    let (target, picture) = (request.target, request.picture)
    let map = try ActivationMethod.gradCAM.map(of: request.layerResponse())
    let places = try map.resized(height: picture.shape[2], width: picture.shape[3], antialias: false)
    let edges = try GradientMethod.guidedBackpropagation.attributions(of: target, to: picture, request.scores)
    return Attribution(try edges * places, .magnitude, settings: request.layerSettings(map))
  }

  private static func activation(_ method: ActivationMethod, title: String) -> ExplanationMethod {
    ExplanationMethod(method.rawValue, title: title, isSinglePass: true) { request, _ in
      let map = try method.map(of: request.layerResponse())
      return Attribution(map, .largest, settings: request.layerSettings(map))
    }
  }
}

extension AttributionRequest {
  /// What the layer of class activation maps answers, and how the score follows it.
  fileprivate func layerResponse() throws -> LayerResponse {
    try scores.response(at: explainer.layer, of: target, to: picture)
  }

  /// The layer that a map `[1, 1, h, w]` is of, and how many positions it has.
  func layerSettings(_ map: Tensor) -> [NamedValue] {
    [NamedValue("layer", explainer.layer), NamedValue("positions", "\(map.shape[3])×\(map.shape[2])")]
  }
}
