import Testing
import Torch

@Suite struct AutogradTests {
  /// d(Σ x²y)/dx = 2xy and /dy = x².
  @Test func gradientsByHand() throws {
    let x = try Tensor([1, 2, 3] as [Float], shape: [3])
    let y = try Tensor([4, 5, 6] as [Float], shape: [3])
    try x.requireGradient()
    try y.requireGradient()
    let gradients = try (x.squared() * y).sum().gradients(to: [x, y])
    #expect(gradients.count == 2)
    #expect(try gradients[0].elements(Float.self) == [8, 20, 36])
    #expect(try gradients[1].elements(Float.self) == [1, 4, 9])
  }

  /// A 2×2 kernel of ones over 3×3 sees the corners once, the sides twice, the middle four times.
  @Test func gradientThroughAConvolution() throws {
    let picture = try Tensor.zeros([1, 1, 3, 3])
    try picture.requireGradient()
    let sum = try picture.convolved(
      try .ones([1, 1, 2, 2]), bias: nil, stride: (1, 1), padding: (0, 0)
    ).sum()
    #expect(try sum.gradients(to: [picture])[0].elements(Float.self) == [1, 2, 1, 2, 4, 2, 1, 2, 1])
  }

  @Test func withoutGradientsRestoresTheModeAfterAThrow() throws {
    let x = try Tensor.ones([2])
    try x.requireGradient()
    #expect(throws: TorchError.self) { try withoutGradients { try x + Tensor.ones([3]) } }
    #expect(try x.squared().requiresGradient)
    let (outer, inner) = try withoutGradients {
      (try withGradients { try x.squared() }, try x.squared())
    }
    #expect(outer.requiresGradient)
    #expect(!inner.requiresGradient)
  }

  @Test func detachedHasNoHistory() throws {
    let x = try Tensor.ones([2])
    try x.requireGradient()
    #expect(try !x.squared().detached().requiresGradient)
    try x.requireGradient(false)
    #expect(!x.requiresGradient)
  }

  @Test func anUnrelatedInputIsAnError() throws {
    let (x, y) = (try Tensor.ones([2]), try Tensor.ones([2]))
    try x.requireGradient()
    try y.requireGradient()
    #expect(throws: TorchError.self) { try x.sum().gradients(to: [y]) }
    #expect(throws: TorchError.self) { try x.squared().gradients(to: [x]) }
  }
}
