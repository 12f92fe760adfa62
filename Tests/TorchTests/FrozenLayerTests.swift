import Testing
import Torch

/// The fast layers against the plain ones.
@Suite struct FrozenLayerTests {
  private func random(_ shape: [Int], _ seed: UInt64) throws -> Tensor {
    try Generator(seed: seed).normal(shape, deviation: 1)
  }

  private func distance(_ a: Tensor, _ b: Tensor) throws -> Double {
    let scale = try b.magnitude().maximum().item()
    return try (a.to(.float32) - b.to(.float32)).magnitude().maximum().item() / scale
  }

  /// Odd sides, sides of one pixel, several pictures, channels that are no power of two.
  @Test(
    .enabled(if: Runtime.hasWinograd(.float32)),
    arguments: [[1, 16, 1, 1], [1, 48, 7, 5], [2, 32, 8, 13], [3, 16, 2, 70]])
  func winograd(_ shape: [Int]) throws {
    let input = try random(shape, 1).channelsLast()
    let weight = try random([80, shape[1], 3, 3], 2)
    let bias = try random([80], 3)
    let expected = try input.convolved(weight, bias: bias, stride: (1, 1), padding: (1, 1))
    let forward = try weight.winogradWeight(transposed: false, .float32)
    #expect(try distance(input.winogradConvolution(forward, bias: bias), expected) <= 1e-5)
    #expect(
      try distance(
        input.winogradConvolution(forward, bias: bias, rectified: true), expected.rectified()) <= 1e-5)
    let mask = try random(expected.shape, 4).channelsLast()
    #expect(
      try distance(
        input.winogradConvolution(forward, bias: bias, mask: mask), expected.masked(by: mask)) <= 1e-5)

    let gradient = try random(expected.shape, 5).channelsLast()
    let backward = try weight.winogradWeight(transposed: true, .float32)
    let toInput = try gradient.convolutionGradient(
      weight, inputShape: input.shape, stride: 1, padding: 1)
    #expect(try distance(gradient.winogradConvolution(backward), toInput) <= 1e-5)
  }

  @Test(.enabled(if: Runtime.hasWinograd(.bfloat16))) func winogradInBFloat16() throws {
    let input = try random([1, 64, 20, 30], 1).to(.bfloat16).channelsLast()
    let weight = try random([64, 64, 3, 3], 2)
    let expected = try input.to(.float32).convolved(weight, bias: nil, stride: (1, 1), padding: (1, 1))
    let found = try input.winogradConvolution(weight.winogradWeight(transposed: false, .bfloat16))
    #expect(found.dtype == .bfloat16)
    // Eight bits of mantissa in the transformed inputs, the transformed weights and the result.
    #expect(try distance(found, expected) <= 0.03)
  }

  @Test(.enabled(if: Runtime.hasWinograd(.float32))) func winogradRefusesWhatItCannot() throws {
    let weight = try random([16, 16, 3, 3], 1).winogradWeight(transposed: false, .float32)
    #expect(throws: TorchError.self) {
      _ = try random([1, 32, 4, 4], 1).channelsLast().winogradConvolution(weight)
    }
    #expect(throws: TorchError.self) {
      _ = try random([16, 16, 1, 1], 1).winogradWeight(transposed: false, .float32)
    }
    #expect(throws: TorchError.self) {
      _ = try random([8, 16, 3, 3], 1).winogradWeight(transposed: false, .float32)
    }
  }

  @Test(.enabled(if: Runtime.hasHalving(.float32)), arguments: [DType.float32, .bfloat16], [4, 7])
  func halving(_ dtype: DType, _ side: Int) throws {
    let input = try random([2, 16, side, side + 1], 1).rectified().to(dtype).channelsLast()
    let (pooled, indices) = try input.maxPooledWithIndices(kernel: 2, stride: 2, padding: 0, ceiling: false)
    let halved = try input.halved()
    #expect(try distance(halved, pooled) == 0)
    let gradient = try random(pooled.shape, 2).to(dtype).channelsLast()
    let expected = try gradient.maxPoolGradient(
      input: input, indices: indices, kernel: 2, stride: 2, padding: 0, ceiling: false)
    #expect(
      try distance(gradient.halvedGradient(input: input, output: halved, rectified: false), expected) == 0)
    #expect(
      try distance(
        gradient.halvedGradient(input: input, output: halved, rectified: true), expected.masked(by: input))
        == 0)
  }

  @Test func fusedConvolutionIsConvolutionSumAndReLU() throws {
    let input = try random([2, 3, 11, 9], 1).channelsLast()
    let (weight, bias) = (try random([8, 3, 5, 5], 2), try random([8], 3))
    let plain = try input.convolved(weight, bias: bias, stride: (2, 2), padding: (2, 2))
    let packed = try weight.packedWeight(stride: 2, padding: 2)
    #expect(
      try distance(
        input.fusedConvolution(packed, bias: bias, stride: 2, padding: 2, rectified: true),
        plain.rectified()) <= 1e-5)
    let addend = try random(plain.shape, 4).channelsLast()
    #expect(
      try distance(
        input.fusedConvolution(
          packed, bias: bias, adding: addend, stride: 2, padding: 2, rectified: true),
        (plain + addend).rectified()) <= 1e-5)
  }
}
