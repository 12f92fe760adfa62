internal import CTorch

/// One step of stochastic gradient descent with momentum, fused over all parameters (Sutskever et al. 2013, in
/// PyTorch's form): v ← momentum · v + g + decay · p, p ← p − rate · v.
///
/// Momenta start as zeros.
public func stepSGD(
  parameters: [Tensor], gradients: [Tensor], momenta: [Tensor], rate: Double, momentum: Double,
  weightDecay: Double, nesterov: Bool
) throws(TorchError) {
  let count = parameters.count
  try perform("SGD step", parameters + gradients + momenta) { tensors, error in
    tensors.withUnsafeBufferPointer { list in
      let start = list.baseAddress
      return ct_sgd_step(
        start, start?.advanced(by: count), start?.advanced(by: 2 * count), count, rate, momentum, weightDecay,
        nesterov, error)
    }
  }
}

/// One step of Adam (Kingma & Ba 2015, algorithm 1, with L2 weight decay), fused over all parameters.
///
/// - Parameter steps: one-element float32 tensors that hold the number of this step, from 1.
public func stepAdam(
  parameters: [Tensor], gradients: [Tensor], means: [Tensor], squares: [Tensor], steps: [Tensor],
  rate: Double,
  betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8, weightDecay: Double
) throws(TorchError) {
  let count = parameters.count
  try perform("Adam step", parameters + gradients + means + squares + steps) { tensors, error in
    tensors.withUnsafeBufferPointer { list in
      let lists = (0..<5).map { list.baseAddress?.advanced(by: $0 * count) }
      return ct_adam_step(
        lists[0], lists[1], lists[2], lists[3], lists[4], count, rate, betas.0, betas.1, epsilon, weightDecay,
        error)
    }
  }
}
