internal import Networks
internal import Torch

extension Objective {
  /// The objective's value for a picture `[1, 3, H, W]` in the network's normalisation, and its gradient to it, float32.
  func gradient(
    in network: any DifferentiableNetwork, at picture: Tensor
  ) throws(TorchError) -> (value: Double, gradient: Tensor) {
    let pass = try network.forward(picture)
    let names = layers.filter { pass.activations[$0] != nil }
    var leaves: [String: Tensor] = [:]
    for name in names {
      let leaf = try pass.activations[name]?.detached()
      try leaf?.requireGradient()
      leaves[name] = leaf
    }
    let value = try withGradients { () throws(TorchError) in try self.value(of: leaves) }
    let seeds = try value.gradients(to: names.compactMap { leaves[$0] })
    return (
      try value.item(), try pass.gradient(Dictionary(uniqueKeysWithValues: zip(names, seeds)))
    )
  }
}
