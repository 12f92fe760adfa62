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

  @Test(arguments: [DType.float32, .bfloat16].filter(Runtime.hasMaxPool2x2), [4, 7])
  func maxPool2x2(_ dtype: DType, _ side: Int) throws {
    let input = try random([2, 16, side, side + 1], 1).relu().to(dtype).channelsLast()
    let (pooled, indices) = try input.maxPooledWithIndices(Window(kernel: 2, stride: 2), ceiling: false)
    let largest = try input.maxPool2x2()
    #expect(try distance(largest, pooled) == 0)
    let gradient = try random(pooled.shape, 2).to(dtype).channelsLast()
    let expected = try gradient.maxPoolGradient(
      input: input, indices: indices, Window(kernel: 2, stride: 2), ceiling: false)
    #expect(
      try distance(gradient.maxPool2x2Gradient(input: input, output: largest, relu: false), expected) == 0)
    #expect(
      try distance(
        gradient.maxPool2x2Gradient(input: input, output: largest, relu: true), expected.masked(by: input))
        == 0)
  }

  @Test(.enabled(if: !Runtime.hasMaxPool2x2(.bfloat16))) func maxPool2x2WithoutInstructionsIsRefused() throws
  {
    let input = try random([1, 16, 4, 4], 1).to(.bfloat16).channelsLast()
    #expect(throws: TorchError.self) { _ = try input.maxPool2x2() }
  }

  @Test func fusedConvolutionIsConvolutionAndReLU() throws {
    let input = try random([2, 3, 11, 9], 1).channelsLast()
    let (weight, bias) = (try random([8, 3, 5, 5], 2), try random([8], 3))
    let plain = try input.convolved(weight, bias: bias, stride: (2, 2), padding: (2, 2))
    let window = Window(kernel: 5, stride: 2, padding: 2)
    let packed = try weight.packedWeight(window)
    #expect(
      try distance(input.fusedConvolution(packed, bias: bias, window, relu: true), plain.relu()) <= 1e-5)
    #expect(try distance(input.fusedConvolution(packed, bias: bias, window, relu: false), plain) <= 1e-5)
  }
}
