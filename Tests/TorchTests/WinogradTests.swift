import Testing
import Torch

/// Winograd's convolutions against libtorch's.
@Suite struct WinogradTests {
  private func random(_ shape: [Int], _ seed: UInt64) throws -> Tensor {
    try Generator(seed: seed).normal(shape, deviation: 1)
  }

  private func distance(_ a: Tensor, _ b: Tensor) throws -> Double {
    let scale = try b.magnitude().maximum().item()
    return try (a.to(.float32) - b.to(.float32)).magnitude().maximum().item() / scale
  }

  /// Odd sides, sides of one pixel, several pictures, channels that are no power of two; tiles of both sides.
  @Test(
    .enabled(if: Runtime.hasWinograd(.float32)),
    arguments: [[1, 16, 1, 1], [1, 48, 7, 5], [2, 32, 8, 13], [3, 16, 2, 70]],
    [WinogradTiles.small, .large])
  func winograd(_ shape: [Int], tiles: WinogradTiles) throws {
    let input = try random(shape, 1).channelsLast()
    let weight = try random([80, shape[1], 3, 3], 2)
    let bias = try random([80], 3)
    let expected = try input.convolved(weight, bias: bias, stride: (1, 1), padding: (1, 1))
    let forward = try weight.winogradWeight(transposed: false, .float32, tiles: tiles)
    #expect(try distance(input.winogradConvolution(forward, bias: bias), expected) <= 1e-5)
    #expect(
      try distance(
        input.winogradConvolution(forward, bias: bias, relu: true), expected.relu()) <= 1e-5)
    let mask = try random(expected.shape, 4).channelsLast()
    #expect(
      try distance(
        input.winogradConvolution(forward, bias: bias, mask: mask), expected.masked(by: mask)) <= 1e-5)

    let gradient = try random(expected.shape, 5).channelsLast()
    let backward = try weight.winogradWeight(transposed: true, .float32, tiles: tiles)
    let toInput = try gradient.convolutionGradient(
      weight, inputShape: input.shape, Window(kernel: 3, padding: 1))
    #expect(try distance(gradient.winogradConvolution(backward), toInput) <= 1e-5)
  }

  @Test(.enabled(if: Runtime.hasWinograd(.bfloat16))) func winogradInBFloat16() throws {
    let input = try random([1, 64, 20, 30], 1).to(.bfloat16).channelsLast()
    let weight = try random([64, 64, 3, 3], 2)
    let expected = try input.to(.float32).convolved(weight, bias: nil, stride: (1, 1), padding: (1, 1))
    let found = try input.winogradConvolution(
      weight.winogradWeight(transposed: false, .bfloat16, tiles: .small))
    #expect(found.dtype == .bfloat16)
    // Eight bits of mantissa in the transformed inputs, the transformed weights and the result.
    #expect(try distance(found, expected) <= 0.03)
  }

  @Test(.enabled(if: Runtime.hasWinograd(.float32))) func winogradRefusesWhatItCannot() throws {
    let weight = try random([16, 16, 3, 3], 1).winogradWeight(transposed: false, .float32, tiles: .large)
    #expect(throws: TorchError.self) {
      _ = try random([1, 32, 4, 4], 1).channelsLast().winogradConvolution(weight)
    }
    #expect(throws: TorchError.self) {
      _ = try random([16, 16, 1, 1], 1).winogradWeight(transposed: false, .float32, tiles: .large)
    }
    #expect(throws: TorchError.self) {
      _ = try random([8, 16, 3, 3], 1).winogradWeight(transposed: false, .float32, tiles: .large)
    }
  }

  // MARK: - In training

  /// The output of a convolution, and the gradients of Σ output · seed to its input, weight and bias.
  private func results(
    _ input: Tensor, _ weight: Tensor, _ bias: Tensor, seed: Tensor,
    _ convolution: (Tensor, Tensor, Tensor) throws -> Tensor
  ) throws -> [Tensor] {
    let leaves = try [input, weight, bias].map { try $0.clone().detached() }
    for leaf in leaves { try leaf.requireGradient() }
    let output = try convolution(leaves[0], leaves[1], leaves[2])
    return try [output.detached()] + Tensor.gradients(of: [output], outputGradients: [seed], to: leaves)
  }

  private func cosine(_ a: Tensor, _ b: Tensor) throws -> Double {
    func product(_ a: Tensor, _ b: Tensor) throws -> Double { try (a * b).sum().item() }
    let (a, b) = try (a.to(.float32), b.to(.float32))
    return try product(a, b) / (product(a, a) * product(b, b)).squareRoot()
  }

  /// Odd sides, more tiles than are added up at a time, a number of tiles that fills no word, unequal channels; in float32
  /// tiles of 2×2 take the fewest products for the first and the last.
  private static let shapes = [
    [1, 16, 1, 1], [3, 48, 7, 5], [2, 32, 48, 50], [5, 96, 4, 4], [3, 48, 5, 6],
  ]

  @Test(.enabled(if: Runtime.hasWinograd(.float32)), arguments: shapes)
  func gradients(_ shape: [Int]) throws {
    let input = try random(shape, 1).channelsLast()
    let (weight, bias) = (try random([80, shape[1], 3, 3], 2), try random([80], 3))
    let seed = try random([shape[0], 80, shape[2], shape[3]], 4)
    let found = try results(input, weight, bias, seed: seed) { try $0.winogradConvolved($1, bias: $2) }
    let expected = try results(input, weight, bias, seed: seed) {
      try $0.convolved($1, bias: $2, stride: (1, 1), padding: (1, 1))
    }
    for (found, expected) in zip(found, expected) {
      #expect(found.shape == expected.shape)
      #expect(try distance(found, expected) <= 2e-5)
    }
  }

  @Test(.enabled(if: Runtime.hasWinograd(.bfloat16)), arguments: shapes)
  func gradientsInBFloat16(_ shape: [Int]) throws {
    let input = try random(shape, 1).to(.bfloat16).channelsLast()
    let weight = try random([80, shape[1], 3, 3], 2).to(.bfloat16)
    let bias = try random([80], 3).to(.bfloat16)
    let seed = try random([shape[0], 80, shape[2], shape[3]], 4).to(.bfloat16)
    let found = try results(input, weight, bias, seed: seed) { try $0.winogradConvolved($1, bias: $2) }
    let expected = try results(
      input.to(.float32), weight.to(.float32), bias.to(.float32), seed: seed.to(.float32)
    ) { try $0.convolved($1, bias: $2, stride: (1, 1), padding: (1, 1)) }
    for (found, expected) in zip(found, expected) {
      #expect(found.dtype == .bfloat16)
      #expect(try cosine(found, expected) >= 0.9999)
    }
  }

  @Test(.enabled(if: Runtime.hasWinograd(.bfloat16))) func theSameBitsTwice() throws {
    let input = try random([5, 32, 12, 12], 1).to(.bfloat16).channelsLast()
    let (weight, bias) = (try random([64, 32, 3, 3], 2), try random([64], 3))
    let seed = try random([5, 64, 12, 12], 4).to(.bfloat16)
    let runs = try (0..<2).map { _ in
      try results(input, weight, bias, seed: seed) { try $0.winogradConvolved($1, bias: $2) }
    }
    for (first, second) in zip(runs[0], runs[1]) { #expect(try distance(first, second) == 0) }
  }

  @Test(.enabled(if: Runtime.hasWinograd(.float32))) func gradientsToWhatIsAskedAlone() throws {
    let input = try random([1, 16, 6, 6], 1).channelsLast()
    let weight = try random([16, 16, 3, 3], 2)
    try weight.requireGradient()
    let output = try input.winogradConvolved(weight, bias: nil)
    #expect(try output.sum().gradients(to: [weight])[0].shape == weight.shape)
  }
}
