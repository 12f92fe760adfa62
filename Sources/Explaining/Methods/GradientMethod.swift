internal import Networks
public import Torch

/// An attribution that one gradient gives.
public enum GradientMethod: String, Sendable, CaseIterable, Codable {
  /// The gradient's magnitude (Simonyan, Vedaldi & Zisserman, "Deep Inside Convolutional Networks", 2014).
  case saliency
  /// The gradient times the input (Shrikumar et al., "Not Just a Black Box", 2016), in the network's normalization.
  case inputTimesGradient = "input-x-gradient"
  /// What passes ReLUs only where unit and gradient are positive (Springenberg et al., "Striving for Simplicity", 2015).
  /// It draws edges whatever the class, and hardly changes when the weights do: it does not explain a decision.
  case guidedBackpropagation = "guided-backpropagation"
  /// What passes ReLUs only where the gradient is positive (Zeiler & Fergus, "Visualizing and Understanding Convolutional
  /// Networks", 2014).
  case deconvolution

  /// The attributions `[N, 3, H, W]` of the score of class `target` to pictures `[N, 3, H, W]`.
  ///
  /// - Throws: `ExplainError`, `TorchError`.
  public func attributions(of target: Int, to pictures: Tensor, _ scores: ClassScores) throws -> Tensor {
    let gradients = try scores.gradients(of: target, to: pictures, rule: rule)
    return switch self {
    case .saliency: try gradients.magnitude()
    case .inputTimesGradient: try gradients * pictures
    case .guidedBackpropagation, .deconvolution: gradients
    }
  }

  /// Whether its numbers speak for and against the class.
  var hasSign: Bool { self == .inputTimesGradient }

  private var rule: ReLUBackwardRule {
    switch self {
    case .saliency, .inputTimesGradient: .exact
    case .guidedBackpropagation: .guided
    case .deconvolution: .deconvolution
    }
  }
}

extension ExplanationMethod {
  /// ``GradientMethod/saliency``.
  public static let saliency = gradient(.saliency, title: "Saliency")
  /// ``GradientMethod/inputTimesGradient``.
  public static let inputTimesGradient = gradient(.inputTimesGradient, title: "Input × gradient")
  /// ``GradientMethod/guidedBackpropagation``.
  public static let guidedBackpropagation = gradient(
    .guidedBackpropagation, title: "Guided backpropagation")
  /// ``GradientMethod/deconvolution``.
  public static let deconvolution = gradient(.deconvolution, title: "Deconvolution")

  private static func gradient(_ method: GradientMethod, title: String) -> ExplanationMethod {
    ExplanationMethod(method.rawValue, title: title, isSinglePass: true) { request, _ in
      Attribution(
        try method.attributions(of: request.target, to: request.picture, request.scores),
        method.hasSign ? .signed : .magnitude)
    }
  }
}
