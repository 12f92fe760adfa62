internal import Networks
internal import Torch

extension Ascent {
  /// The objective at a picture, and its gradient there.
  struct Slope {
    let value: Double
    let gradient: Tensor
    /// Whether the gradient, or some of it, is the objective's own.
    let isOwn: Bool
  }

  /// The objective's value, Σ weight · value of the groups, and the sum of their gradients.
  ///
  /// Where there are several groups, each gradient is divided by its own standard deviation before it is weighted, so that
  /// the loudest layer does not win. In the first steps a group that is to grow and has no gradient at all gets one that
  /// was let through its shut ReLUs.
  func slope(at picture: Tensor, iteration: Int) throws -> Slope {
    var found = try source.gradients(of: groups.map(\.term), at: picture, rule: .exact)
    let value = zip(groups, found).reduce(0) { $0 + $1.0.weight * $1.1.value }
    let silent = try iteration < Self.wakingSteps ? found.indices.filter { try found[$0].isZero } : []
    let waking = silent.filter { groups[$0].weight > 0 }
    if !waking.isEmpty {
      let woken = try source.gradients(of: waking.map { groups[$0].term }, at: picture, rule: .redirected)
      for (index, gradient) in zip(waking, woken) { found[index] = gradient }
    }
    return Slope(
      value: value, gradient: try combined(found.map(\.gradient)), isOwn: silent.count < groups.count)
  }

  /// In the memory of the first.
  private func combined(_ gradients: [Tensor]) throws(TorchError) -> Tensor {
    for (group, gradient) in zip(groups, gradients) {
      if groups.count > 1 { try gradient.divide(by: nonZero(gradient.pictureDeviations())) }
      if group.weight != 1 { try gradient.multiply(by: group.weight) }
    }
    for gradient in gradients.dropFirst() { try gradients[0].add(gradient) }
    return gradients[0]
  }
}

extension TermGradient {
  fileprivate var isZero: Bool {
    get throws(TorchError) {
      let (largest, smallest) = (try gradient.maximum().item(), try gradient.minimum().item())
      return largest == 0 && smallest == 0
    }
  }
}
