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

  @Test(arguments: [DType.float32, .bfloat16].filter(Runtime.hasHalving), [4, 7])
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

  @Test(.enabled(if: !Runtime.hasHalving(.bfloat16))) func halvingWithoutInstructionsIsRefused() throws {
    let input = try random([1, 16, 4, 4], 1).to(.bfloat16).channelsLast()
    #expect(throws: TorchError.self) { _ = try input.halved() }
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
