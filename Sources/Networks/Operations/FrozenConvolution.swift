internal import Torch

/// A convolution with fixed weights by Winograd's minimal filtering, laid out once for both ways; fewer products than the
/// direct form. A batch norm is folded in where there was one.
struct WinogradConvolution: FrozenConvolution {
  let convolution: Convolution
  var endsInReLU = false

  func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    try inputs[0].winogradConvolution(run["forward"], bias: run["bias"], relu: endsInReLU)
  }

  func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    let mask = kept.masks[0]
    let result = try gradient.winogradConvolution(run["backward"], mask: mask)
    return [PendingGradient(gradient: result, isMasked: mask != nil)]
  }
}

extension WinogradConvolution {
  /// The form of a convolution with a weight `[out, in, 3, 3]` and a bias `[out]`, both float32.
  static func form(
    _ convolution: Convolution, weight: Tensor, bias: Tensor, _ target: FrozenTarget
  ) throws(TorchError) -> FrozenForm {
    FrozenForm(
      WinogradConvolution(convolution: convolution),
      [
        "forward": try weight.winogradWeight(transposed: false, target.precision, tiles: target.tiles),
        "backward": try weight.winogradWeight(transposed: true, target.precision, tiles: target.tiles),
        "bias": try bias.contiguous(),
      ])
  }
}

/// A convolution with fixed weights laid out as oneDNN reads them fastest.
struct PackedConvolution: FrozenConvolution {
  let convolution: Convolution
  var endsInReLU = false

  /// libtorch's kernels know equal borders alone; where they differ, libtorch differentiates what fills them in.
  func kept(in pass: PassKind) -> KeptTensors {
    var kept: KeptTensors = convolution.window.isCentered ? [] : .inputs
    if endsInReLU { kept.insert(.output) }
    return kept
  }

  func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    let (window, groups) = (convolution.window, convolution.groups)
    guard window.isCentered else {
      let output = try inputs[0].convolved(run["weight"], bias: run["bias"], window, groups: groups)
      return endsInReLU ? try output.relu() : output
    }
    return try inputs[0].fusedConvolution(
      run["packed"], bias: run["bias"], window, groups: groups, relu: endsInReLU)
  }

  func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    guard convolution.window.isCentered else {
      return try PackedConvolution(convolution: convolution).differentiated(gradient, kept, run)
    }
    let result = try gradient.convolutionGradient(
      run["weight"], inputShape: kept.inputShapes[0], convolution.window, groups: convolution.groups)
    let mask = kept.masks[0]
    if let mask { try result.mask(by: mask) }
    return [PendingGradient(gradient: result, isMasked: mask != nil)]
  }
}

extension PackedConvolution {
  /// The form of a convolution with a weight `[out, in / groups, k, l]` and a bias `[out]`, both float32.
  static func form(
    _ convolution: Convolution, weight: Tensor, bias: Tensor, _ target: FrozenTarget
  ) throws(TorchError) -> FrozenForm {
    let weight = try weight.to(target.precision).channelsLast().to(target.device)
    var parameters = ["weight": weight, "bias": try target.place(bias)]
    if convolution.window.isCentered {
      parameters["packed"] = try weight.packedWeight(convolution.window, groups: convolution.groups)
    }
    return FrozenForm(PackedConvolution(convolution: convolution), parameters)
  }
}

/// What both forms have in common: the way back needs shapes alone, and a ReLU at the end costs nothing.
protocol FrozenConvolution: Operation {
  var convolution: Convolution { get }
  var endsInReLU: Bool { get set }
}

extension FrozenConvolution {
  var kind: String { convolution.kind }
  var reach: Reach { convolution.reach }

  func outputShape(of inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try convolution.outputShape(of: inputs)
  }

  func multiplyAdds(inputs: [[Int]], output: [Int]) -> Int {
    convolution.multiplyAdds(inputs: inputs, output: output)
  }

  func kept(in pass: PassKind) -> KeptTensors { endsInReLU ? .output : [] }

  func withReLU() -> any Operation {
    var operation = self
    operation.endsInReLU = true
    return operation
  }
}
