internal import Torch

/// How unlike the pictures of one target are to each other: it keeps several pictures of a channel from being
/// the same one.
///
/// The diversity term of Olah, Mordvintsev & Schubert, "Feature Visualization" (2017): Gram matrices G = a·aᵀ
/// of a layer, whose cosines are pulled down. A batch holds the targets one after the other, each with as
/// many pictures.
struct Diversity: ObjectiveTerm {
  /// The layer's name.
  let layer: String
  /// The pictures of each target, at least 2.
  let pictures: Int

  /// The diversity of a layer among the pictures of each target.
  ///
  /// - Precondition: there are at least two pictures of each.
  init(_ layer: String, pictures: Int) {
    precondition(pictures > 1, "one picture is like no other")
    self.layer = layer
    self.pictures = pictures
  }

  /// The one layer.
  var layers: [String] { [layer] }

  /// The whole picture.
  var reach: TermReach { .picture }

  /// − Σ over the pictures of the mean cosine between its Gram matrix and those of its target's other
  /// pictures.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let activation = try activations.activation(of: layer)
    let (count, channels) = (activation.shape[0], activation.shape[1])
    let flat = try activation.to(.float32).reshaped([count, channels, -1])
    let gram = try flat.matrixProduct(flat.permuted([0, 2, 1])).reshaped([count / pictures, pictures, -1])
    let length = try (gram.squared().sum([2], keepingDimensions: true) + Self.smallest).squareRoot()
    let unit = try gram / length
    let cosines = try unit.matrixProduct(unit.permuted([0, 2, 1]))
    return try (cosines * others(cosines.device)).sum() * (-1 / Double(pictures - 1))
  }

  /// Added to a Gram matrix's squared length, so that a silent layer has a gradient.
  private static let smallest = 1e-10

  /// 1 for each pair of two pictures, 0 on the diagonal.
  private func others(_ device: Device) throws(TorchError) -> Tensor {
    let pairs = (0..<pictures * pictures).map { Float($0 / pictures == $0 % pictures ? 0 : 1) }
    return try Tensor(pairs, shape: [pictures, pictures]).to(device)
  }
}
