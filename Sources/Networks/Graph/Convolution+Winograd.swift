internal import Torch

extension Convolution {
  /// Whether Winograd's minimal filtering can compute it.
  var suitsWinograd: Bool {
    kernel == 3 && stride == 1 && padding == 1 && inputs.isMultiple(of: 16) && outputs.isMultiple(of: 16)
  }

  /// Whether training gains from it on `input`. The weight is transformed anew at each step, for which there must be some
  /// pixels, and at odd sides the tiles of 2×2 outputs stick out: of 3×3 pixels they would compute 16.
  func gainsFromWinograd(_ input: Tensor) -> Bool {
    guard suitsWinograd, input.device == .cpu, Runtime.hasWinograd(input.dtype) else { return false }
    let (pictures, height, width) = (input.shape[0], input.shape[2], input.shape[3])
    let covered = (height + height % 2) * (width + width % 2)
    return pictures * height * width >= 128 && 4 * height * width >= 3 * covered
  }
}
